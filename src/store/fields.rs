//! The fields that the journal can set and set back: marks and tags of works, columns of feeds.

use super::codec::Column;
use super::{Answer, StoreError, feeds, flags};
use crate::model::{BY_HABIT, BY_INTERVAL, BY_SIZE, FeedId, FeedSettings};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

const MARKS: [&str; 4] = ["read_at", "saved_at", "dismissed_at", "queue_rank"];
const FOLDER: &str = "folder.rank";
const MUTED: &str = "article.muted_by";
/// Tables of definitions, each a field by itself.
const DEFINED: [&str; 2] = ["filter", "saved_filter"];
const FEED: [&str; 5] = ["removed_at", "folder", "settings", "url", "rank"];

/// One field of many targets, with the values before and after in the order of the targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alteration {
    /// A mark (`read_at`, `tag:NAME`) of works, `article.muted_by` of articles, `feed.COLUMN` of
    /// feeds, `folder.rank`, or a table of definitions (`filter`, `saved_filter`).
    pub field: String,
    pub targets: Vec<i64>,
    pub old: Column,
    pub new: Column,
}

impl Alteration {
    pub fn new(field: String) -> Self {
        Self {
            field,
            ..Self::default()
        }
    }

    pub fn push(&mut self, target: i64, old: Value, new: Value) {
        self.targets.push(target);
        self.old.push(old);
        self.new.push(new);
    }

