//! Whoever comes from newsboat has read there what was read there.

use crate::home::Home;
use crate::server::{Answer, Server, answer};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Of the tables that newsboat makes, what an article takes.
const TABLES: &str = "CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL, \
    title VARCHAR(1024) NOT NULL, lastmodified INTEGER(11) NOT NULL DEFAULT 0, is_rtl INTEGER(1) NOT NULL DEFAULT 0, \
    etag VARCHAR(128) NOT NULL DEFAULT ''); \
    CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL, \
    title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, \
    feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL, \
    unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024), \
    enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0, \
    base VARCHAR(128) NOT NULL DEFAULT '')";

struct Item {
    number: u32,
    is_read: bool,
    flags: &'static str,
}

fn cache(home: &Home, feed: &str, items: &[Item]) -> PathBuf {
    let file = home.path().join("cache.db");
    let cache = rusqlite::Connection::open(&file).unwrap();
    cache.execute_batch(TABLES).unwrap();
    let sql = "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags) \
               VALUES (?1, ?2, 'Ida', ?3, ?4, ?5, ?6, ?7, ?8)";
    for Item {
        number,
        is_read,
        flags,
    } in items
    {
        let row = rusqlite::params![
            format!("g{number}"),
            format!("Title {number}"),
            format!("https://paper.example/{number}"),
            feed,
            1_700_000_000 + number * 60,
            text(*number),
            !is_read,
            flags
        ];
        cache.execute(sql, row).unwrap();
    }
    file
}

fn text(number: u32) -> String {
    format!("<p>Ferry {number} left at <b>nine</b>.</p>")
}

/// Entries 3 to 6: of those in the cache the first two are not carried any more.
fn feed() -> Answer {
    let items: String = (3..=6)
        .map(|n| {
            format!(
                "<item><guid>g{n}</guid><title>Title {n}</title><link>https://paper.example/{n}</link><description><![CDATA[{}]]></description></item>",
                text(n)
            )
        })
        .collect();
    let feed = format!("<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>");
    answer(
        200,
        &[("Content-Type", "application/rss+xml")],
        feed.as_bytes(),
    )
}

fn titles(home: &Home, view: &str) -> Vec<String> {
    let rows = home.ok(&["list", "--json", view]).json();
    let mut titles: Vec<String> = rows
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles
}

fn import(home: &Home, file: &Path) -> crate::home::Ran {
    home.run(&["import", "--json", file.to_str().unwrap()])
}

#[test]
fn what_was_read_and_flagged_in_newsboat_is_here_and_comes_back_unread_never() {
    let server = Server::start(|_| feed());
    let home = Home::new();
    let url = server.url("/feed");
    home.feed(&["import", "-"], url.as_bytes());
    let items = (1..=5).map(|number| Item {
        number,
        is_read: number != 4,
        flags: if number == 2 { "Sx" } else { "" },
    });
    let items: Vec<Item> = items.collect();
    let file = cache(&home, &url, &items);
    let ran = import(&home, &file);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let line = &ran.json()[0];
    assert_eq!(
        (&line["new_articles"], &line["feeds"]),
        (&json!(5), &json!(1))
    );
    home.ok(&["refresh"]);
    assert_eq!(titles(&home, "unread"), ["Title 4", "Title 6"]);
    assert_eq!(titles(&home, "all").len(), 6);
    assert_eq!(titles(&home, "saved"), ["Title 2"]);
    assert_eq!(titles(&home, "tag:flag-S"), ["Title 2"]);
    assert!(titles(&home, "is:updated").is_empty());
    // Once more changes nothing.
    let again = &import(&home, &file).json()[0];
    assert_eq!(
        (&again["new_articles"], &again["known_articles"]),
        (&json!(0), &json!(5))
    );
    assert_eq!(again["marked"], json!(0));
    // Taken back, it leaves no flood of what nobody had here before.
    let undone = home.ok(&["undo"]).err;
    assert!(undone.contains("still read: 4 new articles"), "{undone}");
    assert_eq!(titles(&home, "unread"), ["Title 4", "Title 6"]);
    assert!(titles(&home, "saved").is_empty());
    home.ok(&["redo"]);
    assert_eq!(titles(&home, "saved"), ["Title 2"]);
    assert_eq!(titles(&home, "unread"), ["Title 4", "Title 6"]);
}

