//! What came of each feed: judged, stored, reported. Polls that reached nobody are kept back until
//! somebody answers, since a network that is away is no feed's fault.

use super::super::Context;
use super::super::record::{self, Judge, Outcome, Reach, Room};
use super::super::told::{self, News};
use super::super::waits;
use super::{Asked, Fetched};
use crate::fetch::FetchError;
use crate::model::{
    Changed, FeedId, FeedPolled, PollRecord, PollResult, PollState, RefreshProgress, Report,
    Timestamp, TrafficKind,
};
use crate::store::Poll;
use crate::text::clean_line;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Bytes of packed texts that may wait to be stored while the next feed is parsed.
const LIGHT: usize = 1 << 20;
/// Polls that are stored together, and entries after which no more are taken: with one more feed's they are a transaction.
const TOGETHER: usize = 32;
const ENTRIES: usize = 250;
/// How long what is parsed waits for more to be stored with it.
const GATHERING: Duration = Duration::from_millis(100);

/// A poll that waits to be stored.
pub struct Ready {
    poll: Poll,
    polled: FeedPolled,
    /// Told when it is stored, where somebody waits for that.
    stored: Option<Sender<()>>,
}

/// A refresh under way.
pub struct Run<'a> {
    pub context: &'a Context,
    room: RwLock<()>,
    progress: Mutex<RefreshProgress>,
    reached: Mutex<Reached>,
    /// What is told when all is done.
    news: Mutex<News>,
    /// Polls without entries that wait to be stored: a thread is woken for the first of them.
    empty: Mutex<Vec<Ready>>,
    /// Only asks whether the network is back, as long as nobody answers.
    is_probe: bool,
}

#[derive(Default)]
struct Reached {
    /// Somebody answered: there is a network.
    anybody: bool,
    /// The machine itself says that there is none.
    is_told: bool,
    hosts_away: HashSet<String>,
    /// Counted against their feeds only when others answered.
    kept_back: Vec<(Asked, Outcome, u64)>,
}

