//! Lines broken where Unicode allows it (UAX 14), words at syllables where asked, and anything
//! that is still too long at graphemes: no line is ever wider than asked.

use super::width;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// One line of a wrapped text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text, without blanks at the ends.
    pub range: Range<usize>,
    /// A word goes on in the next line: show a hyphen.
    pub has_hyphen: bool,
}

/// Breaks `text` (no line ends in it) into lines of at most `columns`; `language` (BCP 47) asks
/// for hyphenation where it is known.
#[must_use]
pub fn wrap(text: &str, columns: usize, language: Option<&str>) -> Vec<Piece> {
    let columns = columns.max(2);
    let mut lines = Lines { text, columns, pieces: Vec::new(), start: 0, end: 0, taken: 0 };
    let hyphens = language.and_then(language_of);
    let mut last = 0;
    for (end, _) in unicode_linebreak::linebreaks(text) {
        lines.add(last..end, hyphens);
        last = end;
    }
    lines.finish();
    lines.pieces
}

fn language_of(tag: &str) -> Option<hypher::Lang> {
    let code = tag.as_bytes().get(..2)?;
    hypher::Lang::from_iso([code[0].to_ascii_lowercase(), code[1].to_ascii_lowercase()])
}

struct Lines<'a> {
    text: &'a str,
    columns: usize,
    pieces: Vec<Piece>,
    /// The line being filled, and its columns.
    start: usize,
    end: usize,
    taken: usize,
}

impl Lines<'_> {
    /// Adds what stands between two places to break at.
    fn add(&mut self, range: Range<usize>, hyphens: Option<hypher::Lang>) {
        let unit = self.text.get(range.clone()).unwrap_or_default();
        let visible = width(unit.trim_end());
        if self.taken + visible > self.columns {
            if let Some(language) = hyphens {
                self.hyphenate(&range, language);
            } else if self.taken > 0 {
                self.close(range.start, false);
            }
            self.break_long(range.end);
        }
        let rest = self.text.get(self.end.max(range.start)..range.end).unwrap_or_default();
        self.taken += width(rest);
        self.end = range.end;
    }

    /// Puts as many syllables of the word as fit on this line; else begins a new one.
    fn hyphenate(&mut self, range: &Range<usize>, language: hypher::Lang) {
        let unit = self.text.get(range.clone()).unwrap_or_default();
        let word = unit.trim_matches(|c: char| !c.is_alphabetic());
        let offset = range.start + unit.find(word).unwrap_or(0);
        let is_word = word.chars().count() >= 6 && word.chars().all(char::is_alphabetic);
        let mut fits = None;
        if is_word {
            let mut at = offset;
            for syllable in hypher::hyphenate(word, language) {
                at += syllable.len();
                let part = self.text.get(range.start..at).unwrap_or_default();
                if at < offset + word.len() && self.taken + width(part) < self.columns {
                    fits = Some(at);
                }
            }
        }
        match fits {
            Some(at) => self.close(at, true),
            None if self.taken > 0 => self.close(range.start, false),
            None => {}
        }
    }

    /// Ends the line before `next`.
    fn close(&mut self, next: usize, has_hyphen: bool) {
        let line = self.text.get(self.start..next).unwrap_or_default();
        let end = self.start + line.trim_end().len();
        self.pieces.push(Piece { range: self.start..end, has_hyphen });
        self.start = next;
        self.end = next;
        self.taken = 0;
    }

    /// Breaks at graphemes what no line can hold.
    fn break_long(&mut self, end: usize) {
        loop {
            let rest = self.text.get(self.end..end).unwrap_or_default();
            if self.taken + width(rest.trim_end()) <= self.columns {
                return;
            }
            let mut taken = self.taken;
            let mut at = self.end;
            for grapheme in rest.graphemes(true) {
                taken += width(grapheme);
                if taken > self.columns {
                    break;
                }
                at += grapheme.len();
            }
            // A single grapheme wider than the line: it is shown alone, cut by whoever draws.
            if at == self.start {
                at += rest.graphemes(true).next().map_or(rest.len(), str::len);
            }
            self.close(at, false);
        }
    }

    fn finish(&mut self) {
        if self.start < self.text.len() || self.pieces.is_empty() {
            self.close(self.text.len(), false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, columns: usize, language: Option<&str>) -> Vec<String> {
        let line = |piece: Piece| {
            let hyphen = if piece.has_hyphen { "-" } else { "" };
            format!("{}{hyphen}", &text[piece.range])
        };
        wrap(text, columns, language).into_iter().map(line).collect()
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(lines("the sand has not been asked", 12, None), ["the sand has", "not been", "asked"]);
        assert_eq!(lines("", 12, None), [""]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken() {
        assert_eq!(lines("a abcdefghij b", 4, None), ["a", "abcd", "efgh", "ij b"]);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_full_stop() {
        assert_eq!(lines("北京大学。今天", 8, None), ["北京大", "学。今天"]);
    }

    #[test]
    fn words_break_at_syllables_where_asked() {
        let broken = lines("an extraordinary boat", 12, Some("en-GB"));
        assert!(broken[0].ends_with('-'), "{broken:?}");
        assert_eq!(broken.concat().replace('-', "").replace(' ', ""), "anextraordinaryboat");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_and_no_word_is_lost(text in "[a-zé中 ،ع-]{0,80}", columns in 2..30_usize, hyphens in any::<bool>()) {
            let language = hyphens.then_some("en");
            let mut shown = String::new();
            for piece in wrap(&text, columns, language) {
                prop_assert!(width(&text[piece.range.clone()]) + usize::from(piece.has_hyphen) <= columns);
                shown.push_str(&text[piece.range]);
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&shown), letters(&text));
        }
    }
}
