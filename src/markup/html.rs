//! Tags of HTML read in one pass, for links and for making addresses absolute in place.

use super::unescape_attribute;
use super::visible::tag_end;
use url::Url;

/// A start tag with its attributes, names in lower case, values unescaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Text behind the tag up to the next one.
    pub text: String,
}

impl Tag {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

const ATTRIBUTES: usize = 64;

/// Start tags of the wanted names, in order.
#[must_use]
pub fn tags(html: &str, wanted: &[&str]) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let tag = rest.get(start + 1..).unwrap_or_default();
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag.get(..length).unwrap_or_default();
        if !wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) {
            rest = tag;
            continue;
        }
        let end = tag_end(tag);
        let inside = tag.get(length..end).unwrap_or_default();
        rest = tag.get(end..).unwrap_or_default();
        let attributes = spans(inside).into_iter().take(ATTRIBUTES).map(|span| {
            let value = inside.get(span.value.clone()).unwrap_or_default();
            (span.name, unescape_attribute(value).trim().to_owned())
        });
        found.push(Tag {
            name: name.to_ascii_lowercase(),
            attributes: attributes.collect(),
            text: rest.split('<').next().unwrap_or_default().trim().to_owned(),
        });
    }
    found
}

/// An attribute in its tag: lower-case name and the bytes of its value.
pub(super) struct Span {
    pub name: String,
    pub value: std::ops::Range<usize>,
}

/// Attributes of the inside of a tag (without name and `<`), quoted or not, with or without value.
pub(super) fn spans(inside: &str) -> Vec<Span> {
    let bytes = inside.as_bytes();
    let is_end = |byte: u8| byte.is_ascii_whitespace() || byte == b'=' || byte == b'>';
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() || matches!(bytes[at], b'/' | b'>' | b'=' | b'?' | b'"' | b'\'') {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && !is_end(bytes[at]) {
            at += 1;
        }
        let name = inside.get(start..at).unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let value = if bytes.get(at) == Some(&b'=') { value(bytes, at + 1) } else { at..at };
        at = value.end.max(at);
        found.push(Span { name, value });
    }
    found
}

fn value(bytes: &[u8], mut at: usize) -> std::ops::Range<usize> {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'')) => {
            let start = at + 1;
            let rest = bytes.get(start..).unwrap_or_default();
            let end = rest.iter().position(|byte| byte == quote).map_or(bytes.len(), |n| start + n);
            start..end
        }
        _ => {
            let rest = bytes.get(at..).unwrap_or_default();
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
            at..rest.iter().position(is_end).map_or(bytes.len(), |length| at + length)
        }
    }
}

/// An address against its base; as it stands where there is none or it cannot be.
#[must_use]
pub fn resolve(address: &str, base: Option<&Url>) -> String {
    let address = address.trim();
    match (base, Url::parse(address)) {
        (_, Ok(_)) => address.to_owned(),
        (Some(base), Err(_)) => {
            base.join(address).map_or_else(|_| address.to_owned(), |joined| joined.to_string())
        }
        (None, Err(_)) => address.to_owned(),
    }
}

const ADDRESSES: [&str; 8] = ["href", "src", "poster", "cite", "action", "longdesc", "background", "data"];

/// HTML with its relative addresses made absolute; every other byte stays as it was.
#[must_use]
pub fn absolute_urls(html: &str, base: Option<&Url>) -> String {
    let Some(base) = base else { return html.to_owned() };
    if !html.contains('<') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let end = 1 + tag_end(tag.get(1..).unwrap_or_default());
        let (tag, after) = tag.split_at_checked(end).unwrap_or((tag, ""));
        rewrite(&mut out, tag, base);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn rewrite(out: &mut String, tag: &str, base: &Url) {
    let length = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
    let (name, inside) = tag.split_at(length);
    out.push_str(name);
    let mut last = 0;
    for span in spans(inside) {
        let value = inside.get(span.value.clone()).unwrap_or_default();
        let new = match span.name.as_str() {
            "srcset" => srcset(value, base),
            name if ADDRESSES.contains(&name) && !value.is_empty() => absolute(value, base),
            _ => continue,
        };
        out.push_str(inside.get(last..span.value.start).unwrap_or_default());
        out.push_str(&new);
        last = span.value.end;
    }
    out.push_str(inside.get(last..).unwrap_or_default());
}

fn absolute(value: &str, base: &Url) -> String {
    let plain = unescape_attribute(value);
    let resolved = resolve(&plain, Some(base));
    if resolved == plain.trim() {
        return value.to_owned();
    }
    resolved.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn srcset(value: &str, base: &Url) -> String {
    let candidates = value.split(", ").map(|candidate| {
        let (address, width) = candidate.trim().split_once(' ').unwrap_or((candidate.trim(), ""));
        format!("{} {width}", absolute(address, base)).trim_end().to_owned()
    });
    candidates.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_absolute_and_the_rest_stays() {
        let base = Url::parse("https://example.org/a/b").unwrap();
        let html = "x <a  href='c?d=1&amp;e' class=k>y</a> <img src=/i.png alt=\"p > q\"> <a href=\"http://z/\">";
        assert_eq!(
            absolute_urls(html, Some(&base)),
            "x <a  href='https://example.org/a/c?d=1&amp;e' class=k>y</a> \
             <img src=https://example.org/i.png alt=\"p > q\"> <a href=\"http://z/\">"
        );
    }

    #[test]
    fn tags_are_found_with_attributes_of_every_kind() {
        let found = tags("<!-- <link> --><LINK REL=alternate href='a&amp;b' hidden><a href=x>Feed</a>", &["link", "a"]);
        assert_eq!(found[0].get("href"), Some("a&b"));
        assert_eq!(found[0].get("hidden"), Some(""));
        assert_eq!((found[1].name.as_str(), found[1].text.as_str()), ("a", "Feed"));
    }
}
