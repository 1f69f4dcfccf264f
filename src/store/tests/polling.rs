//! Arrival: identities, works, updates, leases.

use super::*;
use crate::model::{Expression, FeedSettings, Moved, PollState, Remedy, Sort, Term};

fn whole(id: &str, title: &str, hours: i64, text: &str) -> Arrival {
    let mut arrival = arrival(id, title, hours);
    arrival.text = text.to_owned();
    arrival.words = crate::text::word_count(text);
    arrival.entry.content = Some(format!("<p>{text}</p>"));
    arrival
}

#[test]
fn what_came_once_does_not_come_again_whatever_of_it_changes() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let first = linked("1", "Ferries back", 5, "https://a.example/ferries");
    let id = home.poll(feed, vec![first.clone()]).new[0];
    home.mark(MarkChange::Read, &[id]);
    let mut other_id = linked("2", "Ferries back", 1, "https://a.example/ferries");
    let mut other_link = linked("1", "Ferries back", 0, "https://a.example/moved");
    for again in [first, other_id.clone(), other_link.clone()] {
        assert_eq!(home.poll(feed, vec![again]).new, []);
    }
    // By what was learnt since.
    other_id.identities.truncate(1);
    other_link.identities.remove(0);
    assert_eq!(
        home.poll(feed, vec![other_id, other_link]).new.len(),
        1,
        "two entries are two"
    );
    assert_eq!(home.titles(Scope::Unread).len(), 1);
    assert!(home.reader().mark(id).unwrap().unwrap().read_at.is_some());
}

#[test]
fn another_feed_with_the_same_ids_touches_nothing() {
    let home = Home::new();
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    let id = home.poll(a, vec![arrival("1", "Of a", 2)]).new[0];
    home.mark(MarkChange::Save, &[id]);
    assert_eq!(home.poll(b, vec![arrival("1", "Of b", 1)]).new.len(), 1);
    assert_eq!(home.titles(Scope::All), ["Of b", "Of a"]);
    assert_eq!(home.titles(Scope::Saved), ["Of a"]);
}

#[test]
fn one_address_with_agreeing_titles_is_one_work_in_every_feed() {
    let home = Home::new();
    let (copy, own) = (home.feed("copy.example"), home.feed("own.example"));
    let url = "https://own.example/ferries";
    home.poll(
        copy,
        vec![linked("c", "Ferries back on the river | Copy", 900, url)],
    );
    let new = home
        .poll(own, vec![linked("o", "Ferries back on the river", 3, url)])
        .new;
    home.poll(own, vec![arrival("x", "Something newer", 1)]);
    let shown = ["Something newer", "Ferries back on the river"];
    assert_eq!(
        home.titles(Scope::All),
        shown,
        "the outlet's own, where its own date puts it"
    );
    assert_eq!(
        home.titles(Scope::Feed(copy)),
        ["Ferries back on the river | Copy"]
    );
    let row = home.reader().article(new[0]).unwrap().unwrap().row;
    assert_eq!((row.feeds, row.feed), (2, own));
    home.mark(MarkChange::Read, &new);
    for feed in home.reader().feeds().unwrap() {
        assert_eq!(feed.unread, u32::from(feed.id == own), "{}", feed.title);
    }
    home.assert_whole();
}

/// Unsubscribing put another feed's summary in the place of a saved article that was stored whole.
#[test]
fn what_was_saved_whole_stays_when_its_feed_goes_though_another_has_a_copy() {
    for kept in [MarkChange::Save, MarkChange::Queue] {
        let home = Home::new();
        let (own, copy) = (home.feed("a.example"), home.feed("b.example"));
        let url = "https://a.example/ferries";
        let mut whole = linked("1", "Ferries back on the river", 2, url);
        whole.is_whole = true;
        let ours = home.poll(own, vec![whole]).new[0];
        home.poll(
            copy,
            vec![linked("9", "Ferries back on the river | Copy", 1, url)],
        );
        let shown = || home.reader().listed_as(ours).unwrap();
        home.mark(kept.clone(), &[ours]);
        home.store.apply(&Change::RemoveFeed(own), NOW).unwrap();
        assert_eq!(shown(), ours, "{kept:?}");
        assert!(home.reader().article(ours).unwrap().unwrap().row.is_whole);
        for sort in [Sort::Newest, Sort::Feed, Sort::Unread, Sort::Longest] {
            let query = ArticleQuery {
                sort,
                ..ArticleQuery::of(Scope::All)
            };
            let titles = home.titles_of(&query);
            assert_eq!(titles, ["Ferries back on the river"], "{sort:?}");
        }
        let counts = home.reader().counts(NOW).unwrap();
        assert_eq!((counts.all, counts.unread), (1, 1));
        assert_eq!(home.titles(Scope::Feed(copy)).len(), 1);
        home.assert_whole();
        home.store.undo().unwrap();
        assert_eq!(shown(), ours);
        home.store.undo().unwrap();
        home.store.apply(&Change::RemoveFeed(own), NOW).unwrap();
        assert_ne!(shown(), ours, "nothing keeps it");
        home.assert_whole();
    }
}

