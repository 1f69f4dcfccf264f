//! The interface's way to jobs: given and forgotten, answered by reports. What a person waits for
//! has threads of its own, so that an article is never queued behind a refresh.

use super::{
    Context, JobError, crash, find_anew, find_feeds, full_text_then, https_first, import, index,
    refresh, save_page,
};
use super::{Existing, download, write};
use super::{open_enclosure, pipe, run_on, tell_saved};
use super::{subscribe, write_filters, write_subscriptions};
use crate::config::Config;
use crate::fetch::FetchError;
use crate::model::{
    Anchor, ArticleId, ArticleQuery, Candidate, Changed, FeedId, Format, NewFeed, Report, Scope,
    Sought, Target, Which,
};
use crate::text::{Clean, clean_line};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a person starts few jobs; a box would be in everybody's way"
)]
pub enum Job {
    Refresh(Which),
    FullText(ArticleId),
    /// Its page is fetched although it is there.
    Refetch(ArticleId),
    FindFeeds(String),
    /// The feeds behind the site of a feed that is there already.
    FindAnew(FeedId),
    Subscribe(NewFeed),
    /// As one change, then polled together.
    SubscribeAll(Vec<NewFeed>),
    /// Everything that a file lists, then polled.
    Import(String),
    SavePage(String),
    /// The subscriptions changed: write their copy.
    WriteSubscriptions,
    /// The file of filters is read if it was written by somebody else, or written.
    ReadFilters,
    WriteFilters,
    /// The reader saved these: the hook is told.
    Saved(Vec<ArticleId>),
    /// A program that the reader named gets the article, or is run on it.
    Pipe(ArticleId, String),
    RunOn(ArticleId, String),
    /// The enclosure of this number is opened.
    OpenEnclosure(ArticleId, u32),
    /// It is fetched into a file.
    Download(ArticleId, u32),
    /// Articles into a file, as its path was typed.
    Write {
        target: Target,
        format: Format,
        path: String,
        existing: Existing,
    },
    Index,
    /// What should be there of what came, is fetched.
    Ahead,
    /// Is the store whole?
    Check,
    /// Fails by a fault of its own, in the middle of a change: for the tests of what that leaves.
    Fault,
}

impl Job {
    fn is_waited_for(&self) -> bool {
        matches!(
            self,
            Self::FullText(_)
                | Self::Refetch(_)
                | Self::FindFeeds(_)
                | Self::FindAnew(_)
                | Self::Subscribe(_)
                | Self::SavePage(_)
                | Self::Write { .. }
                | Self::Fault
        )
    }

    /// A program of the reader's, which may run as long as it likes.
    fn is_program(&self) -> bool {
        matches!(
            self,
            Self::Pipe(..) | Self::RunOn(..) | Self::OpenEnclosure(..)
        )
    }

    /// A file that follows what the reader changed: short, and not what giving up is about.
    fn writes_along(&self) -> bool {
        matches!(
            self,
            Self::WriteSubscriptions | Self::ReadFilters | Self::WriteFilters
        )
    }

    /// Carried out whatever else is given up.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.writes_along() || matches!(self, Self::Saved(_))
    }
}

/// Jobs at a time that a person waits for.
const FOREGROUND: usize = 3;
/// The reader's programs at a time.
const PROGRAMS: usize = 4;
/// The cleaner works on trees as deep as it allows.
const STACK: usize = 8 << 20;
/// How long the end of the program waits for jobs.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long it waits for files that are written after the reader's changes.
const WRITTEN: Duration = Duration::from_secs(10);

/// How much nicer than those that answer keys the thread is that stores: a person waits for it, too.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Makes the calling thread, and those it starts, work only where no other thread wants the core: one that wakes takes
/// it at once, where from a nicer one it comes at the end of a slice, 3 to 4 ms later. Elsewhere than on Linux this is of
/// a process, not of a thread, and is left alone.
pub fn step_back() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
            set_thread_priority_and_policy, thread_native_id,
        };
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let done = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
        if let Err(error) = done {
            tracing::debug!("refreshing is as urgent as answering keys: {error}");
        }
    }
}

