//! What a name is, and what it stands among: "By", dates, signs.

use super::one_line;

/// Letters of the longest byline.
pub const MOST: usize = 100;

/// What stands before a name.
#[rustfmt::skip]
const CUES: [&str; 70] = [
    "written by: ",
    "written by ",
    "posted by ",
    "verfasst von ",
    "écrit par ",
    "escrito por ",
    "scritto da ",
    "geschreven door ",
    "by: ",
    "by ",
    "author: ",
    "authors: ",
    "author ",
    "autor: ",
    "autor ",
    "auteur : ",
    "door ",
    "von ",
    "por ",
    "da ",
    "di ",
    "par ",
    "av ",
    "af ",
    "texte ",
    "texto ",
    "text by ",
    "words by ",
    "story by ",
    "report by ",
    "reported by ",
    "analysis by ",
    "review by ",
    "text: ",
    "текст: ",
    "автор: ",
    "lati ọwọ́ ",
    "láti ọwọ́ ",
    "autorin: ", "autore: ", "redactie: ", "yazan: ", "yazar: ", "haber: ", "tác giả: ", "marubuci: ", "penulis: ", "oleh: ",
    "автори: ", "συντάκτης: ",
    "记者：", "记者:", "記者：", "記者:", "記者・", "作者：", "作者:", "撰文：", "文：", "文／", "文/",
    "بقلم:", "كتب:", "نویسنده:", "تحریر:", "מאת:", "כתב:", "โดย ", "द्वारा ", "लेखक:",
];
/// What stands behind a name: "Ada Quay, reporter", in Korean.
const BEHIND: [&str; 2] = [" 기자", " 특파원"];

/// The same where the blank behind it is lost: "ByAda Quay".
const GLUED: [&str; 3] = ["Written by", "Posted by", "By"];

/// What systems call who has no name.
const NOBODY: [&str; 9] = [
    "admin",
    "administrator",
    "webmaster",
    "superuser",
    "super user",
    "root",
    "user",
    "name",
    "your name",
];

/// Small words inside names, and between a name and its place.
const SMALL: [&str; 32] = [
    "of", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "el",
    "al", "bin", "ibn", "van", "von", "der", "den", "ten", "ter", "zu", "af", "av", "and", "und",
    "in", "for", "at", "the",
];

/// Words between a name and its date, or the days or hours since.
#[rustfmt::skip]
const DATED: [&str; 42] = [
    "on", "at", "in", "last", "first", "date", "posted", "published", "updated", "modified", "created",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "mon", "tue", "tues", "wed", "thu", "thur", "fri", "sat",
    "am", "vor", "veröffentlicht", "aktualisiert", "le", "il", "y", "a", "publié", "el", "hace", "publicado", "há",
    "em", "op", "před",
];

/// Without "By", stars, blanks and the address behind it; nothing if nobody is named.
pub fn plain(text: &str) -> String {
    let text = one_line(text).replace(" ,", ",");
    let name = uncued(text.trim_matches(is_sign)).trim_matches(is_sign);
    let name = before_address(name);
    if NOBODY.contains(&name.to_lowercase().as_str()) {
        return String::new();
    }
    name.to_owned()
}

/// "Ada Quay (https://quay.example)", "Ada Quay <ada@quay.example>": the name alone.
fn before_address(name: &str) -> &str {
    let found = name.rsplit_once([' ', '\u{a0}']).filter(|(_, behind)| {
        let is_bracketed = behind.starts_with('(') && behind.ends_with(')')
            || behind.starts_with('<') && behind.ends_with('>');
        is_bracketed && (behind.contains("://") || behind.contains('@'))
    });
    found.map_or(name, |(own, _)| own.trim_end())
}

/// "By" or the like stands before the name.
pub fn is_cued(text: &str) -> bool {
    let text = text.trim_matches(is_sign);
    uncued(text).len() < text.len()
}

fn is_sign(c: char) -> bool {
    c.is_whitespace() || "&*|,·•–—".contains(c)
}

