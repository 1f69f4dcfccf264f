//! Named queries and filters: stored, judged over the past, undone.

use super::*;
use crate::model::{Expression, FilterAction, Term};

fn title(word: &str) -> Expression {
    Expression::Term(Term::Title {
        text: word.to_owned(),
        is_prefix: false,
    })
}

fn filter(name: &str, when: &str, then: Vec<FilterAction>) -> Filter {
    Filter {
        name: name.to_owned(),
        when: when.to_owned(),
        then,
        until: None,
        off: false,
    }
}

fn put(home: &Home, filter: Filter, past: Option<Expression>) -> Applied {
    let change = Change::PutFilter {
        id: None,
        filter,
        past,
    };
    home.store.apply(&change, NOW).unwrap()
}

fn names(home: &Home) -> Vec<String> {
    let all = home.reader().filters().unwrap();
    all.into_iter().map(|it| it.filter.name).collect()
}

fn muted() -> ArticleQuery {
    ArticleQuery {
        filter: Some(Expression::Term(Term::Muted)),
        ..ArticleQuery::of(Scope::All)
    }
}

/// What went with its feed stood in the list of what is muted, and `filters` counted it.
#[test]
fn what_a_filter_hid_of_feeds_that_are_gone_is_in_no_list() {
    let home = Home::new();
    let feeds = ["a.example", "b.example"].map(|host| home.feed(host));
    let url = "https://a.example/gossip";
    let ids = feeds.map(|feed| home.poll(feed, vec![linked("1", "Gossip", 1, url)]).new[0]);
    let kept = home
        .poll(feeds[0], vec![arrival("2", "Gossip, saved", 2)])
        .new[0];
    home.mark(MarkChange::Save, &[kept]);
    put(
        &home,
        filter("g", "gossip", vec![FilterAction::Mute]),
        Some(title("gossip")),
    );
    let hides = home.reader().filters().unwrap()[0].id;
    let rows = || {
        let mut rows = Vec::new();
        let mut each = |row: ArticleRow| {
            rows.push(row.id);
            ControlFlow::Continue(())
        };
        home.reader().for_each(&muted(), None, &mut each).unwrap();
        rows.sort();
        (rows, home.reader().hidden_by(hides).unwrap())
    };
    let all = rows();
    assert_eq!(all.1, 2);
    home.store
        .apply(&Change::RemoveFeed(feeds[0]), NOW)
        .unwrap();
    assert_eq!(rows(), (vec![ids[1], kept], 2), "another feed has it");
    home.store
        .apply(&Change::RemoveFeed(feeds[1]), NOW)
        .unwrap();
    assert_eq!(rows(), (vec![kept], 1));
    for _ in 0..2 {
        home.store.undo().unwrap();
    }
    assert_eq!(rows(), all);
    home.assert_whole();
}

#[test]
fn a_named_query_is_kept_renamed_removed_and_each_is_undone() {
    let home = Home::new();
    let list = || -> Vec<(String, String)> {
        let all = home.reader().saved_filters().unwrap();
        all.into_iter().map(|it| (it.name, it.query)).collect()
    };
    let put = |id, name: &str, query: &str| {
        let (name, query) = (name.to_owned(), query.to_owned());
        home.store
            .apply(&Change::PutSavedFilter { id, name, query }, NOW)
    };
    let applied = put(None, "Short", "minutes<3").unwrap();
    assert!(applied.changed.filters && !applied.changed.marks);
    put(None, "ferries", "title:ferries").unwrap();
    let first = home.reader().saved_filters().unwrap()[1].id;
    assert!(matches!(
        put(None, "Short", "x"),
        Err(StoreError::TakenName(_))
    ));
    assert!(put(None, " ", "x").is_err());
    put(Some(first), "Quick", "minutes<2").unwrap();
    home.store
        .apply(&Change::RemoveSavedFilter(first), NOW)
        .unwrap();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(list(), [pair("ferries", "title:ferries")]);
    home.store.undo().unwrap();
    assert_eq!(
        list(),
        [pair("ferries", "title:ferries"), pair("Quick", "minutes<2")]
    );
    home.store.undo().unwrap();
    assert_eq!(list()[1], pair("Short", "minutes<3"));
    let again = home.again();
    again.undo().unwrap();
    again.undo().unwrap();
    assert!(list().is_empty());
    for _ in 0..4 {
        again.redo().unwrap();
    }
    assert_eq!(list(), [pair("ferries", "title:ferries")]);
}