impl<'a> Run<'a> {
    pub fn new(context: &'a Context, total: usize, is_probe: bool) -> Self {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let progress = RefreshProgress {
            total,
            ..RefreshProgress::default()
        };
        context.report(Report::Refresh(progress.clone()));
        Self {
            context,
            room: RwLock::new(()),
            progress: Mutex::new(progress),
            reached: Mutex::default(),
            news: Mutex::default(),
            empty: Mutex::default(),
            is_probe,
        }
    }

    /// Judges an answer and hands it on to be stored; says how far the request came, and which host wants to be left
    /// alone until when.
    pub fn take(
        &self,
        fetched: Fetched,
        storer: &SyncSender<Option<Ready>>,
    ) -> (Reach, Option<(String, Timestamp)>) {
        let Fetched {
            asked,
            answer,
            was_conditional,
            milliseconds,
            bytes,
            is_of_dead_host,
            has_redirect,
        } = fetched;
        let context = self.context;
        if let (Some(web), Ok(response)) = (&context.web, &answer) {
            let state = &asked.state;
            web.secrets.doubt(&state.settings, &state.url, response);
        }
        let waiting_host = answer
            .as_ref()
            .ok()
            .map(|response| waits::waiting_host(response).unwrap_or_else(|| asked.host.clone()));
        if let Err(error @ FetchError::Waits { until, .. }) = &answer {
            // The feed's own host led there.
            self.reached().anybody = true;
            self.wait(&asked, *until, &error.to_string());
            return (Reach::Stopped, None);
        }
        if !is_of_dead_host {
            context.learn(&asked.host, answer.as_ref().err());
        }
        let judge = Judge {
            config: &context.config,
            now: context.now(),
            seed: asked.id.get().unsigned_abs(),
            was_conditional,
            bytes,
        };
        // Kept until the entries are stored, or are light.
        let mut room = Room::new(&self.room);
        let mut outcome = judge.judge(&asked.state, answer, &mut room);
        record::put_in_place(context, &mut outcome.arrivals);
        let reach = match outcome.reach {
            // The feed's own host is there.
            Reach::Nothing | Reach::Unanswered if has_redirect => Reach::Answered,
            reach => reach,
        };
        let wait = waiting_host.zip(outcome.record.state.retry_after);
        if is_of_dead_host {
            let (health, before) = (&mut outcome.record.state.health, &asked.state.health);
            health.last_polled = before.last_polled;
            // What others did not get is no failure of its own: it comes before them the next time.
            health.failures = before.failures.max(1);
        }
        match reach {
            Reach::Stopped => {
                context
                    .store
                    .add_bytes(TrafficKind::Feed, bytes, context.now());
                release(context, asked.id, &asked.state);
                self.report_waiting(&asked, "stopped");
            }
            Reach::Answered => self.hear(asked, outcome, milliseconds, storer),
            // A part of an answer came.
            Reach::Unanswered if bytes > 0 => self.hear(asked, outcome, milliseconds, storer),
            // Where a host takes connections and says nothing it may be the network, too.
            Reach::Nothing | Reach::Unanswered | Reach::NoNetwork => {
                let mut reached = self.reached();
                reached.is_told |= reach == Reach::NoNetwork;
                // What failed before says nothing of the network: alone, such feeds would be due for ever. A probe is to
                // end soon.
                if asked.state.health.failures == 0 || self.is_probe {
                    reached.hosts_away.insert(asked.host.clone());
                }
                reached.kept_back.push((asked, outcome, milliseconds));
            }
        }
        (reach, wait)
    }

    /// Somebody answered.
    fn hear(
        &self,
        asked: Asked,
        outcome: Outcome,
        milliseconds: u64,
        storer: &SyncSender<Option<Ready>>,
    ) {
        self.reached().anybody = true;
        self.hand_on(asked, outcome, milliseconds, storer);
    }

    /// What is heavy is waited for: then no more is in memory than what is being parsed.
    fn hand_on(
        &self,
        asked: Asked,
        outcome: Outcome,
        milliseconds: u64,
        storer: &SyncSender<Option<Ready>>,
    ) {
        let (poll, polled) = prepared(&asked, outcome, milliseconds);
        if poll.is_empty() {
            return self.hand_on_empty(poll, polled, storer);
        }
        let is_light = poll.weight() <= LIGHT;
        let (stored, done) = channel();
        let ready = Ready {
            poll,
            polled,
            stored: (!is_light).then_some(stored),
        };
        // The storer ends only with the parsers.
        if storer.send(Some(ready)).is_ok() && !is_light {
            // It is told, or dropped by a storer that panicked.
            let _ = done.recv();
        }
    }

    /// Most often nothing has changed.
    fn hand_on_empty(&self, poll: Poll, polled: FeedPolled, storer: &SyncSender<Option<Ready>>) {
        let mut empty = self.empty();
        empty.push(Ready {
            poll,
            polled,
            stored: None,
        });
        let is_first = empty.len() == 1;
        drop(empty);
        if is_first {
            // The storer ends only with the parsers.
            let _ = storer.send(None);
        }
    }

    /// Stores what comes until nobody can send more, as much together as came meanwhile; where nobody sits before the
    /// store, also what comes soon: each transaction writes the same pages of the indexes again.
    pub fn store_all(&self, ready: &Receiver<Option<Ready>>) {
        let is_attended = self.context.store.is_attended();
        while let Ok(first) = ready.recv() {
            let until = Instant::now() + GATHERING;
            let mut together: Vec<Ready> = first.into_iter().collect();
            let entries = |all: &[Ready]| all.iter().map(|it| it.poll.len()).sum::<usize>();
            let is_awaited = |all: &[Ready]| all.iter().any(|it| it.stored.is_some());
            while entries(&together) < ENTRIES && together.len() < TOGETHER {
                let next = if is_attended || is_awaited(&together) {
                    ready.try_recv().ok()
                } else {
                    ready
                        .recv_timeout(until.saturating_duration_since(Instant::now()))
                        .ok()
                };
                let Some(next) = next else { break };
                together.extend(next);
            }
            together.append(&mut self.empty());
            if together.is_empty() {
                continue;
            }
            let all: Vec<FeedPolled> = together
                .iter()
                .map(|ready| lost_of(&ready.polled))
                .collect();
            // Those who wait must not wait for ever, whatever becomes of these.
            if catch_unwind(AssertUnwindSafe(|| self.store(together))).is_err() {
                tracing::error!("a fault of tidings: polls were not stored");
                all.into_iter().for_each(|lost| self.lose(lost));
            }
        }
    }

    /// A fault of ours: what the feed said is not stored, and that is said.
    pub fn lose(&self, lost: FeedPolled) {
        self.count(&lost);
        self.context.report(Report::FeedPolled(lost));
    }

    /// Nobody has answered and several hosts did not.
    pub fn seems_away(&self, hosts: usize) -> bool {
        let reached = self.reached();
        !reached.anybody && (reached.is_told || reached.hosts_away.len() >= hosts)
    }

    /// Somebody answered.
    pub fn has_answer(&self) -> bool {
        self.reached().anybody
    }

    /// One host at a time is asked.
    pub fn is_careful(&self) -> bool {
        self.is_probe && !self.reached().anybody
    }

    /// What was kept back counts once anybody has answered.
    pub fn settle(&self) {
        let kept_back = {
            let mut reached = self.reached();
            if !reached.anybody {
                return;
            }
            std::mem::take(&mut reached.kept_back)
        };
        for (asked, outcome, milliseconds) in kept_back {
            self.store_one(asked, outcome, milliseconds);
        }
    }

    pub fn skip(&self, asked: &Asked, why: &str) {
        self.progress().put_off += 1;
        self.report_waiting(asked, why);
    }

    /// It could not be asked, which is no wish of anybody's.
    pub fn fail(&self, asked: &Asked, why: &str) {
        self.lose(polled(asked, PollResult::Failed, why));
    }

    fn report_waiting(&self, asked: &Asked, why: &str) {
        self.context
            .report(Report::FeedPolled(polled(asked, PollResult::Waiting, why)));
        self.advance(|progress| progress.done = progress.done.saturating_add(1));
    }

    /// Another feed of its host was asked to wait.
    pub fn wait_with_host(&self, asked: &Asked, until: Timestamp) {
        self.wait(asked, until, "its host asked to wait");
    }

    fn wait(&self, asked: &Asked, until: Timestamp, why: &str) {
        let record = record::wait_with_host(&asked.state, until);
        put(self.context, asked.id, record);
        self.skip(asked, why);
    }

    fn store(&self, ready: Vec<Ready>) {
        let mut told = Vec::with_capacity(ready.len());
        let mut polls = Vec::with_capacity(ready.len());
        for one in ready {
            polls.push(one.poll);
            told.push((one.polled, one.stored));
        }
        let answers = self.context.store.store_polls(polls, self.context.now());
        let came = answers
            .iter()
            .flatten()
            .map(|stored| stored.new.len())
            .sum();
        if let Err(error) = self.context.store.index_few(came) {
            // It is done again behind the refresh.
            tracing::info!("what came was not indexed: {error}");
        }
        for ((mut polled, waiting), answer) in told.into_iter().zip(answers) {
            match answer {
                Ok(stored) => {
                    polled.new = u32::try_from(stored.new.len()).unwrap_or(u32::MAX);
                    polled.updated = stored.updated;
                    let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
                    news.add(&stored);
                    drop(news);
                    self.context.report(Report::Changed(stored.changed));
                }
                Err(error) => {
                    polled.result = PollResult::Failed;
                    polled.why = clean_line(&error.to_string());
                }
            }
            self.count(&polled);
            self.context.report(Report::FeedPolled(polled));
            drop(waiting);
        }
    }

    fn store_one(&self, asked: Asked, outcome: Outcome, milliseconds: u64) {
        let (poll, polled) = prepared(&asked, outcome, milliseconds);
        self.store(vec![Ready {
            poll,
            polled,
            stored: None,
        }]);
    }

    fn count(&self, polled: &FeedPolled) {
        self.advance(|progress| {
            progress.done = progress.done.saturating_add(1);
            let is_cut = polled.result == PollResult::Cut;
            progress.failed += u32::from(is_cut || polled.result == PollResult::Failed);
            progress.cut += u32::from(is_cut);
            progress.new = progress.new.saturating_add(polled.new);
            progress.updated = progress.updated.saturating_add(polled.updated);
            progress.bytes = progress.bytes.saturating_add(polled.bytes);
        });
    }

    /// When nothing at all could be reached the network is away: no feed is to blame.
    pub fn finish(&self) -> RefreshProgress {
        let (kept_back, is_offline) = {
            let mut reached = self.reached();
            let is_offline = !reached.anybody && (reached.is_told || reached.hosts_away.len() > 1);
            (std::mem::take(&mut reached.kept_back), is_offline)
        };
        for (asked, outcome, milliseconds) in kept_back {
            if !is_offline {
                self.store_one(asked, outcome, milliseconds);
                continue;
            }
            release(self.context, asked.id, &asked.state);
            let why = outcome.record.state.health.error.unwrap_or_default();
            let polled = polled(&asked, PollResult::Failed, &why);
            self.count(&polled);
            self.context.report(Report::FeedPolled(polled));
        }
        if is_offline {
            self.context.lose_connection();
        }
        if is_offline && !self.is_probe {
            let text = "no network: nothing could be reached; what is stored stays readable";
            self.context.report(Report::Message {
                text: clean_line(text),
                is_error: true,
            });
        }
        let (today, month) = super::super::ahead::spent(self.context).unwrap_or_default();
        self.advance(|progress| {
            (progress.is_finished, progress.is_offline) = (true, is_offline);
            (progress.bytes_today, progress.bytes_this_month) = (today.total(), month.total());
        });
        self.context.report(Report::Changed(Changed {
            feeds: true,
            ..Changed::default()
        }));
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        told::tell(self.context, &news);
        self.progress().clone()
    }

    fn advance(&self, change: impl FnOnce(&mut RefreshProgress)) {
        let progress = {
            let mut progress = self.progress();
            change(&mut progress);
            progress.clone()
        };
        self.context.report(Report::Refresh(progress));
    }

    fn progress(&self) -> MutexGuard<'_, RefreshProgress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn empty(&self) -> MutexGuard<'_, Vec<Ready>> {
        self.empty.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self) -> MutexGuard<'_, Reached> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said of a feed whose answer a fault of ours lost.
