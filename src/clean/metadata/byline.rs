//! Who wrote it: names, never addresses, at most 100 characters.

use super::data::Article;
use super::head::Head;
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;

const MOST: usize = 100;
/// Nodes behind the headline among which a byline is looked for.
const NEAR: usize = 250;
const CUES: [&str; 14] = [
    "written by ",
    "posted by ",
    "by ",
    "door ",
    "von ",
    "por ",
    "da ",
    "di ",
    "par ",
    "av ",
    "af ",
    "texte ",
    "texto ",
    "lati ọwọ́ ",
];

/// Words between a name and its date.
const DATED: [&str; 26] = [
    "on",
    "at",
    "in",
    "last",
    "first",
    "date",
    "posted",
    "published",
    "updated",
    "modified",
    "created",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "fri",
    "sat",
];

pub fn byline(
    tree: &Tree,
    head: &Head,
    article: &Article,
    headline: Option<Id>,
    site: &str,
) -> String {
    let told = unique(article.authors.iter().map(|name| plain(name)));
    if !told.is_empty() && told.join(", ").chars().count() <= MOST && !is_site(&told, site) {
        return told.join(", ");
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
        .unwrap_or_default()
}

/// Without "By" and blanks.
pub fn plain(text: &str) -> String {
    let text = super::one_line(text);
    let lower = text.to_lowercase();
    for cue in CUES {
        if lower.starts_with(cue) && lower.len() == text.len() {
            return text.get(cue.len()..).unwrap_or_default().trim().to_owned();
        }
    }
    text
}

fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (2..=MOST).contains(&length)
        && !text.contains("://")
        && !text.contains("www.")
        && !text.contains('@')
        && text.chars().any(char::is_alphabetic)
        && !is_label(text)
        && !is_key(text)
}

/// "3d23d65-ddc6-4ce5": what a publishing system calls its author.
fn is_key(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= 8 && digits >= 3 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// "Published on", "Share": lines beside a byline.
fn is_label(text: &str) -> bool {
    let line = crate::clean::cues::normal(text);
    let starts = [
        "posted",
        "published",
        "updated",
        "share",
        "follow",
        "last updated",
    ];
    starts.iter().any(|start| line.starts_with(start)) || crate::clean::cues::CUES.is_label(&line)
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
        let is_cued = uncued.len() < text.len();
        let name = match before_date(&uncued) {
            name if name.is_empty() && is_marked => behind_date(&uncued),
            name => name,
        };
        if is_marked && let Some(inner) = inner_name(tree, id) {
            return Some(inner);
        }
        if is_marked && is_name(&name) && !name.contains(['\n', '|']) {
            return Some(name);
        }
        if cued.is_none()
            && is_cued
            && is_name(&name)
            && name.split(' ').count() <= 8
            && name.starts_with(char::is_uppercase)
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

/// A name up to the date that stands behind it on the same line.
fn before_date(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_date = |at: usize| {
        let has_figure = |word: Option<&&str>| {
            word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        };
        has_figure(words.get(at))
            || (has_figure(words.get(at + 1))
                && super::date::month(&words[at].to_lowercase()).is_some())
    };
    let date = (0..words.len()).find(|&at| is_date(at));
    // "Ada Quay, last updated on Monday, 9 November": nothing of it is hers.
    let is_of_date = |word: &str| {
        let word = word
            .trim_matches(|c: char| !c.is_alphabetic())
            .to_lowercase();
        word.is_empty() || DATED.contains(&word.as_str())
    };
    let end = date.map_or(words.len(), |mut end| {
        while end > 0 && is_of_date(words[end - 1]) {
            end -= 1;
        }
        end
    });
    let name = words.get(..end).unwrap_or_default().join(" ");
    name.trim_end_matches([',', '|', '-', '–', '·', ' '])
        .to_owned()
}

/// "Nov. 12, 2026 · Ada Quay": the name behind a date and a sign.
fn behind_date(line: &str) -> String {
    let name = line
        .rsplit_once(['·', '|', '•', '—', '–'])
        .map(|(_, name)| name.trim());
    name.filter(|name| !name.contains(|c: char| c.is_ascii_digit()))
        .unwrap_or_default()
        .to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_its_date_begins() {
        for (line, name) in [
            ("Ada Quay Monday, November 9, 2026", "Ada Quay"),
            ("Ada Quay Last updated on 9 November 2026", "Ada Quay"),
            ("Ada Quay, Fri, 13 Nov", "Ada Quay"),
            ("Ada Quay in Lagos", "Ada Quay in Lagos"),
            ("John Monday", "John Monday"),
        ] {
            assert_eq!(before_date(line), name);
        }
    }

    #[test]
    fn keys_are_no_names() {
        assert!(!is_name("3d23d65-ddc6-4ce5"));
        assert!(is_name("Deccan Face") && is_name("Bea"));
    }
}
