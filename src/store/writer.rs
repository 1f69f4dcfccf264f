//! The one thread of a process that writes. A person's changes are served before jobs; whoever
//! waits gets an answer, whoever does not is not held up.

use super::StoreError;
use super::log::Log;
use super::owner::Owner;
use crate::text::clean_line;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Steps of SQLite's machine after which it is asked whether the work is still wanted: some tens of microseconds.
const STEPS: i32 = 1000;

type Task = Box<dyn FnOnce(&mut Writer) + Send>;

/// Who asks: decides on order and on how sure the disk must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// On disk when it is done (`synchronous = FULL`).
    Person,
    /// Whole after a power cut, but the last transactions may be gone: they can be fetched again.
    Job,
}

#[derive(Default)]
struct Waiting {
    person: VecDeque<Task>,
    jobs: VecDeque<Task>,
    is_closed: bool,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    woken: Condvar,
}

impl Queue {
    /// A task that panicked left no half-made queue: pushing and popping cannot fail half-way.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_empty(&self) -> bool {
        let waiting = self.lock();
        waiting.person.is_empty() && waiting.jobs.is_empty()
    }

    fn next(&self) -> Option<Task> {
        let mut waiting = self.lock();
        loop {
            let task = waiting
                .person
                .pop_front()
                .or_else(|| waiting.jobs.pop_front());
            if task.is_some() || waiting.is_closed {
                return task;
            }
            waiting = self
                .woken
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The connection with what writing needs. Only the writer thread has one.
pub struct Writer {
    pub connection: Connection,
    is_full: bool,
    /// Tried once, when the first feed is polled; none where files cannot be locked.
    owner: Option<Option<Owner>>,
    /// SQLite's number for what others have written, as it was last asked.
    others: i64,
    /// The file itself, whatever has its name.
    place: Option<(u64, u64)>,
    /// Something was written of which others were not told.
    has_written: bool,
    /// Folds the log in meanwhile; else the writer does it itself, after the change that made it long.
    log: Option<Log>,
}

impl Writer {
    /// Folds the write-ahead log in, so that the file alone is the store. If another process reads, that
    /// one will do it.
    pub fn fold(&self) {
        let end = "PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)";
        if let Err(error) = self.connection.execute_batch(end) {
            tracing::info!("the log was not folded into the store: {error}");
        }
    }

    /// From now on this thread gives way, and the log is folded in by another, so that nobody's change waits for it.
    pub fn fold_beside(&mut self, give_way: fn()) -> Result<(), StoreError> {
        if self.log.is_none() {
            give_way();
            self.log = Some(Log::start(&mut self.connection)?);
        }
        Ok(())
    }

    /// Wakes those who show lists to a person. Who is one of them tells nobody: it would wake itself.
    fn tell_others(&mut self) {
        if std::mem::take(&mut self.has_written) && self.log.is_none() {
            let file = Path::new(self.connection.path().unwrap_or_default());
            let Some(folder) = file.parent().filter(|folder| folder.is_absolute()) else {
                return;
            };
            // Without it, they notice with the next key.
            let _ = super::open::notice(folder);
        }
    }

    /// The folder of the store, and the name by which this process has the right to poll.
    pub fn owner(&mut self) -> (PathBuf, Option<String>) {
        let file = Path::new(self.connection.path().unwrap_or_default());
        let folder = file.parent().unwrap_or(file).to_owned();
        let owner = self.owner.get_or_insert_with(|| Owner::take(&folder));
        (folder, owner.as_ref().map(|owner| owner.name.clone()))
    }

    /// Whether another process has written since this was last asked, or since the beginning.
    pub fn is_overtaken(&mut self) -> Result<bool, StoreError> {
        let others = others(&self.connection)?;
        Ok(std::mem::replace(&mut self.others, others) != others)
    }

    /// Runs `work`, which is rolled back once `given_up` is true, also in the middle of a statement.
    pub fn unless<T>(
        &mut self,
        given_up: &Arc<AtomicBool>,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if given_up.load(Ordering::Relaxed) {
            return Err(StoreError::Interrupted);
        }
        let asked = given_up.clone();
        let is_given_up = move || asked.load(Ordering::Relaxed);
        let connection = &mut self.connection;
        connection.progress_handler(STEPS, Some(is_given_up))?;
        let answer = work(self);
        self.heed_nobody();
        answer
    }

    /// What is done from here on is not given up.
    fn heed_nobody(&mut self) {
        if let Err(error) = self.connection.progress_handler(0, None::<fn() -> bool>) {
            tracing::warn!("{error}");
        }
    }

    /// Runs `work` in one transaction; nothing of it stays when it fails.
    pub fn transaction<T>(
        &mut self,
        who: Who,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let wants_full = who == Who::Person;
        if wants_full != self.is_full {
            let level = if wants_full { "FULL" } else { "NORMAL" };
            self.connection.pragma_update(None, "synchronous", level)?;
            self.is_full = wants_full;
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Until it is ours to write a repair may put another file in its place, never after that.
        if self.place != place_of(&transaction) {
            return Err(StoreError::Replaced);
        }
        let result = work(&transaction)?;
        transaction.commit()?;
        self.has_written = true;
        Ok(result)
    }
}

/// Which file has the store's name; none in memory.
fn place_of(connection: &Connection) -> Option<(u64, u64)> {
    let path = connection.path().filter(|path| !path.is_empty())?;
    Some(super::disk::place(&std::fs::metadata(path).ok()?))
}

/// Unchanged by what the connection itself writes, unlike that of a connection that reads.
fn others(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
}

/// The way to the writer thread; the last one to go waits until everything is on disk.
pub struct Handle {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    pub fn start(connection: Connection) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::default());
        let mut writer = Writer {
            others: others(&connection)?,
            place: place_of(&connection),
            connection,
            is_full: false,
            owner: None,
            has_written: false,
            log: None,
        };
        let tasks = queue.clone();
        let thread = std::thread::Builder::new()
            .name("store".into())
            .spawn(move || {
                while let Some(task) = tasks.next() {
                    // A panic rolls its transaction back and drops its answer; the thread goes on, or
                    // whoever asks next would wait for ever.
                    if catch_unwind(AssertUnwindSafe(|| task(&mut writer))).is_err() {
                        writer.heed_nobody();
                        tracing::error!("a change to the store panicked; it was not stored");
                    }
                    if tasks.is_empty() {
                        writer.tell_others();
                    }
                }
                if let Some(log) = writer.log.take() {
                    log.end(&mut writer.connection);
                }
                writer.fold();
            })?;
        Ok(Self {
            queue,
            thread: Some(thread),
        })
    }

    /// Gives the thread something to do and does not wait.
    pub fn send(&self, who: Who, task: impl FnOnce(&mut Writer) + Send + 'static) {
        let mut waiting = self.queue.lock();
        match who {
            Who::Person => waiting.person.push_back(Box::new(task)),
            Who::Job => waiting.jobs.push_back(Box::new(task)),
        }
        self.queue.woken.notify_one();
    }

    /// Gives the thread something to do and waits for the answer.
    pub fn ask<T: Send + 'static>(
        &self,
        who: Who,
        task: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, answer) = sync_channel(1);
        self.send(who, move |writer| {
            // Whoever asked may have gone: the work is done all the same.
            let _ = sender.send(task(writer));
        });
        let gone = |_| Err(StoreError::Other(clean_line("the change was given up")));
        answer.recv().unwrap_or_else(gone)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.queue.lock().is_closed = true;
        self.queue.woken.notify_one();
        let Some(thread) = self.thread.take() else {
            return;
        };
        // The last handle may go inside a task, on the thread itself, which then ends by itself.
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn a_person_is_served_before_jobs_that_wait() {
        let handle = Handle::start(Connection::open_in_memory().unwrap()).unwrap();
        let (gate, order) = (Arc::new(Barrier::new(2)), Arc::new(Mutex::new(Vec::new())));
        let at_gate = gate.clone();
        handle.send(Who::Job, move |_| {
            at_gate.wait();
        });
        for (who, name) in [
            (Who::Job, "job"),
            (Who::Job, "job"),
            (Who::Person, "person"),
        ] {
            let order = order.clone();
            handle.send(who, move |_| order.lock().unwrap().push(name));
        }
        gate.wait();
        drop(handle);
        assert_eq!(*order.lock().unwrap(), ["person", "job", "job"]);
    }

    const COUNT: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) \
                         SELECT count(*) FROM n";

    #[test]
    fn a_change_that_is_given_up_is_not_stored_and_others_are() {
        let handle = Handle::start(Connection::open_in_memory().unwrap()).unwrap();
        let counted = |connection: &Connection, sql: &str| {
            Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?)
        };
        let given_up = Arc::new(AtomicBool::new(false));
        let asked = given_up.clone();
        let answer = handle.ask(Who::Person, move |writer| {
            writer.connection.execute_batch("CREATE TABLE t (a)")?;
            let wanted = asked.clone();
            writer.unless(&asked, |writer| {
                writer.transaction(Who::Person, |transaction| {
                    transaction.execute("INSERT INTO t VALUES (1)", [])?;
                    assert_eq!(counted(transaction, COUNT), Ok(100_000));
                    wanted.store(true, Ordering::Relaxed);
                    counted(transaction, COUNT)
                })
            })
        });
        assert_eq!(answer, Err(StoreError::Interrupted), "half-way");
        let asked = given_up.clone();
        let answer = handle.ask(Who::Person, move |writer| writer.unless(&asked, |_| Ok(())));
        assert_eq!(answer, Err(StoreError::Interrupted), "before it began");
        let answer = handle.ask(Who::Job, move |writer| {
            writer.transaction(Who::Job, |transaction| {
                let all = counted(transaction, COUNT)?;
                Ok((all, counted(transaction, "SELECT count(*) FROM t")?))
            })
        });
        assert_eq!(answer, Ok((100_000, 0)));
    }

    #[test]
    fn after_a_panic_nothing_of_it_is_stored_and_the_next_change_is() {
        let handle = Handle::start(Connection::open_in_memory().unwrap()).unwrap();
        let create =
            |writer: &mut Writer| Ok(writer.connection.execute_batch("CREATE TABLE t (a)")?);
        handle.ask(Who::Job, create).unwrap();
        let failed: Result<(), _> = handle.ask(Who::Person, |writer| {
            writer.transaction(Who::Person, |transaction| {
                transaction.execute("INSERT INTO t VALUES (1)", [])?;
                panic!("half-way");
            })
        });
        assert!(failed.is_err());
        let count = handle.ask(Who::Person, |writer| {
            writer.transaction(Who::Person, |transaction| {
                transaction.execute("INSERT INTO t VALUES (2)", [])?;
                Ok(transaction
                    .query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))?)
            })
        });
        assert_eq!(count, Ok(1));
    }
}
