//! Arrival: identities, works, updates, leases.

use super::*;
use crate::model::PollState;

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
    home.poll(feed, Vec::new());
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
    assert_eq!(home.titles(Scope::All), [] as [&str; 0]);
    assert_eq!(home.reader().counts(NOW).unwrap().saved, 1);
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
    assert_eq!(reader.known_blocks(OutletId::new(1), id).unwrap().len(), 0);
    let others = reader
        .known_blocks(OutletId::new(1), ArticleId::new(0))
        .unwrap();
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