/// `is:queued` had less than the queue: nothing of a feed that is gone, of a page that is of no feed, and of what a
/// filter hid.
#[test]
fn what_is_queued_or_saved_is_found_though_its_feed_is_gone() {
    let home = Home::new();
    let (gone, here) = (home.feed("a.example"), home.feed("b.example"));
    let [queued, saved, _] = home
        .poll(
            gone,
            ["Queued", "Saved", "Neither"]
                .map(|t| linked(t, t, 2, t))
                .to_vec(),
        )
        .new[..]
    else {
        panic!("three articles");
    };
    let also = home.poll(here, vec![linked("Also", "Also", 1, "Also")]).new[0];
    home.mark(MarkChange::Queue, &[queued, also]);
    home.mark(MarkChange::Save, &[saved]);
    home.store.apply(&Change::RemoveFeed(gone), NOW).unwrap();
    let found = |filter: Expression, sort| {
        home.titles_of(&ArticleQuery {
            filter: Some(filter),
            sort,
            ..ArticleQuery::of(Scope::All)
        })
    };
    let term = Expression::Term;
    let either = || Expression::Or(vec![term(Term::Saved), term(Term::Queued)]);
    for (sort, queued, both) in [
        (
            Sort::Newest,
            ["Also", "Queued"],
            ["Also", "Saved", "Queued"],
        ),
        (
            Sort::Oldest,
            ["Queued", "Also"],
            ["Queued", "Saved", "Also"],
        ),
        (Sort::Feed, ["Also", "Queued"], ["Also", "Saved", "Queued"]),
    ] {
        assert_eq!(found(term(Term::Queued), sort), queued, "{sort:?}");
        assert_eq!(found(either(), sort), both, "{sort:?}");
    }
    let neither = Expression::And(vec![
        either(),
        Expression::Not(Box::new(term(Term::Queued))),
    ]);
    assert_eq!(found(neither, Sort::Newest), ["Saved"]);
}

#[test]
fn one_address_with_another_title_is_another_work() {
    let home = Home::new();
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    let url = "https://c.example/latest";
    home.poll(a, vec![linked("1", "Strip of Monday", 2, url)]);
    home.poll(b, vec![linked("1", "Weather for the coast", 1, url)]);
    assert_eq!(home.titles(Scope::All).len(), 2);
}

#[test]
fn one_long_text_is_one_work_between_feeds_and_two_inside_one() {
    let home = Home::new();
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    let with_text = |id: &str, title: &str| {
        let mut arrival = arrival(id, title, 1);
        arrival.text_hash = Some(hash("a long text"));
        arrival
    };
    home.poll(
        a,
        vec![
            with_text("1", "Only for subscribers"),
            with_text("2", "Another one"),
        ],
    );
    assert_eq!(home.titles(Scope::All).len(), 2);
    home.poll(b, vec![with_text("3", "Elsewhere")]);
    assert_eq!(home.titles(Scope::All).len(), 2);
    assert_eq!(home.titles(Scope::Feed(b)), ["Elsewhere"]);
}

#[test]
fn a_date_of_the_far_future_does_not_put_an_article_on_top() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let mut arrivals = vec![
        arrival("1", "Year 9999", -70_000_000),
        arrival("2", "No date", 0),
    ];
    arrivals[1].entry.published = None;
    home.poll_at(feed, arrivals, NOW.minus(7200));
    home.poll(
        feed,
        vec![
            arrival("3", "An hour ago", 1),
            arrival("4", "Tomorrow", -20),
        ],
    );
    let titles = home.titles(Scope::All);
    assert_eq!(titles[..2], ["Tomorrow", "An hour ago"]);
    home.poll(feed, vec![arrival("1", "Year 9999", -70_000_000)]);
    assert_eq!(home.titles(Scope::All), titles, "stored once");
}

#[test]
fn an_update_keeps_the_earlier_text_and_stays_read() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home
        .poll(
            feed,
            vec![whole("1", "Ferries", 2, "Five ferries run. 3 comments")],
        )
        .new[0];
    home.mark(MarkChange::Read, &[id]);
    let stored = home.poll(
        feed,
        vec![whole("1", "Ferries", 2, "Five ferries run. 4 comments")],
    );
    assert_eq!(stored.updated, 0, "a counter is no news");
    let text = "Five ferries run again since noon, the ministry says.";
    let stored = home.poll(feed, vec![whole("1", "Ferries", 2, text)]);
    assert_eq!((stored.updated, stored.changed.bodies), (1, vec![id]));
    let article = home.reader().article(id).unwrap().unwrap();
    assert!(article.row.updated.is_some() && article.row.mark.read_at.is_some());
    let earlier = home.reader().revisions(id).unwrap();
    assert_eq!(earlier.len(), 1, "what is no news is kept nowhere");
    assert_eq!(earlier[0].text, "Five ferries run. 4 comments");
    assert_eq!(home.reader().feed_words(id).unwrap(), text);
    let texts = home.reader().feed_texts(id).unwrap().unwrap();
    assert_eq!(texts.content, Some(format!("<p>{text}</p>")));
    assert!(texts.summary.is_some());
}

/// `count` words, of which the reader sees none twice.
fn many_words(count: usize) -> String {
    let words: Vec<String> = (0..count).map(|n| format!("word{n}")).collect();
    words.join(" ")
}

fn as_whole(title: &str, text: &str, is_whole: bool) -> Arrival {
    Arrival {
        is_whole,
        ..whole("1", title, 2, text)
    }
}

/// Feeds that keep the whole text of their newest entries only, or put it behind a wall, took it from what was stored.
#[test]
fn a_whole_text_is_not_replaced_by_its_teaser_or_by_nothing() {
    let text = many_words(400);
    let beginning = format!("{}…", many_words(200));
    let teaser = "What the ferry did, told in a line.";
    for less in ["", teaser, &beginning] {
        for title in ["Ferries", "Ferries are back"] {
            let home = Home::new();
            let feed = home.feed("a.example");
            let id = home.poll(feed, vec![as_whole("Ferries", &text, true)]).new[0];
            for _ in 0..7 {
                let again = home.poll(feed, vec![as_whole(title, less, false)]);
                assert!(again.new.is_empty());
            }
            let row = home.reader().article(id).unwrap().unwrap().row;
            assert_eq!((&*row.title, row.words), (title, 400), "{less}");
            assert!(row.is_whole, "{less}");
            assert_eq!(row.updated.is_some(), title != "Ferries", "{less}");
            assert_eq!(home.reader().feed_words(id).unwrap(), text, "{less}");
            home.assert_whole();
        }
    }
}

