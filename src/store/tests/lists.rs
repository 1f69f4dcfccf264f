//! Lists: windows held to a slow, obvious evaluator.

use super::*;
use crate::model::{Comparison, Expression, Listed, Part, Term};
use crate::query::{Facts, matches};
use crate::store::verdict;
use proptest::prelude::*;
use rusqlite::Connection;

/// What the evaluator knows of a feed and of an article.
#[derive(Clone, Debug)]
struct Known {
    arrival: Arrival,
    feed: usize,
    work: usize,
    tags: Vec<&'static str>,
    is_read: bool,
    is_saved: bool,
    is_dismissed: bool,
    rank: Option<usize>,
}

const HOSTS: [(&str, &[&str]); 3] = [
    ("a.example", &["News"]),
    ("b.example", &["News", "Coast"]),
    ("c.example", &[]),
];
/// Where each feed stands in the sidebar: without a folder first, then by folder.
const FEED_ORDER: [usize; 3] = [1, 2, 0];
const WORDS: [&str; 13] = [
    "ferry",
    "river",
    "Tolúlọpẹ́",
    "night boats",
    "market",
    "北京大学",
    "京",
    "三毛猫 京",
    "學",
    "c++",
    "C, the letter",
    "🎉",
    "night 🎉 boats",
];

#[derive(Clone, Debug)]
struct Plan {
    feed: usize,
    hours: i64,
    title: usize,
    text: usize,
    /// Joins the work of the article before it, if that is of another feed.
    joins: bool,
    marks: (bool, bool, bool, bool, bool),
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        0..3_usize,
        0..6_i64,
        0..WORDS.len(),
        0..WORDS.len(),
        any::<bool>(),
        any::<(bool, bool, bool, bool, bool)>(),
    )
        .prop_map(|(feed, hours, title, text, joins, marks)| Plan {
            feed,
            hours,
            title,
            text,
            joins,
            marks,
        })
}

fn furnish(home: &Home, plans: &[Plan], is_indexed: bool) -> Vec<Known> {
    let feeds: Vec<FeedId> = HOSTS
        .iter()
        .map(|(host, folder)| home.feed_in(host, folder))
        .collect();
    let mut all: Vec<Known> = Vec::new();
    for (n, plan) in plans.iter().enumerate() {
        let mut arrival = arrival(&n.to_string(), WORDS[plan.title], plan.hours);
        arrival.text = format!("{} and more {}", WORDS[plan.text], n % 4);
        arrival.words = n as u32 * 200;
        arrival.is_whole = n % 2 == 0;
        arrival.entry.author = clean_line(if n % 3 == 0 { "Ada Obi" } else { "" });
        let before = all
            .last()
            .filter(|before| plan.joins && before.feed != plan.feed);
        let is_alone = |work| {
            !all.iter()
                .any(|known| known.work == work && known.feed == plan.feed)
        };
        let work = before
            .map(|before| before.work)
            .filter(|work| is_alone(*work))
            .unwrap_or(n);
        arrival.text_hash = Some(hash(&format!("work {work}")));
        home.poll(feeds[plan.feed], vec![arrival.clone()]);
        let known = Known {
            arrival,
            feed: plan.feed,
            work,
            tags: Vec::new(),
            is_read: false,
            is_saved: false,
            is_dismissed: false,
            rank: None,
        };
        all.push(known);
    }
    for (n, plan) in plans.iter().enumerate() {
        mark(home, &mut all, n, plan.marks);
    }
    if is_indexed {
        home.store.index_some(1000).unwrap();
    }
    all
}

