//! The edition is whole, and served as it should be.

use super::edition::{Flaw, Kind, Theme, outlets};
use super::*;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

fn server() -> Server {
    Server::start(&Options {
        port: 0,
        log: None,
        now: Timestamp::from_seconds(1_795_521_600),
    })
    .unwrap()
}

/// Status line and headers, and the body.
fn get(url: &str, headers: &str) -> (String, Vec<u8>) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    (
        String::from_utf8_lossy(&answer[..end]).to_lowercase(),
        answer[end + 4..].to_vec(),
    )
}

#[test]
fn there_are_outlets_of_every_kind_and_enough_to_read() {
    let outlets = outlets();
    assert!(outlets.len() >= 10, "{}", outlets.len());
    assert!(
        outlets
            .iter()
            .map(|outlet| outlet.articles.len())
            .sum::<usize>()
            >= 60
    );
    for kind in [
        Kind::RssFull,
        Kind::RssSummary,
        Kind::Rdf,
        Kind::Atom,
        Kind::Json,
    ] {
        assert!(outlets.iter().any(|outlet| outlet.kind == kind), "{kind:?}");
    }
    for theme in [Theme::News, Theme::Magazine, Theme::Blog] {
        assert!(
            outlets.iter().any(|outlet| outlet.theme == theme),
            "{theme:?}"
        );
    }
    for flaw in [Flaw::BareAmpersands, Flaw::Windows1252, Flaw::Dates] {
        assert!(outlets.iter().any(|outlet| outlet.flaw == flaw), "{flaw:?}");
    }
    for language in ["en", "pcm", "yo", "ha", "ar", "zh"] {
        assert!(
            outlets.iter().any(|outlet| outlet.language == language),
            "{language}"
        );
    }
    let articles = || outlets.iter().flat_map(|outlet| &outlet.articles);
    assert!(articles().all(|article| !article.title.is_empty() && article.minutes_ago > 0));
    for element in ["<table", "<pre", "<ul", "<ol", "<blockquote"] {
        assert!(
            articles().any(|a| a.blocks.iter().any(|block| block.contains(element))),
            "{element}"
        );
    }
    let tells =
        |outlet: &&edition::Outlet| outlet.articles.iter().any(|a| a.slug.contains("ferry"));
    assert!(
        outlets.iter().filter(tells).count() >= 5,
        "one event, five outlets"
    );
}

#[test]
fn slugs_are_one_of_a_kind_and_pictures_are_there() {
    for outlet in outlets() {
        let mut slugs: Vec<&str> = outlet
            .articles
            .iter()
            .map(|article| article.slug.as_str())
            .collect();
        slugs.sort_unstable();
        let count = slugs.len();
        slugs.dedup();
        assert_eq!(slugs.len(), count, "{}", outlet.name);
        for article in outlet
            .articles
            .iter()
            .filter(|article| !article.picture.is_empty())
        {
            assert!(
                edition::picture(&article.picture).is_some(),
                "{}",
                article.picture
            );
        }
    }
}

#[test]
fn every_file_of_the_folder_is_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo");
    let texts = std::fs::read_dir(folder).unwrap();
    let texts = texts.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|e| e == "txt")
    });
    assert_eq!(texts.count(), outlets().len());
}

#[test]
fn a_feed_is_served_with_validators_and_gzip() {
    let server = server();
    for feed in server.feeds() {
        let (head, plain) = get(&feed.url, "");
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let header = |name: &str| {
            head.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap()
                .trim()
                .to_owned()
        };
        let etag = header("etag:");
        let (head, body) = get(&feed.url, &format!("If-None-Match: {etag}\r\n"));
        assert!(
            head.starts_with("http/1.1 304") && body.is_empty(),
            "{head}"
        );
        let (head, packed) = get(&feed.url, "Accept-Encoding: gzip\r\n");
        assert!(head.contains("content-encoding: gzip"));
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, plain);
    }
}

#[test]
fn every_article_has_a_page() {
    let server = server();
    for (outlet, feed) in outlets().iter().zip(server.feeds()) {
        let site = feed.site.unwrap();
        for article in &outlet.articles {
            let (head, _) = get(&format!("{site}{}/", article.slug), "");
            assert!(head.starts_with("http/1.1 200"), "{}", article.slug);
        }
        assert!(
            get(&format!("{site}nothing"), "")
                .0
                .starts_with("http/1.1 404")
        );
    }
}

#[test]
fn what_an_article_encloses_is_served_as_long_as_it_says() {
    let server = server();
    let (mut found, mut told) = (0, 0);
    for feed in server.feeds() {
        let (_, body) = get(&feed.url, "");
        let text = String::from_utf8_lossy(&body);
        for link in text.split("rel=\"enclosure\"").skip(1) {
            let value = |name: &str| link.split(name).nth(1)?.split('"').nth(1);
            let length: usize = value("length=").unwrap().parse().unwrap();
            let path = value("href=").unwrap();
            let origin: Vec<&str> = feed.url.splitn(4, '/').collect();
            let (head, sound) = get(&format!("http://{}{path}", origin[2]), "");
            assert!(
                head.contains("audio/wav") && sound.starts_with(b"RIFF"),
                "{head}"
            );
            assert_eq!(sound.len(), length);
            let url = format!("http://{}{path}", origin[2]);
            is_gone_on_with(&url, &head, &sound);
            (found, told) = (found + 1, told + length);
        }
    }
    assert!(found >= 3 && told > 100_000, "{found} {told}");
}

/// The rest of a file comes alone, if the file is still the same.
fn is_gone_on_with(url: &str, head: &str, whole: &[u8]) {
    let etag = head.lines().find_map(|line| line.strip_prefix("etag: "));
    let etag = etag.unwrap();
    let length = whole.len();
    let range = format!("Range: bytes=1000-\r\nIf-Range: {etag}\r\n");
    let (head, rest) = get(url, &range);
    let place = format!("content-range: bytes 1000-{}/{length}", length - 1);
    assert!(
        head.starts_with("http/1.1 206") && head.contains(&place),
        "{head}"
    );
    assert_eq!(rest, &whole[1000..]);
    let (head, all) = get(url, "Range: bytes=1000-\r\nIf-Range: \"another\"\r\n");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(all, whole);
    let (head, none) = get(url, &format!("Range: bytes={length}-\r\n"));
    let place = format!("content-range: bytes */{length}");
    assert!(
        head.starts_with("http/1.1 416") && head.contains(&place),
        "{head}"
    );
    assert_eq!(none.len(), 0);
}
