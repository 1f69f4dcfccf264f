//! Which feeds are due, when next, back-off. Pure arithmetic: the time, the answer and a number
//! for jitter are arguments. Every decision has a reason in words.

mod http_date;
mod moves;
mod rules;
#[cfg(test)]
mod tests;

use crate::config::Polling;
use crate::model::{BELIEVED, OVERLOADED, PollState, Timestamp};

pub use http_date::{max_age, parse as parse_http_date, retry_after};
pub use moves::{leads_to_sign_in, moved};
pub use rules::{Attempt, Due, next, overloaded_wait};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// An unconditional request is repeated after this long of 304 alone: some servers answer it for ever.
const ONLY_304: i64 = 8 * DAY;
/// Longest wait that `Retry-After` can ask for, whoever it is told.
const LONGEST_WAIT: i64 = 7 * DAY;

/// A poll that is overdue by this long is made in any hour.
const LATE: i64 = 3 * DAY;

/// Who asks for a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Timer,
    /// A person, for all feeds.
    All,
    /// A person, for this feed.
    Name,
}

/// May the feed be asked now?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ask,
    Wait {
        until: Option<Timestamp>,
        why: String,
    },
}

/// Judges by the clock, or for a person, who may ask early, but never inside `Retry-After` and
/// never more often than the floor.
pub fn judge(state: &PollState, polling: &Polling, now: Timestamp, by: By) -> Verdict {
    let wait = |until, why: &str| Verdict::Wait {
        until,
        why: why.to_owned(),
    };
    let asked = state.retry_after;
    if let Some(until) = asked.filter(|until| until.is_believed_ahead(now)) {
        let left = span(until.since(now));
        let why = if state.health.why.starts_with(OVERLOADED) {
            format!("{OVERLOADED} ({left} left)")
        } else {
            format!("the outlet asked to wait ({left} left)")
        };
        return wait(Some(until), &why);
    }
    // A poll in the future was dated by a clock that has been set back since.
    let last = state.health.last_polled.filter(|last| *last <= now);
    let floor = last.map(|last| last.plus(seconds(polling.floor)));
    if let Some(until) = floor.filter(|until| *until > now) {
        let left = span(until.since(now));
        return wait(
            Some(until),
            &format!("asked just now, again in {left} (polling.floor)"),
        );
    }
    if state.health.is_gone && by != By::Name {
        return wait(None, "the outlet says that the feed is gone");
    }
    // What such a clock planned is as wrong; set right by less than an hour, as clocks are, it keeps its plan.
    let is_misdated = state
        .health
        .last_polled
        .is_some_and(|last| last.since(now) > HOUR);
    let is_planned = |due: Timestamp| {
        let longest = state
            .settings
            .interval
            .map_or(0, seconds)
            .max(seconds(polling.interval));
        let longest = longest.max(seconds(polling.longest));
        // What is planned is up to a tenth later, and later yet where the feed excludes hours or days.
        due > now && !is_misdated && due.since(now) <= BELIEVED.max(longest / 10 * 11 + 8 * DAY)
    };
    match state.health.next_due {
        Some(due) if by == By::Timer && is_planned(due) => wait(Some(due), &state.health.why),
        // Whoever is late does not come in the hours that the feed excludes either, unless a timer
        // that never comes at another time would then never ask.
        Some(due) if by == By::Timer && now.since(due) < LATE => {
            let allowed = rules::behind_skips(&state.hints, now);
            if allowed == now {
                Verdict::Ask
            } else {
                wait(Some(allowed), "not in the hours that the feed excludes")
            }
        }
        _ => Verdict::Ask,
    }
}

/// The request may carry the stored validators; else it is one for everything. That they go to no
/// other address than the one that gave them is the sender's affair. A full answer in the future was dated by a clock that
/// has been set back since.
pub fn is_conditional(state: &PollState, parser_version: u32, now: Timestamp) -> bool {
    let has_any = state.validators.etag.is_some() || state.validators.last_modified.is_some();
    let is_fresh = state
        .last_full
        .is_some_and(|full| (0..ONLY_304).contains(&now.since(full)));
    has_any && is_fresh && state.parser_version == parser_version
}

/// `last_full` of a feed whose unconditional request was in vain: the next one comes a day later,
/// not with the next poll.
pub fn full_again_tomorrow(now: Timestamp) -> Timestamp {
    now.minus(ONLY_304 - DAY)
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

/// Seconds of a setting; absurd ones are long enough.
fn seconds(setting: u64) -> i64 {
    i64::try_from(setting).unwrap_or(BELIEVED).min(365 * DAY)
}

/// Days since 1970, in UTC.
fn day_of(time: Timestamp) -> i64 {
    time.seconds().div_euclid(DAY)
}
