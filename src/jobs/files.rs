//! Files that are written whole or not at all.

use super::JobError;
use crate::store::disk;
use crate::text::clean_line;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// What is done with a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Replace,
}

/// Writes a file under another name beside it, syncs it and only then gives it its own: `write` gets
/// that other name and a way to write there. Answers its size in bytes. For its owner's eyes only.
///
/// # Errors
/// The name is taken (and stays as it is), the folder cannot be written, the disk is full.
pub fn write_file(
    to: &Path,
    existing: Existing,
    write: impl FnOnce(&Path, &mut dyn std::io::Write) -> Result<(), JobError>,
) -> Result<u64, JobError> {
    if existing == Existing::Keep && to.symlink_metadata().is_ok() {
        return Err(JobError::Exists(clean_line(&to.to_string_lossy())));
    }
    // A pipe or a device, which a file would take the place of.
    if std::fs::metadata(to).is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return Err(JobError::other(format!("{} is no file", to.display())));
    }
    // What a link leads to is written, and the link stays.
    let behind = to.is_symlink().then(|| to.canonicalize().ok()).flatten();
    let to = behind.as_deref().unwrap_or(to);
    let failed = |error: std::io::Error| {
        JobError::other(format!("{} cannot be written: {error}", to.display()))
    };
    let part = part_name(to);
    let written = File::options()
        .write(true)
        .create_new(true)
        .mode_of_owner()
        .open(&part)
        .map_err(failed)
        .and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 16, file);
            write(&part, &mut out).map_err(|error| match error {
                JobError::Write(error) => failed(error),
                other => other,
            })?;
            out.flush().map_err(failed)?;
            // Whoever wrote by name wrote into the same file.
            disk::sync_file(&part).map_err(failed)?;
            let size = std::fs::metadata(&part).map_err(failed)?.len();
            name(&part, to, existing).map_err(failed)?;
            Ok(size)
        });
    if written.is_err() {
        // What could not be finished is not left lying about.
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// The same for bytes that are there, in place of what had the name.
pub fn write_whole(to: &Path, bytes: &[u8]) -> Result<(), JobError> {
    let failed = |error: std::io::Error| {
        JobError::other(format!("{} cannot be written: {error}", to.display()))
    };
    write_file(to, Existing::Replace, |_, out| {
        out.write_all(bytes).map_err(failed)
    })?;
    Ok(())
}

/// What a killed process left unfinished under [`write_file`]'s other name.
pub fn is_unfinished(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "part")
}

/// Gives a file that is whole its name.
pub fn name(part: &Path, to: &Path, existing: Existing) -> std::io::Result<()> {
    if existing == Existing::Replace {
        std::fs::rename(part, to)?;
    } else {
        // Unlike a rename, a link never takes a name that somebody else took meanwhile. Where there
        // are no links the name was free a moment ago.
        match std::fs::hard_link(part, to) {
            Ok(()) => std::fs::remove_file(part)?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) => std::fs::rename(part, to)?,
        }
    }
    // A folder that cannot be synced does not make the file less whole.
    let _ = disk::sync_folder_of(to);
    Ok(())
}

fn part_name(to: &Path) -> PathBuf {
    // Two jobs of one process may write at a time.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut name = std::ffi::OsString::from(".");
    name.push(to.file_name().unwrap_or_default());
    // Names have an end; ours is added at the cost of theirs.
    let kept: String = name.to_string_lossy().chars().take(60).collect();
    to.with_file_name(format!("{kept}.{}-{number}.part", std::process::id()))
}

/// Readable and writable by the owner alone.
trait ModeOfOwner {
    fn mode_of_owner(&mut self) -> &mut Self;
}

impl ModeOfOwner for std::fs::OpenOptions {
    fn mode_of_owner(&mut self) -> &mut Self {
        use std::os::unix::fs::OpenOptionsExt as _;
        self.mode(0o600)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(to: &Path, existing: Existing, text: &str) -> Result<u64, JobError> {
        write_file(to, existing, |_, out| {
            out.write_all(text.as_bytes()).map_err(JobError::other)
        })
    }

    #[test]
    fn a_file_is_synced_before_it_gets_its_name_and_its_folder_after_that() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.md");
        for (existing, text) in [(Existing::Keep, "one"), (Existing::Replace, "two")] {
            disk::synced::take();
            write(&file, existing, text).unwrap();
            let synced = disk::synced::take();
            let [(part, _), (folder, names)] = synced.as_slice() else {
                panic!("{synced:?}");
            };
            assert!(is_unfinished(part), "{part:?}");
            assert_eq!(
                (folder.as_path(), names.as_slice()),
                (dir.path(), ["a.md".to_owned()].as_slice())
            );
        }
    }

    /// A file of settings that a link put there was replaced by one of its own.
    #[test]
    fn what_a_link_leads_to_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let (link, kept) = (dir.path().join("a.toml"), dir.path().join("kept/a.toml"));
        std::fs::create_dir(dir.path().join("kept")).unwrap();
        std::fs::write(&kept, "one").unwrap();
        std::os::unix::fs::symlink("kept/a.toml", &link).unwrap();
        write(&link, Existing::Replace, "two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), "two");
        let refused = write(&link, Existing::Keep, "three").unwrap_err();
        assert!(matches!(refused, JobError::Exists(_)));
    }

    #[test]
    fn a_file_is_whole_or_not_there_and_one_that_is_there_stays() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.md");
        assert_eq!(write(&file, Existing::Keep, "one").unwrap(), 3);
        let refused = write(&file, Existing::Keep, "two").unwrap_err();
        assert!(
            refused.to_string().contains("is there already"),
            "{refused}"
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "one");
        write(&file, Existing::Replace, "three").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "three");
        let failed = write_file(&file, Existing::Replace, |_, _| Err(JobError::other("no")));
        assert!(failed.is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "three");
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            1,
            "no halves"
        );
        assert!(write(&dir.path().join("no/such/a"), Existing::Keep, "").is_err());
    }
}
