//! Lines of at most so many columns: breaks by UAX 14, hyphens by language, between graphemes where nothing else helps.

use super::width::{cap, graphemes, width};
use hypher::Lang;
use std::ops::Range;
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// How a text is broken.
#[derive(Clone, Copy, Debug, Default)]
pub struct WrapOptions<'a> {
    /// Columns of a line; a grapheme that is wider stands alone.
    pub columns: usize,
    /// Columns that are taken in the first line already.
    pub taken: usize,
    /// BCP 47: words are hyphenated, if its patterns are known.
    pub hyphenate: Option<&'a str>,
}

/// One line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes, without the blanks and the line end after it.
    pub range: Range<usize>,
    /// A hyphen is to be put after it.
    pub is_hyphenated: bool,
}

/// Breaks a text into lines; line ends in it are kept. Linear in its length.
#[must_use]
pub fn wrap(text: &str, options: &WrapOptions<'_>) -> Vec<Piece> {
    let mut lines = Breaker {
        text,
        columns: options.columns.max(1),
        language: options.hyphenate.and_then(language),
        pieces: Vec::new(),
        start: 0,
        end: 0,
        used: options.taken,
        blanks: 0,
    };
    if text.is_empty() {
        lines.finish(0);
    }
    let mut from = 0;
    for (to, kind) in linebreaks(text) {
        lines.segment(from..to);
        if kind == BreakOpportunity::Mandatory {
            lines.finish(to);
        }
        from = to;
    }
    lines.pieces
}

/// The language by its first two letters; none for those whose patterns are not built in.
fn language(tag: &str) -> Option<Lang> {
    let code: [u8; 2] = tag.as_bytes().get(..2)?.try_into().ok()?;
    let is_whole = tag
        .as_bytes()
        .get(2)
        .is_none_or(|b| !b.is_ascii_alphanumeric());
    is_whole.then(|| Lang::from_iso(code.map(|b| b.to_ascii_lowercase())))?
}

struct Breaker<'a> {
    text: &'a str,
    columns: usize,
    language: Option<Lang>,
    pieces: Vec<Piece>,
    /// The line that is being filled, without the blanks at its end.
    start: usize,
    end: usize,
    used: usize,
    /// Columns of the blanks after `end`; they count when something follows.
    blanks: usize,
}

