//! Content codings undone with the limit on what comes out: a bomb stops at the limit, not at the
//! end of memory.

use super::{FetchError, Response};
use crate::model::host_of;
use crate::text::{Clean, clean_line, cut, room};
use std::io::Read;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Behind the first byte, 0x50 to 0x5f, of a frame that is passed over.
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];
/// Codings on top of one another; servers that send more are testing us.
const LAYERS: usize = 3;
/// log2 of the largest window that zstd may ask for (8 MiB, as RFC 8878 wants supported).
const WINDOW: u32 = 23;
/// Of what a decoder reads.
const BUFFER: usize = 32 << 10;
/// Members of gzip that are read, one behind another; where there are more the answer counts as cut.
const MEMBERS: usize = 1_000;
/// Bytes that are unpacked in one piece: as many as the member gave already, between these.
const PIECE: usize = 32 << 10;
const LARGEST_PIECE: usize = 512 << 10;

/// Replaces the body by what it unpacks to, at most `limit` bytes. A cut body gives what it holds.
/// After an error the answer is as it was.
pub fn unpack(response: &mut Response, limit: u64) -> Result<(), FetchError> {
    let codings = response.content_encoding.as_deref().unwrap_or_default();
    let codings = codings.to_ascii_lowercase();
    let codings = codings.split(',').map(str::trim);
    let mut codings: Vec<&str> = codings
        .filter(|coding| !coding.is_empty() && *coding != "identity")
        .collect();
    let host = clean_line(&host_of(&response.url).unwrap_or_default());
    if codings.len() > LAYERS {
        return Err(FetchError::Broken(
            host,
            clean_line("it is packed too many times"),
        ));
    }
    let mut out: Option<Unpacked> = None;
    for _ in 0..LAYERS {
        let body = out
            .as_ref()
            .map_or(response.body.as_slice(), |out| &out.bytes);
        // Servers send gzip without saying so, and say so without sending it.
        let coding = match codings.pop() {
            None if body.starts_with(&GZIP) => "gzip",
            None => break,
            Some(said) if is_packed(said, body) => said,
            Some(_) => continue,
        };
        let before = out.as_ref().map_or(End::Whole, |out| out.end);
        let unpacking = Unpacking {
            limit,
            host: &host,
            serves_in_part: response.serves_in_part,
        };
        let mut next = unpacking.undo(coding, body)?;
        next.end = next.end.max(before);
        out = Some(next);
    }
    if let Some(out) = out {
        response.body = out.bytes;
        response.is_beginning |= out.end == End::Limit;
        // What was not read further has no end to be unpacked.
        response.is_cut |= out.end == End::Cut && !response.is_beginning;
    }
    response.content_encoding = None;
    Ok(())
}

/// Whether the body is what the header says, as far as its first bytes tell.
fn is_packed(coding: &str, body: &[u8]) -> bool {
    match coding {
        "gzip" | "x-gzip" => body.starts_with(&GZIP),
        "zstd" => body.starts_with(&ZSTD) || has_skippable(body),
        // No marks of their own: markup and JSON are known by theirs.
        "br" | "deflate" => {
            let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
            let start = start.trim_ascii_start();
            let is_text =
                is_plain(start) || start.starts_with(b"<?xml") || start.starts_with(b"<!") || {
                    let head = start.get(..5).unwrap_or_default().to_ascii_lowercase();
                    head.starts_with(b"<rss")
                        || head.starts_with(b"<html")
                        || head.starts_with(b"<feed")
                };
            !is_text && !body.is_empty()
        }
        _ => true,
    }
}

fn has_skippable(body: &[u8]) -> bool {
    let (first, rest) = body.split_first().unwrap_or((&0, &[]));
    first & 0xf0 == 0x50 && rest.starts_with(&SKIPPABLE)
}

/// It begins as markup or JSON, and is text to its end. What is packed may begin so, but has bytes soon that no text has.
fn is_plain(start: &[u8]) -> bool {
    let is_text = || match std::str::from_utf8(start) {
        Ok(text) => !text.contains('\0'),
        // Of an answer that was cut the last character may be a part of one.
        Err(error) => error.error_len().is_none(),
    };
    matches!(start.first(), Some(b'{' | b'[' | b'<')) && is_text()
}

struct Unpacked {
    bytes: Vec<u8>,
    end: End,
}

/// Where a stream ended; of one inside another the later counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// At its own end.
    Whole,
    /// Before it.
    Cut,
    /// There is more than the limit.
    Limit,
}

struct Unpacking<'a> {
    limit: u64,
    host: &'a Clean,
    serves_in_part: bool,
}

