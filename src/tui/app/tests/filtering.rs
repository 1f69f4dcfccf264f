//! A filter made from an article, by keys.

use super::world::World;
use crate::model::{Change, Filter, FilterAction};
use crate::tui::core::{Effect, Event};

fn query(world: &World) -> Option<(u64, crate::model::Expression)> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::CountHits { request, query } => Some((*request, query.clone())),
        _ => None,
    })
}

fn made(world: &World) -> Option<(Filter, bool)> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Change {
            change: Change::PutFilter { filter, past, .. },
            ..
        } => Some((filter.clone(), past.is_some())),
        _ => None,
    })
}

#[test]
fn a_few_keys_make_a_filter_and_the_count_is_shown_meanwhile() {
    for size in [(80, 24), (40, 12)] {
        let mut world = World::of(size.0, size.1);
        world.press("X");
        let (request, _) = query(&world).unwrap();
        assert!(world.screen().contains("counting"), "{}", world.screen());
        world.event(Event::Hits { request, count: 34 });
        assert!(
            world.screen().contains("34 past articles"),
            "{}",
            world.screen()
        );
        // An answer to an older question changes nothing.
        world.press("l");
        world.event(Event::Hits { request, count: 5 });
        assert!(!world.screen().contains("5 past articles"));
        // Mark read, by author, here, for a week, new ones only.
        world.press("j l l j j l j l l j l Enter");
        let (filter, judges_past) = made(&world).unwrap();
        assert_eq!(filter.when, "author:\"Amara Ndukwe\" feed:\"Lagoon Post\"");
        assert_eq!(filter.name, "read by Amara Ndukwe, Lagoon Post");
        assert_eq!(filter.then, [FilterAction::Read]);
        assert_eq!(filter.until.as_deref(), Some("2026-12-01"));
        assert!(!judges_past);
    }
}

#[test]
fn words_are_typed_and_a_wrong_query_says_why_and_makes_nothing() {
    let mut world = World::of(80, 24);
    world.press("X e ^U b o a t s Enter Enter");
    let (filter, judges_past) = made(&world).unwrap();
    assert_eq!(filter.when, "title:\"boats\"");
    assert!(judges_past);
    let mut world = World::of(80, 24);
    world.press("X e ^U / ( a / Enter Enter");
    assert_eq!(made(&world), None);
    assert!(world.screen().contains("unclosed"), "{}", world.screen());
    world.press("Esc");
    assert!(!world.screen().contains("unclosed"));
}

#[test]
fn a_made_name_is_short_and_its_own() {
    let mut world = World::of(80, 24);
    let name = |world: &World| made(world).unwrap().0.name;
    world.press("X Enter");
    assert_eq!(name(&world), "mute “Ferries back on the river a…”");
    world.press("X Enter");
    assert_eq!(name(&world), "mute “Ferries back on the river a…” 2");
}