#[test]
fn what_an_outlet_corrects_comes_through_also_where_it_is_shorter() {
    let text = many_words(400);
    let shorter = many_words(250);
    let other = format!("Corrected: {}", many_words(180));
    let grown = format!("{text} and so much more since");
    let outlet = [
        // Still whole, or no beginning and not much less.
        (as_whole("Ferries", &shorter, true), shorter.as_str()),
        (as_whole("Ferries", &other, false), other.as_str()),
        (as_whole("Ferries", &grown, true), grown.as_str()),
        // Short, and all of it.
        (
            as_whole("Ferries", "Withdrawn by its author.", true),
            "Withdrawn by its author.",
        ),
    ];
    for (arrival, now) in outlet {
        let home = Home::new();
        let feed = home.feed("a.example");
        let id = home.poll(feed, vec![as_whole("Ferries", &text, true)]).new[0];
        assert_eq!(home.poll(feed, vec![arrival]).updated, 1);
        assert_eq!(home.reader().feed_words(id).unwrap(), now);
    }
    // What was no more than a teaser is replaced by another.
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home.poll(feed, vec![as_whole("Ferries", &text, false)]).new[0];
    home.poll(
        feed,
        vec![as_whole("Ferries", "A line instead of it.", false)],
    );
    assert_eq!(
        home.reader().feed_words(id).unwrap(),
        "A line instead of it."
    );
}

/// A toll that rose was put in the old one's place, and nobody was told.
#[test]
fn a_number_that_rose_is_news_and_is_kept() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let toll = |dead: u32| {
        let title = format!("Ferry: death toll rises to {dead}");
        let text = format!("At least {dead} people are dead. 3 comments");
        vec![whole("1", &title, 2, &text)]
    };
    let id = home.poll(feed, toll(40)).new[0];
    assert_eq!(home.poll(feed, toll(52)).updated, 1);
    let earlier = home.reader().revisions(id).unwrap();
    assert_eq!(earlier.len(), 1);
    assert_eq!(&*earlier[0].title, "Ferry: death toll rises to 40");
    let article = home.reader().article(id).unwrap().unwrap();
    assert!(article.row.updated.is_some());
}

/// A live blog whose entry only counts on stayed at the page of the morning.
#[test]
fn a_page_is_out_of_date_whatever_else_its_entry_says_but_for_counters() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let live = |updates: u32, comments: u32| {
        let text = format!("The flood. {updates} updates\n{comments} comments");
        let mut arrival = whole("1", "Live: the flood", 2, &text);
        arrival.is_whole = false;
        vec![arrival]
    };
    let id = home.poll(feed, live(3, 1)).new[0];
    let is_whole = || home.reader().article(id).unwrap().unwrap().row.is_whole;
    let full = Full {
        page: Some("<p>Three".to_owned()),
        is_whole: true,
        ..Full::default()
    };
    home.store.put_full(id, full, NOW).unwrap();
    home.poll(feed, live(3, 2));
    assert!(is_whole(), "a comment more is nothing of the page's");
    assert_eq!(home.poll(feed, live(6, 2)).updated, 0);
    assert!(!is_whole());
    let page = home.reader().body(id, BodyKind::Page).unwrap().unwrap();
    assert_eq!((page.version, &*page.text), (Body::OUTDATED, "<p>Three"));
}

#[test]
fn many_arrivals_are_stored_with_their_record_in_the_last_transaction() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let all: Vec<Arrival> = (0..450).map(|n| arrival(&n.to_string(), "T", n)).collect();
    let state = PollState {
        url: "https://a.example/feed".into(),
        validators: crate::model::Validators {
            etag: Some(b"\"x\"".to_vec()),
            ..Default::default()
        },
        ..PollState::default()
    };
    let record = PollRecord {
        state: state.clone(),
        ..PollRecord::default()
    };
    let stored = home.store.store_poll(feed, all, record, NOW).unwrap();
    assert_eq!(stored.new.len(), 450);
    let read = home.reader().poll_state(feed).unwrap().unwrap();
    assert_eq!(read.validators, state.validators);
    assert_eq!(home.reader().counts(NOW).unwrap().all, 450);
    home.assert_whole();
}

#[test]
fn an_article_stands_for_its_work_whatever_number_it_gets() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(feed, vec![arrival("1", "First", 2)]);
    // A tampered file: the number that is expected next is taken.
    rusqlite::Connection::open(home.dir.path().join("tidings.db"))
        .and_then(|file| file.execute("UPDATE sqlite_sequence SET seq = 0", []))
        .unwrap();
    let later = [arrival("2", "Second", 1), arrival("3", "Third", 0)];
    home.poll(feed, later.to_vec());
    assert_eq!(home.titles(Scope::All), ["Third", "Second", "First"]);
    let sql =
        "SELECT count(*) FROM work w JOIN article a ON a.id = w.shown_article AND a.work = w.id";
    let standing: i64 = rusqlite::Connection::open(home.dir.path().join("tidings.db"))
        .and_then(|file| file.query_row(sql, [], |row| row.get(0)))
        .unwrap();
    assert_eq!(standing, 3);
    home.assert_whole();
}

#[test]
fn a_feed_is_polled_by_one_process_at_a_time() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let other = home.again();
    let until = NOW.plus(60);
    assert!(home.store.lease(feed, NOW, until).unwrap().is_some());
    assert!(other.lease(feed, NOW, until).unwrap().is_none());
    assert!(
        other
            .lease(feed, NOW.plus(61), NOW.plus(120))
            .unwrap()
            .is_some(),
        "it ran out"
    );
    let give_back = |store: &Store| {
        let record = PollRecord {
            state: home.reader().poll_state(feed).unwrap().unwrap(),
            ..PollRecord::default()
        };
        store.store_poll(feed, Vec::new(), record, NOW).unwrap();
    };
    give_back(&home.store);
    assert!(
        home.store
            .lease(feed, NOW.plus(61), until)
            .unwrap()
            .is_none(),
        "it is the other's"
    );
    give_back(&other);
    assert!(
        home.store.lease(feed, NOW, until).unwrap().is_some(),
        "it was given back"
    );
}

