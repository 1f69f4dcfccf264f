//! Which feeds are due, when next, back-off. Pure arithmetic: the time, the answer and a number
//! for jitter are arguments. Every decision has a reason in words.

mod http_date;
#[cfg(test)]
mod tests;

use crate::config::Polling;
use crate::model::{Moved, PollState, Timestamp};
use std::fmt::Write as _;

pub use http_date::{max_age, parse as parse_http_date, retry_after};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// First wait after 429 or 503 without `Retry-After`; doubles up to a day.
const REFUSED: i64 = 600;
/// An unconditional request is repeated after this long of 304 alone: some servers answer it for ever.
const ONLY_304: i64 = 8 * DAY;
/// A server without validators sends everything each time: it is asked this much more seldom.
const WITHOUT_VALIDATORS: i64 = 3;
/// Failures from which on a feed that is "not found" is asked once a week.
const HOPELESS: u32 = 10;
/// Days on which a permanent redirect must be seen before it is believed.
const MOVE_DAYS: u8 = 3;

/// May the feed be asked now?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ask,
    Wait {
        until: Option<Timestamp>,
        why: String,
    },
}

/// Judges by the clock (`by_hand` false) or for a person, who may ask early, but never inside
/// `Retry-After` and never more often than the floor.
pub fn judge(state: &PollState, polling: &Polling, now: Timestamp, by_hand: bool) -> Verdict {
    let wait = |until, why: &str| Verdict::Wait {
        until,
        why: why.to_owned(),
    };
    if let Some(until) = state.retry_after.filter(|until| *until > now) {
        return wait(Some(until), "the outlet asked to wait");
    }
    let floor = state
        .health
        .last_polled
        .map(|last| last.plus(polling.floor as i64));
    if let Some(until) = floor.filter(|until| *until > now) {
        return wait(Some(until), "asked just now (polling.floor)");
    }
    if by_hand {
        return Verdict::Ask;
    }
    if state.health.is_gone {
        return wait(None, "the outlet says that the feed is gone");
    }
    match state.health.next_due {
        Some(due) if due > now => wait(Some(due), &state.health.why),
        _ => Verdict::Ask,
    }
}

/// The request may carry the stored validators; else it is one for everything.
pub fn is_conditional(state: &PollState, parser_version: u32, now: Timestamp) -> bool {
    let same_url = state.validators.url == state.url;
    let same_parser = state.parser_version == parser_version;
    let is_fresh = state
        .last_full
        .is_some_and(|full| now.since(full) < ONLY_304);
    same_url && same_parser && is_fresh
}

/// How an attempt ended, as far as scheduling goes.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// None when there was no answer at all.
    pub status: Option<u16>,
    /// A feed was read, or the server said that it is the same.
    pub is_sound: bool,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    pub retry_after: Option<String>,
    pub has_validators: bool,
}

/// When to ask next, and why then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Option<Timestamp>,
    pub why: String,
    /// Not before this, whoever asks.
    pub retry_after: Option<Timestamp>,
    pub is_gone: bool,
}

/// The next poll. `state` has the failures counted and the hints of the newest document;
/// `seed` (any number that stays with the feed) spreads feeds by up to a tenth.
pub fn next(
    state: &PollState,
    attempt: &Attempt,
    polling: &Polling,
    now: Timestamp,
    seed: u64,
) -> Due {
    if attempt.is_sound {
        return after_success(state, attempt, polling, now, seed);
    }
    let failures = state.health.failures.max(1);
    let due = |seconds: i64, why: String| Due {
        at: Some(now.plus(jittered(seconds, seed))),
        why,
        retry_after: None,
        is_gone: false,
    };
    match attempt.status {
        Some(410) => Due {
            at: None,
            why: "the outlet says that the feed is gone (410)".to_owned(),
            retry_after: None,
            is_gone: true,
        },
        Some(status @ (429 | 503)) => refused(status, failures, attempt, now),
        Some(403 | 404) if failures >= HOPELESS => {
            due(7 * DAY, format!("not there {failures} times: once a week"))
        }
        Some(status @ 400..500) if !matches!(status, 403 | 404 | 408) => {
            due(DAY, format!("refused ({status}): once a day"))
        }
        _ => {
            let seconds = doubled(polling.interval as i64, failures);
            due(
                seconds,
                format!("failed {failures} times: {} wait", span(seconds)),
            )
        }
    }
}

fn refused(status: u16, failures: u32, attempt: &Attempt, now: Timestamp) -> Due {
    let asked = attempt
        .retry_after
        .as_deref()
        .and_then(|value| retry_after(value, now));
    let (until, why) = if let Some(until) = asked {
        let until = until.min(now.plus(7 * DAY));
        let wait = span(until.since(now));
        (until, format!("the outlet asked to wait {wait} ({status})"))
    } else {
        let seconds = doubled(REFUSED, failures);
        let why = format!("the outlet is overloaded ({status}): {}", span(seconds));
        (now.plus(seconds), why)
    };
    Due {
        at: Some(until),
        why,
        retry_after: Some(until),
        is_gone: false,
    }
}

fn doubled(first: i64, failures: u32) -> i64 {
    first
        .max(60)
        .saturating_mul(1 << (failures - 1).min(10))
        .min(DAY)
}

