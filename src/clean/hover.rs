//! What a picture says to a pointer that rests on it: the second joke of a comic. A terminal has no such
//! pointer, so it stands beneath the picture, unless it is said already.

use super::blocks::Block;
use super::cues::normal;
use super::tree::{Id, Tree};
use std::cell::OnceCell;

/// Fewer words name a file or a camera.
const LEAST_WORDS: usize = 4;
/// Words of a document whose picture is all there is to it.
const PICTURE_STORY: usize = 80;
/// Pictures of a document that are looked at.
const MOST: usize = 20;

/// The words of a picture's `title`.
pub fn words(tree: &Tree, picture: Id) -> Option<String> {
    let title = super::metadata::one_line(tree.attribute(picture, "title")?);
    (title.split_whitespace().count() >= LEAST_WORDS).then_some(title)
}

/// What the document says anyway.
#[derive(Default)]
pub struct Told {
    words: OnceCell<String>,
    beneath: Vec<String>,
}

impl Told {
    /// The words of this picture that nothing else says.
    pub fn beneath(
        &mut self,
        tree: &Tree,
        picture: Id,
        (blocks, kept): (&[Block], &[bool]),
        headline: &str,
    ) -> Option<String> {
        let title = words(tree, picture).filter(|_| self.beneath.len() < MOST)?;
        let wanted = normal(&title);
        let alt = normal(tree.attribute(picture, "alt").unwrap_or_default());
        // Programs fill both with the same; only a comic has nothing but that.
        let shown = || blocks.iter().zip(kept).filter(|(_, is_kept)| **is_kept);
        let is_story = || shown().map(|it| it.0.words.len()).sum::<usize>() < PICTURE_STORY;
        let said = self.words.get_or_init(|| {
            let texts = blocks.iter().map(|block| normal(&block.text));
            texts
                .chain([normal(headline)])
                .collect::<Vec<_>>()
                .join("\n")
        });
        let is_said = said.contains(&wanted) || (alt.contains(&wanted) && !is_story());
        let is_said = is_said || self.beneath.contains(&wanted);
        self.beneath.push(wanted);
        (!is_said).then_some(title)
    }
}

#[cfg(test)]
mod tests {
    use crate::clean::{Source, clean, sanitise};

    const JOKE: &str = "The tide took four hours to see the joke.";
    const PROSE: &str = "The ferry left the pier at six, with forty people and a piano on board, and nobody had \
        thought of the tide. Half an hour later it lay on a sandbank, quite upright, and the captain asked \
        whether anybody could play. A woman from the mainland could, it turned out. ";

    /// The document of a feed's entry, as HTML.
    fn of_feed(html: &str) -> String {
        of_both(None, html)
    }

    fn of_both(page: Option<&str>, html: &str) -> String {
        let source = Source {
            page,
            feed_title: Some("Tide and other people"),
            feed_summary: Some(html),
            ..Source::of_page("", Some("https://comic.example/7/"))
        };
        clean(&source).document.html
    }

    fn picture(title: &str, alt: &str) -> String {
        format!("<img src=\"https://comic.example/7.png\" title=\"{title}\" alt=\"{alt}\"/>")
    }

    fn times(html: &str, words: &str) -> usize {
        html.matches(words).count()
    }

    #[test]
    fn what_a_comic_says_to_the_pointer_stands_beneath_it() {
        for html in [
            of_feed(&picture(JOKE, "Tide")),
            sanitise(&picture(JOKE, "Tide"), None),
        ] {
            let caption = format!("<figcaption>{JOKE}</figcaption>");
            assert_eq!(times(&html, &caption), 1, "{html}");
        }
        // The alternative text gives way where it is the same.
        let same = of_feed(&picture(JOKE, JOKE));
        assert_eq!(times(&same, "<figcaption>"), 1, "{same}");
    }

    #[test]
    fn what_is_said_already_is_not_said_again() {
        let captioned = format!(
            "<figure>{}<figcaption>{JOKE} It laughed.</figcaption></figure>",
            picture(JOKE, "")
        );
        let twice = picture(JOKE, "").repeat(2);
        let told = format!("{}<p>{JOKE}</p>", picture(JOKE, ""));
        for (html, most) in [(captioned, 1), (told, 1), (twice, 1)] {
            let html = of_feed(&html);
            assert!(times(&html, JOKE) <= most, "{html}");
        }
        let headline = of_feed(&picture("Tide and other people", ""));
        assert_eq!(times(&headline, "figcaption"), 0, "{headline}");
    }

    /// Its page has nothing else to read but what stands on every page of the site.
    #[test]
    fn a_comic_is_its_picture_and_not_what_stands_around_that_on_its_page() {
        let comic = picture(JOKE, "Tide");
        let page = format!(
            "<html><head><title>Tide</title></head><body><ul><li><a href=/archive>Archive</a></li></ul>\
             <div>{comic}</div><p>Some of the people who draw these are people who read these, too.</p>\
             <p>Warning: this comic occasionally contains boats.</p></body></html>"
        );
        let html = of_both(Some(&page), &comic);
        let caption = format!("<figcaption>{JOKE}</figcaption>");
        assert!(html.contains("7.png") && html.contains(&caption), "{html}");
        assert!(!html.contains("Warning"), "{html}");
        let article =
            format!("<html><body><h1>Tide</h1><p>{PROSE}</p><p>{PROSE} More.</p></body></html>");
        assert!(of_both(Some(&article), &comic).contains("sandbank"));
    }

    #[test]
    fn names_of_files_and_what_programs_fill_in_are_no_captions() {
        let name = of_feed(&picture("IMG_2041 (large).jpg", ""));
        assert_eq!(times(&name, "figcaption"), 0, "{name}");
        let article = format!("<p>{PROSE}</p>{}<p>{PROSE}</p>", picture(JOKE, JOKE));
        let article = of_feed(&article);
        assert_eq!(times(&article, "figcaption"), 0, "{article}");
    }
}
