//! Texts without markup as HTML: their lines.

use crate::markup::{escape_text, unescape};
use std::borrow::Cow;

/// Plain text as HTML that shows its lines.
pub(super) fn to_html(text: &str) -> String {
    shown(escape_text(text)).into_owned()
}

/// The same of a text whose references are HTML's already.
pub(super) fn shown(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.trim().contains(['\n', '\r']) {
        Cow::Owned(with_lines(&text))
    } else {
        text
    }
}

/// No tag of any name is in it, and no references that make one.
pub(super) fn is_bare(text: &str) -> bool {
    !(has_tags(text) || text.contains('&') && has_tags(&unescape(text)))
}

fn has_tags(text: &str) -> bool {
    // "<https://…>" is an address.
    let begins = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
            && !rest.starts_with("http")
    };
    text.split('<').skip(1).any(begins)
}

/// Text without tags as HTML: a blank line parts paragraphs, and a line's end ends a line unless it only
/// kept the file narrow.
fn with_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let paragraphs = lines
        .split(|line| line.is_empty())
        .filter(|lines| !lines.is_empty());
    let joined = paragraphs.map(|lines| {
        let is_kept = !is_wrapped(lines);
        lines.join(if is_kept { "<br>" } else { "\n" })
    });
    joined.collect::<Vec<_>>().join("<p>")
}

/// Whether an editor broke a paragraph: no line had room for the first word of the next. Lists of addresses
/// are none.
fn is_wrapped(lines: &[&str]) -> bool {
    let length = |text: &str| text.chars().count();
    let widest = lines.iter().map(|line| length(line)).max().unwrap_or(0);
    let is_full = |pair: &[&str]| {
        let [line, next] = pair else { return true };
        let word = next.split(' ').next().unwrap_or_default();
        length(line) + 1 + length(word) > widest
    };
    (50..=84).contains(&widest)
        && !lines.iter().any(|line| line.contains("://"))
        && lines.windows(2).all(is_full)
}
