//! Articles written down, and everything taken to another machine.

use crate::bench::{Bench, DAY, rss, sound};
use crate::home::Home;
use crate::server::{Server, answer};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tidings::fetch::{FetchError, Response};
use tidings::jobs::{self, Secrets};
use tidings::model::{
    Anchor, ArticleId, ArticleQuery, Change, FeedId, Filter, FilterAction, MarkChange, Origin,
    Scope, Shared, Target, Version, Which,
};
use tidings::store::Reader;
use tidings::text::Clean;

#[test]
fn a_book_is_opened_by_another_library_with_contents_and_pictures() {
    let (home, _server) = Home::with_demo();
    home.ok(&["offline", "--articles", "6"]);
    let file = home.path().join("week.epub");
    home.ok(&["export", "unread", "--output", file.to_str().unwrap()]);
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let book = rbook::Epub::open(&file).unwrap();
    let mut chapters = 0;
    for chapter in book.reader() {
        let chapter = chapter.unwrap();
        chapters += usize::from(chapter.content().contains("<h1>"));
    }
    let unread = home.ok(&["list", "unread", "--json"]).json().len();
    assert_eq!(chapters, unread);
    let refused = home.run(&["export", "unread", "--output", file.to_str().unwrap()]);
    assert_eq!(
        (refused.code, refused.err.lines().count()),
        (Some(3), 1),
        "{}",
        refused.err
    );
    assert!(std::fs::read(&file).unwrap() == bytes);
}

#[test]
fn an_article_is_written_as_markdown_text_and_html_with_its_pictures() {
    let (home, _server) = Home::with_demo();
    home.ok(&["offline", "--articles", "10"]);
    let articles = home.ok(&["list", "unread", "--json"]).json();
    let article = articles.iter().find(|it| it["pictures"] == true).unwrap();
    let (id, title) = (
        article["id"].to_string(),
        article["title"].as_str().unwrap(),
    );
    let markdown = home.path().join("a.md");
    home.ok(&["export", &id, "--output", markdown.to_str().unwrap()]);
    let text = std::fs::read_to_string(&markdown).unwrap();
    assert!(text.starts_with("---\ntitle: "), "{text}");
    assert!(
        text.contains(title) && text.contains("](a.md.pictures/"),
        "{text}"
    );
    assert!(
        std::fs::read_dir(home.path().join("a.md.pictures"))
            .unwrap()
            .count()
            > 0
    );
    let html = home.ok(&["export", &id, "--format", "html"]).out;
    assert!(
        html.contains("src=\"data:image/") && !html.contains("src=\"http"),
        "{html}"
    );
    let text = home.ok(&["export", &id, "--format", "text"]).out;
    assert!(
        text.lines().all(|line| line.chars().count() < 400) && text.len() > 200,
        "{text}"
    );
}

/// Readers of Markdown took "#1" for a place in another file, and a blank for the end of the link.
#[test]
fn pictures_beside_a_file_of_any_name_are_found() {
    let (home, _server) = Home::with_demo();
    home.ok(&["offline", "--articles", "10"]);
    let articles = home.ok(&["list", "unread", "--json"]).json();
    let article = articles.iter().find(|it| it["pictures"] == true).unwrap();
    let file = home.path().join("Week #1 (50%) é.md");
    let id = article["id"].to_string();
    home.ok(&["export", &id, "--output", file.to_str().unwrap()]);
    let text = std::fs::read_to_string(&file).unwrap();
    let link = "](Week%20%231%20%2850%25%29%20%C3%A9.md.pictures/";
    assert!(text.contains(link), "{text}");
    assert!(home.path().join("Week #1 (50%) é.md.pictures").is_dir());
}

