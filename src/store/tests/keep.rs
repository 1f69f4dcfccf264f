//! Retention, backup, repair: nothing that the reader keeps goes, and nothing pruned comes back.

use super::*;
use crate::model::Also;
use proptest::prelude::*;

fn all_ids(home: &Home) -> Vec<ArticleId> {
    let mut ids = Vec::new();
    let mut each = |row: ArticleRow| {
        ids.push(row.id);
        ControlFlow::Continue(())
    };
    let query = ArticleQuery::of(Scope::All);
    home.reader().for_each(&query, None, &mut each).unwrap();
    ids
}

fn prune(home: &Home, retention: &Retention) -> u64 {
    let ids = home.reader().prunable(retention, 10_000).unwrap();
    home.store.prune(&ids, retention).unwrap()
}

#[test]
fn what_is_pruned_does_not_come_back_and_its_mark_outlives_it() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let entries = || {
        vec![linked(
            "1",
            "Ferries back on the river",
            50,
            "https://a.example/1",
        )]
    };
    let id = home.poll(feed, entries()).new[0];
    home.mark(MarkChange::Read, &[id]);
    let old = Retention {
        before: Some(NOW.plus(1)),
        ..Retention::default()
    };
    assert_eq!(prune(&home, &old), 1);
    home.assert_whole();
    assert!(
        home.poll(feed, entries()).new.is_empty(),
        "its feed still carries it"
    );
    assert_eq!(home.reader().article(id).unwrap(), None);
    // Another feed carries the same: it joins the work that was read.
    let other = home.feed("b.example");
    let copy = linked("x", "Ferries back on the river", 40, "https://a.example/1");
    let copy = home.poll(other, vec![copy]).new[0];
    assert!(home.reader().mark(copy).unwrap().unwrap().read_at.is_some());
    home.assert_whole();
}

#[test]
fn a_copy_takes_the_place_of_the_article_that_was_pruned() {
    let home = Home::new();
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    let url = "https://a.example/1";
    let first = home
        .poll(a, vec![linked("1", "Ferries back on the river", 50, url)])
        .new[0];
    home.poll(b, vec![linked("2", "Ferries back on the river", 50, url)]);
    home.mark(MarkChange::Read, &[first]);
    let of_a = Retention {
        feed: Some(a),
        newest: Some(0),
        ..Retention::default()
    };
    assert_eq!(prune(&home, &of_a), 1);
    assert_eq!(home.titles(Scope::All), ["Ferries back on the river"]);
    home.assert_whole();
}

