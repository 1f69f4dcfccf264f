//! Killed at any moment (SIGKILL), nothing is lost, doubled or damaged. `cargo bench --bench kills`
//! does this hundreds of times.

use crate::home::Home;
use crate::killing::World;
use crate::older::migrations;
use crate::pty::{Start, Terminal};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Child;

/// As many as the demo has feeds, and one in which nothing is left to kill.
const FEEDS: usize = 14;

/// Waits for something that the program does, or for its end.
fn until(child: &mut Child, is_there: impl Fn() -> bool) {
    while !is_there() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
}

fn length(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |found| found.len())
}

#[test]
fn a_refresh_that_is_killed_after_any_feed_loses_and_doubles_nothing() {
    let world = World::new();
    for round in (0..=FEEDS).step_by(2) {
        world.refresh(&mut |child, _| {
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            lines.take(round).for_each(|line| drop(line.unwrap()));
        });
    }
}

#[test]
fn a_change_that_is_killed_is_whole_or_not_there_and_an_acknowledged_one_stays() {
    let world = World::new();
    for grown in [0, 1, 100_000] {
        world.bulk(&mut |child, home| {
            let log = home.data().join("tidings.db-wal");
            until(child, || length(&log) >= grown);
        });
    }
    world.marks(4, &mut |child, home| {
        let log = home.data().join("tidings.db-wal");
        until(child, || length(&log) > 0);
    });
}

#[test]
fn fetching_ahead_that_is_killed_leaves_whole_articles_and_goes_on() {
    let world = World::new();
    for asked in [1, 4, 9] {
        let log = world.log.clone();
        let before = length(&log);
        world.prefetch(&mut |child, _| {
            until(child, || {
                let text = std::fs::read(&log).unwrap_or_default();
                let new = text.iter().skip(before as usize).filter(|it| **it == b'\n');
                new.count() >= asked
            });
        });
    }
}

#[test]
fn a_migration_that_is_killed_leaves_the_old_store_or_the_new_one() {
    let world = World::new();
    let exists = |home: &Home, end: &str| {
        let files = std::fs::read_dir(home.data()).unwrap();
        let mut names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
        names.any(|name| name.ends_with(end) && length(&home.data().join(&name)) > 0)
    };
    let copy = format!("before-{}.db", migrations().len());
    for step in ["", ".part", &copy, "db-wal"] {
        world.migration(&mut |child, home| until(child, || exists(home, step)));
    }
}

/// In the interface: what was acknowledged (before a suspend) is there; of the rest, what is there is
/// what came first, each a step of undo.
#[test]
fn triage_that_is_killed_keeps_what_was_acknowledged_and_no_half_of_the_rest() {
    let (home, _server) = Home::with_demo();
    let unread = |home: &Home| {
        let rows = home.ok(&["--offline", "list", "unread", "--json"]).json();
        let ids: Vec<i64> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
        ids
    };
    for (keys, is_acknowledged) in [(3, false), (4, true), (9, false), (5, true)] {
        let before = unread(&home);
        let data = home.data();
        let arguments = [
            "--offline",
            "--data-dir",
            data.to_str().unwrap(),
            "--view",
            "unread",
        ];
        let start = Start {
            arguments: &arguments,
            ..Start::default()
        };
        let mut terminal = Terminal::start(&home, &start);
        terminal.until("list", |screen| screen.contains('●'));
        terminal.press("d".repeat(keys));
        if is_acknowledged {
            terminal.press("\x1a");
            terminal.until_given_back();
            terminal.until_stopped();
        }
        terminal.signal("KILL");
        terminal.end();
        home.assert_whole("triage");
        let after = unread(&home);
        let gone = before.len() - after.len();
        assert!(
            gone == keys || (gone < keys && !is_acknowledged),
            "{gone} of {keys}"
        );
        assert_eq!(after, before[gone..], "what came first is done");
        for _ in 0..gone {
            home.ok(&["--offline", "undo"]);
        }
        assert_eq!(unread(&home), before, "each is one step of undo");
        home.ok(&["--offline", "mark", "read", &before[0].to_string()]);
    }
}
