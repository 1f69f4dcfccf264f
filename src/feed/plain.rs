//! Texts without markup as HTML: their lines, and the addresses that are written in them.

use crate::markup::{escape_text, unescape};
use crate::text::cap;
use std::borrow::Cow;

/// Bytes of an address at most: longer ones are none that anybody wrote.
const LONGEST: usize = 2_000;

/// Plain text as HTML that shows its lines, and links where it has addresses.
pub(super) fn to_html(text: &str) -> String {
    shown(escape_text(text)).into_owned()
}

/// The same of a text whose references are HTML's already.
pub(super) fn shown(text: Cow<'_, str>) -> Cow<'_, str> {
    // Addresses in tags that nobody expected stay what they are.
    let has_links = text.contains("://") && !has_tags(&text);
    let html = if text.trim().contains(['\n', '\r']) {
        Cow::Owned(with_lines(&text))
    } else {
        text
    };
    if has_links {
        Cow::Owned(with_links(&html))
    } else {
        html
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

/// Makes links of the addresses in a text without other tags than those of its lines.
fn with_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut end = 0;
    for (at, _) in text.match_indices("http") {
        let Some(before) = text.get(end..at) else {
            continue;
        };
        let is_in_word = before.ends_with(char::is_alphanumeric);
        let Some(address) = text.get(at..).filter(|_| !is_in_word).and_then(address) else {
            continue;
        };
        for part in [before, "<a href=\"", address, "\">", address, "</a>"] {
            out.push_str(part);
        }
        end = at + address.len();
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

/// The address that a text begins with, without the punctuation of the sentence around it.
fn address(text: &str) -> Option<&str> {
    const CLOSES: [&str; 4] = ["&lt;", "&gt;", "&quot;", "&nbsp;"];
    let is_end =
        |c: char| c.is_whitespace() || "<>\"“”«»，。、；：！？（）【】「」『』《》".contains(c);
    let mut schemes = ["https://", "http://"].iter();
    let host = schemes.find_map(|it| text.strip_prefix(it))?;
    let start = cap(text, LONGEST);
    let found = start.split(is_end).next()?;
    let goes_on = found.len() == start.len() && start.len() < text.len();
    if !host.starts_with(char::is_alphanumeric) || goes_on {
        return None;
    }
    let closes = CLOSES.iter().filter_map(|it| found.find(it)).min();
    let found = closes.and_then(|end| found.get(..end)).unwrap_or(found);
    let found = found.trim_end_matches("&amp;");
    let (opened, closed) = (found.matches('(').count(), found.matches(')').count());
    let mut of_sentence = closed.saturating_sub(opened);
    let is_around = |c: char| {
        let is_bracket = c == ')' && of_sentence > 0;
        of_sentence -= usize::from(is_bracket);
        is_bracket || ".,;:!?'’…*]".contains(c)
    };
    Some(found.trim_end_matches(is_around))
}