/// Two articles with a note each, and a link to a place that is not in the text.
fn with_notes() -> (Home, Server) {
    let item = |n: u32| {
        let words = format!("The ferry of quay {n} left at nine with forty people on its deck. ")
            .repeat(12);
        format!(
            "<item><guid>g{n}</guid><title>Ferry {n}</title><link>https://paper.example/{n}</link><description><![CDATA[\
             <p>{words}<a href='#n1'>1</a> <a href='#gone'>More</a></p><p>{words}</p>\
             <ol><li id='n1'>So said the captain of boat {n}.</li></ol>]]></description></item>"
        )
    };
    let items = item(1) + &item(2);
    let feed = format!("<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>");
    let headers = [("Content-Type", "application/rss+xml")];
    let server = Server::start(move |_| answer(200, &headers, feed.as_bytes()));
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh"]);
    (home, server)
}

#[test]
fn a_link_to_a_note_of_the_article_leads_to_it_in_the_file() {
    let (home, _server) = with_notes();
    let html = home.ok(&["export", "all", "--format", "html"]).out;
    let inner = |text: &str, before: &str| -> Vec<String> {
        let pieces = text.split(before).skip(1);
        pieces
            .map(|it| it.split('"').next().unwrap().to_owned())
            .collect()
    };
    let (links, places) = (inner(&html, "href=\"#"), inner(&html, "<span id=\""));
    assert_eq!((links.len(), &links), (2, &places), "{html}");
    assert_ne!(places[0], places[1]);
    assert!(
        html.contains("href=\"https://paper.example/1#gone\""),
        "{html}"
    );
    let file = home.path().join("a.epub");
    home.ok(&["export", "all", "--output", file.to_str().unwrap()]);
    let book = rbook::Epub::open(&file).unwrap();
    for chapter in book.reader() {
        let chapter = chapter.unwrap();
        let text = chapter.content();
        assert_eq!(
            inner(text, "href=\"#"),
            inner(text, "<span id=\""),
            "{text}"
        );
    }
}

/// What was not said to be Hebrew stood at the left, its full stops at the wrong end.
#[test]
fn what_runs_to_the_left_does_so_in_the_file_too() {
    let words = "המעבורות חזרו אל הנהר הבוקר, אמר משרד הנהר. ".repeat(4);
    let item = |n: u32, title: &str, text: &str| {
        format!(
            "<item><guid>g{n}</guid><title>{title}</title><author>דוד כהן</author>\
             <description><![CDATA[{text}]]></description></item>"
        )
    };
    let items = [
        item(1, "מעבורות", &format!("<p>{words}</p><p>A ferry.</p>")),
        item(
            2,
            "Ferries",
            "<p>The ferry left at nine, and nobody was on board.</p>",
        ),
    ]
    .concat();
    let feed = |language: &str| {
        format!("<rss version='2.0'><channel><title>Paper</title>{language}{items}</channel></rss>")
    };
    let (unsaid, said) = (feed(""), feed("<language>iw_IL</language>"));
    let headers = [("Content-Type", "application/rss+xml")];
    let server = Server::start(move |it| {
        let feed = if it.path == "/unsaid" { &unsaid } else { &said };
        answer(200, &headers, feed.as_bytes())
    });
    for (path, way, own) in [("/unsaid", "rtl", " dir=\"auto\""), ("/said", "rtl", "")] {
        let home = Home::new();
        home.feed(&["import", "-"], server.url(path).as_bytes());
        home.ok(&["refresh"]);
        let html = home.ok(&["export", "all", "--format", "html"]).out;
        let articles: Vec<&str> = html.split("<article ").skip(1).collect();
        let hebrew = articles.iter().find(|it| it.contains(">מעבורות<")).unwrap();
        assert!(hebrew.contains(&format!("dir=\"{way}\">")), "{html}");
        assert!(hebrew.contains(&format!("<h1{own}>מעבורות</h1>")), "{html}");
        assert!(hebrew.contains(&format!("<p{own}>המעבורות")), "{html}");
        let file = home.path().join("a.epub");
        home.ok(&["export", "all", "--output", file.to_str().unwrap()]);
        let book = rbook::Epub::open(&file).unwrap();
        let mut chapters = book.reader();
        assert!(chapters.any(|it| {
            let text = it.unwrap().content().to_owned();
            text.contains(&format!("dir=\"{way}\">")) && text.contains(&format!("<p{own}>המעבורות"))
        }));
        if path == "/unsaid" {
            let english = articles.iter().find(|it| it.contains(">Ferries<")).unwrap();
            assert!(english.contains("dir=\"ltr\">\n<h1>Ferries"), "{html}");
            assert!(english.contains("<bdi>דוד כהן</bdi> · "), "{html}");
        }
    }
}

