//! `Clean`: text that cannot act on a terminal. An allow-list by Unicode's general category; nothing here
//! looks for escape sequences, since what is not text never passes.

use super::{span, width};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use unicode_properties::{
    GeneralCategory, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory,
};

/// What a base may carry: more is not writing but an attack on the rows above and below.
const MARKS_A_GRAPHEME: u8 = 4;
/// The longest emoji in use is joined three times.
const JOINERS_A_GRAPHEME: u8 = 4;

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

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
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

/// One line: runs of blanks, tabs and line ends become one space, nothing at the ends.
#[must_use]
pub fn clean_line(text: &str) -> Clean {
    Clean(filter(text, Shape::Line))
}

/// Several lines: line ends stay, a tab becomes four blanks (of code see `without_tabs`), no-break and wide blanks are kept;
/// all else as in `clean_line`.
#[must_use]
pub fn clean_block(text: &str) -> Clean {
    if is_plain_block(text) {
        return Clean(text.to_owned());
    }
    Clean(filter(text, Shape::Block))
}

/// [`clean_block`] of a text that is not needed beside it.
#[must_use]
pub fn clean_block_of(text: String) -> Clean {
    if is_plain_block(&text) {
        return Clean(text);
    }
    Clean(filter(&text, Shape::Block))
}

/// Columns from one tab stop to the next.
const TAB: usize = 4;

/// A text with blanks for its tabs, up to the next stop of the line, as whoever set columns by them saw it.
#[must_use]
pub fn without_tabs(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for piece in text.split_inclusive(|c| c == '\t' || kind(c) == Kind::LineEnd) {
        if let Some(words) = piece.strip_suffix('\t') {
            column += width(&clean_block(words));
            let blanks = TAB - column % TAB;
            out.push_str(words);
            out.push_str(&" ".repeat(blanks));
            column += blanks;
        } else {
            out.push_str(piece);
            column = 0;
        }
    }
    Cow::Owned(out)
}

fn is_plain_block(text: &str) -> bool {
    let is_plain = |b: u8| (b == b'\n') | (b' '..=b'~').contains(&b);
    span(text.as_bytes(), is_plain) == text.len()
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Line,
    Block,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Base,
    Mark,
    Selector,
    Joiner,
    Blank,
    LineEnd,
    Gone,
}

/// Fewer ASCII characters in a row are taken one by one.
const SHORT_RUN: usize = 8;

/// Bytes that were cleaned on this thread: tests count by it how much work a document makes.
#[cfg(test)]
pub mod steps {
    use std::cell::Cell;

    thread_local! {
        static COUNT: Cell<usize> = const { Cell::new(0) };
    }

    pub fn add(count: usize) {
        COUNT.set(COUNT.get() + count);
    }

    pub fn take() -> usize {
        COUNT.replace(0)
    }
}

fn filter(text: &str, shape: Shape) -> String {
    #[cfg(test)]
    steps::add(text.len());
    let mut out = Writer::new(text.len(), shape);
    let mut rest = text;
    while !rest.is_empty() {
        rest = out.plain(rest);
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let next = chars.next();
        if c != '\r' || next != Some('\n') {
            out.put(c, next);
        }
    }
    out.done()
}

/// Keeps what the rules over neighbouring characters need to know.
struct Writer {
    out: String,
    shape: Shape,
    /// The last base; none at the start of a line and after a blank.
    base: Option<char>,
    last: Kind,
    marks: u8,
    joiners: u8,
}

impl Writer {
    fn new(capacity: usize, shape: Shape) -> Self {
        Self {
            out: String::with_capacity(capacity),
            shape,
            base: None,
            last: Kind::LineEnd,
            marks: 0,
            joiners: 0,
        }
    }

