//! Relative addresses made absolute, in place: every other byte stays as it came. Each writes its base
//! once more, and the base is the sender's: how long it is, and how often it is written, has a bound.

use super::scan::{Piece, attributes, pieces};
use crate::markup::{beginning, part, rest, unescape};
use std::borrow::Cow;
use url::Url;

/// Bytes of a base. Sixty thousand links against one of 100 kB asked for six gigabytes.
const LONGEST_BASE: usize = 2_048;

/// Bytes that resolving may add to a text of any length, and those for each of its own: links that are
/// written by hand add far fewer.
const SPARE_ROOM: usize = 16 << 10;
const ROOM_PER_BYTE: usize = 4;
/// Nobody keeps more of a text.
const MOST_ROOM: usize = 2 << 20;

/// What relative addresses are resolved against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base(Option<Url>);

impl Base {
    /// Only http and https make a base; anything else is none.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self::default().moved(address)
    }

    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.0.as_ref().and_then(Url::host_str)
    }

    /// The base that `xml:base`, `<base>` or Content-Location makes of this one; an impossible or
    /// unsafe one changes nothing.
    #[must_use]
    pub fn moved(&self, address: &str) -> Self {
        let address = address.trim();
        // Of more than a base may be, only the host counts: it stands at the beginning.
        let beginning = beginning(address, LONGEST_BASE + 1);
        let url = match &self.0 {
            Some(base) => base.join(beginning).ok(),
            None => Url::parse(beginning).ok(),
        };
        url.filter(is_web)
            .and_then(short_base)
            .map_or_else(|| self.clone(), |it| Self(Some(it)))
    }

    /// The address absolute; as it stands where it has a scheme or nothing to hold on to.
    #[must_use]
    pub fn resolve<'a>(&self, address: &'a str) -> Cow<'a, str> {
        let address = address.trim_matches(|c: char| c.is_ascii_whitespace());
        match &self.0 {
            Some(base) if !has_scheme(address) => base
                .join(address)
                .map_or(Cow::Borrowed(address), |url| Cow::Owned(url.into())),
            _ => Cow::Borrowed(address),
        }
    }
}

/// An address as a base: only the host of one that is too long; none where that is too long as well.
#[must_use]
pub fn short_base(mut url: Url) -> Option<Url> {
    if url.as_str().len() > LONGEST_BASE {
        url = url.join("/").ok()?;
        // Neither fails on an address with a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    (url.as_str().len() <= LONGEST_BASE).then_some(url)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn has_scheme(address: &str) -> bool {
    let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let end = address.bytes().position(|b| !is_scheme(b));
    end.is_some_and(|at| at > 0 && address.as_bytes().get(at) == Some(&b':'))
}

/// Rewrites `href`, `src`, `srcset` and their kin; the rest stays byte for byte. Links to a place
/// in the same text (`#note`) stay too, and what is behind the room that a text is given to grow.
#[must_use]
pub fn absolute_urls<'a>(html: &'a str, base: &Base) -> Cow<'a, str> {
    if base.is_none() || !html.contains('<') {
        return Cow::Borrowed(html);
    }
    let most = most_of(html);
    let mut out = String::new();
    let mut copied = 0;
    'text: for piece in pieces(html) {
        let Piece::Open {
            attributes: inside,
            at,
            ..
        } = piece
        else {
            continue;
        };
        for attribute in attributes(inside) {
            let from = at + attribute.at;
            // As long as the text would be if nothing more were rewritten.
            let length = out.len() + html.len() - copied;
            let room = most.saturating_sub(length);
            if room == 0 {
                break 'text;
            }
            let Some(new) = rewritten(attribute.name, attribute.value, base, room) else {
                continue;
            };
            out.push_str(part(html, copied, from));
            out.push_str(&new);
            copied = from + attribute.value.len();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(rest(html, copied));
    Cow::Owned(out)
}

/// Bytes that a text may have with its addresses absolute.
fn most_of(html: &str) -> usize {
    let grown = html.len().saturating_mul(ROOM_PER_BYTE);
    html.len() + grown.saturating_add(SPARE_ROOM).min(MOST_ROOM)
}

/// None where nothing changes, and where what is new has no room.
fn rewritten(name: &str, value: &str, base: &Base, room: usize) -> Option<String> {
    const ONE: [&str; 12] = [
        "href",
        "src",
        "poster",
        "cite",
        "action",
        "background",
        "longdesc",
        "data",
        "data-src",
        "data-original",
        "formaction",
        "codebase",
    ];
    let new = if ONE.iter().any(|it| it.eq_ignore_ascii_case(name)) {
        one(value, base)?
    } else if name.eq_ignore_ascii_case("srcset") || name.eq_ignore_ascii_case("data-srcset") {
        several(&unescape(value), base, value.len() + room)?
    } else {
        return None;
    };
    let new = new
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    (new != value && new.len() <= value.len() + room).then_some(new)
}