#[test]
fn everything_is_the_same_on_another_machine() {
    let (home, _server) = Home::with_demo();
    let articles = home.ok(&["list", "--json"]).json();
    let id = |at: usize| articles[at]["id"].to_string();
    home.ok(&["--offline", "mark", "read", &id(0), &id(1)]);
    home.ok(&["--offline", "mark", "queued", &id(3), &id(2)]);
    home.ok(&["--offline", "mark", "tag:river", &id(4)]);
    home.run(&["--offline", "mark", "saved", &id(5)]);
    home.ok(&["--offline", "mark", "done", &id(6)]);
    home.ok(&[
        "filters",
        "add",
        "bridge",
        "--when",
        "title:bridge",
        "--then",
        "tag:bridge",
    ]);
    let named = serde_json::json!({ "name": "Long", "query": "minutes:>3" }).to_string();
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let sql = "INSERT INTO saved_filter (definition) VALUES (?1)";
    store.execute(sql, [named]).unwrap();
    drop(store);
    let file = home.path().join("all.json");
    let name = file.to_str().unwrap();
    home.ok(&["export", "--format", "json", "--output", name]);
    let other = Home::new();
    other.ok(&["import", name]);
    for view in ["all", "unread", "saved", "queue", "tag:river"] {
        let rows = |home: &Home| -> Vec<(Value, Value, Value, Value, Value)> {
            let rows = home.ok(&["list", view, "--json"]).json();
            let key = |it: &Value| {
                (
                    it["title"].clone(),
                    it["url"].clone(),
                    it["read"].clone(),
                    it["words"].clone(),
                    it["tags"].clone(),
                )
            };
            let mut rows: Vec<_> = rows.iter().map(key).collect();
            if view != "queue" {
                rows.sort_by_key(|row| format!("{row:?}"));
            }
            rows
        };
        assert_eq!(rows(&home), rows(&other), "{view}");
    }
    assert!(
        other
            .ok(&["doctor"])
            .out
            .contains("feeds with wrong counts: 0")
    );
    let filters = |home: &Home| home.ok(&["filters", "--json"]).out;
    assert!(filters(&home).contains("bridge"));
    assert_eq!(filters(&home), filters(&other));
    // Another export says the same, but for numbers and the time.
    let kept = |home: &Home| {
        let lines = home.ok(&["export", "--format", "json"]).json();
        let mut lines: Vec<String> = lines.into_iter().skip(1).map(without_numbers).collect();
        lines.sort();
        lines
    };
    assert!(kept(&home).iter().any(|line| line.contains("minutes:>3")));
    assert_eq!(kept(&home), kept(&other));
    // Nothing that is there comes again as new, and a second import changes nothing.
    let again = other.ok(&["import", name]);
    assert!(again.err.starts_with("0 new articles"), "{}", again.err);
    let before = other.ok(&["list", "--json"]).out.lines().count();
    other.ok(&["refresh", "--all"]);
    assert_eq!(other.ok(&["list", "--json"]).out.lines().count(), before);
}

