//! Enclosures: listed, fetched into files with names of ours, gone on with where they were left off.

use crate::home::Home;
use crate::server::{Answer, Asked, Server, answer, head};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

const SOUND: usize = 900_000;

fn sound() -> Vec<u8> {
    (0..SOUND).map(|n| (n * 7919 % 251) as u8).collect()
}

/// A feed of one episode that encloses what lies at these addresses of its server.
fn feed(addresses: &[&str]) -> String {
    let enclosures: String = addresses
        .iter()
        .map(|url| format!("<enclosure url='{url}' type='audio/mpeg' length='{SOUND}'/>"))
        .collect();
    format!(
        "<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>Episode</title>\
         <description>Words.\n\n00:00 Goats\n03:15 Kettles\n\nhttps://a.example/goats\n\nKettles: https://b.example</description>\
         {enclosures}</item></channel></rss>"
    )
}

fn outlet(
    addresses: &'static [&'static str],
    other: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> (Home, Server, String) {
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/feed" => answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            feed(addresses).as_bytes(),
        ),
        _ => other(asked),
    });
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh"]);
    let id = home.ok(&["list", "--json"]).json()[0]["id"].to_string();
    (home, server, id)
}

/// The file from where it is asked for, its head with this tag.
fn served(asked: &Asked, tag: &str) -> Answer {
    let sound = sound();
    let from = asked
        .header("Range")
        .filter(|_| asked.header("If-Range") == Some(tag))
        .and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse()
                .ok()
        });
    match from {
        Some(from) => {
            let range = format!("bytes {from}-{}/{SOUND}", SOUND - 1);
            let heads = [("ETag", tag), ("Content-Range", range.as_str())];
            answer(206, &heads, &sound[from..])
        }
        None => answer(200, &[("ETag", tag)], &sound),
    }
}

