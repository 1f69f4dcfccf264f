//! The attributes of one tag, capped in number and length and written again in one form.

/// A tag keeps this many, and of what comes after them only the important ones.
const MAX_ATTRIBUTES: usize = 64;
/// Bytes of one value. A longer address is of no use cut, so it goes whole.
const MAX_VALUE: usize = 8 * 1024;
const IMPORTANT: [&str; 9] = [
    "href", "src", "alt", "title", "datetime", "content", "property", "name", "itemprop",
];
/// Values that mean nothing when they are cut.
const WHOLE_ONLY: [&str; 5] = ["href", "src", "srcset", "data-src", "data-srcset"];

/// Reads from behind a tag's name: how many bytes with the closing `>`, and the attributes, each
/// with a blank before it.
pub fn read(text: &str) -> (usize, String) {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut at = 0;
    let mut count = 0;
    let mut seen = Vec::new();
    loop {
        while bytes
            .get(at)
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
        {
            at += 1;
        }
        match bytes.get(at) {
            None => return (at, out),
            Some(b'>') => return (at + 1, out),
            Some(_) => {}
        }
        let (name_end, value_end, value) = one(text, at);
        let name = text
            .get(at..name_end)
            .unwrap_or_default()
            .to_ascii_lowercase();
        at = value_end;
        count += 1;
        let is_important = IMPORTANT.contains(&name.as_str());
        if (count > MAX_ATTRIBUTES && !is_important) || seen.contains(&name) || seen.len() > 80 {
            continue;
        }
        if write(&mut out, &name, value) {
            seen.push(name);
        }
    }
}

/// One attribute that begins at `at`: where its name ends, where it ends, its value.
fn one(text: &str, at: usize) -> (usize, usize, &str) {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    while bytes
        .get(end)
        .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/'))
    {
        end += 1;
    }
    let name_end = end;
    let mut next = end;
    while bytes.get(next).is_some_and(u8::is_ascii_whitespace) {
        next += 1;
    }
    if bytes.get(next) != Some(&b'=') {
        return (name_end, name_end, "");
    }
    next += 1;
    while bytes.get(next).is_some_and(u8::is_ascii_whitespace) {
        next += 1;
    }
    let rest = text.get(next..).unwrap_or_default();
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(next).copied() {
        let inner = rest.get(1..).unwrap_or_default();
        // A quote that is never closed would swallow the rest of the page.
        if let Some(length) = inner.find(char::from(quote)) {
            let value = inner.get(..length).unwrap_or_default();
            return (name_end, next + length + 2, value);
        }
    }
    let length = rest
        .find(|c: char| c.is_ascii_whitespace() || c == '>')
        .unwrap_or(rest.len());
    (
        name_end,
        next + length,
        rest.get(..length).unwrap_or_default(),
    )
}

/// Nothing for scripts' handlers and for names that no parser takes as one.
fn write(out: &mut String, name: &str, value: &str) -> bool {
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b));
    if name.is_empty() || name.len() > 60 || !is_name || name.starts_with("on") {
        return false;
    }
    if value.len() > MAX_VALUE && WHOLE_ONLY.contains(&name) {
        return false;
    }
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in super::cut(value, MAX_VALUE).chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '\0' => {}
            _ => out.push(c),
        }
    }
    out.push('"');
    true
}
