//! Whatever the surroundings do, the program goes on or ends well, and the terminal is as before.

use crate::home::Home;
use crate::pty::{Start, Terminal};
use std::time::Duration;

/// A terminal that is gone ends the program within this.
const GONE: Duration = Duration::from_secs(5);

/// The start screen, without a network.
fn start(home: &Home, start: Start<'_>) -> Terminal {
    let data = home.data();
    let arguments = ["--offline", "--data-dir", data.to_str().unwrap()];
    let start = Start {
        arguments: &arguments,
        ..start
    };
    Terminal::start(home, &start)
}

fn welcomed(home: &Home, how: Start<'_>) -> Terminal {
    let mut terminal = start(home, how);
    terminal.until_says("Welcome to tidings");
    terminal
}

#[test]
fn signals_that_end_give_the_terminal_back() {
    for name in ["TERM", "HUP", "INT"] {
        let home = Home::new();
        let mut terminal = welcomed(&home, Start::default());
        assert!(terminal.screen.screen().alternate_screen());
        terminal.signal(name);
        assert_eq!(terminal.end(), 0, "{name}");
        terminal.assert_given_back();
    }
}

/// One comes back to the welcome from the demo by its keys; a signal is meant for all of it.
#[test]
fn a_signal_that_comes_in_the_demo_ends_the_program_too() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    terminal.press("d");
    terminal.until_says("Harmattan Review");
    terminal.press("q");
    terminal.until_says("Welcome to tidings");
    terminal.press("d");
    terminal.until_says("Harmattan Review");
    terminal.signal("TERM");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
}

/// Sent while it is stopped, both are there when it goes on.
#[test]
fn two_signals_at_once_give_the_terminal_back_too() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    for name in ["STOP", "TERM", "INT", "CONT"] {
        terminal.signal(name);
    }
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    let home = Home::new();
    welcomed(&home, Start::default()).hang_up(GONE);
}

/// Under nohup nothing but the terminal itself says that it is gone.
#[test]
fn a_terminal_that_is_gone_ends_the_program_that_ignores_hang_ups() {
    let home = Home::new();
    let how = Start {
        ignores_hang_up: true,
        ..Start::default()
    };
    welcomed(&home, how).hang_up(GONE);
}

#[test]
fn a_terminal_of_any_size_is_taken_and_a_storm_of_sizes_too() {
    let home = Home::new();
    for size in [(1, 1), (0, 0), (3, 10), (1, 300), (200, 2)] {
        let how = Start {
            size,
            ..Start::default()
        };
        let mut terminal = start(&home, how);
        terminal.resize(24, 80);
        terminal.until_says("Welcome to tidings");
        for step in 0..200 {
            terminal.resize(step % 53, (step * 37) % 211);
        }
        terminal.resize(24, 80);
        terminal.until_says("Welcome to tidings");
        terminal.press("q");
        assert_eq!(terminal.end(), 0, "{size:?}");
        terminal.assert_given_back();
    }
}

#[test]
fn no_locale_and_unknown_ones_change_nothing() {
    let home = Home::new();
    for environment in [
        [("LANG", "C"), ("LC_ALL", "C")],
        [("LANG", "xx_XX.KOI9"), ("LC_ALL", "nonsense")],
    ] {
        let how = Start {
            environment: &environment,
            ..Start::default()
        };
        let mut terminal = welcomed(&home, how);
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }
}

#[test]
fn a_terminal_without_a_name_gets_one_line() {
    let home = Home::new();
    let named = |environment| Start {
        environment,
        ..Start::default()
    };
    let unnamed = Start {
        unset: &["TERM"],
        ..Start::default()
    };
    for how in [named(&[("TERM", "")]), named(&[("TERM", "dumb")]), unnamed] {
        let mut terminal = start(&home, how);
        assert_eq!(terminal.end(), 3);
        let written = String::from_utf8(terminal.written.clone()).unwrap();
        assert_eq!(written.lines().count(), 1, "{written}");
        assert!(!written.contains('\u{1b}'), "{written:?}");
    }
}

/// One question stands before the first frame, asked once: nothing else there could be waited for. This terminal answers
/// nothing, and what it says when all stands is no key.
#[test]
fn a_terminal_that_answers_nothing_is_asked_one_thing() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    let asked = |terminal: &Terminal, question: &[u8]| {
        let all = terminal.written.windows(question.len());
        all.filter(|it| *it == question).count()
    };
    assert_eq!(asked(&terminal, b"\x1b]11;?"), 1, "the background");
    assert_eq!(asked(&terminal, b"\x1b[c"), 1, "what it is");
    // Places, reports, modes, keyboards, pictures, names, sizes.
    let others = [
        "\x1b[6n", "\x1b[5n", "$p", "\x1b[?u", "\x1b_G", "\x1bP", "\x1b[>", "\x1b[14t", "\x1b[16t",
        "\x1b[18t",
    ];
    for question in others {
        let count = asked(&terminal, question.as_bytes());
        assert_eq!(count, 0, "{question:?}");
    }
    terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c");
    terminal.press("?");
    terminal.until_says("q close");
    terminal.press("q");
    terminal.until_says("Welcome to tidings");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// Answers to questions that nobody asked, half sequences, bytes that are no text: none is a key.
