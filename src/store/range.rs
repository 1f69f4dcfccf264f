//! What a list walks: one index from a key on. Never an offset, never the whole table, never a sort
//! of more than a page.

use super::condition::{self, Condition, Reach};
use super::{Answer, feeds, length, merge};
use crate::model::{ArticleId, ArticleQuery, Expression, Scope, Sort, Term};
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, params_from_iter};

/// Where a row stands in its list: its group (its feed's place in lists by feed, 1 for what is read in
/// lists that begin with what is not, else 0); date and work, words and article, rank and work, time of
/// reading and work.
pub type Key = (i64, i64, i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub key: Key,
    pub id: ArticleId,
}

/// Where to begin, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Start,
    /// The other end, walking back.
    End,
    At(Key),
    After(Key),
    Before(Key),
}

impl From {
    pub fn is_backward(self) -> bool {
        matches!(self, Self::End | Self::Before(_))
    }

    /// How a key that is wanted compares with the one where it begins.
    pub fn sign(self, descends: bool) -> &'static str {
        match (descends, matches!(self, Self::At(_))) {
            (true, true) => "<=",
            (true, false) => "<",
            (false, true) => ">=",
            (false, false) => ">",
        }
    }
}

/// The index that is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    Listed,
    Unread,
    Saved,
    Muted,
    /// One range for each feed, merged.
    Feeds {
        is_unread: bool,
        is_listed: bool,
    },
    Queue,
    History,
    /// No index: each of the articles that the condition has is looked up.
    Kept,
}

/// What parts a list into groups that follow each other.
enum Groups {
    None,
    /// One feed after the other, in the order of `feeds`.
    Feeds,
    /// What is unread, then the rest.
    Unread(Box<[List; 2]>),
}

/// A query ready to be walked.
pub struct List {
    pub(super) index: Index,
    pub(super) feeds: Vec<i64>,
    pub(super) condition: Condition,
    is_descending: bool,
    pub(super) is_by_length: bool,
    groups: Groups,
}

impl List {
    pub fn of(connection: &Connection, query: &ArticleQuery) -> Answer<Self> {
        Self::within(connection, query, Reach::All)
    }

    pub fn within(connection: &Connection, query: &ArticleQuery, reach: Reach) -> Answer<Self> {
        let mut condition = condition::within(connection, query.filter.as_ref(), reach)?;
        let is_about_marks = matches!(query.scope, Scope::Saved | Scope::Queue | Scope::History);
        if let Scope::Today(start) = query.scope {
            let start = start.seconds();
            condition.since = Some(condition.since.map_or(start, |since| since.max(start)));
        }
        let is_unread = query.scope == Scope::Unread
            || (!is_about_marks && (!query.show_read || condition.is_unread));
        let scope_feeds = match &query.scope {
            Scope::Feed(feed) => Some(vec![feed.get()]),
            Scope::Folder(path) => Some(merge::feeds_below(connection, path)?),
            _ => None,
        };
        let in_feeds = |is_listed| Index::Feeds {
            is_unread,
            is_listed,
        };
        let (index, feeds) = match (&query.scope, scope_feeds, condition.feeds.take()) {
            (_, scope, asked) if condition.is_muted && !is_about_marks => {
                // What a filter hid is in no other list.
                let both = [scope, asked]
                    .into_iter()
                    .flatten()
                    .reduce(|a, b| common(&a, &b));
                let of_feeds = both.as_deref().map(condition::of_feeds);
                restrict(&mut condition, of_feeds, is_unread);
                (Index::Muted, Vec::new())
            }
            (_, Some(scope), None) => (in_feeds(false), scope),
            (_, Some(scope), Some(asked)) => (in_feeds(false), common(&scope, &asked)),
            // Also what a filter hid, and pages that are of no feed.
            (Scope::All, None, asked) if condition.is_saved => {
                let carried = asked.as_deref().map(condition::carried_by);
                restrict(&mut condition, carried, is_unread);
                (Index::Saved, Vec::new())
            }
            (Scope::All, None, asked) if condition.is_kept => {
                let carried = asked.as_deref().map(condition::carried_by);
                restrict(&mut condition, carried, is_unread);
                (Index::Kept, Vec::new())
            }
            // As a feed's own list has them: whichever article stands for the work elsewhere.
            (Scope::All | Scope::Unread | Scope::Today(_), None, Some(asked)) => {
                (in_feeds(false), asked)
            }
            (scope, None, asked) => {
                let carried = asked.as_deref().map(condition::carried_by);
                restrict(&mut condition, carried, false);
                (Index::of(scope, is_unread), Vec::new())
            }
        };
        let is_descending = match index {
            Index::Queue => false,
            Index::History => true,
            _ => !matches!(query.sort, Sort::Oldest | Sort::Shortest),
        };
        let has_order = !matches!(index, Index::Queue | Index::History);
        let is_by_length = has_order && matches!(query.sort, Sort::Shortest | Sort::Longest);
        let mut list = Self {
            index,
            feeds,
            condition,
            is_descending,
            is_by_length,
            groups: Groups::None,
        };
        match query.sort {
            Sort::Feed => list.by_feed(connection),
            Sort::Unread if has_order && !is_unread => {
                let part = |term| Self::within(connection, &narrowed(query, term), reach);
                list.groups = Groups::Unread(Box::new([part(Term::Unread)?, part(Term::Read)?]));
                Ok(list)
            }
            _ => Ok(list),
        }
    }

