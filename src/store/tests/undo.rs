//! Undo and redo: exact, in any order of changes, also after a restart.

use super::*;
use crate::model::{FeedEdit, FeedSettings, Listed, Part};
use proptest::prelude::*;

/// All that a person can change, as others see it.
type Picture = (Vec<Feed>, Vec<(ArticleRow, bool)>, Counts, Vec<Vec<String>>);

fn picture(home: &Home) -> Picture {
    let reader = home.reader();
    let ids: Vec<ArticleId> = (1..=8).map(ArticleId::new).collect();
    let mut feeds = reader.feeds().unwrap();
    for feed in &mut feeds {
        feed.health = crate::model::Health::default();
    }
    let row = |id: &ArticleId| (reader.article(*id).unwrap().unwrap().row, true);
    let scopes = [
        Scope::All,
        Scope::Unread,
        Scope::Saved,
        Scope::Queue,
        Scope::History,
        Scope::Folder(vec!["News".into()]),
    ];
    let lists = scopes.into_iter().map(|scope| home.titles(scope)).collect();
    (
        feeds,
        ids.iter().map(row).collect(),
        reader.counts(NOW).unwrap(),
        lists,
    )
}

/// Three feeds; two works are in two of them.
fn furnished() -> Home {
    let home = Home::new();
    let a = home.feed_in("a.example", &["News"]);
    let (b, c) = (
        home.feed_in("b.example", &["News", "Coast"]),
        home.feed("c.example"),
    );
    let shared = "https://a.example/ferries";
    home.poll(
        a,
        vec![
            arrival("1", "One", 1),
            linked("2", "Ferries are back", 2, shared),
        ],
    );
    home.poll(
        b,
        vec![
            linked("3", "Ferries are back!", 3, shared),
            arrival("4", "Four", 4),
        ],
    );
    home.poll(
        c,
        (5..=8)
            .map(|n| arrival(&n.to_string(), "Many", n))
            .collect(),
    );
    home
}

fn mark() -> impl Strategy<Value = MarkChange> {
    use MarkChange as M;
    let plain = [
        M::Read,
        M::Unread,
        M::Done,
        M::Dismiss,
        M::Save,
        M::Unsave,
        M::Queue,
        M::Unqueue,
    ];
    let tags = [M::Tag("x".into()), M::Untag("x".into()), M::Tag("y".into())];
    proptest::sample::select([plain.as_slice(), &tags].concat())
}

