//! The program in a real pseudo-terminal: its screen, what it wrote, keys and signals for it.

use crate::home::{BINARY, Home};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// What ends a frame: the terminal may show it.
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// How the program is started.
pub struct Start<'a> {
    /// Rows and columns.
    pub size: (u16, u16),
    /// Set over an environment of HOME, TERM and TZ.
    pub environment: &'a [(&'a str, &'a str)],
    /// Taken out of it.
    pub unset: &'a [&'a str],
    pub arguments: &'a [&'a str],
    /// The hang-up signal is ignored, as under nohup.
    pub ignores_hang_up: bool,
}

impl Default for Start<'_> {
    fn default() -> Self {
        Self {
            size: (24, 80),
            environment: &[],
            unset: &[],
            arguments: &[],
            ignores_hang_up: false,
        }
    }
}

pub struct Terminal {
    pub screen: vt100::Parser,
    /// Every byte that was written, in order.
    pub written: Vec<u8>,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// The program sees a hang-up when it goes.
    master: Box<dyn MasterPty + Send>,
    /// Echo, line editing, signals: as the program found them.
    modes: String,
}

impl Terminal {
    pub fn start(home: &Home, start: &Start<'_>) -> Self {
        let (rows, columns) = start.size;
        let pty = native_pty_system().openpty(size(rows, columns)).unwrap();
        let modes = modes(&*pty.master);
        let child = pty.slave.spawn_command(command(home, start)).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let lines = |lines: u16| std::num::NonZero::new(lines.max(1)).unwrap();
        Self {
            screen: vt100::Parser::new(lines(rows), lines(columns), 0),
            written: Vec::new(),
            output,
            input: pty.master.take_writer().unwrap(),
            child,
            master: pty.master,
            modes,
        }
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads output until the screen is as wanted; fails with the screen when it never is.
    pub fn until(&mut self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        while !is_there(&self.text()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("no {what} ({error}):\n{}", self.text()),
            }
        }
        self.text()
    }

    /// Reads output until a frame has ended and this is so.
    pub fn until_drawn(&mut self, is_so: impl Fn(&Self) -> bool) {
        while !(self.written.ends_with(FRAME_END) && is_so(self)) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("not drawn ({error}):\n{}", self.text()),
            }
        }
    }

    /// Reads output until the alternate screen is left.
    pub fn until_given_back(&mut self) {
        while self.screen.screen().alternate_screen() {
            let bytes = self.output.recv_timeout(PATIENCE).unwrap();
            self.take(&bytes);
        }
    }

    /// Reads output until these words stand on the screen.
    pub fn until_says(&mut self, words: &str) -> String {
        self.until(words, |screen| screen.contains(words))
    }

    /// Takes what is written until this is so, or for so long; answers whether it is.
    pub fn says_within(&mut self, at_most: Duration, is_so: impl Fn() -> bool) -> bool {
        let deadline = Instant::now() + at_most;
        while !is_so() && Instant::now() < deadline {
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(5)) {
                self.take(&bytes);
            }
        }
        is_so()
    }

    /// The same until these words stand on the screen.
    pub fn shows_within(&mut self, at_most: Duration, words: &str) -> bool {
        let deadline = Instant::now() + at_most;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if self.text().contains(words) {
                return true;
            }
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => panic!("it ended:\n{}", self.text()),
            }
        }
    }

    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn press(&mut self, keys: impl AsRef<[u8]>) {
        self.input.write_all(keys.as_ref()).unwrap();
        self.input.flush().unwrap();
    }

    pub fn resize(&mut self, rows: u16, columns: u16) {
        self.master.resize(size(rows, columns)).unwrap();
        let lines = |lines: u16| std::num::NonZero::new(lines.max(1)).unwrap();
        self.screen
            .screen_mut()
            .set_size(lines(rows), lines(columns));
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until the program is stopped: a signal to go on that came before would be lost.
    pub fn until_stopped(&self) {
        let id = self.child.process_id().unwrap().to_string();
        let deadline = Instant::now() + PATIENCE;
        let is_stopped = || {
            let state = Command::new("ps")
                .args(["-o", "state=", "-p", &id])
                .output();
            String::from_utf8_lossy(&state.unwrap().stdout).starts_with('T')
        };
        while !is_stopped() {
            assert!(Instant::now() < deadline, "is not stopped");
            std::thread::yield_now();
        }
    }

    /// Waits for the end of the program, reading what it writes; answers its exit code.
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("does not end:\n{}", self.text()),
            }
        }
        self.child.wait().unwrap().exit_code()
    }

    /// Takes the terminal away; answers how long the program outlived it.
    pub fn hang_up(mut self, at_most: Duration) -> Duration {
        let started = Instant::now();
        // Both ends of ours: the reading thread ends with the child alone.
        let other = native_pty_system().openpty(PtySize::default()).unwrap();
        drop(std::mem::replace(&mut self.master, other.master));
        self.input = Box::new(std::io::sink());
        self.output = channel().1;
        while self.child.try_wait().unwrap().is_none() {
            if started.elapsed() > at_most {
                let _ = self.child.kill();
                panic!("still runs without a terminal");
            }
            std::thread::yield_now();
        }
        started.elapsed()
    }

    /// Fails unless the terminal is as it was before the program.
    pub fn assert_given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the alternate screen stays");
        assert!(!screen.hide_cursor(), "the cursor stays hidden");
        assert!(!screen.bracketed_paste(), "pastes stay bracketed");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(
            mouse,
            vt100::MouseProtocolMode::None,
            "the mouse is listened to"
        );
        assert_eq!(modes(&*self.master), self.modes, "the line stays raw");
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.written.extend_from_slice(bytes);
    }
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn command(home: &Home, start: &Start<'_>) -> CommandBuilder {
    let mut command = if start.ignores_hang_up {
        let mut shell = CommandBuilder::new("/bin/sh");
        shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", BINARY]);
        shell
    } else {
        CommandBuilder::new(BINARY)
    };
    command.env_clear();
    command.env("HOME", home.path());
    command.env("TERM", "xterm-256color");
    command.env("TZ", "UTC");
    for (name, value) in start.environment {
        command.env(name, value);
    }
    for name in start.unset {
        command.env_remove(name);
    }
    command.args([
        "--config",
        home.path().join("config.toml").to_str().unwrap(),
    ]);
    command.args(start.arguments);
    command
}
