//! What an answer means for a feed: its next state, and the entries to store.

use super::Context;
use crate::config::Config;
use crate::feed::{self, PARSER_VERSION};
use crate::fetch::{FetchError, Response, unpack};
use crate::model::{
    Arrival, FeedSettings, Hash, ParsedFeed, PollRecord, PollResult, PollState, Remedy, Timestamp,
    Validators, host_of,
};
use crate::schedule::{self, Attempt};
use crate::text::{Clean, clean_line};
use std::cell::LazyCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Publication times that are kept to learn how often a feed publishes.
const RECENT: usize = 40;
const REMEDY: &str = Remedy::FindAnew.words();
/// A body that unpacks to more than this is read alone.
const SMALL: u64 = 6 << 20;
const MIB: u64 = 1 << 20;

/// A poll that is ready to be stored.
pub struct Outcome {
    pub result: PollResult,
    pub arrivals: Vec<Arrival>,
    pub record: PollRecord,
    pub reach: Reach,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The host answered, well or badly.
    Answered,
    /// The host answers no request in time.
    Unanswered,
    /// Nothing came back, or a refusal: the host is away, or the network, or the way to it.
    Nothing,
    /// The machine says that there is no network.
    NoNetwork,
    /// We stopped it.
    Stopped,
}

impl Reach {
    fn of(error: &FetchError) -> Self {
        match error {
            FetchError::NoNetwork(_) => Self::NoNetwork,
            FetchError::Connect(..)
            | FetchError::UnknownHost(_)
            | FetchError::Refused(_)
            | FetchError::Proxy(..) => Self::Nothing,
            FetchError::Timeout(..) => Self::Unanswered,
            FetchError::Stopped | FetchError::Offline | FetchError::Waits { .. } => Self::Stopped,
            _ => Self::Answered,
        }
    }
}

/// A parser's place: what it unpacked stands beside another's where it is small, else alone. Shared
/// by all parsers of a refresh, so that there are never more than two small bodies or one.
pub struct Room<'a> {
    all: &'a RwLock<()>,
    beside: Option<RwLockReadGuard<'a, ()>>,
    alone: Option<RwLockWriteGuard<'a, ()>>,
}

impl<'a> Room<'a> {
    pub fn new(all: &'a RwLock<()>) -> Self {
        Self {
            all,
            beside: None,
            alone: None,
        }
    }

    fn unpack(&mut self, response: &mut Response, limit: u64) -> Result<(), FetchError> {
        let is_small = response.body.len() as u64 <= SMALL;
        self.beside = Some(self.all.read().unwrap_or_else(PoisonError::into_inner));
        match unpack(response, limit.min(SMALL)) {
            Ok(()) if is_small => return Ok(()),
            Err(FetchError::TooLarge(..)) if limit > SMALL => {}
            Ok(()) => {}
            Err(error) => return Err(error),
        }
        drop(self.beside.take());
        if self.alone.is_none() {
            self.alone = Some(self.all.write().unwrap_or_else(PoisonError::into_inner));
        }
        unpack(response, limit)
    }
}

/// How answers are judged.
pub struct Judge<'a> {
    pub config: &'a Config,
    pub now: Timestamp,
    /// Stays with the feed: spreads its polls.
    pub seed: u64,
    /// The request carried validators.
    pub was_conditional: bool,
    /// What came on the wire, where there is no answer to tell.
    pub bytes: u64,
}

