//! The thread that counts what is not kept: what a filter would mean, what filters mean now, how many
//! the lists of named queries have. A newer question of a kind takes the place of an older one that
//! waits; what a form would mean is counted first, and gives up what is being counted, as does its end.

use super::turn::Wire;
use super::wires;
use crate::jobs;
use crate::model::{ArticleId, ArticleQuery, Expression, FilterId, SavedFilterId};
use crate::store::{Interrupter, Reader, Store, StoreError};
use crate::text::clean_line;
use crate::tui::core::Event;
use std::mem::discriminant;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Instant;

/// Lists of named queries are counted no further.
const MOST: u32 = 1000;

#[derive(Clone)]
pub enum Question {
    Hits {
        request: u64,
        query: Expression,
    },
    Categories(ArticleId),
    Named(Vec<(SavedFilterId, ArticleQuery)>),
    Judged(Vec<(FilterId, Expression)>),
    /// Nobody looks at hits and judgements any more.
    None,
}

impl Question {
    /// The first are answered first.
    const fn rank(&self) -> u8 {
        match self {
            Self::Categories(_) => 0,
            Self::Hits { .. } => 1,
            Self::Judged(_) => 2,
            Self::Named(_) => 3,
            Self::None => 4,
        }
    }
}

/// The way to the thread, which ends with it.
pub struct Counts {
    sender: Sender<Question>,
    counting: Counting,
}

type Counting = Arc<Mutex<Option<Interrupter>>>;

impl Counts {
    pub fn start(store: Store, wire: wires::Sender) -> std::io::Result<Self> {
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
        let is_first = matches!(question, Question::Hits { .. } | Question::None);
        if let Some(interrupter) = counting.as_ref().filter(|_| is_first) {
            interrupter.interrupt();
        }
        // The thread ends only with this.
        let _ = self.sender.send(question);
    }
}

fn work(store: &Store, counting: &Counting, questions: &Receiver<Question>, wire: &wires::Sender) {
    jobs::step_back();
    let mut open: Option<Reader> = None;
    let mut waiting: Vec<Question> = Vec::new();
    loop {
        if waiting.is_empty() {
            let Ok(first) = questions.recv() else { return };
            waiting.push(first);
        }
        waiting.extend(questions.try_iter());
        let Some(question) = first(&mut waiting) else {
            continue;
        };
        // Told one by one: what is counted is seen, however long the rest takes.
        let mut tell = |event| wire.send(Wire::Event(event)).is_ok();
        let answered = catch_unwind(AssertUnwindSafe(|| {
            answer(store, &mut open, counting, question.clone(), &mut tell)
        }));
        let answered = answered.unwrap_or_else(|_| {
            *counting.lock().unwrap_or_else(PoisonError::into_inner) = None;
            Err(StoreError::Other(clean_line("a list could not be counted")))
        });
        match answered {
            Ok(true) => {}
            Ok(false) => return,
            // What was given up for a form is counted behind it.
            Err(StoreError::Interrupted) if !matches!(question, Question::Hits { .. }) => {
                waiting.insert(0, question);
            }
            Err(StoreError::Interrupted) => {}
            Err(error) => {
                open = None;
                if !tell(Event::Failed(clean_line(&error.to_string()))) {
                    return;
                }
            }
        }
    }
}

/// Takes the question to be answered next; of a kind only the newest is left, and none that was given up.
fn first(waiting: &mut Vec<Question>) -> Option<Question> {
    let mut kinds = Vec::new();
    let mut kept = Vec::new();
    let mut has_ended = false;
    for question in std::mem::take(waiting).into_iter().rev() {
        let kind = discriminant(&question);
        let is_of_forms = matches!(question, Question::Hits { .. } | Question::Judged(_));
        let is_end = matches!(question, Question::None);
        has_ended |= is_end;
        let is_unwanted = is_end || (has_ended && is_of_forms);
        if !is_unwanted && !kinds.contains(&kind) {
            kinds.push(kind);
            kept.push(question);
        }
    }
    kept.sort_by_key(|question| std::cmp::Reverse(question.rank()));
    let next = kept.pop();
    *waiting = kept;
    next
}

/// False when nobody listens any more.
fn answer(
    store: &Store,
    open: &mut Option<Reader>,
    counting: &Counting,
    question: Question,
    tell: &mut dyn FnMut(Event) -> bool,
) -> Result<bool, StoreError> {
    let reader = match open.take() {
        Some(reader) => reader,
        None => store.reader()?,
    };
    let reader = open.insert(reader);
    let set = |interrupter| {
        *counting.lock().unwrap_or_else(PoisonError::into_inner) = interrupter;
    };
    set(Some(reader.interrupter()));
    let answered = counted(reader, question, tell);
    set(None);
    answered
}

fn counted(
    reader: &Reader,
    question: Question,
    tell: &mut dyn FnMut(Event) -> bool,
) -> Result<bool, StoreError> {
    Ok(match question {
        Question::Hits { request, query } => {
            let count = reader.hits(&query, u32::MAX)?;
            tell(Event::Hits { request, count })
        }
        Question::Categories(article) => {
            let found = reader.article(article)?;
            let categories = found.map(|it| it.categories).unwrap_or_default();
            tell(Event::Categories {
                article,
                categories,
            })
        }
        Question::Named(lists) => {
            let begun = Instant::now();
            let mut counts = Vec::with_capacity(lists.len());
            for (id, query) in lists {
                counts.push((id, reader.count(&query, MOST)?));
            }
            let milliseconds = begun.elapsed().as_millis() as u64;
            tell(Event::Named {
                counts,
                milliseconds,
            })
        }
        Question::Judged(filters) => {
            for (id, query) in filters {
                let means = reader.hits(&query, u32::MAX)?;
                let hides = reader.hidden_by(id)?;
                if !tell(Event::Judged { id, means, hides }) {
                    return Ok(false);
                }
            }
            true
        }
        Question::None => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Term;

    fn hits(request: u64) -> Question {
        let query = Expression::Term(Term::Unread);
        Question::Hits { request, query }
    }

    fn order(mut waiting: Vec<Question>) -> Vec<String> {
        let mut found = Vec::new();
        while let Some(question) = first(&mut waiting) {
            found.push(match question {
                Question::Hits { request, .. } => format!("hits {request}"),
                Question::Categories(_) => "categories".to_owned(),
                Question::Named(_) => "named".to_owned(),
                Question::Judged(_) => "judged".to_owned(),
                Question::None => "none".to_owned(),
            });
        }
        found
    }

    #[test]
    fn of_a_kind_the_newest_is_answered_and_forms_first() {
        let named = || Question::Named(Vec::new());
        let judged = || Question::Judged(Vec::new());
        let waiting = vec![named(), judged(), hits(1), hits(2), named()];
        assert_eq!(order(waiting), ["hits 2", "judged", "named"]);
    }

    #[test]
    fn what_a_form_asked_is_given_up_with_it_and_nothing_else() {
        let (named, judged) = (Question::Named(Vec::new()), Question::Judged(Vec::new()));
        let waiting = vec![judged, hits(1), named, Question::None];
        assert_eq!(order(waiting.clone()), ["named"]);
        let again = [waiting, vec![hits(2)]].concat();
        assert_eq!(order(again), ["hits 2", "named"]);
    }
}
