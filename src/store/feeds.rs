//! Feeds and their poll state.

use super::writer::{Who, Writer};
use super::{Answer, StoreError};
use crate::model::{
    Feed, FeedId, FeedSettings, Health, Moved, NewFeed, OutletId, PollHints, PollRecord, PollState,
    Timestamp, Validators,
};
use crate::text::{Clean, clean_line};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde_json::{Value, json};
use std::time::Duration;

const FEED: &str = "f.id, f.url, f.title, f.outlet, o.name, f.folder, f.site, f.language, f.settings, \
    f.unread, f.total, f.last_polled, f.last_result, f.last_success, f.next_due, f.due_rule, f.error, \
    f.failures, f.is_gone";

pub fn all(connection: &Connection) -> Answer<Vec<Feed>> {
    let sql = format!(
        "SELECT {FEED} FROM feed f JOIN outlet o ON o.id = f.outlet \
         WHERE f.removed_at IS NULL AND f.is_internal = 0"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut feeds: Vec<Feed> = statement.query_map([], feed)?.collect::<Result<_, _>>()?;
    feeds.sort_by_cached_key(|feed| {
        let folder: Vec<String> = feed
            .folder
            .iter()
            .map(|name| crate::text::fold(name))
            .collect();
        (folder, crate::text::fold(&feed.title), feed.id)
    });
    Ok(feeds)
}

fn feed(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let url: String = row.get(1)?;
    let settings: FeedSettings = from_json(&row.get::<_, String>(8)?);
    let own = settings
        .title
        .as_deref()
        .map(clean_line)
        .filter(|title| !title.is_empty());
    let title = own
        .or_else(|| Some(clean_line(&row.get::<_, String>(2).ok()?)).filter(|t| !t.is_empty()))
        .unwrap_or_else(|| clean_line(&host(&url)));
    let folder: Vec<Clean> = from_json(&row.get::<_, String>(5)?);
    Ok(Feed {
        id: FeedId::new(row.get(0)?),
        outlet: OutletId::new(row.get(3)?),
        outlet_name: clean_line(&row.get::<_, String>(4)?),
        title,
        site: row.get(6)?,
        folder,
        language: row.get(7)?,
        settings,
        unread: row.get(9)?,
        total: row.get(10)?,
        health: health(row, 11)?,
        url,
    })
}

/// Eight columns from `first` on.
fn health(row: &Row<'_>, first: usize) -> rusqlite::Result<Health> {
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
    })
}

pub fn time(seconds: Option<i64>) -> Option<Timestamp> {
    seconds.map(Timestamp::from_seconds)
}

pub fn seconds(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::seconds)
}

/// A stored list or object; what an unknown version left there counts as nothing.
pub fn from_json<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}

