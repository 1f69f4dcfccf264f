//! For learning the weights (`benches/learn.py`): the blocks of a page with their numbers, and what
//! other weights than the shipped ones would choose. Not used by the program.

pub use super::trees::Model;
use super::{Source, page};

/// One block of a page as the weights see it.
#[derive(serde::Serialize)]
pub struct Studied {
    pub text: String,
    pub is_text: bool,
    pub is_hidden: bool,
    /// Words as the cleaner counts them.
    pub words: usize,
    /// For the first trees.
    pub numbers: Vec<f32>,
    /// The places that the nearest elements around hold, from and to.
    pub holders: Vec<(usize, usize)>,
    /// What has the same is set alike.
    pub path: u64,
}

/// The blocks of a page.
#[must_use]
pub fn blocks(source: &Source<'_>) -> Vec<Studied> {
    page::study(source.page.unwrap_or_default(), source)
}

/// The body's text, chosen by the weights of `model`.
#[must_use]
pub fn text(source: &Source<'_>, model: &Model) -> String {
    page::read(source.page.unwrap_or_default(), source, model)
        .document
        .text
}
