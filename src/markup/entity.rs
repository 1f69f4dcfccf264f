//! Character references: XML's five, HTML's 2,231 and numbers. Entities that a document declares
//! are not known here, so nothing can be made to explode.

use memchr::memchr;
use std::borrow::Cow;

/// The longest name in HTML is 31 letters (`CounterClockwiseContourIntegral`).
const LONGEST: usize = 34;

/// References that end in a semicolon, as XML has them; a bare `&` stays. Numbers in the C1 range
/// mean windows-1252; what is no character goes.
#[must_use]
pub fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(super::part(text, 0, first));
    let mut rest = super::rest(text, first);
    while let Some(after) = rest.strip_prefix('&') {
        let used = push_reference(after, &mut out);
        let tail = super::rest(after, used);
        let next = memchr(b'&', tail.as_bytes()).unwrap_or(tail.len());
        out.push_str(super::part(tail, 0, next));
        rest = super::rest(tail, next);
    }
    Cow::Owned(out)
}

/// Writes what the reference after `&` means; returns how many bytes it took.
fn push_reference(after: &str, out: &mut String) -> usize {
    let bytes = after.as_bytes();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
    let length = bytes
        .iter()
        .take(LONGEST)
        .take_while(|b| is_name(b))
        .count();
    if length == 0 || bytes.get(length) != Some(&b';') {
        out.push('&');
        return 0;
    }
    let name = super::part(after, 0, length);
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        _ => match name.strip_prefix('#') {
            Some(number) => out.extend(numbered(number)),
            None => push_named(name, out),
        },
    }
    length + 1
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    match code.ok()? {
        code @ (0x09 | 0x0a | 0x0d) => char::from_u32(code),
        0..=0x1f | 0x7f | 0xfffe | 0xffff => None,
        code @ 0x80..=0x9f => windows_1252(code),
        code => char::from_u32(code),
    }
}

fn push_named(name: &str, out: &mut String) {
    let whole = format!("&{name};");
    let known = htmlize::unescape(whole.as_str());
    // "&notit;" is "¬it;" to a browser; in a feed it is text that nobody meant as a reference.
    if known.ends_with(';') && !matches!(name, "semi") {
        out.push_str(&whole);
    } else {
        out.push_str(&known);
    }
}

/// What a number from 0x80 to 0x9f means to everyone who writes one.
pub(super) fn windows_1252(code: u32) -> Option<char> {
    const TABLE: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let index = usize::try_from(code.checked_sub(0x80)?).ok()?;
    TABLE.get(index).copied().filter(|c| *c != '\0')
}

/// Plain text as HTML.
#[must_use]
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_xml_and_html_and_numbers_are_read() {
        assert_eq!(
            unescape("a &lt;b&gt; &amp; &eacute;&nbsp;&hellip;"),
            "a <b> & é\u{a0}…"
        );
        assert_eq!(unescape("&#65;&#x42;&#X43;&#8217;"), "ABC’");
        assert_eq!(unescape("don&#146;t"), "don’t");
    }

    #[test]
    fn bare_and_unknown_references_stay_text() {
        for text in [
            "Q&A",
            "a&b=c&copy=1",
            "&doesnotexist;",
            "&",
            "&&",
            "&;",
            "&notit;",
        ] {
            assert_eq!(unescape(text), text);
        }
    }

    #[test]
    fn numbers_that_are_no_characters_go() {
        let text = "a&#0;&#x1F;&#xD800;&#x110000;&#99999999999;b";
        assert_eq!(unescape(text), "ab");
    }

    #[test]
    fn text_becomes_html() {
        assert_eq!(escape_text("1 < 2 & 3 > 2"), "1 &lt; 2 &amp; 3 &gt; 2");
    }
}
