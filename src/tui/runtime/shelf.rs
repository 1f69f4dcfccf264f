//! The threads that ask the store. Of questions that wait, only the newest of a kind is answered.

use super::turn::Wire;
use super::wires;
use crate::jobs::step_back;
use crate::model::{Anchor, ArticleId, ArticleQuery, Sort, Timestamp, Window};
use crate::store::{Interrupter, Reader, Store, StoreError};
use crate::text::clean_line;
use crate::tui::core::Event;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;

/// Rows of a ranked list.
const RANKED: usize = 300;

pub enum Question {
    Rows {
        request: u64,
        query: ArticleQuery,
        anchor: Anchor,
        before: u32,
        after: u32,
        kept: Vec<ArticleId>,
    },
    Feeds {
        today: Timestamp,
    },
    Unread {
        request: u64,
        query: ArticleQuery,
        from: Option<ArticleId>,
        is_forward: bool,
        times: u32,
    },
    Snippets {
        query: ArticleQuery,
        articles: Vec<ArticleId>,
    },
    /// What came after an article.
    News(ArticleId),
    /// Tags in use.
    Names,
    /// Has another process written?
    Changes,
}

/// The way to the threads, which end with it.
pub struct Questions {
    sender: Sender<Question>,
    /// For what stands beside lists: of thousands of feeds it takes longer than a key may.
    beside: Sender<Question>,
    /// What the first thread reads and may be given up, while it does.
    reading: Reading,
}

pub type Reading = Arc<Mutex<Option<Read>>>;

impl Questions {
    pub fn start(store: Store, wire: wires::Sender) -> std::io::Result<Self> {
        let reading = Reading::default();
        let start = |name: &str, reading, then: fn()| {
            let (sender, questions) = channel();
            let (wire, shelf) = (
                wire.clone(),
                Shelf::new(store.clone(), reading, wire.clone()),
            );
            Builder::new()
                .name(name.into())
                .spawn(move || work(shelf, &questions, &wire, then))?;
            std::io::Result::Ok(sender)
        };
        Ok(Self {
            sender: start("lists", reading.clone(), || ())?,
            // What is not known yet is waited for, whatever else is done on the machine.
            beside: start("feeds", Reading::default(), step_back)?,
            reading,
        })
    }

    /// What is being read is given up where nobody waits for it once this is asked.
    pub fn ask(&self, question: Question) {
        if matches!(question, Question::Feeds { .. } | Question::News(_)) {
            // The threads end only with this.
            let _ = self.beside.send(question);
            return;
        }
        // Held until the question is given, so that it cannot be the one that is given up.
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = reading.as_ref().filter(|read| gives_up(&question, read)) {
            read.interrupter.interrupt();
        }
        let _ = self.sender.send(question);
    }
}

/// What is being read.
pub struct Read {
    interrupter: Interrupter,
    /// Its next unread article is looked for; else rows are read.
    unread_of: Option<ArticleQuery>,
}

/// Whether nobody waits any more for what is being read. The next unread article is waited for as long as the list is
/// the same.
fn gives_up(question: &Question, read: &Read) -> bool {
    match (question, &read.unread_of) {
        (Question::Rows { query, .. }, Some(of)) => query != of,
        (Question::Snippets { .. }, Some(_)) => false,
        (Question::Rows { .. } | Question::Snippets { .. }, None) => true,
        (Question::Unread { .. }, of) => of.is_some(),
        _ => false,
    }
}

pub struct Shelf {
    store: Store,
    open: Option<Reader>,
    /// The store's version when it was last asked.
    version: i64,
    /// Where a change by another process is told.
    wire: wires::Sender,
    reading: Reading,
    /// A ranked list is made once: what is done to its articles does not change their order.
    ranked: Option<(ArticleQuery, Vec<ArticleId>)>,
}

/// Does `then` once the first questions are answered.
fn work(mut shelf: Shelf, questions: &Receiver<Question>, wire: &wires::Sender, then: fn()) {
    let mut then = Some(then);
    while let Ok(first) = questions.recv() {
        let waiting = std::iter::once(first).chain(questions.try_iter()).collect();
        for question in newest(waiting) {
            let answered = catch_unwind(AssertUnwindSafe(|| shelf.answer(question)));
            let event = match answered {
                Ok(Ok(event)) => event,
                Ok(Err(StoreError::Interrupted)) => None,
                Ok(Err(error)) => {
                    shelf.open = None;
                    Some(Event::Failed(clean_line(&error.to_string())))
                }
                Err(_) => Some(Event::Failed(clean_line("a list could not be read"))),
            };
            if let Some(event) = event
                && wire.send(Wire::Event(event)).is_err()
            {
                return;
            }
        }
        if let Some(then) = then.take() {
            then();
        }
    }
}

