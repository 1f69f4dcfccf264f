//! What the command line says of what it did: neither more nor less than what was done, and whom it was done to.

use crate::bench::rss;
use crate::home::Home;
use crate::server::{Server, answer};

/// Sets things up behind the program's back.
fn behind(home: &Home, sql: &str) {
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    store.execute_batch(sql).unwrap();
}

/// A home with these addresses, of which nothing was fetched.
fn with_list(list: &str) -> Home {
    let home = Home::new();
    let ran = home.feed(&["import", "-"], list.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home
}

fn paper() -> Server {
    Server::start(|_| answer(200, &[], rss(&["a", "b"]).as_bytes()))
}

/// On a full disk `refresh --quiet` was silent and had done all: the feeds "waited".
#[test]
fn a_refresh_that_can_store_nothing_fails_and_says_so() {
    let server = paper();
    let home = with_list(&server.url("/feed"));
    behind(
        &home,
        "create trigger full before update of lease_until on feed begin select raise(abort, 'no room'); end",
    );
    let ran = home.run(&["refresh", "--quiet"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("no room"), "{}", ran.err);
    assert!(server.paths().is_empty());
}

#[test]
fn a_title_that_two_feeds_have_is_refused_and_a_number_is_an_id() {
    let list = "https://a.example/f \"~Same\"\nhttps://b.example/f \"~Same\"\nhttps://c.example/f \"~1\"\n";
    let home = with_list(list);
    let ran = home.run(&["remove", "Same"]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.contains("Same (1) or Same (2); use the id"),
        "{}",
        ran.err
    );
    home.ok(&["edit", "1", "--title", "Mine"]);
    let titles = home.ok(&["feeds", "--json"]).json();
    let titles: Vec<_> = titles
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect();
    assert!(
        titles.contains(&"Mine") && titles.contains(&"1"),
        "{titles:?}"
    );
    home.ok(&["remove", "Same"]);
}

/// The credentials of a feed were lost without a word, and importing the same file as one's own mended nothing.
#[test]
fn what_an_import_does_not_take_over_is_said_and_can_be_had_later() {
    let home = with_list("https://a.example/f\n");
    home.ok(&[
        "edit",
        "1",
        "--user",
        "bob",
        "--credentials-command",
        "pass show a",
        "--proxy",
        "http://p.example:1",
    ]);
    let json = home.path().join("all.json");
    let opml = home.path().join("all.opml");
    for (file, format) in [(&json, "json"), (&opml, "opml")] {
        let file = file.to_str().unwrap();
        home.ok(&[
            "export",
            "--format",
            format,
            "--with-secrets",
            "--output",
            file,
        ]);
        let other = Home::new();
        let ran = other.run(&["import", file]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        for what in ["command for its password", "its proxy was not taken over"] {
            assert!(ran.err.contains(what), "{format}: {}", ran.err);
        }
        let ran = other.ok(&["import", "--own", file]);
        assert!(
            ran.err.contains("settings of 1 known feed filled in"),
            "{}",
            ran.err
        );
        let ran = other.ok(&["import", "--own", file]);
        assert!(!ran.err.contains("filled in"), "{}", ran.err);
        let out = other.ok(&["export", "--with-secrets"]).out;
        assert!(
            out.contains("pass show a") && out.contains("p.example"),
            "{out}"
        );
        other.ok(&["undo"]);
        let out = other.ok(&["export", "--with-secrets"]).out;
        assert!(
            out.contains("a.example") && !out.contains("pass show a"),
            "{out}"
        );
    }
}

/// It ended all of them, the help for mending it and what starts with each shell, too.
#[test]
fn a_mistake_in_the_configuration_ends_only_what_needs_it() {
    let home = Home::new();
    std::fs::write(
        home.path().join("config.toml"),
        "[polling]\nflor = \"1s\"\n",
    )
    .unwrap();
    for words in [
        &["config", "--path"][..],
        &["config", "--example"],
        &["man"],
        &["man", "filters", "add"],
        &["man", "filters-add"],
        &["completions", "bash"],
    ] {
        assert!(!home.ok(words).out.is_empty(), "{words:?}");
    }
    let ran = home.run(&["doctor"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.out.contains("settings: ") && ran.out.contains("flor"),
        "{}",
        ran.out
    );
    for words in [&["config"][..], &["list"], &["feeds"]] {
        assert_eq!(home.run(words).code, Some(2), "{words:?}");
    }
    let ran = home.feed(
        &["parse"],
        b"<rss version='2.0'><channel><item><link>http://a.example/</link></item></channel></rss>",
    );
    assert_eq!(
        ran.json()[0]["title"],
        serde_json::Value::Null,
        "{}",
        ran.out
    );
}

/// Two feeds that differ only in their passwords are one without them.
#[test]
fn an_import_counts_the_feeds_that_came() {
    let home = with_list("https://a:b@a.example/f\nhttps://c:d@a.example/f\nhttps://b.example/f\n");
    let file = home.path().join("all.json");
    let file = file.to_str().unwrap();
    home.ok(&["export", "--format", "json", "--output", file]);
    let other = Home::new();
    let ran = other.run(&["import", file]);
    let feeds = other.ok(&["feeds", "--json"]).json().len();
    assert!(
        ran.err.contains(&format!("; {feeds} new feeds")),
        "{}",
        ran.err
    );
}

/// The changes were there, and it was said that nothing could be done.
#[test]
fn a_change_whose_copy_cannot_be_written_is_done_in_part() {
    let server = paper();
    let home = Home::new();
    // Nothing can be put in place of a folder that is not empty.
    std::fs::create_dir_all(home.data().join("subscriptions.opml/x")).unwrap();
    let feed = server.url("/feed");
    for (arguments, said) in [
        (["add", "--exact", &feed].as_slice(), "Paper: 2 articles"),
        (&["edit", "1", "--title", "Mine"], "Mine"),
        (&["remove", "1"], "unsubscribed from Mine"),
        (&["undo"], "subscribed to Mine"),
        (&["redo"], "again"),
    ] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, Some(1), "{arguments:?}: {}", ran.err);
        let lines: Vec<&str> = ran.err.lines().collect();
        assert!(lines[0].contains(said), "{arguments:?}: {}", ran.err);
        let last = lines.last().unwrap();
        assert!(
            last.contains("that is done, but") && last.contains("subscriptions.opml"),
            "{last}"
        );
    }
}

#[test]
fn a_blank_tag_and_a_page_without_text_are_refused() {
    let server = Server::start(|request| {
        let page = if request.path == "/empty" {
            ""
        } else {
            "<html><body><nav></nav></body></html>"
        };
        answer(200, &[("Content-Type", "text/html")], page.as_bytes())
    });
    let home = Home::new();
    for path in ["/empty", "/nothing"] {
        let ran = home.run(&["save", &server.url(path)]);
        assert_eq!(ran.code, Some(3), "{path}: {}", ran.err);
        assert!(
            ran.err.contains("no text") && ran.err.lines().count() == 1,
            "{}",
            ran.err
        );
    }
    assert!(home.ok(&["list"]).out.is_empty());
    assert_eq!(home.run(&["mark", "tag:  ", "all"]).code, Some(2));
}

/// One character found nothing, since the index has pairs.
#[test]
fn one_character_of_chinese_is_found_wherever_it_stands() {
    let server = Server::start(|_| answer(200, &[], rss(&["猫と犬", "東京", "狗"]).as_bytes()));
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    home.ok(&["refresh", "--all"]);
    for (query, found) in [
        ("猫", 1),
        ("title:猫", 1),
        ("京", 1),
        ("title:犬 猫", 1),
        ("馬", 0),
        ("not 猫", 2),
    ] {
        assert_eq!(
            home.ok(&["list", query]).out.lines().count(),
            found,
            "{query}"
        );
        let ranked = home.ok(&["search", query, "--json"]).json();
        assert_eq!(ranked.len(), found, "{query}");
    }
}

/// The row was read before the page came.
#[test]
fn what_is_shown_first_says_how_long_it_is() {
    let server = Server::start(|request| {
        if request.path == "/feed" {
            return answer(200, &[], rss(&["a"]).as_bytes());
        }
        let said = "The ferries of the lower river left Lokoja late again this morning, the ministry said. ";
        let text = format!("<p>{}</p>", said.repeat(4)).repeat(6);
        let picture = "<figure><img src='/boat.jpg' width='800' height='600'>\
                       <figcaption>Zanzibar at dusk, seen from the pier</figcaption></figure>";
        let page = format!(
            "<html><head><title>a</title></head><body><article><h1>a</h1>{picture}{text}</article></body></html>"
        );
        answer(200, &[("Content-Type", "text/html")], page.as_bytes())
    });
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    let first = home.ok(&["show", "1", "--json"]).json();
    let second = home.ok(&["show", "1", "--json"]).json();
    assert_eq!(first[0]["chosen"], "page");
    assert_eq!(first, second);
    let images = second[0]["images"].to_string();
    assert!(images.contains("Zanzibar at dusk"), "{images}");
    let found = home.ok(&["search", "Zanzibar", "--json"]).json();
    assert_eq!(found.len(), 1);
}

#[test]
fn negations_are_read_and_told_as_they_were_typed() {
    let server = paper();
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    for arguments in [
        ["list", "-a"].as_slice(),
        &["list", "-é"],
        &["list", "-1"],
        &["filters", "test", "-a"],
    ] {
        home.ok(arguments);
    }
    assert_eq!(home.ok(&["list", "-title:a"]).out.lines().count(), 1);
    home.ok(&["filters", "add", "x", "--when", "-a", "--then", "read"]);
    assert_eq!(home.ok(&["filters", "--json"]).json()[0]["when"], "-a");
    let ran = home.run(&["list", "-titel:x"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("character 2:"), "{}", ran.err);
}

/// `SQLite` reads no chain of more than a thousand.
#[test]
fn a_query_may_have_thousands_of_words() {
    let server = paper();
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    let any: Vec<String> = (0..3000).map(|n| format!("w{n}")).collect();
    let query = format!("a or {}", any.join(" or "));
    assert_eq!(home.ok(&["list", &query]).out.lines().count(), 1);
    let query = format!("-{}", any.join(" -"));
    assert_eq!(home.ok(&["list", &query]).out.lines().count(), 2);
}

#[test]
fn a_wrong_file_is_one_line_and_a_bare_host_is_an_address() {
    let home = Home::new();
    let prose = "The first line.\nAnother one, of {\"json\": 1}\n".repeat(200);
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    packed.extend((0..2000_u32).map(|n| (n * 37 % 251) as u8));
    for bytes in [prose.as_bytes(), &packed] {
        let ran = home.feed(&["import", "-"], bytes);
        assert_eq!(
            (ran.code, ran.err.lines().count()),
            (Some(3), 1),
            "{}",
            ran.err
        );
    }
    let ran = home.feed(&["import", "-"], b"lwn.net\na.example:8080/feed news\n");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let feeds = home.ok(&["feeds", "--json"]).json();
    let urls: Vec<_> = feeds
        .iter()
        .map(|feed| feed["url"].as_str().unwrap())
        .collect();
    assert!(
        urls.contains(&"https://lwn.net/") && urls.contains(&"https://a.example:8080/feed"),
        "{urls:?}"
    );
}

/// Its articles were set one after the other, the second time against what the first had left.
#[test]
fn a_work_that_two_feeds_carry_is_hidden_listed_and_taken_back_once() {
    let server = paper();
    let home = Home::new();
    home.ok(&[
        "filters", "add", "all", "--when", "title:a", "--then", "mute",
    ]);
    for path in ["/one", "/two"] {
        home.ok(&["add", "--exact", &server.url(path)]);
    }
    assert_eq!(home.ok(&["list", "is:muted"]).out.lines().count(), 1);
    let ran = home.ok(&[
        "filters",
        "add",
        "mute “b”",
        "--when",
        "title:b",
        "--then",
        "tag:b",
    ]);
    assert!(ran.err.contains("filter “mute ‘b’” made"), "{}", ran.err);
    let filters = home.ok(&["filters", "--json"]).json();
    let filter = filters.iter().find(|it| it["name"] == "all").unwrap();
    assert_eq!(filter["hid"], 1, "{filter}");
    let ran = home.ok(&["mark", "unmuted", "is:muted"]);
    assert!(ran.err.contains("“a”"), "{}", ran.err);
    let ran = home.ok(&["undo"]);
    assert!(!ran.err.contains("changed since"), "{}", ran.err);
    assert_eq!(home.ok(&["list", "is:muted"]).out.lines().count(), 1);
}

#[test]
fn queries_that_cannot_be_meant_say_why() {
    let server = paper();
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    home.ok(&[
        "filters", "add", "Morning", "--when", "title:a", "--then", "read",
    ]);
    assert_eq!(home.ok(&["list", "filter:Morning"]).out.lines().count(), 1);
    for (query, code, said) in [
        ("filter:Morning title:port", 3, "all of it the name"),
        ("not filter:Morning", 2, "is no part of a query"),
        ("foo:bar", 0, "there is no field foo"),
    ] {
        let ran = home.run(&["list", query]);
        assert_eq!(ran.code, Some(code), "{query}: {}", ran.err);
        assert!(ran.err.contains(said), "{query}: {}", ran.err);
    }
    let ran = home.run(&["search", ""]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
}

#[test]
fn what_goes_into_a_file_is_not_written_into_one_called_like_an_output() {
    let home = Home::new();
    for arguments in [["backup", "-"].as_slice(), &["download", "1", "-o", "-"]] {
        let mut command = home.command(arguments);
        let ran = command.current_dir(home.path()).output().unwrap();
        assert_eq!(ran.status.code(), Some(2));
        assert!(!home.path().join("-").exists());
    }
    let folder = home.path().join("config.toml/man");
    let ran = home.run(&["man", "--into", folder.to_str().unwrap()]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("config.toml/man"), "{}", ran.err);
    let ran = home.ok(&["offline", "--articles", "0", "--offline"]);
    assert!(!ran.out.contains("nothing is saved"), "{}", ran.out);
    let ran = home.feed(&["clean", "--lines"], b"{\"id\":1,\"html\":\"<p>a\"}\nno\n");
    assert!(ran.err.contains("line 2 is no JSON"), "{}", ran.err);
    let ran = home.feed(&["clean", "--explain", "--json"], b"<p>one two three</p>");
    assert!(ran.json()[0]["explained"].is_array(), "{}", ran.out);
}

#[test]
fn doctor_tells_settings_that_cannot_be_meant() {
    let home = Home::new();
    let config = "[polling]\ninterval = \"3d\"\n[macros]\n\", x\" = [\"mark done is:foo\"]\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let ran = home.run(&["--offline", "doctor"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    for said in ["config.toml:4: ", "is:foo", "polling.interval is longer"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}
