//! Threads that wait for the terminal and for signals. A terminal that is gone ends the program:
//! its end is looked for here and not left to a library that would read it for ever.

use super::decode::Decoder;
use super::turn::Wire;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use std::io::{self, PipeReader, PipeWriter, stdin};
use std::sync::mpsc::Sender;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Nanoseconds in which the rest of a key's bytes must come. They come together, also from far away; `Esc` alone is
/// answered within a frame.
const REST: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 5_000_000,
};
/// What comes at once this soon behind an `Esc`, and would be the rest of a key, is that key all the same.
const BELATED: Duration = Duration::from_millis(50);

/// Both threads; dropped, they end.
pub struct Input {
    signals: Handle,
    threads: Vec<JoinHandle<()>>,
    /// Closed: the reading thread ends.
    wake: Option<PipeWriter>,
}

impl Input {
    pub fn start(sender: &Sender<Wire>) -> io::Result<Self> {
        let (woken, wake) = io::pipe()?;
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT])?;
        let handle = signals.handle();
        let wire = sender.clone();
        let watch = Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                if wire.send(Wire::Signal(signal)).is_err() {
                    break;
                }
            }
        })?;
        let wire = sender.clone();
        let read = Builder::new().name("keys".into()).spawn(move || {
            if read(&wire, &woken).is_none() {
                // Nobody listens any more: then the end is known.
                let _ = wire.send(Wire::Gone);
            }
        })?;
        Ok(Self {
            signals: handle,
            threads: vec![watch, read],
            wake: Some(wake),
        })
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.signals.close();
        self.wake = None;
        for thread in self.threads.drain(..) {
            // A thread that panicked has been written down.
            let _ = thread.join();
        }
    }
}

/// Reads until it is woken; none when the terminal is gone.
fn read(wire: &Sender<Wire>, woken: &PipeReader) -> Option<()> {
    let terminal = stdin();
    let mut decoder = Decoder::default();
    let mut escaped: Option<Instant> = None;
    let mut buffer = [0; 4096];
    loop {
        let mut fds = [
            PollFd::new(&terminal, PollFlags::IN),
            PollFd::new(woken, PollFlags::IN),
        ];
        let timeout = decoder.is_waiting().then_some(&REST);
        match poll(&mut fds, timeout) {
            Err(Errno::INTR) => continue,
            Err(_) => return None,
            Ok(0) => {
                if let Some(event) = decoder.rest() {
                    escaped = Some(Instant::now());
                    wire.send(Wire::Typed(vec![event])).ok()?;
                }
                continue;
            }
            Ok(_) => {}
        }
        if !fds[1].revents().is_empty() {
            return Some(());
        }
        let flags = fds[0].revents();
        if flags.contains(PollFlags::IN) {
            let count = match rustix::io::read(&terminal, &mut buffer) {
                Ok(0) => return None,
                Ok(count) => count,
                Err(Errno::INTR | Errno::AGAIN) => continue,
                Err(_) => return None,
            };
            let mut events = Vec::new();
            let bytes = buffer.get(..count).unwrap_or_default();
            if escaped.take().is_some_and(|at| at.elapsed() < BELATED) {
                decoder.go_on(bytes);
            }
            decoder.feed(bytes, &mut events);
            if !events.is_empty() {
                wire.send(Wire::Typed(events)).ok()?;
            }
        } else if flags.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return None;
        }
    }
}
