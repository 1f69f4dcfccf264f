//! `Document` → styled lines at a width. Pure. html2text reads the HTML; breaking, indents and
//! tables are ours (docs/decisions/0003).

mod code;
mod compose;
mod inline;
mod table;
#[cfg(test)]
mod tests;
mod walk;

use crate::model::Document;
use compose::Composer;
use crate::text::Clean;

/// How a page is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageOptions {
    /// Columns that the text may take; the caller centres it.
    pub measure: u16,
    pub hyphenate: bool,
    /// Reorder right-to-left text (off for terminals that do it themselves).
    pub bidi: bool,
    pub ascii: bool,
    /// `[1]` after links.
    pub link_numbers: bool,
    /// The line under the standfirst: byline, date, minutes; written by the caller, who knows the zone.
    pub dateline: Clean,
}

/// A laid-out article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Blank columns before the first span.
    pub indent: u16,
    pub spans: Vec<Span>,
    /// Characters of the text before this line: a place that survives another width.
    pub offset: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub text: Clean,
    pub role: Role,
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_struck: bool,
    /// Index into `Document::links`.
    pub link: Option<u32>,
    /// Index into `Document::images`: alternative text that a picture may replace.
    pub image: Option<u32>,
    /// Colour of code, when it was recognised.
    pub code: Option<CodeColour>,
}

/// What a span is, for themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    #[default]
    Text,
    Title,
    Standfirst,
    Dateline,
    Heading,
    Quote,
    Caption,
    Code,
    LinkNumber,
    Link,
    ListMark,
    Rule,
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeColour {
    Comment,
    Keyword,
    Literal,
    Name,
    Type,
}

/// Lays out a whole article: headline, standfirst, dateline, lead caption, body.
#[must_use]
pub fn lay_out(document: &Document, options: &PageOptions) -> Page {
    // Nothing here is known to panic; should the parser, the reader still gets the words.
    let whole = std::panic::catch_unwind(|| compose(document, options, true));
    let lines = whole.unwrap_or_else(|_| compose(document, options, false));
    Page { lines }
}

fn compose(document: &Document, options: &PageOptions, with_structure: bool) -> Vec<Line> {
    let mut composer = Composer::new(document, options);
    composer.text(&document.title, Role::Title);
    composer.text(&document.standfirst, Role::Standfirst);
    composer.text(&options.dateline, Role::Dateline);
    if let Some(image) = &document.lead_image
        && !document.html.contains(image.as_str())
    {
        composer.text(&document.lead_caption, Role::Caption);
    }
    if with_structure && !document.html.is_empty() {
        walk::blocks(&mut composer, &document.html);
    } else {
        document.text.lines().for_each(|line| composer.text(line, Role::Text));
    }
    document.warnings.iter().for_each(|warning| composer.text(warning, Role::Note));
    composer.finish()
}

/// The page as plain text: no styles, no blanks at line ends.
#[must_use]
pub fn plain(page: &Page) -> String {
    let mut out = String::new();
    for line in &page.lines {
        let start = out.len();
        out.extend(std::iter::repeat_n(' ', usize::from(line.indent)));
        line.spans.iter().for_each(|span| out.push_str(&span.text));
        out.truncate(start + out.get(start..).map_or(0, |line| line.trim_end().len()));
        out.push('\n');
    }
    out
}
