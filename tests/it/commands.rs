//! The command line as it is started: the main job from poll to page, and bad input.

use crate::bench::rss;
use crate::home::{Home, Ran};
use crate::server::{Server, answer};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn summary_only(articles: &[Value]) -> &Value {
    let needs_page =
        |article: &&Value| article["whole"] == false && article["words"].as_u64() < Some(80);
    articles
        .iter()
        .find(needs_page)
        .expect("the demo has feeds with summaries only")
}

#[test]
fn what_is_polled_is_listed_and_opens() {
    let (home, _server) = Home::with_demo();
    let articles = home.ok(&["list", "--json"]).json();
    assert!(articles.len() >= 60, "{}", articles.len());
    for article in articles.iter().step_by(7) {
        let shown = home
            .ok(&["--offline", "show", &article["id"].to_string(), "--json"])
            .json();
        assert!(
            !shown[0]["body_text"].as_str().unwrap().is_empty(),
            "{article}"
        );
    }
}

#[test]
fn what_an_outlet_changed_is_shown_word_by_word() {
    let has_changed = Arc::new(AtomicBool::new(false));
    let changed = has_changed.clone();
    let server = Server::start(move |_| {
        let boats = if changed.load(Ordering::SeqCst) {
            "Six"
        } else {
            "Five"
        };
        let word = format!("{boats} boats left Lokoja at nine, the ministry of the river said.");
        let feed = format!(
            "<rss version=\"2.0\"><channel><title>River</title><item><guid>1</guid><title>{boats} boats \
             leave</title><description>{word}</description></item></channel></rss>"
        );
        answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            feed.as_bytes(),
        )
    });
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    home.ok(&["refresh", "--all"]);
    has_changed.store(true, Ordering::SeqCst);
    home.ok(&["refresh", "--all"]);
    let article = &home.ok(&["list", "--json"]).json()[0];
    assert!(!article["updated"].is_null(), "{article}");
    let id = article["id"].to_string();
    let shown = home.ok(&["show", &id, "--changes"]).out;
    assert!(
        shown.contains("[-Five-]{+Six+} boats left Lokoja at nine"),
        "{shown}"
    );
    assert!(shown.contains("2 words added, 2 taken out."), "{shown}");
    let shown = home.ok(&["show", &id]).out;
    assert!(
        shown.contains("Six boats left") && !shown.contains("Five"),
        "{shown}"
    );
}

#[test]
fn a_second_refresh_finds_nothing_new() {
    let (home, _server) = Home::with_demo();
    let lines = home.ok(&["refresh", "--all", "--json"]).json();
    let (totals, feeds) = lines.split_last().unwrap();
    assert_eq!(
        (&totals["new"], &totals["failed"]),
        (&Value::from(0), &Value::from(0))
    );
    assert!(
        feeds.iter().all(|feed| feed["result"] == "not-modified"),
        "{feeds:?}"
    );
}

#[test]
fn a_saved_article_is_fetched_whole_and_stays_when_the_outlet_is_gone() {
    let (home, server) = Home::with_demo();
    let articles = home.ok(&["list", "--json"]).json();
    let article = summary_only(&articles);
    let id = article["id"].to_string();
    home.ok(&["mark", "saved", &id]);
    drop(server);
    let saved = home.ok(&["list", "saved", "--json"]).json();
    assert_eq!(saved.len(), 1);
    assert_eq!(saved[0]["whole"], true);
    let shown = &home.ok(&["show", &id, "--json"]).json()[0];
    let text = shown["body_text"].as_str().unwrap();
    assert!(text.split_whitespace().count() > 100, "{text}");
    for furniture in [
        "Advertisement",
        "Connect with us",
        "Continue Reading",
        "Published on",
    ] {
        assert!(!text.contains(furniture), "{furniture}: {text}");
    }
}

