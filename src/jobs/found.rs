//! Feeds that were read a moment ago, to be shown before one subscribes: they need not be asked for again.

use crate::fetch::{Hold, Response};
use crate::model::{PollState, Timestamp};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Answers that are kept, and bytes of their bodies.
const KEPT: usize = 8;
const BYTES: usize = 12 << 20;
/// Seconds for which they are as good as new.
const FRESH: i64 = 600;

#[derive(Debug, Default)]
pub struct Found(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    answers: VecDeque<Answer>,
    /// Addresses with http that were looked for with https, too, and have no such feed there.
    settled: VecDeque<String>,
}

#[derive(Debug)]
struct Answer {
    url: String,
    at: Timestamp,
    response: Response,
}

impl Answer {
    fn is_fresh(&self, now: Timestamp) -> bool {
        (0..FRESH).contains(&now.since(self.at))
    }
}

impl Found {
    /// A whole feed that this address gave; its bytes have been counted.
    pub fn keep(&self, url: &str, mut response: Response, now: Timestamp) {
        if response.status != 200 || response.is_cut || response.is_beginning {
            return;
        }
        (response.bytes, response.hold) = (0, Hold::default());
        let all = &mut self.lock().answers;
        all.retain(|answer| answer.is_fresh(now) && answer.url != url);
        all.push_back(Answer {
            url: url.to_owned(),
            at: now,
            response,
        });
        let bytes =
            |all: &VecDeque<Answer>| -> usize { all.iter().map(|it| it.response.body.len()).sum() };
        while all.len() > KEPT || bytes(all) > BYTES {
            all.pop_front();
        }
    }

    /// It is not to be looked for with https once more.
    pub fn settle(&self, url: &str) {
        let settled = &mut self.lock().settled;
        settled.push_back(url.to_owned());
        if settled.len() > KEPT {
            settled.pop_front();
        }
    }

    pub fn is_settled(&self, url: &str) -> bool {
        self.lock().settled.iter().any(|settled| settled == url)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer for a feed that was never polled, and is asked for like any other. It is given once.
    pub fn take(&self, state: &PollState, now: Timestamp) -> Option<Response> {
        let settings = &state.settings;
        let is_plain = settings.headers.is_empty()
            && settings.proxy.is_none()
            && settings.certificate.is_none()
            && !settings.has_credentials()
            && !settings.http1;
        let all = &mut self.lock().answers;
        all.retain(|answer| answer.is_fresh(now));
        if !is_plain || state.health.last_polled.is_some() {
            return None;
        }
        let at = all.iter().position(|answer| answer.url == state.url)?;
        Some(all.remove(at)?.response)
    }
}
