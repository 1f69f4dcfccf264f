//! The form of a text that is indexed and asked, so that a search without marks, case or the right keyboard finds.

use std::sync::OnceLock;
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// NFKD without the marks of alphabets, lower case, special letters as the plain ones, writing without blanks between words
/// (Chinese, Japanese, Thai, Lao, Khmer, Burmese) as overlapping pairs (`中文新闻` → `中文 文新 新闻`), since nothing else tells
/// its words apart. Twice changes nothing in texts without those.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    // Nothing reaches over a blank, and most words are ASCII, which need no tables.
    while !rest.is_empty() {
        let strange = rest.bytes().position(|b| !b.is_ascii());
        let plain = strange.map_or(rest.len(), |at| word_start(rest, at));
        let (ascii, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        let lower = |b: u8| {
            if b.is_ascii_control() {
                b' '
            } else {
                b.to_ascii_lowercase()
            }
        };
        out.extend(ascii.bytes().map(lower));
        let end = after.bytes().position(is_blank).unwrap_or(after.len());
        let (word, after) = after.split_at_checked(end).unwrap_or((after, ""));
        push_word(&mut out, word);
        rest = after;
    }
    String::from_utf8(out).unwrap_or_default()
}

/// [`fold`] without pairs, for what is found by its place: the folded parts of a text are those of the whole.
#[must_use]
pub fn fold_apart(text: &str) -> String {
    if text.is_ascii() {
        // Without pairs by itself, and without tables.
        return fold(text);
    }
    normalize_apart(text)
}

fn normalize_apart(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    normalize(&mut Pairs::apart(&mut out), text);
    String::from_utf8(out).unwrap_or_default()
}

