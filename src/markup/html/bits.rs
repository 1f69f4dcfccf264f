//! HTML as a sequence of texts, starts and ends of elements, balanced: every element that starts
//! ends, in order. For writers of other formats; what may stand in what is theirs to know.

use super::scan::{Piece, attributes, pieces};
use crate::markup::unescape;

/// A step through HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bit {
    /// References decoded.
    Text(String),
    Open {
        /// Lower case.
        name: String,
        /// Names in lower case, values decoded.
        attributes: Vec<(String, String)>,
    },
    Close(String),
}

impl Bit {
    /// The value of an attribute of a start.
    #[must_use]
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Open { attributes, .. } => attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str()),
            Self::Text(_) | Self::Close(_) => None,
        }
    }
}

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// Deeper elements are left out, not what is in them.
const DEEPEST: usize = 512;

/// Walks HTML; scripts and styles are left out. Elements without an end are closed by the end of
/// what they stand in; an end without a start is left out.
#[must_use]
pub fn bits(html: &str) -> Vec<Bit> {
    let mut out = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut hidden = false;
    for piece in pieces(html) {
        match piece {
            Piece::Text(_) if hidden => {}
            Piece::Text(text) => out.push(Bit::Text(unescape(text).into_owned())),
            Piece::Open {
                name,
                attributes: of,
                ..
            } => {
                let name = name.to_ascii_lowercase();
                if name == "script" || name == "style" {
                    hidden = !of.ends_with('/');
                    continue;
                }
                let is_void = VOID.contains(&name.as_str());
                if !is_void && open.len() >= DEEPEST {
                    continue;
                }
                let value = |it: super::scan::Attribute<'_>| {
                    (
                        it.name.to_ascii_lowercase(),
                        unescape(it.value).into_owned(),
                    )
                };
                out.push(Bit::Open {
                    attributes: attributes(of).map(value).collect(),
                    name: name.clone(),
                });
                if is_void {
                    out.push(Bit::Close(name));
                } else {
                    open.push(name);
                }
            }
            Piece::Close { name } => {
                let name = name.to_ascii_lowercase();
                if name == "script" || name == "style" {
                    hidden = false;
                } else if let Some(at) = open.iter().rposition(|it| *it == name) {
                    out.extend(open.drain(at..).rev().map(Bit::Close));
                }
            }
        }
    }
    out.extend(open.drain(..).rev().map(Bit::Close));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        let shown = bits(html).into_iter().map(|bit| match bit {
            Bit::Text(text) => text,
            Bit::Open { name, .. } => format!("[{name}"),
            Bit::Close(name) => format!("{name}]"),
        });
        shown.collect()
    }

    #[test]
    fn what_starts_ends_in_order() {
        assert_eq!(shown("<p>a<b>b</p>c</b>&amp;<br>"), "[pa[bbb]p]c&[brbr]");
        assert_eq!(shown("x<script>no</script><P>y"), "x[pyp]");
        let link = &bits("<a HREF='?a&amp;b'>")[0];
        assert_eq!(link.attribute("href"), Some("?a&b"));
    }

    proptest! {
        #[test]
        fn any_html_is_balanced(html in "(<|>|/|p|b|br|img|ul|li|a href=\"x\"| |&lt;|text|\"){0,60}") {
            let mut open = Vec::new();
            for bit in bits(&html) {
                match bit {
                    Bit::Text(_) => {}
                    Bit::Open { name, .. } => open.push(name),
                    Bit::Close(name) => prop_assert_eq!(open.pop(), Some(name)),
                }
            }
            prop_assert!(open.is_empty());
        }
    }
}
