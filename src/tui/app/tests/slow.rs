//! Lists and counts that take long.

use super::world::{Plan, World};
use crate::model::{SavedFilter, SavedFilterId, Scope};
use crate::tui::core::{Effect, Event, Timer};

fn loads(world: &World) -> usize {
    let is_load = |effect: &&Effect| matches!(effect, Effect::Load { .. });
    world.effects.iter().filter(is_load).count()
}

#[test]
fn a_filter_that_takes_long_says_so_and_a_key_brings_back_the_list_before() {
    let mut world = World::of(80, 24);
    world.press("3 j");
    world.is_silent = true;
    world.press("F / z y x / Enter");
    assert!(!world.screen().contains("Looking"), "{}", world.screen());
    world.event(Event::Timer(Timer::Slow));
    let screen = world.screen();
    assert!(
        screen.contains("Looking through everything") && screen.contains("Esc gives up"),
        "{screen}"
    );
    world.is_silent = false;
    world.press("Esc");
    assert_eq!(
        (world.selected(), world.state.articles.rows().len()),
        (27, 30)
    );
    let screen = world.screen();
    assert!(
        screen.contains("given up") && !screen.contains("ooking"),
        "{screen}"
    );
}

#[test]
fn an_undo_that_takes_long_says_so_and_then_what_was_undone() {
    let mut world = World::of(80, 24);
    world.press("d");
    world.is_silent = true;
    world.press("u");
    world.event(Event::Timer(Timer::Turn));
    assert!(
        world.screen().contains("going through the history"),
        "{}",
        world.screen()
    );
    world.event(Event::Applied {
        ticket: None,
        answer: Ok(Some(crate::model::Applied {
            message: crate::text::clean_line("12 articles unread again"),
            ..crate::model::Applied::default()
        })),
    });
    assert!(
        world.screen().contains("12 articles unread again"),
        "{}",
        world.screen()
    );
    world.event(Event::Timer(Timer::Turn));
    assert!(
        world.screen().contains("12 articles unread again"),
        "{}",
        world.screen()
    );
}

#[test]
fn a_change_to_many_that_takes_long_says_so_and_a_key_gives_it_up() {
    let mut world = World::of(80, 24);
    let given_up = |world: &World| {
        let asked = |effect: &&Effect| matches!(effect, Effect::GiveUp { .. });
        world.effects.iter().filter(asked).count()
    };
    world.is_silent = true;
    world.press("A a");
    world.press("Esc");
    assert_eq!(given_up(&world), 0, "it may be done in a moment");
    world.event(Event::Timer(Timer::Change));
    let screen = world.screen();
    assert!(
        screen.contains("working") && screen.contains("Esc gives up"),
        "{screen}"
    );
    world.press("Esc Esc");
    assert_eq!(given_up(&world), 1);
    let ticket = world.effects.iter().find_map(|effect| match effect {
        Effect::GiveUp { ticket } => Some(*ticket),
        _ => None,
    });
    world.is_silent = false;
    let answer = Err(crate::text::clean_line("the question was given up"));
    world.event(Event::Applied { ticket, answer });
    let screen = world.screen();
    assert!(
        screen.contains("given up; nothing is changed") && !screen.contains("working"),
        "{screen}"
    );
    assert!(screen.contains('●'), "unread as before: {screen}");
    world.press("A a");
    world.event(Event::Timer(Timer::Change));
    assert!(!world.screen().contains("working"), "{}", world.screen());
}

#[test]
fn a_named_list_that_takes_long_is_given_up_for_that_of_the_unread() {
    let named = SavedFilter {
        id: SavedFilterId::new(1),
        name: "Slow".to_owned(),
        query: "/z.*y/".to_owned(),
    };
    let mut world = World::new(Plan {
        named: vec![named],
        ..Plan::default()
    });
    world.is_silent = true;
    world.press("f S Enter");
    world.event(Event::Timer(Timer::Slow));
    assert!(
        world.screen().contains("Esc gives up"),
        "{}",
        world.screen()
    );
    world.is_silent = false;
    world.press("Esc");
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
    assert_eq!(world.state.articles.rows().len(), 30);
}

#[test]
fn what_comes_meanwhile_does_not_begin_a_list_anew_but_is_read_behind_it() {
    let mut world = World::of(80, 24);
    world.is_silent = true;
    world.press("F g r a i n Enter");
    let before = loads(&world);
    world.event(Event::Timer(Timer::Slow));
    for _ in 0..3 {
        world.event(Event::StoreChanged);
        world.event(Event::Timer(Timer::Reload));
    }
    assert_eq!(loads(&world), before);
    world.read_rows();
    assert_eq!(world.state.articles.rows().len(), 5);
    let again = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Later {
            timer: Timer::Reload,
            milliseconds,
        } => Some(*milliseconds),
        _ => None,
    });
    assert_eq!(
        again,
        Some(3000),
        "one that takes long is not read without pause"
    );
    world.event(Event::Timer(Timer::Reload));
    assert_eq!(loads(&world), before + 1);
}

#[test]
fn a_count_that_nobody_looks_at_any_more_is_given_up() {
    let mut world = World::of(80, 24);
    let ended = |world: &World| world.effects.contains(&Effect::EndCount);
    world.press("X");
    assert!(!ended(&world));
    world.press("l j");
    assert!(!ended(&world));
    world.press("Esc");
    assert!(ended(&world));
    world.effects.clear();
    world.press("j k Esc");
    assert!(!ended(&world));
}

#[test]
fn one_moves_through_results_while_they_are_ranked() {
    let mut world = World::of(80, 24);
    world.press("/ g r a i");
    world.is_silent = true;
    world.press("Enter");
    let second = world.state.articles.rows()[1].id.get();
    world.press("j");
    assert_eq!(world.selected(), second);
    world.read_rows();
    assert_eq!(world.selected(), second, "it stays where it was moved to");
    let mut world = World::of(80, 24);
    world.press("/ g r a i Enter");
    let first = world.state.articles.rows()[0].id.get();
    assert_eq!(world.selected(), first, "untouched, the best is selected");
}
