//! Getting through a morning's news: deciding on one, on many, on what is picked; lists as they were
//! left; what came since.

use super::world::{NOW, Plan, World};
use crate::model::{ArticleId, Scope, Sort};
use crate::tui::core::{Effect, Pane, parse_keys};

fn read(world: &World) -> Vec<i64> {
    let mut read: Vec<i64> = (1..=world.rows.len() as i64)
        .filter(|id| world.is_read(*id))
        .collect();
    read.reverse();
    read
}

fn changes(world: &World) -> usize {
    let is_change = |effect: &&Effect| matches!(effect, Effect::Change { .. });
    world.effects.iter().filter(is_change).count()
}

#[test]
fn a_hundred_decisions_take_at_most_a_hundred_and_five_keys() {
    let mut world = World::new(Plan {
        articles: 120,
        ..Plan::default()
    });
    // From the first screen on: most are passed over, some are kept, some read later.
    let mut keys = vec!["d"; 60];
    keys.extend(["s"; 10]);
    keys.extend(["a"; 15]);
    keys.extend(["x"; 15]);
    let pressed: usize = keys.iter().map(|key| parse_keys(key).unwrap().len()).sum();
    for key in keys {
        world.press(key);
    }
    let decided = world.rows.iter().filter(|row| {
        row.mark.read_at.is_some() || row.mark.saved_at.is_some() || row.mark.queue_rank.is_some()
    });
    assert_eq!(decided.count(), 100);
    assert!(pressed <= 105, "{pressed} keys");
    for _ in 0..100 {
        world.press("u");
    }
    assert!(
        world
            .rows
            .iter()
            .all(|row| row.mark == crate::model::Mark::default())
    );
}

#[test]
fn many_are_marked_read_as_seen_from_the_selection_as_one_change() {
    let first: fn(i64) -> bool = |_| true;
    for (keys, is_meant) in [
        ("A a", first),
        ("A k", |id| id > 20),
        ("A j", |id| id < 20),
        ("A o", |id| id < 20),
        ("A f", |id| (30 - id) % 5 == 0),
        ("A F", |id| (30 - id) % 5 < 3),
    ] {
        let mut world = World::of(80, 24);
        world.press("1 0 j").press(keys);
        let expected: Vec<i64> = (1..=30).rev().filter(|id| is_meant(*id)).collect();
        assert_eq!(read(&world), expected, "{keys}");
        assert_eq!(changes(&world), 1, "{keys}");
        assert_eq!(world.selected(), 20, "{keys}");
        world.press("u");
        assert!(read(&world).is_empty(), "{keys}");
    }
}

#[test]
fn above_and_below_are_as_shown_and_older_is_by_date() {
    let mut world = World::of(80, 24);
    world.press("S o 1 0 G A k");
    assert_eq!(read(&world), (1..=9).rev().collect::<Vec<_>>());
    let mut world = World::of(80, 24);
    world.press("S o 1 0 G A o");
    assert_eq!(read(&world), (1..=9).rev().collect::<Vec<_>>());
    let mut world = World::of(80, 24);
    world.press("S o 1 0 G A j");
    assert_eq!(read(&world), (11..=30).rev().collect::<Vec<_>>());
}

#[test]
fn what_came_after_the_list_was_drawn_is_not_marked() {
    let mut world = World::of(80, 24);
    let mut row = world.rows[0].clone();
    row.id = ArticleId::new(31);
    row.sort_at = NOW;
    world.rows.insert(0, row);
    world.press("A a");
    assert!(!world.is_read(31));
    assert_eq!(read(&world).len(), 30);
}

#[test]
fn in_the_sidebar_all_is_what_the_selected_line_stands_for() {
    let mut world = World::of(80, 24);
    world.press("g f G A a");
    let feed = world.rows.iter().filter(|row| row.feed.get() == 5);
    assert!(feed.clone().all(|row| row.mark.read_at.is_some()));
    assert_eq!(read(&world).len(), feed.count());
    world.press("A k");
    assert!(world.screen().contains("go to the list first"));
}

#[test]
fn a_range_is_decided_as_one_change_and_the_selection_goes_on_behind_it() {
    let mut world = World::of(80, 24);
    world.press("j V 3 j");
    assert!(world.screen().contains("4 picked"));
    world.press("d");
    assert_eq!(read(&world), [29, 28, 27, 26]);
    assert_eq!((changes(&world), world.selected()), (1, 25));
    world.press("u");
    assert!(read(&world).is_empty());
    world.press("V 2 k m");
    assert_eq!(read(&world), [27, 26, 25]);
    assert_eq!(world.selected(), 27, "toggling stays");
}

#[test]
fn single_picks_ranges_and_their_inversion_are_joined() {
    let mut world = World::of(80, 24);
    world.press("~ j ~ 3 j V j V s");
    let saved: Vec<i64> = (1..=30)
        .filter(|id| world.mark(*id).saved_at.is_some())
        .collect();
    assert_eq!(saved, [23, 24, 28, 30]);
    let mut world = World::of(80, 24);
    world.press("~ ~ * d");
    assert_eq!(read(&world), (1..=28).rev().collect::<Vec<_>>());
    assert_eq!(changes(&world), 1);
    let mut world = World::of(80, 24);
    world.press("~ ~ Esc d");
    assert_eq!(read(&world), [28], "Esc picks none");
}

#[test]
fn a_range_may_be_longer_than_what_is_in_memory() {
    let mut world = World::new(Plan {
        articles: 700,
        ..Plan::default()
    });
    world.press("j V G d");
    assert_eq!(read(&world).len(), 699);
    assert!(!world.is_read(700));
    assert_eq!(changes(&world), 1);
}

