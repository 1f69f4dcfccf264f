//! The only part that touches terminal, store, jobs, threads and clock: takes events, lets `app`
//! decide, carries effects out.

mod effects;
mod input;
mod screen;
mod session;

use super::app::{self, App};
use super::core::{Effect, Event};
use crate::config::Config;
use crate::jobs::{Clock, Context, JobError};
use crate::model::{ArticleQuery, NewFeed, Outlet, Report, Timestamp, Which};
use crate::store::StoreError;
use effects::Executor;
use jiff::tz::TimeZone;
use screen::Screen;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// The least time between two looks at what is due.
const LEAST_NAP: u64 = 30;
/// Time in which background reports are gathered into one frame, so that a refresh of hundreds of
/// feeds does not draw hundreds of times a second.
const FRAME: Duration = Duration::from_millis(40);

/// What the surroundings say of the terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    pub no_color: bool,
}

/// Everything that the interface is opened with.
pub struct Options {
    /// `sink` is replaced by the interface's own.
    pub context: Context,
    pub zone: TimeZone,
    pub crash_dir: PathBuf,
    pub catalogue: Vec<Outlet>,
    /// None: the list of the last visit, else what is unread.
    pub first_view: Option<ArticleQuery>,
    /// Subscribed to at once.
    pub subscribe: Vec<NewFeed>,
    pub terminal: Terminal,
}

/// How the interface ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Quit,
    OpenDemo,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Job(#[from] JobError),
    #[error("the terminal failed: {0}")]
    Terminal(#[from] std::io::Error),
}

/// What comes to the loop from threads.
pub(super) enum Incoming {
    Event(Event),
    /// The terminal has gone, or the system wants us to end.
    End,
}

/// Opens the interface; answers when it is closed, with the terminal as it was before.
pub fn run(options: Options) -> Result<Outcome, Error> {
    let (sender, incoming) = channel();
    let mut context = options.context.clone();
    let reports = sender.clone();
    context.sink = Arc::new(move |report: Report| {
        // The loop may have ended before its jobs.
        let _ = reports.send(Incoming::Event(Event::Report(report)));
    });
    let settings = session::settings(&options)?;
    let mut executor = Executor::start(context.clone(), sender.clone())?;
    let mut screen = Screen::open(&options.crash_dir, context.config.interface.mouse)?;
    input::start(sender)?;
    let (columns, rows) = screen.size();
    let mut state = App::new(settings, columns, rows, context.clock.now());
    let first = app::start(&mut state);
    let mut runtime = Runtime {
        next_poll: first_poll(&context),
        clock: context.clock.clone(),
        config: context.config.clone(),
        is_online: context.web.is_some(),
        outcome: Outcome::Quit,
        is_open: true,
    };
    runtime.carry_out(first, &mut executor, &mut screen)?;
    screen.draw(&state)?;
    runtime.turn(&incoming, &mut state, &mut executor, &mut screen)?;
    drop(screen);
    executor.stop();
    context.store.flush().or_else(|error| match error {
        StoreError::ReadOnly(..) => Ok(()),
        other => Err(other),
    })?;
    Ok(runtime.outcome)
}

/// The open interface polls what is due by itself: at once, then when the next feed is due.
fn first_poll(context: &Context) -> Option<Timestamp> {
    let polls = context.config.polling.automatic && context.web.is_some();
    polls.then(|| context.clock.now())
}

struct Runtime {
    next_poll: Option<Timestamp>,
    clock: Arc<dyn Clock>,
    config: Arc<Config>,
    is_online: bool,
    outcome: Outcome,
    is_open: bool,
}

impl Runtime {
    /// Waits, drains what came, draws once.
    fn turn(
        &mut self,
        incoming: &Receiver<Incoming>,
        state: &mut App,
        executor: &mut Executor,
        screen: &mut Screen,
    ) -> Result<(), Error> {
        while self.is_open {
            let first = match self.wait(incoming, executor) {
                Ok(first) => Some(first),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            let mut is_report = matches!(first, Some(Incoming::Event(Event::Report(_))));
            let mut next = first;
            let gathered_by = std::time::Instant::now() + FRAME;
            while let Some(event) = next {
                self.take(event, state, executor, screen)?;
                if !self.is_open {
                    return Ok(());
                }
                next = incoming.try_recv().ok();
                if next.is_none() && is_report {
                    // Reports come in swarms: the others of this frame are waited for, keys are not.
                    let left = gathered_by.saturating_duration_since(std::time::Instant::now());
                    next = incoming.recv_timeout(left).ok();
                }
                is_report &= matches!(next, Some(Incoming::Event(Event::Report(_))));
            }
            if let Some(number) = executor.rested() {
                self.take(
                    Incoming::Event(Event::Rested(number)),
                    state,
                    executor,
                    screen,
                )?;
            }
            self.poll_what_is_due(executor);
            screen.draw(state)?;
        }
        Ok(())
    }

    /// Until something comes, a rest is over, or a feed is due; without end when there is nothing.
    fn wait(
        &self,
        incoming: &Receiver<Incoming>,
        executor: &Executor,
    ) -> Result<Incoming, RecvTimeoutError> {
        let due = self.next_poll.map(|due| {
            let seconds = u64::try_from(due.since(self.clock.now())).unwrap_or(0);
            Duration::from_secs(seconds)
        });
        match [due, executor.rest()].into_iter().flatten().min() {
            Some(nap) => incoming.recv_timeout(nap),
            None => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn take(
        &mut self,
        incoming: Incoming,
        state: &mut App,
        executor: &mut Executor,
        screen: &mut Screen,
    ) -> Result<(), Error> {
        let event = match incoming {
            Incoming::End => Event::Key(crate::tui::core::Key::plain(
                crate::tui::core::Code::Char('Q'),
            )),
            Incoming::Event(event) => event,
        };
        let is_end =
            matches!(&event, Event::Report(Report::Refresh(progress)) if progress.is_finished);
        let effects = app::update(state, Event::Now(self.clock.now()));
        self.carry_out(effects, executor, screen)?;
        if matches!(event, Event::Key(_) | Event::Focus) && executor.others_wrote() {
            let effects = app::update(state, Event::Focus);
            self.carry_out(effects, executor, screen)?;
        }
        let effects = app::update(state, event);
        self.carry_out(effects, executor, screen)?;
        if is_end {
            self.next_poll = self.next_due(executor);
        }
        Ok(())
    }

    fn carry_out(
        &mut self,
        effects: Vec<Effect>,
        executor: &mut Executor,
        screen: &mut Screen,
    ) -> Result<(), Error> {
        for effect in effects {
            match effect {
                Effect::Quit => self.is_open = false,
                Effect::OpenDemo => self.outcome = Outcome::OpenDemo,
                Effect::Redraw => screen.redraw()?,
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::Suspend => {
                    executor.flush();
                    screen.suspend()?;
                }
                other => executor.carry_out(other),
            }
        }
        Ok(())
    }

    fn poll_what_is_due(&mut self, executor: &mut Executor) {
        if self.next_poll.is_some_and(|due| due <= self.clock.now()) {
            // Set anew when the refresh ends.
            self.next_poll = None;
            executor.carry_out(Effect::Refresh(Which::Due));
        }
    }

    fn next_due(&self, executor: &Executor) -> Option<Timestamp> {
        if !self.config.polling.automatic || !self.is_online {
            return None;
        }
        let soonest = executor.next_due()?;
        Some(soonest.max(self.clock.now().plus(LEAST_NAP as i64)))
    }
}
