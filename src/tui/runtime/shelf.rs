//! The thread that asks the store. Of questions that wait, only the newest of a kind is answered.

use super::turn::Wire;
use crate::model::{Anchor, ArticleId, ArticleQuery, Timestamp};
use crate::store::{Interrupter, Reader, Store, StoreError};
use crate::text::clean_line;
use crate::tui::core::Event;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;

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
    },
    /// What came after an article.
    News(ArticleId),
    /// Tags in use.
    Names,
    /// Has another process written?
    Changes,
}

/// The way to the thread, which ends with it.
pub struct Questions {
    sender: Sender<Question>,
    /// What it reads rows with, while it does.
    reading: Reading,
}

type Reading = Arc<Mutex<Option<Interrupter>>>;

impl Questions {
    pub fn start(store: Store, wire: Sender<Wire>) -> std::io::Result<Self> {
        let (sender, questions) = channel();
        let reading = Reading::default();
        let shelf = Shelf {
            store,
            open: None,
            version: i64::MIN,
            reading: reading.clone(),
        };
        Builder::new()
            .name("lists".into())
            .spawn(move || work(shelf, &questions, &wire))?;
        Ok(Self { sender, reading })
    }

    /// Rows that are being read for an older question are given up for newer ones.
    pub fn ask(&self, question: Question) {
        // Held until the question is given, so that it cannot be the one that is given up.
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let is_newer = matches!(question, Question::Rows { .. });
        if let Some(interrupter) = reading.as_ref().filter(|_| is_newer) {
            interrupter.interrupt();
        }
        // The thread ends only with this.
        let _ = self.sender.send(question);
    }
}

struct Shelf {
    store: Store,
    open: Option<Reader>,
    /// The store's version when it was last asked.
    version: i64,
    reading: Reading,
}

fn work(mut shelf: Shelf, questions: &Receiver<Question>, wire: &Sender<Wire>) {
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
    }
}

/// The last question of each kind, in the order in which they came.
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
    kept
}

impl Shelf {
    fn answer(&mut self, question: Question) -> Result<Option<Event>, StoreError> {
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
                set(&self.reading, Some(reader.interrupter()));
                let window = reader.window(&query, anchor, before, after);
                set(&self.reading, None);
                let window = window?;
                let mut rows = Vec::new();
                for id in kept {
                    rows.extend(reader.article(id)?.map(|article| article.row));
                }
                Ok(Some(Event::Rows {
                    request,
                    query,
                    anchor,
                    window,
                    kept: rows,
                }))
            }
            Question::Feeds { today } => {
                let counts = reader.counts(today)?;
                let feeds = reader.feeds()?;
                Ok(Some(Event::Feeds { feeds, counts }))
            }
            Question::Unread {
                request,
                query,
                from,
                is_forward,
            } => {
                let found = reader.next_unread(&query, from, is_forward)?;
                Ok(Some(Event::Unread { request, found }))
            }
            Question::News(after) => {
                let (articles, outlets) = reader.arrived_after(after)?;
                Ok(Some(Event::News { articles, outlets }))
            }
            Question::Names => Ok(Some(Event::Names {
                tags: reader.tags()?,
                filters: reader.saved_filters()?,
            })),
            Question::Changes => {
                let version = reader.data_version()?;
                let has_changed = self.version != i64::MIN && self.version != version;
                self.version = version;
                Ok(has_changed.then_some(Event::StoreChanged))
            }
        }
    }
}

fn set(reading: &Reading, interrupter: Option<Interrupter>) {
    *reading.lock().unwrap_or_else(PoisonError::into_inner) = interrupter;
}
