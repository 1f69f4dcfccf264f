//! Words as numbers, so that texts can be compared fast. One ideograph or kana is a word.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Words in a window when two texts are compared.
pub const SHINGLE: usize = 4;

/// Hashes of the words of a text, in order and without case.
pub fn tokens(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    let mut hash = SEED;
    let mut is_open = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            hash = mix(hash, u64::from(c.to_ascii_lowercase() as u32));
            is_open = true;
        } else if is_ideograph(c) {
            if is_open {
                out.push(hash);
            }
            out.push(mix(SEED, c as u64));
            hash = SEED;
            is_open = false;
        } else if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                hash = mix(hash, lower as u64);
            }
            is_open = true;
        } else if is_open && !matches!(c, '\u{300}'..='\u{36f}') {
            out.push(hash);
            hash = SEED;
            is_open = false;
        }
    }
    if is_open {
        out.push(hash);
    }
    out
}

/// Whether a text has so many words; reads no further than that takes.
pub fn are_at_least(text: &str, count: usize) -> bool {
    let mut missing = count;
    let mut is_open = false;
    for c in text.chars() {
        let ends = is_open && !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}');
        let closed = usize::from(ends || (is_open && is_ideograph(c)));
        let alone = usize::from(is_ideograph(c));
        missing = missing.saturating_sub(closed + alone);
        if missing == 0 {
            return true;
        }
        is_open = !is_ideograph(c) && !ends && (is_open || c.is_alphanumeric());
    }
    missing <= usize::from(is_open)
}

/// Share of the words of a text, each once and none that is short, that stand in another, 0 to 1.
pub fn common(text: &str, other: &str) -> f32 {
    /// Letters of a word that may be one of any text.
    const SHORT: usize = 3;
    let long = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > SHORT || word.contains(is_ideograph));
    let words: HashSet<u64, Mixed> = long.flat_map(tokens).collect();
    if words.is_empty() {
        return 0.0;
    }
    let there: HashSet<u64, Mixed> = tokens(other).into_iter().collect();
    words.intersection(&there).count() as f32 / words.len() as f32
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

const fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(23)
}

/// Written without spaces between words.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// One number for some words in their order.
pub fn hash_all(words: &[u64]) -> u64 {
    words.iter().fold(SEED, |hash, word| mix(hash, *word))
}

/// For sets of numbers that are hashes already.
type Mixed = BuildHasherDefault<AsItIs>;

#[derive(Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The sets look at the highest and lowest bits.
        self.0 = mix(SEED, number);
    }
}

/// What a text holds, to ask of a block whether it is in it.
#[derive(Default)]
pub struct Sketch {
    windows: HashSet<u64, Mixed>,
    lines: HashSet<u64, Mixed>,
    pub words: usize,
}

impl Sketch {
    pub fn of(text: &str) -> Self {
        let mut sketch = Self::default();
        let mut all = Vec::new();
        for line in text.lines() {
            let words = tokens(line);
            if !words.is_empty() {
                sketch.lines.insert(hash_all(&words));
                all.extend(words);
            }
        }
        sketch.words = all.len();
        sketch.windows = all.windows(SHINGLE).map(hash_all).collect();
        sketch
    }

    /// The share of a block's words that stand here in the same order, 0 to 1.
    pub fn share(&self, words: &[u64]) -> f32 {
        if words.is_empty() {
            return 0.0;
        }
        if words.len() < SHINGLE + 2 && self.lines.contains(&hash_all(words)) {
            return 1.0;
        }
        if words.len() < SHINGLE {
            return 0.0;
        }
        let found = words
            .windows(SHINGLE)
            .filter(|window| self.windows.contains(&hash_all(window)))
            .count();
        found as f32 / (words.len() + 1 - SHINGLE) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_no_further_than_asked() {
        let texts = [
            "",
            "one",
            "one two",
            "新聞 one",
            "一two三",
            "e\u{301}t\u{e9} — hiver",
            "a-b c",
        ];
        for text in texts {
            let count = tokens(text).len();
            assert!(are_at_least(text, count), "{text}");
            assert!(!are_at_least(text, count + 1), "{text}");
        }
    }
}
