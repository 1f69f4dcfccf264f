//! Several opinions of which blocks are the article.

use super::blocks::Block;
use super::readability;
use super::tree::Tree;
use super::words::Sketch;
use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

/// One opinion.
pub struct Candidate {
    pub name: &'static str,
    pub kept: Vec<bool>,
    pub words: usize,
}

impl Candidate {
    pub fn new(name: &'static str, blocks: &[Block], kept: Vec<bool>) -> Self {
        let words = blocks
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(b, _)| b.words.len())
            .sum();
        Self { name, kept, words }
    }

    /// The blocks whose words stand in a text.
    pub fn of_text(name: &'static str, blocks: &[Block], text: &str) -> Self {
        let sketch = Sketch::of(text);
        let kept = blocks
            .iter()
            .map(|block| sketch.share(&block.words) >= 0.6)
            .collect();
        Self::new(name, blocks, kept)
    }

    /// Shared words against all words, 0 to 1.
    pub fn agreement(&self, other: &Self, blocks: &[Block]) -> f32 {
        if self.words + other.words == 0 {
            return 1.0;
        }
        let shared: usize = blocks
            .iter()
            .zip(self.kept.iter().zip(&other.kept))
            .filter(|(_, (a, b))| **a && **b)
            .map(|(block, _)| block.words.len())
            .sum();
        2.0 * shared as f32 / (self.words + other.words) as f32
    }
}

/// Our own extractor.
pub fn readable(tree: &Tree, blocks: &[Block], title: &str) -> Candidate {
    let found = readability::extract(tree, blocks, title);
    Candidate::new("readability", blocks, found)
}

/// The crate trafilatura, favouring precision. It has panicked on strange trees before: then it has
/// no opinion.
pub fn trafilatura(page: Document, blocks: &[Block]) -> Candidate {
    let mut options = Options::default()
        .with_fallback(false)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_html_date_mode(HtmlDateMode::Disabled);
    options.exclude_comments = true;
    let text = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        trafilatura::extract_document(page, &options).map(|found| found.content_text)
    }));
    let text = text.ok().and_then(Result::ok).unwrap_or_default();
    Candidate::of_text("trafilatura", blocks, &text)
}
