//! Articles as rows of lists and whole.

use super::feeds::{from_json, time};
use super::{Answer, StoreError, feeds};
use crate::model::{Article, ArticleId, ArticleRow, FeedId, FilterId, Mark, Timestamp, WorkId};
use crate::text::clean_line;
use rusqlite::{Connection, OptionalExtension, Row};

/// By the article's id.
const ROW: &str = "SELECT a.id, a.work, a.feed, f.title, e.title, e.author, e.url, e.published, e.updated, a.first_seen, a.sort_at, e.excerpt, \
    coalesce(e.language, f.language), e.words, e.is_whole, m.read_at, m.saved_at, m.dismissed_at, \
    m.queue_rank, coalesce(m.position, 0), \
    (SELECT count(*) FROM article other CROSS JOIN feed of ON of.id = other.feed WHERE other.work = a.work \
    AND (other.id = a.id OR (of.removed_at IS NULL AND of.is_internal = 0))), f.url, a.muted_by, e.has_pictures = 1, \
    f.settings FROM article a CROSS JOIN entry e ON e.article = a.id \
    CROSS JOIN feed f ON f.id = a.feed LEFT JOIN mark m ON m.work = a.work WHERE a.id = ?1";
const TAGS: &str = "SELECT name FROM tag WHERE work = ?1 ORDER BY name";

pub fn work(connection: &Connection, id: ArticleId) -> Answer<i64> {
    let sql = "SELECT work FROM article WHERE id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    found.ok_or(StoreError::NoArticle(id))
}

pub fn row(connection: &Connection, id: ArticleId) -> Answer<Option<ArticleRow>> {
    Ok(rows(connection, &[id])?.pop())
}

/// The rows of these articles, in this order.
pub fn rows(connection: &Connection, ids: &[ArticleId]) -> Answer<Vec<ArticleRow>> {
    // Hundreds of rows are read at once: looking a statement up costs as much as a step of it.
    let mut statement = connection.prepare_cached(ROW)?;
    let mut tags = connection.prepare_cached(TAGS)?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(mut row) = statement.query_row([id.get()], read).optional()? else {
            continue;
        };
        let names = tags.query_map([row.work.get()], |row| row.get::<_, String>(0))?;
        for name in names {
            row.mark.tags.push(clean_line(&name?));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    let line = |index| {
        Ok::<_, rusqlite::Error>(clean_line(row.get_ref(index)?.as_str().unwrap_or_default()))
    };
    let settings = row.get_ref(24)?.as_str().unwrap_or_default();
    let mut feed_title = feeds::own_title(settings).map_or_else(|| line(3), Ok)?;
    if feed_title.is_empty() {
        feed_title = clean_line(&feeds::host(row.get_ref(21)?.as_str().unwrap_or_default()));
    }
    Ok(ArticleRow {
        id: ArticleId::new(row.get(0)?),
        work: WorkId::new(row.get(1)?),
        feed: FeedId::new(row.get(2)?),
        feed_title,
        title: line(4)?,
        author: line(5)?,
        url: row.get(6)?,
        published: time(row.get(7)?),
        updated: time(row.get(8)?),
        first_seen: Timestamp::from_seconds(row.get(9)?),
        sort_at: Timestamp::from_seconds(row.get(10)?),
        excerpt: line(11)?,
        language: row.get(12)?,
        words: row.get(13)?,
        is_whole: row.get(14)?,
        mark: Mark {
            read_at: time(row.get(15)?),
            saved_at: time(row.get(16)?),
            dismissed_at: time(row.get(17)?),
            queue_rank: row.get(18)?,
            position: row.get(19)?,
            tags: Vec::new(),
        },
        has_pictures: row.get(23)?,
        feeds: row.get(20)?,
        muted_by: row.get::<_, Option<i64>>(22)?.map(FilterId::new),
    })
}

pub fn article(connection: &Connection, id: ArticleId) -> Answer<Option<Article>> {
    let Some(row) = row(connection, id)? else {
        return Ok(None);
    };
    let sql = "SELECT f.url, f.site, o.name, coalesce(e.categories, ''), \
               coalesce(e.enclosures, ''), e.image, f.outlet, f.is_public FROM article a \
               JOIN entry e ON e.article = a.id JOIN feed f ON f.id = a.feed JOIN outlet o ON o.id = f.outlet \
               WHERE a.id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([id.get()], |columns| {
        Ok(Article {
            feed_url: feeds::address(columns.get_ref(0)?.as_str()?).to_owned(),
            site: columns.get(1)?,
            outlet_name: clean_line(&columns.get::<_, String>(2)?),
            categories: from_json(&columns.get::<_, String>(3)?),
            enclosures: from_json(&columns.get::<_, String>(4)?),
            image: columns.get(5)?,
            outlet: crate::model::OutletId::new(columns.get(6)?),
            is_feed_public: columns.get(7)?,
            row,
        })
    });
    Ok(found.optional()?)
}
