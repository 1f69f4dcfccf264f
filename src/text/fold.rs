//! What is indexed and what is asked, made alike: case, accents and compatibility forms do not
//! count; Chinese and Japanese become pairs of characters, which an index of words can find.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Two characters of Chinese or Japanese read like one word of English.
const CHARACTERS_A_WORD: u32 = 2;

/// Folded text: lower case, without marks, one form for each letter.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
        return out;
    }
    // The character of a run that waits for its neighbour, and whether it stands in a pair yet.
    let mut waiting: Option<(char, bool)> = None;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if !is_ideograph(c) {
            end_run(&mut out, &mut waiting);
            push(&mut out, c);
            continue;
        }
        if let Some((before, _)) = waiting {
            out.extend([' ', before, c]);
            waiting = Some((c, true));
        } else {
            waiting = Some((c, false));
        }
    }
    end_run(&mut out, &mut waiting);
    out
}

fn end_run(out: &mut String, waiting: &mut Option<(char, bool)>) {
    match waiting.take() {
        Some((alone, false)) => out.extend([' ', alone, ' ']),
        Some((_, true)) => out.push(' '),
        None => {}
    }
}

/// Letters that Unicode does not take apart.
fn push(out: &mut String, c: char) {
    let letters = match c {
        'ɓ' | 'Ɓ' => "b",
        'ɗ' | 'Ɗ' | 'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ƙ' | 'Ƙ' => "k",
        'ƴ' | 'Ƴ' => "y",
        'ŋ' | 'Ŋ' => "n",
        'ł' | 'Ł' => "l",
        'ø' | 'Ø' | 'ɔ' | 'Ɔ' => "o",
        'ɛ' | 'Ɛ' | 'ə' | 'Ə' => "e",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ʼ' | '\'' | '’' | '‘' => "'",
        '\u{200c}' | '\u{200d}' | '\u{ad}' => "",
        _ => {
            out.extend(c.to_lowercase());
            return;
        }
    };
    out.push_str(letters);
}

/// Scripts that are written without spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// Words to read; two characters of Chinese or Japanese count as one.
#[must_use]
pub fn word_count(text: &str) -> u32 {
    let mut words = 0_u32;
    let mut ideographs = 0_u32;
    for token in text.split_whitespace() {
        let own = token.chars().filter(|c| is_ideograph(*c)).count();
        ideographs = ideographs.saturating_add(u32::try_from(own).unwrap_or(u32::MAX));
        let has_letters = token.chars().any(|c| c.is_alphanumeric() && !is_ideograph(c));
        words = words.saturating_add(u32::from(has_letters));
    }
    words.saturating_add(ideographs.div_ceil(CHARACTERS_A_WORD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_hooked_letters_do_not_count() {
        assert_eq!(fold("Tolúlọpẹ́"), "tolulope");
        assert_eq!(fold("Tolu\u{301}lo\u{323}pe"), "tolulope");
        assert_eq!(fold("Ɓaƙo Łódź STRASSE Straße"), "bako lodz strasse strasse");
        assert_eq!(fold("ﬁnance １２"), "finance 12");
    }

    #[test]
    fn chinese_becomes_pairs_that_overlap() {
        let pairs = |text| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(pairs("北京大学"), ["北京", "京大", "大学"]);
        assert_eq!(pairs("a北京b"), ["a", "北京", "b"]);
        assert_eq!(pairs("我"), ["我"]);
    }

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(word_count("Night boats – a photo essay"), 5);
        assert_eq!(word_count("北京大学今天开学"), 4);
        assert_eq!(word_count(" … "), 0);
    }
}
