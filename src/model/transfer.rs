//! Articles with everything that is the reader's, on the way to another machine.

use super::{Enclosure, FeedTexts};
use serde::{Deserialize, Serialize};

/// Who wrote a file that is taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Anybody: what would start programs, read files or reroute what is read stays out.
    #[default]
    Elsewhere,
    /// The reader says that it is theirs: all of it is taken over.
    Own,
}

/// Of the form; a newer one is refused.
pub const TRANSFER_VERSION: u32 = 1;

/// One article as it goes out and comes in: times are seconds since 1970, hashes hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transfer {
    /// The feed's address.
    pub feed: String,
    /// Articles with the same number are one thing to read.
    pub work: i64,
    /// Kind (1 id, 2 address, 3 text) and hash.
    pub identities: Vec<(u8, String)>,
    /// By which other feeds' copies join.
    pub keys: Vec<String>,
    pub title: String,
    pub url: Option<String>,
    pub author: String,
    pub excerpt: String,
    pub published: Option<i64>,
    pub updated: Option<i64>,
    pub first_seen: i64,
    pub sort_at: i64,
    /// How much it is its outlet's own, from 0 to 2; older exports say only whether.
    #[serde(deserialize_with = "rank")]
    pub own: u8,
    pub words: u32,
    pub is_whole: bool,
    /// There are some in its text; older exports do not say.
    pub has_pictures: bool,
    pub language: Option<String>,
    pub image: Option<String>,
    pub categories: Vec<String>,
    pub enclosures: Vec<Enclosure>,
    pub content_hash: Option<String>,
    /// Name of the filter that keeps it out of the lists.
    pub muted_by: Option<String>,
    pub read_at: Option<i64>,
    pub saved_at: Option<i64>,
    pub dismissed_at: Option<i64>,
    pub queue_rank: Option<i64>,
    pub position: u32,
    pub tags: Vec<String>,
    pub texts: FeedTexts,
    /// What is searched.
    pub text: String,
    /// The cleaned document as JSON, and the version of the cleaner.
    pub document: Option<String>,
    pub cleaner: u32,
    /// What it said before, the oldest first; older exports have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

/// An article as newsboat keeps it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cached {
    pub entry: super::ParsedEntry,
    /// What its relative addresses hang on, where that is told.
    pub base: Option<String>,
    pub is_read: bool,
    /// Letters that the reader put on it.
    pub flags: String,
}

/// An earlier text of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Earlier {
    pub replaced_at: i64,
    pub title: String,
    /// It was read from the article's page; else its feed carried it.
    pub is_page: bool,
    pub text: String,
}

/// What an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub new: u32,
    pub known: u32,
    /// Works whose marks changed.
    pub marked: u32,
}

/// An entry that was here and was removed: it must not come back as new.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gone {
    pub feed: String,
    pub identities: Vec<(u8, String)>,
}

fn rank<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Own {
        Is(bool),
        Rank(u8),
    }
    Ok(match Own::deserialize(deserializer)? {
        Own::Is(is_own) => u8::from(is_own),
        Own::Rank(rank) => rank.min(2),
    })
}

impl Transfer {
    /// Without words: what marking needs.
    #[must_use]
    pub fn marks_alone(&self) -> Self {
        Self {
            feed: self.feed.clone(),
            work: self.work,
            read_at: self.read_at,
            saved_at: self.saved_at,
            dismissed_at: self.dismissed_at,
            queue_rank: self.queue_rank,
            position: self.position,
            tags: self.tags.clone(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_an_article_is_is_read_of_older_exports_too() {
        let own = |json: &str| serde_json::from_str::<Transfer>(json).unwrap().own;
        for (json, rank) in [
            ("{}", 0),
            (r#"{"own":false}"#, 0),
            (r#"{"own":true}"#, 1),
            (r#"{"own":2}"#, 2),
            (r#"{"own":9}"#, 2),
        ] {
            assert_eq!(own(json), rank, "{json}");
        }
        let sent = Transfer {
            own: 2,
            ..Transfer::default()
        };
        let text = serde_json::to_string(&sent).unwrap();
        assert_eq!(serde_json::from_str::<Transfer>(&text).unwrap(), sent);
    }
}