    /// Takes the letters, signs and blanks of ASCII that stand here (single ones in a line, and line ends in a block),
    /// but for the last, which may carry marks: nothing of them is changed. Answers what is left.
    fn plain<'a>(&mut self, text: &'a str) -> &'a str {
        let is_block = self.shape == Shape::Block;
        let mut before = 0;
        let is_plain = |b: &u8| {
            let is_second = std::mem::replace(&mut before, *b) == b' ' && *b == b' ';
            match *b {
                b'\n' => is_block,
                b' '..=b'~' => is_block || !is_second,
                _ => false,
            }
        };
        let run = text.bytes().take_while(is_plain).count();
        let (Some(first), Some(inner), Some(left)) = (
            text.chars().next().filter(|_| run >= SHORT_RUN),
            text.get(1..run.saturating_sub(1)),
            text.get(run.saturating_sub(1)..),
        ) else {
            return text;
        };
        self.put(first, inner.chars().next());
        self.out.push_str(inner);
        (self.marks, self.joiners) = (0, 0);
        (self.base, self.last) = match inner.chars().next_back() {
            Some(' ') => (None, Kind::Blank),
            Some('\n') => (None, Kind::LineEnd),
            base => (base, Kind::Base),
        };
        left
    }

    fn put(&mut self, c: char, next: Option<char>) {
        match kind(c) {
            Kind::Base => self.base(c),
            Kind::Mark if self.base.is_some() && self.marks < MARKS_A_GRAPHEME => {
                self.marks += 1;
                self.keep(c, Kind::Mark);
            }
            Kind::Selector if self.may_select() => self.keep(c, Kind::Selector),
            Kind::Joiner if self.may_join(c, next) => {
                self.joiners += 1;
                self.keep(c, Kind::Joiner);
            }
            Kind::Blank => self.blank(c),
            Kind::LineEnd => self.line_end(),
            Kind::Mark | Kind::Selector | Kind::Joiner | Kind::Gone => {}
        }
    }

    fn keep(&mut self, c: char, kind: Kind) {
        self.out.push(c);
        self.last = kind;
    }

    fn base(&mut self, c: char) {
        if self.last != Kind::Joiner {
            self.joiners = 0;
        }
        self.marks = 0;
        self.base = Some(c);
        self.keep(c, Kind::Base);
    }

    fn blank(&mut self, c: char) {
        self.base = None;
        match (self.shape, c) {
            (Shape::Line, _) if self.last == Kind::Blank || self.out.is_empty() => {}
            (Shape::Block, '\t') => {
                self.out.push_str("    ");
                self.last = Kind::Blank;
            }
            // These say where a line may not end, or stand as wide as the writing around them.
            (Shape::Block, '\u{a0}' | '\u{202f}' | '\u{3000}') => self.keep(c, Kind::Blank),
            _ => self.keep(' ', Kind::Blank),
        }
    }

    fn line_end(&mut self) {
        match self.shape {
            Shape::Line => self.blank(' '),
            Shape::Block => {
                self.base = None;
                self.keep('\n', Kind::LineEnd);
            }
        }
    }

    /// U+FE0E and U+FE0F choose between a sign and its picture; the others choose glyphs that no terminal has.
    fn may_select(&self) -> bool {
        self.last == Kind::Base && self.base.is_some_and(UnicodeEmoji::is_emoji_char)
    }

    fn may_join(&self, c: char, next: Option<char>) -> bool {
        if self.last == Kind::Joiner || self.joiners >= JOINERS_A_GRAPHEME {
            return false;
        }
        let (Some(base), Some(next)) = (self.base, next) else {
            return false;
        };
        (joins_letters(base) && joins_letters(next))
            || (c == '\u{200d}' && is_picture(base) && is_picture(next))
    }

    fn done(mut self) -> String {
        if self.shape == Shape::Line && self.last == Kind::Blank {
            self.out.pop();
        }
        self.out
    }
}

fn kind(c: char) -> Kind {
    match c {
        ' '..='~' if c != ' ' => Kind::Base,
        ' ' | '\t' => Kind::Blank,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::LineEnd,
        _ if is_letter_at_sight(c) => Kind::Base,
        '\u{fe0e}' | '\u{fe0f}' => Kind::Selector,
        '\u{200c}' | '\u{200d}' => Kind::Joiner,
        _ if is_invisible(c) => Kind::Gone,
        // Vowels and finals of Korean and skin colours add to the sign before them without end, as marks do.
        '\u{1161}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}' | '\u{1f3fb}'..='\u{1f3ff}' => Kind::Mark,
        // Signs that embrace a number, visible though of the category of controls.
        '\u{600}'..='\u{605}' | '\u{6dd}' => Kind::Base,
        _ => by_category(c),
    }
}

