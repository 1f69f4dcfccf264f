//! A block's own words, as numbers.

use super::Sums;
use crate::clean::blocks::{Block, Kind};
use std::collections::HashSet;

/// The block's own words.
pub fn words(block: &Block, put: &mut impl FnMut(f32)) {
    let text = &block.text;
    let chars = block.chars.max(1) as f32;
    let words = block.words.len() as f32;
    let letters = Letters::of(text);
    put(words.ln_1p());
    put(block.link_share());
    put(letters.capitals as f32 / chars);
    put(letters.digits as f32 / chars);
    put(letters.ends as f32 / (words + 1.0));
    put(letters.commas as f32 / (words + 1.0));
    put(letters.signs as f32 / (words + 1.0));
    put(chars / (words + 1.0));
    put(letters.short as f32 / (words + 1.0));
    let last = text.chars().next_back().unwrap_or(' ');
    put(match last {
        '.' | '。' => 1.0,
        '?' | '？' => 2.0,
        '!' | '！' => 3.0,
        ':' => 4.0,
        ',' | ';' => 5.0,
        '…' => 6.0,
        _ => 0.0,
    });
    put(f32::from(u8::from(
        text.chars().next().is_some_and(char::is_lowercase),
    )));
    put(match block.kind {
        Kind::Heading(level) => f32::from(level),
        _ => 0.0,
    });
    put(f32::from(u8::from(
        text.contains(['©', '@', '$', '€', '£']),
    )));
}

/// What letters there are, counted in one pass.
#[derive(Default)]
struct Letters {
    capitals: u32,
    digits: u32,
    /// Ends of sentences.
    ends: u32,
    commas: u32,
    /// Bars, arrows and dots of menus.
    signs: u32,
    /// Words between blanks of at most three characters.
    short: u32,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut length = 0;
        for c in text.chars() {
            if c == ' ' {
                found.short += u32::from(length <= 3);
                length = 0;
                continue;
            }
            length += 1;
            match c {
                'a'..='z' => {}
                '0'..='9' => found.digits += 1,
                '.' | '!' | '?' | '。' | '！' | '？' => found.ends += 1,
                ',' | '，' | '、' | '،' => found.commas += 1,
                '|' | '/' | '»' | '›' | '·' | '•' | '→' => found.signs += 1,
                _ => found.capitals += u32::from(c.is_uppercase()),
            }
        }
        found.short += u32::from(length <= 3);
        found
    }
}

pub fn overlap(words: &[u64], set: &HashSet<u64>) -> f32 {
    let shared = words.iter().filter(|word| set.contains(word)).count();
    Sums::share(shared as f32, words.len() as f32)
}
