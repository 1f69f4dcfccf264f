//! XML, or what was meant to be XML, cut into tokens. Linear: each byte is looked at a bounded
//! number of times whatever comes.

use crate::markup::{part, rest};
use memchr::{memchr, memchr2, memmem};

/// Attributes kept of one tag (RUSTSEC-2026-0194 was a tag with a hundred thousand).
const MOST_ATTRIBUTES: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// References not yet read.
    Text(&'a str),
    CData(&'a str),
    /// The attributes are in the tokenizer until the next token.
    Open {
        name: &'a str,
        is_closed: bool,
    },
    Close(&'a str),
}

/// An attribute with its references not yet read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    pub name: &'a str,
    pub value: &'a str,
}

pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    pub attributes: Vec<Attribute<'a>>,
    /// The text ended inside something.
    pub is_cut: bool,
    /// Where the next `]]>` begins, once it was looked for; past the end when none comes.
    cdata_end: usize,
    /// No `-->` comes any more.
    no_comment_ends: bool,
    /// Where the next `?>` begins, in the same way.
    instruction_end: usize,
    /// Bytes that were looked through for it: each once.
    pub searched: usize,
    /// Only the first DOCTYPE may have brackets.
    has_doctype: bool,
}

pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        text,
        at: 0,
        attributes: Vec::new(),
        is_cut: false,
        cdata_end: 0,
        no_comment_ends: false,
        instruction_end: 0,
        searched: 0,
        has_doctype: false,
    }
}

/// Bytes of a processing instruction with `>` inside.
const LONGEST_INSTRUCTION: usize = 2048;

/// End tags that no text has by chance: an unended CDATA section or comment stops before them.
const WALLS: [&str; 5] = ["</item>", "</entry>", "</channel>", "</feed>", "</rss>"];

