//! Bytes → UTF-8, whatever HTTP, the document and its author say of the encoding. What XML forbids
//! and terminals hate (control characters, C1 meant as windows-1252) is gone afterwards.

use crate::text::room;
use encoding_rs::{
    CoderResult, Encoding, GB18030, GBK, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};
use std::borrow::Cow;

/// How much of a document is looked at for a declaration.
const HEAD: usize = 4096;
/// How much of a document tells whether it is mostly UTF-8.
const COUNTED: usize = 1 << 18;
/// What is decoded at a time.
const PIECE: usize = 32 << 10;
/// How much of a document the guess needs at most.
const GUESSED: usize = 1 << 20;

/// Text of a feed or another XML or JSON document: BOM, patterns of UTF-16 and UTF-32, HTTP
/// charset, XML declaration; a single-byte label loses against UTF-8 that is valid or mostly so,
/// and what servers say of everything against a declaration that the bytes bear out.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    decode_with(bytes, content_type, xml_label)
}

/// What begins with the mark of an encoding in UTF-8, as editors and shells write it; all else as it came.
#[must_use]
pub fn without_mark(bytes: Vec<u8>) -> Vec<u8> {
    const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    if MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return decode_owned(bytes, None).into_bytes();
    }
    bytes
}

/// The same, without keeping both: text that is good as it came stays where it is.
#[must_use]
pub fn decode_owned(bytes: Vec<u8>, content_type: Option<&str>) -> String {
    let length = match decode(&bytes, content_type) {
        Cow::Owned(text) => return text,
        Cow::Borrowed(text) => text.len(),
    };
    let mut bytes = bytes;
    // A mark at its beginning is no text.
    bytes.drain(..bytes.len() - length);
    String::from_utf8(bytes).unwrap_or_default()
}

/// The same for a web page, which names its encoding in `<meta>`.
#[must_use]
pub fn decode_html<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    decode_with(bytes, content_type, meta_label)
}

/// A picture, a film, a program: bytes that no text has.
#[must_use]
pub fn is_data(bytes: &[u8]) -> bool {
    const BEGINNING: usize = 4_000;
    let beginning = bytes.get(..BEGINNING).unwrap_or(bytes);
    let is_strange = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    wide(beginning).is_none() && beginning.iter().filter(is_strange).count() * 20 > beginning.len()
}

fn decode_with<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    declared: fn(&[u8]) -> Option<&'static Encoding>,
) -> Cow<'a, str> {
    let text = wide(bytes).unwrap_or_else(|| {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let said = Said {
            by_http: content_type.and_then(http_label).map(as_decoded),
            by_itself: declared(bytes.get(..HEAD).unwrap_or(bytes)).map(as_decoded),
        };
        narrow(bytes, &said)
    });
    without_controls(text)
}

/// UTF-16 and UTF-32, by BOM or by the pattern of zeros that ASCII leaves.
fn wide(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let head: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    let text = match head {
        [0, 0, 0xfe, 0xff] | [0, 0, 0, 1..=255] => utf_32(bytes, u32::from_be_bytes),
        [0xff, 0xfe, 0, 0] | [1..=255, 0, 0, 0] => utf_32(bytes, u32::from_le_bytes),
        [0xfe, 0xff, ..] | [0, 1..=255, 0, 1..=255] => read_by(UTF_16BE, bytes).0,
        [0xff, 0xfe, ..] | [1..=255, 0, 1..=255, 0] => read_by(UTF_16LE, bytes).0,
        _ => return None,
    };
    Some(text)
}

