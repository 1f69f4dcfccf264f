//! An article cleaned: what `clean` makes, the store keeps and `page` lays out.

use super::Timestamp;
use crate::text::Clean;
use serde::{Deserialize, Serialize};

/// Sanitised HTML with its metadata; unwrapped, so that it can be laid out at any width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    pub title: Clean,
    pub standfirst: Clean,
    pub byline: Clean,
    #[serde(with = "seconds")]
    pub published: Option<Timestamp>,
    #[serde(with = "seconds")]
    pub updated: Option<Timestamp>,
    /// BCP 47.
    pub language: Option<String>,
    pub site: Clean,
    pub canonical: Option<String>,
    pub section: Clean,
    pub lead_image: Option<String>,
    pub lead_caption: Clean,
    /// Only elements that `page` can show; absolute URLs; without headline, standfirst, byline.
    pub html: String,
    /// The body's text alone, one block a line.
    pub text: String,
    pub words: u32,
    pub minutes: u32,
    /// In the order of the text; `[1]` in the text is the first.
    pub links: Vec<Link>,
    pub images: Vec<Picture>,
    pub chosen: Chosen,
    /// Why this candidate and not another, a line each.
    pub why: Vec<Clean>,
    pub warnings: Vec<Clean>,
}

impl Document {
    /// The picture above the text, unless the text shows it as well. Asked of the text: a link to it shows nothing, and among
    /// the numbered pictures may be the lead picture itself.
    #[must_use]
    pub fn lead(&self) -> Option<&str> {
        let lead = self.lead_image.as_deref()?;
        let mut shown = self.html.split("<img").skip(1).filter_map(|tag| {
            let (_, source) = tag.split_once("src=\"")?;
            Some(source.split('"').next()?.replace("&amp;", "&"))
        });
        shown
            .all(|url| !is_same_picture(&url, lead))
            .then_some(lead)
    }
}

/// Whether two addresses are of one picture: where a file is named, what stands behind it is its size and quality.
fn is_same_picture(one: &str, other: &str) -> bool {
    const FILES: [&str; 6] = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"];
    fn file(url: &str) -> &str {
        url.split(['?', '#']).next().unwrap_or_default()
    }
    let is_file = |url: &str| {
        let lower = url.to_ascii_lowercase();
        FILES.iter().any(|ending| lower.ends_with(ending))
    };
    one == other || (file(one) == file(other) && is_file(file(one)))
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub url: String,
    pub text: Clean,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub url: String,
    pub alt: Clean,
    pub caption: Clean,
}

/// Where the text of a document comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chosen {
    /// The feed carried the whole article.
    Feed,
    /// The site's own answer of the article (WordPress' REST interface).
    Rest,
    /// The article's page, extracted.
    Page,
    /// Only the feed's summary is there.
    #[default]
    Summary,
}

/// What of an article is shown. `v` goes through them in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// The article: the best text that there is.
    #[default]
    Clean,
    /// As its feed carried it.
    Feed,
    /// All words of its page.
    Page,
    /// The page's HTML.
    Source,
    /// What its outlet changed since it was read.
    Changes,
}

impl Version {
    pub const ALL: [Self; 5] = [
        Self::Clean,
        Self::Feed,
        Self::Page,
        Self::Source,
        Self::Changes,
    ];

    /// In a word or two.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "the article",
            Self::Feed => "as in the feed",
            Self::Page => "the whole page",
            Self::Source => "source",
            Self::Changes => "what changed",
        }
    }

    /// The one after this. Only of an article that `has_changed` there is what changed.
    #[must_use]
    pub fn next(self, has_changed: bool) -> Self {
        let at = Self::ALL.iter().position(|version| *version == self);
        let next = Self::ALL[(at.unwrap_or(0) + 1) % Self::ALL.len()];
        if next == Self::Changes && !has_changed {
            Self::default()
        } else {
            next
        }
    }
}

mod seconds {
    //! `Option<Timestamp>` as seconds, for the stored form.
    use super::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(
        clippy::ref_option,
        reason = "serde's `with` gives a reference to the field"
    )]
    pub fn serialize<S: Serializer>(time: &Option<Timestamp>, out: S) -> Result<S::Ok, S::Error> {
        time.map(Timestamp::seconds).serialize(out)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<i64>::deserialize(input)?.map(Timestamp::from_seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_picture_is_left_to_the_text_only_where_the_text_shows_it() {
        let lead = "https://lagoon.example/boat.jpg?w=600&q=1";
        let is_above = |html: &str| {
            let document = Document {
                lead_image: Some(lead.to_owned()),
                html: html.to_owned(),
                images: vec![Picture {
                    url: lead.to_owned(),
                    ..Picture::default()
                }],
                ..Document::default()
            };
            document.lead() == Some(lead)
        };
        for html in [
            "<p>Boats.</p>",
            "<p><a href=\"https://lagoon.example/boat.jpg?w=600&amp;q=1\">The boat</a></p>",
            "<p><img alt=\"\" src=\"https://lagoon.example/other.jpg?w=600&amp;q=1\"/></p>",
        ] {
            assert!(is_above(html), "{html}");
        }
        for html in [
            "<p><img src=\"https://lagoon.example/boat.jpg?w=600&amp;q=1\"/></p>",
            "<p><img src=\"https://lagoon.example/boat.jpg\"/></p>",
            "<p><img alt=\"\" src=\"https://lagoon.example/boat.jpg?w=1200\"/></p>",
        ] {
            assert!(!is_above(html), "{html}");
        }
    }

    #[test]
    fn what_a_query_names_is_another_picture() {
        let of = |number| format!("https://lagoon.example/image?id={number}");
        assert!(is_same_picture(&of(1), &of(1)));
        assert!(!is_same_picture(&of(1), &of(2)));
    }
}