/// A killed process gives nothing back; the lock of its file goes with it.
#[test]
fn what_a_killed_process_was_asking_for_is_free_at_once() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let (until, later) = (NOW.plus(150), NOW.plus(1));
    let set_owner = |owner: &'static str| {
        home.store.job(move |writer| {
            let sql = "UPDATE feed SET lease_owner = ?1, lease_until = ?2";
            Ok(writer
                .connection
                .execute(sql, (owner, until.seconds()))
                .map(|_| ())?)
        })
    };
    let lease = || home.store.lease(feed, later, until).unwrap();
    let file = home.dir.path().join("polling-77-0.lock");
    let held = std::fs::File::create(&file).unwrap();
    held.try_lock().unwrap();
    set_owner("77-0").unwrap();
    assert!(lease().is_none(), "it lives");
    drop(held);
    assert!(lease().is_some(), "it was killed");
    assert!(!file.exists());
    assert!(lease().is_none(), "it is ours now");
    set_owner("77-1").unwrap();
    assert!(lease().is_some(), "its file is gone");
}

#[test]
fn an_address_that_the_reader_changed_during_a_poll_stays() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
    let new = "https://a.example/new".to_owned();
    home.store
        .apply(&Change::FeedUrl(feed, new.clone()), NOW)
        .unwrap();
    let record = PollRecord {
        state,
        ..PollRecord::default()
    };
    home.store
        .store_poll(feed, Vec::new(), record, NOW)
        .unwrap();
    assert_eq!(home.reader().poll_state(feed).unwrap().unwrap().url, new);
}

#[test]
fn a_saved_page_belongs_to_no_feed_that_is_shown() {
    let home = Home::new();
    let id = home
        .store
        .put_saved_page(arrival("p", "A page", 1), NOW)
        .unwrap();
    assert_eq!(
        home.store.put_saved_page(arrival("p", "A page", 1), NOW),
        Ok(id)
    );
    assert_eq!(home.reader().feeds().unwrap(), []);
    assert_eq!(home.titles(Scope::Saved), ["A page"]);
    assert_eq!(home.reader().counts(NOW).unwrap().saved, 1);
    home.assert_whole();
}

#[test]
fn a_saved_page_is_in_the_lists_of_all_until_it_is_let_go_or_a_feed_brings_it() {
    let home = Home::new();
    let url = "https://a.example/story";
    let page = linked("p", "A page", 1, url);
    let id = home.store.put_saved_page(page, NOW).unwrap();
    let by_feed = ArticleQuery {
        sort: Sort::Feed,
        ..ArticleQuery::of(Scope::All)
    };
    for scope in [Scope::All, Scope::Unread, Scope::Saved] {
        assert_eq!(home.titles(scope), ["A page"]);
    }
    assert_eq!(home.titles_of(&by_feed), ["A page"]);
    assert_eq!(home.reader().counts(NOW).unwrap().unread, 1);
    let is_page = Expression::Term(Term::Title {
        text: "page".to_owned(),
        is_prefix: false,
    });
    // A filter judges what feeds bring.
    assert_eq!(home.reader().hits(&is_page, 9), Ok(0));
    let named = ArticleQuery {
        filter: Some(is_page),
        ..ArticleQuery::of(Scope::All)
    };
    assert_eq!(home.titles_of(&named), ["A page"]);
    home.mark(MarkChange::Unsave, &[id]);
    assert_eq!(home.titles(Scope::All), [] as [&str; 0]);
    home.assert_whole();
    home.store.undo().unwrap();
    let feed = home.feed("a.example");
    home.poll(feed, vec![linked("1", "A page of the feed", 1, url)]);
    for scope in [Scope::All, Scope::Saved] {
        assert_eq!(home.titles(scope), ["A page of the feed"]);
    }
    home.assert_whole();
}

/// It was in the lists of saved articles and of the queue alone, and what was tagged in none.
#[test]
fn what_was_kept_of_a_feed_that_is_gone_is_in_the_lists_of_all_while_it_is_kept() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let names = ["Tagged", "Saved", "Queued", "Read"];
    let arrivals = names.iter().enumerate();
    let arrivals = arrivals.map(|(at, name)| arrival(name, name, at as i64 + 1));
    let ids = home.poll(feed, arrivals.collect()).new;
    let tag = || "later".to_owned();
    home.mark(MarkChange::Tag(tag()), &ids[..1]);
    home.mark(MarkChange::Save, &ids[1..2]);
    home.mark(MarkChange::Queue, &ids[2..3]);
    let gone = Change::RemoveFeed(feed);
    home.store.apply(&gone, NOW).unwrap();
    assert_eq!(home.titles(Scope::All), ["Tagged", "Saved", "Queued"]);
    home.assert_whole();
    for (let_go, id, left) in [
        (MarkChange::Untag(tag()), ids[0], &names[1..3]),
        (MarkChange::Unqueue, ids[2], &names[1..2]),
        (MarkChange::Unsave, ids[1], &[]),
    ] {
        home.mark(let_go, &[id]);
        assert_eq!(home.titles(Scope::All), left);
        home.assert_whole();
    }
    home.store.undo().unwrap();
    assert_eq!(home.titles(Scope::All), ["Saved"]);
    home.assert_whole();
}

