//! Fetches what is worth reading before anybody opens it, in the order of what it is worth: saved,
//! queued, then the newest unread. Never twice, within budgets, as politely as everything else.

use super::ahead::{on_disk, within_budget, within_disk};
use super::article::{full_text_for, page_url};
use super::doubt;
use super::pictures::{
    Missing, Wanted, addresses_ahead, has_picture, missing, store_picture, try_again,
};
use super::web::NOTICE;
use super::{Context, JobError, may_fetch_ahead};
use crate::clean;
use crate::fetch::FetchError;
use crate::model::{
    Ahead, AheadFailure, AheadProgress, ArticleId, ArticleQuery, ArticleRow, BodyKind, Changed,
    Document, Failed, Feed, FeedId, OnDisk, Report, Scope, Standing, minutes, place_of,
};
use crate::store::{AheadTurn, Reader};
use crate::text::{Clean, clean_line};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Articles that are worked on at a time; of one host no more than `network.per_host` are asked.
const WORKERS: usize = 4;
/// The cleaner works on trees as deep as it allows.
const STACK: usize = 8 << 20;
/// Hosts in a row that cannot be reached: then there is no network.
const HOSTS_AWAY: usize = 3;
/// Seconds that a failure is left alone: twice as many each time, up to the last.
const PAUSE: i64 = 3600;
const LONGEST_PAUSE: i64 = 7 * 86_400;
/// Articles that a rule of the reader's takes in at most.
const RULED: u32 = 5000;
const MIB: u64 = 1 << 20;
const CUT: &str = "the page was cut off on its way";

/// How much is wanted; none: everything that should be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    pub articles: Option<u32>,
    /// Of reading.
    pub minutes: Option<u32>,
    /// On the wire; takes the place of the day's budget.
    pub megabytes: Option<u32>,
}

/// Who wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// After a refresh: what the settings say, within the budgets.
    Itself,
    /// A person who goes offline: with pictures unless only text is wanted.
    Person { amount: Amount, only_text: bool },
}

impl By {
    fn is_person(self) -> bool {
        self != Self::Itself
    }
}

/// An article that should be whole.
#[derive(Clone)]
struct Candidate {
    id: ArticleId,
    title: Clean,
    host: Option<String>,
    ahead: Ahead,
}

/// Fetches ahead; blocks until it is done, cancelled, or a budget is spent.
pub fn prefetch(context: &Context, by: By) -> Result<AheadProgress, JobError> {
    let Some(_turn) = turn(context, by)? else {
        return Ok(AheadProgress {
            is_finished: true,
            ..AheadProgress::default()
        });
    };
    note_lost_pictures(context)?;
    let candidates = candidates(context, by)?;
    let amount = match by {
        By::Itself => Amount::default(),
        By::Person { amount, .. } => amount,
    };
    let total = amount
        .articles
        .map_or(candidates.len(), |most| candidates.len().min(most as usize));
    let run = Run {
        context,
        by,
        amount,
        before: context.received(),
        disk: on_disk(context)?,
        shared: Mutex::new(Shared {
            queue: candidates.into(),
            flying: Vec::new(),
            progress: AheadProgress {
                total: total as u32,
                ..AheadProgress::default()
            },
            hosts_away: HashSet::new(),
            unreached: Vec::new(),
            has_answer: false,
            was_away: false,
        }),
        landed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for number in 0..WORKERS {
            let worker = std::thread::Builder::new()
                .name(format!("ahead {number}"))
                .stack_size(STACK);
            worker
                .spawn_scoped(scope, || run.work())
                .map_err(JobError::other)?;
        }
        Ok::<(), JobError>(())
    })?;
    run.finish()
}

/// Another process fetches the same: who was asked waits for it, and then has the rest to do.
fn turn(context: &Context, by: By) -> Result<Option<AheadTurn>, JobError> {
    if let Some(turn) = context.store.take_ahead() {
        return Ok(Some(turn));
    }
    if !by.is_person() {
        return Ok(None);
    }
    context.report(Report::Message {
        text: clean_line("another tidings is fetching ahead; this goes on when it has done"),
        is_error: true,
    });
    while !context.is_cancelled() {
        std::thread::sleep(NOTICE);
        if let Some(turn) = context.store.take_ahead() {
            return Ok(Some(turn));
        }
    }
    Err(FetchError::Stopped.into())
}

