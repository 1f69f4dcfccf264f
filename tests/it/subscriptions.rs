//! Subscriptions out of one store and into another: nothing of what the reader set is lost; files of
//! others bring nothing that acts.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, rss};
use crate::home::Home;
use crate::server::{Server, answer};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use tidings::jobs::{self, Context, Job, Worker};
use tidings::model::{Change, FeedEdit, FeedId, FeedSettings, NewFeed, Origin, Report};
use tidings::outlet::write_opml;

fn opml(bench: &Bench) -> String {
    let feeds = bench.context.store.reader().unwrap().feeds().unwrap();
    write_opml(&feeds, true)
}

fn apply(bench: &Bench, change: &Change) {
    let store = &bench.context.store;
    store.apply(change, bench.clock_now()).unwrap();
}

/// Feeds in folders in folders, in an order of the reader's own, one with everything set.
fn furnished() -> Bench {
    let bench = Bench::new();
    let place = |number: usize, folder: &[&str]| NewFeed {
        url: format!("https://n{number}.example/feed?token=t&x=1"),
        title: format!("Paper {number}"),
        folder: folder.iter().map(|it| (*it).to_owned()).collect(),
        ..NewFeed::default()
    };
    let feeds = [
        place(0, &[]),
        place(1, &["Africa", "Coast"]),
        place(2, &["Africa"]),
        place(3, &["Africa"]),
        place(4, &["World"]),
        place(5, &["World"]),
    ];
    let ids = jobs::import(&bench.context, &feeds).unwrap();
    let order = |feed: FeedId, all: &[FeedId]| Change::OrderFeeds(feed, all.to_vec());
    apply(&bench, &order(ids[3], &[ids[3], ids[2]]));
    let folders = vec![vec!["World".to_owned()], vec!["Africa".to_owned()]];
    apply(&bench, &Change::OrderFolders("World".into(), folders));
    let edit = FeedEdit {
        url: "https://me:word@n5.example/feed".into(),
        folder: vec!["World".into(), "Deep".into()],
        settings: FeedSettings {
            title: Some("Mine, & “more”".into()),
            interval: Some(7200),
            keep_days: Some(0),
            user: Some("me".into()),
            credentials_command: Some("pass show \"my news\"".into()),
            proxy: Some("socks5://me:pw@proxy.example:1080".into()),
            certificate: Some("ab".repeat(32)),
            headers: vec![("Cookie".into(), "a=b; c=d".into())],
            http1: true,
            tags: vec!["boats".into(), "a/b, c".into()],
            ..FeedSettings::default()
        },
    };
    apply(&bench, &Change::EditFeed(ids[5], edit));
    bench
}

#[test]
fn a_store_that_reads_the_list_of_another_has_the_same_list() {
    let bench = furnished();
    let written = opml(&bench);
    let other = Bench::new();
    let (ids, left_out) =
        jobs::import_subscriptions(&other.context, written.as_bytes(), Origin::Own).unwrap();
    assert_eq!((ids.len(), left_out.as_slice()), (6, [].as_slice()));
    assert_eq!(opml(&other), written);
    // One change, taken back as one, and again.
    other.context.store.undo().unwrap().unwrap();
    assert_eq!(other.context.store.reader().unwrap().feeds().unwrap(), []);
    other.context.store.redo().unwrap().unwrap();
    assert_eq!(opml(&other), written);
    // What is here stays as it is.
    jobs::import_subscriptions(&other.context, written.as_bytes(), Origin::Own).unwrap();
    assert_eq!(opml(&other), written);
}

#[test]
fn the_export_of_everything_carries_the_feeds_as_they_are() {
    let bench = furnished();
    let mut bytes = Vec::new();
    let secrets = jobs::Secrets::Written;
    jobs::export_state(&bench.context, None, secrets, &mut bytes).unwrap();
    let other = Bench::new();
    jobs::import_state(&other.context, &bytes, Origin::Own).unwrap();
    assert_eq!(opml(&other), opml(&bench));
    let strange = Bench::new();
    jobs::import_state(&strange.context, &bytes, Origin::Elsewhere).unwrap();
    let text = opml(&strange);
    for acting in ["credentialsCommand", "proxy", "certificate"] {
        assert!(!text.contains(acting), "{acting}");
    }
}