/// Letters as they are, each put together with its marks (NFC), so that a name is one however it is typed.
#[must_use]
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Letters as they are spelled, small and put together, without marks that readers leave out; those of Latin are plain ones.
#[must_use]
pub fn spelled(text: &str) -> String {
    // What tells two letters of Hindi apart.
    const NUKTA: char = '\u{93c}';
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| *c == NUKTA || !is_dropped(*c)) {
        let plain = normalize_apart(c.encode_utf8(&mut [0; 4]));
        if plain.is_ascii() && !plain.is_empty() {
            out.push_str(&plain);
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// What words are made of in a folded text: letters, digits, and the marks of Indian and other writing.
#[must_use]
pub fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        || (has_marks(c) && c.general_category_group() == GeneralCategoryGroup::Mark)
}

/// Most signs need not be looked up: marks of alphabets are gone, and punctuation has none among it.
const fn has_marks(c: char) -> bool {
    c >= '\u{700}'
        && !matches!(c, '\u{2000}'..='\u{2cee}' | '\u{2e00}'..='\u{3029}' | '\u{ff00}'..='\u{ffff}')
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

/// [`fold`] of a word, by tables where each of its characters folds alone, which nearly all do.
pub(super) fn push_word(out: &mut Vec<u8>, word: &str) {
    let start = out.len();
    let mut pairs = Pairs::new(out);
    for c in word.chars() {
        if !pairs.put_alone(c) {
            out.truncate(start);
            normalize_word(out, word);
            return;
        }
    }
    pairs.end();
}

fn normalize_word(out: &mut Vec<u8>, word: &str) {
    normalize(&mut Pairs::new(out), word);
}

fn normalize(pairs: &mut Pairs<'_>, word: &str) {
    // Marks that are part of a letter (Korean, kana, Indian vowels) go together again.
    let plain = word.nfkd().filter(|c| !is_dropped(*c)).nfc();
    for c in plain
        .flat_map(char::to_lowercase)
        .filter(|c| !is_dropped(*c))
    {
        pairs.put(c);
    }
    pairs.end();
}

/// What a character becomes that folds alone: nothing before or behind it changes it, nor does it change them.
#[derive(Clone, Copy, Default)]
struct Alone {
    bytes: [u8; 6],
    length: u8,
    kind: Kind,
    /// It begins with a letter or digit.
    starts: bool,
    /// It ends with one.
    ends: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    /// It must be looked at with its neighbours, or becomes too long.
    #[default]
    Together,
    Paired,
    Letters,
}

impl Alone {
    fn new(c: char) -> Self {
        let first = c.nfkd().find(|c| !is_dropped(*c));
        let joins = |c| {
            canonical_combining_class(c) != 0
                || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe
        };
        let mut folded = Vec::new();
        normalize_word(&mut folded, c.encode_utf8(&mut [0; 4]));
        let text = std::str::from_utf8(&folded).unwrap_or_default();
        let (start, end) = (text.chars().next(), text.chars().next_back());
        let kind = match start {
            Some(one) if is_paired(one) && text.len() == one.len_utf8() => Kind::Paired,
            _ if text.contains(is_paired) => Kind::Together,
            _ => Kind::Letters,
        };
        let mut bytes = [0; 6];
        match bytes.get_mut(..folded.len()) {
            Some(room) if !first.is_some_and(joins) => room.copy_from_slice(&folded),
            _ => return Self::default(),
        }
        Self {
            bytes,
            length: u8::try_from(folded.len()).unwrap_or_default(),
            kind,
            starts: start.is_some_and(char::is_alphanumeric),
            ends: end.is_some_and(char::is_alphanumeric),
        }
    }
}

/// Tables of 256 characters, made when the first of them is met.
fn alone(c: char) -> Alone {
    static TABLES: [OnceLock<Box<[Alone]>>; 256] = [const { OnceLock::new() }; 256];
    let number = u32::from(c);
    let Some(table) = TABLES.get(number as usize >> 8) else {
        return Alone::default();
    };
    let made = table.get_or_init(|| {
        let characters = (number & !0xff)..=(number | 0xff);
        characters
            .map(|it| char::from_u32(it).map_or_else(Alone::default, Alone::new))
            .collect()
    });
    made.get(number as usize & 0xff)
        .copied()
        .unwrap_or_default()
}

/// Characters that stay as they are, too many for tables: Chinese, Korean syllables, pictures.
fn is_kept(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1f300}'..='\u{1faff}')
}

/// What is written without blanks between words: its words are told apart by nothing else than pairs.
#[must_use]
pub fn is_paired(c: char) -> bool {
    is_cjk(c) || is_southeast_asian(c)
}

/// Letters and marks of Thai, Lao, Burmese and Khmer, without their digits and signs.
fn is_southeast_asian(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ebd}' | '\u{ec0}'..='\u{ece}' | '\u{edc}'..='\u{edf}'
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{109a}'..='\u{109d}' | '\u{1780}'..='\u{17d3}' | '\u{17d7}'
        | '\u{17dc}'..='\u{17dd}' | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa76}' | '\u{aa7a}'..='\u{aa7f}')
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

struct Pairs<'a> {
    out: &'a mut Vec<u8>,
    before: Option<char>,
    is_paired: bool,
    is_after_letter: bool,
    /// Makes no pairs.
    is_apart: bool,
}