#[test]
fn the_newest_stay_and_a_full_file_shrinks() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let long = |n: i64| {
        let mut arrival = arrival(&n.to_string(), &format!("T{n}"), n);
        arrival.text = (0..4000).map(|k| format!("{} ", k * n * 7919)).collect();
        arrival
    };
    home.poll(feed, (1..60).map(long).collect());
    home.mark(MarkChange::Read, &all_ids(&home));
    home.store.flush().unwrap();
    let used = home.reader().size(None).unwrap();
    assert!(home.reader().size(Some(feed)).unwrap() > used / 4);
    let retention = Retention {
        newest: Some(3),
        ..Retention::default()
    };
    assert_eq!(prune(&home, &retention), 56);
    assert_eq!(home.titles(Scope::All), ["T1", "T2", "T3"]);
    while home.store.give_back(16).unwrap() {}
    assert!(home.reader().size(None).unwrap() < used / 2);
    home.assert_whole();
    let file = home.dir.path().join("tidings.db");
    drop(home.store);
    assert!(
        std::fs::metadata(file).unwrap().len() < used / 2,
        "the file gave it back"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Marks by bits: read, saved, queued, tagged.
    #[test]
    fn what_the_reader_keeps_is_never_pruned(
        marks in proptest::collection::vec(0..16_u8, 1..14),
        hours in 0..40_i64,
        newest in proptest::option::of(0..12_u32),
        has_age in any::<bool>(),
        of_feed in any::<bool>(),
        also in (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let home = Home::new();
        let feeds = [home.feed("a.example"), home.feed("b.example")];
        let entry = |n: usize| arrival(&n.to_string(), &format!("T{n}"), n as i64);
        let mut ids = Vec::new();
        for (n, bits) in marks.iter().enumerate() {
            let at = NOW.minus(n as i64 * 3600);
            let id = home.poll_at(feeds[n % 2], vec![entry(n)], at).new[0];
            let changes = [
                MarkChange::Read, MarkChange::Save, MarkChange::Queue, MarkChange::Tag("t".into()),
            ];
            for (bit, change) in changes.into_iter().enumerate() {
                if bits & 1 << bit != 0 {
                    home.mark(change, &[id]);
                }
            }
            ids.push((id, *bits));
        }
        let retention = Retention {
            feed: of_feed.then_some(feeds[0]),
            before: has_age.then_some(NOW.minus(hours * 3600)),
            newest,
            also: Also { unread: also.0, saved: also.1, queued: also.2, tagged: also.3 },
            ..Retention::default()
        };
        let gone = prune(&home, &retention);
        home.assert_whole();
        let reader = home.reader();
        let mut left = 0;
        for (n, (id, bits)) in ids.iter().enumerate() {
            let is_here = reader.article(*id).unwrap().is_some();
            left += u64::from(is_here);
            let is_kept = (bits & 1 == 0 && !also.0) || (bits & 2 != 0 && !also.1)
                || (bits & 4 != 0 && !also.2) || (bits & 8 != 0 && !also.3)
                || (of_feed && n % 2 == 1) || (has_age && (n as i64) <= hours);
            prop_assert!(is_here || !is_kept, "article {} with marks {:04b}", n, bits);
        }
        prop_assert_eq!(gone + left, ids.len() as u64);
        for (n, _) in ids.iter().enumerate() {
            prop_assert!(home.poll(feeds[n % 2], vec![entry(n)]).new.is_empty());
        }
        home.assert_whole();
    }
}

/// A store with enough in it that most pages are of articles.
fn filled() -> (TempDir, usize) {
    let home = Home::new();
    let feed = home.feed("a.example");
    let long = |n: i64| {
        let mut arrival = arrival(&n.to_string(), &format!("T{n}"), n);
        arrival.text = (0..600).map(|k| format!("{} ", k * n * 7919)).collect();
        arrival
    };
    let ids = home.poll(feed, (1..=300).map(long).collect()).new;
    home.mark(MarkChange::Save, &ids[..20]);
    home.mark(MarkChange::Tag("kept".into()), &ids[5..10]);
    drop(home.store);
    (home.dir, ids.len())
}

#[test]
fn a_backup_is_a_whole_store_while_another_writes() {
    let (dir, count) = filled();
    let store = Store::open(dir.path()).unwrap();
    let to = tempfile::tempdir().unwrap();
    let file = to.path().join("tidings.db");
    store.reader().unwrap().backup(&file).unwrap();
    let copy = Store::open(to.path()).unwrap();
    let counts = copy.reader().unwrap().counts(NOW).unwrap();
    assert_eq!((counts.all as usize, counts.saved), (count, 20));
    assert_eq!(copy.reader().unwrap().quick_check(), Ok(None));
}

#[test]
fn what_can_be_read_of_a_damaged_store_is_saved_and_the_rest_set_aside() {
    let (dir, count) = filled();
    let file = dir.path().join("tidings.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // A third of the pages in the middle, where the texts lie.
    let (from, to) = (bytes.len() / 2, bytes.len() / 2 + bytes.len() / 8);
    bytes[from..to].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    let repaired = Store::repair(dir.path(), NOW).unwrap();
    let aside = repaired.set_aside.unwrap();
    assert!(
        std::fs::read(aside).unwrap() == bytes,
        "set aside as it was"
    );
    let store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.quick_check(), Ok(None));
    let counts = reader.counts(NOW).unwrap();
    assert!(
        counts.all as usize >= count / 2,
        "{counts:?} {:?}",
        repaired.tables
    );
    assert_eq!(counts.saved, 20, "{:?}", repaired.tables);
    assert_eq!(reader.feeds().unwrap().len(), 1);
    // It goes on.
    store
        .store_poll(
            FeedId::new(1),
            vec![arrival("new", "New", 0)],
            PollRecord::default(),
            NOW,
        )
        .unwrap();
}

#[test]
fn whatever_is_overwritten_a_repair_gives_a_store_that_opens() {
    let (dir, _) = filled();
    let file = dir.path().join("tidings.db");
    let whole = std::fs::read(&file).unwrap();
    let size = open::PAGE as usize;
    let pages = whole.len() / size;
    for page in [0, 1, 2, 3, pages / 3, pages - 1] {
        let mut bytes = whole.clone();
        bytes[page * size..(page + 1) * size].fill(0x5a);
        std::fs::write(&file, &bytes).unwrap();
        Store::repair(dir.path(), NOW).unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(
            store.reader().unwrap().quick_check(),
            Ok(None),
            "page {page}"
        );
        drop(store);
    }
    let half = whole.len() / 2;
    std::fs::write(&file, &whole[..half]).unwrap();
    Store::repair(dir.path(), NOW).unwrap();
    assert!(Store::open(dir.path()).is_ok());
}

/// Of a file that ended early not one row was read, though most of it was there.
#[test]
fn of_a_store_that_was_cut_what_lies_before_the_cut_is_saved() {
    let (dir, count) = filled();
    let file = dir.path().join("tidings.db");
    let whole = std::fs::read(&file).unwrap();
    let size = open::PAGE as usize;
    let cut = &whole[..whole.len() / size * 9 / 10 * size];
    std::fs::write(&file, cut).unwrap();
    let repaired = Store::repair(dir.path(), NOW).unwrap();
    let aside = repaired.set_aside.unwrap();
    assert!(std::fs::read(aside).unwrap() == cut, "set aside as it was");
    let store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.quick_check(), Ok(None));
    assert_eq!(reader.feeds().unwrap().len(), 1, "{:?}", repaired.tables);
    let counts = reader.counts(NOW).unwrap();
    assert!(
        counts.all as usize >= count / 2,
        "{counts:?} {:?}",
        repaired.tables
    );
}

