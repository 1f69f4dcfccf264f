//! Everything that an expression means, in no order and in no list: what a new filter would do to
//! past articles. Walks feed by feed along an index, or looks at the hits of a word.

use super::Answer;
use super::condition::{self, Condition};
use super::feeds;
use super::range::MUTED;
use crate::model::{Expression, FilterId};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::HashSet;

/// A visible article of a subscribed feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub article: i64,
    pub work: i64,
}

/// Hits of an index are looked at one by one up to this share of all.
const FEW: i64 = 4;

pub fn all(connection: &Connection, expression: &Expression) -> Answer<Vec<Hit>> {
    let mut found = Vec::new();
    each(connection, expression, &mut |hit| {
        found.push(hit);
        true
    })?;
    Ok(found)
}

/// Works that the expression means, counting no further than `limit`.
pub fn count(connection: &Connection, expression: &Expression, limit: u32) -> Answer<u32> {
    // One look at one state of the store, whatever is written meanwhile.
    let connection = &connection.unchecked_transaction()?;
    let mut works = HashSet::new();
    each(connection, expression, &mut |hit| {
        works.insert(hit.work);
        works.len() < limit as usize
    })?;
    Ok(works.len() as u32)
}

/// Until the visitor answers false.
fn each(
    connection: &Connection,
    expression: &Expression,
    visit: &mut dyn FnMut(Hit) -> bool,
) -> Answer<()> {
    let mut condition = condition::of(connection, Some(expression))?;
    let only = condition.only.take();
    let feeds = condition.feeds.take();
    if let Some(only) = only
        && is_few(connection, only.len())?
    {
        if let Some(feeds) = feeds {
            let of_feeds = condition::of_feeds(&feeds);
            condition.and(&of_feeds);
        } else {
            // What a person kept of feeds that are gone, and pages of no feed, no filter touches.
            let gone = feeds::gone_but_seen(connection)?;
            condition.and(&format!("NOT ({})", condition::of_feeds(&gone)));
        }
        return look_up(connection, &condition, &only, visit);
    }
    let feeds = match feeds {
        Some(feeds) => feeds,
        None => subscribed(connection)?,
    };
    let (sql, mut parameters) = statement(&condition, WALKED, "a.feed");
    let mut statement = connection.prepare_cached(&sql)?;
    for feed in feeds {
        parameters.push(Value::Integer(feed));
        let mut rows = statement.query(params_from_iter(&parameters))?;
        parameters.pop();
        while let Some(row) = rows.next()? {
            let (article, work) = (row.get(0)?, row.get(1)?);
            if !visit(Hit { article, work }) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Ids only of what some filter hid are looked at.
pub fn hidden_by(connection: &Connection, filter: FilterId) -> Answer<u32> {
    let sql = format!(
        "SELECT count(DISTINCT a.work) FROM article a INDEXED BY article_muted \
         WHERE {MUTED} AND a.muted_by = ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([filter.get()], |row| row.get(0))?)
}

const WALKED: &str = "article a INDEXED BY article_feed";

/// The statement for one feed, or one article; its last parameter is that.
pub fn statement(condition: &Condition, table: &str, by: &str) -> (String, Vec<Value>) {
    let mut conditions = vec!["a.visible = 1".to_owned()];
    let mut parameters = condition.parameters.clone();
    if !condition.sql.is_empty() {
        conditions.push(condition.sql.clone());
    }
    for (bound, sign) in [(condition.since, ">="), (condition.until, "<")] {
        conditions.extend(bound.map(|bound| format!("a.sort_at {sign} {bound}")));
    }
    // A statement's parameters are numbered, and the last is bound anew for each.
    parameters.truncate(condition.parameters.len());
    conditions.push(format!("{by} = ?{}", parameters.len() + 1));
    let entry = if condition.sql.contains("e.") {
        " CROSS JOIN entry e ON e.article = a.id"
    } else {
        ""
    };
    let conditions = conditions.join(" AND ");
    let sql = format!("SELECT a.id, a.work FROM {table}{entry} WHERE {conditions}");
    (sql, parameters)
}

fn look_up(
    connection: &Connection,
    condition: &Condition,
    only: &[i64],
    visit: &mut dyn FnMut(Hit) -> bool,
) -> Answer<()> {
    let (sql, mut parameters) = statement(condition, "article a", "a.id");
    let mut statement = connection.prepare_cached(&sql)?;
    for id in only {
        parameters.push(Value::Integer(*id));
        let mut rows = statement.query(params_from_iter(&parameters))?;
        parameters.pop();
        if let Some(row) = rows.next()? {
            let (article, work) = (row.get(0)?, row.get(1)?);
            if !visit(Hit { article, work }) {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn is_few(connection: &Connection, hits: usize) -> Answer<bool> {
    let sql = "SELECT coalesce(sum(total), 0) FROM count WHERE feed > 0";
    let all: i64 = connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))?;
    Ok(i64::try_from(hits).unwrap_or(i64::MAX) <= all / FEW)
}

fn subscribed(connection: &Connection) -> Answer<Vec<i64>> {
    let sql = "SELECT id FROM feed WHERE removed_at IS NULL AND is_internal = 0 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
