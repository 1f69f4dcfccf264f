//! The reader's marks on works, and the flags of articles that follow from them.

use super::journal::Alteration;
use super::writer::Writer;
use super::{Answer, list, rows};
use crate::model::{ArticleId, MarkChange, Target, Timestamp};
use crate::text::{Clean, clean_line};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a change to marks alters, what to say of it, and how many articles it is about.
pub fn plan(
    connection: &Connection,
    what: &MarkChange,
    target: &Target,
    now: Timestamp,
) -> Answer<(Vec<Alteration>, Clean, u32)> {
    let works = works_of(connection, target)?;
    let mut rank = next_rank(connection)?;
    let mut groups: BTreeMap<(String, Option<i64>, Option<i64>), Vec<i64>> = BTreeMap::new();
    let mut altered = BTreeSet::new();
    for work in works {
        let old = Old::read(connection, work, what)?;
        for (field, before, after) in old.alter(what, now.seconds(), &mut rank) {
            if before != after {
                altered.insert(work);
                groups.entry((field, before, after)).or_default().push(work);
            }
        }
    }
    let message = message(connection, what, &altered)?;
    let value = |number: Option<i64>| number.map_or(Value::Null, Value::Integer);
    let alterations = groups
        .into_iter()
        .map(|((field, old, new), targets)| Alteration {
            field,
            old: value(old),
            new: value(new),
            targets,
        });
    Ok((alterations.collect(), message, altered.len() as u32))
}

fn works_of(connection: &Connection, target: &Target) -> Answer<Vec<i64>> {
    let ids = match target {
        Target::Articles(ids) => ids.clone(),
        Target::Query(query, seen) => list::ids_seen_by(connection, query, *seen)?,
    };
    let mut works = Vec::new();
    let mut known = std::collections::HashSet::new();
    for id in ids {
        let work = rows::work(connection, id)?;
        if known.insert(work) {
            works.push(work);
        }
    }
    Ok(works)
}

fn next_rank(connection: &Connection) -> Answer<i64> {
    let sql = "SELECT coalesce(max(queue_rank), 0) + 1 FROM mark WHERE queue_rank IS NOT NULL";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))?)
}

/// The marks of a work before a change.
#[derive(Default)]
struct Old {
    read: Option<i64>,
    saved: Option<i64>,
    dismissed: Option<i64>,
    rank: Option<i64>,
    has_tag: bool,
}

impl Old {
    fn read(connection: &Connection, work: i64, what: &MarkChange) -> Answer<Self> {
        let sql = "SELECT read_at, saved_at, dismissed_at, queue_rank FROM mark WHERE work = ?1";
        let found = connection.prepare_cached(sql)?.query_row([work], |row| {
            Ok(Self {
                read: row.get(0)?,
                saved: row.get(1)?,
                dismissed: row.get(2)?,
                rank: row.get(3)?,
                has_tag: false,
            })
        });
        let mut old = found.optional()?.unwrap_or_default();
        if let MarkChange::Tag(name) | MarkChange::Untag(name) = what {
            old.has_tag = get(connection, &format!("tag:{name}"), work)? != Value::Null;
        }
        Ok(old)
    }

    /// Field, value before, value after.
    fn alter(
        &self,
        what: &MarkChange,
        now: i64,
        rank: &mut i64,
    ) -> Vec<(String, Option<i64>, Option<i64>)> {
        let field = |name: &str, before, after| (name.to_owned(), before, after);
        let read = || field("read_at", self.read, self.read.or(Some(now)));
        let unqueued = || field("queue_rank", self.rank, None);
        let tag =
            |name: &str, after| field(&format!("tag:{name}"), self.has_tag.then_some(1), after);
        match what {
            MarkChange::Read => vec![read()],
            MarkChange::Unread => {
                vec![
                    field("read_at", self.read, None),
                    field("dismissed_at", self.dismissed, None),
                ]
            }
            MarkChange::Done => vec![read(), unqueued()],
            MarkChange::Dismiss => {
                let dismissed = self.dismissed.or(Some(now));
                vec![
                    read(),
                    unqueued(),
                    field("dismissed_at", self.dismissed, dismissed),
                ]
            }
            MarkChange::Save => vec![field("saved_at", self.saved, self.saved.or(Some(now)))],
            MarkChange::Unsave => vec![field("saved_at", self.saved, None)],
            MarkChange::Queue => {
                let last = *rank;
                *rank += i64::from(self.rank.is_none());
                vec![field("queue_rank", self.rank, self.rank.or(Some(last)))]
            }
            MarkChange::Unqueue => vec![unqueued()],
            MarkChange::Tag(name) => vec![tag(name, Some(1))],
            MarkChange::Untag(name) => vec![tag(name, None)],
        }
    }
}

