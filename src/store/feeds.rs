//! Feeds as lists show them, and their outlets.

use super::poll_state::health;
use super::writer::{Who, Writer};
use super::{Answer, StoreError, ahead, organise};
use crate::model::{
    Activity, Feed, FeedId, FeedSettings, Health, NewFeed, OutletId, Place, Timestamp, host_of,
    is_at, place_of,
};
use crate::text::{Clean, clean_line, composed, fold};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeSet, HashMap};

const FEED: &str = "f.id, f.url, f.title, f.outlet, o.name, f.folder, f.site, f.language, f.settings, \
    coalesce(c.unread, 0), coalesce(c.total, 0), f.last_polled, f.last_result, f.last_success, f.next_due, f.due_rule, f.error, \
    f.failures, f.is_gone, f.recent, f.moved_url, f.rank, f.retry_after, f.added_at";

const FROM: &str =
    "FROM feed f JOIN outlet o ON o.id = f.outlet LEFT JOIN count c ON c.feed = f.id";

/// Subscribed feeds by folder, then title; what the reader has put in order comes first, in that
/// order. The feeds of a folder stand before the folders in it. What a host asked of anything at it is asked of its feeds.
pub fn subscribed(connection: &Connection) -> Answer<Vec<Feed>> {
    let mut feeds = ranked(connection, "f.removed_at IS NULL AND f.is_internal = 0")?;
    let folders = organise::folder_ranks(connection)?;
    let waits = ahead::waits(connection, Timestamp::from_seconds(0))?;
    if !waits.is_empty() {
        for (feed, _) in &mut feeds {
            let of_host = place_of(&feed.url).and_then(|host| waits.get(&host).copied());
            feed.health.retry_after = feed.health.retry_after.max(of_host);
        }
    }
    note_moved_onto(&mut feeds);
    feeds.sort_by_cached_key(|(feed, rank)| {
        let folder = place_of_folder(&folders, &feed.folder);
        (folder, rank.unwrap_or(UNRANKED), fold(&feed.title), feed.id)
    });
    let placed = feeds.into_iter().map(|(mut feed, rank)| {
        let names: Vec<&str> = feed.folder.iter().map(Clean::as_str).collect();
        let depths = (1..=names.len()).filter_map(|depth| names.get(..depth));
        feed.place = Place {
            feed: rank,
            folders: depths
                .map(|path| folders.get(path.join("/").as_str()).copied())
                .collect(),
        };
        feed
    });
    Ok(placed.collect())
}

/// Of the few that are moving, whether another one is where they go.
fn note_moved_onto(feeds: &mut [(Feed, Option<i64>)]) {
    let goals: Vec<(usize, String)> = feeds
        .iter()
        .enumerate()
        .filter_map(|(at, (feed, _))| Some((at, feed.activity.moved_to.clone()?)))
        .collect();
    for (at, goal) in goals {
        let there = feeds.iter().find(|(feed, _)| feed.url == goal);
        let title = there.map(|(feed, _)| feed.title.clone());
        if let Some((feed, _)) = feeds.get_mut(at) {
            feed.activity.moved_onto = title;
        }
    }
}

/// What has no place of its own stands behind what has.
const UNRANKED: i64 = i64::MAX;

/// A folder's place among the others, from the outermost in.
/// Names that are the same but for capitals and accents are two folders.
fn place_of_folder(folders: &HashMap<String, i64>, folder: &[Clean]) -> Vec<(i64, String, String)> {
    let names: Vec<&str> = folder.iter().map(Clean::as_str).collect();
    let places = (1..=names.len()).filter_map(|depth| {
        let path = names.get(..depth)?;
        let rank = folders.get(path.join("/").as_str()).copied();
        let name = path.last()?;
        Some((rank.unwrap_or(UNRANKED), fold(name), (*name).to_owned()))
    });
    places.collect()
}

