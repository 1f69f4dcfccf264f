//! Which commands letters in order mean, the best first.

use super::Item;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What a hit in the name is worth more than one in the help.
const OF_NAME: u32 = 1000;

/// Indices of the items that the letters mean; with none all, in their order. What applies here
/// comes before what does not.
pub fn find(items: &[Item], text: &str) -> Vec<usize> {
    let text = text
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
        .trim();
    let pattern = Pattern::new(
        text,
        CaseMatching::Ignore,
        Normalization::Smart,
        AtomKind::Fuzzy,
    );
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |words: &str| pattern.score(Utf32Str::new(words, &mut buffer), &mut matcher);
    let mut found = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let of_name = score(item.name).map(|score| score + OF_NAME);
        let exact = u32::from(item.name == text) * OF_NAME;
        if let Some(score) = of_name.or_else(|| score(item.help)) {
            found.push((item.why_not.is_some(), u32::MAX - score - exact, index));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(.., index)| index).collect()
}