impl Unpacking<'_> {
    fn undo(&self, coding: &str, body: &[u8]) -> Result<Unpacked, FetchError> {
        let broken = |reason: &str| FetchError::Broken(self.host.clone(), clean_line(reason));
        match coding {
            "gzip" | "x-gzip" => self.members(body),
            // "deflate" means zlib; some servers send the bare stream.
            "deflate" if is_zlib(body) => self.pull(flate2::read::ZlibDecoder::new(body)),
            "deflate" => self.pull(flate2::read::DeflateDecoder::new(body)),
            "br" => self.pull(brotli_decompressor::Decompressor::new(body, BUFFER)),
            "zstd" => {
                let decoder = zstd::stream::read::Decoder::new(body);
                let mut decoder = decoder.map_err(|error| broken(&error.to_string()))?;
                decoder
                    .window_log_max(WINDOW)
                    .map_err(|error| broken(&error.to_string()))?;
                self.pull(decoder)
            }
            other => Err(broken(&format!(
                "unknown coding {}",
                cut(&clean_line(other), 40)
            ))),
        }
    }

    /// One gzip member after another; what follows the last one is no part of the answer.
    fn members(&self, body: &[u8]) -> Result<Unpacked, FetchError> {
        let mut out = Unpacked {
            bytes: Vec::new(),
            end: End::Whole,
        };
        let mut decoder = flate2::bufread::GzDecoder::new(body);
        for _ in 0..MEMBERS {
            out = self.pull_into(&mut decoder, out.bytes)?;
            let rest = *decoder.get_ref();
            if !rest.starts_with(&GZIP) || out.end != End::Whole {
                return Ok(out);
            }
            // The same one again: an inflater costs more than an empty member.
            decoder.reset(rest);
        }
        out.end = End::Cut;
        Ok(out)
    }

    fn pull(&self, mut decoder: impl Read) -> Result<Unpacked, FetchError> {
        self.pull_into(&mut decoder, Vec::new())
    }

    /// Appends what the decoder gives, and says whether it came to its end.
    fn pull_into(
        &self,
        decoder: &mut impl Read,
        mut bytes: Vec<u8>,
    ) -> Result<Unpacked, FetchError> {
        let before = bytes.len();
        let end = loop {
            let filled = bytes.len();
            // Straight into its place, and more each time: a decoder copies its window at the end of each piece.
            let piece = (filled - before).clamp(PIECE, LARGEST_PIECE);
            room::make(&mut bytes, piece);
            bytes.resize(filled.saturating_add(piece), 0);
            let read = decoder.read(bytes.get_mut(filled..).unwrap_or_default());
            bytes.truncate(filled.saturating_add(*read.as_ref().unwrap_or(&0)));
            match read {
                Ok(0) => break End::Whole,
                Ok(_) if bytes.len() as u64 <= self.limit => {}
                Ok(_) if self.serves_in_part => break End::Limit,
                Ok(_) => return Err(FetchError::TooLarge(self.host.clone(), self.limit >> 20)),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) if bytes.len() > before => break End::Cut,
                Err(error) => {
                    let reason = clean_line(&cut(&clean_line(&error.to_string()), 100));
                    return Err(FetchError::Broken(self.host.clone(), reason));
                }
            }
        };
        Ok(Unpacked { bytes, end })
    }
}

