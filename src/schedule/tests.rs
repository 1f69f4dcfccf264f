//! The rules, one by one.

use super::*;
use crate::model::{FeedSettings, Health, Moved, Validators};
use std::time::Duration;

/// 2025-11-24 10:26:40 UTC, a Monday.
const NOW: Timestamp = Timestamp::from_seconds(1_763_980_000);
const SEED: u64 = 7;

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

fn due(state: &PollState, attempt: &Attempt) -> Due {
    next(state, attempt, &Polling::default(), NOW, SEED)
}

fn wait(state: &PollState, attempt: &Attempt) -> i64 {
    due(state, attempt).at.unwrap().since(NOW)
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

fn may_ask(state: &PollState, now: Timestamp, by: By) -> bool {
    judge(state, &Polling::default(), now, by) == Verdict::Ask
}

/// Row 6.
#[test]
fn a_feed_is_asked_once_an_hour_if_nobody_wishes_otherwise() {
    assert!((3600..=3960 + 300).contains(&wait(&state(), &sound())));
    assert_eq!(due(&state(), &sound()).why, "60 min (your interval)");
}

/// Row 7.
#[test]
fn the_strictest_wish_counts_and_none_is_longer_than_a_day() {
    let cached = Attempt {
        cache_control: Some("public, Max-Age=\"7200\"".into()),
        ..sound()
    };
    assert!(wait(&state(), &cached) >= 7200);
    assert!(due(&state(), &cached).why.contains("Cache-Control"));
    let mut hinted = state();
    hinted.hints.ttl = Some(Duration::from_secs(4 * 3600));
    assert!(wait(&hinted, &cached) >= 4 * 3600);
    hinted.hints.update_period = Some(Duration::from_secs(5 * 3600));
    assert!(wait(&hinted, &cached) >= 5 * 3600);
    hinted.hints.ttl = Some(Duration::MAX);
    assert!((86_400..=86_400 + 8_640 + 300).contains(&wait(&hinted, &cached)));
}

/// Row 7.
#[test]
fn expires_is_meant_by_the_clock_of_the_server() {
    let expires = Attempt {
        expires: Some("Sun, 06 Nov 1994 11:49:37 GMT".into()),
        date: Some("Sun, 06 Nov 1994 08:49:37 GMT".into()),
        ..sound()
    };
    assert!((10_800..=10_800 + 1_080 + 300).contains(&wait(&state(), &expires)));
    let both = Attempt {
        cache_control: Some("max-age=60".into()),
        ..expires
    };
    assert!(wait(&state(), &both) < 7200, "max-age goes before Expires");
    let zero = Attempt {
        expires: Some("0".into()),
        ..sound()
    };
    assert!(wait(&state(), &zero) < 7200);
}

/// Row 6.
#[test]
fn a_server_that_always_sends_everything_is_asked_more_seldom() {
    let bare = Attempt {
        has_validators: false,
        ..sound()
    };
    assert!(wait(&state(), &bare) >= 86_400, "row 6: at most daily");
    let mut own = state();
    own.settings.interval = Some(7200);
    assert!(
        wait(&own, &bare) < 3 * 3600,
        "but for who set this feed's own interval"
    );
}

/// Row 8.
#[test]
fn a_feed_is_asked_as_often_as_it_publishes() {
    let mut feed = state();
    feed.recent = (0..7).map(|days| NOW.minus(days * 86_400 + 60)).collect();
    assert!(wait(&feed, &sound()) >= 86_400, "one a day");
    feed.recent = (0..28).map(|n| NOW.minus(n * 6 * 3600)).collect();
    assert!(
        (6 * 3600..7 * 3600).contains(&wait(&feed, &sound())),
        "four a day"
    );
    feed.recent = (0..40).map(|n| NOW.minus(n * 600)).collect();
    assert!(wait(&feed, &sound()) < 7200, "six an hour");
    feed.recent = (0..4).map(|n| NOW.minus(n * 7200)).collect();
    assert!(
        (7200..9000).contains(&wait(&feed, &sound())),
        "one in two hours, and no room for yesterday's"
    );
    feed.recent = vec![NOW.minus(60)];
    assert!(wait(&feed, &sound()) < 7200, "the first of all");
    feed.recent = vec![NOW.minus(400 * 86_400)];
    assert!(wait(&feed, &sound()) >= 86_400, "silent for a year");
    feed.settings.interval = Some(1800);
    assert!(
        wait(&feed, &sound()) < 2400,
        "the reader's wish for this feed goes before its habit"
    );
}

/// Row 7: a timer that comes late does not come in an excluded hour, unless it never comes at another.
#[test]
fn whoever_is_late_does_not_come_in_an_excluded_hour() {
    let mut feed = state();
    let hour = (NOW.seconds().rem_euclid(86_400) / 3600) as u8;
    feed.hints.skip_hours = vec![hour];
    feed.health.next_due = Some(NOW.minus(7200));
    let polling = Polling::default();
    let judged = |feed: &PollState, by| judge(feed, &polling, NOW, by);
    let Verdict::Wait { until, why } = judged(&feed, By::Timer) else {
        panic!("asked in an excluded hour");
    };
    let until = until.unwrap();
    assert!(until > NOW && until.since(NOW) <= 3600 && why.contains("excludes"));
    assert_eq!(judged(&feed, By::Name), Verdict::Ask);
    feed.health.next_due = Some(NOW.minus(4 * 86_400));
    assert_eq!(judged(&feed, By::Timer), Verdict::Ask);
}

/// Row 7.
#[test]
fn excluded_hours_and_days_are_kept_free() {
    let mut feed = state();
    feed.hints.skip_hours = (0..23).collect();
    let at = due(&feed, &sound()).at.unwrap();
    assert_eq!(at.seconds().rem_euclid(86_400) / 3600, 23);
    feed.hints.skip_hours.clear();
    feed.hints.skip_days = vec![0, 1];
    let at = due(&feed, &sound()).at.unwrap();
    assert_eq!((day_of(at) + 3).rem_euclid(7), 2, "Wednesday");
    feed.hints.skip_days = (0..7).collect();
    assert!(
        wait(&feed, &sound()) < 7200,
        "a feed that excludes everything excludes nothing"
    );
}

/// Row 8: jitter, and no polling at minute 0.
#[test]
fn feeds_are_spread_and_never_earlier_and_not_at_the_full_hour() {
    let mut waits = Vec::new();
    for seed in 0..200 {
        for minute in 0..60 {
            let now = NOW.plus(minute * 60);
            let at = next(&state(), &sound(), &Polling::default(), now, seed)
                .at
                .unwrap();
            assert!(at.seconds().rem_euclid(3600) >= 60);
            assert!((3600..=3600 + 360 + 300).contains(&at.since(now)));
        }
        waits.push(
            next(&state(), &sound(), &Polling::default(), NOW, seed)
                .at
                .unwrap(),
        );
    }
    waits.sort_unstable();
    waits.dedup();
    assert!(
        waits.len() > 80,
        "{} different times for 200 feeds",
        waits.len()
    );
    let short = Polling {
        interval: 10,
        ..Polling::default()
    };
    let at = next(&state(), &sound(), &short, NOW, SEED).at.unwrap();
    assert!(
        at.since(NOW) <= 11,
        "a short interval is the reader's own wish"
    );
}

/// Row 9.
#[test]
fn retry_after_holds_for_a_person_too_and_over_a_restart() {
    let refused = Attempt {
        retry_after: Some("7200".into()),
        ..failed(429)
    };
    let due = due(&with_failures(1), &refused);
    assert_eq!(due.retry_after, Some(NOW.plus(7200)));
    assert!(due.at >= due.retry_after);
    let waiting = PollState {
        retry_after: due.retry_after,
        ..state()
    };
    assert!(!may_ask(&waiting, NOW.plus(7199), By::Name));
    assert!(may_ask(&waiting, NOW.plus(7200), By::Name));
    let dated = Attempt {
        retry_after: Some("Mon, 24 Nov 2025 12:26:40 GMT".into()),
        ..failed(503)
    };
    assert_eq!(
        super::next(&state(), &dated, &Polling::default(), NOW, 0).retry_after,
        Some(NOW.plus(7200))
    );
}

#[test]
fn retry_after_for_ever_ends_after_a_week_and_one_with_a_success_is_kept() {
    for value in [
        "99999999999999999999999",
        "9223372036854775807",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        let refused = Attempt {
            retry_after: Some(value.into()),
            ..failed(429)
        };
        assert_eq!(
            due(&state(), &refused).retry_after,
            Some(NOW.plus(7 * 86_400)),
            "{value}"
        );
    }
    let redirected = Attempt {
        retry_after: Some("9000".into()),
        ..sound()
    };
    let due = due(&state(), &redirected);
    assert_eq!(due.retry_after, Some(NOW.plus(9000)));
    assert!(due.at >= due.retry_after);
}

/// Row 9.
#[test]
fn without_retry_after_the_wait_doubles_from_ten_minutes_to_a_day() {
    let waits = |failures| {
        due(&with_failures(failures), &failed(503))
            .retry_after
            .unwrap()
            .since(NOW)
    };
    assert_eq!((waits(1), waits(2), waits(3)), (600, 1200, 2400));
    assert_eq!((waits(30), waits(u32::MAX)), (86_400, 86_400));
    assert!(
        wait(&with_failures(1), &failed(429)) >= 3600,
        "the timer keeps to the interval"
    );
}

/// Row 12.
#[test]
fn failures_double_the_wait_up_to_a_day() {
    let waits = |failures| wait(&with_failures(failures), &Attempt::default());
    assert!((3600..4300).contains(&waits(1)));
    assert!((4 * 3600..5 * 3600).contains(&waits(3)));
    assert!((86_400..96_000).contains(&waits(9)));
    assert!((86_400..96_000).contains(&waits(u32::MAX)));
    assert!((3600..4300).contains(&wait(&with_failures(1), &failed(500))));
}

/// Row 11.
#[test]
fn a_feed_that_is_not_found_is_asked_daily_and_after_a_fortnight_weekly() {
    let mut feed = with_failures(12);
    feed.health.last_success = Some(NOW.minus(3 * 86_400));
    assert!((86_400..96_000).contains(&wait(&feed, &failed(404))));
    feed.health.last_success = Some(NOW.minus(15 * 86_400));
    assert!(wait(&feed, &failed(404)) >= 7 * 86_400);
    assert!(wait(&feed, &failed(403)) >= 7 * 86_400);
    assert!(
        wait(&feed, &failed(500)) < 2 * 86_400,
        "a fault of the server's may end any day"
    );
}

/// Row 12.
#[test]
fn other_refusals_are_not_repeated_today() {
    for status in [400, 401, 402, 405, 406, 418, 451] {
        assert!(
            wait(&with_failures(1), &failed(status)) >= 86_400,
            "{status}"
        );
    }
    assert!(
        wait(&with_failures(1), &failed(408)) < 7200,
        "a time-out may pass"
    );
}

/// Row 11.
#[test]
fn a_feed_that_is_gone_is_asked_only_by_name() {
    let gone = due(&state(), &failed(410));
    assert!(gone.is_gone && gone.at.is_none());
    let state = PollState {
        health: Health {
            is_gone: true,
            ..Health::default()
        },
        ..state()
    };
    assert!(!may_ask(&state, NOW, By::Timer));
    assert!(!may_ask(&state, NOW, By::All));
    assert!(may_ask(&state, NOW, By::Name));
}

/// Row 8: by hand, too.
#[test]
fn the_floor_holds_by_hand_and_the_due_time_by_the_timer() {
    let health = Health {
        last_polled: Some(NOW.minus(60)),
        next_due: Some(NOW.plus(3000)),
        ..Health::default()
    };
    let feed = PollState { health, ..state() };
    assert!(!may_ask(&feed, NOW.plus(59), By::Name));
    assert!(may_ask(&feed, NOW.plus(60), By::Name) && may_ask(&feed, NOW.plus(60), By::All));
    assert!(!may_ask(&feed, NOW.plus(2999), By::Timer));
    assert!(may_ask(&feed, NOW.plus(3000), By::Timer));
    assert!(may_ask(&state(), NOW, By::Timer), "never polled");
}

#[test]
fn times_that_a_wrong_clock_wrote_hold_nobody_up() {
    let years = NOW.plus(10 * 365 * 86_400);
    let health = Health {
        last_polled: Some(years),
        next_due: Some(years),
        ..Health::default()
    };
    let feed = PollState {
        health,
        retry_after: Some(years),
        ..state()
    };
    assert!(may_ask(&feed, NOW, By::Timer));
}

/// A clock that was ahead once kept every feed waiting until then, up to a month.
#[test]
fn a_plan_that_a_clock_ahead_made_holds_nobody_up() {
    let mut feed = state();
    for days in [1, 20, 30] {
        let ahead = NOW.plus(days * 86_400);
        feed.health.last_polled = Some(ahead);
        feed.health.next_due = Some(ahead.plus(3600));
        assert!(may_ask(&feed, NOW, By::Timer), "{days}");
    }
    // Set back by a minute, as clocks are: the plan holds.
    feed.health.last_polled = Some(NOW.plus(60));
    feed.health.next_due = Some(NOW.plus(3660));
    assert!(!may_ask(&feed, NOW, By::Timer));
}

/// Rows 4, 5.
#[test]
fn one_unconditional_request_then_only_after_another_parser_or_eight_days_of_304() {
    let mut feed = state();
    feed.parser_version = 1;
    feed.last_full = Some(NOW.minus(86_400));
    assert!(!is_conditional(&feed, 1, NOW), "nothing to send back");
    feed.validators = Validators {
        etag: Some(b"\"a\"".to_vec()),
        ..Validators::default()
    };
    assert!(is_conditional(&feed, 1, NOW));
    assert!(!is_conditional(&feed, 2, NOW), "another parser");
    assert!(
        !is_conditional(&feed, 1, NOW.plus(7 * 86_400)),
        "eight days of 304"
    );
    assert!(
        !is_conditional(&feed, 1, NOW.minus(2 * 86_400)),
        "of a clock that was wrong"
    );
    feed.last_full = Some(full_again_tomorrow(NOW));
    assert!(
        is_conditional(&feed, 1, NOW.plus(86_399)),
        "the one in vain is not repeated at once"
    );
    assert!(!is_conditional(&feed, 1, NOW.plus(86_400)));
}

/// More than a month ahead was taken for a wrong clock's: such a feed was asked at every chance.
#[test]
fn an_interval_of_more_than_a_month_is_kept() {
    for days in [29, 31, 40, 365] {
        let mut feed = state();
        feed.settings.interval = Some(days * 86_400);
        feed.health.next_due = due(&feed, &sound()).at;
        feed.health.last_polled = Some(NOW);
        assert!(!may_ask(&feed, NOW.plus(86_400), By::Timer), "{days}");
        let later = feed.health.next_due.unwrap();
        assert!(may_ask(&feed, later, By::Timer), "{days}");
    }
}

/// Row 10.
#[test]
fn a_move_is_believed_after_the_same_answer_on_three_days() {
    let target = Some("https://new.example/feed");
    let mut feed = state();
    for day in 0..2 {
        let (now_moved, url) = moved(&feed, target, NOW.plus(day * 86_400));
        assert_eq!(url, None);
        feed.moved = now_moved;
        let (same_day, url) = moved(&feed, target, NOW.plus(day * 86_400 + 60));
        assert_eq!(
            (same_day.unwrap().days, url),
            (feed.moved.as_ref().unwrap().days, None)
        );
    }
    let third = NOW.plus(2 * 86_400);
    assert_eq!(moved(&feed, target, third).1.as_deref(), target);
    assert_eq!(
        moved(&feed, None, third),
        (None, None),
        "a break starts anew"
    );
    let other = moved(&feed, Some("https://other.example/feed"), third)
        .0
        .unwrap();
    assert_eq!(other.days, 1, "another target starts anew");
}

/// Its password and headers went to whoever the outlet led to.
#[test]
fn a_move_of_a_feed_with_secrets_to_another_host_is_the_readers_to_take() {
    let third = |settings: FeedSettings, to: &str| {
        let feed = PollState {
            url: "https://example.org/feed".to_owned(),
            moved: Some(Moved {
                url: to.to_owned(),
                days: 2,
                last_day: NOW.minus(86_400),
            }),
            settings,
            ..PollState::default()
        };
        moved(&feed, Some(to), NOW)
    };
    let secret = || FeedSettings {
        headers: vec![("X-Key".to_owned(), "k".to_owned())],
        ..FeedSettings::default()
    };
    let (moved, url) = third(secret(), "https://new.example/feed");
    assert_eq!((moved.map(|moved| moved.days), url), (Some(3), None));
    assert!(third(secret(), "https://example.org/other").1.is_some());
    assert!(
        third(FeedSettings::default(), "https://new.example/feed")
            .1
            .is_some()
    );
}

/// Row 10.
#[test]
fn a_move_to_a_login_page_or_away_from_https_or_with_a_password_is_never_believed() {
    let seen = |from: &str, to: &str| {
        let feed = PollState {
            url: from.to_owned(),
            moved: Some(Moved {
                url: to.to_owned(),
                days: 2,
                last_day: NOW.minus(86_400),
            }),
            settings: FeedSettings::default(),
            ..PollState::default()
        };
        moved(&feed, Some(to), NOW)
    };
    let from = "https://example.org/feed";
    assert_eq!(
        seen(from, "https://hotel.example/login?next=feed"),
        (None, None)
    );
    assert_eq!(seen(from, "https://example.org/Captive/"), (None, None));
    assert_eq!(seen(from, "http://example.org/feed"), (None, None));
    assert_eq!(seen(from, from), (None, None));
    assert_eq!(
        seen("https://me:pw@example.org/feed", "https://new.example/feed"),
        (None, None)
    );
    for hotel in [
        "https://login.hotel.example/",
        "https://hotel.example/guest/Log-In.php",
        "https://hotel.example/wp-login.php",
        "https://hotel.example/?action=sign_in",
        "https://hotel.example/oauth2/authorize",
    ] {
        assert_eq!(seen(from, hotel), (None, None), "{hotel}");
    }
    let portal = ("https://portal.example/feed", "https://portal.example/rss");
    assert!(
        seen(portal.0, portal.1).1.is_some(),
        "the word was always there"
    );
    // Parts of words are others.
    for other in [
        "https://example.org/authors/jane/feed",
        "https://theregister.com/headlines.atom",
        "https://example.org/bloginfo/landings/feed",
        "https://catalog.in/feed",
    ] {
        assert!(seen(from, other).1.is_some(), "{other}");
    }
}

#[test]
fn http_dates_of_all_three_forms_are_read() {
    let at = Some(Timestamp::from_seconds(784_111_777));
    assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at);
    assert_eq!(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), at);
    assert_eq!(parse_http_date("Sun Nov  6 08:49:37 1994"), at);
    for none in [
        "0",
        "-1",
        "",
        "Sun, 99 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 99:49:37 GMT",
        "é:ü:ß",
    ] {
        assert_eq!(parse_http_date(none), None, "{none}");
    }
}

