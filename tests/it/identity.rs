//! What feeds say of themselves is not believed where it would touch another's articles or the
//! reader's marks: identities, duplicates, dates, one behaviour a test.

use crate::bench::{Bench, DAY, START, TestClock, sound};
use jiff::tz::TimeZone;
use std::sync::{Arc, Mutex};
use tidings::jobs::Clock;
use tidings::model::{
    ArticleId, ArticleQuery, ArticleRow, Change, Expression, FeedId, MarkChange, Scope, Target,
    Term, Timestamp, Which,
};
use tidings::query::parse;

const A: &str = "https://a.example/feed";
const B: &str = "https://b.example/feed";

/// Two outlets whose documents tests write anew.
struct Outlets {
    bench: Bench,
    documents: Arc<Mutex<[String; 2]>>,
    feeds: Vec<FeedId>,
}

/// An item: id, title, link, date, text; what is empty is left out.
type Item<'a> = [&'a str; 5];

fn document(items: &[Item<'_>]) -> String {
    let item = |[id, title, link, date, text]: &Item<'_>| {
        let part = |name: &str, value: &str| {
            if value.is_empty() {
                String::new()
            } else {
                format!("<{name}>{value}</{name}>")
            }
        };
        let parts = [
            part("guid", id),
            part("title", title),
            part("link", link),
            part("pubDate", date),
            part("description", text),
        ];
        format!("<item>{}</item>", parts.concat())
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>")
}

impl Outlets {
    fn new(a: &[Item<'_>], b: &[Item<'_>]) -> Self {
        let documents = Arc::new(Mutex::new([document(a), document(b)]));
        let served = documents.clone();
        let bench = Bench::faked(move |request| {
            let index = usize::from(request.url.as_str() == B);
            Ok(sound(&served.lock().unwrap()[index]))
        });
        let feeds = bench.subscribe(&[A.to_owned(), B.to_owned()]);
        let outlets = Self {
            bench,
            documents,
            feeds,
        };
        outlets.bench.refresh(&Which::All);
        outlets
    }

    /// New documents, a day later; answers how many articles are new.
    fn then(&self, a: &[Item<'_>], b: &[Item<'_>]) -> u32 {
        *self.documents.lock().unwrap() = [document(a), document(b)];
        self.bench.pass(DAY);
        self.bench
            .refresh(&Which::All)
            .iter()
            .map(|it| it.new)
            .sum()
    }

    fn rows(&self, scope: Scope) -> Vec<ArticleRow> {
        let reader = self.bench.context.store.reader().unwrap();
        let query = ArticleQuery::of(scope);
        let window = reader.window(&query, tidings::model::Anchor::Top, 0, 500);
        window.unwrap().rows
    }

    fn of(&self, feed: usize) -> Vec<ArticleRow> {
        self.rows(Scope::Feed(self.feeds[feed]))
    }

    fn mark(&self, what: MarkChange, id: ArticleId) {
        let target = Target::Articles(vec![id]);
        let change = Change::Mark { what, target };
        let now = self.bench.clock_now();
        self.bench.context.store.apply(&change, now).unwrap();
    }
}

fn titles(rows: &[ArticleRow]) -> Vec<&str> {
    rows.iter().map(|row| row.title.as_str()).collect()
}

/// Over fifty words: long enough to be known by.
fn long(word: &str) -> String {
    let sentence = format!("The {word} went up the river past the market and nobody asked why. ");
    sentence.repeat(6)
}

#[test]
fn d1_a_feed_that_sends_anothers_ids_changes_nothing_of_it() {
    let own = [
        "urn:1",
        "Ferries are back",
        "https://a.example/1",
        "",
        "Own words.",
    ];
    let outlets = Outlets::new(&[own], &[]);
    let first = outlets.of(0)[0].clone();
    outlets.mark(MarkChange::Save, first.id);
    // The same id; the same link under another title; the same id with other words again.
    let forged = [
        "urn:1",
        "Buy gold now",
        "https://a.example/1",
        "",
        "Forged words.",
    ];
    let again = [
        "urn:2",
        "Cheap watches here",
        "https://a.example/1",
        "",
        "More of them.",
    ];
    outlets.then(&[own], &[forged, again]);
    let after = &outlets.of(0)[0];
    assert_eq!(
        (after.id, &after.title, after.work),
        (first.id, &first.title, first.work)
    );
    assert!(after.updated.is_none() && after.mark.saved_at.is_some());
    let reader = outlets.bench.context.store.reader().unwrap();
    let texts = reader.feed_texts(first.id).unwrap().unwrap();
    assert!(format!("{texts:?}").contains("Own words"), "{texts:?}");
    let theirs = outlets.of(1);
    assert_eq!(theirs.len(), 2);
    assert!(
        theirs
            .iter()
            .all(|row| row.work != first.work && row.mark.saved_at.is_none())
    );
    // Read there is not read here.
    outlets.mark(MarkChange::Done, theirs[0].id);
    assert!(outlets.of(0)[0].mark.read_at.is_none());
}

#[test]
fn d2_entries_without_ids_or_with_one_id_for_all_are_all_kept_and_come_once() {
    for items in [
        [
            ["g", "One", "https://a.example/1", "", "first"],
            ["g", "Two", "https://a.example/2", "", "second"],
            ["g", "Three", "https://a.example/3", "", "third"],
        ],
        [
            ["", "Same", "", "", "first words"],
            ["", "Same", "", "", "second words"],
            ["", "Same", "", "", "third words"],
        ],
        [
            ["", "", "", "", "first words"],
            ["", "", "", "", "second words"],
            ["", "", "", "", "third words"],
        ],
    ] {
        let outlets = Outlets::new(&items, &[]);
        assert_eq!(outlets.of(0).len(), 3, "{items:?}");
        let mut turned = items;
        turned.reverse();
        assert_eq!(outlets.then(&turned, &[]), 0, "{items:?}");
        assert_eq!(outlets.of(0).len(), 3);
    }
}

#[test]
fn d3_ids_links_and_dates_that_change_bring_nothing_back() {
    let date = "Mon, 24 Nov 2025 08:00:00 GMT";
    let text = long("ferry");
    let outlets = Outlets::new(
        &[[
            "urn:1",
            "Ferries are back",
            "https://a.example/1",
            date,
            &text,
        ]],
        &[],
    );
    let first = outlets.of(0)[0].clone();
    outlets.mark(MarkChange::Done, first.id);
    let moved = "Wed, 26 Nov 2025 08:00:00 GMT";
    for item in [
        [
            "urn:other",
            "Ferries are back",
            "https://a.example/1",
            date,
            &*text,
        ],
        [
            "urn:other",
            "Ferries are back",
            "https://a.example/1?utm_source=rss#top",
            date,
            &*text,
        ],
        [
            "urn:other",
            "Ferries are back",
            "https://a.example/new-place",
            date,
            &*text,
        ],
        [
            "urn:other",
            "Ferries are back",
            "https://a.example/new-place",
            moved,
            &*text,
        ],
    ] {
        assert_eq!(outlets.then(&[item], &[]), 0, "{item:?}");
        let rows = outlets.of(0);
        assert_eq!(rows.len(), 1, "{item:?}");
        assert!(rows[0].mark.read_at.is_some() && rows[0].sort_at == first.sort_at);
        assert!(outlets.rows(Scope::Unread).is_empty());
    }
    // Everything changed at each poll, but for what is read.
    for n in 0..5 {
        let id = format!("urn:churn:{n}");
        let items = [[
            id.as_str(),
            "Ferries are back",
            "https://a.example/new-place",
            moved,
            &*text,
        ]];
        assert_eq!(outlets.then(&items, &[]), 0);
    }
}

#[test]
fn ids_that_a_feed_ceases_or_begins_to_tell_bring_nothing_back() {
    let date = "Mon, 24 Nov 2025 08:00:00 GMT";
    let (with, without) = (["urn:1", "urn:2"], ["", ""]);
    // The address of the outlet for all, and none: neither is an entry's own.
    for link in ["https://a.example/", ""] {
        for text in [long("ferry"), "Nine weeks.".to_owned()] {
            for ids in [[with, without, with], [without, with, without]] {
                let items = |ids: [&'static str; 2]| {
                    [
                        [ids[0], "Ferries are back", link, date, text.as_str()],
                        [ids[1], "Fares are up", link, date, text.as_str()],
                    ]
                };
                let outlets = Outlets::new(&items(ids[0]), &[]);
                for now in [ids[1], ids[2]] {
                    assert_eq!(outlets.then(&items(now), &[]), 0, "{link} {text} {now:?}");
                }
                assert_eq!(outlets.of(0).len(), 2, "{link} {text}");
            }
        }
    }
}

#[test]
fn a_headline_that_is_changed_makes_no_other_article_of_an_entry_without_an_id() {
    let date = "Mon, 24 Nov 2025 08:00:00 GMT";
    let page = "https://a.example/ferry";
    let outlets = Outlets::new(&[["", "Ferries are back", page, date, "Nine weeks."]], &[]);
    let first = outlets.of(0)[0].clone();
    outlets.mark(MarkChange::Done, first.id);
    for item in [
        [
            "",
            "Ferries are back on the river",
            page,
            date,
            "Nine weeks.",
        ],
        ["", "Nine weeks of waiting end", page, date, "At last."],
        [
            "",
            "Nine weeks of waiting over",
            page,
            "Tue, 25 Nov 2025 08:00:00 GMT",
            "At last it sails.",
        ],
        ["", "Boats sail", page, "", "At last it sails again."],
    ] {
        assert_eq!(outlets.then(&[item], &[]), 0, "{item:?}");
        let rows = outlets.of(0);
        assert_eq!(rows.len(), 1, "{item:?}");
        assert_eq!((rows[0].id, rows[0].title.as_str()), (first.id, item[1]));
        assert!(rows[0].mark.read_at.is_some(), "{item:?}");
    }
    // Another day's page at one address, and entries that share one, are several.
    let daily = "https://b.example/daily";
    let outlets = Outlets::new(&[], &[["", "Monday", daily, date, "All the news."]]);
    let tuesday = [
        "",
        "Tuesday",
        daily,
        "Tue, 25 Nov 2025 08:00:00 GMT",
        "All the news.",
    ];
    assert_eq!(outlets.then(&[], &[tuesday]), 1);
    let shared = [
        ["", "Wednesday", daily, "", "w"],
        ["", "Thursday", daily, "", "t"],
    ];
    assert_eq!(outlets.then(&[], &shared), 2);
    assert_eq!(outlets.then(&[], &shared), 0);
    let forecast = |day, date, text| ["", day, daily, date, text];
    let monday = forecast("Forecast for Monday", date, "Sun until noon.");
    for text in ["Rain from the west.", ""] {
        let date = "Tue, 25 Nov 2025 08:00:00 GMT";
        let tuesday = forecast("Forecast for Tuesday", date, text);
        let outlets = Outlets::new(&[], &[monday]);
        assert_eq!(outlets.then(&[], &[tuesday]), 1, "{text}");
    }
}

/// The BBC's ids end in the number of the edit: each edit brought the article again, unread.
#[test]
fn an_id_that_changes_with_each_edit_makes_no_other_article() {
    let date = "Mon, 24 Nov 2025 08:00:00 GMT";
    let page = "https://a.example/rain";
    let title = "Rain expected over the delta";
    let text = "Farmers have waited for it.";
    let outlets = Outlets::new(&[["rain#0", title, page, date, text]], &[]);
    let first = outlets.of(0)[0].clone();
    outlets.mark(MarkChange::Done, first.id);
    let later = "Tue, 25 Nov 2025 08:00:00 GMT";
    for item in [
        [
            "rain#1",
            "Heavy rain expected over the delta",
            page,
            date,
            text,
        ],
        [
            "rain#2",
            "Storm warning at the coast",
            page,
            date,
            "Boats stay at home.",
        ],
        [
            "rain#3",
            "Storm warning at the coast lifted",
            page,
            later,
            "Boats stay at home today.",
        ],
    ] {
        assert_eq!(outlets.then(&[item], &[]), 0, "{item:?}");
        let rows = outlets.of(0);
        assert_eq!(rows.len(), 1, "{item:?}");
        assert_eq!((rows[0].id, rows[0].title.as_str()), (first.id, item[1]));
        assert!(rows[0].mark.read_at.is_some(), "{item:?}");
    }
}

/// One page for many entries, one after the other: each is its own.
#[test]
fn entries_with_ids_that_share_an_address_are_several() {
    let page = "https://a.example/live";
    let (date, later) = (
        "Mon, 24 Nov 2025 08:00:00 GMT",
        "Tue, 25 Nov 2025 08:00:00 GMT",
    );
    let midnight = "Mon, 24 Nov 2025 00:00:00 GMT";
    let live = [
        "live-1",
        "Live: the flood at noon",
        page,
        date,
        "The river is at six metres.",
    ];
    for (first, then) in [
        (
            live,
            [
                "live-2",
                "Live: the flood at noon and after",
                page,
                later,
                "It sank again.",
            ],
        ),
        (
            live,
            [
                "live-2",
                "Roads reopen",
                page,
                later,
                "The river is at six metres.",
            ],
        ),
        (live, ["live-2", "Roads reopen", page, "", "It sank again."]),
        (
            ["1", "Forecast for Monday", page, "", "Sun until noon."],
            ["2", "Forecast for Tuesday", page, "", "Rain from the west."],
        ),
        // Of a day two may be: only those that agree are one.
        (
            ["1", "Version 1.2", page, midnight, "Faster."],
            ["2", "A new home for the code", page, midnight, "It moved."],
        ),
    ] {
        let outlets = Outlets::new(&[first], &[]);
        assert_eq!(outlets.then(&[then], &[]), 1, "{then:?}");
        assert_eq!(outlets.then(&[then], &[]), 0, "{then:?}");
    }
    // In one document the address is nobody's own.
    let both = [
        live,
        [
            "live-2",
            "Live: the flood at noon",
            page,
            date,
            "Six metres.",
        ],
    ];
    assert_eq!(Outlets::new(&both, &[]).of(0).len(), 2);
    let outlets = Outlets::new(&both[..1], &[]);
    assert_eq!(outlets.then(&both, &[]), 1);
}

#[test]
fn an_article_that_another_feed_has_too_is_listed_under_one_id() {
    let own = [
        "1",
        "Ferries are back on the river",
        "https://a.example/1",
        "",
        "Short.",
    ];
    let copy = [
        "x",
        "Ferries are back on the river",
        "https://a.example/1",
        "",
        "Cut.",
    ];
    let outlets = Outlets::new(&[own], &[copy]);
    let listed = outlets.rows(Scope::All);
    assert_eq!(listed.len(), 1);
    let reader = outlets.bench.context.store.reader().unwrap();
    for id in [1, 2].map(ArticleId::new) {
        assert_eq!(reader.listed_as(id), Ok(listed[0].id));
    }
}

#[test]
fn d4_dates_far_off_hide_nothing_that_is_new() {
    let items = [
        [
            "1",
            "Far",
            "https://a.example/1",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "a",
        ],
        [
            "2",
            "Null",
            "https://a.example/2",
            "Sat, 01 Jan 0000 00:00:00 GMT",
            "b",
        ],
        [
            "3",
            "Soon",
            "https://a.example/3",
            "Wed, 26 Nov 2025 10:26:40 GMT",
            "c",
        ],
        ["4", "None", "https://a.example/4", "", "d"],
        ["5", "Wrong", "https://a.example/5", "the day after", "e"],
    ];
    let outlets = Outlets::new(&items, &[]);
    let now = outlets.bench.clock_now();
    assert_eq!(outlets.of(0).len(), 5);
    let rows = outlets.rows(Scope::Unread);
    assert_eq!(rows.len(), 5);
    for row in &rows {
        assert!(
            row.sort_at.since(now) <= DAY,
            "{} stands before all to come",
            row.title
        );
    }
    // What comes two days later stands above all of them.
    outlets.bench.pass(DAY);
    let date = "Wed, 26 Nov 2025 10:00:00 GMT";
    let mut later = items.to_vec();
    later.insert(0, ["6", "Newest", "https://a.example/6", date, "f"]);
    outlets.then(&later, &[]);
    let first = &outlets.rows(Scope::Unread)[0];
    assert_eq!(first.title.as_str(), "Newest");
}

/// The clock of a reader in New York.
struct West(Arc<TestClock>);

impl Clock for West {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get("America/New_York").unwrap()
    }
}

