//! Keys, mouse, signals: read on threads of their own, so that nothing is polled.

use super::{Error, Incoming};
use crate::text::{cap, clean_line};
use crate::tui::core::{Code, Event, Key};
use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// Of a paste at most so many bytes of its first line.
const PASTE: usize = 2000;
const WHEEL: i32 = 3;

pub fn start(sender: Sender<Incoming>) -> Result<(), Error> {
    let signals = sender.clone();
    std::thread::Builder::new()
        .name("input".into())
        .spawn(move || read_all(&sender))?;
    // A file that may not grow is an error of the write, not the end of the program.
    let mut received = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGXFSZ])?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in received.forever() {
                let incoming = match signal {
                    SIGWINCH => match crossterm::terminal::size() {
                        Ok((columns, rows)) => Incoming::Event(Event::Resize { columns, rows }),
                        Err(_) => continue,
                    },
                    SIGXFSZ => continue,
                    _ => Incoming::End,
                };
                if signals.send(incoming).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

/// Reads until the terminal is gone. The terminal is asked first whether it is still there: a
/// closed one would be read in vain for ever (crossterm-rs/crossterm#793).
fn read_all(sender: &Sender<Incoming>) {
    let stdin = std::io::stdin();
    loop {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut ready, None) {
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => break,
            Ok(_) => {}
        }
        let state = ready[0].revents();
        if state.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            break;
        }
        // One readiness may hold many events.
        while matches!(event::poll(Duration::ZERO), Ok(true)) {
            let Ok(raw) = event::read() else {
                return gone(sender);
            };
            if let Some(event) = events(raw)
                && sender.send(Incoming::Event(event)).is_err()
            {
                return;
            }
        }
    }
    gone(sender);
}

fn gone(sender: &Sender<Incoming>) {
    let _ = sender.send(Incoming::End);
}

fn events(raw: Raw) -> Option<Event> {
    match raw {
        Raw::Key(key) => translate(key).map(Event::Key),
        Raw::Paste(text) => {
            let first = cap(text.lines().next().unwrap_or_default(), PASTE);
            Some(Event::Paste(clean_line(first).into_string()))
        }
        Raw::Resize(columns, rows) => Some(Event::Resize { columns, rows }),
        Raw::FocusGained => Some(Event::Focus),
        Raw::FocusLost => None,
        Raw::Mouse(mouse) => {
            let (column, row) = (mouse.column, mouse.row);
            match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Event::Click { column, row }),
                MouseEventKind::ScrollDown => Some(Event::Wheel {
                    column,
                    row,
                    lines: WHEEL,
                }),
                MouseEventKind::ScrollUp => Some(Event::Wheel {
                    column,
                    row,
                    lines: -WHEEL,
                }),
                _ => None,
            }
        }
    }
}

fn translate(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release || key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    let code = match key.code {
        KeyCode::Char(c) if is_control => Code::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Delete => Code::Delete,
        _ => return None,
    };
    Some(Key {
        code,
        is_control: is_control && matches!(code, Code::Char(_)),
    })
}