#[test]
fn retry_after_is_seconds_or_a_date_in_the_future() {
    assert_eq!(retry_after(" 120 ", NOW), Some(NOW.plus(120)));
    assert_eq!(retry_after("1.5", NOW), Some(NOW.plus(2)));
    for none in [
        "0",
        "-5",
        "",
        "soon",
        "NaN",
        "Sun, 06 Nov 1994 08:49:37 GMT",
    ] {
        assert_eq!(retry_after(none, NOW), None, "{none}");
    }
}

proptest::proptest! {
    #[test]
    fn no_answer_makes_a_feed_come_sooner_than_its_interval_or_later_than_a_week(
        status in proptest::option::of(100_u16..600),
        is_sound: bool,
        failures: u32,
        ttl: Option<u64>,
        header in "[ -~]{0,40}",
        age: i64,
        recent in proptest::collection::vec(proptest::num::i64::ANY, 0..50),
        seed: u64,
    ) {
        let mut feed = with_failures(failures);
        feed.hints.ttl = ttl.map(Duration::from_secs);
        feed.recent = recent.into_iter().map(Timestamp::from_seconds).collect();
        let attempt = Attempt {
            status,
            is_sound,
            cache_control: Some(format!("max-age={age}")),
            expires: Some(header.clone()),
            retry_after: Some(header),
            ..Attempt::default()
        };
        let due = next(&feed, &attempt, &Polling::default(), NOW, seed);
        if let Some(at) = due.at {
            assert!((3600..=8 * 86_400).contains(&at.since(NOW)), "{due:?}");
        } else {
            assert!(due.is_gone);
        }
    }
}