/// The sign that an article was changed came over, and nothing of what it said before.
#[test]
fn earlier_texts_come_to_another_machine_and_their_secrets_do_not() {
    let day = Arc::new(AtomicUsize::new(0));
    let today = day.clone();
    let bench = Bench::faked(move |request| {
        let boats = ["Five", "Six"][today.load(Ordering::SeqCst).min(1)];
        let link = "https://me:hush@a.example/x";
        let body = format!(
            "<rss version='2.0'><channel><title>River</title><item><guid>1</guid><title>Boats</title>\
             <description>{boats} boats left Lokoja at nine, the ministry of the river said. \
             {boats} more are {boats} hours away: {link}</description></item></channel></rss>"
        );
        let mut response = sound(&body);
        response.url.clone_from(&request.url);
        Ok(response)
    });
    bench.subscribe(&["https://a.example/feed".to_owned()]);
    bench.refresh(&Which::All);
    day.store(1, Ordering::SeqCst);
    bench.pass(DAY);
    bench.refresh(&Which::All);
    let earlier = |bench: &Bench| {
        let reader = bench.context.store.reader().unwrap();
        reader.revisions(bench.articles()[0]).unwrap()
    };
    assert_eq!(earlier(&bench).len(), 1);
    let file = |secrets| {
        let mut bytes = Vec::new();
        jobs::export_state(&bench.context, None, secrets, &mut bytes).unwrap();
        bytes
    };
    let taken_in = |bytes: &[u8]| {
        let other = Bench::new();
        jobs::import_state(&other.context, bytes, Origin::Own).unwrap();
        other
    };
    let other = taken_in(&file(Secrets::Written));
    assert_eq!(earlier(&other), earlier(&bench));
    let changes = jobs::version(&other.context, other.articles()[0], Version::Changes).unwrap();
    assert!(changes.html.contains("<del>Five</del>"), "{}", changes.html);
    let without = file(Secrets::LeftOut);
    assert!(!String::from_utf8_lossy(&without).contains("hush"));
    assert_eq!(earlier(&taken_in(&without)).len(), 1);
}

/// It took back filters of the reader's own file, and three steps were one import.
#[test]
fn an_undo_takes_back_a_whole_import_and_nothing_that_was_there_before() {
    let bench = Bench::faked(|_| Ok(sound(&rss(&["a", "b"]))));
    bench.subscribe(&["https://a.example/feed".to_owned()]);
    bench.refresh(&Which::All);
    let filter = |name: &str| {
        let filter = Filter {
            name: name.to_owned(),
            when: "title:cup".to_owned(),
            then: vec![FilterAction::Save],
            ..Filter::default()
        };
        let change = Change::PutFilter {
            id: None,
            filter,
            past: None,
        };
        bench
            .context
            .store
            .apply(&change, bench.clock_now())
            .unwrap();
    };
    filter("Cup");
    filter("Boats");
    let target = Target::Articles(bench.articles());
    let what = MarkChange::Read;
    let change = Change::Mark { what, target };
    bench
        .context
        .store
        .apply(&change, bench.clock_now())
        .unwrap();
    let mut bytes = Vec::new();
    jobs::export_state(&bench.context, None, Secrets::Written, &mut bytes).unwrap();
    let other = Bench::new();
    // It stands in the file, and was not read yet.
    let own = "[[filter]]\nname = \"Cup\"\nwhen = \"title:cup\"\nthen = [\"save\"]\n";
    std::fs::write(other.folder().join("filters.toml"), own).unwrap();
    let restored = jobs::import_state(&other.context, &bytes, Origin::Own).unwrap();
    assert_eq!((restored.feeds, restored.filters), (1, 1));
    let state = || {
        let reader = other.context.store.reader().unwrap();
        let filters = reader.filters().unwrap().into_iter();
        let names: Vec<String> = filters.map(|it| it.filter.name).collect();
        let read = reader.counts(other.clock_now()).unwrap();
        (names, reader.feeds().unwrap().len(), read.all - read.unread)
    };
    let both = vec!["Cup".to_owned(), "Boats".to_owned()];
    assert_eq!(state(), (both.clone(), 1, 2));
    let undone = other.context.store.undo().unwrap().unwrap();
    assert!(
        undone.message.contains("filter “Boats” taken back"),
        "{}",
        undone.message
    );
    assert_eq!(state(), (both[..1].to_vec(), 0, 0));
    assert_eq!(other.context.store.undo(), Ok(None), "it was one step");
    other.context.store.redo().unwrap();
    assert_eq!(state(), (both, 1, 2));
}

