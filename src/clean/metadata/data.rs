//! The article as JSON-LD tells it.

use super::about::About;
use super::one_line;
use crate::clean::tree::Tree;
use serde_json::Value;
use std::collections::HashMap;

#[derive(Default)]
pub struct Article {
    pub headline: Option<String>,
    pub description: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub section: Option<String>,
    pub language: Option<String>,
    pub publisher: Option<String>,
    pub image: Option<String>,
    pub body: Option<String>,
    pub is_paid: bool,
    /// Of the page around the article.
    pub page_published: Option<String>,
}

/// Objects looked at on one page; a list of thousands is not about this article.
const MAX_OBJECTS: usize = 2_000;

/// Of all blocks of JSON-LD the object that is most surely about this page, then the one that tells most.
pub fn article(tree: &Tree, about: &About) -> Article {
    let mut best: Option<((u32, u32), Article)> = None;
    let mut page_published = None;
    let mut called = HashMap::new();
    for id in tree.all("script") {
        let source: String = tree
            .below(id)
            .map(|at| tree.nodes[at].text.as_str())
            .collect();
        let Some(value) = parse(&source) else {
            continue;
        };
        let objects = objects(&value);
        for object in &objects {
            if let (Some(id), Some(name)) = (id_of(object), text(object, "name")) {
                called.entry(id.to_owned()).or_insert(name);
            }
            if page_published.is_none() && is_page(object) && about.is_here(object) {
                page_published = text(object, "datePublished");
            }
        }
        for object in objects {
            let rank = ranks(object, about);
            if rank.0 > 0 && best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, read(object, &called)));
            }
        }
    }
    let article = best.map(|(_, article)| article).unwrap_or_default();
    Article {
        page_published,
        ..article
    }
}

/// Those that may be about the page, in their order.
fn objects(value: &Value) -> Vec<&Value> {
    let (mut left, mut found) = (vec![value], Vec::new());
    let mut seen = 0;
    while let Some(value) = left.pop() {
        seen += 1;
        if seen > MAX_OBJECTS {
            break;
        }
        match value {
            Value::Array(values) => left.extend(values.iter().rev()),
            Value::Object(object) => {
                found.push(value);
                for key in ["mainEntityOfPage", "mainEntity", "@graph", "hasPart"] {
                    left.extend(object.get(key));
                }
            }
            _ => {}
        }
    }
    found
}

/// By which others name it.
fn id_of(value: &Value) -> Option<&str> {
    value.get("@id").and_then(Value::as_str)
}

/// A page of its own, no list of others.
fn is_page(value: &Value) -> bool {
    has_type(value, |name| {
        matches!(name, "WebPage" | "AboutPage" | "ItemPage")
    })
}

fn has_type(value: &Value, is_wanted: impl Fn(&str) -> bool) -> bool {
    match value.get("@type") {
        Some(Value::String(name)) => is_wanted(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_wanted),
        _ => false,
    }
}

/// Scripts are often wrapped in comments or carry bare line ends in their strings.
fn parse(source: &str) -> Option<Value> {
    let trimmed = source
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("//]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(trimmed)
        .ok()
        .or_else(|| serde_json::from_str(&escaped(trimmed)).ok())
}

/// Line ends inside strings as JSON writes them, other control characters as blanks.
fn escaped(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let (mut is_string, mut is_escaped) = (false, false);
    for c in source.chars() {
        match c {
            '\n' if is_string => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        is_string ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
    }
    out
}

/// How surely it is about this page (0: it is not), and how much it tells.
fn ranks(value: &Value, about: &About) -> (u32, u32) {
    let told = rank(value);
    if told == 0 {
        return (0, 0);
    }
    let headline = headline(value);
    (about.sureness(value, headline.as_deref()), told)
}

fn headline(value: &Value) -> Option<String> {
    text(value, "headline").or_else(|| text(value, "name"))
}

/// 0: not an article; more where more is told.
fn rank(value: &Value) -> u32 {
    let is_article = |name: &str| {
        name.ends_with("Article")
            || name.ends_with("Posting")
            || matches!(name, "Report" | "Review")
    };
    if !has_type(value, is_article) {
        return 0;
    }
    1 + ["headline", "datePublished", "author", "articleBody"]
        .iter()
        .filter(|key| value.get(**key).is_some())
        .count() as u32
}

fn read(value: &Value, called: &HashMap<String, String>) -> Article {
    Article {
        headline: headline(value),
        description: text(value, "description"),
        authors: names(value.get("author").or_else(|| value.get("creator")), called),
        published: text(value, "datePublished").or_else(|| text(value, "dateCreated")),
        updated: text(value, "dateModified"),
        section: value.get("articleSection").and_then(first_text),
        language: value.get("inLanguage").and_then(first_text),
        publisher: names(value.get("publisher"), called).into_iter().next(),
        image: value.get("image").and_then(url),
        body: value
            .get("articleBody")
            .and_then(Value::as_str)
            .map(str::to_owned),
        is_paid: is_false(value.get("isAccessibleForFree")),
        page_published: None,
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(first_text)
}

fn first_text(value: &Value) -> Option<String> {
    let found = match value {
        Value::String(text) => one_line(text),
        Value::Array(values) => values.iter().find_map(Value::as_str).map(one_line)?,
        Value::Object(_) => one_line(value.get("name")?.as_str()?),
        _ => return None,
    };
    (!found.is_empty()).then_some(found)
}

/// Of one that has a number on the page, the name that it has where it is told of.
fn names(value: Option<&Value>, called: &HashMap<String, String>) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(name) => Some(one_line(name)),
        Value::Object(_) => {
            let told = id_of(value).and_then(|id| called.get(id)).cloned();
            told.or_else(|| text(value, "name"))
        }
        _ => None,
    };
    match value {
        Some(Value::Array(values)) => values.iter().take(12).filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn url(value: &Value) -> Option<String> {
    match value {
        Value::String(url) => Some(url.clone()),
        Value::Array(values) => values.iter().find_map(|value| match value {
            Value::String(url) => Some(url.clone()),
            Value::Object(_) => value.get("url").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        }),
        Value::Object(_) => value.get("url").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

fn is_false(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(is_free)) => !is_free,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("false"),
        _ => false,
    }
}
