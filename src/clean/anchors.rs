//! Places in an article that its own links lead to: footnotes and the way back from them, headings that a list of contents
//! names. Each is written as `<a id="…">` with the whole address of the links that lead there.

use super::blocks::{Block, Kind};
use super::pictures;
use super::render::escape;
use super::tree::{Id, Tree};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use url::Url;

/// Longer names are none.
const LONGEST: usize = 200;
/// Nodes between an empty element and the line that it stands before.
const BEFORE: usize = 6;
/// Places written of one page; each has the page's whole address, which may be long.
const MOST: usize = 2_000;

/// For blocks to which links of the page lead: the HTML that says so.
pub fn anchors(
    tree: &Tree,
    blocks: &[Block],
    kept: &[bool],
    base: Option<&Url>,
) -> HashMap<usize, String> {
    let mut found = HashMap::new();
    let wanted = wanted(tree, base);
    if wanted.is_empty() {
        return found;
    }
    let has_line = |kind| !matches!(kind, Kind::Code | Kind::Media | Kind::Rule);
    let lines: Vec<(usize, &Block)> = blocks
        .iter()
        .enumerate()
        .filter(|(place, block)| kept.get(*place) == Some(&true) && has_line(block.kind))
        .collect();
    let mut written = HashSet::new();
    for id in 0..tree.nodes.len() {
        if written.len() >= MOST {
            break;
        }
        let Some(url) = name(tree, id).and_then(|name| wanted.get(name)) else {
            continue;
        };
        let at = lines.partition_point(|(_, block)| block.end <= id);
        let end = tree.nodes[id].end;
        let near = if end == id + 1 { end + BEFORE } else { end };
        if let Some((place, _)) = lines.get(at).filter(|(_, block)| block.start < near)
            && written.insert((*place, url))
        {
            let html: &mut String = found.entry(*place).or_default();
            let _ = write!(html, "<a id=\"{}\"></a>", escape(url));
        }
    }
    found
}

fn name(tree: &Tree, id: Id) -> Option<&str> {
    let name = tree
        .attribute(id, "id")
        .or_else(|| tree.attribute(id, "name").filter(|_| tree.tag(id) == "a"));
    name.filter(|name| !name.is_empty() && name.len() <= LONGEST)
}

/// Names of places in this page that links lead to, with the address as it stands in the links.
fn wanted(tree: &Tree, base: Option<&Url>) -> HashMap<String, String> {
    let mut wanted = HashMap::new();
    let Some(base) = base else {
        return wanted;
    };
    let own = base.as_str().split('#').next().unwrap_or_default();
    for id in tree.all("a") {
        if wanted.len() >= MOST * 2 {
            break;
        }
        let Some((before, fragment)) = tree
            .attribute(id, "href")
            .and_then(|href| href.trim().split_once('#'))
        else {
            continue;
        };
        if fragment.is_empty() || fragment.len() > LONGEST {
            continue;
        }
        let href = tree.attribute(id, "href").unwrap_or_default();
        let Some(url) = pictures::link(href, Some(base)) else {
            continue;
        };
        if !before.is_empty() && url.split('#').next() != Some(own) {
            continue;
        }
        wanted.insert(decoded(fragment), url.clone());
        wanted.insert(fragment.to_owned(), url);
    }
    wanted
}

/// `caf%C3%A9` → `café`.
fn decoded(fragment: &str) -> String {
    let pairs = url::form_urlencoded::parse(fragment.as_bytes());
    pairs
        .map(|(name, _)| name.into_owned())
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::clean::sanitise;

    fn cleaned(html: &str) -> String {
        sanitise(html, Some("https://a.example/story?page=2"))
    }

    #[test]
    fn footnotes_keep_the_way_there_and_back() {
        let html = cleaned(
            "<p id=\"r1\">The sand decides.<sup><a href=\"#n1\">1</a></sup></p><p>More.</p>\
             <ol><li id=\"n1\"><p>So said the captain. <a href=\"#r1\">back</a></p></li></ol>",
        );
        let (there, back) = (
            "<a id=\"https://a.example/story?page=2#r1\"></a>The sand",
            "<a id=\"https://a.example/story?page=2#n1\"></a>So said",
        );
        assert!(html.contains(there) && html.contains(back), "{html}");
        assert_eq!(html.matches(" id=").count(), 2, "{html}");
    }

    #[test]
    fn places_that_no_link_leads_to_are_not_kept() {
        let html =
            cleaned("<p id=\"a\">One.</p><h2 id=\"b\">Two</h2><p><a href=\"#c\">three</a></p>");
        assert!(!html.contains(" id="), "{html}");
    }

    /// They were looked for in all that was written before them: minutes for one article.
    #[test]
    fn thousands_of_places_in_one_paragraph_are_written_once_each_and_not_all() {
        let base = format!("https://a.example/{}", "x".repeat(2_000));
        let once = "<a id=x href=#x>x</a>".repeat(4_000);
        let many: String = (0..4_000)
            .map(|n| format!("<a id=y{n} href=#y{n}>y</a>"))
            .collect();
        let html = sanitise(&format!("<p>{once}</p><p>{many}</p>"), Some(&base));
        assert_eq!(html.matches("#x\"></a>").count(), 1);
        assert_eq!(html.matches("\"></a>").count(), super::MOST);
    }

    #[test]
    fn old_and_whole_addresses_are_known_too() {
        let html = cleaned(
            "<p><a href=\"https://a.example/story?page=2#caf%C3%A9\">there</a> and <a href=\"https://b.example/#x\">away</a></p>\
             <a name=\"caf\u{e9}\"></a><p>Here.</p><p id=\"x\">Not here.</p>",
        );
        assert!(html.contains("caf%C3%A9\"></a>Here."), "{html}");
        assert_eq!(html.matches(" id=").count(), 1, "{html}");
    }
}
