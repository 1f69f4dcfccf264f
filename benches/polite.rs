//! An hour of polling by the real program, shortened by settings: the interface in a terminal and
//! `refresh --quiet` of a timer beside it, against outlets that behave in every way; then a webmaster reads
//! the log. `cargo bench --bench polite [-- SECONDS]`; anything that the rules forbid is an error.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::disallowed_methods,
    dead_code,
    reason = "what is measured is printed; a bench starts what it measures; tests use more of these modules"
)]

#[path = "../tests/it/internet.rs"]
mod internet;
#[path = "../tests/it/server.rs"]
mod server;
#[path = "../tests/it/webmaster.rs"]
mod webmaster;

use internet::{Internet, Scale, urls};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use webmaster::{Rules, complaints};

const BINARY: &str = env!("CARGO_BIN_EXE_tidings");
/// An hour of the outlets, in seconds.
const HOUR: i64 = 6;
const FEEDS: usize = 84;

fn main() {
    let seconds = std::env::args().find_map(|it| it.parse().ok());
    let seconds: u64 = seconds.unwrap_or(150);
    let now = || jiff::Timestamp::now().as_second();
    let internet = Internet::new(Scale { hour: HOUR }, Arc::new(now));
    let server = internet.serve();
    let home = tempfile::tempdir().unwrap();
    let config = format!(
        "[polling]\ninterval = \"{HOUR}s\"\nlongest = \"{}s\"\nfloor = \"1s\"\n[network]\nproxy = \"{}\"\n",
        24 * HOUR,
        server.url("")
    );
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let subscribed = urls(FEEDS);
    std::fs::write(home.path().join("urls"), subscribed.join("\n")).unwrap();
    let list = home.path().join("urls");
    run(home.path(), &["import", list.to_str().unwrap()]);
    let pty = native_pty_system();
    let pair = pty.openpty(PtySize {
        rows: 24,
        cols: 80,
        ..PtySize::default()
    });
    let pair = pair.unwrap();
    let mut command = CommandBuilder::new(BINARY);
    command.args(arguments(home.path()));
    command.env("TERM", "xterm-256color");
    let mut interface = pair.slave.spawn_command(command).unwrap();
    let mut screen = pair.master.try_clone_reader().unwrap();
    std::thread::spawn(move || while screen.read(&mut [0; 8192]).is_ok_and(|it| it > 0) {});
    let mut keys = pair.master.take_writer().unwrap();
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut timers = 0;
    while Instant::now() < until {
        run(home.path(), &["refresh", "--quiet"]);
        timers += 1;
        std::thread::sleep(Duration::from_secs(3));
    }
    keys.write_all(b"Q").unwrap();
    interface.wait().unwrap();
    tell(&internet, &subscribed, seconds, timers);
}

fn tell(internet: &Internet, subscribed: &[String], seconds: u64, timers: u32) {
    let log = internet.log.lock().unwrap();
    let rules = Rules {
        interval: HOUR,
        longest: 24 * HOUR,
        slack: 2,
    };
    let wrong = complaints(&log, subscribed, &rules);
    let mut ways: BTreeMap<&str, usize> = BTreeMap::new();
    for visit in log.iter() {
        *ways.entry(&visit.way).or_default() += 1;
    }
    let not_modified = log.iter().filter(|it| it.reply.status == 304).count();
    println!(
        "{FEEDS} feeds, {seconds} s ({} outlets' hours), {timers} runs of a timer beside the interface",
        seconds / HOUR as u64
    );
    println!(
        "{} requests, {not_modified} of them answered 304",
        log.len()
    );
    println!("{ways:?}");
    println!("{} requests that the rules forbid", wrong.len());
    for line in wrong.iter().take(40) {
        println!("  {line}");
    }
    assert!(wrong.is_empty(), "the rules were broken");
    assert_eq!(ways.len(), internet::WAYS.len(), "everybody was asked");
}

fn arguments(home: &Path) -> Vec<String> {
    let of = |name: &str| home.join(name).to_str().unwrap().to_owned();
    vec![
        "--config".to_owned(),
        of("config.toml"),
        "--data-dir".to_owned(),
        of("data"),
    ]
}

/// Some feeds fail, or all that were due: that is theirs.
fn run(home: &Path, words: &[&str]) {
    let mut command = Command::new(BINARY);
    let output = command.args(arguments(home)).args(words).output().unwrap();
    let status = output.status;
    assert!(
        matches!(status.code(), Some(0 | 1 | 3)),
        "{words:?}: {status}"
    );
}
