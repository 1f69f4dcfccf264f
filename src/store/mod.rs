//! `SQLite`; the only SQL. One writer thread per process, read-only connections for lists. The whole
//! public surface stands here; writes return what changed.

mod ahead;
mod blocks;
mod bodies;
mod check;
mod codec;
mod condition;
pub mod disk;
mod error;
mod feeds;
mod fields;
mod figures;
mod filters;
mod flags;
mod full;
mod functions;
mod hits;
mod journal;
mod length;
mod list;
mod log;
mod marks;
mod merge;
mod migrate;
mod newsboat;
mod open;
mod organise;
mod owner;
mod packed;
mod poll;
mod poll_state;
mod prune;
mod range;
mod readers;
mod repair;
mod revision;
mod rows;
mod search;
mod shared;
#[cfg(test)]
mod tests;
mod traffic;
mod transfer;
mod verdict;
mod works;
mod writer;

use crate::model::{
    Anchor, Applied, Arrival, Article, ArticleId, ArticleQuery, ArticleRow, Body, BodyKind, Change,
    Changed, Counts, Expression, Failed, Feed, FeedId, FeedTexts, Filter, FilterId, Gone, GroupId,
    Hash, Identity, Imported, Mark, NewFeed, OnDisk, PollRecord, PollState, Repaired, Retention,
    Revision, SavedFilter, Snippet, Standing, StoredFilter, Target, Timestamp, Traffic,
    TrafficKind, Transfer, Verdict, Window,
};
use crate::query::Facts;
use crate::text::{Clean, clean_line};
use rusqlite::OptionalExtension;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use writer::{Handle, Who};

pub use check::Checked;
pub use error::StoreError;
pub use full::Full;
pub use newsboat::{NewsboatCache, is_database};
pub use owner::AheadTurn;
pub use packed::Poll;
pub use revision::is_news;
pub use transfer::{Recognised, Works};

/// Articles a transaction of a job at most: a person's change waits for no more than one.
const CHUNK: usize = 200;
/// The same of polls where nobody sits before the store: each writes the same pages of indexes by hash and by date again.
const GATHERED: usize = 300;
/// The same where a person sits before it and each key is answered within a frame.
const ATTENDED: usize = 20;
/// Polls a transaction at most: those that brought nothing have no articles to count.
const POLLS: usize = 64;

type Answer<T> = Result<T, StoreError>;

/// A handle on the store: cheap to clone, usable from every thread; the writer thread ends with
/// the last one, after all it was given is on disk.
#[derive(Clone)]
pub struct Store {
    dir: Arc<PathBuf>,
    /// Closed before the writer, which then is the last and puts the log away.
    readers: readers::Readers,
    /// Else why the store can only be read.
    writer: Result<Arc<Handle>, StoreError>,
    /// A log lay beside the file when it was opened: whoever wrote last did not end by itself, or
    /// writes still.
    was_in_use: bool,
    /// How the reader's filters judge what arrives; none: nothing is judged.
    judge: Option<Judge>,
    /// Articles of polls in a transaction at most.
    chunk: usize,
}

/// What the reader's filters say of an article.
pub type Judge = Arc<dyn Fn(&Facts<'_>) -> Verdict + Send + Sync>;

/// What a poll added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub new: Vec<ArticleId>,
    pub updated: u32,
    pub changed: Changed,
}

fn set_state(writer: &mut writer::Writer, name: &str, value: &str) -> Answer<()> {
    writer.transaction(Who::Job, |transaction| {
        let sql = "INSERT OR REPLACE INTO state (name, value) VALUES (?1, ?2)";
        transaction.prepare_cached(sql)?.execute((name, value))?;
        Ok(())
    })
}

impl Store {
    /// Opens or makes `dir/tidings.db`, runs migrations (with a copy of the file before). A store
    /// that cannot be written (the folder's rights, a full disk) is opened for reading.
    ///
    /// # Errors
    /// A newer schema, a foreign or damaged file, nothing there and no right to write.
    pub fn open(dir: &Path) -> Answer<Self> {
        let was_in_use = open::has_log(&open::database(dir));
        let writer = match open::writer(dir).and_then(Handle::start) {
            Ok(writer) => Ok(Arc::new(writer)),
            Err(error) if error.is_of_writing() => {
                // The schema must be right too: nothing can be migrated here.
                let connection = open::reader(dir);
                let file = open::database(dir);
                if connection.and_then(|it| open::is_up_to_date(&it, &file)) != Ok(true) {
                    return Err(error);
                }
                Err(error)
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            dir: Arc::new(dir.to_owned()),
            readers: readers::Readers::default(),
            writer,
            was_in_use,
            judge: None,
            chunk: GATHERED,
        })
    }

