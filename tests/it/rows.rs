//! The checklist of polling, row by row: what a webmaster wishes of a client. Rows that the
//! arithmetic alone decides are tests of `schedule`; each is named by its number.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, DAY, rss, sound};
use crate::fetch::gzip;
use crate::server::{Answer, Asked, Server, answer, head, redirect};
use crate::tls::{OWN_FINGERPRINT, TlsServer};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;
use tidings::config::Config;
use tidings::fetch::Response;
use tidings::jobs;
use tidings::model::{Change, FeedId, FeedSettings, NewFeed, PollResult, Which};

fn tag_of(asked: &Asked) -> Option<&str> {
    asked.header("If-None-Match")
}

fn set(bench: &Bench, feed: FeedId, change: impl FnOnce(&mut FeedSettings)) {
    let mut settings = bench.feed(feed).settings;
    change(&mut settings);
    let change = Change::FeedSettings(feed, settings);
    let now = bench.clock_now();
    bench.context.store.apply(&change, now).unwrap();
}

/// Rows 1, 2: what a 304 says of validators counts as what a 200 says, and both go back as they came.
#[test]
fn validators_of_a_304_are_sent_next() {
    let count = AtomicI64::new(0);
    let server = Server::start(move |asked| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let tag = format!("W/\"v{number}\"");
        let date = format!("Thu, 0{number} Nov 2025 00:00:00 GMT");
        let headers = [("ETag", tag.as_str()), ("Last-Modified", date.as_str())];
        match tag_of(asked) {
            Some(_) if number < 3 => answer(304, &headers, b""),
            // A 304 that says nothing of them leaves them as they are.
            Some(_) => answer(304, &[], b""),
            None => answer(200, &headers, rss(&["a"]).as_bytes()),
        }
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    for _ in 0..5 {
        bench.refresh_one(&Which::All);
        bench.pass(DAY);
    }
    let asked = server.asked();
    let sent: Vec<_> = asked.iter().map(tag_of).collect();
    assert_eq!(
        sent,
        [
            None,
            Some("W/\"v0\""),
            Some("W/\"v1\""),
            Some("W/\"v2\""),
            Some("W/\"v2\"")
        ]
    );
    assert_eq!(
        asked[2].header("If-Modified-Since"),
        Some("Thu, 01 Nov 2025 00:00:00 GMT")
    );
}

/// Row 3: an answer that is no feed gives no validators, and a new address has none.
#[test]
fn validators_are_those_of_a_feed_that_was_read_at_its_own_address() {
    let is_page = Arc::new(AtomicI64::new(1));
    let now = is_page.clone();
    let server = Server::start(move |_| match now.load(Ordering::SeqCst) {
        1 => answer(
            200,
            &[("ETag", "\"page\"")],
            b"<html><body>Sorry</body></html>",
        ),
        _ => answer(200, &[("ETag", "\"feed\"")], rss(&["a"]).as_bytes()),
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    assert_eq!(bench.refresh_one(&Which::All).result, PollResult::Failed);
    is_page.store(0, Ordering::SeqCst);
    for _ in 0..2 {
        bench.pass(DAY);
        bench.refresh_one(&Which::All);
    }
    let change = Change::FeedUrl(ids[0], server.url("/other"));
    bench
        .context
        .store
        .apply(&change, bench.clock_now())
        .unwrap();
    bench.pass(DAY);
    bench.refresh_one(&Which::All);
    let sent: Vec<_> = server
        .asked()
        .iter()
        .map(|a| tag_of(a).map(str::to_owned))
        .collect();
    assert_eq!(sent, [None, None, Some("\"feed\"".to_owned()), None]);
    assert_eq!(bench.articles().len(), 1, "nothing came back as new");
}

/// Row 3: what another parser read is asked for once more, and parsed though it is the same.
#[test]
fn another_parser_asks_once_for_everything() {
    let server = Server::start(|asked| match tag_of(asked) {
        Some(_) => answer(304, &[], b""),
        None => answer(200, &[("ETag", "\"a\"")], rss(&["a"]).as_bytes()),
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    bench.refresh_one(&Which::All);
    let now = bench.clock_now();
    let store = &bench.context.store;
    let mut state = store.lease(ids[0], now, now.plus(1)).unwrap().unwrap();
    state.parser_version = 0;
    let record = tidings::model::PollRecord {
        state,
        ..tidings::model::PollRecord::default()
    };
    store.store_poll(ids[0], Vec::new(), record, now).unwrap();
    let mut results = Vec::new();
    for _ in 0..2 {
        bench.pass(DAY);
        results.push(bench.refresh_one(&Which::All).result);
    }
    assert_eq!(results, [PollResult::Read, PollResult::NotModified]);
    let sent: Vec<_> = server.asked().iter().map(|a| tag_of(a).is_some()).collect();
    assert_eq!(sent, [false, false, true]);
}

/// Row 4: a server that calls its answers stale at once gets no validators, and is asked daily.
#[test]
fn validators_beside_expires_0_are_not_believed() {
    let server = Server::start(|asked| match tag_of(asked) {
        Some(_) => answer(304, &[], b""),
        None => answer(
            200,
            &[("ETag", "\"a\""), ("Expires", "0")],
            rss(&["a"]).as_bytes(),
        ),
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    bench.refresh_one(&Which::Due);
    bench.pass(DAY - 60);
    assert!(bench.refresh(&Which::Due).is_empty());
    let why = bench.feed(ids[0]).health.why;
    assert!(why.contains("always sends everything"), "{why}");
    bench.pass(3 * 3600);
    bench.refresh_one(&Which::Due);
    assert!(server.asked().iter().all(|asked| tag_of(asked).is_none()));
}

/// Row 5: a server that answers 304 to an unconditional request is not believed, nor asked at once
/// again.
#[test]
fn a_304_to_who_has_nothing_is_a_failure() {
    let server = Server::start(|_| answer(304, &[("ETag", "\"a\"")], b""));
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    let polled = bench.refresh_one(&Which::Due);
    assert_eq!(polled.result, PollResult::Failed);
    assert!(polled.why.contains("304"), "{}", polled.why);
    bench.pass(3599);
    assert!(bench.refresh(&Which::Due).is_empty());
}

/// Row 9: what a host told one feed holds for its others, after a restart and by hand; 503 as 429.
#[test]
fn a_host_that_asks_to_wait_is_left_alone_after_a_restart_too() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/busy" => answer(503, &[("Retry-After", "7200")], b""),
        _ => answer(200, &[("ETag", "\"a\"")], rss(&["a"]).as_bytes()),
    });
    let bench = Bench::new();
    let busy = bench.subscribe(&[server.url("/busy")]);
    bench.refresh_one(&Which::Due);
    // Subscribed after the host asked to wait, in another run of the program.
    let calm = bench.subscribe(&[server.url("/calm")]);
    let again = tidings::store::Store::open(bench.folder()).unwrap();
    let restarted = jobs::Context {
        store: again,
        ..bench.context.clone()
    };
    bench.pass(7199);
    for which in [Which::Due, Which::All, Which::Feeds(vec![busy[0], calm[0]])] {
        jobs::refresh(&restarted, &which).unwrap();
    }
    assert_eq!(server.paths(), ["/busy"]);
    bench.pass(1);
    jobs::refresh(&restarted, &Which::Feeds(calm)).unwrap();
    assert_eq!(server.paths(), ["/busy", "/calm"]);
}

/// Row 10: only a chain that is permanent all the way, with a sound feed behind it, moves a feed.
#[test]
fn a_temporary_hop_or_no_feed_behind_it_moves_nothing() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/mixed" => redirect(301, "/hop"),
        "/hop" => redirect(302, "/new"),
        "/temporary" => redirect(307, "/new"),
        "/see" => redirect(303, "/new"),
        "/broken" => redirect(308, "/page"),
        "/page" => answer(200, &[], b"<html>Sign in</html>"),
        "/sound" => redirect(308, "/permanent"),
        "/permanent" => redirect(301, "/new2"),
        _ => answer(200, &[("ETag", "\"a\"")], rss(&["a"]).as_bytes()),
    });
    let bench = Bench::new();
    let paths = ["/mixed", "/temporary", "/see", "/broken", "/sound"];
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    let ids = bench.subscribe(&urls);
    for _ in 0..5 {
        bench.refresh(&Which::All);
        bench.pass(2 * DAY);
    }
    for (id, url) in ids.iter().zip(&urls).take(4) {
        assert_eq!(&bench.feed(*id).url, url);
    }
    assert_eq!(bench.feed(ids[4]).url, server.url("/new2"));
}

/// Rows 11, 12: each refusal is said in words, and asked again no sooner than its rule allows.
#[test]
fn refusals_say_why_and_when_next() {
    let server = Server::start(|asked| {
        let status = asked.path.trim_start_matches('/').parse().unwrap();
        answer(status, &[], b"")
    });
    let bench = Bench::new();
    let statuses = [400, 401, 403, 404, 410, 418, 451, 500, 502, 504];
    let urls: Vec<String> = statuses
        .iter()
        .map(|s| server.url(&format!("/{s}")))
        .collect();
    let ids = bench.subscribe(&urls);
    bench.refresh(&Which::Due);
    for (id, status) in ids.iter().zip(statuses) {
        let health = bench.feed(*id).health;
        let error = health.error.unwrap();
        assert!(error.contains(&status.to_string()), "{error}");
        let wait = health.next_due.map(|due| due.since(bench.clock_now()));
        let least = match status {
            410 => None,
            403 | 404 | 500.. => Some(3600),
            _ => Some(DAY),
        };
        assert_eq!(wait.is_some(), least.is_some(), "{status}");
        assert!(wait >= least, "{status}: {wait:?}");
        assert!(!health.why.is_empty(), "{status}");
    }
}

/// Row 13: the same bytes are not parsed again, and nothing of them is stored again.
#[test]
fn the_same_bytes_are_not_read_again() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    bench.refresh_one(&Which::All);
    bench.pass(DAY);
    let again = bench.refresh_one(&Which::All);
    assert_eq!((again.result, again.new), (PollResult::NotModified, 0));
    assert_eq!(&*bench.feed(ids[0]).health.last_result, "not changed");
}

