//! Full text: what is indexed and asked is folded and cut into words the same way (`query::words`).
//! What arrived and is not indexed yet is scanned.

use super::functions::{BODY, TITLE};
use super::writer::{Who, Writer};
use super::{Answer, StoreError, bodies, condition, list, rows};
use crate::model::{ArticleId, ArticleQuery, Expression, Snippet, Sort};
use crate::query::{Words, tokens};
use crate::text::{fold, folded_words};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Hits that are ranked: the newest.
const RANKED: u32 = 2000;
/// BM25's k1 and b with their usual values, and what a word in the title counts.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;
const TITLE_WEIGHT: f64 = 10.0;
/// Bytes of a text that are indexed; what is longer is a book.
const INDEXED: usize = 2 << 20;
/// A change of another process waits for no longer transaction, but for the one article that makes it as long.
const LONGEST: Duration = Duration::from_millis(200);
/// Words of a snippet before and after the first match.
const BEFORE: usize = 8;
const AFTER: usize = 30;

/// Articles that have all the words, ascending; that a phrase stands together is not looked at.
pub fn hits(connection: &Connection, words: &Words, place: i64) -> Answer<Vec<i64>> {
    if words.indexed().next().is_none() {
        // Only looking at the texts tells.
        return Ok(Vec::new());
    }
    let mut statement = connection
        .prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid")?;
    let indexed = statement.query_map([fts_query(words, place)], |row| row.get(0))?;
    let mut found: Vec<i64> = indexed.collect::<Result<_, _>>()?;
    let waiting = scan(connection, words, place)?;
    if !waiting.is_empty() {
        // The index may still have older words of these.
        found.retain(|id| {
            waiting
                .binary_search_by_key(id, |(waiting, _)| *waiting)
                .is_err()
        });
        found.extend(
            waiting
                .iter()
                .filter(|(_, is_hit)| *is_hit)
                .map(|(id, _)| *id),
        );
        found.sort_unstable();
    }
    Ok(found)
}

/// What waits for the index, ascending, and whether it has all the words.
fn scan(connection: &Connection, words: &Words, place: i64) -> Answer<Vec<(i64, bool)>> {
    let sql = "SELECT u.article, e.title FROM unindexed u CROSS JOIN entry e ON e.article = u.article \
               ORDER BY u.article";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let single: Vec<Words> = single_words(words);
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let title = if place == BODY {
            String::new()
        } else {
            fold(row.get_ref(1)?.as_str().unwrap_or_default())
        };
        let mut missing: Vec<&Words> = single
            .iter()
            .filter(|word| !word.stand_in(&title))
            .collect();
        if !missing.is_empty() && place != TITLE {
            let text = folded_words(&bodies::searched(connection, id)?).0;
            missing.retain(|word| !word.stand_in(&text));
        }
        found.push((id, missing.is_empty()));
    }
    Ok(found)
}

fn single_words(words: &Words) -> Vec<Words> {
    let last = words.all().len().saturating_sub(1);
    let each = words.all().iter().enumerate();
    each.map(|(at, word)| Words::of(word, words.is_prefix() && at == last))
        .collect()
}

/// Stands before words of titles in the index, which keeps no columns: they would cost it half as
/// much again in space and time. No word has it, since words are letters and digits.
const OF_TITLE: u8 = b'=';

/// Quoted, so that nothing in the words is syntax.
fn fts_query(words: &Words, place: i64) -> String {
    let last = words.all().last();
    let quoted = words.indexed().map(|word| {
        let star = if words.is_prefix() && last.is_some_and(|last| std::ptr::eq(last, word)) {
            " *"
        } else {
            ""
        };
        let of_text = format!("\"{word}\"{star}");
        let of_title = format!("\"{}{word}\"{star}", char::from(OF_TITLE));
        match place {
            TITLE => of_title,
            BODY => of_text,
            _ => format!("({of_text} OR {of_title})"),
        }
    });
    quoted.collect::<Vec<_>>().join(" AND ")
}

/// Notes that an article's text must be indexed; `again` if older words of it are.
pub fn wait(connection: &Connection, id: ArticleId, again: bool) -> Answer<()> {
    let sql = "INSERT INTO unindexed (article, again) VALUES (?1, ?2) \
               ON CONFLICT (article) DO NOTHING";
    connection
        .prepare_cached(sql)?
        .execute(params![id.get(), again])?;
    Ok(())
}

/// The article is going.
pub fn forget(connection: &Connection, id: ArticleId) -> Answer<()> {
    for sql in [
        "DELETE FROM search WHERE rowid = ?1",
        "DELETE FROM unindexed WHERE article = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([id.get()])?;
    }
    Ok(())
}