/// Makes the calling thread, and those it starts, give way to those that answer keys, as far as their shares go.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICE) {
        tracing::debug!("storing is as urgent as answering keys: {error}");
    }
}

/// Threads that work jobs off, started when there is a job for them.
pub struct Worker {
    context: Context,
    /// As it is now: each job has it as it was when it began.
    config: Arc<Mutex<Arc<Config>>>,
    foreground: Team,
    background: Team,
    programs: Team,
    /// Files that come for long.
    downloads: Team,
    /// Files that follow the reader's changes; one after the other, so that the newest is what stays.
    files: Team,
    /// Hooks.
    told: Team,
}

/// Threads with the same jobs.
struct Team {
    name: &'static str,
    most: usize,
    /// What they begin with.
    begin: fn(),
    /// All that was given is done, whatever is cancelled.
    is_kept: bool,
    /// How long the end of the program waits for them.
    patience: Duration,
    queue: Arc<Queue>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    end: Sender<()>,
    ended: Receiver<()>,
}

impl Team {
    fn new(name: &'static str, most: usize, begin: fn()) -> Self {
        let (end, ended) = channel();
        Self {
            name,
            most,
            begin,
            is_kept: false,
            patience: FAREWELL,
            queue: Arc::default(),
            threads: Mutex::default(),
            end,
            ended,
        }
    }

    fn kept(name: &'static str) -> Self {
        Self {
            is_kept: true,
            ..Self::new(name, 1, || ())
        }
    }

    fn close(&self) {
        self.queue.close(self.is_kept);
    }

    /// Until its threads have ended, or the time is over.
    fn wait(&self, until: Instant) {
        let threads = std::mem::take(&mut *self.threads());
        for _ in &threads {
            let left = until.saturating_duration_since(Instant::now());
            if self.ended.recv_timeout(left).is_err() {
                // In the middle of something that cannot be stopped; it ends with the process.
                return;
            }
        }
        for thread in threads {
            // A job that panicked has been reported.
            let _ = thread.join();
        }
    }

    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    /// Its end cancels its own jobs only: the program may go on to the demo with the same flag.
    pub fn start(mut context: Context) -> Self {
        context.cancelled = Arc::default();
        Self {
            config: Arc::new(Mutex::new(context.config.clone())),
            context,
            foreground: Team::new("page", FOREGROUND, || ()),
            background: Team::new("background", 1, step_back),
            programs: Team::new("program", PROGRAMS, || ()),
            downloads: Team::new("download", 1, || ()),
            files: Team {
                patience: WRITTEN,
                ..Team::kept("files")
            },
            told: Team::kept("hooks"),
        }
    }

    fn spawn(&self, team: &Team, number: usize) -> std::io::Result<JoinHandle<()>> {
        let (mut context, config) = (self.context.clone(), self.config.clone());
        if team.is_kept {
            context.cancelled = Arc::default();
        }
        let (queue, end, begin) = (team.queue.clone(), team.end.clone(), team.begin);
        let thread = std::thread::Builder::new()
            .name(format!("{} {number}", team.name))
            .stack_size(STACK);
        thread.spawn(move || {
            begin();
            work(&mut context, &config, &queue);
            // Nobody listens any more when the program waits no longer.
            let _ = end.send(());
        })
    }

    /// The configuration for the jobs that begin from now on; what was connected by the one before stays.
    pub fn configure(&self, config: Arc<Config>) {
        *self.config.lock().unwrap_or_else(PoisonError::into_inner) = config;
    }