#[test]
fn tags_are_asked_for_completed_and_taken_off() {
    let mut world = World::of(80, 24);
    world.press("t l a t e r Enter");
    assert_eq!(world.mark(30).tags[0].as_str(), "later");
    assert_eq!(world.selected(), 30, "tagging stays");
    world.press("j t");
    assert!(world.screen().contains("later"), "tags in use are shown");
    world.press("l Tab Enter");
    assert_eq!(world.mark(29).tags[0].as_str(), "later");
    world.press("t - l Tab Enter");
    assert!(world.mark(29).tags.is_empty());
    world.press("k 3 t x Enter");
    assert!((28..=30).all(|id| world.mark(id).tags.iter().any(|tag| tag.as_str() == "x")));
    world.press("u");
    assert_eq!(world.mark(30).tags.len(), 1);
    world.press("Enter t y Enter");
    assert!(world.mark(30).tags.iter().any(|tag| tag.as_str() == "y"));
    world.press("t Esc q t Enter");
    assert_eq!(world.state.focus, Pane::Articles);
}

#[test]
fn a_list_is_narrowed_while_typing_and_is_back_after_esc() {
    let mut world = World::of(80, 24);
    world.press("] F g r a i n");
    assert!(world.state.articles.query.filter.is_some());
    assert_eq!(world.state.articles.rows().len(), 1);
    world.press("Enter");
    assert!(world.screen().contains("filter “grain”"));
    world.press("A a");
    assert_eq!(read(&world).len(), 1, "only what the narrowed list held");
    world.press("Esc");
    assert_eq!(world.state.articles.query.filter, None);
    assert!(matches!(world.state.articles.query.scope, Scope::Feed(_)));
}

#[test]
fn each_list_remembers_its_order_its_place_and_whether_it_shows_what_is_read() {
    let mut world = World::of(80, 24);
    world.press("S o 4 j g a g u");
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    assert_eq!(world.selected(), 5);
    world.press("] .");
    assert!(world.state.articles.query.show_read);
    world.press("] ");
    assert!(
        !world.state.articles.query.show_read,
        "another feed has its own"
    );
    world.press("[");
    assert!(world.state.articles.query.show_read);
    world.press("g u Q");
    let place = world.place();
    let mut world = World::new(Plan {
        place: place.unwrap(),
        ..Plan::default()
    });
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    world.press("]");
    assert!(world.state.articles.query.show_read, "after a restart, too");
}

#[test]
fn a_place_whose_article_is_gone_is_the_row_that_stands_there() {
    let mut world = World::of(80, 24);
    world.press("9 j d g a");
    world.press("g u k");
    assert_eq!(world.selected(), 22);
    world.press("g a g u");
    assert_eq!(world.selected(), 22);
    world
        .rows
        .iter_mut()
        .find(|row| row.id.get() == 22)
        .unwrap()
        .mark
        .read_at = Some(NOW);
    world.press("g a g u");
    assert_eq!(world.selected(), 20);
}

#[test]
fn orders_that_a_list_does_not_have_are_refused() {
    let mut world = World::of(80, 24);
    world.press("S f");
    let feeds: Vec<i64> = world
        .state
        .articles
        .rows()
        .iter()
        .map(|row| row.feed.get())
        .collect();
    assert!(feeds.is_sorted());
    assert!(world.screen().contains("River Times"));
    world.press("g q S o");
    assert!(world.screen().contains("an order of its own"));
}

#[test]
fn the_first_step_goes_to_what_came_since_the_last_visit() {
    let mut world = World::of(80, 24);
    let screen = world.screen();
    assert!(screen.contains("4 since this morning"), "{screen}");
    assert!(
        screen.contains("4 new from 4 outlets since this morning"),
        "{screen}"
    );
    world.press("8 j g a g u");
    assert_eq!(world.selected(), 22);
    world.press("n");
    assert_eq!(world.selected(), 30, "above the line, from its top");
    world.press("8 j n");
    assert_eq!(world.selected(), 21, "then onwards");
}

#[test]
fn the_line_of_the_last_visit_stands_in_every_order_by_date() {
    let mut world = World::of(80, 40);
    let above = |screen: &str| {
        let rows = screen
            .lines()
            .take_while(|line| !line.contains("since this morning"));
        rows.filter(|line| line.contains('●')).count()
    };
    assert_eq!(above(&world.screen()), 4);
    world.press("S o G");
    let screen = world.screen();
    let below = screen
        .lines()
        .skip_while(|line| !line.contains("4 since this morning"));
    assert_eq!(
        below.filter(|line| line.contains('●')).count(),
        4,
        "{screen}"
    );
}

#[test]
fn leaving_writes_down_the_newest_article() {
    let mut world = World::of(80, 24);
    world.press("Q");
    let newest = world.effects.iter().any(|effect| {
        matches!(effect, Effect::SetState { name: "last_article", value } if value == "30")
    });
    assert!(newest);
}

#[test]
fn passed_over_articles_are_read_at_the_end() {
    let mut world = World::of(80, 24);
    world.press("2 5 G");
    for _ in 0..5 {
        world.press("d");
    }
    world.press("d n");
    assert_eq!(world.selected(), 30);
    assert!(world.screen().contains("from the top again"));
}

#[test]
fn copying_a_title_takes_its_address_along() {
    let mut world = World::of(80, 24);
    world.press("Y Enter Y");
    let copies = world.effects.iter().filter(|effect| {
        matches!(effect, Effect::CopyTitle { address: Some(url), .. }
            if url == "https://outlet.example/0")
    });
    assert_eq!(copies.count(), 2);
}
