//! Polling many feeds: requests on the network thread, parsing on two threads, everything stored
//! feed by feed. What is fetched waits compressed; only what is being parsed is unpacked.

mod answers;
mod load;
mod plan;
mod run;

use super::queue::Queue;
use super::record::Reach;
use super::web::{NOTICE, Web};
use super::{Context, JobError};
use crate::feed::PARSER_VERSION;
use crate::fetch::{FetchError, Request, Response};
use crate::model::{
    PollState, RefreshProgress, Report, Timestamp, Which, may_be_private, place_of,
};
use crate::schedule::{self, By, Verdict};
use crate::text::clean_line;
use answers::{Answers, Giver, Taker};
use load::Load;
use plan::{Asked, plan};
use run::{Ready, Run};
use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::time::Instant;
use tokio::task::AbortHandle;

const PARSERS: usize = 2;
/// Parsing has no recursion on outside depth; the stack is for what crates do.
const STACK: usize = 8 << 20;
/// Polls that wait to be stored while others are parsed.
const READY: usize = 2;
/// A poll that was begun and not ended this long after its time was killed.
const LEASE: i64 = 120;
/// Hosts that do not answer before any other does: then there is no network to ask the rest by.
const HOSTS_AWAY: usize = 8;
/// Feeds that are leased before there is room for them.
const AHEAD: usize = 32;
/// Hosts that are asked, one after the other, whether the network is back.
const PROBED: usize = 2;

/// Polls feeds; blocks until all are done. Every poll is reported and stored by itself.
pub fn refresh(context: &Context, which: &Which) -> Result<RefreshProgress, JobError> {
    let web = context.web()?;
    let context = &super::judging(context)?;
    let (asked, waiting) = plan(context, which)?;
    for polled in waiting {
        context.report(Report::FeedPolled(polled));
    }
    if let Which::Probe(turn, _) = which
        && asked.is_empty()
    {
        knock(context, web, *turn)?;
    }
    let run = Run::new(context, asked.len(), matches!(which, Which::Probe(..)));
    if !asked.is_empty() {
        Round::new(&run, web, which, asked).poll()?;
    }
    Ok(run.finish())
}

/// How many threads parse. Where a person waits for keys and each core would have a parser, one is left to the keys: woken, a
/// thread waits for the share of the one that runs, however nice that is.
fn parsers(context: &Context) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if context.store.is_attended() && cores <= PARSERS {
        1
    } else {
        PARSERS
    }
}

/// No feed is due that could tell whether the network is back: hosts of some, others each time, are
/// looked at, without a request, which the feeds' own times forbid.
fn knock(context: &Context, web: &Web, turn: u32) -> Result<(), JobError> {
    let mut known = HashSet::new();
    let mut hosts: Vec<(String, String)> = Vec::new();
    for feed in context.store.reader()?.feeds()? {
        if let Some(host) = place_of(&feed.url)
            && known.insert(host.clone())
        {
            hosts.push((host, feed.url));
        }
    }
    let first = turn as usize % hosts.len().max(1);
    for (host, url) in hosts.iter().cycle().skip(first).take(PROBED) {
        if context.is_cancelled() || !web.connection.is_away() {
            return Ok(());
        }
        if web.knock(url) {
            context.learn(host, None);
        }
    }
    Ok(())
}

/// An answer on its way to a parser.
pub struct Fetched {
    asked: Asked,
    answer: Result<Response, FetchError>,
    was_conditional: bool,
    /// From the request to the end of its answer.
    milliseconds: u64,
    /// On the wire, whatever came of it.
    bytes: u64,
    /// Its host failed for others; it was not asked itself.
    is_of_dead_host: bool,
    /// Its host answered: it led elsewhere, where this came from.
    has_redirect: bool,
}

/// What the coordinator hears.
enum Event {
    /// A request that waited for its password is under way.
    Sent(AbortHandle),
    Answered(Box<Fetched>),
    Done(Done),
}

/// Parsed and stored; what it says of the host.
struct Done {
    host: String,
    reach: Reach,
    /// A host that wants no request, and until when.
    wait: Option<(String, Timestamp)>,
    error: Option<FetchError>,
    was_warning: bool,
    /// Of the answer, as it waited.
    bytes: usize,
}

/// One refresh as its coordinator sees it.
struct Round<'a> {
    run: &'a Run<'a>,
    web: &'a Arc<Web>,
    by: By,
    /// When a person named these feeds, if one did.
    named_at: Option<Instant>,
    queue: Queue<Asked>,
    events: Receiver<Event>,
    sender: Sender<Event>,
    in_flight: Vec<AbortHandle>,
    /// Ours to ask, as soon as there is room.
    leased: VecDeque<Asked>,
    load: Load,
}