#[test]
fn garbage_on_the_input_is_no_key() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    for garbage in [
        "\x1b[?62;22c\x1b[>1;10;0c\x1b[24;80R\x1b]11;rgb:ffff/ffff/ffff\x07",
        "\x1b]52;c;UVFR\x07\x1bP1$r0m\x1b\\\x1b_Gi=1;OK\x1b\\\x1b[?1$y",
        "\x1b[<0;1;1M\x1b[<0;1;1m\x1b[M !!\x1b[I\x1b[O",
    ] {
        terminal.press(garbage);
    }
    terminal.press(b"\xff\xfe\x80\xc3\x28\xf0\x9f".repeat(1000));
    // The help answers: what came before was no key that quits or leaves this screen.
    terminal.press("?");
    terminal.until_says("q close");
    terminal.press("q");
    terminal.until_says("Welcome to tidings");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// A terminal that leaves the end of a paste in what it pastes: what follows is typed into the prompt and no command,
/// and an end without a beginning is no key.
#[test]
fn a_paste_with_its_own_end_in_it_stays_in_its_line() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    terminal.press("+");
    terminal.until_says("address of a site");
    let rest = "Qqd:".repeat(100);
    terminal.press(format!(
        "\x1b[200~https://pasted.example/\x1b[201~{rest}\x1b[201~"
    ));
    terminal.press("~end");
    let screen = terminal.until_says("~end");
    assert!(screen.contains("Qqd:~end"), "{screen}");
    assert!(screen.contains("address of a site"), "{screen}");
    terminal.press("\x03");
    terminal.until("end of the prompt", |screen| {
        !screen.contains("address of a site")
    });
    terminal.press("\x1b[201~");
    terminal.press("?");
    terminal.until_says("q close");
    terminal.press("qq");
    assert_eq!(terminal.end(), 0);
}

/// 400 kB pasted: one line of an address, never keys.
#[test]
fn a_huge_paste_is_one_line() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    terminal.press("+");
    terminal.until_says("address of a site");
    let lines = "Qqd\n".repeat(100_000);
    terminal.press(format!(
        "\x1b[200~https://pasted.example/\x1b\n{lines}\x1b[201~"
    ));
    terminal.until_says("https://pasted.example/");
    terminal.press("\x03");
    terminal.until("end of the prompt", |screen| {
        !screen.contains("address of a site")
    });
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn suspended_the_terminal_is_given_back_and_taken_again() {
    let home = Home::new();
    let mut terminal = welcomed(&home, Start::default());
    terminal.press("\x1a");
    terminal.until_given_back();
    terminal.until_stopped();
    terminal.assert_given_back();
    terminal.signal("CONT");
    terminal.until_says("Welcome to tidings");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn no_colour_means_no_colour() {
    let home = Home::new();
    let how = Start {
        environment: &[("NO_COLOR", "1")],
        ..Start::default()
    };
    let mut terminal = welcomed(&home, how);
    terminal.signal("TERM");
    terminal.end();
    let text = String::from_utf8_lossy(&terminal.written).into_owned();
    let colours = text.split("\x1b[").skip(1).filter(|sequence| {
        let end = sequence
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(0);
        let (parameters, rest) = sequence.split_at(end);
        let is_colour = |number: &str| {
            let number: u32 = number.parse().unwrap_or(0);
            matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107)
        };
        rest.starts_with('m') && parameters.split(';').any(is_colour)
    });
    assert_eq!(colours.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// D9, D10: garbage, half a store, one of a newer version: a line says it, nothing is drawn over it, and
/// the file stays as it is.
#[test]
fn a_store_that_cannot_be_used_is_one_line_and_is_not_touched() {
    let (whole, _server) = Home::with_demo();
    let bytes = std::fs::read(whole.data().join("tidings.db")).unwrap();
    let newer = whole.copied();
    rusqlite::Connection::open(newer.data().join("tidings.db"))
        .unwrap()
        .execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE);")
        .unwrap();
    let newer = std::fs::read(newer.data().join("tidings.db")).unwrap();
    for (bytes, words) in [
        (
            b"\x1b]0;x\x07 garbage ".repeat(1000),
            "is not a tidings store",
        ),
        (bytes[..bytes.len() / 2].to_vec(), "is damaged"),
        (newer, "newer tidings"),
    ] {
        let home = Home::new();
        std::fs::create_dir_all(home.data()).unwrap();
        let file = home.data().join("tidings.db");
        std::fs::write(&file, &bytes).unwrap();
        let mut terminal = start(&home, Start::default());
        assert_eq!(terminal.end(), 3, "{words}");
        terminal.assert_given_back();
        let written = String::from_utf8(terminal.written.clone()).unwrap();
        assert!(
            written.contains(words) && !written.contains('\u{1b}'),
            "{written:?}"
        );
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "{words}");
    }
}