/// What went does not come back by itself; whoever asks for it has it.
#[test]
fn a_page_that_was_removed_can_be_saved_again() {
    let home = Home::new();
    let page = || arrival("p", "A page", 1);
    let id = home.store.put_saved_page(page(), NOW).unwrap();
    home.mark(MarkChange::Unsave, &[id]);
    home.mark(MarkChange::Read, &[id]);
    let all = crate::model::Retention::default();
    assert_eq!(home.store.prune(&[id], &all), Ok(1));
    let again = home.store.put_saved_page(page(), NOW).unwrap();
    assert_eq!(home.titles(Scope::Saved), ["A page"]);
    assert_eq!(home.store.put_saved_page(page(), NOW), Ok(again));
    home.assert_whole();
}

#[test]
fn texts_and_states_come_back_as_they_were_put() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home.poll(feed, vec![arrival("1", "T", 1)]).new[0];
    let page = Body {
        kind: BodyKind::Page,
        version: 0,
        text: "<html>".repeat(500),
    };
    let blocks = vec![hash("a"), hash("b")];
    let full = Full {
        page: Some(page.text.clone()),
        blocks: blocks.clone(),
        ..Full::default()
    };
    home.store.put_full(id, full, NOW).unwrap();
    home.store.set_state("view", "unread".into());
    home.store.set_position(id, 77);
    home.store.flush().unwrap();
    let reader = home.reader();
    assert_eq!(reader.body(id, BodyKind::Page), Ok(Some(page)));
    assert_eq!(reader.state("view"), Ok(Some("unread".into())));
    assert_eq!(reader.mark(id).unwrap().unwrap().position, 77);
    assert_eq!(reader.known_blocks(feed, id).unwrap().len(), 0);
    let others = reader.known_blocks(feed, ArticleId::new(0)).unwrap();
    assert_eq!(others, blocks.into_iter().collect());
    assert_eq!(home.store.prune_pages(NOW.plus(1)), Ok(1));
    assert_eq!(reader.body(id, BodyKind::Page), Ok(None));
}

/// Killed between a page and its document, the article was taken for cleaned and never became whole.
#[test]
fn a_page_is_not_stored_without_its_document() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home.poll(feed, vec![arrival("1", "T", 1)]).new[0];
    let full = Full {
        page: Some("<p>x".into()),
        is_searched: true,
        is_whole: true,
        ..Full::default()
    };
    let store = home
        .store
        .judged_by(std::sync::Arc::new(|_| panic!("half-way")));
    assert!(store.put_full(id, full.clone(), NOW).is_err());
    let reader = home.reader();
    assert_eq!(reader.body(id, BodyKind::Page), Ok(None));
    assert_eq!(reader.body(id, BodyKind::Clean), Ok(None));
    assert!(!reader.article(id).unwrap().unwrap().row.is_whole);
    home.store.put_full(id, full, NOW).unwrap();
    assert!(home.reader().article(id).unwrap().unwrap().row.is_whole);
    assert!(home.reader().body(id, BodyKind::Page).unwrap().is_some());
}

/// What a feed says of its site was believed as if its host had said so.
#[test]
fn a_feed_that_only_claims_a_site_takes_no_place_of_anothers_article() {
    let home = Home::new();
    let (copy, evil) = (home.feed("planet.example"), home.feed("evil.example"));
    let url = "http://victim.example/x";
    let title = "Ferries back on the river";
    let first = home.poll(copy, vec![linked("c", title, 3, url)]).new[0];
    home.poll_of(
        evil,
        "http://victim.example/",
        vec![arrival("e0", "Hello", 1)],
    );
    let old = 300_000;
    let louder = "Evil ferries back on the river";
    home.poll_of(
        evil,
        "http://victim.example/",
        vec![linked("e1", louder, old, url)],
    );
    assert_eq!(home.titles(Scope::All), ["Hello", title]);
    let row = home.reader().article(first).unwrap().unwrap().row;
    assert_eq!(row.sort_at, NOW.minus(3 * 3600));
    // The same title may stand for it, where it was.
    let third = home.feed("third.example");
    let new = home
        .poll_of(
            third,
            "http://victim.example/",
            vec![linked("t", title, old, url)],
        )
        .new[0];
    let row = home.reader().article(new).unwrap().unwrap().row;
    assert_eq!((row.feeds, row.sort_at), (3, NOW.minus(3 * 3600)));
    let changed = linked("t", "Evil ferries back on the river", old, url);
    home.poll_of(third, "http://victim.example/", vec![changed]);
    assert_eq!(home.titles(Scope::All), ["Hello", title], "no longer");
    // The host itself comes last, and has its place.
    let own = home.feed("victim.example");
    home.poll(own, vec![linked("o", title, 5, url)]);
    let shown = home
        .reader()
        .window(&ArticleQuery::of(Scope::All), Anchor::Top, 0, 9);
    let row = shown
        .unwrap()
        .rows
        .into_iter()
        .find(|row| row.feeds == 4)
        .unwrap();
    assert_eq!((row.feed, row.sort_at), (own, NOW.minus(5 * 3600)));
    home.assert_whole();
}

/// An entry whose link came to lead to another's page stood for that one's own article, which was in no list.
#[test]
fn an_entry_that_is_led_elsewhere_later_does_not_stand_for_what_is_there() {
    for is_read in [false, true] {
        let home = Home::new();
        let (own, other) = (home.feed("paper.example"), home.feed("evil.example"));
        let (title, url) = ("Ferries back on the river", "https://paper.example/x");
        let first = linked("e", "Hello", 2, "https://evil.example/x");
        let first = home.poll(other, vec![first]).new[0];
        if is_read {
            home.mark(MarkChange::Read, &[first]);
        }
        home.poll(other, vec![linked("e", title, 2, url)]);
        let ours = home.poll(own, vec![linked("o", title, 5, url)]).new[0];
        assert_eq!(home.reader().listed_as(ours).unwrap(), ours, "{is_read}");
        assert!(home.titles(Scope::Unread).contains(&title.to_owned()));
        home.assert_whole();
    }
}

