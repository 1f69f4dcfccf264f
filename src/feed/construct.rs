//! Text constructs: what an element of RSS or Atom says as HTML, whatever type, mode or mistake its
//! author chose.

use super::plain;
use crate::markup::xml::{Element, Inside, Space};
use crate::markup::{
    Base, absolute_urls, decode, escape_text, unescape, visible_text, without_tracking,
};
use crate::model::Timestamp;
use crate::text::{Clean, clean_line};
use base64::Engine;
use std::borrow::Cow;

/// What all entries of a document share.
pub(super) struct Document {
    pub base: Base,
    pub is_atom: bool,
    /// Some element has `xml:base`: only then every base is worth asking for.
    pub has_xml_base: bool,
    /// For Atom entries without an author of their own.
    pub author: String,
    pub language: Option<String>,
    /// What a date that can mean two days does not mean: anything after this.
    pub latest: Timestamp,
}

impl Document {
    /// The base of an element, by its own `xml:base` and those around it.
    pub fn base_at(&self, element: Element<'_, '_>) -> Cow<'_, Base> {
        if !self.has_xml_base {
            return Cow::Borrowed(&self.base);
        }
        let around = std::iter::successors(Some(element), |it| it.parent());
        let mut steps: Vec<_> = around.filter_map(|it| it.xml_attribute("base")).collect();
        let mut base = Cow::Borrowed(&self.base);
        while let Some(step) = steps.pop() {
            base = Cow::Owned(base.moved(&step));
        }
        base
    }

    /// An address of an element, absolute; http and https only.
    pub fn address(&self, element: Element<'_, '_>, address: &str) -> Option<String> {
        let one_line: String = address
            .chars()
            .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
            .collect();
        let address = one_line.trim();
        if address.is_empty() {
            return None;
        }
        let absolute = self.base_at(element).resolve(address).into_owned();
        is_web(&absolute).then_some(absolute)
    }

    /// A link as it is kept: without what only tells where a click came from.
    pub fn tidy(&self, link: String) -> String {
        match without_tracking(&link, self.base.host()) {
            Cow::Borrowed(_) => link,
            Cow::Owned(plain) => plain,
        }
    }
}

pub(super) fn is_web(address: &str) -> bool {
    let starts = |scheme: &str| {
        address
            .get(..scheme.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(scheme))
    };
    starts("http://") || starts("https://")
}

/// Bytes of what is a line that are looked at: far more than is kept, and far less than a server can send.
const LONGEST_LINE: usize = 16 << 10;

/// The beginning of a text, up to a character's edge and not inside a tag.
fn cut(text: Cow<'_, str>, longest: usize) -> Cow<'_, str> {
    if text.len() <= longest {
        return text;
    }
    let mut text = text.into_owned();
    super::limits::cut(&mut text, longest);
    Cow::Owned(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A line: plain text unless it looks like HTML.
    Title,
    /// HTML unless it is called text.
    Body,
    /// Words of a module that has no HTML, yet often gets some.
    Words,
}

/// The content as HTML with absolute addresses; none when there is nothing.
pub(super) fn html(element: Element<'_, '_>, role: Role, document: &Document) -> Option<String> {
    let kind = element
        .attribute("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mode = element
        .attribute("mode")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_atom = document.is_atom || element.space() == Space::Atom;
    let longest = match role {
        Role::Title => LONGEST_LINE,
        Role::Body | Role::Words => usize::MAX,
    };
    let html = if element.has_children() {
        cut(element.inner_html(inside(&kind, is_atom)).into(), longest).into_owned()
    } else {
        let text = cut(element.text(), longest);
        if text.trim().is_empty() {
            return None;
        }
        let text = repair(text);
        match base64_text(&text, &kind, &mode, is_atom) {
            Some(decoded) => decoded,
            None => as_html(text, &kind, &mode, role, is_atom).into_owned(),
        }
    };
    let made_absolute = match absolute_urls(&html, &document.base_at(element)) {
        Cow::Borrowed(_) => None,
        Cow::Owned(new) => Some(new),
    };
    let html = made_absolute.unwrap_or(html);
    (!html.trim().is_empty()).then_some(html)
}

fn inside(kind: &str, is_atom: bool) -> Inside {
    match kind {
        "html" | "text/html" if is_atom => Inside::EscapedHtml,
        _ if kind.contains("xhtml") || is_atom => Inside::Xhtml,
        _ => Inside::Html,
    }
}

fn as_html<'a>(
    text: Cow<'a, str>,
    kind: &str,
    mode: &str,
    role: Role,
    is_atom: bool,
) -> Cow<'a, str> {
    let is_text = match kind {
        "text" | "plain" => true,
        "text/plain" => mode != "escaped",
        // RSS has no types; Atom's default is text, but for bodies that plainly are not.
        "" => match role {
            Role::Title => mode != "escaped" && (is_atom || !looks_like_html(&text)),
            Role::Body => is_atom && mode != "escaped" && !looks_like_html(&text),
            Role::Words => !looks_like_html(&text),
        },
        _ => false,
    };
    // References alone are read, but the lines are meant.
    let has_lines = match role {
        Role::Title => false,
        Role::Body => kind.is_empty() && !is_atom && plain::is_bare(&text),
        Role::Words => !has_tags(&text),
    };
    let html = if is_text {
        Cow::Owned(escape_text(&text).into_owned())
    } else {
        text
    };
    if role == Role::Title || !(is_text || has_lines) {
        return html;
    }
    plain::shown(html)
}

/// The body of an RSS item, which is HTML unless it has no markup at all.
pub(super) fn body_to_html(text: &str) -> Cow<'_, str> {
    as_html(Cow::Borrowed(text), "", "", Role::Body, false)
}

