//! Subscriptions as OPML and as lists of addresses, in and out.

mod addresses;
mod opml;
mod write;

use crate::model::{NewFeed, Origin, host_of, in_error};
use crate::text::{Clean, clean_line};
use std::collections::HashMap;

pub use write::write_opml;

/// The namespace of our own attributes in OPML.
const NAMESPACE: &str = "https://github.com/tidings-reader/tidings/opml";

/// Subscriptions read from OPML, or a list of addresses one a line (newsboat's `urls` with tags).
/// http and https only; what was left out is said in the second part, a line each.
#[must_use]
pub fn read_subscriptions(bytes: &[u8], origin: Origin) -> (Vec<NewFeed>, Vec<Clean>) {
    let text = crate::markup::decode(bytes, None);
    let mut found = Found::default();
    if text.trim_start().starts_with('<') || text.contains("<outline") || text.contains("<opml") {
        opml::read(&text, origin, &mut found);
    } else {
        addresses::read(&text, &mut found);
    }
    (found.feeds, found.left_out)
}

/// Lines of what was left out: enough to understand, not a flood.
const MOST_NOTES: usize = 1_000;

#[derive(Default)]
struct Found {
    feeds: Vec<NewFeed>,
    left_out: Vec<Clean>,
    /// Where each address stands among them, as it is asked for.
    urls: HashMap<String, usize>,
}

/// Folders under which a feed is found besides its own; a list with more is no person's.
const MOST_FOLDERS: usize = 64;

impl Found {
    /// Takes a feed whose address is http or https and not there yet.
    fn add(&mut self, mut feed: NewFeed) {
        let Some(url) = web_address(&feed.url) else {
            let shown = in_error(&feed.url);
            self.leave_out(&format!("{shown}: only http and https are read"));
            return;
        };
        if let Some(at) = self.urls.get(&as_asked(&url)) {
            return also_in(&mut self.feeds[*at], &feed.folder);
        }
        self.urls.insert(as_asked(&url), self.feeds.len());
        if feed.title.is_empty() {
            feed.title = host_of(&url).unwrap_or_default();
        }
        feed.url = url;
        self.feeds.push(feed);
    }

    fn is_known(&self, url: &str) -> bool {
        self.urls.contains_key(&as_asked(url))
    }

    fn leave_out(&mut self, why: &str) {
        if self.left_out.len() < MOST_NOTES {
            let short: String = why.chars().take(300).collect();
            self.left_out.push(clean_line(&short));
        }
    }
}

/// A feed that stands in several folders is found under all of them.
fn also_in(known: &mut NewFeed, folder: &[String]) {
    let tags = &mut known.settings.tags;
    if folder.is_empty() || known.folder == folder {
        return;
    }
    if known.folder.is_empty() {
        known.folder = folder.to_vec();
        return;
    }
    let path = folder.join("/");
    if tags.len() < MOST_FOLDERS && !tags.contains(&path) {
        tags.push(path);
    }
}

/// An address in the one form in which it is asked for, however it was written.
fn as_asked(address: &str) -> String {
    url::Url::parse(address).map_or_else(
        |_| address.to_owned(),
        |mut url| {
            url.set_fragment(None);
            url.into()
        },
    )
}

/// The address as http or https; `feed:` is a wrapper or means http.
fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let rest = |scheme: &str| {
        lower
            .starts_with(scheme)
            .then(|| text.get(scheme.len()..))
            .flatten()
    };
    let inner = ["feeds://", "feed://"].iter().find_map(|it| rest(it));
    let whole = match inner {
        Some(rest) if lower.starts_with("feeds") => format!("https://{rest}"),
        Some(rest) => format!("http://{rest}"),
        None => rest("feed:").unwrap_or(text).to_owned(),
    };
    let url = url::Url::parse(&whole).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    // What the standard takes out of addresses must not be shown; else they stay as they were written.
    let is_plain = !whole.contains(char::is_control);
    is_web.then(|| if is_plain { whole } else { url.into() })
}

#[cfg(test)]
mod tests;