/// The worker reads a file, subscribes, fetches, and says last what it left out.
#[test]
fn the_reader_imports_a_file_and_fetches_what_is_new() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let bench = Bench::new();
    let file = bench.folder().join("urls");
    let list = format!(
        "{} news boats\nexec:rm -rf /\nfile:///x\n",
        server.url("/feed")
    );
    std::fs::write(&file, list).unwrap();
    let said = import(&bench, &file);
    let left_out = said.iter().position(|it| it.contains("exec:rm"));
    assert!(
        said[left_out.unwrap()].ends_with("(and 1 more)"),
        "{said:?}"
    );
    assert!(said.iter().any(|it| it == "1 new of 1 feed"), "{said:?}");
    assert_eq!(bench.articles().len(), 1);
    let feeds = bench.context.store.reader().unwrap().feeds().unwrap();
    assert_eq!(feeds[0].folder[0].as_str(), "news");
    assert_eq!(feeds[0].settings.tags, ["boats"]);
    for (name, text, why) in [
        ("none", None, "cannot be read"),
        ("empty", Some(""), "holds no feeds"),
        ("page.html", Some("<html><p>no"), "holds no feeds"),
    ] {
        let file = bench.folder().join(name);
        if let Some(text) = text {
            std::fs::write(&file, text).unwrap();
        }
        let said = import(&bench, &file);
        assert!(said.len() == 1 && said[0].contains(why), "{name}: {said:?}");
    }
    let paths = server.paths();
    assert_eq!(paths.iter().filter(|path| *path == "/feed").count(), 1);
}

/// A feed that is called otherwise in another program's list was renamed there.
#[test]
fn names_of_another_programs_list_stay_where_the_feed_has_another() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let bench = Bench::new();
    let file = bench.folder().join("list.opml");
    let list = format!(
        "<opml><body><outline text='My ferries' xmlUrl='{}'/>\
         <outline text='PAPER' xmlUrl='{}'/></body></opml>",
        server.url("/one"),
        server.url("/two")
    );
    std::fs::write(&file, list).unwrap();
    import(&bench, &file);
    let feeds = bench.context.store.reader().unwrap().feeds().unwrap();
    let named = |end: &str| {
        let feed = feeds.iter().find(|feed| feed.url.ends_with(end)).unwrap();
        (feed.title.to_string(), feed.settings.title.clone())
    };
    let mine = "My ferries".to_owned();
    assert_eq!(named("/one"), (mine.clone(), Some(mine)));
    assert_eq!(named("/two"), ("Paper".to_owned(), None));
    assert!(
        feeds
            .iter()
            .all(|feed| feed.settings.imported_title.is_none())
    );
}

/// Imports and answers the lines that were said.
fn import(bench: &Bench, file: &std::path::Path) -> Vec<String> {
    let (sender, said) = channel();
    let sink = Arc::new(move |report| {
        if let Report::Message { text, .. } = report {
            // The test may have heard enough.
            let _ = sender.send(text.to_string());
        }
    });
    let context = Context {
        sink,
        ..bench.context.clone()
    };
    let worker = Worker::start(context);
    worker.submit(Job::Import(file.to_str().unwrap().to_owned()));
    // A job that is worked off after it: nothing more comes then.
    worker.submit(Job::Check);
    worker.submit(Job::Import("/nowhere/at/all".into()));
    let mut all = Vec::new();
    loop {
        let line = said.recv_timeout(Duration::from_secs(60)).unwrap();
        if line.contains("/nowhere/at/all") {
            worker.stop();
            return all;
        }
        all.push(line);
    }
}

#[test]
fn one_edit_of_many_things_is_one_undo() {
    let home = Home::new();
    let list = home.path().join("urls");
    std::fs::write(&list, "https://a.example/feed news\n").unwrap();
    home.ok(&["import", list.to_str().unwrap()]);
    let before = home
        .run(&["export", "--format", "opml", "--with-secrets"])
        .out;
    let edit = [
        "edit",
        "1",
        "--title",
        "Mine",
        "--folder",
        "A/B",
        "--url",
        "https://b.example/feed",
        "--interval",
        "6h",
        "--also-in",
        "boats, far/ports",
        "--proxy",
        "http://proxy.example:8080",
    ];
    home.ok(&edit);
    let after = home
        .run(&["export", "--format", "opml", "--with-secrets"])
        .out;
    for part in [
        "Mine",
        "b.example",
        "21600",
        "boats",
        "proxy.example",
        "\"B\"",
    ] {
        assert!(after.contains(part), "{part}: {after}");
    }
    let found = home.run(&["feeds", "--json"]).out;
    assert!(
        found.contains("\"also_in\":[\"boats\",\"far/ports\"]"),
        "{found}"
    );
    home.ok(&["undo"]);
    let undone = home
        .run(&["export", "--format", "opml", "--with-secrets"])
        .out;
    assert_eq!(undone, before);
    home.ok(&["redo"]);
    let again = home
        .run(&["export", "--format", "opml", "--with-secrets"])
        .out;
    assert_eq!(again, after);
    // Into another home: without a word of trust the proxy stays behind, and is named.
    let file = home.path().join("mine.opml");
    std::fs::write(&file, &after).unwrap();
    for (own, code) in [(false, 1), (true, 0)] {
        let other = Home::new();
        let mut words = vec!["import", file.to_str().unwrap()];
        words.extend(own.then_some("--own"));
        let imported = other.run(&words);
        assert_eq!(imported.code, Some(code), "{}", imported.err);
        assert_eq!(imported.err.contains("its proxy was not taken over"), !own);
        let there = other
            .run(&["export", "--format", "opml", "--with-secrets"])
            .out;
        assert_eq!(there.contains("proxy.example"), own);
        assert_eq!(there == after, own);
    }
}

