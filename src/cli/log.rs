//! The log: a file of clean lines, never the screen, at most about 2 MB with the one before it.

use crate::text::clean_line;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

const LARGEST: u64 = 1_000_000;

/// Starts logging into `state_dir`; where nothing can be written, nothing is logged.
pub fn start(state_dir: &Path) {
    let file = state_dir.join("tidings.log");
    if std::fs::metadata(&file).is_ok_and(|meta| meta.len() > LARGEST) {
        let _ = std::fs::rename(&file, state_dir.join("tidings.log.1"));
    }
    let Ok(file) = open(state_dir, &file) else {
        return;
    };
    // A second start in one process (the demo after the start screen) keeps the first log.
    let _ = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::INFO)
        .with_writer(Mutex::new(CleanLines {
            file,
            line: Vec::new(),
        }))
        .try_init();
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
    file: File,
    line: Vec<u8>,
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
        writeln!(self.file, "{}", clean_line(&text))
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

    #[test]
    fn an_event_is_one_clean_line_whatever_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let file = File::create(&path).unwrap();
        let mut lines = CleanLines {
            file,
            line: Vec::new(),
        };
        lines
            .write_all(b"title=\x1b]0;x\x07 a\nforged\xc2\x9b line\n")
            .unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        assert_eq!(written.lines().count(), 1);
        assert!(!written.trim_end().chars().any(char::is_control));
    }
}