fn uncued(text: &str) -> &str {
    let lower = text.to_lowercase();
    let cue = CUES.iter().find(|cue| lower.starts_with(**cue));
    if let Some(cue) = cue.filter(|_| lower.len() == text.len()) {
        return text.get(cue.len()..).unwrap_or_default();
    }
    if let Some(name) = BEHIND.iter().find_map(|cue| text.strip_suffix(cue)) {
        return name;
    }
    let glued = GLUED.iter().find_map(|cue| text.strip_prefix(cue));
    glued
        .filter(|name| name.starts_with(char::is_uppercase))
        .unwrap_or(text)
}

pub fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (2..=MOST).contains(&length)
        && !text.contains("://")
        && !text.contains("www.")
        && !text.contains('@')
        && text.chars().any(char::is_alphabetic)
        && !is_label(text)
        && !is_key(text)
}

/// Each word of the name begins with a capital, as far as its letters have any.
pub fn is_spelled(name: &str) -> bool {
    let own = own(name);
    let is_end = own.ends_with(['.', '!', '?', '…', ':']);
    let last = own.rsplit(' ').next().unwrap_or_default();
    // "Jr." ends a name, "roofs." a sentence.
    let is_short = last.chars().count() <= 4;
    own.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && (!is_end || is_short)
        && own.split(' ').all(|word| !is_lower(word))
}

/// Most of its words are written small.
pub fn is_sentence(name: &str) -> bool {
    let own = own(name);
    let words = own.split(' ').count();
    words >= 3 && own.split(' ').filter(|word| is_lower(word)).count() * 2 > words
}

/// The name without what its bearer does: "Ada Quay, staff writer", "Ada Quay - staff writer".
fn own(name: &str) -> &str {
    let before_sign = name.split([',', '|', '–', '—']).next().unwrap_or_default();
    before_sign.split(" - ").next().unwrap_or_default().trim()
}

fn is_lower(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !SMALL.contains(&word)
}

