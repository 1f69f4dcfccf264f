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

/// Of the words alone: other markup, punctuation or white space is no other text.
pub fn hash(title: &str, text: &str) -> Hash {
    let mut words = Vec::with_capacity(title.len() + text.len() + 8);
    for part in [title, text] {
        push_words(&mut words, part);
        words.push(b'\n');
    }
    let mut short = [0; 16];
    // In one piece several blocks are hashed side by side.
    short.copy_from_slice(&blake3::hash(&words).as_bytes()[..16]);
    short
}

/// Letters and digits, a blank after each run of them.
fn push_words(out: &mut Vec<u8>, text: &str) {
    // ASCII words need no tables.
    let is_sign = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
    for piece in text.as_bytes().split(is_sign) {
        if piece.is_ascii() {
            push_word(out, piece);
            continue;
        }
        let piece = std::str::from_utf8(piece).unwrap_or_default();
        for word in piece.split(|c: char| !c.is_alphanumeric()) {
            push_word(out, word.as_bytes());
        }
    }
}

fn push_word(out: &mut Vec<u8>, word: &[u8]) {
    if !word.is_empty() {
        out.extend_from_slice(word);
        out.push(b' ');
    }
}

/// Keeps the stored text before it is replaced by this one; answers whether that is news.
pub fn keep(
    connection: &Connection,
    id: ArticleId,
    title: &str,
    text: &str,
    now: Timestamp,
) -> Answer<bool> {
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
    if letters(&old_title) == letters(title) && changes(&old_text, text) <= TRIVIAL {
        return Ok(false);
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
    Ok(true)
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_runs_of_letters_and_digits(text in "\\PC*|[ -~é\n中—]*") {
            let mut words = Vec::new();
            push_words(&mut words, &text);
            let plain: String = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(|word| format!("{word} "))
                .collect();
            prop_assert_eq!(String::from_utf8(words).unwrap(), plain);
        }
    }

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
        assert_eq!(hash("A title", "one, two"), hash("A title!", "one  two."));
        assert_ne!(hash("A title", "one two"), hash("A", "title one two"));
    }
}
