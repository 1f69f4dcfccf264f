//! The real program in a pseudo-terminal, for measuring what a person waits for.

#![allow(dead_code, reason = "each bench takes of it what it needs")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// What the program asks at its start, and what a terminal without colours of its own answers.
const QUESTION: &[u8] = b"\x1b[c";
const ANSWER: &[u8] = b"\x1b[?62;22c";
/// The end of a synchronised frame.
const FRAME_END: &[u8] = b"\x1b[?2026l";
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Terminal {
    screen: vt100::Parser,
    output: Receiver<(Instant, Vec<u8>)>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// With more arguments than the folder of the data.
    pub fn start(home: &Path, arguments: &[&str]) -> Self {
        let size = PtySize {
            rows: 40,
            cols: 120,
            ..PtySize::default()
        };
        let pty = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tidings"));
        command.env_clear();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("TZ", "UTC");
        command.arg("--data-dir");
        command.arg(home.join("data"));
        command.args(arguments);
        let child = pty.slave.spawn_command(command).expect("the program");
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().expect("its output");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16_384];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let chunk = (Instant::now(), buffer[..count].to_vec());
                if sender.send(chunk).is_err() {
                    break;
                }
            }
        });
        let lines = |lines| std::num::NonZero::new(lines).expect("some lines");
        Self {
            screen: vt100::Parser::new(lines(40_u16), lines(120_u16), 0),
            output,
            input: pty.master.take_writer().expect("its input"),
            child,
            _master: pty.master,
        }
    }

    pub fn until(&mut self, is_there: impl Fn(&str) -> bool) {
        while !is_there(&self.screen.screen().contents()) {
            let (_, bytes) = self.output.recv_timeout(PATIENCE).expect("a drawn screen");
            if bytes.windows(QUESTION.len()).any(|it| it == QUESTION) {
                self.input.write_all(ANSWER).expect("an answer");
            }
            self.screen.process(&bytes);
        }
    }

    /// What one sees.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Row and column of the cursor.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen.screen().cursor_position()
    }

    /// Until nothing is drawn for a while.
    pub fn rest(&mut self) {
        while let Ok((_, bytes)) = self.output.recv_timeout(Duration::from_millis(150)) {
            self.screen.process(&bytes);
        }
    }

    pub fn press(&mut self, keys: &str) -> Instant {
        let begun = Instant::now();
        self.input.write_all(keys.as_bytes()).expect("a key");
        self.input.flush().expect("a key");
        begun
    }

    /// From the keys to the end of the first frame that shows their answer; none where it does not come.
    pub fn answer(
        &mut self,
        keys: &str,
        patience: Duration,
        is_there: impl Fn(&Self) -> bool,
    ) -> Option<Duration> {
        let begun = self.press(keys);
        loop {
            let left = patience.checked_sub(begun.elapsed())?;
            let (at, bytes) = self.output.recv_timeout(left).ok()?;
            self.screen.process(&bytes);
            // Frames that have come meanwhile are seen at once, as by a person.
            if is_there(self) {
                return Some(at - begun);
            }
        }
    }

    /// Takes what was drawn meanwhile.
    pub fn look(&mut self) {
        while let Ok((_, bytes)) = self.output.try_recv() {
            self.screen.process(&bytes);
        }
    }

    /// From the key to the end of the next frame.
    pub fn key(&mut self, keys: &str) -> Duration {
        let begun = self.press(keys);
        let mut frame = Vec::new();
        loop {
            let (at, bytes) = self.output.recv_timeout(PATIENCE).expect("a frame");
            self.screen.process(&bytes);
            frame.extend(bytes);
            if frame.windows(FRAME_END.len()).any(|it| it == FRAME_END) {
                return at - begun;
            }
        }
    }

    /// A line of the system's account of the program, on Linux.
    pub fn status(&self, name: &str) -> String {
        let id = self.child.process_id().unwrap_or_default();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or(": unknown here")
            .trim_start_matches(':')
            .trim()
            .to_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