    /// The same articles feed by feed, where the list is one of many feeds by date.
    fn by_feed(mut self, connection: &Connection) -> Answer<Self> {
        let wanted = match self.index {
            Index::Listed | Index::Unread => None,
            Index::Feeds { .. } => Some(std::mem::take(&mut self.feeds)),
            Index::Saved => {
                self.feeds = feeds::with_saved(connection)?;
                self.groups = Groups::Feeds;
                return Ok(self);
            }
            Index::Kept => {
                let only = self.condition.only.as_deref().unwrap_or_default();
                self.feeds = feeds::of_articles(connection, only)?;
                self.groups = Groups::Feeds;
                return Ok(self);
            }
            Index::Muted | Index::Queue | Index::History => return Ok(self),
        };
        self.feeds = feeds::in_order(connection)?;
        match wanted {
            Some(wanted) => self.feeds.retain(|id| wanted.contains(id)),
            None => self.feeds.extend(feeds::gone_but_seen(connection)?),
        }
        self.index = match self.index {
            Index::Unread => Index::Feeds {
                is_unread: true,
                is_listed: true,
            },
            Index::Listed => Index::Feeds {
                is_unread: false,
                is_listed: true,
            },
            other => other,
        };
        self.groups = Groups::Feeds;
        Ok(self)
    }

    /// Where an article's group stands among the others; none if the list has nothing of its feed.
    pub fn group(&self, feed: i64, is_unread: bool) -> Option<i64> {
        match self.groups {
            Groups::None => Some(0),
            Groups::Unread(_) => Some(i64::from(!is_unread)),
            Groups::Feeds => {
                let at = self.feeds.iter().position(|other| *other == feed)?;
                Some(at as i64)
            }
        }
    }

    pub fn key(&self) -> (&'static str, &'static str) {
        if self.is_by_length {
            ("e.words", "e.article")
        } else {
            self.index.key()
        }
    }

    /// Whether keys fall in the direction of walking.
    pub fn descends(&self, from: From) -> bool {
        self.is_descending != from.is_backward()
    }

    /// Places from a key on, in the order of walking (backward: the nearest first).
    pub fn places(&self, connection: &Connection, from: From, limit: u32) -> Answer<Vec<Place>> {
        match &self.groups {
            Groups::None => {}
            Groups::Feeds => {
                let count = self.feeds.len();
                return chained(count, from, limit, &|group, from, limit| {
                    self.walk(connection, Some(self.feeds[group]), from, limit)
                });
            }
            Groups::Unread(parts) => {
                return chained(parts.len(), from, limit, &|group, from, limit| {
                    parts[group].places(connection, from, limit)
                });
            }
        }
        if let Some(only) = self.condition.only.as_deref()
            && self.is_shorter(connection, only.len(), limit)?
        {
            return self.look_up(connection, only, None, from, limit);
        }
        match (self.index, self.feeds.as_slice()) {
            (Index::Feeds { .. }, []) => Ok(Vec::new()),
            _ if self.is_by_length => length::places(connection, self, from, limit),
            (Index::Feeds { .. }, [feed]) => self.walk(connection, Some(*feed), from, limit),
            (Index::Feeds { .. }, feeds) => merge::places(connection, self, feeds, from, limit),
            _ => self.walk(connection, None, from, limit),
        }
    }

    /// One range from a key on.
    pub fn walk(
        &self,
        connection: &Connection,
        feed: Option<i64>,
        from: From,
        limit: u32,
    ) -> Answer<Vec<Place>> {
        if self.index == Index::Kept {
            let only = self.condition.only.as_deref().unwrap_or_default();
            return self.look_up(connection, only, feed, from, limit);
        }
        let (sql, parameters) = self.sql(feed, from, limit);
        let mut statement = connection.prepare_cached(&sql)?;
        read(&mut statement, &parameters)
    }

