//! How many words a text has, for the minutes it takes to read.

/// Words between blanks. Writing without blanks is counted by the length of its usual words: two characters of Chinese
/// or Japanese, five letters of Thai, Lao, Khmer or Burmese.
#[must_use]
pub fn word_count(text: &str) -> u32 {
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
        } else if c.is_alphanumeric() {
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
    use super::word_count;

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
