//! When a feed is asked next, by what it answered (docs: FEEDS rows 6 to 12 of the HTTP checklist).

use super::http_date::{max_age, parse, retry_after};
use super::{DAY, HOUR, day_of, seconds, span};
use crate::config::Polling;
use crate::model::{BY_HABIT, BY_INTERVAL, BY_SIZE, OVERLOADED, PollHints, PollState, Timestamp};
use std::fmt::Write as _;
use std::time::Duration;

/// First wait after 429 or 503 without `Retry-After`; doubles up to a day.
const REFUSED: i64 = 600;
/// A server without validators sends everything each time: it is asked once a day.
const WITHOUT_VALIDATORS: i64 = DAY;
/// Failures, and days since the last success, from which on a feed that is "not found" is asked
/// once a week.
const HOPELESS: u32 = 10;
const HOPELESS_DAYS: i64 = 14;
/// The publication times that are looked at to learn a habit.
const HABIT: i64 = 7 * DAY;
/// Waits shorter than this are the reader's own wish; they may end at a full hour.
const SHORT: i64 = HOUR / 2;

/// How an attempt ended, as far as scheduling goes.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// None when there was no answer at all.
    pub status: Option<u16>,
    /// A feed was read, or the server said that it is the same.
    pub is_sound: bool,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    /// The server's clock, by which `expires` is meant.
    pub date: Option<String>,
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
    let own = state.settings.interval.map(seconds);
    let shortest = own.unwrap_or(seconds(polling.interval)).max(1);
    let rule = Rule {
        state,
        attempt,
        now,
        seed,
        own,
        shortest,
        longest: seconds(polling.longest).max(shortest),
    };
    if attempt.is_sound {
        return rule.after_success();
    }
    rule.after_failure()
}

struct Rule<'a> {
    state: &'a PollState,
    attempt: &'a Attempt,
    now: Timestamp,
    seed: u64,
    /// The reader's wish for this feed.
    own: Option<i64>,
    shortest: i64,
    longest: i64,
}

impl Rule<'_> {
    fn after_success(&self) -> Due {
        let (wish, why) = self.strictest();
        let wait = wish.clamp(self.shortest, self.longest);
        let at = self.now.plus(lengthened(wait, self.seed));
        let allowed = behind_skips(&self.state.hints, at);
        let mut why = format!("{} ({why})", span(wait));
        if allowed != at {
            let _ = write!(why, ", not in the hours that the feed excludes");
        }
        let asked = self.asked_to_wait();
        Due {
            at: Some(off_the_hour(allowed, wait, self.seed).max(asked.unwrap_or(allowed))),
            why,
            retry_after: asked,
            is_gone: false,
        }
    }

    /// The longest of all wishes.
    fn strictest(&self) -> (i64, &'static str) {
        let attempt = self.attempt;
        let hint = |time: Option<Duration>| time.map(|time| seconds(time.as_secs()));
        let habit = || habit(&self.state.recent, self.now, self.longest);
        let wishes = [
            (Some(self.shortest), BY_INTERVAL),
            // The reader's wish for one feed goes before what the feed is used to.
            (if self.own.is_none() { habit() } else { None }, BY_HABIT),
            (
                attempt.cache_control.as_deref().and_then(max_age),
                "Cache-Control of the outlet",
            ),
            (self.expires(), "Expires of the outlet"),
            (hint(self.state.hints.ttl), "ttl of the feed"),
            (
                hint(self.state.hints.update_period),
                "update period of the feed",
            ),
            (
                (!attempt.has_validators && self.own.is_none()).then_some(WITHOUT_VALIDATORS),
                BY_SIZE,
            ),
        ];
        let mut strictest = (self.shortest, BY_INTERVAL);
        for (wish, why) in wishes {
            if let Some(wish) = wish.filter(|wish| *wish > strictest.0) {
                strictest = (wish, why);
            }
        }
        strictest
    }

    /// By the server's own clock where it says what time it has; `max-age` goes before it.
    fn expires(&self) -> Option<i64> {
        if self
            .attempt
            .cache_control
            .as_deref()
            .and_then(max_age)
            .is_some()
        {
            return None;
        }
        let clock = self
            .attempt
            .date
            .as_deref()
            .and_then(parse)
            .unwrap_or(self.now);
        Some(parse(self.attempt.expires.as_deref()?)?.since(clock))
    }

    fn after_failure(&self) -> Due {
        let failures = self.state.health.failures.max(1);
        match self.attempt.status {
            Some(410) => Due {
                at: None,
                why: "the outlet says that the feed is gone (410)".to_owned(),
                retry_after: None,
                is_gone: true,
            },
            Some(status @ (429 | 503)) => self.refused(status, failures),
            Some(403 | 404) if failures >= HOPELESS && self.is_long_gone() => {
                self.due(7 * DAY, format!("not there {failures} times: once a week"))
            }
            Some(status @ 400..500) if !matches!(status, 403 | 404 | 408) => {
                self.due(DAY, format!("refused ({status}): once a day"))
            }
            _ => {
                let wait = doubled(self.shortest, failures);
                let times = match failures {
                    1 => "once".to_owned(),
                    many => format!("{many} times"),
                };
                let why = format!("failed {times}: asked again after {}", span(wait));
                self.due(wait, why)
            }
        }
    }

    fn is_long_gone(&self) -> bool {
        let success = self.state.health.last_success;
        success.is_none_or(|success| self.now.since(success) >= HOPELESS_DAYS * DAY)
    }

    fn due(&self, wait: i64, why: String) -> Due {
        let at = self.now.plus(lengthened(wait, self.seed));
        let asked = self.asked_to_wait();
        Due {
            at: Some(off_the_hour(at, wait, self.seed).max(asked.unwrap_or(at))),
            why,
            retry_after: asked,
            is_gone: false,
        }
    }

    /// 429 and 503: not before this, whoever asks.
    fn refused(&self, status: u16, failures: u32) -> Due {
        let (until, why) = if let Some(until) = self.asked_to_wait() {
            let left = span(until.since(self.now));
            (until, format!("the outlet asked to wait {left} ({status})"))
        } else {
            let wait = overloaded_wait(failures);
            let why = format!("{OVERLOADED} ({status}): {} wait", span(wait));
            (self.now.plus(wait), why)
        };
        // The timer keeps to the reader's interval, too.
        let own = self.now.plus(lengthened(self.shortest, self.seed));
        Due {
            at: Some(until.max(own)),
            why,
            retry_after: Some(until),
            is_gone: false,
        }
    }

    fn asked_to_wait(&self) -> Option<Timestamp> {
        retry_after(self.attempt.retry_after.as_deref()?, self.now)
    }
}