/// The beginning of the file, and then the end of the connection.
fn cut(tag: &str) -> Answer {
    let mut bytes = head(200, &[("ETag", tag)], Some(SOUND));
    bytes.extend_from_slice(&sound()[..SOUND / 3]);
    Answer::Bytes(bytes)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn what_was_cut_off_is_gone_on_with_and_what_is_whole_is_not_asked_for_again() {
    let times = Arc::new(AtomicU32::new(0));
    let counted = times.clone();
    let (home, server, id) = outlet(&["/a/episode%2012.mp3"], move |asked| {
        match counted.fetch_add(1, Ordering::SeqCst) {
            0 => cut("\"v1\""),
            _ => served(asked, "\"v1\""),
        }
    });
    let ran = home.run(&["download", &id]);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    let parts = files(&home.data().join("enclosures"));
    assert_eq!(parts.len(), 2, "the part and its note: {parts:?}");
    let before = server.asked().len();
    let ran = home.ok(&["download", &id]);
    let file = PathBuf::from(ran.out.trim());
    assert!(std::fs::read(&file).unwrap() == sound());
    let asked = server.asked();
    assert_eq!(asked.len(), before + 1);
    let range = asked[before].header("Range").unwrap();
    assert_eq!(range, format!("bytes={}-", SOUND / 3));
    assert_eq!(asked[before].header("Accept-Encoding"), Some("identity"));
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(name.ends_with("-episode-12.mp3"), "{name}");
    assert_eq!(files(&home.data().join("enclosures")), [file]);
    let again = home.ok(&["--offline", "download", &id, "--json"]);
    assert_eq!(again.json()[0]["fetched"], Value::from(false));
    assert_eq!(server.asked().len(), before + 1);
    assert_eq!(times.load(Ordering::SeqCst), 2);
    assert!(home.ok(&["doctor"]).out.contains("enclosures 9"), "counted");
}

/// Hosts of podcasts count each request for a sound as a download of it.
#[test]
fn a_sound_is_not_asked_for_as_the_page_of_an_article_that_has_none() {
    let (home, server, id) = outlet(&["/a.mp3"], |asked| served(asked, "\"v\""));
    let asked = || server.asked().len();
    let before = asked();
    let read = |when: &str| {
        let shown = home.ok(&["show", &id]);
        for line in [
            "Words.",
            "03:15 Kettles\n",
            "https://a.example/goats",
            "\nKettles: https://b.example",
        ] {
            assert!(shown.out.contains(line), "{when}: {}", shown.out);
        }
        let marked = home.ok(&["mark", "saved", &id]);
        assert_eq!(marked.err.lines().count(), 1, "{when}: {}", marked.err);
        let report = home.ok(&["offline", "--json"]).json();
        assert_eq!(report.last().unwrap()["failed"], 0, "{when}");
        assert_eq!(asked(), before, "{when}");
        shown.out
    };
    let sound = server.url("/a.mp3");
    let shown = read("of today");
    assert_eq!(shown.matches(&sound).count(), 1, "as a file: {shown}");
    // As it was stored when its address was that of the sound.
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    store
        .execute("UPDATE entry SET url = ?1", [&sound])
        .unwrap();
    drop(store);
    home.ok(&["mark", "unsaved", &id]);
    read("of before");
}

/// Whoever else may write into a folder would have a file of the reader's written over.
#[test]
fn a_part_that_is_a_link_elsewhere_is_not_written_through() {
    let (home, server, id) = outlet(&["/a.mp3"], |asked| served(asked, "\"v1\""));
    let before = server.asked().len();
    let (file, victim) = (home.path().join("x.mp3"), home.path().join("victim"));
    std::fs::write(&victim, "mine").unwrap();
    std::os::unix::fs::symlink(&victim, home.path().join("x.mp3.part")).unwrap();
    let ran = home.run(&["download", &id, "--output", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "mine");
    assert!(!file.exists() && server.asked().len() == before);
}

#[test]
fn another_file_at_the_same_address_begins_anew() {
    let tag = Arc::new(Mutex::new("\"v1\""));
    let now = tag.clone();
    let (home, server, id) = outlet(&["/a.mp3"], move |asked| {
        let tag = *now.lock().unwrap();
        if tag == "\"v1\"" {
            cut(tag)
        } else {
            served(asked, tag)
        }
    });
    assert_eq!(home.run(&["download", &id]).code, Some(3));
    *tag.lock().unwrap() = "\"v2\"";
    let ran = home.ok(&["download", &id]);
    assert!(std::fs::read(ran.out.trim()).unwrap() == sound());
    let last = server.asked().pop().unwrap();
    assert_eq!(last.header("If-Range"), Some("\"v1\""));
}

#[test]
fn names_from_outside_lead_nowhere_else_and_hide_nothing() {
    const NASTY: &[&str] = &[
        "/a/..%2F..%2F.ssh%2Fauthorized_keys",
        "/.bashrc",
        "/CON.mp3",
        "/-rf",
        "/x%00y%1b%5d0%3bz%07.mp3",
        "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.mp3",
        "/?file=../../etc/passwd",
    ];
    let (home, server, id) = outlet(NASTY, |_| answer(200, &[("ETag", "\"a\"")], b"sound"));
    let ran = home.ok(&["download", &id]);
    let folder = home.data().join("enclosures");
    let named: Vec<PathBuf> = ran.out.lines().map(PathBuf::from).collect();
    assert_eq!(named.len(), NASTY.len());
    for file in &named {
        assert_eq!(file.parent().unwrap(), folder);
        let name = file.file_name().unwrap().to_str().unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(name.chars().all(is_plain) && name.len() < 120, "{name}");
        let first = name.chars().next().unwrap();
        assert!(first.is_ascii_hexdigit() && !name.contains(".."), "{name}");
        assert_eq!(std::fs::read(file).unwrap(), b"sound");
    }
    assert_eq!(files(&folder).len(), NASTY.len(), "each has its own");
    drop(server);
    let shown = home.ok(&["--offline", "show", &id]).out;
    assert!(
        shown.contains("audio/mpeg 3, 900 kB: http://127.0.0.1"),
        "{shown}"
    );
    let listed = home.ok(&["--offline", "show", &id, "--json"]).json();
    assert_eq!(
        listed[0]["enclosures"].as_array().unwrap().len(),
        NASTY.len()
    );
}

#[test]
fn a_file_that_is_there_stays_and_what_cannot_be_written_is_one_line() {
    let (home, server, id) = outlet(&["/a.mp3", "/b.mp3"], |asked| served(asked, "\"v\""));
    let taken = home.path().join("mine.mp3");
    std::fs::write(&taken, b"mine").unwrap();
    let name = taken.to_str().unwrap();
    let before = server.asked().len();
    let cases: [(&[&str], i32, &str); 6] = [
        (&["1", "--output", name], 3, "is there already"),
        (&["1", "--output", "/nowhere/a.mp3"], 3, "cannot be written"),
        (&["--output", "x.mp3"], 2, "2 enclosures"),
        (&["0"], 3, "2 enclosures"),
        (&["3"], 3, "2 enclosures"),
        (&["99999999999"], 2, "is not in"),
    ];
    for (arguments, code, words) in cases {
        let all = [&["download", id.as_str()], arguments].concat();
        let ran = home.run(&all);
        assert_eq!(ran.code, Some(code), "{arguments:?} {}", ran.err);
        assert!(ran.err.contains(words), "{arguments:?} {}", ran.err);
    }
    assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
    // A file stands where the folder should.
    std::fs::write(home.data().join("enclosures"), b"").unwrap();
    let ran = home.run(&["download", &id, "1"]);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert_eq!(
        server.asked().len(),
        before,
        "nothing was asked for in vain"
    );
    assert_eq!(home.run(&["download", "777"]).code, Some(3));
    let ran = home.run(&["--offline", "open", &id, "--enclosure", "9"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
}

#[test]
fn an_enclosure_leads_to_no_private_place_that_is_not_the_feeds_own() {
    let other = Server::start(|_| answer(200, &[], b"secret"));
    let url: &'static str = Box::leak(other.url("/a.mp3").into_boxed_str());
    let addresses: &'static [&'static str] = Box::leak(vec![url].into_boxed_slice());
    let (home, _server, id) = outlet(addresses, |_| answer(404, &[], b""));
    let ran = home.run(&["download", &id]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("private"), "{}", ran.err);
    assert!(other.asked().is_empty());
}

/// Both got the name of the first, and `download` printed its file for either.
#[test]
fn addresses_that_differ_in_a_key_alone_are_of_two_files() {
    let (home, _server, id) = outlet(&["/file?key=hidden-1", "/file?key=hidden-2"], |asked| {
        answer(200, &[("ETag", "\"a\"")], asked.path.as_bytes())
    });
    let ran = home.ok(&["download", &id]);
    let held: Vec<String> = ran
        .out
        .lines()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    assert_eq!(held, ["/file?key=hidden-1", "/file?key=hidden-2"]);
    assert!(!ran.out.contains("hidden"), "{}", ran.out);
}

#[test]
fn what_is_noted_of_a_part_tells_no_key() {
    let (home, _server, id) = outlet(&["/a.mp3?key=hidden"], |_| cut("\"v1\""));
    home.run(&["download", &id]);
    let parts = files(&home.data().join("enclosures"));
    let note = parts
        .iter()
        .find(|it| it.extension().unwrap() == "json")
        .unwrap();
    let note = std::fs::read_to_string(note).unwrap();
    assert!(!note.contains("hidden"), "{note}");
}

/// The file's rest from there, whatever was asked for.
fn rest(from: usize, heads: &[(&str, &str)], file: &[u8]) -> Answer {
    let range = format!("bytes {from}-{}/{}", file.len() - 1, file.len());
    let heads = [heads, &[("Content-Range", range.as_str())]].concat();
    answer(206, &heads, &file[from..])
}

/// Two tries: what was cut off, and what came of it then with this answer to whoever asks for a part of `file`.
fn second_try(
    first: &[(&str, &str)],
    file: &[u8],
    part: impl Fn(&[u8]) -> Answer + Send + Sync + 'static,
) -> (Vec<u8>, usize) {
    let mut begun = head(200, first, Some(SOUND));
    begun.extend_from_slice(&sound()[..SOUND / 3]);
    let (times, whole) = (AtomicU32::new(0), file.to_vec());
    let (home, server, id) = outlet(&["/a.mp3"], move |asked| {
        if times.fetch_add(1, Ordering::SeqCst) == 0 {
            return Answer::Bytes(begun.clone());
        }
        match asked.header("Range") {
            Some(_) => part(&whole),
            None => answer(200, &[], &whole),
        }
    });
    assert_eq!(home.run(&["download", &id]).code, Some(3));
    let before = server.asked().len();
    let ran = home.ok(&["download", &id]);
    let held = std::fs::read(ran.out.trim()).unwrap();
    (held, server.asked().len() - before)
}

/// A server that heeds no `If-Range` made one file of the halves of two.
#[test]
fn the_rest_of_another_file_is_not_put_behind_the_beginning_of_this_one() {
    let other: Vec<u8> = sound().iter().map(|byte| 255 - byte).collect();
    let tag = |tag: &'static str| move |file: &[u8]| rest(SOUND / 3, &[("ETag", tag)], file);
    let (held, asked) = second_try(&[("ETag", "\"one\"")], &other, tag("\"two\""));
    assert!(held == other && asked == 2, "{asked} requests");
    let one = [("ETag", "\"one\"")];
    let (held, asked) = second_try(&one, &sound(), tag("\"one\""));
    assert!(held == sound() && asked == 1, "{asked} requests");
    let monday = [("Last-Modified", "Mon, 23 Nov 2026 00:00:00 GMT")];
    let tuesday = [("Last-Modified", "Tue, 24 Nov 2026 00:00:00 GMT")];
    let (held, _) = second_try(&monday, &other, move |file| rest(SOUND / 3, &tuesday, file));
    assert!(held == other, "another date");
    let longer = [other.as_slice(), b"more"].concat();
    let (held, _) = second_try(&one, &longer, |file| rest(SOUND / 3, &[], file));
    assert!(held == longer, "another length");
    // It is taken for the name alone that is missing: of a file of this length, but not of this one.
    let third = &other[..SOUND / 3];
    let range = format!("bytes */{}", third.len());
    let (held, _) = second_try(&one, third, move |_| {
        answer(416, &[("ETag", "\"two\""), ("Content-Range", &range)], b"")
    });
    assert!(held == third, "another of the length of the part");
}

/// Such a server's file could never be had any more.
#[test]
fn who_answers_with_another_part_is_asked_for_the_whole() {
    let one = [("ETag", "\"one\"")];
    let (held, asked) = second_try(&one, &sound(), move |file| rest(SOUND / 3 + 7, &one, file));
    assert!(held == sound() && asked == 2, "{asked} requests");
    let (held, asked) = second_try(&one, &sound(), move |file| rest(0, &one, file));
    assert!(held == sound() && asked == 1, "{asked} requests");
}

/// A hotel's page was kept as the episode, and shown as what was fetched already from then on.
#[test]
fn a_page_is_not_taken_for_a_sound() {
    const PAGE: &[u8] = b"\n<!DOCTYPE html><html><title>Welcome</title></html>";
    for heads in [
        [("Content-Type", "text/html; charset=utf-8")],
        [("Content-Type", "audio/mpeg")],
    ] {
        let (home, _server, id) = outlet(&["/a.mp3"], move |_| answer(200, &heads, PAGE));
        let ran = home.run(&["download", &id]);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains("sends a page"), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        let left = files(&home.data().join("enclosures"));
        assert!(left.is_empty(), "{left:?}");
    }
    let hotel = Arc::new(AtomicU32::new(0));
    let days = hotel.clone();
    let (home, _server, id) = outlet(&["/a.mp3"], move |asked| {
        match days.fetch_add(1, Ordering::SeqCst) {
            0 => cut("\"v1\""),
            1 => answer(200, &[("Content-Type", "text/html")], PAGE),
            _ => served(asked, "\"v1\""),
        }
    });
    home.run(&["download", &id]);
    assert!(home.run(&["download", &id]).err.contains("sends a page"));
    let ran = home.ok(&["download", &id]);
    assert!(
        std::fs::read(ran.out.trim()).unwrap() == sound(),
        "gone on with"
    );
}