impl Judge<'_> {
    /// What the answer to a poll makes of the feed in `state`, as it was when it was asked.
    /// What was unpacked for it takes its place in `room` until that is dropped.
    pub fn judge(
        &self,
        state: &PollState,
        answer: Result<Response, FetchError>,
        room: &mut Room<'_>,
    ) -> Outcome {
        match answer {
            Ok(response) => self.of_response(state, response, room),
            Err(error) => {
                let reach = Reach::of(&error);
                let mut next = state.clone();
                if reach == Reach::Answered {
                    self.note_asked(&mut next);
                }
                next.health.last_polled = Some(self.now);
                let why = said(&error, state);
                let failed = self.failed(next, &why, Attempt::default(), self.bytes);
                Outcome { reach, ..failed }
            }
        }
    }

    fn of_response(&self, state: &PollState, response: Response, room: &mut Room<'_>) -> Outcome {
        let mut next = state.clone();
        next.health.last_polled = Some(self.now);
        self.note_asked(&mut next);
        let attempt = attempt(&response);
        match response.status {
            304 if self.was_conditional => self.not_modified(next, &response, attempt),
            304 => {
                let why = "the outlet says “not changed” to who has nothing yet (304)";
                self.failed(next, why, attempt, response.bytes)
            }
            200..300 => self.of_body(next, response, attempt, room),
            status => {
                let why = complaint(status, &response, &next.settings);
                self.failed(next, &why, attempt, response.bytes)
            }
        }
    }

    /// The one unconditional request of this parser was made, however it ended.
    fn note_asked(&self, state: &mut PollState) {
        if state.parser_version != PARSER_VERSION {
            state.parser_version = PARSER_VERSION;
            state.body_hash = None;
        }
        if !self.was_conditional {
            state.asked_unconditionally = true;
            if state.last_full.is_some() {
                state.last_full = Some(schedule::full_again_tomorrow(self.now));
            }
        }
    }

    fn of_body(
        &self,
        state: PollState,
        mut response: Response,
        attempt: Attempt,
        room: &mut Room<'_>,
    ) -> Outcome {
        let limit = u64::from(self.config.limits.feed).saturating_mul(MIB);
        let bytes = response.bytes;
        // As it came: what is the same is not even unpacked.
        let hash = short_hash(&response.body);
        if state.body_hash == Some(hash) && !response.is_cut {
            let state = PollState {
                last_full: Some(self.now),
                ..state
            };
            return self.not_modified(state, &response, attempt);
        }
        let (kept, tried) = (state.clone(), attempt.clone());
        let read = || {
            room.unpack(&mut response, limit)?;
            Ok(self.read(state, &mut response, hash, attempt))
        };
        self.guarded(kept, tried, bytes, read)
    }

    /// A parser that panics on one feed must not end the others' poll.
    fn guarded(
        &self,
        state: PollState,
        attempt: Attempt,
        bytes: u64,
        read: impl FnOnce() -> Result<Outcome, FetchError>,
    ) -> Outcome {
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => self.failed(state, &error.to_string(), attempt, bytes),
            Err(_) => self.failed(state, "this feed cannot be read", attempt, bytes),
        }
    }

    fn read(
        &self,
        state: PollState,
        response: &mut Response,
        hash: Hash,
        attempt: Attempt,
    ) -> Outcome {
        let body = std::mem::take(&mut response.body);
        let context = feed::Context {
            url: Some(&response.url),
            content_type: response.content_type.as_deref(),
            content_location: response.content_location.as_deref(),
            content_language: response.content_language.as_deref(),
            now: self.now,
            entries: self.config.limits.entries as usize,
        };
        match feed::parse_owned(body, &context) {
            Ok(parsed) => self.of_feed(state, response, hash, attempt, parsed),
            Err(error) => self.failed(
                state,
                &format!("{error}; {REMEDY}"),
                attempt,
                response.bytes,
            ),
        }
    }

    fn of_feed(
        &self,
        state: PollState,
        response: &Response,
        hash: Hash,
        attempt: Attempt,
        parsed: ParsedFeed,
    ) -> Outcome {
        let is_cut = response.is_cut || parsed.is_cut;
        let failures = state.health.failures;
        let mut next = self.succeeded(state, response, is_cut);
        next.body_hash = (!is_cut).then_some(hash);
        next.hints.clone_from(&parsed.hints);
        next.last_full = Some(self.now);
        let recent = recent(&parsed, self.now);
        if !recent.is_empty() {
            next.recent = recent;
        }
        if is_cut {
            // What did not come is asked for as soon as after any other failure.
            next.health.failures = failures.saturating_add(1);
            let why = "the answer was cut off; what came whole is stored";
            next.health.error = Some(clean_line(why));
        }
        self.schedule(
            &mut next,
            &Attempt {
                is_sound: !is_cut,
                ..attempt
            },
        );
        next.health.last_result = last_result(&parsed);
        let record = PollRecord {
            state: next,
            bytes: response.bytes,
            title: Some(parsed.title.clone()),
            site: parsed.link.clone(),
            language: parsed.language.clone(),
            ..PollRecord::default()
        };
        Outcome {
            result: if is_cut {
                PollResult::Cut
            } else {
                PollResult::Read
            },
            arrivals: arrivals(parsed),
            record,
            reach: Reach::Answered,
        }
    }

    fn not_modified(&self, state: PollState, response: &Response, attempt: Attempt) -> Outcome {
        let mut next = self.succeeded(state, response, false);
        next.health.last_result = clean_line("not changed");
        let has_validators =
            next.validators.etag.is_some() || next.validators.last_modified.is_some();
        self.schedule(
            &mut next,
            &Attempt {
                is_sound: true,
                has_validators,
                ..attempt
            },
        );
        Outcome {
            result: PollResult::NotModified,
            arrivals: Vec::new(),
            record: PollRecord {
                state: next,
                bytes: response.bytes,
                ..PollRecord::default()
            },
            reach: Reach::Answered,
        }
    }

    /// Validators follow every sound answer, 304 too; none are kept of a cut one.
    fn succeeded(&self, mut state: PollState, response: &Response, is_cut: bool) -> PollState {
        let old = std::mem::take(&mut state.validators);
        // A server that calls its own answers stale at once (`Expires: 0`) says 304 out of habit.
        if !is_cut && !is_stale_at_once(response) {
            let is_304 = response.status == 304;
            let keep = |new: &Option<Vec<u8>>, old: Option<Vec<u8>>| {
                new.clone().or(if is_304 { old } else { None })
            };
            state.validators = Validators {
                etag: keep(&response.etag, old.etag),
                last_modified: keep(&response.last_modified, old.last_modified),
                url: response.url.clone(),
            };
        }
        state.health.failures = 0;
        state.health.error = None;
        state.health.is_gone = false;
        state.health.last_success = Some(self.now);
        let permanent = response.permanent_url.as_deref();
        let (moved, new_url) = schedule::moved(&state, permanent, self.now);
        state.moved = moved;
        state.is_public |= response.is_public;
        state.url = new_url.unwrap_or(state.url);
        state
    }

    fn failed(&self, mut state: PollState, why: &str, attempt: Attempt, bytes: u64) -> Outcome {
        state.health.failures = state.health.failures.saturating_add(1);
        state.health.error = Some(short_line(why));
        state.health.last_result = short_line(why);
        self.schedule(
            &mut state,
            &Attempt {
                is_sound: false,
                ..attempt
            },
        );
        Outcome {
            result: PollResult::Failed,
            arrivals: Vec::new(),
            record: PollRecord {
                state,
                bytes,
                ..PollRecord::default()
            },
            reach: Reach::Answered,
        }
    }

    fn schedule(&self, state: &mut PollState, attempt: &Attempt) {
        let due = schedule::next(state, attempt, &self.config.polling, self.now, self.seed);
        state.health.next_due = due.at;
        state.health.why = clean_line(&due.why);
        state.health.is_gone = due.is_gone;
        state.retry_after = due.retry_after;
    }
}

