//! A damaged store: what can be read of it is copied into a new one, row by row; the damaged file is
//! set aside and never written.

use super::{Answer, StoreError, disk, flags, open};
use crate::model::{ArticleId, FeedId, Identity, Repaired, Timestamp};
use crate::text::clean_line;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params, params_from_iter};
use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Ranges of rows that are tried between two that cannot be read.
const PROBES: u32 = 20_000;
/// A file that should be so many times as long has a damaged head.
const MOST_LOST: u64 = 1000;
/// Beyond this no id was ever given.
const LARGEST_ID: i64 = 1 << 40;

/// What is wrong with the file, if anything is; the cheaper of SQLite's two checks.
pub fn quick_check(connection: &Connection) -> Answer<Option<crate::text::Clean>> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then(|| clean_line(&found)))
}

/// The same without reading the words of the index against each other, which takes most of the
/// time, and which can be made anew.
pub fn glance(connection: &Connection) -> Answer<Option<crate::text::Clean>> {
    connection.pragma_update(None, "cache_size", -open::GLANCE_CACHE)?;
    let found = glance_at_tables(connection);
    connection.pragma_update(None, "cache_size", -open::READER_CACHE)?;
    found
}

fn glance_at_tables(connection: &Connection) -> Answer<Option<crate::text::Clean>> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    let mut statement = connection.prepare(sql)?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables {
        let sql = "SELECT quick_check FROM pragma_quick_check(?1)";
        let found: String = connection
            .prepare_cached(sql)?
            .query_row([table?], |row| row.get(0))?;
        if found != "ok" {
            return Ok(Some(clean_line(&found)));
        }
    }
    Ok(None)
}

/// Makes a damaged store whole as far as it can be read. Of a whole one only what is kept beside
/// what can be counted is made anew.
///
/// # Errors
/// Another process has it open; the disk is full; it is of a newer version.
pub fn repair(dir: &Path, now: Timestamp) -> Answer<Repaired> {
    let file = open::database(dir);
    let Some(damaged) = damage(&file, dir)? else {
        let mut connection = open::writer(dir)?;
        recount(&mut connection, false)?;
        return Ok(Repaired::default());
    };
    tracing::warn!("the store is damaged: {damaged}");
    let workshop = dir.join(format!("repair-{}", std::process::id()));
    if workshop.exists() {
        std::fs::remove_dir_all(&workshop)?;
    }
    let repaired = renewed(&file, &workshop, now);
    // Only our own half-made copy lies there.
    let _ = std::fs::remove_dir_all(&workshop);
    repaired
}

/// What can be read of the file in a new one in its place. Nobody else has it open from before it is read until then:
/// what is written meanwhile would be lost.
fn renewed(file: &Path, workshop: &Path, now: Timestamp) -> Answer<Repaired> {
    let before = stamps(file);
    // Before it is ours: to close a file of which SQLite has another open would let its locks go.
    let copy = lengthened(file, workshop)?;
    let own = ours_alone(file)?;
    let old = match copy.as_deref() {
        Some(_) if stamps(file) != before => return Err(StoreError::InUse),
        Some(copy) => connect(copy).ok(),
        None => None,
    };
    let tables = rebuild(old.as_ref().or(own.as_ref()), workshop)?;
    let set_aside = exchange(file, &open::database(workshop), "damaged", now)?;
    drop(own);
    Ok(Repaired {
        set_aside: Some(set_aside),
        tables,
    })
}

/// Sizes and times of the file and its log.
fn stamps(file: &Path) -> [Option<(u64, SystemTime)>; 2] {
    [file.to_owned(), with_end(file, "-wal")].map(|file| {
        let known = std::fs::metadata(file).ok()?;
        Some((known.len(), known.modified().ok()?))
    })
}

/// What is wrong with the store; none when it is whole.
fn damage(file: &Path, dir: &Path) -> Answer<Option<String>> {
    if !file.exists() {
        return Ok(None);
    }
    let judged = open::reader(dir).and_then(|reader| {
        open::judge_readable(&reader, file)?;
        quick_check(&reader)
    });
    match judged {
        Ok(None) => match open::judge(file) {
            Ok(()) => Ok(None),
            Err(StoreError::Damaged(_, why)) => Ok(Some(why.to_string())),
            Err(error) => Err(error),
        },
        Ok(Some(why)) => Ok(Some(why.to_string())),
        Err(StoreError::Damaged(_, why)) => Ok(Some(why.to_string())),
        Err(StoreError::Foreign(_)) if !is_somebodys(file) => {
            Ok(Some("it is no database any more".to_owned()))
        }
        Err(error) => Err(error),
    }
}

