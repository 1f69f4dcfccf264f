//! Opens the file: is it ours, is it whole, is it of this version.

use super::{StoreError, disk, flags, functions, migrate};
use crate::text::{Clean, clean_line};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// "TIDI", so that `file` and we know whose database it is.
const APPLICATION_ID: i64 = 0x5449_4449;
/// How long one process waits for another's transaction; ours are of 300 articles.
const PATIENCE: Duration = Duration::from_secs(10);
const STATEMENTS: usize = 128;
/// Kilobytes of pages that the writer keeps.
const WRITER_CACHE: i64 = 4096;
/// The same of a reader: a list needs a few hundred; for a search the system keeps the file.
pub const READER_CACHE: i64 = 1024;
/// And of one that looks at each page once.
pub const GLANCE_CACHE: i64 = 256;
/// Bytes of a page of a new store. Bodies take two thirds of it, two or three to a page of 8 KiB, whose end stayed empty: 10 MB of 83
/// with 20,000 articles, half as much with these.
pub const PAGE: i64 = 16 << 10;
/// Pages of the log before it is folded in, and its size on the disk after that.
pub const LOG_PAGES: i64 = 1000;
const LOG_BYTES: i64 = 32 << 20;

/// Written, empty, by whoever has written the store and shows nobody a list: those who do are woken by it.
pub fn notice(dir: &Path) -> std::io::Result<PathBuf> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = dir.join("tidings.written");
    let mut options = std::fs::File::options();
    options.append(true).create(true).mode(0o600).open(&file)?;
    Ok(file)
}

pub fn database(dir: &Path) -> PathBuf {
    dir.join("tidings.db")
}

/// The connection that writes. Makes folder and file where there are none.
pub fn writer(dir: &Path) -> Result<Connection, StoreError> {
    let file = database(dir);
    make(dir, &file).map_err(|error| read_only(&file, &error.to_string()))?;
    refuse_folder(&file)?;
    judge(&file)?;
    let mut connection = Connection::open(&file).map_err(|error| at(&file, error.into()))?;
    // SQLite opens for reading what it may not write, and says so only at the first change.
    if connection.is_readonly("main")? {
        return Err(read_only(&file, "it is read-only"));
    }
    prepare(&connection).map_err(|error| at(&file, error))?;
    migrate::run(&mut connection, &file).map_err(|error| at(&file, error))?;
    Ok(connection)
}

pub fn refuse_folder(file: &Path) -> Result<(), StoreError> {
    if file.is_dir() {
        return Err(StoreError::Unreadable(
            path(file),
            clean_line("it is a folder"),
        ));
    }
    Ok(())
}

/// What the reader marks is nobody else's business: only the owner may read it.
pub fn make(dir: &Path, file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)?;
    match disk::make_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A connection that only reads. In a folder that cannot be written, or on a full disk, where nobody
/// else writes either, `SQLite` needs to be told that the file does not change.
pub fn reader(dir: &Path) -> Result<Connection, StoreError> {
    let file = database(dir);
    refuse_folder(&file)?;
    match read(&file, "") {
        Err(error) if error.is_of_writing() && file.exists() => match std::fs::File::open(&file) {
            Err(error) => Err(StoreError::Unreadable(
                path(&file),
                clean_line(&error.to_string()),
            )),
            Ok(_) => read(&file, "?immutable=1"),
        },
        other => other,
    }
    .map_err(|error| at(&file, error))
}

/// One that folds the log into the file, and does nothing else.
pub fn folding(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.pragma_update(None, "cache_size", -GLANCE_CACHE)?;
    Ok(connection)
}

/// Another connection to the same file. The index of words is checked by one that has not read it before:
/// FTS5 keeps in memory where its parts lie, and its check does not ask whether they were merged since.
pub fn again(connection: &Connection) -> Result<Connection, StoreError> {
    let file = connection.path().map(PathBuf::from).unwrap_or_default();
    reader(file.parent().unwrap_or(&file))
}

fn read(file: &Path, options: &str) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("{}{options}", uri(file)), flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    keep_plans(&connection)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE)?;
    connection.pragma_update(None, "query_only", true)?;
    functions::register(&connection)?;
    // Whether it can be read shows with the first look into it.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn uri(file: &Path) -> String {
    let mut uri = "file:".to_owned();
    for chunk in file.as_os_str().as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '%' => uri.push_str("%25"),
                '?' => uri.push_str("%3f"),
                '#' => uri.push_str("%23"),
                c => uri.push(c),
            }
        }
        for byte in chunk.invalid() {
            uri.push_str(&format!("%{byte:02x}"));
        }
    }
    uri
}

/// Refuses what is not ours, too new or cut short, before anything could be written into it.
pub fn judge(file: &Path) -> Result<(), StoreError> {
    let length = std::fs::metadata(file)?.len();
    if length == 0 {
        return Ok(());
    }
    let connection = reader(file.parent().unwrap_or(file))?;
    judge_readable(&connection, file)?;
    let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let claimed = connection.query_row(size, [], |row| row.get::<_, i64>(0));
    if claimed.is_ok_and(|claimed| claimed.unsigned_abs() > length) && !has_log(file) {
        return Err(StoreError::Damaged(
            path(file),
            clean_line("it was cut short"),
        ));
    }
    Ok(())
}

/// The write-ahead log holds what is not in the file yet.
pub fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Whether a store needs no migration to be read.
pub fn is_up_to_date(connection: &Connection, file: &Path) -> Result<bool, StoreError> {
    judge_readable(connection, file).map(|version| version == migrate::schema())
}

/// Whose store this is, and of which version.
pub fn judge_readable(connection: &Connection, file: &Path) -> Result<i64, StoreError> {
    let ask = |pragma: &str| {
        let answer = connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        answer.map_err(|error| at(file, error.into()))
    };
    let (application, version) = (ask("application_id")?, ask("user_version")?);
    if application != APPLICATION_ID && (application != 0 || ask("schema_version")? != 0) {
        return Err(StoreError::Foreign(path(file)));
    }
    if version > migrate::schema() {
        return Err(StoreError::Newer(path(file), version, migrate::schema()));
    }
    Ok(version)
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let ask = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    if ask("schema_version")? == 0 {
        connection.pragma_update(None, "page_size", PAGE)?;
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    keep_plans(connection)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    connection.execute_batch(flags::TOUCHED_TABLE)?;
    functions::register(connection)
}

/// A statement is planned once, not again for each value that is bound to it.
fn keep_plans(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The error with the file's name in it.
fn at(file: &Path, error: StoreError) -> StoreError {
    let name = path(file);
    match error {
        StoreError::ReadOnly(_, reason) => StoreError::ReadOnly(name, reason),
        StoreError::Damaged(_, reason) => StoreError::Damaged(name, reason),
        StoreError::Foreign(_) => StoreError::Foreign(name),
        other => other,
    }
}

fn read_only(file: &Path, reason: &str) -> StoreError {
    StoreError::ReadOnly(path(file), clean_line(reason))
}

fn path(path: &Path) -> Clean {
    clean_line(&path.to_string_lossy())
}
