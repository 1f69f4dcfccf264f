//! Lists by length. Two ways: the index of lengths from a key on, looking at whose article it is; or
//! the list's own range, sorted as far as the page needs. Which is shorter, the kept counts tell.

use super::Answer;
use super::condition::of_feeds;
use super::range::{self, From, Index, List, Place};
use rusqlite::Connection;
use rusqlite::types::Value;

pub fn places(connection: &Connection, list: &List, from: From, limit: u32) -> Answer<Vec<Place>> {
    let statements = if is_walked(connection, list, limit)? {
        walk(list, from, limit)
    } else {
        vec![sort(list, from, limit)]
    };
    let mut found = Vec::new();
    for (sql, parameters) in statements {
        if found.len() < limit as usize {
            let mut statement = connection.prepare_cached(&sql)?;
            found.append(&mut range::read(&mut statement, &parameters)?);
        }
    }
    found.truncate(limit as usize);
    Ok(found)
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
        Index::Saved | Index::Muted | Index::Queue | Index::History | Index::Kept => {
            return Ok(false);
        }
    };
    let count = |column: &str, of: &str| {
        let sql = format!("SELECT coalesce(sum({column}), 0) FROM count WHERE {of}");
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
    };
    let (own, all) = (count(column, &of)?, count("total", "feed > 0")?);
    let walked = i64::from(limit).saturating_mul(all) / own.max(1);
    Ok(walked < own)
}

/// The statements over the index of lengths, one after the other. From a key on that is what is as long, then what is
/// beyond: in one, SQLite would look at all that is as long, wherever the key is.
pub fn walk(list: &List, from: From, limit: u32) -> Vec<(String, Vec<Value>)> {
    let tables = "entry e INDEXED BY entry_length CROSS JOIN article a ON a.id = e.article";
    let begin = |begin| finish(list, from, limit, tables, begin);
    match from {
        From::Start | From::End => vec![begin(Begin::End)],
        From::At(key) | From::After(key) | From::Before(key) => {
            vec![
                begin(Begin::Equal(key.1, key.2)),
                begin(Begin::Beyond(key.1)),
            ]
        }
    }
}

/// The statement over the list's own range.
pub fn sort(list: &List, from: From, limit: u32) -> (String, Vec<Value>) {
    let tables = format!("{}{}", list.index.tables(), list.entry_join());
    finish(list, from, limit, &tables, Begin::Key)
}

/// Where a statement begins.
#[derive(Clone, Copy)]
enum Begin {
    /// An end of the index.
    End,
    /// Anywhere: the key is looked at.
    Key,
    /// Behind an article, in what has as many words.
    Equal(i64, i64),
    /// In what has more words, or less.
    Beyond(i64),
}

fn finish(list: &List, from: From, limit: u32, tables: &str, begin: Begin) -> (String, Vec<Value>) {
    let (mut conditions, mut parameters) = list.conditions();
    if matches!(list.index, Index::Feeds { .. }) {
        conditions.push(of_feeds(&list.feeds));
    }
    let descends = list.descends(from);
    let key = if matches!(begin, Begin::Key) {
        from
    } else {
        From::Start
    };
    list.bound(key, descends, &mut conditions, &mut parameters);
    let sign = from.sign(descends);
    let mut bind = |value| {
        parameters.push(Value::Integer(value));
        parameters.len()
    };
    conditions.extend(match begin {
        Begin::End => Some("e.words >= 0".to_owned()),
        Begin::Key => None,
        Begin::Equal(words, article) => Some(format!(
            "e.words = ?{} AND e.article {sign} ?{}",
            bind(words),
            bind(article)
        )),
        Begin::Beyond(words) => Some(format!(
            "e.words {} ?{}",
            sign.trim_end_matches('='),
            bind(words)
        )),
    });
    let direction = if descends { "DESC" } else { "ASC" };
    let limit = bind(i64::from(limit));
    let sql = format!(
        "SELECT e.words, e.article, a.id FROM {tables} WHERE {} \
         ORDER BY e.words {direction}, e.article {direction} LIMIT ?{limit}",
        conditions.join(" AND "),
    );
    (sql, parameters)
}

/// A work that several of the feeds carry is there once, though its feeds' texts may differ in length, or a filter hid it in
/// each of them: the first of its articles that the list means.
pub fn once(list: &List) -> Option<String> {
    if list.feeds.len() < 2 && list.index != Index::Muted {
        return None;
    }
    let mut meant = vec![list.index.condition().to_owned()];
    if list.index != Index::Muted {
        meant.push(of_feeds(&list.feeds));
    }
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