/// West of Greenwich it stood under the day before, and not in Today.
#[test]
fn a_day_without_a_clock_is_that_day_where_the_reader_is() {
    let served = document(&[
        ["1", "Day", "", "2025-11-24", "a"],
        ["2", "Early", "", "Mon, 24 Nov 2025 03:00:00 GMT", "b"],
        ["3", "Late", "", "Mon, 24 Nov 2025 06:00:00 GMT", "c"],
    ]);
    let mut bench = Bench::faked(move |_| Ok(sound(&served)));
    bench.context.clock = Arc::new(West(bench.clock.clone()));
    bench.subscribe(&[A.to_owned()]);
    bench.refresh(&Which::All);
    let today = START.div_euclid(DAY) * DAY + 5 * 3600;
    let query = ArticleQuery {
        filter: Some(Expression::Term(Term::After(Timestamp::from_seconds(
            today,
        )))),
        ..ArticleQuery::of(Scope::All)
    };
    let reader = bench.context.store.reader().unwrap();
    let rows = reader.window(&query, tidings::model::Anchor::Top, 0, 500);
    let rows = rows.unwrap().rows;
    assert_eq!(titles(&rows), ["Late", "Day"]);
    let midnight = Timestamp::from_seconds(START.div_euclid(DAY) * DAY);
    assert_eq!(rows[1].published, Some(midnight));
}

