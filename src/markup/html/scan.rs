//! HTML cut into text, tags and what is no text, as browsers cut it; linear, without a tree.

use crate::markup::{part, rest};
use memchr::{memchr, memmem};

/// A piece of HTML, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text with its references, still escaped.
    Text(&'a str),
    /// `attributes` is all between the name and the `>`, which begins at byte `at`.
    Open {
        name: &'a str,
        attributes: &'a str,
        at: usize,
    },
    Close {
        name: &'a str,
    },
}

pub(super) struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// Inside an element whose content is no markup, until its end tag.
    raw: Option<&'a str>,
    /// Elements that were looked for and have no end tag any more.
    endless: Vec<&'a str>,
    no_comment_ends: bool,
}

pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces {
        html,
        at: 0,
        raw: None,
        endless: Vec::new(),
        no_comment_ends: false,
    }
}

/// Elements whose content browsers do not read as markup.
const RAW: [&str; 8] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while self.at < self.html.len() {
            if let Some(name) = self.raw.take() {
                let text = self.raw_text(name);
                if !text.is_empty() {
                    return Some(Piece::Text(text));
                }
                continue;
            }
            let ahead = rest(self.html, self.at);
            match text_length(ahead) {
                0 => {
                    if let Some(piece) = self.markup(ahead) {
                        return Some(piece);
                    }
                }
                length => {
                    self.at += length;
                    return Some(Piece::Text(part(ahead, 0, length)));
                }
            }
        }
        None
    }
}

impl<'a> Pieces<'a> {
    /// What begins with `<` here; none for comments and declarations.
    fn markup(&mut self, ahead: &'a str) -> Option<Piece<'a>> {
        if let Some(comment) = ahead.strip_prefix("<!--") {
            let end = if self.no_comment_ends {
                None
            } else {
                memmem::find(comment.as_bytes(), b"-->").map(|it| it + 7)
            };
            self.no_comment_ends = end.is_none();
            self.at += end.or_else(|| past(ahead, b'>')).unwrap_or(ahead.len());
            return None;
        }
        if let Some(text) = ahead.strip_prefix("<![CDATA[") {
            let end = memmem::find(text.as_bytes(), b"]]>").unwrap_or(text.len());
            self.at += (end + 12).min(ahead.len());
            return Some(Piece::Text(part(text, 0, end)));
        }
        if ahead.starts_with("<!") || ahead.starts_with("<?") {
            self.at += past(ahead, b'>').unwrap_or(ahead.len());
            return None;
        }
        if let Some(close) = ahead.strip_prefix("</") {
            self.at += past(ahead, b'>').unwrap_or(ahead.len());
            let name = part(close, 0, name_length(close));
            return Some(Piece::Close { name });
        }
        Some(self.open(ahead))
    }

    fn open(&mut self, ahead: &'a str) -> Piece<'a> {
        let after = rest(ahead, 1);
        let name = part(after, 0, name_length(after));
        let attributes = rest(after, name.len());
        let Some(length) = tag_length(attributes) else {
            // No `>` ends it, so none ends any later tag either: the rest is text.
            self.at = self.html.len();
            return Piece::Text(ahead);
        };
        let at = self.at + 1 + name.len();
        self.at = at + length + 1;
        let is_raw = RAW.iter().any(|it| it.eq_ignore_ascii_case(name));
        let attributes = part(attributes, 0, length);
        if is_raw && !attributes.ends_with('/') {
            self.raw = Some(name);
        }
        Piece::Open {
            name,
            attributes,
            at,
        }
    }

    /// Everything up to the end tag of `name`; without one nothing was meant to be raw, but for
    /// scripts and styles, which nobody wants to read.
    fn raw_text(&mut self, name: &'a str) -> &'a str {
        let ahead = rest(self.html, self.at);
        if self.endless.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return "";
        }
        let mut from = 0;
        while let Some(found) = memmem::find(rest(ahead, from).as_bytes(), b"</") {
            let at = from + found;
            let word = ahead.as_bytes().get(at + 2..at + 2 + name.len());
            if word.is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes())) {
                self.at += at;
                return part(ahead, 0, at);
            }
            from = at + 2;
        }
        if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
            self.at = self.html.len();
            return ahead;
        }
        self.endless.push(name);
        ""
    }
}

/// Bytes of text before the next thing that is markup.
fn text_length(ahead: &str) -> usize {
    let mut from = 0;
    while let Some(found) = memchr(b'<', rest(ahead, from).as_bytes()) {
        let at = from + found;
        let next = ahead.as_bytes().get(at + 1).copied().unwrap_or(b' ');
        let after = ahead.as_bytes().get(at + 2).copied().unwrap_or(b' ');
        let is_markup = next.is_ascii_alphabetic()
            || matches!(next, b'!' | b'?')
            || next == b'/' && after.is_ascii_alphabetic();
        if is_markup {
            return at;
        }
        from = at + 1;
    }
    ahead.len()
}