    /// The file that another process writes behind what it wrote into the store; none where it cannot be made.
    pub fn notice(&self) -> Option<PathBuf> {
        open::notice(&self.dir).ok()
    }

    /// The end before may not have been a clean one: worth a look whether all is whole.
    pub fn was_in_use(&self) -> bool {
        self.was_in_use
    }

    /// Makes a damaged store whole as far as it can be read, and sets the damaged file aside. No
    /// process may have it open.
    ///
    /// # Errors
    /// It is open, of a newer version, not ours, or the disk is full.
    pub fn repair(dir: &Path, now: Timestamp) -> Answer<Repaired> {
        repair::repair(dir, now)
    }

    /// Puts a copy that `backup` wrote in place of the store, and sets that aside with its log; answers where. No
    /// process may have it open.
    ///
    /// # Errors
    /// It is open; the copy is no whole store, or of a newer version; the disk is full.
    pub fn restore(dir: &Path, copy: &Path, now: Timestamp) -> Answer<Option<PathBuf>> {
        repair::restore(dir, copy, now)
    }

    /// The name leads to the store's own file.
    pub fn is_file(&self, file: &Path) -> bool {
        repair::is_same_file(file, &open::database(&self.dir))
    }

    /// The same store, for jobs that work while a person sits before it: they write less at a time, the thread that writes
    /// gives way by `give_way`, and another folds the log into the file.
    #[must_use]
    pub fn attended(mut self, give_way: fn()) -> Self {
        self.chunk = ATTENDED;
        self.send(move |writer| writer.fold_beside(give_way));
        self
    }

    /// A person sits before it.
    pub fn is_attended(&self) -> bool {
        self.chunk == ATTENDED
    }

    /// The same store, where what arrives through this handle is judged.
    #[must_use]
    pub fn judged_by(&self, judge: Judge) -> Self {
        Self {
            judge: Some(judge),
            ..self.clone()
        }
    }

    /// The store can only be read: nothing can be marked or fetched.
    pub fn is_read_only(&self) -> bool {
        self.writer.is_err()
    }

    /// A read-only connection for the calling thread.
    pub fn reader(&self) -> Answer<Reader> {
        Ok(Reader {
            connection: self.readers.take(|| open::reader(&self.dir))?,
            is_given_up: Arc::default(),
        })
    }

    /// A person's change: on disk (synchronous = FULL) when this returns; journalled as one group.
    pub fn apply(&self, change: &Change, now: Timestamp) -> Answer<Applied> {
        let change = change.clone();
        self.person(move |writer| apply(writer, &change, now))
    }

    /// The same, not waiting: `done` is called on the writer thread. Once the answer is set to true the change is given
    /// up: if it is not stored by then, nothing of it will be, and it ends as `StoreError::Interrupted`.
    pub fn apply_later(
        &self,
        change: Change,
        now: Timestamp,
        done: Box<dyn FnOnce(Answer<Applied>) + Send>,
    ) -> Arc<AtomicBool> {
        let given_up = Arc::new(AtomicBool::new(false));
        match self.handle() {
            Ok(handle) => {
                let asked = given_up.clone();
                handle.send(Who::Person, move |writer| {
                    done(writer.unless(&asked, |writer| apply(writer, &change, now)));
                });
            }
            Err(error) => done(Err(error)),
        }
        given_up
    }

    /// The right to fetch ahead: two that did would each ask for every page. None while another process has it.
    pub fn take_ahead(&self) -> Option<AheadTurn> {
        AheadTurn::take(&self.dir)
    }

    /// An error where the store can only be read.
    pub fn try_writing(&self) -> Answer<()> {
        self.job(|_| Ok(()))
    }

    /// Waits until everything given so far is on disk.
    pub fn flush(&self) -> Answer<()> {
        if self.is_read_only() {
            Ok(())
        } else {
            self.job(|_| Ok(()))
        }
    }

    /// The same of what a person changed, which is stored before what jobs wait with.
    pub fn flush_changes(&self) -> Answer<()> {
        if self.is_read_only() {
            Ok(())
        } else {
            self.person(|_| Ok(()))
        }
    }