/// The same where they come packed: they are not even unpacked, or they would be too large now.
#[test]
fn the_same_packed_bytes_are_not_unpacked_again() {
    let long = format!("{}{}", rss(&["a"]), " ".repeat(2 << 20));
    let body = gzip(long.as_bytes());
    let server =
        Server::start(move |_| answer(200, &[("Content-Encoding", "gzip")], body.as_slice()));
    let mut bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    assert_eq!(bench.refresh_one(&Which::All).result, PollResult::Read);
    bench.pass(DAY);
    let mut config = Config::default();
    config.limits.feed = 1;
    bench.context.config = Arc::new(config);
    let again = bench.refresh_one(&Which::All);
    assert_eq!(again.result, PollResult::NotModified, "{}", again.why);
}

/// Rows 15, 18: HTTP/2 where the server knows it; a certificate that nobody signed is refused, said in
/// words, and accepted for one feed by its fingerprint alone.
#[test]
fn a_certificate_is_accepted_for_one_feed_and_http_2_is_spoken() {
    let server = TlsServer::start();
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/a"), server.url("/b")]);
    for polled in bench.refresh(&Which::All) {
        assert_eq!(polled.result, PollResult::Failed);
        let why = &*polled.why;
        assert!(
            why.contains("certificate") && why.contains("secure connection"),
            "{why}"
        );
    }
    assert!(
        server.asked().is_empty(),
        "nothing was said before it was trusted"
    );
    let shown = jobs::shown_certificate(&bench.context, &server.url("/a"), None).unwrap();
    assert_eq!(shown, tidings::fetch::normal_fingerprint(OWN_FINGERPRINT));
    set(&bench, ids[0], |settings| {
        settings.certificate = Some(shown.clone());
    });
    set(&bench, ids[1], |settings| {
        settings.certificate = Some("00".repeat(32));
    });
    bench.pass(2 * DAY);
    let polled = bench.refresh(&Which::All);
    let of = |id: FeedId| polled.iter().find(|feed| feed.feed == id).unwrap();
    assert_eq!(of(ids[0]).result, PollResult::Read, "{}", of(ids[0]).why);
    assert!(
        of(ids[1]).why.contains("not the one that you accepted"),
        "{}",
        of(ids[1]).why
    );
    assert_eq!(server.asked(), ["HTTP/2.0 /a -"]);
    set(&bench, ids[0], |settings| settings.http1 = true);
    bench.pass(2 * DAY);
    bench.refresh(&Which::Feeds(vec![ids[0]]));
    assert_eq!(server.asked()[1..], ["HTTP/1.1 /a -"]);
}

