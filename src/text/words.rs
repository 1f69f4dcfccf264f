//! A text as its folded words, and how many there are to read: one pass, since every entry that a feed carries goes
//! through it.

use super::count::strange_words;
use super::fold::fold;

const BLANK: u8 = 1;
const WORDLY: u8 = 2;
const STRANGE: u8 = 4;

/// What an ASCII byte is; all others need tables.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut b = 0;
    while b < 256 {
        kinds[b] = match b as u8 {
            b' ' | b'\t'..=b'\r' => BLANK,
            it if it.is_ascii_alphanumeric() => WORDLY,
            0x80.. => STRANGE,
            _ => 0,
        };
        b += 1;
    }
    kinds
};

/// [`fold`] of each word, one blank between (white space is layout), and [`super::word_count`] of the text.
#[must_use]
pub fn folded_words(text: &str) -> (String, u32) {
    let mut words = Words::default();
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        // Most words are ASCII, which need no tables.
        let plain = words.plain(rest);
        let (_, strange) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
        let end = strange.iter().position(|b| is_blank(*b));
        let (piece, after) = strange
            .split_at_checked(end.unwrap_or(strange.len()))
            .unwrap_or((strange, &[]));
        words.strange(std::str::from_utf8(piece).unwrap_or_default());
        rest = after;
    }
    words.out.truncate(words.length);
    let folded = String::from_utf8(words.out).unwrap_or_default();
    (folded, words.count)
}

/// White space of ASCII, as Unicode has it.
const fn is_blank(b: u8) -> bool {
    KINDS[b as usize] & BLANK != 0
}

#[derive(Default)]
struct Words {
    /// Longer than what is written, so that it is not asked for each byte whether there is room.
    out: Vec<u8>,
    length: usize,
    count: u32,
    has_words: bool,
}

impl Words {
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        let end = self.length + bytes;
        if self.out.len() < end {
            self.out.resize(end, 0);
        }
        self.out.get_mut(self.length..).unwrap_or_default()
    }

    /// Takes whole words of ASCII; answers where the first other word begins.
    fn plain(&mut self, bytes: &[u8]) -> usize {
        let (mut count, mut needs_blank) = (self.count, self.has_words);
        let room = self.room(bytes.len() + 1);
        let mut at = 0;
        let (mut was_blank, mut is_counted) = (true, false);
        let mut end = bytes.len();
        // Words are short: a branch for each would be guessed wrongly for each.
        for (place, b) in bytes.iter().enumerate() {
            let kind = KINDS[usize::from(*b)];
            if kind == STRANGE {
                let before = bytes.get(..place).unwrap_or_default();
                let blank = before.iter().rposition(|b| is_blank(*b));
                end = blank.map_or(0, |blank| blank + 1);
                if end < place {
                    // Its word is taken back.
                    let done = room.get(..at).unwrap_or_default();
                    at = done.iter().rposition(|b| *b == b' ').unwrap_or(0);
                    count -= u32::from(is_counted);
                }
                break;
            }
            let is_blank = kind == BLANK;
            let is_start = was_blank & !is_blank;
            room[at] = b' ';
            at += usize::from(is_start & needs_blank);
            room[at] = b.to_ascii_lowercase();
            at += usize::from(!is_blank);
            let counts = (kind == WORDLY) & !is_counted;
            count += u32::from(counts);
            needs_blank |= is_start;
            is_counted = (is_counted | counts) & !is_blank;
            was_blank = is_blank;
        }
        self.has_words |= at > 0;
        self.count = count;
        self.length += at;
        end
    }

    /// What stands between ASCII blanks and is not ASCII.
    fn strange(&mut self, piece: &str) {
        self.count = self.count.saturating_add(strange_words(piece));
        for word in piece.split_whitespace() {
            if std::mem::replace(&mut self.has_words, true) {
                self.push(b" ");
            }
            self.push(fold(word).as_bytes());
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let room = self.room(bytes.len());
        if let Some(room) = room.get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
        }
        self.length += bytes.len();
    }
}

#[cfg(test)]
mod tests {
    use super::folded_words;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_folded_one_by_one_and_counted(text in "\\PC*|[ -~é\n\t中—\u{a0}\u{85}ส]*|[aé \n.]*") {
            let words: Vec<String> = text.split_whitespace().map(crate::text::fold).collect();
            prop_assert_eq!(folded_words(&text), (words.join(" "), crate::text::word_count(&text)));
        }
    }
}