    /// The same as `flush` at the end of a program: the log is folded into the file, so that the next start need not
    /// ask whether the end was a clean one.
    pub fn finish(&self) -> Answer<()> {
        if self.is_read_only() {
            Ok(())
        } else {
            self.job(|writer| {
                writer.fold();
                Ok(())
            })
        }
    }

    /// Takes back the newest change that a person made; none when there is none. What another change
    /// altered since is left, and said.
    pub fn undo(&self) -> Answer<Option<Applied>> {
        self.person(|writer| journal::turn(writer, journal::Way::Back))
    }

    /// The same where this group is the newest but for those `since`; else it is said what is, and nothing is taken back:
    /// another process was here since it was offered.
    pub fn undo_offered(&self, offered: GroupId, since: &[GroupId]) -> Answer<Option<Applied>> {
        let since = since.to_vec();
        self.person(move |writer| journal::take_back(writer, offered, &since))
    }

    /// Does again what was undone last; none after a new change.
    pub fn redo(&self) -> Answer<Option<Applied>> {
        self.person(|writer| journal::turn(writer, journal::Way::Forth))
    }

    /// Subscribes, or answers the feed that has this address already (revived if it was removed).
    /// Journalled.
    pub fn subscribe(&self, feed: &NewFeed, now: Timestamp) -> Answer<FeedId> {
        self.subscribe_all(std::slice::from_ref(feed), now)?
            .pop()
            .ok_or_else(|| StoreError::Other(clean_line("a subscription without an answer")))
    }

    /// The reader named a feed's address anew: its host may be in his own network again, and it is asked soon.
    pub fn name_again(&self, feed: FeedId) -> Answer<()> {
        self.person(move |writer| feeds::name_again(writer, feed))
    }

    /// From now on these articles of the feed are recognised by these identities, where none has them.
    pub fn recognise(&self, feed: FeedId, by: Vec<(Identity, ArticleId)>) -> Answer<()> {
        self.job(move |writer| {
            writer.transaction(Who::Job, |transaction| {
                repair::recognise(transaction, feed, &by)
            })
        })
    }

    /// The same for many, as one group.
    pub fn subscribe_all(&self, feeds: &[NewFeed], now: Timestamp) -> Answer<Vec<FeedId>> {
        Ok(self.subscribe_group(feeds, now)?.0)
    }

    /// The same; also the group, if any of them is new.
    pub fn subscribe_group(
        &self,
        feeds: &[NewFeed],
        now: Timestamp,
    ) -> Answer<(Vec<FeedId>, Option<GroupId>)> {
        let feeds = feeds.to_vec();
        self.person(move |writer| journal::subscribe(writer, &feeds, now))
    }

    /// Takes the right to poll a feed until `until`, or until this process ends; none if another
    /// process has it. Answers its state as it is now.
    pub fn lease(
        &self,
        feed: FeedId,
        now: Timestamp,
        until: Timestamp,
    ) -> Answer<Option<PollState>> {
        let mut states = self.lease_all(vec![feed], now, until)?;
        Ok(states.pop().flatten())
    }

    /// The same for several feeds at once, in their order.
    pub fn lease_all(
        &self,
        feeds: Vec<FeedId>,
        now: Timestamp,
        until: Timestamp,
    ) -> Answer<Vec<Option<PollState>>> {
        self.job(move |writer| poll_state::lease(writer, &feeds, now, until))
    }

    /// Stores polls in their order, each whole or not at all; as many in a transaction as have 300
    /// articles together, 20 where a person sits before it.
    pub fn store_polls(&self, polls: Vec<Poll>, now: Timestamp) -> Vec<Answer<Stored>> {
        let mut answers = Vec::with_capacity(polls.len());
        let (mut together, mut articles) = (Vec::new(), 0);
        for poll in polls {
            articles += poll.len();
            if articles > self.chunk || together.len() >= POLLS {
                answers.extend(self.store_together(std::mem::take(&mut together), now));
                articles = poll.len();
            }
            together.push(poll);
        }
        answers.extend(self.store_together(together, now));
        answers
    }