fn mark(home: &Home, all: &mut [Known], n: usize, marks: (bool, bool, bool, bool, bool)) {
    let id = [ArticleId::new(n as i64 + 1)];
    let work = all[n].work;
    let (read, save, dismiss, queue, tag) = marks;
    let mut each = |change: &mut dyn FnMut(&mut Known)| {
        all.iter_mut()
            .filter(|known| known.work == work)
            .for_each(change);
    };
    if read {
        home.mark(MarkChange::Read, &id);
        each(&mut |known| known.is_read = true);
    }
    if save {
        home.mark(MarkChange::Save, &id);
        each(&mut |known| (known.is_saved, known.is_dismissed) = (true, false));
    }
    if queue && !read {
        home.mark(MarkChange::Queue, &id);
        each(&mut |known| {
            known.rank = known.rank.or(Some(n));
            known.is_dismissed = false;
        });
    }
    if tag {
        home.mark(MarkChange::Tag("later".into()), &id);
        each(&mut |known| known.tags = vec!["later"]);
    }
    if dismiss && save && tag {
        home.mark(MarkChange::Dismiss, &id);
        each(&mut |known| (known.is_read, known.is_dismissed, known.rank) = (true, true, None));
    }
}

fn term() -> impl Strategy<Value = Term> {
    let words = proptest::sample::select(WORDS.to_vec());
    let text = || words.clone().prop_map(str::to_owned);
    prop_oneof![
        4 => (text(), any::<bool>()).prop_map(|(text, is_prefix)| Term::Words { text, is_prefix }),
        1 => Just(Term::Words { text: "ferr".into(), is_prefix: true }),
        1 => Just(Term::Words { text: "boats".into(), is_prefix: false }),
        1 => Just(Term::Words { text: "boats night".into(), is_prefix: false }),
        1 => (text(), any::<bool>()).prop_map(|(text, is_prefix)| Term::Title { text, is_prefix }),
        1 => (text(), any::<bool>()).prop_map(|(text, is_prefix)| Term::Body { text, is_prefix }),
        1 => Just(Term::Title { text: "ferr".into(), is_prefix: true }),
        1 => Just(Term::Body { text: "boats ni".into(), is_prefix: true }),
        2 => proptest::sample::select(vec![
            Term::Author("obi".into()), Term::Feed("B.EXAMPLE".into()), Term::OneFeed(FeedId::new(2)), Term::Folder("news".into()),
            Term::Folder("News/Coast".into()), Term::Outlet("c.ex".into()), Term::Tag("later".into()),
            Term::Language("en".into()), Term::Regex("f[aeiou]rry".into()),
            Term::Regex("^boats$".into()),
        ]),
        2 => proptest::sample::select(vec![
            Term::Unread, Term::Read, Term::Saved, Term::Queued, Term::Updated, Term::HasImage,
            Term::HasEnclosure, Term::HasFull,
        ]),
        1 => (0..6_i64).prop_map(|hours| Term::Before(NOW.minus(hours * 3600))),
        1 => (0..6_i64).prop_map(|hours| Term::After(NOW.minus(hours * 3600))),
        1 => (0..9_u32).prop_map(|n| Term::WordCount(Comparison::AtLeast, n * 200)),
        1 => (0..9_u32).prop_map(|n| Term::Minutes(Comparison::Less, n)),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    term()
        .prop_map(Expression::Term)
        .prop_recursive(3, 8, 3, |inner| {
            let many = proptest::collection::vec(inner.clone(), 0..3);
            prop_oneof![
                many.clone().prop_map(Expression::And),
                many.prop_map(Expression::Or),
                inner.prop_map(|inner| Expression::Not(Box::new(inner))),
            ]
        })
}

fn query() -> impl Strategy<Value = ArticleQuery> {
    let scope = proptest::sample::select(vec![
        Scope::All,
        Scope::Unread,
        Scope::Saved,
        Scope::Queue,
        Scope::History,
        Scope::Today(NOW.minus(3 * 3600)),
        Scope::Feed(FeedId::new(2)),
        Scope::Folder(vec!["News".into()]),
    ]);
    let sort = proptest::sample::select(&ORDERS[..]);
    (
        scope,
        proptest::option::weighted(0.7, expression()),
        sort,
        any::<bool>(),
    )
        .prop_map(|(scope, filter, sort, show_read)| ArticleQuery {
            scope,
            filter,
            sort,
            show_read,
        })
}

fn facts(known: &Known) -> Facts<'_> {
    let (host, folder) = HOSTS[known.feed];
    Facts {
        title: &known.arrival.entry.title,
        text: &known.arrival.text,
        author: &known.arrival.entry.author,
        feed_id: FeedId::new(known.feed as i64 + 1),
        feed: host,
        outlet: host,
        folder: folder.to_vec(),
        tags: known.tags.clone(),
        sort_at: known.arrival.entry.published.unwrap(),
        words: known.arrival.words,
        is_unread: !known.is_read,
        is_saved: known.is_saved,
        is_queued: known.rank.is_some(),
        has_full: known.arrival.is_whole,
        ..Facts::default()
    }
}

