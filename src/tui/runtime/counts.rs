//! The thread that counts what is not kept: what a filter would mean. A newer question of a kind gives
//! up the one that is being answered.

use super::turn::Wire;
use crate::model::{ArticleId, Expression};
use crate::store::{Interrupter, Reader, Store, StoreError};
use crate::text::clean_line;
use crate::tui::core::Event;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;

pub enum Question {
    Hits { request: u64, query: Expression },
    Categories(ArticleId),
}

/// The way to the thread, which ends with it.
pub struct Counts {
    sender: Sender<Question>,
    counting: Counting,
}

type Counting = Arc<Mutex<Option<Interrupter>>>;

impl Counts {
    pub fn start(store: Store, wire: Sender<Wire>) -> std::io::Result<Self> {
        let (sender, questions) = channel();
        let counting = Counting::default();
        let own = counting.clone();
        Builder::new()
            .name("counts".into())
            .spawn(move || work(&store, &own, &questions, &wire))?;
        Ok(Self { sender, counting })
    }

    pub fn ask(&self, question: Question) {
        // Held until the question is given, so that it cannot be the one that is given up.
        let counting = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = matches!(question, Question::Hits { .. });
        if let Some(interrupter) = counting.as_ref().filter(|_| counts) {
            interrupter.interrupt();
        }
        // The thread ends only with this.
        let _ = self.sender.send(question);
    }
}

fn work(store: &Store, counting: &Counting, questions: &Receiver<Question>, wire: &Sender<Wire>) {
    let mut open: Option<Reader> = None;
    while let Ok(first) = questions.recv() {
        let mut waiting: Vec<Question> =
            std::iter::once(first).chain(questions.try_iter()).collect();
        let newest = waiting
            .iter()
            .rposition(|it| matches!(it, Question::Hits { .. }));
        let mut index = 0;
        waiting.retain(|it| {
            let is_old = matches!(it, Question::Hits { .. }) && Some(index) != newest;
            index += 1;
            !is_old
        });
        for question in waiting {
            let event = match answer(store, &mut open, counting, question) {
                Ok(event) => event,
                Err(StoreError::Interrupted) => continue,
                Err(error) => {
                    open = None;
                    Event::Failed(clean_line(&error.to_string()))
                }
            };
            if wire.send(Wire::Event(event)).is_err() {
                return;
            }
        }
    }
}

fn answer(
    store: &Store,
    open: &mut Option<Reader>,
    counting: &Counting,
    question: Question,
) -> Result<Event, StoreError> {
    let reader = match open.take() {
        Some(reader) => reader,
        None => store.reader()?,
    };
    let reader = open.insert(reader);
    let set = |interrupter| {
        *counting.lock().unwrap_or_else(PoisonError::into_inner) = interrupter;
    };
    match question {
        Question::Hits { request, query } => {
            set(Some(reader.interrupter()));
            let count = reader.hits(&query, u32::MAX);
            set(None);
            let count = count?;
            Ok(Event::Hits { request, count })
        }
        Question::Categories(article) => {
            let found = reader.article(article)?;
            let categories = found.map(|it| it.categories).unwrap_or_default();
            Ok(Event::Categories {
                article,
                categories,
            })
        }
    }
}