/// Tags or references that HTML knows.
fn looks_like_html(text: &str) -> bool {
    has_tags(text) || text.contains('&') && matches!(unescape(text), Cow::Owned(new) if new != text)
}

fn has_tags(text: &str) -> bool {
    const TAGS: [&str; 30] = [
        "a",
        "b",
        "i",
        "p",
        "u",
        "s",
        "em",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "q",
        "sup",
        "sub",
        "img",
        "div",
        "pre",
        "span",
        "code",
        "font",
        "cite",
        "table",
        "small",
        "strong",
        "blockquote",
    ];
    let is_tag = |rest: &str| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let closes = name
            .get(end..)
            .is_some_and(|it| it.starts_with(['>', ' ', '/', '\n']));
        closes
            && name
                .get(..end)
                .is_some_and(|it| TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(it)))
    };
    text.split('<').skip(1).any(is_tag)
}

/// Atom 0.3's `mode="base64"`, Atom 1.0's content of other types.
fn base64_text(text: &str, kind: &str, mode: &str, is_atom: bool) -> Option<String> {
    let is_markup = kind.is_empty()
        || kind.starts_with("text")
        || kind.ends_with("html")
        || kind.ends_with("xml");
    if mode != "base64" && (is_markup || !is_atom || !kind.contains('/')) {
        return None;
    }
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let engine = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    let bytes = engine.decode(packed).ok()?;
    Some(decode(&bytes, None).into_owned())
}

/// Undoes UTF-8 that was read as windows-1252 and encoded again ("Ã©"), where all of it fits.
pub(super) fn repair(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_lead = |at: usize| {
        let next = bytes.get(at + 1);
        next.is_some_and(|it| matches!(it, 0x82 | 0x83 | 0x90 | 0x91 | 0xa2))
    };
    if !memchr::memchr_iter(0xc3, bytes).any(is_lead) {
        return text;
    }
    twice_decoded(&text).map_or(text, Cow::Owned)
}

fn twice_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        bytes.push(super::author::windows_1252_byte(c)?);
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|it| !it.chars().any(char::is_control) || it.contains('\n'))
}

/// A title: as HTML where it has markup or references, and as a line of plain text.
pub(super) struct Title {
    pub html: Option<String>,
    pub plain: Clean,
}

pub(super) fn title(html: &str) -> Title {
    let plain = if html.contains(['<', '&']) {
        clean_line(&visible_text(html))
    } else {
        clean_line(html)
    };
    let html = without_comments(html.trim());
    Title {
        html: (html != *plain).then_some(html),
        plain,
    }
}

/// An unended comment reaches to the end.
fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once("-->").map_or("", |it| it.1));
    }
    out
}

/// The beginning of an element's own text.
pub(super) fn beginning<'a>(element: Element<'_, 'a>) -> Cow<'a, str> {
    cut(element.text(), LONGEST_LINE)
}

/// One line of plain text: a name, a category.
pub(super) fn line(element: Element<'_, '_>) -> String {
    let text = if element.has_children() {
        let html = cut(element.inner_html(Inside::Html).into(), LONGEST_LINE);
        Cow::Owned(visible_text(&html))
    } else {
        repair(beginning(element))
    };
    let text = if text.contains('&') {
        unescape(&text).into_owned()
    } else {
        text.into_owned()
    };
    clean_line(&text).into_string()
}
