//! Opens the file: is it ours, is it whole, is it of this version; migrates with a copy before.

use super::StoreError;
use crate::text::{Clean, clean_line};
use include_dir::{Dir, include_dir};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/store/migrations");

/// "TIDI", so that `file` and we know whose database it is.
const APPLICATION_ID: i64 = 0x5449_4449;
/// How long one process waits for another's transaction; ours are of 200 articles.
const PATIENCE: Duration = Duration::from_secs(10);
const STATEMENTS: usize = 128;

/// Name and text of each migration; the first makes schema 1.
fn migrations() -> Vec<(&'static Path, &'static str)> {
    let mut files: Vec<_> = MIGRATIONS
        .files()
        .filter_map(|file| Some((file.path(), file.contents_utf8()?)))
        .collect();
    files.sort();
    files
}

/// The schema that this program writes.
pub fn schema() -> i64 {
    migrations().len() as i64
}

pub fn database(dir: &Path) -> PathBuf {
    dir.join("tidings.db")
}

/// The connection that writes. Makes folder and file where there are none.
pub fn writer(dir: &Path) -> Result<Connection, StoreError> {
    let file = database(dir);
    std::fs::create_dir_all(dir).map_err(|error| read_only(dir, &error.to_string()))?;
    if file.exists() {
        judge(&file)?;
    }
    let mut connection = Connection::open(&file).map_err(|error| at(&file, error.into()))?;
    prepare(&connection).map_err(|error| at(&file, error))?;
    migrate(&mut connection, &file).map_err(|error| at(&file, error))?;
    Ok(connection)
}

/// A connection that only reads.
pub fn reader(dir: &Path) -> Result<Connection, StoreError> {
    let file = database(dir);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(&file, flags).map_err(|error| at(&file, error.into()))?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "query_only", true)?;
    super::search::register(&connection)?;
    Ok(connection)
}

/// Refuses what is not ours or too new, before anything could be written into it.
fn judge(file: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let name = || clean_line(&file.to_string_lossy());
    if std::fs::metadata(file)?.len() == 0 {
        return Ok(());
    }
    let connection =
        Connection::open_with_flags(file, flags).map_err(|error| at(file, error.into()))?;
    connection.busy_timeout(PATIENCE)?;
    let ask = |pragma: &str| {
        let answer = connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        answer.map_err(|error| at(file, error.into()))
    };
    let (application, version) = (ask("application_id")?, ask("user_version")?);
    if application != APPLICATION_ID && (application != 0 || ask("schema_version")? != 0) {
        return Err(StoreError::Foreign(name()));
    }
    if version > schema() {
        return Err(StoreError::Newer(name(), version, schema()));
    }
    Ok(())
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let is_new =
        connection.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0))? == 0;
    if is_new {
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.execute_batch("CREATE TEMP TABLE touched (work INTEGER PRIMARY KEY)")?;
    super::search::register(connection)
}

fn migrate(connection: &mut Connection, file: &Path) -> Result<(), StoreError> {
    let version = |connection: &Connection| {
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
    };
    let before = version(connection)?;
    if before == schema() {
        return Ok(());
    }
    if before > 0 {
        let copy = file.with_extension(format!("before-{}.db", schema()));
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    }
    // Two processes may start at once: whoever is second finds the work done.
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for (_, sql) in migrations().into_iter().skip(done) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "user_version", schema())?;
    Ok(transaction.commit()?)
}

/// The error with the file's name in it.
fn at(file: &Path, error: StoreError) -> StoreError {
    let name = clean_line(&file.to_string_lossy());
    match error {
        StoreError::ReadOnly(_, reason) => StoreError::ReadOnly(name, reason),
        StoreError::Damaged(_, reason) => StoreError::Damaged(name, reason),
        StoreError::Foreign(_) => StoreError::Foreign(name),
        other => other,
    }
}

fn read_only(dir: &Path, reason: &str) -> StoreError {
    StoreError::ReadOnly(path(dir), clean_line(reason))
}

fn path(path: &Path) -> Clean {
    clean_line(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_without_gaps_and_shipped_ones_are_never_edited() {
        let shipped = ["c44981feb661ad0d"];
        let hashes: Vec<String> = migrations()
            .iter()
            .map(|(_, sql)| {
                blake3::hash(sql.as_bytes())
                    .to_hex()
                    .chars()
                    .take(16)
                    .collect()
            })
            .collect();
        for (index, (name, _)) in migrations().iter().enumerate() {
            assert!(
                name.to_string_lossy()
                    .starts_with(&format!("{:04}_", index + 1))
            );
        }
        assert_eq!(hashes, shipped);
    }

    #[test]
    fn every_migration_of_the_folder_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
        assert_eq!(
            std::fs::read_dir(folder).unwrap().count(),
            migrations().len()
        );
    }
}