/// A sound database that is not ours is nothing to repair.
fn is_somebodys(file: &Path) -> bool {
    connect(file).is_ok_and(|connection| {
        let application: rusqlite::Result<i64> =
            connection.pragma_query_value(None, "schema_version", |row| row.get(0));
        application.is_ok_and(|version| version != 0)
    })
}

/// The file for us alone as long as this is open, by which it can be read. None where it cannot be opened at all.
///
/// # Errors
/// Another process has it open.
fn ours_alone(file: &Path) -> Answer<Option<Connection>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(connection) = Connection::open_with_flags(file, flags) else {
        return Ok(None);
    };
    // A schema that was tampered with must not run anything; a damaged file is not written, not even at its end.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let locked = connection
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; ROLLBACK")
        .map_err(StoreError::from);
    match locked {
        Err(StoreError::Busy) => Err(StoreError::InUse),
        // Damage is what we are here for.
        _ => Ok(Some(connection)),
    }
}

fn connect(file: &Path) -> Answer<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    // A schema that was tampered with must not run anything.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// A copy of a file that ends before its last page, filled up with nothing: SQLite reads not one row of a file that is
/// shorter than its head says. None where the file is as long as that.
fn lengthened(file: &Path, workshop: &Path) -> Answer<Option<PathBuf>> {
    let wanted = length_by_head(file)?;
    if std::fs::metadata(file)?.len() >= wanted {
        return Ok(None);
    }
    std::fs::create_dir_all(workshop)?;
    let copy = workshop.join("lengthened.db");
    std::fs::copy(file, &copy)?;
    if open::has_log(file) {
        std::fs::copy(with_end(file, "-wal"), with_end(&copy, "-wal"))?;
    }
    let whole = std::fs::File::options().write(true).open(&copy)?;
    whole.set_len(wanted)?;
    Ok(Some(copy))
}

/// Bytes of the file by the size and the count of its pages (<https://sqlite.org/fileformat.html>, 1.3); 0 where its
/// head is lost, or names more than can be the cause of a cut.
fn length_by_head(file: &Path) -> Answer<u64> {
    let mut head = [0; 32];
    if std::fs::File::open(file)?.read_exact(&mut head).is_err() || !head.starts_with(b"SQLite ") {
        return Ok(0);
    }
    let size = u64::from(u16::from_be_bytes([head[16], head[17]]));
    let count = u32::from_be_bytes([head[28], head[29], head[30], head[31]]);
    let length = size * u64::from(count);
    let is_credible = length <= std::fs::metadata(file)?.len().saturating_mul(MOST_LOST);
    Ok(if is_credible { length } else { 0 })
}

/// A new store with everything that can be read of the old file.
fn rebuild(old: Option<&Connection>, workshop: &Path) -> Answer<Vec<(String, u64, u64)>> {
    let mut new = open::writer(workshop)?;
    new.pragma_update(None, "foreign_keys", false)?;
    let mut tables = Vec::new();
    if let Some(old) = old {
        for table in copied(&new)? {
            let (rows, holes) = salvage(old, &mut new, &table)?;
            tables.push((table, rows, holes));
        }
        count_on(old, &new)?;
    }
    recount(&mut new, true)?;
    new.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(tables)
}

/// No number is given twice, also where what had it is gone.
fn count_on(old: &Connection, new: &Connection) -> Answer<()> {
    let mut numbers: HashMap<String, i64> = HashMap::new();
    let known = old.prepare("SELECT name, seq FROM sqlite_sequence");
    if let Ok(mut statement) = known
        && let Ok(rows) = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
    {
        numbers.extend(rows.map_while(Result::ok));
    }
    let recognised = "SELECT coalesce(max(article), 0) FROM identity";
    let recognised: i64 = new.query_row(recognised, [], |row| row.get(0))?;
    let articles = numbers.entry("article".to_owned()).or_default();
    *articles = recognised.max(*articles);
    for (table, number) in numbers {
        if !(1..=LARGEST_ID).contains(&number) {
            continue;
        }
        let raise = "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1";
        if new.execute(raise, params![table, number])? == 0 {
            let add = "INSERT INTO sqlite_sequence (name, seq) \
                       SELECT name, ?2 FROM sqlite_schema WHERE type = 'table' AND name = ?1 \
                       AND sql LIKE '%AUTOINCREMENT%'";
            new.execute(add, params![table, number])?;
        }
    }
    Ok(())
}

