//! Raised and lowered digits and letters, as far as there are signs for them.

use super::super::styled::{Style, Styled};
use crate::text;

/// Longer is a line of its own that somebody set small.
const LONGEST: usize = 24;

/// Narrow, and no line ends there: 10⁶ and its note 12 are not 10⁶¹².
const APART: &str = "\u{202f}";

/// `10<sup>6</sup>` → `10⁶`; a word without a raised form → `^word`, all else stays as it is. A note's sign sheds its
/// brackets, which would make it look like the number of a link, and stands apart from what is raised before it.
pub(super) fn raise(line: &mut Styled, start: usize, style: Style, is_ascii: bool) {
    let text = line.as_str().get(start..).unwrap_or_default();
    let is_note = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .is_some_and(is_note_sign);
    replace(line, start, style, text::raised, ('^', is_ascii), is_note);
}

/// `12`, `a`
fn is_note_sign(text: &str) -> bool {
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    is_number || (text.len() == 1 && text.chars().all(|c| text::raised(c).is_some()))
}

/// `H<sub>2</sub>O` → `H₂O`.
pub(super) fn lower(line: &mut Styled, start: usize, style: Style, is_ascii: bool) {
    replace(line, start, style, text::lowered, ('_', is_ascii), false);
}

/// Links in it stay links.
fn replace(
    line: &mut Styled,
    start: usize,
    style: Style,
    sign: fn(char) -> Option<char>,
    (mark, is_ascii): (char, bool),
    is_note: bool,
) {
    let whole = line.as_str().get(start..).unwrap_or_default();
    let text = if is_note {
        whole.trim_matches(['[', ']'])
    } else {
        whole
    };
    if text.is_empty() || text.len() > LONGEST {
        return;
    }
    let has_signs = !is_ascii && text.chars().all(|c| sign(c).is_some());
    let is_word = text
        .chars()
        .all(|c| c.is_alphanumeric() || "+-−=".contains(c));
    // "1st" is one word however it is set.
    let is_letters = is_ascii && !is_note && text.chars().all(char::is_alphabetic);
    if !has_signs && (!is_word || is_letters) {
        return;
    }
    let parts = line.parts(start..line.len()).map(|(text, style)| {
        let shown = text.chars().filter(|c| !is_note || !"[]".contains(*c));
        let raised = shown.map(|c| sign(c).filter(|_| has_signs).unwrap_or(c));
        (raised.collect::<String>(), style)
    });
    let parts: Vec<_> = parts.collect();
    let would_melt = has_signs && follows_other(line, start, is_note);
    line.truncate(start);
    if would_melt {
        line.push(APART, style);
    }
    if !has_signs {
        line.push(mark.encode_utf8(&mut [0; 4]), style);
    }
    for (text, style) in parts {
        line.push(&text, style);
    }
}

/// What is raised from `start` on is something else than the raised sign right before it: a note, or another link.
fn follows_other(line: &Styled, start: usize, is_note: bool) -> bool {
    let before = line.as_str().get(..start).unwrap_or_default();
    let is_raised = before.chars().next_back().is_some_and(text::is_raised);
    let link_before = line
        .parts(0..start)
        .next_back()
        .map(|(_, style)| style.link);
    let mut own = line.parts(start..line.len()).map(|(_, style)| style.link);
    is_raised && (is_note || own.next() != link_before)
}
