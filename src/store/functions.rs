//! The functions that SQL conditions call. What a word, a folder or a pattern is says `query`.

use super::Answer;
use super::bodies::text_of;
use super::codec::unpack;
use crate::query::{Pattern, Words, has_folded, pattern};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

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
    // phrase_in(phrase, is_prefix, place, title, codec, bytes): the words stand one after the other.
    connection.create_scalar_function("phrase_in", 6, flags, |call| {
        let words = call.get_or_create_aux(0, |value| -> Result<Words> {
            Ok(Words::of(value.as_str().unwrap_or_default(), call.get(1)?))
        })?;
        let place: i64 = call.get(2)?;
        let in_title = place != BODY && words.stand_in(&crate::text::fold(text(call, 3)));
        Ok(in_title
            || (place != TITLE && words.stand_in(&crate::text::folded_words(&body(call, 4)).0)))
    })?;
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