fn utf_32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Cow<'_, str> {
    let chars = bytes.chunks_exact(4).map(|four| {
        let four = four.try_into().unwrap_or([0; 4]);
        char::from_u32(number(four)).unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    Cow::Owned(chars.filter(|c| *c != '\u{feff}').collect())
}

/// Text in an encoding, its mark at the beginning left out, and whether bytes of it were none.
fn read_by(encoding: &'static Encoding, bytes: &[u8]) -> (Cow<'static, str>, bool) {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut text = String::with_capacity(room::of(bytes.len() + bytes.len() / 2));
    // The decoder writes over all the room that it is given, up to three times what it needs.
    let mut piece = String::with_capacity(PIECE);
    let (mut rest, mut is_broken) = (bytes, false);
    loop {
        let (state, read, was_broken) = decoder.decode_to_string(rest, &mut piece, true);
        is_broken |= was_broken;
        text.push_str(&piece);
        piece.clear();
        rest = rest.get(read..).unwrap_or_default();
        if state == CoderResult::InputEmpty {
            return (Cow::Owned(text), is_broken);
        }
    }
}

/// What is said of a document's encoding.
struct Said {
    by_http: Option<&'static Encoding>,
    by_itself: Option<&'static Encoding>,
}

impl Said {
    /// Servers say UTF-8 or latin-1 of everything that they send, whoever wrote it (`AddDefaultCharset`); other names are meant,
    /// and then HTTP has the right (RFC 7303, section 3).
    fn is_meant_by_http(&self) -> bool {
        self.by_http
            .is_some_and(|it| it != UTF_8 && it != WINDOWS_1252)
    }

    /// What counts more comes first.
    fn in_order(&self) -> [Option<&'static Encoding>; 2] {
        if self.is_meant_by_http() {
            [self.by_http, self.by_itself]
        } else {
            [self.by_itself, self.by_http]
        }
    }

    /// All bytes are windows-1252, so that it is not given up for a declaration that some of them contradict.
    fn is_too_broken(&self, label: &'static Encoding, text: &str) -> bool {
        let is_against_any = self.by_http == Some(WINDOWS_1252) && label != WINDOWS_1252;
        is_against_any || text.matches(char::REPLACEMENT_CHARACTER).count() >= text.len() / 100
    }
}

/// Encodings that contain ASCII.
fn narrow<'a>(bytes: &'a [u8], said: &Said) -> Cow<'a, str> {
    let labels = said.in_order();
    if labels.into_iter().flatten().next() == Some(ISO_2022_JP) && bytes.contains(&0x1b) {
        return read_by(ISO_2022_JP, bytes).0;
    }
    let count = match std::str::from_utf8(bytes) {
        Ok(text) => return Cow::Borrowed(text),
        Err(_) => count_utf_8(bytes.get(..COUNTED).unwrap_or(bytes)),
    };
    // A long word of UTF-8 among single bytes is no accident; one or two sequences may be.
    if count.valid > count.stray.saturating_mul(2) {
        return Cow::Owned(utf_8_with_islands(bytes));
    }
    let mut tried = UTF_8;
    for label in labels.into_iter().flatten() {
        if label == tried || label == UTF_8 || !label.is_ascii_compatible() {
            continue;
        }
        let (text, is_broken) = read_by(label, bytes);
        if !is_broken || !said.is_too_broken(label, &text) {
            return text;
        }
        tried = label;
    }
    read_by(guess(bytes), bytes).0
}

/// GBK is written with what only its larger sister has.
fn as_decoded(label: &'static Encoding) -> &'static Encoding {
    if label == GBK { GB18030 } else { label }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..GUESSED).unwrap_or(bytes), true);
    detector.guess(None, Utf8Detection::Deny)
}

#[derive(Default)]
struct Count {
    /// Sequences of several bytes that are UTF-8.
    valid: usize,
    /// Bytes that are not.
    stray: usize,
}

fn count_utf_8(bytes: &[u8]) -> Count {
    let mut count = Count::default();
    for chunk in bytes.utf8_chunks() {
        count.valid += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        count.stray += chunk.invalid().len();
    }
    count
}

/// UTF-8 in which somebody pasted bytes of windows-1252.
fn utf_8_with_islands(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(room::of(bytes.len() + 64));
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

/// `charset` of a Content-Type. US-ASCII, which RFC 3023 made text/xml by default, says nothing.
fn http_label(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let value = lower.split_once("charset")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let end = |c: char| c == ';' || c == ',' || c.is_whitespace() || c == '"' || c == '\'';
    let value = value.trim_start_matches(['"', '\'']).split(end).next()?;
    label(value.as_bytes())
}

fn label(name: &[u8]) -> Option<&'static Encoding> {
    if name.eq_ignore_ascii_case(b"us-ascii") || name.eq_ignore_ascii_case(b"ascii") {
        return None;
    }
    Encoding::for_label(name).or_else(|| {
        // Names of the same tables that the web's list of labels leaves out.
        let known: [(&[u8], &[u8]); 4] = [
            (b"windows-936", b"gbk"),
            (b"cp936", b"gbk"),
            (b"cp949", b"euc-kr"),
            (b"cp932", b"shift_jis"),
        ];
        let found = known.iter().find(|it| it.0.eq_ignore_ascii_case(name))?;
        Encoding::for_label(found.1)
    })
}

/// `encoding` of the first XML declaration, wherever it stands: junk may come before.
fn xml_label(head: &[u8]) -> Option<&'static Encoding> {
    let at = position(head, b"<?xml")?;
    let declaration = head.get(at..)?;
    let end = position(declaration, b"?>").unwrap_or(declaration.len().min(256));
    value_after(declaration.get(..end)?, b"encoding").and_then(label)
}

