//! The whole program in a real pseudo-terminal: read, save, quit, read again without the outlets.

use crate::home::{BINARY, Home};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

struct Terminal {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// Kept open: the program sees a hang-up when it goes.
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn start(home: &Home, rows: u16, columns: u16, arguments: &[&str]) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(BINARY);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("TZ", "UTC");
        command.args([
            "--config",
            home.path().join("config.toml").to_str().unwrap(),
        ]);
        command.args(arguments);
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
        let input = pty.master.take_writer().unwrap();
        let size = |lines| std::num::NonZero::new(lines).unwrap();
        let screen = vt100::Parser::new(size(rows), size(columns), 0);
        Self {
            screen,
            output,
            input,
            child,
            _master: pty.master,
        }
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads output until the screen is as wanted; fails with the screen when it never is.
    fn until(&mut self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        while !is_there(&self.text()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("no {what} ({error}):\n{}", self.text()),
            }
        }
        self.text()
    }

    fn press(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits for the end of the program; answers its exit code and all that it wrote last.
    fn end(mut self) -> (u32, vt100::Parser) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("does not end:\n{}", self.text()),
            }
        }
        (self.child.wait().unwrap().exit_code(), self.screen)
    }
}

/// The title in the selected row: the row in which the cursor stands.
fn selected(terminal: &Terminal) -> String {
    let (row, _) = terminal.screen.screen().cursor_position();
    let columns = terminal.screen.screen().size().1;
    terminal
        .screen
        .screen()
        .rows(0, columns.into())
        .nth(usize::from(row))
        .unwrap_or_default()
}

#[test]
fn the_demo_is_read_saved_and_read_again_without_its_outlets() {
    let home = Home::new();
    let kept = home.path().join("kept");
    let kept = kept.to_str().unwrap();

    let mut terminal = Terminal::start(&home, 40, 120, &["demo", "--keep", kept]);
    terminal.until("end of the first refresh", |screen| {
        screen.contains("articles new") && screen.matches('●').count() > 5
    });
    let row = selected(&terminal);
    terminal.press("\r");
    let article = terminal.until("article", |screen| {
        screen.contains("min") && screen.contains('%')
    });
    assert!(
        !article.contains("Advertisement") && !article.contains("Continue Reading"),
        "{article}"
    );
    terminal.press("s");
    terminal.until("word that it is saved", |screen| {
        screen.to_lowercase().contains("saved")
    });
    terminal.press("Q");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0);
    assert!(
        !screen.screen().alternate_screen(),
        "the terminal is given back"
    );
    assert!(!screen.screen().hide_cursor());

    let mut terminal = Terminal::start(
        &home,
        24,
        80,
        &["--offline", "--data-dir", kept, "--view", "saved"],
    );
    let list = terminal.until("saved article", |screen| screen.contains('★'));
    assert!(!row.trim().is_empty(), "{list}");
    terminal.press("\r");
    terminal.until("article without a network", |screen| {
        screen.contains("min") && screen.contains('%')
    });
    terminal.press("Q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn an_empty_store_shows_the_starter_outlets() {
    let home = Home::new();
    let data = home.data();
    let arguments = ["--offline", "--data-dir", data.to_str().unwrap()];
    let mut terminal = Terminal::start(&home, 24, 80, &arguments);
    let screen = terminal.until("start screen", |screen| {
        screen.contains("Welcome to tidings")
    });
    assert!(
        screen.contains("[x]") && screen.contains("Opinion Nigeria"),
        "{screen}"
    );
    terminal.press("q");
    assert_eq!(terminal.end().0, 0);
}