#[test]
fn a_mark_is_undone_and_done_again() {
    let (home, _server) = Home::with_demo();
    let unread = || home.ok(&["list", "unread", "--json"]).out.lines().count();
    let all = unread();
    let id = home.ok(&["list", "--limit", "1", "--json"]).json()[0]["id"].to_string();
    home.ok(&["mark", "done", &id]);
    assert_eq!(unread(), all - 1);
    assert!(home.ok(&["undo"]).err.contains("unread"));
    assert_eq!(unread(), all);
    home.ok(&["redo"]);
    assert_eq!(unread(), all - 1);
}

#[test]
fn a_page_gives_the_feed_behind_it() {
    let home = Home::new();
    let server = crate::home::demo();
    let feed = server.feeds().remove(0).url;
    let site = &feed[..=feed.rfind('/').unwrap()];
    let site = url::Url::parse(site).unwrap().join("/").unwrap();
    let ran = home.ok(&["add", site.as_str(), "--json"]);
    assert_eq!(ran.json()[0]["url"], feed.as_str());
    assert!(
        std::fs::read_to_string(home.data().join("subscriptions.opml"))
            .unwrap()
            .contains(&feed)
    );
}

#[test]
fn subscriptions_come_back_from_opml() {
    let (home, _server) = Home::with_demo();
    let opml = home.ok(&["export", "--format", "opml"]).out;
    let other = Home::new();
    other.feed(&["import", "-"], opml.as_bytes());
    let urls = |home: &Home| -> Vec<Value> {
        let mut urls: Vec<_> = home
            .ok(&["feeds", "--json"])
            .json()
            .iter()
            .map(|feed| feed["url"].clone())
            .collect();
        urls.sort_by_key(ToString::to_string);
        urls
    };
    assert_eq!(urls(&home), urls(&other));
    home.ok(&["remove", "1"]);
    assert_eq!(urls(&home).len() + 1, urls(&other).len());
    home.ok(&["undo"]);
    assert_eq!(urls(&home), urls(&other));
}

#[test]
fn a_feed_that_is_there_is_said_to_be_and_stays_as_it_was() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let home = Home::new();
    let url = server.url("/feed");
    assert!(home.ok(&["add", "--exact", &url]).err.contains("1 article"));
    for again in [url.clone(), format!("{url}#top")] {
        let done = home.run(&["add", "--exact", &again]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(
            done.err.contains("already subscribed to Paper"),
            "{}",
            done.err
        );
    }
    let done = home.run(&[
        "add", "--exact", &url, "--folder", "News", "--title", "Mine",
    ]);
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("tidings edit 1"), "{}", done.err);
    let feeds = home.ok(&["feeds", "--json"]).json();
    assert_eq!(
        (feeds.len(), &feeds[0]["title"]),
        (1, &Value::from("Paper"))
    );
}

#[test]
fn why_a_feed_that_was_named_is_not_asked_is_said() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/refusing" => answer(503, &[("Retry-After", "600")], b""),
        _ => answer(200, &[], rss(&["a"]).as_bytes()),
    });
    let home = Home::new();
    home.run(&["add", "--exact", &server.url("/refusing")]);
    let added = home.run(&["add", "--exact", &server.url("/feed")]);
    assert_eq!(added.code, Some(1), "{}", added.err);
    assert!(added.err.contains("not fetched yet"), "{}", added.err);
    let named = home.run(&["refresh", "2"]);
    assert!(named.err.contains("wait"), "{}", named.err);
    assert_eq!(server.paths(), ["/refusing"]);
}

#[test]
fn a_refresh_that_asks_nobody_says_who_waits_and_why() {
    let server = Server::start(|_| answer(503, &[("Retry-After", "600")], b""));
    let home = Home::new();
    for path in ["/one", "/two"] {
        home.run(&["add", "--exact", &server.url(path)]);
    }
    let said = home.ok(&["refresh", "--all"]);
    let wanted = "2 feeds wait: the outlet asked to wait";
    assert!(said.err.contains(wanted), "{}", said.err);
    let totals = home.ok(&["refresh", "--all", "--json"]).json();
    let totals = totals.last().unwrap();
    assert_eq!(
        (&totals["feeds"], &totals["put_off"]),
        (&json!(2), &json!(2))
    );
    assert!(home.ok(&["refresh"]).err.contains("nothing is due"));
    let said = Home::new().ok(&["refresh"]);
    assert!(
        said.err.contains("no feed is subscribed to"),
        "{}",
        said.err
    );
}