/// Four feeds of 2,500 articles, half of which stand in two feeds.
fn ten_thousand() -> Bench {
    let bench = Bench::faked(|request| {
        let first = request.url.ends_with(['1', '3']);
        let from = if first { 0 } else { 1250 };
        let site = if request.url.contains("/a") { "a" } else { "b" };
        let mut body = format!("<rss version='2.0'><channel><title>{site} {from}</title>");
        for n in from..from + 2500 {
            let link = format!("https://{site}.example/{n}");
            let text = if n % 500 == 7 {
                "a bridge and a ferry"
            } else {
                "words"
            };
            write!(
                body,
                "<item><title>Number {n} of {site}</title><link>{link}</link><guid>{link}</guid>\
                 <description>{text} in {n}</description></item>"
            )
            .unwrap();
        }
        body.push_str("</channel></rss>");
        Ok(Response {
            status: 200,
            url: request.url.clone(),
            body: body.into_bytes(),
            ..Response::default()
        })
    });
    let urls = ["a1", "a2", "b3", "b4"].map(|name| format!("https://outlet.example/{name}"));
    bench.subscribe(&urls);
    bench
}

#[test]
fn ten_thousand_articles_with_marks_tags_queue_and_filters_are_the_same_on_another_machine() {
    let bench = ten_thousand();
    let apply = |change: Change| {
        let applied = bench.context.store.apply(&change, bench.clock_now());
        assert!(applied.unwrap().group.is_some(), "{change:?}");
    };
    let filter = |name: &str, when: &str, then, off| Change::PutFilter {
        id: None,
        filter: Filter {
            name: name.to_owned(),
            when: when.to_owned(),
            then: vec![then],
            until: Some("2031-12-31".to_owned()),
            off,
        },
        past: None,
    };
    // It tags and mutes what comes.
    let tag = FilterAction::Tag("bridge".to_owned());
    apply(filter("bridges", "bridge", tag, false));
    apply(filter("seven", "title:77", FilterAction::Mute, false));
    apply(filter("off", "title:words", FilterAction::Mute, true));
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    let reader = bench.context.store.reader().unwrap();
    let ids = reader.all_articles().unwrap();
    assert_eq!(ids.len(), 10_000);
    let mark = |what, ids: Vec<ArticleId>| {
        let target = Target::Articles(ids);
        apply(Change::Mark { what, target });
    };
    mark(MarkChange::Read, ids[..4000].to_vec());
    mark(MarkChange::Save, ids[3900..4400].to_vec());
    mark(
        MarkChange::Queue,
        ids[50..150].iter().rev().copied().collect(),
    );
    mark(
        MarkChange::Tag("kept, long".to_owned()),
        ids[500..900].to_vec(),
    );
    mark(MarkChange::Dismiss, ids[9000..9020].to_vec());
    let named = |name: &str, query: &str| Change::PutSavedFilter {
        id: None,
        name: name.to_owned(),
        query: query.to_owned(),
    };
    apply(named("Morning", "unread newer:1d"));
    apply(named("Bridges", "tag:bridge"));
    let feeds = reader.feeds().unwrap();
    apply(Change::MoveFeed(
        feeds[0].id,
        vec!["Coast".into(), "Lagoon".into()],
    ));
    let other = Bench::faked(|_| Err(FetchError::Stopped));
    let exported = state(&bench);
    let restored = jobs::import_state(&other.context, &exported, Origin::Elsewhere).unwrap();
    assert_eq!((restored.articles.new, restored.feeds), (10_000, 4));
    assert_eq!(restored.left_out.len(), 0);
    assert!(lines(&exported) == lines(&state(&other)));
    same_lists(&bench, &other);
    let now = bench.clock_now();
    let there = other.context.store.reader().unwrap();
    let (mut counts, mut others) = (reader.counts(now).unwrap(), there.counts(now).unwrap());
    // Feeds have other numbers there.
    let shared = |reader: &Reader, shared: Vec<Shared>| {
        let feeds = reader.feeds().unwrap();
        let url = |id: &FeedId| feeds.iter().find(|it| it.id == *id).unwrap().url.clone();
        let urls = |it: &Shared| it.feeds.iter().map(url).collect::<BTreeSet<_>>();
        let all = shared.iter().map(|it| (urls(it), it.total, it.unread));
        all.collect::<BTreeSet<_>>()
    };
    let here = shared(&reader, std::mem::take(&mut counts.shared));
    assert_eq!(here.len(), 2);
    assert_eq!(here, shared(&there, std::mem::take(&mut others.shared)));
    assert_eq!(counts, others);
}