fn is_of_feed(term: &Term) -> bool {
    matches!(
        term,
        Term::Feed(_) | Term::OneFeed(_) | Term::Folder(_) | Term::Outlet(_)
    )
}

/// What all must hold.
fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::And(all) => all.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// Whether the expression means an article: its feeds are those that carry its work.
fn means(expression: &Expression, all: &[Known], n: usize, facts: &Facts<'_>) -> bool {
    let one = |inner: &Expression| means(inner, all, n, facts);
    match expression {
        Expression::And(inner) => inner.iter().all(one),
        Expression::Or(inner) => inner.iter().any(one),
        Expression::Not(inner) => !one(inner),
        Expression::Term(term) if is_of_feed(term) => {
            let mut work = all.iter().filter(|known| known.work == all[n].work);
            work.any(|known| matches(expression, &self::facts(known)))
        }
        Expression::Term(_) => matches(expression, facts),
    }
}

/// Looks at everything, each time.
fn expected(all: &[Known], query: &ArticleQuery) -> Vec<i64> {
    let is_about_marks = matches!(query.scope, Scope::Saved | Scope::Queue | Scope::History);
    let must = query.filter.as_ref().map(conjuncts).unwrap_or_default();
    let has = |is_it: fn(&Term) -> bool| {
        must.iter()
            .any(|part| matches!(part, Expression::Term(term) if is_it(term)))
    };
    let is_kept = |part: &Expression| matches!(part, Expression::Term(Term::Saved | Term::Queued));
    let is_of_kept = query.scope == Scope::All
        && must.iter().any(|part| match part {
            Expression::Or(any) => any.iter().all(is_kept),
            other => is_kept(other),
        });
    // A list of feeds has their own articles, whichever stands for the work elsewhere.
    let is_of_feeds = has(is_of_feed) && !is_about_marks && !is_of_kept;
    let is_own = |n: usize| {
        let of_feed = must
            .iter()
            .filter(|part| matches!(part, Expression::Term(term) if is_of_feed(term)));
        of_feed.clone().all(|part| matches(part, &facts(&all[n])))
    };
    let is_first =
        |n: usize| is_of_feeds || !all[..n].iter().any(|known| known.work == all[n].work);
    let sort_at = |n: usize| {
        let first = all.iter().find(|known| known.work == all[n].work).unwrap();
        first.arrival.entry.published.unwrap()
    };
    let is_in = |n: &usize| {
        let known = &all[*n];
        let in_scope = match &query.scope {
            Scope::All => is_first(*n) && !known.is_dismissed,
            Scope::Unread => is_first(*n) && !known.is_dismissed && !known.is_read,
            Scope::Saved => is_first(*n) && known.is_saved && !known.is_dismissed,
            Scope::Queue => is_first(*n) && known.rank.is_some(),
            Scope::History => is_first(*n) && known.is_read,
            Scope::Today(start) => is_first(*n) && !known.is_dismissed && sort_at(*n) >= *start,
            Scope::Feed(_) => known.feed == 1 && !known.is_dismissed,
            Scope::Folder(_) => known.feed < 2 && !known.is_dismissed,
        };
        let is_shown = is_about_marks || query.show_read || !known.is_read;
        in_scope && is_shown && (!is_of_feeds || is_own(*n))
    };
    let is_meant = |n: &usize| {
        let facts = Facts {
            sort_at: sort_at(*n),
            ..facts(&all[*n])
        };
        query
            .filter
            .as_ref()
            .is_none_or(|filter| means(filter, all, *n, &facts))
    };
    let mut found: Vec<usize> = (0..all.len()).filter(|n| is_in(n) && is_meant(n)).collect();
    // In a folder the first that is meant stands for its work.
    let mut works = HashSet::new();
    let has_feeds = !is_about_marks || query.scope == Scope::Saved;
    let is_by_feed = query.sort == Sort::Feed && has_feeds;
    found.retain(|n| works.insert(all[*n].work) || is_by_feed);
    found.sort_by_key(|n| match query.scope {
        Scope::Queue => (all[*n].rank.unwrap() as i64, 0),
        // All was read at one time.
        Scope::History => (0, -(all[*n].work as i64)),
        _ => (sort_at(*n).seconds(), all[*n].work as i64),
    });
    let is_by_date = !is_about_marks || query.scope == Scope::Saved;
    let is_by_length = matches!(query.sort, Sort::Shortest | Sort::Longest);
    if is_by_date && is_by_length {
        found.sort_by_key(|n| (all[*n].arrival.words, *n));
    }
    if is_by_date && !matches!(query.sort, Sort::Oldest | Sort::Shortest) {
        found.reverse();
    }
    if is_by_date && query.sort == Sort::Unread {
        found.sort_by_key(|n| all[*n].is_read);
    }
    if is_by_feed {
        found.sort_by_key(|n| FEED_ORDER[all[*n].feed]);
    }
    found.into_iter().map(|n| n as i64 + 1).collect()
}