/// Row 18: a password goes to the feed's own scheme, host and port, and never from https to http.
#[test]
fn a_password_from_a_command_or_a_file_goes_to_its_feed_alone() {
    let plain = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let server = TlsServer::start();
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "p w\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let away = server.url(&format!("/to/{}/feed", plain.host()));
    let ids = bench.subscribe(&[server.url("/command"), server.url("/file"), away]);
    let certificate = Some(tidings::fetch::normal_fingerprint(OWN_FINGERPRINT));
    for id in &ids {
        set(&bench, *id, |settings| {
            settings.certificate = certificate.clone();
        });
    }
    let command = "printf 'me:p w\\n'".to_owned();
    for id in [ids[0], ids[2]] {
        set(&bench, id, |settings| {
            settings.credentials_command = Some(command.clone());
        });
    }
    set(&bench, ids[1], |settings| {
        settings.credentials_file = Some(file.to_string_lossy().into_owned());
        settings.user = Some("me".into());
    });
    let polled = bench.refresh(&Which::All);
    let of = |id: FeedId| polled.iter().find(|feed| feed.feed == id).unwrap();
    assert_eq!(of(ids[0]).result, PollResult::Read, "{}", of(ids[0]).why);
    assert_eq!(of(ids[1]).result, PollResult::Read, "{}", of(ids[1]).why);
    assert!(
        of(ids[2]).why.contains("https to http"),
        "{}",
        of(ids[2]).why
    );
    for line in server.asked() {
        assert!(line.ends_with("Basic bWU6cCB3"), "{line}");
    }
    assert!(plain.asked().is_empty());
    for polled in &polled {
        assert!(!format!("{polled:?}").contains("p w"));
    }
    // A command that fails is a failure of this feed, said without what it printed.
    set(&bench, ids[0], |settings| {
        settings.credentials_command = Some("sh -c 'echo secret; exit 1'".into());
    });
    bench.pass(2 * DAY);
    let failed = bench.refresh_one(&Which::Feeds(vec![ids[0]]));
    assert!(
        failed.why.contains("no password") && !failed.why.contains("secret"),
        "{}",
        failed.why
    );
}