#[test]
fn one_article_in_two_feeds_is_one_thing_to_read_by_link_or_by_text() {
    let text = long("ferry");
    let other = long("goat");
    let a = [
        [
            "1",
            "Ferries are back on the river",
            "https://a.example/1",
            "",
            "Short.",
        ],
        ["2", "What the goat saw", "https://a.example/2", "", &*other],
        ["3", "Ferries are late", "https://a.example/3", "", &*text],
    ];
    let b = [
        // By link, tracking and all; by text; neither: the id alone is none of its business.
        [
            "x",
            "Ferries are back on the river | A",
            "http://www.a.example/1/?utm_medium=feed",
            "",
            "Cut.",
        ],
        ["y", "A goat tells", "https://b.example/goat", "", &*other],
        [
            "3",
            "Something else entirely",
            "https://b.example/3",
            "",
            "Not the same.",
        ],
    ];
    let outlets = Outlets::new(&a, &b);
    let unread = outlets.rows(Scope::Unread);
    assert_eq!(unread.len(), 4, "{:?}", titles(&unread));
    let of_b = |title: &str| {
        let rows = outlets.of(1);
        rows.into_iter()
            .find(|row| row.title.starts_with(title))
            .unwrap()
    };
    for (title, is_one) in [("Ferries", true), ("A goat", true), ("Something", false)] {
        let theirs = of_b(title);
        assert_eq!(theirs.feeds == 2, is_one, "{title}");
        outlets.mark(MarkChange::Done, theirs.id);
    }
    let left = outlets.of(0);
    let unread = |row: &&ArticleRow| row.mark.read_at.is_none();
    let left: Vec<&str> = left
        .iter()
        .filter(unread)
        .map(|row| row.title.as_str())
        .collect();
    assert_eq!(left, ["Ferries are late"], "read once is read everywhere");
    assert_eq!(outlets.then(&a, &b), 0);
    assert_eq!(outlets.rows(Scope::Unread).len(), 1);
}

