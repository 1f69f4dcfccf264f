//! How fast feeds are read, through the whole of `feed::parse`: feeds made here, and those below the
//! folder that `TIDINGS_CORPUS` names. `cargo bench --bench parse`.

#![allow(
    clippy::disallowed_methods,
    reason = "a bench reads the environment and the files it is pointed at"
)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::path::Path;
use tidings::feed::{Context, parse};

fn main() {
    divan::main();
}

const URL: &str = "https://news.example/feeds/all.xml";
const ENTRIES: usize = 60;

#[divan::bench]
fn rss(bencher: Bencher<'_, '_>) {
    read(bencher, &[made_rss()]);
}

#[divan::bench]
fn atom(bencher: Bencher<'_, '_>) {
    read(bencher, &[made_atom()]);
}

#[divan::bench]
fn json(bencher: Bencher<'_, '_>) {
    read(bencher, &[made_json()]);
}

/// Nothing where `TIDINGS_CORPUS` names no folder.
#[divan::bench]
fn corpus(bencher: Bencher<'_, '_>) {
    let mut feeds = Vec::new();
    if let Some(folder) = std::env::var_os("TIDINGS_CORPUS") {
        collect(Path::new(&folder), &mut feeds);
    }
    read(bencher, &feeds);
}

fn read(bencher: Bencher<'_, '_>, feeds: &[Vec<u8>]) {
    let bytes: usize = feeds.iter().map(Vec::len).sum();
    let context = Context {
        url: Some(URL),
        ..Context::default()
    };
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for feed in feeds {
            let _ = black_box(parse(black_box(feed), &context));
        }
    });
}

fn collect(folder: &Path, feeds: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, feeds);
        } else if let Ok(bytes) = std::fs::read(&path) {
            feeds.push(bytes);
        }
    }
}

/// A few paragraphs with links and a picture, as an article of a blog has them.
fn article(number: usize) -> String {
    let paragraph = format!(
        "<p>On day {number} the dredger took another bank of sand out of the lower channel, said <a href=\"/pilots/{number}\">the pilots</a> – “as planned”.</p>"
    );
    format!(
        "<img src=\"/pictures/{number}.jpg\" alt=\"A boat\">{}",
        paragraph.repeat(12)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn made_rss() -> Vec<u8> {
    let item = |number: usize| {
        format!(
            "<item><title>Ferries, day {number}</title><link>https://news.example/{number}</link>\
             <guid isPermaLink=\"false\">urn:{number}</guid><pubDate>Tue, 24 Nov 2026 09:{:02}:00 GMT</pubDate>\
             <dc:creator>Amara Ndukwe</dc:creator><category>River</category>\
             <description>{}</description><content:encoded><![CDATA[{}]]></content:encoded></item>",
            number % 60,
            escaped("<p>Boats run again.</p>"),
            article(number)
        )
    };
    let items: String = (0..ENTRIES).map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>News</title>\
         <link>https://news.example/</link>{items}</channel></rss>"
    )
    .into_bytes()
}

fn made_atom() -> Vec<u8> {
    let entry = |number: usize| {
        format!(
            "<entry><title>Ferries, day {number}</title><link href=\"/{number}\"/><id>urn:{number}</id>\
             <updated>2026-11-24T09:{:02}:00Z</updated><author><name>Amara Ndukwe</name></author>\
             <content type=\"html\">{}</content></entry>",
            number % 60,
            escaped(&article(number))
        )
    };
    let entries: String = (0..ENTRIES).map(entry).collect();
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>News</title><id>urn:news</id>{entries}</feed>"
    )
    .into_bytes()
}

fn made_json() -> Vec<u8> {
    let item = |number: usize| {
        let html = article(number).replace('"', "\\\"");
        format!(
            "{{\"id\":\"{number}\",\"url\":\"https://news.example/{number}\",\"title\":\"Ferries, day {number}\",\
             \"date_published\":\"2026-11-24T09:00:00Z\",\"content_html\":\"{html}\"}}"
        )
    };
    let items: Vec<String> = (0..ENTRIES).map(item).collect();
    format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"News\",\"items\":[{}]}}",
        items.join(",")
    )
    .into_bytes()
}