pub fn unrecognised(connection: &Connection) -> Answer<Vec<(FeedId, Vec<ArticleId>)>> {
    let sql = "SELECT feed, id FROM article WHERE id NOT IN (SELECT article FROM identity) \
               ORDER BY feed, id";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
    let of_feed = |rows: &[(i64, i64)]| {
        let feed = rows.first().map_or(0, |row| row.0);
        let articles = rows.iter().map(|row| ArticleId::new(row.1)).collect();
        (FeedId::new(feed), articles)
    };
    Ok(rows.chunk_by(|a, b| a.0 == b.0).map(of_feed).collect())
}

pub fn recognise(
    connection: &Connection,
    feed: FeedId,
    by: &[(Identity, ArticleId)],
) -> Answer<()> {
    let sql = "INSERT OR IGNORE INTO identity (feed, kind, hash, article) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = connection.prepare_cached(sql)?;
    for (identity, article) in by {
        let kind = identity.kind as i64;
        statement.execute(params![feed.get(), kind, identity.hash, article.get()])?;
    }
    Ok(())
}

/// Tables that are copied; the index of words and what is counted are made anew from them.
fn copied(new: &Connection) -> Answer<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
               AND name NOT LIKE 'search%' AND name NOT IN ('count', 'unindexed') ORDER BY rowid";
    let mut statement = new.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn columns(connection: &Connection, table: &str) -> Answer<Vec<String>> {
    let mut statement =
        connection.prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Copies a table; answers how many rows, and how many places could not be read.
fn salvage(old: &Connection, new: &mut Connection, table: &str) -> Answer<(u64, u64)> {
    let Ok(known) = columns(old, table) else {
        return Ok((0, 1));
    };
    let wanted = columns(new, table)?;
    let shared: Vec<String> = wanted
        .into_iter()
        .filter(|name| known.contains(name))
        .collect();
    if shared.is_empty() {
        return Ok((0, u64::from(known.is_empty())));
    }
    let transaction = new.transaction()?;
    let mut copy = Copy {
        old,
        new: &transaction,
        table,
        columns: shared.join(", "),
        width: shared.len(),
        rows: 0,
        holes: 0,
    };
    let sql = format!("SELECT max(rowid) FROM {table}");
    match old.prepare(&sql) {
        // Without row numbers: from both ends as far as it goes.
        Err(_) => copy.both_ends()?,
        Ok(mut statement) => {
            let last = statement.query_row([], |row| row.get::<_, Option<i64>>(0));
            let last = last.map_or(LARGEST_ID, |last| last.unwrap_or(0));
            copy.ranges(last)?;
        }
    }
    let counted = (copy.rows, copy.holes);
    transaction.commit()?;
    Ok(counted)
}

struct Copy<'a> {
    old: &'a Connection,
    new: &'a Connection,
    table: &'a str,
    columns: String,
    width: usize,
    rows: u64,
    holes: u64,
}

impl Copy<'_> {
    fn insert(&mut self, values: Vec<Value>) -> Answer<()> {
        let marks = vec!["?"; self.width].join(", ");
        let sql = format!(
            "INSERT OR IGNORE INTO {} ({}) VALUES ({marks})",
            self.table, self.columns
        );
        let mut statement = self.new.prepare_cached(&sql)?;
        match statement.execute(params_from_iter(values)) {
            Ok(count) => self.rows += count as u64,
            Err(error) => match StoreError::from(error) {
                StoreError::Full => return Err(StoreError::Full),
                // A row that breaks the rules of its table was damaged itself.
                _ => self.holes += 1,
            },
        }
        Ok(())
    }

    /// Reads rows as long as they can be; answers the last that could, and whether all were read.
    fn read(&mut self, sql: &str, parameters: &[i64]) -> Answer<(Option<i64>, bool)> {
        let mut last = None;
        let Ok(mut statement) = self.old.prepare(sql) else {
            return Ok((last, false));
        };
        let Ok(mut rows) = statement.query(params_from_iter(parameters)) else {
            return Ok((last, false));
        };
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok((last, true)),
                Err(_) => return Ok((last, false)),
            };
            let values: Result<Vec<Value>, _> =
                (1..=self.width).map(|column| row.get(column)).collect();
            if let (Ok(id), Ok(values)) = (row.get::<_, i64>(0), values) {
                self.insert(values)?;
                last = Some(id);
            }
        }
    }

    /// By row number: where reading stops, what lies behind is tried in ever smaller ranges.
    fn ranges(&mut self, last: i64) -> Answer<()> {
        let sql = format!(
            "SELECT rowid, {} FROM {} WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            self.columns, self.table
        );
        let mut waiting = vec![(i64::MIN, last)];
        let mut probes = 0;
        while let Some((low, high)) = waiting.pop() {
            let (read, is_whole) = self.read(&sql, &[low, high])?;
            if is_whole {
                continue;
            }
            probes += 1;
            let low = read.map_or(low.max(0), |id| id.saturating_add(1));
            if low >= high || probes > PROBES {
                self.holes += 1;
                continue;
            }
            let middle = low + (high - low) / 2;
            waiting.push((middle + 1, high));
            waiting.push((low, middle));
        }
        Ok(())
    }

    fn both_ends(&mut self) -> Answer<()> {
        let order = |way: &str| {
            let keys: Vec<String> = self
                .columns
                .split(", ")
                .map(|c| format!("{c} {way}"))
                .collect();
            keys.join(", ")
        };
        let (up, down) = (order("ASC"), order("DESC"));
        let select = format!("SELECT 0, {} FROM {}", self.columns, self.table);
        // In the order of its key without sorting, so that it comes as far as the damage.
        let (_, is_whole) = self.read(&select, &[])?;
        if !is_whole {
            self.holes += 1;
            self.read(&format!("{select} ORDER BY {down}"), &[])?;
            self.read(&format!("{select} ORDER BY {up}"), &[])?;
        }
        Ok(())
    }
}