/// The subscribed feeds' ids in the order of `subscribed`, which reads much more of each.
pub fn in_order(connection: &Connection) -> Answer<Vec<i64>> {
    let sql = "SELECT id, url, title, settings, folder, rank FROM feed \
               WHERE removed_at IS NULL AND is_internal = 0";
    let folders = organise::folder_ranks(connection)?;
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| Ok::<_, StoreError>(row.get_ref(column)?.as_str().unwrap_or_default());
        let title = shown_title(own_title(text(3)?), text(2)?, text(1)?);
        let folder: Vec<Clean> = match text(4)? {
            "[]" => Vec::new(),
            path => from_json(path),
        };
        let (id, rank): (i64, Option<i64>) = (row.get(0)?, row.get(5)?);
        let folder = place_of_folder(&folders, &folder);
        feeds.push((folder, rank.unwrap_or(UNRANKED), fold(&title), id));
    }
    feeds.sort_unstable();
    Ok(feeds.into_iter().map(|(.., id)| id).collect())
}

/// Feeds that are gone, with articles that lists of all still show.
pub fn gone_but_seen(connection: &Connection) -> Answer<Vec<i64>> {
    let sql = "SELECT id FROM feed WHERE (removed_at IS NOT NULL OR is_internal = 1) AND EXISTS \
               (SELECT 1 FROM article a INDEXED BY article_feed WHERE a.feed = feed.id AND a.visible = 1) \
               ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Feeds with saved articles: those that are subscribed to in their order, behind them those that are not.
pub fn with_saved(connection: &Connection) -> Answer<Vec<i64>> {
    let sql =
        "SELECT DISTINCT feed FROM article INDEXED BY article_saved WHERE saved = 1 ORDER BY feed";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    let found: Vec<i64> = found.collect::<Result<_, _>>()?;
    gone_behind(connection, &found)
}

/// Feeds of these articles, in the same order.
pub fn of_articles(connection: &Connection, ids: &[i64]) -> Answer<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT feed FROM article WHERE id = ?1")?;
    let mut found = BTreeSet::new();
    for id in ids {
        let feed = statement.query_row([id], |row| row.get::<_, i64>(0));
        found.extend(feed.optional()?);
    }
    gone_behind(connection, &Vec::from_iter(found))
}

fn gone_behind(connection: &Connection, found: &[i64]) -> Answer<Vec<i64>> {
    let mut all = in_order(connection)?;
    all.retain(|id| found.contains(id));
    let rest = found.iter().filter(|id| !all.contains(id));
    let rest: Vec<i64> = rest.copied().collect();
    all.extend(rest);
    Ok(all)
}

/// Those of which nothing new comes, too.
pub fn every(connection: &Connection) -> Answer<Vec<Feed>> {
    read(connection, "1")
}

fn read(connection: &Connection, condition: &str) -> Answer<Vec<Feed>> {
    let feeds = ranked(connection, condition)?;
    Ok(feeds.into_iter().map(|(feed, _)| feed).collect())
}

/// Feeds with the reader's own rank inside their folder.
fn ranked(connection: &Connection, condition: &str) -> Answer<Vec<(Feed, Option<i64>)>> {
    let sql = format!("SELECT {FEED} {FROM} WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| Ok((feed(row)?, row.get(21)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn feed(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let url = address(row.get_ref(1)?.as_str()?).to_owned();
    let settings: FeedSettings = from_json(&row.get::<_, String>(8)?);
    let own = row.get_ref(2)?.as_str().unwrap_or_default();
    let title = shown_title(named_by_reader(&settings), own, &url);
    let folder: Vec<Clean> = from_json(&row.get::<_, String>(5)?);
    Ok(Feed {
        id: FeedId::new(row.get(0)?),
        outlet: OutletId::new(row.get(3)?),
        outlet_name: clean_line(&row.get::<_, String>(4)?),
        title,
        site: row.get(6)?,
        folder,
        place: Place::default(),
        language: row.get(7)?,
        settings,
        unread: row.get(9)?,
        total: row.get(10)?,
        health: Health {
            retry_after: row.get::<_, Option<i64>>(22)?.map(Timestamp::from_seconds),
            ..health(row, 11)?
        },
        activity: activity(row)?,
        url,
    })
}

/// Behind the address of a feed that gave it up to another.
const GIVEN_UP: &str = "#tidings-gave-up-";

/// The address of a feed, also of one that gave it up.
pub fn address(stored: &str) -> &str {
    stored.split_once(GIVEN_UP).map_or(stored, |(own, _)| own)
}

/// How the address of a feed is stored while another feed has it.
pub fn given_up(feed: i64, url: &str) -> String {
    format!("{url}{GIVEN_UP}{feed}")
}

/// Whether no other feed has this address then; one that nobody is subscribed to gives it up.
pub fn free_address(connection: &Connection, feed: i64, url: &str) -> Answer<bool> {
    let sql = "UPDATE feed SET url = url || ?3 || id \
               WHERE url = ?1 AND id <> ?2 AND removed_at IS NOT NULL AND is_internal = 0";
    connection
        .prepare_cached(sql)?
        .execute(params![url, feed, GIVEN_UP])?;
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM feed WHERE url = ?1 AND id <> ?2)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params![url, feed], |row| row.get(0))?)
}

