//! The fetcher against loopback servers that do what servers do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::server::{Answer, Asked, Server, answer, head, redirect};
use std::io::Write as _;
use std::time::Duration;
use tidings::config::Network;
use tidings::fetch::{FetchError, Fetcher, Follow, Limits, Names, Request, Response, unpack};

const TEXT: &[u8] = b"<rss><channel><title>Tide tables</title></channel></rss>";

fn limits() -> Limits {
    Limits {
        idle: Duration::from_millis(150),
        ..Limits::from(&Network::default())
    }
}

fn named(url: String) -> Request {
    Request {
        url,
        is_named_by_reader: true,
        limit: 1 << 20,
        timeout: Duration::from_secs(10),
        ..Request::default()
    }
}

fn get_with(limits: Limits, request: &Request) -> Result<Response, FetchError> {
    let mut response = runtime().block_on(Fetcher::new(limits).get(request))?;
    unpack(&mut response, request.limit)?;
    Ok(response)
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

fn get(request: &Request) -> Result<Response, FetchError> {
    get_with(limits(), request)
}

fn serve(reply: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |asked| reply(&asked.path))
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Row 16.
#[test]
fn a_request_is_honest_and_carries_no_more_than_it_must() {
    let server = serve(|path| match path {
        "/old" => {
            let headers = [("Location", "/feed?x=1"), ("Set-Cookie", "way=1; Path=/")];
            answer(302, &headers, b"")
        }
        _ => answer(200, &[("Set-Cookie", "id=1; Path=/")], TEXT),
    });
    // One fetcher, which could remember, asked twice; a redirect, which could tell where it came from.
    let (runtime, fetcher) = (runtime(), Fetcher::new(limits()));
    for _ in 0..2 {
        let request = named(server.url("/old"));
        let response = runtime.block_on(fetcher.get(&request)).unwrap();
        assert_eq!((response.status, response.body.as_slice()), (200, TEXT));
    }
    assert_eq!(server.paths(), ["/old", "/feed?x=1", "/old", "/feed?x=1"]);
    for asked in server.asked() {
        is_honest(&asked);
    }
}

fn is_honest(asked: &Asked) {
    let agent = asked.header("User-Agent").unwrap();
    assert!(
        agent.starts_with("tidings/") && agent.contains("(+https://"),
        "{agent}"
    );
    assert_eq!(
        asked.header("Accept-Encoding"),
        Some("gzip, br, zstd, deflate")
    );
    assert!(
        asked
            .header("Accept")
            .unwrap()
            .starts_with("application/atom+xml")
    );
    for absent in [
        "Cookie",
        "Referer",
        "If-None-Match",
        "Authorization",
        "Accept-Language",
    ] {
        assert_eq!(asked.header(absent), None, "{absent} to {}", asked.path);
    }
}

/// Rows 1, 3.
#[test]
fn validators_go_back_byte_for_byte_and_only_to_the_address_that_gave_them() {
    let server = serve(|path| match path {
        "/old" => redirect(302, "/feed"),
        _ => answer(304, &[("ETag", "W/\"two\"")], b""),
    });
    let mut request = named(server.url("/old"));
    request.etag = Some(b"W/\"a b\xe9\"".to_vec());
    request.last_modified = Some(b"Tue, 5 Nov 2024 9:00 GMT".to_vec());
    request.validators_url = server.url("/feed");
    let response = get(&request).unwrap();
    assert_eq!(response.status, 304);
    assert_eq!(response.etag.as_deref(), Some(b"W/\"two\"".as_slice()));
    let asked = server.asked();
    assert_eq!(asked[0].header("If-None-Match"), None);
    assert_eq!(asked[1].header("If-None-Match"), Some("W/\"a b\u{fffd}\""));
    assert_eq!(
        asked[1].header("If-Modified-Since"),
        Some("Tue, 5 Nov 2024 9:00 GMT")
    );
}

#[test]
fn a_validator_that_would_smuggle_a_header_is_not_sent() {
    let server = serve(|_| answer(200, &[], TEXT));
    let mut request = named(server.url("/"));
    request.etag = Some(b"\"x\"\r\nX-Evil: 1".to_vec());
    get(&request).unwrap();
    let asked = server.asked().pop().unwrap();
    assert_eq!(
        (asked.header("If-None-Match"), asked.header("X-Evil")),
        (None, None)
    );
}

/// Row 10.
#[test]
fn a_permanent_chain_is_told_and_one_temporary_hop_breaks_it() {
    let server = serve(|path| match path {
        "/a" => redirect(301, "/b"),
        "/b" => redirect(308, "/c"),
        "/x" => redirect(301, "/y"),
        "/y" => redirect(302, "/c"),
        _ => answer(200, &[], TEXT),
    });
    let response = get(&named(server.url("/a"))).unwrap();
    assert_eq!(response.permanent_url, Some(server.url("/c")));
    assert_eq!(response.url, server.url("/c"));
    assert_eq!(get(&named(server.url("/x"))).unwrap().permanent_url, None);
    assert_eq!(get(&named(server.url("/c"))).unwrap().permanent_url, None);
}

/// Row 15.
#[test]
fn loops_and_long_chains_end() {
    let server = serve(|path| match path.strip_prefix("/n") {
        Some(number) => redirect(302, &format!("/n{}", number.parse::<u32>().unwrap() + 1)),
        None if path == "/ping" => redirect(302, "/pong"),
        None => redirect(302, "/ping"),
    });
    assert!(matches!(
        get(&named(server.url("/ping"))),
        Err(FetchError::Redirects(_))
    ));
    assert_eq!(server.paths(), ["/ping", "/pong"]);
    assert!(matches!(
        get(&named(server.url("/n0"))),
        Err(FetchError::Redirects(_))
    ));
    assert_eq!(server.paths().len(), 2 + 11, "ten redirects are followed");
}

/// Row 17: the name of a public outlet that leads home, at once, as another answer later, and behind a
/// redirect; nobody at home hears of it.
#[test]
fn a_name_that_leads_home_is_refused_after_dns_and_after_a_redirect() {
    let secret = serve(|_| answer(200, &[], b"secret"));
    let port = secret.host().rsplit_once(':').unwrap().1.to_owned();
    let home = format!("http://rebound.example:{port}/admin");
    let to = home.clone();
    let server = serve(move |_| redirect(302, &to));
    let limits = || Limits {
        names: Names::answered_by(|name| {
            assert_eq!(name, "rebound.example");
            vec!["127.0.0.1".parse().unwrap()]
        }),
        ..limits()
    };
    let content = Request {
        is_named_by_reader: false,
        ..named(home)
    };
    for request in [content, named(server.url("/feed"))] {
        let error = get_with(limits(), &request).unwrap_err();
        let line = error.to_string();
        assert!(
            line.starts_with(&format!(
                "rebound.example:{port} leads to the private address 127.0.0.1"
            )),
            "{line}"
        );
    }
    assert_eq!((server.paths().len(), secret.paths().len()), (1, 0));
}

#[test]
fn probing_does_not_follow_redirects() {
    let server = serve(|_| redirect(302, "/home"));
    let request = Request {
        follow: Follow::Nothing,
        ..named(server.url("/feed"))
    };
    assert_eq!(get(&request).unwrap().status, 302);
    assert_eq!(server.paths(), ["/feed"]);
}

/// Row 17.
#[test]
fn content_leads_to_nothing_private() {
    let secret = serve(|_| answer(200, &[], b"secret"));
    let other = secret.url("/admin");
    let port = other.rsplit_once(':').unwrap().1.to_owned();
    let spellings = [
        other.clone(),
        format!("http://localhost:{port}"),
        format!("http://2130706433:{port}"),
        format!("http://[::ffff:127.0.0.1]:{port}"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
    ];
    for target in spellings {
        let to = target.clone();
        let server = serve(move |_| redirect(302, &to));
        let error = get(&named(server.url("/feed"))).unwrap_err();
        assert!(
            matches!(error, FetchError::Private(..)),
            "{target}: {error}"
        );
    }
    let direct = Request {
        is_named_by_reader: false,
        ..named(other.clone())
    };
    assert!(matches!(get(&direct), Err(FetchError::Private(..))));
    assert!(secret.asked().is_empty());
    let allowed = Request {
        allowed_hosts: vec![secret.host()],
        ..direct
    };
    assert_eq!(get(&allowed).unwrap().body, b"secret");
}

#[test]
fn other_schemes_are_refused_at_every_hop() {
    for target in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://x/",
        "data:text/plain,x",
    ] {
        let server = serve(move |_| redirect(302, target));
        assert!(
            matches!(get(&named(server.url("/"))), Err(FetchError::BadUrl(_))),
            "{target}"
        );
    }
}

/// It would answer, at a place that may be asked.
#[test]
fn an_address_of_more_than_8_kib_is_not_asked_for() {
    let server = serve(|path| match path {
        "/long" => redirect(302, &format!("/{}", "a".repeat(8 << 10))),
        "/short" => redirect(302, &format!("/{}", "a".repeat(7 << 10))),
        _ => answer(200, &[], TEXT),
    });
    let error = get(&named(server.url("/long"))).unwrap_err();
    assert!(matches!(error, FetchError::BadUrl(_)), "{error}");
    assert_eq!(get(&named(server.url("/short"))).unwrap().body, TEXT);
}

/// A proxy resolves names itself: what it makes of them cannot be looked at.
#[test]
fn a_proxy_is_not_asked_for_names_of_inner_networks() {
    let proxy = serve(|path| match path {
        "http://outlet.example/feed" => redirect(302, "http://wiki.corp/secret"),
        path => answer(200, &[], path.as_bytes()),
    });
    let limits = Limits {
        proxy: proxy.url(""),
        ..limits()
    };
    let error = get_with(limits.clone(), &named("http://outlet.example/feed".into())).unwrap_err();
    assert!(matches!(error, FetchError::Private(..)), "{error}");
    assert_eq!(proxy.paths(), ["http://outlet.example/feed"]);
    let own = get_with(limits, &named("http://wiki.corp/feed".into())).unwrap();
    assert_eq!(own.body, b"http://wiki.corp/feed", "the reader's own");
}

#[test]
fn credentials_and_own_headers_stay_with_their_origin() {
    let other = serve(|_| answer(200, &[], TEXT));
    let target = other.url("/");
    let server = serve(move |path| match path {
        "/here" => redirect(302, "/there"),
        "/away" => redirect(302, &target),
        _ => answer(200, &[], TEXT),
    });
    let mut request = named(server.url("/here").replace("http://", "http://me:p%20w@"));
    request.headers = vec![("X-Token".into(), "t".into())];
    request.allowed_hosts = vec![other.host()];
    let response = get(&request).unwrap();
    assert!(!response.url.contains("me"), "{}", response.url);
    for asked in server.asked() {
        assert_eq!(asked.header("Authorization"), Some("Basic bWU6cCB3"));
        assert_eq!(asked.header("X-Token"), Some("t"));
    }
    request.url = request.url.replace("/here", "/away");
    get(&request).unwrap();
    let asked = other.asked().pop().unwrap();
    assert_eq!(
        (asked.header("Authorization"), asked.header("X-Token")),
        (None, None)
    );
}

/// Row 14.
#[test]
fn every_coding_is_asked_for_and_undone() {
    use base64::Engine as _;
    let brotli = "GzcA4BwHbqzFZpQVf0oeKrl8IUtLn7I5cMiB+7cvkUDzsrNxjR+u3K5J5MaBAPA=";
    let brotli = base64::engine::general_purpose::STANDARD
        .decode(brotli)
        .unwrap();
    let server = serve(move |path| {
        let zlib = || {
            let mut e = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            e.write_all(TEXT).unwrap();
            e.finish().unwrap()
        };
        match path {
            "/gzip" => answer(200, &[("Content-Encoding", "gzip")], &gzip(TEXT)),
            "/deflate" => answer(200, &[("Content-Encoding", "deflate")], &zlib()),
            "/zstd" => {
                let packed = zstd::bulk::compress(TEXT, 3).unwrap();
                answer(200, &[("Content-Encoding", "ZSTD")], &packed)
            }
            // Made with node:zlib; there is no packer of it among our crates.
            "/br" => answer(200, &[("Content-Encoding", "br")], &brotli),
            "/silent" => answer(200, &[], &gzip(TEXT)),
            "/liar" => answer(200, &[("Content-Encoding", "br")], TEXT),
            _ => answer(
                200,
                &[("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")],
                &gzip(&gzip(TEXT)),
            ),
        }
    });
    for path in [
        "/gzip", "/deflate", "/zstd", "/br", "/silent", "/liar", "/twice",
    ] {
        let response = get(&named(server.url(path))).unwrap();
        assert_eq!(
            (response.body.as_slice(), response.is_cut),
            (TEXT, false),
            "{path}"
        );
    }
}

/// 8 MiB of blanks as brotli: one, and a copy of it as long as all the rest.
const BROTLI: [u8; 13] = [
    0xf2, 0xff, 0xff, 0x0f, 0x00, 0x04, 0x48, 0x3c, 0x16, 0x50, 0xee, 0xfd, 0x1f,
];

fn bomb(coding: &str) -> Vec<u8> {
    let blanks = vec![b' '; 8 << 20];
    match coding {
        "gzip" => gzip(&blanks),
        "br" => BROTLI.to_vec(),
        "zstd" => zstd::bulk::compress(&blanks, 3).unwrap(),
        _ => {
            let level = flate2::Compression::fast();
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(&blanks).unwrap();
            encoder.finish().unwrap()
        }
    }
}

#[test]
fn bombs_and_endless_bodies_end_at_the_limit() {
    let server = serve(|path| match path {
        "/gzip" | "/deflate" | "/br" | "/zstd" => {
            let coding = &path[1..];
            answer(200, &[("Content-Encoding", coding)], &bomb(coding))
        }
        "/long" => Answer::Stall(head(200, &[], Some(1 << 40))),
        _ => Answer::Endless(head(200, &[], None), vec![b' '; 64 << 10]),
    });
    for path in ["/gzip", "/deflate", "/br", "/zstd", "/long", "/endless"] {
        let error = get(&named(server.url(path))).unwrap_err();
        assert!(matches!(error, FetchError::TooLarge(..)), "{path}: {error}");
    }
}

#[test]
fn endless_heads_end() {
    let server = serve(|path| match path {
        "/lines" => Answer::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: b\r\n".to_vec()),
        "/line" => Answer::Endless(b"HTTP/1.1 200 OK\r\nX-A: ".to_vec(), vec![b'a'; 1 << 10]),
        "/large" => answer(200, &[("X-A", &"a".repeat(70 << 10))], TEXT),
        _ => Answer::Endless(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
    });
    let limits = Limits {
        connect: Duration::from_millis(300),
        ..limits()
    };
    for path in ["/lines", "/line", "/large"] {
        assert!(
            get_with(limits.clone(), &named(server.url(path))).is_err(),
            "{path}"
        );
    }
    // These cannot be counted: the time ends them.
    let error = get_with(limits, &named(server.url("/informational"))).unwrap_err();
    assert!(matches!(error, FetchError::Timeout(..)), "{error}");
}

#[test]
fn a_cut_stream_gives_what_came() {
    let server = serve(|path| match path {
        "/short" => {
            let mut bytes = head(200, &[], Some(TEXT.len() + 100));
            bytes.extend_from_slice(TEXT);
            Answer::Bytes(bytes)
        }
        "/chunk" => {
            let mut bytes = head(200, &[("Transfer-Encoding", "chunked")], None);
            bytes.extend_from_slice(b"5\r\n<rss>\r\n20\r\n<chan");
            Answer::Bytes(bytes)
        }
        _ => {
            let mut bytes = head(200, &[], Some(TEXT.len() + 100));
            bytes.extend_from_slice(TEXT);
            Answer::Stall(bytes)
        }
    });
    for path in ["/short", "/chunk", "/stall"] {
        let response = get(&named(server.url(path))).unwrap();
        assert!(response.is_cut, "{path}");
        assert!(response.body.starts_with(b"<rss>"), "{path}");
    }
}

#[test]
fn who_never_answers_is_given_up() {
    let server = serve(|path| match path {
        "/body" => Answer::Stall(head(200, &[], Some(10))),
        _ => Answer::Stall(Vec::new()),
    });
    let limits = Limits {
        connect: Duration::from_millis(50),
        ..limits()
    };
    for path in ["/body", "/head"] {
        let error = get_with(limits.clone(), &named(server.url(path))).unwrap_err();
        assert!(matches!(error, FetchError::Timeout(..)), "{path}: {error}");
        assert!(!error.is_no_answer(), "the network is there");
    }
}

#[test]
fn the_time_of_a_request_covers_all_its_hops() {
    let server = serve(|path| {
        // Each hop comes well within the time, all of them do not.
        let number: u32 = path.trim_start_matches('/').parse().unwrap();
        match redirect(302, &format!("/{}", number + 1)) {
            Answer::Bytes(hop) if number < 8 => Answer::Late(hop),
            _ => answer(200, &[], b"the end"),
        }
    });
    let request = Request {
        timeout: Duration::from_millis(400),
        ..named(server.url("/0"))
    };
    let limits = Limits {
        idle: Duration::from_secs(60),
        ..limits()
    };
    assert!(matches!(
        get_with(limits, &request),
        Err(FetchError::Timeout(..))
    ));
    let asked = server.paths();
    assert!(!asked.contains(&"/8".to_owned()), "{asked:?}");
}

#[test]
fn a_closed_port_is_no_missing_network() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let error = get(&named(format!("http://127.0.0.1:{port}/"))).unwrap_err();
    assert!(matches!(error, FetchError::Refused(_)), "{error:?}");
    assert!(!error.is_no_answer());
}

#[test]
fn pictures_are_refused_and_the_body_of_an_error_is_not_read() {
    let server = serve(|path| match path {
        "/jpg" => Answer::Endless(
            head(200, &[("Content-Type", "image/jpeg")], None),
            vec![0; 1024],
        ),
        _ => Answer::Endless(head(404, &[], None), vec![b'x'; 1024]),
    });
    assert!(matches!(
        get(&named(server.url("/jpg"))),
        Err(FetchError::Broken(..))
    ));
    let response = get(&named(server.url("/gone"))).unwrap();
    assert_eq!((response.status, response.body.len()), (404, 0));
}

/// Only the first line counted: who said `public` and then `max-age` was asked as if it had said nothing.
#[test]
fn several_lines_of_a_list_are_one() {
    let lines = [
        ("Cache-Control", "public"),
        ("Cache-Control", "max-age=86400"),
    ];
    let server = serve(move |_| answer(200, &lines, TEXT));
    let response = get(&named(server.url("/"))).unwrap();
    let told = response.cache_control.unwrap();
    assert_eq!(tidings::schedule::max_age(&told), Some(86_400), "{told}");
}

#[test]
fn what_a_redirect_asks_to_wait_is_not_lost() {
    let server = serve(|path| match path {
        "/a" => answer(302, &[("Location", "/b"), ("Retry-After", "120")], b""),
        _ => answer(200, &[], TEXT),
    });
    let response = get(&named(server.url("/a"))).unwrap();
    assert_eq!(response.retry_after.as_deref(), Some("120"));
    assert!(response.bytes > 2 * 40, "both heads are counted");
}

#[test]
fn a_proxy_of_the_configuration_is_used_but_never_for_this_machine() {
    let proxy = serve(|path| answer(200, &[], path.as_bytes()));
    let limits = Limits {
        proxy: proxy.url(""),
        ..limits()
    };
    let request = Request {
        is_named_by_reader: false,
        ..named("http://outlet.example/feed".into())
    };
    let response = get_with(limits.clone(), &request).unwrap();
    assert_eq!(response.body, b"http://outlet.example/feed");
    let server = serve(|_| answer(200, &[], TEXT));
    assert_eq!(
        get_with(limits, &named(server.url("/"))).unwrap().body,
        TEXT
    );
}

/// Through this proxy neither kind of address is had, and why is said of the proxy.
fn is_complained_of(limits: &Limits, place: &str, why: &str) {
    for url in ["http://outlet.example/feed", "https://outlet.example/feed"] {
        let request = Request {
            is_named_by_reader: false,
            ..named(url.into())
        };
        let error = get_with(limits.clone(), &request).unwrap_err();
        let said = format!("the proxy {place} cannot be used: {why}");
        assert_eq!(error.to_string(), said, "{} {url}", limits.proxy);
        assert!(error.is_no_answer());
    }
}

/// Of the outlet nothing is known then.
#[test]
fn a_proxy_that_cannot_be_used_is_what_is_complained_of() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = gone.local_addr().unwrap();
    drop(gone);
    let limits = Limits {
        proxy: format!("http://me:word@{place}"),
        ..limits()
    };
    is_complained_of(&limits, &place.to_string(), "it refuses the connection");
}