/// `charset` of the first `<meta>` that has one, as attribute or inside `content`.
fn meta_label(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = position(rest, b"<meta") {
        rest = rest.get(at + 5..)?;
        let end = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
        if let Some(found) = value_after(rest.get(..end)?, b"charset").and_then(label) {
            return Some(found);
        }
    }
    xml_label(head)
}

/// The word after `name =`, quoted or not.
fn value_after<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let after = text
        .get(position(text, name)? + name.len()..)?
        .trim_ascii_start();
    let value = after.strip_prefix(b"=")?.trim_ascii_start();
    let value = value
        .strip_prefix(b"\"")
        .or_else(|| value.strip_prefix(b"'"))
        .unwrap_or(value);
    let is_end = |b: &u8| matches!(b, b'"' | b'\'' | b';' | b'?' | b'>') || b.is_ascii_whitespace();
    value.get(..value.iter().position(is_end).unwrap_or(value.len()))
}

fn position(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len())
        .position(|it| it.eq_ignore_ascii_case(word))
}

fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    if !has_forbidden(text.as_bytes()) {
        return text;
    }
    match text {
        // In place, where nothing becomes longer: two copies of a large document are one too many.
        Cow::Owned(mut text) if !text.contains(is_c1) => {
            text.retain(|c| allowed(c).is_some());
            Cow::Owned(text)
        }
        text => {
            let mut out = String::with_capacity(room::of(text.len()));
            out.extend(text.chars().filter_map(allowed));
            Cow::Owned(out)
        }
    }
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