/// Rows 16, 18: headers of the reader's own (a cookie, another name) and a proxy, for one feed only.
#[test]
fn headers_and_proxy_are_a_feed_s_own() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let proxy = Server::start(|_| answer(200, &[], rss(&["through"]).as_bytes()));
    let bench = Bench::new();
    let far = "http://paper.example/feed".to_owned();
    let ids = bench.subscribe(&[server.url("/own"), server.url("/plain"), far.clone()]);
    set(&bench, ids[0], |settings| {
        settings.headers = vec![
            ("Cookie".into(), "id=7".into()),
            ("User-Agent".into(), "mine".into()),
        ];
    });
    set(&bench, ids[2], |settings| {
        settings.proxy = Some(proxy.url(""));
    });
    bench.refresh(&Which::All);
    for asked in server.asked() {
        let (cookie, agent) = (asked.header("Cookie"), asked.header("User-Agent").unwrap());
        if asked.path == "/own" {
            assert_eq!((cookie, agent), (Some("id=7"), "mine"));
        } else {
            assert!(cookie.is_none() && agent.starts_with("tidings/"));
        }
    }
    assert_eq!(proxy.paths(), [far]);
    // What it leads to is asked for by the same way.
    let through = bench.context.store.reader().unwrap();
    let through = bench.articles().into_iter().find(|id| {
        let article = through.article(*id).unwrap().unwrap();
        article.row.feed == ids[2]
    });
    // It is no page, but a feed: only the way is looked at.
    let _ = jobs::full_text(&bench.context, through.unwrap());
    assert_eq!(proxy.paths()[1..], ["http://paper.example/through"]);
}