#[test]
fn a_whole_store_is_left_where_it_is_and_a_newer_one_alone() {
    let (dir, count) = filled();
    let repaired = Store::repair(dir.path(), NOW).unwrap();
    assert_eq!(repaired, Repaired::default());
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(
        store.reader().unwrap().counts(NOW).unwrap().all as usize,
        count
    );
    drop(store);
    let file = dir.path().join("tidings.db");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .pragma_update(None, "user_version", 9999)
        .unwrap();
    drop(connection);
    let refused = Store::repair(dir.path(), NOW);
    assert!(matches!(refused, Err(StoreError::Newer(..))), "{refused:?}");
}

/// What was pruned is known by its number, which the next new article got.
#[test]
fn a_repaired_store_gives_no_number_twice() {
    let (dir, _) = filled();
    let file = dir.path().join("tidings.db");
    let store = Store::open(dir.path()).unwrap();
    let newest = arrival("newest", "Newest", 0);
    let poll = |store: &Store, one| {
        let record = PollRecord::default();
        let polled = store.store_poll(FeedId::new(1), vec![one], record, NOW);
        polled.unwrap().new[0]
    };
    let last = poll(&store, newest);
    store.prune(&[last], &Retention::default()).unwrap();
    drop(store);
    let mut bytes = std::fs::read(&file).unwrap();
    let (from, to) = (bytes.len() / 2, bytes.len() / 2 + bytes.len() / 16);
    bytes[from..to].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    assert!(Store::repair(dir.path(), NOW).unwrap().set_aside.is_some());
    let store = Store::open(dir.path()).unwrap();
    assert!(poll(&store, arrival("next", "Next", 0)) > last);
}

/// A mark that came during a repair was written into the file that was set aside.
#[test]
fn nobody_writes_into_a_store_that_another_took_the_place_of() {
    let (dir, _) = filled();
    let store = Store::open(dir.path()).unwrap();
    let file = dir.path().join("tidings.db");
    let new = dir.path().join("new.db");
    store.reader().unwrap().backup(&new).unwrap();
    std::fs::rename(&new, &file).unwrap();
    let change = Change::Mark {
        what: MarkChange::Save,
        target: Target::Articles(vec![ArticleId::new(1)]),
    };
    assert_eq!(store.apply(&change, NOW), Err(StoreError::Replaced));
}

#[test]
fn a_copy_is_not_put_in_place_of_itself() {
    let (dir, _) = filled();
    let file = dir.path().join("tidings.db");
    let refused = Store::restore(dir.path(), &file, NOW);
    assert!(matches!(refused, Err(StoreError::Itself(_))), "{refused:?}");
}

