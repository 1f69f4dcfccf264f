//! Hosts that asked to be left alone (RFC 9110, 10.2.3): whatever was asked of them then, nothing is until that time.

use super::{Context, Web};
use crate::fetch::{FetchError, Gate, Response};
use crate::model::{Timestamp, host_of, place_of};
use crate::schedule::overloaded_wait;
use crate::store::Store;
use crate::text::clean_line;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

impl Context {
    /// An error where the host of the address asked to wait, and for how long yet.
    pub(super) fn may_ask(&self, url: &str) -> Result<(), FetchError> {
        may_ask(&self.store, self.now(), url)
    }

    /// The same for the addresses to which redirects lead.
    pub(super) fn gate(&self) -> Gate {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        Gate(Some(Arc::new(move |url| {
            may_ask(&store, clock.now(), url.as_str())
        })))
    }

    /// Keeps what a refusal says of its host.
    pub(super) fn hear(&self, response: &Response) {
        let Some(host) = waiting_host(response) else {
            return;
        };
        let now = self.now();
        // One that wants a browser is not overloaded.
        let is_overloaded = matches!(response.status, 429 | 503) && !response.is_challenge;
        let until = match asked_until(response, now) {
            _ if (200..400).contains(&response.status) => None,
            None if is_overloaded => {
                let again = |web: &Arc<Web>| web.overloads.again(&host, now);
                self.web.as_ref().map(again)
            }
            until => until,
        };
        if let Some(until) = until {
            self.leave_alone(&host, until);
        }
    }

    pub(super) fn leave_alone(&self, host: &str, until: Timestamp) {
        if let Err(error) = self.store.set_host_wait(host, until, self.now()) {
            tracing::warn!("{error}");
        }
    }
}

/// Hosts that were overloaded and did not say for how long.
#[derive(Default)]
pub struct Overloads(Mutex<HashMap<String, Overload>>);

#[derive(Clone, Copy)]
struct Overload {
    until: Timestamp,
    /// One after the other.
    times: u32,
}

impl Overloads {
    /// Until when one is left alone that is overloaded now: for twice as long as before, where that was just over.
    fn again(&self, host: &str, now: Timestamp) -> Timestamp {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = match known.get(host) {
            // Both were asked before either answered.
            Some(last) if now < last.until => last.times,
            Some(last) if now.since(last.until) <= overloaded_wait(last.times) => {
                last.times.saturating_add(1)
            }
            _ => 1,
        };
        let until = now.plus(overloaded_wait(times));
        known.insert(host.to_owned(), Overload { until, times });
        until
    }
}

/// Until when an answer asks to wait.
pub fn asked_until(response: &Response, now: Timestamp) -> Option<Timestamp> {
    crate::schedule::retry_after(response.retry_after.as_deref()?, now)
}

/// What a refusal says that only asks to come later: of what was asked for it tells nothing.
pub fn wish(response: &Response, host: &str, now: Timestamp) -> Option<String> {
    let status = response.status;
    match (status, asked_until(response, now)) {
        (429 | 503, Some(_)) => Some(format!("{host} asked to wait ({status})")),
        (429, None) => Some(format!("{host} asks for fewer requests (429)")),
        _ => None,
    }
}

/// Whose wish it is that an answer tells, as `host:port`.
pub fn waiting_host(response: &Response) -> Option<String> {
    place_of(response.retry_after_of.as_ref().unwrap_or(&response.url))
}

fn may_ask(store: &Store, now: Timestamp, url: &str) -> Result<(), FetchError> {
    let Some(place) = place_of(url) else {
        return Ok(());
    };
    let stored = store.reader().and_then(|reader| reader.host_wait(&place));
    let stored = stored.unwrap_or_else(|error| {
        tracing::warn!("{error}");
        None
    });
    match stored.filter(|until| until.is_believed_ahead(now)) {
        Some(until) => Err(FetchError::Waits {
            host: clean_line(&host_of(url).unwrap_or_default()),
            left: clean_line(&crate::schedule::span(until.since(now))),
            until,
        }),
        None => Ok(()),
    }
}
