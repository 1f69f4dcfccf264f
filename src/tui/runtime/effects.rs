//! Effects carried out: reads on a thread of their own where the newest question of a kind wins,
//! layout on another, changes to the store's writer, the rest to jobs.

use super::{Error, Incoming};
use crate::jobs::process::open_in_browser;
use crate::jobs::{Context, Job, Worker, document};
use crate::model::{Changed, Report, Timestamp};
use crate::page::lay_out;
use crate::store::{Reader, StoreError};
use crate::text::clean_line;
use crate::tui::core::{Effect, Event, Loaded};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// A key repeated by holding it comes every 30 ms: a preview waits until it is let go.
const REST: Duration = Duration::from_millis(60);

pub struct Executor {
    context: Context,
    worker: Worker,
    sender: Sender<Incoming>,
    reads: Sender<Effect>,
    layouts: Sender<Effect>,
    /// For small questions of the loop itself.
    reader: Reader,
    version: i64,
    rest: Option<(u64, Instant)>,
}

impl Executor {
    pub fn start(context: Context, sender: Sender<Incoming>) -> Result<Self, Error> {
        let worker = Worker::start(context.clone())?;
        let (reads, questions) = channel();
        let (layouts, pages) = channel();
        let (for_reads, answers) = (context.clone(), sender.clone());
        let first = context.store.reader()?;
        std::thread::Builder::new()
            .name("reads".into())
            .stack_size(8 << 20)
            .spawn(move || read_all(&for_reads, &first, &questions, &answers))?;
        let answers = sender.clone();
        std::thread::Builder::new()
            .name("layout".into())
            .stack_size(8 << 20)
            .spawn(move || lay_out_all(&pages, &answers))?;
        let reader = context.store.reader()?;
        let version = reader.data_version().unwrap_or(0);
        Ok(Self {
            context,
            worker,
            sender,
            reads,
            layouts,
            reader,
            version,
            rest: None,
        })
    }

    pub fn stop(self) {
        self.worker.stop();
    }

    /// Everything acknowledged is on disk.
    pub fn flush(&self) {
        if let Err(error) = self.context.store.flush() {
            self.say(&error.to_string());
        }
    }

    /// Whether anything was written since the last look, by whom ever.
    pub fn others_wrote(&mut self) -> bool {
        let version = self.reader.data_version().unwrap_or(self.version);
        std::mem::replace(&mut self.version, version) != version
    }

    pub fn next_due(&self) -> Option<Timestamp> {
        let feeds = self.reader.feeds().ok()?;
        feeds.iter().filter_map(|feed| feed.health.next_due).min()
    }

    /// How long until the rest that was asked for is over.
    pub fn rest(&self) -> Option<Duration> {
        self.rest
            .map(|(_, end)| end.saturating_duration_since(Instant::now()))
    }

    pub fn rested(&mut self) -> Option<u64> {
        let (number, end) = self.rest?;
        if Instant::now() < end {
            return None;
        }
        self.rest = None;
        Some(number)
    }

    pub fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::LoadList { .. }
            | Effect::FindUnread { .. }
            | Effect::LoadFeeds { .. }
            | Effect::LoadDocument(_) => send(&self.reads, effect),
            Effect::LayOut { .. } => send(&self.layouts, effect),
            Effect::Apply(change) => {
                let sender = self.sender.clone();
                let is_feed = !matches!(change, crate::model::Change::Mark { .. });
                if is_feed {
                    self.worker.submit(Job::WriteSubscriptions);
                }
                let done = move |result: Result<_, StoreError>| {
                    let result = result.map_err(|error| clean_line(&error.to_string()));
                    let _ = sender.send(Incoming::Event(Event::Applied(result)));
                };
                self.context
                    .store
                    .apply_later(change, self.context.clock.now(), Box::new(done));
            }
            Effect::Undo => self.turn(true),
            Effect::Redo => self.turn(false),
            Effect::FullText(article) => self.submit(Job::FullText(article)),
            Effect::Refresh(which) => self.submit(Job::Refresh(which)),
            Effect::FindFeeds(address) => self.submit(Job::FindFeeds(address)),
            Effect::Subscribe(feed) => self.submit(Job::Subscribe(feed)),
            Effect::SubscribeAll(feeds) => self.submit(Job::SubscribeAll(feeds)),
            Effect::SetPosition(article, place) => self.context.store.set_position(article, place),
            Effect::Remember { name, value } => self.context.store.set_state(name, value),
            Effect::Browse(url) => self.browse(&url),
            Effect::Rest(number) => self.rest = Some((number, Instant::now() + REST)),
            Effect::Copy(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::OpenDemo
            | Effect::Quit => {}
        }
    }

    fn submit(&self, job: Job) {
        self.worker.submit(job);
    }

    /// Undo waits for the changes before it: they are in the same queue.
    fn turn(&self, is_undo: bool) {
        let store = self.context.store.clone();
        let sender = self.sender.clone();
        let worker = std::thread::Builder::new()
            .name("undo".into())
            .spawn(move || {
                let result = if is_undo { store.undo() } else { store.redo() };
                let result = result.map_err(|error| clean_line(&error.to_string()));
                let _ = sender.send(Incoming::Event(Event::Undone(is_undo, result)));
            });
        if worker.is_ok() {
            self.worker.submit(Job::WriteSubscriptions);
        }
    }

    fn browse(&self, url: &str) {
        match open_in_browser(url, &self.context.config.open.browser) {
            Ok(()) => {
                let text = clean_line(&format!("opened {url}"));
                let _ = self.sender.send(Incoming::Event(Event::Said {
                    text,
                    is_error: false,
                }));
            }
            Err(error) => self.say(&error.to_string()),
        }
    }

    fn say(&self, error: &str) {
        let said = Event::Said {
            text: clean_line(error),
            is_error: true,
        };
        let _ = self.sender.send(Incoming::Event(said));
    }
}