/// Host and port of an address, less `www.`; the address itself where it has none.
pub fn host(url: &str) -> String {
    let Some(parsed) = url::Url::parse(url).ok() else {
        return url.to_owned();
    };
    let Some(host) = parsed.host_str() else {
        return url.to_owned();
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    parsed
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

const STATE: &str = "url, settings, etag, last_modified, validators_url, body_hash, parser_version, \
    hints, retry_after, moved_url, moved_days, moved_last, last_full, asked_unconditionally, recent, \
    last_polled, last_result, last_success, next_due, due_rule, error, failures, is_gone";

pub fn poll_state(connection: &Connection, feed: FeedId) -> Answer<Option<PollState>> {
    let sql = format!("SELECT {STATE} FROM feed WHERE id = ?1 AND removed_at IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([feed.get()], state).optional()?)
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

pub fn lease(
    writer: &mut Writer,
    feed: FeedId,
    now: Timestamp,
    until: Timestamp,
) -> Answer<Option<PollState>> {
    writer.transaction(Who::Job, |transaction, _| {
        let sql = "UPDATE feed SET lease_until = ?1 WHERE id = ?2 AND removed_at IS NULL \
                   AND (lease_until IS NULL OR lease_until <= ?3 OR lease_until > ?3 + 3600)";
        let taken = transaction.prepare_cached(sql)?.execute(params![
            until.seconds(),
            feed.get(),
            now.seconds()
        ])?;
        if taken == 0 {
            Ok(None)
        } else {
            poll_state(transaction, feed)
        }
    })
}

/// What a poll found of the feed itself; the lease ends.
pub fn record(connection: &Connection, feed: FeedId, record: &PollRecord) -> Answer<()> {
    let PollRecord {
        state,
        title,
        site,
        language,
        bytes,
    } = record;
    let health = &state.health;
    let recent: Vec<i64> = state.recent.iter().map(|time| time.seconds()).collect();
    let sql = "UPDATE feed SET url = :url, etag = :etag, last_modified = :modified, \
        validators_url = :asked, body_hash = :hash, parser_version = :parser, hints = :hints, \
        retry_after = :retry, moved_url = :moved, moved_days = :days, moved_last = :last_day, \
        last_full = :full, asked_unconditionally = :unconditional, recent = :recent, \
        last_polled = :polled, last_result = :result, last_success = :success, next_due = :due, \
        due_rule = :why, error = :error, failures = :failures, is_gone = :gone, \
        title = coalesce(:title, title), site = coalesce(:site, site), \
        language = coalesce(language, :language), bytes = bytes + :bytes, lease_until = NULL \
        WHERE id = :id";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":url": free_url(connection, feed, &state.url)?, ":etag": state.validators.etag,
        ":modified": state.validators.last_modified, ":asked": state.validators.url,
        ":hash": state.body_hash, ":parser": state.parser_version,
        ":hints": hints_json(&state.hints), ":retry": seconds(state.retry_after),
        ":moved": state.moved.as_ref().map(|moved| &moved.url),
        ":days": state.moved.as_ref().map(|moved| moved.days),
        ":last_day": state.moved.as_ref().map(|moved| moved.last_day.seconds()),
        ":full": seconds(state.last_full), ":unconditional": state.asked_unconditionally,
        ":recent": serde_json::to_string(&recent)?, ":polled": seconds(health.last_polled),
        ":result": health.last_result.as_str(), ":success": seconds(health.last_success),
        ":due": seconds(health.next_due), ":why": health.why.as_str(),
        ":error": health.error.as_deref(), ":failures": health.failures, ":gone": health.is_gone,
        ":title": title.as_deref().filter(|title| !title.is_empty()), ":site": site,
        ":language": language, ":bytes": *bytes as i64, ":id": feed.get(),
    })?;
    set_outlet(connection, feed)
}

/// The address to store: a feed that moved to where another one is stays where it was.
fn free_url(connection: &Connection, feed: FeedId, url: &str) -> Answer<String> {
    let sql = "SELECT coalesce((SELECT f.url FROM feed f WHERE f.id = ?1 AND EXISTS \
               (SELECT 1 FROM feed other WHERE other.url = ?2 AND other.id <> ?1)), ?2)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params![feed.get(), url], |row| row.get(0))?)
}

/// An outlet without a catalogue entry is the host of the feed's site.
fn set_outlet(connection: &Connection, feed: FeedId) -> Answer<()> {
    let sql = "SELECT coalesce(site, url) FROM feed WHERE id = ?1";
    let site: String = connection
        .prepare_cached(sql)?
        .query_row([feed.get()], |row| row.get(0))?;
    let outlet = outlet(connection, &host(&site), None)?;
    let sql = "UPDATE feed SET outlet = ?1 WHERE id = ?2 AND outlet <> ?1";
    connection
        .prepare_cached(sql)?
        .execute([outlet, feed.get()])?;
    Ok(())
}

/// The outlet of a host, made when it is new; a name that is given replaces the host as its name.
fn outlet(connection: &Connection, host: &str, name: Option<&str>) -> Answer<i64> {
    let known = "SELECT id FROM outlet WHERE host = ?1";
    let found: Option<i64> = connection
        .prepare_cached(known)?
        .query_row([host], |row| row.get(0))
        .optional()?;
    if let (Some(id), None) = (found, name) {
        return Ok(id);
    }
    let sql = "INSERT INTO outlet (host, name) VALUES (?1, ?2) \
               ON CONFLICT (host) DO UPDATE SET name = excluded.name RETURNING id";
    let name = name.unwrap_or(host);
    Ok(connection
        .prepare_cached(sql)?
        .query_row([host, name], |row| row.get(0))?)
}

/// Stores a new feed; answers its id, and whether it was there and subscribed to already.
pub fn insert(connection: &Connection, feed: &NewFeed, now: Timestamp) -> Answer<(FeedId, bool)> {
    let known = "SELECT id, removed_at IS NULL FROM feed WHERE url = ?1";
    let found = connection
        .prepare_cached(known)?
        .query_row([&feed.url], |row| {
            Ok((FeedId::new(row.get(0)?), row.get(1)?))
        })
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    let outlet = outlet(
        connection,
        &host(feed.site.as_deref().unwrap_or(&feed.url)),
        feed.outlet.as_deref(),
    )?;
    let sql = "INSERT INTO feed (url, title, outlet, folder, site, language, settings, is_hidden, \
               added_at, removed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
    connection.prepare_cached(sql)?.execute(params![
        feed.url,
        clean_line(&feed.title).as_str(),
        outlet,
        serde_json::to_string(&feed.folder)?,
        feed.site,
        feed.language,
        serde_json::to_string(&feed.settings)?,
        feed.settings.hidden,
        now.seconds(),
    ])?;
    // Inserted as removed: the journalled change that makes it subscribed can then be undone.
    Ok((FeedId::new(connection.last_insert_rowid()), false))
}

/// The feed that holds pages saved without a subscription.
pub fn saved_pages(connection: &Connection, now: Timestamp) -> Answer<FeedId> {
    let url = "tidings:saved";
    let known = "SELECT id FROM feed WHERE url = ?1";
    let found: Option<i64> = connection
        .prepare_cached(known)?
        .query_row([url], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(FeedId::new(id));
    }
    let outlet = outlet(connection, url, Some("Saved pages"))?;
    let sql = "INSERT INTO feed (url, title, outlet, is_internal, is_hidden, added_at) \
               VALUES (?1, 'Saved pages', ?2, 1, 1, ?3)";
    connection
        .prepare_cached(sql)?
        .execute(params![url, outlet, now.seconds()])?;
    Ok(FeedId::new(connection.last_insert_rowid()))
}

/// A column of `feed` that the journal may set.
pub fn value(connection: &Connection, feed: FeedId, field: &str) -> Answer<rusqlite::types::Value> {
    let sql = format!("SELECT {field} FROM feed WHERE id = ?1");
    let found = connection
        .prepare_cached(&sql)?
        .query_row([feed.get()], |row| row.get(0))
        .optional()?;
    found.ok_or(StoreError::NoFeed(feed))
}

/// Title, as lists show it.
pub fn title(connection: &Connection, id: FeedId) -> Answer<Clean> {
    let sql = format!("SELECT {FEED} FROM feed f JOIN outlet o ON o.id = f.outlet WHERE f.id = ?1");
    let found = connection
        .prepare_cached(&sql)?
        .query_row([id.get()], feed)
        .optional()?;
    Ok(found.ok_or(StoreError::NoFeed(id))?.title)
}
