//! The visible text of HTML: for hashes, counts, the index, excerpts. Not for reading: `page` lays
//! out what people read.

use super::scan::{Piece, pieces};
use crate::markup::part;
use crate::text::span_of_pairs;
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
                let kind = kind(name);
                if kind == Kind::Hidden && !attributes.ends_with('/') {
                    hidden = Some((name, 0));
                } else {
                    out.tag(kind);
                }
            }
            (Piece::Open { name, .. }, Some((hider, depth))) => {
                *depth = depth.saturating_add(u32::from(name.eq_ignore_ascii_case(hider)));
            }
            (Piece::Close { name }, None) => out.tag(kind(name)),
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

/// What a tag does to the text around it.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Nobody sees what is in it.
    Hidden,
    Inline,
    /// It stands on lines of its own.
    Block,
}

fn kind(name: &str) -> Kind {
    const LONGEST: usize = 8;
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return Kind::Block;
    };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"script" | b"style" | b"template" | b"noscript" | b"head" | b"object" | b"applet"
        | b"iframe" | b"svg" | b"math" | b"select" => Kind::Hidden,
        b"a" | b"abbr" | b"acronym" | b"b" | b"bdi" | b"bdo" | b"big" | b"cite" | b"code"
        | b"data" | b"del" | b"dfn" | b"em" | b"font" | b"i" | b"ins" | b"kbd" | b"label"
        | b"mark" | b"q" | b"s" | b"samp" | b"small" | b"span" | b"strike" | b"strong" | b"sub"
        | b"sup" | b"time" | b"tt" | b"u" | b"var" | b"img" | b"wbr" | b"picture" | b"source"
        | b"ruby" | b"blink" => Kind::Inline,
        _ => Kind::Block,
    }
}

/// White space, and not one blank before something else.
fn is_layout(b: u8, next: u8) -> bool {
    b.is_ascii_whitespace() & ((b != b' ') | next.is_ascii_whitespace())
}

struct Lines {
    text: String,
    /// White space was seen after the last word.
    has_blank: bool,
}

impl Lines {
    fn tag(&mut self, kind: Kind) {
        if kind != Kind::Inline {
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
        let mut rest = text.as_ref();
        while !rest.is_empty() {
            // Single blanks between words are copied with them.
            let length = if rest.as_bytes().first().is_some_and(u8::is_ascii_whitespace) {
                0
            } else {
                span_of_pairs(rest.as_bytes(), is_layout)
            };
            self.words(part(rest, 0, length));
            self.has_blank |= length < rest.len();
            rest = crate::markup::rest(rest, length + 1);
        }
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_of_white_space_are_one_blank(text in "[a-zé,]{0,40}[ ]{0,2}([a-zé]{1,9}[ \n\t\r]{1,3}){0,30}") {
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            prop_assert_eq!(visible_text(&text), words.join(" "));
        }
    }

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
