//! All that the loop waits for, waited for at once: what threads tell it, and the terminal's keys. No thread stands
//! between a key and the loop: where both cores are taken, each that does waits for one.

use super::input::Keys;
use super::turn::Wire;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SendError};
use std::time::{Duration, Instant};

/// How a thread tells the loop something.
#[derive(Clone)]
pub struct Sender {
    sender: mpsc::Sender<Wire>,
    bell: Arc<Bell>,
}

struct Bell {
    /// The loop waits: who tells it something rings.
    is_waited_for: AtomicBool,
    pipe: PipeWriter,
}

impl Sender {
    pub fn send(&self, wire: Wire) -> Result<(), SendError<Wire>> {
        self.sender.send(wire)?;
        if self.bell.is_waited_for.swap(false, Ordering::SeqCst) {
            // Its other end is the loop's, which has ended then.
            let _ = (&self.bell.pipe).write_all(b"!");
        }
        Ok(())
    }
}

/// What the loop hears.
pub struct Wires {
    told: Receiver<Wire>,
    bell: Arc<Bell>,
    rung: PipeReader,
    keys: Option<Keys>,
    /// Keys are left in the terminal for now.
    is_deaf: bool,
    /// Told, and behind what was typed.
    next: Option<Wire>,
}

/// Ends of a wire; what is typed is heard where `keys` are given.
pub fn wires(keys: Option<Keys>) -> io::Result<(Sender, Wires)> {
    let (sender, told) = mpsc::channel();
    let (rung, pipe) = io::pipe()?;
    let is_waited_for = AtomicBool::new(false);
    let bell = Arc::new(Bell {
        is_waited_for,
        pipe,
    });
    let wires = Wires {
        told,
        bell: bell.clone(),
        rung,
        keys,
        is_deaf: false,
        next: None,
    };
    Ok((Sender { sender, bell }, wires))
}

impl Wires {
    /// Whether what is typed is heard; that the terminal is gone is heard then, too.
    pub const fn hear_keys(&mut self, hears: bool) {
        self.is_deaf = !hears;
    }

    /// The next thing that happened; none where nothing does for that long. What was typed comes first.
    pub fn next(&mut self, patience: Option<Duration>) -> io::Result<Option<Wire>> {
        let until = patience.map(|patience| Instant::now() + patience);
        loop {
            if self.next.is_none() {
                // First this, then a look: what is told between the two rings.
                self.bell.is_waited_for.store(true, Ordering::SeqCst);
                self.next = self.told.try_recv().ok();
            }
            let now = Instant::now();
            let left = match &self.next {
                Some(_) => Some(Duration::ZERO),
                None => until.map(|until| until.saturating_duration_since(now)),
            };
            let rest = self.heard().and_then(|keys| keys.rest_in(now));
            let ready = self.wait([left, rest].into_iter().flatten().min())?;
            self.bell.is_waited_for.store(false, Ordering::SeqCst);
            if ready.has_rung {
                // At most a byte for each time that the loop waited.
                let _ = self.rung.read(&mut [0; 64])?;
            }
            if let Some(wire) = self.typed(ready.keys) {
                return Ok(Some(wire));
            }
            if let Some(wire) = self.next.take() {
                return Ok(Some(wire));
            }
            if until.is_some_and(|until| until <= Instant::now()) && !ready.has_rung {
                return Ok(None);
            }
        }
    }

    fn heard(&self) -> Option<&Keys> {
        self.keys.as_ref().filter(|_| !self.is_deaf)
    }

    fn typed(&mut self, ready: PollFlags) -> Option<Wire> {
        let keys = self.keys.as_mut().filter(|_| !self.is_deaf)?;
        match keys.read(ready, Instant::now()) {
            Ok(events) if events.is_empty() => None,
            Ok(events) => Some(Wire::Typed(events)),
            Err(_) => {
                // Said once, and never looked at again: it would be ready for ever.
                self.keys = None;
                Some(Wire::Gone)
            }
        }
    }

