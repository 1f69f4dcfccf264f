//! Brings an older store to this program's schema, with a copy of the file before.

use super::{StoreError, disk};
use include_dir::{Dir, include_dir};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/store/migrations");

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

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// All that is missing in one transaction: killed half-way, the old store is as it was.
pub fn run(connection: &mut Connection, file: &Path) -> Result<(), StoreError> {
    let sql: Vec<&str> = migrations().into_iter().map(|(_, sql)| sql).collect();
    bring_to(connection, file, &sql)
}

fn bring_to(connection: &mut Connection, file: &Path, all: &[&str]) -> Result<(), StoreError> {
    let before = version(connection)?;
    let wanted = all.len() as i64;
    if before >= wanted {
        return Ok(());
    }
    if before > 0 {
        let to = file.with_extension(format!("before-{wanted}.db"));
        copy(connection, &to, before)?;
    }
    // Two processes may start at once: whoever is second finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for sql in all.iter().skip(done) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "user_version", wanted.max(done as i64))?;
    Ok(transaction.commit()?)
}

/// A whole copy under its name, or none: what an earlier, killed attempt left is overwritten. Where another
/// process has brought the store up meanwhile, its copy stays.
fn copy(connection: &Connection, to: &Path, before: i64) -> Result<(), StoreError> {
    let unfinished = to.with_extension(format!("{}.part", std::process::id()));
    if unfinished.exists() {
        std::fs::remove_file(&unfinished)?;
    }
    // SQLite would make it for everybody to read.
    disk::make_file(&unfinished)?;
    connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])?;
    if version(&Connection::open(&unfinished)?)? != before {
        return Ok(std::fs::remove_file(&unfinished)?);
    }
    disk::sync_file(&unfinished)?;
    std::fs::rename(&unfinished, to)?;
    Ok(disk::sync_folder_of(to)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_without_gaps_and_shipped_ones_are_never_edited() {
        let shipped = [
            "3075e7cc34a7375f",
            "cb8800c3b53c9ac3",
            "f063c92bfb6f006c",
            "a4a5ab8d9c99dfb4",
            "f2e253c69fd339ab",
            "5bdf2f9208b2c7bf",
            "c524cdd1b2643fdf",
            "547e85bf2af531d6",
            "cafa2567f3a61dea",
            "fb9e370ba4e5703b",
            "2ec91ed3fb36e793",
            "a690013d2d536529",
            "1775e2c833abd8da",
            "1d3d36c0d7f8857f",
        ];
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
    fn an_older_store_is_copied_and_brought_up_with_what_is_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tidings.db");
        let mut connection = Connection::open(&file).unwrap();
        let first = "CREATE TABLE a (x); INSERT INTO a VALUES (1);";
        bring_to(&mut connection, &file, &[first]).unwrap();
        let broken = "ALTER TABLE a ADD COLUMN y; CREATE TABLE a (z);";
        assert!(bring_to(&mut connection, &file, &[first, broken]).is_err());
        assert_eq!(
            version(&connection),
            Ok(1),
            "a failed migration leaves nothing"
        );
        let second = "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;";
        bring_to(&mut connection, &file, &[first, second]).unwrap();
        let sum = |c: &Connection, sql| c.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(sum(&connection, "SELECT x + y FROM a"), 3);
        let copy = Connection::open(dir.path().join("tidings.before-2.db")).unwrap();
        assert_eq!(sum(&copy, "SELECT x FROM a"), 1);
        assert_eq!(version(&copy), Ok(1));
    }

    #[test]
    fn the_copy_is_on_the_disk_before_anything_is_migrated() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tidings.db");
        let mut connection = Connection::open(&file).unwrap();
        bring_to(&mut connection, &file, &["CREATE TABLE a (x);"]).unwrap();
        disk::synced::take();
        let broken = bring_to(&mut connection, &file, &["CREATE TABLE a (x);", "no SQL"]);
        assert!(broken.is_err());
        let synced = disk::synced::take();
        let [(part, _), (folder, names)] = synced.as_slice() else {
            panic!("{synced:?}");
        };
        assert_eq!(part.extension(), Some("part".as_ref()));
        assert_eq!(folder, dir.path());
        assert!(
            names.contains(&"tidings.before-2.db".to_owned()),
            "{names:?}"
        );
    }

    #[test]
    fn the_copy_is_closed_to_others_and_never_one_of_what_was_migrated() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tidings.db");
        let mut connection = Connection::open(&file).unwrap();
        let (first, second) = ("CREATE TABLE a (x);", "DROP TABLE a;");
        bring_to(&mut connection, &file, &[first]).unwrap();
        bring_to(&mut connection, &file, &[first, second]).unwrap();
        let to = dir.path().join("tidings.before-2.db");
        let mode = std::fs::metadata(&to).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // A process that saw the old store, and comes to copy when another has migrated.
        copy(&connection, &to, 1).unwrap();
        assert_eq!(version(&Connection::open(&to).unwrap()), Ok(1));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
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
