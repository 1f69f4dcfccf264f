//! Effects carried out: questions to the store, changes, jobs, other programs.

use super::Error;
use super::counts::{self, Counts};
use super::followed::{Followed, Read};
use super::gallery::{Gallery, Wanted};
use super::layouts::{self, Request, Wish};
use super::shelf::{Question, Questions};
use super::turn::Wire;
use super::wires;
use crate::config::{Config, Network, Tell};
use crate::jobs::{self, Context, Existing, Job, Worker, process};
use crate::model::{Applied, ArticleId, Change, Format, NewFeed, Target, host_of};
use crate::store::{Store, StoreError};
use crate::text::clean_line;
use crate::tui::core::{Configured, Effect, Event, Settings};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

/// The number of the worker that is never cancelled.
const CLERK: u64 = u64::MAX;

pub struct Hands {
    /// With its own sink and flag; the worker's are in `worker`.
    context: Context,
    shelf: Questions,
    counts: Counts,
    layouts: Sender<Request>,
    gallery: Gallery,
    wire: wires::Sender,
    /// By their tickets the changes that are not stored yet, and how they are given up.
    changes: Vec<(u64, Arc<AtomicBool>)>,
    worker: Option<Worker>,
    /// Does what nobody gives up.
    clerk: Option<Worker>,
    /// Workers that were cancelled and are about to end.
    leaving: Vec<JoinHandle<()>>,
    followed: Followed,
    settings: Settings,
    /// When the file of filters was last written, as far as was seen.
    filters_written: Option<std::time::SystemTime>,
    /// Number of the worker whose reports count.
    number: u64,
}

impl Hands {
    pub fn start(
        mut context: Context,
        settings: Settings,
        config_file: PathBuf,
        wire: &wires::Sender,
    ) -> Result<Self, Error> {
        context.cancelled = Arc::new(AtomicBool::new(false));
        context.store = context.store.attended(jobs::give_way);
        if let Some(web) = &context.web {
            web.give_way();
        }
        let shelf = Questions::start(context.store.clone(), wire.clone())?;
        let counts = Counts::start(context.store.clone(), wire.clone())?;
        let own = with_sink(&context, wire, 0);
        let gallery = Gallery::start(&own, &settings, wire);
        let layouts = layouts::start(own, settings.clone(), wire.clone())?;
        let mut hands = Self {
            context,
            shelf,
            counts,
            layouts,
            gallery,
            wire: wire.clone(),
            changes: Vec::new(),
            worker: None,
            clerk: None,
            leaving: Vec::new(),
            followed: Followed::new(config_file),
            settings,
            filters_written: None,
            number: 0,
        };
        hands.clerk = Some(Worker::start(with_sink(&hands.context, wire, CLERK)));
        hands.new_worker();
        if hands.context.store.was_in_use() {
            hands.give(Job::Check);
        }
        // What waits longer than its refresh: all, after a migration; the rest of one that was killed.
        if !hands.context.store.is_read_only() && hands.context.store.reader()?.is_behind()? {
            hands.give(Job::Index);
        }
        Ok(hands)
    }

    /// What the terminal must be told so that it keeps no pictures of ours.
    pub fn forget_pictures(&self) -> String {
        self.gallery.forget()
    }

    /// Who tells of alerts.
    pub fn tell(&self) -> Tell {
        self.context.config.hooks.tell
    }

    /// Whether the reports of the worker with this number count.
    pub fn hears(&self, worker: u64) -> bool {
        worker == self.number || worker == CLERK
    }

    fn new_worker(&mut self) {
        self.number += 1;
        let mut context = with_sink(&self.context, &self.wire, self.number);
        context.cancelled = Arc::new(AtomicBool::new(false));
        self.worker = Some(Worker::start(context));
    }

    /// Everything that the reader changed so far is on disk afterwards; what jobs are about to store is not waited for.
    pub fn flush(&self) {
        if let Err(error) = self.context.store.flush_changes() {
            tracing::warn!("{error}");
        }
    }

    /// Ends what is under way; waited for elsewhere, since the loop must not.
    fn cancel(&mut self) {
        let Some(worker) = self.worker.take() else {
            return;
        };
        // Nobody sees these, so nobody means them. Asked before the end, which forgets what waits.
        let mut unmeant = vec![Job::Index, Job::Check];
        unmeant.retain(|job| worker.is_given(job));
        worker.end();
        self.new_worker();
        unmeant.into_iter().for_each(|job| self.give(job));
        self.leaving.retain(|thread| !thread.is_finished());
        let thread = std::thread::Builder::new().name("farewell".into());
        match thread.spawn(move || worker.stop()) {
            Ok(thread) => self.leaving.push(thread),
            Err(error) => tracing::warn!("an end is not waited for: {error}"),
        }
    }