fn ids(rows: &[ArticleRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id.get()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_list_holds_what_the_obvious_evaluator_says(
        plans in proptest::collection::vec(plan(), 1..16),
        queries in proptest::collection::vec(query(), 6),
        is_indexed in any::<bool>(),
        (before, after) in (0..4_u32, 1..5_u32),
    ) {
        let home = Home::new();
        let all = furnish(&home, &plans, is_indexed);
        home.assert_whole();
        let reader = home.reader();
        for query in queries {
            let expected = expected(&all, &query);
            let mut walked = Vec::new();
            reader.for_each(&query, None, &mut |row| {
                walked.push(row.id.get());
                ControlFlow::Continue(())
            }).unwrap();
            prop_assert_eq!(&walked, &expected, "{:?}", query);
            for list in [
                whole_by_windows(&reader, &query, after),
                whole_by_windows_back(&reader, &query, after),
            ] {
                prop_assert_eq!(&list, &expected, "{:?}", query);
            }
            for (n, id) in expected.iter().enumerate() {
                let anchor = Anchor::Article(ArticleId::new(*id));
                let window = reader.window(&query, anchor, before, after).unwrap();
                let from = n.saturating_sub(before as usize);
                let to = expected.len().min(n + after as usize);
                prop_assert_eq!(ids(&window.rows), expected[from..to].to_vec(), "{:?}", query);
                prop_assert_eq!((window.has_before, window.has_after), (from > 0, to < expected.len()));
            }
        }
    }
}

fn whole_by_windows(reader: &Reader, query: &ArticleQuery, size: u32) -> Vec<i64> {
    let mut window = reader.window(query, Anchor::Top, 0, size).unwrap();
    let mut found = ids(&window.rows);
    while window.has_after {
        let last = Anchor::Article(ArticleId::new(*found.last().unwrap()));
        window = reader.window(query, last, 0, size + 1).unwrap();
        found.pop();
        found.extend(ids(&window.rows));
    }
    found
}

fn whole_by_windows_back(reader: &Reader, query: &ArticleQuery, size: u32) -> Vec<i64> {
    let mut window = reader.window(query, Anchor::Bottom, 0, size).unwrap();
    let mut found = ids(&window.rows);
    while window.has_before {
        let first = Anchor::Article(ArticleId::new(found[0]));
        window = reader.window(query, first, size, 0).unwrap();
        found.splice(0..0, ids(&window.rows));
    }
    found
}

#[test]
fn the_next_unread_is_found_in_both_directions_and_across_the_window() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let new = home
        .poll(
            feed,
            (0..50).map(|n| arrival(&n.to_string(), "T", n)).collect(),
        )
        .new;
    home.mark(MarkChange::Read, &new[1..49]);
    let query = ArticleQuery::of(Scope::All);
    let next = |from, is_forward| {
        home.reader()
            .next_unread(&query, from, is_forward, 1)
            .unwrap()
    };
    assert_eq!(next(Some(new[0]), true), Some(new[49]));
    assert_eq!(next(Some(new[49]), true), None);
    assert_eq!(next(Some(new[30]), false), Some(new[0]));
    assert_eq!(next(None, true), Some(new[0]));
    assert_eq!(next(None, false), Some(new[49]));
}