/// A proxy that gives these answers to what it is told, one after the other, then ends.
fn proxy_that_says(answers: &'static [&'static [u8]]) -> std::net::SocketAddr {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            for answer in answers {
                let _ = stream.read(&mut [0; 512]);
                let _ = stream.write_all(answer);
            }
        }
    });
    place
}

/// It was said in the words of a library.
#[test]
fn a_proxy_that_does_not_serve_is_named_with_the_reason() {
    let refuses: &[&[u8]] = &[b"\x05\xff"];
    let rejects: &[&[u8]] = &[b"\x05\x02", b"\x01\x01"];
    let cannot: &[&[u8]] = &[b"\x05\x00", b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00"];
    let wants: &[&[u8]] =
        &[b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"];
    for (user, answers, why) in [
        ("socks5h://me:word@", refuses, "it refuses the log-in"),
        ("socks5h://", refuses, "it refuses the log-in"),
        ("socks5h://me:word@", rejects, "it refuses the log-in"),
        ("socks5h://", cannot, "it cannot reach that host"),
        ("socks5h://", &[], "it does not answer"),
        (
            "socks5h://",
            wants,
            "it does not answer as such a proxy does",
        ),
        ("http://me:word@", wants, "it refuses the log-in"),
    ] {
        let place = proxy_that_says(answers);
        let limits = Limits {
            proxy: format!("{user}{place}"),
            ..limits()
        };
        is_complained_of(&limits, &place.to_string(), why);
    }
}

/// Row 15.
#[test]
fn a_host_gets_two_requests_at_a_time() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Barrier};
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // Both of a pair must be there before either is answered: fewer than two would never end.
    let pair = Arc::new(Barrier::new(2));
    let (counter, highest, gate) = (now.clone(), most.clone(), pair.clone());
    let server = serve(move |_| {
        highest.fetch_max(counter.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        gate.wait();
        counter.fetch_sub(1, Ordering::SeqCst);
        answer(200, &[], TEXT)
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let fetcher = Arc::new(Fetcher::new(Limits {
        idle: Duration::from_secs(10),
        ..limits()
    }));
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (fetcher, request) = (fetcher.clone(), named(server.url(&format!("/{number}"))));
            tasks.spawn(async move { fetcher.get(&request).await.unwrap().status });
        }
        while let Some(status) = tasks.join_next().await {
            assert_eq!(status.unwrap(), 200);
        }
    });
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

/// It went to the host itself, past the proxy.
#[test]
fn a_certificate_is_looked_at_through_the_proxy_too() {
    let proxy = serve(|_| answer(502, &[], b""));
    let of_feed = Request {
        proxy: Some(proxy.url("")),
        ..named("https://outlet.example/feed".into())
    };
    let of_all = Limits {
        proxy: proxy.url(""),
        ..limits()
    };
    let look =
        |limits, request: &Request| runtime().block_on(Fetcher::new(limits).certificate(request));
    let plain = named("https://outlet.example/feed".into());
    for (limits, request) in [(limits(), &of_feed), (of_all, &plain)] {
        let error = look(limits, request).unwrap_err().to_string();
        assert!(error.contains("proxy"), "{error}");
    }
    assert_eq!(proxy.paths(), ["outlet.example:443"; 2]);
    let secure = Request {
        proxy: Some("https://proxy.example".into()),
        ..plain
    };
    let error = look(limits(), &secure).unwrap_err().to_string();
    assert!(error.contains("cannot be told from the proxy's"), "{error}");
}

#[test]
fn whether_the_host_was_a_public_one_is_told() {
    let server = serve(|_| answer(200, &[], TEXT));
    assert!(!get(&named(server.url("/"))).unwrap().is_public);
}