impl<'a> Tokens<'a> {
    pub fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.text.len() {
            let ahead = rest(self.text, self.at);
            let length = text_length(ahead);
            if length > 0 {
                self.at += length;
                return Some(Token::Text(part(ahead, 0, length)));
            }
            if let Some(token) = self.markup(ahead) {
                return Some(token);
            }
        }
        None
    }

    /// What begins with `<` here; none for what is skipped.
    fn markup(&mut self, ahead: &'a str) -> Option<Token<'a>> {
        if let Some(inside) = ahead.strip_prefix("<![CDATA[") {
            return Some(self.cdata(inside));
        }
        if let Some(name) = ahead.strip_prefix("</") {
            let end = memchr2(b'>', b'<', name.as_bytes()).unwrap_or(name.len());
            let is_whole = name.as_bytes().get(end) == Some(&b'>');
            self.is_cut |= end == name.len();
            self.at += 2 + end + usize::from(is_whole);
            return Some(Token::Close(part(name, 0, end).trim()));
        }
        if ahead.starts_with("<!") || ahead.starts_with("<?") {
            self.skip_declaration(ahead);
            return None;
        }
        self.open(ahead)
    }

    fn cdata(&mut self, inside: &'a str) -> Token<'a> {
        let from = self.at + "<![CDATA[".len();
        if self.cdata_end < from {
            let found = memmem::find(inside.as_bytes(), b"]]>").map(|it| from + it);
            self.cdata_end = found.unwrap_or(usize::MAX);
        }
        let end = Some(self.cdata_end)
            .filter(|it| *it < usize::MAX)
            .map(|it| it - from);
        let body = part(inside, 0, end.unwrap_or(inside.len()));
        // Another opening inside, with entries ending in between: the end is the other one's.
        let is_swallowing =
            || memmem::find(body.as_bytes(), b"<![CDATA[").and_then(|at| wall(part(body, 0, at)));
        let cut = match end {
            Some(_) => is_swallowing(),
            None => Some(wall(inside).unwrap_or(inside.len())),
        };
        let (length, used) = match (cut, end) {
            (Some(cut), _) => (cut, cut),
            (None, Some(end)) => (end, end + 3),
            (None, None) => (inside.len(), inside.len()),
        };
        self.is_cut |= used == inside.len() && end.is_none();
        self.at = from + used;
        Token::CData(part(inside, 0, length))
    }

    /// Comments, processing instructions, DOCTYPE with everything in it.
    fn skip_declaration(&mut self, ahead: &str) {
        let length = if ahead.starts_with("<!--") {
            let end = if self.no_comment_ends {
                None
            } else {
                memmem::find(rest(ahead, 4).as_bytes(), b"-->")
            };
            self.no_comment_ends = end.is_none();
            end.map(|it| it + 7).or_else(|| wall(ahead))
        } else if ahead.starts_with("<?") {
            self.instruction_length(ahead)
        } else {
            let is_first = !std::mem::replace(&mut self.has_doctype, true);
            let end = if is_first {
                doctype_length(ahead)
            } else {
                None
            };
            end.or_else(|| memchr(b'>', ahead.as_bytes()).map(|it| it + 1))
        };
        self.is_cut |= length.is_none();
        self.at += length.unwrap_or(ahead.len()).max(2).min(ahead.len());
    }

    /// Up to the first `>`, or to a "?>" not far behind it: there may be a ">" inside the instruction.
    fn instruction_length(&mut self, ahead: &str) -> Option<usize> {
        let end = memchr(b'>', ahead.as_bytes()).map(|it| it + 1)?;
        if part(ahead, 0, end).ends_with("?>") {
            return Some(end);
        }
        let from = self.at + 2;
        if self.instruction_end < from {
            let inside = rest(ahead, 2);
            let found = memmem::find(inside.as_bytes(), b"?>");
            self.searched += found.unwrap_or(inside.len());
            self.instruction_end = found.map_or(usize::MAX, |it| from + it);
        }
        let length = (self.instruction_end - self.at).saturating_add(2);
        Some(
            Some(length)
                .filter(|it| *it <= LONGEST_INSTRUCTION)
                .unwrap_or(end),
        )
    }

    fn open(&mut self, ahead: &'a str) -> Option<Token<'a>> {
        self.attributes.clear();
        let after = rest(ahead, 1);
        let name = part(after, 0, name_length(after));
        let inside = rest(after, name.len());
        let end = self.read_attributes(inside);
        self.at += 1 + name.len() + end.length;
        match end.how {
            End::Whole { is_closed } => Some(Token::Open { name, is_closed }),
            End::Document => {
                self.is_cut = true;
                None
            }
            // `<item <title>`: meant as a tag; `a <b and </title>`: meant as text.
            End::NextTag if super::heal::is_structural(name) || !self.attributes.is_empty() => {
                Some(Token::Open {
                    name,
                    is_closed: false,
                })
            }
            End::NextTag => Some(Token::Text(part(ahead, 0, 1 + name.len() + end.length))),
        }
    }

    fn read_attributes(&mut self, inside: &'a str) -> TagEnd {
        let bytes = inside.as_bytes();
        let mut at = 0;
        loop {
            at += blanks(bytes, at);
            let (how, length) = match (bytes.get(at), bytes.get(at + 1)) {
                (None, _) => (End::Document, at),
                (Some(b'>'), _) => (End::Whole { is_closed: false }, at + 1),
                (Some(b'/'), Some(b'>')) => (End::Whole { is_closed: true }, at + 2),
                (Some(b'<'), _) => (End::NextTag, at),
                (Some(b'/' | b'=' | b'"' | b'\'' | b'?'), _) => {
                    at += 1;
                    continue;
                }
                _ => {
                    at = self.read_attribute(inside, at);
                    continue;
                }
            };
            return TagEnd { how, length };
        }
    }

    /// Returns where it ends.
    fn read_attribute(&mut self, inside: &'a str, from: usize) -> usize {
        let bytes = inside.as_bytes();
        let ahead = bytes.get(from..).unwrap_or_default();
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'<' | b'/');
        let name = part(
            inside,
            from,
            from + ahead.iter().position(is_end).unwrap_or(ahead.len()),
        );
        let mut at = from + name.len();
        let equals = at + blanks(bytes, at);
        let mut value = "";
        if bytes.get(equals) == Some(&b'=') {
            let start = equals + 1 + blanks(bytes, equals + 1);
            let length = value_length(inside, start);
            value = part(
                inside,
                start + length.quote,
                start + length.quote + length.value,
            );
            at = start + length.value + length.quote * 2;
        }
        if self.attributes.len() < MOST_ATTRIBUTES {
            self.attributes.push(Attribute { name, value });
        }
        at.min(inside.len())
    }
}

struct TagEnd {
    how: End,
    length: usize,
}

enum End {
    Whole { is_closed: bool },
    NextTag,
    Document,
}

struct ValueLength {
    /// 1 when quoted, on both sides.
    quote: usize,
    value: usize,
}

fn value_length(inside: &str, start: usize) -> ValueLength {
    let ahead = rest(inside, start);
    let quote = ahead.as_bytes().first().copied().unwrap_or(b' ');
    if matches!(quote, b'"' | b'\'') {
        let quoted = rest(ahead, 1);
        if let Some(end) = memchr(quote, quoted.as_bytes()) {
            let next = quoted.as_bytes().get(end + 1).copied().unwrap_or(b'>');
            // XML has no `<` in a value; HTML has. Then what follows the quote tells which it is.
            let is_end = next.is_ascii_whitespace() || matches!(next, b'>' | b'/' | b'?');
            if is_end || memchr(b'<', part(quoted, 0, end).as_bytes()).is_none() {
                return ValueLength {
                    quote: 1,
                    value: end,
                };
            }
        }
    }
    let mut before = 0_u8;
    let is_end = |b: u8| {
        let is_slash_end = before == b'/' && b == b'>';
        before = b;
        is_slash_end || b.is_ascii_whitespace() || matches!(b, b'>' | b'<')
    };
    let value = ahead.bytes().position(is_end).unwrap_or(ahead.len());
    let is_self_closed =
        part(ahead, 0, value).ends_with('/') && ahead.as_bytes().get(value) == Some(&b'>');
    ValueLength {
        quote: 0,
        value: value - usize::from(is_self_closed),
    }
}

fn blanks(bytes: &[u8], from: usize) -> usize {
    let ahead = bytes.get(from..).unwrap_or_default();
    ahead.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// Bytes of text before the next markup; a `<` that opens nothing is text.
fn text_length(ahead: &str) -> usize {
    let bytes = ahead.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr(b'<', rest(ahead, from).as_bytes()) {
        let at = from + found;
        let next = bytes.get(at + 1).copied().unwrap_or(b'/');
        let is_name = |b: u8| b.is_ascii_alphabetic() || b == b'_' || b >= 0x80;
        let is_markup = match next {
            b'/' => bytes
                .get(at + 2)
                .is_none_or(|b| is_name(*b) || *b == b'>' || *b == b' '),
            b'!' | b'?' => true,
            _ => is_name(next),
        };
        if is_markup {
            return at;
        }
        from = at + 1;
    }
    ahead.len()
}

fn name_length(text: &str) -> usize {
    let is_end =
        |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<' | b'=' | b'"' | b'\'');
    text.bytes().position(is_end).unwrap_or(text.len())
}

/// Where the first end tag of an entry or a feed begins.
fn wall(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = memmem::find(rest(text, from).as_bytes(), b"</") {
        let at = from + found;
        if WALLS.iter().any(|it| rest(text, at).starts_with(it)) {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

/// Up to the `>` outside quotes and brackets.
fn doctype_length(ahead: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut quote = None;
    for (at, b) in ahead.bytes().enumerate().skip(2) {
        match (b, quote) {
            (b'"' | b'\'', None) => quote = Some(b),
            (_, Some(open)) if open == b => quote = None,
            (_, Some(_)) => {}
            (b'[', _) => depth += 1,
            (b']', _) => depth = depth.saturating_sub(1),
            (b'>', _) if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}