    fn store_together(&self, polls: Vec<Poll>, now: Timestamp) -> Vec<Answer<Stored>> {
        let count = polls.len();
        let alone = |poll: Poll| self.store_alone(poll, now);
        if count < 2 {
            return polls.into_iter().map(alone).collect();
        }
        let judge = self.judge.clone();
        let answer = self.job(move |writer| {
            let stored = poll::store_all(writer, &polls, judge.as_ref(), now);
            Ok(stored.map_err(|_| polls))
        });
        match answer {
            Ok(Ok(stored)) => stored
                .into_iter()
                .map(|mut stored| {
                    stored.changed.feeds = true;
                    Ok(stored)
                })
                .collect(),
            // One of them cannot be stored: which, shows when each is tried by itself.
            Ok(Err(polls)) => polls.into_iter().map(alone).collect(),
            Err(error) => (0..count).map(|_| Err(error.clone())).collect(),
        }
    }

    /// Stores a poll: articles in transactions of at most 300, the record in the last; ends the lease.
    pub fn store_poll(
        &self,
        feed: FeedId,
        arrivals: Vec<Arrival>,
        record: PollRecord,
        now: Timestamp,
    ) -> Answer<Stored> {
        self.store_alone(Poll::new(feed, arrivals, record), now)
    }

    fn store_alone(&self, poll: Poll, now: Timestamp) -> Answer<Stored> {
        let Poll {
            feed,
            entries: mut rest,
            record,
        } = poll;
        let mut all = Stored::default();
        let mut met = poll::Met::new();
        let record = Arc::new(record);
        loop {
            let later = rest.split_off(rest.len().min(self.chunk));
            let is_last = later.is_empty();
            let (judge, record) = (self.judge.clone(), record.clone());
            let (stored, met_now) = self.job(move |writer| {
                let record = (&*record, is_last);
                poll::store(writer, feed, &rest, met, record, judge.as_ref(), now)
            })?;
            all.add(stored);
            if is_last {
                break;
            }
            (met, rest) = (met_now, later);
        }
        all.changed.feeds = true;
        Ok(all)
    }

    /// Stores what cleaning made of an article; filters judge it again by a text that is searched.
    pub fn put_full(&self, article: ArticleId, full: Full, now: Timestamp) -> Answer<Changed> {
        let judge = self.judge.clone();
        self.job(move |writer| full::put(writer, article, full, judge.as_ref(), now))
    }

    /// An article saved without a subscription (`save URL`): saved at once.
    pub fn put_saved_page(&self, arrival: Arrival, now: Timestamp) -> Answer<ArticleId> {
        let page = packed::Packed::new(arrival);
        self.person(move |writer| poll::store_saved_page(writer, &page, now))
    }

    /// The filters as a file says them take the place of those that are stored; not journalled.
    /// Answers whether anything changed.
    pub fn replace_filters(&self, filters: Vec<Filter>) -> Answer<bool> {
        self.job(move |writer| {
            writer.transaction(Who::Person, |transaction| {
                filters::replace(transaction, &filters)
            })
        })
    }

    /// Where reading stopped; not journalled.
    pub fn set_position(&self, article: ArticleId, position: u32) {
        self.send(move |writer| marks::set_position(writer, article, position));
    }

    /// A small value of the interface (last view, selection, widths) by name; not journalled.
    pub fn set_state(&self, name: &str, value: String) {
        let name = name.to_owned();
        self.send(move |writer| set_state(writer, &name, &value));
    }

    /// The same, stored when this ends.
    pub fn put_state(&self, name: &str, value: String) -> Answer<()> {
        let name = name.to_owned();
        self.job(move |writer| set_state(writer, &name, &value))
    }

    /// Counts what came on the wire, but for polls: those bring their bytes with their record.
    pub fn add_bytes(&self, kind: TrafficKind, bytes: u64, now: Timestamp) {
        self.send(move |writer| {
            writer.transaction(Who::Job, |transaction| {
                traffic::add(transaction, kind, bytes, now)
            })
        });
    }

    /// Forgets what came on the wire before.
    pub fn prune_traffic(&self, before: Timestamp) -> Answer<()> {
        self.job(move |writer| {
            writer.transaction(Who::Job, |transaction| traffic::prune(transaction, before))
        })
    }

    /// Calls `told` if another process has written since this was last asked, or since the store was opened;
    /// does not wait. Where this one cannot write, whatever changed is another's.
    pub fn when_overtaken(&self, told: impl FnOnce() + Send + 'static) {
        if self.is_read_only() {
            return told();
        }
        self.send(move |writer| {
            if writer.is_overtaken()? {
                told();
            }
            Ok(())
        });
    }