/// What was thrown away there came as new and unread.
#[test]
fn what_was_deleted_in_newsboat_is_read_and_enclosures_and_bases_come_along() {
    let server = Server::start(|_| feed());
    let url = server.url("/feed");
    let number = |number| Item {
        number,
        is_read: false,
        flags: "",
    };
    let items = [number(1), number(2)];
    let home = Home::new();
    home.feed(&["import", "-"], url.as_bytes());
    let file = cache(&home, &url, &items);
    let newsboat = rusqlite::Connection::open(&file).unwrap();
    let deleted = "UPDATE rss_item SET deleted = 1 WHERE guid = 'g1'; \
                   UPDATE rss_item SET enclosure_url = 'https://paper.example/2.mp3', enclosure_type = 'audio/mpeg', \
                   base = 'https://far.example/deep/', content = '<p>See <a href=\"map\">the map</a> of it.</p>' \
                   WHERE guid = 'g2'";
    newsboat.execute_batch(deleted).unwrap();
    assert_eq!(import(&home, &file).code, Some(0));
    assert_eq!(titles(&home, "unread"), ["Title 2"]);
    let id = home.ok(&["list", "--json", "unread"]).json()[0]["id"].to_string();
    let shown = home.ok(&["show", "--json", &id]).out;
    for part in [
        "https://paper.example/2.mp3",
        "audio/mpeg",
        "https://far.example/deep/map",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    // As older ones wrote it.
    let home = Home::new();
    home.feed(&["import", "-"], url.as_bytes());
    let older = "ALTER TABLE rss_item DROP COLUMN deleted; ALTER TABLE rss_item DROP COLUMN base";
    newsboat.execute_batch(older).unwrap();
    assert_eq!(import(&home, &file).code, Some(0));
    assert_eq!(titles(&home, "unread"), ["Title 1", "Title 2"]);
}

#[test]
fn what_was_here_unread_before_is_unread_again_when_the_import_is_taken_back() {
    let server = Server::start(|_| feed());
    let home = Home::new();
    let url = server.url("/feed");
    home.feed(&["import", "-"], url.as_bytes());
    home.ok(&["refresh"]);
    let items = (1..=5).map(|number| Item {
        number,
        is_read: true,
        flags: "",
    });
    let file = cache(&home, &url, &items.collect::<Vec<_>>());
    let line = &import(&home, &file).json()[0];
    assert_eq!(
        (&line["new_articles"], &line["marked"]),
        (&json!(2), &json!(5))
    );
    assert_eq!(titles(&home, "unread"), ["Title 6"]);
    let undone = home.ok(&["undo", "--json"]).json();
    assert_eq!(
        (&undone[0]["articles"], &undone[0]["message"]),
        (
            &json!(3),
            &json!("3 articles unread again; still read: 2 new articles")
        )
    );
    let unread = ["Title 3", "Title 4", "Title 5", "Title 6"];
    assert_eq!(titles(&home, "unread"), unread);
}

#[test]
fn what_comes_of_other_feeds_and_other_databases_is_said() {
    let home = Home::new();
    let item = Item {
        number: 1,
        is_read: true,
        flags: "",
    };
    let file = cache(&home, "https://paper.example/feed", &[item]);
    let ran = import(&home, &file);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("import newsboat's urls first"),
        "{}",
        ran.err
    );
    let other = home.path().join("other.db");
    let foreign = rusqlite::Connection::open(&other).unwrap();
    foreign.execute_batch("CREATE TABLE a (x)").unwrap();
    let ran = import(&home, &other);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("not newsboat's"), "{}", ran.err);
}

/// A view over what never ends kept the import busy for ever.
#[test]
fn what_only_looks_like_newsboats_table_is_not_read() {
    let columns = "id, guid, title, author, url, feedurl, pubDate, content, unread, flags";
    let endless = format!(
        "CREATE VIEW endless ({columns}) AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
         SELECT i, i, i, i, i, 'https://paper.example/feed', i, i, 1, '' FROM n"
    );
    let columns_of_words = columns.trim_start_matches("id, ");
    for made in [
        endless.replace("endless", "rss_item"),
        format!(
            "{endless}; CREATE VIRTUAL TABLE rss_item USING fts5 \
             ({columns_of_words}, content = 'endless', content_rowid = 'id')"
        ),
        TABLES.replace(
            "author VARCHAR(1024) NOT NULL",
            "author AS (printf('%.*c', 900000000, 'x'))",
        ),
    ] {
        let home = Home::new();
        let file = home.path().join("cache.db");
        let cache = rusqlite::Connection::open(&file).unwrap();
        cache.execute_batch(&made).unwrap();
        let ran = import(&home, &file);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains("not newsboat's"), "{}", ran.err);
    }
}
