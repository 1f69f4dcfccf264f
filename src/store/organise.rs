//! Feeds and folders put in order: what the form of a feed changes, folders renamed, moved and
//! dissolved, an order of the reader's own. Each is one group of the journal.

use super::fields::{self, Alteration};
use super::journal::{Plan, folder_name};
use super::{Answer, StoreError, feeds};
use crate::model::{FeedEdit, FeedId, FeedSettings, NewFeed, counted};
use crate::text::{Clean, clean_line, composed};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use std::collections::{HashMap, HashSet};

/// Folders inside folders: deeper is a slip.
const DEEPEST: usize = 16;

/// Ranks of folders that have one, by their names joined with `/`.
pub fn folder_ranks(connection: &Connection) -> Answer<HashMap<String, i64>> {
    let sql = "SELECT path, rank FROM folder WHERE rank IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let path: Vec<String> = feeds::from_json(&row.get::<_, String>(0)?);
        Ok((path.join("/"), row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The feed as its form leaves it.
pub fn edit(connection: &Connection, feed: FeedId, edit: &FeedEdit) -> Answer<Plan> {
    let title = feeds::title(connection, feed)?;
    let folder = path(&edit.folder);
    let settings = FeedSettings {
        title: edit
            .settings
            .title
            .as_deref()
            .map(clean_line)
            .filter(|it| !it.is_empty())
            .map(Clean::into_string),
        ..edit.settings.clone()
    };
    let mut changed = Vec::new();
    let mut all = Vec::new();
    for (column, value, what) in [
        ("url", edit.url.clone(), "address"),
        ("folder", json(&folder)?, "folder"),
        ("settings", serde_json::to_string(&settings)?, "settings"),
    ] {
        let field = fields::of_feed(connection, feed, column, Value::Text(value))?;
        if !field.targets.is_empty() {
            changed.push(what);
        }
        all.push(field);
    }
    if changed.contains(&"folder") {
        all.push(fields::of_feed(connection, feed, "rank", Value::Null)?);
    }
    let what = changed.join(", ");
    let (message, undone) = match renamed(connection, feed, &settings, &changed)? {
        Some(name) => (
            format!("{title} renamed to {name}"),
            format!("{name} is {title} again"),
        ),
        None => (
            format!("{title}: {what} changed"),
            format!("{title}: {what} as before"),
        ),
    };
    Ok(Plan {
        kind: "feed",
        fields: all,
        message,
        undone,
        articles: 0,
    })
}

/// The new title, where nothing else of the feed was changed.
fn renamed(
    connection: &Connection,
    feed: FeedId,
    settings: &FeedSettings,
    changed: &[&str],
) -> Answer<Option<String>> {
    let Value::Text(before) = fields::get(connection, "feed.settings", feed.get())? else {
        return Ok(None);
    };
    let before = FeedSettings {
        title: settings.title.clone(),
        ..feeds::from_json(&before)
    };
    let is_title = changed == ["settings"] && before == *settings;
    Ok(settings.title.clone().filter(|_| is_title))
}

/// To another folder, where it has no place of its own yet.
pub fn move_feed(connection: &Connection, feed: FeedId, folder: &[String]) -> Answer<Plan> {
    let title = feeds::title(connection, feed)?;
    let folder = path(folder);
    let moved = fields::of_feed(connection, feed, "folder", Value::Text(json(&folder)?))?;
    let mut all = vec![moved];
    if all.iter().any(|field| !field.targets.is_empty()) {
        all.push(fields::of_feed(connection, feed, "rank", Value::Null)?);
    }
    Ok(Plan {
        kind: "feed",
        fields: all,
        message: format!("{title} moved to {}", folder_name(&folder)),
        undone: format!("{title} moved back"),
        articles: 0,
    })
}

/// Everything in a folder goes to another path; ranks go with it.
pub fn move_folder(connection: &Connection, from: &[String], to: &[String]) -> Answer<Plan> {
    let to = path(to);
    let mut moved = Alteration::new("feed.folder".to_owned());
    let mut ranks = Alteration::new("feed.rank".to_owned());
    let is_dissolved = from.starts_with(&to);
    // What stands in it directly.
    let (mut own, mut folders) = (0, HashSet::new());
    for (feed, folder) in in_folder(connection, from)? {
        let new: Vec<String> = to
            .iter()
            .chain(folder.iter().skip(from.len()))
            .cloned()
            .collect();
        let old = Value::Text(json(&folder)?);
        let new = Value::Text(json(&path(&new))?);
        if old == new {
            continue;
        }
        moved.push(feed, old, new);
        match folder.get(from.len()) {
            Some(name) => {
                folders.insert(name.clone());
            }
            None => own += 1,
        }
        // Among the feeds around it has no place yet.
        let rank = fields::get(connection, "feed.rank", feed)?;
        if is_dissolved && folder.len() == from.len() && rank != Value::Null {
            ranks.push(feed, rank, Value::Null);
        }
    }
    let kept = keep_ranks(connection, from, &to, is_dissolved)?;
    let (name, feeds) = (from.join("/"), counted(moved.targets.len(), "feed"));
    let where_to = folder_name(&to);
    let (message, undone) = if is_dissolved {
        let what = content(own, folders.len());
        // What was in its folders is not in none.
        let moved = if to.is_empty() && !folders.is_empty() {
            "moved up".to_owned()
        } else {
            format!("moved to {where_to}")
        };
        (
            format!("folder {name} is gone, its {what} {moved}"),
            format!("folder {name} is back with its {what}"),
        )
    } else {
        (
            format!("folder {name} is now {where_to} ({feeds})"),
            format!("folder {where_to} is {name} again ({feeds})"),
        )
    };
    Ok(Plan {
        kind: "folder",
        fields: vec![moved, ranks, kept],
        message,
        undone,
        articles: 0,
    })
}

/// What a folder has in it, in words.
fn content(feeds: usize, folders: usize) -> String {
    match (counted(feeds, "feed"), counted(folders, "folder")) {
        (feeds, _) if folders == 0 => feeds,
        (_, folders) if feeds == 0 => folders,
        (feeds, folders) => format!("{feeds} and {folders}"),
    }
}

/// The places of the folder and those in it, under their new paths.
fn keep_ranks(
    connection: &Connection,
    from: &[String],
    to: &[String],
    is_dissolved: bool,
) -> Answer<Alteration> {
    let mut kept = Alteration::new("folder.rank".to_owned());
    let sql = "SELECT path, rank FROM folder WHERE rank IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok((
            feeds::from_json::<Vec<String>>(&row.get::<_, String>(0)?),
            row.get::<_, i64>(1)?,
        ))
    })?;
    for (old, rank) in rows.collect::<Result<Vec<_>, _>>()? {
        let is_own = old.len() == from.len() && (is_dissolved || old.len() != to.len());
        if !old.starts_with(from) || is_own {
            continue;
        }
        let new: Vec<String> = to
            .iter()
            .chain(old.iter().skip(from.len()))
            .cloned()
            .collect();
        let id = folder_id(connection, &new)?;
        if fields::get(connection, "folder.rank", id)? == Value::Null {
            kept.push(id, Value::Null, Value::Integer(rank));
        }
    }
    Ok(kept)
}