fn after_success(
    state: &PollState,
    attempt: &Attempt,
    polling: &Polling,
    now: Timestamp,
    seed: u64,
) -> Due {
    let own = state.settings.interval.map(|seconds| seconds as i64);
    let shortest = own.unwrap_or(polling.interval as i64);
    let longest = (polling.longest as i64).max(shortest);
    let seconds = |time: Option<std::time::Duration>| time.map(|time| time.as_secs() as i64);
    let expires = attempt
        .expires
        .as_deref()
        .and_then(parse_http_date)
        .map(|at| at.since(now));
    let wishes = [
        (Some(shortest), "your interval"),
        (
            own.is_none().then(|| habit(state, now)).flatten(),
            "as often as it publishes",
        ),
        (
            attempt.cache_control.as_deref().and_then(max_age),
            "Cache-Control of the outlet",
        ),
        (expires, "Expires of the outlet"),
        (seconds(state.hints.ttl), "ttl of the feed"),
        (
            seconds(state.hints.update_period),
            "update period of the feed",
        ),
        (
            (!attempt.has_validators).then_some(shortest.saturating_mul(WITHOUT_VALIDATORS)),
            "a server that always sends everything",
        ),
    ];
    let strictest = wishes
        .iter()
        .filter_map(|(wish, why)| Some(((*wish)?, *why)));
    let (wish, why) = strictest
        .max_by_key(|(wish, _)| *wish)
        .unwrap_or((shortest, "your interval"));
    let wait = wish.clamp(shortest, longest);
    // Jitter only lengthens: nobody is asked before the time that they wished for.
    let at = now.plus(wait + jittered(wait, seed).abs_diff(wait) as i64);
    let (at, skipped) = behind_skips(state, at);
    let mut why = format!("{} ({why})", span(wait));
    if skipped {
        let _ = write!(why, ", not in the hours that the feed excludes");
    }
    Due {
        at: Some(at),
        why,
        retry_after: None,
        is_gone: false,
    }
}

/// Seven days over the entries of a week, from what was published lately; between an hour and a day.
fn habit(state: &PollState, now: Timestamp) -> Option<i64> {
    let newest = state.recent.first()?;
    let oldest = state.recent.last()?;
    let count = state.recent.len() as i64;
    if count < 4 {
        return None;
    }
    let span = newest.max(&now).since(*oldest).max(HOUR);
    Some((span / count).clamp(HOUR, DAY))
}

/// The first time at or after `at` that `skipHours` and `skipDays` allow; a feed that excludes all
/// of them excludes none.
fn behind_skips(state: &PollState, at: Timestamp) -> (Timestamp, bool) {
    let hints = &state.hints;
    let is_skipped = |time: Timestamp| {
        let hour = time.seconds().rem_euclid(DAY) / HOUR;
        // 1970-01-01 was a Thursday; 0 is Monday.
        let day = (time.seconds().div_euclid(DAY) + 3).rem_euclid(7);
        hints
            .skip_hours
            .iter()
            .any(|skipped| i64::from(*skipped) == hour)
            || hints
                .skip_days
                .iter()
                .any(|skipped| i64::from(*skipped) == day)
    };
    let hours = (0..=7 * 24_i64).map(|hours| {
        let full = Timestamp::from_seconds(at.seconds().div_euclid(HOUR) * HOUR);
        // Not at the full hour, when everybody comes.
        if hours == 0 {
            at
        } else {
            full.plus(hours * HOUR + 300)
        }
    });
    let found = hours.into_iter().find(|time| !is_skipped(*time));
    found.map_or((at, false), |time| (time, time != at))
}

/// Longer by up to a tenth, always the same for the same feed.
fn jittered(seconds: i64, seed: u64) -> i64 {
    let tenth = (seconds / 10).max(0);
    let spread = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    seconds
        + if tenth == 0 {
            0
        } else {
            (spread % tenth as u64) as i64
        }
}

/// What a permanent redirect makes of the feed's address: a new one once it was seen on three
/// days with a sound feed behind it, never for what looks like a log-in page.
pub fn moved(
    state: &PollState,
    permanent: Option<&str>,
    now: Timestamp,
) -> (Option<Moved>, Option<String>) {
    let looks_captive = |url: &str| {
        let url = url.to_ascii_lowercase();
        [
            "login", "signin", "register", "landing", "captive", "consent",
        ]
        .iter()
        .any(|w| url.contains(w))
    };
    let Some(target) = permanent.filter(|url| *url != state.url && !looks_captive(url)) else {
        return (None, None);
    };
    let before = state.moved.as_ref().filter(|moved| moved.url == target);
    let day = |time: Timestamp| time.seconds().div_euclid(DAY);
    let days = match before {
        Some(moved) if day(moved.last_day) == day(now) => moved.days,
        Some(moved) => moved.days.saturating_add(1),
        None => 1,
    };
    if days >= MOVE_DAYS {
        return (None, Some(target.to_owned()));
    }
    (
        Some(Moved {
            url: target.to_owned(),
            days,
            last_day: now,
        }),
        None,
    )
}

/// "6 h", "40 min", "3 days".
pub fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..120 => format!("{s} s"),
        s @ 120..7200 => format!("{} min", s / 60),
        s @ 7200..172_800 => format!("{} h", s / HOUR),
        s => format!("{} days", s / DAY),
    }
}
