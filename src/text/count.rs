//! How many words a text has, for the minutes it takes to read.

/// Words between blanks. Writing without blanks is counted by the length of its usual words: two characters of Chinese
/// or Japanese, five letters of Thai, Lao, Khmer or Burmese.
#[must_use]
pub fn word_count(text: &str) -> u32 {
    let mut words = 0_u32;
    // What stands between ASCII blanks is counted for itself, and ASCII words need no tables.
    for word in text.as_bytes().split(|b| is_blank(*b)) {
        words = words.saturating_add(if word.is_ascii() {
            u32::from(word.iter().any(u8::is_ascii_alphanumeric))
        } else {
            strange_words(std::str::from_utf8(word).unwrap_or_default())
        });
    }
    words
}

/// White space of ASCII, as Unicode has it.
const fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t'..=b'\r')
}

pub(super) fn strange_words(text: &str) -> u32 {
    let mut tally = Tally::default();
    for c in text.chars() {
        tally.put(c);
    }
    tally.end_word();
    tally.words
}

#[derive(Default)]
struct Tally {
    words: u32,
    has_letter: bool,
    pairs: u32,
    fives: u32,
}

impl Tally {
    fn put(&mut self, c: char) {
        if c.is_whitespace() {
            self.end_word();
        } else if super::fold::is_cjk(c) {
            self.pairs = self.pairs.saturating_add(1);
        } else if is_written_together(c) {
            self.fives = self.fives.saturating_add(1);
        } else if (self.has_letter && self.pairs + self.fives == 0) || c.is_alphanumeric() {
            // Of a word that has a letter, the others need not be looked up.
            self.has_letter = true;
        } else if self.pairs + self.fives > 0 {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let together = self
            .pairs
            .div_ceil(2)
            .saturating_add(self.fives.div_ceil(5));
        self.words = self
            .words
            .saturating_add(together)
            .saturating_add(u32::from(self.has_letter));
        *self = Self {
            words: self.words,
            ..Self::default()
        };
    }
}

fn is_written_together(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::{strange_words, word_count};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn word_by_word_is_as_all_at_once(text in "\\PC*|[ -~中文가ส\u{a0}é\n\t—]*") {
            prop_assert_eq!(word_count(&text), strange_words(&text));
        }
    }

    #[test]
    fn words_stand_between_blanks() {
        assert_eq!(word_count("It’s a well-known café – isn't it?"), 6);
        assert_eq!(word_count("1,000 people… \n\n * * *"), 2);
        assert_eq!(word_count(""), 0);
    }

    #[test]
    fn chinese_and_thai_are_not_one_word() {
        assert_eq!(word_count("中文新闻，今天天气很好。"), 5);
        assert_eq!(word_count("iPhone手机"), 2);
        assert_eq!(word_count("สวัสดีชาวโลก"), 3);
        assert_eq!(word_count("한국어 뉴스"), 2);
    }
}
