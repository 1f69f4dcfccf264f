//! Regular expressions of the reader, bounded in size.

use crate::text::{Clean, clean_line};
use regex::{Regex, RegexBuilder};

/// Bytes that a compiled expression and its caches may take.
const SIZE: usize = 1 << 20;

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// It matches in the title or in the text.
    pub fn is_in(&self, title: &str, text: &str) -> bool {
        self.0.is_match(title) || self.0.is_match(text)
    }
}

/// Case does not count unless the expression says `(?-i)`; `^` and `$` are of a line.
pub fn pattern(text: &str) -> Result<Pattern, Clean> {
    RegexBuilder::new(text)
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(SIZE)
        .dfa_size_limit(SIZE)
        .build()
        .map(Pattern)
        .map_err(|error| {
            let message = error.to_string();
            let last = message.lines().last();
            let last = last.unwrap_or("this is no regular expression");
            clean_line(last.strip_prefix("error: ").unwrap_or(last))
        })
}