/// Flags, kept counts and the index of words are made anew from what is there.
fn recount(connection: &mut Connection, is_new: bool) -> Answer<()> {
    let transaction = connection.transaction()?;
    if is_new {
        transaction.execute_batch(
            "DELETE FROM entry WHERE article NOT IN (SELECT id FROM article);
             INSERT OR IGNORE INTO entry (article, title)
                 SELECT id, 'An article whose title was lost' FROM article;
             INSERT OR IGNORE INTO outlet (id, host, name)
                 SELECT DISTINCT outlet, 'recovered:' || outlet, 'recovered' FROM feed;
             INSERT OR IGNORE INTO outlet (host, name) VALUES ('recovered:', 'recovered');
             INSERT OR IGNORE INTO feed (id, url, title, outlet, is_internal, is_hidden, added_at)
                 SELECT DISTINCT feed, 'tidings:recovered:' || feed, 'Recovered articles',
                     (SELECT id FROM outlet WHERE host = 'recovered:'), 1, 1, 0 FROM article;
             INSERT OR IGNORE INTO work (id, sort_at) SELECT work, min(sort_at) FROM article GROUP BY work;
             UPDATE work SET shown_article = (SELECT min(a.id) FROM article a WHERE a.work = work.id);
             INSERT OR IGNORE INTO unindexed (article, again) SELECT id, 0 FROM article;
             DELETE FROM journal WHERE id NOT IN (SELECT journal FROM journal_change);
             UPDATE feed SET lease_until = NULL, etag = NULL, last_modified = NULL, validators_url = '',
                 body_hash = NULL;
             UPDATE entry SET content_hash = NULL
                 WHERE NOT EXISTS (SELECT 1 FROM body WHERE body.id = entry.article * 4);",
        )?;
    }
    transaction.execute_batch(
        "UPDATE count SET total = 0, unread = 0, saved = 0;
         DELETE FROM shared;
         UPDATE article SET visible = 0, listed = 0, saved = 0;
         INSERT OR IGNORE INTO temp.touched (work) SELECT DISTINCT work FROM article;",
    )?;
    flags::settle(&transaction)?;
    Ok(transaction.commit()?)
}

