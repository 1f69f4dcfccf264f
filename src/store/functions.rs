//! The functions that SQL conditions call. What a word, a folder or a pattern is says `query`.

use super::bodies::text_of;
use super::codec::unpack;
use super::{Answer, StoreError};
use crate::query::{Pattern, Words, has_folded, pattern};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Which part of an article is asked.
pub const ANYWHERE: i64 = 0;
pub const TITLE: i64 = 1;
pub const BODY: i64 = 2;

pub fn register(connection: &Connection) -> Answer<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    // hit(ids, id): the id is one of these, which are ascending, eight bytes each.
    connection.create_scalar_function("hit", 2, flags, |call| {
        let id: i64 = call.get(1)?;
        Ok(call.get_raw(0).as_blob().is_ok_and(|ids| is_hit(ids, id)))
    })?;
    // folded_has(text, part)
    connection.create_scalar_function("folded_has", 2, flags, |call| {
        Ok(has_folded(text(call, 0), text(call, 1)))
    })?;
    // category_has(categories, text): one of these, a JSON list or NULL, has it.
    connection.create_scalar_function("category_has", 2, flags, |call| {
        let all: Vec<String> = serde_json::from_str(text(call, 0)).unwrap_or_default();
        Ok(all.iter().any(|name| has_folded(name, text(call, 1))))
    })?;
    // is_cut_otherwise(text): for a migration that has shipped. Words of such writing were cut at their marks.
    connection.create_scalar_function("is_cut_otherwise", 1, flags, |call| {
        let text = text(call, 0);
        let is_it = |c| {
            matches!(c, '\u{700}'..='\u{109f}' | '\u{1700}'..='\u{1cff}' | '\u{a800}'..='\u{abff}'
                | '\u{10a00}'..='\u{11fff}')
        };
        Ok(!text.is_ascii() && text.chars().any(is_it))
    })?;
    // has_korean(text): for another. Digits and Latin letters were one word with the Korean beside them.
    connection.create_scalar_function("has_korean", 1, flags, |call| {
        let is_syllable = |c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}');
        let text = text(call, 0);
        Ok(!text.is_ascii() && text.chars().any(is_syllable))
    })?;
    // phrase_in(phrase, is_prefix, place, title, codec, bytes): the words stand one after the other.
    connection.create_scalar_function("phrase_in", 6, flags, |call| phrase_in(call))?;
    register_looks(connection)?;
    // pattern_in(pattern, title, codec, bytes)
    connection.create_scalar_function("pattern_in", 4, flags, |call| {
        let pattern = call.get_or_create_aux(0, |value| -> Result<Option<Pattern>> {
            Ok(pattern(value.as_str().unwrap_or_default()).ok())
        })?;
        Ok(pattern
            .as_ref()
            .as_ref()
            .is_some_and(|it| it.is_in(text(call, 1), &body(call, 2))))
    })?;
    Ok(())
}

/// `looked_in(phrase, is_prefix, place, title, codec, bytes, article)` is `phrase_in` as often as `looks(count)` said
/// last; then it fails, and `looks_left()` is 0.
fn register_looks(connection: &Connection) -> Answer<()> {
    let left = Arc::new(AtomicU32::new(0));
    let flags = FunctionFlags::SQLITE_UTF8;
    let allowed = left.clone();
    connection.create_scalar_function("looks", 1, flags, move |call| {
        let count: u32 = call.get(0)?;
        allowed.store(count, Ordering::Relaxed);
        Ok(count)
    })?;
    let kept = left.clone();
    connection.create_scalar_function("looks_left", 0, flags, move |_| {
        Ok(kept.load(Ordering::Relaxed))
    })?;
    let texts = Mutex::new(Texts::default());
    connection.create_scalar_function("looked_in", 7, flags, move |call| {
        let Some(rest) = left.load(Ordering::Relaxed).checked_sub(1) else {
            return Err(Error::UserFunctionError("too many texts to look at".into()));
        };
        left.store(rest, Ordering::Relaxed);
        let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
        stand(call, |words| Ok(words.stand_in(texts.folded(call)?)))
    })?;
    Ok(())
}

/// Texts that were looked at, folded: each letter that is typed asks nearly the same again.
#[derive(Default)]
struct Texts {
    kept: HashMap<i64, (blake3::Hash, String)>,
    bytes: usize,
}

impl Texts {
    /// Then they are forgotten.
    const MOST: usize = 1 << 20;

    /// The text of the article that the call is about, which may have another one by now.
    fn folded(&mut self, call: &Context<'_>) -> Result<&str> {
        let id: i64 = call.get(6)?;
        let packed = call.get_raw(5).as_blob().unwrap_or_default();
        let hash = blake3::hash(packed);
        if self.kept.get(&id).is_none_or(|kept| kept.0 != hash) {
            let folded = crate::text::folded_words(&body(call, 4)).0;
            self.bytes += folded.len();
            if self.bytes > Self::MOST {
                self.kept.clear();
                self.bytes = folded.len();
            }
            self.kept.insert(id, (hash, folded));
        }
        Ok(self.kept.get(&id).map_or("", |kept| kept.1.as_str()))
    }
}

fn phrase_in(call: &Context<'_>) -> Result<bool> {
    stand(call, |words| {
        Ok(words.stand_in(&crate::text::folded_words(&body(call, 4)).0))
    })
}

/// The words of a call's first arguments stand in the title or, which is looked at last, in the text.
fn stand(call: &Context<'_>, in_text: impl FnOnce(&Words) -> Result<bool>) -> Result<bool> {
    let words = call.get_or_create_aux(0, |value| -> Result<Words> {
        Ok(Words::of(value.as_str().unwrap_or_default(), call.get(1)?))
    })?;
    let place: i64 = call.get(2)?;
    let in_title = place != BODY && words.stand_in(&crate::text::fold(text(call, 3)));
    Ok(in_title || (place != TITLE && in_text(&words)?))
}

/// Runs what asks `looked_in` at most so often; none where that is not enough.
pub fn looking<T>(
    connection: &Connection,
    count: u32,
    work: impl FnOnce() -> Answer<T>,
) -> Answer<Option<T>> {
    connection
        .prepare_cached("SELECT looks(?1)")?
        .query_row([count], |row| row.get::<_, u32>(0))?;
    match work() {
        Ok(answer) => Ok(Some(answer)),
        Err(StoreError::Interrupted) => Err(StoreError::Interrupted),
        Err(error) => {
            let mut left = connection.prepare_cached("SELECT looks_left()")?;
            match left.query_row([], |row| row.get::<_, u32>(0))? {
                0 => Ok(None),
                _ => Err(error),
            }
        }
    }
}

/// Ids as `hit` takes them.
pub fn hits(ids: &[i64]) -> Vec<u8> {
    ids.iter().flat_map(|id| id.to_le_bytes()).collect()
}

fn is_hit(ids: &[u8], wanted: i64) -> bool {
    let (ids, _) = ids.as_chunks::<8>();
    ids.binary_search_by(|id| i64::from_le_bytes(*id).cmp(&wanted))
        .is_ok()
}

fn text<'a>(call: &'a Context<'_>, place: usize) -> &'a str {
    call.get_raw(place).as_str().unwrap_or_default()
}

/// The searched text of a body whose codec and bytes are two arguments; none is empty.
fn body(call: &Context<'_>, place: usize) -> String {
    match (call.get_raw(place), call.get_raw(place + 1)) {
        (ValueRef::Integer(codec), ValueRef::Blob(bytes)) => unpack(codec, bytes)
            .map(|json| text_of(&json))
            .unwrap_or_default(),
        _ => String::new(),
    }
}
