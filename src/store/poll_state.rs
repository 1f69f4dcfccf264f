//! What the poller knows of a feed: asked for with a lease, written back with what it found.

use super::feeds::{from_json, seconds, set_outlet, time};
use super::writer::{Who, Writer};
use super::{Answer, StoreError, owner};
use crate::model::{
    FeedId, FeedSettings, Health, Moved, PollHints, PollRecord, PollState, Timestamp, Validators,
    host_of,
};
use crate::text::{clean_line, fold};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

const STATE: &str = "url, settings, etag, last_modified, validators_url, body_hash, parser_version, \
    hints, retry_after, moved_url, moved_days, moved_last, last_full, asked_unconditionally, recent, \
    last_polled, last_result, last_success, next_due, due_rule, error, failures, is_gone, is_public";

pub fn get(connection: &Connection, feed: FeedId) -> Answer<Option<PollState>> {
    let sql = format!("SELECT {STATE} FROM feed WHERE id = ?1 AND removed_at IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([feed.get()], state).optional()?)
}

/// Of all feeds that are subscribed to, by one look at the file.
pub fn all(connection: &Connection) -> Answer<HashMap<FeedId, PollState>> {
    let sql = format!("SELECT {STATE}, id FROM feed WHERE removed_at IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    let states = statement.query_map([], |row| Ok((FeedId::new(row.get("id")?), state(row)?)))?;
    Ok(states.collect::<Result<_, _>>()?)
}

fn state(row: &Row<'_>) -> rusqlite::Result<PollState> {
    let moved = row.get::<_, Option<String>>(9)?.map(|url| {
        Ok::<_, rusqlite::Error>(Moved {
            url,
            days: row.get(10)?,
            last_day: Timestamp::from_seconds(row.get(11)?),
        })
    });
    let recent: Vec<i64> = from_json(&row.get::<_, String>(14)?);
    Ok(PollState {
        url: row.get(0)?,
        settings: from_json(&row.get::<_, String>(1)?),
        validators: Validators {
            etag: row.get(2)?,
            last_modified: row.get(3)?,
            url: row.get(4)?,
        },
        body_hash: row.get(5)?,
        parser_version: row.get(6)?,
        hints: hints(&row.get::<_, String>(7)?),
        health: health(row, 15)?,
        retry_after: time(row.get(8)?),
        moved: moved.transpose()?,
        last_full: time(row.get(12)?),
        asked_unconditionally: row.get(13)?,
        is_public: row.get(23)?,
        recent: recent.into_iter().map(Timestamp::from_seconds).collect(),
    })
}

fn hints(text: &str) -> PollHints {
    let value: Value = from_json(text);
    let duration = |name: &str| value[name].as_u64().map(Duration::from_secs);
    let numbers = |name: &str| -> Vec<u8> {
        let list = value[name].as_array().into_iter().flatten();
        list.filter_map(|number| u8::try_from(number.as_u64()?).ok())
            .collect()
    };
    PollHints {
        ttl: duration("ttl"),
        update_period: duration("update_period"),
        skip_hours: numbers("skip_hours"),
        skip_days: numbers("skip_days"),
        hub: value["hub"].as_str().map(str::to_owned),
    }
}

fn hints_json(hints: &PollHints) -> String {
    json!({
        "ttl": hints.ttl.map(|ttl| ttl.as_secs()),
        "update_period": hints.update_period.map(|period| period.as_secs()),
        "skip_hours": hints.skip_hours, "skip_days": hints.skip_days, "hub": hints.hub,
    })
    .to_string()
}

/// The right to poll each of these feeds: a feed is free when nobody has it, when its time is over
/// (or of a clock that was wrong), or when the process that had it has ended.
pub fn lease(
    writer: &mut Writer,
    feeds: &[FeedId],
    now: Timestamp,
    until: Timestamp,
) -> Answer<Vec<Option<PollState>>> {
    let (folder, owner) = writer.owner();
    writer.transaction(Who::Job, |transaction| {
        let sql = "UPDATE feed SET lease_until = ?1, lease_owner = ?4 \
                   WHERE id = ?2 AND removed_at IS NULL AND (lease_until IS NULL \
                   OR lease_until <= ?3 OR lease_until > ?3 + 3600 OR lease_owner = ?5)";
        let mut take = transaction.prepare_cached(sql)?;
        let mut gone = HashMap::new();
        let mut one = |feed: &FeedId| {
            let mut try_with = |gone: Option<&str>| {
                let (until, now) = (until.seconds(), now.seconds());
                take.execute(params![until, feed.get(), now, owner, gone])
            };
            let mut taken = try_with(None)?;
            if taken == 0
                && let Some(other) = owner_of(transaction, *feed)?
                && *gone
                    .entry(other.clone())
                    .or_insert_with(|| owner::is_gone(&folder, &other))
            {
                taken = try_with(Some(&other))?;
            }
            if taken == 0 {
                Ok(None)
            } else {
                get(transaction, *feed)
            }
        };
        feeds.iter().map(&mut one).collect()
    })
}

/// Makes feeds due later that are overdue; those that are asked meanwhile are left to whoever asks.
pub fn put_off(
    writer: &mut Writer,
    feeds: &[(FeedId, Timestamp, String)],
    now: Timestamp,
) -> Answer<()> {
    writer.transaction(Who::Job, |transaction| {
        let sql = "UPDATE feed SET next_due = ?2, due_rule = ?3 \
                   WHERE id = ?1 AND next_due <= ?4 AND (lease_until IS NULL OR lease_until <= ?4)";
        let mut statement = transaction.prepare_cached(sql)?;
        for (feed, until, why) in feeds {
            statement.execute(params![feed.get(), until.seconds(), why, now.seconds()])?;
        }
        Ok(())
    })
}

fn owner_of(connection: &Connection, feed: FeedId) -> Answer<Option<String>> {
    let sql = "SELECT lease_owner FROM feed WHERE id = ?1 AND removed_at IS NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let owner = statement.query_row([feed.get()], |row| row.get(0));
    Ok(owner.optional()?.flatten())
}

/// What the feed calls itself and its site, as far as that is new, before its entries are stored: filters judge them by it.
pub fn introduce(
    connection: &Connection,
    feed: FeedId,
    record: &PollRecord,
    owner: Option<&str>,
) -> Answer<()> {
    // Most often nothing has changed, and the feed says nothing of itself.
    if record.title.is_none() && record.site.is_none() && record.language.is_none() {
        return Ok(());
    }
    let asked = record.moved_from.as_ref().unwrap_or(&record.state.url);
    let title = record.title.as_deref().filter(|title| !title.is_empty());
    let sql = "UPDATE feed SET title = coalesce(:title, title), site = coalesce(:site, site), \
        language = coalesce(language, :language) \
        WHERE id = :id AND url = :asked AND (lease_until IS NULL OR lease_owner IS :owner) \
        AND (:title <> title OR :site IS NOT coalesce(site, '') AND :site <> '' \
             OR language IS NULL AND :language <> '')";
    let has_changed = connection.prepare_cached(sql)?.execute(named_params! {
        ":title": title, ":site": record.site, ":language": record.language,
        ":id": feed.get(), ":asked": asked, ":owner": owner,
    })? > 0;
    if has_changed && record.site.is_some() {
        set_outlet(connection, feed)?;
    }
    Ok(())
}

/// What a poll found of the feed itself, but for what it calls itself (`introduce`); the lease ends. If the reader gave the feed another address
/// meanwhile, or another process polls it by now, what the old one answered says nothing of it.
pub fn record(
    connection: &Connection,
    feed: FeedId,
    record: &PollRecord,
    owner: Option<&str>,
) -> Answer<()> {
    let state = &record.state;
    let asked = record.moved_from.as_ref().unwrap_or(&state.url);
    let sql = "SELECT url = ?2 AND (lease_until IS NULL OR lease_owner IS ?3), \
        settings LIKE '%\"imported_title\"%' FROM feed WHERE id = ?1";
    let (is_ours, is_imported): (bool, bool) = connection
        .prepare_cached(sql)?
        .query_row(params![feed.get(), asked, owner], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?
        .ok_or(StoreError::NoFeed(feed))?;
    let bytes = i64::try_from(record.bytes).unwrap_or(i64::MAX);
    if !is_ours {
        let sql = "UPDATE feed SET bytes = bytes + ?2 WHERE id = ?1";
        connection
            .prepare_cached(sql)?
            .execute([feed.get(), bytes])?;
        return Ok(());
    }
    match record.moved_from {
        Some(ref before) => {
            let url = free_url(connection, feed, &state.url)?;
            // Where a host led is no address that the reader gave.
            let is_public = state.is_public || host_of(&url) != host_of(before);
            let mut state = state.clone();
            if url != state.url {
                // It stays a trouble until the reader lets one of the two go.
                state.moved = Some(Moved {
                    url: std::mem::take(&mut state.url),
                    days: u8::MAX,
                    last_day: state.health.last_polled.unwrap_or_default(),
                });
            }
            write_state(connection, feed, &state, &url, is_public)?;
        }
        None => write_state(connection, feed, state, &state.url, state.is_public)?,
    }
    let sql = "UPDATE feed SET bytes = bytes + ?2, lease_until = NULL WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute([feed.get(), bytes])?;
    if let Some(title) = record.title.as_ref().filter(|_| is_imported) {
        keep_imported_title(connection, feed, title)?;
    }
    if record.site.is_some() || record.moved_from.is_some() {
        set_outlet(connection, feed)?;
    }
    Ok(())
}

/// The name that a list of another program gave the feed was the reader's, unless the feed calls itself so.
fn keep_imported_title(connection: &Connection, feed: FeedId, title: &str) -> Answer<()> {
    let sql = "SELECT settings FROM feed WHERE id = ?1";
    let text: String = connection
        .prepare_cached(sql)?
        .query_row([feed.get()], |row| row.get(0))?;
    let mut settings: FeedSettings = from_json(&text);
    if settings.title.is_some() {
        // Renamed since: it is asked again when that was taken back.
        return Ok(());
    }
    let imported = settings.imported_title.take();
    let other = imported.filter(|imported| fold(imported).trim() != fold(title).trim());
    settings.title = other;
    let sql = "UPDATE feed SET settings = ?2 WHERE id = ?1";
    let row = params![feed.get(), serde_json::to_string(&settings)?];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

fn write_state(
    connection: &Connection,
    feed: FeedId,
    state: &PollState,
    url: &str,
    is_public: bool,
) -> Answer<()> {
    let PollState {
        validators, health, ..
    } = state;
    let recent: Vec<i64> = state.recent.iter().map(|time| time.seconds()).collect();
    let moved = state.moved.as_ref();
    let sql = "UPDATE feed SET url = :url, etag = :etag, last_modified = :modified, \
        validators_url = :asked, body_hash = :hash, parser_version = :parser, hints = :hints, \
        moved_url = :moved, moved_days = :days, moved_last = :last_day, last_full = :full, \
        asked_unconditionally = :unconditional, recent = :recent, last_polled = :polled, \
        last_result = :result, last_success = :success, next_due = :due, due_rule = :why, \
        error = :error, failures = :failures, is_gone = :gone, retry_after = :retry, \
        is_public = :public \
        WHERE id = :id";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":url": url, ":etag": validators.etag, ":modified": validators.last_modified,
        ":asked": validators.url, ":hash": state.body_hash, ":parser": state.parser_version,
        ":hints": hints_json(&state.hints), ":moved": moved.map(|moved| &moved.url),
        ":days": moved.map(|moved| moved.days),
        ":last_day": moved.map(|moved| moved.last_day.seconds()),
        ":full": seconds(state.last_full), ":unconditional": state.asked_unconditionally,
        ":recent": serde_json::to_string(&recent)?, ":polled": seconds(health.last_polled),
        ":result": health.last_result.as_str(), ":success": seconds(health.last_success),
        ":due": seconds(health.next_due), ":why": health.why.as_str(),
        ":error": health.error.as_deref(), ":failures": health.failures,
        ":gone": health.is_gone, ":retry": seconds(state.retry_after),
        ":public": is_public, ":id": feed.get(),
    })?;
    Ok(())
}

/// The address to store: a feed that moved to where another one is stays where it was.
fn free_url(connection: &Connection, feed: FeedId, url: &str) -> Answer<String> {
    if super::feeds::free_address(connection, feed.get(), url)? {
        return Ok(url.to_owned());
    }
    let sql = "SELECT url FROM feed WHERE id = ?1";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([feed.get()], |row| row.get(0))?)
}

/// Eight columns from `first` on.
pub fn health(row: &Row<'_>, first: usize) -> rusqlite::Result<Health> {
    Ok(Health {
        last_polled: time(row.get(first)?),
        last_result: clean_line(&row.get::<_, String>(first + 1)?),
        last_success: time(row.get(first + 2)?),
        next_due: time(row.get(first + 3)?),
        why: clean_line(&row.get::<_, String>(first + 4)?),
        error: row
            .get::<_, Option<String>>(first + 5)?
            .map(|error| clean_line(&error)),
        failures: row.get(first + 6)?,
        is_gone: row.get(first + 7)?,
        retry_after: None,
    })
}
