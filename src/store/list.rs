//! Lists as windows by key: what the interface and the command line ask.

use super::range::{From, Key, List};
use super::{Answer, flags, rows};
use crate::model::{
    Anchor, ArticleId, ArticleQuery, ArticleRow, Counts, Expression, Scope, Term, Timestamp, Window,
};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::ops::ControlFlow;

/// Rows that are read at once where all are wanted.
const PAGE: u32 = 500;

/// Where an article stands in the list, whether it matches the query any more or not.
fn key_of(connection: &Connection, query: &ArticleQuery, id: ArticleId) -> Answer<Option<Key>> {
    let sql = match query.scope {
        Scope::Queue => {
            "SELECT m.queue_rank, m.work FROM article a JOIN mark m ON m.work = a.work \
             WHERE a.id = ?1 AND m.queue_rank IS NOT NULL"
        }
        Scope::History => {
            "SELECT m.read_at, m.work FROM article a JOIN mark m ON m.work = a.work \
             WHERE a.id = ?1 AND m.read_at IS NOT NULL"
        }
        _ => "SELECT sort_at, work FROM article WHERE id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn window(
    connection: &Connection,
    query: &ArticleQuery,
    anchor: Anchor,
    before: u32,
    after: u32,
) -> Answer<Window> {
    // One look at one state of the store, whatever is written meanwhile.
    let connection = &connection.unchecked_transaction()?;
    let list = List::of(connection, query)?;
    let key = match anchor {
        Anchor::Article(id) => key_of(connection, query, id)?,
        Anchor::Top | Anchor::Bottom => None,
    };
    let (above, below) = match (anchor, key) {
        (Anchor::Bottom, _) => (
            list.places(connection, From::End, one_more(after.max(1)))?,
            Vec::new(),
        ),
        (_, Some(key)) => (
            list.places(connection, From::Before(key), one_more(before))?,
            list.places(connection, From::At(key), one_more(after))?,
        ),
        (_, None) => (
            Vec::new(),
            list.places(connection, From::Start, one_more(after))?,
        ),
    };
    let most_above = if anchor == Anchor::Bottom {
        after.max(1)
    } else {
        before
    } as usize;
    let has_before = above.len() > most_above;
    let has_after = below.len() > after as usize;
    let shown_above = above.iter().take(most_above).rev();
    let ids: Vec<ArticleId> = shown_above
        .chain(below.iter().take(after as usize))
        .map(|place| place.id)
        .collect();
    let rows_before = (!has_before).then_some(0);
    Ok(Window {
        rows: rows::rows(connection, &ids)?,
        has_before,
        has_after,
        rows_before,
    })
}

fn one_more(limit: u32) -> u32 {
    limit.saturating_add(1)
}

pub fn for_each(
    connection: &Connection,
    query: &ArticleQuery,
    limit: Option<u32>,
    each: &mut dyn FnMut(ArticleRow) -> ControlFlow<()>,
) -> Answer<()> {
    let list = List::of(connection, query)?;
    let mut left = limit.unwrap_or(u32::MAX);
    let mut from = From::Start;
    while left > 0 {
        let page = list.places(connection, from, PAGE.min(left))?;
        let Some(end) = page.last() else {
            return Ok(());
        };
        from = From::After(end.key);
        left = left.saturating_sub(page.len() as u32);
        for place in &page {
            if let Some(row) = rows::row(connection, place.id)?
                && each(row).is_break()
            {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Ids of a query in its order, at most `limit`.
pub fn ids(connection: &Connection, query: &ArticleQuery, limit: u32) -> Answer<Vec<ArticleId>> {
    let places = List::of(connection, query)?.places(connection, From::Start, limit)?;
    Ok(places.into_iter().map(|place| place.id).collect())
}

/// Works of the query that were here by `seen`, in its order.
pub fn works_seen_by(
    connection: &Connection,
    query: &ArticleQuery,
    seen: Timestamp,
) -> Answer<Vec<i64>> {
    let places = List::of(connection, query)?.places(connection, From::Start, u32::MAX)?;
    let sql = "SELECT work FROM article WHERE id = ?1 AND first_seen <= ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut works = Vec::with_capacity(places.len());
    for place in places {
        let work =
            statement.query_row([place.id.get(), seen.seconds()], |row| row.get::<_, i64>(0));
        works.extend(work.optional()?);
    }
    Ok(works)
}

pub fn next_unread(
    connection: &Connection,
    query: &ArticleQuery,
    from: Option<ArticleId>,
    is_forward: bool,
) -> Answer<Option<ArticleId>> {
    let key = match from {
        Some(id) => key_of(connection, query, id)?,
        None => None,
    };
    let unread = Expression::Term(Term::Unread);
    let filter = match query.filter.clone() {
        Some(filter) => Expression::And(vec![filter, unread]),
        None => unread,
    };
    let query = ArticleQuery {
        filter: Some(filter),
        ..query.clone()
    };
    let from = match (key, is_forward) {
        (Some(key), true) => From::After(key),
        (Some(key), false) => From::Before(key),
        (None, true) => From::Start,
        (None, false) => From::End,
    };
    let places = List::of(connection, &query)?.places(connection, from, 1)?;
    Ok(places.first().map(|place| place.id))
}

pub fn count(connection: &Connection, query: &ArticleQuery, limit: u32) -> Answer<u32> {
    let places = List::of(connection, query)?.places(connection, From::Start, limit)?;
    Ok(places.len() as u32)
}

/// Of all lists the kept ones; queue and today are short ranges. `today` counts what is unread.
pub fn counts(connection: &Connection, today: Timestamp) -> Answer<Counts> {
    let sql = "SELECT total, unread, saved FROM count WHERE feed = ?1";
    let (all, unread, saved) = connection
        .prepare_cached(sql)?
        .query_row([flags::ALL], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let number = |sql: &str, parameters: &[i64]| {
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_row(params_from_iter(parameters), |row| row.get::<_, u32>(0))
    };
    Ok(Counts {
        all,
        unread,
        saved,
        queued: number(
            "SELECT count(*) FROM mark WHERE queue_rank IS NOT NULL",
            &[],
        )?,
        today: number(
            "SELECT count(*) FROM article INDEXED BY article_unread \
             WHERE listed = 1 AND unread = 1 AND sort_at >= ?1",
            &[today.seconds()],
        )?,
    })
}