/// The threads end only with the program.
fn send(to: &Sender<Effect>, effect: Effect) {
    let _ = to.send(effect);
}

/// Answers questions; of several of one kind that wait, only the newest is answered.
fn read_all(
    context: &Context,
    reader: &Reader,
    questions: &Receiver<Effect>,
    answers: &Sender<Incoming>,
) {
    while let Ok(first) = questions.recv() {
        let mut waiting = vec![first];
        waiting.extend(questions.try_iter());
        let is_newest = |index: &usize| {
            let kind = std::mem::discriminant(&waiting[*index]);
            let is_list = !matches!(waiting[*index], Effect::LoadDocument(_));
            !is_list
                || !waiting[index + 1..]
                    .iter()
                    .any(|later| std::mem::discriminant(later) == kind)
        };
        let newest: Vec<usize> = (0..waiting.len()).filter(is_newest).collect();
        for index in newest {
            let event = answer(context, reader, &waiting[index]);
            if answers.send(Incoming::Event(event)).is_err() {
                return;
            }
        }
    }
}

fn answer(context: &Context, reader: &Reader, question: &Effect) -> Event {
    let failed = |error: &dyn std::fmt::Display| Event::Said {
        text: clean_line(&error.to_string()),
        is_error: true,
    };
    match question {
        Effect::LoadList {
            request,
            query,
            anchor,
            before,
            after,
        } => match reader.window(query, *anchor, *before, *after) {
            Ok(window) => Event::Loaded(Loaded::List {
                request: *request,
                window,
            }),
            Err(error) => failed(&error),
        },
        Effect::FindUnread {
            request,
            query,
            from,
            is_forward,
        } => match reader.next_unread(query, *from, *is_forward) {
            Ok(article) => Event::Loaded(Loaded::Unread {
                request: *request,
                article,
            }),
            Err(error) => failed(&error),
        },
        Effect::LoadFeeds { today } => match (reader.feeds(), reader.counts(*today)) {
            (Ok(feeds), Ok(counts)) => Event::Loaded(Loaded::Feeds { feeds, counts }),
            (Err(error), _) | (_, Err(error)) => failed(&error),
        },
        Effect::LoadDocument(article) => {
            // Making a document reports that a text changed, which would ask for it again.
            let quiet = Context {
                sink: Arc::new(ignore),
                ..context.clone()
            };
            let row = reader.article(*article).ok().flatten();
            match (document(&quiet, *article), row) {
                (Ok(document), Some(found)) => {
                    let row = Box::new(found.row);
                    Event::Loaded(Loaded::Document {
                        article: *article,
                        row,
                        document: Arc::new(document),
                    })
                }
                (Ok(_), None) => failed(&StoreError::NoArticle(*article)),
                (Err(error), _) => {
                    let why = clean_line(&error.to_string());
                    Event::Loaded(Loaded::NoDocument {
                        article: *article,
                        why,
                    })
                }
            }
        }
        _ => Event::Report(Report::Changed(Changed::default())),
    }
}

fn ignore(_: Report) {}

fn lay_out_all(pages: &Receiver<Effect>, answers: &Sender<Incoming>) {
    while let Ok(question) = pages.recv() {
        let Effect::LayOut {
            article,
            document,
            options,
        } = question
        else {
            continue;
        };
        let page = Arc::new(lay_out(&document, &options));
        let loaded = Loaded::Page {
            article,
            options,
            page,
        };
        if answers
            .send(Incoming::Event(Event::Loaded(loaded)))
            .is_err()
        {
            return;
        }
    }
}