/// The reader's name for a feed, else its own, else its host.
fn shown_title(readers: Option<Clean>, own: &str, url: &str) -> Clean {
    readers
        .or_else(|| Some(clean_line(own)).filter(|title| !title.is_empty()))
        .unwrap_or_else(|| clean_line(&host(url)))
}

/// The name that the reader gave a feed, from its stored settings; most have none, which shows without reading them.
pub fn own_title(settings: &str) -> Option<Clean> {
    if settings.contains("\"title\":null") || !settings.contains("\"title\"") {
        return None;
    }
    named_by_reader(&from_json(settings))
}

fn named_by_reader(settings: &FeedSettings) -> Option<Clean> {
    let title = settings.title.as_deref().map(clean_line);
    title.filter(|title| !title.is_empty())
}

fn activity(row: &Row<'_>) -> rusqlite::Result<Activity> {
    const WEEK: i64 = 7 * 86_400;
    let recent = times(row.get_ref(19)?.as_str().unwrap_or_default());
    let newest = recent.clone().max();
    let span = newest
        .zip(recent.clone().min())
        .map_or(0, |(newest, oldest)| newest.saturating_sub(oldest));
    let steps = recent.count().saturating_sub(1) as i64;
    // A handful within an hour tells nothing of a week.
    let per_week = if steps < 5 {
        0
    } else {
        steps * WEEK / span.max(WEEK / 7)
    };
    Ok(Activity {
        added: time(row.get(23)?),
        newest: time(newest),
        per_week: u32::try_from(per_week).unwrap_or(0),
        moved_to: row.get(20)?,
        moved_onto: None,
    })
}

