//! The rules, one by one.

use super::*;
use crate::model::Health;
use std::time::Duration;

const NOW: Timestamp = Timestamp::from_seconds(1_763_980_000);

fn state() -> PollState {
    PollState {
        url: "https://example.org/feed".to_owned(),
        ..PollState::default()
    }
}

fn sound() -> Attempt {
    Attempt {
        status: Some(200),
        is_sound: true,
        has_validators: true,
        ..Attempt::default()
    }
}

fn failed(status: u16) -> Attempt {
    Attempt {
        status: Some(status),
        ..Attempt::default()
    }
}

fn wait(state: &PollState, attempt: &Attempt) -> i64 {
    next(state, attempt, &Polling::default(), NOW, 7)
        .at
        .unwrap()
        .since(NOW)
}

fn with_failures(failures: u32) -> PollState {
    PollState {
        health: Health {
            failures,
            ..Health::default()
        },
        ..state()
    }
}

#[test]
fn the_strictest_wish_counts_and_none_is_longer_than_a_day() {
    assert!((3600..=3960).contains(&wait(&state(), &sound())));
    let cached = Attempt {
        cache_control: Some("public, max-age=7200".into()),
        ..sound()
    };
    assert!(wait(&state(), &cached) >= 7200);
    let mut hinted = state();
    hinted.hints.ttl = Some(Duration::from_secs(4 * 3600));
    assert!(wait(&hinted, &cached) >= 4 * 3600);
    hinted.hints.ttl = Some(Duration::from_secs(400 * 3600));
    assert!(wait(&hinted, &cached) <= 86_400 + 8_640);
    let bare = Attempt {
        has_validators: false,
        ..sound()
    };
    assert!(wait(&state(), &bare) >= 3 * 3600);
}

#[test]
fn a_feed_that_publishes_seldom_is_asked_seldom() {
    let mut seldom = state();
    seldom.recent = (1..10).map(|days| NOW.minus(days * 86_400)).collect();
    assert!(wait(&seldom, &sound()) >= 20 * 3600);
    seldom.settings.interval = Some(1800);
    assert!(
        wait(&seldom, &sound()) < 2000,
        "the reader's own interval wins over the habit"
    );
}

#[test]
fn excluded_hours_and_days_are_kept_free() {
    let mut feed = state();
    feed.hints.skip_hours = (0..23).collect();
    let at = next(&feed, &sound(), &Polling::default(), NOW, 7)
        .at
        .unwrap();
    assert_eq!(at.seconds().rem_euclid(86_400) / 3600, 23);
    feed.hints.skip_hours = (0..24).collect();
    assert!(
        wait(&feed, &sound()) < 7200,
        "a feed that excludes everything excludes nothing"
    );
}

#[test]
fn retry_after_holds_for_a_person_too() {
    let refused = Attempt {
        retry_after: Some("7200".into()),
        ..failed(429)
    };
    let due = next(&with_failures(1), &refused, &Polling::default(), NOW, 7);
    assert_eq!(due.retry_after, Some(NOW.plus(7200)));
    let waiting = PollState {
        retry_after: due.retry_after,
        ..state()
    };
    let judged = judge(&waiting, &Polling::default(), NOW.plus(7199), true);
    assert!(matches!(judged, Verdict::Wait { .. }));
    assert_eq!(
        judge(&waiting, &Polling::default(), NOW.plus(7200), true),
        Verdict::Ask
    );
}

#[test]
fn without_retry_after_the_wait_doubles_from_ten_minutes_to_a_day() {
    assert_eq!(wait(&with_failures(1), &failed(503)), 600);
    assert_eq!(wait(&with_failures(3), &failed(503)), 2400);
    assert_eq!(wait(&with_failures(30), &failed(503)), 86_400);
}

#[test]
fn failures_back_off_and_a_feed_that_is_gone_is_left_alone() {
    assert!(wait(&with_failures(1), &failed(500)) >= 3600);
    assert!(wait(&with_failures(3), &Attempt::default()) >= 4 * 3600);
    assert!(wait(&with_failures(12), &failed(404)) >= 7 * 86_400);
    assert!(wait(&with_failures(1), &failed(401)) >= 86_400);
    let gone = next(&state(), &failed(410), &Polling::default(), NOW, 7);
    assert!(gone.is_gone && gone.at.is_none());
    let state = PollState {
        health: Health {
            is_gone: true,
            ..Health::default()
        },
        ..state()
    };
    assert!(matches!(
        judge(&state, &Polling::default(), NOW, false),
        Verdict::Wait { .. }
    ));
    assert_eq!(judge(&state, &Polling::default(), NOW, true), Verdict::Ask);
}

#[test]
fn the_floor_holds_by_hand_and_the_clock_keeps_the_due_time() {
    let health = Health {
        last_polled: Some(NOW.minus(60)),
        next_due: Some(NOW.plus(3000)),
        ..Health::default()
    };
    let state = PollState { health, ..state() };
    assert!(matches!(
        judge(&state, &Polling::default(), NOW, true),
        Verdict::Wait { .. }
    ));
    assert_eq!(
        judge(&state, &Polling::default(), NOW.plus(61), true),
        Verdict::Ask
    );
    assert!(matches!(
        judge(&state, &Polling::default(), NOW.plus(61), false),
        Verdict::Wait { .. }
    ));
    assert_eq!(
        judge(&state, &Polling::default(), NOW.plus(3000), false),
        Verdict::Ask
    );
}

#[test]
fn one_unconditional_request_then_only_after_a_change_or_eight_days_of_304() {
    let mut feed = state();
    assert!(!is_conditional(&feed, 1, NOW));
    feed.validators.url.clone_from(&feed.url);
    feed.parser_version = 1;
    feed.last_full = Some(NOW.minus(86_400));
    assert!(is_conditional(&feed, 1, NOW));
    assert!(!is_conditional(&feed, 2, NOW), "another parser");
    assert!(
        !is_conditional(&feed, 1, NOW.plus(8 * 86_400)),
        "eight days of 304"
    );
    feed.url.push('2');
    assert!(!is_conditional(&feed, 1, NOW), "another address");
}

#[test]
fn a_move_is_believed_after_three_days_of_the_same_answer() {
    let target = Some("https://new.example/feed");
    let mut feed = state();
    for day in 0..2 {
        let (moved, url) = moved(&feed, target, NOW.plus(day * 86_400));
        assert_eq!(url, None);
        feed.moved = moved;
        let (same_day, _) = super::moved(&feed, target, NOW.plus(day * 86_400 + 60));
        assert_eq!(same_day.unwrap().days, feed.moved.as_ref().unwrap().days);
    }
    assert_eq!(
        moved(&feed, target, NOW.plus(2 * 86_400)).1.as_deref(),
        target
    );
    assert_eq!(
        moved(&feed, None, NOW.plus(2 * 86_400)),
        (None, None),
        "a break starts anew"
    );
    assert_eq!(
        moved(&state(), Some("https://hotel.example/login"), NOW),
        (None, None)
    );
}

#[test]
fn http_dates_of_all_three_forms_are_read() {
    let at = Some(Timestamp::from_seconds(784_111_777));
    assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at);
    assert_eq!(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), at);
    assert_eq!(parse_http_date("Sun Nov  6 08:49:37 1994"), at);
    assert_eq!(parse_http_date("0"), None);
    assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", NOW), None);
}