/// Feeds of one folder in the reader's order.
pub fn order_feeds(connection: &Connection, feed: FeedId, order: &[FeedId]) -> Answer<Plan> {
    let title = feeds::title(connection, feed)?;
    let mut ranks = Alteration::new("feed.rank".to_owned());
    for (rank, feed) in (1..).zip(order) {
        let field = fields::of_feed(connection, *feed, "rank", Value::Integer(rank))?;
        for (target, (old, new)) in field
            .targets
            .iter()
            .zip(field.old.values().zip(field.new.values()))
        {
            ranks.push(*target, old.clone(), new.clone());
        }
    }
    Ok(ordered(&title, ranks))
}

/// Folders beside each other in the reader's order.
pub fn order_folders(connection: &Connection, name: &str, order: &[Vec<String>]) -> Answer<Plan> {
    let mut ranks = Alteration::new("folder.rank".to_owned());
    let mut seen = HashSet::new();
    for (rank, path) in (1..).zip(order) {
        let id = folder_id(connection, path)?;
        let (old, new) = (
            fields::get(connection, "folder.rank", id)?,
            Value::Integer(rank),
        );
        // Its first place counts: one that is named twice has one value to be undone.
        if seen.insert(id) && old != new {
            ranks.push(id, old, new);
        }
    }
    Ok(ordered(&clean_line(name), ranks))
}

fn ordered(name: &Clean, ranks: Alteration) -> Plan {
    Plan {
        kind: "order",
        fields: vec![ranks],
        message: format!("{name} moved"),
        undone: format!("{name} stands where it stood"),
        articles: 0,
    }
}

/// Subscribed feeds at or below a path, with their folders.
fn in_folder(connection: &Connection, path: &[String]) -> Answer<Vec<(i64, Vec<String>)>> {
    if path.is_empty() {
        return Err(StoreError::Other(clean_line("that is no folder")));
    }
    let sql = "SELECT id, folder FROM feed WHERE removed_at IS NULL AND is_internal = 0";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, feeds::from_json(&row.get::<_, String>(1)?)))
    })?;
    let mut all: Vec<(i64, Vec<String>)> = rows.collect::<Result<_, _>>()?;
    all.retain(|(_, folder)| folder.starts_with(path));
    Ok(all)
}