#[test]
fn named_queries_have_an_order_that_is_undone_and_survives_a_change() {
    let home = Home::new();
    let names = || -> Vec<String> {
        let all = home.reader().saved_filters().unwrap();
        all.into_iter().map(|it| it.name).collect()
    };
    let put = |id, name: &str| {
        let (name, query) = (name.to_owned(), "x".to_owned());
        let change = Change::PutSavedFilter { id, name, query };
        home.store.apply(&change, NOW).unwrap()
    };
    for name in ["a", "b", "c"] {
        put(None, name);
    }
    let id = |name: &str| {
        let all = home.reader().saved_filters().unwrap();
        all.into_iter().find(|it| it.name == name).unwrap().id
    };
    let order = ["c", "a", "b"].map(id).to_vec();
    let moved = Change::OrderSavedFilters(id("c"), order);
    let applied = home.store.apply(&moved, NOW).unwrap();
    assert_eq!(&*applied.message, "“c” moved");
    assert_eq!(names(), ["c", "a", "b"]);
    put(Some(id("a")), "z");
    assert_eq!(names(), ["c", "z", "b"], "renamed, it keeps its place");
    put(None, "a");
    assert_eq!(names(), ["c", "z", "b", "a"], "a new one comes last");
    for _ in 0..3 {
        home.store.undo().unwrap();
    }
    assert_eq!(names(), ["a", "b", "c"]);
    home.store.redo().unwrap();
    assert_eq!(names(), ["c", "a", "b"]);
}

#[test]
fn changes_made_together_are_one_group_undone_and_done_again_exactly() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let new = home
        .poll(feed, vec![arrival("1", "One", 1), arrival("2", "Two", 2)])
        .new;
    let mark = |what, n: usize| Change::Mark {
        what,
        target: Target::Articles(vec![new[n]]),
    };
    let all = Change::Together(vec![
        mark(MarkChange::Tag("later".to_owned()), 0),
        mark(MarkChange::Done, 0),
        mark(MarkChange::Done, 0),
        mark(MarkChange::Unread, 0),
        mark(MarkChange::Save, 1),
        Change::MoveFeed(feed, vec!["News".to_owned()]),
    ]);
    let before = home.reader().mark(new[0]).unwrap().unwrap();
    let applied = home.store.apply(&all, NOW).unwrap();
    assert!(applied.changed.marks && applied.changed.feeds);
    assert_eq!(applied.changed.saved, [new[1]]);
    assert!(
        applied.message.contains("tagged later") && applied.message.contains("and 2 more"),
        "{}",
        applied.message
    );
    let after = home.reader().mark(new[0]).unwrap().unwrap();
    let folder = || home.reader().feeds().unwrap()[0].folder.len();
    assert_eq!((after.tags.len(), after.read_at, folder()), (1, None, 1));
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!(undone.group, applied.group);
    assert!(
        !undone.message.contains("changed since"),
        "{}",
        undone.message
    );
    assert_eq!(home.reader().mark(new[0]).unwrap().unwrap(), before);
    assert_eq!((home.titles(Scope::Saved).len(), folder()), (0, 0));
    let again = home.again();
    again.redo().unwrap();
    assert_eq!(home.reader().mark(new[0]).unwrap().unwrap(), after);
    assert_eq!((home.titles(Scope::Saved).len(), folder()), (1, 1));
    // Nothing changes: there is no group.
    let none = Change::Together(vec![mark(MarkChange::Save, 1), mark(MarkChange::Unread, 1)]);
    assert_eq!(home.store.apply(&none, NOW).unwrap().group, None);
    home.assert_whole();
}

#[test]
fn a_filter_is_switched_off_and_on_and_what_it_hid_is_counted() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![arrival("1", "Live: storm", 1), arrival("2", "Quiet", 2)],
    );
    let mute = filter("no live", "title:live", vec![FilterAction::Mute]);
    put(&home, mute.clone(), Some(title("live")));
    let stored = home.reader().filters().unwrap()[0].clone();
    assert_eq!(home.reader().hidden_by(stored.id).unwrap(), 1);
    let change = Change::PutFilter {
        id: Some(stored.id),
        filter: Filter { off: true, ..mute },
        past: None,
    };
    let applied = home.store.apply(&change, NOW).unwrap();
    assert_eq!(&*applied.message, "filter “no live” is off");
    assert!(home.reader().filters().unwrap()[0].filter.off);
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!(&*undone.message, "filter “no live” is on again");
    assert!(!home.reader().filters().unwrap()[0].filter.off);
}

#[test]
fn a_new_filter_judges_the_past_in_one_group_that_is_undone() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![
            arrival("1", "Live: storm", 1),
            arrival("2", "Quiet", 2),
            arrival("3", "Live: match", 3),
        ],
    );
    assert_eq!(home.reader().hits(&title("live"), 99), Ok(2));
    assert_eq!(home.reader().hits(&title("live"), 1), Ok(1));
    let then = vec![FilterAction::Mute, FilterAction::Tag("live".into())];
    let applied = put(
        &home,
        filter("no live", "title:live", then),
        Some(title("live")),
    );
    assert_eq!(applied.articles, 2);
    assert!(
        applied.message.contains("2 past articles"),
        "{}",
        applied.message
    );
    assert_eq!(home.titles(Scope::All), ["Quiet"]);
    assert_eq!(home.titles_of(&muted()), ["Live: storm", "Live: match"]);
    let counts = home.reader().counts(NOW).unwrap();
    assert_eq!((counts.all, counts.unread), (1, 1));
    home.assert_whole();
    let hidden = home.reader().article(ArticleId::new(1)).unwrap().unwrap();
    assert_eq!(
        hidden.row.muted_by,
        Some(home.reader().filters().unwrap()[0].id)
    );
    home.store.undo().unwrap();
    assert_eq!(home.titles(Scope::All).len(), 3);
    assert!(names(&home).is_empty() && home.titles_of(&muted()).is_empty());
    home.assert_whole();
    home.store.redo().unwrap();
    assert_eq!(home.titles(Scope::All), ["Quiet"]);
    home.assert_whole();
}