/// Seconds for which a host is left alone that answered 429 or 503 so many times, one after the other, and did not say for
/// how long.
pub fn overloaded_wait(times: u32) -> i64 {
    doubled(REFUSED, times)
}

fn doubled(first: i64, failures: u32) -> i64 {
    let factor = 1_i64 << failures.saturating_sub(1).min(20);
    first.saturating_mul(factor).min(DAY.max(first))
}

/// The time between entries, of the last week or of as much of it as the document has room for: where
/// its oldest entry is of this morning, yesterday's are not there.
fn habit(recent: &[Timestamp], now: Timestamp, longest: i64) -> Option<i64> {
    let age = now.since(*recent.last()?).max(1);
    let within = recent.iter().filter(|time| now.since(**time) <= HABIT);
    let count = i64::try_from(within.count()).unwrap_or(i64::MAX);
    if age > HABIT {
        return Some(HABIT.checked_div(count).unwrap_or(longest));
    }
    // The oldest began the time that is known; it does not count in it.
    Some(age / (count - 1).max(1))
}

/// The first time at or after `at` that `skipHours` and `skipDays` allow; a feed that excludes all
/// of them excludes none.
pub(super) fn behind_skips(hints: &PollHints, at: Timestamp) -> Timestamp {
    let is_skipped = |time: Timestamp| {
        let hour = time.seconds().rem_euclid(DAY) / HOUR;
        // 1970-01-01 was a Thursday; 0 is Monday.
        let day = (day_of(time) + 3).rem_euclid(7);
        hints
            .skip_hours
            .iter()
            .any(|skipped| i64::from(*skipped) == hour)
            || hints
                .skip_days
                .iter()
                .any(|skipped| i64::from(*skipped) == day)
    };
    if !is_skipped(at) {
        return at;
    }
    let full = Timestamp::from_seconds(at.seconds().div_euclid(HOUR) * HOUR);
    let within = at.since(full);
    let later = (1..=7 * 24).map(|hours| full.plus(hours * HOUR).plus(within));
    later
        .into_iter()
        .find(|time| !is_skipped(*time))
        .unwrap_or(at)
}

/// Nobody is asked in the first minute of an hour, when everybody comes.
fn off_the_hour(at: Timestamp, wait: i64, seed: u64) -> Timestamp {
    let is_full_hour = at.seconds().rem_euclid(HOUR) < 60;
    if wait < SHORT || !is_full_hour {
        return at;
    }
    at.plus(60 + (spread(seed) % 240) as i64)
}

/// Longer by up to a tenth, always the same for the same feed: nobody is asked before the time
/// that was wished for.
fn lengthened(wait: i64, seed: u64) -> i64 {
    let tenth = (wait / 10).max(0);
    wait.saturating_add((spread(seed) % (tenth as u64 + 1)) as i64)
}

/// Neighbouring numbers far apart (the finalizer of Steele et al.'s `SplitMix64`, 2014).
fn spread(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
