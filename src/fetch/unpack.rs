//! Content codings undone with the limit on what comes out: a bomb stops at the limit, not at the
//! end of memory.

use super::{FetchError, Response};
use crate::text::clean_line;
use std::io::Read;

const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Codings on top of one another; servers that send more are testing us.
const LAYERS: usize = 3;
/// log2 of the largest window that zstd may ask for (8 MiB, as RFC 8878 wants supported).
const WINDOW: u32 = 23;

/// Replaces the body by what it unpacks to, at most `limit` bytes. A cut body gives what it holds.
pub fn unpack(response: &mut Response, limit: u64) -> Result<(), FetchError> {
    let codings = response
        .content_encoding
        .take()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut codings: Vec<&str> = codings.split(',').map(str::trim).collect();
    codings.retain(|coding| !coding.is_empty() && *coding != "identity");
    // Servers send gzip without saying so, and say so without sending it.
    let is_gzip = response.body.starts_with(&GZIP);
    if is_gzip && codings.is_empty() {
        codings.push("gzip");
    }
    if !is_gzip
        && codings
            .last()
            .is_some_and(|coding| coding.ends_with("gzip"))
    {
        codings.pop();
    }
    for coding in codings.iter().rev().take(LAYERS) {
        let (body, is_whole) = undo(coding, &response.body, limit, &response.url)?;
        response.body = body;
        response.is_cut |= !is_whole;
    }
    Ok(())
}

fn undo(coding: &str, body: &[u8], limit: u64, url: &str) -> Result<(Vec<u8>, bool), FetchError> {
    let broken = |reason: &str| FetchError::Broken(clean_line(url), clean_line(reason));
    match coding {
        "gzip" | "x-gzip" => pull(flate2::read::MultiGzDecoder::new(body), limit, url),
        "deflate" => {
            // "deflate" means zlib; some servers send the bare stream.
            let is_zlib = body.first().is_some_and(|first| first & 0x0f == 8)
                && body
                    .get(..2)
                    .is_some_and(|head| (u16::from(head[0]) << 8 | u16::from(head[1])) % 31 == 0);
            if is_zlib {
                pull(flate2::read::ZlibDecoder::new(body), limit, url)
            } else {
                pull(flate2::read::DeflateDecoder::new(body), limit, url)
            }
        }
        "br" => pull(
            brotli_decompressor::Decompressor::new(body, 16 << 10),
            limit,
            url,
        ),
        "zstd" => {
            let mut decoder =
                zstd::stream::read::Decoder::new(body).map_err(|e| broken(&e.to_string()))?;
            decoder
                .window_log_max(WINDOW)
                .map_err(|e| broken(&e.to_string()))?;
            pull(decoder, limit, url)
        }
        other => Err(broken(&format!("unknown coding {}", clean_line(other)))),
    }
}

/// What the decoder gives, and whether it came to its end.
fn pull(mut decoder: impl Read, limit: u64, url: &str) -> Result<(Vec<u8>, bool), FetchError> {
    let mut out = Vec::new();
    let mut buffer = vec![0; 32 << 10];
    loop {
        match decoder.read(&mut buffer) {
            Ok(0) => return Ok((out, true)),
            Ok(count) => {
                out.extend_from_slice(&buffer[..count]);
                if out.len() as u64 > limit {
                    return Err(FetchError::TooLarge(clean_line(url), limit >> 20));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) if !out.is_empty() => return Ok((out, false)),
            Err(error) => {
                return Err(FetchError::Broken(
                    clean_line(url),
                    clean_line(&error.to_string()),
                ));
            }
        }
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

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let mut bomb = answer("gzip", gzip(&vec![0; 8 << 20]));
        assert!(matches!(
            unpack(&mut bomb, 1 << 20),
            Err(FetchError::TooLarge(..))
        ));
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
