//! `Document` → styled lines at a width. Pure.

mod block;
mod code;
mod compose;
mod glyphs;
mod picture;
mod read;
mod set;
mod styled;
mod table;
#[cfg(test)]
mod tests;
mod walk;

use crate::model::Document;
use crate::text::{self, Bidi, Clean, ISOLATE, ISOLATE_END};
use block::Block;
use glyphs::Glyphs;
pub use picture::{Canvas, PictureRow, Pictures, cells};
use read::Reader;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use styled::{Style, Styled};

/// How a page is set.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own, and all combinations exist"
)]
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
    /// `{+added+}` and `[-removed-]`, where neither colours nor lines tell them apart.
    pub change_marks: bool,
    /// Code in the colours of its language: making their tables takes longer than the rest of a page.
    pub code_colours: bool,
    pub pictures: Pictures,
    /// What stands in the line under the standfirst: byline, date, minutes; written by the caller, who knows the zone.
    pub dateline: Vec<Clean>,
}

impl PageOptions {
    /// As a terminal with colours shows an article, without pictures and without a dateline.
    #[must_use]
    pub fn new(measure: u16) -> Self {
        Self {
            measure,
            hyphenate: true,
            bidi: true,
            ascii: false,
            link_numbers: true,
            change_marks: false,
            code_colours: true,
            pictures: Pictures::Words,
            dateline: Vec::new(),
        }
    }
}

/// A laid-out article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub lines: Vec<Line>,
    /// Addresses of places in this article that its links lead to, and their lines.
    pub anchors: Vec<(String, u32)>,
}

impl Page {
    /// The line to which a link within the article leads; none for links that lead elsewhere.
    #[must_use]
    pub fn line_of(&self, url: &str) -> Option<usize> {
        let found = self.anchors.iter().find(|(anchor, _)| anchor == url);
        found.map(|(_, line)| *line as usize)
    }

    /// The lines in which headings of the body begin, to jump to.
    pub fn headings(&self) -> impl Iterator<Item = usize> {
        let is_heading = |line: &Line| line.spans.iter().any(|span| span.role == Role::Heading);
        let mut before = false;
        self.lines.iter().enumerate().filter_map(move |(at, line)| {
            let is_first = !before;
            before = is_heading(line);
            (before && is_first).then_some(at)
        })
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Blank columns before the first span.
    pub indent: u16,
    pub spans: Vec<Span>,
    /// Characters of the text before this line: a place that survives another width.
    pub offset: u32,
    /// A picture may stand here instead of the words.
    pub picture: Option<PictureRow>,
    pub end: LineEnd,
}

/// What stood in the text where a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// The text itself ends.
    #[default]
    Block,
    Blank,
    Nothing,
    /// Nothing: the line has a hyphen that the text does not have.
    Hyphen,
    /// The cells of a table's row go on in the next line.
    Cells,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub text: Clean,
    /// Characters of its block before it, in the order of reading; none for what the page adds to the text: bars, marks,
    /// rules, blanks.
    pub at: Option<u32>,
    /// Its characters stand on the screen from the last to the first.
    pub is_rtl: bool,
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
    /// What an outlet put in, and what it took out.
    Added,
    Removed,
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

/// A headline gets so many lines, on narrow screens so many columns: a longer one would hide the article.
const HEADLINE_LINES: usize = 4;
const HEADLINE: usize = 240;

/// What a page says of itself.
struct Note;

impl Note {
    const TABLE_CUT: &str = "The table goes on; more than 10,000 cells are not shown.";
    const PLAIN: &str = "Shown without its form: the page could not be laid out.";
}

/// Lays out a whole article: headline, standfirst, dateline, lead caption, body. Never fails: what cannot be laid
/// out is shown as plain text.
#[must_use]
pub fn lay_out(document: &Document, options: &PageOptions) -> Page {
    let form = || lay_out_body(document, options, body);
    // The parser has panicked on hostile pages before; an article without its form beats none.
    catch_unwind(AssertUnwindSafe(form))
        .unwrap_or_else(|_| lay_out_body(document, options, plain_body))
}

/// Addresses of places in a document that its own links lead to.
pub fn anchors(document: &Document) -> impl Iterator<Item = String> {
    // As `clean` writes them.
    let named = document.html.split("<a id=\"").skip(1);
    named.filter_map(|rest| Some(rest.split_once('"')?.0.replace("&amp;", "&")))
}

/// The page as text alone, for pipes and tests. No blanks at the ends of lines.
#[must_use]
pub fn plain(page: &Page) -> String {
    let mut out = String::new();
    for line in &page.lines {
        let mut text = " ".repeat(usize::from(line.indent));
        text.extend(line.spans.iter().map(|span| span.text.as_str()));
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

fn lay_out_body(
    document: &Document,
    options: &PageOptions,
    body: impl Fn(&Document, &mut Reader<'_>),
) -> Page {
    let glyphs = glyphs::glyphs(options.ascii);
    let mut reader = Reader::new(document, options, glyphs);
    head(document, options, glyphs, &mut reader);
    body(document, &mut reader);
    compose::compose(
        &reader.blocks,
        &reader.anchors,
        document.language.as_deref(),
        options,
        glyphs,
    )
}

fn head(document: &Document, options: &PageOptions, glyphs: &Glyphs, reader: &mut Reader<'_>) {
    let room = HEADLINE.max(usize::from(options.measure) * HEADLINE_LINES);
    let headline = text::cut_with(document.title.trim(), room, glyphs.cut);
    let dateline = dateline(&options.dateline, glyphs.dot);
    let title = Style {
        is_bold: true,
        ..Style::of(Role::Title)
    };
    for (text, style) in [
        (&*headline, title),
        (document.standfirst.trim(), Style::of(Role::Standfirst)),
        (dateline.as_str(), Style::of(Role::Dateline)),
    ] {
        if !text.is_empty() {
            reader.place(Block::Text(Styled::new(text, style)));
        }
    }
    lead(document, reader);
}

/// Lines end between the parts; a name may be long. Behind the first, where the line starts, none turns another.
fn dateline(parts: &[Clean], dot: &str) -> String {
    let seen = parts.iter().map(|part| part.trim());
    let turns = parts.iter().any(|part| Bidi::new(part).is_some());
    let mut out = String::new();
    for part in seen.filter(|part| !part.is_empty()) {
        let whole = match part.len() {
            ..=30 => Cow::Owned(part.replace(' ', "\u{a0}")),
            _ => Cow::Borrowed(part),
        };
        if out.is_empty() {
            out.push_str(&whole);
        } else if turns {
            out.push_str(&format!(" {dot} {ISOLATE}{whole}{ISOLATE_END}"));
        } else {
            out.push_str(&format!(" {dot} {whole}"));
        }
    }
    out
}

fn lead(document: &Document, reader: &mut Reader<'_>) {
    if let Some(url) = document.lead() {
        reader.lead_image(url);
    }
    let caption = document.lead_caption.trim();
    if !caption.is_empty() {
        reader.lead_caption(caption);
    }
}

fn body(document: &Document, reader: &mut Reader<'_>) {
    if walk::walk(&document.html, reader) {
        reader.flush();
    } else {
        plain_body(document, reader);
    }
}

fn plain_body(document: &Document, reader: &mut Reader<'_>) {
    reader.place(Block::Text(Styled::new(Note::PLAIN, Style::of(Role::Note))));
    let text = text::clean_block(&document.text);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        reader.place(Block::Text(Styled::new(line.trim(), Style::default())));
    }
}