/// Indexes at most `steps` articles, in one transaction of `LONGEST` at most; true when none waits any more.
pub fn index_some(writer: &mut Writer, steps: u32) -> Answer<bool> {
    writer.transaction(Who::Job, |transaction| {
        let sql = "SELECT u.article, u.again, coalesce(e.title, '') FROM unindexed u \
                   LEFT JOIN entry e ON e.article = u.article ORDER BY u.article LIMIT ?1";
        let waiting: Vec<(i64, bool, String)> = transaction
            .prepare_cached(sql)?
            .query_map([steps], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let mut remove = transaction.prepare_cached("DELETE FROM search WHERE rowid = ?1")?;
        let sql = "INSERT INTO search (rowid, words) VALUES (?1, ?2)";
        let mut insert = transaction.prepare_cached(sql)?;
        let mut done = transaction.prepare_cached("DELETE FROM unindexed WHERE article = ?1")?;
        let began = Instant::now();
        for (article, again, title) in &waiting {
            if *again {
                remove.execute([article])?;
            }
            let text = bodies::searched(transaction, *article)?;
            let mut words = Vec::with_capacity(text.len() + title.len() * 2);
            push_each(&mut words, title, Some(OF_TITLE));
            push_words(&mut words, crate::text::cap(&text, INDEXED));
            let words = String::from_utf8(words).unwrap_or_default();
            insert.execute(params![article, words])?;
            done.execute([article])?;
            if began.elapsed() > LONGEST {
                return Ok(false);
            }
        }
        Ok(waiting.len() < steps as usize)
    })
}

/// The words alone, parted by blanks: the index need not know what a letter is.
fn push_words(out: &mut Vec<u8>, text: &str) {
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            push_ascii(out, line);
            continue;
        }
        for piece in line.split_inclusive(' ') {
            if piece.is_ascii() {
                push_ascii(out, piece);
            } else {
                push_each(out, piece, None);
            }
        }
    }
}

/// Words of ASCII need no tables, and a line of them is folded in steps of many bytes.
fn push_ascii(out: &mut Vec<u8>, text: &str) {
    out.extend(text.bytes().map(|b| {
        if b.is_ascii_alphanumeric() {
            b.to_ascii_lowercase()
        } else {
            b' '
        }
    }));
    out.push(b' ');
}

fn push_each(out: &mut Vec<u8>, text: &str, mark: Option<u8>) {
    for word in tokens(&fold(text)) {
        out.extend(mark);
        out.extend_from_slice(word.as_bytes());
        out.push(b' ');
    }
}

/// The newest hits by BM25 (Robertson and Zaragoza 2009), a word in the title counting as ten. `SQLite`'s
/// own needs the places of words, which this index leaves out for half its size; so the texts are
/// read, until it is given up.
pub fn ranked(
    connection: &Connection,
    query: &ArticleQuery,
    limit: u32,
    is_given_up: &dyn Fn() -> bool,
) -> Answer<Vec<ArticleId>> {
    let newest = ArticleQuery {
        sort: Sort::Newest,
        ..query.clone()
    };
    let mut hits = list::ids(connection, &newest, RANKED)?;
    let asked = query.filter.as_ref().map(asked).unwrap_or_default();
    if !asked.is_empty() {
        let asked = weighed(connection, &asked)?;
        let ranks = ranks(connection, &hits, &asked, is_given_up)?;
        let rank = |id: &ArticleId| ranks.get(id).copied().unwrap_or(0.0);
        // Stable: of equals the newer one.
        hits.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    }
    hits.truncate(limit as usize);
    Ok(hits)
}

/// A word with where it was asked for and how much it says: the rarer, the more.
struct Weighed {
    word: Words,
    place: i64,
    weight: f64,
}

fn weighed(connection: &Connection, asked: &[(Words, i64)]) -> Answer<Vec<Weighed>> {
    let sql = "SELECT coalesce(max(id), 0) FROM article";
    let all: f64 = connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get::<_, u32>(0))?
        .into();
    let mut found = Vec::new();
    for (phrase, place) in asked {
        for word in single_words(phrase) {
            let count = hits(connection, &word, *place)?.len() as f64;
            let weight = (1.0 + (all - count + 0.5).max(0.0) / (count + 0.5)).ln();
            found.push(Weighed {
                word,
                place: *place,
                weight,
            });
        }
    }
    Ok(found)
}

