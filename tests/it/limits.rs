//! What the machine does not give: bytes of a file, handles, time. Nothing is lost, and whoever asked
//! is told by the exit status when something was not stored.

use crate::home::{BINARY, Home, Ran, demo};
use crate::server::answer;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use tidings::demo::Server;

/// A home that is subscribed and has not polled yet.
fn subscribed(server: &Server) -> Home {
    let home = Home::new();
    let addresses: Vec<String> = server.feeds().into_iter().map(|feed| feed.url).collect();
    let ran = home.feed(&["import", "-"], addresses.join("\n").as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home
}

/// Feed, title and address of every article.
fn articles(home: &Home) -> Vec<String> {
    let rows = home.ok(&["--offline", "list", "--json"]).json();
    let text = |row: &serde_json::Value| format!("{} {} {}", row["feed"], row["title"], row["url"]);
    let mut titles: Vec<String> = rows.iter().map(text).collect();
    titles.sort();
    titles
}

/// Runs the program under a limit of the shell's: `f` blocks of 512 bytes a file, `n` handles.
pub fn limited(home: &Home, limit: &str, arguments: &[&str]) -> Ran {
    let plain = home.command(arguments);
    let mut command = Command::new("/bin/sh");
    command
        .args([
            "-c",
            &format!("ulimit -S {limit}; exec \"$0\" \"$@\""),
            BINARY,
        ])
        .args(plain.get_args())
        .env_clear()
        .stdin(Stdio::null());
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap());
    }
    let output = command.output().unwrap();
    assert!(
        output.status.code().is_some(),
        "{limit}: {:?}",
        output.status
    );
    output.into()
}

/// D7: whatever the limit is, a refresh says that it did not store all, or it did.
fn what_is_not_stored_is_told(limits: &[String]) {
    let server = demo();
    let whole = subscribed(&server);
    whole.ok(&["refresh"]);
    let expected = articles(&whole);
    let (mut failed, mut stored) = (0, 0);
    for limit in limits {
        let home = subscribed(&server);
        let ran = limited(&home, limit, &["refresh"]);
        home.assert_whole(limit);
        let now = articles(&home);
        assert!(now.iter().all(|it| expected.contains(it)), "{limit}");
        if now == expected {
            stored += 1;
        } else {
            failed += 1;
            assert_ne!(
                ran.code,
                Some(0),
                "{limit}: {} of {}",
                now.len(),
                expected.len()
            );
            let is_line = |line: &str| line.starts_with("tidings: ") && line.len() < 400;
            assert!(!ran.err.is_empty(), "{limit}");
            let lines = ran.err.lines().filter(|line| !line.contains(" new in "));
            for line in lines {
                assert!(is_line(line), "{limit}: {line}");
            }
        }
        home.ok(&["refresh", "--all"]);
        assert_eq!(
            articles(&home),
            expected,
            "{limit}: the next refresh completes"
        );
        home.assert_whole(limit);
    }
    assert!(
        failed > 0 && stored > 0,
        "{failed} failed, {stored} did not"
    );
}

#[test]
fn a_limit_of_file_sizes_loses_nothing_and_is_told() {
    let limits = [0, 64, 600, 900, 1200, 100_000];
    what_is_not_stored_is_told(&limits.map(|blocks| format!("-f {blocks}")));
}

#[test]
fn few_handles_lose_nothing_and_are_told() {
    let limits = [5, 8, 12, 16, 20, 24, 30, 256];
    what_is_not_stored_is_told(&limits.map(|handles| format!("-n {handles}")));
}

/// "0 articles", and all was well.
#[test]
fn a_feed_that_is_subscribed_to_but_cannot_be_stored_is_told() {
    let words = "The lighthouse keeper counted the boats as they came home. ".repeat(120);
    let items: String = (0..200)
        .map(|n| format!("<item><guid>{n}</guid><title>Boat {n}</title><description>{n} {words}</description></item>"))
        .collect();
    let feed = format!("<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>");
    let server = crate::server::Server::start(move |_| answer(200, &[], feed.as_bytes()));
    let (url, limit) = (server.url("/feed"), "-f 1000");
    let home = Home::new();
    // The store itself is there already.
    home.ok(&["feeds"]);
    let ran = limited(&home, limit, &["add", "--exact", &url]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("subscribed, but ") && ran.err.contains("not stored"),
        "{}",
        ran.err
    );
    home.assert_whole(limit);
    let home = Home::new();
    home.ok(&["feeds"]);
    let ran = limited(&home, limit, &["add", "--exact", &url, "--json"]);
    let lines = ran.json();
    let why = lines[0]["error"].as_str().unwrap_or_default();
    assert!(why.contains("not stored"), "{}", lines[0]);
    assert_eq!(ran.code, Some(1));
}

