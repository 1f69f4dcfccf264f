//! Earlier texts of an article: when is another text news, and where the old one goes.

use super::codec::{Bytes, pack, unpack};
use super::figures::{Of, figures};
use super::{Answer, bodies};
use crate::model::{ArticleId, Hash, Revision, Timestamp};
use crate::text::clean_line;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
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
    /// A site's counters went on ("12 comments", "5 minutes ago"): put in the stored one's place.
    Counted,
    /// Put in the stored one's place, and not spoken of; but its page may say more.
    Trivial,
    /// The stored text was kept as a revision.
    News,
}

/// Compares with the text that its feed has stored, and keeps that if it is to be replaced by news.
pub fn keep(
    connection: &Connection,
    id: ArticleId,
    old_text: &str,
    (title, text): (&str, &str),
    now: Timestamp,
) -> Answer<Other> {
    let sql = "SELECT title FROM entry WHERE article = ?1";
    let old_title: Option<String> = connection
        .prepare_cached(sql)?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    let old_title = old_title.unwrap_or_default();
    let other = compare((&old_title, old_text), (title, text));
    if other != Other::News {
        return Ok(other);
    }
    let sql = "INSERT INTO revision (article, replaced_at, title, codec, bytes) \
               SELECT ?1, ?2, ?3, codec, bytes FROM body WHERE id = ?1 * 4";
    connection
        .prepare_cached(sql)?
        .execute(params![id.get(), now.seconds(), old_title])?;
    prune(connection, id)?;
    Ok(Other::News)
}

/// An earlier text as it lies in its row; where a feed carried it, its body as it was may lie there.
#[derive(Deserialize, Serialize)]
struct Packed<'a> {
    is_page: bool,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// Keeps what was read from the page before it was fetched again, under the headline of then. To be
/// called before the new page is stored.
pub fn keep_page(connection: &Connection, id: ArticleId, text: &str, now: Timestamp) -> Answer<()> {
    let texts = packed(true, text)?;
    // Since the page came, its feed may have said another headline.
    let sql = "INSERT INTO revision (article, replaced_at, title, codec, bytes) \
               SELECT ?1, ?2, coalesce((SELECT r.title FROM revision r WHERE r.article = ?1 \
               AND r.replaced_at >= (SELECT stored_at FROM body WHERE id = ?1 * 4 + 1) \
               ORDER BY r.id LIMIT 1), title), ?3, ?4 FROM entry WHERE article = ?1";
    let row = params![id.get(), now.seconds(), texts.codec, texts.bytes];
    connection.prepare_cached(sql)?.execute(row)?;
    prune(connection, id)
}

fn packed(is_page: bool, text: &str) -> Answer<Bytes> {
    let text = Cow::Borrowed(text);
    let json = serde_json::to_string(&Packed { is_page, text })?;
    Ok(pack(json.as_bytes()))
}

/// One that another store kept.
pub fn put(connection: &Connection, id: ArticleId, revision: &Revision) -> Answer<()> {
    let texts = packed(revision.is_page, &revision.text)?;
    let sql = "INSERT INTO revision (article, replaced_at, title, codec, bytes) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![
        id.get(),
        revision.replaced_at.seconds(),
        revision.title.as_str(),
        texts.codec,
        texts.bytes,
    ])?;
    prune(connection, id)
}

/// The oldest go where there are too many.
fn prune(connection: &Connection, id: ArticleId) -> Answer<()> {
    let sql = "DELETE FROM revision WHERE article = ?1 AND id NOT IN \
               (SELECT id FROM revision WHERE article = ?1 ORDER BY id DESC LIMIT ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![id.get(), KEPT])?;
    Ok(())
}

/// Another text of the same article says something else, and not only a word or two.
#[must_use]
pub fn is_news(old: &str, new: &str) -> bool {
    compare(("", old), ("", new)) == Other::News
}

/// Whether another text of an article is none, or of one that was `is_whole` a teaser or a beginning: what feeds say of entries
/// that they do not send whole any more. What was said anew is longer, or begins otherwise.
pub fn is_less(old: &str, new: &str, is_whole: bool) -> bool {
    let (before, now) = (words(old).count(), words(new).count());
    if now == 0 {
        return before > 0;
    }
    if !is_whole || now >= before {
        return false;
    }
    let is_beginning = || {
        let mut pairs = words(old).zip(words(new)).enumerate();
        // The last word may be cut.
        pairs.all(|(at, (a, b))| a == b || at + 1 == now && a.starts_with(b))
    };
    now * 3 < before || is_beginning()
}

/// What `new` is to `old`, each a title and a text.
fn compare(old: (&str, &str), new: (&str, &str)) -> Other {
    if words(old.0).eq(words(new.0)) && words(old.1).eq(words(new.1)) {
        return Other::Same;
    }
    let have_changed = |of, old, new| figures(old, of) != figures(new, of);
    let count = changes(old.1, new.1);
    if letters(old.0) != letters(new.0)
        || count > TRIVIAL
        || have_changed(Of::Everything, old.0, new.0)
        || have_changed(Of::Sentences, old.1, new.1)
    {
        return Other::News;
    }
    if count > 0 || have_changed(Of::Everything, old.1, new.1) {
        return Other::Trivial;
    }
    Other::Counted
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
        let packed = serde_json::from_str::<Packed<'_>>(&json).ok();
        found.push(Revision {
            replaced_at: Timestamp::from_seconds(row.get(0)?),
            title: clean_line(&row.get::<_, String>(1)?),
            is_page: packed.is_some_and(|it| it.is_page),
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

/// Words that stand in one text and not in the other; of numbers `figures` knows which say something.
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
    fn a_number_that_says_something_is_news_and_a_counter_is_none() {
        let of = |old, new| compare(("Ferries", old), ("Ferries", new));
        let (old, new) = (
            "At least 40 people are dead.",
            "At least 52 people are dead.",
        );
        assert_eq!(of(old, new), Other::News);
        let toll = |old, new| compare((old, "Police say so."), (new, "Police say so."));
        assert_eq!(toll("Death toll at 40", "Death toll at 52"), Other::News);
        assert_eq!(
            toll("Live (12 comments)", "Live (13 comments)"),
            Other::Counted
        );
        let (old, new) = ("Ferries run. 5 minutes ago", "Ferries run. 9 minutes ago");
        assert_eq!(of(old, new), Other::Counted);
        assert_eq!(
            of("Ferries run. 3 updates", "Ferries run. 6 updates"),
            Other::Trivial
        );
        assert_eq!(of("Five ferries run", "Six ferries run"), Other::Trivial);
        assert_eq!(of("One, two", "One  two."), Other::Same);
    }

    #[test]
    fn markup_and_punctuation_do_not_count() {
        assert!(words("one, two").eq(words("one  two.")));
        assert!(!words("one two").eq(words("onetwo")));
        assert_ne!(hash("A title", "one two"), hash("A", "title one two"));
    }
}
