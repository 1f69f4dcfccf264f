//! Named queries beside the folders, filters that act, orders, searching: by keys.

use super::world::{Plan, World};
use crate::model::{
    Change, Filter, FilterAction, FilterId, SavedFilter, SavedFilterId, Scope, Sort, StoredFilter,
};
use crate::tui::app::lists;
use crate::tui::app::search::as_query;
use crate::tui::core::{Effect, Event, Pane, Timer, Wishes};
use std::collections::BTreeMap;

fn named(id: i64, name: &str, query: &str) -> SavedFilter {
    SavedFilter {
        id: SavedFilterId::new(id),
        name: name.to_owned(),
        query: query.to_owned(),
    }
}

fn world(size: (u16, u16)) -> World {
    let mut world = World::new(Plan {
        size,
        named: vec![named(1, "Harvest", "grain"), named(2, "Kept", "is:saved")],
        ..Plan::default()
    });
    world.event(Event::Timer(Timer::Count));
    world
}

fn changes(world: &World) -> Vec<Change> {
    let changes = world.effects.iter().filter_map(|effect| match effect {
        Effect::Change { change, .. } => Some(change.clone()),
        _ => None,
    });
    changes.collect()
}

fn names(world: &World) -> Vec<&str> {
    world.named.iter().map(|it| it.name.as_str()).collect()
}

#[test]
fn a_list_that_is_asked_for_by_a_time_goes_with_it() {
    let mut world = World::new(Plan {
        size: (80, 24),
        named: vec![named(1, "Recent", "newer:1d")],
        ..Plan::default()
    });
    world.press("f R e c e n t Enter");
    let first = world.state.articles.query.filter.clone();
    assert!(first.is_some());
    let later = world.state.now.plus(3 * 86_400);
    world.event(Event::Now(later));
    let now = lists::asked(&world.state, "newer:1d").unwrap().filter;
    assert_ne!(first, now);
    assert_eq!(world.state.articles.query.filter, now);
    assert_eq!(world.state.articles.rows().len(), 0, "{}", world.screen());
}

#[test]
fn named_queries_stand_beside_the_folders_with_counts_and_open_as_lists() {
    let mut world = world((80, 24));
    let screen = world.screen();
    let line = screen.lines().find(|line| line.contains("/ Harvest"));
    assert!(line.is_some_and(|line| line.contains(" 5")), "{screen}");
    // Below what there always is, above the folders.
    let at = |words: &str| screen.find(words).unwrap_or(usize::MAX);
    assert!(
        at("Today") < at("/ Harvest") && at("/ Kept") < at("Coast"),
        "{screen}"
    );
    world.press("g f g g 4 j Enter");
    assert_eq!(world.state.focus, Pane::Articles);
    assert_eq!(world.state.articles.rows().len(), 5);
    assert!(
        world.screen().contains("Harvest · 5 unread"),
        "{}",
        world.screen()
    );
    // What is read is hidden, and stays until the list is left; the count follows when it is quiet.
    world.press("d");
    world.event(Event::Timer(Timer::Count));
    assert!(world.screen().contains("Harvest · 4 unread"));
    world.press("g u f");
    assert!(
        world.screen().contains("saved-filter Harvest"),
        "{}",
        world.screen()
    );
    world.press("H Enter");
    assert_eq!(world.state.articles.rows().len(), 4);
    world.press(".");
    assert_eq!(world.state.articles.rows().len(), 5);
    // Of what is about marks all is shown and counted.
    world.press("g f j Enter");
    assert!(world.state.articles.query.show_read);
    world.press(".");
    assert!(world.screen().contains("shows read articles always"));
}

#[test]
fn a_count_is_shown_up_to_a_thousand_and_not_made_anew_before_it_is_quiet() {
    let mut world = world((80, 24));
    let counts = |world: &World| {
        let is_count = |effect: &&Effect| matches!(effect, Effect::CountNamed(_));
        world.effects.iter().filter(is_count).count()
    };
    world.effects.clear();
    world.press("d d d");
    assert_eq!(counts(&world), 0);
    world.event(Event::Timer(Timer::Count));
    assert_eq!(counts(&world), 1);
    world.event(Event::Named {
        counts: vec![(SavedFilterId::new(1), 1000)],
        milliseconds: 900,
    });
    assert!(world.screen().contains("999+"));
    // It took long: the next is not soon.
    world.press("d");
    let later = Effect::Later {
        timer: Timer::Count,
        milliseconds: 9_000,
    };
    assert!(world.effects.contains(&later));
}