/// The lists of both hold the same, each of them something.
fn same_lists(bench: &Bench, other: &Bench) {
    for (scope, least) in [
        (Scope::Queue, 50),
        (Scope::Saved, 250),
        (Scope::History, 1000),
        (Scope::Unread, 1000),
    ] {
        let titles = |bench: &Bench| -> Vec<(String, Vec<Clean>)> {
            let reader = bench.context.store.reader().unwrap();
            let query = ArticleQuery::of(scope.clone());
            let window = reader.window(&query, Anchor::Top, 0, 10_000).unwrap();
            let rows = window.rows.into_iter();
            let mut rows: Vec<_> = rows
                .map(|row| (row.title.to_string(), row.mark.tags.into_iter().collect()))
                .collect();
            if scope != Scope::Queue {
                rows.sort();
            }
            rows
        };
        let (here, there) = (titles(bench), titles(other));
        assert!(here.len() >= least, "{scope:?}: {}", here.len());
        assert!(here == there, "{scope:?}");
    }
}

fn state(bench: &Bench) -> Vec<u8> {
    let mut out = Vec::new();
    jobs::export_state(&bench.context, None, Secrets::Written, &mut out).unwrap();
    out
}

/// Of an export, without what is each store's own.
fn lines(exported: &[u8]) -> Vec<String> {
    let lines = exported.split(|byte| *byte == b'\n').skip(1);
    let lines = lines.filter(|line| !line.is_empty());
    let mut lines: Vec<String> = lines
        .map(|line| without_numbers(serde_json::from_slice(line).unwrap()))
        .collect();
    lines.sort();
    lines
}

/// Ids are each store's own, and so is the order of what has none.
fn without_numbers(mut line: Value) -> String {
    if let Some(article) = line.as_object_mut() {
        article.remove("id");
    }
    if let Some(kept) = line["kept"].as_object_mut() {
        kept.remove("work");
        for list in ["identities", "keys"] {
            if let Some(Value::Array(items)) = kept.get_mut(list) {
                items.sort_by_key(ToString::to_string);
            }
        }
    }
    line.to_string()
}

#[test]
fn what_a_newer_tidings_wrote_is_refused_in_one_line() {
    let home = Home::new();
    let newer = b"{\"tidings\":\"export\",\"version\":99}\n";
    let ran = home.feed(&["import", "-"], newer);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("newer"), "{}", ran.err);
    let half = b"{\"tidings\":\"export\",\"version\":1}\n{\"kind\":\"article\",\"kept\":\n";
    let ran = home.feed(&["import", "-"], half);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("line 2 is left out"), "{}", ran.err);
}

