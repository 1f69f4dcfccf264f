//! Works that several feeds show, counted by the set of those feeds, so that a folder counts each of them once.

use super::Answer;
use crate::model::{FeedId, Shared};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;

/// How many works such a set has, and how many of them are unread, or how both change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number {
    pub total: i64,
    pub unread: i64,
}

pub type Sets = BTreeMap<String, Number>;

/// All of them, as they are kept.
pub fn all(connection: &Connection) -> Answer<Vec<Shared>> {
    let mut statement = connection.prepare_cached("SELECT feeds, total, unread FROM shared")?;
    let rows = statement.query_map([], |row| {
        let feeds = row.get_ref(0)?.as_str().unwrap_or_default();
        let feeds = feeds.split(',').filter_map(|id| id.parse().ok());
        Ok(Shared {
            feeds: feeds.map(FeedId::new).collect(),
            total: row.get(1)?,
            unread: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Those of the works that `articles` joins (`t`, `a`), as the flags are.
pub fn of(connection: &Connection, articles: &str) -> Answer<Sets> {
    let sql = format!(
        "SELECT feeds, count(*), sum(unread) FROM \
         (SELECT group_concat(a.feed ORDER BY a.feed) AS feeds, max(a.unread) AS unread FROM {articles} \
         WHERE a.visible = 1 GROUP BY t.work HAVING count(*) > 1) GROUP BY feeds"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| {
        let number = Number {
            total: row.get(1)?,
            unread: row.get(2)?,
        };
        Ok((row.get(0)?, number))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The set of one work and whether it is unread; none where a single feed shows it, or none does.
pub fn of_work(connection: &Connection, work: i64) -> Answer<Option<(String, bool)>> {
    let sql = "SELECT group_concat(feed ORDER BY feed), max(unread) FROM article INDEXED BY article_work \
               WHERE work = ?1 AND visible = 1 HAVING count(*) > 1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([work], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// One work more or less in its set.
pub fn add_work(connection: &Connection, work: i64, sign: i64) -> Answer<()> {
    let Some((feeds, unread)) = of_work(connection, work)? else {
        return Ok(());
    };
    let number = Number {
        total: sign,
        unread: sign * i64::from(unread),
    };
    add(connection, &feeds, number)
}

/// Adds to what is kept of a set; one without works is forgotten.
pub fn add(connection: &Connection, feeds: &str, number: Number) -> Answer<()> {
    if number == Number::default() {
        return Ok(());
    }
    let sql = "INSERT INTO shared (feeds, total, unread) VALUES (?1, ?2, ?3) \
               ON CONFLICT (feeds) DO UPDATE SET total = total + excluded.total, \
               unread = unread + excluded.unread";
    connection
        .prepare_cached(sql)?
        .execute((feeds, number.total, number.unread))?;
    let sql = "DELETE FROM shared WHERE feeds = ?1 AND total = 0";
    connection.prepare_cached(sql)?.execute([feeds])?;
    Ok(())
}