#[test]
fn a_number_is_an_id_or_a_whole_title_never_a_part_of_one() {
    let home = Home::new();
    for (address, title) in [
        ("https://a.example/", "Harbour"),
        ("https://b.example/", "Channel 1"),
    ] {
        home.ok(&["--offline", "add", "--exact", address, "--title", title]);
    }
    home.ok(&["remove", "1"]);
    for arguments in [
        ["remove", "1"].as_slice(),
        &["edit", "1", "--title", "x"],
        &["refresh", "1"],
    ] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, Some(3), "{arguments:?} {}", ran.err);
        assert!(ran.err.contains("there is no feed"), "{}", ran.err);
    }
    home.ok(&["edit", "Channel 1", "--title", "1"]);
    home.ok(&["remove", "1"]);
    assert!(home.ok(&["feeds", "--json"]).json().is_empty());
}

#[test]
fn what_is_no_number_is_told_that_ids_are_numbers() {
    let home = Home::new();
    for command in ["show", "open"] {
        let ran = home.run(&[command, "abc"]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains("ids are numbers"), "{}", ran.err);
    }
}

#[test]
fn an_address_without_a_scheme_is_tried_by_http_where_nobody_answers_by_https() {
    let page = "<html><head><title>A concert</title></head><body><article><h1>A concert</h1><p>The ferry left the pier \
                at six, with forty people and a piano on board.</p></article></body></html>";
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/feed" => answer(200, &[], rss(&["a"]).as_bytes()),
        _ => answer(200, &[("Content-Type", "text/html")], page.as_bytes()),
    });
    let home = Home::new();
    let bare = |path: &str| server.url(path).replace("http://", "");
    home.ok(&["add", "--exact", &bare("/feed")]);
    let feeds = home.ok(&["feeds", "--json"]).json();
    assert_eq!(feeds[0]["url"], server.url("/feed"));
    home.ok(&["save", &bare("/page")]);
    assert_eq!(server.paths(), ["/feed", "/page"]);
}

#[test]
fn feeds_that_go_together_come_back_together() {
    let home = Home::new();
    let file = home.path().join("urls");
    std::fs::write(
        &file,
        "https://a.example/\nhttps://b.example/\nhttps://c.example/\n",
    )
    .unwrap();
    home.ok(&["import", file.to_str().unwrap()]);
    home.ok(&["remove", "1", "3"]);
    assert_eq!(home.ok(&["feeds", "--json"]).json().len(), 1);
    home.ok(&["undo"]);
    assert_eq!(home.ok(&["feeds", "--json"]).json().len(), 3);
}

#[test]
fn the_manual_has_a_page_for_each_command_and_says_what_queries_are() {
    let home = Home::new();
    let folder = home.path().join("man");
    home.ok(&["man", "--into", folder.to_str().unwrap()]);
    let top = std::fs::read_to_string(folder.join("tidings.1")).unwrap();
    let named = top
        .lines()
        .filter_map(|line| line.strip_prefix("tidings\\-"));
    let named: Vec<&str> = named.filter_map(|line| line.strip_suffix("(1)")).collect();
    assert!(named.len() > 20, "{top}");
    for name in named.iter().filter(|name| **name != "help") {
        let page = std::fs::read_to_string(folder.join(format!("tidings-{name}.1"))).unwrap();
        assert_eq!(home.ok(&["man", name]).out.trim_end(), page.trim_end());
    }
    for command in ["list", "search", "mark"] {
        assert!(
            home.ok(&[command, "--help"]).out.contains("minutes<5"),
            "{command}"
        );
    }
    assert!(home.ok(&["man", "list"]).out.contains("ferr*"));
    assert_eq!(home.run(&["man", "nothing"]).code, Some(2));
}

