//! What an answer means for a feed: its next state, and the entries to store.

use crate::config::Config;
use crate::feed::{self, PARSER_VERSION};
use crate::fetch::{FetchError, Response};
use crate::model::{
    Arrival, Hash, ParsedFeed, PollRecord, PollResult, PollState, Timestamp, Validators,
};
use crate::schedule::{self, Attempt};
use crate::text::{Clean, clean_line};

/// Publication times that are kept to learn how often a feed publishes.
const RECENT: usize = 40;
const REMEDY: &str = "find its feed anew from the site";

/// A poll that is ready to be stored.
pub struct Outcome {
    pub result: PollResult,
    pub arrivals: Vec<Arrival>,
    pub record: PollRecord,
    /// Failed before any answer.
    pub is_no_network: bool,
}

/// Judges the answer to a poll of the feed in `state`, as it was when it was asked.
pub fn judge(
    state: &PollState,
    answer: Result<Response, FetchError>,
    config: &Config,
    now: Timestamp,
    seed: u64,
) -> Outcome {
    let mut next = state.clone();
    next.health.last_polled = Some(now);
    next.parser_version = PARSER_VERSION;
    next.asked_unconditionally = true;
    match answer {
        Ok(mut response) => {
            let limit = u64::from(config.limits.feed) << 20;
            let attempt = attempt(&response);
            match crate::fetch::unpack(&mut response, limit) {
                Ok(()) => of_response(next, response, attempt, config, now, seed),
                Err(error) => failed(next, &error.to_string(), attempt, config, now, seed),
            }
        }
        Err(error) => {
            let is_no_network = error.is_no_network();
            let attempt = Attempt::default();
            Outcome {
                is_no_network,
                ..failed(next, &error.to_string(), attempt, config, now, seed)
            }
        }
    }
}

fn attempt(response: &Response) -> Attempt {
    Attempt {
        status: Some(response.status),
        is_sound: false,
        cache_control: response.cache_control.clone(),
        expires: response.expires.clone(),
        retry_after: response.retry_after.clone(),
        has_validators: response.etag.is_some() || response.last_modified.is_some(),
    }
}

fn of_response(
    state: PollState,
    response: Response,
    attempt: Attempt,
    config: &Config,
    now: Timestamp,
    seed: u64,
) -> Outcome {
    match response.status {
        304 => not_modified(state, &response, attempt, config, now, seed),
        200..300 => {
            let hash = short_hash(&response.body);
            if state.body_hash == Some(hash) && !response.is_cut {
                let state = PollState {
                    last_full: Some(now),
                    ..state
                };
                return not_modified(state, &response, attempt, config, now, seed);
            }
            of_body(state, &response, hash, attempt, config, now, seed)
        }
        status => {
            let why = complaint(status, &response);
            let bytes = response.bytes;
            let mut outcome = failed(state, &why, attempt, config, now, seed);
            outcome.record.bytes = bytes;
            outcome
        }
    }
}

fn of_body(
    state: PollState,
    response: &Response,
    hash: Hash,
    attempt: Attempt,
    config: &Config,
    now: Timestamp,
    seed: u64,
) -> Outcome {
    let context = feed::Context {
        url: Some(&response.url),
        content_type: response.content_type.as_deref(),
        content_location: response.content_location.as_deref(),
        content_language: response.content_language.as_deref(),
        now,
    };
    // A parser that panics on one feed must not end the others' poll.
    let parsed = std::panic::catch_unwind(|| feed::parse(&response.body, &context));
    let parsed = match parsed {
        Ok(Ok(parsed)) => parsed,
        Ok(Err(error)) => {
            let why = format!("{error}; {REMEDY}");
            let mut outcome = failed(state, &why, attempt, config, now, seed);
            outcome.record.bytes = response.bytes;
            return outcome;
        }
        Err(_) => {
            return failed(
                state,
                "this feed cannot be read",
                attempt,
                config,
                now,
                seed,
            );
        }
    };
    let is_cut = response.is_cut || parsed.is_cut;
    let mut next = succeeded(state, response, is_cut, now);
    next.body_hash = (!is_cut).then_some(hash);
    next.hints.clone_from(&parsed.hints);
    next.last_full = Some(now);
    next.recent = recent(&parsed, now);
    let attempt = Attempt {
        is_sound: true,
        ..attempt
    };
    schedule_next(&mut next, &attempt, config, now, seed);
    if is_cut {
        next.health.error = Some(clean_line(
            "the answer was cut off; what came whole is stored",
        ));
    }
    let result = if is_cut {
        PollResult::Cut
    } else {
        PollResult::Read
    };
    let mut arrivals = feed::arrivals(&parsed);
    arrivals.truncate(config.limits.entries as usize);
    for arrival in &mut arrivals {
        let entry = &arrival.entry;
        arrival.is_whole =
            crate::clean::is_whole(entry.summary.as_deref(), entry.content.as_deref());
    }
    let record = PollRecord {
        state: next,
        title: Some(parsed.title),
        site: parsed.link,
        language: parsed.language,
        bytes: response.bytes,
    };
    Outcome {
        result,
        arrivals,
        record,
        is_no_network: false,
    }
}

