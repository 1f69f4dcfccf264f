//! What the command line says of what it did: neither more nor less than what was done, and whom it was done to.

use crate::bench::rss;
use crate::home::Home;
use crate::server::{Server, answer};

/// Sets things up behind the program's back.
fn behind(home: &Home, sql: &str) {
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    store.execute_batch(sql).unwrap();
}

/// A home with these addresses, of which nothing was fetched.
fn with_list(list: &str) -> Home {
    let home = Home::new();
    let ran = home.feed(&["import", "-"], list.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home
}

fn paper() -> Server {
    Server::start(|_| answer(200, &[], rss(&["a", "b"]).as_bytes()))
}

/// On a full disk `refresh --quiet` was silent and had done all: the feeds "waited".
#[test]
fn a_refresh_that_can_store_nothing_fails_and_says_so() {
    let server = paper();
    let home = with_list(&server.url("/feed"));
    behind(
        &home,
        "create trigger full before update of lease_until on feed begin select raise(abort, 'no room'); end",
    );
    let ran = home.run(&["refresh", "--quiet"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("no room"), "{}", ran.err);
    assert!(server.paths().is_empty());
}

#[test]
fn a_title_that_two_feeds_have_is_refused_and_a_number_is_an_id() {
    let list = "https://a.example/f \"~Same\"\nhttps://b.example/f \"~Same\"\nhttps://c.example/f \"~1\"\n";
    let home = with_list(list);
    let ran = home.run(&["remove", "Same"]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.contains("Same (1) or Same (2); use the id"),
        "{}",
        ran.err
    );
    home.ok(&["edit", "1", "--title", "Mine"]);
    let titles = home.ok(&["feeds", "--json"]).json();
    let titles: Vec<_> = titles
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect();
    assert!(
        titles.contains(&"Mine") && titles.contains(&"1"),
        "{titles:?}"
    );
    home.ok(&["remove", "Same"]);
}