/// Row 19: what the body is counts, not what the header calls it; but films and pictures are not begun.
#[test]
fn a_content_type_is_a_hint_and_films_are_refused_early() {
    let server = Server::start(|asked| {
        let kind = asked.path.trim_start_matches('/').replace('_', "/");
        if kind.starts_with("video") || kind.starts_with("image") || kind.starts_with("audio") {
            let head = head(200, &[("Content-Type", &kind)], None);
            return Answer::Endless(head, vec![0; 1024]);
        }
        answer(200, &[("Content-Type", &kind)], rss(&["a"]).as_bytes())
    });
    let bench = Bench::new();
    let sound = [
        "text_plain",
        "text_html",
        "application_octet-stream",
        "nonsense",
        "text_css",
    ];
    let media = ["video_mp4", "image_png", "audio_mpeg"];
    let urls: Vec<String> = sound
        .iter()
        .chain(&media)
        .map(|kind| server.url(&format!("/{kind}")))
        .collect();
    bench.subscribe(&urls);
    for polled in bench.refresh(&Which::All) {
        let is_media = media.iter().any(|kind| polled.url.ends_with(kind));
        let expected = if is_media {
            PollResult::Failed
        } else {
            PollResult::Read
        };
        assert_eq!(polled.result, expected, "{}: {}", polled.url, polled.why);
        if is_media {
            assert!(
                polled.bytes < 1024,
                "{}: {} bytes",
                polled.url,
                polled.bytes
            );
        }
    }
}

/// Row 20: challenges and log-in pages are called what they are.
#[test]
fn a_challenge_and_a_page_in_place_of_a_feed_are_called_that() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/challenge" => answer(403, &[("cf-mitigated", "challenge")], b""),
        _ => answer(
            200,
            &[],
            b"<!doctype html><html><form>Password</form></html>",
        ),
    });
    // Of a host of its own: a 503 keeps the host's other feeds from being asked.
    let busy = Server::start(|_| answer(503, &[("cf-mitigated", "Challenge")], b""));
    let bench = Bench::new();
    bench.subscribe(&[
        server.url("/challenge"),
        busy.url("/challenge"),
        server.url("/login"),
    ]);
    for polled in bench.refresh(&Which::All) {
        let words = if polled.url.ends_with("/login") {
            "web page"
        } else {
            "JavaScript"
        };
        assert!(polled.why.contains(words), "{}", polled.why);
    }
}

/// Row 21: https is asked first, and taken when both serve the same feed.
#[test]
fn https_is_taken_where_it_serves_the_same_feed() {
    let bench = Bench::faked(|request| {
        let title = match request.url.as_str() {
            "https://other.example/feed" => "elsewhere",
            "https://none.example/feed" => "",
            _ => "a",
        };
        if title.is_empty() {
            return Ok(Response {
                status: 404,
                ..Response::default()
            });
        }
        let url = request.url.clone();
        Ok(Response {
            url,
            ..sound(&rss(&[title]))
        })
    });
    let first = |url: &str| {
        let feed = NewFeed {
            url: url.into(),
            ..NewFeed::default()
        };
        jobs::https_first(&bench.context, &feed).url
    };
    assert_eq!(
        first("http://same.example/feed"),
        "https://same.example/feed"
    );
    for stays in [
        "http://other.example/feed",
        "http://none.example/feed",
        "http://same.example:8080/feed",
        "http://nas/feed",
        "http://10.0.0.1/feed",
        "https://same.example/feed",
    ] {
        assert_eq!(first(stays), stays);
    }
}

