//! The query cut into words, quoted parts, parentheses and patterns, each with its place.

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Characters before it.
    pub at: usize,
    pub text: String,
    /// Some of it stood in quotes: it is no operator.
    pub is_quoted: bool,
    /// Bytes of the text before the first quote: a colon behind it is no field's.
    pub unquoted: usize,
    /// Its last character stood in no quotes: a star there means how words begin.
    pub ends_plain: bool,
    /// It stood between slashes.
    pub is_pattern: bool,
}

impl Token {
    fn plain(at: usize, text: String) -> Self {
        Self {
            at,
            unquoted: text.len(),
            text,
            is_quoted: false,
            ends_plain: true,
            is_pattern: false,
        }
    }
}

/// Quotes that are not closed go to the end, as while typing.
pub fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = characters.get(at).copied() {
        let pattern = (c == '/').then(|| pattern(&characters, at)).flatten();
        if c.is_whitespace() {
            at += 1;
        } else if c == '-' && is_group(&characters, at + 1) {
            found.push(Token::plain(at, "not".to_owned()));
            at += 1;
        } else if matches!(c, '(' | ')') {
            found.push(Token::plain(at, c.to_string()));
            at += 1;
        } else if let Some((text, end)) = pattern {
            found.push(Token {
                is_pattern: true,
                ..Token::plain(at, text)
            });
            at = end;
        } else {
            let (token, end) = word(&characters, at);
            found.push(token);
            at = end;
        }
    }
    found
}

/// What a minus can stand before without being part of a word.
fn is_group(characters: &[char], at: usize) -> bool {
    match characters.get(at) {
        Some('(') => true,
        Some('/') => pattern(characters, at).is_some(),
        _ => false,
    }
}

fn word(characters: &[char], start: usize) -> (Token, usize) {
    let mut token = Token::plain(start, String::new());
    let mut in_quotes = false;
    let mut at = start;
    while let Some(c) = characters.get(at).copied() {
        if !in_quotes && (c == '(' || ends_word(c)) {
            break;
        }
        if c == '"' {
            in_quotes = !in_quotes;
            if !token.is_quoted {
                token.unquoted = token.text.len();
            }
            token.is_quoted = true;
        } else {
            token.text.push(c);
            token.ends_plain = !in_quotes;
        }
        at += 1;
    }
    if !token.is_quoted {
        token.unquoted = token.text.len();
    }
    (token, at)
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || c == ')'
}

/// `/…/` up to an unescaped slash that ends a word; none for a path such as /etc/hosts.
fn pattern(characters: &[char], start: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = start + 1;
    while let Some(c) = characters.get(at).copied() {
        let next = characters.get(at + 1).copied();
        match (c, next) {
            ('\\', Some('/')) => {
                text.push('/');
                at += 1;
            }
            ('/', next) if !text.is_empty() && next.is_none_or(ends_word) => {
                return Some((text, at + 1));
            }
            _ => text.push(c),
        }
        at += 1;
    }
    None
}
