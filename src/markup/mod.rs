//! Bytes → UTF-8; the tolerant XML tree; what a linear pass over HTML can tell: visible text,
//! links, absolute addresses. Pure; no vocabulary of feeds beyond what the tree must know to heal.

mod decode;
mod entity;
mod html;
mod pictures;
pub mod tame;
mod tracking;
pub mod xhtml;
pub mod xml;

pub use decode::{decode, decode_html, decode_owned, is_data, without_mark};
pub use entity::{escape_text, unescape};
pub use html::{Base, Bit, PageLink, absolute_urls, bits, links, short_base, visible_text};
pub use pictures::has_pictures;
pub use tame::is_block;
pub use tracking::{common_spelling, is_tracking, without_tracking};

/// The part of a text between two byte positions; empty where that would cut a character.
fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// At most so many bytes of a text, up to a character's edge.
fn beginning(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    part(text, 0, end)
}

/// All from a byte position on; empty where that would cut a character.
fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}
