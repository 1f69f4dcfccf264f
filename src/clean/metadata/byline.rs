//! Who wrote it: names, never addresses, at most 100 characters.

use super::data::Article;
use super::head::Head;
use super::name::{
    MOST, before_date, before_site, behind_date, is_cued, is_name, is_sentence, is_spelled, plain,
};
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;

/// Nodes behind the headline among which a byline is looked for.
const NEAR: usize = 250;
pub fn byline(
    tree: &Tree,
    head: &Head,
    article: &Article,
    headline: Option<Id>,
    site: &str,
) -> String {
    let told = unique(article.authors.iter().map(|name| plain(name)));
    if !told.is_empty() && told.join(", ").chars().count() <= MOST && !is_site(&told, site) {
        let names = told.iter().map(|name| before_site(name, site));
        return names.collect::<Vec<_>>().join(", ");
    }
    let meta = unique(
        [
            "author",
            "article:author",
            "parsely-author",
            "dc.creator",
            "dc:creator",
            "dcterm:creator",
            "byl",
            "sailthru.author",
        ]
        .iter()
        .flat_map(|key| head.all(key))
        .map(plain),
    );
    let candidates = [
        (!meta.is_empty() && !is_site(&meta, site)).then(|| meta[0].clone()),
        near(tree, headline),
        meta.first().cloned(),
        rel_author(tree),
        told.first().cloned(),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|name| is_name(name))
        .map(|name| before_site(&name, site))
        .unwrap_or_default()
}

fn is_site(names: &[String], site: &str) -> bool {
    !site.is_empty() && names.iter().all(|name| tokens(name) == tokens(site))
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names.filter(|name| is_name(name)) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// An element called byline or author behind the headline, or a short line that begins with "By".
fn near(tree: &Tree, headline: Option<Id>) -> Option<String> {
    let from = headline?;
    let to = (from + NEAR).min(tree.nodes.len());
    let mut cued = None;
    for id in from..to {
        if tree.is_text(id) {
            continue;
        }
        let names = tree.names(id);
        let is_marked = [
            "byline",
            "author-name",
            "article-author",
            "entry-author",
            "p-author",
            "author",
        ]
        .iter()
        .any(|name| names.contains(name))
            || tree.attribute(id, "itemprop") == Some("author")
            || tree.attribute(id, "rel") == Some("author");
        if !is_marked && cued.is_some() {
            continue;
        }
        let text = tree.text_of(id);
        if text.chars().count() > MOST {
            continue;
        }
        let uncued = plain(&text);
        let name = match before_date(&uncued) {
            name if name.is_empty() && is_marked => behind_date(&uncued),
            name => plain(&name),
        };
        if is_marked && let Some(inner) = inner_name(tree, id) {
            return Some(inner);
        }
        if is_marked && is_name(&name) && !name.contains(['\n', '|']) && !is_sentence(&name) {
            return Some(name);
        }
        if cued.is_none()
            && is_cued(&text)
            && is_name(&name)
            && name.split(' ').count() <= 8
            && is_spelled(&name)
            && !matches!(tree.tag(id), "h1" | "h2" | "h3")
        {
            cued = Some(name);
        }
    }
    cued
}

/// The element inside a byline that is the name alone.
fn inner_name(tree: &Tree, id: Id) -> Option<String> {
    tree.below(id)
        .filter(|&at| {
            tree.attribute(at, "rel")
                .is_some_and(|rel| rel.contains("author"))
                || matches!(tree.attribute(at, "itemprop"), Some("name" | "author"))
        })
        .map(|at| plain(&tree.text_of(at)))
        .find(|name| is_name(name))
}

fn rel_author(tree: &Tree) -> Option<String> {
    tree.all("a")
        .filter(|&id| {
            tree.attribute(id, "rel")
                .is_some_and(|rel| rel.contains("author"))
        })
        .map(|id| plain(&tree.text_of(id)))
        .find(|name| is_name(name))
}
