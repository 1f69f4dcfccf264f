//! The fields of one entry, from all the homes that RSS, Atom and their modules give them.

mod modules;
mod pictures;

use super::construct::{Document, Role, Title, beginning, html, is_web, line, title};
use super::{author, date};
use crate::markup::visible_text;
use crate::markup::xml::{Element, Space};
use crate::model::{Enclosure, ParsedEntry, Timestamp};
use crate::text::clean_line;
use pictures::{OF_PICTURE, Picture};
use std::borrow::Cow;

/// Enclosures and categories kept of one entry.
const MOST: usize = 100;

/// A field with several homes: the best rank wins, within a rank the first.
struct Field<T>(Option<(u8, T)>);

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Field<T> {
    fn offer(&mut self, rank: u8, value: impl FnOnce() -> Option<T>) {
        if self.0.as_ref().is_none_or(|it| it.0 > rank)
            && let Some(value) = value()
        {
            self.0 = Some((rank, value));
        }
    }

    fn take(self) -> Option<T> {
        self.0.map(|it| it.1)
    }
}

#[derive(Default)]
struct Draft {
    id: Field<String>,
    link: Field<String>,
    title: Field<String>,
    published: Field<Timestamp>,
    updated: Field<Timestamp>,
    summary: Field<String>,
    description: Field<String>,
    content: Field<String>,
    image: Field<String>,
    language: Field<String>,
    /// With the rank of their home: only the best home's are shown.
    authors: Vec<(u8, String)>,
    enclosures: Vec<Enclosure>,
    pictures: Vec<Picture>,
    categories: Vec<String>,
}

pub(super) fn read(entry: Element<'_, '_>, document: &Document) -> ParsedEntry {
    let mut draft = Draft::default();
    draft.attributes(entry, document);
    for field in entry.children() {
        draft.take(field, document);
    }
    draft.finish(document)
}

/// When an entry was published, without reading the rest of it.
pub(super) fn date(entry: Element<'_, '_>, document: &Document) -> Option<Timestamp> {
    let mut draft = Draft::default();
    for field in entry.children().filter(|it| it.space() != Space::Other) {
        draft.take_date(field, &field.name().to_ascii_lowercase(), document);
    }
    draft.published.take().or(draft.updated.take())
}

/// The name in an author element, with or without parts.
pub(super) fn person(element: Element<'_, '_>) -> String {
    let part = |name: &str| element.child(name).map(line).filter(|it| !it.is_empty());
    match part("name")
        .or_else(|| part("title"))
        .or_else(|| part("email"))
    {
        Some(text) => author::name(&text),
        None if element.has_children() && element.text().trim().is_empty() => String::new(),
        None => author::name(&clean_line(&beginning(element))),
    }
}

impl Draft {
    /// RDF and CDF put fields into attributes of the entry.
    fn attributes(&mut self, entry: Element<'_, '_>, document: &Document) {
        for (name, value) in entry.attributes() {
            match name.to_ascii_lowercase().as_str() {
                "about" => {
                    self.id.offer(3, || named(&value));
                    self.link.offer(6, || document.address(entry, &value));
                }
                "href" => self.link.offer(2, || document.address(entry, &value)),
                "lastmod" => self.updated.offer(5, || date::parse(&value)),
                "lang" => self.language.offer(1, || named(&value)),
                _ => {}
            }
        }
    }

    fn take(&mut self, field: Element<'_, '_>, document: &Document) {
        let name = field.name().to_ascii_lowercase();
        let body = |role| html(field, role, document);
        match (field.space(), name.as_str()) {
            (Space::Own | Space::Atom, _) => self.take_own(field, &name, document),
            (Space::Content, "encoded") => self.content.offer(0, || body(Role::Body)),
            (Space::Html, "body" | "div") => self.content.offer(3, || body(Role::Body)),
            (Space::DublinCore, "title") => self.title.offer(2, || body(Role::Title)),
            (Space::DublinCore, "creator" | "author") => self.authors.push((1, person(field))),
            (Space::DublinCore, "contributor" | "publisher") => {
                self.authors.push((4, person(field)));
            }
            (Space::DublinCore, "subject") => self.category(line(field)),
            (Space::DublinCore, "description") => self.summary.offer(2, || body(Role::Body)),
            (Space::DublinCore, "identifier") => self.id.offer(4, || named(&field.text())),
            (Space::DublinCore, "language") => self.language.offer(0, || named(&line(field))),
            (Space::Feedburner, "origlink") => {
                self.link
                    .offer(0, || document.address(field, &field.text()));
            }
            (Space::Itunes, _) => self.take_itunes(field, &name, document),
            (Space::Media, _) => self.take_media(field, &name, document),
            _ => {}
        }
        self.take_date(field, &name, document);
    }

