//! Keys as people write them: `j`, `G`, `^D`, `Space`, `S-Tab`, `g u`.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub code: Code,
    pub is_control: bool,
}

const NAMED: &[(&str, Code)] = &[
    ("Space", Code::Char(' ')),
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("S-Tab", Code::BackTab),
    ("Backspace", Code::Backspace),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
    ("Del", Code::Delete),
];

impl Key {
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            is_control: false,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == text) {
            return Some(Self::plain(*code));
        }
        let mut characters = text.chars();
        match (characters.next()?, characters.next(), characters.next()) {
            (c, None, _) if !c.is_control() && c != ' ' => Some(Self::plain(Code::Char(c))),
            ('^', Some(c), None) if c.is_ascii_graphic() => Some(Self {
                code: Code::Char(c.to_ascii_lowercase()),
                is_control: true,
            }),
            _ => None,
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return out.write_str(name);
        }
        match self.code {
            Code::Char(c) if self.is_control => write!(out, "^{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(out, "{c}"),
            _ => Ok(()),
        }
    }
}

/// Keys parted by blanks; `gg` is `g g`.
pub fn parse_sequence(text: &str) -> Option<Vec<Key>> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.is_empty() {
        return None;
    }
    let mut keys = Vec::new();
    for part in parts {
        match Key::parse(part) {
            Some(key) => keys.push(key),
            // Letters written together.
            None if part.len() <= 3 && part.chars().all(|c| c.is_ascii_alphanumeric()) => {
                keys.extend(part.chars().map(|c| Key::plain(Code::Char(c))));
            }
            None => return None,
        }
    }
    Some(keys)
}

pub fn print_sequence(keys: &[Key]) -> String {
    keys.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        for text in [
            "j", "G", "^D", "Space", "S-Tab", "g u", "?", "^", "PgDn", "<",
        ] {
            let keys = parse_sequence(text).unwrap();
            assert_eq!(print_sequence(&keys), text);
        }
        assert_eq!(parse_sequence("gg"), parse_sequence("g g"));
        assert_eq!(parse_sequence("Spacebar"), None);
        assert_eq!(parse_sequence(""), None);
    }
}
