//! What is set for one feed, through the program as it is started: every setting can be set, seen
//! where it is no secret, and taken back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::rss;
use crate::home::{BINARY, Home};
use crate::server::{Server, answer};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;

fn home_with(url: &str) -> Home {
    assert!(!BINARY.is_empty());
    let home = Home::new();
    let ran = home.feed(&["import", "-"], url.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home
}

fn settings(home: &Home) -> Value {
    home.ok(&["--json", "feeds"]).json()[0]["settings"].clone()
}

/// Empty takes each back.
const TEXTS: [&str; 12] = [
    "--interval",
    "--user",
    "--credentials-command",
    "--proxy",
    "--ahead",
    "--keep-days",
    "--keep-articles",
    "--keep-megabytes",
    "--certificate",
    "--title",
    "--folder",
    "--also-in",
];

/// Row 18 of the checklist, and every other setting of a feed.
#[test]
fn every_setting_can_be_set_and_taken_back() {
    let home = home_with("https://paper.example/feed");
    let none = settings(&home);
    let fingerprint = "AB:".repeat(31) + "CD";
    home.ok(&[
        "edit",
        "1",
        "--title",
        "Mine",
        "--folder",
        "News/Local",
        "--interval",
        "6h",
        "--user",
        "me",
        "--credentials-command",
        "pass show news",
        "--header",
        "X-Edition: hidden-value",
        "--proxy",
        "socks5://me:hidden-word@proxy.example:1080",
        "--full-text",
        "on",
        "--prefetch",
        "on",
        "--ahead",
        "pictures",
        "--keep-days",
        "90",
        "--keep-articles",
        "0",
        "--keep-megabytes",
        "5",
        "--hidden",
        "on",
        "--certificate",
        &fingerprint,
        "--http1",
        "on",
        "--also-in",
        "boats, Far/Ports",
    ]);
    let feed = home.ok(&["--json", "feeds"]).json()[0].clone();
    assert_eq!(
        (&feed["title"], &feed["folder"]),
        (&json!("Mine"), &json!(["News", "Local"]))
    );
    assert_eq!(
        feed["settings"],
        json!({
            "title": "Mine", "also_in": ["boats", "Far/Ports"], "interval": 21_600, "user": "me", "credentials": "command",
            "headers": ["X-Edition"], "proxy": "socks5://proxy.example:1080", "full_text": true,
            "prefetch": true, "ahead": "pictures", "keep_days": 90, "keep_articles": 0,
            "keep_megabytes": 5, "hidden": true, "http1": true,
            "certificate": "ab".repeat(31) + "cd",
        })
    );
    // One by one: off, and empty for none; a header by its name alone.
    let mut arguments = vec!["edit", "Mine", "--header", "x-edition:"];
    for name in TEXTS {
        arguments.extend([name, ""]);
    }
    for name in ["--full-text", "--prefetch", "--hidden", "--http1"] {
        arguments.extend([name, "off"]);
    }
    home.ok(&arguments);
    assert_eq!(settings(&home), none);
    home.ok(&["edit", "1", "--interval", "2d", "--hidden", "on"]);
    home.ok(&["edit", "1", "--reset"]);
    assert_eq!(settings(&home), none);
    home.ok(&["undo"]);
    assert_eq!(settings(&home)["interval"], 172_800);
}

#[test]
fn an_address_can_be_changed_and_the_feed_is_answered() {
    let home = home_with("https://paper.example/feed");
    let moved = home.ok(&["--json", "edit", "1", "--url", "https://paper.example/rss"]);
    assert_eq!(moved.json()[0]["url"], "https://paper.example/rss");
}

#[test]
fn what_would_fail_at_each_poll_is_refused_with_a_hint() {
    let home = home_with("https://paper.example/feed");
    for (arguments, hint) in [
        (vec!["--interval", "soon"], "30m"),
        (vec!["--header", "no colon"], "Name: value"),
        (
            vec!["--header", "authorization: Bearer x"],
            "reads it from standard input",
        ),
        (
            vec!["--header", "Cookie: a=b"],
            "reads it from standard input",
        ),
        (
            vec!["--header", "X-Api-Key: abc"],
            "reads it from standard input",
        ),
        (
            vec!["--header", "X-Session-Token: abc"],
            "reads it from standard input",
        ),
        (vec!["--header", "a b: c"], "Name: value"),
        (vec!["--proxy", "gopher://x"], "socks5://"),
        (vec!["--proxy", "foo"], "socks5://"),
        (vec!["--user", "me"], "--credentials-command"),
        (
            vec!["--credentials-file", "/no/such/file"],
            "cannot be read",
        ),
        (vec!["--certificate", "abc"], "SHA-256"),
        (vec!["--user", "a:b"], "colon"),
        (
            vec!["--credentials-command", "pass 'show"],
            "credentials-command",
        ),
        (vec!["--url", "file:///etc/passwd"], "http"),
        (vec![], "--interval"),
    ] {
        let mut all = vec!["edit", "1"];
        all.extend(&arguments);
        let ran = home.run(&all);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(
            ran.err.contains(hint) && ran.err.lines().count() == 1,
            "{}",
            ran.err
        );
    }
}

/// S1, S2: a password and a header's value reach their server and no output, log or listing.
#[test]
fn secrets_reach_their_server_and_nothing_else() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let home = home_with(&server.url("/feed"));
    let file = home.path().join("secret");
    std::fs::write(&file, "me:hidden-word\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let file_name = file.to_string_lossy().into_owned();
    home.ok(&["edit", "1", "--credentials-file", &file_name]);
    let ran = home.feed(&["edit", "1", "--header", "X-Token: -"], b"hidden-value\n");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut said = ran.out + &ran.err;
    for arguments in [
        vec!["refresh"],
        vec!["--json", "refresh", "--all"],
        vec!["--json", "feeds"],
        vec!["feeds"],
        vec!["doctor"],
        vec!["config"],
        vec!["export", "--format", "opml"],
    ] {
        let ran = home.run(&arguments);
        said += &(ran.out + &ran.err);
    }
    let log = home.data().join("tidings.log");
    said += &std::fs::read_to_string(log).unwrap_or_default();
    assert!(!said.contains("hidden-"), "{said}");
    let asked = server.asked().remove(0);
    assert_eq!(
        asked.header("Authorization"),
        Some("Basic bWU6aGlkZGVuLXdvcmQ=")
    );
    assert_eq!(asked.header("X-Token"), Some("hidden-value"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = home.run(&["refresh", "--all"]);
    assert!(refused.err.contains("chmod 600"), "{}", refused.err);
    assert_eq!(
        server.asked().len(),
        2,
        "nothing is asked without its password"
    );
}

/// Bytes on the wire stand in the summary, in JSON and in `doctor`.
#[test]
fn what_a_refresh_cost_is_shown() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let home = home_with(&server.url("/feed"));
    let refreshed = home.ok(&["refresh"]);
    assert!(refreshed.err.contains("; today "), "{}", refreshed.err);
    let totals = home
        .ok(&["--json", "refresh", "--all"])
        .json()
        .pop()
        .unwrap();
    let (now, today) = (
        totals["bytes"].as_u64().unwrap(),
        totals["bytes_today"].as_u64().unwrap(),
    );
    assert!(now > 100 && today == 2 * now, "{totals}");
    assert_eq!(totals["bytes_month"], totals["bytes_today"]);
    let doctor = home.ok(&["doctor"]).out;
    for words in [
        "bytes today: ",
        "bytes this month: ",
        "fetching ahead: allowed",
    ] {
        assert!(doctor.contains(words), "{doctor}");
    }
}

#[test]
fn a_wish_that_is_none_is_refused_before_anything_is_changed() {
    let home = home_with("https://paper.example/feed");
    let none = settings(&home);
    for (flag, value, words) in [
        ("--ahead", "all", "off, text or pictures"),
        ("--keep-days", "-1", "whole number"),
        ("--keep-articles", "many", "whole number"),
        ("--keep-megabytes", "1.5", "whole number"),
    ] {
        let flag = format!("{flag}={value}");
        let ran = home.run(&["edit", "1", "--hidden", "on", &flag]);
        assert_eq!(ran.code, Some(2), "{flag} {}", ran.err);
        assert!(ran.err.contains(words), "{flag} {}", ran.err);
    }
    assert_eq!(settings(&home), none);
}
