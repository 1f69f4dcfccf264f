//! Whole units of background work. Jobs write to the store and report; nobody waits for them but
//! who wants to. The network is reached through one `Web` per context.

mod access;
mod ahead;
mod article;
mod backup;
mod changes;
mod connection;
pub mod crash;
mod doubt;
mod enclosure;
mod export;
mod files;
mod filters;
mod find;
mod found;
mod newsboat;
mod outward;
mod page;
mod pictures;
mod prefetch;
pub mod process;
mod prune;
mod queue;
mod record;
mod refresh;
mod rules;
mod secret;
mod secure;
mod subscribe;
#[cfg(test)]
mod tests;
mod told;
mod versions;
mod waits;
mod web;
mod worker;
mod write;

use crate::config::Config;
use crate::fetch::{FetchError, Request, Response};
use crate::model::{Report, Timestamp, TrafficKind};
use crate::store::{Store, StoreError};
use crate::text::Clean;
use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

pub use ahead::{NotAhead, may_fetch_ahead, on_disk, spent, within_disk};
pub use article::{document, full_text, full_text_then, lacking, save_page, version};
pub use backup::{Mended, backup, check, repair, try_writing};
pub use enclosure::{Downloaded, download, enclosures};
pub use export::{
    Exported, Restored, Secrets, export, export_state, export_state_file, import_state, is_state,
    markdown, print, write_text,
};
pub use files::Existing;
pub use filters::{
    FilterFile, check_filters, judging, query_named, query_of, read_filters, restore_filters,
    write_filters,
};
pub use find::{exact_address, find_anew, find_feeds};
pub use newsboat::{Moved, import_newsboat};
pub use outward::{open_enclosure, pipe, run_on};
pub use pictures::{
    Picture, Wanted, addresses, has_picture, picture, picture_size, store_picture, try_again,
};
pub use prefetch::{Amount, By, check_ahead_rules, note_all_pictures, prefetch, prefetch_quietly};
pub use prune::{prune, prune_now_and_then};
pub use refresh::refresh;
pub use rules::{read_rules, rules_of};
pub use secure::{https_first, shown_certificate};
pub use subscribe::{
    Brought, import, import_file, import_from, import_subscriptions, subscribe, write_changed,
    write_subscriptions,
};
pub use told::{article_json, check_hooks, json_line, tell_saved};
pub use web::Web;
pub use worker::{Job, Worker, give_way, step_back};
pub use write::write;

/// Time that the cleaner may take between candidates; the best answer so far stands after it.
pub const CLEANING_TIME: Duration = Duration::from_secs(2);
/// Articles indexed in one transaction beside a person, whose change waits for one, some 20 ms.
const INDEX_STEP: u32 = 100;
/// The same where nobody sits before the store: fewer transactions make fewer parts of the index, which must be merged.
const INDEX_STRIDE: u32 = 1000;
const DAY: i64 = 86_400;
/// Seconds for which nothing is said of a page that is on its way.
const UNTOLD: u64 = 1;
/// Days for which it is known how many bytes came.
const COUNTED: i64 = 400;

/// What time it is; injected, so that tests decide.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// Where the reader's days begin.
    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }
}

/// Where reports go; called from any thread, must not block.
pub type Sink = Arc<dyn Fn(Report) + Send + Sync>;

/// Everything that a job needs.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub config: Arc<Config>,
    pub clock: Arc<dyn Clock>,
    pub sink: Sink,
    /// None: no request at all (`--offline`).
    pub web: Option<Arc<Web>>,
    /// Folder of the reader's own cleaning rules.
    pub rules_dir: Option<PathBuf>,
    /// Folder in which pictures are kept; none: there are no pictures.
    pub pictures: Option<PathBuf>,
    /// Folder into which enclosures are fetched.
    pub enclosures: Option<PathBuf>,
    /// Where the copy of the subscriptions is kept, if it is.
    pub subscriptions: Option<PathBuf>,
    /// The reader's filters; none: what arrives is not judged.
    pub filters: Option<FilterFile>,
    /// Asked often; true ends the job early with what is done stored.
    pub cancelled: Arc<AtomicBool>,
}

