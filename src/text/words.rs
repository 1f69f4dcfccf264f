//! A text as its folded words, and how many there are to read: one pass, since every entry that a feed carries goes
//! through it.

use super::count::strange_words;
use super::fold::push_word;
use super::span_of_pairs;

/// [`super::fold`] of each word, one blank between (white space is layout), and [`super::word_count`] of the text.
#[must_use]
pub fn folded_words(text: &str) -> (String, u32) {
    let mut words = Words {
        out: Vec::with_capacity(text.len() + 1),
        count: 0,
        has_words: false,
    };
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        // Most words are ASCII, which need no tables.
        let plain = rest.get(..plain_words(rest)).unwrap_or_default();
        words.plain(plain);
        let strange = rest.get(plain.len()..).unwrap_or_default();
        let end = strange.iter().position(|b| is_blank(*b));
        let (piece, after) = strange
            .split_at_checked(end.unwrap_or(strange.len()))
            .unwrap_or((strange, &[]));
        words.strange(std::str::from_utf8(piece).unwrap_or_default());
        rest = after;
    }
    let folded = String::from_utf8(words.out).unwrap_or_default();
    (folded, words.count)
}

/// White space of ASCII, as Unicode has it.
const fn is_blank(b: u8) -> bool {
    b == b' ' || b.wrapping_sub(b'\t') < 5
}

/// Bytes before the first word that is not ASCII.
fn plain_words(bytes: &[u8]) -> usize {
    let at = super::span(bytes, |b| b.is_ascii());
    if at == bytes.len() {
        return at;
    }
    let before = bytes.get(..at).unwrap_or_default();
    let blank = before.iter().rposition(|b| is_blank(*b));
    blank.map_or(0, |blank| blank + 1)
}

struct Words {
    out: Vec<u8>,
    count: u32,
    has_words: bool,
}

impl Words {
    /// Takes whole words of ASCII. Loops without branches, which the compiler turns into steps of many bytes.
    fn plain(&mut self, bytes: &[u8]) {
        let is_word = |b: &u8| !is_blank(*b);
        let Some(from) = bytes.iter().position(is_word) else {
            return;
        };
        let to = bytes.iter().rposition(is_word).map_or(from, |at| at + 1);
        if std::mem::replace(&mut self.has_words, true) {
            self.out.push(b' ');
        }
        let start = self.out.len();
        let bytes = bytes.get(from..to).unwrap_or_default();
        self.out.extend(bytes.iter().map(|b| {
            if is_blank(*b) {
                b' '
            } else {
                b.to_ascii_lowercase()
            }
        }));
        let words = self.out.get(start..).unwrap_or_default();
        let blanks = memchr::memchr_iter(b' ', words).count();
        let (more, signs) = told_apart(words);
        let count = 1 + blanks - more - signs;
        self.count = self
            .count
            .saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        if more > 0 {
            let words = self.out.split_off(start);
            let mut before = 0;
            let kept = |b: &u8| std::mem::replace(&mut before, *b) != b' ' || *b != b' ';
            self.out.extend(words.into_iter().filter(kept));
        }
    }

    /// What stands between ASCII blanks and is not ASCII.
    fn strange(&mut self, piece: &str) {
        self.count = self.count.saturating_add(strange_words(piece));
        for word in piece.split_whitespace() {
            if std::mem::replace(&mut self.has_words, true) {
                self.out.push(b' ');
            }
            push_word(&mut self.out, word);
        }
    }
}

/// Blanks behind a blank, and words that have no letter or digit, of words that neither begin nor end with a blank. Only where
/// a word begins with something else is it looked at.
fn told_apart(words: &[u8]) -> (usize, usize) {
    let is_odd = |before: u8, b: u8| (before == b' ') & !b.is_ascii_alphanumeric();
    let (mut blanks, mut signs) = (0, 0);
    let mut tell = |at: usize| match words.get(at..).unwrap_or_default() {
        [b' ', ..] => blanks += 1,
        word => {
            let mut word = word.iter().take_while(|b| **b != b' ');
            signs += usize::from(!word.any(u8::is_ascii_alphanumeric));
        }
    };
    if words.first().is_some_and(|b| is_odd(b' ', *b)) {
        tell(0);
    }
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        at += span_of_pairs(rest, is_odd) + 1;
        if at < words.len() {
            tell(at);
        }
    }
    (blanks, signs)
}

#[cfg(test)]
mod tests {
    use super::folded_words;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_folded_one_by_one_and_counted(text in "\\PC*|[ -~é\n\t中—\u{a0}\u{85}ส]*|[aé \n.]*|[a\".\\x0b ]*|[a-z(. ]{200,600}") {
            let words: Vec<String> = text.split_whitespace().map(crate::text::fold).collect();
            prop_assert_eq!(folded_words(&text), (words.join(" "), crate::text::word_count(&text)));
        }
    }
}
