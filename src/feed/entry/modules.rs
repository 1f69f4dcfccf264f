//! Fields of an entry that the modules of podcasts and media bring: `itunes:` and `media:`.

use super::super::construct::{Document, Role, html, line};
use super::pictures::{self, OF_PICTURE, Picture};
use super::{Draft, person};
use crate::markup::xml::{Element, Space};

impl Draft {
    pub(super) fn take_itunes(&mut self, field: Element<'_, '_>, name: &str, document: &Document) {
        match name {
            "author" => self.authors.push((3, person(field))),
            "title" => self.title.offer(4, || html(field, Role::Title, document)),
            "summary" => self.summary.offer(4, || html(field, Role::Words, document)),
            "subtitle" => self.summary.offer(6, || html(field, Role::Words, document)),
            "image" => self
                .image
                .offer(2, || document.address(field, &field.attribute("href")?)),
            "keywords" => {
                for word in line(field).split(',') {
                    self.category(word.trim().to_owned());
                }
            }
            "category" => self.category(field.attribute("text").unwrap_or_default().into_owned()),
            _ => {}
        }
    }

    pub(super) fn take_media(&mut self, field: Element<'_, '_>, name: &str, document: &Document) {
        match name {
            "group" | "content" => {
                let is_picture = name == "content" && self.take_media_content(field, document);
                for inner in field
                    .children()
                    .filter(|it| it.space() == Space::Media && !it.is("group"))
                {
                    let is_its_own = is_picture && inner.is("description");
                    if !(is_its_own || name == "content" && inner.is("content")) {
                        self.take_media(inner, &inner.name().to_ascii_lowercase(), document);
                    }
                }
            }
            "title" => self.title.offer(3, || html(field, Role::Title, document)),
            "description" | "text" => self.summary.offer(5, || html(field, Role::Words, document)),
            "thumbnail" => self
                .image
                .offer(0, || document.address(field, &field.attribute("url")?)),
            "category" => self.category(line(field)),
            "keywords" => {
                for word in line(field).split(',') {
                    self.category(word.trim().to_owned());
                }
            }
            _ => {}
        }
    }

    /// Pictures illustrate; everything else is to be heard, seen or downloaded. Answers whether it is a picture.
    fn take_media_content(&mut self, field: Element<'_, '_>, document: &Document) -> bool {
        let url = field.attribute("url").unwrap_or_default();
        let kind = field
            .attribute("type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let medium = field
            .attribute("medium")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let path = url
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let endings = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"];
        let is_bare = kind.is_empty() && medium.is_empty();
        let is_picture = medium == "image"
            || kind.starts_with("image/")
            || is_bare && endings.iter().any(|it| path.ends_with(it));
        if is_picture {
            self.image.offer(1, || document.address(field, &url));
            if let Some(words) = field.child("description") {
                self.summary
                    .offer(OF_PICTURE, || html(words, Role::Words, document));
            }
            if self.pictures.len() < pictures::MOST {
                self.pictures.extend(Picture::read(field, &url, document));
            }
        } else {
            self.enclose(field, &url, "filesize", document);
        }
        is_picture
    }
}
