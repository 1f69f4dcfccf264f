//! The whole program in a real pseudo-terminal: read, save, quit, read again without the outlets.

use crate::bench::rss;
use crate::home::Home;
use crate::pty::{Start, Terminal};
use crate::server::{Server, answer};

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

/// What stands behind the outlet's name in the selected row.
fn title(terminal: &Terminal) -> String {
    let row = selected(terminal);
    row.split_once("Paper")
        .map_or("", |(_, title)| title)
        .to_owned()
}

/// The cursor, and each cell with its letters and colours; one that was never written is blank.
fn look(terminal: &Terminal) -> Vec<String> {
    let screen = terminal.screen.screen();
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let cell = |row: u16, column: u16| {
        let cell = screen.cell(row, column).unwrap();
        let letters = if cell.has_contents() {
            cell.contents()
        } else {
            " "
        };
        let colours = (cell.fgcolor(), cell.bgcolor(), cell.inverse());
        let style = (cell.bold(), cell.italic(), cell.underline(), cell.is_wide());
        format!("{row},{column}: {letters} {colours:?} {style:?}")
    };
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let cursor = format!("{:?}", screen.cursor_position());
    let cells = cells.map(|(row, column)| cell(row, column));
    std::iter::once(cursor).chain(cells).collect()
}

/// All that stood there was taken away since.
fn is_cleared(terminal: &Terminal, since: usize) -> bool {
    let written = &terminal.written[since..];
    let has = |words: &[u8]| written.windows(words.len()).any(|it| it == words);
    has(b"\x1b[J") || has(b"\x1b[2J")
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

/// Each start took other ports, so that all feeds were subscribed to a second time.
#[test]
fn a_kept_demo_has_the_same_feeds_at_each_start() {
    let home = Home::new();
    // Where commands look, so that they find the demo's feeds.
    let data = home.data();
    let kept = data.to_str().unwrap();
    let addresses = || -> Vec<_> {
        let feeds = home.ok(&["--offline", "feeds", "--json"]).json();
        feeds.iter().map(|feed| feed["url"].clone()).collect()
    };
    let play = |more: &'static [&'static str]| {
        let arguments = [&["demo", "--keep", kept], more].concat();
        let start = Start {
            arguments: &arguments,
            ..Start::default()
        };
        Terminal::start(&home, &start)
    };
    let mut terminal = play(&[]);
    terminal.until("end of the first refresh", |screen| {
        screen.contains("new article") && screen.matches('●').count() > 5
    });
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let before = addresses();
    home.ok(&["--offline", "remove", "1"]);

    let mut terminal = play(&[]);
    terminal.until("articles", |screen| screen.matches('●').count() > 5);
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let now = addresses();
    assert_eq!(now.len() + 1, before.len(), "what was given up stays away");
    assert!(now.iter().all(|address| before.contains(address)));
    let mut other = play(&["--port", "1"]);
    assert_eq!(other.end(), 2, "{}", other.text());
}

/// The built-in edition at 80x24, when all of it is there.
fn demo(home: &Home) -> Terminal {
    let start = Start {
        size: (24, 80),
        arguments: &["demo"],
        ..Start::default()
    };
    let mut terminal = Terminal::start(home, &start);
    terminal.until("end of the first refresh", |screen| {
        screen.contains("new article") && screen.matches('●').count() > 5
    });
    terminal
}