    /// Ends what is under way; what was done is stored.
    pub fn finish(&mut self) {
        let workers = [self.worker.take(), self.clerk.take()];
        let workers: Vec<Worker> = workers.into_iter().flatten().collect();
        workers.iter().for_each(Worker::end);
        workers.into_iter().for_each(Worker::stop);
        for thread in self.leaving.drain(..) {
            // A thread that panicked has been written down.
            let _ = thread.join();
        }
        if let Err(error) = self.context.store.finish() {
            tracing::warn!("{error}");
        }
    }

    pub fn perform(&mut self, effect: Effect) -> Result<(), Error> {
        // An arm for each effect: a new one must not be forgotten.
        match effect {
            Effect::Load { .. }
            | Effect::LoadFeeds { .. }
            | Effect::FindUnread { .. }
            | Effect::Snippets { .. }
            | Effect::CountNews(_)
            | Effect::LoadNames => {
                if let Some(question) = question(effect) {
                    self.shelf.ask(question);
                }
            }
            Effect::CountHits { .. }
            | Effect::CountNamed(_)
            | Effect::CountJudged(_)
            | Effect::EndCount
            | Effect::LoadCategories(_) => self.count(effect),
            Effect::LayOut { .. }
            | Effect::Picture { .. }
            | Effect::NoRoom { .. }
            | Effect::TryPictures
            | Effect::Forget(_) => self.show(effect),
            Effect::ReadThemes => self.read_themes(),
            Effect::LookForChanges => {
                self.look_at_filters();
                self.look_at_config();
                self.shelf.ask(Question::Changes);
            }
            Effect::SetPosition { article, position } => {
                self.context.store.set_position(article, position);
            }
            Effect::SetState { name, value } => self.context.store.set_state(name, value),
            Effect::Change { ticket, change } => self.change(ticket, change),
            Effect::GiveUp { ticket } => {
                let mine = self.changes.iter().filter(|(of, _)| *of == ticket);
                mine.for_each(|(_, given_up)| given_up.store(true, Ordering::Relaxed));
            }
            Effect::Undo(groups) => self.history(move |store| match groups.split_first() {
                Some((offered, since)) => store.undo_offered(*offered, since),
                None => store.undo(),
            })?,
            Effect::Redo => self.history(Store::redo)?,
            Effect::SavePage(address) => self.give(Job::SavePage(address)),
            Effect::Refresh(which) => self.give(Job::Refresh(which)),
            Effect::FullText(article) => self.give(Job::FullText(article)),
            Effect::Refetch(article) => self.give(Job::Refetch(article)),
            Effect::FetchAhead => self.give(Job::Ahead),
            Effect::GiveUpPage(address) => self.context.give_up(&address),
            Effect::FindFeeds(address) => self.give(Job::FindFeeds(address)),
            Effect::FindAnew(feed) => self.give(Job::FindAnew(feed)),
            Effect::Subscribe(feeds) => self.give(subscription(feeds)),
            Effect::Import(file) => self.give(Job::Import(file)),
            Effect::WriteSubscriptions => self.give(Job::WriteSubscriptions),
            Effect::WriteFilters => self.give(Job::WriteFilters),
            Effect::Saved(articles) => self.give(Job::Saved(articles)),
            Effect::Pipe { article, line } => self.give(Job::Pipe(article, line)),
            Effect::RunOn { article, line } => self.give(Job::RunOn(article, line)),
            Effect::OpenEnclosure { article, number } => {
                self.give(Job::OpenEnclosure(article, number));
            }
            Effect::Download { article, number } => self.give(Job::Download(article, number)),
            Effect::LoadEnclosures(article) => self.load_enclosures(article),
            Effect::Write {
                target,
                format,
                path,
                overwrites,
            } => self.write(target, format, path, overwrites),
            Effect::Cancel => self.cancel(),
            Effect::Browse(address) => self.browse(None, address)?,
            Effect::BrowseRead(article, address) => self.browse(Some(article), address)?,
            Effect::Shows { is_ascii, bidi } => self.shows(is_ascii, bidi),
            // The loop has these itself.
            Effect::Later { .. }
            | Effect::Tell(_)
            | Effect::Copy(_)
            | Effect::CopyTitle { .. }
            | Effect::Redraw
            | Effect::Suspend
            | Effect::End(_) => {}
        }
        Ok(())
    }

    fn change(&mut self, ticket: u64, change: Change) {
        let done = Box::new(self.done(Some(ticket)));
        let now = self.context.clock.now();
        let given_up = self.context.store.apply_later(change, now, done);
        let is_waiting = |(_, other): &(u64, Arc<AtomicBool>)| Arc::strong_count(other) > 1;
        self.changes.retain(is_waiting);
        self.changes.push((ticket, given_up));
    }

