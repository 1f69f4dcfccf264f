//! Lists by length. Two ways: the index of lengths from a key on, looking at whose article it is; or
//! the list's own range, sorted as far as the page needs. Which is shorter, the kept counts tell.

use super::Answer;
use super::condition::of_feeds;
use super::range::{self, From, Index, List, Place};
use rusqlite::Connection;
use rusqlite::types::Value;

pub fn places(connection: &Connection, list: &List, from: From, limit: u32) -> Answer<Vec<Place>> {
    let (sql, parameters) = if is_walked(connection, list, limit)? {
        walk(list, from, limit)
    } else {
        sort(list, from, limit)
    };
    let mut statement = connection.prepare_cached(&sql)?;
    range::read(&mut statement, &parameters)
}

/// Walking meets `all / own` articles for each that it wants; sorting looks at all of the list's own.
fn is_walked(connection: &Connection, list: &List, limit: u32) -> Answer<bool> {
    // Of a range of time, or of what an index finds, there is less than the counts say.
    if list.condition.since.is_some() || list.condition.until.is_some() {
        return Ok(false);
    }
    let feeds: Vec<String> = list.feeds.iter().map(ToString::to_string).collect();
    let (column, of) = match list.index {
        Index::Listed => ("total", "feed = 0".to_owned()),
        Index::Unread => ("unread", "feed = 0".to_owned()),
        Index::Feeds { is_unread, .. } => {
            let column = if is_unread { "unread" } else { "total" };
            (column, format!("feed IN ({})", feeds.join(", ")))
        }
        Index::Saved | Index::Muted | Index::Queue | Index::History => return Ok(false),
    };
    let count = |column: &str, of: &str| {
        let sql = format!("SELECT coalesce(sum({column}), 0) FROM count WHERE {of}");
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
    };
    let (own, all) = (count(column, &of)?, count("total", "feed > 0")?);
    let walked = i64::from(limit).saturating_mul(all) / own.max(1);
    Ok(walked < own)
}

/// The statement over the index of lengths.
pub fn walk(list: &List, from: From, limit: u32) -> (String, Vec<Value>) {
    let tables = "entry e INDEXED BY entry_length CROSS JOIN article a ON a.id = e.article";
    let (mut sql, mut parameters) = (String::new(), Vec::new());
    finish(list, from, limit, tables, &mut sql, &mut parameters);
    (sql, parameters)
}

/// The statement over the list's own range.
pub fn sort(list: &List, from: From, limit: u32) -> (String, Vec<Value>) {
    let tables = format!("{}{}", list.index.tables(), list.entry_join());
    let (mut sql, mut parameters) = (String::new(), Vec::new());
    finish(list, from, limit, &tables, &mut sql, &mut parameters);
    (sql, parameters)
}

fn finish(
    list: &List,
    from: From,
    limit: u32,
    tables: &str,
    sql: &mut String,
    parameters: &mut Vec<Value>,
) {
    let (mut conditions, own) = list.conditions();
    *parameters = own;
    if matches!(from, From::Start | From::End) {
        // The index begins at its end, not at a key.
        conditions.push("e.words >= 0".to_owned());
    }
    if matches!(list.index, Index::Feeds { .. }) {
        conditions.push(of_feeds(&list.feeds));
    }
    let descends = list.descends(from);
    list.bound(from, descends, &mut conditions, parameters);
    let direction = if descends { "DESC" } else { "ASC" };
    parameters.push(Value::Integer(i64::from(limit)));
    *sql = format!(
        "SELECT e.words, e.article, a.id FROM {tables} WHERE {} \
         ORDER BY e.words {direction}, e.article {direction} LIMIT ?{}",
        conditions.join(" AND "),
        parameters.len()
    );
}

/// A work that several of the feeds carry is there once, though its feeds' texts may differ in length: the first of
/// its articles that the list means.
pub fn once(list: &List) -> Option<String> {
    if list.feeds.len() < 2 {
        return None;
    }
    let mut meant = vec![list.index.condition().to_owned(), of_feeds(&list.feeds)];
    if !list.condition.sql.is_empty() {
        meant.push(format!("({})", list.condition.sql));
    }
    for (bound, sign) in [(list.condition.since, ">="), (list.condition.until, "<")] {
        meant.extend(bound.map(|bound| format!("a.sort_at {sign} {bound}")));
    }
    Some(format!(
        "NOT EXISTS (SELECT 1 FROM article o INDEXED BY article_work CROSS JOIN entry p ON p.article = o.id \
         WHERE o.work = a.work AND o.id < a.id AND {})",
        of_another(&meant.join(" AND "))
    ))
}

/// A condition about another article of the work: `o` with its entry `p` for `a` and `e`. It holds no words from outside,
/// all of which are bound.
fn of_another(sql: &str) -> String {
    let mut made = String::with_capacity(sql.len());
    let mut before = ' ';
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        let is_name =
            !(before.is_ascii_alphanumeric() || before == '_') && rest.peek() == Some(&'.');
        made.push(match c {
            'a' if is_name => 'o',
            'e' if is_name => 'p',
            other => other,
        });
        before = c;
    }
    made
}
