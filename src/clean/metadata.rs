//! What stands around the text: headline, standfirst, names, dates, language, pictures. Read from
//! JSON-LD, meta elements, microdata and what is visible, in this order where nothing is said.

mod about;
mod byline;
mod data;
mod date;
mod head;
mod lead;
mod name;
mod standfirst;
mod title;

use about::About;
pub use byline::of_text as byline_of_text;
use data::Article;
pub use date::{instant, is_dateline, is_of_publication, month};
use head::Head;
pub use lead::{Lead, lead};
pub use name::plain as plain_name;
pub use standfirst::standfirst;
pub use title::{likeness, without_site};

use super::tree::{Id, Tree};
use crate::model::Timestamp;

/// Everything that can be said before the text is chosen.
#[derive(Default)]
pub struct Metadata {
    pub title: String,
    /// The heading that is the title.
    pub headline: Option<Id>,
    pub byline: String,
    pub published: Option<Timestamp>,
    /// Its day and month may be the other way round: another's word counts more.
    pub is_date_doubtful: bool,
    pub updated: Option<Timestamp>,
    pub language: Option<String>,
    pub site: String,
    pub canonical: Option<String>,
    pub section: String,
    pub description: String,
    pub image: Option<String>,
    pub article_body: Option<String>,
    /// The outlet says that the text is not free to read.
    pub is_paid: bool,
    pub next_page: Option<String>,
}

/// Reads a page; `feed_title` decides between headings.
pub fn read(tree: &Tree, feed_title: Option<&str>) -> Metadata {
    let head = Head::of(tree);
    let article = data::article(tree, &About::of(tree, &head, feed_title));
    let site = site(&head, &article);
    let (title, headline) = title::title(tree, &head, &article, &site, feed_title);
    let (published, updated) = date::dates(tree, &head, &article, headline);
    Metadata {
        byline: byline::byline(tree, &head, &article, headline, &site),
        section: section(tree, &head, &article, headline),
        description: article
            .description
            .clone()
            .or_else(|| head.first(&["og:description", "description", "twitter:description"]))
            .map(|told| without_markup(&told))
            .unwrap_or_default(),
        image: article.image.clone().or_else(|| {
            head.first(&[
                "og:image",
                "og:image:url",
                "twitter:image",
                "twitter:image:src",
            ])
        }),
        language: language(&head, &article),
        canonical: head.link("canonical").or_else(|| head.first(&["og:url"])),
        next_page: head.link("next"),
        is_paid: article.is_paid,
        article_body: article.body,
        title,
        headline,
        published: published.map(|told| told.time),
        is_date_doubtful: published.is_some_and(|told| told.is_doubtful),
        updated,
        site,
    }
}

/// A description that a system took out of the text, with its elements.
fn without_markup(told: &str) -> String {
    const TAGS: [&str; 5] = ["</p>", "<p>", "</a>", "<br", "</strong>"];
    if TAGS.iter().any(|tag| told.contains(tag)) {
        one_line(&crate::markup::visible_text(told))
    } else {
        told.to_owned()
    }
}

fn site(head: &Head, article: &Article) -> String {
    head.first(&[
        "og:site_name",
        "application-name",
        "twitter:app:name:iphone",
    ])
    .or_else(|| article.publisher.clone())
    .unwrap_or_default()
}

fn language(head: &Head, article: &Article) -> Option<String> {
    let told = [head.language.clone(), article.language.clone()];
    told.into_iter()
        .flatten()
        .chain(head.first(&["og:locale", "content-language", "dc.language"]))
        .find_map(|tag| language_tag(&tag))
}

/// A BCP 47 tag as far as it is one.
pub fn language_tag(text: &str) -> Option<String> {
    let tag = text.trim().split([',', ' ', '.']).next()?.replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let is_tag = (2..=3).contains(&primary.len())
        && tag.len() <= 20
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_tag.then(|| {
        let rest: Vec<&str> = parts.collect();
        let mut out = primary.to_ascii_lowercase();
        for part in rest {
            out.push('-');
            out.push_str(part);
        }
        out
    })
}

/// What JSON-LD or meta say, else the category link above the headline.
fn section(tree: &Tree, head: &Head, article: &Article, headline: Option<Id>) -> String {
    let told = article.section.clone().or_else(|| {
        head.first(&[
            "article:section",
            "section",
            "parsely-section",
            "og:article:section",
        ])
    });
    if let Some(told) = told.filter(|s| s.chars().count() <= 60 && !s.contains("://")) {
        return told;
    }
    let Some(headline) = headline else {
        return String::new();
    };
    let from = headline.saturating_sub(120);
    (from..headline)
        .rev()
        .filter(|&id| !tree.is_text(id) && tree.nodes[id].end <= headline)
        .filter(|&id| names_category(&tree.names(id)))
        .map(|id| tree.text_of(id))
        .find(|text| !text.is_empty() && text.chars().count() <= 40)
        .unwrap_or_default()
}

fn names_category(names: &str) -> bool {
    [
        "post-cat",
        "category",
        "kicker",
        "eyebrow",
        "section-name",
        "cat-link",
        "rubric",
        "entry-cat",
    ]
    .iter()
    .any(|name| names.contains(name))
}

/// One line without blanks at its ends, entities as characters.
pub fn one_line(text: &str) -> String {
    let text = if text.contains('&') {
        crate::markup::tame::decode(text)
    } else {
        text.to_owned()
    };
    let mut out = String::new();
    super::tree::push_words(&mut out, &text);
    out.trim().to_owned()
}
