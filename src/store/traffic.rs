//! Bytes on the wire, by the quarter of an hour.

use super::Answer;
use crate::model::{Timestamp, Traffic, TrafficKind};
use rusqlite::{Connection, params};

const QUARTER: i64 = 900;

pub fn add(connection: &Connection, kind: TrafficKind, bytes: u64, now: Timestamp) -> Answer<()> {
    if bytes == 0 {
        return Ok(());
    }
    let sql = "INSERT INTO traffic (quarter, kind, bytes) VALUES (?1, ?2, ?3) \
               ON CONFLICT (quarter, kind) DO UPDATE SET bytes = bytes + excluded.bytes";
    connection.prepare_cached(sql)?.execute(params![
        now.seconds().div_euclid(QUARTER),
        kind as i64,
        // No line carries as much; the sum of two must not overflow.
        i64::try_from(bytes).unwrap_or(i64::MAX >> 20)
    ])?;
    Ok(())
}

pub fn since(connection: &Connection, since: Timestamp) -> Answer<Traffic> {
    let sql = "SELECT kind, sum(bytes) FROM traffic WHERE quarter >= ?1 GROUP BY kind";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([since.seconds().div_euclid(QUARTER)])?;
    let mut all = Traffic::default();
    while let Some(row) = rows.next()? {
        let bytes = u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
        match row.get::<_, i64>(0)? {
            0 => all.feeds = bytes,
            1 => all.pages = bytes,
            2 => all.pictures = bytes,
            3 => all.enclosures = bytes,
            // Of a later program.
            _ => {}
        }
    }
    Ok(all)
}

pub fn prune(connection: &Connection, before: Timestamp) -> Answer<()> {
    let sql = "DELETE FROM traffic WHERE quarter < ?1";
    connection
        .prepare_cached(sql)?
        .execute([before.seconds().div_euclid(QUARTER)])?;
    Ok(())
}
