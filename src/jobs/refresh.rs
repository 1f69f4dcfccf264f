//! Polling many feeds: requests on the network thread, parsing on two threads, everything stored
//! feed by feed. What is fetched waits compressed; only what is being parsed is unpacked.

use super::record::{self, Outcome};
use super::{Context, JobError, Web};
use crate::feed::PARSER_VERSION;
use crate::fetch::{FetchError, Request, Response};
use crate::model::{
    Changed, Feed, FeedId, FeedPolled, PollResult, PollState, RefreshProgress, Report, Which,
};
use crate::schedule::{self, Verdict};
use crate::text::{Clean, clean_line};
use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const PARSERS: usize = 2;
/// Parsing has no recursion on outside depth; the stack is for what crates do.
const STACK: usize = 8 << 20;
/// Answers that wait for a parser, compressed.
const WAITING: usize = 16;
/// A poll that was begun and not ended by then was killed.
const LEASE: i64 = 120;

/// Polls feeds; blocks until all are done. Every poll is reported and stored by itself.
pub fn refresh(context: &Context, which: &Which) -> Result<RefreshProgress, JobError> {
    let web = context.web()?.clone();
    let (asked, waiting) = plan(context, which)?;
    for polled in waiting {
        context.report(Report::FeedPolled(polled));
    }
    let run = Arc::new(Run::new(context.clone(), asked.len()));
    if !asked.is_empty() {
        poll(&run, &web, asked)?;
    }
    Ok(run.finish())
}

/// A feed that may be asked now.
struct Asked {
    id: FeedId,
    title: Clean,
    state: PollState,
}

/// What is asked, hosts taking turns; and, where feeds were named, why some are not.
fn plan(context: &Context, which: &Which) -> Result<(Vec<Asked>, Vec<FeedPolled>), JobError> {
    let reader = context.store.reader()?;
    let now = context.now();
    let mut hosts: BTreeMap<String, VecDeque<Asked>> = BTreeMap::new();
    let mut waiting = Vec::new();
    for feed in reader.feeds()? {
        if matches!(which, Which::Feeds(ids) if !ids.contains(&feed.id)) {
            continue;
        }
        let Some(state) = reader.poll_state(feed.id)? else {
            continue;
        };
        let by_hand = *which != Which::Due;
        match schedule::judge(&state, &context.config.polling, now, by_hand) {
            Verdict::Ask => {
                let asked = Asked {
                    id: feed.id,
                    title: feed.title.clone(),
                    state,
                };
                hosts.entry(host(&feed)).or_default().push_back(asked);
            }
            Verdict::Wait { why, .. } if by_hand => waiting.push(not_asked(&feed, &why)),
            Verdict::Wait { .. } => {}
        }
    }
    let mut turns = Vec::new();
    while !hosts.is_empty() {
        hosts.retain(|_, feeds| {
            turns.extend(feeds.pop_front());
            !feeds.is_empty()
        });
    }
    Ok((turns, waiting))
}