/// A mark that does not fit is refused with an exit status; what is there can be read.
#[test]
fn a_mark_that_cannot_be_stored_is_refused_and_reading_goes_on() {
    let (home, _server) = Home::with_demo();
    let before = home.ok(&["--offline", "list", "unread", "--json"]).out;
    let ran = limited(&home, "-f 0", &["--offline", "mark", "read", "is:unread"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert_eq!(
        home.ok(&["--offline", "list", "unread", "--json"]).out,
        before
    );
    let read = limited(&home, "-f 0", &["--offline", "show", "1"]);
    assert_eq!(read.code, Some(0), "{}", read.err);
    home.assert_whole("-f 0");
}

/// What goes to a full disk by way of the shell is an error too.
#[test]
fn results_that_cannot_be_written_are_an_error() {
    let (home, _server) = Home::with_demo();
    for arguments in [
        &["list"][..],
        &["show", "1"],
        &["feeds", "--json"],
        &["export", "--format", "opml"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = home.command(&[&["--offline"], arguments].concat());
        let output = command.stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
    }
}

/// Ended after any feed, what was done is stored, and the exit status says that it is not all.
#[test]
fn a_refresh_that_is_told_to_end_stores_what_it_did_and_says_so() {
    let server = demo();
    let whole = subscribed(&server);
    whole.ok(&["refresh"]);
    let expected = articles(&whole);
    for (round, signal) in [(0, "TERM"), (1, "INT"), (4, "TERM"), (9, "INT")] {
        let home = subscribed(&server);
        let mut refresh = home
            .command(&["refresh", "--all", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(refresh.stdout.take().unwrap()).lines();
        let told: Vec<String> = lines.by_ref().take(round).map_while(Result::ok).collect();
        let id = refresh.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let rest = lines.map_while(Result::ok).count();
        let code = refresh.wait().unwrap().code();
        home.assert_whole(signal);
        let stored = articles(&home);
        for line in told {
            let feed: serde_json::Value = serde_json::from_str(&line).unwrap();
            let of_feed = |it: &&String| it.starts_with(&format!("{} ", feed["feed"]));
            let wanted: Vec<&String> = expected.iter().filter(of_feed).collect();
            assert!(
                wanted.iter().all(|it| stored.contains(it)),
                "{signal}: what was told is stored"
            );
        }
        if stored != expected {
            // The signal may come before anybody listens; then it ends the process itself.
            assert_ne!(code, Some(0), "{signal} after {round}, {rest} lines more");
        }
        home.ok(&["refresh", "--all"]);
        assert_eq!(articles(&home), expected, "{signal} after {round}");
    }
}

/// D8: several at a time, as by cron beside a person: nothing is lost or doubled, all succeed.
#[test]
fn several_processes_at_a_time_lose_and_double_nothing() {
    let server = demo();
    let whole = subscribed(&server);
    whole.ok(&["refresh"]);
    let expected = articles(&whole);
    let home = subscribed(&server);
    let spawn = |arguments: &[&str]| {
        let mut command = home.command(arguments);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let mut all = vec![spawn(&["refresh", "--all"]), spawn(&["refresh", "--all"])];
    for _ in 0..4 {
        all.push(spawn(&["--offline", "mark", "saved", "is:unread"]));
        all.push(spawn(&["--offline", "mark", "unsaved", "is:saved"]));
    }
    all.push(spawn(&["refresh", "--all"]));
    for process in all {
        let output = process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
    assert_eq!(articles(&home), expected);
    home.assert_whole("several");
    // Each change is one step of undo, whoever made it.
    while home.run(&["--offline", "undo"]).err.contains("saved") {}
    assert_eq!(home.ok(&["--offline", "list", "saved"]).out, "");
    home.assert_whole("undone");
}

/// All was well where nothing could be stored or fetched ahead.
#[test]
fn doctor_says_that_the_disk_takes_no_more_and_that_what_may_lie_there_does() {
    let (home, _server) = Home::with_demo();
    let sound = home.ok(&["--offline", "doctor"]).out;
    assert!(
        sound.contains("writing: ok\n") && sound.contains("fetching ahead: allowed"),
        "{sound}"
    );
    let left = |home: &Home| home.data().join("trial").exists();
    assert!(!left(&home));
    let ran = limited(&home, "-f 100", &["--offline", "doctor"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("trial cannot be written"), "{}", ran.out);
    assert!(!left(&home));
    let full = "[polling]\nfloor = \"0s\"\n[storage]\nahead_disk = 1\n";
    std::fs::write(home.path().join("config.toml"), full).unwrap();
    std::fs::create_dir_all(home.data().join("pictures")).unwrap();
    std::fs::write(home.data().join("pictures/quay"), vec![0; 1 << 20]).unwrap();
    let ran = home.ok(&["--offline", "doctor"]);
    let why = "fetching ahead: 1 MiB are on the disk (storage.ahead_disk)";
    assert!(ran.out.contains(why), "{}", ran.out);
}
