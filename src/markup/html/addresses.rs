//! Relative addresses made absolute, in place: every other byte stays as it came.

use super::scan::{Piece, attributes, pieces};
use crate::markup::{part, rest, unescape};
use std::borrow::Cow;
use url::Url;

/// What relative addresses are resolved against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base(Option<Url>);

impl Base {
    /// Only http and https make a base; anything else is none.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self(Url::parse(address.trim()).ok().filter(is_web))
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
        let url = match &self.0 {
            Some(base) => base.join(address).ok(),
            None => Url::parse(address).ok(),
        };
        url.filter(is_web)
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

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn has_scheme(address: &str) -> bool {
    let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let end = address.bytes().position(|b| !is_scheme(b));
    end.is_some_and(|at| at > 0 && address.as_bytes().get(at) == Some(&b':'))
}

/// Rewrites `href`, `src`, `srcset` and their kin; the rest stays byte for byte. Links to a place
/// in the same text (`#note`) stay too.
#[must_use]
pub fn absolute_urls<'a>(html: &'a str, base: &Base) -> Cow<'a, str> {
    if base.is_none() || !html.contains('<') {
        return Cow::Borrowed(html);
    }
    let mut out = String::new();
    let mut copied = 0;
    for piece in pieces(html) {
        let Piece::Open {
            attributes: inside,
            at,
            ..
        } = piece
        else {
            continue;
        };
        for attribute in attributes(inside) {
            let Some(new) = rewritten(attribute.name, attribute.value, base) else {
                continue;
            };
            let from = at + attribute.at;
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

/// None where nothing changes.
fn rewritten(name: &str, value: &str, base: &Base) -> Option<String> {
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
        several(&unescape(value), base)
    } else {
        return None;
    };
    let new = new
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    (new != value).then_some(new)
}

fn one(value: &str, base: &Base) -> Option<String> {
    let trimmed = value.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') || has_scheme(trimmed) {
        return None;
    }
    Some(base.resolve(&unescape(trimmed)).into_owned())
}

/// `srcset`: addresses with widths, parted by commas that are followed by white space or that
/// follow a width; commas inside addresses are no partings.
fn several(value: &str, base: &Base) -> String {
    let mut out = String::with_capacity(value.len() + 64);
    let mut is_address = true;
    for word in value.split_ascii_whitespace() {
        let address = word.trim_end_matches(',');
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
    out
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
