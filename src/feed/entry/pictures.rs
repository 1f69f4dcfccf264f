//! Pictures that the feed gives beside an entry's text (`media:content`): which of them are several, and not one in
//! several sizes, and how they are shown.

use super::super::construct::{Document, line};
use super::add_below;
use crate::markup::xml::Element;
use crate::markup::{Bit, bits, escape_text, has_pictures};
use crate::model::ParsedEntry;

/// The rank of a picture's words among summaries: they are one only where there is no other.
pub(super) const OF_PICTURE: u8 = 7;
/// Pictures of one entry that are looked at.
pub(super) const MOST: usize = 20;
/// What is smaller stands for a letter.
const LEAST: u32 = 64;

pub(super) struct Picture {
    url: String,
    /// What it shows, in words; often none.
    words: String,
    /// It is told how large it is, or that others are the same: one of several sizes, it may be.
    is_sized: bool,
}

impl Picture {
    pub(super) fn read(field: Element<'_, '_>, url: &str, document: &Document) -> Option<Self> {
        let url = document.address(field, url)?;
        // WordPress names the author's portrait first.
        if url.contains("/avatar/") {
            return None;
        }
        let is_grouped = field.parent().is_some_and(|it| it.is("group"));
        let has = |name| field.attribute(name).is_some();
        Some(Self {
            url,
            words: field.child("description").map(line).unwrap_or_default(),
            is_sized: is_grouped || has("width") || has("height"),
        })
    }

    /// They say different things, or nothing is said of sizes and the files have different names.
    fn is_another(&self, other: &Self) -> bool {
        if self.words.is_empty() || other.words.is_empty() {
            !self.is_sized && !other.is_sized && stem(&self.url) != stem(&other.url)
        } else {
            self.words != other.words && path(&self.url) != path(&other.url)
        }
    }
}

fn path(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// A file's name without its ending and the size that names end in: `-300x200`, `@2x`, `_640w`.
fn stem(url: &str) -> &str {
    let name = path(url).rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |it| it.0);
    stem.trim_end_matches(|c: char| c.is_ascii_digit() || "xw-_@".contains(c))
}

/// In their order, of several sizes the first.
pub(super) fn distinct(all: Vec<Picture>) -> Vec<Picture> {
    let mut kept: Vec<Picture> = Vec::new();
    for picture in all {
        if kept.iter().all(|it| it.is_another(&picture)) {
            kept.push(picture);
        }
    }
    kept
}

/// Puts pictures below the text, unless it shows some itself, with their words for who does not see them. An entry
/// that `is_silent` has these words for a summary: then they are said there no more.
pub(super) fn show(entry: &mut ParsedEntry, pictures: &[Picture], is_silent: bool) {
    let texts = [&entry.content, &entry.summary];
    let is_told = pictures.len() > 1 || pictures.iter().any(|it| !it.words.is_empty());
    if !is_told || texts.into_iter().flatten().any(|it| shows_pictures(it)) {
        return;
    }
    if is_silent {
        entry.summary = None;
    }
    if let Some(first) = pictures.first() {
        // The one in the text, not another size of it, so that it is not shown twice.
        entry.image = Some(first.url.clone());
    }
    for picture in pictures {
        let value = |text: &str| escape_text(text).replace('"', "&quot;");
        let (url, words) = (value(&picture.url), value(&picture.words));
        add_below(
            entry,
            &format!("<p><img src=\"{url}\" alt=\"{words}\"></p>"),
        );
    }
}

/// Some picture that is no emoji.
fn shows_pictures(html: &str) -> bool {
    let is_small = |bit: &Bit, name| {
        let size = bit.attribute(name).and_then(|it| it.parse::<u32>().ok());
        size.is_some_and(|it| it < LEAST)
    };
    let is_picture = |bit: &Bit| {
        let is_img = matches!(bit, Bit::Open { name, .. } if name == "img");
        is_img && !is_small(bit, "width") && !is_small(bit, "height")
    };
    has_pictures(html) && bits(html).iter().any(is_picture)
}