/// After a refresh of the open interface.
pub fn prefetch_quietly(context: &Context) -> Result<(), JobError> {
    if context.web.is_some() && may_fetch_ahead(context)?.is_ok() {
        prefetch(context, By::Itself)?;
    }
    Ok(())
}

/// Everything that should be whole, the most valuable first, each work once.
fn candidates(context: &Context, by: By) -> Result<Vec<Candidate>, JobError> {
    let reader = context.store.reader()?;
    let feeds: HashMap<FeedId, Feed> = reader.feeds()?.into_iter().map(|f| (f.id, f)).collect();
    let rules = rules(context, &reader)?;
    let mut works = HashSet::new();
    let mut found = Vec::new();
    for scope in [Scope::Saved, Scope::Queue] {
        let mut each = |row: ArticleRow| {
            if works.insert(row.work) {
                found.push(candidate(&row, wanted(by, Ahead::Pictures)));
            }
            ControlFlow::Continue(())
        };
        reader.for_each(&ArticleQuery::of(scope), None, &mut each)?;
    }
    let newest = context.config.storage.ahead_newest.max(asked(by));
    let mut rows = Vec::new();
    for feed in feeds.values() {
        let query = ArticleQuery {
            show_read: false,
            ..ArticleQuery::of(Scope::Feed(feed.id))
        };
        reader.for_each(&query, Some(newest), &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.sort_at, row.id)));
    for row in rows {
        let shown = shown(&reader, &row)?;
        let ahead = rules
            .get(&shown.id)
            .copied()
            .unwrap_or_else(|| of_feed(context, feeds.get(&row.feed)));
        if ahead != Ahead::Off && works.insert(row.work) {
            found.push(candidate(&shown, wanted(by, ahead)));
        }
    }
    Ok(found)
}

/// How many of one feed may be wanted by who named an amount: an article takes a minute at least.
fn asked(by: By) -> u32 {
    match by {
        By::Itself => 0,
        By::Person { amount, .. } => amount.articles.max(amount.minutes).unwrap_or(0),
    }
}

/// The article that stands in lists for what several feeds carry.
fn shown(reader: &Reader, row: &ArticleRow) -> Result<ArticleRow, JobError> {
    let shown = match row.feeds {
        0 | 1 => row.id,
        _ => reader.listed_as(row.id)?,
    };
    let other = (shown != row.id)
        .then(|| reader.article(shown))
        .transpose()?;
    Ok(other.flatten().map_or_else(|| row.clone(), |it| it.row))
}

fn candidate(row: &ArticleRow, ahead: Ahead) -> Candidate {
    Candidate {
        id: row.id,
        title: row.title.clone(),
        host: row.url.as_deref().and_then(place_of),
        ahead,
    }
}

/// Who goes offline wants pictures, or says that text is enough.
fn wanted(by: By, ahead: Ahead) -> Ahead {
    match by {
        By::Itself => ahead,
        By::Person {
            only_text: true, ..
        } => Ahead::Text,
        By::Person { .. } => Ahead::Pictures,
    }
}

fn of_feed(context: &Context, feed: Option<&Feed>) -> Ahead {
    let Some(feed) = feed else {
        return Ahead::Off;
    };
    let general = context.config.storage.ahead;
    let settings = &feed.settings;
    let least = if settings.prefetch || settings.full_text {
        Ahead::Text
    } else {
        Ahead::Off
    };
    settings.ahead.unwrap_or(general).max(least)
}

/// What the reader's rules say of single articles: the first that fits.
fn rules(context: &Context, reader: &Reader) -> Result<HashMap<ArticleId, Ahead>, JobError> {
    let mut found = HashMap::new();
    for rule in &context.config.storage.ahead_rules {
        let (ahead, filter) = parse_rule(rule, context, reader)?;
        let query = ArticleQuery {
            filter: Some(filter),
            ..ArticleQuery::of(Scope::Unread)
        };
        reader.for_each(&query, Some(RULED), &mut |row| {
            found.entry(row.id).or_insert(ahead);
            ControlFlow::Continue(())
        })?;
    }
    Ok(found)
}

