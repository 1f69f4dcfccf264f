//! Meta elements, links and the document's title, gathered once.

use super::one_line;
use crate::clean::tree::Tree;

#[derive(Default)]
pub struct Head {
    /// Key in lower case, value.
    meta: Vec<(String, String)>,
    links: Vec<(String, String)>,
    pub title: String,
    pub language: Option<String>,
    pub base: Option<String>,
}

impl Head {
    pub fn of(tree: &Tree) -> Self {
        let mut head = Self::default();
        for id in 0..tree.nodes.len() {
            match tree.tag(id) {
                "meta" => head.meta_element(tree, id),
                "link" => {
                    let rel = tree.attribute(id, "rel").unwrap_or_default().to_lowercase();
                    if let Some(href) = tree.attribute(id, "href") {
                        head.links.push((rel, href.trim().to_owned()));
                    }
                }
                "title" if head.title.is_empty() => head.title = one_line(&tree.text_of(id)),
                "html" => {
                    head.language = tree
                        .attribute(id, "lang")
                        .or_else(|| tree.attribute(id, "xml:lang"))
                        .map(str::to_owned);
                }
                "base" if head.base.is_none() => {
                    head.base = tree.attribute(id, "href").map(str::to_owned);
                }
                _ => {}
            }
        }
        head
    }

    fn meta_element(&mut self, tree: &Tree, id: usize) {
        let Some(content) = tree.attribute(id, "content") else {
            return;
        };
        let content = one_line(content);
        if content.is_empty() {
            return;
        }
        for name in ["property", "name", "itemprop", "http-equiv"] {
            for key in tree
                .attribute(id, name)
                .unwrap_or_default()
                .split_whitespace()
            {
                self.meta.push((key.to_lowercase(), content.clone()));
            }
        }
    }

    /// The first value of the first key that has one.
    pub fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter()
            .find_map(|key| self.all(key).next().map(str::to_owned))
    }

    pub fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.keyed(move |name| name == key)
    }

    /// The values of all keys of a kind, in their order on the page.
    pub fn keyed(&self, is_kind: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
        self.meta
            .iter()
            .filter(move |(name, _)| is_kind(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn link(&self, rel: &str) -> Option<String> {
        self.links
            .iter()
            .find(|(name, _)| name.split_whitespace().any(|part| part == rel))
            .map(|(_, href)| href.clone())
    }
}
