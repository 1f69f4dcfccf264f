//! A text as its folded words, and how many there are to read: one pass, since every entry that a feed carries goes
//! through it.

use super::count::strange_words;
use super::fold::fold;

/// Bytes that are looked at together for words that do not begin with a letter or digit.
const BLOCK: usize = 256;

/// [`fold`] of each word, one blank between (white space is layout), and [`super::word_count`] of the text.
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
    let mut at = 0;
    for chunk in bytes.chunks(64) {
        if !chunk.is_ascii() {
            at += chunk.iter().take_while(|b| b.is_ascii()).count();
            let before = bytes.get(..at).unwrap_or_default();
            let blank = before.iter().rposition(|b| is_blank(*b));
            return blank.map_or(0, |blank| blank + 1);
        }
        at += chunk.len();
    }
    at
}

struct Words {
    out: Vec<u8>,
    count: u32,
    has_words: bool,
}

impl Words {
    /// Takes whole words of ASCII. Loops without branches, which the compiler turns into steps of many bytes.
    fn plain(&mut self, bytes: &[u8]) {
        let bytes = bytes.trim_ascii();
        let Some(first) = bytes.first() else { return };
        // `trim_ascii` leaves the vertical tab.
        if is_blank(*first) || bytes.last().is_some_and(|b| is_blank(*b)) {
            let is_word = |b: &u8| !is_blank(*b);
            let from = bytes.iter().position(is_word).unwrap_or(bytes.len());
            let to = bytes.iter().rposition(is_word).map_or(from, |at| at + 1);
            return self.plain(bytes.get(from..to).unwrap_or_default());
        }
        if std::mem::replace(&mut self.has_words, true) {
            self.out.push(b' ');
        }
        let from = self.out.len();
        self.out.extend(bytes.iter().map(|b| {
            if is_blank(*b) {
                b' '
            } else {
                b.to_ascii_lowercase()
            }
        }));
        let words = self.out.get(from..).unwrap_or_default();
        self.count = self.count.saturating_add(count(words));
        let pairs = words.iter().zip(words.get(1..).unwrap_or_default());
        if pairs.filter(|(a, b)| **a == b' ' && **b == b' ').count() > 0 {
            let words = self.out.split_off(from);
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
            self.out.extend_from_slice(fold(word).as_bytes());
        }
    }
}

/// Words of ASCII between blanks that have a letter or digit.
fn count(words: &[u8]) -> u32 {
    let mut count = 0;
    let mut before = b' ';
    for (number, block) in words.chunks(BLOCK).enumerate() {
        let all = starts(before, block, |b| b != b' ');
        let plain = starts(before, block, |b| b.is_ascii_alphanumeric());
        count += plain;
        if plain < all {
            for (place, b) in block.iter().enumerate() {
                if before == b' ' && *b != b' ' && !b.is_ascii_alphanumeric() {
                    let word = words.get(number * BLOCK + place..).unwrap_or_default();
                    let mut word = word.iter().take_while(|b| **b != b' ');
                    count += usize::from(word.any(u8::is_ascii_alphanumeric));
                }
                before = *b;
            }
        }
        before = block.last().copied().unwrap_or(before);
    }
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Bytes behind a blank that are such.
fn starts(before: u8, block: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let first = block.first().is_some_and(|b| before == b' ' && is_such(*b));
    let after = block.iter().zip(block.get(1..).unwrap_or_default());
    usize::from(first) + after.filter(|(a, b)| (**a == b' ') & is_such(**b)).count()
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