    /// Indexes what arrived and is not indexed yet, at most `steps` articles; true when all is done.
    pub fn index_some(&self, steps: u32) -> Answer<bool> {
        self.job(move |writer| search::index_some(writer, steps))
    }

    /// The same of the few that came just now, where a person sits before the store: what is not indexed
    /// is read at each letter of a search. Where many came they are indexed behind everything else.
    pub fn index_few(&self, came: usize) -> Answer<()> {
        if self.is_attended() && (1..=ATTENDED).contains(&came) {
            self.index_some(ATTENDED as u32)?;
        }
        Ok(())
    }

    /// Removes page sources older than `before` of articles that are not saved. Nothing else.
    pub fn prune_pages(&self, before: Timestamp) -> Answer<u64> {
        self.job(move |writer| bodies::prune_pages(writer, before))
    }

    /// Removes these articles, as far as `retention` still spares none of them; marks and
    /// identities stay. At most 200 at a time, so that a person's change need not wait.
    pub fn prune(&self, articles: &[ArticleId], retention: &Retention) -> Answer<u64> {
        let mut gone = 0;
        for some in articles.chunks(CHUNK) {
            let (some, retention) = (some.to_vec(), retention.clone());
            gone += self.job(move |writer| prune::prune(writer, &some, &retention))?;
        }
        Ok(gone)
    }

    /// Notes that an article could not be fetched ahead; none: that it was after all.
    pub fn set_failure(&self, article: ArticleId, failed: Option<Failed>) -> Answer<()> {
        self.job(move |writer| ahead::set_failure(writer, article, failed.as_ref()))
    }

    /// Feeds that are overdue and may not be asked are due later, for these reasons.
    pub fn put_off(&self, feeds: Vec<(FeedId, Timestamp, String)>, now: Timestamp) -> Answer<()> {
        self.job(move |writer| poll_state::put_off(writer, &feeds, now))
    }

    /// A host (`host:port`) wants no request before `until`.
    pub fn set_host_wait(&self, host: &str, until: Timestamp, now: Timestamp) -> Answer<()> {
        let host = host.to_owned();
        self.job(move |writer| ahead::set_wait(writer, &host, until, now))
    }

    /// How much of an article's pictures is on the disk.
    pub fn set_pictures(&self, article: ArticleId, pictures: OnDisk) -> Answer<()> {
        self.job(move |writer| ahead::set_pictures(writer, article, pictures))
    }

    /// Stores articles of another store that are not here yet; `works` are those of the same file so
    /// far. At most 200 in a transaction.
    pub fn import_articles(
        &self,
        articles: Vec<Transfer>,
        mut works: Works,
        now: Timestamp,
    ) -> Answer<(Works, Imported)> {
        let mut all = Imported::default();
        let mut rest = articles;
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(CHUNK));
            let some = std::mem::replace(&mut rest, later);
            let (known, imported) =
                self.job(move |writer| transfer::put(writer, &some, works, now))?;
            works = known;
            all.new += imported.new;
            all.known += imported.known;
        }
        Ok((works, all))
    }

    /// Makes one group of history of several, so that one undo takes back what was one thing to the reader.
    pub fn join_groups(&self, groups: Vec<GroupId>) -> Answer<()> {
        self.person(move |writer| journal::join(writer, &groups))
    }

    /// The reader's marks of another store over those that are here, as one change that can be
    /// undone.
    pub fn import_marks(
        &self,
        marks: Vec<Transfer>,
        works: Works,
        now: Timestamp,
    ) -> Answer<Applied> {
        self.person(move |writer| transfer::mark(writer, &marks, &works, now))
    }

    /// Entries that were removed elsewhere do not come as new here.
    pub fn import_gone(&self, gone: Vec<Gone>, now: Timestamp) -> Answer<()> {
        self.job(move |writer| transfer::put_gone(writer, &gone, now))
    }

    /// Gives at most `pages` free pages back to the system; false when there are no more.
    pub fn give_back(&self, pages: u32) -> Answer<bool> {
        self.job(move |writer| prune::give_back(writer, pages))
    }

    fn handle(&self) -> Answer<&Handle> {
        self.writer.as_deref().map_err(StoreError::clone)
    }

    fn person<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut writer::Writer) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        self.handle()?.ask(Who::Person, task)
    }

    fn job<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut writer::Writer) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        self.handle()?.ask(Who::Job, task)
    }

    /// Small values that nobody waits for; one that cannot be stored is only logged.
    fn send(&self, task: impl FnOnce(&mut writer::Writer) -> Answer<()> + Send + 'static) {
        let Ok(handle) = self.handle() else { return };
        handle.send(Who::Job, move |writer| {
            if let Err(error) = task(writer) {
                tracing::warn!("{error}");
            }
        });
    }
}

