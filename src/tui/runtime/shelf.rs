//! The thread that asks the store. Of questions that wait, only the newest of a kind is answered.

use super::turn::Wire;
use crate::model::{Anchor, ArticleId, ArticleQuery, Timestamp};
use crate::store::{Reader, Store, StoreError};
use crate::text::clean_line;
use crate::tui::core::Event;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
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
    /// Has another process written?
    Changes,
}

/// Starts the thread; it ends with the sender.
pub fn start(store: Store, wire: Sender<Wire>) -> std::io::Result<Sender<Question>> {
    let (sender, questions) = channel();
    Builder::new()
        .name("lists".into())
        .spawn(move || work(&store, &questions, &wire))?;
    Ok(sender)
}

/// A reader, and the store's version when it was last asked.
struct Shelf {
    reader: Reader,
    version: i64,
}

fn work(store: &Store, questions: &Receiver<Question>, wire: &Sender<Wire>) {
    let mut shelf = None;
    while let Ok(first) = questions.recv() {
        let waiting = std::iter::once(first).chain(questions.try_iter()).collect();
        for question in newest(waiting) {
            let answered = catch_unwind(AssertUnwindSafe(|| answer(&mut shelf, store, question)));
            let event = match answered {
                Ok(Ok(event)) => event,
                Ok(Err(error)) => {
                    shelf = None;
                    Some(Event::Failed(clean_line(&error.to_string())))
                }
                Err(_) => Some(Event::Failed(clean_line("a list could not be read"))),
            };
            let sent = event.map_or(Ok(()), |event| wire.send(Wire::Event(event)));
            if sent.is_err() {
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

fn answer(
    shelf: &mut Option<Shelf>,
    store: &Store,
    question: Question,
) -> Result<Option<Event>, StoreError> {
    let shelf = match shelf {
        Some(shelf) => shelf,
        None => shelf.insert(Shelf {
            reader: store.reader()?,
            version: i64::MIN,
        }),
    };
    let reader = &shelf.reader;
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
            shelf.version = reader.data_version()?;
            let window = reader.window(&query, anchor, before, after)?;
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
            Ok(Some(Event::Feeds {
                feeds: reader.feeds()?,
                counts,
            }))
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
        Question::Changes => {
            let version = reader.data_version()?;
            let has_changed = shelf.version != i64::MIN && shelf.version != version;
            shelf.version = version;
            Ok(has_changed.then_some(Event::StoreChanged))
        }
    }
}
