//! Lists as windows by key: what the interface and the command line ask.

use super::condition::Reach;
use super::functions::looking;
use super::range::{From, Key, List, Place};
use super::{Answer, flags, rows, shared};
use crate::model::{
    Anchor, ArticleId, ArticleQuery, ArticleRow, Counts, Expression, Listed, Part, Scope, Sort,
    Term, Timestamp, Window,
};
use crate::text::Clean;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Rows that are read at once where all are wanted.
const PAGE: u32 = 500;

/// Where an article stands in the list, whether it matches the query any more or not.
fn key_of(
    connection: &Connection,
    query: &ArticleQuery,
    list: &List,
    id: ArticleId,
) -> Answer<Option<Key>> {
    let sql = match query.scope {
        Scope::Queue => {
            "SELECT m.queue_rank, m.work, a.feed, a.unread FROM article a JOIN mark m ON m.work = a.work \
             WHERE a.id = ?1 AND m.queue_rank IS NOT NULL"
        }
        Scope::History => {
            "SELECT m.read_at, m.work, a.feed, a.unread FROM article a JOIN mark m ON m.work = a.work \
             WHERE a.id = ?1 AND m.read_at IS NOT NULL"
        }
        _ if list.is_by_length => {
            "SELECT e.words, e.article, a.feed, a.unread FROM article a \
             JOIN entry e ON e.article = a.id WHERE a.id = ?1"
        }
        _ => "SELECT sort_at, work, feed, unread FROM article WHERE id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([id.get()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let found: Option<(i64, i64, i64, bool)> = found.optional()?;
    Ok(found.and_then(|(first, work, feed, is_unread)| {
        Some((list.group(feed, is_unread)?, first, work))
    }))
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
    of_list(connection, query, |list| {
        window_of(connection, query, list, anchor, before, after)
    })
}

/// Texts that are looked at to fill a page of what has a word: then all its hits are read after all.
const LOOKS: u32 = if cfg!(test) { 20 } else { 600 };

/// What is asked of a list, by looking at texts for a word that most have, if that serves.
fn of_list<T>(
    connection: &Connection,
    query: &ArticleQuery,
    ask: impl Fn(&List) -> Answer<T>,
) -> Answer<T> {
    // Other orders look at all.
    let reach = match query.sort {
        Sort::Newest | Sort::Oldest => Reach::Page,
        _ => Reach::All,
    };
    let list = List::within(connection, query, reach)?;
    if !list.condition.is_looking {
        return ask(&list);
    }
    match looking(connection, LOOKS, || ask(&list))? {
        Some(answer) => Ok(answer),
        None => ask(&List::of(connection, query)?),
    }
}

fn window_of(
    connection: &Connection,
    query: &ArticleQuery,
    list: &List,
    anchor: Anchor,
    before: u32,
    after: u32,
) -> Answer<Window> {
    let key = match anchor {
        Anchor::Article(id) => key_of(connection, query, list, id)?,
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
        is_cut: false,
        rows_before,
        above: if key.is_some() {
            above.len().min(most_above) as u32
        } else {
            0
        },
        newest: newest(connection)?,
    })
}

