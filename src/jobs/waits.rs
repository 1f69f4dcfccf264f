//! Hosts that asked to be left alone (RFC 9110, 10.2.3): whatever was asked of them then, nothing is until that time.

use super::Context;
use crate::fetch::{FetchError, Gate, Response};
use crate::model::{Timestamp, host_of, place_of};
use crate::store::Store;
use crate::text::clean_line;
use std::sync::Arc;

/// Seconds; a time further ahead was written by a clock that was wrong.
const BELIEVED: i64 = 31 * 86_400;

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

    /// A password that was not taken is asked for again.
    pub(super) fn doubt(&self, response: Option<&Response>) {
        if let (Some(web), Some(401 | 403)) = (&self.web, response.map(|it| it.status)) {
            web.secrets.forget();
        }
    }

    /// Keeps what a refusal says of its host.
    pub(super) fn hear(&self, response: &Response) {
        self.doubt(Some(response));
        if !(200..400).contains(&response.status)
            && let Some(until) = self.wait_of(response)
            && let Some(host) = waiting_host(response)
        {
            self.leave_alone(&host, until);
        }
    }

    /// Until when an answer asks to wait.
    fn wait_of(&self, response: &Response) -> Option<Timestamp> {
        let asked = response.retry_after.as_deref()?;
        crate::schedule::retry_after(asked, self.now())
    }

    pub(super) fn leave_alone(&self, host: &str, until: Timestamp) {
        if let Err(error) = self.store.set_host_wait(host, until, self.now()) {
            tracing::warn!("{error}");
        }
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
    let left = |until: Timestamp| until.since(now);
    match stored.filter(|until| (1..=BELIEVED).contains(&left(*until))) {
        Some(until) => Err(FetchError::Waits {
            host: clean_line(&host_of(url).unwrap_or_default()),
            left: clean_line(&crate::schedule::span(left(until))),
            until,
        }),
        None => Ok(()),
    }
}
