//! Promise 1: nothing from the network acts on the terminal. Sequences of every kind come in by
//! every door; the program is walked through all views, and every byte that it wrote is looked at.

use crate::home::Home;
use crate::pty::{Start, Terminal};
use crate::server::{Answer, Asked, Server, answer};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};

/// What acts on a terminal. Each holds a number that the program never uses itself, 7331, or is
/// forbidden by its kind alone.
const PAYLOADS: &[&str] = &[
    "\x1b[7331m",
    "\x1b[38;5;7331mZQ",
    "\x1b[7331;1H",
    "\x1b[7331J",
    "\x1b[?7331h",
    "\x1b[7331n",
    "\x1b[7331t",
    "\x1b[!p",
    "\x1bc",
    "\x1b#8",
    "\x1b(0",
    "\x1b]0;ZQ7331\x07",
    "\x1b]2;ZQ7331\x1b\\",
    "\x1b]4;1;?\x07",
    "\x1b]8;;https://7331.example/\x1b\\ZQ\x1b]8;;\x1b\\",
    "\x1b]9;ZQ7331\x07",
    "\x1b]10;?\x07",
    "\x1b]52;c;NzMzMQ==\x07",
    "\x1b]52;c;?\x07",
    "\x1b]777;notify;ZQ;7331\x07",
    "\x1b]1337;File=inline=1:NzMzMQ==\x07",
    "\x1bP$q7331m\x1b\\",
    "\x1bP+q7331\x1b\\",
    "\x1b_Gi=7331;AAAA\x1b\\",
    "\x1b^7331\x1b\\",
    "\x1bX7331\x1b\\",
    "\u{9b}7331m",
    "\u{9d}0;ZQ7331\u{9c}",
    "\u{90}7331\u{9c}",
    "\u{9f}7331\u{9c}",
    "\u{85}\u{84}\u{8d}",
    "a\rforged",
    "a\nforged",
    "a\x0bb\x0cc",
    "\x08\x08\x08\x7f\x07",
    "\x0e\x0f\x05",
    "\u{202e}desrever\u{202c}",
    "\u{202a}\u{202b}\u{202d}",
    "\u{2066}a\u{2067}b\u{2068}c\u{2069}",
    "\u{200e}\u{200f}\u{61c}",
    "z\u{200b}\u{2060}\u{feff}\u{180e}w",
    "\u{e0041}\u{e007f}\u{e0100}",
    "\u{2028}\u{2029}",
    "\u{ad}\u{34f}\u{115f}\u{3164}",
];

/// Each payload as every field of an entry.
fn json_feed(edition: u32) -> Vec<u8> {
    let item = |(number, payload): (usize, &&str)| {
        json!({
            "id": format!("{number}{payload}"),
            "url": format!("https://127.0.0.1/{number}?{payload}"),
            "title": format!("T{number} {payload} title"),
            "summary": format!("S{number} {payload} summary"),
            "content_html": format!("<h2>H{payload}</h2><p>{payload} <a href=\"https://x.example/{payload}\">l{payload}</a> edition {edition} &#27;[7331m &#x9b;7331m &amp;#27;]0;7331&amp;#7; <img alt=\"{payload}\" src=\"/p{payload}.png\"></p><pre>{payload}</pre><table><tr><td>{payload}</table>{}", "word ".repeat(60)),
            "author": {"name": format!("A{payload}")},
            "tags": [format!("C{payload}")],
            "attachments": [{"url": format!("https://x.example/{payload}.mp3"), "mime_type": payload}],
        })
    };
    let items: Vec<_> = PAYLOADS.iter().enumerate().map(item).collect();
    let all = PAYLOADS.concat();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": format!("Feed {all}"),
        "items": items,
    });
    feed.to_string().into_bytes()
}

