//! What a word is: letters and digits of a folded text. The store indexes by this, and asks by it.

use crate::text::fold;

/// Letters from which on a word still being typed is the beginning of others; fewer fit too much.
const PREFIX_LETTERS: usize = 3;

/// The words of a folded text.
pub fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// One word or a phrase to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    all: Vec<String>,
    is_prefix: bool,
}

impl Words {
    /// As the reader typed it; `is_prefix` if the last word may go on.
    pub fn of(text: &str, is_prefix: bool) -> Self {
        let all: Vec<String> = tokens(&fold(text)).map(str::to_owned).collect();
        let is_long = all
            .last()
            .is_some_and(|word| word.chars().count() >= PREFIX_LETTERS);
        Self {
            all,
            is_prefix: is_prefix && is_long,
        }
    }

    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// The last word is the beginning of what is looked for.
    pub const fn is_prefix(&self) -> bool {
        self.is_prefix
    }

    /// There is nothing to look for (signs only): it is everywhere.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One after the other, they stand in this folded text.
    pub fn stand_in(&self, folded: &str) -> bool {
        let Some((last, first)) = self.all.split_last() else {
            return true;
        };
        // Mostly it is not there at all, which is seen faster than where words end.
        if !self.all.iter().all(|word| folded.contains(word.as_str())) {
            return false;
        }
        let is_last = |word: &str| word == last || (self.is_prefix && word.starts_with(last));
        if first.is_empty() {
            return tokens(folded).any(is_last);
        }
        let words: Vec<&str> = tokens(folded).collect();
        words.windows(self.all.len()).any(|window| {
            window
                .split_last()
                .is_some_and(|(end, start)| is_last(end) && start == first)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_and_without_its_marks() {
        assert!(Words::of("Tolulope", false).stand_in(&fold("Tolúlọpẹ́ spoke.")));
        assert!(!Words::of("boat", false).stand_in("night boats"));
    }

    #[test]
    fn a_word_being_typed_is_a_beginning_from_three_letters_on() {
        assert!(Words::of("boa", true).stand_in("night boats"));
        assert!(!Words::of("bo", true).stand_in("night boats"));
    }

    #[test]
    fn a_phrase_stands_together() {
        let phrase = Words::of("night boats", false);
        assert!(phrase.stand_in("the night, boats went"));
        assert!(!phrase.stand_in("night after night the boats went"));
        assert!(Words::of("the night bo", true).stand_in("the night bo"));
    }

    #[test]
    fn signs_alone_are_everywhere() {
        assert!(Words::of("…!", false).stand_in(""));
    }
}