/// What nearly all texts are written in beside ASCII, so that it need not be looked up.
fn is_letter_at_sight(c: char) -> bool {
    matches!(c, '\u{ae}'..='\u{2ff}' | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}')
}

fn by_category(c: char) -> Kind {
    let category = c.general_category();
    match category {
        GeneralCategory::SpaceSeparator => Kind::Blank,
        GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => Kind::LineEnd,
        _ => match category.into_group() {
            GeneralCategoryGroup::Mark => Kind::Mark,
            GeneralCategoryGroup::Other | GeneralCategoryGroup::Separator => Kind::Gone,
            _ => Kind::Base,
        },
    }
}

/// Letters and marks in name that show nothing: fillers, joiners, selectors of glyphs.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}'
            | '\u{ffa0}'
            | '\u{fffc}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Scripts whose letters change their shape beside one another, where a joiner has a meaning.
fn joins_letters(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}')
        && c.general_category().into_group() == GeneralCategoryGroup::Letter
}

fn is_picture(c: char) -> bool {
    c > '\u{7f}' && c.is_emoji_char() && kind(c) == Kind::Base
}

trait Group {
    fn into_group(self) -> GeneralCategoryGroup;
}

impl Group for GeneralCategory {
    /// The crate tells the group of a character only by looking it up once more.
    fn into_group(self) -> GeneralCategoryGroup {
        use GeneralCategory as C;
        match self {
            C::UppercaseLetter
            | C::LowercaseLetter
            | C::TitlecaseLetter
            | C::ModifierLetter
            | C::OtherLetter => GeneralCategoryGroup::Letter,
            C::NonspacingMark | C::SpacingMark | C::EnclosingMark => GeneralCategoryGroup::Mark,
            C::SpaceSeparator | C::LineSeparator | C::ParagraphSeparator => {
                GeneralCategoryGroup::Separator
            }
            C::Control | C::Format | C::Surrogate | C::PrivateUse | C::Unassigned => {
                GeneralCategoryGroup::Other
            }
            C::DecimalNumber | C::LetterNumber | C::OtherNumber => GeneralCategoryGroup::Number,
            C::CurrencySymbol | C::MathSymbol | C::ModifierSymbol | C::OtherSymbol => {
                GeneralCategoryGroup::Symbol
            }
            _ => GeneralCategoryGroup::Punctuation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str) -> String {
        clean_line(text).into_string()
    }

    #[test]
    fn escapes_lose_what_makes_them_act() {
        assert_eq!(line("a\u{1b}]0;x\u{7}b\u{9b}31mc\u{9d}"), "a]0;xb31mc");
        assert_eq!(clean_block("a\u{1b}[2J\u{8}b").as_str(), "a[2Jb");
    }

    #[test]
    fn direction_and_zero_width_characters_go() {
        let hostile = "a\u{202e}b\u{2066}c\u{200e}d\u{61c}e\u{200b}f\u{2060}g\u{feff}h\u{ad}i\u{e0041}j\u{34f}k\u{3164}l\u{115f}";
        assert_eq!(line(hostile), "abcdefghijkl");
    }

    #[test]
    fn private_and_unassigned_characters_go() {
        assert_eq!(line("a\u{e000}\u{f8ff}\u{10fffd}\u{378}\u{fffe}b"), "ab");
    }

    #[test]
    fn joiners_stay_only_where_they_have_a_meaning() {
        assert_eq!(line("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(line("👩\u{200d}🚒"), "👩\u{200d}🚒");
        assert_eq!(line("pay\u{200c}pal\u{200d}"), "paypal");
        assert_eq!(line("م\u{200c}\u{200c}م \u{200d}م"), "م\u{200c}م م");
    }

    #[test]
    fn one_selector_after_a_sign_that_has_a_picture() {
        assert_eq!(line("☂\u{fe0f}\u{fe0f}\u{fe0e}"), "☂\u{fe0f}");
        assert_eq!(line("a\u{fe0f}\u{fe01} \u{fe0f}b"), "a b");
        assert_eq!(line("1\u{fe0f}\u{20e3}"), "1\u{fe0f}\u{20e3}");
    }

    #[test]
    fn four_marks_a_grapheme_and_none_without_a_base() {
        let zalgo = format!("a{}b", "\u{301}".repeat(300));
        assert_eq!(line(&zalgo), format!("a{}b", "\u{301}".repeat(4)));
        assert_eq!(line("\u{301}a \u{301}b"), "a b");
        assert_eq!(line("e\u{323}\u{301}"), "e\u{323}\u{301}");
        let jamo = format!("가{}", "\u{1161}".repeat(50));
        assert_eq!(line(&jamo).chars().count(), 5);
    }

    #[test]
    fn a_line_has_single_spaces_and_no_ends() {
        assert_eq!(line("  a\u{a0}\u{3000} b\r\n\tc\u{2028}d \u{b}"), "a b c d");
    }

    #[test]
    fn a_block_keeps_lines_and_blanks() {
        let block = clean_block("a\r\nb\rc\u{2029}d\u{a0}e\tf\u{2003}  g");
        assert_eq!(block.as_str(), "a\nb\nc\nd\u{a0}e    f   g");
    }

    #[test]
    fn a_tab_ends_at_the_next_stop_of_its_line() {
        for (text, expected) in [
            ("a b", "a b"),
            ("\tif x\n\t\ty", "    if x\n        y"),
            ("a\tb\r\nabc\td\rabcd\te", "a   b\r\nabc d\rabcd    e"),
            ("中\tb\n\u{7}é\u{200b}\tb", "中  b\n\u{7}é\u{200b}   b"),
        ] {
            assert_eq!(without_tabs(text), expected);
        }
    }

    #[test]
    fn writing_of_all_kinds_passes() {
        for text in [
            "Tolúlọpẹ́ Ọlá: “Ẹ káàárọ̀” – ‘ƙasa’",
            "हिन्दी में समाचार",
            "中文新闻，日本語のニュース。",
            "العربية ۱۲۳ עִבְרִית",
            "ไทย 한국어 🇳🇬 👍🏽",
        ] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn letters_at_sight_are_what_their_category_says() {
        let all = (0..=0x10_ffff).filter_map(char::from_u32);
        for c in all.filter(|c| is_letter_at_sight(*c)) {
            assert!(by_category(c) == Kind::Base && !is_invisible(c), "{c:?}");
            let is_jamo = matches!(c, '\u{1161}'..='\u{11ff}');
            assert!(!is_jamo && !matches!(c, '\u{200c}' | '\u{200d}'), "{c:?}");
        }
    }

    #[test]
    fn what_was_stored_is_cleaned_when_read() {
        let read: Clean = serde_json::from_str("\"a\\u001b[1mb\"").unwrap();
        assert_eq!(read.as_str(), "a[1mb");
    }

    /// Character by character.
    fn slowly(text: &str, shape: Shape) -> String {
        let mut out = Writer::new(text.len(), shape);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c != '\r' || chars.peek() != Some(&'\n') {
                out.put(c, chars.peek().copied());
            }
        }
        out.done()
    }

    proptest! {
        #[test]
        fn runs_are_taken_as_their_characters(text in "([ -~\n]{0,12} {0,3}[é\u{301}\u{200d}\u{fe0f}😀\t\r\u{7}\u{a0}]{0,2}){0,6}") {
            prop_assert_eq!(clean_block(&text).into_string(), slowly(&text, Shape::Block));
            prop_assert_eq!(line(&text), slowly(&text, Shape::Line));
        }

        #[test]
        fn nothing_that_acts_passes_and_cleaning_twice_changes_nothing(text in "\\PC*|[\\x00-\\x{ff}]*|[\\p{Cf}\\p{M}\\p{Z}a가👩م☂\\u{1161}]*") {
            for (clean, is_block) in [(clean_line(&text), false), (clean_block(&text), true)] {
                for c in clean.chars() {
                    let allowed = matches!(c, '\u{200c}' | '\u{200d}' | '\u{600}'..='\u{605}' | '\u{6dd}') || (is_block && c == '\n');
                    prop_assert!(allowed || c.general_category_group() != GeneralCategoryGroup::Other, "{c:?}");
                }
                let twice = if is_block { clean_block(&clean) } else { clean_line(&clean) };
                prop_assert_eq!(twice, clean);
            }
        }
    }
}
