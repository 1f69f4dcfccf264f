//! Who has the right to poll: a file that the process holds locked for as long as it lives. Killed, it
//! holds nothing any more, and its feeds are free at once. Where files cannot be locked, the right
//! ends by its time alone.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

const START: &str = "polling-";
const END: &str = ".lock";

const AHEAD: &str = "ahead.lock";

/// The right to fetch ahead, which one process has at a time: until it is dropped, or the process ends.
pub struct AheadTurn {
    file: Option<File>,
}

impl Drop for AheadTurn {
    /// A program that is being started has the file, too, until it runs: closing ours alone would leave the lock to it.
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            let _ = file.unlock();
        }
    }
}

impl AheadTurn {
    /// None while another has it. Where files cannot be made or locked, everyone does.
    pub fn take(folder: &Path) -> Option<Self> {
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join(AHEAD))
            .ok();
        match file.as_ref().map(File::try_lock) {
            Some(Err(TryLockError::WouldBlock)) => None,
            _ => Some(Self { file }),
        }
    }
}

pub struct Owner {
    /// Never used twice: number of the process and a random one.
    pub name: String,
    path: PathBuf,
    /// Locked until it is closed.
    _file: File,
}

impl Owner {
    /// None where a file cannot be made or locked.
    pub fn take(folder: &Path) -> Option<Self> {
        forget_gone(folder);
        let random = RandomState::new().build_hasher().finish();
        let name = format!("{}-{random:016x}", std::process::id());
        let path = path_of(folder, &name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .ok()?;
        // Another process that looks for gone ones may have come between the two.
        let is_there = file.try_lock().is_ok()
            && std::fs::metadata(&path)
                .ok()
                .zip(file.metadata().ok())
                .is_some_and(|(named, ours)| named.ino() == ours.ino());
        if !is_there {
            // It would say nothing: nobody could tell it from one that was left.
            let _ = std::fs::remove_file(&path);
            return None;
        }
        Some(Self {
            name,
            path,
            _file: file,
        })
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // What cannot be removed is not locked any more, and the next one removes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The process of this name has ended. In doubt it has not.
pub fn is_gone(folder: &Path, name: &str) -> bool {
    let is_ours = |c: char| c.is_ascii_hexdigit() || c == '-';
    if name.is_empty() || !name.chars().all(is_ours) {
        return false;
    }
    let path = path_of(folder, name);
    match File::open(&path) {
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        Ok(file) => match file.try_lock() {
            Ok(()) => {
                // Nobody holds it, and nobody of this name will come again.
                let _ = std::fs::remove_file(&path);
                true
            }
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
    }
}

fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{START}{name}{END}"))
}

/// Removes what killed processes left.
fn forget_gone(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_str().and_then(|it| it.strip_prefix(START));
        if let Some(name) = name.and_then(|it| it.strip_suffix(END)) {
            is_gone(folder, name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_ended_is_gone_and_who_lives_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let owner = Owner::take(folder.path()).unwrap();
        let name = owner.name.clone();
        assert!(!is_gone(folder.path(), &name));
        let other = Owner::take(folder.path()).unwrap();
        assert!(!is_gone(folder.path(), &name), "nobody takes it away");
        drop(owner);
        assert!(is_gone(folder.path(), &name));
        assert!(!is_gone(folder.path(), &other.name));
        // What a killed process leaves: the file, and no lock.
        std::fs::write(path_of(folder.path(), "77-0"), b"").unwrap();
        assert!(is_gone(folder.path(), "77-0"));
        for strange in ["", "../77-0", "a/b", "no lock"] {
            assert!(!is_gone(folder.path(), strange), "{strange}");
        }
        drop(other);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_others_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(path_of(folder.path(), "77-0"), b"").unwrap();
        std::fs::write(folder.path().join("tidings.db"), b"").unwrap();
        let owner = Owner::take(folder.path()).unwrap();
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 2, "the store and {}", owner.name);
    }
}
