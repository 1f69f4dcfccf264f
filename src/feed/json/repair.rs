//! JSON with the mistakes that feeds have: lone surrogates, line ends inside texts, commas too
//! many, something behind the end, no end at all.

use super::bounded::first_value;
use serde_json::Value;

pub(super) struct Read {
    pub value: Value,
    pub is_cut: bool,
}

/// None when nothing can be saved.
pub(super) fn read(text: &str) -> Option<Read> {
    let whole = |(value, is_cut)| Read { value, is_cut };
    if let Some(value) = first_value(text) {
        return Some(whole(value));
    }
    let mut repaired = repair(text);
    if let Some(value) = first_value(&repaired.text) {
        return Some(whole(value));
    }
    let (end, closing) = repaired.last_item?;
    repaired.text.truncate(end);
    repaired.text.push_str(&closing);
    let (value, _) = first_value(&repaired.text)?;
    Some(Read {
        value,
        is_cut: true,
    })
}

struct Repaired {
    text: String,
    /// Where the last whole item ends, and what closes all that is open there.
    last_item: Option<(usize, String)>,
}

/// Deeper than the parser goes there is nothing to save.
const DEEPEST: usize = 128;

fn repair(text: &str) -> Repaired {
    let mut out = String::with_capacity(text.len() + 16);
    let mut closers: Vec<char> = Vec::new();
    let mut last_item: Option<(usize, String)> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push('"');
                string(&mut chars, &mut out);
            }
            '{' | '[' => {
                if closers.len() < DEEPEST {
                    closers.push(if c == '{' { '}' } else { ']' });
                }
                out.push(c);
            }
            '}' | ']' => {
                // A comma before the end.
                let kept = out.trim_end().trim_end_matches(',').len();
                if out.trim_end().ends_with(',') {
                    out.truncate(kept);
                }
                closers.pop();
                out.push(c);
                if c == '}' && closers.last() == Some(&']') && closers.len() <= 4 {
                    last_item = Some((out.len(), closers.iter().rev().collect()));
                }
            }
            _ => out.push(c),
        }
    }
    Repaired {
        text: out,
        last_item,
    }
}

/// The rest of a text, its end included.
fn string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push('"');
                return;
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => escape(chars, out),
            _ => out.push(c),
        }
    }
}

fn escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    match chars.next() {
        Some('u') => {
            let code = hex(chars);
            match code {
                Some(high @ 0xd800..=0xdbff) => {
                    let mut ahead = chars.clone();
                    let low = (ahead.next() == Some('\\') && ahead.next() == Some('u'))
                        .then(|| hex(&mut ahead))
                        .flatten();
                    if let Some(low @ 0xdc00..=0xdfff) = low {
                        *chars = ahead;
                        out.extend(char::from_u32(
                            0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00),
                        ));
                    } else {
                        out.push(char::REPLACEMENT_CHARACTER);
                    }
                }
                Some(0xdc00..=0xdfff) | None => out.push(char::REPLACEMENT_CHARACTER),
                Some(code) => out.push_str(&escaped(code)),
            }
        }
        Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => out.extend(['\\', c]),
        // An escape that JSON does not have means the character.
        Some(c) => out.push(c),
        None => {}
    }
}

fn escaped(code: u32) -> String {
    format!("\\u{code:04x}")
}

fn hex(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<u32> {
    let mut code = 0;
    for _ in 0..4 {
        let digit = chars.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
        code = code * 16 + digit;
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn lone_surrogates_do_not_lose_the_feed() {
        let read = read(r#"{"a":"x\ud800y\udc00z\ud83d\ude00"}"#).unwrap();
        assert_eq!(read.value["a"], "x\u{fffd}y\u{fffd}z😀");
    }

    #[test]
    fn line_ends_commas_and_tails_are_forgiven() {
        let read = read("{\"a\":[1,2,],\"b\":\"one\ntwo\\'s\",}<!-- 0.1 s -->").unwrap();
        assert_eq!(read.value["b"], "one\ntwo's");
        assert_eq!(read.value["a"][1], 2);
        assert!(!read.is_cut);
    }

    #[test]
    fn a_cut_document_keeps_its_whole_items() {
        let read =
            read(r#"{"title":"t","items":[{"id":1,"tags":["x"]},{"id":2},{"id":3,"ti"#).unwrap();
        assert!(read.is_cut);
        assert_eq!(read.value["items"].as_array().unwrap().len(), 2);
        assert!(super::read("{\"items\":[[[[").is_none());
    }
}
