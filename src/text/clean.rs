//! `Clean`: text that cannot act on a terminal. An allow-list by Unicode's categories, not a
//! search for sequences: what is not known to be harmless is not let through.

use serde::{Deserialize, Deserializer, Serialize};
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory as _};

/// More marks than any script stacks on a letter; hundreds crash terminals (CVE-2021-27135).
const MARKS: usize = 4;
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Text without control bytes, escapes, bidi overrides or invisible characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Clean(String);

impl Clean {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::ops::Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Clean {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// Stored text is cleaned again when it is read: an older version may have let something pass.
impl<'de> Deserialize<'de> for Clean {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input).map(|text| clean_block(&text))
    }
}

/// One line: runs of blanks, tabs, control characters and line ends become one space, none at
/// the ends.
#[must_use]
pub fn clean_line(text: &str) -> Clean {
    let mut out = Filter::with_capacity(text.len());
    let mut has_blank = false;
    for c in text.chars() {
        if is_blank(c) || c.is_control() {
            has_blank = !out.text.is_empty();
        } else if is_visible(c) {
            if std::mem::take(&mut has_blank) {
                out.blank(' ');
            }
            out.push(c);
        }
    }
    out.finish()
}

/// Several lines: line ends stay, tabs become spaces, blanks are kept; all else as in `clean_line`.
#[must_use]
pub fn clean_block(text: &str) -> Clean {
    let mut out = Filter::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '\n' if last == '\r' => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => out.blank('\n'),
            '\t' => (0..4).for_each(|_| out.blank(' ')),
            c if is_blank(c) => out.blank(' '),
            c if c.is_control() => {}
            c if is_visible(c) => out.push(c),
            _ => {}
        }
        last = c;
    }
    out.finish()
}

/// The character may stand in clean text by itself.
#[must_use]
pub fn is_safe(c: char) -> bool {
    c == ' ' || (is_visible(c) && !is_blank(c))
}

/// The first `bytes` of a text at most, at a character's end.
#[must_use]
pub fn cap(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// Takes what passed and watches over what may follow what.
struct Filter {
    text: String,
    marks: usize,
    /// A joiner that waits for something to join.
    joiner: Option<char>,
}

impl Filter {
    fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), marks: 0, joiner: None }
    }

    fn blank(&mut self, c: char) {
        self.text.push(c);
        self.marks = 0;
        self.joiner = None;
    }

    fn push(&mut self, c: char) {
        if JOINERS.contains(&c) {
            let joins = self.text.chars().next_back().is_some_and(|last| last != ' ' && last != '\n');
            self.joiner = joins.then_some(c);
            return;
        }
        if is_mark(c) {
            self.marks += 1;
            let has_base = self.text.chars().next_back().is_some_and(|last| !last.is_whitespace());
            if self.marks > MARKS || !has_base || (is_selector(c) && self.ends_in_selector()) {
                return;
            }
        } else {
            self.marks = 0;
        }
        self.text.extend(self.joiner.take());
        self.text.push(c);
    }

    fn ends_in_selector(&self) -> bool {
        self.text.chars().next_back().is_some_and(is_selector)
    }

    fn finish(self) -> Clean {
        Clean(self.text)
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}'
        | '\u{3000}' | '\u{2028}' | '\u{2029}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{115f}'
        | '\u{1160}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180d}' | '\u{180f}')
}

fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            c.general_category(),
            Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark
        )
}

fn is_visible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic() || c == ' ';
    }
    if JOINERS.contains(&c) {
        return true;
    }
    // Supplementary variation selectors are format in all but name; U+FFFC stands for nothing;
    // U+034F joins nothing that is seen.
    if matches!(c, '\u{e0100}'..='\u{e01ef}' | '\u{fffc}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}') {
        return false;
    }
    !matches!(
        c.general_category(),
        Category::Control
            | Category::Format
            | Category::Surrogate
            | Category::PrivateUse
            | Category::Unassigned
            | Category::LineSeparator
            | Category::ParagraphSeparator
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_cannot_act_and_forged_rows_are_blanks() {
        assert_eq!(clean_line("a\u{1b}]0;x\u{7}b").as_str(), "a ]0;x b");
        assert_eq!(clean_line("one\r\n\ttwo\u{8}").as_str(), "one two");
        assert_eq!(clean_line("a\u{9b}31mb\u{9d}").as_str(), "a 31mb");
        assert_eq!(clean_block("a\u{1b}[2Jb\r\nc\td").as_str(), "a[2Jb\nc    d");
    }

    #[test]
    fn direction_and_invisible_characters_are_gone() {
        let hidden = "a\u{202e}b\u{2066}c\u{200b}d\u{ad}e\u{feff}f\u{e0041}g\u{61c}h\u{e000}i";
        assert_eq!(clean_line(hidden).as_str(), "abcdefghi");
    }

    #[test]
    fn letters_of_all_scripts_stay_as_they_are() {
        for text in ["Tolúlọpẹ́", "Tolu\u{301}lo\u{323}pe\u{323}\u{301}", "ɓaƙo", "中文", "العربية", "👩‍👩‍👧 ❤️", "می‌خواهم"] {
            assert_eq!(clean_line(text).as_str(), text);
            assert_eq!(clean_block(text).as_str(), text);
        }
    }

    #[test]
    fn marks_do_not_pile_up() {
        let zalgo = format!("a{}b", "\u{301}".repeat(300));
        assert_eq!(clean_line(&zalgo).chars().count(), 2 + MARKS);
        assert_eq!(clean_line("x\u{fe0f}\u{fe0f}\u{fe0f}").chars().count(), 2);
        assert_eq!(clean_line("\u{301}a").as_str(), "a");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_safe_and_cleaning_again_changes_nothing(text in any::<String>()) {
            let line = clean_line(&text);
            prop_assert!(line.chars().all(|c| is_safe(c) || is_mark(c) || JOINERS.contains(&c)));
            prop_assert!(!line.contains(['\n', '\u{1b}', '\u{202e}']));
            prop_assert_eq!(clean_line(&line), line);
            let block = clean_block(&text);
            prop_assert!(!block.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert_eq!(clean_block(&block), block);
        }
    }
}