#[test]
fn the_copy_of_the_subscriptions_is_what_undo_and_redo_make_of_them() {
    let home = Home::new();
    home.feed(
        &["import", "-"],
        b"https://a.example/feed\nhttps://b.example/feed",
    );
    let copy = || {
        let text = std::fs::read_to_string(home.data().join("subscriptions.opml")).unwrap();
        (text.contains("a.example"), text.contains("Harbour"))
    };
    home.ok(&["remove", "1"]);
    assert_eq!(copy(), (false, false));
    home.ok(&["undo"]);
    assert_eq!(copy(), (true, false));
    home.ok(&["redo"]);
    assert_eq!(copy(), (false, false));
    home.ok(&["edit", "2", "--title", "Harbour"]);
    assert_eq!(copy(), (false, true));
    home.ok(&["undo"]);
    assert_eq!(copy(), (false, false));
}

/// It was fetched whole to be found, and then once more.
#[test]
fn a_feed_that_was_found_is_not_asked_for_again_to_be_subscribed_to() {
    for typed in ["/feed", "/"] {
        let server = Server::start(|asked| match asked.path.as_str() {
            "/feed" => answer(200, &[("ETag", "\"1\"")], rss(&["one", "two"]).as_bytes()),
            "/" => answer(
                200,
                &[("Content-Type", "text/html")],
                b"<link rel=alternate type='application/rss+xml' href='/feed'><p>Paper",
            ),
            _ => answer(404, &[], b""),
        });
        let home = Home::new();
        home.ok(&["add", &server.url(typed)]);
        assert_eq!(home.ok(&["list", "all", "--json"]).json().len(), 2);
        let asked = |server: &Server| server.paths().iter().filter(|it| *it == "/feed").count();
        assert_eq!(asked(&server), 1, "{:?}", server.paths());
        home.ok(&["refresh", "--all"]);
        let last = server.asked().pop().unwrap();
        assert_eq!(
            last.header("If-None-Match"),
            Some("\"1\""),
            "its validators are kept"
        );
    }
}

#[test]
fn a_host_that_asks_to_wait_is_believed_where_a_feed_is_added() {
    let server = Server::start(|_| answer(429, &[("Retry-After", "3600")], b""));
    let home = Home::new();
    let ran = home.run(&["add", &server.url("/feed")]);
    assert!(
        ran.err.contains("429") && ran.err.contains("wait 60 min"),
        "{}",
        ran.err
    );
}

/// The next change wrote over what there was left of a store that was lost.
#[test]
fn subscriptions_of_a_store_that_was_lost_are_kept() {
    let home = Home::new();
    let urls = b"https://a.example/feed\nhttps://b.example/feed?x=1&y=2\n";
    home.feed(&["import", "-"], urls);
    let copy = home.data().join("subscriptions.opml");
    let kept = home.data().join("subscriptions.before.opml");
    home.run(&["remove", "https://a.example/feed"]);
    home.feed(&["import", "-"], b"https://a.example/feed\n");
    assert!(!kept.exists(), "nothing was lost");
    let before = std::fs::read(&copy).unwrap();
    std::fs::write(home.data().join("tidings.db"), b"").unwrap();
    for rest in ["tidings.db-wal", "tidings.db-shm"] {
        let _ = std::fs::remove_file(home.data().join(rest));
    }
    home.feed(&["import", "-"], b"https://c.example/feed\n");
    assert!(
        std::fs::read_to_string(&copy)
            .unwrap()
            .contains("c.example")
    );
    assert!(std::fs::read(&kept).unwrap() == before);
    home.ok(&["import", kept.to_str().unwrap()]);
    assert_eq!(home.ok(&["feeds"]).out.lines().count(), 3);
}

/// It named the host: of five feeds of one nobody could tell which was gone.
#[test]
fn a_subscription_is_taken_back_by_the_title_that_its_feed_told() {
    let feed = crate::bench::rss(&["Ebb", "Flood"]);
    let server =
        crate::server::Server::start(move |_| crate::server::answer(200, &[], feed.as_bytes()));
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    let undone = home.ok(&["undo"]).err;
    assert!(undone.contains("unsubscribed from Paper"), "{undone}");
    let redone = home.ok(&["redo"]).err;
    assert!(redone.contains("subscribed to Paper again"), "{redone}");
}
