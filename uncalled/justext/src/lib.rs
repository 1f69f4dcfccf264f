//! What trafilatura names of the crate justext. It calls none of it, since tidings asks it for no fallback: the word
//! lists of a hundred languages would be a tenth of the program. Were it called, it would find no paragraph. See
//! docs/decisions/0023-crates-that-are-not-called.md.

use std::collections::HashSet;
use std::sync::LazyLock;

static NONE: LazyLock<HashSet<String>> = LazyLock::new(HashSet::new);

/// What a paragraph must have to be text.
#[derive(Default)]
pub struct Config;

impl Config {
    #[must_use]
    pub fn with_length_low(self, _: usize) -> Self {
        self
    }

    #[must_use]
    pub fn with_length_high(self, _: usize) -> Self {
        self
    }

    #[must_use]
    pub fn with_stopwords_low(self, _: f64) -> Self {
        self
    }

    #[must_use]
    pub fn with_stopwords_high(self, _: f64) -> Self {
        self
    }

    #[must_use]
    pub fn with_max_link_density(self, _: f64) -> Self {
        self
    }

    #[must_use]
    pub fn with_max_heading_distance(self, _: usize) -> Self {
        self
    }
}

/// A paragraph of a page.
pub struct Paragraph {
    pub text: String,
}

impl Paragraph {
    /// Whether it is no text of the article.
    #[must_use]
    pub fn is_boilerplate(&self) -> bool {
        true
    }
}

/// The paragraphs of a page: none.
#[must_use]
pub fn justext(_html: &str, _stoplist: &HashSet<String>, _config: &Config) -> Vec<Paragraph> {
    Vec::new()
}

/// The common words of a language: none is known.
///
/// # Errors
///
/// Always.
pub fn get_stoplist(_language: &str) -> Result<HashSet<String>, std::fmt::Error> {
    Err(std::fmt::Error)
}

/// The common words of all languages: none.
#[must_use]
pub fn get_all_stoplists() -> &'static HashSet<String> {
    &NONE
}
