//! Hosts that asked to be left alone (RFC 9110, 10.2.3): whatever was asked of them then, nothing is until that time.

use super::Context;
use crate::fetch::{FetchError, Gate, Response};
use crate::model::{Timestamp, host_of, place_of};
use crate::store::Store;
use crate::text::clean_line;
use std::sync::Arc;

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
        if !(200..400).contains(&response.status)
            && let Some(until) = asked_until(response, self.now())
            && let Some(host) = waiting_host(response)
        {
            self.leave_alone(&host, until);
        }
    }

    pub(super) fn leave_alone(&self, host: &str, until: Timestamp) {
        if let Err(error) = self.store.set_host_wait(host, until, self.now()) {
            tracing::warn!("{error}");
        }
    }
}

/// Until when an answer asks to wait.
pub fn asked_until(response: &Response, now: Timestamp) -> Option<Timestamp> {
    crate::schedule::retry_after(response.retry_after.as_deref()?, now)
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
