//! Answers that servers should not give, made from tables: each is a name and what is sent.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test that cannot go on may stop here; tables are long"
)]

use crate::bench::rss;
use crate::server::{Answer, answer, head};
use base64::Engine as _;
use std::fmt::Write as _;
use std::io::Write as _;

type Make = Box<dyn Fn() -> Answer + Send + Sync>;

/// What a server sends once it has been sound.
pub struct Case {
    pub name: String,
    pub make: Make,
    /// Everything of it must be read in spite of what is wrong.
    pub is_readable: bool,
}

fn case(name: impl Into<String>, make: impl Fn() -> Answer + Send + Sync + 'static) -> Case {
    Case {
        name: name.into(),
        make: Box::new(make),
        is_readable: false,
    }
}

fn readable(mut case: Case) -> Case {
    case.is_readable = true;
    case
}

fn raw(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Case {
    let bytes = bytes.into();
    case(name, move || Answer::Bytes(bytes.clone()))
}

fn body(name: impl Into<String>, headers: &[(&str, &str)], bytes: impl Into<Vec<u8>>) -> Case {
    let bytes = bytes.into();
    let head = head(200, headers, Some(bytes.len()));
    case(name, move || {
        Answer::Bytes([head.clone(), bytes.clone()].concat())
    })
}

fn text(name: &str, bytes: impl Into<Vec<u8>>) -> Case {
    body(name, &[], bytes)
}

/// All of them; `canary` is an address that nobody may ask.
pub fn all(canary: &str) -> Vec<Case> {
    let mut all = statuses();
    all.extend(redirects(canary));
    all.extend(heads(canary));
    all.extend(lengths());
    all.extend(codings());
    all.extend(charsets());
    all.extend(documents(canary));
    all.extend(slow());
    all
}

fn statuses() -> Vec<Case> {
    let lines = [
        "100", "101", "102", "103", "199", "204", "205", "226", "299", "300", "304", "305", "306",
        "310", "399", "400", "401", "402", "403", "404", "405", "406", "407", "408", "409", "410",
        "411", "413", "414", "415", "416", "418", "421", "422", "425", "426", "428", "429", "431",
        "444", "451", "499", "500", "501", "502", "503", "504", "505", "507", "508", "511", "520",
        "522", "525", "530", "599", "600", "999", "000", "20", "2000", "-200", "abc", "",
    ];
    let mut all: Vec<Case> = lines
        .iter()
        .map(|line| {
            let text = format!(
                "HTTP/1.1 {line} X\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>"
            );
            raw(format!("status {line}"), text)
        })
        .collect();
    for (name, first) in [
        ("no version", "200 OK"),
        ("another protocol", "SSH-2.0-OpenSSH_9.9"),
        (
            "HTTP/0.9",
            "<rss><channel><title>old</title></channel></rss>",
        ),
        ("HTTP/3", "HTTP/3 200 OK"),
        ("HTTP/1.2", "HTTP/1.2 200 OK"),
        (
            "a reason with escapes",
            "HTTP/1.1 404 \x1b]52;c;eA==\x07\x1b[2J",
        ),
        (
            "a long reason",
            &format!("HTTP/1.1 500 {}", "x".repeat(100_000)),
        ),
    ] {
        all.push(raw(name, format!("{first}\r\nConnection: close\r\n\r\n")));
    }
    all.push(raw("nothing at all", ""));
    all.push(raw("line ends alone", "\r\n\r\n\r\n"));
    all.push(raw("zeros", vec![0; 4096]));
    all.push(raw("TLS in place of HTTP", vec![22, 3, 1, 0, 200, 1, 0, 0]));
    all
}

fn redirects(canary: &str) -> Vec<Case> {
    let port = canary.rsplit(':').next().unwrap();
    let near = [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "127.0.0.1.",
        "me:pw@127.0.0.1",
        "１２７.0.0.1",
    ];
    let mut targets: Vec<String> = near
        .iter()
        .map(|host| format!("http://{host}:{port}/canary"))
        .collect();
    targets.extend([
        format!("//127.0.0.1:{port}/canary"),
        format!("\t http://127.0.0.1:{port}/canary"),
        format!("http:\\\\127.0.0.1:{port}\\canary"),
    ]);
    let far = [
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/",
        "http://100.64.0.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "https://192.0.2.1/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/",
        "data:,x",
        "javascript:alert(1)",
        "mailto:a@b.c",
        "ssh://-oProxyCommand=x/",
        "http://",
        "http://[",
        "://",
        "\u{202e}",
        "http://%00/",
        "http://a b/",
        "/feed",
    ];
    targets.extend(far.map(str::to_owned));
    targets.push(format!("http://127.0.0.1:1/{}", "a".repeat(20_000)));
    let mut all = Vec::new();
    for (number, target) in targets.iter().enumerate() {
        // Every target by one status, and every status by several targets.
        let status = [301, 302, 303, 307, 308][number % 5];
        let name = format!(
            "{status} to {}",
            target.chars().take(60).collect::<String>()
        );
        let text = format!(
            "HTTP/1.1 {status} X\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        all.push(raw(name, text));
    }
    for status in [301, 302, 303, 307, 308] {
        let line = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n");
        all.push(raw(format!("{status} to nowhere"), format!("{line}\r\n")));
        all.push(raw(
            format!("{status} to an empty place"),
            format!("{line}Location:\r\n\r\n"),
        ));
        let two = format!("{line}Location: {canary}/1\r\nLocation: {canary}/2\r\n\r\n");
        all.push(raw(format!("{status} to two places"), two));
        let split = format!("{line}Location: /x\r\n\tX-Injected: y\r\nSet-Cookie: a=b\r\n\r\n");
        all.push(raw(format!("{status} folded"), split));
    }
    all
}

fn heads(canary: &str) -> Vec<Case> {
    let sound = rss(&["new"]);
    let with = |name: &str, lines: String| {
        let length = sound.len();
        let text = format!(
            "HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: {length}\r\n{lines}\r\n{sound}"
        );
        raw(name, text)
    };
    let many: String = (0..90).fold(String::new(), |mut all, n| {
        let _ = write!(all, "X-{n}: y\r\n");
        all
    });
    let too_many: String = (0..2000).fold(String::new(), |mut all, n| {
        let _ = write!(all, "X-{n}: y\r\n");
        all
    });
    vec![
        readable(with("ninety headers", many)),
        with("two thousand headers", too_many),
        with(
            "a header of 100 kB",
            format!("X: {}\r\n", "y".repeat(100_000)),
        ),
        with("a header without a name", ": y\r\n".into()),
        with("a header without a colon", "nonsense\r\n".into()),
        with("a header with a zero", "X: a\0b\r\n".into()),
        readable(with(
            "a header in Latin",
            "X-Place: \u{e9}\u{1f600}\r\n".into(),
        )),
        readable(with(
            "cookies",
            "Set-Cookie: id=1; Path=/\r\nSet-Cookie2: x\r\n".into(),
        )),
        readable(with(
            "a refresh",
            format!("Refresh: 0; url={canary}/refresh\r\n"),
        )),
        readable(with(
            "links",
            format!("Link: <{canary}/hub>; rel=hub, <{canary}/s>; rel=preload\r\n"),
        )),
        readable(with(
            "other services",
            format!(
                "Alt-Svc: h2=\"{}\"\r\n",
                canary.trim_start_matches("http://")
            ),
        )),
        readable(with(
            "reports",
            format!("Report-To: {{\"url\":\"{canary}/report\"}}\r\nNEL: {{}}\r\n"),
        )),
        readable(with("a tag without quotes", "ETag: abc\r\n".into())),
        readable(with(
            "a tag of eight bits",
            "ETag: \"\u{fc}\u{1f600}\"\r\n".into(),
        )),
        readable(with("an empty tag", "ETag:\r\n".into())),
        readable(with(
            "a tag of 20 kB",
            format!("ETag: \"{}\"\r\n", "t".repeat(20_000)),
        )),
        readable(with(
            "a date that is none",
            "Last-Modified: yesterday\r\n".into(),
        )),
        readable(with(
            "no length of time",
            "Cache-Control: max-age=-1, max-age=abc\r\n".into(),
        )),
        readable(with(
            "an age for ever",
            "Cache-Control: max-age=99999999999999999999\r\n".into(),
        )),
        readable(with(
            "a date beyond all",
            "Expires: Fri, 99 Zzz 99999 99:99:99 GMT\r\n".into(),
        )),
        readable(with(
            "a wait for ever",
            "Retry-After: 99999999999999999999\r\n".into(),
        )),
        readable(with(
            "a wait in words",
            "Retry-After: when it suits\r\n".into(),
        )),
        readable(with(
            "a type with escapes",
            "Content-Type: text/\u{1b}]0;x\u{7}\r\n".replace(['\u{1b}', '\u{7}'], "?"),
        )),
        readable(with(
            "a type of 30 kB",
            format!("Content-Type: {}\r\n", "a/b;".repeat(7_500)),
        )),
        readable(with(
            "a place of its own",
            format!("Content-Location: {canary}/location\r\n"),
        )),
        readable(with(
            "a language that is none",
            "Content-Language: \u{202e}xx\r\n".into(),
        )),
        with("a picture", "Content-Type: image/png\r\n".into()),
        with("a film", "Content-Type: video/mp4\r\n".into()),
        with("a sound", "Content-Type: audio/mpeg\r\n".into()),
        with("a font", "Content-Type: font/woff2\r\n".into()),
        readable(raw(
            "informational answers first",
            format!(
                "{}HTTP/1.1 200 X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{sound}",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(5),
                sound.len()
            ),
        )),
        case("an endless head", || {
            Answer::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: b\r\n".to_vec())
        }),
        case("an endless header", || {
            Answer::Endless(b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'a'; 1024])
        }),
        case("endless information", || {
            Answer::Endless(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec())
        }),
    ]
}

fn lengths() -> Vec<Case> {
    let sound = rss(&["new"]);
    let exact = sound.len();
    let mut all = Vec::new();
    let lengths = [
        "-1",
        "0",
        "1",
        "+5",
        "0x10",
        "1e3",
        "99999999999999999999999",
        "9223372036854775807",
        "abc",
        "",
        "10, 10",
        "10, 20",
        " 7 ",
    ];
    for length in lengths {
        let text = format!(
            "HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{sound}"
        );
        all.push(raw(format!("length {length}"), text));
    }
    for (name, more) in [("one more", 1), ("many more", 1_000_000)] {
        let text = format!(
            "HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{sound}",
            exact + more
        );
        all.push(raw(format!("{name} promised than sent"), text));
    }
    let two = format!(
        "HTTP/1.1 200 X\r\nContent-Length: {exact}\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{sound}"
    );
    all.push(raw("two lengths", two));
    let both = format!(
        "HTTP/1.1 200 X\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{exact:x}\r\n{sound}\r\n0\r\n\r\n"
    );
    all.push(raw("length and chunks", both));
    let chunked = "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    for (name, chunks) in [
        ("chunk of no size", "\r\n".to_owned()),
        (
            "chunk of a wrong size",
            format!("zz\r\n{sound}\r\n0\r\n\r\n"),
        ),
        (
            "chunk of a negative size",
            format!("-5\r\n{sound}\r\n0\r\n\r\n"),
        ),
        (
            "chunk beyond all sizes",
            format!("ffffffffffffffffff\r\n{sound}"),
        ),
        ("chunk larger than sent", format!("ffff\r\n{sound}")),
        (
            "chunk smaller than sent",
            format!("3\r\n{sound}\r\n0\r\n\r\n"),
        ),
        ("chunks without end", format!("{exact:x}\r\n{sound}\r\n")),
        (
            "chunk with a long extension",
            format!("{exact:x};{}\r\n{sound}\r\n0\r\n\r\n", "e".repeat(50_000)),
        ),
        (
            "many trailers",
            format!(
                "{exact:x}\r\n{sound}\r\n0\r\n{}\r\n",
                "T: x\r\n".repeat(5_000)
            ),
        ),
        (
            "another answer behind",
            format!("{exact:x}\r\n{sound}\r\n0\r\n\r\nHTTP/1.1 404 X\r\n\r\n"),
        ),
    ] {
        all.push(raw(name, format!("{chunked}{chunks}")));
    }
    let pieces: String = sound.chars().fold(String::new(), |mut all, c| {
        let _ = write!(all, "{:x}\r\n{c}\r\n", c.len_utf8());
        all
    });
    all.push(readable(raw(
        "a chunk a letter",
        format!("{chunked}{pieces}0\r\n\r\n"),
    )));
    all.push(case("an endless body", || {
        Answer::Endless(head(200, &[], None), vec![b' '; 64 << 10])
    }));
    all.push(case("an endless title", || {
        let mut first = head(200, &[], None);
        first.extend_from_slice(b"<rss><channel><title>");
        Answer::Endless(first, vec![b'x'; 64 << 10])
    }));
    all.push(case("endless chunks", move || {
        Answer::Endless(chunked.as_bytes().to_vec(), b"4\r\nxxxx\r\n".repeat(4096))
    }));
    all.push(case("a terabyte promised", || {
        Answer::Stall(head(200, &[], Some(1 << 40)))
    }));
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// 96 MiB of blanks in 80 bytes of brotli, made with node:zlib.
fn brotli_bomb() -> Vec<u8> {
    let packed = "z///f/glQOKxQCD3/p/////wSwDEYQGA7v0/////4ZcAiMMiAN37f/7//8MvARCHBQC69//8//+HXwIg\
        DgsAdO//8///H78EQBwWAOje/wM=";
    base64::engine::general_purpose::STANDARD
        .decode(packed)
        .unwrap()
}

/// More than is taken of a feed.
const BOMB: usize = 20 << 20;

fn codings() -> Vec<Case> {
    let sound = rss(&["new"]).into_bytes();
    let blanks = vec![b' '; BOMB];
    let (gz, z) = (gzip(&blanks), zlib(&blanks));
    let zst = zstd::bulk::compress(&blanks, 3).unwrap();
    let coded = |name: &str, coding: &str, bytes: Vec<u8>| {
        body(name, &[("Content-Encoding", coding)], bytes)
    };
    let mut all = vec![
        coded("a bomb of gzip", "gzip", gz.clone()),
        coded("a bomb of deflate", "deflate", z.clone()),
        coded("a bomb of brotli", "br", brotli_bomb()),
        coded("a bomb of zstd", "zstd", zst.clone()),
        coded("a bomb of unannounced gzip", "", gz.clone()),
        coded("a bomb in a bomb", "gzip, gzip", gzip(&gz)),
        coded(
            "a bomb of two codings",
            "gzip, zstd",
            zstd::bulk::compress(&gz, 3).unwrap(),
        ),
        coded(
            "a bomb of many members",
            "gzip",
            gzip(&vec![b' '; 1 << 20]).repeat(20),
        ),
        coded("800,000 empty members", "gzip", gzip(b"").repeat(800_000)),
        coded("four codings", "gzip, gzip, gzip, gzip", gzip(&sound)),
        coded("a hundred codings", &"gzip, ".repeat(100), gzip(&sound)),
        coded("an unknown coding", "compress", sound.clone()),
        coded("a coding with escapes", "\u{9b}31m", sound.clone()),
        coded("a coding of 10 kB", &"x".repeat(10_000), sound.clone()),
        readable(coded("a coding that is not there", "gzip", sound.clone())),
        readable(coded("brotli that is not there", "br", sound.clone())),
        readable(coded(
            "something behind gzip",
            "gzip",
            [gzip(&sound), vec![7; 5000]].concat(),
        )),
        readable(coded(
            "empty members",
            "gzip",
            [gzip(b""), gzip(&sound), gzip(b"")].concat(),
        )),
        readable(coded("identity", "identity", sound.clone())),
    ];
    let packed: [(&str, Vec<u8>); 3] = [
        ("gzip", gzip(&sound)),
        ("deflate", zlib(&sound)),
        ("zstd", zstd::bulk::compress(&sound, 3).unwrap()),
    ];
    for (coding, packed) in packed {
        for keep in [1, packed.len() / 2, packed.len() - 1] {
            all.push(coded(
                &format!("{coding} cut at {keep}"),
                coding,
                packed[..keep].to_vec(),
            ));
        }
        let mut wrong = packed.clone();
        let middle = wrong.len() / 2;
        wrong[middle] ^= 0xff;
        all.push(coded(&format!("{coding} with a wrong byte"), coding, wrong));
        all.push(coded(&format!("{coding} of nothing"), coding, Vec::new()));
        let noise: Vec<u8> = (0..5000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        all.push(coded(&format!("{coding} of noise"), coding, noise));
    }
    // A window of 2 GiB is asked for.
    all.push(coded(
        "zstd with a large window",
        "zstd",
        vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0],
    ));
    all
}

fn charsets() -> Vec<Case> {
    let sound = rss(&["new"]);
    let names = [
        "utf-8",
        "UTF8",
        "us-ascii",
        "iso-8859-1",
        "latin1",
        "windows-1252",
        "iso-8859-15",
        "koi8-r",
        "windows-1251",
        "big5",
        "gbk",
        "gb18030",
        "euc-jp",
        "shift_jis",
        "iso-2022-jp",
        "euc-kr",
        "macintosh",
        "utf-7",
        "utf-16",
        "utf-16le",
        "utf-16be",
        "utf-32",
        "ebcdic-us",
        "cp437",
        "x-user-defined",
        "replacement",
        "none",
        "\"",
        "utf-8;utf-16",
        "'utf-8'",
        "\u{202e}8-ftu",
    ];
    let mut all: Vec<Case> = names
        .iter()
        .map(|name| {
            let kind = format!("text/xml; charset={name}");
            readable(body(
                format!("charset {name}"),
                &[("Content-Type", &kind)],
                sound.clone(),
            ))
        })
        .collect();
    for name in ["utf-16", "ebcdic", "utf-7", "\u{1b}[2J", "x"] {
        let text = format!("<?xml version='1.0' encoding='{name}'?>{sound}");
        all.push(readable(text_of(
            &format!("declared {}", name.len()),
            name,
            text,
        )));
    }
    let long = format!(
        "<?xml version='1.0' encoding='{}'?>{sound}",
        "e".repeat(1 << 20)
    );
    all.push(text("a declaration of 1 MB", long));
    let wide =
        |order: fn(u16) -> [u8; 2]| -> Vec<u8> { sound.encode_utf16().flat_map(order).collect() };
    all.push(readable(text(
        "UTF-16 without a mark",
        wide(u16::to_le_bytes),
    )));
    let marked = [vec![0xfe, 0xff], wide(u16::to_be_bytes)].concat();
    all.push(readable(text("UTF-16 with a mark", marked)));
    let odd = [vec![0xff, 0xfe], wide(u16::to_le_bytes), vec![7]].concat();
    all.push(readable(text("UTF-16 and half a letter", odd)));
    all
}

fn text_of(name: &str, encoding: &str, bytes: String) -> Case {
    body(format!("{name} ({})", encoding.escape_debug()), &[], bytes)
}

fn documents(canary: &str) -> Vec<Case> {
    let item = "<item><title>new</title><guid>urn:new</guid></item>";
    let rss_of = |inner: &str| {
        format!("<rss version='2.0'><channel><title>T</title>{inner}</channel></rss>")
    };
    let described = |html: &str| {
        rss_of(&format!(
            "<item><title>new</title><guid>urn:new</guid><description><![CDATA[{html}]]></description></item>"
        ))
    };
    let entity = |definition: &str, inner: &str| {
        format!(
            "<?xml version='1.0'?><!DOCTYPE rss [{definition}]>{}",
            rss_of(inner)
        )
    };
    let laughs = (1..12).fold("<!ENTITY a0 'ha'>".to_owned(), |mut all, n| {
        let _ = write!(
            all,
            "<!ENTITY a{n} '{}'>",
            format!("&a{};", n - 1).repeat(10)
        );
        all
    });
    let attributes = (0..100_000).fold("<item".to_owned(), |mut all, n| {
        let _ = write!(all, " a{n}='x'");
        all
    });
    let spaces = (0..50_000).fold("<item".to_owned(), |mut all, n| {
        let _ = write!(all, " xmlns:n{n}='urn:{n}'");
        all
    });
    let deep = 100_000;
    let file = "<!ENTITY x SYSTEM 'file:///etc/passwd'>";
    let titled = "<item><title>&x;new</title><guid>urn:new</guid></item>";
    let mut all = vec![
        text("nothing", ""),
        text("blanks", " \r\n\t ".repeat(1000)),
        text(
            "a page",
            "<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>",
        ),
        text("a page in capitals", "<HTML><BODY>x"),
        text("plain words", "Service temporarily unavailable"),
        text("a mark and nothing", vec![0xef, 0xbb, 0xbf]),
        text("numbers", "42"),
        text("JSON that is no feed", "{\"error\":\"no\"}"),
        text(
            "JSON without end",
            "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[",
        ),
        text("JSON as deep as can be", "[".repeat(200_000)),
        text("a program", vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0]),
        text(
            "a picture's bytes",
            vec![0x89, b'P', b'N', b'G', 13, 10, 26, 10],
        ),
        text("a million zeros", vec![0; 1_000_000]),
        text("an archive", b"PK\x03\x04rest".to_vec()),
        readable(text("a file by entity", entity(file, titled))),
        readable(text(
            "an address by entity",
            entity(&format!("<!ENTITY x SYSTEM '{canary}/xxe'>"), titled),
        )),
        readable(text(
            "a parameter entity",
            entity(&format!("<!ENTITY % p SYSTEM '{canary}/dtd'> %p;"), item),
        )),
        readable(text(
            "an outside definition",
            format!("<!DOCTYPE rss SYSTEM '{canary}/rss.dtd'>{}", rss_of(item)),
        )),
        readable(text(
            "XInclude",
            rss_of(&format!(
                "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='{canary}/i'/>{item}"
            )),
        )),
        readable(text(
            "a stylesheet",
            format!(
                "<?xml-stylesheet href='{canary}/s' type='text/xsl'?>{}",
                rss_of(item)
            ),
        )),
        readable(text(
            "pictures and scripts",
            rss_of(&format!(
                "<image><url>{canary}/logo</url></image><item><title>new</title><guid>urn:new</guid>\
                 <enclosure url='{canary}/e' type='audio/mpeg' length='1'/><description>&lt;img src='{canary}/p'&gt;\
                 &lt;iframe src='{canary}/f'&gt;&lt;script src='{canary}/s'&gt;&lt;link rel=stylesheet href='{canary}/c'&gt;\
                 </description></item>"
            )),
        )),
        readable(text(
            "a billion laughs",
            entity(
                &laughs,
                "<item><title>&a11;new</title><guid>urn:new</guid></item>",
            ),
        )),
        text(
            "quadratic blow-up",
            entity(
                &format!("<!ENTITY x '{}'>", "x".repeat(50_000)),
                &format!("<item><title>{}</title></item>", "&x;".repeat(20_000)),
            ),
        ),
        text("an entity of itself", entity("<!ENTITY x '&x;'>", titled)),
        readable(text(
            "deep and closed",
            rss_of(&format!(
                "{item}{}{}",
                "<a>".repeat(deep),
                "</a>".repeat(deep)
            )),
        )),
        readable(text(
            "deep and open",
            rss_of(&format!("{item}{}", "<a>".repeat(deep))),
        )),
        text("deep from the start", "<a>".repeat(deep)),
        readable(text(
            "deep text",
            rss_of(&format!(
                "<item><title>new</title><guid>urn:new</guid><description>{}</description></item>",
                "&lt;div&gt;".repeat(deep)
            )),
        )),
        readable(text(
            "a page for those without scripts, begun again and again",
            described(&format!(
                "{}{}</noscript>",
                "<noscript>".repeat(40_000),
                format!("<p>{}", "tide ".repeat(1_000)).repeat(5)
            )),
        )),
        readable(text(
            "forty thousand frames with one end",
            described(&format!("{}</iframe>", "<iframe>".repeat(40_000))),
        )),
        readable(text(
            "fifty thousand titles with one end",
            described(&format!("{}</title>", "<title>".repeat(50_000))),
        )),
        readable(text(
            "a million instructions without end",
            format!("{}{}", "<?x >".repeat(1_000_000), rss_of(item)),
        )),
        readable(text(
            "a hundred thousand attributes",
            rss_of(&format!("{item}{attributes}/>")),
        )),
        readable(text(
            "fifty thousand namespaces",
            rss_of(&format!("{item}{spaces}/>")),
        )),
        readable(text(
            "a hundred thousand ampersands",
            rss_of(&format!(
                "{item}<item><title>{}</title></item>",
                "& ".repeat(100_000)
            )),
        )),
        readable(text(
            "a hundred thousand brackets",
            rss_of(&format!(
                "{item}<item><title>{}</title></item>",
                "< ".repeat(100_000)
            )),
        )),
        text(
            "CDATA without end",
            format!(
                "<rss><channel>{item}<item><title><![CDATA[{}",
                "x".repeat(1 << 20)
            ),
        ),
        text(
            "a remark without end",
            format!("<rss><channel>{item}<!--{}", "x".repeat(1 << 20)),
        ),
        text(
            "a tag without end",
            format!("<rss><channel>{item}<item {}", "x ".repeat(1 << 19)),
        ),
        readable(text(
            "zeros inside",
            rss_of(&item.replace("new", "n\0e\0w")),
        )),
        readable(text("the same id thrice", rss_of(&item.repeat(3)))),
        readable(text(
            "no ids at all",
            rss_of(&"<item><title>new</title></item>".repeat(3)),
        )),
        readable(text(
            "nothing in an entry",
            rss_of("<item/><item/><item><title>new</title></item>"),
        )),
        readable(text(
            "dates that are none",
            rss_of("<item><title>new</title><pubDate>32 Foo 99999 99:99:99 ZZZ</pubDate></item>"),
        )),
        readable(text(
            "escapes in every place",
            rss_of(
                "<item><title>new&#27;]52;c;eA==&#7;&#155;31m\u{202e}</title><link>javascript:alert(1)</link>\
                 <author>\u{9b}x</author><category>&#x1b;[2J</category><guid>urn:new</guid></item>",
            ),
        )),
        readable(text(
            "a title of 1 MB",
            rss_of(&format!(
                "<item><title>new {}</title></item>",
                "y".repeat(1 << 20)
            )),
        )),
        readable(text(
            "an id of 1 MB",
            rss_of(&format!(
                "<item><title>new</title><guid>{}</guid></item>",
                "y".repeat(1 << 20)
            )),
        )),
        readable(text(
            "an address of 1 MB",
            rss_of(&format!(
                "<item><title>new</title><link>http://x.example/{}</link></item>",
                "y".repeat(1 << 20)
            )),
        )),
        readable(text(
            "six thousand entries",
            rss_of(&(0..6000).fold(String::new(), |mut all, n| {
                let _ = write!(all, "<item><title>new {n}</title><guid>{n}</guid></item>");
                all
            })),
        )),
        readable(text(
            "a time to live for ever",
            rss_of(&format!("<ttl>99999999999999999999</ttl>{item}")),
        )),
        readable(text(
            "all hours and days are skipped",
            rss_of(&format!(
                "<skipHours>{}</skipHours><skipDays><day>Monday</day><day>Nonday</day></skipDays>{item}",
                (0..30).fold(String::new(), |mut all, n| {
                    let _ = write!(all, "<hour>{n}</hour>");
                    all
                })
            )),
        )),
        readable(text(
            "a feed in a page",
            format!("<html><body>{}</body></html>", rss_of(item)),
        )),
        readable(text(
            "two declarations",
            format!(
                "<?xml version='1.0'?>{}<?xml version='1.0' encoding='utf-16'?>",
                rss_of(item)
            ),
        )),
        readable(text(
            "a wide address of mail",
            rss_of("<item><title>new</title><author>info@example.com（編集部）</author></item>"),
        )),
        readable(text(
            "a duration without end",
            rss_of(
                "<item><title>new</title><itunes:duration>99999999999999999999999:1</itunes:duration></item>",
            ),
        )),
    ];
    let whole = rss(&["new", "newer", "newest"]);
    for tenth in 1..10 {
        let cut = whole.len() * tenth / 10;
        all.push(text(
            &format!("cut at {tenth} tenths"),
            whole[..cut].to_owned(),
        ));
    }
    all
}