fn message(connection: &Connection, what: &MarkChange, works: &BTreeSet<i64>) -> Answer<Clean> {
    let verb = match what {
        MarkChange::Read => "read".to_owned(),
        MarkChange::Unread => "unread".to_owned(),
        MarkChange::Done => "done".to_owned(),
        MarkChange::Dismiss => "dismissed".to_owned(),
        MarkChange::Save => "saved".to_owned(),
        MarkChange::Unsave => "no longer saved".to_owned(),
        MarkChange::Queue => "queued".to_owned(),
        MarkChange::Unqueue => "off the queue".to_owned(),
        MarkChange::Tag(name) => format!("tagged {name}"),
        MarkChange::Untag(name) => format!("no longer tagged {name}"),
    };
    Ok(clean_line(&format!(
        "{} {verb}",
        subject(connection, works)?
    )))
}

/// “Ferries back…”, or "12 articles".
pub fn subject(connection: &Connection, works: &BTreeSet<i64>) -> Answer<String> {
    Ok(match (works.first(), works.len()) {
        (Some(work), 1) => format!("“{}”", crate::text::cut(&title(connection, *work)?, 40)),
        _ => format!("{} articles", works.len()),
    })
}

/// What articles are when these alterations have been made; none for changes to feeds and tags.
pub fn state_now(alterations: &[Alteration]) -> Option<&'static str> {
    let new = |field: &str| {
        let found = alterations
            .iter()
            .find(|alteration| alteration.field == field);
        found.map(|alteration| alteration.new != Value::Null)
    };
    let states = [
        ("dismissed_at", "dismissed", "back in the lists"),
        ("read_at", "read", "unread"),
        ("saved_at", "saved", "not saved"),
        ("queue_rank", "queued", "off the queue"),
    ];
    states
        .iter()
        .find_map(|(field, set, unset)| Some(if new(field)? { *set } else { *unset }))
}

fn title(connection: &Connection, work: i64) -> Answer<String> {
    let sql = "SELECT a.title FROM work w JOIN article a ON a.id = w.shown_article WHERE w.id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([work], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_else(|| "an article that is gone".to_owned()))
}

const MARKS: [&str; 4] = ["read_at", "saved_at", "dismissed_at", "queue_rank"];
const FEED_FIELDS: [&str; 4] = ["removed_at", "folder", "settings", "url"];

/// The value of a field as it is now; NULL for what is not there.
pub fn get(connection: &Connection, field: &str, target: i64) -> Answer<Value> {
    let sql = if let Some(tag) = field.strip_prefix("tag:") {
        let sql = "SELECT 1 FROM tag WHERE work = ?1 AND name = ?2";
        let found = connection
            .prepare_cached(sql)?
            .query_row(params![target, tag], |row| row.get(0));
        return Ok(found.optional()?.unwrap_or(Value::Null));
    } else if let Some(column) = known(&FEED_FIELDS, field.strip_prefix("feed.")) {
        format!("SELECT {column} FROM feed WHERE id = ?1")
    } else if let Some(column) = known(&MARKS, Some(field)) {
        format!("SELECT {column} FROM mark WHERE work = ?1")
    } else {
        return Ok(Value::Null);
    };
    let found = connection
        .prepare_cached(&sql)?
        .query_row([target], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(Value::Null))
}