/// An error, with the remedy where there is one.
fn said(error: &FetchError, state: &PollState) -> String {
    match error {
        FetchError::Private(host, address)
            if state.is_public && host_of(&state.url).as_deref() == Some(host) =>
        {
            format!(
                "{host} leads to the private address {address} now; if that is right, subscribe to it again"
            )
        }
        _ => error.to_string(),
    }
}

fn attempt(response: &Response) -> Attempt {
    Attempt {
        status: Some(response.status),
        is_sound: false,
        cache_control: response.cache_control.clone(),
        expires: response.expires.clone(),
        date: response.date.clone(),
        retry_after: response.retry_after.clone(),
        has_validators: (response.etag.is_some() || response.last_modified.is_some())
            && !is_stale_at_once(response),
    }
}

fn is_stale_at_once(response: &Response) -> bool {
    response.expires.as_deref().map(str::trim) == Some("0")
}

/// A feed of a host that asked to wait: it waits with the others, without having been asked.
pub fn wait_with_host(state: &PollState, until: Timestamp) -> PollRecord {
    let mut state = state.clone();
    let due = state.health.next_due.map_or(until, |due| due.max(until));
    state.retry_after = state.retry_after.max(Some(until));
    state.health.next_due = Some(due);
    state.health.why = clean_line("its host asked to wait");
    PollRecord {
        state,
        ..PollRecord::default()
    }
}

