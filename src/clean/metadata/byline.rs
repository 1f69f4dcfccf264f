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
/// Names looked at of one kind: who says thousands says none.
const MOST_TOLD: usize = 50;
/// Names of one byline.
const MOST_NAMES: usize = 8;
/// Words of the links beside an author's name.
const BESIDE: [&str; 8] = [
    "all", "articles", "bio", "email", "follow", "more", "posts", "profile",
];

pub fn byline(
    tree: &Tree,
    head: &Head,
    article: &Article,
    headline: Option<Id>,
    site: &str,
) -> String {
    let told = unique(article.authors.iter().map(|name| plain(name)));
    if !told.is_empty() && !is_site(&told, site) {
        let names: Vec<String> = told.iter().map(|name| before_site(name, site)).collect();
        let all = names.join(", ");
        if all.chars().count() <= MOST {
            return all;
        }
        if names.len() > 1 {
            return joined(&names);
        }
    }
    let meta = metas(head);
    let of_people = without_sites(&meta, site);
    let candidates = [
        (!of_people.is_empty()).then(|| joined(&of_people)),
        near(tree, headline),
        meta.first().cloned(),
        written_by(head),
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

/// "By Ada Quay", where the text begins with it.
pub fn of_text(first: &str) -> Option<String> {
    let name = plain(first);
    let words = name.split(' ').count();
    let is_told = is_cued(first) && (2..=8).contains(&words) && is_name(&name);
    (is_told && is_spelled(&name) && !first.ends_with('.')).then_some(name)
}

/// Names of the first kind of element that has any: the other kinds say the same in other words.
fn metas(head: &Head) -> Vec<String> {
    const KEYS: [&str; 9] = [
        "author",
        "article:author",
        "parsely-author",
        "dc.creator",
        "dc:creator",
        "dcterm:creator",
        "byl",
        "sailthru.author",
        "citation_author",
    ];
    let names = KEYS.iter().map(|key| unique(head.all(key).map(plain)));
    names
        .into_iter()
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

/// What a card says in words: "Written by", "Ada Quay".
fn written_by(head: &Head) -> Option<String> {
    let (label, name) = (
        head.first(&["twitter:label1"])?,
        head.first(&["twitter:data1"])?,
    );
    is_cued(&format!("{label} {name}")).then(|| plain(&name))
}

fn without_sites(names: &[String], site: &str) -> Vec<String> {
    let site = tokens(site);
    let of_people = |name: &&String| site.is_empty() || tokens(name) != site;
    names.iter().filter(of_people).cloned().collect()
}

/// As many of the names, in their order, as a byline holds; none of them twice.
fn joined(names: &[String]) -> String {
    let mut out = String::new();
    for name in names.iter().take(MOST_NAMES) {
        if out.is_empty() {
            out.clone_from(name);
        } else if !out.contains(name.as_str())
            && out.chars().count() + name.chars().count() + 2 <= MOST
        {
            out.push_str(", ");
            out.push_str(name);
        }
    }
    out
}

fn is_site(names: &[String], site: &str) -> bool {
    !site.is_empty() && names.iter().all(|name| tokens(name) == tokens(site))
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names.take(MOST_TOLD).filter(|name| is_name(name)) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// An element called byline or author behind the headline, or a short line that begins with "By", or
/// what stands beside a sign of a person.
fn near(tree: &Tree, headline: Option<Id>) -> Option<String> {
    let from = headline?;
    let to = (from + NEAR).min(tree.nodes.len());
    let mut cued = None;
    for id in from..to {
        if cued.is_none() {
            cued = beside_sign(tree, id).or_else(|| behind_time(tree, id));
        }
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
        if is_marked && let Some(inner) = several(tree, id).or_else(|| inner_name(tree, id)) {
            return Some(inner);
        }
        if is_marked && let Some(first) = first_line(tree, id).or_else(|| linked(tree, id)) {
            return Some(first);
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
            && is_of_headline(tree, id, from)
        {
            cued = linked(tree, id).or(Some(name));
        }
    }
    cued
}

/// In the article that has the headline; where none is marked, in no box beside it, which names those of others.
fn is_of_headline(tree: &Tree, id: Id, headline: Id) -> bool {
    let mut around = tree.ancestors(headline);
    let article = around.find(|&at| matches!(tree.tag(at), "article" | "main"));
    let is_inside = article.is_none_or(|at| id < tree.nodes[at].end);
    let is_marked = article.is_some_and(|at| tree.tag(at) == "article");
    let mut boxes = tree.ancestors(id).take_while(|at| *at > headline);
    is_inside && (is_marked || !boxes.any(|at| tree.tag(at) == "aside"))
}

/// "Written by Ada Quay", over "Edited by Bea Tide".
fn first_line(tree: &Tree, id: Id) -> Option<String> {
    let end = tree.below(id).find(|&at| tree.tag(at) == "br")?;
    let texts = (id..end).filter(|&at| tree.is_text(at));
    let line: String = texts.map(|at| tree.nodes[at].text.as_str()).collect();
    let name = plain(&line);
    (is_cued(&line) && is_name(&name) && is_spelled(&name)).then_some(name)
}

/// The name that a line links to, of whom it says what he does: "Ada Quay · Harbours, Nigeria".
fn linked(tree: &Tree, id: Id) -> Option<String> {
    let mut links = tree.below(id).filter(|&at| tree.tag(at) == "a");
    let told = |at: Id| Some(plain(&tree.text_of(at))).filter(|name| !name.is_empty());
    let name = links.find_map(told)?;
    let is_alone = links.all(|at| told(at).is_none_or(|other| other == name));
    let words = name.split(' ').count();
    (is_alone && (2..=5).contains(&words) && is_name(&name) && is_spelled(&name)).then_some(name)
}

/// A name behind the picture of a person, as sets of signs call it: `fa-user`, `bi-person`.
fn beside_sign(tree: &Tree, id: Id) -> Option<String> {
    let is_sign =
        matches!(tree.tag(id), "i" | "span" | "svg" | "em") && tree.text_of(id).is_empty();
    let classes = is_sign.then(|| tree.names(id))?;
    let mut parts = classes.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    if !parts.any(|part| matches!(part, "user" | "person" | "author")) {
        return None;
    }
    let line = plain(&before_date(&plain(&tree.text_of(tree.nodes[id].parent))));
    (is_name(&line) && is_anothers(&line)).then_some(line)
}

/// "by Ada Quay", right behind a date in a line of their own.
fn behind_time(tree: &Tree, id: Id) -> Option<String> {
    let parent = tree.nodes[id].parent;
    let line = (tree.is_text(id) && is_cued(&tree.nodes[id].text)).then(|| tree.text_of(parent))?;
    let own = super::one_line(&tree.nodes[id].text);
    let date = line.strip_suffix(own.as_str())?;
    let name = plain(&own);
    (super::date::instant(date).is_some() && is_name(&name) && is_spelled(&name)).then_some(name)
}

/// The first element inside a byline that is a name alone.
fn inner_name(tree: &Tree, id: Id) -> Option<String> {
    tree.below(id)
        .filter(|&at| mark(tree, at).is_some())
        .map(|at| plain(&tree.text_of(at)))
        .find(|name| is_name(name))
}

/// The names of several, where each is marked as the first is: inside a byline, or beside a name in a
/// line of their own.
fn several(tree: &Tree, id: Id) -> Option<String> {
    let own = mark(tree, id);
    let scope = own.map_or(id, |_| tree.nodes[id].parent);
    if tree.text_of(scope).chars().count() > MOST {
        return None;
    }
    let wanted = own.or_else(|| tree.below(scope).find_map(|at| mark(tree, at)))?;
    let (mut names, mut end) = (Vec::new(), 0);
    for at in tree.below(scope) {
        if at < end || mark(tree, at) != Some(wanted) {
            continue;
        }
        end = tree.nodes[at].end;
        let name = inner_name(tree, at).unwrap_or_else(|| plain(&tree.text_of(at)));
        if is_name(&name) && is_anothers(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    (names.len() > 1).then(|| joined(&names))
}

/// A whole name, not "View all posts" behind one.
fn is_anothers(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words = lower.split(' ').count();
    is_spelled(name)
        && (1..=5).contains(&words)
        && !lower.split(' ').any(|word| BESIDE.contains(&word))
}

/// By what an element is a name.
fn mark(tree: &Tree, id: Id) -> Option<&'static str> {
    let rel = tree.attribute(id, "rel").unwrap_or_default();
    match tree.attribute(id, "itemprop") {
        _ if rel.contains("author") => Some("rel"),
        Some("author") => Some("author"),
        Some("name") => Some("name"),
        _ => None,
    }
}

fn rel_author(tree: &Tree) -> Option<String> {
    let names_one = |id: Id| mark(tree, id) == Some("rel") && is_name(&plain(&tree.text_of(id)));
    let first = tree.all("a").find(|id| names_one(*id))?;
    several(tree, first).or_else(|| Some(plain(&tree.text_of(first))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was compared with all before it: seconds for one page.
    #[test]
    fn of_thousands_of_names_few_are_looked_at() {
        let names = unique((0..4_000).map(|n| format!("Ann Able {n}")));
        assert_eq!(names.len(), MOST_TOLD);
        let byline = joined(&names);
        assert!(byline.starts_with("Ann Able 0, Ann Able 1,") && byline.chars().count() <= MOST);
    }

    #[test]
    fn a_name_is_not_said_twice() {
        let names = ["Ann Able, Bob Best", "Bob Best", "Cid Cox"].map(str::to_owned);
        assert_eq!(joined(&names), "Ann Able, Bob Best, Cid Cox");
    }
}