#[test]
fn doctor_names_what_the_reader_or_a_job_would_stumble_over() {
    let home = Home::new();
    assert!(home.ok(&["doctor"]).out.contains("settings: ok"));
    let themes = home.path().join("themes");
    std::fs::create_dir(&themes).unwrap();
    std::fs::write(themes.join("mine.toml"), "[colors").unwrap();
    let config = "[interface]\ntheme = \"nope\"\n[keys]\nnosuch = [\"e\"]\n\
                  [storage]\nahead_rules = [\"pictuers folder:Coast\"]\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, Some(1));
    for fault in [
        "config.toml:2: there is no theme \"nope\"",
        "config.toml:4: ",
        "mine.toml:1: unclosed table",
        "ahead_rules: \"pictuers folder:Coast\" begins neither",
    ] {
        assert!(doctor.out.contains(fault), "{fault}: {}", doctor.out);
    }
}

#[test]
fn what_is_written_from_right_to_left_goes_into_a_pipe_as_it_is_read() {
    let home = Home::new();
    let words = "המעבורות חזרו אל הנהר הבוקר, אמר משרד הנהר".to_owned();
    let text = format!("<p>{words}.</p>").repeat(8);
    let page =
        format!("<html lang=he><body><article><h1>מעבורות</h1>{text}</article></body></html>");
    let cleaned = home.feed(&["clean", "--width", "100"], page.as_bytes()).out;
    assert!(cleaned.contains(&words), "{cleaned}");
}

#[test]
fn a_page_is_cleaned_into_json_where_json_is_asked_for() {
    let home = Home::new();
    let page = b"<html><head><title>Ferries</title></head><body><article><h1>Ferries</h1><p>The first \
                 ferry left Lokoja at nine with forty people and a goat on board.</p></article></body></html>";
    let one = home.feed(&["clean", "--json"], page);
    assert_eq!(one.json()[0]["title"], "Ferries", "{}", one.out);
    assert_eq!(one.out, home.feed(&["clean", "--format", "json"], page).out);
}

#[test]
fn what_is_asked_in_json_is_answered_in_json() {
    let (home, _server) = Home::with_demo();
    let all = home.ok(&["export", "--json"]);
    assert_eq!(all.json()[0]["tidings"], "export", "{}", all.out);
    // The second when each was written may be the next one.
    let unstamped = |export: &Ran| {
        let written = export.json()[0]["written"].as_str().unwrap().to_owned();
        export.out.replacen(&written, "", 1)
    };
    let other = home.ok(&["export", "--format", "json"]);
    assert_eq!(unstamped(&all), unstamped(&other));
    let some = home.ok(&["export", "unread", "--json"]).json();
    assert!(some.len() > 1);
    let path = home.ok(&["config", "--path"]).out;
    let json = home.ok(&["config", "--path", "--json"]).json();
    assert_eq!(json, [json!({ "path": path.trim_end() })]);
}

#[test]
fn a_query_behind_a_views_name_is_of_that_view() {
    let (home, _server) = Home::with_demo();
    let count = |arguments: &[&str]| {
        home.ok(&[&["list"], arguments].concat())
            .out
            .lines()
            .count()
    };
    let feed = home.ok(&["feeds", "--json"]).json()[0].clone();
    let of_feed = format!("feed:\"{}\"", feed["title"].as_str().unwrap());
    let total = count(&[&of_feed]);
    assert!(total > 2);
    assert_eq!(count(&["unread", &of_feed]), total);
    let ids = home.ok(&["list", "--json", &of_feed]).json();
    home.ok(&["mark", "read", &ids[0]["id"].to_string()]);
    home.ok(&["mark", "saved", &ids[1]["id"].to_string(), "--offline"]);
    assert_eq!(count(&["unread", &of_feed]), total - 1);
    assert_eq!(count(&[&format!("saved {of_feed}")]), 1);
    assert!(count(&["history"]) >= 1);
    home.ok(&["mark", "done", "unread", &of_feed]);
    assert_eq!(count(&["unread", &of_feed]), 0);
    // A negation is no option; what is neither ids nor a query is refused.
    let rest = count(&["unread"]);
    assert_eq!(count(&[&format!("-{of_feed}"), "unread"]), 0);
    assert_eq!(
        count(&[&format!("-{of_feed}"), "is:unread", "--limit", "900"]),
        rest
    );
    let mixed = home.run(&["mark", "read", "1", "ferry"]);
    assert_eq!(mixed.code, Some(2));
    assert!(mixed.err.contains("do not go together"), "{}", mixed.err);
}

