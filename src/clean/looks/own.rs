//! A block's own words, as numbers.

use super::Sums;
use crate::clean::blocks::{Block, Kind};
use std::collections::HashSet;

/// The block's own words.
pub fn words(block: &Block, put: &mut impl FnMut(f32)) {
    let text = &block.text;
    let chars = block.chars.max(1) as f32;
    let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count() as f32;
    let words = block.words.len() as f32;
    put(words.ln_1p());
    put(block.link_share());
    put(count(char::is_uppercase) / chars);
    put(count(|c| c.is_ascii_digit()) / chars);
    put(count(|c| matches!(c, '.' | '!' | '?' | '。' | '！' | '？')) / (words + 1.0));
    put(count(|c| matches!(c, ',' | '，' | '、' | '،')) / (words + 1.0));
    put(count(|c| matches!(c, '|' | '/' | '»' | '›' | '·' | '•' | '→')) / (words + 1.0));
    put(chars / (words + 1.0));
    let short = text
        .split(' ')
        .filter(|word| word.chars().count() <= 3)
        .count();
    put(short as f32 / (words + 1.0));
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

pub fn overlap(words: &[u64], set: &HashSet<u64>) -> f32 {
    let shared = words.iter().filter(|word| set.contains(word)).count();
    Sums::share(shared as f32, words.len() as f32)
}
