//! Full text: what is indexed and asked is folded the same way (`text::fold`). What arrived and is
//! not indexed yet waits in `unindexed`, where it is scanned.

use super::codec::{Packer, unpack};
use super::writer::{Who, Writer};
use super::{Answer, list, rows};
use crate::model::{ArticleId, ArticleQuery, ArticleRow, Comparison, Expression, Term};
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Hits that are ranked: the newest.
const RANKED: u32 = 2000;
/// Letters from which on a word still being typed is a prefix.
const PREFIX_LETTERS: usize = 3;
/// Characters of a text that are indexed; what is longer is a book.
const INDEXED: usize = 2 << 20;

/// The functions that conditions use.
pub fn register(connection: &Connection) -> Answer<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    // folded_has(text, part): the text, folded, has the part (which is folded already) in it.
    connection.create_scalar_function("folded_has", 2, flags, |call| {
        let text = call.get::<Option<String>>(0)?.unwrap_or_default();
        Ok(crate::text::fold(&text).contains(&call.get::<String>(1)?))
    })?;
    // has_words(codec, bytes, words, field): an unindexed text has all the words in it.
    connection.create_scalar_function("has_words", 4, flags, |call| {
        let text = unpack(call.get(0)?, call.get(1)?).unwrap_or_default();
        let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
        let words = call.get::<String>(2)?;
        Ok(match call.get::<String>(3)?.as_str() {
            "title" => has_words(title, &words),
            "body" => has_words(body, &words),
            _ => words
                .split(' ')
                .all(|word| has_words(title, word) || has_words(body, word)),
        })
    })?;
    Ok(())
}

/// `words` are parted by blanks; one that ends in `*` is a prefix. As FTS5 splits texts.
fn has_words(text: &str, words: &str) -> bool {
    let tokens = || {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|token| !token.is_empty())
    };
    words
        .split(' ')
        .filter(|word| !word.is_empty())
        .all(|word| match word.strip_suffix('*') {
            Some(prefix) => tokens().any(|token| token.starts_with(prefix)),
            None => tokens().any(|token| token == word),
        })
}

/// The words of a folded text as FTS5 takes them, the last one as a prefix if it is being typed.
fn words(text: &str, is_prefix: bool) -> String {
    let folded = crate::text::fold(text);
    let mut words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    // One character of Chinese or Japanese is the beginning of the pairs that are indexed.
    for word in &mut words {
        if word.chars().count() == 1 && !word.is_ascii() {
            word.push('*');
        }
    }
    if let Some(last) = words
        .last_mut()
        .filter(|last| is_prefix && !last.ends_with('*') && last.chars().count() >= PREFIX_LETTERS)
    {
        last.push('*');
    }
    words.join(" ")
}

/// The words as an FTS5 query: quoted, so that nothing in them is syntax.
fn fts_query(words: &str, field: &str) -> String {
    let quoted = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix('*') {
            Some(prefix) => format!("\"{prefix}\"*"),
            None => format!("\"{word}\""),
        });
    let all = quoted.collect::<Vec<_>>().join(" AND ");
    if field.is_empty() {
        all
    } else {
        format!("{field} : ({all})")
    }
}

/// A condition on `article a`; its parameters are appended.
pub fn condition(expression: &Expression, parameters: &mut Vec<Value>) -> String {
    match expression {
        Expression::And(all) => joined(all, " AND ", "1", parameters),
        Expression::Or(any) => joined(any, " OR ", "0", parameters),
        Expression::Not(not) => format!("NOT {}", condition(not, parameters)),
        Expression::Term(term) => format!("({})", of_term(term, parameters)),
    }
}

fn joined(parts: &[Expression], by: &str, empty: &str, parameters: &mut Vec<Value>) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| condition(part, parameters))
        .collect();
    if parts.is_empty() {
        empty.to_owned()
    } else {
        format!("({})", parts.join(by))
    }
}

fn of_term(term: &Term, parameters: &mut Vec<Value>) -> String {
    let mut text = |value: String| {
        parameters.push(Value::Text(value));
        parameters.len()
    };
    let fold = |value: &str| crate::text::fold(value);
    match term {
        Term::Words {
            text: asked,
            is_prefix,
        } => full_text(&words(asked, *is_prefix), "", &mut text),
        Term::Title(asked) => full_text(&words(asked, false), "title", &mut text),
        Term::Body(asked) => full_text(&words(asked, false), "body", &mut text),
        Term::Author(asked) => format!("folded_has(a.author, ?{})", text(fold(asked))),
        Term::Feed(asked) => of_feed(
            "coalesce(nullif(json_extract(f.settings, '$.title'), ''), nullif(f.title, ''), f.url)",
            text(fold(asked)),
        ),
        Term::Folder(asked) => of_feed("f.folder", text(fold(asked))),
        Term::Outlet(asked) => of_feed(
            "(SELECT o.name || ' ' || o.host FROM outlet o WHERE o.id = f.outlet)",
            text(fold(asked)),
        ),
        Term::Tag(name) => format!(
            "EXISTS (SELECT 1 FROM tag t WHERE t.work = a.work AND t.name = ?{})",
            text(name.clone())
        ),
        Term::Language(asked) => {
            let place = text(asked.to_lowercase());
            format!(
                "EXISTS (SELECT 1 FROM feed f WHERE f.id = a.feed AND \
                 lower(coalesce(a.language, f.language)) || '-' LIKE ?{place} || '-%')"
            )
        }
        Term::Unread => "a.unread = 1".to_owned(),
        Term::Read => "a.unread = 0".to_owned(),
        Term::Saved => "a.saved = 1".to_owned(),
        Term::Queued => "EXISTS (SELECT 1 FROM mark q WHERE q.work = a.work AND \
                         q.queue_rank IS NOT NULL)"
            .to_owned(),
        Term::Updated => "EXISTS (SELECT 1 FROM revision r WHERE r.article = a.id)".to_owned(),
        Term::Muted => "a.muted_by IS NOT NULL".to_owned(),
        Term::HasImage => "a.image IS NOT NULL".to_owned(),
        Term::HasEnclosure => "a.enclosures <> '[]'".to_owned(),
        Term::HasFull => "a.whole = 1".to_owned(),
        Term::Before(time) => format!("a.sort_at < {}", time.seconds()),
        Term::After(time) => format!("a.sort_at >= {}", time.seconds()),
        Term::WordCount(comparison, number) => format!("a.words {} {number}", sign(*comparison)),
        Term::Minutes(comparison, number) => {
            format!(
                "max((a.words + 229) / 230, 1) {} {number}",
                sign(*comparison)
            )
        }
    }
}

