//! Promise 1: nothing from the network acts on the terminal. Sequences of every kind come in by
//! every door; the program is walked through all views, and every byte that it wrote is looked at.

use crate::home::Home;
use crate::pty::{Start, Terminal};
use crate::server::{Answer, Asked, Server, answer};
use serde_json::json;

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
fn json_feed() -> Vec<u8> {
    let item = |(number, payload): (usize, &&str)| {
        json!({
            "id": format!("{number}{payload}"),
            "url": format!("https://127.0.0.1/{number}?{payload}"),
            "title": format!("T{number} {payload} title"),
            "summary": format!("S{number} {payload} summary"),
            "content_html": format!("<h2>H{payload}</h2><p>{payload} <a href=\"https://x.example/{payload}\">l{payload}</a> &#27;[7331m &#x9b;7331m &amp;#27;]0;7331&amp;#7; <img alt=\"{payload}\" src=\"/p{payload}.png\"></p><pre>{payload}</pre><table><tr><td>{payload}</table>{}", "word ".repeat(60)),
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

fn outlet(asked: &Asked) -> Answer {
    match asked.path.as_str() {
        "/json" => answer(
            200,
            &[("Content-Type", "application/feed+json")],
            &json_feed(),
        ),
        "/xml" => answer(200, &[("Content-Type", "text/xml")], &xml_feed()),
        path => hostile_head(path),
    }
}

fn subscribed() -> (Home, Server) {
    let home = Home::new();
    let server = Server::start(outlet);
    let paths = [
        "/json",
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
            let address = body.strip_prefix("8;;");
            let is_address = address.is_some_and(|it| it.is_empty() || it.starts_with("http"));
            assert!(is_address || body == "11;?", "{what}: OSC {body}");
        }
        other => panic!("{what}: ESC {other:?}"),
    }
}

#[test]
fn nothing_from_outside_acts_on_the_terminal_in_any_view() {
    let (home, _server) = subscribed();
    std::fs::write(
        home.path().join("config.toml"),
        "[polling]\nfloor = \"0s\"\n[open]\nbrowser = [\"true\"]\n",
    )
    .unwrap();
    home.run(&["refresh"]);
    let data = home.data();
    for size in [(24, 80), (40, 140), (12, 40)] {
        let start = Start {
            size,
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
        terminal.until("list", |screen| screen.matches(['●', '○']).count() > 3);
        // The list to its end, then the reader of many articles, its panels, the feeds, a search.
        terminal.press("\x06".repeat(30) + "gg\r");
        terminal.until("article", |screen| screen.contains('%'));
        // ^C leaves a panel; an escape before another key would be that key with Alt.
        for _ in 0..PAYLOADS.len() {
            terminal.press("GJi\x03");
        }
        terminal.press("qgfi\x03jjki\x03ji\x03ji\x03ji\x03?G\x03");
        terminal.press("gaoO/title\r");
        terminal.until("hits", |screen| screen.contains("search"));
        terminal.press("Q");
        assert_eq!(terminal.end(), 0);
        assert_harmless(&terminal.written, &format!("{size:?}"));
    }
}

#[test]
fn nothing_from_outside_acts_on_the_terminal_by_the_command_line() {
    let (home, _server) = subscribed();
    let mut written = Vec::new();
    let runs: &[&[&str]] = &[
        &["refresh"],
        &["refresh", "--json"],
        &["list"],
        &["list", "--json"],
        &["feeds"],
        &["feeds", "--json"],
        &["search", "title"],
        &["doctor"],
        &["export", "--format", "opml"],
    ];
    for arguments in runs {
        let output = home.command(arguments).output().unwrap();
        written.extend([output.stdout, output.stderr].concat());
    }
    for id in 1..PAYLOADS.len() {
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