/// The row that keeps a folder's place; made where there is none, which changes nothing by itself.
pub fn folder_id(connection: &Connection, path: &[String]) -> Answer<i64> {
    let text = json(path)?;
    let sql = "INSERT INTO folder (path) VALUES (?1) ON CONFLICT (path) DO NOTHING";
    connection.prepare_cached(sql)?.execute(params![text])?;
    let sql = "SELECT id FROM folder WHERE path = ?1";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([text], |row| row.get(0))?)
}

/// The places of a feed that is subscribed to, and of the folders around it, as far as they have none
/// here: behind what the reader put in order already.
pub fn place(
    connection: &Connection,
    feed: FeedId,
    new: &NewFeed,
    ranks: &mut Ranks,
) -> Answer<()> {
    let names: Vec<String> = new.folder.iter().map(|name| composed(name)).collect();
    let folder = json(&names)?;
    if let Some(rank) = new.place.feed {
        let behind = if let Some(behind) = ranks.behind.get(&folder) {
            *behind
        } else {
            let sql = "SELECT coalesce(max(rank), 0) FROM feed \
                       WHERE folder = ?1 AND removed_at IS NULL AND is_internal = 0";
            connection
                .prepare_cached(sql)?
                .query_row([&folder], |row| row.get(0))?
        };
        ranks.behind.insert(folder, behind);
        let new = Value::Integer(behind.saturating_add(rank));
        let old = fields::get(connection, "feed.rank", feed.get())?;
        if old != new {
            ranks.feeds.push(feed.get(), old, new);
        }
    }
    for (depth, rank) in new.place.folders.iter().enumerate() {
        let (Some(rank), Some(path)) = (rank, names.get(..=depth)) else {
            continue;
        };
        let id = folder_id(connection, path)?;
        let old = fields::get(connection, "folder.rank", id)?;
        if old == Value::Null && ranks.seen.insert(id) {
            ranks.folders.push(id, old, Value::Integer(*rank));
        }
    }
    Ok(())
}

/// What `place` wants changed, for feeds that come together.
pub struct Ranks {
    pub feeds: Alteration,
    pub folders: Alteration,
    /// The last place that is taken in a folder.
    behind: HashMap<String, i64>,
    seen: HashSet<i64>,
}

impl Default for Ranks {
    fn default() -> Self {
        Self {
            feeds: Alteration::new("feed.rank".to_owned()),
            folders: Alteration::new("folder.rank".to_owned()),
            behind: HashMap::new(),
            seen: HashSet::new(),
        }
    }
}

/// Names without blanks around them, none empty, each put together with its marks.
pub fn path(names: &[String]) -> Vec<String> {
    let clean = names
        .iter()
        .map(|name| composed(clean_line(name.trim()).as_str()));
    clean
        .filter(|name| !name.is_empty())
        .take(DEEPEST)
        .collect()
}

fn json(path: &[String]) -> Answer<String> {
    Ok(serde_json::to_string(path)?)
}

#[cfg(test)]
mod tests {
    use crate::model::{Change, FeedEdit, FeedId, FeedSettings};
    use crate::store::tests::{Home, NOW};
    use crate::text::Clean;

    /// Folders and hosts of the feeds, in their order.
    fn tree(home: &Home) -> Vec<String> {
        let feeds = home.reader().feeds().unwrap().into_iter();
        feeds
            .map(|feed| {
                let mut path: Vec<String> =
                    feed.folder.into_iter().map(Clean::into_string).collect();
                path.push(feed.url.replace("https://", "").replace("/feed", ""));
                path.join("/")
            })
            .collect()
    }

    fn furnished() -> (Home, Vec<FeedId>) {
        let home = Home::new();
        let places: [(&str, &[&str]); 5] = [
            ("a", &["News"]),
            ("b", &["News"]),
            ("c", &["News", "Coast"]),
            ("d", &["Tech"]),
            ("e", &[]),
        ];
        let ids = places
            .iter()
            .map(|(host, folder)| home.feed_in(host, folder));
        let ids = ids.collect();
        (home, ids)
    }

