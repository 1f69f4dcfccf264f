//! An expression as SQL over `article a` and `entry e`. Full text, tags and feeds are resolved to
//! sets of ids first, so that what is walked is always one index.

use super::ahead::HAS_PICTURES;
use super::functions::{ANYWHERE, BODY, TITLE, hits, looking};
use super::{Answer, feeds, list, search};
use crate::model::{Comparison, Expression, Feed, Term};
use crate::query::{Words, has_folded, is_language, is_named, is_of_folders, plain_language};
use crate::text::Clean;
use rusqlite::Connection;
use rusqlite::types::Value;

/// A filter ready for `WHERE`, with what of it can lead the way.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    pub sql: String,
    pub parameters: Vec<Value>,
    /// Ascending ids, one of which every article has: the shortest such list.
    pub only: Option<Vec<i64>>,
    /// Feeds, one of which every article is of.
    pub feeds: Option<Vec<i64>>,
    /// Every article has `sort_at` at or after, and before, this.
    pub since: Option<i64>,
    pub until: Option<i64>,
    /// The texts are looked at for a word that most have.
    pub is_looking: bool,
    /// Every article is muted; else none is.
    pub is_muted: bool,
    pub is_unread: bool,
    /// Every article is saved.
    pub is_saved: bool,
    /// Every article is saved or queued: `only` has them all.
    pub is_kept: bool,
}

impl Condition {
    /// One more thing that must hold.
    pub fn and(&mut self, sql: &str) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
    }

    /// One more list of ids, one of which every article has.
    fn narrow(&mut self, ids: Vec<i64>) {
        if self.only.as_ref().is_none_or(|only| ids.len() < only.len()) {
            self.only = Some(ids);
        }
    }
}

/// How much is wanted, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Articles as they arrive: each is of its own feed alone.
    Articles,
    /// A whole list, whose rows stand for works: a row is of each feed that carries the work.
    All,
    /// A page: of a word that most articles have no hits are read, which takes longer the more is stored, but the
    /// texts of those that the list has one after the other.
    Page,
}

pub fn of(connection: &Connection, expression: Option<&Expression>) -> Answer<Condition> {
    within(connection, expression, Reach::Articles)
}

pub fn within(
    connection: &Connection,
    expression: Option<&Expression>,
    reach: Reach,
) -> Answer<Condition> {
    let mut made = Condition::default();
    let Some(expression) = expression else {
        return Ok(made);
    };
    let mut builder = Builder {
        connection,
        reach,
        is_looking: false,
        feeds: None,
        parameters: Vec::new(),
    };
    let mut parts = Vec::new();
    for part in conjuncts(expression) {
        match part {
            Expression::Term(term) => {
                if let Some(sql) = builder.lead(term, &mut made)? {
                    parts.push(sql);
                }
            }
            other => {
                if let Some(ids) = builder.kept(other)? {
                    made.narrow(ids);
                    made.is_kept = true;
                }
                parts.push(builder.condition(other)?);
            }
        }
    }
    made.sql = joined(&parts, " AND ");
    made.is_looking = builder.is_looking;
    made.parameters = builder.parameters;
    Ok(made)
}

/// Halves in parentheses where there are many: `SQLite` reads a chain as one inside the other, and no more than a thousand.
fn joined(parts: &[String], by: &str) -> String {
    if parts.len() <= CHAIN {
        return parts.join(by);
    }
    let (first, second) = parts.split_at(parts.len() / 2);
    format!("({}){by}({})", joined(first, by), joined(second, by))
}

/// What all must hold, however deep the ands are nested.
fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    let mut found = Vec::new();
    let mut rest = vec![expression];
    while let Some(next) = rest.pop() {
        match next {
            Expression::And(all) => rest.extend(all.iter().rev()),
            other => found.push(other),
        }
    }
    found
}

struct Builder<'a> {
    connection: &'a Connection,
    reach: Reach,
    is_looking: bool,
    /// Read when a term asks for them.
    feeds: Option<Vec<Feed>>,
    parameters: Vec<Value>,
}

