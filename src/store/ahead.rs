//! What fetching ahead remembers: what could not be had, and hosts that want to be left alone.

use super::writer::{Who, Writer};
use super::{Answer, bodies::key, feeds::time};
use crate::model::{ArticleId, BELIEVED, BodyKind, Failed, OnDisk, Standing, Timestamp};
use crate::text::clean_line;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// Kept long enough that nothing is asked for again at once.
pub fn failure(connection: &Connection, article: ArticleId) -> Answer<Option<Failed>> {
    let sql = "SELECT tries, until, why FROM failure WHERE article = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([article.get()], |row| {
        Ok(Failed {
            tries: row.get(0)?,
            until: Timestamp::from_seconds(row.get(1)?),
            why: clean_line(&row.get::<_, String>(2)?),
        })
    });
    Ok(found.optional()?)
}

/// None: it was had after all.
pub fn set_failure(writer: &mut Writer, article: ArticleId, failed: Option<&Failed>) -> Answer<()> {
    writer.transaction(Who::Job, |transaction| {
        match failed {
            None => {
                let sql = "DELETE FROM failure WHERE article = ?1";
                transaction.prepare_cached(sql)?.execute([article.get()])?;
            }
            Some(failed) => {
                let sql = "INSERT OR REPLACE INTO failure (article, tries, until, why) \
                           VALUES (?1, ?2, ?3, ?4)";
                transaction.prepare_cached(sql)?.execute(params![
                    article.get(),
                    failed.tries,
                    failed.until.seconds(),
                    failed.why.as_str(),
                ])?;
            }
        }
        Ok(())
    })
}

/// Until when a host (`host:port`) wants no request.
pub fn wait(connection: &Connection, host: &str) -> Answer<Option<Timestamp>> {
    let sql = "SELECT until FROM host_wait WHERE host = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(time(
        statement.query_row([host], |row| row.get(0)).optional()?,
    ))
}

/// All hosts that want no request now, and until when.
pub fn waits(connection: &Connection, now: Timestamp) -> Answer<HashMap<String, Timestamp>> {
    let sql = "SELECT host, until FROM host_wait WHERE until > ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([now.seconds()], |row| {
        Ok((row.get(0)?, Timestamp::from_seconds(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The longest wish of a host counts, but for one that a wrong clock wrote; a time that is not ahead ends it.
pub fn set_wait(writer: &mut Writer, host: &str, until: Timestamp, now: Timestamp) -> Answer<()> {
    writer.transaction(Who::Job, |transaction| {
        let over = "DELETE FROM host_wait WHERE until < ?1";
        transaction.prepare_cached(over)?.execute([now.seconds()])?;
        let sql = "INSERT INTO host_wait (host, until) VALUES (?1, ?2) ON CONFLICT (host) \
                   DO UPDATE SET until = excluded.until \
                   WHERE until < excluded.until OR until > ?3 OR excluded.until <= ?4";
        let believed = now.plus(BELIEVED);
        transaction.prepare_cached(sql)?.execute(params![
            host,
            until.seconds(),
            believed.seconds(),
            now.seconds()
        ])?;
        Ok(())
    })
}

pub fn standing(
    connection: &Connection,
    article: ArticleId,
    cleaner: u32,
) -> Answer<Option<Standing>> {
    let sql = "SELECT is_whole, has_pictures, words, \
               EXISTS (SELECT 1 FROM body WHERE id = ?2 AND version = ?3) \
               FROM entry WHERE article = ?1";
    let key = params![article.get(), key(article, BodyKind::Clean), cleaner];
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row(key, |row| {
        Ok(Standing {
            is_whole: row.get(0)?,
            pictures: match row.get(1)? {
                1 => OnDisk::All,
                2 => OnDisk::Nothing,
                _ => OnDisk::No,
            },
            words: row.get(2)?,
            is_clean: row.get(3)?,
        })
    });
    Ok(found.optional()?)
}

/// In `e`, an entry: there are pictures in the stored text. 0 says that nothing is known of them, 1 that all are here,
/// 2 that there are none, 3 that some are missing.
pub const HAS_PICTURES: &str = "e.has_pictures IN (1, 3)";

/// What is known of a text's pictures as it is stored: that there are some, or nothing.
pub fn pictures_of(has_pictures: bool) -> i64 {
    if has_pictures { 3 } else { 0 }
}

/// How much of the text's pictures is on the disk.
pub fn set_pictures(writer: &mut Writer, article: ArticleId, pictures: OnDisk) -> Answer<()> {
    writer.transaction(Who::Job, |transaction| {
        let sql = "UPDATE entry SET has_pictures = ?2 WHERE article = ?1 AND has_pictures <> ?2";
        let kept = match pictures {
            // There are some: `has:image` finds the article.
            OnDisk::No => 3,
            known => known as i64,
        };
        transaction
            .prepare_cached(sql)?
            .execute(params![article.get(), kept])?;
        Ok(())
    })
}

/// Articles of which that is said.
pub fn with_pictures(connection: &Connection) -> Answer<Vec<ArticleId>> {
    let sql = "SELECT article FROM entry WHERE has_pictures = 1";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    let ids: Vec<i64> = rows.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(ArticleId::new).collect())
}