/// Ids only ever grow.
pub fn newest(connection: &Connection) -> Answer<ArticleId> {
    let sql = "SELECT coalesce(max(id), 0) FROM article";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(ArticleId::new(statement.query_row([], |row| row.get(0))?))
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

/// Works of the part of a list that a person saw, in its order.
pub fn works_listed(connection: &Connection, listed: &Listed) -> Answer<Vec<i64>> {
    let found = listed_places(connection, listed)?.into_iter();
    Ok(found.map(|(_, work)| work).collect())
}

/// The articles of a part of a list, in its order.
pub fn articles_listed(connection: &Connection, listed: &Listed) -> Answer<Vec<ArticleId>> {
    let found = listed_places(connection, listed)?.into_iter();
    Ok(found.map(|(id, _)| id).collect())
}

fn listed_places(connection: &Connection, listed: &Listed) -> Answer<Vec<(ArticleId, i64)>> {
    let list = List::of(connection, &listed.query)?;
    let key = |id: ArticleId| key_of(connection, &listed.query, &list, id);
    let all = |from| list.places(connection, from, u32::MAX);
    let mut places = match &listed.part {
        Part::All | Part::Except(_) => all(From::Start)?,
        Part::Above(id) => {
            let above = key(*id)?.map(|key| all(From::Before(key)));
            above.transpose()?.unwrap_or_default()
        }
        Part::Below(id) => {
            let below = key(*id)?.map(|key| all(From::After(key)));
            below.transpose()?.unwrap_or_default()
        }
        Part::Between(one, other) => match (key(*one)?, key(*other)?) {
            (Some(one), Some(other)) => between(connection, &list, one, other)?,
            _ => Vec::new(),
        },
    };
    if matches!(listed.part, Part::Above(_)) {
        places.reverse();
    }
    let mut works = Vec::with_capacity(places.len());
    let mut spared = HashSet::new();
    if let Part::Except(ids) = &listed.part {
        for id in ids {
            spared.insert(rows::work(connection, *id)?);
        }
    }
    for place in places.iter().filter(|place| place.id <= listed.newest) {
        let work = rows::work(connection, place.id)?;
        if !spared.contains(&work) {
            works.push((place.id, work));
        }
    }
    Ok(works)
}

/// The rows from one key to the other, with both.
fn between(connection: &Connection, list: &List, one: Key, other: Key) -> Answer<Vec<Place>> {
    let order = |a: &Key, b: &Key| {
        let inside = (a.1, a.2).cmp(&(b.1, b.2));
        let inside = if list.descends(From::Start) {
            inside.reverse()
        } else {
            inside
        };
        a.0.cmp(&b.0).then(inside)
    };
    let (first, last) = if order(&one, &other).is_le() {
        (one, other)
    } else {
        (other, one)
    };
    let mut found = Vec::new();
    let mut from = From::At(first);
    loop {
        let page = list.places(connection, from, PAGE)?;
        let Some(end) = page.last().copied() else {
            return Ok(found);
        };
        found.extend(
            page.into_iter()
                .take_while(|place| order(&place.key, &last).is_le()),
        );
        if order(&end.key, &last).is_ge() {
            return Ok(found);
        }
        from = From::After(end.key);
    }
}

pub fn next_unread(
    connection: &Connection,
    query: &ArticleQuery,
    from: Option<ArticleId>,
    is_forward: bool,
    times: u32,
) -> Answer<Option<ArticleId>> {
    let unread = Expression::Term(Term::Unread);
    let filter = match query.filter.clone() {
        Some(filter) => Expression::And(vec![filter, unread]),
        None => unread,
    };
    let query = ArticleQuery {
        filter: Some(filter),
        ..query.clone()
    };
    of_list(connection, &query, |list| {
        let key = match from {
            Some(id) => key_of(connection, &query, list, id)?,
            None => None,
        };
        let from = match (key, is_forward) {
            (Some(key), true) => From::After(key),
            (Some(key), false) => From::Before(key),
            (None, true) => From::Start,
            (None, false) => From::End,
        };
        let places = list.places(connection, from, times.max(1))?;
        Ok(places.last().map(|place| place.id))
    })
}

/// Ids only ever grow, so what came later is one range of the table.
pub fn arrived_after(connection: &Connection, article: ArticleId) -> Answer<(u32, u32)> {
    let sql = "SELECT count(*), count(DISTINCT f.outlet) FROM article a NOT INDEXED \
               CROSS JOIN feed f ON f.id = a.feed WHERE a.id > ?1 AND a.listed = 1 \
               AND f.is_internal = 0";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([article.get()], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

pub fn tags(connection: &Connection) -> Answer<Vec<Clean>> {
    let names = tag_names(connection)?;
    Ok(names
        .iter()
        .map(|name| crate::text::clean_line(name))
        .collect())
}

/// One step of the index a name, however many articles have it.
pub fn tag_names(connection: &Connection) -> Answer<Vec<String>> {
    let sql = "WITH RECURSIVE names (name) AS (SELECT min(name) FROM tag UNION ALL \
               SELECT (SELECT min(name) FROM tag WHERE name > names.name) FROM names \
               WHERE names.name IS NOT NULL) SELECT name FROM names WHERE name IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
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
        shared: shared::all(connection)?,
    })
}
