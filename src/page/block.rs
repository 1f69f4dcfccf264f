//! A document as a flat list of blocks, each with what stands at its left. Plain data.

use super::styled::Styled;

/// A block in its place.
#[derive(Debug)]
pub(super) struct Placed {
    /// From the outermost in.
    pub frame: Vec<Part>,
    /// Each stands in the first line instead of the blanks of the part with its index; several where an item begins with
    /// a list of its own.
    pub markers: Vec<(usize, String)>,
    /// A blank line before it.
    pub has_gap: bool,
    pub block: Block,
}

/// What stands at the left of every line of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub kind: PartKind,
    pub columns: u16,
    /// Tells two quotes that follow one another apart.
    pub id: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    Blank,
    Bar,
}

#[derive(Debug)]
pub(super) enum Block {
    Text(Styled),
    Heading(Styled),
    Code {
        text: String,
        language: Option<String>,
    },
    Image {
        index: Option<u32>,
        link: Option<u32>,
        alt: String,
    },
    Table(Table),
    Rule,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    pub columns: usize,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub is_head: bool,
    /// Rows in which nothing stands are counted, and left out.
    pub number: usize,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Default)]
pub(super) struct Cell {
    pub text: Styled,
    pub column: usize,
    pub span: usize,
    /// The number of the last row that it reaches into.
    pub last_row: usize,
    pub is_head: bool,
}

impl Block {
    /// Its length in characters, the same at any width.
    pub(super) fn chars(&self) -> u32 {
        match self {
            Self::Text(text) | Self::Heading(text) => text.chars(),
            Self::Code { text, .. } => u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            Self::Image { alt, .. } => u32::try_from(alt.chars().count()).unwrap_or(u32::MAX),
            Self::Table(table) => table
                .rows
                .iter()
                .map(Row::chars)
                .fold(0, u32::saturating_add),
            Self::Rule => 1,
        }
    }
}

impl Row {
    pub(super) fn chars(&self) -> u32 {
        self.cells
            .iter()
            .map(|cell| cell.text.chars())
            .fold(0, u32::saturating_add)
    }
}
