//! The write-ahead log folded into the file by a thread of its own, while a person sits before the store: megabytes are copied,
//! and whoever stored something at that moment waited for it.

use super::{StoreError, open};
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Pages of the log that are too many. While much is written the thread is always a little behind, and a log is begun anew
/// only when all of it is folded in: then the writer does the little that is left.
const TOO_MANY: c_int = 4 * open::LOG_PAGES as c_int;
/// Pages that must have come before the thread is woken again: each time the disk is waited for.
const MORE: c_int = open::LOG_PAGES as c_int / 2;

/// The thread, once there was something for it to do.
pub struct Log {
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Log {
    /// Its thread is as nice as the one that stores.
    pub fn start(writer: &mut Connection) -> Result<Self, StoreError> {
        let file = PathBuf::from(writer.path().unwrap_or_default());
        let (wake, woken) = sync_channel(1);
        let mut woken = Some(woken);
        let thread = Arc::new(Mutex::new(None));
        let started = thread.clone();
        let mut next = open::LOG_PAGES as c_int;
        writer.wal_hook(Some(move |log: &mut Wal, pages: c_int| {
            if pages < next - MORE {
                // It was begun anew.
                next = open::LOG_PAGES as c_int;
            }
            if pages >= TOO_MANY {
                // What failed here would be said of the commit, which is done: where the thread is folding, it is left to that.
                let _ = log.checkpoint();
            } else if pages >= next {
                next = pages + MORE;
                if let Some(woken) = woken.take() {
                    *lock(&started) = begin(file.clone(), woken);
                }
                // Woken already: it sees to this, too.
                let _ = wake.try_send(());
            }
            Ok(())
        }))?;
        Ok(Self { thread })
    }

    /// What is left in the log stays there until the writer ends, too.
    pub fn end(self, writer: &mut Connection) {
        let hook = None::<fn(&mut Wal, c_int) -> rusqlite::Result<()>>;
        if let Err(error) = writer.wal_hook(hook) {
            tracing::warn!("{error}");
        }
        if let Some(thread) = lock(&self.thread).take() {
            // A thread that panicked has been written down.
            let _ = thread.join();
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// None where there is none to be had: then the log grows until the writer folds it.
fn begin(file: PathBuf, woken: Receiver<()>) -> Option<JoinHandle<()>> {
    let folding = move || {
        if let Err(error) = fold(&file, &woken) {
            tracing::warn!("the log is folded in by the writer: {error}");
        }
    };
    let thread = std::thread::Builder::new()
        .name("log".into())
        .spawn(folding);
    thread
        .inspect_err(|error| tracing::warn!("the log is folded in by the writer: {error}"))
        .ok()
}

/// As far as nobody reads what was before, and until the writer ends. Opens the file when there is something to do.
fn fold(file: &Path, woken: &Receiver<()>) -> Result<(), StoreError> {
    let mut open = None;
    while woken.recv().is_ok() {
        let connection = match open.take() {
            Some(connection) => connection,
            None => open::folding(file)?,
        };
        if let Err(error) = connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::info!("the log was not folded into the store: {error}");
        }
        open = Some(connection);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn a_long_log_is_folded_in_beside_the_writer() {
        let home = tempfile::tempdir().unwrap();
        let mut writer = open::writer(home.path()).unwrap();
        let file = open::database(home.path());
        let size = || std::fs::metadata(&file).unwrap().len();
        let log = Log::start(&mut writer).unwrap();
        writer
            .execute_batch("CREATE TABLE much (bytes BLOB)")
            .unwrap();
        let before = size();
        let put = |writer: &Connection, pages: i64| {
            let sql = "INSERT INTO much VALUES (zeroblob(?1 * ?2))";
            writer.execute(sql, [pages, open::PAGE]).unwrap();
        };
        put(&writer, open::LOG_PAGES / 2);
        assert_eq!(size(), before, "it is not long yet");
        put(&writer, open::LOG_PAGES);
        log.end(&mut writer);
        assert!(size() > before + (open::LOG_PAGES * open::PAGE) as u64);
    }

    #[test]
    fn a_log_that_is_far_too_long_is_folded_in_by_the_writer() {
        let home = tempfile::tempdir().unwrap();
        let mut writer = open::writer(home.path()).unwrap();
        let file = open::database(home.path());
        let log = Log::start(&mut writer).unwrap();
        writer
            .execute_batch("CREATE TABLE much (bytes BLOB)")
            .unwrap();
        let sql = "INSERT INTO much VALUES (zeroblob(?1 * ?2))";
        writer
            .execute(sql, [i64::from(TOO_MANY), open::PAGE])
            .unwrap();
        let size = std::fs::metadata(&file).unwrap().len();
        assert!(size > TOO_MANY as u64 * open::PAGE as u64, "at once");
        log.end(&mut writer);
    }

    /// Another folds the log in and waits for the writer's change to end, which it may only once `IS_DONE`.
    static WAITS: AtomicBool = AtomicBool::new(false);
    static IS_DONE: AtomicBool = AtomicBool::new(false);

    fn until(flag: &AtomicBool) {
        while !flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_log_that_another_is_folding_fails_no_commit() {
        let home = tempfile::tempdir().unwrap();
        let mut writer = open::writer(home.path()).unwrap();
        let log = Log::start(&mut writer).unwrap();
        let sql = "CREATE TABLE much (bytes BLOB); BEGIN IMMEDIATE";
        writer.execute_batch(sql).unwrap();
        let sql = "INSERT INTO much VALUES (zeroblob(?1 * ?2))";
        writer
            .execute(sql, [i64::from(TOO_MANY), open::PAGE])
            .unwrap();
        let mut other = open::folding(&open::database(home.path())).unwrap();
        let folding = std::thread::spawn(move || {
            let wait = |_| {
                WAITS.store(true, Ordering::SeqCst);
                until(&IS_DONE);
                true
            };
            other.busy_handler(Some(wait)).unwrap();
            let sql = "PRAGMA wal_checkpoint(FULL)";
            other.query_row(sql, [], |_| Ok(())).unwrap();
        });
        until(&WAITS);
        let committed = writer.execute_batch("COMMIT");
        IS_DONE.store(true, Ordering::SeqCst);
        folding.join().unwrap();
        log.end(&mut writer);
        assert_eq!(committed, Ok(()));
    }
}
