//! The network goes and comes back: what is said, what is tried, and what goes on by itself.

use super::world::{NOW, Plan, World};
use crate::model::{FeedPolled, PollResult, RefreshProgress, Report, Which};
use crate::text::clean_line;
use crate::tui::core::{Effect, Event, Timer, Wishes};

fn away(world: &mut World, is_away: bool) {
    world.event(Event::Report(Report::Connection { is_away }));
}

fn at(world: &mut World, seconds: i64) {
    world.event(Event::Now(NOW.plus(seconds)));
}

/// A refresh that reached nobody.
fn in_vain(world: &mut World) {
    for is_finished in [false, true] {
        world.event(Event::Report(Report::Refresh(RefreshProgress {
            total: 5,
            is_finished,
            is_offline: is_finished,
            ..RefreshProgress::default()
        })));
    }
}

/// Milliseconds until it is tried again.
fn next_try(world: &mut World) -> u64 {
    world.effects.clear();
    world.event(Event::StoreChanged);
    let mut timers = world.effects.iter().filter_map(|effect| match effect {
        Effect::Later {
            timer: Timer::Due,
            milliseconds,
        } => Some(*milliseconds),
        _ => None,
    });
    timers.next_back().unwrap()
}

/// Every feed is due.
fn all_due(world: &mut World) {
    for feed in &mut world.feeds {
        feed.health.next_due = Some(NOW.minus(60));
    }
}

fn asks(world: &World) -> Vec<&Effect> {
    let asks = |effect: &&Effect| matches!(effect, Effect::Refresh(_) | Effect::FullText(_));
    world.effects.iter().filter(asks).collect()
}

#[test]
fn one_word_says_that_the_network_is_away_and_one_that_it_is_back() {
    let mut world = World::of(80, 24);
    at(&mut world, 0);
    away(&mut world, true);
    assert!(world.screen().lines().next().unwrap().ends_with("offline"));
    away(&mut world, false);
    assert!(!world.screen().contains("offline"));
    assert!(world.screen().contains("online again"));
    assert_eq!(asks(&world), [&Effect::Refresh(Which::Due)]);
}

#[test]
fn while_it_is_away_one_feed_after_the_other_is_tried_ever_more_rarely() {
    let mut world = World::of(80, 24);
    all_due(&mut world);
    at(&mut world, 0);
    away(&mut world, true);
    let mut now = 0;
    let mut waits = Vec::new();
    for turn in 0..7 {
        let wait = next_try(&mut world);
        waits.push(wait / 1000);
        now += wait as i64 / 1000;
        at(&mut world, now);
        world.effects.clear();
        world.event(Event::Timer(Timer::Due));
        let probe = Effect::Refresh(Which::Probe(turn, Box::new(Which::Due)));
        assert_eq!(asks(&world), [&probe]);
        world.press("j");
        let before = world.screen();
        in_vain(&mut world);
        assert_eq!(world.screen(), before, "nobody is told again");
    }
    assert_eq!(waits, [30, 60, 120, 240, 480, 600, 600]);
    // What happens meanwhile does not put it off.
    let wait = next_try(&mut world);
    at(&mut world, now + 100);
    assert_eq!(next_try(&mut world), wait - 100_000);
}

#[test]
fn the_word_goes_by_itself_where_no_feed_is_due_and_where_none_is_polled_by_itself() {
    for polls in [true, false] {
        let mut world = World::of(80, 24);
        world.state.settings.polls = polls;
        at(&mut world, 0);
        away(&mut world, true);
        assert_eq!(next_try(&mut world), 30_000);
        at(&mut world, 30);
        world.effects.clear();
        world.event(Event::Timer(Timer::Due));
        let of = if polls {
            Which::Due
        } else {
            Which::Feeds(Vec::new())
        };
        let probe = Effect::Refresh(Which::Probe(0, Box::new(of)));
        assert_eq!(asks(&world), [&probe]);
        assert!(world.screen().contains("offline"));
    }
}

#[test]
fn what_a_person_asks_for_is_tried_and_told() {
    let mut world = World::of(80, 24);
    at(&mut world, 0);
    away(&mut world, true);
    world.effects.clear();
    world.press("R");
    assert_eq!(asks(&world), [&Effect::Refresh(Which::All)]);
    in_vain(&mut world);
    assert!(
        world
            .screen()
            .contains("no network; everything stored is readable")
    );
    // No feed is due, and still it goes on by itself.
    assert_eq!(next_try(&mut world), 30_000);
    at(&mut world, 30);
    world.effects.clear();
    world.event(Event::Timer(Timer::Due));
    let probe = Effect::Refresh(Which::Probe(0, Box::new(Which::All)));
    assert_eq!(asks(&world), [&probe]);
    in_vain(&mut world);
    assert_eq!(next_try(&mut world), 60_000);
    away(&mut world, false);
    assert!(asks(&world).contains(&&Effect::Refresh(Which::All)));
}

#[test]
fn what_is_saved_meanwhile_is_fetched_when_the_network_is_back() {
    let mut world = World::of(80, 24);
    at(&mut world, 0);
    away(&mut world, true);
    world.effects.clear();
    world.press("j s");
    assert!(asks(&world).is_empty());
    assert_eq!(next_try(&mut world), 30_000, "though no feed is due");
}

