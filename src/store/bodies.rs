//! Texts of articles, compressed. What is searched stands in the same bytes as the text that it was
//! made from ("text" in their JSON): it repeats that, so that it costs a tenth of its own size, and
//! snippets, phrases, patterns and a new index need nothing else.

use super::Answer;
use super::codec::{Bytes, pack, unpack};
use super::writer::{Who, Writer};
use crate::model::{ArticleId, Body, BodyKind, FeedTexts, Timestamp};
use crate::text::span;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use std::borrow::Cow;

pub fn key(article: ArticleId, kind: BodyKind) -> i64 {
    let kind = match kind {
        BodyKind::Feed => 0,
        BodyKind::Page => 1,
        BodyKind::Clean => 2,
    };
    article.get().saturating_mul(4).saturating_add(kind)
}

/// A feed's texts as they lie in a body: JSON, as [`FeedTexts`] reads it.
pub struct Kept<'a> {
    pub summary: Option<&'a str>,
    pub content: Option<&'a str>,
    pub text: &'a str,
}

impl Kept<'_> {
    pub fn pack(&self) -> Bytes {
        pack(&self.json())
    }

    fn json(&self) -> Vec<u8> {
        let parts = [
            (&b"{\"summary\":"[..], self.summary),
            (b",\"content\":", self.content),
            (b",\"text\":", Some(self.text)),
        ];
        let length: usize = parts.iter().filter_map(|it| it.1).map(str::len).sum();
        let mut json = Vec::with_capacity(length + length / 16 + 64);
        for (name, part) in parts {
            json.extend_from_slice(name);
            match part {
                Some(part) => push_string(&mut json, part.as_bytes()),
                None => json.extend_from_slice(b"null"),
            }
        }
        json.push(b'}');
        json
    }
}

/// A JSON string, as `serde_json` writes it. That looks at each byte by itself; whole texts are written here by every poll.
fn push_string(json: &mut Vec<u8>, text: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    json.push(b'"');
    let mut rest = text;
    loop {
        let plain = span(rest, |b| b >= b' ' && b != b'"' && b != b'\\');
        let (plain, after) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
        json.extend_from_slice(plain);
        let Some((odd, after)) = after.split_first() else {
            break;
        };
        let short = match *odd {
            b'\n' => b'n',
            b'\t' => b't',
            b'\r' => b'r',
            0x08 => b'b',
            0x0c => b'f',
            b'"' | b'\\' => *odd,
            _ => b'u',
        };
        json.extend_from_slice(&[b'\\', short]);
        if short == b'u' {
            json.extend_from_slice(b"00");
            json.extend([odd >> 4, odd & 15].map(|it| HEX[usize::from(it)]));
        }
        rest = after;
    }
    json.push(b'"');
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Searched<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    images: Vec<Captioned<'a>>,
    /// Of the picture above the text.
    #[serde(borrow)]
    lead_caption: Cow<'a, str>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Captioned<'a> {
    #[serde(borrow)]
    caption: Cow<'a, str>,
}

/// What is searched of a body's JSON: the text, and what is said of its pictures, which is no part of
/// it.
pub fn text_of(json: &str) -> String {
    let searched = serde_json::from_str::<Searched<'_>>(json).unwrap_or_default();
    let mut text = searched.text.into_owned();
    let captions = searched.images.into_iter().map(|image| image.caption);
    for caption in std::iter::once(searched.lead_caption).chain(captions) {
        if !caption.is_empty() {
            text.push('\n');
            text.push_str(&caption);
        }
    }
    text
}

/// What is searched of an article beside its title.
pub fn searched(connection: &Connection, article: i64) -> Answer<String> {
    let sql = "SELECT codec, bytes FROM body WHERE id BETWEEN ?1 * 4 AND ?1 * 4 + 3 AND is_text = 1 \
               ORDER BY id DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([article])?;
    let Some(row) = rows.next()? else {
        return Ok(String::new());
    };
    let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
    Ok(text_of(&unpack(row.get(0)?, bytes)?))
}

pub fn get(connection: &Connection, article: ArticleId, kind: BodyKind) -> Answer<Option<Body>> {
    let sql = "SELECT codec, version, bytes FROM body WHERE id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([key(article, kind)], |row| {
            let text = unpack(row.get(0)?, row.get_ref(2)?.as_blob().unwrap_or_default());
            Ok((row.get(1)?, text))
        });
    let Some((version, text)) = found.optional()? else {
        return Ok(None);
    };
    Ok(Some(Body {
        kind,
        version,
        text: text?,
    }))
}

pub fn feed_texts(connection: &Connection, article: ArticleId) -> Answer<Option<FeedTexts>> {
    let body = get(connection, article, BodyKind::Feed)?;
    body.map(|body| Ok(serde_json::from_str(&body.text)?))
        .transpose()
}