/// The numbers of a repaired store began anew: an entry that was pruned was taken for another feed's article.
#[test]
fn an_entry_is_recognised_as_no_other_feeds_article() {
    let home = Home::new();
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    let entry = || vec![arrival("1", "Pruned", 1)];
    let pruned = home.poll(a, entry()).new[0];
    let theirs = home.poll(b, vec![arrival("2", "Theirs", 2)]).new[0];
    let file = rusqlite::Connection::open(home.dir.path().join("tidings.db")).unwrap();
    let sql = "UPDATE identity SET article = ?1 WHERE article = ?2";
    file.execute(sql, [theirs.get(), pruned.get()]).unwrap();
    home.poll(a, entry());
    let row = home.reader().article(theirs).unwrap().unwrap().row;
    assert_eq!((row.feed, &*row.title), (b, "Theirs"));
    let known = home.titles(Scope::Feed(a)).len();
    home.poll(a, entry());
    assert_eq!(home.titles(Scope::Feed(a)).len(), known, "recognised again");
}

/// Before there were ranks 1 said all.
#[test]
fn an_own_article_of_an_older_row_keeps_the_place_of_its_work() {
    let home = Home::new();
    let (copy, own) = (home.feed("planet.example"), home.feed("paper.example"));
    let (title, url) = ("Ferries back on the river", "https://paper.example/x");
    home.poll(copy, vec![linked("c", title, 3, url)]);
    home.poll(own, vec![linked("o", title, 5, url)]);
    rusqlite::Connection::open(home.dir.path().join("tidings.db"))
        .unwrap()
        .execute("UPDATE article SET own = 1 WHERE own = 2", [])
        .unwrap();
    let feed = NewFeed {
        url: "https://paper.example/second".into(),
        ..NewFeed::default()
    };
    let second = home.store.subscribe(&feed, NOW).unwrap();
    let new = home.poll(second, vec![linked("s", title, 9, url)]).new[0];
    let row = home.reader().article(new).unwrap().unwrap().row;
    assert_eq!((row.feeds, row.sort_at), (3, NOW.minus(5 * 3600)));
}

/// At the first poll the site is not stored yet: all that it brought counted as copies.
#[test]
fn the_site_that_a_first_poll_tells_counts_for_its_own_entries() {
    let home = Home::new();
    let title = "Ferries back on the river";
    for (host, sort_at) in [("feeds.paper.example", 5), ("feeds.burner.example", 3)] {
        let url = format!("https://paper.example/{host}");
        let copy = home.feed(&format!("planet.{host}"));
        home.poll(copy, vec![linked("c", title, 3, &url)]);
        let own = home.feed(host);
        home.poll_of(
            own,
            "https://www.paper.example/",
            vec![linked("o", title, 5, &url)],
        );
        let of = ArticleQuery::of(Scope::All);
        let shown = home.reader().window(&of, Anchor::Top, 0, 9).unwrap().rows;
        let row = shown.into_iter().find(|row| row.feed == own);
        assert_eq!(row.unwrap().sort_at, NOW.minus(sort_at * 3600), "{host}");
    }
}

#[test]
fn pages_of_a_feed_that_only_claims_a_site_tell_nothing_of_that_sites_pages() {
    let home = Home::new();
    let feeds = ["paper.example", "feeds.paper.example", "evil.example"];
    let feeds = feeds.map(|host| home.feed(host));
    let new = feeds.map(|feed| {
        let one = vec![arrival("1", "T", 1)];
        home.poll_of(feed, "https://paper.example/", one).new[0]
    });
    for (article, block) in new.iter().zip(["a", "b", "c"]) {
        let full = Full {
            blocks: vec![hash(block)],
            ..Full::default()
        };
        home.store.put_full(*article, full, NOW).unwrap();
    }
    let known = |n: usize| {
        home.reader()
            .known_blocks(feeds[n], ArticleId::new(0))
            .unwrap()
    };
    assert_eq!(known(0), [hash("a"), hash("b")].into());
    assert_eq!(known(1), known(0));
    assert_eq!(known(2), [hash("c")].into());
}

#[test]
fn a_late_poll_changes_nothing_of_a_feed_that_is_polled_at_another_address() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let late = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
    let new = "https://a.example/new".to_owned();
    let change = Change::FeedUrl(feed, new.clone());
    home.store.apply(&change, NOW).unwrap();
    let other = home.again();
    other.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
    let moved = PollState {
        url: "https://b.example/moved".into(),
        ..late.clone()
    };
    let asked = late.url.clone();
    for (state, moved_from) in [(late, None), (moved, Some(asked))] {
        let record = PollRecord {
            state,
            moved_from,
            title: Some(clean_line("Of the old address")),
            ..PollRecord::default()
        };
        home.store
            .store_poll(feed, Vec::new(), record, NOW)
            .unwrap();
        let now = home.reader().poll_state(feed).unwrap().unwrap();
        assert_eq!(now.url, new);
        assert!(
            home.store.lease(feed, NOW, NOW.plus(60)).unwrap().is_none(),
            "it is polled"
        );
        assert_eq!(
            &*home.reader().feeds().unwrap()[0].title,
            "Feed of a.example"
        );
    }
}