fn ranks(
    connection: &Connection,
    hits: &[ArticleId],
    asked: &[Weighed],
    is_given_up: &dyn Fn() -> bool,
) -> Answer<HashMap<ArticleId, f64>> {
    let mut texts = Vec::with_capacity(hits.len());
    let sql = "SELECT title, words FROM entry WHERE article = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    for id in hits {
        // SQLite heeds an interruption only while a statement runs: most of the time is spent between them.
        if is_given_up() {
            return Err(StoreError::Interrupted);
        }
        let found = statement.query_row([id.get()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?))
        });
        let (title, length) = found.optional()?.unwrap_or_default();
        let title = fold(&title);
        let text = folded_words(&bodies::searched(connection, id.get())?).0;
        let counts: Vec<f64> = asked.iter().map(|it| count(it, &title, &text)).collect();
        texts.push((*id, f64::from(length), counts));
    }
    let total: f64 = texts.iter().map(|(_, length, _)| length).sum();
    let mean = (total / texts.len().max(1) as f64).max(1.0);
    let rank = |length: f64, counts: &[f64]| -> f64 {
        let longer = 1.0 - LENGTH + LENGTH * length / mean;
        let each = counts.iter().zip(asked);
        each.map(|(n, it)| it.weight * n * (SATURATION + 1.0) / (n + SATURATION * longer))
            .sum()
    };
    Ok(texts
        .into_iter()
        .map(|(id, length, counts)| (id, rank(length, &counts)))
        .collect())
}

/// How often the word stands where it was asked for.
fn count(asked: &Weighed, title: &str, text: &str) -> f64 {
    let is_it = |token: &&str| asked.word.ends_as(token);
    let count = |text| tokens(text).filter(is_it).count() as f64;
    let of_title = if asked.place == BODY {
        0.0
    } else {
        count(title) * TITLE_WEIGHT
    };
    of_title
        + if asked.place == TITLE {
            0.0
        } else {
            count(text)
        }
}

/// Words that an article is there for, and where they were asked for.
fn asked(expression: &Expression) -> Vec<(Words, i64)> {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().flat_map(asked).collect(),
        Expression::Term(term) => condition::asked(term).into_iter().collect(),
        Expression::Not(_) => Vec::new(),
    }
}

/// For each article the place of its text where the query's words stand first, else its excerpt.
pub fn snippets(
    connection: &Connection,
    articles: &[ArticleId],
    query: &ArticleQuery,
) -> Answer<Vec<Snippet>> {
    let mut words: Vec<Words> = Vec::new();
    for (phrase, place) in query.filter.as_ref().map(asked).unwrap_or_default() {
        if place != TITLE {
            words.extend(single_words(&phrase));
        }
    }
    let one = |id: &ArticleId| {
        let text = bodies::searched(connection, id.get())?;
        let text = if text.is_empty() {
            rows::row(connection, *id)?
                .map(|row| row.excerpt.into_string())
                .unwrap_or_default()
        } else {
            text
        };
        Ok(snippet(&text, &words))
    };
    articles.iter().map(one).collect()
}

/// Around the first match, every match of it marked.
fn snippet(text: &str, words: &[Words]) -> Snippet {
    let is_match = |word: &str| {
        let folded = fold(word);
        words.iter().any(|asked| asked.stand_in(&folded))
    };
    let all = || text.split_whitespace();
    let first = if words.is_empty() {
        None
    } else {
        all().position(is_match)
    };
    let start = first.map_or(0, |first| first.saturating_sub(BEFORE));
    let mut line = String::new();
    let mut matches = Vec::new();
    if start > 0 {
        line.push('…');
    }
    for word in all().skip(start).take(BEFORE + AFTER) {
        let clean = crate::text::clean_line(word);
        if clean.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        let begin = line.len();
        line.push_str(&clean);
        if first.is_some() && is_match(word) {
            matches.push(begin..line.len());
        }
    }
    // Words made clean one by one are clean as a line; should they not be, the marks would be off.
    let clean = crate::text::clean_line(&line);
    if *clean != *line {
        matches.clear();
    }
    Snippet {
        text: clean,
        matches,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_stands_around_the_first_match_and_marks_all() {
        let text = "one two three four five six seven eight nine ten Tolúlọpẹ́ spoke; tolulope!";
        let found = snippet(text, &[Words::of("Tolulope", false)]);
        assert!(found.text.starts_with("… three four"), "{}", found.text);
        let marked: Vec<&str> = found
            .matches
            .iter()
            .filter_map(|range| found.text.get(range.clone()))
            .collect();
        assert_eq!(marked, ["Tolúlọpẹ́", "tolulope!"]);
    }

    proptest::proptest! {
        #[test]
        fn words_of_lines_are_those_of_the_whole(text in "[ -~é\n\t中—’\u{301}]*") {
            let mut words = Vec::new();
            push_words(&mut words, &text);
            let words = String::from_utf8(words).unwrap();
            let folded = fold(&text);
            let whole: Vec<&str> = tokens(&folded).collect();
            proptest::prop_assert_eq!(words.split_whitespace().collect::<Vec<_>>(), whole);
        }
    }

    #[test]
    fn without_a_match_it_is_the_beginning() {
        let found = snippet("one two", &[Words::of("three", false)]);
        assert_eq!((&*found.text, found.matches.len()), ("one two", 0));
    }
}