#[test]
fn an_article_is_of_every_folder_and_feed_that_carries_it() {
    let home = Home::new();
    let one = home.feed_in("a.example", &["One"]);
    let two = home.feed_in("b.example", &["Two"]);
    for feed in [one, two] {
        home.poll(feed, vec![linked("1", "Both", 1, "https://a.example/1")]);
    }
    home.poll(one, vec![arrival("2", "Of one", 2)]);
    home.poll(two, vec![arrival("3", "Of two", 3)]);
    let titles = |scope: Scope, text: &str| {
        let filter = crate::query::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap();
        home.titles_of(&ArticleQuery {
            filter: Some(filter),
            ..ArticleQuery::of(scope)
        })
    };
    let both = home.titles(Scope::Folder(vec!["Two".into()]));
    assert_eq!(both, ["Both", "Of two"]);
    for text in [
        "folder:Two",
        "feed:b.example",
        "folder:Two or title:nothing",
    ] {
        assert_eq!(titles(Scope::All, text), both, "{text}");
        assert_eq!(titles(Scope::Unread, text), both, "{text}");
    }
    assert_eq!(
        titles(Scope::All, "folder:One folder:Two or folder:One"),
        ["Both", "Of one"]
    );
    assert_eq!(titles(Scope::All, "-folder:Two"), ["Of one"]);
    let ids: Vec<ArticleId> = (1..=4).map(ArticleId::new).collect();
    home.mark(MarkChange::Save, &ids);
    home.mark(MarkChange::Queue, &ids);
    assert_eq!(titles(Scope::Saved, "folder:Two"), both);
    assert_eq!(titles(Scope::Queue, "folder:Two").len(), 2);
}

#[test]
fn what_several_feeds_show_is_counted_by_the_set_of_them() {
    let home = Home::new();
    let (one, two) = (home.feed("a.example"), home.feed("b.example"));
    let story = |id| linked(id, "Ferries are back", 1, "https://a.example/ferries");
    home.poll(one, vec![story("1"), arrival("2", "Alone", 2)]);
    let shared = || home.reader().counts(NOW).unwrap().shared;
    assert_eq!(shared(), []);
    home.poll(two, vec![story("3")]);
    let both = |unread| crate::model::Shared {
        feeds: vec![one, two],
        total: 1,
        unread,
    };
    assert_eq!(shared(), [both(1)]);
    let id = home.reader().article(ArticleId::new(1)).unwrap().unwrap();
    home.mark(MarkChange::Read, &[id.row.id]);
    assert_eq!(shared(), [both(0)]);
    home.assert_whole();
    home.store.undo().unwrap().unwrap();
    assert_eq!(shared(), [both(1)]);
    home.store.apply(&Change::RemoveFeed(two), NOW).unwrap();
    assert_eq!(shared(), []);
    home.assert_whole();
    home.store.undo().unwrap().unwrap();
    let ids = [ArticleId::new(1)];
    let retention = crate::model::Retention::default();
    home.mark(MarkChange::Read, &ids);
    assert_eq!(home.store.prune(&ids, &retention).unwrap(), 1);
    assert_eq!(shared(), [], "one copy is left");
    home.assert_whole();
}