fn full_text(words: &str, field: &str, text: &mut dyn FnMut(String) -> usize) -> String {
    if words.is_empty() {
        return "1".to_owned();
    }
    let query = text(fts_query(words, field));
    let plain = text(words.to_owned());
    format!(
        "a.id IN (SELECT rowid FROM search WHERE search MATCH ?{query}) OR EXISTS \
         (SELECT 1 FROM unindexed u WHERE u.article = a.id \
         AND has_words(u.codec, u.bytes, ?{plain}, '{field}'))"
    )
}

fn of_feed(what: &str, place: usize) -> String {
    format!("EXISTS (SELECT 1 FROM feed f WHERE f.id = a.feed AND folded_has({what}, ?{place}))")
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Equal => "=",
        Comparison::AtLeast => ">=",
        Comparison::More => ">",
    }
}

/// Notes that an article's text must be indexed (again).
pub fn wait(
    connection: &Connection,
    packer: &mut Packer,
    id: ArticleId,
    title: &str,
    text: &str,
) -> Answer<()> {
    let text = crate::text::cap(text, INDEXED);
    let folded = format!(
        "{}\n{}",
        crate::text::fold(title).replace('\n', " "),
        crate::text::fold(text)
    );
    let (codec, bytes) = packer.pack(&folded)?;
    let sql = "INSERT OR REPLACE INTO unindexed (article, codec, bytes) VALUES (?1, ?2, ?3)";
    connection
        .prepare_cached(sql)?
        .execute(params![id.get(), codec, bytes])?;
    Ok(())
}

pub fn index_some(writer: &mut Writer, steps: u32) -> Answer<bool> {
    writer.transaction(Who::Job, |transaction, _| {
        let sql = "SELECT article, codec, bytes FROM unindexed ORDER BY article LIMIT ?1";
        let mut statement = transaction.prepare_cached(sql)?;
        let waiting = statement
            .query_map([steps], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<Vec<(i64, i64, Vec<u8>)>, _>>()?;
        let count = waiting.len();
        for (article, codec, bytes) in waiting {
            let text = unpack(codec, bytes)?;
            let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
            let sql = "INSERT OR REPLACE INTO search (rowid, title, body) VALUES (?1, ?2, ?3)";
            transaction
                .prepare_cached(sql)?
                .execute(params![article, title, body])?;
            let sql = "DELETE FROM unindexed WHERE article = ?1";
            transaction.prepare_cached(sql)?.execute([article])?;
        }
        Ok(count < steps as usize)
    })
}

pub fn ranked(
    connection: &Connection,
    query: &ArticleQuery,
    limit: u32,
) -> Answer<Vec<ArticleRow>> {
    let mut hits: Vec<ArticleId> = Vec::new();
    list::for_each(connection, query, Some(RANKED), &mut |row| {
        hits.push(row.id);
        ControlFlow::Continue(())
    })?;
    let asked = query.filter.as_ref().map(asked_words).unwrap_or_default();
    if !asked.is_empty() {
        let sql = "SELECT rowid, bm25(search, 10.0, 1.0) FROM search WHERE search MATCH ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let any = fts_query(&asked, "").replace(" AND ", " OR ");
        let ranks: HashMap<i64, f64> = statement
            .query_map([any], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let rank = |id: &ArticleId| ranks.get(&id.get()).copied().unwrap_or(0.0);
        hits.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    }
    hits.truncate(limit as usize);
    rows::rows(connection, &hits)
}

/// Words that a hit should have, for ranking.
fn asked_words(expression: &Expression) -> String {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => {
            let parts: Vec<String> = parts.iter().map(asked_words).collect();
            parts.join(" ").trim().to_owned()
        }
        Expression::Term(Term::Words { text, is_prefix }) => words(text, *is_prefix),
        Expression::Term(Term::Title(text) | Term::Body(text)) => words(text, false),
        Expression::Not(_) | Expression::Term(_) => String::new(),
    }
}