#[test]
fn x10_what_stands_in_a_feed_or_a_query_is_never_syntax() {
    let evil = [
        "'; DROP TABLE article; --",
        "Per%cent _under_ \"quote\" 100",
        "https://a.example/%27",
        "",
        "NEAR(a b) OR title:x*",
    ];
    let outlets = Outlets::new(&[evil], &[]);
    let reader = outlets.bench.context.store.reader().unwrap();
    let now = outlets.bench.clock_now();
    for is_indexed in [false, true] {
        if is_indexed {
            outlets.bench.context.store.index_some(100).unwrap();
        }
        for (query, count) in [
            ("under", 1),
            ("per%", 1),
            ("%", 1),
            ("p_r", 0),
            ("NEAR(a", 0),
            ("\"near a b\"", 1),
            ("x*", 1),
            ("tag:'", 0),
            ("author:%", 0),
            ("feed:%", 0),
            ("title:\"quote 100\"", 1),
            ("'; DROP TABLE article; --", 0),
        ] {
            let Ok(filter) = parse(query, now, &jiff::tz::TimeZone::UTC) else {
                continue;
            };
            let meant = ArticleQuery {
                filter: Some(filter.clone()),
                ..ArticleQuery::of(Scope::All)
            };
            assert_eq!(
                reader.count(&meant, 9).unwrap(),
                count,
                "{query}, {is_indexed}"
            );
            assert_eq!(
                reader.hits(&filter, 9).unwrap(),
                count,
                "{query}, {is_indexed}"
            );
        }
    }
    // Patterns of the reader cannot take for ever, nor too much.
    let slow = "/(a+)+$/".to_owned();
    let meant = parse(&slow, now, &jiff::tz::TimeZone::UTC).unwrap();
    let text = format!("{}!", "a".repeat(100_000));
    let facts = tidings::query::Facts {
        text: &text,
        ..tidings::query::Facts::default()
    };
    assert!(!tidings::query::matches(&meant, &facts));
    let huge = parse("/(a{1000}){1000}/", now, &jiff::tz::TimeZone::UTC);
    assert!(huge.is_err(), "{huge:?}");
    assert!(matches!(meant, Expression::Term(_)));
}