fn apply(writer: &mut writer::Writer, change: &Change, now: Timestamp) -> Answer<Applied> {
    writer.transaction(Who::Person, |transaction| {
        journal::apply(transaction, change, now)
    })
}

impl Stored {
    fn add(&mut self, other: Self) {
        self.new.extend(other.new);
        self.updated += other.updated;
        self.changed.add(&other.changed);
    }
}

/// A read-only view of the store. Not shared between threads.
pub struct Reader {
    connection: readers::Lent,
    is_given_up: Arc<AtomicBool>,
}

/// Gives up what a reader is doing, from another thread: its answer is `StoreError::Interrupted`.
pub struct Interrupter {
    handle: rusqlite::InterruptHandle,
    is_given_up: Arc<AtomicBool>,
}

impl Interrupter {
    pub fn interrupt(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
        self.handle.interrupt();
    }
}

impl Reader {
    /// For what is asked from now on.
    pub fn interrupter(&self) -> Interrupter {
        self.is_given_up.store(false, Ordering::Relaxed);
        Interrupter {
            handle: self.connection.get_interrupt_handle(),
            is_given_up: self.is_given_up.clone(),
        }
    }

    /// Rows around `anchor`: at most `before` above it and `after` from it on.
    pub fn window(
        &self,
        query: &ArticleQuery,
        anchor: Anchor,
        before: u32,
        after: u32,
    ) -> Answer<Window> {
        list::window(&self.connection, query, anchor, before, after)
    }

    /// Every row of a query, in order, one at a time; for the command line.
    pub fn for_each(
        &self,
        query: &ArticleQuery,
        limit: Option<u32>,
        each: &mut dyn FnMut(ArticleRow) -> ControlFlow<()>,
    ) -> Answer<()> {
        list::for_each(&self.connection, query, limit, each)
    }

    /// The articles that a target means, in the order of its list.
    pub fn meant(&self, target: &Target) -> Answer<Vec<ArticleId>> {
        match target {
            Target::Articles(ids) => Ok(ids.clone()),
            Target::Query(query, _) => list::ids(&self.connection, query, u32::MAX),
            Target::Listed(listed) => list::articles_listed(&self.connection, listed),
        }
    }

    /// The unread article so many further after (or before) this one in the query's order, else the last
    /// that there is; across the whole query.
    pub fn next_unread(
        &self,
        query: &ArticleQuery,
        from: Option<ArticleId>,
        is_forward: bool,
        times: u32,
    ) -> Answer<Option<ArticleId>> {
        list::next_unread(&self.connection, query, from, is_forward, times)
    }

    /// How many the query holds, counting no further than `limit`.
    pub fn count(&self, query: &ArticleQuery, limit: u32) -> Answer<u32> {
        list::count(&self.connection, query, limit)
    }

    /// By rank over the newest 2,000 hits (bm25, a title ten times a text).
    pub fn search_ranked(&self, query: &ArticleQuery, limit: u32) -> Answer<Vec<ArticleRow>> {
        rows::rows(&self.connection, &self.ranked(query, limit)?)
    }

    /// The same without what rows say.
    pub fn ranked(&self, query: &ArticleQuery, limit: u32) -> Answer<Vec<ArticleId>> {
        let is_given_up = || self.is_given_up.load(Ordering::Relaxed);
        search::ranked(&self.connection, query, limit, &is_given_up)
    }

    /// The rows of these articles that are still there, in this order.
    pub fn rows(&self, ids: &[ArticleId]) -> Answer<Vec<ArticleRow>> {
        rows::rows(&self.connection, ids)
    }

    /// The newest article of the store.
    pub fn newest(&self) -> Answer<ArticleId> {
        list::newest(&self.connection)
    }

