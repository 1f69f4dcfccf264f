//! A list holds what is its own, follows what it is of, and does what it shows.

use super::world::{Plan, World};
use crate::model::{ArticleRow, Change};
use crate::tui::core::{Effect, Event};

/// The titles of the feeds that rows of the list are of.
fn feeds_shown(world: &World) -> Vec<&str> {
    let rows = world.state.articles.rows().iter();
    let mut feeds: Vec<&str> = rows.map(|row| row.feed_title.as_str()).collect();
    feeds.dedup();
    feeds
}

/// The article that was left stood in the next feed's list, and was counted there.
#[test]
fn the_next_feed_has_no_row_of_the_one_that_was_left() {
    for keys in ["G Enter d", "G Enter x", "d d ]"] {
        let mut world = World::of(80, 24);
        world.press(": f e e d Space L a g o o n Enter");
        world.press(keys);
        world.press("q").event(Event::StoreChanged);
        assert_eq!(feeds_shown(&world), ["River Times"], "{keys}");
    }
}

/// The store answers for the list that was opened while a mark was still on its way.
#[test]
fn a_mark_on_its_way_puts_no_rows_into_another_list() {
    let mut world = World::of(80, 24);
    world.press("s g u");
    world.is_silent = true;
    world.press("A a g s");
    let effects = std::mem::take(&mut world.effects);
    world.is_silent = false;
    let is_load = |effect: &&Effect| matches!(effect, Effect::Load { .. });
    let load = effects.iter().rfind(is_load).cloned();
    let rows = load.and_then(|load| world.answer(load));
    world.event(rows.unwrap());
    world.event(Event::StoreChanged);
    assert_eq!(world.state.articles.rows().len(), 1);
}

/// Rows that stand in the list only because they were acted on had a tick, and nothing was done to them.
#[test]
fn what_has_a_tick_is_acted_on() {
    let mut world = World::new(Plan {
        articles: 2,
        ..Plan::default()
    });
    world.press("g u g g d *");
    assert!(world.screen().contains("2 picked: "), "{}", world.screen());
    world.press("a");
    let queued = |world: &World| [1, 2].map(|id| world.mark(id).queue_rank.is_some());
    assert_eq!(queued(&world), [true; 2]);
    world.press("u");
    assert_eq!(queued(&world), [false; 2]);
}

/// The same where more is picked than is in memory: one key, one undo.
#[test]
fn what_has_a_tick_is_acted_on_in_a_long_list_too() {
    let mut world = World::new(Plan {
        articles: 300,
        ..Plan::default()
    });
    world.press("g u g g d ~ *");
    let screen = world.screen();
    assert!(screen.contains("all but 1 picked: "), "{screen}");
    world.press("a");
    let queued = |row: &&ArticleRow| row.mark.queue_rank.is_some();
    assert_eq!(world.rows.iter().filter(queued).count(), 299);
    assert!(world.mark(300).queue_rank.is_some(), "it was done before");
    let changes = world.effects.iter().filter_map(|effect| match effect {
        Effect::Change { change, .. } => Some(change),
        _ => None,
    });
    assert!(matches!(changes.last(), Some(Change::Together(of)) if of.len() == 2));
}
