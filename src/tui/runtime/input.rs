//! What the terminal sends, and signals. A terminal that is gone ends the program: its end is looked for here and not
//! left to a library that would read it for ever.

use super::decode::Decoder;
use super::turn::Wire;
use super::wires::Sender;
use crate::tui::core::Event;
use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use std::io;
use std::os::fd::AsFd;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// In this time the rest of a key's bytes must come. They come together, also from far away; `Esc` alone is answered
/// within a frame.
const REST: Duration = Duration::from_millis(5);
/// What comes at once this soon behind an `Esc`, and would be the rest of a key, is that key all the same.
const BELATED: Duration = Duration::from_millis(50);

/// The thread that waits for signals; dropped, it ends.
pub struct Watch {
    signals: Handle,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    pub fn start(wire: Sender) -> io::Result<Self> {
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT])?;
        let handle = signals.handle();
        let thread = Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                if wire.send(Wire::Signal(signal)).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self {
            signals: handle,
            thread: Some(thread),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.signals.close();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has been written down.
            let _ = thread.join();
        }
    }
}

/// The terminal that keys are read from.
pub struct Keys {
    terminal: Box<dyn AsFd>,
    decoder: Decoder,
    /// What has begun is all there is, once it is then.
    rest: Option<Instant>,
    /// When `Esc` was last told alone.
    escaped: Option<Instant>,
}

impl Keys {
    pub fn of(terminal: impl AsFd + 'static) -> Self {
        Self {
            terminal: Box::new(terminal),
            decoder: Decoder::default(),
            rest: None,
            escaped: None,
        }
    }

    pub fn poll_fd(&self) -> PollFd<'_> {
        PollFd::from_borrowed_fd(self.terminal.as_fd(), PollFlags::IN)
    }

    /// How long the rest of what has begun may still take.
    pub fn rest_in(&self, now: Instant) -> Option<Duration> {
        self.rest.map(|at| at.saturating_duration_since(now))
    }

    /// What was typed, of a terminal that is `ready`; an error when the terminal is gone.
    pub fn read(&mut self, ready: PollFlags, now: Instant) -> io::Result<Vec<Event>> {
        if ready.contains(PollFlags::IN) {
            return self.more(now);
        }
        if ready.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.rest.is_none_or(|at| now < at) {
            return Ok(Vec::new());
        }
        self.rest = None;
        let event = self.decoder.rest();
        self.escaped = event.is_some().then_some(now);
        Ok(event.into_iter().collect())
    }

    fn more(&mut self, now: Instant) -> io::Result<Vec<Event>> {
        let mut buffer = [0; 4096];
        let count = match rustix::io::read(&self.terminal, &mut buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => count,
            Err(Errno::INTR | Errno::AGAIN) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let bytes = buffer.get(..count).unwrap_or_default();
        let is_soon = |at| now.saturating_duration_since(at) < BELATED;
        if self.escaped.take().is_some_and(is_soon) {
            self.decoder.go_on(bytes);
        }
        let mut events = Vec::new();
        self.decoder.feed(bytes, &mut events);
        self.rest = self.decoder.is_waiting().then(|| now + REST);
        Ok(events)
    }
}