#[test]
fn what_was_muted_is_restored_and_that_is_undone_too() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let new = home.poll(feed, vec![arrival("1", "Live", 1)]).new;
    put(
        &home,
        filter("f", "live", vec![FilterAction::Mute]),
        Some(title("live")),
    );
    home.mark(MarkChange::Unmute, &new);
    assert_eq!(home.titles(Scope::All), ["Live"]);
    home.assert_whole();
    home.store.undo().unwrap();
    assert_eq!(home.titles_of(&muted()), ["Live"]);
    let target = Target::Query(muted(), NOW);
    let what = MarkChange::Unmute;
    home.store
        .apply(&Change::Mark { what, target }, NOW)
        .unwrap();
    assert_eq!(home.titles(Scope::All), ["Live"]);
    home.assert_whole();
}

#[test]
fn a_filter_keeps_its_number_when_its_file_is_read_anew_and_no_number_comes_twice() {
    let home = Home::new();
    let mute = || vec![FilterAction::Mute];
    put(&home, filter("a", "x", mute()), None);
    put(&home, filter("b", "y", mute()), None);
    let id = |name: &str| {
        let all = home.reader().filters().unwrap();
        all.iter().find(|it| it.filter.name == name).map(|it| it.id)
    };
    let (a, b) = (id("a"), id("b"));
    let read = vec![filter("b", "z", mute()), filter("c", "y", mute())];
    assert_eq!(home.store.replace_filters(read.clone()), Ok(true));
    assert_eq!(home.store.replace_filters(read), Ok(false));
    assert_eq!((id("a"), id("b")), (None, b));
    assert!(id("c") > b && a.is_some());
    home.store
        .apply(&Change::RemoveFilter(id("c").unwrap()), NOW)
        .unwrap();
    let c = put(&home, filter("c", "y", mute()), None);
    assert!(c.message.contains("made"));
    assert_eq!(names(&home), ["b", "c"]);
}

#[test]
fn hits_are_walked_by_index_in_every_shape() {
    let home = Home::new();
    home.feed("a.example");
    let reader = home.reader();
    for (expression, by) in [
        (Expression::Term(Term::HasImage), "a.feed"),
        (Expression::Term(Term::Regex("x".into())), "a.feed"),
        (Expression::Term(Term::Unread), "a.id"),
    ] {
        let condition = condition::of(&reader.connection, Some(&expression)).unwrap();
        let table = if by == "a.feed" {
            "article a INDEXED BY article_feed"
        } else {
            "article a"
        };
        let (sql, mut parameters) = hits::statement(&condition, table, by);
        parameters.push(rusqlite::types::Value::Integer(1));
        let plan: Vec<String> = reader
            .connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap()
            .query_map(rusqlite::params_from_iter(parameters), |row| row.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(
            plan.iter().all(|step| !step.starts_with("SCAN")),
            "{plan:?}"
        );
    }
}

/// It said that the filter was on again.
#[test]
fn an_undo_that_finds_everything_changed_since_says_so() {
    let home = Home::new();
    let mut filter = Filter {
        name: "goats".into(),
        when: "title:goats".into(),
        ..Filter::default()
    };
    let put = |id, filter: &Filter| {
        let change = Change::PutFilter {
            id,
            filter: filter.clone(),
            past: None,
        };
        home.store.apply(&change, NOW).unwrap()
    };
    put(None, &filter);
    let id = home.reader().filters().unwrap()[0].id;
    filter.off = true;
    put(Some(id), &filter);
    filter.when = "title:sheep".into();
    home.store.replace_filters(vec![filter]).unwrap();
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!(
        &*undone.message,
        "not taken back, it was changed since: filter “goats” is off"
    );
    assert!(home.reader().filters().unwrap()[0].filter.off);
}

/// Taking it back said that each article was changed since.
#[test]
fn what_a_filter_does_twice_is_done_once() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(feed, vec![arrival("1", "A goat", 1)]);
    let tag = || FilterAction::Tag("x".to_owned());
    let twice = filter("goats", "goat", vec![tag(), tag(), FilterAction::Read]);
    put(&home, twice, Some(title("goat")));
    let undone = home.store.undo().unwrap().unwrap();
    assert_eq!((undone.left, undone.articles), (0, 1));
}