fn known(names: &[&'static str], field: Option<&str>) -> Option<&'static str> {
    names.iter().find(|name| Some(**name) == field).copied()
}

/// Sets a field of each target and notes the works whose flags must follow (`settle`).
pub fn set(connection: &Connection, field: &str, value: &Value, targets: &[i64]) -> Answer<()> {
    if let Some(column) = known(&FEED_FIELDS, field.strip_prefix("feed.")) {
        return set_feed(connection, column, value, targets);
    }
    let tag = field.strip_prefix("tag:");
    let sql = match (tag, known(&MARKS, Some(field)), value) {
        (Some(_), _, Value::Null) => "DELETE FROM tag WHERE work = ?1 AND name = ?2".to_owned(),
        (Some(_), ..) => "INSERT OR IGNORE INTO tag (work, name) VALUES (?1, ?2)".to_owned(),
        (None, Some(column), _) => format!(
            "INSERT INTO mark (work, {column}) VALUES (?1, ?2) \
             ON CONFLICT (work) DO UPDATE SET {column} = excluded.{column}"
        ),
        (None, None, _) => return Ok(()),
    };
    let tag = tag.map(|tag| Value::Text(tag.to_owned()));
    let second = tag.as_ref().unwrap_or(value);
    let mut statement = connection.prepare_cached(&sql)?;
    for target in targets {
        statement.execute(params![target, second])?;
        touch(connection, *target)?;
    }
    Ok(())
}

fn set_feed(connection: &Connection, column: &str, value: &Value, feeds: &[i64]) -> Answer<()> {
    for feed in feeds {
        let sql = format!("UPDATE feed SET {column} = ?2 WHERE id = ?1");
        connection
            .prepare_cached(&sql)?
            .execute(params![feed, value])?;
        if column == "url" {
            // Another address: what was known of the answers of the old one does not hold.
            let sql = "UPDATE feed SET etag = NULL, last_modified = NULL, body_hash = NULL, \
                       asked_unconditionally = 0, next_due = NULL, moved_url = NULL, is_gone = 0, \
                       error = NULL, failures = 0, retry_after = NULL WHERE id = ?1";
            connection.prepare_cached(sql)?.execute([feed])?;
        }
        let sql = "UPDATE feed SET is_hidden = is_internal OR \
                   coalesce(json_extract(settings, '$.hidden'), 0) WHERE id = ?1";
        connection.prepare_cached(sql)?.execute([feed])?;
        let sql = "INSERT OR IGNORE INTO temp.touched SELECT work FROM article WHERE feed = ?1";
        connection.prepare_cached(sql)?.execute([feed])?;
    }
    Ok(())
}

/// The flags of this work's articles must be made anew.
pub fn touch(connection: &Connection, work: i64) -> Answer<()> {
    let sql = "INSERT OR IGNORE INTO temp.touched (work) VALUES (?1)";
    connection.prepare_cached(sql)?.execute([work])?;
    Ok(())
}

/// Visible, unread of a feed; listed, unread listed, saved of all.
type Sums = HashMap<i64, [i64; 5]>;

fn sums(connection: &Connection) -> Answer<Sums> {
    let sql = "SELECT feed, total(visible), total(visible AND unread), total(listed), \
               total(listed AND unread), total(saved AND shown) FROM article \
               WHERE work IN (SELECT work FROM temp.touched) GROUP BY feed";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let mut sums = [0; 5];
        for (index, sum) in sums.iter_mut().enumerate() {
            *sum = row.get::<_, f64>(index + 1)? as i64;
        }
        Ok((row.get(0)?, sums))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes flags and kept counts follow the marks of the touched works.
pub fn settle(connection: &Connection) -> Answer<()> {
    let before = sums(connection)?;
    let touched = "(SELECT work FROM temp.touched)";
    let flags = format!(
        "UPDATE article SET \
         unread = NOT EXISTS (SELECT 1 FROM mark m WHERE m.work = article.work AND m.read_at IS NOT NULL), \
         saved = EXISTS (SELECT 1 FROM mark m WHERE m.work = article.work AND m.saved_at IS NOT NULL), \
         visible = muted_by IS NULL \
             AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.work = article.work AND m.dismissed_at IS NOT NULL) \
             AND EXISTS (SELECT 1 FROM feed f WHERE f.id = article.feed AND f.removed_at IS NULL AND f.is_internal = 0) \
         WHERE work IN {touched}"
    );
    connection.prepare_cached(&flags)?.execute([])?;
    let shown = format!(
        "UPDATE work SET shown_article = coalesce((SELECT a.id FROM article a WHERE a.work = work.id \
         ORDER BY a.visible DESC, a.id = work.shown_article DESC, a.id LIMIT 1), shown_article) \
         WHERE id IN {touched}"
    );
    connection.prepare_cached(&shown)?.execute([])?;
    let listed = format!(
        "UPDATE article SET shown = (id = (SELECT shown_article FROM work w WHERE w.id = article.work)), \
         listed = visible AND (id = (SELECT shown_article FROM work w WHERE w.id = article.work)) \
             AND NOT (SELECT is_hidden FROM feed f WHERE f.id = article.feed) \
         WHERE work IN {touched}"
    );
    connection.prepare_cached(&listed)?.execute([])?;
    let after = sums(connection)?;
    for (feed, new) in &after {
        let old = before.get(feed).copied().unwrap_or_default();
        let mut difference = *new;
        difference
            .iter_mut()
            .zip(old)
            .for_each(|(new, old)| *new -= old);
        add_counts(connection, *feed, difference)?;
    }
    connection
        .prepare_cached("DELETE FROM temp.touched")?
        .execute([])?;
    Ok(())
}

/// Adds to the kept counts: visible and unread of the feed; listed, unread listed and saved of all.
pub fn add_counts(connection: &Connection, feed: i64, difference: [i64; 5]) -> Answer<()> {
    let [total, unread, all, all_unread, saved] = difference;
    if (total, unread) != (0, 0) {
        let sql = "UPDATE feed SET total = total + ?2, unread = unread + ?3 WHERE id = ?1";
        connection
            .prepare_cached(sql)?
            .execute([feed, total, unread])?;
    }
    for (name, difference) in [("all", all), ("unread", all_unread), ("saved", saved)] {
        if difference != 0 {
            let sql = "UPDATE count SET value = value + ?2 WHERE name = ?1";
            connection
                .prepare_cached(sql)?
                .execute(params![name, difference])?;
        }
    }
    Ok(())
}

pub fn set_position(writer: &mut Writer, article: ArticleId, position: u32) -> Answer<()> {
    let work = rows::work(&writer.connection, article)?;
    let sql = "INSERT INTO mark (work, position) VALUES (?1, ?2) \
               ON CONFLICT (work) DO UPDATE SET position = excluded.position";
    writer
        .connection
        .prepare_cached(sql)?
        .execute(params![work, position])?;
    Ok(())
}