    fn take_own(&mut self, field: Element<'_, '_>, name: &str, document: &Document) {
        let body = |role| html(field, role, document);
        match name {
            "title" => self.title.offer(
                u8::from(field.space() == Space::Atom && !document.is_atom),
                || body(Role::Title),
            ),
            "link" => self.take_link(field, document),
            "guid" => {
                let text = field.text();
                self.id.offer(0, || named(&text));
                let is_permanent = field
                    .attribute("ispermalink")
                    .is_none_or(|it| !it.eq_ignore_ascii_case("false"));
                if is_permanent && is_web(text.trim()) {
                    self.link.offer(4, || document.address(field, &text));
                }
            }
            "id" => {
                let text = field.text();
                self.id.offer(1, || {
                    Some(document.base_at(field).resolve(text.trim()).into_owned())
                        .filter(|it| !text.trim().is_empty() && !it.is_empty())
                });
                if is_web(text.trim()) {
                    self.link.offer(5, || document.address(field, &text));
                }
            }
            "description" | "abstract" => self.description.offer(0, || body(Role::Body)),
            "summary" | "info" => self.summary.offer(0, || body(Role::Body)),
            "content" => self.content.offer(1, || body(Role::Body)),
            "fullitem" | "fulltext" | "body" | "content_encoded" | "encoded" => {
                self.content.offer(2, || body(Role::Body));
            }
            "author" => {
                let rank = if field.child("name").is_some() { 0 } else { 2 };
                self.authors.push((rank, person(field)));
            }
            "source" => {
                let all = field.children().filter(|it| it.is("author"));
                self.authors.extend(all.map(|it| (5, person(it))));
            }
            "category" => {
                let term = field.attribute("term").filter(|it| !it.trim().is_empty());
                let label = || {
                    field
                        .attribute("label")
                        .map(Cow::into_owned)
                        .filter(|it| !it.trim().is_empty())
                };
                self.category(
                    term.map(Cow::into_owned)
                        .or_else(label)
                        .unwrap_or_else(|| line(field)),
                );
            }
            "enclosure" => {
                let url = field.attribute("url").or_else(|| field.attribute("href"));
                self.enclose(
                    field,
                    url.as_deref().unwrap_or_default(),
                    "length",
                    document,
                );
            }
            "image" => self.image.offer(4, || {
                let url = field.attribute("href").or_else(|| field.attribute("url"));
                let inside = || field.child("url").map(Element::text);
                document.address(field, &url.or_else(inside).unwrap_or_else(|| field.text()))
            }),
            _ => {}
        }
    }

    fn take_link(&mut self, field: Element<'_, '_>, document: &Document) {
        let href = field.attribute("href").filter(|it| !it.trim().is_empty());
        let is_text = href.is_none();
        let address = href.unwrap_or_else(|| field.text());
        let relation = field
            .attribute("rel")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let kind = field
            .attribute("type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        match relation.as_str() {
            ""
            | "alternate"
            | "permalink"
            | "http://www.iana.org/assignments/relation/alternate" => {
                let is_page = kind.is_empty() || kind.contains("html");
                let rank = match (is_text, is_page) {
                    (true, _) => 1,
                    (false, true) => 2,
                    (false, false) => 3,
                };
                let resource = || {
                    field
                        .attribute("resource")
                        .and_then(|it| document.address(field, &it))
                };
                self.link
                    .offer(rank, || document.address(field, &address).or_else(resource));
            }
            "enclosure" => self.enclose(field, &address, "length", document),
            "image" => self.image.offer(4, || document.address(field, &address)),
            "related" | "via" => self.link.offer(7, || document.address(field, &address)),
            _ => {}
        }
    }

    fn take_date(&mut self, field: Element<'_, '_>, name: &str, document: &Document) {
        let (is_update, rank) = match (field.space(), name) {
            (Space::Own | Space::Atom, "pubdate" | "published") => (false, 0),
            (Space::Own | Space::Atom, "issued") => (false, 1),
            (Space::Terms, "issued" | "available") => (false, 2),
            (Space::DublinCore, "date") => (false, 3),
            (Space::Own | Space::Atom, "created" | "date" | "publisheddate") => (false, 5),
            (Space::Terms, "created" | "date") => (false, 6),
            (Space::Own | Space::Atom, "updated" | "modified" | "lastbuilddate") => (true, 0),
            (Space::Terms, "modified") => (true, 1),
            _ => return,
        };
        let read = || date::parse_before(&field.text(), document.latest);
        if is_update {
            // Said twice, the later one counts: programs append.
            self.updated
                .0
                .take_if(|it| it.0 == rank && read().is_some());
            self.updated.offer(rank, read);
        } else {
            self.published.offer(rank, read);
            if rank == 3 {
                self.updated.offer(4, read);
            }
        }
    }

