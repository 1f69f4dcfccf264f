//! Bytes to text. Labels lie: a byte order mark is believed first, then bytes that are valid
//! UTF-8, then what HTTP and the document say, then a guess.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of a document's head that are searched for its own label.
const HEAD: usize = 1024;
/// Of a hundred bytes outside ASCII, so many must be right for "UTF-8 with stray bytes".
const MOSTLY: usize = 90;

/// Text of a feed; `content_type` is HTTP's header.
#[must_use]
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    let head = lower_head(bytes);
    let declared = between(&head, "encoding=", &['?', '>']);
    decode_labelled(bytes, content_type.and_then(charset), declared)
}

/// Text of a web page.
#[must_use]
pub fn decode_html(bytes: &[u8], content_type: Option<&str>) -> String {
    let head = lower_head(bytes);
    let declared = between(&head, "charset=", &['>', ';', '/']);
    decode_labelled(bytes, content_type.and_then(charset), declared)
}

fn decode_labelled(bytes: &[u8], http: Option<&str>, declared: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(text).0.into_owned();
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !is_escape_coded(bytes)
    {
        return text.to_owned();
    }
    let labels = [http, declared].into_iter().flatten();
    let known = labels.filter_map(|label| Encoding::for_label(label.trim().as_bytes()));
    // Bytes of one width cannot be told from a label that says two.
    let labelled = known.filter(|e| *e != UTF_16LE && *e != UTF_16BE).find(|e| *e != UTF_8);
    match labelled {
        Some(encoding) if encoding.is_single_byte() && is_mostly_utf8(bytes) => islands(bytes),
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None if is_mostly_utf8(bytes) => islands(bytes),
        None => guess(bytes).decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// ISO-2022 says everything in ASCII bytes.
fn is_escape_coded(bytes: &[u8]) -> bool {
    bytes.windows(2).take(1 << 16).any(|pair| pair == b"\x1b$" || pair == b"\x1b(")
}

/// UTF-16 without a mark: every other byte of the first ones is nought.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<', 0, ..] => Some(UTF_16BE),
        [b'<', 0, second, 0, ..] if *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        wrong += chunk.invalid().len();
    }
    right * 100 >= (right + wrong) * MOSTLY && right > 0
}

/// UTF-8 with stray bytes of Windows-1252 in it.
fn islands(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

fn lower_head(bytes: &[u8]) -> String {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn charset(content_type: &str) -> Option<&str> {
    let start = content_type.to_ascii_lowercase().find("charset=")? + "charset=".len();
    let rest = content_type.get(start..)?;
    let label = rest.split([';', ' ', ',']).next()?.trim_matches(['"', '\'']);
    Some(label).filter(|label| !label.is_empty())
}

/// The value behind `name` up to a quote or one of `ends`.
fn between<'a>(head: &'a str, name: &str, ends: &[char]) -> Option<&'a str> {
    let rest = head.split_once(name)?.1.trim_start();
    let rest = rest.trim_start_matches(['"', '\'', '\\']);
    let end = rest.find(|c: char| c == '"' || c == '\'' || c.is_whitespace() || ends.contains(&c));
    rest.get(..end.unwrap_or(rest.len())).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_utf8_wins_over_a_label_that_lies() {
        let feed = "<?xml version='1.0' encoding='iso-8859-1'?><a>é ọ</a>";
        assert!(decode(feed.as_bytes(), Some("text/xml; charset=windows-1251")).contains("é ọ"));
    }

    #[test]
    fn the_header_wins_over_the_declaration() {
        let mut feed = b"<?xml version='1.0' encoding='iso-8859-1'?><a>".to_vec();
        feed.extend([0xcf, 0xf0, 0xe8]);
        assert!(decode(&feed, Some("text/xml; charset=\"windows-1251\"")).ends_with("При"));
        assert!(decode(&feed, None).ends_with("Ïðè"));
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let text = "<a>é</a>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little, None), text);
        assert_eq!(decode(&big, Some("text/xml; charset=utf-8")), text);
        assert_eq!(decode(&[&[0xff, 0xfe], little.as_slice()].concat(), None), text);
    }

    #[test]
    fn stray_bytes_in_utf8_are_windows_1252() {
        let mut feed = "<a>ọọọọọọọọọọ ".as_bytes().to_vec();
        feed.push(0x93);
        assert!(decode(&feed, Some("text/xml; charset=iso-8859-1")).ends_with("ọ “"));
    }

    #[test]
    fn a_page_says_its_charset_in_a_meta_tag() {
        let page = b"<meta charset=windows-1252><p>caf\xe9";
        assert!(decode_html(page, None).ends_with("café"));
    }

    #[test]
    fn unknown_labels_are_guessed_past() {
        assert_eq!(decode("é".as_bytes(), Some("text/xml; charset=klingon")), "é");
    }
}
