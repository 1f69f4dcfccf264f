//! The picture above the text, and what is said under it.

use super::Metadata;
use crate::clean::blocks::{Block, Kind};
use crate::clean::captions::{is_beside, is_called_caption};
use crate::clean::cues::{CUES, normal};
use crate::clean::hover;
use crate::clean::pictures;
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;
use url::Url;

#[derive(Default)]
pub struct Lead {
    pub image: Option<String>,
    pub caption: String,
    /// Blocks that are shown as the lead and so not again in the text.
    pub blocks: Vec<usize>,
}

/// Looks above the first paragraph; `first` is the text's first block.
pub fn lead(
    tree: &Tree,
    blocks: &[Block],
    meta: &Metadata,
    first: usize,
    base: Option<&Url>,
) -> Lead {
    let mut lead = Lead {
        image: meta
            .image
            .as_deref()
            .and_then(|url| pictures::address(url, base)),
        ..Lead::default()
    };
    let from = meta.headline.unwrap_or(0);
    let shown = blocks
        .iter()
        .enumerate()
        .take(first)
        .filter(|(_, block)| block.kind == Kind::Media && block.start > from)
        .find_map(|(place, block)| {
            let picture = pictures::picture(tree, block.start, base)?;
            let is_lead = !is_furniture(tree, block.holder)
                && !is_sign(&picture.alt)
                && !is_portrait(&picture.alt, &meta.byline);
            is_lead.then_some((place, picture))
        });
    let Some((place, picture)) = shown.or_else(|| above_headline(tree, blocks, meta, base)) else {
        return lead;
    };
    lead.blocks.push(place);
    let caption = caption(tree, blocks, place, first);
    lead.blocks.extend(&caption);
    lead.caption = joined(caption.iter().map(|&at| &blocks[at]));
    if lead.caption.is_empty() {
        let words = hover::words(tree, blocks[place].start).into_iter();
        let mut words = words.chain([picture.alt]);
        let caption =
            words.find(|words| is_caption(words, &meta.title) && !says_again(words, meta));
        lead.caption = caption.unwrap_or_default();
    }
    lead.image.get_or_insert(picture.url);
    lead
}

/// The lines of a caption in one, each said once: a page may have it whole and cut ("… more"), or the picture and its
/// neighbours' counts.
fn joined<'a>(lines: impl Iterator<Item = &'a Block>) -> String {
    let mut told: Vec<String> = Vec::new();
    for block in lines {
        if is_count(&block.text) {
            break;
        }
        let line = uncounted(&block.text).replace('\n', " ");
        // Once for eyes and once for those who listen.
        let line = line.replace("Credit Credit ", "Credit ");
        let line = if block.linked > 0 {
            unfolded(&line)
        } else {
            &line
        };
        let is_again = |other: &String| other.contains(line) || line.contains(other.as_str());
        match told.iter().position(is_again) {
            Some(at) if told[at].len() < line.len() => line.clone_into(&mut told[at]),
            Some(_) => {}
            None => told.push(line.to_owned()),
        }
    }
    told.join(" ")
}

/// Without the words that unfold a caption or fold it up.
fn unfolded(line: &str) -> &str {
    let ends = ["... more", "… more", " more", " less"];
    let cut = ends.iter().find_map(|end| line.strip_suffix(end));
    cut.unwrap_or(line).trim_end()
}

/// "2of4" alone.
fn is_count(line: &str) -> bool {
    let numbers = line.split(|c: char| !c.is_ascii_digit());
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    numbers.filter(|number| !number.is_empty()).count() == 2 && letters <= 3 && line.len() <= 10
}

/// Alternative text that says what stands above the picture anyway, or a key.
fn says_again(alt: &str, meta: &Metadata) -> bool {
    const KEY: usize = 20;
    let words = tokens(alt);
    let is_of = |text: &str| {
        let told = tokens(text);
        words.iter().filter(|word| told.contains(word)).count() * 5 >= words.len() * 4
    };
    let is_key = |word: &str| {
        word.len() >= KEY
            && word.contains(|c: char| c.is_ascii_digit())
            && word.contains(char::is_alphabetic)
    };
    is_of(&meta.title) || is_of(&meta.description) || alt.split(' ').any(is_key)
}

/// A picture with its caption above the headline, inside the same article.
fn above_headline(
    tree: &Tree,
    blocks: &[Block],
    meta: &Metadata,
    base: Option<&Url>,
) -> Option<(usize, pictures::Shown)> {
    let headline = meta.headline?;
    let article = tree
        .ancestors(headline)
        .find(|&id| matches!(tree.tag(id), "article" | "main"))?;
    let from = blocks.partition_point(|block| block.start < article);
    let to = blocks.partition_point(|block| block.start < headline);
    (from..to).find_map(|place| {
        let is_captioned = (place + 1..to)
            .take(2)
            .any(|at| blocks[at].kind == Kind::Caption);
        let picture = pictures::picture(tree, blocks[place].start, base)?;
        (is_captioned && blocks[place].kind == Kind::Media).then_some((place, picture))
    })
}

