//! Articles as rows of lists and whole.

use super::feeds::{from_json, time};
use super::{Answer, StoreError};
use crate::model::{Article, ArticleId, ArticleRow, FeedId, FilterId, Mark, Timestamp, WorkId};
use crate::text::clean_line;
use rusqlite::{Connection, OptionalExtension, Row};

const ROW: &str = "a.id, a.work, a.feed, \
    coalesce(nullif(json_extract(f.settings, '$.title'), ''), f.title), \
    e.title, e.author, e.url, e.published, e.updated, a.first_seen, a.sort_at, e.excerpt, \
    coalesce(e.language, f.language), e.words, e.is_whole, m.read_at, m.saved_at, m.dismissed_at, \
    m.queue_rank, coalesce(m.position, 0), \
    (SELECT count(*) FROM article other WHERE other.work = a.work), f.url, a.muted_by, e.has_pictures";

const FROM: &str = "FROM article a CROSS JOIN entry e ON e.article = a.id \
    CROSS JOIN feed f ON f.id = a.feed LEFT JOIN mark m ON m.work = a.work";

pub fn work(connection: &Connection, id: ArticleId) -> Answer<i64> {
    let sql = "SELECT work FROM article WHERE id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    found.ok_or(StoreError::NoArticle(id))
}

pub fn row(connection: &Connection, id: ArticleId) -> Answer<Option<ArticleRow>> {
    let sql = format!("SELECT {ROW} {FROM} WHERE a.id = ?1");
    let found = connection
        .prepare_cached(&sql)?
        .query_row([id.get()], read)
        .optional()?;
    found.map(|row| with_tags(connection, row)).transpose()
}

/// The rows of these articles, in this order.
pub fn rows(connection: &Connection, ids: &[ArticleId]) -> Answer<Vec<ArticleRow>> {
    ids.iter()
        .filter_map(|id| row(connection, *id).transpose())
        .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    let line = |index| {
        Ok::<_, rusqlite::Error>(clean_line(row.get_ref(index)?.as_str().unwrap_or_default()))
    };
    let mut feed_title = line(3)?;
    if feed_title.is_empty() {
        feed_title = clean_line(&super::feeds::host(
            row.get_ref(21)?.as_str().unwrap_or_default(),
        ));
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

fn with_tags(connection: &Connection, mut row: ArticleRow) -> Answer<ArticleRow> {
    let sql = "SELECT name FROM tag WHERE work = ?1 ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([row.work.get()], |row| row.get::<_, String>(0))?;
    for name in names {
        row.mark.tags.push(clean_line(&name?));
    }
    Ok(row)
}

pub fn article(connection: &Connection, id: ArticleId) -> Answer<Option<Article>> {
    let Some(row) = row(connection, id)? else {
        return Ok(None);
    };
    let sql = "SELECT f.url, f.site, o.name, coalesce(e.categories, ''), \
               coalesce(e.enclosures, ''), e.image, f.outlet FROM article a \
               JOIN entry e ON e.article = a.id JOIN feed f ON f.id = a.feed JOIN outlet o ON o.id = f.outlet \
               WHERE a.id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([id.get()], |columns| {
        Ok(Article {
            feed_url: columns.get(0)?,
            site: columns.get(1)?,
            outlet_name: clean_line(&columns.get::<_, String>(2)?),
            categories: from_json(&columns.get::<_, String>(3)?),
            enclosures: from_json(&columns.get::<_, String>(4)?),
            image: columns.get(5)?,
            outlet: crate::model::OutletId::new(columns.get(6)?),
            row,
        })
    });
    Ok(found.optional()?)
}