    /// What is counted in the background.
    fn count(&self, effect: Effect) {
        self.counts.ask(match effect {
            Effect::CountHits { request, query } => counts::Question::Hits { request, query },
            Effect::CountNamed(lists) => counts::Question::Named(lists),
            Effect::CountJudged(filters) => counts::Question::Judged(filters),
            Effect::EndCount => counts::Question::None,
            Effect::LoadCategories(article) => counts::Question::Categories(article),
            _ => return,
        });
    }

    fn write(&self, target: Target, format: Format, path: String, overwrites: bool) {
        let existing = if overwrites {
            Existing::Replace
        } else {
            Existing::Keep
        };
        self.give(Job::Write {
            target,
            format,
            path,
            existing,
        });
    }

    /// A few rows of one article, and a look at as many files.
    fn load_enclosures(&self, article: ArticleId) {
        let event = match jobs::enclosures(&self.context, article) {
            Ok(held) => Event::Enclosures { article, held },
            Err(error) => Event::Failed(clean_line(&error.to_string())),
        };
        // The loop ends only with this.
        let _ = self.wire.send(Wire::Event(event));
    }

    /// The file of filters was written by somebody: it is read.
    fn look_at_filters(&mut self) {
        let file = self.context.filters.as_ref().map(|filters| &filters.file);
        let written = file
            .and_then(|file| std::fs::metadata(file).ok())
            .and_then(|about| about.modified().ok());
        if written.is_some() && written != self.filters_written {
            self.filters_written = written;
            self.give(Job::ReadFilters);
        }
    }

    /// The themes that there are now, and what is wrong with the first that is none.
    fn read_themes(&mut self) {
        let (themes, why) = self.followed.themes();
        self.settings.know(themes.clone());
        let failed = why.map(Event::Failed);
        for event in std::iter::once(Event::Themes(themes)).chain(failed) {
            // The loop ends only with this.
            let _ = self.wire.send(Wire::Event(event));
        }
    }

    /// What the file says counts at once, as far as it is about the interface.
    fn look_at_config(&mut self) {
        let event = match self.followed.look() {
            None => return,
            Some(Err(why)) => Event::Failed(why),
            Some(Ok(read)) => {
                let Read {
                    config,
                    keymap,
                    themes,
                } = read;
                let before = &self.context.config;
                let is_partly_later = connections(&config) != connections(before);
                self.settings.themes = themes;
                let settings = self.settings.configured(&config);
                let has_mouse = config.interface.mouse;
                self.context.config = Arc::new(config);
                self.settings = settings.clone();
                let config = self.context.config.clone();
                for worker in [&self.worker, &self.clerk].into_iter().flatten() {
                    worker.configure(config.clone());
                }
                self.gallery.configure(config.clone(), settings.clone());
                self.lay(Request::Configure(config, settings.clone()));
                Event::Configured(Box::new(Configured {
                    keymap,
                    settings,
                    has_mouse,
                    is_partly_later,
                }))
            }
        };
        let is_taken = matches!(event, Event::Configured(_));
        // The loop ends only with this.
        let _ = self.wire.send(Wire::Event(event));
        if is_taken {
            self.check_rules();
        }
    }

    /// Says what the next fetching ahead would stumble over; a start takes it too, so it is taken. On a thread of its own,
    /// since rules name queries that are in the store.
    fn check_rules(&self) {
        if self.context.config.storage.ahead_rules.is_empty() {
            return;
        }
        let (context, wire) = (self.context.clone(), self.wire.clone());
        let check = move || {
            if let Err(error) = jobs::check_ahead_rules(&context) {
                // The interface may have ended.
                let _ = wire.send(Wire::Event(Event::Failed(clean_line(&error.to_string()))));
            }
        };
        let thread = std::thread::Builder::new().name("rules".into());
        if let Err(error) = thread.spawn(check) {
            tracing::warn!("rules are not checked: {error}");
        }
    }

    /// What the reader shows of an article: its lines and its pictures.
    fn show(&self, effect: Effect) {
        match effect {
            Effect::LayOut {
                article,
                columns,
                lines,
                version,
            } => self.lay(Request::LayOut(Wish {
                article,
                columns,
                lines,
                version,
            })),
            Effect::Picture {
                article,
                url,
                place,
                is_asked,
            } => self.gallery.ask(Wanted {
                article,
                url,
                place,
                is_asked,
            }),
            Effect::NoRoom { article, url } => self.lay(Request::NoRoom(article, url)),
            Effect::TryPictures => self.lay(Request::TryPictures),
            Effect::Forget(articles) => self.lay(Request::Forget(articles)),
            _ => {}
        }
    }

