//! Several hundred documents that mean harm or are merely broken, made here: each gives a feed within
//! its bounds, or one clear line. Nothing panics.

use super::*;
use crate::feed::limits::MOST_ENTRIES;

/// Sound documents of every format.
fn sound() -> Vec<(&'static str, String)> {
    vec![
        ("rss", rss(TWO)),
        ("atom", include_str!("../../../tests/fixtures/feeds/atom.xml").to_owned()),
        ("plain atom", include_str!("../../../tests/fixtures/feeds/plain-atom.xml").to_owned()),
        ("rss2", include_str!("../../../tests/fixtures/feeds/rss2.xml").to_owned()),
        ("json", include_str!("../../../tests/fixtures/feeds/plain.json").to_owned()),
        ("rdf", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel><title>T</title></channel><item rdf:about='https://a.example/1'><title>x</title></item></rdf:RDF>".to_owned()),
        ("cdf", "<CHANNEL HREF='https://a.example/'><TITLE>T</TITLE><ITEM HREF='https://a.example/1'><TITLE>x</TITLE></ITEM></CHANNEL>".to_owned()),
        ("rss in json", r#"{"rss":{"channel":{"title":"T","item":[{"title":"x","guid":1},{"title":"y"}]}}}"#.to_owned()),
        ("page", "<!doctype html><html><head><title>Not found</title></head><body><h1>404</h1></body></html>".to_owned()),
    ]
}

/// What is put into a document.
fn poisons() -> Vec<String> {
    let many = |text: &str, times: usize| text.repeat(times);
    let mut all: Vec<String> = [
        "\u{1b}]52;c;AAAA\u{7}",
        "\u{9b}31m",
        "&#27;[2J",
        "&#x9d;x",
        "\u{202e}evil",
        "\u{0}",
        "\u{feff}",
        "&#99999999999;",
        "&#xd800;",
        "&;&&#;&#x;",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "<!-- -- -->",
        "<?xml version='1.0' encoding='utf-16'?>",
        "<?php echo 1; ?>",
        "<!DOCTYPE x [",
        "<",
        ">",
        "\"",
        "'>",
        "</rss>",
        "</channel></rss>",
        "<item>",
        "</item>",
        "<entry>",
        "</>",
        "< a>",
        "<a b=>",
        "<a b='",
        "<a =''>",
        "<:x/>",
        "<x:/>",
        "<rss><channel>",
        "xmlns='",
        "<title/><title>",
        "{",
        "}",
        "[[[[",
        "\\u",
        "\\ud800",
        ",,,",
        "<author>info@example.com（編集部）</author>",
        "<itunes:duration>99999999999999999999:1</itunes:duration>",
        "<pubDate>99999999999999999999999</pubDate>",
        "<pubDate>Mon, 00 Jan 0000 99:99:99 +9999</pubDate>",
        "<link>javascript:alert(1)</link>",
        "<link>file:///etc/passwd</link>",
        "<enclosure url='data:,x' length='-1'/>",
        "<ttl>18446744073709551616</ttl>",
        "<x xml:base='http://['><link href='x'/></x>",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend([
        many("<a>", 3_000),
        many("<div>", 2_000) + &many("</div>", 1_000),
        many("<![CDATA[", 2_000),
        many("&amp", 4_000),
        many("<x a='1' ", 1_500),
        many("\"", 4_000),
        many("[", 4_000),
        many("{\"a\":", 2_000),
        "y".repeat(20_000),
    ]);
    all
}

/// The document with the poison in a place.
fn poisoned(text: &str, poison: &str, place: usize) -> String {
    let mut at = match place {
        0 => 0,
        1 => text.len() / 2,
        _ => text.len(),
    };
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = text.split_at(at);
    format!("{before}{poison}{after}")
}

#[test]
fn links_against_a_long_base_grow_a_feed_by_a_few_times_its_length() {
    let links = "&lt;a href=?1&gt;x&lt;/a&gt;".repeat(20_000);
    let base = format!("https://far.example/{}/", "d".repeat(100_000));
    let near = format!("https://far.example/{}/", "d".repeat(1_900));
    for base in [base, near] {
        for document in [
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{base}'><entry><id>1</id><content type='html'>{links}</content></entry></feed>"
            ),
            format!(
                "<rss><channel><link>{base}</link><item><description>{links}</description></item></channel></rss>"
            ),
            format!(
                r#"{{"version":"https://jsonfeed.org/version/1","items":[{{"id":1,"url":"{base}","content_html":"{}"}}]}}"#,
                "<a href=?1>x</a>".repeat(20_000)
            ),
        ] {
            let entry = &read(&document).entries[0];
            let text = entry.content.as_ref().or(entry.summary.as_ref()).unwrap();
            assert!(text.capacity() < 4_000_000, "{}", text.capacity());
            assert!(text.starts_with("<a href=https://far.example/"));
        }
    }
}

fn assert_bounded(what: &str, bytes: &[u8]) {
    match read_bytes(bytes) {
        Ok(feed) => {
            assert!(feed.entries.len() <= MOST_ENTRIES, "{what}");
            for entry in &feed.entries {
                assert!(
                    entry.title.len() <= 2_003 && !entry.title.is_empty(),
                    "{what}"
                );
                assert!(!entry.title.chars().any(char::is_control), "{what}");
                let texts = [&entry.summary, &entry.content];
                let is_short =
                    |text: &&Option<String>| text.as_ref().is_none_or(|it| it.len() <= 2 << 20);
                assert!(texts.iter().all(is_short), "{what}");
                let link = entry.link.as_deref().unwrap_or("https://none.example/");
                assert!(
                    link.starts_with("http://") || link.starts_with("https://"),
                    "{what}: {link}"
                );
                let is_web = |it: &crate::model::Enclosure| it.url.starts_with("http");
                assert!(entry.enclosures.iter().all(is_web), "{what}");
            }
            let all = arrivals(feed);
            assert!(all.iter().all(|it| !it.identities.is_empty()), "{what}");
        }
        Err(why) => {
            let line = why.to_string();
            assert!(
                line.chars().count() < 200 && !line.chars().any(char::is_control),
                "{what}: {line}"
            );
        }
    }
}

#[test]
fn hundreds_of_hostile_documents_give_a_feed_or_a_line() {
    let mut count = 0;
    for (name, text) in sound() {
        for (index, poison) in poisons().iter().enumerate() {
            // Each poison somewhere in each format; each place with each poison in the end.
            let place = (index + name.len()) % 3;
            assert_bounded(
                &format!("{name}, poison {index} at {place}"),
                poisoned(&text, poison, place).as_bytes(),
            );
            count += 1;
        }
        for cut in 1..12 {
            assert_bounded(
                &format!("{name} cut"),
                text.as_bytes().get(..text.len() * cut / 12).unwrap(),
            );
            count += 1;
        }
    }
    assert!(count >= 500, "{count}");
}

#[test]
fn wrong_encodings_lose_no_entry() {
    let text = rss(&TWO.replace("One", "Café – naïve"));
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf_16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(0x96))
        .collect();
    let lying =
        |label: &str| format!("<?xml version='1.0' encoding='{label}'?>{text}").into_bytes();
    for (what, bytes, is_whole) in [
        ("UTF-16 without a mark", utf_16.clone(), true),
        (
            "UTF-16 with a mark",
            [vec![0xff, 0xfe], utf_16].concat(),
            true,
        ),
        (
            "UTF-16 the other way",
            [vec![0xfe, 0xff], utf_16_be].concat(),
            true,
        ),
        ("Latin-1 without a label", latin, true),
        ("called Latin-1", lying("iso-8859-1"), true),
        ("called UTF-16", lying("utf-16"), true),
        ("called nothing that there is", lying("x-nonsense"), true),
        ("called EBCDIC", lying("cp037"), true),
    ] {
        let feed = read_bytes(&bytes).unwrap();
        assert_eq!(feed.entries.len(), 2, "{what}");
        assert_eq!(
            &*feed.entries[0].title == "Café – naïve",
            is_whole,
            "{what}: {}",
            feed.entries[0].title
        );
    }
}

#[test]
fn what_grows_without_end_is_bounded() {
    let laughs: String = (1..10)
        .map(|it| format!("<!ENTITY l{it} \"&l{};&l{};\">", it - 1, it - 1))
        .collect();
    let laughs = format!(
        "<!DOCTYPE r [<!ENTITY l0 \"ha\">{laughs}]>{}",
        rss("<item><title>x &l9;</title></item>")
    );
    let feed = read(&laughs);
    assert!(feed.entries[0].title.len() < 100);
    let long = rss(&format!(
        "<item><title>{}</title><description>{}</description></item>",
        "t".repeat(300_000),
        "d".repeat(3 << 20)
    ));
    let feed = read(&long);
    assert!(feed.entries[0].title.len() <= 2_003);
    assert!(feed.entries[0].title.ends_with('…'));
    let text = feed.entries[0].summary.as_ref().unwrap();
    assert!(text.len() <= (2 << 20) + 100, "{}", text.len());
    assert!(text.contains("its end is not kept"), "said in the text");
    assert!(feed.warnings.iter().any(|it| it.contains("are cut")));
}

/// Titles, names and categories are lines: of one that is as long as a book only the beginning is looked
/// at. Two feeds of such titles took 45 s without optimisation.
#[test]
fn a_line_as_long_as_a_book_costs_what_its_beginning_costs() {
    let document = |length: usize| {
        let long = "word &amp; ".repeat(length / 11);
        let item = format!(
            "<item><title>{long}</title><author>{long}</author><category>{long}</category>\
             <title>{long}</title><dc:creator><b>{long}</b></dc:creator></item>"
        );
        rss(&item.repeat(4))
    };
    let steps = |length: usize| {
        let text = document(length);
        crate::text::steps::take();
        let feed = read(&text);
        assert_eq!(feed.entries.len(), 4);
        assert!(feed.warnings.iter().any(|it| it.contains("2 kB")));
        crate::text::steps::take()
    };
    let (short, long) = (steps(40_000), steps(400_000));
    assert_eq!(short, long);
}