#[test]
fn a_store_that_is_open_is_not_repaired() {
    let (dir, _) = filled();
    let file = dir.path().join("tidings.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let (from, to) = (bytes.len() / 2, bytes.len() / 2 + bytes.len() / 8);
    bytes[from..to].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    let store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    let refused = Store::repair(dir.path(), NOW);
    assert_eq!(refused, Err(StoreError::InUse));
    drop(reader);
}

#[test]
fn ten_thousand_articles_with_their_marks_are_the_same_in_another_store() {
    let home = Home::new();
    let feeds = [home.feed("a.example"), home.feed("b.example")];
    for (at, feed) in feeds.iter().enumerate() {
        let entry = |n: i64| {
            let url = format!("https://a.example/{n}");
            linked(
                &format!("{at} {n}"),
                &format!("Title of number {n}"),
                n,
                &url,
            )
        };
        // A thousand of them stand in both feeds.
        let from = at as i64 * 5000 - at as i64 * 1000;
        home.poll(*feed, (from..from + 5500).map(entry).collect());
    }
    let ids = all_ids(&home);
    home.mark(MarkChange::Read, &ids[..4000]);
    home.mark(MarkChange::Save, &ids[100..600]);
    home.mark(
        MarkChange::Queue,
        &ids[50..150].iter().rev().copied().collect::<Vec<_>>(),
    );
    home.mark(MarkChange::Tag("kept".into()), &ids[500..900]);
    home.mark(MarkChange::Dismiss, &ids[10..20]);
    let exported = all_transfers(&home);
    assert!(exported.len() >= 10_000);
    let other = Home::new();
    // Feeds come before their articles.
    for host in ["a.example", "b.example"] {
        other.feed(host);
    }
    let marks = exported
        .iter()
        .map(crate::model::Transfer::marks_alone)
        .collect();
    let (works, imported) = other
        .store
        .import_articles(exported.clone(), Works::new(), NOW)
        .unwrap();
    assert_eq!(imported.new as usize, exported.len());
    other.store.import_marks(marks, works, NOW).unwrap();
    other.assert_whole();
    // The same but for numbers, which are each store's own.
    let comparable = |mut it: crate::model::Transfer| {
        it.work = 0;
        it.identities.sort();
        it.keys.sort();
        it
    };
    let got: Vec<_> = all_transfers(&other).into_iter().map(comparable).collect();
    let wanted: Vec<_> = exported.into_iter().map(comparable).collect();
    assert!(got == wanted);
    assert_eq!(home.titles(Scope::Queue), other.titles(Scope::Queue));
    assert_eq!(home.reader().counts(NOW), other.reader().counts(NOW));
}

#[test]
fn what_was_pruned_is_brought_back_once_by_importing_it() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let entry = || {
        vec![linked(
            "1",
            "Ferries back on the river",
            50,
            "https://a.example/1",
        )]
    };
    let id = home.poll(feed, entry()).new[0];
    home.mark(MarkChange::Read, &[id]);
    let exported = all_transfers(&home);
    let old = Retention {
        before: Some(NOW.plus(1)),
        ..Retention::default()
    };
    assert_eq!(prune(&home, &old), 1);
    let import = || {
        let imported = home
            .store
            .import_articles(exported.clone(), Works::new(), NOW);
        imported.unwrap().1
    };
    let (first, second) = (import(), import());
    assert_eq!((first.new, first.known), (1, 0));
    assert_eq!((second.new, second.known), (0, 1));
    assert!(home.poll(feed, entry()).new.is_empty());
    assert_eq!(all_transfers(&home).len(), 1);
    home.assert_whole();
}

fn all_transfers(home: &Home) -> Vec<crate::model::Transfer> {
    let reader = home.reader();
    let ids = reader.all_articles().unwrap();
    let recognised = reader.recognised(&ids).unwrap();
    let all = ids.into_iter();
    all.map(|id| reader.transfer(id, &recognised).unwrap().unwrap())
        .collect()
}

/// Only the first of them was looked at, whether it was marked or not.
#[test]
fn works_that_are_one_here_have_the_marks_of_all() {
    let link = "https://a.example/ferries";
    let there = Home::new();
    let [a, b] = ["a.example", "b.example"].map(|host| there.feed(host));
    there.poll(a, vec![linked("1", "Ferries are back", 1, link)]);
    there.poll(b, vec![linked("2", "Boats, goats and more", 2, link)]);
    let ids = [1, 2].map(ArticleId::new);
    there.mark(MarkChange::Save, &ids[1..]);
    there.mark(MarkChange::Tag("x".to_owned()), &ids);
    let reader = there.reader();
    let recognised = reader.recognised(&ids).unwrap();
    let all = ids.map(|id| reader.transfer(id, &recognised).unwrap().unwrap());
    assert_ne!(all[0].work, all[1].work);
    let here = Home::new();
    let [a, b] = ["a.example", "b.example"].map(|host| here.feed(host));
    here.poll(a, vec![linked("1", "Ferries are back", 1, link)]);
    here.poll(b, vec![linked("2", "Ferries are back", 2, link)]);
    let all = all.to_vec();
    let works = here
        .store
        .import_articles(all.clone(), Works::default(), NOW);
    let (works, imported) = works.unwrap();
    assert_eq!((imported.new, imported.known), (0, 2));
    here.store.import_marks(all, works, NOW).unwrap();
    let mark = here.reader().mark(ids[0]).unwrap().unwrap();
    assert!(mark.saved_at.is_some());
    assert_eq!(mark.tags.len(), 1);
    let undone = here.store.undo().unwrap().unwrap();
    assert_eq!((undone.left, undone.articles), (0, 1));
}
