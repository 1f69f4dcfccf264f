//! What trafilatura names of the crate libreadability. It calls none of it, since tidings asks it for no fallback. Were
//! it called, it would find no article. See docs/decisions/0023-crates-that-are-not-called.md.

/// What finds the article of a page.
#[derive(Default)]
pub struct Parser;

/// What was found.
pub struct Article {
    /// HTML.
    pub content: String,
}

impl Parser {
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// The article of a page.
    ///
    /// # Errors
    ///
    /// Always: none is found.
    pub fn parse(
        &mut self,
        _html: &str,
        _address: Option<&str>,
    ) -> Result<Article, std::fmt::Error> {
        Err(std::fmt::Error)
    }
}
