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
    /// The picture above the text, unless it stands in the text as well.
    #[must_use]
    pub fn lead(&self) -> Option<&str> {
        let lead = self.lead_image.as_deref()?;
        let mut known = self.images.iter();
        known.all(|image| image.url != lead).then_some(lead)
    }
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