/// A stored list of seconds. Dozens for each of thousands of feeds at each look: quicker than any list of JSON is read.
fn times(list: &str) -> impl Iterator<Item = i64> + Clone {
    let inside = list.trim_start_matches('[').trim_end_matches(']');
    inside
        .split(',')
        .filter_map(|time| time.trim().parse().ok())
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

/// Whose address it is; the address itself where it has no host.
pub fn host(url: &str) -> String {
    host_of(url).unwrap_or_else(|| url.to_owned())
}

/// Names before an outlet's domain at which it keeps its feeds.
const OF_FEEDS: [&str; 5] = ["feeds.", "feed.", "rss.", "atom.", "xml."];

/// Who has this host polled is heard by it, or speaks for it: its own, or the domain before whose name it keeps its
/// feeds. Not any domain above it: there somebody else may be at home.
pub fn speaks_for(polled: &str, host: &str) -> bool {
    let own = OF_FEEDS.iter().find_map(|label| polled.strip_prefix(label));
    let own = own.filter(|own| own.contains('.'));
    polled == host || own.is_some_and(|own| is_at(host, own))
}

/// Under which number blocks of the pages of a feed are known again: the outlet's, unless the feed only says that it is
/// of that outlet, by a site that is not at the host that is polled; then a number of the feed's own. `condition` says
/// which feed, by `id`.
pub fn furniture(connection: &Connection, condition: &str, id: i64) -> Answer<Option<i64>> {
    let sql = format!(
        "SELECT f.url, f.site, f.outlet, o.name = o.host, f.id FROM feed f \
         JOIN outlet o ON o.id = f.outlet WHERE {condition}"
    );
    let found = connection.prepare_cached(&sql)?.query_row([id], |row| {
        let (url, site): (String, Option<String>) = (row.get(0)?, row.get(1)?);
        let is_claimed =
            row.get(3)? && site.is_some_and(|site| !speaks_for(&host(&url), &host(&site)));
        let number: i64 = if is_claimed {
            row.get::<_, i64>(4)?.saturating_neg()
        } else {
            row.get(2)?
        };
        Ok(number)
    });
    Ok(found.optional()?)
}

/// An outlet without a catalogue entry is the host of the feed's site, which may have become known.
pub fn set_outlet(connection: &Connection, feed: FeedId) -> Answer<()> {
    let sql = "SELECT coalesce(f.site, f.url), o.host FROM feed f JOIN outlet o ON o.id = f.outlet \
               WHERE f.id = ?1 AND o.name = o.host";
    let found = connection
        .prepare_cached(sql)?
        .query_row([feed.get()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        });
    let Some((site, host_before)) = found.optional()? else {
        return Ok(());
    };
    let host = host(&site);
    if host != host_before {
        let outlet = outlet(connection, &host, &host)?;
        let sql = "UPDATE feed SET outlet = ?1 WHERE id = ?2";
        connection
            .prepare_cached(sql)?
            .execute([outlet, feed.get()])?;
    }
    Ok(())
}

fn outlet(connection: &Connection, host: &str, name: &str) -> Answer<i64> {
    let sql = "INSERT INTO outlet (host, name) VALUES (?1, ?2) \
               ON CONFLICT (host, name) DO UPDATE SET name = excluded.name RETURNING id";
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
    let host = host(feed.site.as_deref().unwrap_or(&feed.url));
    let name = feed
        .outlet
        .as_deref()
        .map(clean_line)
        .filter(|name| !name.is_empty());
    let outlet = outlet(connection, &host, name.as_deref().unwrap_or(&host))?;
    let folder: Vec<String> = feed.folder.iter().map(|name| composed(name)).collect();
    let sql = "INSERT INTO feed (url, title, outlet, folder, site, language, settings, is_hidden, \
               added_at, removed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
    connection.prepare_cached(sql)?.execute(params![
        feed.url,
        clean_line(&feed.title).as_str(),
        outlet,
        serde_json::to_string(&folder)?,
        feed.site,
        feed.language,
        serde_json::to_string(&feed.settings)?,
        feed.settings.hidden,
        now.seconds(),
    ])?;
    // Inserted as removed: the journalled change that makes it subscribed can then be undone.
    Ok((FeedId::new(connection.last_insert_rowid()), false))
}

/// Its address is the reader's, whatever its host was before.
pub fn name_again(writer: &mut Writer, feed: FeedId) -> Answer<()> {
    writer.transaction(Who::Person, |transaction| {
        let sql = "UPDATE feed SET is_public = 0, next_due = NULL WHERE id = ?1 AND is_public";
        transaction.prepare_cached(sql)?.execute([feed.get()])?;
        Ok(())
    })
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
    let outlet = outlet(connection, url, "Saved pages")?;
    let sql = "INSERT INTO feed (url, title, outlet, is_internal, is_hidden, added_at) \
               VALUES (?1, 'Saved pages', ?2, 1, 1, ?3)";
    connection
        .prepare_cached(sql)?
        .execute(params![url, outlet, now.seconds()])?;
    Ok(FeedId::new(connection.last_insert_rowid()))
}

/// Title, as lists show it.
pub fn title(connection: &Connection, id: FeedId) -> Answer<Clean> {
    let sql = format!("SELECT {FEED} {FROM} WHERE f.id = ?1");
    let found = connection
        .prepare_cached(&sql)?
        .query_row([id.get()], feed)
        .optional()?;
    Ok(found.ok_or(StoreError::NoFeed(id))?.title)
}