/// The new file takes the old one's place; the old one keeps its bytes under another name.
fn exchange(file: &Path, new: &Path, why: &str, now: Timestamp) -> Answer<PathBuf> {
    let aside = free_name(file, why, now);
    // The new file must not meet the old one's log.
    let log = with_end(file, "-wal");
    if open::has_log(file) {
        std::fs::rename(&log, with_end(&aside, "-wal"))?;
    }
    for rest in [log, with_end(file, "-shm")] {
        if rest.exists() {
            std::fs::remove_file(rest)?;
        }
    }
    // Linked, not moved: there is a store under its name at every moment.
    if std::fs::hard_link(file, &aside).is_err() {
        std::fs::copy(file, &aside)?;
    }
    disk::sync_file(new)?;
    std::fs::rename(new, file)?;
    disk::sync_folder_of(file)?;
    Ok(aside)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// `tidings.damaged-1763980000.db`, with a number behind it where that is taken.
fn free_name(file: &Path, why: &str, now: Timestamp) -> PathBuf {
    let mut number = 0_u32;
    loop {
        let more = if number == 0 {
            String::new()
        } else {
            format!("-{number}")
        };
        let name = file.with_extension(format!("{why}-{}{more}.db", now.seconds()));
        if !name.exists() {
            return name;
        }
        number += 1;
    }
}

/// Puts what [`backup`] wrote in place of the store, which is set aside with its log; answers where. None where
/// there was no store.
///
/// # Errors
/// The copy is no whole store of ours, or of a newer version; another process has the store open.
pub fn restore(dir: &Path, copy: &Path, now: Timestamp) -> Answer<Option<PathBuf>> {
    let file = open::database(dir);
    if is_same_file(copy, &file) {
        return Err(StoreError::Itself(clean_line(&copy.to_string_lossy())));
    }
    let source = readable(copy)?;
    open::make(dir, &file)?;
    ours_alone(&file)?;
    let part = dir.join(format!("restore-{}.part", std::process::id()));
    if part.exists() {
        std::fs::remove_file(&part)?;
    }
    disk::make_file(&part)?;
    let placed = backup(&source, &part).and_then(|()| put_in_place(&file, &part, now));
    if placed.is_err() {
        // Only our own half-made copy.
        let _ = std::fs::remove_file(&part);
    }
    placed
}

/// A copy that is whole and ours.
fn readable(file: &Path) -> Answer<Connection> {
    let name = clean_line(&file.to_string_lossy());
    let unreadable = |why: &str| StoreError::Unreadable(name.clone(), clean_line(why));
    open::refuse_folder(file)?;
    std::fs::File::open(file).map_err(|error| unreadable(&error.to_string()))?;
    let copy = connect(file)?;
    // Of the store in use one would say how it is repaired.
    let damaged = |error| match error {
        StoreError::Damaged(_, why) => unreadable(&format!("it is damaged: {why}")),
        other => other,
    };
    open::judge_readable(&copy, file).map_err(damaged)?;
    let version: i64 = copy.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        return Err(StoreError::Foreign(name));
    }
    match quick_check(&copy) {
        Ok(None) => Ok(copy),
        Ok(Some(why)) => Err(unreadable(&format!("it is damaged: {why}"))),
        Err(error @ StoreError::Damaged(..)) => Err(damaged(error)),
        Err(error) => Err(unreadable(&error.to_string())),
    }
}

fn put_in_place(file: &Path, new: &Path, now: Timestamp) -> Answer<Option<PathBuf>> {
    // Nobody has opened it meanwhile, or does until the copy is in its place.
    let own = ours_alone(file)?;
    // What is set aside is one whole file, if it can be; else its log goes with it.
    if let Some(own) = &own {
        let _ = own.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    let is_empty = std::fs::metadata(file)?.len() == 0;
    let aside = exchange(file, new, "before-restore", now)?;
    drop(own);
    if is_empty {
        std::fs::remove_file(&aside)?;
        return Ok(None);
    }
    Ok(Some(aside))
}

/// Both names lead to one file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |file| Some(disk::place(&std::fs::metadata(file).ok()?));
    let one = place(one);
    one.is_some() && one == place(other)
}

/// Copies the whole store into a new file, as it is at one moment; writers are not held up.
pub fn backup(connection: &Connection, to: &Path) -> Answer<()> {
    let mut copy = Connection::open(to)?;
    {
        let backup = rusqlite::backup::Backup::new(connection, &mut copy)?;
        // All in one step: in the log's mode that is one look, and holds up nobody.
        loop {
            match backup.step(-1)? {
                rusqlite::backup::StepResult::Done => break,
                rusqlite::backup::StepResult::More => {}
                _ => return Err(StoreError::Busy),
            }
        }
    }
    // One file, without a log beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    if let Some(why) = quick_check(&copy)? {
        return Err(StoreError::Damaged(clean_line("the store"), why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_while_a_store_is_ours_alone() {
        let dir = tempfile::tempdir().unwrap();
        drop(open::writer(dir.path()).unwrap());
        let file = open::database(dir.path());
        let own = ours_alone(&file).unwrap().unwrap();
        let other = Connection::open(&file).unwrap();
        other.busy_timeout(std::time::Duration::ZERO).unwrap();
        let write = || other.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
        assert_eq!(write().map_err(StoreError::from), Err(StoreError::Busy));
        drop(own);
        write().unwrap();
    }
}