/// Whether `[storage] ahead_rules` can be understood.
pub fn check_ahead_rules(context: &Context) -> Result<(), JobError> {
    let reader = context.store.reader()?;
    let mut rules = context.config.storage.ahead_rules.iter();
    rules.try_for_each(|rule| parse_rule(rule, context, &reader).map(drop))
}

/// "pictures folder:Coast", "text filter:Morning": what is fetched, then which articles.
fn parse_rule(
    rule: &str,
    context: &Context,
    reader: &Reader,
) -> Result<(Ahead, crate::model::Expression), JobError> {
    let (what, query) = rule.trim().split_once(' ').unwrap_or((rule, ""));
    let wrong = |why: &str| JobError::other(format!("[storage] ahead_rules: {rule:?}{why}"));
    let ahead =
        Ahead::named(what).ok_or_else(|| wrong(" begins neither with off, text nor pictures"))?;
    let query = match query.trim().strip_prefix("filter:") {
        None => query.to_owned(),
        Some(name) => super::query_named(reader, name)?
            .ok_or_else(|| wrong(": no query of yours is called so (:save-filter gives names)"))?,
    };
    let filter = crate::query::parse(&query, context.now(), &context.clock.zone());
    let filter = filter.map_err(|error| wrong(&format!(": {error}")))?;
    Ok((ahead, filter))
}

struct Run<'a> {
    context: &'a Context,
    by: By,
    amount: Amount,
    /// Bytes that had come before, and that were on the disk.
    before: u64,
    disk: u64,
    shared: Mutex<Shared>,
    /// Something that was worked on is done.
    landed: Condvar,
}

struct Shared {
    queue: VecDeque<Candidate>,
    /// What is worked on: the hosts of the articles, where they have one.
    flying: Vec<Option<String>>,
    progress: AheadProgress,
    /// Since the last answer.
    hosts_away: HashSet<String>,
    /// Articles for which the line may be to blame: their host's own fault only if there was a network all the time.
    unreached: Vec<(ArticleId, Failed)>,
    has_answer: bool,
    /// Requests met with no network at some time.
    was_away: bool,
}

/// Why an article has not all of its pictures.
struct Without {
    why: Clean,
    /// They failed before, and were not asked for.
    is_left_alone: bool,
}

/// What came of one article.
enum Outcome {
    Whole {
        minutes: u32,
        without: Option<Without>,
    },
    Failed(Clean),
    /// It failed before, or its host asked to wait: it was not asked for.
    LeftAlone(Clean),
    /// Nobody can be reached: it is nobody's fault.
    Away,
    /// Somebody ended it, or a budget is spent.
    Stopped(Clean),
}

