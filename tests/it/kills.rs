//! Killed at any moment (SIGKILL), nothing is lost, doubled or damaged.

use crate::home::{Home, demo};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

/// As many as the demo has feeds, and some in which nothing is left to kill.
const ROUNDS: usize = 18;

/// Feed and title of every article, sorted, and how many of them are unread.
fn articles(home: &Home) -> (Vec<String>, usize) {
    let rows = home.ok(&["--offline", "list", "--json"]).json();
    let unread = rows.iter().filter(|row| row["read"].is_null()).count();
    let unread = unread + rows.iter().filter(|row| row["read"] == false).count();
    let mut titles: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {} {}", row["feed"], row["title"], row["url"]))
        .collect();
    titles.sort();
    (titles, unread)
}

/// The killed process had asked for the right to poll; that right ends after some minutes.
fn let_time_pass(home: &Home) {
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    store
        .execute("UPDATE feed SET lease_until = NULL", [])
        .unwrap();
}

#[test]
fn a_refresh_that_is_killed_after_any_feed_loses_and_doubles_nothing() {
    let server = demo();
    let addresses: Vec<String> = server.feeds().into_iter().map(|feed| feed.url).collect();
    let addresses = addresses.join("\n");
    let begun = || {
        let home = Home::new();
        let ran = home.feed(&["import", "-"], addresses.as_bytes());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        home
    };
    let whole = begun();
    whole.ok(&["refresh", "--all"]);
    let expected = articles(&whole);
    assert!(expected.0.len() > 50);

    for round in 0..ROUNDS {
        let home = begun();
        let mut refresh = home
            .command(&["refresh", "--all", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(refresh.stdout.take().unwrap()).lines();
        let told = lines.take(round).map_while(Result::ok).count();
        refresh.kill().unwrap();
        refresh.wait().unwrap();

        let doctor = home.run(&["--offline", "doctor"]);
        assert!(doctor.out.contains("store: ok"), "{}", doctor.out);
        let (stored, _) = articles(&home);
        assert!(
            stored.iter().all(|it| expected.0.contains(it)),
            "after {told} feeds"
        );
        let_time_pass(&home);
        home.ok(&["refresh", "--all"]);
        assert_eq!(articles(&home), expected, "killed after {told} feeds");
    }
}