/// "3d23d65-ddc6-4ce5": what a publishing system calls its author.
fn is_key(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= 8 && digits >= 3 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// "Published on", "Share": lines beside a byline.
fn is_label(text: &str) -> bool {
    let line = crate::clean::cues::normal(text);
    let starts = [
        "posted",
        "published",
        "updated",
        "share",
        "follow",
        "last updated",
    ];
    starts.iter().any(|start| line.starts_with(start)) || crate::clean::cues::CUES.is_label(&line)
}

/// A name up to the date that stands behind it on the same line.
pub fn before_date(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_date = |at: usize| {
        let has_figure = |word: Option<&&str>| {
            word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        };
        has_figure(words.get(at))
            || (has_figure(words.get(at + 1))
                && super::date::month(&words[at].to_lowercase()).is_some())
    };
    let date = (0..words.len()).find(|&at| is_date(at));
    // "Ada Quay, last updated on Monday, 9 November": nothing of it is hers.
    let is_of_date = |word: &str| {
        let word = word
            .trim_matches(|c: char| !c.is_alphabetic())
            .to_lowercase();
        word.is_empty() || DATED.contains(&word.as_str())
    };
    let end = date.map_or(words.len(), |mut end| {
        while end > 0 && is_of_date(words[end - 1]) {
            end -= 1;
        }
        end
    });
    let name = words.get(..end).unwrap_or_default().join(" ");
    name.trim_end_matches([',', '|', '-', '–', '·', ' '])
        .to_owned()
}

/// "Ada Quay Harbour Desk" of the Harbour Desk: a name, without the outlet's behind it.
pub fn before_site(name: &str, site: &str) -> String {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let site = letters(site);
    let words: Vec<&str> = name.split(' ').collect();
    // Two words are left at least: "Harbour Desk" may be all there is to the name.
    let end = (2..words.len()).find(|&at| {
        let rest = words.get(at..).unwrap_or_default().concat();
        // "Ada Quay, head of Harbour Desk" is one of its people.
        let is_within = SMALL.contains(&words[at - 1]);
        !site.is_empty() && !is_within && letters(&rest) == site
    });
    let own = end.and_then(|end| words.get(..end)).unwrap_or(&words);
    own.join(" ")
        .trim_end_matches([',', '|', '-', '–', '—', '·', '/', ' '])
        .to_owned()
}

/// "Nov. 12, 2026 · Ada Quay": the name behind a date and a sign.
pub fn behind_date(line: &str) -> String {
    let name = line
        .rsplit_once(['·', '|', '•', '—', '–'])
        .map(|(_, name)| name.trim());
    name.filter(|name| !name.contains(|c: char| c.is_ascii_digit()))
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_its_date_begins() {
        for (line, name) in [
            ("Ada Quay Monday, November 9, 2026", "Ada Quay"),
            ("Ada Quay Last updated on 9 November 2026", "Ada Quay"),
            ("Ada Quay, Fri, 13 Nov", "Ada Quay"),
            ("Ada Quay in Lagos", "Ada Quay in Lagos"),
            ("Ada Quay před 5 lety", "Ada Quay"),
            ("Ada Quay il y a 3 heures", "Ada Quay"),
            ("John Monday", "John Monday"),
        ] {
            assert_eq!(before_date(line), name);
        }
    }

    #[test]
    fn a_name_ends_where_its_outlets_begins() {
        for (told, site, name) in [
            ("Ada Quay Harbour Desk", "harbourdesk", "Ada Quay"),
            ("Ada Quay, Harbour Desk", "Harbour Desk", "Ada Quay"),
            (
                "Ada Quay and Bea Tide HARBOUR DESK",
                "Harbour Desk",
                "Ada Quay and Bea Tide",
            ),
            ("The Harbour Desk", "Harbour Desk", "The Harbour Desk"),
            ("Harbour Desk", "Harbour Desk", "Harbour Desk"),
            (
                "Ada Quay, staff writer",
                "Harbour Desk",
                "Ada Quay, staff writer",
            ),
            (
                "Ada Quay, head of Harbour Desk",
                "Harbour Desk",
                "Ada Quay, head of Harbour Desk",
            ),
            ("Ada Quay", "", "Ada Quay"),
        ] {
            assert_eq!(before_site(told, site), name, "{told}");
        }
    }

    #[test]
    fn keys_are_no_names() {
        assert!(!is_name("3d23d65-ddc6-4ce5"));
        assert!(is_name("Deccan Face") && is_name("Bea"));
    }

    #[test]
    fn a_name_is_freed_from_what_is_set_around_it() {
        for (told, name) in [
            ("By Ada Quay", "Ada Quay"),
            ("Written byAda Quay", "Ada Quay"),
            ("Author Ada Quay", "Ada Quay"),
            ("& Ada Quay *", "Ada Quay"),
            ("Ada Quay , Bea Tide", "Ada Quay, Bea Tide"),
            ("Byron Tide", "Byron Tide"),
            ("Analysis by Ada Quay", "Ada Quay"),
            ("Текст: Ада Кей", "Ада Кей"),
            ("Ada Quay (https://quay.example/)", "Ada Quay"),
            ("Ada Quay <ada@quay.example>", "Ada Quay"),
            ("Ada Quay (Lagos)", "Ada Quay (Lagos)"),
            ("Admin", ""),
            ("Your name", ""),
        ] {
            assert_eq!(plain(told), name);
        }
    }

    #[test]
    fn a_sentence_is_no_name() {
        assert!(!is_spelled("Friday the water had reached the roofs."));
        assert!(!is_spelled("President don land."));
        assert!(is_spelled("Ada van der Quay Jr., staff writer"));
        assert!(is_spelled("Ada Quay - staff writer"));
        assert!(is_sentence("Ada Quay is a reporter of many harbours"));
        assert!(!is_sentence("Ada Quay, who has written of ferries"));
        assert!(!is_sentence("bell hooks"));
    }
}