pub fn lost(asked: &Asked) -> FeedPolled {
    lost_of(&polled(asked, PollResult::Failed, ""))
}

fn lost_of(polled: &FeedPolled) -> FeedPolled {
    FeedPolled {
        result: PollResult::Failed,
        why: clean_line("a fault of tidings; not stored"),
        ..polled.clone()
    }
}

/// What is stored of an outcome, and what is reported of it but for what the store says.
fn prepared(asked: &Asked, outcome: Outcome, milliseconds: u64) -> (Poll, FeedPolled) {
    let Outcome {
        result,
        arrivals,
        mut record,
        ..
    } = outcome;
    record.moved_from = Some(&asked.state.url)
        .filter(|asked| **asked != record.state.url)
        .cloned();
    let error = record.state.health.error.clone();
    let polled = FeedPolled {
        bytes: record.bytes,
        milliseconds,
        ..polled(asked, result, error.as_deref().unwrap_or_default())
    };
    (Poll::new(asked.id, arrivals, record), polled)
}

fn polled(asked: &Asked, result: PollResult, why: &str) -> FeedPolled {
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

/// Gives a lease back and leaves the feed as it was.
pub fn release(context: &Context, feed: FeedId, state: &PollState) {
    put(
        context,
        feed,
        PollRecord {
            state: state.clone(),
            ..PollRecord::default()
        },
    );
}

fn put(context: &Context, feed: FeedId, record: PollRecord) {
    let stored = context
        .store
        .store_poll(feed, Vec::new(), record, context.now());
    if let Err(error) = stored {
        // The lease ends by itself.
        tracing::warn!("{error}");
    }
}
