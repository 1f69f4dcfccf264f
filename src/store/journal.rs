//! The history of what a person changed: each group can be taken back and done again, exactly,
//! also after a restart. One history per store, the command line included.

use super::codec::{pack_ids, unpack_ids};
use super::marks;
use super::writer::{Who, Writer};
use super::{Answer, feeds};
use crate::model::{Applied, Change, Changed, FeedId, GroupId, NewFeed, Timestamp};
use crate::text::{Clean, clean_line};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Groups kept at least, and for how long at least (180 days).
const KEPT_GROUPS: i64 = 10_000;
const KEPT_SECONDS: i64 = 180 * 86_400;

/// One field of many targets that had the same value and get the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Alteration {
    /// A mark ("read_at", "tag:NAME") of works, or "feed.COLUMN" of feeds.
    pub field: String,
    pub old: Value,
    pub new: Value,
    pub targets: Vec<i64>,
}

pub fn apply(writer: &mut Writer, change: &Change, now: Timestamp) -> Answer<Applied> {
    writer.transaction(Who::Person, |transaction, _| {
        let (alterations, message, articles) = match change {
            Change::Mark { what, target } => marks::plan(transaction, what, target, now)?,
            other => plan_feed(transaction, other, now)?,
        };
        carry_out(transaction, alterations, message, articles, now)
    })
}

pub fn subscribe(writer: &mut Writer, feeds: &[NewFeed], now: Timestamp) -> Answer<Vec<FeedId>> {
    writer.transaction(Who::Person, |transaction, _| {
        let mut ids = Vec::new();
        let mut alterations = Vec::new();
        for feed in feeds {
            let (id, is_there) = feeds::insert(transaction, feed, now)?;
            if !is_there && !ids.contains(&id) {
                alterations.push(feed_field(transaction, id, "removed_at", Value::Null)?);
            }
            ids.push(id);
        }
        let message = match alterations.as_slice() {
            [one] => {
                let title = feeds::title(transaction, FeedId::new(one.targets[0]))?;
                clean_line(&format!("subscribed to {title}"))
            }
            many => clean_line(&format!("subscribed to {} feeds", many.len())),
        };
        carry_out(transaction, alterations, message, 0, now)?;
        Ok(ids)
    })
}

type Plan = (Vec<Alteration>, Clean, u32);

fn plan_feed(connection: &Connection, change: &Change, now: Timestamp) -> Answer<Plan> {
    let title = |feed| feeds::title(connection, feed);
    let (alteration, message) = match change {
        Change::RemoveFeed(feed) => (
            feed_field(
                connection,
                *feed,
                "removed_at",
                Value::Integer(now.seconds()),
            )?,
            format!("unsubscribed from {}", title(*feed)?),
        ),
        Change::MoveFeed(feed, folder) => (
            feed_field(
                connection,
                *feed,
                "folder",
                Value::Text(serde_json::to_string(folder)?),
            )?,
            format!("{} moved to {}", title(*feed)?, folder_name(folder)),
        ),
        Change::FeedSettings(feed, settings) => (
            feed_field(
                connection,
                *feed,
                "settings",
                Value::Text(serde_json::to_string(settings)?),
            )?,
            format!("settings of {} changed", title(*feed)?),
        ),
        Change::RenameFeed(feed, name) => {
            let mut settings: crate::model::FeedSettings =
                match feeds::value(connection, *feed, "settings")? {
                    Value::Text(text) => feeds::from_json(&text),
                    _ => crate::model::FeedSettings::default(),
                };
            settings.title = Some(name.clone()).filter(|name| !name.trim().is_empty());
            let new = Value::Text(serde_json::to_string(&settings)?);
            let message = format!("{} renamed to {name}", title(*feed)?);
            (feed_field(connection, *feed, "settings", new)?, message)
        }
        Change::FeedUrl(feed, url) => (
            feed_field(connection, *feed, "url", Value::Text(url.clone()))?,
            format!("{} has the address {url} now", title(*feed)?),
        ),
        Change::Mark { .. } => unreachable!("marks are planned by `marks`"),
    };
    Ok((vec![alteration], clean_line(&message), 0))
}

fn folder_name(folder: &[String]) -> String {
    if folder.is_empty() {
        "no folder".to_owned()
    } else {
        folder.join("/")
    }
}

fn feed_field(
    connection: &Connection,
    feed: FeedId,
    field: &str,
    new: Value,
) -> Answer<Alteration> {
    let old = feeds::value(connection, feed, field)?;
    Ok(Alteration {
        field: format!("feed.{field}"),
        old,
        new,
        targets: vec![feed.get()],
    })
}