#[test]
fn an_export_that_ends_in_the_middle_gives_what_came_and_says_so() {
    let (home, _server) = Home::with_demo();
    let whole = home.ok(&["export", "--format", "json"]).out;
    let lines: Vec<&str> = whole.lines().collect();
    for (count, code) in [(lines.len(), 0), (lines.len() - 1, 1), (lines.len() - 3, 1)] {
        let other = Home::new();
        let cut = lines[..count].join("\n");
        let ran = other.feed(&["import", "-"], cut.as_bytes());
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        assert_eq!(
            ran.err.contains("ends in the middle"),
            code == 1,
            "{}",
            ran.err
        );
        assert!(!other.ok(&["list", "--json", "all"]).json().is_empty());
    }
}

/// The feeds came, the articles did not, and it was said that nothing could be done.
#[test]
fn an_import_goes_on_where_filters_cannot_be_read_and_one_undo_takes_it_back() {
    let (home, _server) = Home::with_demo();
    home.ok(&[
        "filters",
        "add",
        "boats",
        "--when",
        "title:boat",
        "--then",
        "mute",
    ]);
    let all = home.ok(&["export", "--format", "json"]).out;
    let other = Home::new();
    std::fs::write(other.path().join("filters.toml"), "[[filter]\nx").unwrap();
    let ran = other.feed(&["import", "--json", "-"], all.as_bytes());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("filters: "), "{}", ran.err);
    assert!(ran.json()[0]["new_articles"].as_u64().unwrap() > 0);
    std::fs::remove_file(other.path().join("filters.toml")).unwrap();
    other.ok(&["undo"]);
    assert!(other.run(&["feeds", "--json"]).json().is_empty());
}

/// Each feed with a password or a token came a second time, and its articles with it.
#[test]
fn an_export_without_secrets_adds_nothing_to_the_store_it_came_from() {
    let server = Server::start(|_| {
        let feed = "<rss version='2.0'><channel><title>Ferries</title><item><guid>1</guid><title>Boats</title></item></channel></rss>";
        answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            feed.as_bytes(),
        )
    });
    let home = Home::new();
    let address = server.url("/feed?token=s3cret&of=boats");
    home.feed(&["import", "-"], address.as_bytes());
    home.ok(&["refresh"]);
    for format in ["opml", "json"] {
        let file = home.ok(&["export", "--format", format]).out;
        assert!(!file.contains("s3cret"));
        home.feed(&["import", "-"], file.as_bytes());
        assert_eq!(home.ok(&["feeds", "--json"]).json().len(), 1, "{format}");
        assert_eq!(
            home.ok(&["list", "--json", "all"]).json().len(),
            1,
            "{format}"
        );
    }
}

#[test]
fn an_export_with_the_mark_of_an_encoding_is_one() {
    let (home, _server) = Home::with_demo();
    let all = home.ok(&["export", "--format", "json"]).out;
    let units = all.encode_utf16().flat_map(u16::to_le_bytes);
    let utf_16 = [0xff, 0xfe].into_iter().chain(units).collect();
    for bytes in [format!("\u{feff}{all}").into_bytes(), utf_16] {
        let other = Home::new();
        let ran = other.feed(&["import", "--json", "-"], &bytes);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.json()[0]["new_articles"].as_u64().unwrap() > 0);
    }
}

/// A file stood in its place, and its reader waited for ever.
#[test]
fn what_is_no_file_is_not_written_over() {
    let (home, _server) = Home::with_demo();
    let pipe = home.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let name = pipe.to_str().unwrap();
    for arguments in [
        &["export", "--force", "--output", name][..],
        &["backup", "--force", name],
    ] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, Some(3), "{arguments:?} {}", ran.err);
        assert!(ran.err.contains("is no file"), "{}", ran.err);
        assert!(!std::fs::metadata(&pipe).unwrap().is_file());
    }
}

#[test]
fn a_file_called_minus_is_written_by_nobody_who_means_standard_output() {
    let home = Home::new();
    for format in ["opml", "json", "epub"] {
        let ran = home.run(&["export", "--format", format, "--output", "-"]);
        assert_eq!(ran.code, Some(2), "{format}: {}", ran.err);
        assert!(ran.err.contains("./-"), "{}", ran.err);
    }
}