/// The same raw, as references, and twice encoded in XML.
fn xml_feed() -> Vec<u8> {
    let mut xml = format!(
        "<rss version='2.0'><channel><title>X{}</title>",
        PAYLOADS.concat()
    );
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let references: String = payload
            .chars()
            .map(|c| format!("&#{};", c as u32))
            .collect();
        let twice = references.replace('&', "&amp;");
        for (way, text) in [*payload, &references, &twice].iter().enumerate() {
            let text = text.replace('<', "&lt;");
            xml.push_str(&format!(
                "<item><guid>{number}/{way}</guid><title>R{number}/{way} {text}</title><author>{text}</author>\
                 <category>{text}</category><link>https://127.0.0.1/{number}/{way}</link>\
                 <description>{text} <![CDATA[<p>{text}</p>]]></description></item>"
            ));
        }
    }
    xml.push_str("</channel></rss>");
    xml.into_bytes()
}

/// Controls of the second kind as bytes of their own, which are no UTF-8.
fn bytes_feed() -> Vec<u8> {
    let mut xml =
        b"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>B".to_vec();
    xml.extend_from_slice(b"\x9b7331m\x9d0;ZQ7331\x9c</title>");
    for number in 0..4 {
        let start = format!("<item><guid>b{number}</guid><title>Bytes {number} ");
        xml.extend_from_slice(start.as_bytes());
        xml.extend_from_slice(b"\x9b7331m \x90q\x9c \x85\x84</title><description>\x9d52;c;NzMzMQ==\x9c text</description></item>");
    }
    xml.extend_from_slice(b"</channel></rss>");
    xml
}

/// Summaries, whose articles have pages of their own.
fn paged_feed() -> Vec<u8> {
    let items: String = (0..6)
        .map(|n| format!("<item><guid>p{n}</guid><title>Paged {n}</title><link>/page/{n}</link><description>Short.</description></item>"))
        .collect();
    format!("<rss version='2.0'><channel><title>Pages</title>{items}</channel></rss>").into_bytes()
}

/// A page with every payload wherever a page has words.
fn page(path: &str) -> Vec<u8> {
    let all = PAYLOADS.concat().replace('<', "&lt;");
    let paragraphs: String = PAYLOADS
        .iter()
        .map(|it| {
            let it = it.replace('<', "&lt;");
            format!("<p>{it} {} <a href='https://x.example/?{it}'>l{it}</a></p><h2>{it}</h2><pre>{it}</pre>", "word ".repeat(40))
        })
        .collect();
    format!(
        "<html lang='{all}'><head><title>P{path} {all}</title><meta name='author' content='{all}'>\
         <meta property='og:description' content='{all}'></head><body><article><h1>H{all}</h1>\
         <figure><img src='/p.png?{all}' alt='{all}'><figcaption>{all}</figcaption></figure>{paragraphs}\
         <table><tr><th>{all}<td>{all}</table></article></body></html>"
    )
    .into_bytes()
}

/// What the head of an answer can carry.
fn hostile_head(path: &str) -> Answer {
    let escape = "\x1b]0;ZQ7331\x07\u{9b}7331m\u{202e}";
    let head = match path {
        "/reason" => format!("HTTP/1.1 503 {escape}\r\n"),
        "/type" => format!("HTTP/1.1 200 OK\r\nContent-Type: {escape}; charset={escape}\r\n"),
        "/redirect" => format!("HTTP/1.1 302 OK\r\nLocation: gopher://x/{escape}\r\n"),
        "/name" => format!("HTTP/1.1 302 OK\r\nLocation: http://{escape}.example/\r\n"),
        _ => format!("HTTP/1.1 401 {escape}\r\nWWW-Authenticate: Basic realm=\"{escape}\"\r\n"),
    };
    let body = format!("{escape} is no feed");
    let end = format!(
        "Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Answer::Bytes([head.into_bytes(), end.into_bytes()].concat())
}

fn outlet(asked: &Asked, edition: u32) -> Answer {
    match asked.path.as_str() {
        "/json" => answer(
            200,
            &[("Content-Type", "application/feed+json")],
            &json_feed(edition),
        ),
        "/bytes" => answer(200, &[("Content-Type", "text/xml")], &bytes_feed()),
        "/paged" => answer(200, &[("Content-Type", "text/xml")], &paged_feed()),
        path if path.starts_with("/page/") => {
            answer(200, &[("Content-Type", "text/html")], &page(path))
        }
        "/xml" => answer(200, &[("Content-Type", "text/xml")], &xml_feed()),
        path => hostile_head(path),
    }
}

fn subscribed() -> (Home, Server) {
    let home = Home::new();
    // Nothing is opened on the machine that runs the tests.
    std::fs::write(
        home.path().join("config.toml"),
        "[polling]\nfloor = \"0s\"\n[open]\nbrowser = [\"true\"]\n",
    )
    .unwrap();
    let edition = AtomicU32::new(0);
    let server = Server::start(move |asked| {
        let is_feed = asked.path == "/json";
        let edition = edition.fetch_add(u32::from(is_feed), Ordering::SeqCst);
        outlet(asked, edition)
    });
    let paths = [
        "/json",
        "/bytes",
        "/paged",
        "/xml",
        "/reason",
        "/type",
        "/redirect",
        "/name",
        "/password",
    ];
    let list: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    home.feed(&["import", "-"], list.join("\n").as_bytes());
    (home, server)
}

/// Fails on anything but words and the sequences that the program uses itself.
fn assert_harmless(written: &[u8], what: &str) {
    let text = String::from_utf8(written.to_vec()).expect("UTF-8");
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' => sequence(&mut rest, what),
            '\r' | '\n' => {}
            _ => assert!(is_harmless(c), "{what}: {c:?} was written"),
        }
    }
}

fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{180e}' | '\u{3164}' | '\u{feff}'
        )
        && !matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        && !matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// One of ours: CSI with an end that is used, a question about colours, an address.
fn sequence(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, what: &str) {
    match rest.next() {
        Some('[') => {
            let parameters: String = std::iter::from_fn(|| {
                rest.next_if(|c| matches!(c, '0'..='9' | ';' | '?' | ':' | '<' | '>' | '=' | ' '))
            })
            .collect();
            let end = rest.next();
            assert!(
                matches!(
                    end,
                    Some('m' | 'H' | 'J' | 'K' | 'h' | 'l' | 'q' | 'u' | 'c' | 'A'..='D' | 'X')
                ),
                "{what}: CSI {parameters}{end:?}"
            );
            assert!(!parameters.contains("7331"), "{what}: CSI {parameters}");
        }
        Some(']') => {
            let body: String =
                std::iter::from_fn(|| rest.next_if(|c| !matches!(c, '\x07' | '\x1b'))).collect();
            if rest.next() == Some('\x1b') {
                assert_eq!(rest.next(), Some('\\'), "{what}");
            }
            if let Some(copied) = body.strip_prefix("52;c;") {
                // What was copied by a key: an address or a title, as plain as all else.
                return assert_harmless(&decoded(copied), what);
            }
            let address = body.strip_prefix("8;;");
            let is_address = address.is_some_and(|it| it.is_empty() || it.starts_with("http"));
            assert!(is_address || body == "11;?", "{what}: OSC {body}");
        }
        other => panic!("{what}: ESC {other:?}"),
    }
}

