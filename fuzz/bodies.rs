//! What each fuzz target does with its bytes, and what must hold whatever they are. The same
//! bodies run under `cargo test` (`tests/it/fuzz.rs`) over `fuzz/corpus` and over what is made of it.

// Each target uses one of these.
#![allow(dead_code, reason = "each fuzz target uses one body")]

use jiff::tz::TimeZone;
use std::collections::HashSet;
use tidings::clean::{Source, clean as clean_page, sanitise};
use tidings::feed::{Context, arrivals, to_json};
use tidings::markup::{decode, decode_html};
use tidings::model::{Document, Timestamp};
use tidings::page::{PageOptions, lay_out as lay_out_page, plain};
use tidings::text::{clean_line, width};

/// 2025-10-09: queries and dates are read as of a fixed day.
const NOW: Timestamp = Timestamp::from_seconds(1_760_000_000);
const BASE: &str = "https://outlet.example/news/today.html";

/// Nothing that acts on a terminal: DESIGN §7, promise 1.
fn assert_printable(text: &str) {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
    };
    assert!(!text.contains(acts), "acts on a terminal: {text:?}");
}

/// A feed: any bytes give a feed or one line; entries are capped, told apart and printable.
pub fn parse(bytes: &[u8]) {
    let context = Context {
        url: Some(BASE),
        now: NOW,
        ..Context::default()
    };
    let feed = match tidings::feed::parse(bytes, &context) {
        Ok(feed) => feed,
        Err(error) => return assert_printable(&error.to_string()),
    };
    assert!(feed.entries.len() <= 5000);
    assert_printable(&feed.title);
    for entry in &feed.entries {
        assert!(!entry.title.is_empty(), "an entry without a title");
        assert_printable(&entry.title);
        assert_printable(&entry.author);
    }
    let _ = to_json(&feed);
    let entries = feed.entries.len();
    let arrivals = arrivals(feed);
    assert!(arrivals.len() <= entries);
    let strongest: HashSet<_> = arrivals.iter().map(|it| it.identities[0].hash).collect();
    assert_eq!(strongest.len(), arrivals.len(), "two entries are one");
}

/// A page: any bytes give a document whose HTML can be shown and whose text is printable.
pub fn clean(bytes: &[u8]) {
    let html = decode_html(bytes, None);
    let cleaned = clean_page(&Source::of_page(&html, Some(BASE)));
    let document = cleaned.document;
    assert_harmless(&document.html);
    assert_printable(&document.title);
    assert_printable(&document.byline);
    assert_printable(&clean_line(&document.text));
    for link in &document.links {
        assert!(
            ["http://", "https://", "mailto:"]
                .iter()
                .any(|it| link.url.starts_with(it)),
            "leads to {:?}",
            link.url
        );
    }
}

/// No element that acts, no attribute that runs.
fn assert_harmless(html: &str) {
    let lower = html.to_ascii_lowercase();
    for tag in [
        "<script", "<style", "<iframe", "<object", "<embed", "<form", "<svg", "<link", "<meta",
    ] {
        assert!(!lower.contains(tag), "{tag} in {html:?}");
    }
}

/// A sanitised document at three widths: no line is too wide, nothing acts.
pub fn lay_out(bytes: &[u8]) {
    let html = decode(bytes, Some("text/html"));
    let document = Document {
        title: clean_line("A headline"),
        html: sanitise(&html, Some(BASE)),
        ..Document::default()
    };
    for measure in [8, 40, 72] {
        let page = lay_out_page(&document, &PageOptions::new(measure));
        for line in plain(&page).lines() {
            assert_printable(line);
            assert!(width(line) <= usize::from(measure), "{measure}: {line:?}");
        }
    }
}

/// A query: an expression, or an error that points into it.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(error) = tidings::query::parse(&text, NOW, &TimeZone::UTC) {
        assert!(error.at <= text.chars().count());
        assert_printable(&error.to_string());
    }
}

/// A list of subscriptions: addresses that can be fetched, and complaints that can be shown.
pub fn opml(bytes: &[u8]) {
    let (feeds, complaints) =
        tidings::outlet::read_subscriptions(bytes, tidings::model::Origin::Own);
    for feed in feeds {
        let url = feed.url.to_ascii_lowercase();
        assert!(
            url.starts_with("http:") || url.starts_with("https:"),
            "{url:?}"
        );
    }
    complaints.iter().for_each(|it| assert_printable(it));
}

/// A configuration: settings, or one line.
pub fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(error) = tidings::config::parse(&text, std::path::Path::new("config.toml")) {
        let line = error.to_string();
        assert_printable(&line);
        assert!(!line.contains('\n') && line.len() < 1000, "{line}");
    }
}