fn name_length(text: &str) -> usize {
    let is_end =
        |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<' | b'"' | b'\'' | b'=');
    text.bytes().position(is_end).unwrap_or(text.len())
}

fn past(text: &str, end: u8) -> Option<usize> {
    memchr(end, text.as_bytes()).map(|it| it + 1)
}

/// Bytes before the `>` that ends a tag, quotes respected.
fn tag_length(attributes: &str) -> Option<usize> {
    let bytes = attributes.as_bytes();
    let mut at = 0;
    let mut after_equals = false;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'>' => return Some(at),
            b'"' | b'\'' if after_equals => {
                // An unclosed quote: browsers lose all text; here the tag ends at the next `>`.
                if let Some(end) = memchr(b, rest(attributes, at + 1).as_bytes()) {
                    at += end + 1;
                }
                after_equals = false;
            }
            b'=' => after_equals = true,
            _ if b.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    None
}

/// One attribute; `at` is where its value begins within the attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    pub name: &'a str,
    /// Still escaped.
    pub value: &'a str,
    pub at: usize,
}

pub(super) struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

pub(super) fn attributes(text: &str) -> Attributes<'_> {
    Attributes { text, at: 0 }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        self.skip(|b| b.is_ascii_whitespace() || b == b'/');
        let from = self.at;
        // A `=` where a name should be belongs to the name, as in HTML.
        self.at += usize::from(self.at < self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.skip(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'='));
        let name = part(self.text, from, self.at);
        if name.is_empty() {
            return None;
        }
        self.skip(|b| b.is_ascii_whitespace());
        if self.text.as_bytes().get(self.at) != Some(&b'=') {
            return Some(Attribute {
                name,
                value: "",
                at: self.at,
            });
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        let (at, value) = self.value();
        Some(Attribute { name, value, at })
    }
}

impl<'a> Attributes<'a> {
    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let ahead = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += ahead.iter().take_while(|b| is_skipped(**b)).count();
    }

    fn value(&mut self) -> (usize, &'a str) {
        let quote = self.text.as_bytes().get(self.at).copied().unwrap_or(b' ');
        if matches!(quote, b'"' | b'\'') {
            let inside = rest(self.text, self.at + 1);
            if let Some(end) = memchr(quote, inside.as_bytes()) {
                let from = self.at + 1;
                self.at = from + end + 1;
                return (from, part(inside, 0, end));
            }
        }
        let from = self.at;
        self.skip(|b| !b.is_ascii_whitespace());
        (from, part(self.text, from, self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        pieces(html)
            .map(|it| match it {
                Piece::Text(text) => text.to_owned(),
                Piece::Open { name, .. } => format!("+{name}"),
                Piece::Close { name } => format!("-{name}"),
            })
            .collect()
    }

    #[test]
    fn text_and_tags_are_told_apart() {
        assert_eq!(
            names("a<b>c</b> 1 < 2 <3"),
            ["a", "+b", "c", "-b", " 1 < 2 <3"]
        );
        assert_eq!(names("<!-- <b> -->x<!doctype html><?php ?>y"), ["x", "y"]);
        assert_eq!(names("<p title='a > b'>x"), ["+p", "x"]);
    }

    #[test]
    fn scripts_are_one_piece() {
        assert_eq!(
            names("<script>if (a<b) </i></SCRIPT>x"),
            ["+script", "if (a<b) </i>", "-SCRIPT", "x"]
        );
        assert_eq!(
            names("<title>never ended <b>x"),
            ["+title", "never ended ", "+b", "x"]
        );
    }

    #[test]
    fn attributes_come_in_every_spelling() {
        let all: Vec<_> = attributes(" a=1 b='2 3' C = \"4\" d e=/x/ =f é=ü/")
            .map(|it| (it.name, it.value))
            .collect();
        let wanted = [
            ("a", "1"),
            ("b", "2 3"),
            ("C", "4"),
            ("d", ""),
            ("e", "/x/"),
            ("=f", ""),
            ("é", "ü/"),
        ];
        assert_eq!(all, wanted);
    }

    #[test]
    fn unended_tags_are_text_and_cost_nothing() {
        let many = "<a ".repeat(200_000);
        assert_eq!(pieces(&many).count(), 1);
        let quotes = "<a b=\"".repeat(200_000);
        assert_eq!(pieces(&quotes).count(), 1);
        for endless in ["<title>", "<!-- >", "<script", "</", "<![CDATA["] {
            let _ = pieces(&endless.repeat(200_000)).count();
        }
    }
}
