//! Made-up articles for measuring: the same for the same numbers, of the length of news.

#![allow(dead_code, reason = "each bench takes of it what it needs")]

use std::fmt::Write as _;
use tidings::feed;
use tidings::model::{Arrival, FeedId, NewFeed, ParsedEntry, ParsedFeed, PollRecord, Timestamp};
use tidings::store::Store;
use tidings::text::clean_line;

pub const NOW: Timestamp = Timestamp::from_seconds(1_760_000_000);
/// Stands in the text of every thousandth article.
pub const RARE: &str = "zyxomark";
/// Stands in the text of every article.
pub const COMMON: &str = "about";

const WORDS: u64 = 6000;
const SYLLABLES: [&str; 16] = [
    "ka", "lo", "mi", "ter", "ou", "shi", "ban", "dre", "fal", "gri", "hu", "pon", "qua", "ros",
    "ste", "vel",
];

/// Numbers that look random (Steele, Lea and Flood, “Fast splittable pseudorandom number generators”).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    /// Frequent words are few, as in any language.
    fn word(&mut self, out: &mut String) {
        let wide = self.next() % WORDS + 1;
        let mut rest = self.next() % wide + 16;
        while rest > 0 {
            out.push_str(SYLLABLES[(rest % 16) as usize]);
            rest /= 16;
        }
    }
}

fn sentence(numbers: &mut Numbers, words: usize) -> String {
    let mut out = String::new();
    for number in 0..words {
        if number > 0 {
            out.push(' ');
        }
        numbers.word(&mut out);
    }
    out
}

/// One entry with a text of 300 to 700 words.
fn entry(number: u64) -> ParsedEntry {
    let mut numbers = Numbers(number);
    let mut html = String::from("<p>It is about this: ");
    let paragraphs = 4 + numbers.next() % 6;
    for _ in 0..paragraphs {
        html.push_str(&sentence(&mut numbers, 70));
        html.push_str(".</p>\n<p>So <a href=\"https://news.example/more\">they say</a> — and ");
    }
    if number.is_multiple_of(1000) {
        html.push_str(RARE);
    }
    html.push_str("</p>");
    let title = format!("N{number:07} {}", sentence(&mut numbers, 8));
    ParsedEntry {
        id: Some(format!("tag:news.example,2025:{number}")),
        link: Some(format!("https://news.example/{number}")),
        title: clean_line(&title),
        published: Some(NOW.minus(i64::try_from(number % 30_000_000).unwrap_or(0))),
        summary: Some(sentence(&mut numbers, 40)),
        content: Some(html),
        ..ParsedEntry::default()
    }
}

/// Articles of so many words, with links and subheads, the longest first in a list.
pub fn stories(words: &[usize]) -> Vec<Arrival> {
    let story = |(number, words): (u64, &usize)| {
        let mut numbers = Numbers(number);
        let mut html = String::new();
        for part in 0..words.div_ceil(70) {
            if part % 10 == 0 {
                html.push_str(&format!("<h2>{}</h2>", sentence(&mut numbers, 4)));
            }
            let text = sentence(&mut numbers, 70);
            html.push_str(&format!(
                "<p>{text} <a href=\"https://news.example/{part}\">more</a>.</p>"
            ));
        }
        ParsedEntry {
            id: Some(format!("tag:news.example,2025:{number}")),
            title: clean_line(&format!("N{number:07} {words} words")),
            published: Some(NOW.minus(i64::try_from(number).unwrap_or(0))),
            content: Some(html),
            ..ParsedEntry::default()
        }
    };
    feed::arrivals(ParsedFeed {
        entries: (0..).zip(words).map(story).collect(),
        ..ParsedFeed::default()
    })
}

/// Entries with these numbers, as a parser hands them to the store.
pub fn arrivals(numbers: std::ops::Range<u64>) -> Vec<Arrival> {
    feed::arrivals(ParsedFeed {
        entries: numbers.map(entry).collect(),
        ..ParsedFeed::default()
    })
}

/// A feed's document with the entries of these numbers, which have no date of their own.
pub fn document(numbers: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut out = String::from("<rss version=\"2.0\"><channel><title>Feed</title>");
    for number in numbers {
        let it = entry(number);
        let (link, html) = (it.link.unwrap_or_default(), it.content.unwrap_or_default());
        let _ = write!(
            out,
            "<item><guid isPermaLink=\"false\">tag:news.example,2025:{number}</guid><link>{link}</link>\
             <title>{}</title><description><![CDATA[{html}]]></description></item>",
            it.title
        );
    }
    out.push_str("</channel></rss>");
    out.into_bytes()
}

pub fn subscribe(store: &Store, count: usize) -> Vec<FeedId> {
    let feeds: Vec<NewFeed> = (0..count)
        .map(|number| NewFeed {
            url: format!("http://f{number}.example/feed"),
            title: format!("Feed {number:04}"),
            ..NewFeed::default()
        })
        .collect();
    store.subscribe_all(&feeds, NOW).expect("feeds are stored")
}

/// A store with `articles` articles in `feeds` feeds; indexed to the end if `is_indexed`.
pub fn fill(store: &Store, feeds: usize, articles: u64, is_indexed: bool) -> Vec<FeedId> {
    let ids = subscribe(store, feeds);
    let each = articles.div_ceil(feeds as u64).max(1);
    for (number, feed) in (0_u64..).zip(&ids) {
        let from = (number * each).min(articles);
        let to = (from + each).min(articles);
        store
            .store_poll(*feed, arrivals(from..to), PollRecord::default(), NOW)
            .expect("articles are stored");
    }
    while is_indexed && !store.index_some(100).expect("articles are indexed") {}
    ids
}
