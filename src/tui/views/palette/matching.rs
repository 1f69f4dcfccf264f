//! Which commands letters in order mean, the best first: letters of a name, or words of what it does.

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
        if let Some(score) = of_name.or_else(|| has_words(item.help, text).then_some(0)) {
            found.push((item.why_not.is_some(), u32::MAX - score - exact, index));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(.., index)| index).collect()
}

/// Whether these letters mean the command by themselves; what marks many articles is named whole.
pub fn is_meant(name: &str, text: &str) -> bool {
    if name.starts_with("mark-") {
        name == text
    } else {
        is_named(name, text)
    }
}

/// The first letter begins a word of its name, and the others follow in order.
fn is_named(name: &str, text: &str) -> bool {
    let mut typed = text.chars().map(|c| c.to_ascii_lowercase());
    let first = typed.next();
    let begins = name.split('-').any(|word| word.chars().next() == first);
    let mut letters = name.chars();
    begins
        && first
            .into_iter()
            .chain(typed)
            .all(|c| letters.any(|it| it == c))
}

/// Each of the words begins one of the help's. Letters alone stand in order in nearly every help.
fn has_words(help: &str, words: &str) -> bool {
    let help = crate::text::fold(help);
    let begins = |word: &str| {
        help.split(|c: char| !c.is_alphanumeric())
            .any(|it| it.starts_with(word))
    };
    crate::text::fold(words).split_whitespace().all(begins)
}