/// Writes the changes and their group; a group that changes nothing is none.
fn carry_out(
    connection: &Connection,
    alterations: Vec<Alteration>,
    message: Clean,
    articles: u32,
    now: Timestamp,
) -> Answer<Applied> {
    let alterations: Vec<Alteration> = alterations.into_iter().filter(|a| a.old != a.new).collect();
    if alterations
        .iter()
        .all(|alteration| alteration.targets.is_empty())
    {
        return Ok(Applied::default());
    }
    let changed = changed_by(&alterations);
    connection.execute("UPDATE journal SET state = 2 WHERE state = 1", [])?;
    let sql = "INSERT INTO journal (at, message) VALUES (?1, ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![now.seconds(), message.as_str()])?;
    let group = connection.last_insert_rowid();
    for mut alteration in alterations {
        let packed = pack_ids(&mut alteration.targets);
        marks::set(
            connection,
            &alteration.field,
            &alteration.new,
            &alteration.targets,
        )?;
        let sql = "INSERT INTO journal_change (journal, field, old, new, targets) \
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let Alteration {
            field, old, new, ..
        } = alteration;
        connection
            .prepare_cached(sql)?
            .execute(params![group, field, old, new, packed])?;
    }
    marks::settle(connection)?;
    forget_old(connection, now)?;
    Ok(Applied {
        group: Some(GroupId::new(group)),
        articles,
        message,
        changed,
    })
}

fn changed_by(alterations: &[Alteration]) -> Changed {
    let is_feed = |alteration: &Alteration| alteration.field.starts_with("feed.");
    let feeds = alterations.iter().any(is_feed);
    Changed {
        marks: true,
        feeds,
        articles: feeds,
        bodies: Vec::new(),
    }
}

/// Kept: 10,000 groups or 180 days, whichever keeps more.
fn forget_old(connection: &Connection, now: Timestamp) -> Answer<()> {
    let old = "SELECT id FROM journal WHERE id <= (SELECT max(id) FROM journal) - ?1 AND at < ?2";
    let limits = params![KEPT_GROUPS, now.minus(KEPT_SECONDS).seconds()];
    let changes = format!("DELETE FROM journal_change WHERE journal IN ({old})");
    connection.prepare_cached(&changes)?.execute(limits)?;
    let groups = format!("DELETE FROM journal WHERE id IN ({old})");
    connection.prepare_cached(&groups)?.execute(limits)?;
    Ok(())
}

/// Which way a group is carried out again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

pub fn undo(writer: &mut Writer, now: Timestamp) -> Answer<Option<Applied>> {
    turn(writer, Way::Back, now)
}

pub fn redo(writer: &mut Writer, now: Timestamp) -> Answer<Option<Applied>> {
    turn(writer, Way::Forth, now)
}

fn turn(writer: &mut Writer, way: Way, now: Timestamp) -> Answer<Option<Applied>> {
    let _ = now;
    writer.transaction(Who::Person, |transaction, _| {
        let sql = match way {
            Way::Back => "SELECT id, message FROM journal WHERE state = 0 ORDER BY id DESC LIMIT 1",
            Way::Forth => "SELECT id, message FROM journal WHERE state = 1 ORDER BY id LIMIT 1",
        };
        let found = transaction
            .prepare_cached(sql)?
            .query_row([], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        let Some((group, message)) = found else {
            return Ok(None);
        };
        let alterations = alterations(transaction, group, way)?;
        let changed = changed_by(&alterations);
        let is_now = marks::state_now(&alterations);
        let (done, left) = turn_fields(transaction, alterations)?;
        let subject = marks::subject(transaction, &done)?;
        marks::settle(transaction)?;
        let state = i64::from(way == Way::Back);
        let sql = "UPDATE journal SET state = ?1 WHERE id = ?2";
        transaction.prepare_cached(sql)?.execute([state, group])?;
        let said = match (way, is_now) {
            (_, Some(state)) => format!("{subject} {state} again"),
            (Way::Back, None) => format!("undone: {message}"),
            (Way::Forth, None) => format!("done again: {message}"),
        };
        let rest = match left {
            0 => String::new(),
            left => format!(" ({left} changed since, left as they are)"),
        };
        let message = clean_line(&format!("{said}{rest}"));
        Ok(Some(Applied {
            group: Some(GroupId::new(group)),
            articles: done.len() as u32,
            message,
            changed,
        }))
    })
}

/// The group's changes, oriented the way they are to be carried out.
fn alterations(connection: &Connection, group: i64, way: Way) -> Answer<Vec<Alteration>> {
    let sql = "SELECT field, old, new, targets FROM journal_change WHERE journal = ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([group], |row| {
        let (old, new) = (row.get(1)?, row.get(2)?);
        let (old, new) = if way == Way::Back {
            (new, old)
        } else {
            (old, new)
        };
        let targets = unpack_ids(&row.get::<_, Vec<u8>>(3)?);
        Ok(Alteration {
            field: row.get(0)?,
            old,
            new,
            targets,
        })
    })?;
    let mut found = rows.collect::<Result<Vec<_>, _>>()?;
    if way == Way::Back {
        found.reverse();
    }
    Ok(found)
}

/// Sets each field that still is as the group left it; answers how many targets were set, how many left.
fn turn_fields(
    connection: &Connection,
    alterations: Vec<Alteration>,
) -> Answer<(BTreeSet<i64>, u32)> {
    let mut done = BTreeSet::new();
    let mut left = std::collections::HashSet::new();
    for alteration in alterations {
        let mut same = Vec::new();
        for target in alteration.targets {
            let is_same = marks::get(connection, &alteration.field, target)? == alteration.old;
            if is_same {
                same.push(target);
            } else {
                left.insert(target);
            }
        }
        marks::set(connection, &alteration.field, &alteration.new, &same)?;
        done.extend(same);
    }
    Ok((done, left.len() as u32))
}
