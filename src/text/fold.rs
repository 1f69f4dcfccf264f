//! The form of a text that is indexed and asked, so that a search without marks, case or the right keyboard finds.

use unicode_normalization::UnicodeNormalization;

/// NFKD without the marks of alphabets, lower case, special letters as the plain ones, Chinese and Japanese as overlapping
/// pairs (`中文新闻` → `中文 文新 新闻`), since nothing else tells their words apart. Twice changes nothing in texts without those.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Nothing reaches over a blank, and most words are ASCII, which need no tables.
    while !rest.is_empty() {
        let strange = rest.bytes().position(|b| !b.is_ascii());
        let plain = strange.map_or(rest.len(), |at| word_start(rest, at));
        let (ascii, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        push_ascii(&mut out, ascii);
        let end = after.bytes().position(is_blank).unwrap_or(after.len());
        let (word, after) = after.split_at_checked(end).unwrap_or((after, ""));
        fold_word(&mut out, word);
        rest = after;
    }
    out
}

fn is_blank(b: u8) -> bool {
    b == b' ' || b.is_ascii_control()
}

/// Where the word begins that `at` stands in.
fn word_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before
        .iter()
        .rposition(|b| is_blank(*b))
        .map_or(0, |blank| blank + 1)
}

fn push_ascii(out: &mut String, ascii: &str) {
    for (number, part) in ascii.split(|c: char| c.is_ascii_control()).enumerate() {
        if number > 0 {
            out.push(' ');
        }
        let from = out.len();
        out.push_str(part);
        if let Some(new) = out.get_mut(from..) {
            new.make_ascii_lowercase();
        }
    }
}

fn fold_word(out: &mut String, word: &str) {
    if word.is_empty() {
        return;
    }
    // Marks that are part of a letter (Korean, kana, Indian vowels) go together again.
    let plain = word.nfkd().filter(|c| !is_dropped(*c)).nfc();
    let mut pairs = Pairs::default();
    for c in plain
        .flat_map(char::to_lowercase)
        .filter(|c| !is_dropped(*c))
    {
        pairs.put(c);
    }
    out.push_str(&pairs.done());
}

/// Chinese characters and kana.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that readers leave out when they type, and what cannot be seen. Vowel signs of Indian and Thai writing stay.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{61c}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{93c}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{20d0}'..='\u{20ff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}')
}

/// Letters that no decomposition takes apart, after lower case.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' | 'ǽ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' | 'ɔ' => "o",
        'đ' | 'ð' | 'ɗ' | 'ɖ' => "d",
        'ı' | 'ɩ' | 'ɨ' => "i",
        'ł' => "l",
        'ŋ' | 'ɲ' | 'ƞ' => "n",
        'ɓ' => "b",
        'ƙ' | 'ĸ' => "k",
        'ƴ' => "y",
        'ɛ' | 'ə' | 'ǝ' => "e",
        'ħ' | 'ɦ' => "h",
        'ŧ' | 'ƭ' | 'ʈ' => "t",
        'ƒ' => "f",
        'ɠ' | 'ɣ' | 'ǥ' => "g",
        'ʋ' => "v",
        'ʉ' | 'ʊ' => "u",
        'ƥ' => "p",
        'ƈ' => "c",
        'ς' => "σ",
        'ى' | 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' => "'",
        _ => return None,
    })
}

#[derive(Default)]
struct Pairs {
    out: String,
    before: Option<char>,
    is_paired: bool,
}

impl Pairs {
    fn put(&mut self, c: char) {
        if is_cjk(c) {
            self.cjk(c);
            return;
        }
        self.end_run(!c.is_alphanumeric());
        match plain(c) {
            Some(letters) => self.out.push_str(letters),
            None if c.is_control() => self.out.push(' '),
            None => self.out.push(c),
        }
    }

    fn cjk(&mut self, c: char) {
        if let Some(before) = self.before {
            if self.is_paired {
                self.out.push(' ');
            }
            self.out.extend([before, c]);
            self.is_paired = true;
        } else if self
            .out
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
        {
            self.out.push(' ');
        }
        self.before = Some(c);
    }

    fn end_run(&mut self, is_apart: bool) {
        let Some(last) = self.before.take() else {
            return;
        };
        if !self.is_paired {
            self.out.push(last);
        }
        if !is_apart {
            self.out.push(' ');
        }
        self.is_paired = false;
    }

    fn done(mut self) -> String {
        self.end_run(true);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_word};
    use proptest::prelude::*;

    #[test]
    fn marks_and_case_go() {
        assert_eq!(fold("Tolúlọpẹ́"), "tolulope");
        assert_eq!(
            fold("To\u{301}LU\u{301}lo\u{323}pe\u{323}\u{301}"),
            "tolulope"
        );
        assert_eq!(fold("ΆΝΕΜΟΣ άνεμος"), "ανεμοσ ανεμοσ");
        assert_eq!(fold("İstanbul ISPARTA ısı"), "istanbul isparta isi");
    }

    #[test]
    fn special_letters_become_plain() {
        assert_eq!(
            fold("Ɓarna ƙasa Ɗan Ŋ Łódź Straße STRAẞE æ Ø Đ"),
            "barna kasa dan n lodz strasse strasse ae o d"
        );
        assert_eq!(fold("’Yan ﬁne ２０"), "'yan fine 20");
    }

    #[test]
    fn chinese_and_kana_become_pairs() {
        assert_eq!(fold("中文新闻"), "中文 文新 新闻");
        assert_eq!(fold("在Lagos的中"), "在 lagos 的中");
        assert_eq!(fold("中，文"), "中,文");
        assert_eq!(fold("ガギ"), "ガギ");
        assert_eq!(fold("ｶﾞｷﾞ"), "ガギ");
    }

    #[test]
    fn korean_stays_whole_and_vowel_signs_stay() {
        assert_eq!(fold("한국어"), "한국어");
        assert_ne!(fold("कुल"), fold("कल"));
    }

    #[test]
    fn arabic_is_found_without_vowels_and_by_either_keyboard() {
        assert_eq!(fold("مُحَمَّد"), fold("محمد"));
        assert_eq!(fold("کتابی"), fold("كتابي"));
        assert_eq!(fold("أخبار"), fold("اخبار"));
    }

    proptest! {
        #[test]
        fn word_by_word_is_as_all_at_once(text in "\\PC*|[\\x00-\\x{ff}]*|[ -~中文가\u{301}é\n\u{a8}\u{a0}’]*") {
            let mut at_once = String::new();
            fold_word(&mut at_once, &text);
            prop_assert_eq!(fold(&text), at_once);
        }

        #[test]
        fn folding_twice_changes_nothing_in_alphabets(text in "[ -~À-ɏƀ-ɏɐ-ʯΑ-ωА-яא-ת]*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