    /// How texts are laid out from now on.
    fn shows(&mut self, is_ascii: bool, bidi: bool) {
        (self.settings.is_ascii, self.settings.bidi) = (is_ascii, bidi);
        let config = self.context.config.clone();
        self.lay(Request::Configure(config, self.settings.clone()));
    }

    fn lay(&self, request: Request) {
        // The thread ends only with this.
        let _ = self.layouts.send(request);
    }

    pub fn give(&self, job: Job) {
        let worker = if job.is_kept() {
            &self.clerk
        } else {
            &self.worker
        };
        if let Some(worker) = worker {
            worker.submit(job);
        }
    }

    fn done(
        &self,
        ticket: Option<u64>,
    ) -> impl FnOnce(Result<Applied, StoreError>) + Send + 'static {
        let wire = self.wire.clone();
        move |answer| {
            let answer = match answer {
                Ok(applied) => Ok(applied.group.is_some().then_some(applied)),
                Err(error) => Err(clean_line(&error.to_string())),
            };
            // Whoever asked may have ended.
            let _ = wire.send(Wire::Event(Event::Applied { ticket, answer }));
        }
    }

    /// Undo and redo wait for the store, so not here.
    fn history<T>(&self, turn: T) -> Result<(), Error>
    where
        T: FnOnce(&Store) -> Result<Option<Applied>, StoreError> + Send + 'static,
    {
        let (store, wire) = (self.context.store.clone(), self.wire.clone());
        std::thread::Builder::new()
            .name("history".into())
            .spawn(move || {
                let answer = turn(&store).map_err(|error| clean_line(&error.to_string()));
                let _ = wire.send(Wire::Event(Event::Applied {
                    ticket: None,
                    answer,
                }));
            })?;
        Ok(())
    }

    /// On a thread of its own: whether it worked is known a moment later.
    fn browse(&self, article: Option<ArticleId>, address: String) -> std::io::Result<()> {
        let (wire, config) = (self.wire.clone(), self.context.config.clone());
        let store = self.context.store.clone();
        let browsing = move || {
            // Another program may look at the store: it has everything then.
            if let Err(error) = store.flush() {
                tracing::warn!("{error}");
            }
            let event = match process::open_address(&address, None, &config.open) {
                Ok(()) => {
                    let what = host_of(&address).unwrap_or_else(|| "the mail program".to_owned());
                    Event::Did(clean_line(&format!("opened {what}")))
                }
                Err(error) => Event::Failed(clean_line(&error.to_string())),
            };
            let opened = article.filter(|_| matches!(event, Event::Did(_)));
            for event in opened.map(Event::Opened).into_iter().chain([event]) {
                // The interface may have ended.
                let _ = wire.send(Wire::Event(event));
            }
        };
        let thread = std::thread::Builder::new().name("browse".into());
        thread.spawn(browsing).map(drop)
    }
}

/// What an effect asks the store for lists; none for all others.
pub fn question(effect: Effect) -> Option<Question> {
    Some(match effect {
        Effect::Load {
            request,
            query,
            anchor,
            before,
            after,
            kept,
        } => Question::Rows {
            request,
            query,
            anchor,
            before,
            after,
            kept,
        },
        Effect::LoadFeeds { today } => Question::Feeds { today },
        Effect::FindUnread {
            request,
            query,
            from,
            is_forward,
            times,
        } => Question::Unread {
            request,
            query,
            from,
            is_forward,
            times,
        },
        Effect::Snippets { query, articles } => Question::Snippets { query, articles },
        Effect::CountNews(after) => Question::News(after),
        Effect::LoadNames => Question::Names,
        _ => return None,
    })
}

fn with_sink(context: &Context, wire: &wires::Sender, number: u64) -> Context {
    let wire = wire.clone();
    Context {
        sink: Arc::new(move |report| {
            // Whoever listens may have ended.
            let _ = wire.send(Wire::Report(number, report));
        }),
        ..context.clone()
    }
}

fn subscription(mut feeds: Vec<NewFeed>) -> Job {
    match feeds.pop() {
        Some(feed) if feeds.is_empty() => Job::Subscribe(feed),
        Some(feed) => {
            feeds.push(feed);
            Job::SubscribeAll(feeds)
        }
        None => Job::SubscribeAll(feeds),
    }
}

/// Of the settings what holds for the connections of a whole run.
fn connections(config: &Config) -> String {
    let network = Network {
        metered: false,
        daily_budget: 0,
        lookups: false,
        ..config.network.clone()
    };
    format!("{network:?}")
}