impl<'a> Pairs<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Self {
            out,
            before: None,
            is_paired: false,
            is_after_letter: false,
            is_apart: false,
        }
    }

    fn apart(out: &'a mut Vec<u8>) -> Self {
        Self {
            is_apart: true,
            ..Self::new(out)
        }
    }

    /// False where it does not fold alone.
    fn put_alone(&mut self, c: char) -> bool {
        if is_kept(c) {
            self.put(c);
            return true;
        }
        let alone = alone(c);
        let bytes = alone
            .bytes
            .get(..usize::from(alone.length))
            .unwrap_or_default();
        match alone.kind {
            Kind::Together => return false,
            Kind::Paired => {
                let folded = std::str::from_utf8(bytes).unwrap_or_default();
                folded.chars().for_each(|c| self.paired(c));
            }
            // A mark that is dropped ends no run of Chinese.
            Kind::Letters if bytes.is_empty() => {}
            Kind::Letters => {
                self.end_run(!alone.starts);
                self.out.extend_from_slice(bytes);
                self.is_after_letter = alone.ends;
            }
        }
        true
    }

    fn put(&mut self, c: char) {
        if is_paired(c) && !self.is_apart {
            self.paired(c);
            return;
        }
        self.end_run(!c.is_alphanumeric());
        let mut own = [0; 4];
        let letters = match plain(c) {
            Some(letters) => letters,
            None if c.is_control() => " ",
            None => c.encode_utf8(&mut own),
        };
        self.out.extend_from_slice(letters.as_bytes());
        self.is_after_letter = letters.ends_with(char::is_alphanumeric);
    }

    fn push(&mut self, c: char) {
        self.out
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn paired(&mut self, c: char) {
        if let Some(before) = self.before {
            if self.is_paired {
                self.out.push(b' ');
            }
            self.push(before);
            self.push(c);
            self.is_paired = true;
        } else if self.is_after_letter {
            self.out.push(b' ');
        }
        self.before = Some(c);
    }

    fn end_run(&mut self, is_apart: bool) {
        let Some(last) = self.before.take() else {
            return;
        };
        if !self.is_paired {
            self.push(last);
        }
        if !is_apart {
            self.out.push(b' ');
        }
        self.is_paired = false;
    }

    fn end(&mut self) {
        self.end_run(true);
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_apart, is_of_word, normalize_apart, normalize_word};
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
    fn what_cannot_be_seen_is_not_there() {
        let unseen = "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{202a}\u{202e}\u{2060}\u{2064}\u{2066}\u{2069}\u{fe0e}\u{fe0f}\u{feff}";
        for c in unseen.chars() {
            for (plain, word) in [
                ("ferry", "Fer?ry"),
                ("中文 文新", "中文?新"),
                ("한국", "한?국"),
            ] {
                let word = word.replace('?', &c.to_string());
                assert_eq!(fold(&word), plain, "{:04x}", u32::from(c));
            }
        }
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
    fn writing_without_blanks_becomes_pairs() {
        assert_eq!(fold("กลับมา"), "กล ลั ับ บม มา");
        assert_eq!(fold("ปี๒๐"), "ปี ๒๐");
        for (text, part) in [
            ("เขากลับมาแล้วกำลังทำงาน", "กำลัง"),
            ("ພາສາລາວມີຄວາມສຳຄັນ", "ລາວ"),
            ("ភាសាខ្មែរកំពុងរីកចម្រើន", "ខ្មែរ"),
            ("မြန်မာစာပေ", "မာစာ"),
        ] {
            assert!(fold(text).contains(&fold(part)), "{part}");
            assert!(fold_apart(text).contains(&fold_apart(part)), "{part}");
            assert!(!fold_apart(text).contains(' '), "{text}");
        }
        assert_eq!(fold_apart("中文 新闻"), "中文 新闻");
    }

    #[test]
    fn marks_are_of_their_words() {
        assert!("हिन्दी".chars().chain("กำลัง".chars()).all(is_of_word));
        assert!(!"’“—·، 。।".chars().any(is_of_word));
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
        fn word_by_word_is_as_all_at_once(text in "\\PC*|[\\x00-\\x{ff}]*|[ -~中文가\u{301}é\n\u{a8}\u{a0}’]*|[\\p{M}\\p{L}ᄀ-ᇿかが\u{3099}ｶﾞ]*|[\\x{80}-\\x{2fff}]*|[ก-๛กำลั\u{200b} a]*|[ក-៹ໜາຳမြန် ၁]*|[\\x{3000}-\\x{30ff}\\x{ff00}-\\x{ffff}中😀\u{fe0f}]*") {
            let mut at_once = Vec::new();
            normalize_word(&mut at_once, &text);
            prop_assert_eq!(fold(&text).into_bytes(), at_once);
        }

        #[test]
        fn ascii_by_the_short_way_is_as_by_the_long_one(text in "[\\x00-\\x7f]*") {
            prop_assert_eq!(fold_apart(&text), normalize_apart(&text));
        }

        #[test]
        fn folding_twice_changes_nothing_in_alphabets(text in "[ -~À-ɏƀ-ɏɐ-ʯΑ-ωА-яא-ת]*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