/// Base64, as `base64 -d` reads it.
fn decoded(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::new();
    for four in text.chunks(4) {
        let bits =
            four.iter().fold(0, |bits, byte| bits << 6 | value(*byte)) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}

/// The reader without a network, in a terminal that has links.
fn started(home: &Home, size: (u16, u16), view: &str) -> Terminal {
    let data = home.data();
    let start = Start {
        size,
        environment: &[("VTE_VERSION", "7000")],
        arguments: &[
            "--offline",
            "--data-dir",
            data.to_str().unwrap(),
            "--view",
            view,
        ],
        ..Start::default()
    };
    Terminal::start(home, &start)
}

/// Presses keys and waits until the screen is another one.
fn turn(terminal: &mut Terminal, keys: &str) {
    // What cancels may find nothing to cancel.
    if keys == "\x03" {
        return terminal.press(keys);
    }
    let before = terminal.text();
    terminal.press(keys);
    terminal.until(&format!("another screen after {keys:?}"), |screen| {
        screen != before
    });
}

/// Every way to look at an article, and every panel, prompt and list that shows words from outside.
#[test]
fn nothing_from_outside_acts_on_the_terminal_in_any_version_panel_or_prompt() {
    let (home, _server) = subscribed();
    home.run(&["refresh"]);
    home.run(&["refresh", "--all"]);
    home.run(&["offline", "--text"]);
    home.run(&[
        "--offline",
        "filters",
        "add",
        "a filter",
        "--when",
        "forged",
        "--then",
        "tag:x",
    ]);
    for (size, view) in [
        ((40, 120), "Paged"),
        ((24, 80), "title"),
        ((30, 100), "Bytes"),
    ] {
        let mut terminal = started(&home, size, view);
        terminal.until("list", |screen| screen.matches(['●', '○']).count() > 1);
        // Of the list: copies, the form of its feed, a filter from an article, tags, programs, a file.
        for keys in [
            "y", "Y", "E", "\x03", "X", "\x03", "t", "\x03", "|", "\x03", "w", "\x03", "e",
        ] {
            if keys == "e" || keys == "y" || keys == "Y" {
                terminal.press(keys);
            } else {
                turn(&mut terminal, keys);
            }
        }
        terminal.press("\x03");
        turn(&mut terminal, "\r");
        terminal.until("article", |screen| screen.contains('%'));
        for _ in 0..5 {
            turn(&mut terminal, "v");
            terminal.press("GG");
        }
        terminal.press("gg");
        for keys in ["U", "\x03", "i", "\x03", "E", "\x03"] {
            turn(&mut terminal, keys);
        }
        terminal.press("f\x03y1y");
        turn(&mut terminal, "ga");
        for keys in ["gt", "gh", "gi", "ga", ":filters ", "\x03"] {
            turn(&mut terminal, keys);
        }
        // The prompt may still stand: that it goes is not yet the list of themes.
        terminal.press("T");
        terminal.until_says("auto: as the terminal");
        for keys in ["q", "gf"] {
            turn(&mut terminal, keys);
        }
        turn(&mut terminal, "E");
        turn(&mut terminal, "\x03");
        terminal.press("\x0c?");
        terminal.until_says("q close");
        terminal.press("q");
        terminal.press("Q");
        assert_eq!(terminal.end(), 0);
        assert_harmless(&terminal.written, view);
    }
}

#[test]
fn nothing_from_outside_acts_on_the_terminal_in_any_view() {
    let (home, _server) = subscribed();
    home.run(&["refresh"]);
    for size in [(24, 80), (40, 140), (12, 40)] {
        let mut terminal = started(&home, size, "all");
        terminal.until("list", |screen| screen.matches(['●', '○']).count() > 3);
        // Before the feeds are read no panel opens, and ^C would leave the view.
        terminal.press("gf");
        let are_read = |screen: &str| screen.contains("All unread") && screen.contains("127.0.0.1");
        terminal.until("feeds", are_read);
        // The list to its end, then the reader of many articles, its panels, the feeds, a search.
        terminal.press("ga".to_owned() + &"\x06".repeat(30) + "gg\r");
        terminal.until("article", |screen| screen.contains('%'));
        // ^C leaves a panel; an escape before another key would be that key with Alt.
        for _ in 0..PAYLOADS.len() {
            terminal.press("GJi\x03");
        }
        terminal.press("qgf");
        terminal.until("feeds", are_read);
        terminal.press("i\x03jjki\x03ji\x03ji\x03ji\x03?G\x03");
        terminal.press("gaoO/title\r");
        terminal.until("hits", |screen| screen.contains("search"));
        terminal.press("Q");
        assert_eq!(terminal.end(), 0);
        assert_harmless(&terminal.written, &format!("{size:?}"));
    }
}

/// A list of subscriptions with payloads in names and addresses.
fn hostile_list(home: &Home, host: &str) -> std::path::PathBuf {
    let hostile = home.path().join("list.opml");
    let all = PAYLOADS.concat().replace('&', "&amp;").replace('<', "&lt;");
    std::fs::write(
        &hostile,
        format!("<opml><body><outline text=\"F{all}\"><outline text=\"N{all}\" title=\"{all}\" xmlUrl=\"http://{host}/json?{all}\" htmlUrl=\"javascript:{all}\"/><outline xmlUrl=\"exec:{all}\"/></outline></body></opml>"),
    )
    .unwrap();
    hostile
}

/// `parse` and `clean`, on what a pipe brings.
fn assert_pipes_are_harmless(home: &Home) {
    for (arguments, input) in [
        (&["parse"][..], json_feed(1)),
        (&["parse"], xml_feed()),
        (&["parse"], bytes_feed()),
        (&["clean"], page("x")),
        (&["clean", "--format", "html"], page("x")),
        (&["clean", "--format", "markdown"], page("x")),
        (&["clean", "--format", "json"], page("x")),
        (&["clean", "--explain"], page("x")),
    ] {
        let ran = home.feed(arguments, &input);
        assert_harmless((ran.out + &ran.err).as_bytes(), &format!("{arguments:?}"));
    }
}

#[test]
fn nothing_from_outside_acts_on_the_terminal_by_the_command_line() {
    let (home, server) = subscribed();
    let mut written = Vec::new();
    let hostile = hostile_list(&home, &server.host());
    let (page, missing) = (server.url("/page/0"), server.url("/reason"));
    let runs: &[&[&str]] = &[
        &["refresh"],
        &["refresh", "--json"],
        &["refresh", "--all"],
        &["import", hostile.to_str().unwrap()],
        &["list"],
        &["list", "--json"],
        &["feeds"],
        &["feeds", "--json"],
        &["search", "title"],
        &["search", "title", "--json"],
        &["doctor"],
        &["doctor", "--json"],
        &["offline", "--text", "--articles", "9"],
        &[
            "filters", "add", "one", "--when", "forged", "--then", "tag:x",
        ],
        &["filters"],
        &["filters", "--json"],
        &["mark", "saved", "1", "2", "3"],
        &["undo"],
        &["redo"],
        &["edit", "1", "--interval", "2h"],
        &["remove", "1"],
        &["undo"],
        &["add", "--list", &missing],
        &["add", &page],
        &["save", &page],
        &["save", &missing],
        &["open", "1"],
        &["download", "1"],
        &["export", "--format", "opml"],
        &["export", "saved", "--format", "json"],
        &["export", "saved", "--format", "markdown"],
        &["export", "saved", "--format", "text"],
        &["export", "saved", "--format", "html"],
    ];
    for arguments in runs {
        let output = home
            .command(arguments)
            .env("BROWSER", "true")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(
            !said.contains(&0x1b),
            "{arguments:?}: an escape was printed"
        );
        assert_harmless(&said, &format!("{arguments:?}"));
        written.extend(said);
    }
    assert_pipes_are_harmless(&home);
    for id in (1..PAYLOADS.len()).step_by(3) {
        let id = id.to_string();
        for arguments in [&["show", id.as_str()][..], &["show", &id, "--json"]] {
            let output = home
                .command(&[&["--offline"], arguments].concat())
                .output()
                .unwrap();
            written.extend([output.stdout, output.stderr].concat());
        }
    }
    let log = std::fs::read(home.data().join("tidings.log")).unwrap_or_default();
    written.extend(log);
    assert!(!written.contains(&0x1b), "an escape was printed");
    assert_harmless(&written, "command line");
}

/// With a terminal in place of the pipe, where there is progress and a width to keep to.
#[test]
fn nothing_from_outside_acts_on_the_terminal_that_a_command_prints_to() {
    let (home, _server) = subscribed();
    let data = home.data();
    let data = data.to_str().unwrap();
    for arguments in [
        &["refresh"][..],
        &["list"],
        &["feeds"],
        &["doctor"],
        &["search", "title"],
        &["show", "1"],
        &["offline", "--text", "--articles", "3"],
        &["export", "all", "--format", "text"],
        &["export", "all", "--format", "markdown"],
        &["export", "all", "--format", "html"],
        &["refresh", "--all"],
    ] {
        let all = [&["--data-dir", data], arguments].concat();
        let start = Start {
            arguments: &all,
            ..Start::default()
        };
        let mut terminal = Terminal::start(&home, &start);
        terminal.end();
        assert_harmless(&terminal.written, &format!("{arguments:?}"));
    }
}

/// An id may come from outside, by a script; what is wrong with it was said by clap, with all that it is.
#[test]
fn nothing_acts_on_the_terminal_through_wrong_usage() {
    let home = Home::new();
    let all = PAYLOADS.join(" ");
    let long = "w".repeat(5_000);
    for word in [&all, &long, "1\u{1b}]52;c;7331", "1\u{9b}7331m\u{202e}"] {
        for arguments in [
            &["show", word][..],
            &["list", "--limit", word],
            &["export", "--format", word],
            &["completions", word],
            &[word],
            &[&format!("--{word}")],
            &["list", &format!("foo:{word}")],
            &["remove", word],
        ] {
            let ran = home.run(arguments);
            let what = format!("{:.40}", format!("{arguments:?}"));
            let is_query = arguments[1..].iter().any(|it| it.starts_with("foo:"));
            assert!(is_query || ran.code != Some(0), "{what}");
            let said = ran.out.clone() + &ran.err;
            assert!(!said.contains('\u{1b}'), "{what}: an escape was printed");
            assert_harmless(said.as_bytes(), &what);
            for line in ran.err.lines() {
                assert!(tidings::text::width(line) <= 200, "{what}: {line}");
            }
        }
    }
    let wrong = ["show", "1\u{1b}]52;c;NzMzMQ==\u{7}"];
    let start = Start {
        arguments: &wrong,
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.end();
    assert_harmless(&terminal.written, "wrong usage on a terminal");
}

/// What another tidings wrote, or says that it did: escapes in every address.
#[test]
fn nothing_acts_on_the_terminal_through_the_addresses_of_an_export() {
    let home = Home::new();
    let mut lines = vec![json!({ "tidings": "export", "version": 1 })];
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let host = format!("http://x{number}.example");
        let url = format!("{host}/{payload}");
        lines.push(json!({ "kind": "feed", "url": url, "site": url, "title": payload }));
        lines.push(json!({ "kind": "gone", "gone": { "feed": url, "identities": [[1, "00"]] } }));
        lines.push(json!({ "kind": "article", "kept": {
            "feed": url, "title": payload, "url": url, "image": url, "saved_at": 1,
            "identities": [[1, format!("{number:032x}")]],
            "enclosures": [{ "url": url, "type": payload, "length": 1 }],
        }}));
        let odd = format!("data:{payload}");
        lines.push(json!({ "kind": "feed", "url": odd }));
        lines.push(json!({ "kind": "article", "kept": {
            "feed": host, "title": "odd", "url": odd, "image": odd,
            "identities": [[1, format!("{:032x}", 1_000 + number)]],
            "enclosures": [{ "url": odd, "type": "audio/mpeg", "length": 1 }],
        }}));
    }
    let file = home.path().join("export.json");
    let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
    std::fs::write(&file, text.join("\n")).unwrap();
    let runs: &[&[&str]] = &[
        &["import", file.to_str().unwrap()],
        &["feeds"],
        &["feeds", "--json"],
        &["list"],
        &["list", "--json"],
        &["show", "1"],
        &["show", "1", "--json"],
        &["show", "2", "--json"],
        &["doctor"],
        &["export", "--format", "opml"],
        &["export", "--format", "json"],
        &["export", "all", "--format", "markdown"],
        &["export", "all", "--format", "html"],
        &["export", "all", "--format", "text"],
    ];
    for arguments in runs {
        let output = home.command(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(!said.is_empty(), "{arguments:?}");
        assert!(!said.contains(&0x1b), "{arguments:?}: an escape");
        assert_harmless(&said, &format!("{arguments:?}"));
    }
    let opml = std::fs::read(home.data().join("subscriptions.opml")).unwrap();
    assert!(!opml.contains(&0x1b) && !opml.windows(5).any(|it| it == b"data:"));
    let kept = home.ok(&["export", "--format", "json"]).out;
    assert!(!kept.contains("\"data:"), "{kept}");
}