#[test]
fn what_is_saved_is_found_wherever_it_lies() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(feed, vec![arrival("1", "Of a feed", 1)]);
    let page = linked("2", "A page", 2, "https://elsewhere.example/page");
    home.store.put_saved_page(page, NOW).unwrap();
    let reader = home.reader();
    let id = reader.article(ArticleId::new(1)).unwrap().unwrap().row.id;
    home.mark(MarkChange::Save, &[id]);
    let saved = ArticleQuery {
        filter: Some(Expression::Term(Term::Saved)),
        ..ArticleQuery::of(Scope::All)
    };
    assert_eq!(home.titles_of(&saved), home.titles(Scope::Saved));
    assert_eq!(home.titles_of(&saved).len(), 2);
}

#[test]
fn what_a_filter_hid_is_in_one_list_only() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![arrival("1", "Loud", 1), arrival("2", "Quiet", 2)],
    );
    home.store
        .job(|writer| {
            writer.transaction(Who::Job, |transaction| {
                transaction.execute("UPDATE article SET muted_by = 1 WHERE id = 1", [])?;
                flags::touch(transaction, 1)?;
                flags::settle(transaction)
            })
        })
        .unwrap();
    assert_eq!(home.titles(Scope::All), ["Quiet"]);
    assert_eq!(home.titles(Scope::Feed(feed)), ["Quiet"]);
    let muted = Expression::Term(Term::Muted);
    for scope in [Scope::All, Scope::Unread, Scope::Feed(feed)] {
        let query = ArticleQuery {
            filter: Some(muted.clone()),
            ..ArticleQuery::of(scope)
        };
        assert_eq!(home.titles_of(&query), ["Loud"]);
    }
    home.assert_whole();
}

/// Steps of `SQLite`'s machine, in hundreds, for the first screen.
fn steps(home: &Home, query: &ArticleQuery, anchor: Anchor) -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let mut reader = home.reader();
    reader.window(query, anchor, 30, 30).unwrap();
    let steps = Arc::new(AtomicUsize::new(0));
    let counted = steps.clone();
    let count = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    reader
        .connection
        .progress_handler(100, Some(count))
        .unwrap();
    reader.window(query, anchor, 30, 30).unwrap();
    steps.load(Ordering::Relaxed)
}

#[test]
fn a_screen_of_many_articles_costs_what_a_screen_of_few_costs() {
    let of_size = |size: i64| {
        let home = Home::new();
        let feeds = [
            home.feed_in("a.example", &["N"]),
            home.feed_in("b.example", &["N"]),
        ];
        for feed in feeds {
            home.poll(
                feed,
                (0..size).map(|n| arrival(&n.to_string(), "T", n)).collect(),
            );
        }
        home
    };
    let (few, many) = (of_size(100), of_size(1500));
    let middle = ArticleId::new(50);
    let older = Expression::Term(Term::Before(NOW.minus(20 * 3600)));
    for scope in [
        Scope::All,
        Scope::Unread,
        Scope::Feed(FeedId::new(1)),
        Scope::Folder(vec!["N".into()]),
    ] {
        for filter in [None, Some(older.clone())] {
            let query = ArticleQuery {
                filter,
                ..ArticleQuery::of(scope.clone())
            };
            for anchor in [Anchor::Top, Anchor::Bottom, Anchor::Article(middle)] {
                let (a, b) = (steps(&few, &query, anchor), steps(&many, &query, anchor));
                assert!(
                    b <= a + a / 4 + 3,
                    "{query:?} {anchor:?}: {a} for few, {b} for many"
                );
            }
        }
    }
}