    fn enclose(&mut self, field: Element<'_, '_>, url: &str, length: &str, document: &Document) {
        let Some(url) = document.address(field, url) else {
            return;
        };
        if self.enclosures.len() >= MOST || self.enclosures.iter().any(|it| it.url == url) {
            return;
        }
        let media_type = field.attribute("type").and_then(|it| named(&it));
        self.enclosures.push(Enclosure {
            url,
            media_type,
            length: field
                .attribute(length)
                .and_then(|it| it.trim().parse().ok()),
        });
    }

    fn category(&mut self, name: String) {
        let is_new = !name.trim().is_empty() && !self.categories.contains(&name);
        if is_new && self.categories.len() < MOST {
            self.categories.push(name);
        }
    }

    fn finish(mut self, document: &Document) -> ParsedEntry {
        let author = self.author(document);
        let description = self.description.take();
        // RSS with both: the description is the longer text.
        match (description, &self.summary.0) {
            (Some(text), Some((0, _))) => self.content.offer(4, || Some(text)),
            (Some(text), _) => self.summary.0 = Some((1, text)),
            (None, _) => {}
        }
        let picture = self
            .enclosures
            .iter()
            .find(|it| is_picture(it))
            .map(|it| it.url.clone());
        self.image.offer(3, || picture);
        let enclosed = self.enclosures.first().map(|it| it.url.clone());
        self.link.offer(8, || enclosed);
        if self.content.0.is_some() {
            self.summary.0.take_if(|it| it.0 == OF_PICTURE);
        }
        let is_silent = self.summary.0.as_ref().is_some_and(|it| it.0 == OF_PICTURE);
        let heading = self.title.take().as_deref().map(title);
        let has_title = heading.as_ref().is_some_and(|it| !it.plain.is_empty());
        let mut entry = ParsedEntry {
            id: self.id.take(),
            link: self.link.take().map(|it| document.tidy(it)),
            updated: self.updated.take(),
            published: self.published.take(),
            author: clean_line(&author),
            summary: self.summary.take(),
            content: self.content.take(),
            enclosures: self.enclosures,
            categories: self.categories.iter().map(|it| clean_line(it)).collect(),
            language: self.language.take().or_else(|| document.language.clone()),
            image: self.image.take(),
            ..ParsedEntry::default()
        };
        entry.published = entry.published.or(entry.updated);
        set_title(&mut entry, heading);
        let pictures = pictures::distinct(self.pictures);
        // Of an article the one picture stands above the text already.
        if pictures.len() > 1 || !has_title {
            pictures::show(&mut entry, &pictures, is_silent);
        }
        entry
    }

    fn author(&mut self, document: &Document) -> String {
        self.authors.retain(|it| !it.1.is_empty());
        let Some(best) = self.authors.iter().map(|it| it.0).min() else {
            return document.author.clone();
        };
        let names: Vec<String> = self
            .authors
            .drain(..)
            .filter(|it| it.0 == best)
            .map(|it| it.1)
            .collect();
        author::joined(&names)
    }
}

fn is_picture(enclosure: &Enclosure) -> bool {
    enclosure
        .media_type
        .as_deref()
        .is_some_and(|it| it.starts_with("image/"))
}

fn named(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Puts the title in; the first words of the text, the link or the date stand in for none.
pub(super) fn set_title(entry: &mut ParsedEntry, heading: Option<Title>) {
    if let Some(heading) = heading {
        entry.title_html = heading.html;
        if !heading.plain.is_empty() {
            entry.title = heading.plain;
            return;
        }
    }
    let text = entry
        .summary
        .as_deref()
        .or(entry.content.as_deref())
        .unwrap_or_default();
    let start: String = text.chars().take(4_000).collect();
    let words = clean_line(&visible_text(&start));
    let stand_in = if words.is_empty() {
        let date = entry.published.map(|it| it.to_string());
        entry
            .link
            .clone()
            .or(date)
            .or_else(|| entry.id.clone())
            .unwrap_or_else(|| "Untitled".to_owned())
    } else {
        shortened(&words, 100)
    };
    entry.title = clean_line(&stand_in);
}

/// Puts HTML below the text that the entry has, or in the place of one.
pub(super) fn add_below(entry: &mut ParsedEntry, html: &str) {
    let text = match (&mut entry.content, &mut entry.summary) {
        (Some(text), _) | (None, Some(text)) => text,
        (content, None) => content.insert(String::new()),
    };
    text.push_str(html);
}

/// At most so many characters, cut between words where there are some.
pub(super) fn shortened(words: &str, most: usize) -> String {
    let Some((end, _)) = words.char_indices().nth(most) else {
        return words.to_owned();
    };
    let start = words.get(..end).unwrap_or_default();
    let cut = start.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!(
        "{}…",
        start
            .get(..cut)
            .unwrap_or(start)
            .trim_end_matches([',', ' ', ';', ':'])
    )
}