    /// Gives a job; does not wait. A job that waits already is not done twice.
    pub fn submit(&self, job: Job) {
        let team = match job {
            Job::Download(..) => &self.downloads,
            Job::Saved(_) => &self.told,
            _ if job.is_program() => &self.programs,
            _ if job.writes_along() => &self.files,
            _ if job.is_waited_for() => &self.foreground,
            _ => &self.background,
        };
        let has_hands = team.queue.push(job.clone());
        let mut threads = team.threads();
        if has_hands || threads.len() >= team.most {
            return;
        }
        match self.spawn(team, threads.len()) {
            Ok(thread) => threads.push(thread),
            // Those that there are have more to do.
            Err(error) if !threads.is_empty() => tracing::warn!("no thread for a job: {error}"),
            Err(error) => fail(&self.context, job, &JobError::other(error)),
        }
    }

    /// Whether this job waits or is under way.
    #[must_use]
    pub fn is_given(&self, job: &Job) -> bool {
        self.teams().into_iter().any(|team| team.queue.has(job))
    }

    /// Ends what is under way early, with all that was done stored, and does what is kept; waits at most two seconds,
    /// for files a little longer.
    pub fn stop(self) {
        let now = Instant::now();
        self.end();
        for team in self.teams() {
            team.wait(now + team.patience);
        }
    }

    /// What is under way ends early, and what waits does not begin, but for what is kept; not waited for.
    pub fn end(&self) {
        self.context.cancelled.store(true, Ordering::Relaxed);
        self.teams().into_iter().for_each(Team::close);
    }

