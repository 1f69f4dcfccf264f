//! A list holds what is its own, follows what it is of, and does what it shows.

use super::world::World;
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