impl Breaker<'_> {
    /// Takes what stands between two places where a line may end.
    fn segment(&mut self, range: Range<usize>) {
        let whole = self.text.get(range.clone()).unwrap_or_default();
        let word = whole.trim_end();
        let blanks = width(
            whole
                .get(word.len()..)
                .unwrap_or_default()
                .trim_end_matches(['\n', '\r']),
        );
        if word.is_empty() {
            self.blanks += blanks;
            return;
        }
        let columns = width(word);
        // Rule LB15 keeps a quotation mark and a bracket after it together; in what fills more than a line, words matter more.
        if columns > self.columns && word.contains(' ') {
            return self.segments(range);
        }
        let word = range.start..range.start + word.len();
        if self.used + self.blanks + columns <= self.columns {
            self.take(word.end, columns);
        } else {
            self.overfull(word, columns);
        }
        self.blanks = blanks;
    }

    /// The words of what is one segment, one by one.
    fn segments(&mut self, range: Range<usize>) {
        let mut from = range.start;
        for word in self
            .text
            .get(range)
            .unwrap_or_default()
            .split_inclusive(' ')
        {
            self.segment(from..from + word.len());
            from += word.len();
        }
    }

    fn take(&mut self, end: usize, columns: usize) {
        self.used += self.blanks + columns;
        self.blanks = 0;
        self.end = end;
    }

    fn overfull(&mut self, mut word: Range<usize>, mut columns: usize) {
        let hyphen = (!self.has_ladder()).then(|| self.hyphen(&word)).flatten();
        if let Some((at, taken)) = hyphen {
            self.take(at, taken);
            self.push(at, true);
            word.start = at;
            columns = width(self.text.get(word.clone()).unwrap_or_default());
        } else if self.end > self.start || self.used > 0 {
            self.push(word.start, false);
        } else {
            self.start = word.start;
            self.end = word.start;
            self.blanks = 0;
        }
        while columns > self.columns {
            let (at, is_hyphenated, taken) = self.split(&word);
            self.take(at, taken);
            columns -= taken.min(columns);
            word.start = at;
            if at == word.end {
                return;
            }
            self.push(at, is_hyphenated);
        }
        self.take(word.end, columns);
    }

    /// Where a word that fills more than a line is cut: at a hyphen, be it below two others, else where the line is full.
    fn split(&self, word: &Range<usize>) -> (usize, bool, usize) {
        if let Some((at, taken)) = self.hyphen(word) {
            return (at, true, taken);
        }
        let (mut at, mut used) = (word.start, 0);
        let (mut best, mut last) = (None, None);
        // A line's worth of long graphemes: those without end would be measured anew for each line.
        let window = self.columns.saturating_mul(64);
        let start = cap(self.text.get(word.clone()).unwrap_or_default(), window);
        for (grapheme, wide) in graphemes(start) {
            if at > word.start && may_part(last, grapheme.chars().next()) {
                best = Some((at, used));
            }
            if used + wide > self.columns {
                break;
            }
            at += grapheme.len();
            used += wide;
            last = grapheme.chars().next_back();
        }
        if at == word.start {
            return self.split_grapheme(word);
        }
        let (at, used) = best.unwrap_or((at, used));
        (at, false, used)
    }

    /// Chains of Indian consonants are one grapheme however long; at least one character is taken.
    fn split_grapheme(&self, word: &Range<usize>) -> (usize, bool, usize) {
        let (mut at, mut used) = (word.start, 0);
        for c in self.text.get(word.clone()).unwrap_or_default().chars() {
            let wide = width(c.encode_utf8(&mut [0; 4]));
            if used + wide > self.columns && at > word.start {
                break;
            }
            at += c.len_utf8();
            used += wide;
        }
        (at, false, used)
    }

    /// The last hyphenation of a word which fits into the line, when the line would else end in a wide gap.
    fn hyphen(&self, word: &Range<usize>) -> Option<(usize, usize)> {
        let language = self.language?;
        let room = self.columns.checked_sub(self.used + self.blanks + 1)?;
        if room < (self.columns / 8).max(3) {
            return None;
        }
        let text = self.text.get(word.clone()).filter(|t| t.len() <= 80)?;
        let lead = text.len() - text.trim_start_matches(|c: char| !c.is_alphabetic()).len();
        let letters = text
            .get(lead..)?
            .trim_end_matches(|c: char| !c.is_alphabetic());
        // What is no plain word (an address, a number) has no syllables.
        let is_word = (6..=80).contains(&letters.len()) && letters.chars().all(char::is_alphabetic);
        if !is_word {
            return None;
        }
        let before = width(text.get(..lead)?);
        let (mut best, mut at, mut used) = (None, lead, before);
        for syllable in hypher::hyphenate(letters, language) {
            at += syllable.len();
            used += width(syllable);
            if used > room || at >= lead + letters.len() {
                break;
            }
            best = Some((word.start + at, used));
        }
        best
    }

    /// Three hyphens below each other are a ladder that readers stumble over.
    fn has_ladder(&self) -> bool {
        self.pieces
            .iter()
            .rev()
            .take(2)
            .filter(|p| p.is_hyphenated)
            .count()
            == 2
    }

    fn push(&mut self, next: usize, is_hyphenated: bool) {
        self.pieces.push(Piece {
            range: self.start..self.end.max(self.start),
            is_hyphenated,
        });
        self.start = next;
        self.end = next;
        self.used = 0;
        self.blanks = 0;
    }

    fn finish(&mut self, to: usize) {
        self.push(to, false);
    }
}

