//! What a word is: letters and digits of a folded text. The store indexes by this, and asks by it.

use crate::text::{fold, is_of_word, is_paired};

/// Letters from which on a word still being typed is the beginning of others; fewer fit too much.
const PREFIX_LETTERS: usize = 3;

/// Whether a text that is still being typed may be the beginning of longer words.
pub fn may_go_on(text: &str) -> bool {
    let folded = fold(text);
    let last = tokens(&folded).last();
    last.is_some_and(|word| word.chars().count() >= PREFIX_LETTERS)
}

/// The words of a folded text.
pub fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        let words = rest.split_at(rest.find(is_of_word)?).1;
        let (word, after) = words.split_at(word_end(words));
        rest = after;
        Some(word)
    })
}

/// Bytes of the word with which this begins. Digits and Latin letters have Korean particles behind them, and units: what stands
/// before is a word of its own. `text::fold` does not part them, since what it makes of texts is stored.
fn word_end(words: &str) -> usize {
    let mut before = None;
    for (at, c) in words.char_indices() {
        let is_seam = before.is_some_and(|before: char| {
            (before.is_ascii() && is_hangul(c)) || (is_hangul(before) && c.is_ascii())
        });
        if is_seam || !is_of_word(c) {
            return at;
        }
        before = Some(c);
    }
    words.len()
}

/// A syllable of Korean.
const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// One word or a phrase to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    text: String,
    all: Vec<String>,
    /// Before the first word, between two, behind the last one.
    gaps: Vec<Gap>,
    is_prefix: bool,
}

impl Words {
    /// As the reader typed it; `is_prefix` if the last word is the beginning of others. One of Korean always is, since nouns
    /// have their particles behind them without a blank.
    pub fn of(text: &str, is_prefix: bool) -> Self {
        let folded = fold(text);
        let gaps = gaps(&folded);
        let goes_on = gaps.last().is_none_or(Gap::is_any);
        let all: Vec<String> = tokens(&folded).map(str::to_owned).collect();
        let is_korean = all.last().is_some_and(|word| word.ends_with(is_hangul));
        Self {
            text: text.to_owned(),
            all,
            gaps: if gaps.iter().all(Gap::is_any) {
                Vec::new()
            } else {
                gaps
            },
            is_prefix: (is_prefix || is_korean) && goes_on,
        }
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// The last word is the beginning of what is looked for.
    pub const fn is_prefix(&self) -> bool {
        self.is_prefix
    }

    /// Those that an index of words can tell: a character of writing without blanks stands in each pair that it is part of.
    pub fn indexed(&self) -> impl Iterator<Item = &String> {
        self.all.iter().filter(|word| !is_single(word))
    }

    /// Its words may be in a text, or in the index, without it standing there: they are several, or signs belong to them;
    /// or it stands there, and the index does not tell.
    pub fn is_more_than_a_word(&self) -> bool {
        self.all.len() != 1 || !self.gaps.is_empty() || self.indexed().next().is_none()
    }

    /// The last, or only, word that is asked for is this word of a text.
    pub fn ends_as(&self, word: &str) -> bool {
        let Some((last, first)) = self.all.split_last() else {
            return false;
        };
        if is_single(last) {
            return word.contains(last.as_str()) && (first.is_empty() || word.starts_with(last));
        }
        word == last || (self.is_prefix && word.starts_with(last))
    }

    /// What is asked for before the last word is what stands in the text: a character alone at the edge of what is next to
    /// it.
    fn begins_as(&self, words: &[&str]) -> bool {
        let asked = self.all.iter().zip(words).enumerate();
        asked.into_iter().all(|(at, (asked, word))| {
            if is_single(asked) {
                word.ends_with(asked.as_str()) && (at == 0 || word == asked)
            } else {
                word == asked
            }
        })
    }

    /// One after the other, they stand in this folded text, with the signs that belong to them.
    pub fn stand_in(&self, folded: &str) -> bool {
        let Some((_, first)) = self.all.split_last() else {
            return self.gaps.iter().all(|gap| gap.fits(folded));
        };
        // Mostly it is not there at all, which is seen faster than where words end.
        if !self.all.iter().all(|word| folded.contains(word.as_str())) {
            return false;
        }
        if first.is_empty() && self.gaps.is_empty() {
            return tokens(folded).any(|word| self.ends_as(word));
        }
        let words: Vec<&str> = tokens(folded).collect();
        let mut gaps = None;
        words
            .windows(self.all.len())
            .enumerate()
            .any(|(at, window)| {
                let is_it = window
                    .split_last()
                    .is_some_and(|(end, start)| self.ends_as(end) && self.begins_as(start));
                is_it
                    && (self.gaps.is_empty()
                        || self.fit(gaps.get_or_insert_with(|| between(folded)), at))
            })
    }

    /// The gaps of a text from this one on are as they are asked for.
    fn fit(&self, gaps: &[&str], from: usize) -> bool {
        let found = gaps.iter().skip(from);
        self.gaps
            .iter()
            .zip(found)
            .all(|(gap, found)| gap.fits(found))
    }
}

/// One character of writing without blanks, which texts have in pairs.
fn is_single(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(is_paired) && characters.next().is_none()
}

/// Signs that belong to the words beside them: `c++`, `c#`, `.net`, `🎉`. Other signs may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Gap {
    /// Directly behind the word before.
    behind: String,
    /// Directly before the next word.
    before: &'static str,
    /// Anywhere in the gap.
    apart: Vec<String>,
}

