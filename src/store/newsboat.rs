//! What newsboat keeps of its feeds (`cache.db`), for whoever comes from there. Only read.

use super::{Answer, StoreError};
use crate::model::{Cached, Enclosure, ParsedEntry, Timestamp};
use crate::text::{clean_line, cut};
use rusqlite::{Connection, OpenFlags, Row};
use std::io::Read as _;
use std::path::Path;

/// Every file of SQLite's begins so.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// A title where the entry has none is its address.
const LONGEST_ADDRESS: usize = 120;

/// Whether a file is a database, newsboat's or another's. What cannot be read is none.
#[must_use]
pub fn is_database(file: &Path) -> bool {
    let mut beginning = [0; MAGIC.len()];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut beginning));
    read.is_ok() && beginning == MAGIC
}

/// What newer ones have as well.
const NEWER: [&str; 4] = ["deleted", "enclosure_url", "enclosure_type", "base"];

/// The cache of newsboat in a file.
pub struct NewsboatCache {
    connection: Connection,
    /// The columns of newer ones as a statement names them, NULL for those that it has not.
    newer: String,
}

impl NewsboatCache {
    /// # Errors
    /// The file cannot be read, or is another program's.
    pub fn open(file: &Path) -> Answer<Self> {
        let shown = || clean_line(&file.to_string_lossy());
        let unreadable = |error: &rusqlite::Error| {
            StoreError::Unreadable(shown(), clean_line(&error.to_string()))
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(file, flags).map_err(|error| unreadable(&error))?;
        // What lies in the file comes to an end. Views, virtual tables, which may read from views, and columns that are
        // computed (of which `table_info` says nothing) need not.
        let sql = "SELECT count(*) FROM pragma_table_list AS known, pragma_table_info('rss_item') AS column \
                   WHERE known.schema = 'main' AND known.name = 'rss_item' AND known.type = 'table' \
                   AND column.name IN ('id', 'guid', 'title', 'author', 'url', 'feedurl', 'pubDate', 'content', \
                   'unread', 'flags')";
        let columns: u32 = connection
            .query_row(sql, [], |row| row.get(0))
            .map_err(|error| unreadable(&error))?;
        if columns < 10 {
            let why = clean_line("it is a database, but not newsboat's cache.db");
            return Err(StoreError::Unreadable(shown(), why));
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM pragma_table_info('rss_item') WHERE name = ?1)";
        let mut newer = NEWER;
        for column in &mut newer {
            let has: bool = connection
                .query_row(sql, [*column], |row| row.get(0))
                .map_err(|error| unreadable(&error))?;
            if !has {
                *column = "NULL";
            }
        }
        let newer = newer.join(", ");
        Ok(Self { connection, newer })
    }

    /// Addresses of the feeds that it has articles of.
    pub fn feeds(&self) -> Answer<Vec<String>> {
        let sql = "SELECT DISTINCT feedurl FROM rss_item ORDER BY feedurl";
        let mut statement = self.connection.prepare(sql)?;
        let found = statement.query_map([], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The articles of a feed, the newest first; those that were deleted there are read.
    pub fn articles(&self, feed: &str) -> Answer<Vec<Cached>> {
        let sql = format!(
            "SELECT guid, title, author, url, pubDate, content, unread, flags, {} FROM rss_item \
             WHERE feedurl = ?1 ORDER BY pubDate DESC, id DESC",
            self.newer
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map([feed], |row| Ok(cached(row)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// Values of other kinds than newsboat writes are none.
fn cached(row: &Row<'_>) -> Cached {
    let text = |column| {
        let value = row.get::<_, Option<String>>(column).ok().flatten();
        value.filter(|text| !text.trim().is_empty())
    };
    let number = |column| row.get::<_, Option<i64>>(column).ok().flatten();
    let link = text(3);
    let title = clean_line(&text(1).unwrap_or_default());
    let unnamed = || cut(link.as_deref().unwrap_or("untitled"), LONGEST_ADDRESS);
    let title = if title.is_empty() {
        clean_line(&unnamed())
    } else {
        title
    };
    let enclosures = text(9).map(|url| Enclosure {
        url,
        media_type: text(10),
        length: None,
    });
    Cached {
        is_read: number(6) == Some(0) || number(8).is_some_and(|deleted| deleted != 0),
        base: text(11),
        flags: text(7).unwrap_or_default(),
        entry: ParsedEntry {
            id: text(0),
            title,
            author: clean_line(&text(2).unwrap_or_default()),
            published: number(4).filter(|at| *at > 0).map(Timestamp::from_seconds),
            summary: text(5),
            link,
            enclosures: enclosures.into_iter().collect(),
            ..ParsedEntry::default()
        },
    }
}
