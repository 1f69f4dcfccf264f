//! Text in the order in which it is seen (UAX 9), for terminals that do not do it themselves.
//! Shaping Arabic letters is left to the terminal.

use std::ops::Range;
use unicode_bidi::{BidiInfo, Level};

/// A stretch of one direction, in the order of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Bytes of the text as it is read.
    pub range: Range<usize>,
    /// The stretch's graphemes go from right to left.
    pub is_right_to_left: bool,
}

/// The paragraph begins, by its first strong letter, at the right.
#[must_use]
pub fn is_right_to_left(text: &str) -> bool {
    may_be_right_to_left(text)
        && BidiInfo::new(text, None).paragraphs.first().is_some_and(|first| first.level.is_rtl())
}

/// One line's stretches from left to right; `is_right_to_left` is the paragraph's direction.
#[must_use]
pub fn visual_runs(line: &str, is_right_to_left: bool) -> Vec<Run> {
    let whole = Run { range: 0..line.len(), is_right_to_left: false };
    if !is_right_to_left && !may_be_right_to_left(line) {
        return vec![whole];
    }
    let level = if is_right_to_left { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(line, Some(level));
    let Some(paragraph) = info.paragraphs.first() else { return vec![whole] };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    runs.into_iter()
        .map(|range| Run {
            is_right_to_left: levels.get(range.start).is_some_and(|level| level.is_rtl()),
            range,
        })
        .collect()
}

/// Brackets that turn with the direction.
#[must_use]
pub fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 8] = [
        ('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›'), ('≤', '≥'), ('⟨', '⟩'),
    ];
    for (left, right) in PAIRS {
        if c == left {
            return right;
        }
        if c == right {
            return left;
        }
    }
    c
}

/// Hebrew, Arabic and their kin stand in these blocks.
fn may_be_right_to_left(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_strong_letter_decides() {
        assert!(is_right_to_left("«العربية» and"));
        assert!(!is_right_to_left("and العربية"));
    }

    #[test]
    fn a_word_of_arabic_in_english_is_one_turned_run() {
        let line = "say سلام now";
        let runs = visual_runs(line, false);
        let turned: Vec<&str> =
            runs.iter().filter(|r| r.is_right_to_left).map(|r| &line[r.range.clone()]).collect();
        assert_eq!(turned, ["سلام"]);
        assert_eq!(runs.iter().map(|run| run.range.len()).sum::<usize>(), line.len());
    }
}