#[test]
fn named_queries_are_renamed_moved_and_removed_from_the_sidebar() {
    let mut world = world((80, 24));
    world.press("g f g g 4 j J");
    assert_eq!(names(&world), ["Kept", "Harvest"]);
    world.press("J");
    assert!(world.screen().contains("nothing to move it past"));
    world.press("E ^U C r o p s Tab ^U g r a i n Space - p r i c e s Enter");
    assert_eq!(world.named[1], named(1, "Crops", "grain -prices"));
    // A query that is none brings the form back with what was typed.
    world.press("E Tab ^U ( x Enter");
    let screen = world.screen();
    assert!(
        screen.contains("List Crops") && screen.contains("(x"),
        "{screen}"
    );
    world.press("^U y Enter");
    assert_eq!(world.named[1].query, "y");
    world.press("D");
    assert_eq!(names(&world), ["Kept"]);
    assert!(world.screen().contains("u undo"));
    world.press("k E ^U Enter");
    assert!(world.screen().contains("it needs a name"));
    world.press("Esc");
    assert!(matches!(
        changes(&world)[..],
        [
            Change::OrderSavedFilters(..),
            Change::PutSavedFilter { .. },
            Change::PutSavedFilter { .. },
            Change::RemoveSavedFilter(_)
        ]
    ));
}

#[test]
fn the_list_of_a_query_follows_it_and_is_there_again_after_a_restart() {
    let mut world = world((80, 24));
    world.press("f H Enter S o 2 j");
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    let selected = world.selected();
    world.press("Q");
    let place = world.place();
    let plan = |named: Vec<SavedFilter>| Plan {
        place: place.clone().unwrap(),
        named,
        ..Plan::default()
    };
    let mut world = World::new(plan(vec![named(1, "Harvest", "grain")]));
    assert_eq!(world.selected(), selected);
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    assert!(world.screen().contains("Harvest"));
    // Another process changed it, then removed it.
    world.named[0].query = "ferries".to_owned();
    world.event(Event::StoreChanged);
    let titles = world
        .state
        .articles
        .rows()
        .iter()
        .map(|row| row.title.to_string());
    assert!(titles.clone().count() > 0 && titles.into_iter().all(|it| it.contains("erries")));
    world.named.clear();
    world.event(Event::StoreChanged);
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
    let world = World::new(plan(Vec::new()));
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
}

#[test]
fn a_list_of_a_query_is_narrowed_saved_anew_and_marked_from_the_sidebar() {
    let mut world = world((80, 24));
    world.press("f H Enter F f e r r i e s Enter");
    assert_eq!(as_query(&world.state), "(grain) (ferries*)");
    world.press("Esc");
    assert_eq!(as_query(&world.state), "grain");
    world.press("h A a");
    assert_eq!((1..=30).filter(|id| world.is_read(*id)).count(), 5);
}

fn filter(id: i64, name: &str, when: &str, then: Vec<FilterAction>) -> StoredFilter {
    StoredFilter {
        id: FilterId::new(id),
        filter: Filter {
            name: name.to_owned(),
            when: when.to_owned(),
            then,
            ..Filter::default()
        },
    }
}