#[test]
fn a_part_of_a_list_is_marked_as_it_was_drawn() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let hours = [3, 1, 5, 2, 6, 4];
    let arrivals = (1..=6).zip(hours);
    let arrivals = arrivals.map(|(n, hours)| Arrival {
        words: (n * 5) % 7,
        ..arrival(&n.to_string(), "Many", hours)
    });
    home.poll(feed, arrivals.collect());
    let here = ArticleId::new;
    for sort in ORDERS {
        let query = ArticleQuery {
            sort,
            ..ArticleQuery::of(Scope::All)
        };
        let window = home.reader().window(&query, Anchor::Top, 0, 10).unwrap();
        assert_eq!(window.newest, here(6));
        let order: Vec<ArticleId> = window.rows.iter().map(|row| row.id).collect();
        let at = |id: ArticleId| order.iter().position(|other| *other == id).unwrap();
        let (one, other) = (order[1], order[4]);
        for part in [
            Part::All,
            Part::Above(one),
            Part::Below(other),
            Part::Between(other, one),
            Part::Between(one, one),
            Part::Except(vec![one, other]),
        ] {
            let is_meant = |id: ArticleId| match &part {
                Part::All => true,
                Part::Above(here) => at(id) < at(*here),
                Part::Below(here) => at(id) > at(*here),
                Part::Between(a, b) => at(id) >= at(*a).min(at(*b)) && at(id) <= at(*a).max(at(*b)),
                Part::Except(spared) => !spared.contains(&id),
            };
            let target = Target::Listed(Listed {
                query: query.clone(),
                // The sixth came when the list was drawn already.
                newest: here(5),
                part: part.clone(),
            });
            let what = MarkChange::Read;
            let change = Change::Mark { what, target };
            let applied = home.store.apply(&change, NOW).unwrap();
            let reader = home.reader();
            let is_read = |id: ArticleId| reader.mark(id).unwrap().unwrap().read_at.is_some();
            for id in (1..=6).map(here) {
                let expected = is_meant(id) && id <= here(5);
                assert_eq!(is_read(id), expected, "{id} of {part:?}, {sort:?}");
            }
            // Where nothing was meant there is nothing to take back.
            if applied.group.is_some() {
                home.store.undo().unwrap();
            }
        }
    }
}

#[test]
fn what_arrived_after_an_article_is_counted_by_outlets_and_tags_are_listed_once() {
    let home = Home::new();
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    home.poll(a, vec![arrival("1", "One", 1), arrival("2", "Two", 2)]);
    home.poll(b, vec![arrival("3", "Three", 3), arrival("4", "Four", 4)]);
    let after = |id| home.reader().arrived_after(ArticleId::new(id)).unwrap();
    assert_eq!(
        (after(0), after(1), after(2), after(4)),
        ((4, 2), (3, 2), (2, 1), (0, 0))
    );
    let ids = |ids: &[i64]| ids.iter().map(|id| ArticleId::new(*id)).collect::<Vec<_>>();
    home.mark(MarkChange::Tag("later".into()), &ids(&[1, 2, 3]));
    home.mark(MarkChange::Tag("a b".into()), &ids(&[2]));
    let tags = home.reader().tags().unwrap();
    assert_eq!(
        tags.iter().map(Clean::as_str).collect::<Vec<_>>(),
        ["a b", "later"]
    );
}

/// What is saved, asked for in the list of all, stood by date though feed by feed was wanted.
#[test]
fn what_is_saved_stands_feed_by_feed_in_the_list_of_all() {
    let home = Home::new();
    let (news, loose) = (home.feed_in("a.example", &["News"]), home.feed("c.example"));
    let first = home.poll(news, vec![arrival("1", "Newest", 0)]).new;
    let second = home.poll(loose, vec![arrival("2", "Older", 1)]).new;
    home.mark(MarkChange::Save, &[first[0], second[0]]);
    let query = ArticleQuery {
        filter: Some(Expression::Term(Term::Saved)),
        sort: Sort::Feed,
        show_read: true,
        ..ArticleQuery::of(Scope::All)
    };
    assert_eq!(home.titles_of(&query), ["Older", "Newest"]);
    home.store.apply(&Change::RemoveFeed(loose), NOW).unwrap();
    assert_eq!(home.titles_of(&query), ["Newest", "Older"]);
}