/// A line may end between these letters: not between a vowel of Thai or Lao and the consonant that it is written before,
/// not before what belongs to the letter before it, and not inside the stacks of Khmer and Burmese.
const fn may_part(before: Option<char>, after: Option<char>) -> bool {
    let leads = matches!(
        before,
        Some('\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}' | '\u{17d2}' | '\u{1039}')
    );
    let follows = matches!(
        after,
        Some(
            '\u{e2f}'..='\u{e33}'
            | '\u{e45}'..='\u{e46}'
            | '\u{eaf}'..='\u{eb3}'
            | '\u{ec6}'
            | '\u{17d7}',
        )
    );
    !leads && !follows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, columns: usize, language: Option<&str>) -> Vec<String> {
        let options = WrapOptions {
            columns,
            taken: 0,
            hyphenate: language,
        };
        wrap(text, &options)
            .into_iter()
            .map(|piece| {
                let hyphen = if piece.is_hyphenated { "-" } else { "" };
                format!("{}{hyphen}", text.get(piece.range).unwrap())
            })
            .collect()
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(
            lines("the boats run again", 10, None),
            ["the boats", "run again"]
        );
        assert_eq!(lines("one\n\ntwo", 10, None), ["one", "", "two"]);
        assert_eq!(lines("", 10, None), [""]);
    }

    /// They were cut in the middle, and lines began with a blank.
    #[test]
    fn words_between_a_quotation_mark_and_a_bracket_stay_whole() {
        assert_eq!(
            lines("“the timetable” (ministries).", 14, None),
            ["“the", "timetable”", "(ministries)."]
        );
        assert_eq!(
            lines("it “ran”  (Verkehrsministerium).", 20, None),
            ["it “ran”", "(Verkehrsministerium", ")."]
        );
    }

    #[test]
    fn chinese_keeps_its_stops_on_the_line() {
        assert_eq!(
            lines("今天天气很好。我们", 12, None),
            ["今天天气很", "好。我们"]
        );
    }

    #[test]
    fn a_long_word_is_cut_between_graphemes() {
        assert_eq!(lines("ééééé", 2, None), ["éé", "éé", "é"]);
        assert_eq!(
            lines("👩\u{200d}🚒👩\u{200d}🚒", 3, None),
            ["👩\u{200d}🚒", "👩\u{200d}🚒"]
        );
    }

    #[test]
    fn a_grapheme_without_end_is_cut_between_characters() {
        let chain = "क्".repeat(40);
        assert!(
            lines(&chain, 10, None)
                .iter()
                .all(|line| line.chars().count() <= 20)
        );
    }

    #[test]
    fn words_are_hyphenated_by_their_language() {
        assert_eq!(
            lines("eine Silbentrennung", 14, Some("de-AT")),
            ["eine Silben-", "trennung"]
        );
        assert_eq!(
            lines("eine Silbentrennung", 14, Some("yo")),
            ["eine", "Silbentrennung"]
        );
        assert_eq!(
            lines("eine Silbentrennung", 14, Some("deu")),
            ["eine", "Silbentrennung"]
        );
    }

    /// The third line of a long word was cut hard, since two hyphens stood above it.
    #[test]
    fn a_word_that_must_be_cut_is_hyphenated_below_other_hyphens() {
        let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
        let lines = lines(word, 14, Some("de"));
        let (last, cut) = lines.split_last().unwrap();
        assert!(
            cut.len() > 3 && cut.iter().all(|line| line.ends_with('-')),
            "{lines:?}"
        );
        assert!(!last.ends_with('-'));
    }

    #[test]
    fn no_line_ends_inside_a_syllable_of_thai_or_a_stack_of_khmer() {
        for columns in 4..12 {
            for text in [
                "เขาแต่งเพลงและโทรไปไหนใครเล่าไปๆ",
                "ເຂົາແລະໂຮງໄປ",
                "ភាសាខ្មែរកំពុងរីកចម្រើន",
            ] {
                let lines = lines(text, columns, None);
                assert_eq!(lines.concat(), text);
                for line in &lines {
                    let (first, last) = (line.chars().next(), line.chars().next_back());
                    let last = last.filter(|_| line != lines.last().unwrap());
                    let first = first.filter(|_| line != lines.first().unwrap());
                    assert!(may_part(last, None) && may_part(None, first), "{lines:?}");
                }
            }
        }
    }

    #[test]
    fn addresses_are_not_hyphenated() {
        assert_eq!(
            lines("on internationally.example", 16, Some("en")),
            ["on", "internationally.", "example"]
        );
    }

    #[test]
    fn the_first_line_may_be_begun_already() {
        let options = WrapOptions {
            columns: 10,
            taken: 6,
            hyphenate: None,
        };
        let pieces = wrap("boats run", &options);
        assert_eq!(pieces[0].range, 0..0);
        assert_eq!(pieces[1].range, 0..9);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_and_nothing_is_lost(text in "[a-z中é👩\u{200d}🚒 \u{a0}\n.-]{0,80}|\\PC{0,40}", columns in 2_usize..30, hyphens: bool) {
            let language = hyphens.then_some("en");
            let options = WrapOptions { columns, taken: 0, hyphenate: language };
            let mut kept = String::new();
            for piece in wrap(&text, &options) {
                let part = text.get(piece.range.clone()).unwrap();
                let hyphen = usize::from(piece.is_hyphenated);
                let is_single = part.chars().count() == 1 || graphemes(part).count() == 1;
                prop_assert!(width(part) + hyphen <= columns || is_single, "{part:?}");
                kept.push_str(part);
            }
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&text));
        }
    }
}
