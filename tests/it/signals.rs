//! However the interface ends, the terminal is as it was before; and it ends when it must.

use crate::home::{BINARY, Home};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::Read as _;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// A terminal that is gone ends the program within this.
const GONE: Duration = Duration::from_secs(5);

struct Running {
    _home: Home,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    all: Vec<u8>,
}

impl Running {
    fn start(environment: &[(&str, &str)]) -> Self {
        let home = Home::new();
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(BINARY);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.args(["--offline", "--data-dir", home.data().to_str().unwrap()]);
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let mut running = Self {
            _home: home,
            child,
            master: pty.master,
            output,
            screen: vt100::Parser::new(24_u16.try_into().unwrap(), 80_u16.try_into().unwrap(), 0),
            all: Vec::new(),
        };
        running.until("Welcome to tidings");
        running
    }

    fn until(&mut self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.screen.screen().contents().contains(words) {
            let left = deadline.saturating_duration_since(Instant::now());
            let bytes = self.output.recv_timeout(left).unwrap();
            self.screen.process(&bytes);
            self.all.extend(bytes);
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Reads what is written until the end.
    fn end(&mut self) -> u32 {
        while let Ok(bytes) = self.output.recv_timeout(PATIENCE) {
            self.screen.process(&bytes);
            self.all.extend(bytes);
        }
        self.child.wait().unwrap().exit_code()
    }
}

#[test]
fn signals_that_end_give_the_terminal_back() {
    for name in ["TERM", "HUP", "INT"] {
        let mut running = Running::start(&[]);
        assert!(running.screen.screen().alternate_screen());
        running.signal(name);
        assert_eq!(running.end(), 0, "{name}");
        let screen = running.screen.screen();
        assert!(!screen.alternate_screen(), "{name}");
        assert!(!screen.hide_cursor() && !screen.bracketed_paste(), "{name}");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None, "{name}");
    }
}

/// Sent while it is stopped, both are there when it goes on.
#[test]
fn two_signals_at_once_give_the_terminal_back_too() {
    let mut running = Running::start(&[]);
    for name in ["STOP", "TERM", "INT", "CONT"] {
        running.signal(name);
    }
    assert_eq!(running.end(), 0);
    assert!(!running.screen.screen().alternate_screen());
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    let mut running = Running::start(&[]);
    let started = Instant::now();
    // The reading thread holds the other end: closed by the child's end alone it would stay.
    let id = running.child.process_id().unwrap();
    drop(std::mem::replace(&mut running.master, other_pty()));
    running.output = channel().1;
    while running.child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < GONE, "{id} still runs");
        std::thread::yield_now();
    }
}

fn other_pty() -> Box<dyn MasterPty + Send> {
    native_pty_system()
        .openpty(PtySize::default())
        .unwrap()
        .master
}

#[test]
fn no_colour_means_no_colour() {
    let mut running = Running::start(&[("NO_COLOR", "1")]);
    running.signal("TERM");
    running.end();
    let text = String::from_utf8_lossy(&running.all).into_owned();
    let colours = text.split("\x1b[").skip(1).filter(|sequence| {
        let end = sequence
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(0);
        let (parameters, rest) = sequence.split_at(end);
        let is_colour = |number: &str| {
            let number: u32 = number.parse().unwrap_or(0);
            matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107)
        };
        rest.starts_with('m') && parameters.split(';').any(is_colour)
    });
    assert_eq!(colours.collect::<Vec<_>>(), Vec::<&str>::new());
}