impl Builder<'_> {
    /// A term that every article must satisfy; nothing where the list's range says it already.
    fn lead(&mut self, term: &Term, made: &mut Condition) -> Answer<Option<String>> {
        match term {
            Term::After(time) => {
                let time = time.seconds();
                made.since = Some(made.since.map_or(time, |since| since.max(time)));
                return Ok(None);
            }
            Term::Before(time) => {
                let time = time.seconds();
                made.until = Some(made.until.map_or(time, |until| until.min(time)));
                return Ok(None);
            }
            Term::Unread => made.is_unread = true,
            Term::Muted => made.is_muted = true,
            Term::Saved => made.is_saved = true,
            Term::Feed(_) | Term::OneFeed(_) | Term::Folder(_) | Term::Outlet(_) => {
                let found = self.feeds_of(term)?;
                let both = made.feeds.take().map_or_else(
                    || found.clone(),
                    |before| {
                        before
                            .into_iter()
                            .filter(|feed| found.contains(feed))
                            .collect()
                    },
                );
                made.feeds = Some(both);
                return Ok(None);
            }
            _ => {
                if let Some(sql) = self.looking(term)? {
                    return Ok(Some(sql));
                }
                if let Some(ids) = self.ids_of(term)? {
                    let sql = self.hit(&ids);
                    made.narrow(ids);
                    made.is_kept |= *term == Term::Queued;
                    let verified = self.verify(term).map(|more| format!("{sql} AND {more}"));
                    return Ok(Some(verified.unwrap_or(sql)));
                }
            }
        }
        self.term(term).map(Some)
    }

    /// Articles of what is saved or queued, where nothing else is asked for.
    fn kept(&self, expression: &Expression) -> Answer<Option<Vec<i64>>> {
        let Expression::Or(any) = expression else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for part in any {
            match part {
                Expression::Term(term @ (Term::Saved | Term::Queued)) => {
                    found.extend(self.ids_of(term)?.unwrap_or_default());
                }
                _ => return Ok(None),
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }

    fn condition(&mut self, expression: &Expression) -> Answer<String> {
        match expression {
            Expression::And(all) => self.joined(all, " AND ", EVERY),
            Expression::Or(any) => self.joined(any, " OR ", NONE),
            Expression::Not(not) => Ok(format!("NOT ({})", self.condition(not)?)),
            Expression::Term(term) => Ok(format!("({})", self.term(term)?)),
        }
    }

    fn joined(&mut self, parts: &[Expression], by: &str, empty: &str) -> Answer<String> {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| self.condition(part))
            .collect::<Result<_, _>>()?;
        Ok(if parts.is_empty() {
            empty.to_owned()
        } else {
            format!("({})", joined(&parts, by))
        })
    }

    fn text(&mut self, value: &str) -> usize {
        self.parameters.push(Value::Text(value.to_owned()));
        self.parameters.len()
    }

    fn hit(&mut self, ids: &[i64]) -> String {
        self.parameters.push(Value::Blob(hits(ids)));
        format!("hit(?{}, a.id)", self.parameters.len())
    }

    /// For a page, where most have the words.
    fn looking(&mut self, term: &Term) -> Answer<Option<String>> {
        let Some((words, place)) = asked(term).filter(|_| self.reach == Reach::Page) else {
            return Ok(None);
        };
        let phrase = words.text();
        let is_prefix = i64::from(words.is_prefix());
        let looked =
            |phrase| format!("looked_in(?{phrase}, {is_prefix}, {place}, e.title, {TEXT}, a.id)");
        let sql = format!(
            "SELECT coalesce(sum({}), 0), count(*) FROM (SELECT id FROM article \
             INDEXED BY article_listed WHERE listed = 1 ORDER BY sort_at DESC, work DESC LIMIT {SAMPLE}) s \
             CROSS JOIN article a ON a.id = s.id CROSS JOIN entry e ON e.article = a.id",
            looked(1)
        );
        let count = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            Ok(statement.query_row([phrase], |row| Ok((row.get(0)?, row.get(1)?)))?)
        };
        let (has, of): (u32, u32) = looking(self.connection, SAMPLE, count)?.unwrap_or_default();
        if has * 2 <= of {
            return Ok(None);
        }
        self.is_looking = true;
        let phrase = self.text(phrase);
        Ok(Some(looked(phrase)))
    }

    /// Articles of a term that a table or the index knows; none for a term that only looking tells.
    fn ids_of(&self, term: &Term) -> Answer<Option<Vec<i64>>> {
        let queued = "SELECT a.id FROM mark m CROSS JOIN article a ON a.work = m.work \
                      WHERE m.queue_rank IS NOT NULL ORDER BY a.id";
        let saved = "SELECT a.id FROM mark m CROSS JOIN article a ON a.work = m.work \
                     WHERE m.saved_at IS NOT NULL ORDER BY a.id";
        let updated = "SELECT article FROM entry INDEXED BY entry_updated WHERE updated IS NOT NULL \
                       ORDER BY article";
        let ids = match term {
            Term::Queued => self.ids(queued, [])?,
            Term::Saved => self.ids(saved, [])?,
            Term::Updated => self.ids(updated, [])?,
            Term::Tag(name) => self.tagged(name)?,
            Term::Words { .. } | Term::Title { .. } | Term::Body { .. } => {
                let Some((words, place)) = asked(term).filter(|it| it.0.indexed().next().is_some())
                else {
                    return Ok(None);
                };
                search::hits(self.connection, &words, place)?
            }
            _ => return Ok(None),
        };
        Ok(Some(ids))
    }

    /// Articles that have a tag of this name, with or without its accents and capitals.
    fn tagged(&self, asked: &str) -> Answer<Vec<i64>> {
        let sql = "SELECT a.id FROM tag t CROSS JOIN article a ON a.work = t.work WHERE t.name = ?1 \
                   ORDER BY a.id";
        let mut found = Vec::new();
        for name in list::tag_names(self.connection)? {
            if is_named(&name, asked) {
                found.extend(self.ids(sql, [name])?);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn ids(&self, sql: &str, parameters: impl rusqlite::Params) -> Answer<Vec<i64>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map(parameters, |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Hits of a phrase have all its words; that they stand together, and signs, must be looked at.
    fn verify(&mut self, term: &Term) -> Option<String> {
        let (words, place) = asked(term)?;
        if !words.is_more_than_a_word() {
            return None;
        }
        let phrase = self.text(words.text());
        let is_prefix = i64::from(words.is_prefix());
        Some(format!(
            "phrase_in(?{phrase}, {is_prefix}, {place}, e.title, {TEXT})"
        ))
    }

    fn term(&mut self, term: &Term) -> Answer<String> {
        if let Some(sql) = self.looking(term)? {
            return Ok(sql);
        }
        if let Some(ids) = self.ids_of(term)? {
            let sql = self.hit(&ids);
            return Ok(self
                .verify(term)
                .map_or_else(|| sql.clone(), |more| format!("({sql} AND {more})")));
        }
        Ok(match term {
            // Signs alone are in no index; a character of writing without blanks is in all its pairs.
            Term::Words { .. } | Term::Title { .. } | Term::Body { .. } => {
                self.verify(term).unwrap_or_else(|| EVERY.to_owned())
            }
            Term::Author(part) => format!("folded_has(e.author, ?{})", self.text(part)),
            Term::Category(part) => format!("category_has(e.categories, ?{})", self.text(part)),
            Term::Feed(_) | Term::OneFeed(_) | Term::Folder(_) | Term::Outlet(_) => {
                self.in_feeds(term)?
            }
            Term::Language(asked) => self.language(asked)?,
            Term::Unread => "a.unread = 1".to_owned(),
            Term::Read => "a.unread = 0".to_owned(),
            Term::Muted => "a.muted_by IS NOT NULL".to_owned(),
            Term::HasImage => format!("(e.image IS NOT NULL OR {HAS_PICTURES})"),
            Term::HasEnclosure => "e.enclosures IS NOT NULL".to_owned(),
            Term::HasFull => "e.is_whole = 1".to_owned(),
            Term::Before(time) => format!("a.sort_at < {}", time.seconds()),
            Term::After(time) => format!("a.sort_at >= {}", time.seconds()),
            Term::WordCount(comparison, number) => {
                format!("e.words {} {number}", sign(*comparison))
            }
            Term::Minutes(comparison, number) => {
                format!(
                    "max((e.words + 229) / 230, 1) {} {number}",
                    sign(*comparison)
                )
            }
            Term::Regex(text) => format!("pattern_in(?{}, e.title, {TEXT})", self.text(text)),
            Term::Saved | Term::Queued | Term::Updated | Term::Tag(_) => NONE.to_owned(),
        })
    }

    fn in_feeds(&mut self, term: &Term) -> Answer<String> {
        let feeds = self.feeds_of(term)?;
        Ok(match self.reach {
            Reach::Articles => of_feeds(&feeds),
            Reach::All | Reach::Page => carried_by(&feeds),
        })
    }

    fn feeds(&mut self) -> Answer<&[Feed]> {
        if self.feeds.is_none() {
            self.feeds = Some(feeds::every(self.connection)?);
        }
        Ok(self.feeds.as_deref().unwrap_or_default())
    }

    fn feeds_of(&mut self, term: &Term) -> Answer<Vec<i64>> {
        let is_meant = |feed: &&Feed| match term {
            Term::Feed(part) => has_folded(&feed.title, part),
            Term::OneFeed(id) => feed.id == *id,
            Term::Outlet(part) => has_folded(&feed.outlet_name, part),
            Term::Folder(asked) => {
                let folder: Vec<&str> = feed.folder.iter().map(Clean::as_str).collect();
                let also_in = feed.settings.tags.iter().map(String::as_str);
                is_of_folders(&folder, &also_in.collect::<Vec<_>>(), asked)
            }
            _ => false,
        };
        Ok(self
            .feeds()?
            .iter()
            .filter(is_meant)
            .map(|feed| feed.id.get())
            .collect())
    }

    /// The article's own language, else its feed's.
    fn language(&mut self, asked: &str) -> Answer<String> {
        let meant = |feed: &&Feed| is_language(feed.language.as_deref(), asked);
        let ids: Vec<i64> = self
            .feeds()?
            .iter()
            .filter(meant)
            .map(|feed| feed.id.get())
            .collect();
        let place = self.text(&plain_language(asked));
        let written = "replace(lower(e.language), '_', '-')";
        Ok(format!(
            "CASE WHEN e.language IS NULL THEN {} ELSE {written} = ?{place} \
             OR substr({written}, 1, length(?{place}) + 1) = ?{place} || '-' END",
            of_feeds(&ids)
        ))
    }
}

/// Conditions that are joined without parentheses.
const CHAIN: usize = 100;

/// Of the newest articles so many are looked at to know whether most have a word.
const SAMPLE: u32 = 32;

/// Always and never, as conditions that `SQLite` does not work out beforehand: with a constant it finds
/// the index that it is told to walk of no use, and gives up.
const EVERY: &str = "a.work > 0";
const NONE: &str = "a.work < 0";

pub fn of_feeds(feeds: &[i64]) -> String {
    match ids(feeds) {
        Some(ids) => format!("a.feed IN ({ids})"),
        None => NONE.to_owned(),
    }
}

/// One of the feeds has the article's work, though another's article may stand for it.
pub fn carried_by(feeds: &[i64]) -> String {
    match ids(feeds) {
        Some(ids) => format!(
            "EXISTS (SELECT 1 FROM article c INDEXED BY article_work \
             WHERE c.work = a.work AND c.feed IN ({ids}))"
        ),
        None => NONE.to_owned(),
    }
}

fn ids(feeds: &[i64]) -> Option<String> {
    let ids: Vec<String> = feeds.iter().map(ToString::to_string).collect();
    (!ids.is_empty()).then(|| ids.join(", "))
}

/// Codec and bytes of the text that is searched.
const TEXT: &str = "(SELECT codec FROM body WHERE id BETWEEN a.id * 4 AND a.id * 4 + 3 \
    AND is_text = 1 ORDER BY id DESC LIMIT 1), (SELECT bytes FROM body WHERE id BETWEEN a.id * 4 \
    AND a.id * 4 + 3 AND is_text = 1 ORDER BY id DESC LIMIT 1)";

/// The words that a term asks for, and where; none for other terms.
pub fn asked(term: &Term) -> Option<(Words, i64)> {
    Some(match term {
        Term::Words { text, is_prefix } => (Words::of(text, *is_prefix), ANYWHERE),
        Term::Title { text, is_prefix } => (Words::of(text, *is_prefix), TITLE),
        Term::Body { text, is_prefix } => (Words::of(text, *is_prefix), BODY),
        _ => return None,
    })
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Equal => "=",
        Comparison::AtLeast => ">=",
        Comparison::More => ">",
    }
}