fn organised() -> impl Strategy<Value = Change> {
    let feed = || (1..=3_i64).prop_map(FeedId::new);
    let paths: [&[&str]; 5] = [&[], &["News"], &["News", "Coast"], &["Z"], &["Z", "News"]];
    let path = move || {
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        proptest::sample::select(paths.map(path).to_vec())
    };
    let order = proptest::sample::subsequence((1..=3).map(FeedId::new).collect::<Vec<_>>(), 1..=3);
    let edit = |url: String, folder, hidden| FeedEdit {
        url,
        folder,
        settings: FeedSettings {
            hidden,
            ..FeedSettings::default()
        },
    };
    prop_oneof![
        (path(), path())
            .prop_filter("a folder", |(from, _): &(Vec<String>, _)| !from.is_empty())
            .prop_map(|(from, to)| Change::MoveFolder(from, to)),
        (feed(), order.prop_shuffle()).prop_map(|(feed, order)| Change::OrderFeeds(feed, order)),
        proptest::collection::vec(path(), 1..4)
            .prop_map(|order| Change::OrderFolders("News".into(), order)),
        (feed(), "[d-f]", path(), any::<bool>()).prop_map(move |(feed, url, folder, hidden)| {
            Change::EditFeed(feed, edit(url, folder, hidden))
        }),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let ids = proptest::collection::vec((1..=8_i64).prop_map(ArticleId::new), 0..4);
    let feed = || (1..=3_i64).prop_map(FeedId::new);
    let folder =
        proptest::sample::select(vec![vec![], vec!["News".to_owned()], vec!["Z".to_owned()]]);
    let hidden = FeedSettings {
        hidden: true,
        ..FeedSettings::default()
    };
    let settings = proptest::sample::select(vec![FeedSettings::default(), hidden]);
    let scope = proptest::sample::select(vec![
        Scope::All,
        Scope::Unread,
        Scope::Saved,
        Scope::Folder(vec!["News".to_owned()]),
    ]);
    let id = || (1..=8_i64).prop_map(ArticleId::new);
    let part = prop_oneof![
        Just(Part::All),
        id().prop_map(Part::Above),
        id().prop_map(Part::Below),
        (id(), id()).prop_map(|(one, other)| Part::Between(one, other)),
        proptest::collection::vec(id(), 0..3).prop_map(Part::Except),
    ];
    let listed = (scope.clone(), part, 3..9_i64).prop_map(|(scope, part, newest)| Listed {
        query: ArticleQuery::of(scope),
        newest: ArticleId::new(newest),
        part,
    });
    prop_oneof![
        2 => (mark(), listed).prop_map(|(what, listed)| {
            Change::Mark { what, target: Target::Listed(listed) }
        }),
        4 => (mark(), ids).prop_map(|(what, ids)| Change::Mark { what, target: Target::Articles(ids) }),
        2 => (mark(), scope).prop_map(|(what, scope)| {
            Change::Mark { what, target: Target::Query(ArticleQuery::of(scope), NOW) }
        }),
        1 => feed().prop_map(Change::RemoveFeed),
        1 => (feed(), "[a-c]{0,2}").prop_map(|(feed, name)| Change::RenameFeed(feed, name)),
        1 => (feed(), folder).prop_map(|(feed, folder)| Change::MoveFeed(feed, folder)),
        1 => (feed(), settings).prop_map(|(feed, settings)| Change::FeedSettings(feed, settings)),
        1 => (feed(), "[d-f]").prop_map(|(feed, name)| Change::FeedUrl(feed, name)),
        2 => organised(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn undoing_all_gives_the_first_state_and_redoing_all_the_last(
        changes in proptest::collection::vec(change(), 1..14),
        restart in any::<bool>(),
    ) {
        let mut home = furnished();
        let mut pictures = vec![picture(&home)];
        for (n, change) in changes.iter().enumerate() {
            match home.store.apply(change, NOW.plus(n as i64)) {
                Ok(applied) if applied.group.is_some() => pictures.push(picture(&home)),
                Ok(_) => prop_assert_eq!(&picture(&home), pictures.last().unwrap()),
                Err(error) => prop_assert!(matches!(error, StoreError::Taken(_)), "{}", error),
            }
            home.assert_whole();
        }
        if restart {
            home.store = home.again();
        }
        // What was subscribed at first is undone last, and not here.
        for expected in pictures.iter().rev().skip(1) {
            home.store.undo().unwrap().unwrap();
            prop_assert_eq!(&picture(&home), expected);
        }
        home.assert_whole();
        for expected in pictures.iter().skip(1) {
            home.store.redo().unwrap().unwrap();
            prop_assert_eq!(&picture(&home), expected);
        }
        prop_assert_eq!(home.store.redo(), Ok(None));
        home.assert_whole();
    }
}

#[test]
fn each_change_says_what_it_did_and_what_was_undone() {
    let home = furnished();
    let one = [ArticleId::new(1)];
    assert_eq!(&*home.mark(MarkChange::Save, &one).message, "“One” saved");
    assert_eq!(
        &*home.store.undo().unwrap().unwrap().message,
        "“One” no longer saved"
    );
    let all = Target::Query(ArticleQuery::of(Scope::Unread), NOW);
    let applied = home.store.apply(
        &Change::Mark {
            what: MarkChange::Read,
            target: all,
        },
        NOW,
    );
    let applied = applied.unwrap();
    assert_eq!(
        (&*applied.message, applied.articles),
        ("7 articles read", 7)
    );
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!(
        (&*undone.message, undone.articles),
        ("7 articles unread again", 7)
    );
    let gone = home
        .store
        .apply(&Change::RemoveFeed(FeedId::new(1)), NOW)
        .unwrap();
    assert_eq!(&*gone.message, "unsubscribed from Feed of a.example");
    let back = home.store.undo().unwrap().unwrap();
    assert_eq!(&*back.message, "subscribed to Feed of a.example again");
}

#[test]
fn a_change_that_changes_nothing_is_no_step_of_undo() {
    let home = furnished();
    home.mark(MarkChange::Save, &[ArticleId::new(1)]);
    assert_eq!(
        home.mark(MarkChange::Save, &[ArticleId::new(1)]),
        Applied::default()
    );
    home.store.undo().unwrap();
    assert_eq!(home.titles(Scope::Saved), [] as [&str; 0]);
}

#[test]
fn what_another_change_altered_since_is_left_and_said() {
    let home = furnished();
    home.mark(MarkChange::Read, &[ArticleId::new(1), ArticleId::new(4)]);
    // As a filter would, later, outside the history.
    home.store
        .job(|writer| {
            Ok(writer
                .connection
                .execute("UPDATE mark SET read_at = 5 WHERE work = 1", [])?)
        })
        .unwrap();
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!(undone.articles, 1);
    assert!(
        undone
            .message
            .ends_with("(1 changed since, left as they are)"),
        "{}",
        undone.message
    );
    assert!(
        home.reader()
            .mark(ArticleId::new(1))
            .unwrap()
            .unwrap()
            .read_at
            .is_some()
    );
}

#[test]
fn a_new_change_ends_what_could_be_done_again() {
    let home = furnished();
    home.mark(MarkChange::Save, &[ArticleId::new(1)]);
    home.store.undo().unwrap();
    home.mark(MarkChange::Read, &[ArticleId::new(1)]);
    assert_eq!(home.store.redo(), Ok(None));
    assert_eq!(
        &*home.store.undo().unwrap().unwrap().message,
        "“One” unread again"
    );
}

#[test]
fn a_bulk_change_touches_only_what_was_there_and_costs_few_bytes() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        (0..2000).map(|n| arrival(&n.to_string(), "T", n)).collect(),
    );
    home.poll_at(feed, vec![arrival("late", "Late", 0)], NOW.plus(10));
    let all = Target::Query(ArticleQuery::of(Scope::Unread), NOW);
    let change = Change::Mark {
        what: MarkChange::Done,
        target: all,
    };
    assert_eq!(
        home.store.apply(&change, NOW.plus(20)).unwrap().articles,
        2000
    );
    assert_eq!(home.titles(Scope::Unread), ["Late"]);
    let bytes = "SELECT sum(length(targets) + length(old) + length(new)) FROM journal_change";
    let bytes: i64 = home
        .reader()
        .connection
        .query_row(bytes, [], |row| row.get(0))
        .unwrap();
    assert!(bytes < 100, "{bytes}");
    home.assert_whole();
}

#[test]
fn subscribing_again_brings_the_feed_back_with_its_articles() {
    let home = furnished();
    let before = home.titles(Scope::All);
    home.store
        .apply(&Change::RemoveFeed(FeedId::new(3)), NOW)
        .unwrap();
    assert_eq!(home.titles(Scope::All).len(), before.len() - 4);
    assert_eq!(home.feed("c.example"), FeedId::new(3));
    assert_eq!(home.titles(Scope::All), before);
    home.store.undo().unwrap();
    assert_eq!(home.reader().feeds().unwrap().len(), 2);
}

#[test]
fn what_was_dismissed_is_in_the_history_alone_until_it_is_wanted_again() {
    let home = furnished();
    let id = [ArticleId::new(1)];
    home.mark(MarkChange::Queue, &id);
    home.mark(MarkChange::Save, &id);
    home.mark(MarkChange::Dismiss, &id);
    for scope in [
        Scope::All,
        Scope::Saved,
        Scope::Queue,
        Scope::Feed(FeedId::new(1)),
    ] {
        assert!(
            !home.titles(scope.clone()).contains(&"One".to_owned()),
            "{scope:?}"
        );
    }
    assert_eq!(home.titles(Scope::History), ["One"]);
    home.mark(MarkChange::Save, &id);
    assert_eq!(home.titles(Scope::Saved), ["One"]);
    home.assert_whole();
}

#[test]
fn the_queue_keeps_the_order_in_which_it_was_filled() {
    let home = furnished();
    for id in [4, 1, 2] {
        home.mark(MarkChange::Queue, &[ArticleId::new(id)]);
    }
    assert_eq!(
        home.titles(Scope::Queue),
        ["Four", "One", "Ferries are back"]
    );
}

#[test]
fn an_unknown_article_or_feed_is_said() {
    let home = furnished();
    let nobody = Target::Articles(vec![ArticleId::new(99)]);
    let change = Change::Mark {
        what: MarkChange::Read,
        target: nobody,
    };
    assert_eq!(
        home.store.apply(&change, NOW),
        Err(StoreError::NoArticle(ArticleId::new(99)))
    );
    let change = Change::RemoveFeed(FeedId::new(99));
    assert_eq!(
        home.store.apply(&change, NOW),
        Err(StoreError::NoFeed(FeedId::new(99)))
    );
}

/// Another process had taken back what was offered, and the key took back what was before it.
#[test]
fn what_was_offered_is_taken_back_or_nothing_is() {
    let home = furnished();
    let mark = |what, article| {
        let target = Target::Articles(vec![ArticleId::new(article)]);
        let change = Change::Mark { what, target };
        home.store.apply(&change, NOW).unwrap().group.unwrap()
    };
    let is_saved = |article| {
        let article = home.reader().article(ArticleId::new(article)).unwrap();
        article.unwrap().row.mark.saved_at.is_some()
    };
    mark(MarkChange::Save, 1);
    let offered = mark(MarkChange::Save, 2);
    home.store.undo().unwrap();
    let said = home.store.undo_offered(offered, &[]).unwrap().unwrap();
    assert!(
        said.message.starts_with("taken back elsewhere already"),
        "{}",
        said.message
    );
    assert!(is_saved(1) && said.group.is_none());
    let offered = mark(MarkChange::Save, 3);
    mark(MarkChange::Save, 4);
    let said = home.store.undo_offered(offered, &[]).unwrap().unwrap();
    assert!(
        said.message.starts_with("since then, elsewhere: "),
        "{}",
        said.message
    );
    assert!(is_saved(3) && is_saved(4));
    home.store.undo().unwrap();
    let taken = home.store.undo_offered(offered, &[]).unwrap().unwrap();
    assert!(taken.group == Some(offered));
    assert!(!is_saved(3));
}

/// Opening the next article marked it read behind what was offered.
#[test]
fn what_was_offered_is_taken_back_over_what_followed_from_it() {
    let home = furnished();
    let mark = |what, article| {
        let target = Target::Articles(vec![ArticleId::new(article)]);
        let change = Change::Mark { what, target };
        home.store.apply(&change, NOW).unwrap().group.unwrap()
    };
    let is_read = |article| {
        let article = home.reader().article(ArticleId::new(article)).unwrap();
        article.unwrap().row.mark.read_at.is_some()
    };
    let (offered, opened) = (mark(MarkChange::Done, 1), mark(MarkChange::Read, 2));
    let elsewhere = mark(MarkChange::Save, 3);
    let refused = home.store.undo_offered(offered, &[opened]).unwrap();
    assert!(is_read(1) && refused.unwrap().group.is_none());
    home.store.undo().unwrap();
    assert!(is_read(1) && elsewhere > opened);
    let taken = home.store.undo_offered(offered, &[opened]).unwrap();
    assert_eq!(taken.unwrap().group, Some(offered));
    assert!(!is_read(1) && is_read(2));
    home.store.redo().unwrap();
    assert!(is_read(1) && is_read(2));
}

fn titled(home: &Home, feed: FeedId, title: &str) {
    let record = PollRecord {
        state: home.reader().poll_state(feed).unwrap().unwrap(),
        title: Some(crate::text::clean_line(title)),
        ..PollRecord::default()
    };
    home.store
        .store_poll(feed, Vec::new(), record, NOW)
        .unwrap();
}

/// The first poll of an imported feed writes one of its settings; no other could be taken back since.
#[test]
fn settings_of_a_feed_are_taken_back_one_by_one() {
    let home = Home::new();
    let settings = FeedSettings {
        imported_title: Some("Mine".to_owned()),
        ..FeedSettings::default()
    };
    let new = NewFeed {
        url: "https://a.example/feed".to_owned(),
        settings: settings.clone(),
        ..NewFeed::default()
    };
    let feed = home.store.subscribe(&new, NOW).unwrap();
    let edited = FeedSettings {
        keep_days: Some(5),
        hidden: true,
        ..settings
    };
    let change = |change| home.store.apply(&change, NOW).unwrap();
    change(Change::FeedSettings(feed, edited));
    titled(&home, feed, "Paper");
    let settings = || home.reader().feeds().unwrap()[0].settings.clone();
    let mine = FeedSettings {
        title: Some("Mine".to_owned()),
        ..FeedSettings::default()
    };
    assert_eq!((settings().keep_days, settings().hidden), (Some(5), true));
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!((undone.left, settings()), (0, mine.clone()));
    home.store.redo().unwrap();
    assert_eq!((settings().keep_days, settings().hidden), (Some(5), true));
    // What was set to something else since is left.
    let other = FeedSettings {
        keep_days: Some(9),
        ..mine
    };
    let other = serde_json::to_string(&other).unwrap();
    home.store
        .job(move |writer| {
            let sql = "UPDATE feed SET settings = ?1";
            Ok(writer.connection.execute(sql, [other])?)
        })
        .unwrap();
    let refused = home.store.undo().unwrap().unwrap();
    assert_eq!((refused.left, refused.group), (1, None));
    assert!(refused.message.starts_with("not taken back"));
    assert_eq!(settings().keep_days, Some(9));
}

/// The name in a list of another program stays the reader's when a name given since is taken back.
#[test]
fn a_name_that_was_taken_back_leaves_the_imported_one() {
    let home = Home::new();
    let new = NewFeed {
        url: "https://a.example/feed".to_owned(),
        settings: FeedSettings {
            imported_title: Some("Mine".to_owned()),
            ..FeedSettings::default()
        },
        ..NewFeed::default()
    };
    let feed = home.store.subscribe(&new, NOW).unwrap();
    let title = || home.reader().feeds().unwrap()[0].title.to_string();
    let rename = Change::RenameFeed(feed, "Other".to_owned());
    home.store.apply(&rename, NOW).unwrap();
    titled(&home, feed, "Paper");
    assert_eq!(title(), "Other");
    home.store.undo().unwrap();
    titled(&home, feed, "Paper");
    assert_eq!(title(), "Mine");
}

/// It was taken for ever: no command could free it, and taking back went astray.
#[test]
fn an_address_that_nobody_is_subscribed_to_is_free() {
    let home = Home::new();
    let url = |host: &str| format!("https://{host}/feed");
    let urls = || -> Vec<String> {
        let feeds = home.reader().feeds().unwrap();
        feeds.into_iter().map(|feed| feed.url).collect()
    };
    let apply = |change| home.store.apply(&change, NOW);
    let a = home.feed("a.example");
    apply(Change::FeedUrl(a, url("b.example"))).unwrap();
    let again = home.feed("a.example");
    assert_ne!(a, again);
    home.store.undo().unwrap();
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!((undone.left, urls()), (0, vec![url("a.example")]));
    home.store.redo().unwrap();
    home.store.redo().unwrap();
    assert_eq!(urls(), [url("b.example"), url("a.example")]);
    // What a feed has that is subscribed to stays its own.
    let taken = apply(Change::FeedUrl(a, url("a.example")));
    assert!(matches!(taken, Err(StoreError::Taken(_))));
    apply(Change::RemoveFeed(again)).unwrap();
    apply(Change::FeedUrl(a, url("a.example"))).unwrap();
    assert_eq!(urls(), [url("a.example")]);
    home.store.undo().unwrap();
    home.store.undo().unwrap();
    assert_eq!(urls(), [url("b.example"), url("a.example")]);
    home.assert_whole();
}

/// Another feed took the address that was given to one that is gone: taking that back left it there.
#[test]
fn a_feed_that_is_gone_has_its_old_addresses_back_in_their_order() {
    let home = Home::new();
    let url = |host: &str| format!("https://{host}/feed");
    let (a, b) = (home.feed("a.example"), home.feed("b.example"));
    let changes = [
        Change::FeedUrl(a, url("d.example")),
        Change::RemoveFeed(a),
        Change::FeedUrl(b, url("d.example")),
        Change::FeedUrl(a, url("e.example")),
    ];
    let mut before = Vec::new();
    let urls = || -> Vec<String> {
        let feeds = home.reader().feeds().unwrap();
        feeds.into_iter().map(|feed| feed.url).collect()
    };
    for change in &changes {
        before.push(urls());
        home.store.apply(change, NOW).unwrap();
    }
    let last = urls();
    for urls_before in before.iter().rev() {
        assert_eq!(home.store.undo().unwrap().unwrap().left, 0);
        assert_eq!(&urls(), urls_before);
    }
    for _ in &changes {
        assert_eq!(home.store.redo().unwrap().unwrap().left, 0);
    }
    assert_eq!(urls(), last);
}