    /// The statement of `walk` with what is bound to it.
    pub fn sql(&self, feed: Option<i64>, from: From, limit: u32) -> (String, Vec<Value>) {
        let (mut conditions, mut parameters) = self.conditions();
        if let Some(feed) = feed {
            parameters.push(Value::Integer(feed));
            conditions.push(format!("a.feed = ?{}", parameters.len()));
        }
        let descends = self.descends(from);
        self.bound(from, descends, &mut conditions, &mut parameters);
        let direction = if descends { "DESC" } else { "ASC" };
        let (first, second) = self.key();
        parameters.push(Value::Integer(i64::from(limit)));
        let sql = format!(
            "SELECT {first}, {second}, a.id FROM {}{} WHERE {} \
             ORDER BY {first} {direction}, {second} {direction} LIMIT ?{}",
            self.index.tables(),
            self.entry_join(),
            conditions.join(" AND "),
            parameters.len()
        );
        (sql, parameters)
    }

    pub fn conditions(&self) -> (Vec<String>, Vec<Value>) {
        let mut conditions = vec![self.index.condition().to_owned()];
        if !self.condition.sql.is_empty() {
            conditions.push(self.condition.sql.clone());
        }
        let is_by_length_in_feeds = self.is_by_length && matches!(self.index, Index::Feeds { .. });
        if is_by_length_in_feeds || self.index == Index::Muted {
            conditions.extend(length::once(self));
        }
        (conditions, self.condition.parameters.clone())
    }

    pub fn entry_join(&self) -> &'static str {
        // Only where a condition or the order asks for its columns: a list alone never leaves its index.
        let needs_entry = self.is_by_length || self.condition.sql.contains("e.");
        if needs_entry {
            " CROSS JOIN entry e ON e.article = a.id"
        } else {
            ""
        }
    }

    /// Key and times as at most one lower and one upper bound, the narrower of each, so that the
    /// index begins where the answer does.
    pub fn bound(
        &self,
        from: From,
        descends: bool,
        conditions: &mut Vec<String>,
        parameters: &mut Vec<Value>,
    ) {
        let (first, second) = self.key();
        let key = match from {
            From::At(key) | From::After(key) | From::Before(key) => Some(key),
            From::Start | From::End => None,
        };
        let mut is_key_lower = false;
        let mut is_key_upper = false;
        if let Some(key) = key {
            let sign = from.sign(descends);
            parameters.extend([Value::Integer(key.1), Value::Integer(key.2)]);
            let last = parameters.len();
            let is_by_date = self.index.is_by_date() && !self.is_by_length;
            let is_narrower = |bound: Option<i64>, is_inside: fn(i64, i64) -> bool| {
                !is_by_date || bound.is_none_or(|bound| is_inside(key.1, bound))
            };
            is_key_upper = descends && is_narrower(self.condition.until, |key, until| key < until);
            is_key_lower =
                !descends && is_narrower(self.condition.since, |key, since| key >= since);
            let place = format!("({first}, {second}) {sign} (?{}, ?{last})", last - 1);
            // A bound that is not the narrower one is only checked, not sought by.
            let unsought = format!("(+{first}, +{second}) {sign} (?{}, ?{last})", last - 1);
            conditions.push(if is_key_lower || is_key_upper {
                place
            } else {
                unsought
            });
        }
        let sought = |is_key: bool| if is_key { "+" } else { "" };
        let mut time = |bound: Option<i64>, is_key: bool, sign: &str| {
            if let Some(bound) = bound {
                parameters.push(Value::Integer(bound));
                let place = parameters.len();
                conditions.push(format!("{}a.sort_at {sign} ?{place}", sought(is_key)));
            }
        };
        time(self.condition.since, is_key_lower, ">=");
        time(self.condition.until, is_key_upper, "<");
    }

    /// Whether looking at each of so many hits is less than walking until the page is full.
    fn is_shorter(&self, connection: &Connection, hits: usize, limit: u32) -> Answer<bool> {
        match self.index {
            Index::Queue => return Ok(false),
            Index::Kept => return Ok(true),
            _ => {}
        }
        let sql = "SELECT max(1, coalesce(sum(total), 0)) FROM count WHERE feed > 0";
        let all: i64 = connection
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        let all = u64::try_from(all).unwrap_or(1);
        let hits = hits as u64;
        let walked = all.saturating_mul(u64::from(limit)) / hits.max(1);
        Ok(hits.saturating_mul(3) <= walked.min(all))
    }

    /// Looks at each of the hits (of one feed), and sorts the few that are meant.
    fn look_up(
        &self,
        connection: &Connection,
        only: &[i64],
        feed: Option<i64>,
        from: From,
        limit: u32,
    ) -> Answer<Vec<Place>> {
        let (sql, mut parameters) = self.one(feed, from);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut found = Vec::new();
        for id in only {
            parameters.push(Value::Integer(*id));
            found.append(&mut read(&mut statement, &parameters)?);
            parameters.pop();
        }
        merge::sort(&mut found, self.descends(from), limit);
        Ok(found)
    }

    /// The statement that looks at one article, whose id is the last parameter.
    fn one(&self, feed: Option<i64>, from: From) -> (String, Vec<Value>) {
        let (mut conditions, mut parameters) = self.conditions();
        match feed {
            Some(feed) => conditions.push(condition::of_feeds(&[feed])),
            None if matches!(self.index, Index::Feeds { .. }) => {
                conditions.push(condition::of_feeds(&self.feeds));
            }
            None => {}
        }
        self.bound(from, self.descends(from), &mut conditions, &mut parameters);
        let (first, second) = self.key();
        let place = parameters.len() + 1;
        let sql = format!(
            "SELECT {first}, {second}, a.id FROM {}{} WHERE a.id = ?{place} AND {}",
            self.index.unindexed_tables(),
            self.entry_join(),
            conditions.join(" AND ")
        );
        (sql, parameters)
    }

    /// Every statement that `places` may choose from.
    #[cfg(test)]
    pub fn statements(&self, from: From, limit: u32) -> Vec<(String, Vec<Value>)> {
        if let Groups::Unread(parts) = &self.groups {
            return parts
                .iter()
                .flat_map(|part| part.statements(from, limit))
                .collect();
        }
        let mut all = Vec::new();
        if self.condition.only.is_some() {
            let (sql, mut parameters) = self.one(None, from);
            parameters.push(Value::Integer(1));
            all.push((sql, parameters));
        }
        if self.index == Index::Kept {
            return all;
        }
        let is_grouped = matches!(self.groups, Groups::Feeds);
        if self.is_by_length && !is_grouped {
            all.extend(length::walk(self, from, limit));
            all.push(length::sort(self, from, limit));
        } else if is_grouped || matches!(self.index, Index::Feeds { .. }) {
            let each = self.feeds.iter();
            all.extend(each.map(|feed| self.sql(Some(*feed), from, limit)));
        } else {
            all.push(self.sql(None, from, limit));
        }
        all
    }
}