    fn wait(&self, timeout: Option<Duration>) -> io::Result<Ready> {
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: timeout.as_secs() as i64,
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let mut fds = vec![PollFd::new(&self.rung, PollFlags::IN)];
        fds.extend(self.heard().map(Keys::poll_fd));
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => Ok(Ready {
                has_rung: !fds[0].revents().is_empty(),
                keys: fds.get(1).map_or(PollFlags::empty(), PollFd::revents),
            }),
            Err(rustix::io::Errno::INTR) => Ok(Ready {
                has_rung: false,
                keys: PollFlags::empty(),
            }),
            Err(error) => Err(error.into()),
        }
    }
}

struct Ready {
    has_rung: bool,
    keys: PollFlags,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::core::{Chord, Event, Key};

    fn of_typing() -> (PipeWriter, Sender, Wires) {
        let (typed, typing) = io::pipe().unwrap();
        let (sender, wires) = wires(Some(Keys::of(typed))).unwrap();
        (typing, sender, wires)
    }

    fn heard(wires: &mut Wires, patience: Option<Duration>) -> String {
        match wires.next(patience).unwrap() {
            None => "nothing".to_owned(),
            Some(Wire::Typed(events)) => {
                let keys = events.iter().map(|event| match event {
                    Event::Key(chord) => chord.to_string(),
                    other => format!("{other:?}"),
                });
                format!("typed {}", keys.collect::<Vec<_>>().join(" "))
            }
            Some(Wire::Signal(number)) => format!("signal {number}"),
            Some(Wire::Gone) => "gone".to_owned(),
            Some(_) => "told".to_owned(),
        }
    }

    #[test]
    fn what_was_typed_is_heard_before_what_was_told_and_nothing_is_lost() {
        let (mut typing, sender, mut wires) = of_typing();
        for number in 1..=3 {
            sender.send(Wire::Signal(number)).unwrap();
        }
        assert_eq!(heard(&mut wires, None), "signal 1");
        typing.write_all(b"jk").unwrap();
        let rest: Vec<_> = (0..4)
            .map(|_| heard(&mut wires, Some(Duration::ZERO)))
            .collect();
        assert_eq!(rest, ["typed j k", "signal 2", "signal 3", "nothing"]);
    }

    #[test]
    fn keys_that_are_not_heard_yet_are_heard_later() {
        let (mut typing, sender, mut wires) = of_typing();
        typing.write_all(b"jk").unwrap();
        wires.hear_keys(false);
        sender.send(Wire::Signal(1)).unwrap();
        assert_eq!(heard(&mut wires, None), "signal 1");
        assert_eq!(heard(&mut wires, Some(Duration::ZERO)), "nothing");
        wires.hear_keys(true);
        assert_eq!(heard(&mut wires, None), "typed j k");
    }

    #[test]
    fn a_thread_that_tells_something_wakes_the_loop() {
        let (_typing, sender, mut wires) = of_typing();
        for number in 0..200 {
            let sender = sender.clone();
            let thread = std::thread::spawn(move || sender.send(Wire::Signal(number)).is_ok());
            assert_eq!(heard(&mut wires, None), format!("signal {number}"));
            assert!(thread.join().unwrap());
        }
        assert_eq!(heard(&mut wires, Some(Duration::ZERO)), "nothing");
    }

    #[test]
    fn an_escape_alone_is_a_key_once_nothing_follows_it() {
        let (mut typing, _sender, mut wires) = of_typing();
        typing.write_all(b"\x1b").unwrap();
        assert_eq!(heard(&mut wires, None), "typed Esc");
        typing.write_all(b"\x1b[A").unwrap();
        let up = Chord::plain(Key::Up);
        assert_eq!(heard(&mut wires, None), format!("typed {up}"));
    }

    #[test]
    fn the_end_of_the_terminal_is_heard_once() {
        let (typing, sender, mut wires) = of_typing();
        drop(typing);
        assert_eq!(heard(&mut wires, None), "gone");
        assert_eq!(heard(&mut wires, Some(Duration::ZERO)), "nothing");
        sender.send(Wire::Signal(1)).unwrap();
        assert_eq!(heard(&mut wires, None), "signal 1");
    }
}