/// How many entries came, and what of the document is not kept.
fn last_result(feed: &ParsedFeed) -> Clean {
    // The one in which the answer ended is stored when it comes whole.
    let whole = feed.entries.iter().filter(|entry| !entry.is_unfinished);
    let count = match whole.count() {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    let warnings = feed.warnings.iter().map(Clean::as_str);
    let parts: Vec<&str> = std::iter::once(count.as_str()).chain(warnings).collect();
    clean_line(&parts.join("; "))
}

fn recent(feed: &ParsedFeed, now: Timestamp) -> Vec<Timestamp> {
    let published = feed
        .entries
        .iter()
        .filter_map(|entry| entry.published.or(entry.updated));
    let mut times: Vec<Timestamp> = published.filter(|time| *time <= now).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.truncate(RECENT);
    times
}

/// A status in words, with the remedy where there is one.
fn complaint(status: u16, response: &Response, settings: &FeedSettings) -> String {
    if response.is_challenge {
        return format!(
            "the site wants a browser with JavaScript ({status}); {REMEDY}, or ask the outlet"
        );
    }
    if status == 401 {
        let (both, has_both) = (Remedy::Password.words(), settings.has_credentials());
        let how = if has_both {
            "does not take the"
        } else {
            "wants a"
        };
        return format!("the outlet {how} {both} (401)");
    }
    let meaning = match status {
        403 => "refuses readers like this one",
        404 => "has no feed at this address any more",
        410 => "says that this feed is gone for good",
        429 => "asks for fewer requests",
        500..=599 => "has a fault of its own",
        300..=399 => "sends us elsewhere without saying where",
        _ => "does not answer with a feed",
    };
    let remedy = if status == 404 {
        format!("; {REMEDY}")
    } else {
        String::new()
    };
    format!("the outlet {meaning} ({status}){remedy}")
}

fn short_line(text: &str) -> Clean {
    clean_line(&crate::text::cut(&clean_line(text), 200))
}

pub fn short_hash(bytes: &[u8]) -> Hash {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    short
}

/// What a feed carries, with whether each is the whole article; oldest first.
pub fn arrivals(parsed: ParsedFeed) -> Vec<Arrival> {
    let mut arrivals = feed::arrivals(parsed);
    for arrival in &mut arrivals {
        let entry = &arrival.entry;
        let (summary, content) = (entry.summary.as_deref(), entry.content.as_deref());
        arrival.is_whole =
            match content {
                // The arrival's text is that of the longer one.
                Some(content) if content.len() >= summary.map_or(0, str::len) => {
                    crate::clean::is_whole_text(&arrival.text, arrival.words, summary)
                }
                content => crate::clean::is_whole(summary, content),
            } || crate::clean::is_post(&entry.title, content.or(summary).unwrap_or_default());
    }
    arrivals
}

/// What has a day alone stands in the reader's lists under that day.
pub fn put_in_place(context: &Context, arrivals: &mut [Arrival]) {
    let zone = LazyCell::new(|| context.clock.zone());
    for arrival in arrivals {
        let entry = &arrival.entry;
        let at = entry.published.or(entry.updated);
        let at = at.filter(|at| at.is_day());
        arrival.sort_at = at.map(|at| at.place_in(&zone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_that_panics_fails_its_own_feed_alone_and_keeps_its_state() {
        let config = Config::default();
        let judge = Judge {
            config: &config,
            now: Timestamp::from_seconds(1_000_000),
            seed: 1,
            was_conditional: false,
            bytes: 0,
        };
        let state = PollState {
            parser_version: 3,
            ..PollState::default()
        };
        let panics = || panic!("a fault of the parser");
        let outcome = judge.guarded(state, Attempt::default(), 321, panics);
        assert_eq!(outcome.result, PollResult::Failed);
        let record = outcome.record;
        assert_eq!(record.bytes, 321, "what came is counted");
        assert_eq!(record.state.parser_version, 3);
        assert_eq!(record.state.health.failures, 1);
        let why = record.state.health.error.as_ref().map(Clean::as_str);
        assert_eq!(why, Some("this feed cannot be read"));
        assert!(record.state.health.next_due > Some(judge.now), "later");
    }
}
