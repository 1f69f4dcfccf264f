//! The program in a real pseudo-terminal: start to the drawn list, key to frame, memory and
//! idleness. `cargo bench --bench terminal [-- ARTICLES]` (20,000 where nothing is said).

#![allow(clippy::print_stdout, reason = "what is measured is printed")]

mod corpus;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tidings::store::Store;

const STARTS: usize = 15;
const KEYS: usize = 200;
const IDLE: Duration = Duration::from_secs(20);
/// The end of a synchronised frame.
const FRAME_END: &[u8] = b"\x1b[?2026l";
const PATIENCE: Duration = Duration::from_secs(30);

fn main() {
    let number = std::env::args().skip(1).find_map(|it| it.parse().ok());
    let articles: u64 = number.unwrap_or(20_000);
    let home = TempDir::new().expect("a folder");
    let data = home.path().join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    let store = Store::open(&data).expect("a store");
    corpus::fill(&store, 500, articles, true);
    drop(store);

    let starts = (0..STARTS).map(|_| {
        let begun = Instant::now();
        let mut terminal = Terminal::start(home.path());
        terminal.until(|screen| screen.matches("N0").count() >= 5);
        begun.elapsed()
    });
    report(&format!("start, {articles} articles"), starts.collect());

    let mut terminal = Terminal::start(home.path());
    terminal.until(|screen| screen.matches("N0").count() >= 5);
    terminal.rest();
    println!("memory then (resident, most): {}", terminal.status("VmHWM"));
    let keys = (0..KEYS).map(|_| {
        let time = terminal.key("j");
        terminal.rest();
        time
    });
    report("j, key to frame", keys.collect());
    terminal.rest();
    let before = terminal.status("voluntary_ctxt_switches");
    std::thread::sleep(IDLE);
    let after = terminal.status("voluntary_ctxt_switches");
    println!(
        "idle {} s: wake-ups of the interface {before} → {after}",
        IDLE.as_secs()
    );
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!("{what}: median {:.2} ms, p99 {:.2} ms", at(50), at(99));
}

struct Terminal {
    screen: vt100::Parser,
    output: Receiver<(Instant, Vec<u8>)>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn start(home: &Path) -> Self {
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
        command.args(["--offline", "--view", "all"]);
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

    fn until(&mut self, is_there: impl Fn(&str) -> bool) {
        while !is_there(&self.screen.screen().contents()) {
            let (_, bytes) = self.output.recv_timeout(PATIENCE).expect("a drawn screen");
            self.screen.process(&bytes);
        }
    }

    /// Until nothing is drawn for a while.
    fn rest(&mut self) {
        while let Ok((_, bytes)) = self.output.recv_timeout(Duration::from_millis(150)) {
            self.screen.process(&bytes);
        }
    }

    fn press(&mut self, keys: &str) -> Instant {
        let begun = Instant::now();
        self.input.write_all(keys.as_bytes()).expect("a key");
        self.input.flush().expect("a key");
        begun
    }

    /// From the key to the end of the next frame.
    fn key(&mut self, keys: &str) -> Duration {
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
    fn status(&self, name: &str) -> String {
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