/// The last question of each kind: first what a person waits for, each in the order in which they came.
fn newest(questions: Vec<Question>) -> Vec<Question> {
    let mut kinds = Vec::new();
    let mut kept: Vec<Question> = Vec::new();
    for question in questions.into_iter().rev() {
        let kind = std::mem::discriminant(&question);
        if !kinds.contains(&kind) {
            kinds.push(kind);
            kept.push(question);
        }
    }
    kept.reverse();
    // Stable.
    kept.sort_by_key(|question| matches!(question, Question::News(_) | Question::Changes));
    kept
}

impl Shelf {
    pub fn new(store: Store, reading: Reading, wire: wires::Sender) -> Self {
        Self {
            store,
            open: None,
            version: i64::MIN,
            wire,
            reading,
            ranked: None,
        }
    }

    pub fn answer(&mut self, question: Question) -> Result<Option<Event>, StoreError> {
        let reader = match self.open.take() {
            Some(reader) => reader,
            None => self.store.reader()?,
        };
        let reader = self.open.insert(reader);
        match question {
            Question::Rows {
                request,
                query,
                anchor,
                before,
                after,
                kept,
            } => {
                // Before the rows: what is written meanwhile shows as a change.
                self.version = reader.data_version()?;
                set(&self.reading, rows(reader));
                let window = if query.sort == Sort::Best {
                    ranked(reader, &mut self.ranked, &query, anchor)
                } else {
                    self.ranked = None;
                    reader.window(&query, anchor, before, after)
                };
                set(&self.reading, None);
                let window = window?;
                let kept = reader.rows(&kept)?;
                Ok(Some(Event::Rows {
                    request,
                    query,
                    anchor,
                    window,
                    kept,
                }))
            }
            Question::Feeds { today } => {
                let counts = reader.counts(today)?;
                let feeds = reader.feeds()?;
                Ok(Some(Event::Feeds {
                    feeds,
                    counts,
                    named: reader.saved_filters()?,
                    filters: reader.filters()?,
                }))
            }
            Question::Unread {
                request,
                query,
                from,
                is_forward,
                times,
            } => {
                let read = Read {
                    interrupter: reader.interrupter(),
                    unread_of: Some(query.clone()),
                };
                set(&self.reading, Some(read));
                let found = reader.next_unread(&query, from, is_forward, times);
                set(&self.reading, None);
                let found = found?;
                Ok(Some(Event::Unread { request, found }))
            }
            Question::Snippets { query, articles } => {
                set(&self.reading, rows(reader));
                let found = reader.snippets(&articles, &query);
                set(&self.reading, None);
                let found = articles.into_iter().zip(found?).collect();
                Ok(Some(Event::Snippets { query, found }))
            }
            Question::News(after) => {
                let (articles, outlets) = reader.arrived_after(after)?;
                Ok(Some(Event::News { articles, outlets }))
            }
            Question::Names => Ok(Some(Event::Names {
                tags: reader.tags()?,
            })),
            Question::Changes => {
                let version = reader.data_version()?;
                self.look_for_others(version);
                Ok(None)
            }
        }
    }

    /// What this process writes is told by who does it.
    fn look_for_others(&mut self, version: i64) {
        let before = std::mem::replace(&mut self.version, version);
        if before != i64::MIN && before != version {
            let wire = self.wire.clone();
            self.store.when_overtaken(move || {
                // Nobody listens when the interface ends.
                let _ = wire.send(Wire::Event(Event::StoreChanged));
            });
        }
    }
}

/// The list whose best comes first: made when it is asked for the first time, then only its rows are
/// read.
fn ranked(
    reader: &Reader,
    known: &mut Option<(ArticleQuery, Vec<ArticleId>)>,
    query: &ArticleQuery,
    anchor: Anchor,
) -> Result<Window, StoreError> {
    let ids = match known.take() {
        Some((of, ids)) if of == *query => ids,
        // One more tells that there are more.
        _ => reader.ranked(query, RANKED as u32 + 1)?,
    };
    let rows = reader.rows(&ids[..ids.len().min(RANKED)])?;
    let is_cut = ids.len() > RANKED;
    let place = match anchor {
        Anchor::Article(id) => rows.iter().position(|row| row.id == id).unwrap_or(0),
        Anchor::Top => 0,
        Anchor::Bottom => rows.len(),
    };
    *known = Some((query.clone(), ids));
    Ok(Window {
        rows,
        has_before: false,
        has_after: false,
        is_cut,
        rows_before: Some(0),
        above: place as u32,
        newest: reader.newest()?,
    })
}

fn rows(reader: &Reader) -> Option<Read> {
    Some(Read {
        interrupter: reader.interrupter(),
        unread_of: None,
    })
}

fn set(reading: &Reading, read: Option<Read>) {
    *reading.lock().unwrap_or_else(PoisonError::into_inner) = read;
}