#[test]
fn what_has_no_letters_is_looked_for_as_it_stands_or_refused() {
    let (home, _server) = Home::with_demo();
    for nothing in ["\"\"", "*", "\"\" or kernel", "-\"\"", "title:\" \""] {
        let ran = home.run(&["mark", "read", "--", nothing]);
        assert_eq!(ran.code, Some(2), "{nothing}: {}", ran.err);
    }
    for sign in ["\"🎉\"", "title:\"???\""] {
        assert_eq!(home.ok(&["list", sign]).out, "", "{sign}");
    }
    let when = ["--when", "title:\"🎉\"", "--then", "mute", "--past"];
    home.ok(&[&["filters", "add", "party"], &when[..]].concat());
    assert_eq!(home.ok(&["list", "is:muted"]).out, "");
    let unnamed = home.run(&[&["filters", "add", ""], &when[..]].concat());
    assert_eq!(
        (unnamed.code, unnamed.err.contains("store")),
        (Some(2), false)
    );
    let over = [
        "filters",
        "add",
        "old",
        "--when",
        "x",
        "--then",
        "mute",
        "--until",
        "2001-01-01",
    ];
    let over = home.ok(&over);
    assert!(over.err.contains("2001-01-01 is over"), "{}", over.err);
}

#[test]
fn what_a_filter_hid_is_said_and_its_name_is_a_query() {
    let (home, _server) = Home::with_demo();
    let short = home.ok(&["list", "words<400"]).out.lines().count();
    home.ok(&[
        "filters",
        "add",
        "short",
        "--when",
        "words<400",
        "--then",
        "mute",
        "--past",
    ]);
    let listed = home.ok(&["filters"]).out;
    assert!(
        listed.contains("(hid ") && listed.contains(", means 0 now)"),
        "{listed}"
    );
    assert!(home.ok(&["filters", "--json"]).json()[0]["hid"].as_u64() > Some(0));
    let tested = home.ok(&["filters", "test", "short"]);
    assert!(tested.err.contains("it hid "), "{}", tested.err);
    home.ok(&["undo"]);
    home.ok(&[
        "filters",
        "add",
        "short",
        "--when",
        "words<400",
        "--then",
        "tag:brief",
    ]);
    assert_eq!(
        home.ok(&["list", "filter:Short"]).out.lines().count(),
        short
    );
    assert_eq!(home.run(&["list", "filter:none"]).code, Some(3));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_the_output_is_no_fault_of_the_store() {
    let (home, _server) = Home::with_demo();
    for arguments in [
        &["export", "--format", "json"][..],
        &["export", "all", "--format", "text"],
        &["help"],
        &["--version"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let ran = home.command(arguments).stdout(full).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(3), "{said}");
        assert!(
            !said.contains("stored") && said.contains("No space left"),
            "{said}"
        );
    }
}

#[test]
fn a_number_that_is_none_is_said_as_it_was_typed_and_what_is_wanted() {
    let home = Home::new();
    for (arguments, said) in [
        (
            ["list", "--limit", "-1"],
            "'-1' for '--limit <N>': 0 or more is wanted",
        ),
        (
            ["list", "--limit", "x"],
            "'x' for '--limit <N>': a number is wanted",
        ),
        (["show", "--width", "70000"], "a smaller number is wanted"),
        (
            ["offline", "--minutes", "-5"],
            "'-5' for '--minutes <N>': 0 or more is wanted",
        ),
    ] {
        let ran = home.run(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn one_article_is_counted_as_one() {
    let (home, _server) = Home::with_demo();
    let title = home.ok(&["list", "--limit", "1", "--json"]).json()[0]["title"].clone();
    let query = format!("title:\"{}\"", title.as_str().unwrap());
    let said = home.ok(&["filters", "test", &query]).err;
    assert!(said.contains("1 article is meant"), "{said}");
    let said = home
        .ok(&["filters", "add", "one", "--when", &query, "--then", "save"])
        .err;
    assert!(
        said.contains("it means 1 past article; with --past it judges it too"),
        "{said}"
    );
}

#[test]
fn shells_offer_the_names_of_marks() {
    let script = Home::new().ok(&["completions", "bash"]).out;
    let of_mark = script.split("tidings__subcmd__mark)").last().unwrap();
    let offered = of_mark.split("opts=\"").nth(1).unwrap();
    let offered = offered.split('"').next().unwrap();
    for name in ["unqueued", "dismissed", "tag:"] {
        assert!(offered.contains(name), "{offered}");
    }
}

#[test]
fn what_a_command_changed_is_json_too() {
    let (home, _server) = Home::with_demo();
    let answer = |arguments: &[&str]| {
        let ran = home.ok(&[&["--json", "--quiet", "--offline"], arguments].concat());
        let mut lines = ran.json();
        assert_eq!(lines.len(), 1, "{arguments:?}: {}", ran.out);
        lines.remove(0)
    };
    let id = home.ok(&["list", "--limit", "1", "--json"]).json()[0]["id"].to_string();
    let feed = home.ok(&["feeds", "--json"]).json()[0]["id"].to_string();
    let file = home.path().join("all.opml").display().to_string();
    for (arguments, key, wanted) in [
        (&["mark", "done", &id][..], "articles", json!(1)),
        (&["mark", "done", &id], "changed", json!(false)),
        (&["undo"], "articles", json!(1)),
        (&["redo"], "changed", json!(true)),
        (&["redo"], "message", json!("nothing to redo")),
        (
            &[
                "filters",
                "add",
                "goats",
                "--when",
                "goat",
                "--then",
                "tag:goats",
            ],
            "changed",
            json!(true),
        ),
        (&["filters", "off", "goats"], "changed", json!(true)),
        (&["filters", "off", "goats"], "changed", json!(false)),
        (&["export", "--output", &file], "file", json!(file)),
        (&["remove", &feed], "changed", json!(true)),
        (&["import", &file], "new_feeds", json!(1)),
    ] {
        assert_eq!(answer(arguments)[key], wanted, "{arguments:?} {key}");
    }
}

/// A cleaner that works or waits has nothing to store, and no job that would hear of the first signal.
#[test]
fn a_signal_ends_what_only_reads_its_input() {
    // What began these tests may have them ignore one, as a shell does for what it runs in the background.
    let is_heard = |name: &&str| {
        let itself = format!("kill -s {name} $$");
        let sent = Command::new("sh").args(["-c", &itself]).status().unwrap();
        sent.code().is_none()
    };
    for name in ["TERM", "INT"].into_iter().filter(is_heard) {
        let home = Home::new();
        let mut clean = home
            .command(&["clean", "--lines"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = clean.stdin.take().unwrap();
        writeln!(input, r#"{{"id":1,"url":null,"html":"<p>Ferries."}}"#).unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(clean.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        assert!(line.contains("Ferries"), "{line}");
        let id = clean.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
        // With its input still open.
        assert_eq!(clean.wait().unwrap().code(), None, "{name}");
        drop(input);
    }
}

#[test]
fn search_finds_letters_with_marks_by_plain_ones() {
    let home = Home::new();
    let ran = home.feed(
        &["parse"],
        "<rss><channel><title>x</title></channel></rss>".as_bytes(),
    );
    assert_eq!(ran.code, Some(0));
    let (home, _server) = Home::with_demo();
    let language = |article: &&Value| article["language"] == "yo";
    let articles = home.ok(&["list", "--json"]).json();
    let yoruba = articles.iter().find(language).expect("the demo has Yoruba");
    let word = yoruba["title"]
        .as_str()
        .unwrap()
        .split_whitespace()
        .max_by_key(|w| w.len())
        .unwrap();
    let plain = tidings::text::fold(word);
    assert_ne!(plain, word);
    let found = home.ok(&["search", &plain, "--json"]).json();
    assert!(
        found.iter().any(|hit| hit["id"] == yoruba["id"]),
        "{plain}: {found:?}"
    );
    // Where the words stand, not how the article begins.
    for hit in home.ok(&["search", "body:ferries", "--json"]).json() {
        let snippet = hit["snippet"].as_str().unwrap();
        let folded = tidings::text::fold(snippet);
        assert!(folded.contains("ferries"), "{snippet}");
        let text = home.ok(&["search", "body:ferries"]).out;
        assert!(text.contains(snippet), "{text}");
    }
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let home = Home::new();
    let feed = "<rss version='2.0'><channel><title>a&#27;]0;x&#7;</title><item><guid>1</guid>\
                <title>b\u{9b}31m\u{202e}c</title></item></channel></rss>";
    let path = home.path().join("feed.xml");
    std::fs::write(&path, feed).unwrap();
    let parsed = home.feed(&["parse"], feed.as_bytes()).out;
    assert!(
        !parsed
            .trim_end()
            .chars()
            .any(|c| c.is_control() || c == '\u{202e}'),
        "{parsed:?}"
    );
}

/// Arguments, input, exit code, and what the one line must say.
#[test]
fn bad_input_gets_one_clear_line_and_the_right_exit_code() {
    let cases: &[(&[&str], &[u8], i32, &str)] = &[
        (&["show", "7"], b"", 3, "there is no article 7"),
        (&["mark", "sved", "1"], b"", 2, "no mark"),
        (&["mark", "read", "1"], b"", 3, "there is no article 1"),
        (&["mark", "read", ""], b"", 2, "which articles?"),
        (&["export", "saved"], b"", 2, "no articles"),
        (
            &["mark", "read", "boats or"],
            b"",
            2,
            "something is missing",
        ),
        (
            &["filters", "add", "all", "--when", "", "--then", "mute"],
            b"",
            2,
            "which articles?",
        ),
        (&["remove", "nobody"], b"", 3, "there is no feed"),
        (&["parse"], b"", 3, "empty"),
        (
            &["parse"],
            b"<!doctype html><html><body><p>hello</p></body></html>",
            3,
            "web page",
        ),
        (&["import", "/nowhere/list"], b"", 3, "cannot be read"),
        (&["import", "-"], b"nothing here", 3, "holds no feeds"),
        (
            &["--offline", "add", "https://example.org/"],
            b"",
            3,
            "--offline",
        ),
        (&["add", "http://127.0.0.1:1/"], b"", 3, "127.0.0.1"),
        (&["add", "file:///etc/passwd"], b"", 3, "http"),
        (&["list", "title:("], b"", 2, ""),
        (&["frobnicate"], b"", 2, ""),
    ];
    let home = Home::new();
    for (arguments, input, code, says) in cases {
        let ran = home.feed(arguments, input);
        assert_eq!(ran.code, Some(*code), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{arguments:?}: {}", ran.out);
    }
}

#[test]
fn a_broken_configuration_is_named_with_file_line_key_and_suggestion() {
    let home = Home::new();
    std::fs::write(home.path().join("config.toml"), "[reader]\nmeasur = 60\n").unwrap();
    let ran = home.run(&["list"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("config.toml:2: there is no setting \"measur\"; did you mean"),
        "{}",
        ran.err
    );
}

#[test]
fn without_a_terminal_the_reader_says_so() {
    let ran = Home::new().run(&[]);
    assert_eq!((ran.code, ran.err.lines().count()), (Some(3), 1));
    assert!(ran.err.contains("terminal"));
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let home = Home::new();
    home.ok(&["list"]);
    let file = home.data().join("tidings.db");
    rusqlite::Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 9999)
        .unwrap();
    let ran = home.run(&["list"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("newer"), "{}", ran.err);
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    let home = Home::new();
    std::fs::create_dir_all(home.data()).unwrap();
    let file = home.data().join("tidings.db");
    std::fs::write(&file, b"my diary, not a database, do not touch it please").unwrap();
    let ran = home.run(&["list"]);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(std::fs::read(&file).unwrap().starts_with(b"my diary"));
}

/// What belongs to a change is done, whoever reads of it.
#[test]
fn a_change_is_whole_where_it_cannot_be_said() {
    let (home, _server) = Home::with_demo();
    let feed = &home.ok(&["feeds", "--json"]).json()[0];
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = home.command(&["--json", "remove", &feed["id"].to_string()]);
    let ran = command.stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(3));
    let copy = std::fs::read_to_string(home.data().join("subscriptions.opml")).unwrap();
    assert!(!copy.contains(feed["url"].as_str().unwrap()), "{copy}");
}

#[test]
fn what_could_not_be_taken_back_is_no_success() {
    let home = Home::new();
    home.feed(&["import", "-"], b"https://a.example/feed");
    home.ok(&["edit", "1", "--title", "Mine"]);
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let other = "UPDATE feed SET settings = json_set(settings, '$.title', 'Else')";
    store.execute(other, []).unwrap();
    drop(store);
    let ran = home.run(&["undo"]);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("changed since"), "{}", ran.err);
    let ran = home.run(&["--json", "redo"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.json()[0]["changed"], json!(false));
}

/// Folders need not be named in UTF-8.
#[test]
fn a_data_folder_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = Home::new();
    let folder = home
        .path()
        .join(std::ffi::OsStr::from_bytes(b"dd-\xe9 100%"));
    for arguments in [&["list"][..], &["feeds"]] {
        let mut command = home.command(arguments);
        let ran = command.arg("--data-dir").arg(&folder).output().unwrap();
        assert_eq!(
            ran.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    assert!(folder.join("tidings.db").exists());
}

#[test]
fn an_entry_without_a_text_is_said_to_have_none_and_how_it_can_be_had() {
    let feed = "<rss version='2.0'><channel><title>T</title>\
                <item><guid>1</guid><title>One</title><link>/gone</link></item></channel></rss>";
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/feed" => answer(200, &[], feed.as_bytes()),
        _ => answer(404, &[], b""),
    });
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh"]);
    let id = home.ok(&["list", "--json"]).json()[0]["id"].to_string();
    let ran = home.ok(&["show", &id]);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    let how = format!("; `tidings open {id}` opens its page");
    assert!(
        ran.err.contains("has no text here") && ran.err.contains(&how),
        "{}",
        ran.err
    );
    let text = home.ok(&["export", &id, "--format", "text"]).out;
    assert!(
        text.ends_with(&format!("\n\n{}\n", server.url("/gone"))),
        "{text}"
    );
}

/// It said nothing, and a refused feed waited a day though it had its password by then.
#[test]
fn an_edit_says_when_nothing_changed_and_a_password_makes_a_refused_feed_due() {
    let server = Server::start(|asked| {
        if asked.header("authorization").is_some() {
            answer(200, &[], rss(&["a"]).as_bytes())
        } else {
            answer(401, &[], b"")
        }
    });
    let home = Home::new();
    let ran = home.run(&["add", "--exact", &server.url("/feed")]);
    let how = "`tidings edit 1 --user NAME --credentials-file FILE`";
    assert!(ran.err.contains(how), "{}", ran.err);
    let edit = |value: &str| home.ok(&["edit", "1", "--folder", value]).err;
    assert!(!edit("News").contains("nothing to change"));
    assert!(edit("News").contains("nothing to change"));
    assert!(home.ok(&["refresh"]).err.contains("nothing is due"));
    home.ok(&["edit", "1", "--credentials-command", "echo amara:tide"]);
    let said = home.ok(&["refresh"]).err;
    assert!(said.contains("1 new in 1 feed"), "{said}");
}
