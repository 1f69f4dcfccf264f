//! Stores as earlier versions left them: each opens with all that is in it.

use crate::home::Home;
use crate::server::{Server, answer};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The schema since which what was kept of no feed is in the lists of all.
const KEPT_IS_LISTED: usize = 12;

/// Name and text of each migration, in their order.
pub fn migrations() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|it| it.unwrap().path()).collect();
    files.sort();
    let named = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files
        .iter()
        .map(|path| (named(path), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The home's store as the version with so many migrations would have written it.
pub fn made_older(home: &Home, schema: usize) {
    let file = home.data().join("tidings.db");
    let new = home.data().join("new.db");
    std::fs::rename(&file, &new).unwrap();
    let old = Connection::open(&file).unwrap();
    old.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA application_id = 0x54494449; PRAGMA journal_mode = WAL;",
    )
    .unwrap();
    // Functions of the program's, that migrations ask; of an empty store they ask nothing.
    let flags = FunctionFlags::SQLITE_UTF8;
    for name in ["is_cut_otherwise", "has_korean"] {
        old.create_scalar_function(name, 1, flags, |_| Ok(false))
            .unwrap();
    }
    for (_, sql) in migrations().iter().take(schema) {
        old.execute_batch(sql).unwrap();
    }
    old.execute("ATTACH ?1 AS new", [new.to_str().unwrap()])
        .unwrap();
    let tables = names(
        &old,
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' \
         AND name NOT LIKE 'sqlite%'",
    );
    for table in tables {
        let columns = names(
            &old,
            &format!("SELECT name FROM pragma_table_info('{table}', 'main')"),
        );
        let columns = columns.join(", ");
        let sql = format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}"
        );
        old.execute_batch(&sql).unwrap();
    }
    if schema < KEPT_IS_LISTED {
        old.execute_batch(
            "UPDATE article SET visible = 0, listed = 0 WHERE feed IN (SELECT id FROM feed WHERE is_internal = 1);
             DELETE FROM count WHERE feed IN (SELECT id FROM feed WHERE is_internal = 1);
             UPDATE count SET total = total - 1, unread = unread - 1 WHERE feed = 0;",
        )
        .unwrap();
    }
    // What is known of words is not copied: it stands in line again.
    old.execute_batch(
        "INSERT OR IGNORE INTO unindexed (article, again) SELECT article, 0 FROM entry; DETACH new;",
    )
    .unwrap();
    old.pragma_update(None, "user_version", schema as i64)
        .unwrap();
    drop(old);
    std::fs::remove_file(new).unwrap();
}

fn names(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// What the reader has: every article with its marks.
pub fn kept(home: &Home) -> Vec<String> {
    let rows = home.ok(&["--offline", "list", "--json"]).json();
    let of = |row: &Value| {
        let fields = [
            "id", "feed", "title", "url", "read", "saved", "queued", "tags",
        ];
        let fields = fields.map(|name| row[name].to_string());
        fields.join(" ")
    };
    rows.iter().map(of).collect()
}

const PAGE: &str = "<html><head><title>A piano at sea</title></head><body><article><h1>A piano at sea</h1>\
    <p>The first boat of the year left the harbour at six this morning, with forty people and a piano on board, \
    and came back at noon without the piano, which the mayor of the island had bought on the quay.</p>\
    </article></body></html>";

/// The demo, read in part: some saved, some read, one tagged; and a page of no feed.
pub fn read_in_part() -> Home {
    let (home, _server) = Home::with_demo();
    home.ok(&["--offline", "mark", "saved", "1", "2"]);
    home.ok(&["--offline", "mark", "read", "3", "4", "5"]);
    let page = Server::start(|_| answer(200, &[("Content-Type", "text/html")], PAGE.as_bytes()));
    home.ok(&["save", &page.url("/piano")]);
    home.ok(&["--offline", "mark", "tag:later", "2"]);
    home
}

#[test]
fn every_older_store_is_brought_up_with_all_that_is_in_it() {
    let newest = read_in_part();
    let expected = kept(&newest);
    assert!(expected.len() > 50);
    let found = newest
        .ok(&["--offline", "search", "the"])
        .out
        .lines()
        .count();
    for schema in 1..migrations().len() {
        let home = newest.copied();
        made_older(&home, schema);
        assert_eq!(kept(&home), expected, "schema {schema}");
        home.assert_whole(&format!("schema {schema}"));
        let again = home.ok(&["--offline", "search", "the"]).out.lines().count();
        assert_eq!(again, found, "schema {schema}");
        home.ok(&["--offline", "undo"]);
        assert_ne!(kept(&home), expected, "schema {schema}: the tag is gone");
        let copy = format!("tidings.before-{}.db", migrations().len());
        assert!(home.data().join(copy).exists(), "schema {schema}");
    }
}
