//! Texts of articles, compressed.

use super::codec::{Packer, unpack};
use super::writer::{Who, Writer};
use super::{Answer, rows, search};
use crate::model::{ArticleId, Body, BodyKind, Changed, FeedTexts, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

fn key(article: ArticleId, kind: BodyKind) -> i64 {
    let kind = match kind {
        BodyKind::Feed => 0,
        BodyKind::Page => 1,
        BodyKind::Clean => 2,
    };
    article.get() * 4 + kind
}

pub fn get(connection: &Connection, article: ArticleId, kind: BodyKind) -> Answer<Option<Body>> {
    let sql = "SELECT codec, version, bytes FROM body WHERE id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([key(article, kind)], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get(1)?,
                row.get::<_, Vec<u8>>(2)?,
            ))
        });
    let Some((codec, version, bytes)) = found.optional()? else {
        return Ok(None);
    };
    Ok(Some(Body {
        kind,
        version,
        text: unpack(codec, bytes)?,
    }))
}

pub fn feed_texts(connection: &Connection, article: ArticleId) -> Answer<Option<FeedTexts>> {
    let body = get(connection, article, BodyKind::Feed)?;
    body.map(|body| Ok(serde_json::from_str(&body.text)?))
        .transpose()
}

fn write(
    connection: &Connection,
    packer: &mut Packer,
    article: ArticleId,
    body: &Body,
    now: Timestamp,
) -> Answer<()> {
    let (codec, bytes) = packer.pack(&body.text)?;
    let sql = "INSERT OR REPLACE INTO body (id, codec, version, stored_at, bytes) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let id = key(article, body.kind);
    connection.prepare_cached(sql)?.execute(params![
        id,
        codec,
        body.version,
        now.seconds(),
        bytes
    ])?;
    Ok(())
}

pub fn write_feed_texts(
    connection: &Connection,
    packer: &mut Packer,
    article: ArticleId,
    texts: &FeedTexts,
    now: Timestamp,
) -> Answer<()> {
    let body = Body {
        kind: BodyKind::Feed,
        version: 0,
        text: serde_json::to_string(texts)?,
    };
    write(connection, packer, article, &body, now)
}

/// The document was made from a text that has changed.
pub fn forget_clean(connection: &Connection, article: ArticleId) -> Answer<()> {
    let sql = "DELETE FROM body WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute([key(article, BodyKind::Clean)])?;
    Ok(())
}

pub fn put(
    writer: &mut Writer,
    article: ArticleId,
    body: &Body,
    index_text: Option<&str>,
    now: Timestamp,
) -> Answer<Changed> {
    writer.transaction(Who::Job, |transaction, packer| {
        rows::work(transaction, article)?;
        write(transaction, packer, article, body, now)?;
        if let Some(text) = index_text {
            let sql = "SELECT title FROM article WHERE id = ?1";
            let title: String = transaction
                .prepare_cached(sql)?
                .query_row([article.get()], |row| row.get(0))?;
            search::wait(transaction, packer, article, &title, text)?;
        }
        Ok(Changed {
            bodies: vec![article],
            ..Changed::default()
        })
    })
}

pub fn set_facts(
    writer: &mut Writer,
    article: ArticleId,
    words: u32,
    language: Option<&str>,
    is_whole: bool,
) -> Answer<()> {
    let sql = "UPDATE article SET words = ?2, language = coalesce(language, ?3), whole = ?4 \
               WHERE id = ?1";
    let facts = params![article.get(), words, language, is_whole];
    writer.transaction(Who::Job, |transaction, _| {
        transaction.prepare_cached(sql)?.execute(facts)?;
        Ok(())
    })
}

pub fn prune_pages(writer: &mut Writer, before: Timestamp) -> Answer<u64> {
    writer.transaction(Who::Job, |transaction, _| {
        let sql = "DELETE FROM body WHERE id % 4 = 1 AND stored_at < ?1 AND NOT EXISTS \
                   (SELECT 1 FROM article a WHERE a.id = body.id / 4 AND a.saved = 1)";
        let gone = transaction
            .prepare_cached(sql)?
            .execute([before.seconds()])? as u64;
        if gone > 0 {
            transaction.execute_batch("PRAGMA incremental_vacuum(500)")?;
        }
        Ok(gone)
    })
}