#[test]
fn a_summary_that_is_opened_meanwhile_becomes_whole_when_the_network_is_back() {
    let mut world = World::of(80, 24);
    at(&mut world, 0);
    away(&mut world, true);
    world.press("j");
    let row = world.selected();
    assert!(
        !world
            .rows
            .iter()
            .find(|it| it.id.get() == row)
            .unwrap()
            .is_whole
    );
    world.effects.clear();
    world.press("Enter");
    assert!(asks(&world).is_empty(), "{:?}", asks(&world));
    assert!(world.screen().contains("summary only: no network"));
    assert_eq!(next_try(&mut world), 30_000, "it is waited for");
    at(&mut world, 30);
    world.event(Event::Timer(Timer::Due));
    let text = Effect::FullText(crate::model::ArticleId::new(row));
    assert!(asks(&world).contains(&&text));
    let error = Some(crate::text::clean_line("there is no network"));
    let article = crate::model::ArticleId::new(row);
    world.event(Event::Report(Report::FullText { article, error }));
    world.effects.clear();
    away(&mut world, false);
    assert!(asks(&world).contains(&&Effect::FullText(crate::model::ArticleId::new(row))));
    world.press("k");
    assert!(world.screen().contains("fetching the whole article"));
}

#[test]
fn opening_tries_itself_once_a_minute() {
    let mut world = World::of(80, 24);
    at(&mut world, 0);
    away(&mut world, true);
    at(&mut world, 61);
    world.press("j Enter");
    assert_eq!(asks(&world).len(), 1);
    world.press("q j j Enter");
    assert_eq!(asks(&world).len(), 1, "not again at once");
}

#[test]
fn a_feed_that_is_due_is_polled_however_much_happens() {
    let mut world = World::of(80, 24);
    all_due(&mut world);
    at(&mut world, 0);
    assert_eq!(next_try(&mut world), 30_000);
    at(&mut world, 20);
    assert_eq!(next_try(&mut world), 10_000);
}

#[test]
fn a_feed_that_was_found_is_an_answer_too() {
    let mut world = World::of(80, 24);
    in_vain(&mut world);
    assert!(world.screen().contains("offline"));
    world.press("+");
    world.press("a . e x a m p l e Enter");
    let found = |candidates| Report::Found {
        asked: crate::model::Sought::At("a.example".to_owned()),
        candidates,
        error: None,
    };
    let candidate = crate::model::Candidate {
        url: "https://a.example/feed".to_owned(),
        title: crate::text::clean_line("Paper"),
        found_by: "link",
        newest: Vec::new(),
    };
    world.event(Event::Report(found(vec![candidate])));
    assert!(!world.screen().contains("offline"), "{}", world.screen());
}

#[test]
fn what_helps_where_nothing_came_is_one_sentence_however_keys_are_set() {
    for (unbound, said) in [
        (
            &[][..],
            "Nothing came. i says what is wrong with a feed, R tries again.",
        ),
        (&["articles.health"], "Nothing came. R tries again."),
        (
            &["reload-all"],
            "Nothing came. i says what is wrong with a feed.",
        ),
        (&["articles.health", "reload-all"], "Nothing came."),
    ] {
        let keys = unbound.iter().map(|name| ((*name).to_owned(), Vec::new()));
        let mut world = World::new(Plan {
            articles: 0,
            wishes: Wishes {
                keys: keys.collect(),
                ..Wishes::default()
            },
            ..Plan::default()
        });
        world.feeds = World::of(80, 24).feeds;
        world.event(Event::StoreChanged);
        let feed = world.feeds[0].id;
        for done in [0, 5] {
            world.event(Event::Report(Report::Refresh(RefreshProgress {
                total: 5,
                done,
                is_finished: done == 5,
                ..RefreshProgress::default()
            })));
        }
        world
            .state
            .polled
            .insert(feed, crate::text::clean_line("nothing new"));
        let screen = world.screen();
        let lines = screen.lines().filter_map(|line| line.split('│').nth(1));
        let lines = lines.map(str::trim).take_while(|line| !line.is_empty());
        assert_eq!(lines.collect::<Vec<_>>().join(" "), said, "{screen}");
    }
}

/// A page's refusal made its host wait, and the feed was "all well" meanwhile.
#[test]
fn a_host_that_waits_is_told_of_its_feed_and_counted_when_all_are_asked() {
    let mut world = World::of(100, 24);
    for feed in &mut world.feeds {
        feed.health.failures = 0;
        feed.health.error = None;
        feed.health.is_gone = false;
        feed.health.retry_after = Some(NOW.plus(1800));
    }
    world.event(Event::StoreChanged);
    world.press("g f 6 j i");
    let screen = world.screen();
    assert!(screen.contains("its host asked to wait"), "{screen}");
    world.press("q R");
    let waiting = Report::FeedPolled(waiting(&world));
    world.event(Event::Report(waiting));
    for is_finished in [false, true] {
        world.event(Event::Report(Report::Refresh(RefreshProgress {
            total: 2,
            done: 2,
            is_finished,
            ..RefreshProgress::default()
        })));
    }
    let screen = world.screen();
    assert!(screen.contains("nothing new, 1 put off"), "{screen}");
}

fn waiting(world: &World) -> FeedPolled {
    let feed = &world.feeds[0];
    FeedPolled {
        feed: feed.id,
        url: feed.url.clone(),
        title: feed.title.clone(),
        result: PollResult::Waiting,
        new: 0,
        updated: 0,
        bytes: 0,
        milliseconds: 0,
        why: clean_line("asked to wait"),
    }
}