fn host(feed: &Feed) -> String {
    let url = url::Url::parse(&feed.url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

fn not_asked(feed: &Feed, why: &str) -> FeedPolled {
    FeedPolled {
        feed: feed.id,
        url: feed.url.clone(),
        title: feed.title.clone(),
        result: PollResult::Waiting,
        new: 0,
        updated: 0,
        bytes: 0,
        milliseconds: 0,
        why: clean_line(why),
    }
}

/// An answer on its way to a parser. The permit bounds how many there are.
struct Fetched {
    asked: Asked,
    answer: Result<Response, FetchError>,
    started: Instant,
    _permit: OwnedSemaphorePermit,
}

fn poll(run: &Arc<Run>, web: &Arc<Web>, asked: Vec<Asked>) -> Result<(), JobError> {
    let (sender, fetched) = channel();
    let fetched = Arc::new(Mutex::new(fetched));
    let parsers: Vec<_> = (0..PARSERS)
        .map(|number| {
            let (run, fetched) = (run.clone(), fetched.clone());
            let thread = std::thread::Builder::new().name(format!("parser {number}"));
            thread
                .stack_size(STACK)
                .spawn(move || parse_all(&run, &fetched))
        })
        .collect::<Result<_, _>>()
        .map_err(JobError::other)?;
    let waiting = Arc::new(Semaphore::new(WAITING));
    for asked in asked {
        let (run, web, sender) = (run.clone(), web.clone(), sender.clone());
        let waiting = waiting.clone();
        web.clone()
            .spawn(async move { fetch_one(&run, &web, asked, &sender, waiting).await });
    }
    drop(sender);
    for parser in parsers {
        // A parser that panicked has reported nothing of its feed; the others are done.
        let _ = parser.join();
    }
    Ok(())
}

async fn fetch_one(
    run: &Run,
    web: &Web,
    mut asked: Asked,
    sender: &Sender<Fetched>,
    waiting: Arc<Semaphore>,
) {
    if run.context.is_cancelled() {
        return;
    }
    let now = run.context.now();
    // Another process may be asking already, or has asked since the plan was made.
    let leased = run.context.store.lease(asked.id, now, now.plus(LEASE));
    match leased {
        Ok(Some(state)) if state.health.last_polled == asked.state.health.last_polled => {
            asked.state = state;
        }
        Ok(_) => return run.skip(&asked, "another tidings is polling it"),
        Err(error) => return run.skip(&asked, &error.to_string()),
    }
    run.context.report(Report::FeedStarted(asked.id));
    let started = Instant::now();
    let request = request(run, web, &asked.state);
    let answer = web.fetcher.get(&request).await;
    let Ok(permit) = waiting.acquire_owned().await else {
        return;
    };
    // The parsers are gone only when the refresh is over.
    let _ = sender.send(Fetched {
        asked,
        answer,
        started,
        _permit: permit,
    });
}

fn request(run: &Run, web: &Web, state: &PollState) -> Request {
    let context = &run.context;
    let mut request = web.request(&state.url, context.config.limits.feed);
    if schedule::is_conditional(state, PARSER_VERSION, context.now()) {
        request.etag.clone_from(&state.validators.etag);
        request
            .last_modified
            .clone_from(&state.validators.last_modified);
    }
    request.is_named_by_reader = true;
    request.headers.clone_from(&state.settings.headers);
    request.proxy.clone_from(&state.settings.proxy);
    request
}

fn parse_all(run: &Run, fetched: &Mutex<Receiver<Fetched>>) {
    loop {
        let next = fetched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(fetched) = next else { return };
        run.take(fetched);
    }
}

/// A refresh under way.
struct Run {
    context: Context,
    progress: Mutex<RefreshProgress>,
    /// Polls that failed before any answer: counted against their feeds only when others answered.
    unreached: Mutex<Vec<(Asked, Outcome, u64)>>,
}

impl Run {
    fn new(context: Context, total: usize) -> Self {
        let progress = RefreshProgress {
            total: total as u32,
            ..RefreshProgress::default()
        };
        context.report(Report::Refresh(progress.clone()));
        Self {
            context,
            progress: Mutex::new(progress),
            unreached: Mutex::default(),
        }
    }

    fn advance(&self, change: impl FnOnce(&mut RefreshProgress)) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut progress);
        self.context.report(Report::Refresh(progress.clone()));
    }

    fn skip(&self, asked: &Asked, why: &str) {
        self.context.report(Report::FeedPolled(self.polled(
            asked,
            PollResult::Waiting,
            why,
        )));
        self.advance(|progress| progress.done += 1);
    }

    fn polled(&self, asked: &Asked, result: PollResult, why: &str) -> FeedPolled {
        FeedPolled {
            feed: asked.id,
            url: asked.state.url.clone(),
            title: asked.title.clone(),
            result,
            new: 0,
            updated: 0,
            bytes: 0,
            milliseconds: 0,
            why: clean_line(why),
        }
    }

    fn take(&self, fetched: Fetched) {
        let Fetched {
            asked,
            answer,
            started,
            ..
        } = fetched;
        let now = self.context.now();
        let seed = asked.id.get().unsigned_abs();
        let outcome = record::judge(&asked.state, answer, &self.context.config, now, seed);
        let milliseconds = started.elapsed().as_millis() as u64;
        if outcome.is_no_network {
            let mut unreached = self
                .unreached
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            unreached.push((asked, outcome, milliseconds));
        } else {
            self.store(&asked, outcome, milliseconds);
        }
    }

    fn store(&self, asked: &Asked, outcome: Outcome, milliseconds: u64) {
        let Outcome {
            result,
            arrivals,
            mut record,
            ..
        } = outcome;
        let error = record.state.health.error.clone();
        let bytes = record.bytes;
        if result == PollResult::Read {
            record.state.health.last_result = clean_line(&format!("{} entries", arrivals.len()));
        }
        let stored = self
            .context
            .store
            .store_poll(asked.id, arrivals, record, self.context.now());
        let mut polled = self.polled(asked, result, error.as_deref().unwrap_or_default());
        (polled.bytes, polled.milliseconds) = (bytes, milliseconds);
        match stored {
            Ok(stored) => {
                (polled.new, polled.updated) = (stored.new.len() as u32, stored.updated);
                self.context.report(Report::Changed(stored.changed));
            }
            Err(error) => {
                polled.result = PollResult::Failed;
                polled.why = clean_line(&error.to_string());
            }
        }
        self.advance(|progress| {
            progress.done += 1;
            progress.failed += u32::from(polled.result == PollResult::Failed);
            progress.new += polled.new;
            progress.updated += polled.updated;
            progress.bytes += bytes;
        });
        self.context.report(Report::FeedPolled(polled));
    }

    /// When nothing at all could be reached the network is away: no feed is to blame.
    fn finish(&self) -> RefreshProgress {
        let unreached = std::mem::take(
            &mut *self
                .unreached
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let total = self
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .total as usize;
        let is_offline = unreached.len() == total && total > 1;
        for (asked, outcome, milliseconds) in unreached {
            if is_offline {
                self.release(&asked, &outcome);
            } else {
                self.store(&asked, outcome, milliseconds);
            }
        }
        if is_offline {
            let text =
                clean_line("no network: nothing could be reached; what is stored stays readable");
            self.context.report(Report::Message {
                text,
                is_error: true,
            });
        }
        self.advance(|progress| (progress.is_finished, progress.is_offline) = (true, is_offline));
        self.context.report(Report::Changed(Changed {
            feeds: true,
            ..Changed::default()
        }));
        self.progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Gives the lease back and leaves the feed as it was.
    fn release(&self, asked: &Asked, outcome: &Outcome) {
        let why = outcome
            .record
            .state
            .health
            .error
            .clone()
            .unwrap_or_default();
        let record = crate::model::PollRecord {
            state: asked.state.clone(),
            ..Default::default()
        };
        let released =
            self.context
                .store
                .store_poll(asked.id, Vec::new(), record, self.context.now());
        if let Err(error) = released {
            tracing::warn!("{error}");
        }
        self.context.report(Report::FeedPolled(self.polled(
            asked,
            PollResult::Failed,
            &why,
        )));
        self.advance(|progress| {
            (progress.done, progress.failed) = (progress.done + 1, progress.failed + 1);
        });
    }
}