/// Two passes without branches are much faster over sound text than one over its characters.
fn has_forbidden(bytes: &[u8]) -> bool {
    let mut is_bad = false;
    let mut may_be_bad = false;
    for &b in bytes {
        is_bad |= (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7f;
        may_be_bad |= b == 0xc2 || b == 0xef;
    }
    is_bad
        || may_be_bad
            && bytes.windows(3).any(|it| {
                (it[0] == 0xc2 && it[1] < 0xa0) || (it[0] == 0xef && it[1] >= 0xbb && it[2] >= 0xbe)
            })
}

fn allowed(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => Some(c),
        '\0'..='\x1f' | '\x7f' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        '\u{80}'..='\u{9f}' => super::entity::windows_1252(c as u32),
        _ => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(encoding: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?><a>café — “ж”</a>")
    }

    #[test]
    fn boms_and_zero_patterns_beat_every_label() {
        let text = xml("iso-8859-1");
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let wide: Vec<u8> = text
            .chars()
            .flat_map(|c| (c as u32).to_be_bytes())
            .collect();
        let narrow: Vec<u8> = text
            .chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect();
        for bytes in [&le, &be, &wide, &narrow] {
            assert_eq!(decode(bytes, Some("text/xml; charset=utf-8")), text);
        }
        let with_bom = [b"\xff\xfe".as_slice(), &le].concat();
        assert_eq!(decode(&with_bom, None), text);
        assert_eq!(
            decode(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), None),
            text
        );
    }

    #[test]
    fn utf_8_wins_over_a_label_that_lies() {
        let text = xml("ISO-8859-1");
        assert_eq!(
            decode(text.as_bytes(), Some("text/xml; charset=windows-1252")),
            text
        );
    }

    #[test]
    fn http_beats_the_declaration_and_the_declaration_beats_the_guess() {
        let text = "<?xml version='1.0' encoding='koi8-r'?><a>Новости дня и погода</a>";
        let koi = Encoding::for_label(b"koi8-r").map(|it| it.encode(text).0.into_owned());
        let cyrillic =
            Encoding::for_label(b"windows-1251").map(|it| it.encode(text).0.into_owned());
        assert_eq!(decode(&koi.unwrap(), None), text);
        assert_eq!(
            decode(
                &cyrillic.unwrap(),
                Some("text/xml; charset=\"windows-1251\"")
            ),
            text
        );
    }

    /// `text` in an encoding, declared as that by a feed and by a page.
    fn declared(encoding: &str, text: &str) -> [Vec<u8>; 2] {
        let feed = format!("<?xml version='1.0' encoding='{encoding}'?><t>{text}</t>");
        let page = format!("<meta charset={encoding}><p>{text}");
        let bytes = Encoding::for_label(encoding.as_bytes()).unwrap();
        [feed, page].map(|it| bytes.encode(&it).0.into_owned())
    }

    /// Every Russian, Greek or Turkish feed of a server that says latin-1 of everything was noise.
    #[test]
    fn what_a_server_says_of_everything_is_less_than_a_declaration() {
        for (encoding, text) in [
            ("iso-8859-15", "Færgen koster 5 € mere"),
            ("windows-1251", "Паром вернулся в порт"),
            ("iso-8859-9", "Iğdır'a giden vapur"),
            ("windows-1258", "chuyê\u{301}n phà đâ\u{300}u"),
            ("shift_jis", "渡し船は港へ戻った"),
            ("iso-2022-jp", "渡し船は港へ戻った"),
        ] {
            for said in ["utf-8", "iso-8859-1", "windows-1252"] {
                let kind = format!("text/xml; charset={said}");
                let [feed, page] = declared(encoding, text);
                assert_eq!(decode(&feed, Some(&kind)), decode(&feed, None));
                assert_eq!(decode_html(&page, Some(&kind)), decode_html(&page, None));
                let composed = crate::text::composed(&decode(&feed, Some(&kind)));
                let text = crate::text::composed(text);
                assert!(composed.contains(&text), "{said}: {composed}");
            }
        }
    }

    #[test]
    fn what_a_server_says_counts_where_it_is_meant_or_the_declaration_cannot_be() {
        let in_russian = "text/xml; charset=windows-1251";
        let [feed, page] = declared("koi8-r", "Паром вернулся");
        for text in [
            decode(&feed, Some(in_russian)),
            decode_html(&page, Some(in_russian)),
        ] {
            assert!(!text.contains("Паром"), "{text}");
        }
        let in_latin = Some("text/xml; charset=iso-8859-1");
        for name in ["shift_jis", "utf-8", "ascii", "utf-16"] {
            let feed =
                format!("<?xml version='1.0' encoding='{name}'?><t>B\u{fc}sum, F\u{e4}hre</t>");
            let latin: Vec<u8> = feed.chars().map(|c| c as u8).collect();
            assert_eq!(decode(&latin, in_latin), feed, "{name}");
        }
    }

    #[test]
    fn single_bytes_in_utf_8_are_windows_1252() {
        let bytes =
            b"<a>caf\xc3\xa9, na\xc3\xafve, \xe2\x80\x94, \x93quoted\x94 and \xc3\xbc\xc3\xb6</a>";
        assert_eq!(
            decode(bytes, None),
            "<a>café, naïve, —, “quoted” and üö</a>"
        );
    }

    #[test]
    fn latin_1_called_utf_8_is_guessed() {
        let bytes = b"<?xml version='1.0' encoding='UTF-8'?><t>Le caf\xe9 est ferm\xe9 apr\xe8s l'\xe9t\xe9</t>";
        assert!(decode(bytes, None).contains("Le café est fermé après l'été"));
    }

    #[test]
    fn pages_name_their_encoding_in_meta() {
        let page = b"<html><head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\xcc\xe8\xf0";
        assert!(decode_html(page, None).ends_with("Мир"));
        assert!(decode_html(b"<meta charset='shift_jis'>\x93\xfa\x96\x7b", None).ends_with("日本"));
    }

    #[test]
    fn what_is_no_text_is_known_by_its_bytes() {
        let data: Vec<u8> = (0..=255).cycle().take(4_000).collect();
        assert!(is_data(&data));
        assert!(!is_data(b"") && !is_data(b"<p>caf\xe9\r\n\tau lait</p>"));
        let wide: Vec<u8> = "<p>text"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(!is_data(&wide));
    }

    #[test]
    fn control_characters_go_and_c1_is_read_as_windows_1252() {
        assert_eq!(
            decode("a\0b\u{8}c\u{92}s\u{fffe}".as_bytes(), None),
            "abc’s"
        );
    }

    #[test]
    fn owned_bytes_give_the_same_text() {
        for bytes in [
            &b"<a>caf\xc3\xa9</a>"[..],
            b"\xef\xbb\xbf<a/>",
            b"<a>caf\xe9\0</a>",
            b"a\0b\xc2\x92",
            b"\xff\xfea\0b\0",
            b"",
        ] {
            let borrowed = decode(bytes, None).into_owned();
            assert_eq!(decode_owned(bytes.to_vec(), None), borrowed);
        }
    }

    #[test]
    fn any_bytes_give_text() {
        for bytes in [
            &b""[..],
            b"\xff",
            b"\xff\xfe",
            b"\xff\xfe\0",
            b"\0\0\xfe\xff\xff",
            b"\xc3",
        ] {
            let _ = decode(bytes, Some("charset="));
            let _ = decode_html(bytes, Some("text/html; charset"));
        }
    }
}
