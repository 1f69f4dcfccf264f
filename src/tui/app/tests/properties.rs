//! Whatever happens, in whatever order, at whatever size: every invariant holds, nothing panics,
//! and drawing twice gives the same.

use super::world::{NOW, Plan, World, outlets};
use crate::model::{ArticleId, Changed, FeedId, FeedPolled, PollResult, RefreshProgress, Report};
use crate::text::clean_line;
use crate::tui::app::settle;
use crate::tui::core::{Chord, Effect, Event, Key, Mouse, Timer};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Event(Event),
    /// Answers one of the effects that wait.
    Answer(prop::sample::Index),
}

fn key() -> impl Strategy<Value = Event> {
    let letters = "jkhlgGqnpdmsaxu.rRoOyz<>+iDE/?b][JKN123450tfETUvI ";
    let letters: Vec<char> = letters.chars().collect();
    let plain = prop::sample::select(letters).prop_map(|c| Chord::plain(Key::Char(c)));
    let named = prop::sample::select(vec![
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::PageUp,
        Key::PageDown,
        Key::Home,
        Key::End,
        Key::Backspace,
    ]);
    let ctrl = prop::sample::select("dufbrlnp".chars().collect::<Vec<_>>());
    prop_oneof![
        8 => plain,
        3 => named.prop_map(Chord::plain),
        1 => ctrl.prop_map(Chord::ctrl),
        1 => any::<char>().prop_map(|c| Chord::plain(Key::Char(c))),
    ]
    .prop_map(Event::Key)
}

fn report() -> impl Strategy<Value = Event> {
    let polled = |new| {
        Report::FeedPolled(FeedPolled {
            feed: FeedId::new(i64::from(new) % 7),
            url: String::new(),
            title: clean_line("a feed"),
            result: if new % 2 == 0 {
                PollResult::Read
            } else {
                PollResult::Failed
            },
            new,
            updated: 0,
            bytes: 10,
            milliseconds: 1,
            why: clean_line("it failed"),
        })
    };
    prop_oneof![
        any::<u32>().prop_map(polled),
        (any::<bool>(), any::<bool>(), any::<u32>()).prop_map(|(is_finished, is_offline, done)| {
            Report::Refresh(RefreshProgress {
                done,
                is_finished,
                is_offline,
                ..Default::default()
            })
        }),
        (0..40_i64).prop_map(|id| Report::FullText {
            article: ArticleId::new(id),
            error: None
        }),
        (0..40_i64).prop_map(|id| {
            let bodies = vec![ArticleId::new(id)];
            Report::Changed(Changed {
                articles: true,
                bodies,
                ..Changed::default()
            })
        }),
        Just(Report::Message {
            text: clean_line("a message"),
            is_error: true
        }),
    ]
    .prop_map(Event::Report)
}

fn step() -> impl Strategy<Value = Step> {
    let mouse = prop_oneof![
        (0..200_u16, 0..60_u16).prop_map(|(column, row)| Mouse::Click { column, row }),
        (0..200_u16, 0..60_u16, -5..5).prop_map(|(column, row, lines)| Mouse::Wheel {
            column,
            row,
            lines
        }),
    ];
    let timers = vec![Timer::Rest, Timer::Remember, Timer::Reload, Timer::Due];
    let event = prop_oneof![
        12 => key(),
        2 => report(),
        1 => mouse.prop_map(Event::Mouse),
        1 => (0..200_u16, 0..60_u16).prop_map(|(width, height)| Event::Resize(width, height)),
        1 => prop::sample::select(timers).prop_map(Event::Timer),
        1 => Just(Event::StoreChanged),
        1 => "\\PC{0,20}".prop_map(|text| Event::Paste(clean_line(&text))),
        1 => (0..200_000_i64).prop_map(|later| Event::Now(NOW.plus(later))),
    ];
    prop_oneof![
        3 => event.prop_map(Step::Event),
        2 => any::<prop::sample::Index>().prop_map(Step::Answer),
    ]
}

fn walk(world: &mut World, steps: Vec<Step>) {
    let mut waiting: Vec<Effect> = std::mem::take(&mut world.effects);
    for step in steps {
        let event = match step {
            Step::Event(event) => Some(event),
            Step::Answer(_) if waiting.is_empty() => None,
            Step::Answer(index) => {
                let effect = waiting.remove(index.index(waiting.len()));
                world.answer(effect)
            }
        };
        if let Some(event) = event {
            world.event(event);
        }
        waiting.append(&mut world.effects);
        settle::is_sound(&world.state).unwrap();
    }
    assert_eq!(world.buffer(), world.buffer());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_events_keep_every_invariant(
        size in (0..180_u16, 0..50_u16),
        articles in prop::sample::select(vec![0_usize, 1, 5, 40, 700]),
        steps in prop::collection::vec(step(), 0..150),
    ) {
        let catalogue = outlets();
        let mut world = World::new(Plan { size, articles, catalogue, ..Plan::default() });
        world.is_silent = true;
        walk(&mut world, steps);
    }

    #[test]
    fn when_everything_is_answered_every_frame_can_be_drawn(
        size in (0..180_u16, 0..50_u16),
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut world = World::new(Plan { size, articles: 60, ..Plan::default() });
        for step in steps {
            if let Step::Event(event) = step {
                world.event(event);
                world.buffer();
            }
        }
    }
}

/// Keys that change marks, and those that go from article to article and list to list.
fn deciding() -> impl Strategy<Value = String> {
    let keys = "d s a x m j k n p ~ * V G u ^R Esc q Enter Space 3 d|2 s|g u|g a|g s|g q|g h|A a|A k|A j|A o|\
                A f|A F|S o|S n|S f|] ] [ .|t x Enter|t - x Enter|V 2 j|~ ~|F g r a i n Enter|g f";
    let single = keys
        .split('|')
        .flat_map(|part| match part.matches(' ').count() {
            0..=2 => vec![part.to_owned()],
            _ if part.starts_with(['t', 'F']) => vec![part.to_owned()],
            _ => part.split(' ').map(str::to_owned).collect(),
        });
    prop::sample::select(single.collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn undoing_everything_gives_the_first_marks_and_redoing_everything_the_last(
        keys in prop::collection::vec(deciding(), 1..40),
    ) {
        let mut world = World::new(Plan { articles: 60, ..Plan::default() });
        let first = world.rows.clone();
        for keys in &keys {
            world.press(keys);
        }
        // A new change: there is nothing behind it to do again. Where all articles were dismissed there is none
        // to change.
        let before = marks_of(&world);
        world.press("Esc Esc g a g g m");
        prop_assume!(marks_of(&world) != before);
        let last = world.rows.clone();
        // Whatever is open, one is back in a list then.
        world.press("Esc Esc g u");
        let count = world.history_length();
        for _ in 0..=count {
            world.press("u");
        }
        prop_assert_eq!(&marks_of(&world), &first.iter().map(|row| row.mark.clone()).collect::<Vec<_>>());
        for _ in 0..=count {
            world.press("^R");
        }
        prop_assert_eq!(&marks_of(&world), &last.iter().map(|row| row.mark.clone()).collect::<Vec<_>>());
    }
}

fn marks_of(world: &World) -> Vec<crate::model::Mark> {
    world.rows.iter().map(|row| row.mark.clone()).collect()
}