/// One group's places after the other's; `places` gives those of a group.
fn chained(
    groups: usize,
    from: From,
    limit: u32,
    places: &dyn Fn(usize, From, u32) -> Answer<Vec<Place>>,
) -> Answer<Vec<Place>> {
    let is_backward = from.is_backward();
    let key = match from {
        From::At(key) | From::After(key) | From::Before(key) => Some(key),
        From::Start | From::End => None,
    };
    let begin = key.and_then(|key| usize::try_from(key.0).ok());
    let mut order: Vec<usize> = (0..groups).collect();
    if is_backward {
        order.retain(|group| begin.is_none_or(|begin| *group <= begin));
        order.reverse();
    } else {
        order.retain(|group| begin.is_none_or(|begin| *group >= begin));
    }
    let mut found: Vec<Place> = Vec::new();
    for group in order {
        let left = limit.saturating_sub(found.len() as u32);
        if left == 0 {
            break;
        }
        let from = match (begin == Some(group), is_backward) {
            (true, _) => from,
            (false, true) => From::End,
            (false, false) => From::Start,
        };
        let in_group = |place: Place| Place {
            key: (group as i64, place.key.1, place.key.2),
            ..place
        };
        found.extend(places(group, from, left)?.into_iter().map(in_group));
    }
    Ok(found)
}

/// The query by date, with one more thing that must hold.
fn narrowed(query: &ArticleQuery, term: Term) -> ArticleQuery {
    let term = Expression::Term(term);
    let filter = match query.filter.clone() {
        Some(filter) => Expression::And(vec![filter, term]),
        None => term,
    };
    ArticleQuery {
        filter: Some(filter),
        sort: Sort::Newest,
        ..query.clone()
    }
}