    fn path(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn undo(home: &Home) -> String {
        home.store.undo().unwrap().unwrap().message.into_string()
    }

    #[test]
    fn a_folder_is_renamed_moved_and_dissolved_with_all_below_it_and_each_is_undone() {
        let (home, _) = furnished();
        let first = tree(&home);
        assert_eq!(first, ["e", "News/a", "News/b", "News/Coast/c", "Tech/d"]);
        let change = |from: &[&str], to: &[&str]| {
            let change = Change::MoveFolder(path(from), path(to));
            home.store
                .apply(&change, NOW)
                .unwrap()
                .message
                .into_string()
        };
        assert_eq!(
            change(&["News"], &["World"]),
            "folder News is now World (3 feeds)"
        );
        assert_eq!(
            tree(&home),
            ["e", "Tech/d", "World/a", "World/b", "World/Coast/c"]
        );
        change(&["World"], &["Tech", "World"]);
        assert_eq!(
            tree(&home)[2..],
            ["Tech/World/a", "Tech/World/b", "Tech/World/Coast/c"]
        );
        let said = change(&["Tech", "World"], &["Tech"]);
        let what = "2 feeds and 1 folder";
        assert_eq!(
            said,
            format!("folder Tech/World is gone, its {what} moved to Tech")
        );
        assert_eq!(
            tree(&home),
            ["e", "Tech/a", "Tech/b", "Tech/d", "Tech/Coast/c"]
        );
        assert_eq!(
            undo(&home),
            format!("folder Tech/World is back with its {what}")
        );
        undo(&home);
        assert_eq!(undo(&home), "folder World is News again (3 feeds)");
        assert_eq!(tree(&home), first);
        // Those in the folder in it are not in no folder.
        assert_eq!(
            change(&["News"], &[]),
            "folder News is gone, its 2 feeds and 1 folder moved up"
        );
        assert_eq!(tree(&home)[3..], ["Coast/c", "Tech/d"]);
        assert_eq!(
            change(&["Tech"], &[]),
            "folder Tech is gone, its 1 feed moved to no folder"
        );
        undo(&home);
        undo(&home);
        assert_eq!(tree(&home), first);
    }

    #[test]
    fn feeds_and_folders_stand_as_the_reader_put_them_and_new_ones_behind() {
        let (home, ids) = furnished();
        let first = tree(&home);
        let [a, b, ..] = ids[..] else { panic!() };
        let applied = home
            .store
            .apply(&Change::OrderFeeds(b, vec![b, a]), NOW)
            .unwrap();
        assert_eq!(&*applied.message, "Feed of b moved");
        let folders = vec![path(&["Tech"]), path(&["News"])];
        home.store
            .apply(&Change::OrderFolders("Tech".into(), folders), NOW)
            .unwrap();
        home.feed_in("0", &["News"]);
        home.feed_in("z", &["Africa"]);
        assert_eq!(
            tree(&home),
            [
                "e",
                "Tech/d",
                "News/b",
                "News/a",
                "News/0",
                "News/Coast/c",
                "Africa/z"
            ]
        );
        // A renamed folder keeps its place; a feed that moves has none where it comes to.
        home.store
            .apply(&Change::MoveFolder(path(&["News"]), path(&["Z"])), NOW)
            .unwrap();
        home.store
            .apply(&Change::MoveFeed(a, path(&["Tech"])), NOW)
            .unwrap();
        assert_eq!(
            tree(&home),
            [
                "e",
                "Tech/a",
                "Tech/d",
                "Z/b",
                "Z/0",
                "Z/Coast/c",
                "Africa/z"
            ]
        );
        for _ in 0..5 {
            undo(&home);
        }
        assert_eq!(undo(&home), "Feed of b stands where it stood");
        assert_eq!(tree(&home), first);
    }

    #[test]
    fn a_form_is_one_change_and_says_what_it_changed() {
        let (home, ids) = furnished();
        let edit = FeedEdit {
            url: "https://a/other".to_owned(),
            folder: path(&[" Tech ", "", "Deep"]),
            settings: FeedSettings {
                title: Some("Mine".to_owned()),
                interval: Some(7_200),
                ..FeedSettings::default()
            },
        };
        let change = Change::EditFeed(ids[0], edit);
        let applied = home.store.apply(&change, NOW).unwrap();
        assert_eq!(
            &*applied.message,
            "Feed of a: address, folder, settings changed"
        );
        let feed = |home: &Home| {
            let feeds = home.reader().feeds().unwrap();
            feeds.into_iter().find(|feed| feed.id == ids[0]).unwrap()
        };
        let edited = feed(&home);
        assert_eq!((&*edited.title, edited.folder.len()), ("Mine", 2));
        assert_eq!(home.store.apply(&change, NOW).unwrap().group, None);
        assert_eq!(
            undo(&home),
            "Feed of a: address, folder, settings as before"
        );
        assert_eq!(
            (&*feed(&home).title, feed(&home).settings),
            ("Feed of a", FeedSettings::default())
        );
    }
}