impl Run<'_> {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(candidate) = self.next() {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                self.make_whole(&candidate)
            }));
            let outcome =
                outcome.unwrap_or_else(|_| Ok(Outcome::Failed(clean_line("a fault of tidings"))));
            let outcome =
                outcome.unwrap_or_else(|error| Outcome::Failed(clean_line(&error.to_string())));
            self.count(candidate, outcome);
        }
    }

    /// The most valuable article whose host has a place free; waits for one. None: it is enough.
    fn next(&self) -> Option<Candidate> {
        let per_host = usize::from(self.context.config.network.per_host.max(1));
        let mut shared = self.shared();
        loop {
            if self.is_enough(&shared) || shared.queue.is_empty() {
                return None;
            }
            let has_place = |candidate: &Candidate| {
                let of_host = shared.flying.iter().filter(|host| **host == candidate.host);
                candidate.host.is_none() || of_host.count() < per_host
            };
            // No later ones in the place of those that are wanted, while their hosts are busy. One that fails makes room
            // for another.
            let begun = shared.progress.whole as usize + shared.flying.len();
            let left = self
                .amount
                .articles
                .map_or(usize::MAX, |most| (most as usize).saturating_sub(begun));
            let place = shared.queue.iter().take(left).position(has_place);
            if let Some(candidate) = place.and_then(|place| shared.queue.remove(place)) {
                shared.flying.push(candidate.host.clone());
                return Some(candidate);
            }
            shared = self
                .landed
                .wait(shared)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn is_enough(&self, shared: &Shared) -> bool {
        let progress = &shared.progress;
        let (articles, minutes) = (self.amount.articles, self.amount.minutes);
        // Where nothing more may be asked for, what is there is counted still.
        self.context.is_cancelled()
            || articles.is_some_and(|most| progress.whole >= most)
            || minutes.is_some_and(|most| progress.minutes >= most)
    }

    /// Why nothing more may be fetched, if so.
    fn spent(&self) -> Result<Option<Clean>, JobError> {
        if let Some(most) = self.amount.megabytes {
            let bytes = self.context.received().saturating_sub(self.before);
            let is_spent = bytes >= u64::from(most).saturating_mul(MIB);
            return Ok(is_spent.then(|| clean_line(&format!("{most} MiB have come"))));
        }
        // Who goes offline has asked, on a metered line too; only how much is not said.
        let allowed = match self.by {
            By::Itself => may_fetch_ahead(self.context)?,
            By::Person { .. } => within_budget(self.context)?,
        };
        if let Err(why) = allowed {
            return Ok(Some(clean_line(&why.to_string())));
        }
        let come = self.context.received().saturating_sub(self.before);
        let room = within_disk(self.context, self.disk.saturating_add(come));
        Ok(room.err().map(|why| clean_line(&why.to_string())))
    }

    fn make_whole(&self, candidate: &Candidate) -> Result<Outcome, JobError> {
        let reader = self.context.store.reader()?;
        let failed = reader.failure(candidate.id)?;
        let standing = reader.standing(candidate.id, clean::VERSION)?;
        if let Some(standing) =
            standing.filter(|it| failed.is_none() && is_done(*it, candidate.ahead))
        {
            let minutes = minutes(standing.words);
            drop(reader);
            self.share(candidate.id)?;
            return Ok(Outcome::Whole {
                minutes,
                without: None,
            });
        }
        drop(reader);
        let document = match self.text(candidate, failed.as_ref())? {
            Ok(document) => document,
            Err(outcome) => return Ok(outcome),
        };
        let mut without = None;
        if candidate.ahead == Ahead::Pictures {
            match self.pictures(candidate, &document)? {
                Ok(missing) => without = missing,
                Err(outcome) => without = Some(self.ended(outcome)),
            }
        }
        if failed.is_some() {
            self.context.store.set_failure(candidate.id, None)?;
        }
        note_pictures(self.context, candidate.id, &document)?;
        self.share(candidate.id)?;
        let minutes = minutes(document.words);
        Ok(Outcome::Whole { minutes, without })
    }

    /// The text is there, but nobody may be asked for its pictures any more.
    fn ended(&self, outcome: Outcome) -> Without {
        let progress = &mut self.shared().progress;
        let why = if let Outcome::Stopped(why) = outcome {
            progress.stopped = Some(why.clone());
            why
        } else {
            progress.is_offline = true;
            clean_line("there is no network")
        };
        Without {
            why,
            is_left_alone: false,
        }
    }

    /// The lists of other feeds that carry it show articles of their own.
    fn share(&self, article: ArticleId) -> Result<(), JobError> {
        let copies = self.context.store.reader()?.copies(article)?;
        let mut copies = copies.into_iter();
        copies.try_for_each(|copy| super::article::share_page(self.context, copy))
    }

    /// The text, fetched if it is not there.
    fn text(
        &self,
        candidate: &Candidate,
        failed: Option<&Failed>,
    ) -> Result<Result<Document, Outcome>, JobError> {
        let context = self.context;
        super::article::share_page(context, candidate.id)?;
        let found = context.store.reader()?.article(candidate.id)?;
        let is_here = found.is_none_or(|it| it.row.is_whole || page_url(&it).is_none());
        if !is_here {
            if let Some(outcome) = self.may_not_ask(candidate.host.as_deref(), failed)? {
                return Ok(Err(outcome));
            }
            let answer = full_text_for(context, candidate.id, Wanted::Ahead);
            self.learn(candidate.host.as_deref(), &answer);
            return Ok(match answer {
                Ok(document) => self.checked(candidate, document, failed)?,
                Err(error) => Err(self.failure(candidate, failed, error)?),
            });
        }
        Ok(Ok(super::document(context, candidate.id)?))
    }

    /// A page that was cut off on its way is there, but not whole; nor is the article where its page has no more than the
    /// summary or a beginning, however often it is asked.
    fn checked(
        &self,
        candidate: &Candidate,
        document: Document,
        failed: Option<&Failed>,
    ) -> Result<Result<Document, Outcome>, JobError> {
        let row = self.context.store.reader()?.article(candidate.id)?;
        if row.is_some_and(|article| article.row.is_whole) {
            return Ok(Ok(document));
        }
        let reader = self.context.store.reader()?;
        let page = reader.body(candidate.id, BodyKind::Page)?;
        let why = if page.is_some_and(|page| !page.text.is_empty()) {
            JobError::Other(super::article::only_a_part(&document))
        } else {
            JobError::other(CUT)
        };
        Ok(Err(self.failure(candidate, failed, why)?))
    }

    /// What is missing of the pictures in the end: the text is worth having without them.
    fn pictures(
        &self,
        candidate: &Candidate,
        document: &Document,
    ) -> Result<Result<Option<Without>, Outcome>, JobError> {
        let mut without: Option<Without> = None;
        for url in addresses_ahead(document) {
            if has_picture(self.context, url) {
                continue;
            }
            let missing = missing(self.context, url);
            let may_be_over = |missing: &Missing| self.may_be_over(&missing.why);
            if missing.as_ref().is_some_and(may_be_over) {
                try_again(self.context, url);
            }
            let (why, is_left_alone) = match missing.filter(|it| !may_be_over(it)) {
                Some(missing) => (missing.why, true),
                None => match self.fetch_picture(candidate, url)? {
                    Ok(()) => continue,
                    Err(Outcome::Failed(why) | Outcome::LeftAlone(why)) => (why, false),
                    Err(outcome) => return Ok(Err(outcome)),
                },
            };
            // What went wrong now is news.
            if without.as_ref().is_none_or(|it| it.is_left_alone) {
                without = Some(Without { why, is_left_alone });
            }
        }
        Ok(Ok(without))
    }

    fn fetch_picture(
        &self,
        candidate: &Candidate,
        url: &str,
    ) -> Result<Result<(), Outcome>, JobError> {
        let host = place_of(url);
        if let Some(outcome) = self.may_not_ask(host.as_deref(), None)? {
            return Ok(Err(outcome));
        }
        let is_silent = |host: &str| self.shared().hosts_away.contains(host);
        if let Some(host) = host.as_deref().filter(|host| is_silent(host)) {
            let why = clean_line(&format!("{host} did not answer a moment ago"));
            return Ok(Err(Outcome::Failed(why)));
        }
        let stored = store_picture(self.context, candidate.id, url, Wanted::Ahead);
        self.learn(host.as_deref(), &stored);
        Ok(match stored {
            Ok(_) => Ok(()),
            Err(JobError::Store(error)) => return Err(error.into()),
            Err(JobError::Fetch(FetchError::Stopped)) => Err(stopped()),
            Err(error) if self.is_nobodys_fault(&error) => Err(Outcome::Away),
            Err(error) => Err(Outcome::Failed(clean_line(&error.to_string()))),
        })
    }

    fn is_nobodys_fault(&self, error: &JobError) -> bool {
        match error {
            JobError::Fetch(FetchError::Offline) => true,
            // One host may lie where this machine never gets.
            JobError::Fetch(FetchError::NoNetwork(_)) => !self.has_network(),
            _ => false,
        }
    }

    /// A person who asks again may have signed in since, or be where the line is better.
    fn may_be_over(&self, why: &Clean) -> bool {
        self.by.is_person() && (doubt::is_complaint(why) || is_of_line(why))
    }

    /// Why this is not asked for now, if so.
    fn may_not_ask(
        &self,
        host: Option<&str>,
        failed: Option<&Failed>,
    ) -> Result<Option<Outcome>, JobError> {
        let now = self.context.now();
        if let Some(failed) = failed.filter(|it| it.until > now && !self.may_be_over(&it.why)) {
            let left = crate::schedule::span(failed.until.since(now));
            let why = format!("{}, left alone for {left} yet", failed.why);
            return Ok(Some(Outcome::LeftAlone(clean_line(&why))));
        }
        if self.context.is_cancelled() {
            return Ok(Some(stopped()));
        }
        if let Some(why) = self.spent()? {
            return Ok(Some(Outcome::Stopped(why)));
        }
        if self.is_away() {
            return Ok(Some(Outcome::Away));
        }
        let Some(host) = host else { return Ok(None) };
        let until = self.context.store.reader()?.host_wait(host)?;
        Ok(until
            .filter(|until| until.is_believed_ahead(now))
            .map(|until| {
                let left = crate::schedule::span(until.since(now));
                Outcome::LeftAlone(clean_line(&format!(
                    "{host} asked to be left alone, for {left} yet"
                )))
            }))
    }

    /// What an answer says of its host, and of the network.
    fn learn<T>(&self, host: Option<&str>, answer: &Result<T, JobError>) {
        let mut shared = self.shared();
        shared.was_away |= self.context.is_away();
        match answer {
            // Nobody was asked.
            Err(
                JobError::LeftAlone(_)
                | JobError::Fetch(
                    FetchError::Stopped | FetchError::Offline | FetchError::Waits { .. },
                ),
            ) => {}
            Err(error) if is_unreached(error) => {
                shared.hosts_away.extend(host.map(str::to_owned));
                let is_told = matches!(error, JobError::Fetch(FetchError::NoNetwork(_)));
                if is_told && !shared.has_answer {
                    shared.progress.is_offline = true;
                }
            }
            _ => {
                shared.has_answer = true;
                shared.hosts_away.clear();
            }
        }
    }

    fn is_away(&self) -> bool {
        let mut shared = self.shared();
        let is_away = shared.hosts_away.len() >= HOSTS_AWAY;
        shared.progress.is_offline |= is_away;
        shared.progress.is_offline
    }

    fn has_network(&self) -> bool {
        self.shared().has_answer && !self.context.is_away()
    }

    /// Remembers what went wrong, unless nobody is to blame.
    fn failure(
        &self,
        candidate: &Candidate,
        failed: Option<&Failed>,
        error: JobError,
    ) -> Result<Outcome, JobError> {
        match &error {
            JobError::Fetch(FetchError::Stopped) => return Ok(stopped()),
            JobError::Fetch(FetchError::Waits { .. }) => {
                return Ok(Outcome::Failed(clean_line(&error.to_string())));
            }
            error if self.is_nobodys_fault(error) => return Ok(Outcome::Away),
            JobError::Store(error) => return Err(JobError::Store(error.clone())),
            _ => {}
        }
        let why = clean_line(&error.to_string());
        let is_of_line = is_unreached(&error) || why.as_str() == CUT;
        let now = self.context.now();
        let tries = failed.map_or(0, |failed| failed.tries).saturating_add(1);
        let pause = PAUSE
            .saturating_mul(1 << (tries - 1).min(8))
            .min(LONGEST_PAUSE);
        let is_final = matches!(
            &error,
            JobError::Refused {
                status: 404 | 410,
                ..
            }
        );
        let pause = if is_final { LONGEST_PAUSE } else { pause };
        let until = match &error {
            JobError::Refused {
                until: Some(until), ..
            } => now.plus(pause).max(*until),
            _ => now.plus(pause),
        };
        let failed = Failed {
            tries,
            until,
            why: why.clone(),
        };
        if is_of_line {
            self.shared().unreached.push((candidate.id, failed));
        } else {
            self.context.store.set_failure(candidate.id, Some(failed))?;
        }
        Ok(Outcome::Failed(why))
    }

    fn count(&self, candidate: Candidate, outcome: Outcome) {
        let progress = {
            let mut shared = self.shared();
            if let Some(at) = shared
                .flying
                .iter()
                .position(|host| *host == candidate.host)
            {
                shared.flying.swap_remove(at);
            }
            let progress = &mut shared.progress;
            let is_left_alone = matches!(outcome, Outcome::LeftAlone(_));
            match outcome {
                Outcome::Whole { minutes, without } => {
                    progress.done += 1;
                    progress.whole += 1;
                    progress.minutes = progress.minutes.saturating_add(minutes);
                    if let Some(without) = without {
                        progress.left_alone += u32::from(without.is_left_alone);
                        progress.without_pictures.push(AheadFailure {
                            article: candidate.id,
                            title: candidate.title,
                            why: without.why,
                            is_left_alone: without.is_left_alone,
                        });
                    }
                }
                Outcome::Failed(why) | Outcome::LeftAlone(why) => {
                    progress.done += 1;
                    progress.failures.push(AheadFailure {
                        article: candidate.id,
                        title: candidate.title,
                        why,
                        is_left_alone,
                    });
                }
                Outcome::Away => progress.is_offline = true,
                Outcome::Stopped(why) => progress.stopped = Some(why),
            }
            progress.bytes = self.context.received().saturating_sub(self.before);
            progress.without_lists()
        };
        self.landed.notify_all();
        self.context.report(Report::Ahead(progress));
    }

    fn finish(&self) -> Result<AheadProgress, JobError> {
        let (unreached, is_to_blame) = {
            let mut shared = self.shared();
            shared.progress.is_offline |= self.context.is_away();
            if shared.progress.is_offline {
                self.context.lose_connection();
            }
            let was_away = shared.was_away || self.context.is_away();
            let is_to_blame = shared.has_answer && !was_away;
            (std::mem::take(&mut shared.unreached), is_to_blame)
        };
        if is_to_blame {
            for (article, failed) in unreached {
                self.context.store.set_failure(article, Some(failed))?;
            }
        }
        // What was counted is on the disk before anybody asks.
        self.context.store.flush()?;
        let mut progress = self.shared().progress.clone();
        let is_enough = self
            .amount
            .minutes
            .is_some_and(|most| progress.minutes >= most)
            || self
                .amount
                .articles
                .is_some_and(|most| progress.whole >= most);
        if is_enough {
            // No more was promised.
            progress.total = progress.done;
        }
        progress.is_finished = true;
        progress.bytes = self.context.received().saturating_sub(self.before);
        self.context.report(Report::Ahead(progress.clone()));
        self.context.report(Report::Changed(Changed {
            articles: true,
            ..Changed::default()
        }));
        Ok(progress)
    }
}

fn stopped() -> Outcome {
    Outcome::Stopped(clean_line("it was ended early"))
}

/// Nothing came, as where there is no network.
fn is_unreached(error: &JobError) -> bool {
    let JobError::Fetch(error) = error else {
        return false;
    };
    error.is_no_answer() || matches!(error, FetchError::Refused(_) | FetchError::Timeout(..))
}

/// That was said of what the line may be to blame for.
fn is_of_line(why: &str) -> bool {
    const SAID: [&str; 5] = [
        "was cut off on its way",
        "did not answer within",
        "cannot be reached",
        "refuses the connection",
        "is not known",
    ];
    SAID.iter().any(|said| why.contains(said))
}

/// Whether all of the article's pictures that are fetched ahead are on the disk, where lists show it.
pub fn note_pictures(
    context: &Context,
    article: ArticleId,
    document: &Document,
) -> Result<(), JobError> {
    if context.store.is_read_only() {
        return Ok(());
    }
    let urls = addresses_ahead(document);
    let pictures = if urls.is_empty() {
        OnDisk::Nothing
    } else if urls.iter().all(|url| has_picture(context, url)) {
        OnDisk::All
    } else {
        OnDisk::No
    };
    let standing = context.store.reader()?.standing(article, clean::VERSION)?;
    if standing.is_some_and(|it| it.pictures != pictures) {
        context.store.set_pictures(article, pictures)?;
    }
    Ok(())
}

/// Nothing is left to be fetched or cleaned: the text need not be read to know it.
fn is_done(standing: Standing, ahead: Ahead) -> bool {
    let has_pictures = ahead != Ahead::Pictures || standing.pictures != OnDisk::No;
    standing.is_whole && standing.is_clean && has_pictures
}

/// Pictures were removed: what lists say of them is looked at again. Answers of how many articles some are missing.
pub fn note_all_pictures(context: &Context) -> Result<u32, JobError> {
    let mut missing = 0;
    for article in context.store.reader()?.with_pictures()? {
        if context.is_cancelled() {
            break;
        }
        let document = super::document(context, article)?;
        note_pictures(context, article, &document)?;
        let urls = addresses_ahead(&document);
        missing += u32::from(!urls.iter().all(|url| has_picture(context, url)));
    }
    Ok(missing)
}

/// The folder of pictures was removed, or did not come along with the store.
fn note_lost_pictures(context: &Context) -> Result<(), JobError> {
    let is_gone = context.pictures.as_ref().is_some_and(|it| !it.exists());
    if is_gone && !context.store.is_read_only() {
        note_all_pictures(context)?;
    }
    Ok(())
}