#[test]
fn filters_that_act_are_seen_switched_off_edited_and_removed() {
    for size in [(80, 24), (40, 12)] {
        let mut world = World::of(size.0, size.1);
        world.press("g x");
        assert!(
            world.screen().contains("No filter acts yet"),
            "{}",
            world.screen()
        );
        world.press("Space");
        assert!(world.screen().contains("there is no filter yet"));
        world.press("q");
        let tags = vec![FilterAction::Tag("a".to_owned()), FilterAction::Queue];
        world.filters = vec![
            filter(1, "no live", "title:live", vec![FilterAction::Mute]),
            filter(2, "boats", "ferries", tags.clone()),
        ];
        world.event(Event::StoreChanged);
        world.press("g x");
        let asked = world.effects.iter().rev().find_map(|effect| match effect {
            Effect::CountJudged(asked) => Some(asked.len()),
            _ => None,
        });
        assert_eq!(asked, Some(2));
        world.event(Event::Judged {
            id: FilterId::new(1),
            means: 3,
            hides: 12,
        });
        let screen = world.screen();
        assert!(screen.contains("hid 12, means 3 more now"), "{screen}");
        world.press("Space");
        assert!(world.filters[0].filter.off && world.screen().contains("off: mute"));
        world.press("Space");
        assert!(!world.filters[0].filter.off);
        // The form of a filter: its name, its query, what it does, until when.
        world.press("Enter e ^U l i v e Enter j l j j e 1 0 d Enter Enter");
        let edited = &world.filters[0].filter;
        assert_eq!(edited.name, "live", "{}", world.screen());
        assert_eq!(edited.then, [FilterAction::Read]);
        assert_eq!(edited.until.as_deref(), Some("2026-12-04"));
        assert_eq!(edited.when, "title:live");
        // What does several things keeps doing them.
        world.press("j Enter Enter");
        assert_eq!(world.filters[1].filter.then, tags);
        world.press("D");
        assert_eq!(world.filters.len(), 1);
        world.press("m");
        assert!(world.state.over.is_empty());
        assert!(world.state.search.is_some(), "what filters hid is a list");
    }
}

#[test]
fn a_filter_is_made_from_a_query_of_ones_own() {
    let mut world = World::of(80, 24);
    world.press("g x + Enter");
    assert!(world.screen().contains("which articles? e types the query"));
    world.press("j j j Up e Esc");
    world.press("g g j j e i s : r e d Enter");
    assert!(world.screen().contains("unread"), "{}", world.screen());
    world.press("e ^U g r a i n Enter Enter");
    assert_eq!(world.filters[0].filter.when, "grain");
    assert_eq!(world.filters[0].filter.then, [FilterAction::Mute]);
}

#[test]
fn the_form_parts_its_labels_from_its_values_and_takes_a_typed_day() {
    let mut world = World::of(80, 24);
    world.press("X");
    assert!(
        world.screen().contains("how long  for ever"),
        "{}",
        world.screen()
    );
    world.press("4 j e 2 0 2 6 - 1 1 - 0 1 Enter");
    assert!(
        world.screen().contains("that day is over"),
        "{}",
        world.screen()
    );
    world.press("e ^U 2 0 2 6 - 1 2 - 3 1 Enter");
    assert!(
        world.screen().contains("until 2026-12-31"),
        "{}",
        world.screen()
    );
    world.press("Enter");
    let until = changes(&world).into_iter().find_map(|change| match change {
        Change::PutFilter { filter, .. } => filter.until,
        _ => None,
    });
    assert_eq!(until.as_deref(), Some("2026-12-31"));
}

#[test]
fn lists_are_ordered_by_length_and_by_what_is_unread() {
    let mut world = World::of(80, 24);
    for (index, row) in world.rows.iter_mut().enumerate() {
        row.words = (index as u32 * 7) % 30;
    }
    world.press("g a S s");
    let words: Vec<u32> = world
        .state
        .articles
        .rows()
        .iter()
        .map(|row| row.words)
        .collect();
    assert!(words.is_sorted());
    world.press("S l");
    let first = &world.state.articles.rows()[0];
    assert_eq!(first.words, *words.last().unwrap());
    world.press("S n 5 d S u");
    let read = |world: &World| -> Vec<bool> {
        let rows = world.state.articles.rows().iter();
        rows.map(|row| row.mark.read_at.is_some()).collect()
    };
    assert!(read(&world).is_sorted() && read(&world)[29]);
    // A row that is done stays where it is, and so does the selection.
    world.press("3 j m");
    assert!(!read(&world).is_sorted() && read(&world)[3]);
    let selected = world.selected();
    world.event(Event::StoreChanged);
    assert_eq!(
        (world.selected(), world.state.articles.cursor()),
        (selected, 3)
    );
    world.press("g u S u");
    assert!(world.screen().contains("all of this list is unread"));
    world.press("g a");
    assert_eq!(
        world.state.articles.query.sort,
        Sort::Unread,
        "each list remembers its order"
    );
}

