//! Threads that get pictures and draw them. What is looked at now comes first; what belongs to an article that was
//! left is forgotten.

use super::draw::{Made, draw, within};
use super::turn::Wire;
use super::wires;
use crate::config::{Config, Images};
use crate::jobs;
use crate::model::ArticleId;
use crate::page::PictureRow;
use crate::text::{Clean, clean_line};
use crate::tui::core::{Drawn, Event, NoPicture, Settings};
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

/// Pictures at a time: as many as one host gives at once.
const THREADS: usize = 2;
/// Kitty knows pictures by numbers, which other programs in the same window choose too.
const FIRST_ID: u32 = 0x0071_d100;

#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub article: ArticleId,
    pub url: String,
    pub place: PictureRow,
    pub is_asked: bool,
}

/// Dropped, its threads end when they are done with what they do.
pub struct Gallery {
    queue: Arc<Queue>,
    wire: wires::Sender,
    /// Until the first picture is wanted.
    painters: Mutex<Vec<Painter>>,
}

/// Kitty frees what it keeps of these (`d=I`: the pixels too).
fn forgotten(ids: &[u32]) -> String {
    let forget = |id| format!("\x1b_Gq=2,a=d,d=I,i={id}\x1b\\");
    ids.iter().map(forget).collect()
}

struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
}

struct Waiting {
    pictures: VecDeque<Wanted>,
    is_closed: bool,
    manner: Arc<Manner>,
    /// What the terminal keeps of the article that is read (kitty).
    kept: Kept,
    /// Addresses at which there is no picture, and what was said of them.
    refused: HashMap<String, Clean>,
}

/// Refusals that are remembered: more than a person meets in a day.
const REFUSALS: usize = 2_000;

/// How pictures are fetched and drawn, as the configuration says it now.
struct Manner {
    config: Arc<Config>,
    settings: Settings,
}

#[derive(Default)]
struct Kept {
    article: Option<ArticleId>,
    ids: Vec<u32>,
}

impl Gallery {
    pub fn start(context: &jobs::Context, settings: &Settings, wire: &wires::Sender) -> Self {
        let waiting = Waiting {
            pictures: VecDeque::new(),
            is_closed: false,
            manner: Arc::new(Manner {
                config: context.config.clone(),
                settings: settings.clone(),
            }),
            kept: Kept::default(),
            refused: HashMap::new(),
        };
        let queue = Arc::new(Queue {
            waiting: Mutex::new(waiting),
            arrived: Condvar::new(),
        });
        let ids = Arc::new(AtomicU32::new(FIRST_ID));
        let painter = |_| Painter {
            context: context.clone(),
            queue: queue.clone(),
            ids: ids.clone(),
            wire: wire.clone(),
        };
        let painters = (0..THREADS).map(painter).collect();
        Self {
            queue,
            wire: wire.clone(),
            painters: Mutex::new(painters),
        }
    }

    /// Threads for those that have none yet.
    fn begin(&self) {
        let mut painters = self.painters.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, painter) in painters.drain(..).enumerate() {
            let thread = Builder::new().name(format!("pictures {number}"));
            if let Err(error) = thread.spawn(move || painter.work()) {
                tracing::warn!("no thread for pictures: {error}");
            }
        }
    }

    /// The configuration changed: what is drawn from now on is drawn as it says.
    pub fn configure(&self, config: Arc<Config>, settings: Settings) {
        self.queue.lock().manner = Arc::new(Manner { config, settings });
    }

    /// What the terminal must be told so that it keeps nothing of ours.
    pub fn forget(&self) -> String {
        forgotten(&std::mem::take(&mut self.queue.lock().kept.ids))
    }

    pub fn ask(&self, wanted: Wanted) {
        let mut waiting = self.queue.lock();
        if waiting.kept.article != Some(wanted.article) {
            let left = std::mem::take(&mut waiting.kept);
            waiting.kept.article = Some(wanted.article);
            if !left.ids.is_empty() {
                // Whoever listens may have ended.
                let _ = self.wire.send(Wire::Transmission(forgotten(&left.ids)));
            }
        }
        waiting
            .pictures
            .retain(|other| other.article == wanted.article);
        if !waiting.pictures.contains(&wanted) {
            waiting.pictures.push_back(wanted);
        }
        drop(waiting);
        self.begin();
        self.queue.arrived.notify_one();
    }
}

