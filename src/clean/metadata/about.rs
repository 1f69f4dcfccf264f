//! Whether an object of JSON-LD tells of this page's article: a page carries those of other articles
//! (the next one of an endless scroll, related ones, reviews by readers), and they may tell more.

use super::head::Head;
use super::title::likeness;
use crate::clean::tree::Tree;
use crate::clean::words::tokens;
use serde_json::Value;

/// Headings of the page that may be the article's.
const HEADINGS: usize = 5;
/// Words of a headline that are compared.
const WORDS: usize = 60;

/// What the page says its article is.
#[derive(Default)]
pub struct About {
    titles: Vec<Vec<u64>>,
    addresses: Vec<String>,
}

impl About {
    pub fn of(tree: &Tree, head: &Head, feed_title: Option<&str>) -> Self {
        let headings = tree.all("h1").take(HEADINGS).map(|id| tree.text_of(id));
        let told = ["og:title", "twitter:title", "headline"]
            .iter()
            .flat_map(|key| head.all(key).take(1));
        let titles = headings
            .chain(told.map(str::to_owned))
            .chain([head.title.clone()])
            .chain(feed_title.map(super::one_line));
        let addresses = [head.link("canonical"), head.first(&["og:url"])];
        Self {
            titles: titles
                .map(|title| words(&title))
                .filter(|words| !words.is_empty())
                .collect(),
            addresses: addresses
                .into_iter()
                .flatten()
                .filter_map(|url| place(&url))
                .collect(),
        }
    }

    /// How surely an object is about this page: 0 if its headline is another's.
    pub fn sureness(&self, value: &Value, headline: Option<&str>) -> u32 {
        let is_here = self.is_here(value);
        let headline = headline.map(words).filter(|words| !words.is_empty());
        match headline.and_then(|headline| self.likeness(&headline)) {
            Some(0.8..) => 4,
            Some(0.5..) => 3,
            Some(0.3..) if is_here => 3,
            Some(0.3..) => 2,
            Some(_) => u32::from(is_here),
            None if is_here => 3,
            // Readers' reviews stand on pages of every kind.
            None => u32::from(value.get("@type").and_then(Value::as_str) != Some("Review")),
        }
    }

    /// None where the page says nothing of itself.
    fn likeness(&self, headline: &[u64]) -> Option<f32> {
        let all = self.titles.iter().map(|title| alike(title, headline));
        all.reduce(f32::max)
    }

    pub fn is_here(&self, value: &Value) -> bool {
        let own = value.get("mainEntityOfPage");
        let told = [
            value.get("url"),
            value.get("@id"),
            own,
            own.and_then(|page| page.get("@id")),
        ];
        let urls = told.into_iter().flatten().filter_map(Value::as_str);
        urls.filter_map(place)
            .any(|place| self.addresses.contains(&place))
    }
}

fn words(title: &str) -> Vec<u64> {
    let mut words = tokens(title);
    words.truncate(WORDS);
    words
}

/// Likeness; of a headline that is longer elsewhere (with the site's name, or cut) a little less.
fn alike(title: &[u64], headline: &[u64]) -> f32 {
    const LEAST: usize = 4;
    let shorter = title.len().min(headline.len());
    let shared = headline.iter().filter(|word| title.contains(word)).count();
    let part = if shorter < LEAST {
        0.0
    } else {
        shared.min(shorter) as f32 / shorter as f32 * 0.8
    };
    likeness(title, headline).max(part)
}

/// An address without what differs between ways to write it; none of a site's first page.
fn place(url: &str) -> Option<String> {
    let bare = url.split('#').next()?.trim_end_matches('/');
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    bare.contains('/').then(|| bare.to_owned())
}