impl Context {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn report(&self, report: Report) {
        (self.sink)(report);
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Fetches and unpacks, until it is cancelled, and counts what that cost. Nothing from a host that asked to wait.
    fn get(&self, mut request: Request, kind: TrafficKind) -> Result<Response, FetchError> {
        self.may_ask(&request.url)?;
        request.gate = self.gate();
        let meter = request.meter.clone();
        let host = crate::model::place_of(&request.url).unwrap_or_default();
        let is_page = kind == TrafficKind::Page && request.is_urgent;
        let (url, started) = (request.url.clone(), Instant::now());
        let told = Cell::new(UNTOLD);
        if let Some(web) = self.web.as_ref().filter(|_| is_page) {
            web.want(&url);
        }
        let answer = self.web()?.get(request, || {
            let seconds = started.elapsed().as_secs();
            if is_page && seconds > told.replace(seconds.max(told.get())) {
                self.report(Report::Coming {
                    url: url.clone(),
                    bytes: meter.bytes(),
                    seconds,
                });
            }
            self.is_cancelled()
                || is_page && self.web.as_ref().is_some_and(|it| it.is_given_up(&url))
        });
        self.learn(&host, answer.as_ref().err());
        if let Ok(response) = &answer {
            self.hear(response);
        }
        let of_answer = answer.as_ref().map_or(0, |response| response.bytes);
        let bytes = meter.bytes().max(of_answer);
        self.store.add_bytes(kind, bytes, self.now());
        if let Some(web) = &self.web {
            web.count(bytes);
        }
        answer
    }

    /// A page that a person waits for is not wanted any more.
    pub fn give_up(&self, url: &str) {
        if let Some(web) = &self.web {
            web.give_up(url);
        }
    }

    /// Bytes that came over the network in this run for pages and pictures.
    fn received(&self) -> u64 {
        self.web.as_ref().map_or(0, |web| web.received())
    }

    /// What the end of a request to a host says of the network; whoever listens is told when it goes
    /// or comes back.
    fn learn(&self, host: &str, error: Option<&FetchError>) {
        let changed = |web: &Arc<Web>| web.connection.learn(host, error);
        if let Some(is_away) = self.web.as_ref().and_then(changed) {
            self.report(Report::Connection { is_away });
        }
    }

    /// A whole round of requests reached nobody.
    fn lose_connection(&self) {
        if let Some(is_away) = self.web.as_ref().and_then(|web| web.connection.lose()) {
            self.report(Report::Connection { is_away });
        }
    }

    /// Requests met with no network lately; then only those are made that find out whether it is back.
    fn is_away(&self) -> bool {
        self.web
            .as_ref()
            .is_some_and(|web| web.connection.is_away())
    }

    fn web(&self) -> Result<&Arc<Web>, FetchError> {
        self.web.as_ref().ok_or(FetchError::Offline)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A host answered, but not with what was asked for; `until`: it asked to be left alone.
    #[error("{why}")]
    Refused {
        why: Clean,
        status: u16,
        until: Option<Timestamp>,
    },
    #[error("the picture cannot be shown: {why}")]
    NoPicture {
        why: Clean,
        /// Whatever is sent from there, it cannot.
        is_for_good: bool,
    },
    /// It failed not long ago, for this reason; it was not asked for again.
    #[error("{0}")]
    LeftAlone(Clean),
    #[error("{0} is there already; it was not touched")]
    Exists(Clean),
    #[error("{0}")]
    Write(std::io::Error),
    #[error("{0}")]
    Other(Clean),
}

impl JobError {
    fn other(message: impl std::fmt::Display) -> Self {
        Self::Other(crate::text::clean_line(&message.to_string()))
    }

    /// Who asks again soon is told the same.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        match self {
            Self::NoPicture { .. } | Self::LeftAlone(_) => true,
            Self::Refused { status, until, .. } => {
                *status >= 400
                    && *status < 500
                    && !matches!(*status, 408 | 425 | 429)
                    && until.is_none()
            }
            _ => false,
        }
    }
}

/// Indexes what arrived, in steps, small ones beside a person, until all is done or the job is cancelled.
pub fn index(context: &Context) -> Result<(), JobError> {
    let steps = if context.store.is_attended() {
        INDEX_STEP
    } else {
        INDEX_STRIDE
    };
    while !context.is_cancelled() && !context.store.index_some(steps)? {}
    Ok(())
}
