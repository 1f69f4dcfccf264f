//! `Document` → styled lines at a width. Pure.

use crate::model::Document;
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
    TableRule,
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
    let _ = (document, options);
    todo!()
}
