//! Threads that get pictures and draw them. What is looked at now comes first; what belongs to an article that was
//! left is forgotten.

use super::draw::{draw, within};
use super::turn::Wire;
use crate::config::Images;
use crate::jobs;
use crate::model::ArticleId;
use crate::page::PictureRow;
use crate::text::clean_line;
use crate::tui::core::{Drawn, Event, NoPicture, Settings};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::Sender;
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
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
}

#[derive(Default)]
struct Waiting {
    pictures: VecDeque<Wanted>,
    is_closed: bool,
}

impl Gallery {
    pub fn start(
        context: &jobs::Context,
        settings: &Settings,
        wire: &Sender<Wire>,
    ) -> std::io::Result<Self> {
        let queue: Arc<Queue> = Arc::default();
        let ids = Arc::new(AtomicU32::new(FIRST_ID));
        for number in 0..THREADS {
            let painter = Painter {
                context: context.clone(),
                settings: settings.clone(),
                queue: queue.clone(),
                ids: ids.clone(),
                wire: wire.clone(),
            };
            Builder::new()
                .name(format!("pictures {number}"))
                .spawn(move || painter.work())?;
        }
        Ok(Self { queue })
    }

    pub fn ask(&self, wanted: Wanted) {
        let mut waiting = self.queue.lock();
        waiting
            .pictures
            .retain(|other| other.article == wanted.article);
        if !waiting.pictures.contains(&wanted) {
            waiting.pictures.push_back(wanted);
        }
        drop(waiting);
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

    fn next(&self) -> Option<Wanted> {
        let mut waiting = self.lock();
        loop {
            if waiting.is_closed {
                return None;
            }
            if let Some(wanted) = waiting.pictures.pop_front() {
                return Some(wanted);
            }
            waiting = self
                .arrived
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

struct Painter {
    context: jobs::Context,
    settings: Settings,
    queue: Arc<Queue>,
    ids: Arc<AtomicU32>,
    wire: Sender<Wire>,
}

impl Painter {
    fn work(&self) {
        while let Some(wanted) = self.queue.next() {
            let made = catch_unwind(AssertUnwindSafe(|| self.paint(&wanted)));
            let picture = made.unwrap_or_else(|_| {
                let why = clean_line("the picture cannot be drawn");
                Err(NoPicture::Failed(why))
            });
            let Wanted { article, place, .. } = wanted;
            let event = Event::Picture {
                article,
                place,
                picture,
            };
            if self.wire.send(Wire::Event(event)).is_err() {
                return;
            }
        }
    }

    fn paint(&self, wanted: &Wanted) -> Result<Drawn, NoPicture> {
        let failed = |why: &dyn std::fmt::Display| NoPicture::Failed(clean_line(&why.to_string()));
        let config = &self.context.config;
        let is_left_out = config.network.metered
            && config.pictures.images != Images::Always
            && !wanted.is_asked
            && !jobs::has_picture(&self.context, &wanted.url);
        if is_left_out {
            return Err(NoPicture::Metered);
        }
        let room = (wanted.place.columns, wanted.place.rows);
        let pictures = self.settings.pictures;
        let picture = jobs::picture(
            &self.context,
            wanted.article,
            &wanted.url,
            within(pictures, room),
        )
        .map_err(|error| failed(&error))?;
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let made = draw(
            &picture.pixels,
            picture.size,
            room,
            pictures,
            self.settings.depth,
            id,
        )
        .map_err(|error| failed(&error))?;
        if let Some(transmission) = made.transmission {
            // Before the event that shows it; whoever listens may have ended.
            let _ = self.wire.send(Wire::Transmission(transmission));
        }
        Ok(made.drawn)
    }
}
