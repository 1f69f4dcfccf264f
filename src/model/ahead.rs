//! What is fetched before anybody opens it, and how that went.

use super::{ArticleId, Timestamp};
use crate::text::Clean;
use serde::{Deserialize, Serialize};

/// What is fetched of articles before they are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ahead {
    Off,
    #[default]
    Text,
    /// Text and pictures.
    Pictures,
}

impl Ahead {
    pub const ALL: [Self; 3] = [Self::Off, Self::Text, Self::Pictures];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Text => "text",
            Self::Pictures => "pictures",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Whether the pictures of an article's text are on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDisk {
    /// Not all, or nobody has looked.
    #[default]
    No,
    All,
    /// The text has none.
    Nothing,
}

/// What is known of an article without reading its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub is_whole: bool,
    /// Its document is there, of the cleaner that was asked about.
    pub is_clean: bool,
    pub pictures: OnDisk,
    pub words: u32,
}

/// What could not be had, and is left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    pub tries: u32,
    pub until: Timestamp,
    pub why: Clean,
}

/// Where fetching ahead stands, and in the end what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AheadProgress {
    /// Articles that are meant, as far as is known.
    pub total: u32,
    pub done: u32,
    /// Of those done: the whole text is on the disk, with the pictures that were wanted or as many as can be had.
    pub whole: u32,
    /// Minutes that reading the whole ones takes.
    pub minutes: u32,
    /// On the wire, of this run.
    pub bytes: u64,
    /// Known of a finished run, as the next list.
    pub failures: Vec<AheadFailure>,
    /// Of the whole ones: those that lack pictures, with the reason.
    pub without_pictures: Vec<AheadFailure>,
    /// Of these: those whose pictures had failed before, and were not asked for.
    pub left_alone: u32,
    /// Why not everything was tried.
    pub stopped: Option<Clean>,
    pub is_finished: bool,
    pub is_offline: bool,
}

impl AheadProgress {
    /// As it is told after each article: the lists grow with the run.
    #[must_use]
    pub fn without_lists(&self) -> Self {
        Self {
            failures: Vec::new(),
            without_pictures: Vec::new(),
            stopped: self.stopped.clone(),
            ..*self
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AheadFailure {
    pub article: ArticleId,
    pub title: Clean,
    pub why: Clean,
    /// It was not asked for in this run.
    pub is_left_alone: bool,
}