/// Keys that come at once, as over a slow line: each is about what the one before asked for.
#[test]
fn keys_typed_ahead_wait_for_lists_and_texts() {
    let home = Home::new();
    let mut terminal = demo(&home);
    // The page is fetched once: its text is longer than the feed's, of which the end is not its end.
    terminal.press("gaggj\r");
    terminal.until("the page", |screen| {
        screen.contains("whole article") && !screen.contains("fetching")
    });
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

/// T11: of titles that terminals and programs measure differently no cell is left over or missing when only what changed
/// is drawn.
#[test]
fn a_screen_drawn_anew_is_the_screen_that_was_there() {
    let titles = [
        "👩\u{200d}👩\u{200d}👧 family",
        "🇳🇬🇧🇷 flags",
        "🇳 half a flag",
        "👍 a hand",
        "☂\u{fe0f} rain, ☂\u{fe0e} rain",
        "1\u{fe0f}\u{20e3} key",
        "﷽ one letter",
        "中文标题 and かな",
        "क्षि กำ ការ",
        "e\u{301}\u{302}\u{303} marks",
        "± § ambiguous ①",
        "العربية ثم english",
    ];
    let server = Server::start(move |_| answer(200, &[], rss(&titles).as_bytes()));
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    home.ok(&["refresh"]);
    let data = home.data();
    let start = Start {
        size: (10, 60),
        arguments: &[
            "--offline",
            "--data-dir",
            data.to_str().unwrap(),
            "--view",
            "all",
        ],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until_drawn(|it| title(it).contains("family"));
    let mut keys = vec!["j"; titles.len() - 1];
    keys.extend(["k"; 5]);
    for (step, key) in keys.into_iter().enumerate() {
        let (mark, was) = (terminal.written.len(), title(&terminal));
        terminal.press(key);
        terminal.until_drawn(|it| title(it) != was);
        assert!(!is_cleared(&terminal, mark), "{step}: only what changed");
        let (before, mark) = (look(&terminal), terminal.written.len());
        terminal.press("\x0c");
        terminal.until_drawn(|it| is_cleared(it, mark));
        let after = look(&terminal);
        let changed = before.iter().zip(&after).filter(|(was, is)| was != is);
        let changed: Vec<_> = changed.collect();
        assert!(
            changed.is_empty(),
            "{step}: {changed:#?}\n{}",
            terminal.text()
        );
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
fn a_picture_that_its_host_refused_is_not_asked_for_at_each_look() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/feed" => {
            let words =
                "The first ferry left Lokoja at nine with forty people and a goat on board. ";
            let feed = format!(
                "<rss version='2.0'><channel><title>Paper</title><item><title>Grain</title><guid>2</guid>\
                 <pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate><description>{0} Grain eases.</description></item>\
                 <item><title>Ferries</title><guid>1</guid><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate>\
                 <description><![CDATA[<p>{0}</p><p><img src='/boat.png' alt='A boat' width='600' height='400'></p>\
                 <p>{0}</p>]]></description></item></channel></rss>",
                words.repeat(3)
            );
            answer(200, &[], feed.as_bytes())
        }
        _ => answer(404, &[], b""),
    });
    let home = Home::new();
    let config = "[pictures]\ndrawing = \"blocks\"\n[interface]\nmouse = false\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    let data = home.data();
    let start = Start {
        arguments: &["--data-dir", data.to_str().unwrap()],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until_says("Ferries");
    // Where there is no picture, its room is given back.
    let has_closed_up = |screen: &str| {
        let lines: Vec<&str> = screen.lines().collect();
        let words = lines.iter().position(|line| line.contains("A boat"));
        words.is_some_and(|at| {
            lines
                .get(at + 2)
                .is_some_and(|line| line.contains("The first ferry"))
        })
    };
    for _ in 0..3 {
        terminal.press("gagg\r");
        terminal.until("the text without its picture", has_closed_up);
        terminal.press("J");
        terminal.until_says("Grain eases.");
        terminal.press("qgs");
        terminal.until_says("Nothing saved.");
    }
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let asked = server
        .paths()
        .iter()
        .filter(|path| *path == "/boat.png")
        .count();
    assert_eq!(asked, 1, "{:?}", server.paths());
}

#[test]
fn a_faulty_theme_that_nobody_chose_stops_nothing() {
    let home = Home::new();
    let themes = home.path().join("themes");
    std::fs::create_dir(&themes).unwrap();
    std::fs::write(themes.join("mine.toml"), "[colors").unwrap();
    let data = home.data();
    let start = Start {
        arguments: &["--offline", "--data-dir", data.to_str().unwrap()],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until_says("Welcome to tidings");
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
    // A start takes them, too: a rule may name a query that is gone.
    std::fs::write(
        &config,
        "[storage]\nahead_rules = [\"text filter:Gone\"]\n[keys]\nquit = [\"Z\"]\n",
    )
    .unwrap();
    press_where_nothing_tells_of_files(&mut terminal);
    terminal.until("what is wrong with a rule", |screen| {
        screen.contains("[storage] ahead_rules") && !screen.contains("not taken")
    });
    terminal.press("Z");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
}

/// They were told as a chord that means nothing: the range went on, and all of it was saved.
#[test]
fn escape_and_the_key_behind_it_in_one_packet_are_about_what_they_are_pressed_for() {
    let home = Home::new();
    let mut terminal = demo(&home);
    terminal.press("gaggVj\x1bjs");
    terminal.until_says("saved: ");
    terminal.press("gs");
    let saved = terminal.until("the list of what is saved", |screen| screen.contains('★'));
    assert_eq!(saved.matches('★').count(), 1, "{saved}");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