#[test]
fn a_feed_that_moved_is_polled_where_it_went_and_an_address_of_the_readers_begins_anew() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
    let record = PollRecord {
        moved_from: Some(state.url.clone()),
        state: PollState {
            url: "https://b.example/moved".into(),
            ..state
        },
        ..PollRecord::default()
    };
    home.store
        .store_poll(feed, Vec::new(), record, NOW)
        .unwrap();
    let now = home.reader().poll_state(feed).unwrap().unwrap();
    assert_eq!(
        (now.url.as_str(), now.is_public),
        ("https://b.example/moved", true)
    );
    let change = Change::FeedUrl(feed, "https://c.example/feed".into());
    home.store.apply(&change, NOW).unwrap();
    assert!(!home.reader().poll_state(feed).unwrap().unwrap().is_public);
}

/// Who was told to come in an hour came in a minute, when another answer said that.
#[test]
fn the_longest_wait_of_a_host_counts_but_for_that_of_a_wrong_clock() {
    let home = Home::new();
    let told = |until: Timestamp| {
        let host = "a.example:443";
        home.store.set_host_wait(host, until, NOW).unwrap();
        home.reader().host_wait(host).unwrap()
    };
    let (minute, hour) = (NOW.plus(60), NOW.plus(3600));
    assert_eq!(told(minute), Some(minute));
    assert_eq!(told(hour), Some(hour));
    assert_eq!(told(minute), Some(hour));
    told(NOW.plus(40 * 86_400));
    assert_eq!(told(minute), Some(minute));
    assert_eq!(told(NOW), Some(NOW), "it is over");
}

/// It stays where it was, and was never asked there any more.
#[test]
fn a_feed_that_moved_to_where_another_one_is_may_be_at_home_as_before() {
    let home = Home::new();
    let feed = home.feed("nas.example");
    let other = home.feed("b.example");
    let taken = home.reader().poll_state(other).unwrap().unwrap().url;
    let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
    let before = state.url.clone();
    let record = PollRecord {
        moved_from: Some(before.clone()),
        state: PollState {
            url: taken,
            ..state
        },
        ..PollRecord::default()
    };
    home.store
        .store_poll(feed, Vec::new(), record, NOW)
        .unwrap();
    let now = home.reader().poll_state(feed).unwrap().unwrap();
    assert_eq!((now.url, now.is_public), (before, false));
}

/// What was offered could not be done, and the move was forgotten and found again for ever.
#[test]
fn a_feed_that_moved_to_where_another_one_is_is_offered_to_go() {
    let home = Home::new();
    let (feed, other) = (home.feed("a.example"), home.feed("b.example"));
    let to = home.reader().poll_state(other).unwrap().unwrap().url;
    let poll = |days: u8| {
        let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
        let before = state.url.clone();
        let is_believed = days == 3;
        let moved = Moved {
            url: to.clone(),
            days,
            last_day: NOW,
        };
        let state = PollState {
            url: if is_believed {
                to.clone()
            } else {
                before.clone()
            },
            moved: (!is_believed).then_some(moved),
            ..state
        };
        let record = PollRecord {
            moved_from: is_believed.then_some(before),
            state,
            ..PollRecord::default()
        };
        home.store
            .store_poll(feed, Vec::new(), record, NOW)
            .unwrap();
    };
    let said = || {
        let feeds = home.reader().feeds().unwrap();
        let feed = feeds.into_iter().find(|it| it.id == feed).unwrap();
        let trouble = feed.trouble(NOW).unwrap();
        (
            feed.complaint(trouble, |at| at.to_string()),
            feed.remedy(trouble, NOW),
        )
    };
    for days in 1..=3 {
        poll(days);
        let complaint = "moved to where Feed of b.example is already".to_owned();
        assert_eq!(said(), (complaint, Remedy::Unsubscribe), "{days}");
    }
    let state = home.reader().poll_state(feed).unwrap().unwrap();
    assert_eq!(state.moved.unwrap().url, to);
    home.store.apply(&Change::RemoveFeed(other), NOW).unwrap();
    assert_eq!(said(), (format!("moved to {to}"), Remedy::TakeAddress));
}

/// It waited a day, password or not.
#[test]
fn a_feed_that_was_refused_is_due_when_it_is_asked_in_another_way() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let refused = |retry_after| {
        let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
        let mut record = PollRecord {
            state: PollState {
                retry_after,
                ..state
            },
            ..PollRecord::default()
        };
        record.state.health.error = Some(crate::text::clean_line("401"));
        record.state.health.next_due = Some(NOW.plus(90));
        home.store
            .store_poll(feed, Vec::new(), record, NOW)
            .unwrap();
    };
    let edit = |settings| {
        let change = Change::FeedSettings(feed, settings);
        home.store.apply(&change, NOW).unwrap();
        let state = home.reader().poll_state(feed).unwrap().unwrap();
        state.health.next_due
    };
    refused(None);
    let mut settings = FeedSettings {
        keep_days: Some(9),
        ..FeedSettings::default()
    };
    assert_eq!(edit(settings.clone()), Some(NOW.plus(90)));
    settings.credentials_file = Some("/pw".to_owned());
    assert_eq!(edit(settings.clone()), None);
    // What its host asked to wait holds.
    refused(Some(NOW.plus(60)));
    settings.proxy = Some("socks5://127.0.0.1:9".to_owned());
    assert_eq!(edit(settings), Some(NOW.plus(60)));
}