/// Servers that take their time. Each gets what is left of a second or three.
fn slow() -> Vec<Case> {
    let sound = rss(&["new"]);
    let started = |keep: usize| {
        let mut bytes = head(200, &[], Some(sound.len() + 10));
        bytes.extend_from_slice(&sound.as_bytes()[..keep]);
        bytes
    };
    let (some, most) = (started(20), started(sound.len()));
    vec![
        case("never answers", || Answer::Stall(Vec::new())),
        case("stops in the first line", || {
            Answer::Stall(b"HTTP/1.".to_vec())
        }),
        case("stops in the head", || {
            Answer::Stall(b"HTTP/1.1 200 OK\r\nX: ".to_vec())
        }),
        case("stops before the body", || {
            Answer::Stall(head(200, &[], Some(100)))
        }),
        case("stops in the body", move || Answer::Stall(some.clone())),
        case("stops before the end", move || Answer::Stall(most.clone())),
        case("a byte at a time in the head", || {
            Answer::Drip(b"HTTP/1.1 200 OK\r\nX: ".to_vec(), b"a".to_vec())
        }),
        case("a byte at a time in the body", || {
            Answer::Drip(head(200, &[], None), b" ".to_vec())
        }),
        case("a byte at a time of a promised body", || {
            Answer::Drip(head(200, &[], Some(1 << 20)), b"<".to_vec())
        }),
        case("redirects for ever", || {
            answer(302, &[("Location", "/feed?x")], b"")
        }),
    ]
}