impl<'a> Round<'a> {
    fn new(run: &'a Run<'a>, web: &'a Arc<Web>, which: &Which, asked: Vec<Asked>) -> Self {
        let (sender, events) = channel();
        let is_known = |asked: &Asked| asked.state.health.last_success.is_some();
        let load = Load::new(asked.iter().any(is_known));
        let mut queue = Queue::new(web.per_host);
        for asked in asked {
            queue.push(&asked.host.clone(), asked);
        }
        if let Which::Probe(turn, _) = which {
            queue.begin_at(*turn);
        }
        Self {
            run,
            web,
            by: plan::by(which),
            named_at: (plan::by(which) == By::Name).then(Instant::now),
            queue,
            events,
            sender,
            in_flight: Vec::new(),
            leased: VecDeque::new(),
            load,
        }
    }

    fn poll(mut self) -> Result<(), JobError> {
        let answers = Answers::new();
        let (storer, ready) = sync_channel(READY);
        std::thread::scope(|scope| {
            let run = self.run;
            // Dropped, however this ends: then the parsers do.
            let to_parsers = answers.giver();
            std::thread::Builder::new()
                .name("storer".to_owned())
                .spawn_scoped(scope, move || run.store_all(&ready))
                .map_err(JobError::other)?;
            for number in 0..parsers(run.context) {
                let (answers, done, storer) = (&answers, self.sender.clone(), storer.clone());
                let taker = if number == 0 {
                    Taker::Any
                } else {
                    Taker::Small
                };
                std::thread::Builder::new()
                    .name(format!("parser {number}"))
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || {
                        parse_all(run, (answers, taker), &done, &storer);
                    })
                    .map_err(JobError::other)?;
            }
            // It ends with the last parser.
            drop(storer);
            self.coordinate(&to_parsers);
            for asked in self.leased.drain(..) {
                run::release(run.context, asked.id, &asked.state);
            }
            Ok(())
        })
    }

    fn coordinate(&mut self, parsers: &Giver<'_, Fetched>) {
        loop {
            if self.run.context.is_cancelled() {
                for request in self.in_flight.drain(..) {
                    request.abort();
                }
            } else {
                self.launch();
            }
            if self.load.is_idle() {
                return;
            }
            match self.events.recv_timeout(NOTICE) {
                Ok(Event::Sent(request)) => self.in_flight.push(request),
                Ok(Event::Answered(fetched)) => {
                    self.load.answered(fetched.size());
                    if !fetched.is_warning() {
                        self.queue.landed(&fetched.asked.host);
                    }
                    self.hand_on(*fetched, parsers);
                }
                Ok(Event::Done(done)) => {
                    self.load.parsed(done.bytes);
                    self.learn(done, parsers);
                }
                Err(RecvTimeoutError::Timeout) => self.load.waited(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn hand_on(&mut self, fetched: Fetched, parsers: &Giver<'_, Fetched>) {
        let bytes = fetched.size();
        parsers.give(fetched, bytes);
        self.load.handed_on(bytes);
    }

    fn launch(&mut self) {
        loop {
            while self.has_room(0) {
                let Some(asked) = self.leased.pop_front() else {
                    break;
                };
                self.begin(asked);
            }
            if !self.leased.is_empty() {
                return;
            }
            let asked = self.next();
            if asked.is_empty() {
                return;
            }
            let hosts: Vec<String> = asked.iter().map(|it| it.host.clone()).collect();
            for (host, asked) in hosts.iter().zip(self.lease(asked)) {
                match asked {
                    Some(asked) => self.leased.push_back(asked),
                    None => self.queue.landed(host),
                }
            }
        }
    }

    /// There is room for one request more than `more`.
    fn has_room(&self, more: usize) -> bool {
        let is_careful = self.run.is_careful();
        let (most, hosts) = if is_careful {
            (1, PROBED)
        } else {
            (self.web.in_flight, HOSTS_AWAY)
        };
        // What came says how to go on.
        let waits = is_careful && self.load.is_parsing();
        !waits && self.load.has_room(more, most) && !self.run.seems_away(hosts)
    }

    /// As many feeds as there is room for; once somebody answers, some more, since each lease is a transaction.
    fn next(&mut self) -> Vec<Asked> {
        let mut asked = Vec::new();
        while self.has_room(asked.len()) {
            let Some((host, mut next)) = self.queue.pop() else {
                break;
            };
            next.is_last = self.queue.is_last(&host);
            asked.push(next);
        }
        if asked.is_empty() || !self.run.has_answer() {
            return asked;
        }
        let alone = std::iter::from_fn(|| self.queue.pop_alone()).take(AHEAD);
        asked.extend(alone.map(|(_, next)| Asked {
            is_last: true,
            ..next
        }));
        asked
    }

    /// Asks for one feed that is ours to ask.
    fn begin(&mut self, asked: Asked) {
        let context = self.run.context;
        context.report(Report::FeedStarted(asked.id));
        self.load.began();
        let sender = self.sender.clone();
        if let Some(response) = self.web.found.take(&asked.state, context.now()) {
            let fetched = Fetched::new(asked, Ok(response), false);
            // The coordinator waits for every feed in flight.
            let _ = sender.send(Event::Answered(Box::new(fetched)));
            return;
        }
        if asked.state.settings.has_credentials() {
            let (context, web) = (context.clone(), self.web.clone());
            let waiting = Waiting {
                asked: Some(asked),
                sender,
            };
            // A key store may ask its owner first: nobody else waits for that.
            let thread = std::thread::Builder::new().name("secret".into());
            let since = self.named_at;
            let ask = move || send_with_secret(&context, &web, since, waiting);
            if let Err(error) = thread.spawn(ask) {
                // Dropped with what it was to do, the feed is answered for.
                tracing::warn!("no thread for a key store: {error}");
            }
            return;
        }
        self.in_flight.retain(|request| !request.is_finished());
        self.in_flight
            .push(send(context, self.web, asked, None, sender));
    }

    /// The feeds with their states as they are now, as far as they are ours to ask.
    fn lease(&self, asked: Vec<Asked>) -> Vec<Option<Asked>> {
        let answers = lease(self.run.context, self.web, &asked, self.by);
        let each = asked.into_iter().zip(answers);
        each.map(|(asked, answer)| match answer {
            Ok(state) => Some(Asked { state, ..asked }),
            Err(Unasked::Waits(why)) => {
                self.run.skip(&asked, &why);
                None
            }
            Err(Unasked::Failed(why)) => {
                self.run.fail(&asked, &why);
                None
            }
        })
        .collect()
    }

    /// What an answer says of the host's other feeds.
    fn learn(&mut self, done: Done, parsers: &Giver<'_, Fetched>) {
        let host = done.host.as_str();
        if let Some((host, until)) = done.wait {
            self.run.context.leave_alone(&host, until);
            let others = self.queue.drain(&host);
            for asked in self.lease(others).into_iter().flatten() {
                self.run.wait_with_host(&asked, until);
            }
        }
        match done.reach {
            Reach::Answered => self.queue.answered(host),
            Reach::Unanswered | Reach::Nothing => {
                let error = done.error.unwrap_or(FetchError::Stopped);
                let others = self.queue.failed(host);
                for asked in self.lease(others).into_iter().flatten() {
                    self.hand_on(Fetched::of_dead_host(asked, error.clone()), parsers);
                }
            }
            Reach::NoNetwork | Reach::Stopped => {}
        }
        if done.was_warning {
            self.queue.landed(host);
        }
        self.run.settle();
    }
}

impl Fetched {
    fn new(asked: Asked, answer: Result<Response, FetchError>, was_conditional: bool) -> Self {
        Self {
            asked,
            answer,
            was_conditional,
            milliseconds: 0,
            bytes: 0,
            is_of_dead_host: false,
            has_redirect: false,
        }
    }

    fn of_dead_host(asked: Asked, error: FetchError) -> Self {
        Self {
            is_of_dead_host: true,
            ..Self::new(asked, Err(error), false)
        }
    }

    /// Bytes that it takes while it waits.
    fn size(&self) -> usize {
        self.answer.as_ref().map_or(0, |answer| answer.body.len())
    }

    /// What it says may keep us from asking its host again: that is awaited first.
    fn is_warning(&self) -> bool {
        match &self.answer {
            Ok(response) => matches!(response.status, 429 | 503) || response.retry_after.is_some(),
            Err(_) => !self.is_of_dead_host,
        }
    }
}

/// Why a feed is not asked.
#[derive(Clone)]
enum Unasked {
    /// Another process is asking already, or has asked since the plan was made.
    Waits(String),
    /// The store takes nothing: whoever waits for the feed must not hear that all is well.
    Failed(String),
}

/// The right to ask, and the states as they are now, or why not.
fn lease(context: &Context, web: &Web, asked: &[Asked], by: By) -> Vec<Result<PollState, Unasked>> {
    if asked.is_empty() {
        return Vec::new();
    }
    let now = context.now();
    let until = now.plus(LEASE.saturating_add(web.timeout().as_secs().min(1800) as i64));
    let ids = asked.iter().map(|asked| asked.id).collect();
    let states = match context.store.lease_all(ids, now, until) {
        Ok(states) => states,
        Err(error) => return vec![Err(Unasked::Failed(error.to_string())); asked.len()],
    };
    let each = asked.iter().zip(states);
    each.map(|(asked, state)| {
        let is_taken = || Unasked::Waits("another tidings is asking for it".to_owned());
        let state = state.ok_or_else(is_taken)?;
        match schedule::judge(&state, &context.config.polling, now, by) {
            Verdict::Ask => Ok(state),
            Verdict::Wait { why, .. } => {
                run::release(context, asked.id, &state);
                Err(Unasked::Waits(why))
            }
        }
    })
    .collect()
}

fn send(
    context: &Context,
    web: &Web,
    asked: Asked,
    credentials: Option<String>,
    sender: Sender<Event>,
) -> AbortHandle {
    let now = context.now();
    let was_conditional = schedule::is_conditional(&asked.state, PARSER_VERSION, now);
    let mut request = request(context, web, &asked.state, was_conditional);
    request.gate = context.gate();
    // Where it led elsewhere the last time, the next step may be to the same host.
    let led = &asked.state.validators.url;
    request.is_last = asked.is_last && (led.is_empty() || *led == asked.state.url);
    request.credentials = credentials;
    let (started, meter) = (Instant::now(), request.meter.clone());
    web.send(request, move |answer| {
        let fetched = Fetched {
            milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            bytes: meter.bytes(),
            has_redirect: meter.has_redirect(),
            ..Fetched::new(asked, answer, was_conditional)
        };
        // The coordinator waits for every feed in flight.
        let _ = sender.send(Event::Answered(Box::new(fetched)));
    })
}

/// A feed that is asked for once its password is known. The coordinator waits for every feed in flight: dropped without
/// an answer, it gives one.
struct Waiting {
    asked: Option<Asked>,
    sender: Sender<Event>,
}

impl Waiting {
    fn fail(&mut self, why: &str) {
        self.answer(FetchError::NoPassword(clean_line(why)));
    }

    fn answer(&mut self, error: FetchError) {
        if let Some(asked) = self.asked.take() {
            let fetched = Fetched::new(asked, Err(error), false);
            // It ends with the last answer.
            let _ = self.sender.send(Event::Answered(Box::new(fetched)));
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.fail("its credentials were not asked for");
    }
}

fn send_with_secret(context: &Context, web: &Web, since: Option<Instant>, mut waiting: Waiting) {
    let Some(asked) = &waiting.asked else { return };
    let settings = &asked.state.settings;
    let is_over = || context.is_cancelled();
    let secret = web.secrets.get(settings, since, &is_over);
    match secret {
        _ if context.is_cancelled() => waiting.answer(FetchError::Stopped),
        Ok(secret) => {
            if let Some(asked) = waiting.asked.take() {
                let request = send(context, web, asked, secret, waiting.sender.clone());
                // It ends with the last answer.
                let _ = waiting.sender.send(Event::Sent(request));
            }
        }
        Err(error) => waiting.fail(&error.to_string()),
    }
}

fn request(context: &Context, web: &Web, state: &PollState, is_conditional: bool) -> Request {
    let mut request = web.request(&state.url, context.config.limits.feed);
    if is_conditional {
        request.etag.clone_from(&state.validators.etag);
        request
            .last_modified
            .clone_from(&state.validators.last_modified);
        request.validators_url.clone_from(&state.validators.url);
    }
    request.is_named_by_reader = may_be_private(&state.url, state.is_public);
    request.headers.clone_from(&state.settings.headers);
    request.proxy.clone_from(&state.settings.proxy);
    request.certificate.clone_from(&state.settings.certificate);
    request.is_http1 = state.settings.http1;
    request
}

fn parse_all(
    run: &Run<'_>,
    (answers, taker): (&Answers<Fetched>, Taker),
    done: &Sender<Event>,
    storer: &SyncSender<Option<Ready>>,
) {
    while let Some(fetched) = answers.take(taker) {
        let mut judged = Done {
            host: fetched.asked.host.clone(),
            error: fetched.answer.as_ref().err().cloned(),
            was_warning: fetched.is_warning(),
            reach: Reach::Stopped,
            wait: None,
            bytes: fetched.size(),
        };
        let lost = run::lost(&fetched.asked);
        // The coordinator counts on an answer for every feed, whatever becomes of it.
        if let Ok(heard) = catch_unwind(AssertUnwindSafe(|| run.take(fetched, storer))) {
            (judged.reach, judged.wait) = heard;
        } else {
            tracing::error!("{}: a fault of tidings", judged.host);
            run.lose(lost);
        }
        // Nobody listens once the coordinator has ended.
        let _ = done.send(Event::Done(judged));
    }
}
