//! What a person sees of HTML, as plain text: one linear pass, blocks on lines of their own.

use super::unescape;

/// What is between these tags is not seen.
const HIDDEN: [&str; 8] = ["script", "style", "template", "noscript", "head", "svg", "title", "object"];
/// Inline elements: they part no words.
const INLINE: [&str; 34] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// The visible text of HTML: character references resolved, white space folded, a line a block.
#[must_use]
pub fn visible_text(html: &str) -> String {
    let mut out = Text { lines: String::with_capacity(html.len() / 2), gap: Gap::None };
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, markup) = rest.split_at(start);
        out.push(text);
        rest = match skip(markup) {
            Some((name, after)) => {
                out.tag(&name);
                after
            }
            None => {
                out.push("<");
                markup.get(1..).unwrap_or_default()
            }
        };
    }
    out.push(rest);
    out.lines
}

/// The element's name in lower case and what follows the tag (or the hidden element); none where
/// the `<` begins no markup.
fn skip(markup: &str) -> Option<(String, &str)> {
    if markup.starts_with("<!--") {
        let end = markup.find("-->").map_or(markup.len(), |end| end + 3);
        return Some((String::from("span"), markup.get(end..)?));
    }
    let inner = markup.strip_prefix('<')?;
    let is_end = inner.starts_with('/');
    let named = inner.strip_prefix('/').unwrap_or(inner);
    if !named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    let length = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
    let name = named.get(..length)?.to_ascii_lowercase();
    let after = named.get(tag_end(named)..)?;
    if !is_end && HIDDEN.contains(&name.as_str()) {
        return Some((name.clone(), behind_end(after, &name)));
    }
    Some((name, after))
}

/// Bytes up to and with the `>` that ends the tag; one in quotes does not.
pub(super) fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    let mut before = b' ';
    for (index, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return index + 1,
            // A quote opens a value only behind `=`; elsewhere it is a typing error.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if byte != b' ' {
            before = byte;
        }
    }
    // A quote that is never closed: the tag ends at the first `>` after all.
    tag.find('>').map_or(tag.len(), |end| end + 1)
}

/// What follows the end tag of `name`; nothing is hidden by an element that never ends.
fn behind_end<'a>(after: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(found) = after.get(from..).and_then(|rest| rest.find("</")) {
        let start = from + found + 2;
        let end = after.get(start..).unwrap_or_default();
        if end.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name)) {
            return end.get(tag_end(end)..).unwrap_or_default();
        }
        from = start;
    }
    after
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Line,
}

struct Text {
    lines: String,
    gap: Gap,
}

impl Text {
    fn tag(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.gap = Gap::Line;
        }
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = unescape(text);
        if text.starts_with(char::is_whitespace) {
            self.gap = self.gap.max(Gap::Blank);
        }
        for word in text.split_whitespace() {
            if !self.lines.is_empty() {
                match self.gap {
                    Gap::None => {}
                    Gap::Blank => self.lines.push(' '),
                    Gap::Line => self.lines.push('\n'),
                }
            }
            self.lines.push_str(word);
            self.gap = Gap::Blank;
        }
        let ends_open = !text.ends_with(char::is_whitespace);
        if ends_open && self.gap == Gap::Blank {
            self.gap = Gap::None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_part_words_and_inline_tags_do_not() {
        assert_eq!(visible_text("<p>One <b>t</b>wo</p><p>three<br>four</p>"), "One two\nthree\nfour");
        assert_eq!(visible_text("a<script>var x = '<p>';</script>b"), "a\nb");
        assert_eq!(visible_text("<!-- no -->AT&amp;T &lt;3 &eacute;"), "AT&T <3 é");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(visible_text("2 < 3 and <3"), "2 < 3 and <3");
        assert_eq!(visible_text("<a title='x > y'>z</a>"), "z");
        assert_eq!(visible_text("<style>never closed"), "never closed");
    }
}