pub fn read(statement: &mut CachedStatement<'_>, parameters: &[Value]) -> Answer<Vec<Place>> {
    let places = statement.query_map(params_from_iter(parameters), |row| {
        Ok(Place {
            key: (0, row.get(0)?, row.get(1)?),
            id: ArticleId::new(row.get(2)?),
        })
    })?;
    Ok(places.collect::<Result<_, _>>()?)
}

fn common(a: &[i64], b: &[i64]) -> Vec<i64> {
    a.iter().filter(|feed| b.contains(feed)).copied().collect()
}

/// Feeds, and unread alone, where the index that is walked does not say so.
fn restrict(condition: &mut Condition, feeds: Option<String>, is_unread: bool) {
    let mut parts = Vec::from_iter(Some(std::mem::take(&mut condition.sql)));
    parts.extend(feeds);
    if is_unread {
        parts.push("a.unread = 1".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    condition.sql = parts.join(" AND ");
}

/// What a filter hid, as `a` in a statement.
pub const MUTED: &str = "a.muted_by IS NOT NULL AND (\
     EXISTS (SELECT 1 FROM feed g WHERE g.id = a.feed AND g.removed_at IS NULL) \
     OR EXISTS (SELECT 1 FROM mark k WHERE k.work = a.work \
     AND (k.saved_at IS NOT NULL OR k.queue_rank IS NOT NULL)) \
     OR EXISTS (SELECT 1 FROM tag t WHERE t.work = a.work))";

impl Index {
    fn of(scope: &Scope, is_unread: bool) -> Self {
        match scope {
            Scope::Saved => Self::Saved,
            Scope::Queue => Self::Queue,
            Scope::History => Self::History,
            _ if is_unread => Self::Unread,
            _ => Self::Listed,
        }
    }

    fn is_by_date(self) -> bool {
        !matches!(self, Self::Queue | Self::History)
    }

    fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Queue => ("m.queue_rank", "m.work"),
            Self::History => ("m.read_at", "m.work"),
            _ => ("a.sort_at", "a.work"),
        }
    }

    pub fn tables(self) -> &'static str {
        match self {
            Self::Listed => "article a INDEXED BY article_listed",
            Self::Unread => "article a INDEXED BY article_unread",
            Self::Saved => "article a INDEXED BY article_saved",
            Self::Muted => "article a INDEXED BY article_muted",
            Self::Kept => self.unindexed_tables(),
            Self::Feeds {
                is_unread: true, ..
            } => "article a INDEXED BY article_feed_unread",
            Self::Feeds {
                is_unread: false, ..
            } => "article a INDEXED BY article_feed",
            Self::Queue => {
                "mark m INDEXED BY mark_queue CROSS JOIN work w ON w.id = m.work \
                 CROSS JOIN article a ON a.id = w.shown_article"
            }
            Self::History => {
                "mark m INDEXED BY mark_read CROSS JOIN work w ON w.id = m.work \
                 CROSS JOIN article a ON a.id = w.shown_article"
            }
        }
    }

    fn unindexed_tables(self) -> &'static str {
        match self {
            Self::Kept => {
                "article a CROSS JOIN feed f ON f.id = a.feed LEFT JOIN mark m ON m.work = a.work"
            }
            Self::Queue | Self::History => {
                "article a CROSS JOIN work w ON w.id = a.work AND w.shown_article = a.id \
                 CROSS JOIN mark m ON m.work = a.work"
            }
            _ => "article a",
        }
    }

    pub fn condition(self) -> &'static str {
        match self {
            Self::Listed => "a.listed = 1",
            Self::Unread => "a.listed = 1 AND a.unread = 1",
            Self::Saved => "a.saved = 1",
            // Of a feed that is gone only what was kept is in any list.
            Self::Muted => MUTED,
            Self::Feeds {
                is_unread: true,
                is_listed: true,
            } => "a.visible = 1 AND a.unread = 1 AND a.listed = 1",
            Self::Feeds {
                is_unread: true,
                is_listed: false,
            } => "a.visible = 1 AND a.unread = 1",
            Self::Feeds {
                is_unread: false,
                is_listed: true,
            } => "a.visible = 1 AND a.listed = 1",
            Self::Feeds {
                is_unread: false,
                is_listed: false,
            } => "a.visible = 1",
            Self::Queue => "m.queue_rank IS NOT NULL",
            Self::History => "m.read_at IS NOT NULL",
            // Also what a filter hid, pages that are of no feed, and what is left of a feed that is gone.
            Self::Kept => "a.shown = 1 AND m.dismissed_at IS NULL",
        }
    }
}
