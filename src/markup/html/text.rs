//! The visible text of HTML: for hashes, counts, the index, excerpts. Not for reading: `page` lays
//! out what people read.

use super::scan::{Piece, pieces};
use crate::markup::part;
use std::borrow::Cow;

/// Text that a person would see: blocks on lines of their own, references decoded, runs of white
/// space as one blank, no scripts, styles, templates or alternatives for them.
#[must_use]
pub fn visible_text(html: &str) -> String {
    let mut out = Lines {
        text: String::with_capacity(html.len() / 2),
        has_blank: false,
    };
    let mut hidden: Option<(&str, u32)> = None;
    for piece in pieces(html) {
        match (piece, &mut hidden) {
            (Piece::Text(text), None) => out.push(text),
            (Piece::Text(_), Some(_)) => {}
            (
                Piece::Open {
                    name, attributes, ..
                },
                None,
            ) => {
                if is_hidden(name) && !attributes.ends_with('/') {
                    hidden = Some((name, 0));
                } else {
                    out.tag(name);
                }
            }
            (Piece::Open { name, .. }, Some((hider, depth))) => {
                *depth = depth.saturating_add(u32::from(name.eq_ignore_ascii_case(hider)));
            }
            (Piece::Close { name }, None) => out.tag(name),
            (Piece::Close { name }, Some((hider, depth))) => {
                if name.eq_ignore_ascii_case(hider) {
                    match depth.checked_sub(1) {
                        Some(less) => *depth = less,
                        None => hidden = None,
                    }
                }
            }
        }
    }
    out.text.truncate(out.text.trim_end().len());
    out.text
}

fn is_hidden(name: &str) -> bool {
    const HIDDEN: [&str; 11] = [
        "script", "style", "template", "noscript", "head", "object", "applet", "iframe", "svg",
        "math", "select",
    ];
    name.len() <= 8 && HIDDEN.iter().any(|it| it.eq_ignore_ascii_case(name))
}

fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 32] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    ];
    const MORE: [&str; 6] = ["img", "wbr", "picture", "source", "ruby", "blink"];
    name.len() <= 7
        && INLINE
            .iter()
            .chain(&MORE)
            .any(|it| it.eq_ignore_ascii_case(name))
}

struct Lines {
    text: String,
    /// White space was seen after the last word.
    has_blank: bool,
}

impl Lines {
    fn tag(&mut self, name: &str) {
        if !is_inline(name) {
            self.has_blank = false;
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
        }
    }

    fn push(&mut self, raw: &str) {
        // A page of code may be one text of megabytes with no reference in it.
        let text = if memchr::memchr(b'&', raw.as_bytes()).is_some() {
            htmlize::unescape(raw)
        } else {
            Cow::Borrowed(raw)
        };
        let bytes = text.as_bytes();
        let is_blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
        let mut from = 0;
        for (at, b) in bytes.iter().enumerate() {
            // Single blanks between words are copied with them.
            if b.is_ascii_whitespace() && (*b != b' ' || is_blank(at + 1) || from == at) {
                self.words(part(&text, from, at));
                self.has_blank = true;
                from = at + 1;
            }
        }
        self.words(part(&text, from, bytes.len()));
    }

    fn words(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        if self.has_blank && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        self.has_blank = false;
        self.text.push_str(words);
    }
}

#[cfg(test)]
mod tests {
    use super::visible_text;

    #[test]
    fn blocks_stand_on_lines_and_words_stay_whole() {
        let html = "<h1>A  title</h1>\n<p>One <b>bo</b>ld&nbsp;word,\n two &amp; three.<br>Four</p><ul><li>x<li>y</ul>";
        assert_eq!(
            visible_text(html),
            "A title\nOne bold\u{a0}word, two & three.\nFour\nx\ny"
        );
    }

    #[test]
    fn what_nobody_sees_is_not_there() {
        let html = "a<script>var x = '<p>no</p>'</script><style>p{}</style><!-- no --><noscript><img>no</noscript><svg><title>no</title><svg></svg>no</svg> b";
        assert_eq!(visible_text(html), "a b");
    }

    #[test]
    fn a_lone_less_than_is_text() {
        assert_eq!(visible_text("1 < 2 &lt; 3 <3"), "1 < 2 < 3 <3");
    }

    #[test]
    fn depth_does_not_matter() {
        let html = format!("{}x{}", "<div>".repeat(300_000), "</div>".repeat(300_000));
        assert_eq!(visible_text(&html), "x");
    }
}