/// The lines inside the picture's figure, or the next line if it is named a caption.
fn caption(tree: &Tree, blocks: &[Block], place: usize, first: usize) -> Vec<usize> {
    let picture = blocks[place].start;
    let figure = tree
        .ancestors(picture)
        .take(5)
        .find(|&id| tree.tag(id) == "figure");
    (place + 1..first)
        .take(4)
        .filter(|&at| blocks[at].is_text() && blocks[at].chars < 600)
        .filter(|&at| !CUES.is_label(&normal(&blocks[at].text)))
        .filter(|&at| {
            figure.is_some_and(|figure| tree.is_within(blocks[at].start, figure))
                || blocks[at].kind == Kind::Caption
                || is_named_caption(tree, &blocks[at], picture)
        })
        .collect()
}

/// "1of4 The bank at noon": without the gallery's count.
fn uncounted(caption: &str) -> &str {
    const BETWEEN: [&str; 6] = ["of", "/", "von", "de", "di", "van"];
    let cut = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = cut(caption);
    let rest = caption.get(first..).unwrap_or_default().trim_start();
    let counted = BETWEEN.iter().find_map(|word| {
        let rest = rest.strip_prefix(word)?.trim_start();
        let last = cut(rest);
        let rest = rest.get(last..)?;
        // "2 of 10 boats" counts boats.
        (last > 0 && last <= 3 && rest.trim_start().starts_with(char::is_uppercase))
            .then_some(rest.trim_start())
    });
    counted
        .filter(|_| (1..=3).contains(&first))
        .unwrap_or(caption)
}

fn is_named_caption(tree: &Tree, block: &Block, picture: Id) -> bool {
    let inline = tree.ancestors(block.start).take(3);
    inline
        .filter(|&id| !tree.is_within(picture, id))
        .any(|id| is_called_caption(tree, id) && is_beside(tree, id, picture))
}

/// Avatars and the like.
fn is_furniture(tree: &Tree, holder: Id) -> bool {
    std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(4)
        .any(|id| {
            let names = tree.names(id);
            ["author", "avatar", "share", "social", "logo", "byline"]
                .iter()
                .any(|bad| names.contains(bad))
        })
}

/// Words that say what a picture is for, not what it shows.
const PLACES: [&str; 24] = [
    "image",
    "images",
    "picture",
    "photo",
    "photograph",
    "hero",
    "article",
    "post",
    "featured",
    "feature",
    "main",
    "lead",
    "cover",
    "header",
    "banner",
    "blog",
    "thumbnail",
    "thumb",
    "placeholder",
    "the",
    "for",
    "of",
    "default",
    "background",
];
/// Words of a portrait's alternative text beside the name.
const ABOUT: usize = 3;

/// It shows who wrote the article.
fn is_portrait(alt: &str, byline: &str) -> bool {
    let (alt, byline) = (tokens(alt), tokens(byline));
    !byline.is_empty()
        && alt.len() <= byline.len() + ABOUT
        && byline.iter().all(|name| alt.contains(name))
}

/// A sign of the page's own: "RSS icon".
fn is_sign(alt: &str) -> bool {
    let words: Vec<&str> = alt
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let signs = ["icon", "logo", "avatar"];
    let last = words.last().copied().unwrap_or_default();
    words.len() <= ABOUT && signs.iter().any(|sign| last.eq_ignore_ascii_case(sign))
}

/// Alternative text that says what is seen, not what the file is called.
fn is_caption(alt: &str, title: &str) -> bool {
    let words = tokens(alt);
    let mut plain = alt
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let says_place = |word: &str| PLACES.iter().any(|place| word.eq_ignore_ascii_case(place));
    words.len() >= 2
        && (alt.contains(' ') || !alt.contains('-'))
        && !plain.all(says_place)
        && ![
            "hero image",
            "featured image",
            "cover image",
            "header image",
        ]
        .iter()
        .any(|place| alt.to_lowercase().contains(place))
        && !is_sign(alt)
        && alt.chars().count() <= 300
        && words != tokens(title)
        && !alt.contains('_')
        && ![".jpg", ".jpeg", ".png", ".webp"]
            .iter()
            .any(|end| alt.to_lowercase().ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gallerys_count_is_no_part_of_a_caption() {
        for (told, caption) in [
            ("1of4 The bank at noon", "The bank at noon"),
            ("3 / 12 The bank at noon", "The bank at noon"),
            ("1of4The bank at noon", "The bank at noon"),
            ("2 of 10 boats came back", "2 of 10 boats came back"),
            ("1998 was a dry year", "1998 was a dry year"),
            ("Off the bank", "Off the bank"),
        ] {
            assert_eq!(uncounted(told), caption);
        }
    }

    #[test]
    fn the_name_of_a_file_is_no_caption() {
        assert!(!is_caption("ferry-on-the-bank", "The ferry"));
        assert!(is_caption("A ferry on the sand-bank", "The ferry"));
    }
}
