//! From sanitised HTML to a `Document`: numbers links and pictures, counts words, adds metadata.

use super::Source;
use super::metadata::{self, Lead, Metadata, language_tag};
use super::pictures;
use super::tree::{is_block, push_words};
use super::words::{Sketch, tokens};
use crate::markup::{Bit, bits};
use crate::model::{Document, Link, Picture, minutes};
use crate::text::{Clean, clean_line};
use std::collections::HashSet;
use url::Url;

/// A standfirst that the text itself says is not shown twice.
const REPEATED: f32 = 0.7;

/// A document with its text, and what the feed knows of it.
pub fn document(html: String, text: String, source: &Source<'_>) -> Document {
    let (links, images) = numbered(&html);
    let words = tokens(&text).len() as u32;
    Document {
        title: line(source.feed_title),
        byline: clean_line(&metadata::plain_name(
            source.feed_author.unwrap_or_default(),
        )),
        published: source.published,
        language: source.language.and_then(language_tag),
        site: line(source.outlet),
        canonical: source.url.and_then(|url| pictures::address(url, None)),
        lead_image: source
            .feed_image
            .and_then(|url| pictures::address(url, None)),
        minutes: reading_minutes(&text, words),
        words,
        html,
        text,
        links,
        images,
        ..Document::default()
    }
}

fn line(text: Option<&str>) -> Clean {
    text.map(|text| clean_line(&super::metadata::one_line(text)))
        .unwrap_or_default()
}

/// Ideographs are read at about 500 a minute, words at the model's pace.
fn reading_minutes(text: &str, words: u32) -> u32 {
    let ideographs = text
        .chars()
        .filter(|c| super::words::is_ideograph(*c))
        .count() as u32;
    let words = words.saturating_sub(ideographs) + ideographs.saturating_mul(230) / 500;
    minutes(words)
}

/// Language by the text itself: only when nobody says it, and only when sure.
pub fn guess_language(document: &mut Document) {
    if document.language.is_none() {
        document.language = guess(&document.text);
    }
}

fn guess(text: &str) -> Option<String> {
    let start: String = text.chars().take(3_000).collect();
    let found = whatlang::detect(&start).filter(whatlang::Info::is_reliable)?;
    iso_639_1(found.lang().code()).map(str::to_owned)
}

/// whatlang says ISO 639-3; pages and outlets say 639-1.
fn iso_639_1(code: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 44] = [
        ("eng", "en"),
        ("deu", "de"),
        ("fra", "fr"),
        ("spa", "es"),
        ("por", "pt"),
        ("ita", "it"),
        ("nld", "nl"),
        ("rus", "ru"),
        ("ukr", "uk"),
        ("pol", "pl"),
        ("ces", "cs"),
        ("slk", "sk"),
        ("swe", "sv"),
        ("dan", "da"),
        ("nob", "nb"),
        ("fin", "fi"),
        ("ell", "el"),
        ("tur", "tr"),
        ("ara", "ar"),
        ("heb", "he"),
        ("hin", "hi"),
        ("urd", "ur"),
        ("ben", "bn"),
        ("tam", "ta"),
        ("tel", "te"),
        ("mar", "mr"),
        ("guj", "gu"),
        ("cmn", "zh"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("vie", "vi"),
        ("tha", "th"),
        ("ind", "id"),
        ("ron", "ro"),
        ("hun", "hu"),
        ("bul", "bg"),
        ("srp", "sr"),
        ("hrv", "hr"),
        ("cat", "ca"),
        ("afr", "af"),
        ("zul", "zu"),
        ("pes", "fa"),
        ("lit", "lt"),
        ("lav", "lv"),
    ];
    CODES
        .iter()
        .find(|(long, _)| *long == code)
        .map(|(_, short)| *short)
}

/// Links in the order of the text, each address once, and pictures. Of what the sanitiser wrote, so
/// that no parser is needed.
fn numbered(html: &str) -> (Vec<Link>, Vec<Picture>) {
    let mut found = Numbered::default();
    for bit in bits(html) {
        match &bit {
            Bit::Text(text) => found.text(text),
            Bit::Open { name, .. } => found.open(name, &bit),
            Bit::Close(name) => found.close(name),
        }
    }
    (found.links, found.images)
}

#[derive(Default)]
struct Numbered {
    links: Vec<Link>,
    images: Vec<Picture>,
    seen: HashSet<String>,
    /// Text of the link that is open, if its address is new.
    link: Option<String>,
    figures: Vec<Figure>,
    /// Inside the caption of the innermost figure.
    is_caption: bool,
}

#[derive(Default)]
struct Figure {
    images: Vec<usize>,
    caption: String,
}

impl Numbered {
    fn text(&mut self, text: &str) {
        if let Some(link) = &mut self.link {
            push_words(link, text);
        }
        if let Some(figure) = self.figures.last_mut().filter(|_| self.is_caption) {
            push_words(&mut figure.caption, text);
        }
    }