    /// For each of these articles where the query's words stand in its text, or its beginning.
    pub fn snippets(&self, articles: &[ArticleId], query: &ArticleQuery) -> Answer<Vec<Snippet>> {
        search::snippets(&self.connection, articles, query)
    }

    /// Articles in the lists of all that came after this one, and of how many outlets they are.
    pub fn arrived_after(&self, article: ArticleId) -> Answer<(u32, u32)> {
        list::arrived_after(&self.connection, article)
    }

    /// Tags in use, by name.
    pub fn tags(&self) -> Answer<Vec<Clean>> {
        list::tags(&self.connection)
    }

    /// `today` of the answer counts what is unread since this time.
    pub fn counts(&self, today: Timestamp) -> Answer<Counts> {
        list::counts(&self.connection, today)
    }

    /// Subscribed feeds by folder in the reader's order, else by name.
    pub fn feeds(&self) -> Answer<Vec<Feed>> {
        feeds::subscribed(&self.connection)
    }

    /// Those of which nothing new comes, too: what was unsubscribed from, and saved pages.
    pub fn all_feeds(&self) -> Answer<Vec<Feed>> {
        feeds::every(&self.connection)
    }

    /// The reader's named queries, by name.
    pub fn saved_filters(&self) -> Answer<Vec<SavedFilter>> {
        filters::saved(&self.connection)
    }

    /// Filters that act on what arrives, the oldest first.
    pub fn filters(&self) -> Answer<Vec<StoredFilter>> {
        filters::all(&self.connection)
    }

    /// Articles that an expression means among all that are visible in their feeds, counting works
    /// and no further than `limit`: what a new filter would do.
    pub fn hits(&self, expression: &Expression, limit: u32) -> Answer<u32> {
        hits::count(&self.connection, expression, limit)
    }

    /// Articles that a filter hid.
    pub fn hidden_by(&self, filter: FilterId) -> Answer<u32> {
        hits::hidden_by(&self.connection, filter)
    }

    pub fn poll_state(&self, feed: FeedId) -> Answer<Option<PollState>> {
        poll_state::get(&self.connection, feed)
    }

    /// Those of all feeds that are subscribed to.
    pub fn poll_states(&self) -> Answer<HashMap<FeedId, PollState>> {
        poll_state::all(&self.connection)
    }

    pub fn article(&self, id: ArticleId) -> Answer<Option<Article>> {
        rows::article(&self.connection, id)
    }

    /// The article that stands in lists for the same thing to read, whichever feeds carry it.
    pub fn listed_as(&self, id: ArticleId) -> Answer<ArticleId> {
        let sql =
            "SELECT w.shown_article FROM article a JOIN work w ON w.id = a.work WHERE a.id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let shown: Option<i64> = statement
            .query_row([id.get()], |row| row.get(0))
            .optional()?
            .flatten();
        Ok(shown.map_or(id, ArticleId::new))
    }

