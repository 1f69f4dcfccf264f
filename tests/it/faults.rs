//! A fault of our own: the terminal is given back, the store is whole, and what is written down of it
//! holds no article and no secret. `TIDINGS_TEST_PANIC` makes one whose message holds both.

use crate::home::Home;
use crate::pty::{Start, Terminal};
use std::os::unix::fs::PermissionsExt as _;

const SECRET: &str = "hidden-word";

/// The demo, read once; the configuration holds a password.
fn read_home() -> (Home, Vec<String>) {
    let (home, _) = Home::with_demo();
    std::fs::write(
        home.path().join("config.toml"),
        format!("[network]\nproxy = \"http://me:{SECRET}@127.0.0.1:9\"\n"),
    )
    .unwrap();
    let rows = home.ok(&["--offline", "list", "--json"]).json();
    let titles = rows
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned());
    let titles: Vec<String> = titles.filter(|title| title.len() > 10).collect();
    assert!(titles.len() > 50);
    (home, titles)
}

/// The one report that there is.
fn report(home: &Home) -> String {
    let folder = home.data().join("crash");
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let mut reports: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    assert_eq!(reports.len(), 1, "{reports:?}");
    let report = reports.remove(0);
    assert_eq!(mode(&report), 0o600);
    std::fs::read_to_string(report).unwrap()
}

fn assert_says_nothing(text: &str, titles: &[String]) {
    assert!(!text.contains(SECRET), "{text}");
    for title in titles {
        assert!(!text.contains(title.as_str()), "{title}: {text}");
        // A row of the screen holds no more than its beginning.
        let start: String = title.chars().take(12).collect();
        assert!(!text.contains(&start), "{start}: {text}");
    }
}

/// What is written down of it says where it was, and no more.
fn assert_discreet(home: &Home, titles: &[String], place: &str) {
    let report = report(home);
    assert!(
        report.contains(place) && report.contains("tidings 0"),
        "{report}"
    );
    assert_says_nothing(&report, titles);
    let log = std::fs::read_to_string(home.data().join("tidings.log")).unwrap();
    assert!(log.contains(place), "{log}");
    assert_says_nothing(&log, titles);
}

fn assert_whole(home: &Home, titles: &[String]) {
    let doctor = home.run(&["--offline", "doctor"]);
    assert!(doctor.out.contains("store: ok"), "{}", doctor.out);
    let listed = home.ok(&["--offline", "list"]).out;
    assert!(titles.iter().all(|title| listed.contains(title.as_str())));
}

fn start(home: &Home, wanted: &str) -> Terminal {
    let data = home.data();
    let data = data.to_str().unwrap();
    let start = Start {
        environment: &[("TIDINGS_TEST_PANIC", wanted)],
        arguments: &["--offline", "--data-dir", data, "--view", "all"],
        ..Start::default()
    };
    Terminal::start(home, &start)
}

#[test]
fn a_fault_of_the_interface_gives_the_terminal_back_and_tells_nothing_of_what_was_read() {
    let (home, titles) = read_home();
    let mut terminal = start(&home, "1");
    assert_eq!(terminal.end(), 3);
    terminal.assert_given_back();
    let screen = terminal.text();
    assert!(
        screen.contains("a fault of its own") && screen.contains("crash/"),
        "{screen}"
    );
    assert_says_nothing(&screen, &titles);
    assert_discreet(&home, &titles, "src/tui/runtime/turn.rs");
    assert_whole(&home, &titles);
}

#[test]
fn a_fault_in_a_job_ends_the_job_alone() {
    let (home, titles) = read_home();
    let mut terminal = start(&home, "job");
    terminal.until_says("a fault of tidings");
    terminal.press("?");
    terminal.until_says("q close");
    terminal.press("qQ");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
    assert_discreet(&home, &titles, "src/jobs/worker.rs");
    assert_whole(&home, &titles);
}

#[test]
fn a_fault_in_a_command_is_one_line_and_an_exit_code() {
    let (home, titles) = read_home();
    let mut command = home.command(&["--offline", "feeds"]);
    let output = command.env("TIDINGS_TEST_PANIC", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("a fault of its own"), "{said}");
    assert_says_nothing(&said, &titles);
    assert_discreet(&home, &titles, "src/cli/mod.rs");
    assert_whole(&home, &titles);
}
