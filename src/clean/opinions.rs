//! What is said of the blocks of a page by several, and what comes of it when all of it is weighed.

use super::blocks::Block;
use super::candidates::{self, Candidate};
use super::looks::{self, Look};
use super::metadata::Metadata;
use super::tree::Tree;
use super::trees::Model;
use super::{Source, features, feed_text, vote};
use trafilatura::dom::Document as Page;

/// A page of more lines is no article: each of them weighed would cost a second.
pub const MOST_BLOCKS: usize = 20_000;

/// What others say of the blocks.
pub struct Opinions {
    ours: Candidate,
    other: Option<Candidate>,
    /// The text as JSON-LD or the feed tells it.
    told: Option<Candidate>,
}

/// As many opinions as time allows, the cheapest first.
pub fn ask(
    tree: &Tree,
    blocks: &[Block],
    meta: &Metadata,
    source: &Source<'_>,
    page: Option<Page>,
) -> Opinions {
    let body = meta
        .article_body
        .as_deref()
        .filter(|body| body.len() > 600)
        .map(super::plain_text);
    let feed = || {
        let is_whole = feed_text::is_whole(source.feed_summary, source.feed_content);
        source
            .feed_content
            .filter(|_| is_whole)
            .map(feed_text::text)
    };
    Opinions {
        ours: candidates::readable(tree, blocks, &meta.title),
        told: body
            .or_else(feed)
            .map(|text| Candidate::of_text("told", blocks, &text)),
        other: page
            .filter(|_| !(source.out_of_time)())
            .map(|page| candidates::trafilatura(page, blocks)),
    }
}

impl Opinions {
    /// What is kept, and how likely each block was text of the article.
    pub fn weigh(
        &self,
        tree: &Tree,
        blocks: &[Block],
        meta: &Metadata,
        model: &Model,
    ) -> (Vec<bool>, Vec<f32>) {
        if blocks.len() > MOST_BLOCKS {
            return (self.unweighed(blocks), Vec::new());
        }
        let looks = self.looks(tree, blocks, meta);
        let likely = model.likelihoods(blocks, &looks);
        let kept = vote::choose(blocks, &likely);
        if kept.iter().any(|kept| *kept) {
            (kept, likely)
        } else {
            (self.ours.kept.clone(), likely)
        }
    }

    /// What our extractor keeps if that is most of the page, else all that is shown.
    fn unweighed(&self, blocks: &[Block]) -> Vec<bool> {
        let all: usize = blocks.iter().map(|block| block.words.len()).sum();
        if self.ours.words * 2 > all {
            return self.ours.kept.clone();
        }
        blocks.iter().map(|block| !block.is_hidden).collect()
    }

    /// The opinions and the looks of every block.
    pub fn looks(&self, tree: &Tree, blocks: &[Block], meta: &Metadata) -> Vec<Look> {
        let other = self
            .other
            .as_ref()
            .filter(|other| other.words > 0)
            .unwrap_or(&self.ours);
        let pair = [&self.ours, other];
        let opinions = features::features(tree, blocks, pair, self.told.as_ref(), &meta.title);
        let mut looks = looks::looks(tree, blocks, pair, meta);
        for (look, opinion) in looks.iter_mut().zip(opinions) {
            look.numbers.extend(opinion);
        }
        looks
    }

    pub fn all(&self) -> impl Iterator<Item = &Candidate> {
        std::iter::once(&self.ours)
            .chain(&self.other)
            .chain(&self.told)
    }

    pub fn why(&self, blocks: &[Block]) -> String {
        match &self.other {
            Some(other) => format!(
                "the page: its two extractors agree on {:.0} % of the words",
                self.ours.agreement(other, blocks) * 100.0
            ),
            None => "the page: read by one extractor, for it is large or time was short".to_owned(),
        }
    }
}