fn is_zlib(body: &[u8]) -> bool {
    match body {
        [first, second, ..] => {
            first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn answer(coding: &str, body: Vec<u8>) -> Response {
        Response {
            content_encoding: Some(coding.to_owned()),
            body,
            ..Response::default()
        }
    }

    fn unpacked(mut response: Response) -> Response {
        unpack(&mut response, 1 << 20).unwrap();
        response
    }

    #[test]
    fn every_coding_is_undone() {
        let text = b"the sand has not been asked ".repeat(50);
        assert_eq!(unpacked(answer("gzip", gzip(&text))).body, text);
        assert_eq!(
            unpacked(answer("gzip, gzip", gzip(&gzip(&text)))).body,
            text
        );
        assert_eq!(
            unpacked(answer("", gzip(&text))).body,
            text,
            "gzip that is not announced"
        );
        assert_eq!(
            unpacked(answer("gzip", text.clone())).body,
            text,
            "gzip that is not there"
        );
        let zstd = zstd::bulk::compress(&text, 3).unwrap();
        assert_eq!(unpacked(answer("zstd", zstd)).body, text);
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(&text).unwrap();
        assert_eq!(
            unpacked(answer("deflate", raw.finish().unwrap())).body,
            text
        );
    }

    /// XML was read, JSON was not.
    #[test]
    fn what_is_said_to_be_packed_and_is_not_is_taken_as_it_is() {
        let json = "\u{feff} \n{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Ebbe und Flut – täglich\"}";
        for text in [json, "[1, 2, \"ø\"]", " <channel>ø</channel>"] {
            for coding in ["br", "deflate", "gzip", "zstd"] {
                let taken = unpacked(answer(coding, text.into()));
                assert_eq!(taken.body, text.as_bytes(), "{coding}");
                assert!(!taken.is_cut);
            }
        }
        let cut = json.as_bytes()[..json.len() - 10].to_vec();
        assert_eq!(unpacked(answer("br", cut.clone())).body, cut);
    }

    const BOMB: usize = 8 << 20;

    /// [`BOMB`] blanks: one, and a copy of it as long as all the rest.
    const BROTLI: [u8; 13] = [
        0xf2, 0xff, 0xff, 0x0f, 0x00, 0x04, 0x48, 0x3c, 0x16, 0x50, 0xee, 0xfd, 0x1f,
    ];

    fn deflate(text: &[u8]) -> Vec<u8> {
        let level = flate2::Compression::fast();
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let level = flate2::Compression::fast();
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// A frame that asks for a window of `1 << window` bytes: blocks of 128 KiB, a blank each and how often.
    fn zstd_of_blanks(window: u8, blocks: usize) -> Vec<u8> {
        let mut frame = [ZSTD.as_slice(), &[0, (window - 10) << 3]].concat();
        for left in (0..blocks).rev() {
            let head = 128_u32 << 10 << 3 | 1 << 1 | u32::from(left == 0);
            frame.extend_from_slice(&head.to_le_bytes()[..3]);
            frame.push(b' ');
        }
        frame
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let blanks = vec![b' '; BOMB];
        let bombs = [
            ("gzip", gzip(&blanks)),
            ("gzip, gzip", gzip(&gzip(&blanks))),
            ("gzip", gzip(&blanks[..BOMB / 16]).repeat(16)),
            ("deflate", deflate(&blanks)),
            ("deflate", zlib(&blanks)),
            ("br", BROTLI.to_vec()),
            ("zstd", zstd::bulk::compress(&blanks, 3).unwrap()),
            ("zstd", zstd_of_blanks(23, BOMB >> 17)),
        ];
        for (coding, bomb) in bombs {
            let packed = bomb.len();
            let mut whole = answer(coding, bomb.clone());
            unpack(&mut whole, BOMB as u64).unwrap();
            assert!(whole.body == blanks, "{coding}: {}", whole.body.len());
            let mut bomb = answer(coding, bomb);
            let result = unpack(&mut bomb, 1 << 20);
            assert!(
                matches!(result, Err(FetchError::TooLarge(..))),
                "{coding} of {packed} bytes: {result:?}"
            );
        }
    }

    #[test]
    fn a_window_larger_than_servers_may_ask_for_is_not_made() {
        let mut most = answer("zstd", zstd_of_blanks(23, 1));
        assert_eq!(unpack(&mut most, 1 << 20), Ok(()));
        for window in [24, 27, 31, 40] {
            let mut larger = answer("zstd", zstd_of_blanks(window, 1));
            let result = unpack(&mut larger, 1 << 20);
            assert!(
                matches!(result, Err(FetchError::Broken(..))),
                "{window}: {result:?}"
            );
        }
    }

    #[test]
    fn of_what_serves_in_part_the_beginning_is_taken() {
        let mut long = Response {
            serves_in_part: true,
            ..answer("gzip", gzip(&vec![b'a'; 8 << 20]))
        };
        unpack(&mut long, 1 << 20).unwrap();
        assert!(long.is_beginning && !long.is_cut);
        assert!(
            (1 << 20..2 << 20).contains(&long.body.len()),
            "{}",
            long.body.len()
        );
    }

    #[test]
    fn of_gzip_in_a_great_many_members_the_first_are_taken() {
        let most = unpacked(answer("gzip", gzip(b"ebb ").repeat(MEMBERS)));
        assert!(!most.is_cut);
        assert_eq!(most.body.len(), 4 * MEMBERS);
        let more = unpacked(answer("gzip", gzip(b"ebb ").repeat(MEMBERS + 1)));
        assert!(more.is_cut);
        assert_eq!(more.body.len(), 4 * MEMBERS);
        let empty = unpacked(answer("gzip", gzip(b"").repeat(50 * MEMBERS)));
        assert!(empty.is_cut && empty.body.is_empty());
    }

    #[test]
    fn a_cut_stream_gives_what_it_holds() {
        let text: Vec<u8> = (0..200_000_u32)
            .flat_map(|n| n.to_string().into_bytes())
            .collect();
        let mut packed = gzip(&text);
        packed.truncate(packed.len() / 2);
        let response = unpacked(answer("gzip", packed));
        assert!(response.is_cut && text.starts_with(&response.body) && !response.body.is_empty());
    }
}