fn one(value: &str, base: &Base) -> Option<String> {
    let trimmed = value.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') || has_scheme(trimmed) {
        return None;
    }
    Some(base.resolve(&unescape(trimmed)).into_owned())
}

/// `srcset`: addresses with widths, parted by commas that are followed by white space or that
/// follow a width; commas inside addresses are no partings. None for more bytes than `most`.
fn several(value: &str, base: &Base, most: usize) -> Option<String> {
    let mut out = String::with_capacity(value.len() + 64);
    let mut is_address = true;
    for word in value.split_ascii_whitespace() {
        let address = word.trim_end_matches(',');
        if out.len() > most {
            return None;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        if is_address && address.starts_with("data:") {
            out.push_str(address);
        } else if is_address {
            out.push_str(&base.resolve(address));
        } else {
            out.push_str(address);
        }
        is_address = address.len() < word.len();
        if is_address {
            out.push(',');
        } else {
            is_address = false;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(html: &str) -> String {
        absolute_urls(html, &Base::new("https://news.example/a/b")).into_owned()
    }

    #[test]
    fn relative_addresses_become_absolute_in_place() {
        assert_eq!(
            at("<a  href='/x?a=1&amp;b=2' CLASS=y>t</a>"),
            "<a  href='https://news.example/x?a=1&amp;b=2' CLASS=y>t</a>"
        );
        assert_eq!(
            at("<img src=pic.png alt=\"a > b\">"),
            "<img src=https://news.example/a/pic.png alt=\"a > b\">"
        );
        assert_eq!(
            at("<a href=\" //cdn.example/é \">"),
            "<a href=\"https://cdn.example/%C3%A9\">"
        );
    }

    #[test]
    fn every_candidate_of_a_srcset_is_rewritten() {
        assert_eq!(
            at("<img srcset=\"a.jpg 1x, /b,c.jpg 2x\">"),
            "<img srcset=\"https://news.example/a/a.jpg 1x, https://news.example/b,c.jpg 2x\">"
        );
        assert_eq!(
            at("<img srcset='one.png'>"),
            "<img srcset='https://news.example/a/one.png'>"
        );
    }

    #[test]
    fn what_needs_no_change_is_borrowed() {
        let html = "<a href='https://x.example/?a=1&b'>x</a><a href='#note'>1</a><a href=mailto:me@x.example>m</a> <p";
        assert!(matches!(
            absolute_urls(html, &Base::new("https://y.example")),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn a_text_grows_by_a_few_times_its_length_and_no_more() {
        let long = format!("https://news.example/{}/", "d".repeat(2_000));
        let links = "<a href=?1>x</a>".repeat(5_000);
        let set = format!("<img srcset='{}'>", "a, ".repeat(50_000));
        for html in [links, set] {
            let base = Base::new(&long);
            let out = absolute_urls(&html, &base).into_owned();
            assert!(out.len() <= html.len() * 5 + SPARE_ROOM, "{}", out.len());
            assert!(out.ends_with(rest(&html, html.len() - 20)));
        }
        let few = absolute_urls("<a href=?1>x</a>", &Base::new(&long)).into_owned();
        assert!(few.contains("dd/?1>x"));
    }

    #[test]
    fn of_a_base_that_is_too_long_only_the_host_counts() {
        let long = format!("https://me:word@news.example/{}/b", "é".repeat(50_000));
        assert_eq!(Base::new(&long).resolve("c"), "https://news.example/c");
        let base = Base::new("https://news.example/a/");
        let moved = base.moved(&"d/".repeat(50_000));
        assert_eq!(moved.resolve("c"), "https://news.example/c");
        let name = format!("https://{}.example/", "n".repeat(5_000));
        assert_eq!(base.moved(&name), base);
    }

    #[test]
    fn a_base_moves_only_to_the_web() {
        let base = Base::new("http://x.example/a/");
        assert_eq!(base.moved("b/").resolve("c"), "http://x.example/a/b/c");
        assert_eq!(
            base.moved("javascript:alert(1)").resolve("c"),
            "http://x.example/a/c"
        );
        assert_eq!(
            base.moved("http://[bad").resolve("c"),
            "http://x.example/a/c"
        );
        assert!(Base::new("file:///etc").is_none());
    }
}