/// A feed of many entries was called noisy a minute after it was subscribed to.
#[test]
fn a_feed_is_noisy_once_there_was_a_week_to_read_it() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let mut state = home.reader().poll_state(feed).unwrap().unwrap();
    state.recent = (0..40).map(|n| NOW.minus(n * 1800)).collect();
    state.health.last_success = Some(NOW);
    let record = PollRecord {
        state,
        ..PollRecord::default()
    };
    let some = (0..5).map(|n| arrival(&n.to_string(), "T", n)).collect();
    home.store.store_poll(feed, some, record, NOW).unwrap();
    let feed = home.reader().feeds().unwrap().remove(0);
    assert!(feed.activity.per_week > 100);
    assert_eq!(feed.trouble(NOW.plus(6 * 86_400)), None);
    let later = NOW.plus(8 * 86_400);
    assert_eq!(feed.trouble(later), Some(crate::model::Trouble::Noisy));
}

/// Pictures that only the article's page has were not asked for.
#[test]
fn an_article_has_an_image_where_its_stored_text_has_pictures() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let ids = home
        .poll(feed, vec![arrival("1", "One", 1), arrival("2", "Two", 2)])
        .new;
    let query = ArticleQuery {
        filter: Some(Expression::Term(Term::HasImage)),
        ..ArticleQuery::of(Scope::All)
    };
    let found = || home.titles_of(&query);
    assert_eq!(found(), [""; 0]);
    let full = |has_images| Full {
        page: Some("<p>".to_owned()),
        has_images,
        ..Full::default()
    };
    home.store.put_full(ids[0], full(true), NOW).unwrap();
    home.store.put_full(ids[1], full(false), NOW).unwrap();
    assert_eq!(found(), ["One"]);
    for pictures in [OnDisk::All, OnDisk::No] {
        home.store.set_pictures(ids[0], pictures).unwrap();
        assert_eq!(found(), ["One"], "{pictures:?}");
        let reader = home.reader();
        let article = reader.article(ids[0]).unwrap().unwrap();
        let file = Connection::open(home.dir.path().join("tidings.db")).unwrap();
        let has_image = verdict::with_facts(&file, &article, "", |facts| facts.has_image).unwrap();
        assert!(has_image, "{pictures:?}");
    }
    home.store.put_full(ids[0], full(false), NOW).unwrap();
    assert_eq!(found(), [""; 0]);
}

/// "News" and "news" stood twice each, with their feeds among each other.
#[test]
fn folders_that_differ_by_their_letters_alone_stand_apart() {
    let home = Home::new();
    for (host, folder) in [("z", "News"), ("a", "News"), ("m", "news"), ("b", "news")] {
        home.feed_in(host, &[folder]);
    }
    let feeds = home.reader().feeds().unwrap();
    let mut folders: Vec<&str> = feeds.iter().map(|feed| feed.folder[0].as_str()).collect();
    let all: Vec<i64> = feeds.iter().map(|feed| feed.id.get()).collect();
    folders.dedup();
    assert_eq!(folders.len(), 2, "{folders:?}");
    assert_eq!(
        super::super::feeds::in_order(&home.reader().connection).unwrap(),
        all
    );
}

/// Other programs write letters and their accents apart.
#[test]
fn a_folder_has_one_name_however_its_letters_are_written() {
    let home = Home::new();
    home.feed_in("a.example", &["Cafe\u{301}"]);
    assert_eq!(home.reader().feeds().unwrap()[0].folder[0].as_str(), "Café");
}