/// Rows 22, 23, 24: hubs are noted, and neither they nor favicons nor further pages are asked.
#[test]
fn only_what_was_subscribed_to_is_asked() {
    let canary = Server::start(|_| answer(200, &[], b""));
    let to = canary.url("");
    let server = Server::start(move |asked| {
        let text = match asked.path.as_str() {
            "/atom" => format!(
                "<?xml-stylesheet href='{to}/style'?><feed xmlns='http://www.w3.org/2005/Atom'>\
                 <title>A</title><link rel='hub' href='{to}/hub'/><link rel='prev-archive' href='{to}/prev'/>\
                 <link rel='next' href='{to}/next'/><icon>{to}/favicon.ico</icon><logo>{to}/logo</logo>\
                 <entry><id>1</id><title>x</title><link rel='enclosure' href='{to}/enclosure'/>\
                 <content type='html'>&lt;img src='{to}/picture'&gt;&lt;script src='{to}/script'&gt;</content>\
                 </entry></feed>"
            ),
            _ => format!(
                "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"next_url\":\"{to}/next\",\
                 \"icon\":\"{to}/icon\",\"favicon\":\"{to}/favicon.ico\",\
                 \"hubs\":[{{\"type\":\"WebSub\",\"url\":\"{to}/hub\"}}],\
                 \"items\":[{{\"id\":\"1\",\"title\":\"x\",\"image\":\"{to}/picture\"}}]}}"
            ),
        };
        answer(
            200,
            &[("ETag", "\"a\""), ("Link", "</hub>; rel=hub")],
            text.as_bytes(),
        )
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/atom"), server.url("/json")]);
    for _ in 0..2 {
        for polled in bench.refresh(&Which::All) {
            assert_ne!(polled.result, PollResult::Failed, "{}", polled.why);
        }
        bench.pass(DAY);
    }
    let reader = bench.context.store.reader().unwrap();
    let hints = reader.poll_state(ids[0]).unwrap().unwrap().hints;
    assert_eq!(hints.hub, Some(canary.url("/hub")));
    assert_eq!(canary.paths(), [""; 0]);
    assert_eq!(server.paths().len(), 4);
}

/// Row 15: two at a time to one host and as many as configured in all, for a whole refresh.
#[test]
fn a_refresh_keeps_to_its_connections() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let servers: Vec<(Server, Arc<AtomicUsize>)> = (0..6)
        .map(|_| {
            let (here, of_host) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let (all, most, highest) = (now.clone(), most.clone(), of_host.clone());
            let server = Server::start(move |_| {
                most.fetch_max(all.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                highest.fetch_max(here.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Long enough that others are there too; how long decides nothing.
                std::thread::sleep(Duration::from_millis(5));
                here.fetch_sub(1, Ordering::SeqCst);
                all.fetch_sub(1, Ordering::SeqCst);
                answer(200, &[], rss(&["a"]).as_bytes())
            });
            (server, of_host)
        })
        .collect();
    let mut config = Config::default();
    config.network.in_flight = 8;
    let bench = Bench::with(config);
    let urls: Vec<String> = servers
        .iter()
        .flat_map(|(server, _)| (0..8).map(|n| server.url(&format!("/{n}"))))
        .collect();
    bench.subscribe(&urls);
    assert!(
        bench
            .refresh(&Which::All)
            .iter()
            .all(|feed| feed.result == PollResult::Read)
    );
    assert!(most.load(Ordering::SeqCst) <= 8, "{most:?}");
    for (_, of_host) in &servers {
        assert!(of_host.load(Ordering::SeqCst) <= 2, "{of_host:?}");
    }
}