/// It counted from the poll after the next one on, a day later or for a day too early.
#[test]
fn an_interval_of_its_own_counts_at_once_but_for_what_an_outlet_asked() {
    let hour = 3600;
    let planned = |why: &str, hours: i64, interval: Option<u64>| {
        let home = Home::new();
        let feed = home.feed("a.example");
        let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
        let mut record = PollRecord {
            state,
            ..PollRecord::default()
        };
        record.state.health.last_polled = Some(NOW);
        record.state.health.next_due = Some(NOW.plus(hours * hour));
        record.state.health.why = clean_line(why);
        home.store
            .store_poll(feed, Vec::new(), record, NOW)
            .unwrap();
        let settings = |interval| FeedSettings {
            interval,
            ..FeedSettings::default()
        };
        let before = FeedSettings {
            keep_days: Some(9),
            ..settings(None)
        };
        home.store
            .apply(&Change::FeedSettings(feed, before), NOW)
            .unwrap();
        let after = home.reader().poll_state(feed).unwrap().unwrap().health;
        assert_eq!(
            after.next_due,
            Some(NOW.plus(hours * hour)),
            "nothing of it"
        );
        home.store
            .apply(&Change::FeedSettings(feed, settings(interval)), NOW)
            .unwrap();
        let after = home.reader().poll_state(feed).unwrap().unwrap().health;
        let due = after.next_due.unwrap().since(NOW) / hour;
        (due, after.why.into_string())
    };
    let own = "your interval".to_owned();
    let one = Some(3600);
    for why in [
        "24 h (the outlet always sends everything)",
        "24 h (as often as it publishes)",
        "24 h (your interval)",
        "24 h (your interval), not in the hours that the feed excludes",
    ] {
        assert_eq!(planned(why, 24, one), (1, own.clone()), "{why}");
    }
    for why in [
        "24 h (Cache-Control of the outlet)",
        "24 h (ttl of the feed)",
        "failed 3 times: asked again after 24 h",
    ] {
        assert_eq!(planned(why, 24, one), (24, why.to_owned()), "{why}");
        assert_eq!(
            planned(why, 24, Some(3 * 86_400)),
            (72, own.clone()),
            "{why}"
        );
    }
    assert_eq!(
        planned("60 min (your interval)", 1, Some(3 * 86_400)),
        (72, own)
    );
}

/// Who has a name that leads home at home alone could not read the feed there any more.
#[test]
fn a_feed_whose_address_is_named_again_may_be_at_home_and_is_due() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let state = home.store.lease(feed, NOW, NOW.plus(60)).unwrap().unwrap();
    let mut record = PollRecord {
        state: PollState {
            is_public: true,
            ..state
        },
        ..PollRecord::default()
    };
    record.state.health.next_due = Some(NOW.plus(9));
    home.store
        .store_poll(feed, Vec::new(), record, NOW)
        .unwrap();
    home.store.name_again(feed).unwrap();
    let now = home.reader().poll_state(feed).unwrap().unwrap();
    assert_eq!((now.is_public, now.health.next_due), (false, None));
}

#[test]
fn who_carries_a_work_is_who_is_subscribed_to() {
    let home = Home::new();
    let feeds = ["a.example", "b.example"].map(|host| home.feed(host));
    let url = "https://c.example/x";
    let new = feeds.map(|feed| {
        home.poll(feed, vec![linked("1", "One story here", 1, url)])
            .new[0]
    });
    home.store
        .put_saved_page(linked("p", "One story here", 1, url), NOW)
        .unwrap();
    let carried = |n: usize| home.reader().article(new[n]).unwrap().unwrap().row.feeds;
    assert_eq!(carried(0), 2);
    home.store
        .apply(&Change::RemoveFeed(feeds[1]), NOW)
        .unwrap();
    assert_eq!((carried(0), carried(1)), (1, 2));
}

/// A password that the reader gave for one outlet was sent to the next.
#[test]
fn another_address_takes_secrets_along_within_its_host_alone() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let settings = FeedSettings {
        credentials_command: Some("pass show a".to_owned()),
        headers: vec![("X-Key".to_owned(), "k".to_owned())],
        ..FeedSettings::default()
    };
    let own = Change::FeedSettings(feed, settings.clone());
    home.store.apply(&own, NOW).unwrap();
    let known = || home.reader().feeds().unwrap()[0].settings.clone();
    let to = |url: &str| {
        let change = Change::FeedUrl(feed, url.to_owned());
        home.store.apply(&change, NOW).unwrap().message.to_string()
    };
    assert_eq!(
        to("https://a.example/other"),
        "address of Feed of a.example changed"
    );
    assert_eq!(known(), settings);
    let said = to("https://b.example/feed");
    assert!(
        said.ends_with("password, headers and certificate did not go along"),
        "{said}"
    );
    assert_eq!(known(), FeedSettings::default());
    home.store.undo().unwrap();
    assert_eq!(known(), settings);
}

/// An episode could not be fetched any more once the address of its file had another key.
#[test]
fn files_of_a_known_entry_are_those_that_its_feed_names_now() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let episode = |key: &str| {
        let mut arrival = arrival("1", "Episode", 1);
        arrival.entry.enclosures = vec![crate::model::Enclosure {
            url: format!("https://a.example/1.mp3?key={key}"),
            ..crate::model::Enclosure::default()
        }];
        arrival
    };
    let id = home.poll(feed, vec![episode("one")]).new[0];
    home.poll(feed, vec![episode("two")]);
    let urls = || {
        let article = home.reader().article(id).unwrap().unwrap();
        article
            .enclosures
            .into_iter()
            .map(|it| it.url)
            .collect::<Vec<_>>()
    };
    assert_eq!(urls(), ["https://a.example/1.mp3?key=two"]);
    home.poll(feed, vec![arrival("1", "Episode", 1)]);
    assert_eq!(
        urls().len(),
        1,
        "what is not named any more may still be there"
    );
}

/// What a page's refusal asks of its host is a feed's wait too, and said of it.
#[test]
fn a_feed_waits_for_what_its_host_asked_of_anything() {
    let home = Home::new();
    home.feed("a.example");
    home.feed("b.example");
    let until = NOW.plus(600);
    let place = crate::model::place_of("https://a.example/p").unwrap();
    home.store.set_host_wait(&place, until, NOW).unwrap();
    let feeds = home.reader().feeds().unwrap();
    let waits: Vec<_> = feeds.iter().map(|feed| feed.health.retry_after).collect();
    assert_eq!(waits, [Some(until), None]);
}