    /// Other feeds' articles of the same thing to read.
    pub fn copies(&self, id: ArticleId) -> Answer<Vec<ArticleId>> {
        let sql = "SELECT o.id FROM article a JOIN article o ON o.work = a.work AND o.id <> a.id \
                   WHERE a.id = ?1 ORDER BY o.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_map([id.get()], |row| row.get(0).map(ArticleId::new))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The article of a feed that an entry with these identities is, if it is here.
    pub fn recognised_as(
        &self,
        feed: FeedId,
        identities: &[Identity],
    ) -> Answer<Option<ArticleId>> {
        let known = poll::known(&self.connection, feed, identities, &poll::Met::new())?;
        let is_here = |id: &ArticleId| self.mark(*id).map(|mark| mark.is_some());
        Ok(match known {
            Some(id) if is_here(&id)? => Some(id),
            _ => None,
        })
    }

    pub fn mark(&self, id: ArticleId) -> Answer<Option<Mark>> {
        Ok(rows::row(&self.connection, id)?.map(|row| row.mark))
    }

    pub fn body(&self, id: ArticleId, kind: BodyKind) -> Answer<Option<Body>> {
        bodies::get(&self.connection, id, kind)
    }

    /// Summary and content as the feed carried them.
    pub fn feed_texts(&self, id: ArticleId) -> Answer<Option<FeedTexts>> {
        bodies::feed_texts(&self.connection, id)
    }

    /// What a feed carried of an article before, and what its page said, the oldest first; at most five texts.
    pub fn revisions(&self, id: ArticleId) -> Answer<Vec<Revision>> {
        revision::of(&self.connection, id)
    }

    /// The words of what its feed carries now, one block a line.
    pub fn feed_words(&self, id: ArticleId) -> Answer<String> {
        let body = bodies::get(&self.connection, id, BodyKind::Feed)?;
        Ok(body
            .map(|body| bodies::text_of(&body.text))
            .unwrap_or_default())
    }

    /// Hashes of blocks that stood on pages of other articles of the feed's outlet.
    pub fn known_blocks(&self, feed: FeedId, not_of: ArticleId) -> Answer<HashSet<Hash>> {
        blocks::known(&self.connection, feed, not_of)
    }

    pub fn state(&self, name: &str) -> Answer<Option<String>> {
        let sql = "SELECT value FROM state WHERE name = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// What came on the wire since, to the quarter of an hour.
    pub fn bytes_since(&self, since: Timestamp) -> Answer<Traffic> {
        traffic::since(&self.connection, since)
    }

    /// Something waits for the index: what came last, or all after a migration that emptied it.
    pub fn is_behind(&self) -> Answer<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM unindexed)";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Changes whenever any process has written.
    pub fn data_version(&self) -> Answer<i64> {
        Ok(self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// What may be removed, the oldest first, at most `limit`.
    pub fn prunable(&self, retention: &Retention, limit: u32) -> Answer<Vec<ArticleId>> {
        prune::prunable(&self.connection, retention, limit)
    }

    /// What is known of an article without reading its text; `cleaner` is the version that its document should be of.
    pub fn standing(&self, article: ArticleId, cleaner: u32) -> Answer<Option<Standing>> {
        ahead::standing(&self.connection, article, cleaner)
    }

    /// Why an article was not fetched ahead, and until when it is left alone.
    pub fn failure(&self, article: ArticleId) -> Answer<Option<Failed>> {
        ahead::failure(&self.connection, article)
    }

    /// Until when a host (`host:port`) wants no request.
    pub fn host_wait(&self, host: &str) -> Answer<Option<Timestamp>> {
        ahead::wait(&self.connection, host)
    }

    /// Hosts (`host:port`) that want no request now, and until when.
    pub fn host_waits(&self, now: Timestamp) -> Answer<HashMap<String, Timestamp>> {
        ahead::waits(&self.connection, now)
    }

    /// Articles whose pictures are all on the disk, as far as is noted.
    pub fn with_pictures(&self) -> Answer<Vec<ArticleId>> {
        ahead::with_pictures(&self.connection)
    }

    /// Every article that is stored, shown in lists or not.
    pub fn all_articles(&self) -> Answer<Vec<ArticleId>> {
        transfer::all(&self.connection)
    }

    /// How these articles are recognised, for `transfer`: thousands cost no more than one.
    pub fn recognised(&self, ids: &[ArticleId]) -> Answer<Recognised> {
        transfer::recognised(&self.connection, ids)
    }

    /// An article with everything that another store must know of it.
    pub fn transfer(&self, id: ArticleId, recognised: &Recognised) -> Answer<Option<Transfer>> {
        transfer::get(&self.connection, id, recognised)
    }

    /// Entries that were here and were removed.
    pub fn gone(&self) -> Answer<Vec<Gone>> {
        transfer::gone(&self.connection)
    }

    /// Bytes of a feed's texts, or of the whole store without what is free in it.
    pub fn size(&self, feed: Option<FeedId>) -> Answer<u64> {
        prune::size(&self.connection, feed)
    }

    /// Copies the store as it is now into a new file.
    pub fn backup(&self, to: &Path) -> Answer<()> {
        repair::backup(&self.connection, to)
    }

    /// What is wrong with the file, if anything is.
    pub fn quick_check(&self) -> Answer<Option<Clean>> {
        repair::quick_check(&open::again(&self.connection)?)
    }

    /// The same without the index of words, which can be made anew: a fraction of the time.
    pub fn glance(&self) -> Answer<Option<Clean>> {
        repair::glance(&self.connection)
    }

    /// Articles that no identity names, by feed.
    pub fn unrecognised(&self) -> Answer<Vec<(FeedId, Vec<ArticleId>)>> {
        repair::unrecognised(&self.connection)
    }

    /// Integrity, schema, sizes: for `doctor`.
    pub fn check(&self) -> Answer<Checked> {
        check::store(&open::again(&self.connection)?)
    }
}