impl Drop for Gallery {
    fn drop(&mut self) {
        let mut waiting = self.queue.lock();
        waiting.is_closed = true;
        waiting.pictures.clear();
        drop(waiting);
        self.queue.arrived.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<(Wanted, Arc<Manner>)> {
        let mut waiting = self.lock();
        loop {
            if waiting.is_closed {
                return None;
            }
            if let Some(wanted) = waiting.pictures.pop_front() {
                return Some((wanted, waiting.manner.clone()));
            }
            waiting = self
                .arrived
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The manner that counts now, if it is another than this.
    fn newer(&self, manner: &Arc<Manner>) -> Option<Arc<Manner>> {
        let waiting = self.lock();
        (!Arc::ptr_eq(&waiting.manner, manner)).then(|| waiting.manner.clone())
    }

    /// What was said of the address, if there is no picture.
    fn refusal(&self, url: &str) -> Option<Clean> {
        self.lock().refused.get(url).cloned()
    }

    fn refuse(&self, url: &str, why: Clean) {
        let refused = &mut self.lock().refused;
        if refused.len() >= REFUSALS {
            refused.clear();
        }
        refused.insert(url.to_owned(), why);
    }

    /// What the terminal will keep for an article; false where another one is read by now.
    fn keep(&self, article: ArticleId, id: u32) -> bool {
        let kept = &mut self.lock().kept;
        let is_read = kept.article == Some(article);
        if is_read {
            kept.ids.push(id);
        }
        is_read
    }
}

struct Painter {
    context: jobs::Context,
    queue: Arc<Queue>,
    ids: Arc<AtomicU32>,
    wire: wires::Sender,
}

impl Painter {
    fn work(mut self) {
        while let Some((wanted, mut manner)) = self.queue.next() {
            let picture = loop {
                self.context.config = manner.config.clone();
                let paint = || self.paint(&wanted, &manner.settings);
                let made = catch_unwind(AssertUnwindSafe(paint)).unwrap_or_else(|_| {
                    let why = clean_line("the picture cannot be drawn");
                    Err(NoPicture::Failed(why))
                });
                match self.queue.newer(&manner) {
                    // Drawn in a manner that nobody wants any more.
                    Some(newer) => manner = newer,
                    None => break made,
                }
            };
            let Wanted { article, place, .. } = wanted;
            let event = Event::Picture {
                article,
                place,
                picture: picture.map(|made| self.shown(article, made)),
            };
            if self.wire.send(Wire::Event(event)).is_err() {
                return;
            }
        }
    }

    /// What the terminal must have before it can show the picture goes out before the event.
    fn shown(&self, article: ArticleId, made: (Made, u32)) -> Drawn {
        let (
            Made {
                drawn,
                transmission,
            },
            id,
        ) = made;
        if let Some(transmission) = transmission.filter(|_| self.queue.keep(article, id)) {
            // Whoever listens may have ended.
            let _ = self.wire.send(Wire::Transmission(transmission));
        }
        drawn
    }

    fn paint(&self, wanted: &Wanted, settings: &Settings) -> Result<(Made, u32), NoPicture> {
        let failed = |why: &dyn std::fmt::Display| NoPicture::Failed(clean_line(&why.to_string()));
        let config = &self.context.config;
        let is_left_out = config.network.metered
            && config.pictures.images != Images::Always
            && !wanted.is_asked
            && !jobs::has_picture(&self.context, &wanted.url);
        if is_left_out {
            return Err(NoPicture::Metered);
        }
        if let Some(why) = self.queue.refusal(&wanted.url).filter(|_| !wanted.is_asked) {
            return Err(NoPicture::Failed(why));
        }
        if wanted.is_asked {
            jobs::try_again(&self.context, &wanted.url);
        }
        let room = (wanted.place.columns, wanted.place.rows);
        let pictures = settings.pictures;
        let picture = jobs::picture(
            &self.context,
            wanted.article,
            &wanted.url,
            within(pictures, room),
        )
        .map_err(|error| {
            let why = clean_line(&error.to_string());
            if error.is_lasting() {
                self.queue.refuse(&wanted.url, why.clone());
            }
            NoPicture::Failed(why)
        })?;
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let (pixels, size) = (&picture.pixels, picture.size);
        let made = draw(pixels, size, room, pictures, settings.depth, id);
        Ok((made.map_err(|error| failed(&error))?, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kitty_kept_of_an_article_is_forgotten_by_number() {
        assert_eq!(
            forgotten(&[7, 8]),
            "\x1b_Gq=2,a=d,d=I,i=7\x1b\\\x1b_Gq=2,a=d,d=I,i=8\x1b\\"
        );
    }
}