impl Gap {
    fn of(text: &str, is_first: bool) -> Self {
        let behind = text.split(|c| !matches!(c, '+' | '#')).next();
        let is_dotted = (is_first && text == ".") || text.ends_with(" .");
        let pictures = text.split(|c| !is_picture(c));
        Self {
            behind: behind.filter(|_| !is_first).unwrap_or_default().to_owned(),
            before: if is_dotted { "." } else { "" },
            apart: pictures
                .filter(|signs| !signs.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Where there are no words, every sign is meant.
    fn of_signs(text: &str) -> Self {
        Self {
            apart: text.split_whitespace().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    fn is_any(&self) -> bool {
        *self == Self::default()
    }

    fn fits(&self, found: &str) -> bool {
        found.starts_with(&self.behind)
            && found.ends_with(self.before)
            && self.apart.iter().all(|signs| found.contains(signs))
    }
}

/// Little pictures that stand for a word. `text::fold` leaves them as they are.
const fn is_picture(c: char) -> bool {
    matches!(c, '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn gaps(folded: &str) -> Vec<Gap> {
    let found = between(folded);
    if let [signs] = found.as_slice() {
        return vec![Gap::of_signs(signs)];
    }
    let each = found.iter().enumerate();
    each.map(|(at, gap)| Gap::of(gap, at == 0)).collect()
}

/// What stands before the first word, between two, and behind the last one.
fn between(folded: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = folded;
    loop {
        let (gap, words) = rest.split_at(rest.find(is_of_word).unwrap_or(rest.len()));
        found.push(gap);
        if words.is_empty() {
            return found;
        }
        rest = words.split_at(word_end(words)).1;
    }
}

/// Nothing of it can be looked for: it is empty, blank, or cannot be seen.
pub fn is_nothing(text: &str) -> bool {
    fold(text).trim().is_empty()
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
        assert!(may_go_on("boa") && !may_go_on("night bo") && !may_go_on("…"));
    }

    #[test]
    fn a_beginning_that_is_asked_for_may_be_short() {
        assert!(Words::of("boa", true).stand_in("night boats"));
        assert!(Words::of("b", true).stand_in("night boats"));
        assert!(!Words::of("oa", true).stand_in("night boats"));
    }

    #[test]
    fn marks_part_no_words() {
        let text = fold("हिन्दी में");
        assert!(Words::of("हिन्दी", false).stand_in(&text));
        assert!(Words::of("हिन्द", true).stand_in(&text));
        for part in ["दी", "हिन"] {
            assert!(!Words::of(part, false).stand_in(&text), "{part}");
        }
    }

    #[test]
    fn words_are_found_in_writing_without_blanks() {
        let text = fold("เขากลับมาแล้ว");
        assert!(Words::of("กลับมา", false).stand_in(&text));
        assert!(!Words::of("กลับบ้าน", false).stand_in(&text));
    }

    #[test]
    fn a_character_of_writing_without_blanks_is_found_wherever_it_stands() {
        for text in ["猫", "猫と犬", "犬と猫", "三毛猫です", "a 猫b"] {
            assert!(Words::of("猫", false).stand_in(&fold(text)), "{text}");
            assert!(Words::of("猫", true).stand_in(&fold(text)), "{text}");
        }
        assert!(!Words::of("猫", false).stand_in(&fold("犬と狗")));
        assert!(Words::of("a 猫 b", false).stand_in(&fold("a猫b")));
        assert!(!Words::of("a 猫 b", false).stand_in(&fold("a 猫と b")));
        assert!(Words::of("a 猫", false).stand_in(&fold("a 猫と")));
        assert!(!Words::of("a 猫", false).stand_in(&fold("a 三猫")));
        assert!(Words::of("猫 b", false).stand_in(&fold("三毛猫 b")));
    }

    #[test]
    fn a_word_of_korean_is_found_before_its_particles() {
        let text = fold("어제 1800나이라로 물길에서 AI가 본 K팝");
        for asked in [
            "물길",
            "물",
            "1800",
            "1800나이라",
            "나이라",
            "ai",
            "AI가",
            "케이 k팝",
            "팝",
        ] {
            let is_there = asked != "케이 k팝";
            assert_eq!(Words::of(asked, false).stand_in(&text), is_there, "{asked}");
        }
        for asked in ["길", "180", "어제 물길", "물길 ai"] {
            assert!(!Words::of(asked, false).stand_in(&text), "{asked}");
        }
        assert!(Words::of("물길에서 AI", false).stand_in(&text));
        assert!(Words::of("어제 1800", false).stand_in(&text));
        assert!(!Words::of("물길+", false).stand_in(&text));
    }

    #[test]
    fn a_phrase_stands_together() {
        let phrase = Words::of("night boats", false);
        assert!(phrase.stand_in("the night, boats went"));
        assert!(!phrase.stand_in("night after night the boats went"));
        assert!(Words::of("the night bo", true).stand_in("the night bo"));
    }

    #[test]
    fn signs_alone_are_looked_for_as_they_stand() {
        for (signs, text) in [
            ("🎉", "it is out 🎉🎉"),
            ("???", "What ???"),
            ("—", "so — so"),
            ("…", "and..."),
        ] {
            assert!(Words::of(signs, false).stand_in(&fold(text)), "{signs}");
            assert!(!Words::of(signs, false).stand_in("it is out"), "{signs}");
        }
        assert!(!Words::of("! ?", false).stand_in("out!"));
    }

    #[test]
    fn signs_that_belong_to_a_word_must_stand_beside_it() {
        let other = "vitamin c, the net + #1. party";
        for (words, text) in [
            ("C++", "(c++, too)"),
            ("in C#", "made in c# today"),
            (".NET", "on .net and asp.net"),
            ("Party 🎉", "a party! 🎉 now"),
            ("🎉 party", "🎉🎉 party"),
        ] {
            let words = Words::of(words, true);
            assert!(words.stand_in(text), "{words:?}");
            assert!(!words.stand_in(other), "{words:?}");
        }
        for loose in [
            "C",
            "c.",
            "“C”",
            "vitamin-c",
            "#1",
            "…net",
            "c: the net",
            "net+1",
        ] {
            let words = Words::of(loose, false);
            assert_eq!(words.stand_in(other), loose != "net+1", "{loose}");
        }
        assert!(Words::of("node.js", false).stand_in("node js"));
    }

    #[test]
    fn what_cannot_be_seen_is_nothing() {
        assert!(is_nothing("") && is_nothing(" \u{200b}") && !is_nothing("—"));
    }
}
