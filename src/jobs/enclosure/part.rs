//! The beginning of a file that is on its way, and whether an answer goes on with it.

use super::super::JobError;
use super::super::files::{self, Existing};
use super::name::hash;
use crate::fetch::{Response, Rest};
use crate::store::{StoreError, disk};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

pub fn part_of(file: &Path) -> PathBuf {
    beside(file, "part")
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

pub fn unwritten(file: &Path, error: &std::io::Error) -> JobError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            JobError::Store(StoreError::Full)
        }
        _ => JobError::other(format!("{} cannot be written: {error}", file.display())),
    }
}

/// What is known of a file of which the beginning is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// Hash of its address, which may have keys in it.
    of: String,
    /// A strong one.
    etag: Option<Vec<u8>>,
    last_modified: Option<Vec<u8>>,
    /// Bytes of the whole, where the server says so.
    total: Option<u64>,
}

impl Note {
    /// None: it cannot be gone on with.
    fn validator(&self) -> Option<&Vec<u8>> {
        self.etag.as_ref().or(self.last_modified.as_ref())
    }
}

/// The beginning of a file, and a note beside it that says of which.
pub struct Part {
    file: File,
    path: PathBuf,
    note: PathBuf,
    known: Note,
    pub bytes: u64,
    /// What was answered is of another file, or another part of it.
    pub is_other: bool,
}

impl Part {
    pub fn open(whole: &Path, url: &str) -> Result<Self, JobError> {
        let (path, note) = (part_of(whole), beside(whole, "part.json"));
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
            .open(&path)
            .map_err(|error| unwritten(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(JobError::other("it is being fetched already"));
            }
            Err(TryLockError::Error(error)) => return Err(unwritten(&path, &error)),
        }
        let known: Option<Note> = std::fs::read(&note)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let of = hash(url);
        let known = known.filter(|known| known.of == of && known.validator().is_some());
        let mut bytes = file
            .metadata()
            .map_err(|error| unwritten(&path, &error))?
            .len();
        if known.is_none() {
            file.set_len(0).map_err(|error| unwritten(&path, &error))?;
            bytes = 0;
        }
        file.seek(SeekFrom::Start(bytes))
            .map_err(|error| unwritten(&path, &error))?;
        Ok(Self {
            file,
            path,
            note,
            known: known.unwrap_or(Note {
                of,
                ..Note::default()
            }),
            bytes,
            is_other: false,
        })
    }

    /// What is still to come, where there is a beginning.
    pub fn rest(&self) -> Option<Rest> {
        let validator = self.known.validator().filter(|_| self.bytes > 0)?.clone();
        Some(Rest {
            from: self.bytes,
            validator,
        })
    }

    /// Nothing of it is on the disk.
    pub fn is_empty(&self) -> bool {
        self.file.metadata().is_ok_and(|about| about.len() == 0)
    }

    /// It is asked for from its beginning, until an answer takes the place of what is here.
    pub fn forget(&mut self) {
        (self.bytes, self.is_other) = (0, false);
    }

    /// An answer begins: it goes on where the part ends, or the part begins anew. Answers how long the
    /// whole file will be, where that is known.
    pub fn begin(&mut self, head: &Response) -> Result<Option<u64>, JobError> {
        if head.status != 206 {
            return self.begin_anew(head, head.length);
        }
        match head.content_range.as_deref().and_then(read_range) {
            Some((0, to, total)) if self.bytes == 0 || total == to.checked_add(1) => {
                self.begin_anew(head, total)
            }
            Some((from, _, total)) if from == self.bytes && self.is_of(head, total) => Ok(total),
            _ => {
                self.is_other = true;
                Err(JobError::other(
                    "the server answers with another part than was asked for",
                ))
            }
        }
    }

    /// Not every server heeds `If-Range`: what an answer says of its file must be what was said with the beginning
    /// (RFC 9110, 15.3.7.3).
    pub fn is_of(&self, head: &Response, total: Option<u64>) -> bool {
        let known = &self.known;
        let is_date_asked = known.etag.is_none();
        is_same(known.etag.as_ref(), head.etag.as_ref())
            && (!is_date_asked
                || is_same(known.last_modified.as_ref(), head.last_modified.as_ref()))
            && is_same(known.total, total)
    }

    fn begin_anew(&mut self, head: &Response, total: Option<u64>) -> Result<Option<u64>, JobError> {
        let failed = |error: std::io::Error| unwritten(&self.path, &error);
        self.file.set_len(0).map_err(failed)?;
        self.file.rewind().map_err(failed)?;
        self.bytes = 0;
        self.known = Note {
            of: std::mem::take(&mut self.known.of),
            etag: head.etag.clone().filter(|etag| !etag.starts_with(b"W/")),
            last_modified: head.last_modified.clone(),
            total,
        };
        let note = serde_json::to_string(&self.known).map_err(JobError::other)?;
        super::super::write_text(&self.note, Existing::Replace, &note)?;
        Ok(total)
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), JobError> {
        self.file
            .write_all(bytes)
            .map_err(|error| unwritten(&self.path, &error))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// It is whole: it gets its name, unless somebody took that meanwhile.
    pub fn finish(self, whole: &Path) -> Result<u64, JobError> {
        disk::sync_file(&self.path).map_err(|error| unwritten(&self.path, &error))?;
        files::name(&self.path, whole, Existing::Keep).map_err(|error| unwritten(whole, &error))?;
        // It says nothing any more.
        let _ = std::fs::remove_file(&self.note);
        Ok(self.bytes)
    }

    /// Room for what matters more.
    pub fn discard(self) {
        for file in [&self.path, &self.note] {
            // What cannot be removed is written over the next time.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// What is said twice is the same.
fn is_same<T: PartialEq>(before: Option<T>, now: Option<T>) -> bool {
    before.zip(now).is_none_or(|(before, now)| before == now)
}

/// `bytes 500-999/1000`: the first and the last, and the length of the whole, if it is known.
fn read_range(text: &str) -> Option<(u64, u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let (from, to) = range.split_once('-')?;
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    Some((from, to, total.trim().parse().ok()))
}

/// `bytes */1000`: the length of the whole, where there is no such part.
pub fn read_length(text: &str) -> Option<u64> {
    let range = text.trim().strip_prefix("bytes")?.trim();
    range.strip_prefix("*/")?.trim().parse().ok()
}