    /// What the targets are.
    pub fn targets(&self) -> Targets {
        if self.field.starts_with("feed.") || self.field == FOLDER {
            Targets::Feeds
        } else if self.field == MUTED {
            Targets::Articles
        } else if DEFINED.contains(&self.field.as_str()) {
            Targets::Filters
        } else {
            Targets::Works
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Targets {
    Works,
    Articles,
    Feeds,
    /// Filters, named queries.
    Filters,
}

/// A field, taken from its stored name.
enum Field<'a> {
    Mark(&'static str),
    Feed(&'static str),
    FolderRank,
    Tag(&'a str),
    Muted,
    Definition(&'static str),
}

fn field(name: &str) -> Answer<Field<'_>> {
    let known = |names: &[&'static str], name: &str| names.iter().find(|it| **it == name).copied();
    let found = if let Some(tag) = name.strip_prefix("tag:") {
        Some(Field::Tag(tag))
    } else if let Some(column) = name.strip_prefix("feed.") {
        known(&FEED, column).map(Field::Feed)
    } else if name == FOLDER {
        Some(Field::FolderRank)
    } else if name == MUTED {
        Some(Field::Muted)
    } else if let Some(table) = known(&DEFINED, name) {
        Some(Field::Definition(table))
    } else {
        known(&MARKS, name).map(Field::Mark)
    };
    let unknown = || StoreError::Other(crate::text::clean_line(&format!("unknown field {name}")));
    found.ok_or_else(unknown)
}

/// The value of a field as it is now; NULL for what is not there.
pub fn get(connection: &Connection, name: &str, target: i64) -> Answer<Value> {
    let found = match field(name)? {
        Field::Tag(tag) => connection
            .prepare_cached("SELECT 1 FROM tag WHERE work = ?1 AND name = ?2")?
            .query_row(params![target, tag], |row| row.get(0)),
        Field::Muted => connection
            .prepare_cached("SELECT muted_by FROM article WHERE id = ?1")?
            .query_row([target], |row| row.get(0)),
        Field::Definition(table) => connection
            .prepare_cached(&format!("SELECT definition FROM {table} WHERE id = ?1"))?
            .query_row([target], |row| row.get(0)),
        // Its own, also while another feed has it.
        Field::Feed("url") => return Ok(Value::Text(own_address(connection, target)?.0)),
        Field::Feed(column) => connection
            .prepare_cached(&format!("SELECT {column} FROM feed WHERE id = ?1"))?
            .query_row([target], |row| row.get(0)),
        Field::FolderRank => connection
            .prepare_cached("SELECT rank FROM folder WHERE id = ?1")?
            .query_row([target], |row| row.get(0)),
        Field::Mark(column) => connection
            .prepare_cached(&format!("SELECT {column} FROM mark WHERE work = ?1"))?
            .query_row([target], |row| row.get(0)),
    };
    Ok(found.optional()?.unwrap_or(Value::Null))
}

/// What a field that was set from `old` to another value and is now `now` becomes when it is set on to `new`; none: it was
/// changed since. Of a feed's settings each is looked at by itself.
pub fn turned(name: &str, now: &Value, old: &Value, new: &Value) -> Answer<Option<Value>> {
    if now == old {
        return Ok(Some(new.clone()));
    }
    if name != "feed.settings" {
        return Ok(None);
    }
    let (mut settings, old, new) = (each(now)?, each(old)?, each(new)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    // A list of another program gave that name, and the first poll takes it up.
    for name in names.into_iter().filter(|it| *it != "imported_title") {
        let value = |all: &Settings| all.get(name).cloned().unwrap_or_default();
        let (old, new) = (value(&old), value(&new));
        if old == new {
            continue;
        }
        if value(&settings) != old {
            return Ok(None);
        }
        settings.insert(name.clone(), new);
    }
    let settings: FeedSettings = serde_json::from_value(settings.into())?;
    Ok(Some(Value::Text(serde_json::to_string(&settings)?)))
}

type Settings = serde_json::Map<String, serde_json::Value>;

fn each(settings: &Value) -> Answer<Settings> {
    let settings: FeedSettings = feeds::from_json(value_text(settings));
    Ok(match serde_json::to_value(settings)? {
        serde_json::Value::Object(each) => each,
        _ => Settings::new(),
    })
}

/// An alteration of one column of a feed, which must exist.
pub fn of_feed(
    connection: &Connection,
    feed: FeedId,
    column: &str,
    new: Value,
) -> Answer<Alteration> {
    let exists = "SELECT EXISTS (SELECT 1 FROM feed WHERE id = ?1 AND is_internal = 0)";
    if !connection
        .prepare_cached(exists)?
        .query_row([feed.get()], |row| row.get(0))?
    {
        return Err(StoreError::NoFeed(feed));
    }
    let mut alteration = Alteration::new(format!("feed.{column}"));
    let old = get(connection, &alteration.field, feed.get())?;
    if old != new {
        alteration.push(feed.get(), old, new);
    }
    Ok(alteration)
}

/// Sets a field of one target and notes what must be settled.
pub fn set(connection: &Connection, name: &str, target: i64, value: &Value) -> Answer<()> {
    match field(name)? {
        Field::Tag(tag) => {
            let sql = if *value == Value::Null {
                "DELETE FROM tag WHERE work = ?1 AND name = ?2"
            } else {
                "INSERT OR IGNORE INTO tag (work, name) VALUES (?1, ?2)"
            };
            connection
                .prepare_cached(sql)?
                .execute(params![target, tag])?;
            flags::touch_left(connection, target)
        }
        Field::Mark(column) => {
            let sql = format!(
                "INSERT INTO mark (work, {column}) VALUES (?1, ?2) \
                 ON CONFLICT (work) DO UPDATE SET {column} = excluded.{column}"
            );
            connection
                .prepare_cached(&sql)?
                .execute(params![target, value])?;
            match column {
                "read_at" => flags::touch_read(connection, target),
                // Lists of the queue are read from the marks.
                "queue_rank" => {
                    flags::touch_left(connection, target)?;
                    flags::touch_shared(connection, target)
                }
                _ => flags::touch(connection, target),
            }
        }
        Field::FolderRank => {
            let sql = "UPDATE folder SET rank = ?2 WHERE id = ?1";
            connection
                .prepare_cached(sql)?
                .execute(params![target, value])?;
            Ok(())
        }
        Field::Muted => {
            let sql = "UPDATE article SET muted_by = ?2 WHERE id = ?1";
            connection
                .prepare_cached(sql)?
                .execute(params![target, value])?;
            flags::touch_article(connection, target)
        }
        Field::Definition(table) => {
            let sql = format!("INSERT OR REPLACE INTO {table} (id, definition) VALUES (?1, ?2)");
            connection
                .prepare_cached(&sql)?
                .execute(params![target, value])?;
            Ok(())
        }
        Field::Feed(column) => set_feed(connection, column, target, value),
    }
}

/// A feed that was refused or could not be reached is due when it is asked in another way: with a password, through a
/// proxy, with a certificate that is trusted. What its host asked to wait holds.
fn ask_again(connection: &Connection, feed: i64, settings: &Value) -> Answer<()> {
    let ways = [
        "user",
        "credentials_command",
        "credentials_file",
        "headers",
        "proxy",
        "certificate",
        "http1",
    ];
    let differs: Vec<String> = ways
        .iter()
        .map(|way| format!("json_extract(settings, '$.{way}') IS NOT json_extract(?2, '$.{way}')"))
        .collect();
    let sql = format!(
        "UPDATE feed SET next_due = retry_after WHERE id = ?1 AND error IS NOT NULL AND ({})",
        differs.join(" OR ")
    );
    connection
        .prepare_cached(&sql)?
        .execute(params![feed, settings])?;
    Ok(())
}

/// An interval of its own counts from the last poll on, not only from the next: what the outlet asked for, or a failure makes,
/// holds where it is longer. Without one any more it is due, for what all feeds wait is not known here.
fn plan_anew(connection: &Connection, feed: i64, settings: &Value) -> Answer<()> {
    let own = [BY_INTERVAL, BY_HABIT, BY_SIZE].map(|why| format!("due_rule LIKE '%{why}%'"));
    let own = own.join(" OR ");
    let at = "last_polled + json_extract(?2, '$.interval')";
    let sql = format!(
        "UPDATE feed SET next_due = CASE WHEN {own} \
         THEN max(coalesce({at}, retry_after), coalesce(retry_after, {at})) ELSE {at} END, \
         due_rule = '{BY_INTERVAL}' \
         WHERE id = ?1 AND last_polled IS NOT NULL AND next_due IS NOT NULL \
         AND json_extract(settings, '$.interval') IS NOT json_extract(?2, '$.interval') \
         AND ({own} OR {at} > next_due)"
    );
    connection
        .prepare_cached(&sql)?
        .execute(params![feed, settings])?;
    Ok(())
}

fn set_feed(connection: &Connection, column: &str, feed: i64, value: &Value) -> Answer<()> {
    if column == "url" {
        let url = claim(connection, feed, value_text(value))?;
        // What was known of the answers of the old address does not hold, and a poll of it that is
        // under way must not bring it back (the lease ends).
        let sql = "UPDATE feed SET etag = NULL, last_modified = NULL, body_hash = NULL, \
                   asked_unconditionally = 0, next_due = NULL, moved_url = NULL, is_gone = 0, \
                   error = NULL, failures = 0, retry_after = NULL, lease_until = NULL, \
                   is_public = 0, url = ?2 WHERE id = ?1";
        connection
            .prepare_cached(sql)?
            .execute(params![feed, url])?;
        return Ok(());
    }
    if column == "removed_at" && *value == Value::Null {
        take_back_address(connection, feed)?;
    }
    if column == "settings" {
        plan_anew(connection, feed, value)?;
        ask_again(connection, feed, value)?;
    }
    let sql = format!("UPDATE feed SET {column} = ?2 WHERE id = ?1");
    connection
        .prepare_cached(&sql)?
        .execute(params![feed, value])?;
    if column == "settings" {
        let sql = "UPDATE feed SET is_hidden = is_internal OR \
                   coalesce(json_extract(settings, '$.hidden'), 0) WHERE id = ?1";
        connection.prepare_cached(sql)?.execute([feed])?;
    }
    if matches!(column, "settings" | "removed_at") {
        flags::touch_feed(connection, feed)?;
    }
    Ok(())
}

/// What a feed is to have as its address is stored so: one that is gone leaves what another feed has to that, and has it
/// again when it is subscribed to again.
fn claim(connection: &Connection, feed: i64, url: &str) -> Answer<String> {
    if feeds::free_address(connection, feed, url)? {
        return Ok(url.to_owned());
    }
    let sql = "SELECT removed_at IS NOT NULL FROM feed WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    if statement.query_row([feed], |row| row.get(0))? {
        return Ok(feeds::given_up(feed, url));
    }
    Err(taken(url))
}

fn taken(url: &str) -> StoreError {
    StoreError::Taken(crate::text::clean_line(&crate::model::without_secrets(url)))
}

/// And whether another feed has it.
fn own_address(connection: &Connection, feed: i64) -> Answer<(String, bool)> {
    let sql = "SELECT url FROM feed WHERE id = ?1";
    let stored: Option<String> = connection
        .prepare_cached(sql)?
        .query_row([feed], |row| row.get(0))
        .optional()?;
    let stored = stored.unwrap_or_default();
    let own = feeds::address(&stored);
    Ok((own.to_owned(), own != stored))
}

/// Before the feed is subscribed to again.
fn take_back_address(connection: &Connection, feed: i64) -> Answer<()> {
    let (own, is_given_up) = own_address(connection, feed)?;
    if !is_given_up {
        return Ok(());
    }
    if !feeds::free_address(connection, feed, &own)? {
        return Err(taken(&own));
    }
    let sql = "UPDATE feed SET url = ?2 WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![feed, own])?;
    Ok(())
}

fn value_text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}
