//! The log: a file of clean lines, never the screen, at most about 2 MB with the one before it.

use crate::text::clean_line;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const LARGEST: u64 = 1_000_000;

/// Starts logging into `state_dir`; where nothing can be written, nothing is logged.
pub fn start(state_dir: &Path) {
    let Ok(lines) = CleanLines::open(state_dir) else {
        return;
    };
    // A second start in one process (the demo after the start screen) keeps the first log.
    let _ = tracing::subscriber::set_global_default(events_to(lines));
}

/// What cannot be written (a full disk) is dropped without a word: standard error is the screen.
fn events_to(lines: CleanLines) -> impl tracing::Subscriber + Send + Sync {
    tracing_subscriber::fmt()
        .with_ansi(false)
        .log_internal_errors(false)
        .with_max_level(tracing::Level::INFO)
        .with_writer(Mutex::new(lines))
        .finish()
}

/// What was fetched when is the owner's business alone: folder and file are closed to others.
fn open(state_dir: &Path, file: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(state_dir)?;
    let mut options = File::options();
    options.append(true).create(true).mode(0o600).open(file)
}

/// Collects bytes to whole lines and writes them clean.
struct CleanLines {
    folder: PathBuf,
    file: File,
    line: Vec<u8>,
    /// Bytes that this process knows to be in the file.
    length: u64,
}

impl CleanLines {
    /// Goes on with the file that is there, or begins another behind one that is full.
    fn open(folder: &Path) -> std::io::Result<Self> {
        let path = folder.join("tidings.log");
        // Of another process too, which may have begun a new one already.
        if std::fs::metadata(&path).is_ok_and(|meta| meta.len() > LARGEST) {
            let _ = std::fs::rename(&path, folder.join("tidings.log.1"));
        }
        let file = open(folder, &path)?;
        Ok(Self {
            folder: folder.to_owned(),
            length: file.metadata()?.len(),
            file,
            line: Vec::new(),
        })
    }
}

impl Write for CleanLines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.line.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// `fmt` writes one event at a time and then lets go of the lock without a flush; so a line
    /// is whole when its end stands last.
    fn flush(&mut self) -> std::io::Result<()> {
        let text = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        if self.length > LARGEST {
            *self = Self::open(&self.folder)?;
        }
        let line = format!("{}\n", clean_line(&text));
        self.length += line.len() as u64;
        self.file.write_all(line.as_bytes())
    }

    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write(bytes)?;
        if bytes.ends_with(b"\n") {
            self.flush()
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_and_file_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let file = state.join("log");
        open(&state, &file).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(&file)), (0o700, 0o600));
    }

    /// `/dev/full` is a disk without room. What this writes on standard error is seen by a process of its own.
    #[test]
    #[allow(
        clippy::disallowed_methods,
        reason = "the test is a process of its own"
    )]
    fn what_cannot_be_written_is_dropped_without_a_word() {
        if std::env::var_os("TIDINGS_FULL_LOG").is_some() {
            let full = File::options().write(true).open("/dev/full").unwrap();
            let lines = CleanLines {
                folder: PathBuf::new(),
                file: full,
                line: Vec::new(),
                length: 0,
            };
            tracing::subscriber::with_default(events_to(lines), || tracing::info!("a line"));
            return;
        }
        let own = std::env::current_exe().unwrap();
        let run = std::process::Command::new(own)
            .args([
                "--exact",
                "cli::log::tests::what_cannot_be_written_is_dropped_without_a_word",
            ])
            .args(["--nocapture"])
            .env("TIDINGS_FULL_LOG", "1")
            .output()
            .unwrap();
        assert!(run.status.success());
        assert_eq!(String::from_utf8_lossy(&run.stderr), "");
    }

    #[test]
    fn an_event_is_one_clean_line_whatever_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tidings.log");
        let mut lines = CleanLines::open(folder.path()).unwrap();
        lines
            .write_all(b"title=\x1b]0;x\x07 a\nforged\xc2\x9b line\n")
            .unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        assert_eq!(written.lines().count(), 1);
        assert!(!written.trim_end().chars().any(char::is_control));
    }

    #[test]
    fn a_process_that_runs_for_ever_writes_two_files_of_a_megabyte() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = CleanLines::open(folder.path()).unwrap();
        let text = format!("{}\n", "x".repeat(9_999));
        for _ in 0..350 {
            lines.write_all(text.as_bytes()).unwrap();
        }
        let length = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().len();
        assert_eq!(length("tidings.log.1"), LARGEST + 10_000);
        assert!(length("tidings.log") < LARGEST);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
