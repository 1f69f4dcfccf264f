//! Earlier texts of an article: when is another text news, and where the old one goes.

use super::codec::unpack;
use super::{Answer, bodies};
use crate::model::{ArticleId, Hash, Revision, Timestamp};
use crate::text::clean_line;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// Earlier texts that are kept of an article.
const KEPT: u32 = 5;
/// Words put in, left out or changed up to here, with the same title, are no news.
const TRIVIAL: usize = 2;

/// Of title and text as they are: what is the same need not be compared.
pub fn hash(title: &str, text: &str) -> Hash {
    // In one piece several blocks are hashed side by side.
    let mut all = Vec::with_capacity(title.len() + text.len() + 1);
    all.extend_from_slice(title.as_bytes());
    all.push(b'\n');
    all.extend_from_slice(text.as_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(&all).as_bytes()[..16]);
    short
}

/// What another text is to the stored one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// The words are the same: other markup, punctuation or white space is no other text.
    Same,
    /// Put in the stored one's place, and not spoken of.
    Trivial,
    /// The stored text was kept as a revision.
    News,
}

/// Compares with the stored text, and keeps that if it is to be replaced by news.
pub fn keep(
    connection: &Connection,
    id: ArticleId,
    title: &str,
    text: &str,
    now: Timestamp,
) -> Answer<Other> {
    let sql = "SELECT title FROM entry WHERE article = ?1";
    let old_title: Option<String> = connection
        .prepare_cached(sql)?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    let old_title = old_title.unwrap_or_default();
    let old = bodies::get(connection, id, crate::model::BodyKind::Feed)?;
    let old_text = old
        .map(|body| bodies::text_of(&body.text))
        .unwrap_or_default();
    if words(&old_title).eq(words(title)) && words(&old_text).eq(words(text)) {
        return Ok(Other::Same);
    }
    if letters(&old_title) == letters(title) && changes(&old_text, text) <= TRIVIAL {
        return Ok(Other::Trivial);
    }
    let sql = "INSERT INTO revision (article, replaced_at, title, codec, bytes) \
               SELECT ?1, ?2, ?3, codec, bytes FROM body WHERE id = ?1 * 4";
    connection
        .prepare_cached(sql)?
        .execute(params![id.get(), now.seconds(), old_title])?;
    let sql = "DELETE FROM revision WHERE article = ?1 AND id NOT IN \
               (SELECT id FROM revision WHERE article = ?1 ORDER BY id DESC LIMIT ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![id.get(), KEPT])?;
    Ok(Other::News)
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Those that are kept, the oldest first.
pub fn of(connection: &Connection, id: ArticleId) -> Answer<Vec<Revision>> {
    let sql =
        "SELECT replaced_at, title, codec, bytes FROM revision WHERE article = ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([id.get()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let json = unpack(row.get(2)?, row.get_ref(3)?.as_blob().unwrap_or_default())?;
        found.push(Revision {
            replaced_at: Timestamp::from_seconds(row.get(0)?),
            title: clean_line(&row.get::<_, String>(1)?),
            text: bodies::text_of(&json),
        });
    }
    Ok(found)
}

fn letters(title: &str) -> String {
    title
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Words that stand in one text and not in the other; numbers (counters, minutes ago) do not count.
fn changes(old: &str, new: &str) -> usize {
    let mut words: HashMap<&str, i64> = HashMap::new();
    for (text, step) in [(old, 1), (new, -1)] {
        let all = text.split(|c: char| !c.is_alphanumeric());
        for word in all.filter(|word| word.chars().any(char::is_alphabetic)) {
            *words.entry(word).or_insert(0) += step;
        }
    }
    let (mut gone, mut come) = (0, 0);
    for difference in words.into_values() {
        let count = usize::try_from(difference.unsigned_abs()).unwrap_or(usize::MAX);
        if difference > 0 {
            gone += count;
        } else {
            come += count;
        }
    }
    gone.max(come)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_no_news_and_a_sentence_is() {
        assert_eq!(
            changes(
                "Five ferries run. 3 comments",
                "Five ferries run. 4 comments"
            ),
            0
        );
        assert_eq!(changes("Five ferries run", "Six ferries run"), 1);
        assert!(changes("Ferries run", "Ferries run. Two people were hurt.") > TRIVIAL);
    }

    #[test]
    fn markup_and_punctuation_do_not_count() {
        assert!(words("one, two").eq(words("one  two.")));
        assert!(!words("one two").eq(words("onetwo")));
        assert_ne!(hash("A title", "one two"), hash("A", "title one two"));
    }
}
