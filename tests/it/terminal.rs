//! The whole program in a real pseudo-terminal: read, save, quit, read again without the outlets.

use crate::home::Home;
use crate::pty::{Start, Terminal};

/// The title in the selected row: the row in which the cursor stands.
fn selected(terminal: &Terminal) -> String {
    let (row, _) = terminal.screen.screen().cursor_position();
    let columns = terminal.screen.screen().size().1;
    terminal
        .screen
        .screen()
        .rows(0, columns.into())
        .nth(usize::from(row))
        .unwrap_or_default()
}

fn is_article(screen: &str) -> bool {
    screen.contains("min") && screen.contains('%')
}

#[test]
fn the_demo_is_read_saved_and_read_again_without_its_outlets() {
    let home = Home::new();
    let kept = home.path().join("kept");
    let kept = kept.to_str().unwrap();

    let start = Start {
        size: (40, 120),
        arguments: &["demo", "--keep", kept],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until("end of the first refresh", |screen| {
        screen.contains("new article") && screen.matches('●').count() > 5
    });
    let row = selected(&terminal);
    terminal.press("\r");
    let article = terminal.until("article", is_article);
    assert!(
        !article.contains("Advertisement") && !article.contains("Continue Reading"),
        "{article}"
    );
    terminal.press("s");
    terminal.until("word that it is saved", |screen| {
        screen.to_lowercase().contains("saved")
    });
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();

    let start = Start {
        arguments: &["--offline", "--data-dir", kept, "--view", "saved"],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    let list = terminal.until("saved article", |screen| screen.contains('★'));
    assert!(!row.trim().is_empty(), "{list}");
    terminal.press("\r");
    terminal.until("article without a network", is_article);
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let log = std::fs::metadata(std::path::Path::new(kept).join("tidings.db-wal"));
    let left = log.map_or(0, |log| log.len());
    assert_eq!(
        left, 0,
        "the next start would look whether the store is whole"
    );
}

/// Keys that come at once, as over a slow line: each is about what the one before asked for.
#[test]
fn keys_typed_ahead_wait_for_lists_and_texts() {
    let home = Home::new();
    let start = Start {
        size: (24, 80),
        arguments: &["demo"],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until("end of the first refresh", |screen| {
        screen.contains("new article") && screen.matches('●').count() > 5
    });
    // The page is fetched once: its text is longer than the feed's, of which the end is not its end.
    terminal.press("gaggj\r");
    terminal.until_says("whole article");
    terminal.press("qgs");
    terminal.until_says("Nothing saved.");
    for _ in 0..5 {
        // The saved list is empty; that of all is read and opened, and its second article is read to its end.
        terminal.press("gsgaggj\rG");
        terminal.until("end of the article", |screen| screen.contains("100 %"));
        terminal.press("qgs");
        terminal.until_says("Nothing saved.");
    }
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn an_empty_store_shows_the_starter_outlets() {
    let home = Home::new();
    let data = home.data();
    let start = Start {
        arguments: &["--offline", "--data-dir", data.to_str().unwrap()],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    let screen = terminal.until_says("Welcome to tidings");
    assert!(
        screen.contains("[x]") && screen.contains("Opinion Nigeria"),
        "{screen}"
    );
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_changed_configuration_counts_at_once_and_a_bad_one_keeps_what_was_there() {
    let home = Home::new();
    let config = home.path().join("config.toml");
    std::fs::write(&config, "[interface]\nmouse = false\n").unwrap();
    let start = Start {
        arguments: &["--offline"],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until("first screen", |screen| {
        screen.contains("Welcome to tidings")
    });
    std::fs::write(&config, "[interface]\nmouse = false\nmoose = true\n").unwrap();
    let press_where_nothing_tells_of_files = |terminal: &mut Terminal| {
        if !cfg!(target_os = "linux") {
            terminal.press("j");
        }
    };
    press_where_nothing_tells_of_files(&mut terminal);
    terminal.until("what is wrong", |screen| {
        screen.contains("config.toml:3") && screen.contains("moose")
    });
    std::fs::write(
        &config,
        "[interface]\nmouse = false\n[keys]\nquit = [\"Z\"]\n",
    )
    .unwrap();
    press_where_nothing_tells_of_files(&mut terminal);
    terminal.until("word that it counts", |screen| {
        screen.contains("settings read anew")
    });
    terminal.press("Z");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
}