fn not_modified(
    state: PollState,
    response: &Response,
    attempt: Attempt,
    config: &Config,
    now: Timestamp,
    seed: u64,
) -> Outcome {
    let mut next = succeeded(state, response, false, now);
    next.health.last_result = clean_line("not changed");
    let attempt = Attempt {
        is_sound: true,
        has_validators: true,
        ..attempt
    };
    schedule_next(&mut next, &attempt, config, now, seed);
    let record = PollRecord {
        state: next,
        bytes: response.bytes,
        ..PollRecord::default()
    };
    Outcome {
        result: PollResult::NotModified,
        arrivals: Vec::new(),
        record,
        is_no_network: false,
    }
}

/// Validators follow every sound answer, 304 too; none are kept of a cut one.
fn succeeded(mut state: PollState, response: &Response, is_cut: bool, now: Timestamp) -> PollState {
    let old = std::mem::take(&mut state.validators);
    if !is_cut {
        let is_304 = response.status == 304;
        let keep = |new: &Option<Vec<u8>>, old: Option<Vec<u8>>| {
            new.clone().or(if is_304 { old } else { None })
        };
        state.validators = Validators {
            etag: keep(&response.etag, old.etag),
            last_modified: keep(&response.last_modified, old.last_modified),
            url: state.url.clone(),
        };
    }
    state.health.failures = 0;
    state.health.error = None;
    state.health.last_success = Some(now);
    let (moved, new_url) = schedule::moved(&state, response.permanent_url.as_deref(), now);
    state.moved = moved;
    if let Some(url) = new_url {
        state.validators.url.clone_from(&url);
        state.url = url;
    }
    state
}

fn failed(
    mut state: PollState,
    why: &str,
    attempt: Attempt,
    config: &Config,
    now: Timestamp,
    seed: u64,
) -> Outcome {
    state.health.failures = state.health.failures.saturating_add(1);
    state.health.error = Some(short_line(why));
    state.health.last_result = short_line(why);
    schedule_next(&mut state, &attempt, config, now, seed);
    let record = PollRecord {
        state,
        ..PollRecord::default()
    };
    Outcome {
        result: PollResult::Failed,
        arrivals: Vec::new(),
        record,
        is_no_network: false,
    }
}

fn schedule_next(
    state: &mut PollState,
    attempt: &Attempt,
    config: &Config,
    now: Timestamp,
    seed: u64,
) {
    let due = schedule::next(state, attempt, &config.polling, now, seed);
    state.health.next_due = due.at;
    state.health.why = clean_line(&due.why);
    state.health.is_gone = due.is_gone;
    state.retry_after = due.retry_after;
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
fn complaint(status: u16, response: &Response) -> String {
    if response.is_challenge {
        return format!(
            "the site wants a browser with JavaScript ({status}); {REMEDY}, or ask the outlet"
        );
    }
    let meaning = match status {
        401 => "wants a user name and password",
        403 => "refuses readers like this one",
        404 => "has no feed at this address any more",
        410 => "says that this feed is gone for good",
        429 => "asks for fewer requests",
        500..=599 => "has a fault of its own",
        300..=399 => "sends us elsewhere without saying where",
        _ => "does not answer with a feed",
    };
    let remedy = if matches!(status, 404 | 410) {
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