struct Row<'a> {
    id: i64,
    version: u32,
    is_text: bool,
    texts: &'a Bytes,
}

/// A page or a document; `is_text`: it is what is searched of the article.
pub fn put(
    connection: &Connection,
    article: ArticleId,
    body: &Body,
    is_text: bool,
    now: Timestamp,
) -> Answer<()> {
    let row = Row {
        id: key(article, body.kind),
        version: body.version,
        is_text,
        texts: &pack(body.text.as_bytes()),
    };
    write(connection, &row, now)
}

fn write(connection: &Connection, row: &Row<'_>, now: Timestamp) -> Answer<()> {
    // "OR REPLACE" would keep the pages that it changes in a journal of its own, for each article.
    let sql = "INSERT INTO body (id, codec, version, is_text, stored_at, bytes) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET codec = excluded.codec, \
               version = excluded.version, is_text = excluded.is_text, \
               stored_at = excluded.stored_at, bytes = excluded.bytes";
    let at = now.seconds();
    connection.prepare_cached(sql)?.execute(params![
        row.id,
        row.texts.codec,
        row.version,
        row.is_text,
        at,
        row.texts.bytes
    ])?;
    Ok(())
}

/// The texts of an entry, with the words that are searched.
pub fn write_feed_texts(
    connection: &Connection,
    article: ArticleId,
    texts: &Bytes,
    now: Timestamp,
) -> Answer<()> {
    let row = Row {
        id: key(article, BodyKind::Feed),
        version: 0,
        is_text: true,
        texts,
    };
    write(connection, &row, now)
}

/// A document as another store had it; `searched` is what search knows of the article.
pub fn write_document(
    connection: &Connection,
    article: ArticleId,
    body: &Body,
    searched: &str,
    now: Timestamp,
) -> Answer<()> {
    put(
        connection,
        article,
        body,
        text_of(&body.text) == searched,
        now,
    )
}

/// The document was made from a text that has changed.
pub fn forget_clean(connection: &Connection, article: ArticleId) -> Answer<()> {
    let sql = "DELETE FROM body WHERE id BETWEEN ?1 AND ?1 + 1";
    connection
        .prepare_cached(sql)?
        .execute([key(article, BodyKind::Clean)])?;
    Ok(())
}

/// The article's page said what its feed has since said otherwise: it is kept until it is fetched anew.
pub fn outdate_page(connection: &Connection, article: ArticleId) -> Answer<()> {
    let sql = "UPDATE body SET version = ?2 WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![key(article, BodyKind::Page), Body::OUTDATED])?;
    Ok(())
}

/// Removes page sources of articles that are not saved.
pub fn prune_pages(writer: &mut Writer, before: Timestamp) -> Answer<u64> {
    writer.transaction(Who::Job, |transaction| {
        let sql = "DELETE FROM body WHERE id % 4 = 1 AND stored_at < ?1 AND NOT EXISTS \
                   (SELECT 1 FROM article a JOIN mark m ON m.work = a.work \
                   WHERE a.id = body.id / 4 AND m.saved_at IS NOT NULL)";
        let gone = transaction
            .prepare_cached(sql)?
            .execute([before.seconds()])? as u64;
        Ok(gone)
    })
}

#[cfg(test)]
mod tests {
    use super::{Kept, text_of};
    use crate::model::FeedTexts;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn texts_are_the_json_that_is_read(
            summary in proptest::option::of("\\PC{0,40}"),
            content in proptest::option::of("[\\x00-\\x7fé中]{0,200}|[a-z<>=/ ]{0,300}[\"\\\\]?[a-z]{0,40}"),
            text in "[\\x00-\\x7fé中]{0,80}",
        ) {
            let kept = Kept { summary: summary.as_deref(), content: content.as_deref(), text: &text };
            let written = String::from_utf8(kept.json()).unwrap();
            let (summary_json, content_json, text_json) = (json!(summary), json!(content), json!(text));
            let expected = format!(r#"{{"summary":{summary_json},"content":{content_json},"text":{text_json}}}"#);
            prop_assert_eq!(&written, &expected);
            let read: FeedTexts = serde_json::from_str(&written).unwrap();
            prop_assert_eq!((read.summary, read.content), (summary, content));
        }
    }

    #[test]
    fn what_is_said_of_pictures_is_searched_with_the_text() {
        let body = json!({
            "text": "The ferry ran aground.",
            "images": [{"url": "a", "caption": "The \"bank\" at noon"}, {"url": "b", "caption": ""}],
        });
        let searched = "The ferry ran aground.\nThe \"bank\" at noon";
        assert_eq!(text_of(&body.to_string()), searched);
    }
}
