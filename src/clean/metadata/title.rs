//! The headline, without the site's name.

use super::data::Article;
use super::head::Head;
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;

/// The headline and the heading on the page that shows it.
pub fn title(
    tree: &Tree,
    head: &Head,
    article: &Article,
    site: &str,
    feed_title: Option<&str>,
) -> (String, Option<Id>) {
    let told = [
        article.headline.clone(),
        head.first(&[
            "og:title",
            "twitter:title",
            "dc.title",
            "dc:title",
            "dcterm:title",
            "parsely-title",
            "headline",
        ]),
        Some(head.title.clone()),
        feed_title.map(super::one_line),
    ];
    let told: Vec<String> = told
        .into_iter()
        .flatten()
        .map(|title| super::one_line(&without_site(&title, site)))
        .filter(|title| !title.is_empty())
        .collect();
    let headline = headline(tree, &told, feed_title);
    let shown = headline
        .map(|id| super::one_line(&tree.text_of(id)))
        .unwrap_or_default();
    let Some(first) = told.first() else {
        return (shown, headline);
    };
    // JSON-LD headlines are often cut at 110 characters.
    let stem = first.trim_end_matches(['…', '.']);
    if shown.len() > first.len() && shown.starts_with(stem) && stem.chars().count() > 20 {
        return (shown, headline);
    }
    // JSON-LD may tell a description; then another title and the page's heading agree against it.
    let heading = tokens(&shown);
    let others = told
        .iter()
        .skip(1)
        .any(|other| likeness(&tokens(other), &heading) > 0.8);
    if others && likeness(&tokens(first), &heading) < 0.3 {
        return (shown, headline);
    }
    // "Headline - name of the site" where nobody told the site's name.
    let is_part = [" | ", " – ", " — ", " - ", " » ", " · "]
        .iter()
        .any(|separator| first.split(separator).any(|part| part.trim() == shown));
    let is_bracketed = first
        .strip_prefix(shown.as_str())
        .map(str::trim)
        .is_some_and(|rest| rest.starts_with(['[', '(']) && rest.ends_with([']', ')']));
    if (is_part || is_bracketed) && !shown.is_empty() {
        return (shown, headline);
    }
    (first.clone(), headline)
}

/// The heading most like what the page says its title is; else the only `h1`.
fn headline(tree: &Tree, told: &[String], feed_title: Option<&str>) -> Option<Id> {
    let wanted: Vec<Vec<u64>> = told
        .iter()
        .map(String::as_str)
        .chain(feed_title)
        .map(tokens)
        .collect();
    let mut best: Option<(f32, Id)> = None;
    for id in 0..tree.nodes.len() {
        let bonus = match tree.tag(id) {
            "h1" => 0.1,
            "h2" | "h3" => 0.0,
            _ => continue,
        };
        let words = tokens(&tree.text_of(id));
        let likeness = wanted
            .iter()
            .map(|w| likeness(w, &words))
            .fold(0.0, f32::max)
            + bonus;
        if likeness > 0.6 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, id));
        }
    }
    best.map(|(_, id)| id).or_else(|| {
        let mut all = tree.all("h1").filter(|&id| !tree.text_of(id).is_empty());
        let only = all.next();
        if all.next().is_none() { only } else { None }
    })
}

/// Shared words against all words.
pub fn likeness(a: &[u64], b: &[u64]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = b.iter().filter(|word| a.contains(word)).count();
    2.0 * shared as f32 / (a.len() + b.len()) as f32
}

/// Splits at ` | – - » :` and drops the part that is the site's name.
pub fn without_site(title: &str, site: &str) -> String {
    let site = tokens(site);
    if site.is_empty() {
        return title.trim().to_owned();
    }
    let mut best = title.trim();
    for separator in [
        " | ", " – ", " — ", " - ", " » ", " « ", " · ", " • ", ": ", "|",
    ] {
        if let Some((before, after)) = best.rsplit_once(separator)
            && is_name(after, &site)
        {
            best = before.trim();
        }
        if let Some((before, after)) = best.split_once(separator)
            && is_name(before, &site)
        {
            best = after.trim();
        }
    }
    best.to_owned()
}

fn is_name(part: &str, site: &[u64]) -> bool {
    let words = tokens(part);
    !words.is_empty() && words.len() <= site.len() + 2 && likeness(site, &words) >= 0.66
}
