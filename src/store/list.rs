//! Lists as windows by key: a range of one index from a key on, never an offset, never the whole
//! table. A folder is merged from its feeds' ranges.

use super::{Answer, feeds, rows, search};
use crate::model::{
    Anchor, ArticleId, ArticleQuery, ArticleRow, Counts, Expression, FeedId, Scope, Sort, Term,
    Timestamp, Window,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Rows that `for_each` loads at once.
const PAGE: u32 = 500;

/// Where a row stands in its list.
type Key = (i64, i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    key: Key,
    id: ArticleId,
    work: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Start,
    /// The other end, walking back.
    End,
    At(Key),
    After(Key),
    Before(Key),
}

impl From {
    fn is_backward(self) -> bool {
        matches!(self, Self::End | Self::Before(_))
    }
}

/// One index range: what to select from, under which conditions, in which order.
struct Range {
    from: &'static str,
    conditions: Vec<String>,
    parameters: Vec<Value>,
    key: (&'static str, &'static str),
    is_descending: bool,
}

impl Range {
    fn of(query: &ArticleQuery, feed: Option<FeedId>) -> Self {
        let by_date = |conditions: Vec<&str>, parameters| Self {
            from: "article a",
            conditions: conditions.into_iter().map(str::to_owned).collect(),
            parameters,
            key: ("a.sort_at", "a.id"),
            is_descending: query.sort == Sort::Newest,
        };
        let listed = || vec!["a.listed = 1"];
        let of_feed = |feed: FeedId| {
            let feed = Value::Integer(feed.get());
            by_date(vec!["a.visible = 1", "a.feed = ?1"], vec![feed])
        };
        let mut range = match (&query.scope, feed) {
            (Scope::All | Scope::Unread, _) => by_date(listed(), Vec::new()),
            (Scope::Today(start), _) => {
                let start = Value::Integer(start.seconds());
                by_date(vec!["a.listed = 1", "a.sort_at >= ?1"], vec![start])
            }
            (Scope::Saved, _) => by_date(vec!["a.saved = 1", "a.shown = 1"], Vec::new()),
            (Scope::Feed(feed), _) => of_feed(*feed),
            (Scope::Folder(_), Some(feed)) => of_feed(feed),
            (Scope::Queue, _) => Self::of_marks("queue_rank", false),
            _ => Self::of_marks("read_at", true),
        };
        let about_marks = matches!(query.scope, Scope::Saved | Scope::Queue | Scope::History);
        if query.scope == Scope::Unread || (!query.show_read && !about_marks) {
            range.conditions.push("a.unread = 1".to_owned());
        }
        if let Some(filter) = &query.filter {
            let condition = search::condition(filter, &mut range.parameters);
            range.conditions.push(condition);
        }
        range
    }

    fn of_marks(column: &'static str, is_descending: bool) -> Self {
        let key = if column == "queue_rank" {
            "m.queue_rank"
        } else {
            "m.read_at"
        };
        Self {
            from: "mark m JOIN work w ON w.id = m.work JOIN article a ON a.id = w.shown_article",
            conditions: vec![format!("m.{column} IS NOT NULL")],
            parameters: Vec::new(),
            key: (key, "m.work"),
            is_descending,
        }
    }

    fn places(&self, connection: &Connection, from: From, limit: u32) -> Answer<Vec<Place>> {
        let (first, second) = self.key;
        let descends = self.is_descending != from.is_backward();
        let direction = if descends { "DESC" } else { "ASC" };
        let mut conditions = self.conditions.clone();
        let mut parameters = self.parameters.clone();
        if let From::At(key) | From::After(key) | From::Before(key) = from {
            let sign = match (descends, matches!(from, From::At(_))) {
                (true, true) => "<=",
                (true, false) => "<",
                (false, true) => ">=",
                (false, false) => ">",
            };
            let place = parameters.len();
            conditions.push(format!(
                "({first}, {second}) {sign} (?{}, ?{})",
                place + 1,
                place + 2
            ));
            parameters.extend([Value::Integer(key.0), Value::Integer(key.1)]);
        }
        let sql = format!(
            "SELECT {first}, {second}, a.id, a.work FROM {} WHERE {} \
             ORDER BY {first} {direction}, {second} {direction} LIMIT {limit}",
            self.from,
            conditions.join(" AND ")
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let places = statement.query_map(params_from_iter(parameters), |row| {
            let id = ArticleId::new(row.get(2)?);
            Ok(Place {
                key: (row.get(0)?, row.get(1)?),
                id,
                work: row.get(3)?,
            })
        })?;
        Ok(places.collect::<Result<_, _>>()?)
    }
}

/// Places from a key on, in the order of walking (backward: the nearest first).
fn places(
    connection: &Connection,
    query: &ArticleQuery,
    from: From,
    limit: u32,
) -> Answer<Vec<Place>> {
    let Scope::Folder(path) = &query.scope else {
        return Range::of(query, None).places(connection, from, limit);
    };
    let mut merged = Vec::new();
    for feed in feeds_below(connection, path)? {
        merged.extend(Range::of(query, Some(feed)).places(connection, from, limit)?);
    }
    let descends = (query.sort == Sort::Newest) != from.is_backward();
    merged.sort_by(|a, b| {
        if descends {
            b.key.cmp(&a.key)
        } else {
            a.key.cmp(&b.key)
        }
    });
    let mut works = HashSet::new();
    merged.retain(|place| works.insert(place.work));
    merged.truncate(limit as usize);
    Ok(merged)
}

fn feeds_below(connection: &Connection, path: &[String]) -> Answer<Vec<FeedId>> {
    let is_below = |folder: &[crate::text::Clean]| {
        folder.len() >= path.len() && folder.iter().zip(path).all(|(a, b)| a.as_str() == b)
    };
    let feeds = feeds::all(connection)?;
    Ok(feeds
        .iter()
        .filter(|feed| is_below(&feed.folder))
        .map(|feed| feed.id)
        .collect())
}

/// Where an article stands in the list, whether it matches the query any more or not.
fn key_of(connection: &Connection, query: &ArticleQuery, id: ArticleId) -> Answer<Option<Key>> {
    let sql = match query.scope {
        Scope::Queue => {
            "SELECT m.queue_rank, m.work FROM article a JOIN mark m ON m.work = a.work \
             WHERE a.id = ?1 AND m.queue_rank IS NOT NULL"
        }
        Scope::History => {
            "SELECT m.read_at, m.work FROM article a JOIN mark m ON m.work = a.work \
             WHERE a.id = ?1 AND m.read_at IS NOT NULL"
        }
        _ => "SELECT sort_at, id FROM article WHERE id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn window(
    connection: &Connection,
    query: &ArticleQuery,
    anchor: Anchor,
    before: u32,
    after: u32,
) -> Answer<Window> {
    let key = match anchor {
        Anchor::Article(id) => key_of(connection, query, id)?,
        Anchor::Top | Anchor::Bottom => None,
    };
    let (above, below) = match (anchor, key) {
        (Anchor::Bottom, _) => (
            places(connection, query, From::End, after.max(1) + 1)?,
            Vec::new(),
        ),
        (_, Some(key)) => (
            places(connection, query, From::Before(key), before + 1)?,
            places(connection, query, From::At(key), after + 1)?,
        ),
        (_, None) => (
            Vec::new(),
            places(connection, query, From::Start, after + 1)?,
        ),
    };
    let most_above = if anchor == Anchor::Bottom {
        after.max(1)
    } else {
        before
    } as usize;
    let has_before = above.len() > most_above;
    let has_after = below.len() > after as usize;
    let shown_above = above.iter().take(most_above).rev();
    let ids: Vec<ArticleId> = shown_above
        .chain(below.iter().take(after as usize))
        .map(|place| place.id)
        .collect();
    let rows_before = (!has_before).then_some(0);
    Ok(Window {
        rows: rows::rows(connection, &ids)?,
        has_before,
        has_after,
        rows_before,
    })
}

pub fn for_each(
    connection: &Connection,
    query: &ArticleQuery,
    limit: Option<u32>,
    each: &mut dyn FnMut(ArticleRow) -> ControlFlow<()>,
) -> Answer<()> {
    let mut left = limit.unwrap_or(u32::MAX);
    let mut from = From::Start;
    while left > 0 {
        let page = places(connection, query, from, PAGE.min(left))?;
        for place in &page {
            if let Some(row) = rows::row(connection, place.id)?
                && each(row).is_break()
            {
                return Ok(());
            }
        }
        let Some(last) = page.last() else {
            return Ok(());
        };
        from = From::After(last.key);
        left -= page.len() as u32;
    }
    Ok(())
}

/// Articles of the query that were here by `seen`.
pub fn ids_seen_by(
    connection: &Connection,
    query: &ArticleQuery,
    seen: Timestamp,
) -> Answer<Vec<ArticleId>> {
    let mut ids = Vec::new();
    let mut from = From::Start;
    let sql = "SELECT first_seen <= ?2 FROM article WHERE id = ?1";
    let mut was_seen = connection.prepare_cached(sql)?;
    loop {
        let page = places(connection, query, from, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(ids);
        };
        from = From::After(last.key);
        for place in page {
            if was_seen.query_row([place.id.get(), seen.seconds()], |row| row.get(0))? {
                ids.push(place.id);
            }
        }
    }
}

pub fn next_unread(
    connection: &Connection,
    query: &ArticleQuery,
    from: Option<ArticleId>,
    is_forward: bool,
) -> Answer<Option<ArticleId>> {
    let unread = Expression::Term(Term::Unread);
    let filter = match query.filter.clone() {
        Some(filter) => Expression::And(vec![filter, unread]),
        None => unread,
    };
    let key = from
        .map(|id| key_of(connection, query, id))
        .transpose()?
        .flatten();
    let query = ArticleQuery {
        filter: Some(filter),
        ..query.clone()
    };
    let from = match (key, is_forward) {
        (Some(key), true) => From::After(key),
        (Some(key), false) => From::Before(key),
        (None, true) => From::Start,
        (None, false) => From::End,
    };
    Ok(places(connection, &query, from, 1)?
        .first()
        .map(|place| place.id))
}

pub fn count(connection: &Connection, query: &ArticleQuery, limit: u32) -> Answer<u32> {
    Ok(places(connection, query, From::Start, limit)?.len() as u32)
}

pub fn counts(connection: &Connection, today: Timestamp) -> Answer<Counts> {
    let kept = |name: &str| {
        let sql = "SELECT value FROM count WHERE name = ?1";
        connection
            .prepare_cached(sql)?
            .query_row([name], |row| row.get::<_, i64>(0))
    };
    let number = |sql: &str, parameters: &[i64]| {
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_row(params_from_iter(parameters), |row| row.get::<_, i64>(0))
    };
    let queued = number(
        "SELECT count(*) FROM mark WHERE queue_rank IS NOT NULL",
        &[],
    )?;
    let today = number(
        "SELECT count(*) FROM article WHERE listed = 1 AND unread = 1 AND sort_at >= ?1",
        &[today.seconds()],
    )?;
    let to_u32 = |number: i64| u32::try_from(number).unwrap_or(0);
    Ok(Counts {
        all: to_u32(kept("all")?),
        unread: to_u32(kept("unread")?),
        saved: to_u32(kept("saved")?),
        queued: to_u32(queued),
        today: to_u32(today),
    })
}
