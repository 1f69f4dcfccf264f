//! A temporary home with the real program in it, and the demo edition to read.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use tidings::demo::{Options, Server};
use tidings::model::Timestamp;

pub const BINARY: &str = env!("CARGO_BIN_EXE_tidings");

/// An empty home: no store, a configuration that lets tests poll as often as they like.
pub struct Home {
    folder: TempDir,
}

/// What a run of the program gave.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("config.toml"),
            "[polling]\nfloor = \"0s\"\n",
        )
        .unwrap();
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The same once more, in a folder of its own.
    pub fn copied(&self) -> Self {
        let copy = Self::new();
        copy_folder(&self.data(), &copy.data());
        copy
    }

    /// Fails unless the store is whole and what is kept of it is counted right.
    pub fn assert_whole(&self, when: &str) {
        let doctor = self.run(&["--offline", "doctor"]);
        let is_whole = doctor.out.contains("store: ok") && !doctor.out.contains("kept, but");
        assert!(is_whole, "{when}: {}{}", doctor.out, doctor.err);
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command
            .env_clear()
            .env("HOME", self.path())
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .arg("--config")
            .arg(self.path().join("config.toml"))
            .arg("--data-dir")
            .arg(self.data())
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// The same with `input` on standard input.
    pub fn feed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        use std::io::Write as _;
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap().into()
    }

    /// Runs, and expects success.
    pub fn ok(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// Subscribes to the demo's feeds and polls them.
    pub fn with_demo() -> (Self, Server) {
        let home = Self::new();
        let server = demo();
        let addresses: Vec<String> = server.feeds().into_iter().map(|feed| feed.url).collect();
        let ran = home.feed(&["import", "-"], addresses.join("\n").as_bytes());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        home.ok(&["refresh"]);
        (home, server)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The demo edition on ports that are free, as of a fixed day.
pub fn demo() -> Server {
    let now = Timestamp::from_seconds(1_763_980_000);
    Server::start(&Options {
        port: 0,
        log: None,
        now,
    })
    .unwrap()
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Standard output as JSON lines.
    pub fn json(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
