//! Names of authors out of what feeds write there: mail addresses, brackets, both, neither.

/// The name alone; the mail address only where there is no name.
pub(super) fn name(text: &str) -> String {
    let text = text.trim();
    if !text.contains('@') {
        return text.to_owned();
    }
    let mut mail = None;
    let mut rest = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if is_mail_character(c) {
            word.push(c);
            continue;
        }
        let bare = word.trim_matches('.').trim_start_matches("mailto:");
        if is_mail(bare) {
            mail.get_or_insert_with(|| bare.to_owned());
        } else {
            rest.push_str(&word);
        }
        word.clear();
        rest.push(c);
    }
    if !rest.chars().any(char::is_alphanumeric) {
        return mail.unwrap_or_else(|| text.to_owned());
    }
    tidy(&rest)
}

fn is_mail_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '@' | ':' | '!' | '=')
}

fn is_mail(word: &str) -> bool {
    let Some((local, host)) = word.split_once('@') else {
        return false;
    };
    !local.is_empty() && !host.is_empty()
}

/// Without the brackets that a mail address left behind, or that stood around the name.
fn tidy(rest: &str) -> String {
    const BRACKETS: [(char, char); 8] = [
        ('(', ')'),
        ('<', '>'),
        ('[', ']'),
        ('（', '）'),
        ('"', '"'),
        ('“', '”'),
        ('«', '»'),
        ('\'', '\''),
    ];
    let mut name = rest.to_owned();
    for (open, close) in BRACKETS.iter().take(4) {
        name = name.replace(&format!("{open}{close}"), " ");
        name = name.replace(&format!("{open} {close}"), " ");
    }
    let mut name = name
        .trim()
        .trim_matches([',', ';', ':', '-', '|', '/'])
        .trim();
    for (open, close) in BRACKETS {
        let inside = name
            .strip_prefix(open)
            .and_then(|it| it.strip_suffix(close));
        name = inside.unwrap_or(name).trim();
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several authors as one line, each once.
pub(super) fn joined(names: &[String]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for name in names.iter().map(|it| it.trim()) {
        if !name.is_empty() && !kept.contains(&name) && kept.len() < 50 {
            kept.push(name);
        }
    }
    kept.join(", ")
}

/// The byte that windows-1252 has for a character.
pub(super) fn windows_1252_byte(c: char) -> Option<u8> {
    const HIGH: [char; 27] = [
        '€', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 'Ž', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', 'ž', 'Ÿ',
    ];
    const BYTES: [u8; 27] = [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92,
        0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ];
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let at = HIGH.iter().position(|it| *it == c)?;
    BYTES.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn the_name_stays_and_the_mail_goes() {
        for text in [
            "me@example.com (Ada Writer)",
            "Ada Writer <me@example.com>",
            "Ada Writer (me@example.com)",
            "“Ada Writer” me@example.com",
            "mailto:me+news@example.com [Ada Writer]",
            "Ada Writer",
        ] {
            assert_eq!(name(text), "Ada Writer", "{text}");
        }
        assert_eq!(name("info@example.com（編集部）"), "編集部");
    }

    #[test]
    fn a_mail_address_alone_is_better_than_nothing() {
        assert_eq!(name("me@example.com"), "me@example.com");
        assert_eq!(name("“me@example.org”"), "me@example.org");
        assert_eq!(name("@handle"), "@handle");
    }
}
