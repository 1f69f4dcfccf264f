//! Keys as they are pressed and as they are written: `g u`, `^D`, `S-Tab`, `Space`.

use std::fmt::{self, Write as _};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Function(u8),
}

/// One key with what is held down. Shift is told only where the key does not tell it itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    pub key: Key,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

const NAMES: [(&str, Key); 16] = [
    ("Space", Key::Char(' ')),
    ("Enter", Key::Enter),
    ("Esc", Key::Esc),
    ("Tab", Key::Tab),
    ("Backspace", Key::Backspace),
    ("Delete", Key::Delete),
    ("Insert", Key::Insert),
    ("Up", Key::Up),
    ("Down", Key::Down),
    ("Left", Key::Left),
    ("Right", Key::Right),
    ("PgUp", Key::PageUp),
    ("PgDn", Key::PageDown),
    ("Home", Key::Home),
    ("End", Key::End),
    ("|", Key::Char('|')),
];

/// Other names of the same, as other programs write them; case does not count.
const ALSO: [(&str, &str); 9] = [
    ("Return", "Enter"),
    ("CR", "Enter"),
    ("Escape", "Esc"),
    ("BS", "Backspace"),
    ("Del", "Delete"),
    ("Ins", "Insert"),
    ("PageUp", "PgUp"),
    ("PageDown", "PgDn"),
    ("PgDown", "PgDn"),
];

/// A longer word is no sequence of letters but a name misspelt.
const SEQUENCE: usize = 3;

impl Chord {
    pub const fn plain(key: Key) -> Self {
        Self {
            key,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    pub const fn ctrl(letter: char) -> Self {
        Self {
            key: Key::Char(letter),
            ctrl: true,
            alt: false,
            shift: false,
        }
    }

    /// The digit, when it is one and nothing is held down.
    pub fn digit(self) -> Option<u32> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => c.to_digit(10),
            _ => None,
        }
    }

    /// The key that came behind `Esc`, where a terminal may have told the two as one.
    pub fn behind_escape(self) -> Option<Self> {
        let is_of_one_byte = matches!(
            self.key,
            Key::Char(_) | Key::Enter | Key::Tab | Key::Backspace
        );
        (self.alt && is_of_one_byte).then_some(Self { alt: false, ..self })
    }

    fn parse(word: &str) -> Option<Self> {
        if let Some(rest) = word.strip_prefix('^').filter(|rest| !rest.is_empty()) {
            return single(rest).map(|c| Self::ctrl(c.to_ascii_lowercase()));
        }
        if let Some(rest) = word.strip_prefix("S-") {
            return Self::parse(rest).map(|chord| Self {
                shift: true,
                ..chord
            });
        }
        if let Some(rest) = word.strip_prefix("A-") {
            return Self::parse(rest).map(|chord| Self { alt: true, ..chord });
        }
        let is_it = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(word);
        let name = ALSO.iter().find(is_it).map_or(word, |(_, name)| name);
        let named = NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, key)| *key);
        let function = || {
            let number = word.strip_prefix(['F', 'f'])?.parse().ok();
            number.filter(|it| (1..=24).contains(it)).map(Key::Function)
        };
        named
            .or_else(|| single(word).map(Key::Char))
            .or_else(function)
            .map(Self::plain)
    }
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl fmt::Display for Chord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alt {
            out.write_str("A-")?;
        }
        if self.shift {
            out.write_str("S-")?;
        }
        match (self.key, NAMES.iter().find(|(_, key)| *key == self.key)) {
            (Key::Char(c), _) if self.ctrl => write!(out, "^{}", c.to_ascii_uppercase()),
            (_, Some((name, _))) => out.write_str(name),
            (Key::Char(c), None) => out.write_char(c),
            (Key::Function(number), None) => write!(out, "F{number}"),
            (other, None) => write!(out, "{other:?}"),
        }
    }
}

/// Keys in their order: words between blanks; a short word that names no key is its characters (`gg`).
pub fn parse_keys(text: &str) -> Option<Vec<Chord>> {
    let mut keys = Vec::new();
    for word in text.split_whitespace() {
        match Chord::parse(word) {
            Some(chord) => keys.push(chord),
            None if word.chars().all(char::is_alphanumeric) && word.chars().count() <= SEQUENCE => {
                keys.extend(word.chars().map(|c| Chord::plain(Key::Char(c))));
            }
            None => return None,
        }
    }
    (!keys.is_empty()).then_some(keys)
}

pub fn print_keys(keys: &[Chord]) -> String {
    keys.iter()
        .map(Chord::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in [
            "g u", "^D", "S-Tab", "Space", "A-x", "g g", "PgDn", "F5", "^", "?", "|",
        ] {
            assert_eq!(print_keys(&parse_keys(text).unwrap()), text);
        }
        assert_eq!(parse_keys("gg"), parse_keys("g g"));
        assert_eq!(parse_keys("^d"), parse_keys("^D"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for (name, known) in [
            ("Return", "Enter"),
            ("PAGEDOWN", "PgDn"),
            ("space", "Space"),
            ("escape", "Esc"),
            ("A-left", "A-Left"),
            ("f5", "F5"),
        ] {
            assert_eq!(parse_keys(name), parse_keys(known), "{name}");
            assert_eq!(parse_keys(name).unwrap().len(), 1, "{name}");
        }
        for misspelt in ["Spcae", "PageDwon", "Retrun", "g Entr"] {
            assert_eq!(parse_keys(misspelt), None, "{misspelt}");
        }
        assert_eq!(parse_keys(""), None);
        assert_eq!(parse_keys("^ab"), None);
        assert_eq!(parse_keys("S-"), None);
    }
}
