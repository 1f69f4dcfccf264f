//! The interface's way to jobs: given and forgotten, answered by reports. What a person waits for
//! has threads of its own, so that an article is never queued behind a refresh.

use super::{Context, JobError, find_feeds, full_text, import, index, prune, refresh, save_page};
use super::{subscribe, write_subscriptions};
use crate::model::{ArticleId, NewFeed, Report, Which};
use crate::text::clean_line;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a handful of jobs wait at a time"
)]
pub enum Job {
    Refresh(Which),
    FullText(ArticleId),
    FindFeeds(String),
    Subscribe(NewFeed),
    /// As one change, then polled together.
    SubscribeAll(Vec<NewFeed>),
    SavePage(String),
    /// The subscriptions changed: write their copy.
    WriteSubscriptions,
}

impl Job {
    fn is_waited_for(&self) -> bool {
        matches!(
            self,
            Self::FullText(_) | Self::FindFeeds(_) | Self::SavePage(_)
        )
    }
}

/// Pages that a person waits for at once.
const FOREGROUND: usize = 2;

/// Threads that work jobs off.
pub struct Worker {
    context: Context,
    foreground: Option<Sender<Job>>,
    background: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    pub fn start(context: Context) -> Result<Self, JobError> {
        let (foreground, jobs) = channel();
        let jobs = Arc::new(Mutex::new(jobs));
        let (background, later) = channel();
        let later = Arc::new(Mutex::new(later));
        let mut threads = Vec::new();
        let queues = std::iter::repeat_n(&jobs, FOREGROUND).chain([&later]);
        for queue in queues {
            let (context, queue) = (context.clone(), queue.clone());
            let thread = std::thread::Builder::new()
                .name("job".into())
                .stack_size(8 << 20);
            threads.push(
                thread
                    .spawn(move || work(&context, &queue))
                    .map_err(JobError::other)?,
            );
        }
        Ok(Self {
            context,
            foreground: Some(foreground),
            background: Some(background),
            threads,
        })
    }

    /// Gives a job; does not wait.
    pub fn submit(&self, job: Job) {
        let queue = if job.is_waited_for() {
            &self.foreground
        } else {
            &self.background
        };
        if let Some(queue) = queue {
            // The threads end only with the worker.
            let _ = queue.send(job);
        }
    }

    /// Ends what is under way early, with all that was done stored.
    pub fn stop(mut self) {
        self.context.cancelled.store(true, Ordering::Relaxed);
        (self.foreground, self.background) = (None, None);
        self.context.web = None;
        // A thread in the middle of a request ends with the process: requests change nothing.
        self.threads.retain(|thread| !thread.is_finished());
    }
}

fn work(context: &Context, queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if context.is_cancelled() {
            return;
        }
        if let Err(error) = run(context, &job) {
            tracing::warn!("{job:?}: {error}");
            fail(context, job, &error);
        }
    }
}

fn run(context: &Context, job: &Job) -> Result<(), JobError> {
    match job {
        Job::Refresh(which) => refresh_and_tidy(context, which),
        Job::FullText(article) => full_text(context, *article).map(|_| {
            context.report(Report::FullText {
                article: *article,
                error: None,
            });
        }),
        Job::FindFeeds(asked) => {
            let candidates = find_feeds(context, asked)?;
            context.report(Report::Found {
                asked: asked.clone(),
                candidates,
                error: None,
            });
            Ok(())
        }
        Job::Subscribe(feed) => {
            subscribe(context, feed)?;
            write_subscriptions(context)?;
            index(context)
        }
        Job::SubscribeAll(feeds) => {
            let ids = import(context, feeds)?;
            write_subscriptions(context)?;
            context.report(Report::Changed(crate::model::Changed {
                feeds: true,
                ..Default::default()
            }));
            refresh_and_tidy(context, &Which::Feeds(ids))
        }
        Job::SavePage(url) => {
            save_page(context, url)?;
            context.report(Report::Changed(crate::model::Changed {
                articles: true,
                ..Default::default()
            }));
            let text = clean_line(&format!("saved {url}"));
            context.report(Report::Message {
                text,
                is_error: false,
            });
            Ok(())
        }
        Job::WriteSubscriptions => write_subscriptions(context),
    }
}

fn refresh_and_tidy(context: &Context, which: &Which) -> Result<(), JobError> {
    refresh(context, which)?;
    index(context)?;
    prune(context)
}

fn fail(context: &Context, job: Job, error: &JobError) {
    let text = clean_line(&error.to_string());
    context.report(match job {
        Job::FullText(article) => Report::FullText {
            article,
            error: Some(text),
        },
        Job::FindFeeds(asked) => Report::Found {
            asked,
            candidates: Vec::new(),
            error: Some(text),
        },
        _ => Report::Message {
            text,
            is_error: true,
        },
    });
}
