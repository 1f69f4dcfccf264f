//! Filters from their file to what is read: judged as articles arrive and again when the full text
//! comes, undone in one history, the file kept as its owner wrote it.

use crate::bench::{Bench, rss, sound};
use crate::home::Home;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tidings::fetch::Response;
use tidings::jobs;
use tidings::model::{
    ArticleQuery, ArticleRow, Change, Expression, Filter, FilterAction, Scope, Term, Which,
};

const FEED: &str = "https://paper.example/feed";

fn file(bench: &Bench) -> PathBuf {
    bench.context.filters.as_ref().unwrap().file.clone()
}

fn write(bench: &Bench, text: &str) {
    std::fs::write(file(bench), text).unwrap();
}

fn rows(bench: &Bench, filter: Option<Term>) -> Vec<ArticleRow> {
    let query = ArticleQuery {
        filter: filter.map(Expression::Term),
        ..ArticleQuery::of(Scope::All)
    };
    let mut rows = Vec::new();
    let reader = bench.context.store.reader().unwrap();
    reader
        .for_each(&query, None, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .unwrap();
    rows.sort_by(|a, b| a.title.cmp(&b.title));
    rows
}

fn titles(bench: &Bench, filter: Option<Term>) -> Vec<String> {
    let rows = rows(bench, filter).into_iter();
    rows.map(|row| row.title.into_string()).collect()
}

const FILTERS: &str = "\
# mine
[[filter]]
name = \"no storms\"
when = 'title:storm'     # too many
then = [\"mute\"]

[[filter]]
name = \"river\"
when = 'river feed:paper is:unread'
then = [\"tag:water\", \"queue\", \"save\"]

[[filter]]
name = \"old\"
when = 'market'
then = [\"read\"]
until = 2025-11-23
";

/// At the first poll a feed was judged by the host that was asked, not by its own name and site; and pictures in what
/// a feed carried were none.
#[test]
fn at_the_first_poll_a_feed_is_judged_by_what_it_calls_itself() {
    let feed = rss(&["storm", "quiet"])
        .replace(
            "<title>Paper</title>",
            "<title>Paper</title><link>https://paper.example/</link>",
        )
        .replace(
            "What happened at storm.",
            "&lt;img src='/a.png'&gt; A storm.",
        );
    let bench = Bench::faked(move |_| Ok(sound(&feed)));
    let filters = [
        ("of", "outlet:paper.example", "tag:paper"),
        ("other", "outlet:feeds.burner", "mute"),
        ("named", "feed:Paper", "tag:named"),
        ("seen", "has:image", "tag:seen"),
    ];
    let filters = filters.map(|(name, when, then)| {
        format!("[[filter]]\nname = \"{name}\"\nwhen = '{when}'\nthen = [\"{then}\"]\n")
    });
    write(&bench, &filters.concat());
    bench.subscribe(&["https://feeds.burner.example/paper".to_owned()]);
    bench.refresh(&Which::All);
    let all = ["quiet", "storm"];
    for (tag, found) in [("paper", &all[..]), ("named", &all), ("seen", &["storm"])] {
        assert_eq!(titles(&bench, Some(Term::Tag(tag.into()))), found, "{tag}");
    }
    assert_eq!(titles(&bench, Some(Term::HasImage)), ["storm"]);
    assert!(titles(&bench, Some(Term::Muted)).is_empty());
}

#[test]
fn what_arrives_is_judged_once_and_counts_are_exact() {
    let bench = Bench::faked(|_| Ok(sound(&rss(&["storm", "river", "market", "quiet"]))));
    bench.subscribe(&[FEED.to_owned()]);
    write(&bench, FILTERS);
    bench.refresh(&Which::All);
    assert_eq!(titles(&bench, None), ["market", "quiet", "river"]);
    assert_eq!(titles(&bench, Some(Term::Muted)), ["storm"]);
    assert_eq!(titles(&bench, Some(Term::Tag("water".into()))), ["river"]);
    let reader = bench.context.store.reader().unwrap();
    let counts = reader.counts(bench.clock_now()).unwrap();
    assert_eq!(
        (counts.all, counts.unread, counts.saved, counts.queued),
        (3, 3, 1, 1)
    );
    let lines = reader.check().unwrap().lines;
    assert!(!lines.iter().any(|line| line.contains("but")), "{lines:?}");
    // Not the reader's own doing: there is nothing to undo but the subscription.
    let undone = bench.context.store.undo().unwrap().unwrap();
    assert!(
        undone.message.contains("unsubscribed"),
        "{}",
        undone.message
    );
    bench.context.store.redo().unwrap();
    // Restored by hand it stays, however often it comes again.
    let hidden = rows(&bench, Some(Term::Muted))[0].id;
    let change = Change::Mark {
        what: tidings::model::MarkChange::Unmute,
        target: tidings::model::Target::Articles(vec![hidden]),
    };
    bench
        .context
        .store
        .apply(&change, bench.clock_now())
        .unwrap();
    bench.pass(crate::bench::DAY);
    bench.refresh(&Which::All);
    assert_eq!(titles(&bench, None).len(), 4);
}

#[test]
fn the_full_text_is_judged_too_and_only_for_what_it_adds() {
    let page = "<html><body><article><h1>quiet</h1><p>The captain of the ferry spoke at length of \
        sandbanks and of timetables that nobody keeps, and the goat on board said nothing at all \
        while forty people listened to him and looked at the water.</p><p>Nobody who was there will \
        forget the afternoon on which the dredgers came back to the lower channel.</p></article></body></html>";
    let bench = Bench::faked(move |request| {
        let is_feed = request.url.as_str() == FEED;
        let body = if is_feed {
            rss(&["quiet", "storm"]).replace("<link>/", "<link>https://paper.example/")
        } else {
            page.to_owned()
        };
        let content_type = if is_feed { "text/xml" } else { "text/html" };
        Ok(Response {
            content_type: Some(content_type.to_owned()),
            ..sound(&body)
        })
    });
    bench.subscribe(&[FEED.to_owned()]);
    write(
        &bench,
        "[[filter]]\nname = \"boats\"\nwhen = \"body:dredgers\"\nthen = [\"tag:boats\"]\n\
         [[filter]]\nname = \"q\"\nwhen = \"title:quiet\"\nthen = [\"queue\"]\n",
    );
    bench.refresh(&Which::All);
    assert_eq!(titles(&bench, Some(Term::Tag("boats".into()))), [""; 0]);
    let quiet = rows(
        &bench,
        Some(Term::Title {
            text: "quiet".into(),
            is_prefix: false,
        }),
    )[0]
    .clone();
    assert!(quiet.mark.queue_rank.is_some());
    let unqueue = Change::Mark {
        what: tidings::model::MarkChange::Unqueue,
        target: tidings::model::Target::Articles(vec![quiet.id]),
    };
    bench
        .context
        .store
        .apply(&unqueue, bench.clock_now())
        .unwrap();
    let document = jobs::full_text(&bench.context, quiet.id).unwrap();
    assert!(document.text.contains("dredgers"), "{document:?}");
    assert_eq!(titles(&bench, Some(Term::Tag("boats".into()))), ["quiet"]);
    let quiet = rows(
        &bench,
        Some(Term::Title {
            text: "quiet".into(),
            is_prefix: false,
        }),
    )[0]
    .clone();
    assert!(quiet.mark.queue_rank.is_none(), "it had its say already");
}

#[test]
fn a_bad_edit_is_said_with_its_line_and_the_old_filters_judge_on() {
    let number = Arc::new(AtomicUsize::new(0));
    let bench = Bench::faked(move |_| {
        let n = number.fetch_add(1, Ordering::SeqCst);
        Ok(sound(&rss(&[&format!("storm{n}"), "quiet"])))
    });
    bench.subscribe(&[FEED.to_owned()]);
    let filters =
        |when: &str| format!("[[filter]]\nname = \"s\"\nwhen = '{when}'\nthen = [\"mute\"]\n");
    write(&bench, &filters("/storm/"));
    bench.refresh(&Which::All);
    write(&bench, &filters("titel:storm"));
    bench.pass(crate::bench::DAY);
    bench.refresh(&Which::All);
    let messages = bench.messages();
    assert!(
        messages
            .iter()
            .any(|it| it.contains("filters.toml:3: ") && it.contains("title:storm")),
        "{messages:?}"
    );
    assert_eq!(titles(&bench, None), ["quiet"]);
    assert_eq!(titles(&bench, Some(Term::Muted)), ["storm0", "storm1"]);
}

#[test]
fn the_store_and_the_file_say_the_same_whoever_changed_what() {
    let bench = Bench::faked(|_| Ok(sound(&rss(&["storm"]))));
    write(&bench, FILTERS);
    assert!(jobs::read_filters(&bench.context).unwrap());
    let names = || -> Vec<String> {
        let all = bench.context.store.reader().unwrap().filters().unwrap();
        all.into_iter().map(|it| it.filter.name).collect()
    };
    assert_eq!(names(), ["no storms", "river", "old"]);
    let filter = Filter {
        name: "new".into(),
        when: "boats".into(),
        then: vec![FilterAction::Alert],
        until: None,
        off: false,
    };
    let put = Change::PutFilter {
        id: None,
        filter,
        past: None,
    };
    let text = || std::fs::read_to_string(file(&bench)).unwrap();
    bench.context.store.apply(&put, bench.clock_now()).unwrap();
    // Somebody writes into the file at the same time.
    write(&bench, &text().replace("title:storm'", "title:storms'"));
    jobs::write_filters(&bench.context).unwrap();
    assert_eq!(names().len(), 4);
    for kept in ["# mine", "title:storms", "# too many", "name = \"new\""] {
        assert!(text().contains(kept), "{}", text());
    }
    assert!(!jobs::read_filters(&bench.context).unwrap());
    bench.context.store.undo().unwrap();
    jobs::write_filters(&bench.context).unwrap();
    assert!(!text().contains("boats") && text().contains("# too many"));
}

#[test]
fn filters_on_the_command_line_are_made_tested_applied_and_undone() {
    let (home, server) = Home::with_demo();
    drop(server);
    let all = home.run(&["list"]).out.lines().count();
    let bad = home.run(&["filters", "add", "x", "--when", "is:red", "--then", "mute"]);
    assert_eq!(bad.code, Some(2));
    assert!(bad.err.contains("unread"), "{}", bad.err);
    let bad = home.run(&["filters", "add", "x", "--when", "a", "--then", "hide"]);
    assert_eq!(bad.code, Some(2));
    let made = home.run(&[
        "filters",
        "add",
        "short",
        "--when",
        "words<400",
        "--then",
        "mute,tag:short",
        "--past",
    ]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let left = home.run(&["list"]).out.lines().count();
    let muted = home.run(&["list", "is:muted"]).out.lines().count();
    assert!(
        muted > 0 && left + muted >= all,
        "{left} and {muted} of {all}"
    );
    let listed = home.run(&["filters", "--json"]);
    assert!(listed.out.contains("\"words<400\""), "{}", listed.out);
    let text = std::fs::read_to_string(home.path().join("filters.toml")).unwrap();
    assert!(text.contains("name = \"short\""), "{text}");
    assert_eq!(home.run(&["undo"]).code, Some(0));
    assert_eq!(home.run(&["list"]).out.lines().count(), all);
    let text = std::fs::read_to_string(home.path().join("filters.toml")).unwrap();
    assert!(!text.contains("name = \"short\""), "{text}");
    assert_eq!(home.run(&["redo"]).code, Some(0));
    assert_eq!(home.run(&["mark", "unmuted", "is:muted"]).code, Some(0));
    assert_eq!(home.run(&["list"]).out.lines().count(), all);
    let tested = home.run(&["filters", "test", "short"]);
    assert!(tested.out.lines().count() > 0, "{}", tested.err);
    assert_eq!(home.run(&["filters", "remove", "short"]).code, Some(0));
    assert_eq!(home.run(&["filters", "remove", "short"]).code, Some(3));
}
