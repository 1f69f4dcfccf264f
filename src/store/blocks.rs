//! Blocks of text seen on the pages of an outlet.

use super::{Answer, StoreError, feeds};
use crate::model::{ArticleId, FeedId, Hash};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// Pages of an outlet that are remembered: furniture changes, and two pages are enough.
const PAGES: u32 = 40;

pub fn put(connection: &Connection, article: ArticleId, blocks: &[Hash]) -> Answer<()> {
    let of = "f.id = (SELECT feed FROM article WHERE id = ?1)";
    let outlet = feeds::furniture(connection, of, article.get())?;
    let outlet = outlet.ok_or(StoreError::NoArticle(article))?;
    let sql = "INSERT OR IGNORE INTO block (outlet, article, hash) VALUES (?1, ?2, ?3)";
    let mut statement = connection.prepare_cached(sql)?;
    for block in blocks {
        statement.execute(params![outlet, article.get(), block])?;
    }
    let sql = "DELETE FROM block WHERE outlet = ?1 AND article NOT IN (SELECT DISTINCT article \
               FROM block WHERE outlet = ?1 ORDER BY article DESC LIMIT ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![outlet, PAGES])?;
    Ok(())
}

pub fn known(connection: &Connection, feed: FeedId, not_of: ArticleId) -> Answer<HashSet<Hash>> {
    let outlet = feeds::furniture(connection, "f.id = ?1", feed.get())?;
    let outlet = outlet.ok_or(StoreError::NoFeed(feed))?;
    // Another feed's copy of the article may be of the same page.
    let sql = "SELECT DISTINCT hash FROM block WHERE outlet = ?1 AND article <> ?2 AND article NOT IN \
               (SELECT o.id FROM article a JOIN article o ON o.work = a.work WHERE a.id = ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    let hashes = statement.query_map([outlet, not_of.get()], |row| row.get(0))?;
    Ok(hashes.collect::<Result<_, _>>()?)
}