    fn teams(&self) -> [&Team; 6] {
        [
            &self.foreground,
            &self.background,
            &self.programs,
            &self.downloads,
            &self.told,
            &self.files,
        ]
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

/// Jobs that wait.
#[derive(Default)]
struct Queue {
    jobs: Mutex<Jobs>,
    arrived: Condvar,
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    running: Vec<Job>,
    /// Threads that have nothing to do.
    idle: usize,
    is_closed: bool,
}

impl Queue {
    /// False where no thread is idle for it.
    fn push(&self, job: Job) -> bool {
        let mut jobs = self.lock();
        // The newest article is the one that is being looked at.
        if matches!(job, Job::FullText(_) | Job::Refetch(_)) {
            if jobs.running.contains(&job) {
                return true;
            }
            jobs.waiting.retain(|waiting| *waiting != job);
            jobs.waiting.push_front(job);
        } else if !jobs.waiting.contains(&job) {
            jobs.waiting.push_back(job);
        }
        let has_hands = jobs.waiting.len() <= jobs.idle;
        drop(jobs);
        self.arrived.notify_one();
        has_hands
    }

    fn pop(&self) -> Option<Job> {
        let mut jobs = self.lock();
        loop {
            if let Some(job) = jobs.waiting.pop_front() {
                jobs.running.push(job.clone());
                return Some(job);
            }
            if jobs.is_closed {
                return None;
            }
            jobs.idle += 1;
            jobs = self
                .arrived
                .wait(jobs)
                .unwrap_or_else(PoisonError::into_inner);
            jobs.idle -= 1;
        }
    }

    fn done(&self, job: &Job) {
        let mut jobs = self.lock();
        if let Some(place) = jobs.running.iter().position(|running| running == job) {
            jobs.running.swap_remove(place);
        }
    }

    fn has(&self, job: &Job) -> bool {
        let jobs = self.lock();
        jobs.running.contains(job) || jobs.waiting.contains(job)
    }

    fn close(&self, keeps: bool) {
        let mut jobs = self.lock();
        jobs.is_closed = true;
        if !keeps {
            jobs.waiting.clear();
        }
        drop(jobs);
        self.arrived.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn work(context: &mut Context, config: &Mutex<Arc<Config>>, queue: &Queue) {
    while let Some(job) = queue.pop() {
        context.config = config
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let context = &*context;
        let done = catch_unwind(AssertUnwindSafe(|| run(context, &job)));
        queue.done(&job);
        let error = match done {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error,
            Err(_) => JobError::other(format!(
                "a fault of tidings ended this job; nothing stored is lost; it is written down in {}",
                crash::write_down()
            )),
        };
        if !context.is_cancelled() {
            tracing::warn!("a job failed: {error}");
            fail(context, job, &error);
        }
    }
}

fn run(context: &Context, job: &Job) -> Result<(), JobError> {
    match job {
        Job::Refresh(which) => refresh_and_tidy(context, which),
        Job::FullText(article) => whole(context, *article, false),
        Job::Refetch(article) => whole(context, *article, true),
        Job::FindFeeds(asked) => {
            let candidates = find_feeds(context, asked)?;
            found(context, Sought::At(asked.clone()), candidates);
            Ok(())
        }
        Job::FindAnew(feed) => {
            found(context, Sought::Anew(*feed), find_anew(context, *feed)?);
            Ok(())
        }
        Job::Subscribe(feed) => {
            subscribe(context, &https_first(context, feed))?;
            context.report(Report::Changed(Changed {
                feeds: true,
                ..Changed::default()
            }));
            index(context)?;
            write_subscriptions(context)
        }
        Job::SubscribeAll(feeds) => {
            let ids = import(context, feeds)?;
            context.report(Report::Changed(Changed {
                feeds: true,
                ..Changed::default()
            }));
            refresh_and_tidy(context, &Which::Feeds(ids))?;
            write_subscriptions(context)
        }
        Job::Import(file) => import_file(context, file),
        Job::SavePage(url) => {
            save_page(context, url)?;
            context.report(Report::Changed(Changed {
                articles: true,
                ..Changed::default()
            }));
            context.report(Report::PageSaved {
                address: url.clone(),
                error: None,
            });
            Ok(())
        }
        Job::ReadFilters => super::filters::follow(context),
        Job::WriteFilters => write_filters(context),
        Job::Saved(articles) => {
            tell_saved(context, articles);
            Ok(())
        }
        Job::Pipe(..)
        | Job::RunOn(..)
        | Job::OpenEnclosure(..)
        | Job::Download(..)
        | Job::Write { .. } => outward(context, job),
        Job::WriteSubscriptions => write_subscriptions(context),
        Job::Index => index(context),
        Job::Ahead => {
            super::prefetch_quietly(context)?;
            index(context)
        }
        Job::Check => super::check(context),
        Job::Fault => fault(context),
    }
}

fn whole(context: &Context, article: ArticleId, is_again: bool) -> Result<(), JobError> {
    let came = || {
        context.report(Report::FullText {
            article,
            error: None,
        });
    };
    full_text_then(context, article, is_again, came).map(drop)
}

/// What leaves the store: to programs of the reader's, into files.
fn outward(context: &Context, job: &Job) -> Result<(), JobError> {
    // Another program may look at the store: it has everything then.
    context.store.flush()?;
    match job {
        Job::Pipe(article, line) => say(context, pipe(context, *article, line)?),
        Job::RunOn(article, line) => say(context, run_on(context, *article, line)?),
        Job::OpenEnclosure(article, number) => {
            say(context, open_enclosure(context, *article, *number)?)
        }
        Job::Download(article, number) => {
            let done = download(context, *article, *number, None)?;
            say(context, done.said())
        }
        Job::Write {
            target,
            format,
            path,
            existing,
        } => {
            let text = write(context, target, *format, path, *existing)?;
            context.report(Report::Written(Ok(text)));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Its message holds what one can: the titles of articles.
fn fault(context: &Context) -> Result<(), JobError> {
    let reader = context.store.reader()?;
    let query = ArticleQuery::of(Scope::All);
    let titles = reader.window(&query, Anchor::Top, 0, 50)?.rows;
    let titles: Vec<Clean> = titles.into_iter().map(|row| row.title).collect();
    context.store.set_state("fault", "begun".to_owned());
    panic!("wanted by a test: {titles:?}");
}

/// Subscribes to what a file lists, fetches what is new, and says what was left out last, so that it
/// is seen.
fn import_file(context: &Context, file: &str) -> Result<(), JobError> {
    let file = crate::config::full_path(file).map_err(JobError::other)?;
    let brought = super::import_file(context, &file)?;
    context.report(Report::Changed(Changed {
        feeds: true,
        articles: true,
        ..Changed::default()
    }));
    say(context, brought.said())?;
    if context.web.is_some() && !brought.new.is_empty() {
        refresh_and_tidy(context, &Which::Feeds(brought.new.clone()))?;
    } else {
        index(context)?;
    }
    if let Some(left_out) = brought.left_out_said() {
        let came = brought.said();
        context.report(Report::Message {
            text: clean_line(&format!("{came}; {left_out}")),
            is_error: true,
        });
    }
    write_subscriptions(context)?;
    Ok(())
}

fn say(context: &Context, text: Clean) -> Result<(), JobError> {
    context.report(Report::Message {
        text,
        is_error: false,
    });
    Ok(())
}

fn found(context: &Context, asked: Sought, candidates: Vec<Candidate>) {
    context.report(Report::Found {
        asked,
        candidates,
        error: None,
    });
}

fn refresh_and_tidy(context: &Context, which: &Which) -> Result<(), JobError> {
    let progress = refresh(context, which)?;
    if progress.is_offline {
        // Nothing came, and nothing would.
        return Ok(());
    }
    index(context)?;
    super::prefetch_quietly(context)?;
    index(context)?;
    super::prune_now_and_then(context)
}

fn unfound(asked: Sought, why: Clean) -> Report {
    Report::Found {
        asked,
        candidates: Vec::new(),
        error: Some(why),
    }
}

fn fail(context: &Context, job: Job, error: &JobError) {
    if matches!(error, JobError::Fetch(FetchError::Stopped)) {
        // A person gave it up.
        return;
    }
    let text = clean_line(&error.to_string());
    context.report(match job {
        Job::FullText(article) | Job::Refetch(article) => Report::FullText {
            article,
            error: Some(text),
        },
        Job::FindFeeds(asked) => unfound(Sought::At(asked), text),
        Job::FindAnew(feed) => unfound(Sought::Anew(feed), text),
        Job::SavePage(address) => Report::PageSaved {
            address,
            error: Some(text),
        },
        Job::Write { .. } => {
            let is_taken = matches!(error, JobError::Exists(_));
            Report::Written(Err((text, is_taken)))
        }
        _ => Report::Message {
            text,
            is_error: true,
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_that_steps_back_and_those_it_starts_work_only_where_a_core_is_idle() {
        use thread_priority::{
            NormalThreadSchedulePolicy as Policy, ThreadSchedulePolicy, thread_schedule_policy,
        };
        let both = std::thread::spawn(|| {
            step_back();
            let started = std::thread::spawn(thread_schedule_policy).join().unwrap();
            [thread_schedule_policy(), started]
        });
        for policy in both.join().unwrap() {
            assert_eq!(policy, Ok(ThreadSchedulePolicy::Normal(Policy::Idle)));
        }
        let policy = thread_schedule_policy();
        assert_eq!(policy, Ok(ThreadSchedulePolicy::Normal(Policy::Other)));
    }

    #[test]
    fn a_thread_is_started_only_where_none_is_idle() {
        let queue = Arc::new(Queue::default());
        assert!(!queue.push(Job::Index), "there is none");
        assert!(!queue.push(Job::Check), "both wait");
        let (sender, done) = channel();
        let own = queue.clone();
        let thread = std::thread::spawn(move || {
            while let Some(job) = own.pop() {
                own.done(&job);
                sender.send(job).unwrap();
            }
        });
        assert_eq!([done.recv(), done.recv()], [Ok(Job::Index), Ok(Job::Check)]);
        while queue.lock().idle == 0 {
            std::thread::yield_now();
        }
        assert!(queue.push(Job::Index), "it waits for one");
        assert_eq!(done.recv(), Ok(Job::Index));
        queue.close(false);
        thread.join().unwrap();
    }
}