#[test]
fn next_unread_and_next_feed_take_counts() {
    let mut world = World::of(80, 24);
    world.press("2 n");
    assert_eq!(world.selected(), 28);
    world.press("j d k k 2 n");
    assert_eq!(world.selected(), 25, "read ones are passed over");
    world.press("3 p");
    assert_eq!(world.selected(), 29);
    world.press("9 9 n");
    assert_eq!(world.selected(), 1, "as far as there is any");
    world.press("3 ]");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Feed(crate::model::FeedId::new(3))
    );
    world.press("2 [");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Feed(crate::model::FeedId::new(1))
    );
    let mut world = World::new(Plan {
        articles: 700,
        ..Plan::default()
    });
    world.press("4 0 0 n");
    assert_eq!(world.selected(), 300, "also beyond what is in memory");
    world.press("g g Enter 3 n");
    assert_eq!((world.selected(), world.state.focus), (697, Pane::Reader));
}

#[test]
fn what_a_macro_changes_is_one_change() {
    let lines = ["tag later", "save", "go-queue"]
        .map(str::to_owned)
        .to_vec();
    let wishes = Wishes {
        macros: BTreeMap::from([(", l".to_owned(), lines)]),
        ..Wishes::default()
    };
    let mut world = World::new(Plan {
        wishes,
        ..Plan::default()
    });
    world.press(", l");
    assert!(world.mark(30).saved_at.is_some() && world.mark(30).tags.len() == 1);
    let all = changes(&world);
    assert!(
        matches!(&all[..], [Change::Together(of)] if of.len() == 2),
        "{all:?}"
    );
    assert_eq!(world.state.articles.query.scope, Scope::Queue);
    assert!(
        world.state.pending.is_empty(),
        "the store has answered for both"
    );
}

#[test]
fn results_show_where_the_words_stand_and_enter_puts_the_best_first() {
    let mut world = World::of(80, 24);
    world.press("/ g r a i");
    assert_eq!(world.state.articles.query.sort, Sort::Newest);
    let screen = world.screen();
    assert!(
        screen.contains("of the river, where grain goes"),
        "{screen}"
    );
    let rows = world.state.articles.rows().len();
    world.is_silent = true;
    world.press("Enter");
    assert_eq!(world.state.articles.query.sort, Sort::Best);
    assert_eq!(
        world.state.articles.rows().len(),
        rows,
        "what was found is there until it is ranked, the word a beginning as it was typed"
    );
    world.is_silent = false;
    world.read_rows();
    world.press("j d");
    assert_eq!((1..=30).filter(|id| world.is_read(*id)).count(), 1);
    // All of a ranked list is in memory: what is meant is said by name.
    world.press("A a");
    assert!(matches!(
        changes(&world).last(),
        Some(Change::Mark { target: crate::model::Target::Articles(ids), .. }) if ids.len() == 4
    ));
    // A query without words has no places to show, and no rank.
    world.press("Esc / i s : r e a d Enter");
    assert_eq!(world.state.articles.query.sort, Sort::Newest);
    assert!(!world.screen().contains("where grain goes"));
    assert_eq!(world.state.articles.newest().get(), 30);
}

/// The second key did what the first had done, as the filters were not read anew yet.
#[test]
fn a_filter_is_switched_by_each_of_two_quick_keys() {
    let mut world = World::of(80, 24);
    world.press("X Enter g x");
    world.is_silent = true;
    world.press("Space Space");
    let switched = world.effects.iter().filter_map(|effect| match effect {
        Effect::Change {
            change:
                Change::PutFilter {
                    filter,
                    id: Some(_),
                    ..
                },
            ..
        } => Some(filter.off),
        _ => None,
    });
    assert_eq!(switched.collect::<Vec<_>>(), [true, false]);
}

/// The palette offered a name where there was none, and `Enter` did nothing.
#[test]
fn without_a_query_of_ones_own_it_is_said_how_to_keep_one() {
    let mut world = World::of(80, 24);
    world.press("f");
    let screen = world.screen();
    assert!(
        screen.contains("no queries of your own yet; F narrows a list, :save-filter NAME keeps it"),
        "{screen}"
    );
    assert!(world.state.over.is_empty());
}