    fn open(&mut self, name: &str, bit: &Bit) {
        match name {
            "a" => {
                let url = bit.attribute("href").unwrap_or_default();
                if !url.is_empty() && self.seen.insert(url.to_owned()) {
                    self.links.push(Link {
                        url: url.to_owned(),
                        text: Clean::default(),
                    });
                    self.link = Some(String::new());
                }
            }
            "img" => {
                if let Some(figure) = self.figures.last_mut() {
                    figure.images.push(self.images.len());
                }
                self.images.push(Picture {
                    url: bit.attribute("src").unwrap_or_default().to_owned(),
                    alt: clean_line(bit.attribute("alt").unwrap_or_default()),
                    caption: Clean::default(),
                });
            }
            "figure" => self.figures.push(Figure::default()),
            "figcaption" => {
                // The first one counts.
                let figure = self.figures.last();
                self.is_caption = figure.is_some_and(|figure| figure.caption.is_empty());
            }
            "br" => self.text(" "),
            _ if is_block(name) => self.text(" "),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => {
                if let (Some(text), Some(link)) = (self.link.take(), self.links.last_mut()) {
                    link.text = clean_line(text.trim());
                }
            }
            "figcaption" => self.is_caption = false,
            "figure" => {
                let Some(figure) = self.figures.pop() else {
                    return;
                };
                let caption = clean_line(figure.caption.trim());
                for at in figure.images {
                    if let Some(image) = self.images.get_mut(at) {
                        image.caption.clone_from(&caption);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Letters in links against all letters, 0 to 1; of what the sanitiser wrote.
pub fn linked_share(html: &str) -> f32 {
    let (mut all, mut linked, mut is_linked) = (0_usize, 0_usize, false);
    for bit in bits(html) {
        match bit {
            Bit::Text(text) => {
                let letters = text.chars().filter(|c| !c.is_whitespace()).count();
                all += letters;
                linked += if is_linked { letters } else { 0 };
            }
            Bit::Open { name, .. } => is_linked |= name == "a",
            Bit::Close(name) => is_linked &= name != "a",
        }
    }
    if all == 0 {
        return 0.0;
    }
    linked as f32 / all as f32
}

/// The page's own word where it has one; the outlet's language before the page's.
pub fn add_metadata(document: &mut Document, meta: &Metadata, lead: Lead, base: Option<&Url>) {
    let put = |place: &mut Clean, text: &str| {
        if !text.is_empty() {
            *place = clean_line(text);
        }
    };
    put(&mut document.title, &meta.title);
    put(&mut document.byline, &meta.byline);
    put(&mut document.section, &meta.section);
    if document.site.is_empty() {
        document.site = clean_line(&meta.site);
    }
    document.lead_caption = clean_line(&lead.caption);
    if says_again(&document.text, &lead.caption) {
        document.lead_caption = Clean::default();
    }
    document.lead_image = lead.image.or(document.lead_image.take());
    let known = document.published.filter(|_| meta.is_date_doubtful);
    document.published = known.or(meta.published).or(document.published);
    document.updated = meta.updated;
    if document.language.is_none() {
        document.language.clone_from(&meta.language);
    }
    if let Some(canonical) = meta
        .canonical
        .as_deref()
        .and_then(|url| pictures::address(url, base))
    {
        document.canonical = Some(canonical);
    }
}

/// The text begins with the same.
fn says_again(text: &str, line: &str) -> bool {
    const BEGINNING: usize = 600;
    Sketch::of(crate::text::cap(text, BEGINNING)).share(&tokens(line)) >= REPEATED
}

/// The visible one, else the page's description unless the text begins with it; `is_shown` says that
/// the description is a line of the page, `is_slogan` that other pages of the outlet have the same.
pub fn standfirst(
    shown: Option<&str>,
    meta: &Metadata,
    document: &Document,
    is_shown: bool,
    is_slogan: bool,
) -> Clean {
    if let Some(shown) = shown {
        return clean_line(&shown.replace('\n', " "));
    }
    let told = metadata::without_site(&meta.description, &meta.site);
    let told = told.trim();
    let is_cut = told.ends_with(['…'])
        || told.ends_with("...")
        || told.ends_with("[…]")
        || told.ends_with("[...]");
    let repeats = [document.text.as_str(), document.title.as_str()]
        .iter()
        .any(|text| Sketch::of(text).share(&tokens(told)) >= REPEATED);
    if is_slogan || is_cut || repeats || !(40..=400).contains(&told.chars().count()) {
        return Clean::default();
    }
    if !is_shown && !is_about(told, document) {
        return Clean::default();
    }
    clean_line(told)
}

/// A description that nobody sees and that shares no longer word with headline and text tells of the site, not of the
/// article.
fn is_about(told: &str, document: &Document) -> bool {
    let long = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 4)
            .map(str::to_lowercase)
            .collect()
    };
    let words = long(told);
    if words.is_empty() || document.text.is_empty() {
        return true;
    }
    !words.is_disjoint(&long(document.title.as_str())) || !words.is_disjoint(&long(&document.text))
}
