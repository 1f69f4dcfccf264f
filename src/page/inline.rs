//! Text of one block with its styles, white space folded, before it is broken into lines.

use super::Role;
use std::ops::Range;

/// How a stretch of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub role: Role,
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_struck: bool,
    pub link: Option<u32>,
    pub image: Option<u32>,
    pub code: Option<super::CodeColour>,
}

/// A block's text; `\n` is a line end that was asked for.
#[derive(Debug, Default)]
pub struct Inline {
    pub text: String,
    /// In order, without gaps.
    pub styles: Vec<(Range<usize>, Style)>,
    has_blank: bool,
}

impl Inline {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds text of HTML: runs of white space are one blank, none at a line's start.
    pub fn push(&mut self, text: &str, style: Style) {
        for part in text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            if !word.is_empty() {
                if std::mem::take(&mut self.has_blank) && !self.is_at_line_start() {
                    self.append(" ", style);
                }
                self.append(word, style);
            }
            self.has_blank |= word.len() < part.len();
        }
    }

    /// Adds text as it is, with what stands before it.
    pub fn push_exactly(&mut self, text: &str, style: Style) {
        self.has_blank = false;
        self.append(text, style);
    }

    pub fn break_line(&mut self) {
        self.has_blank = false;
        self.append("\n", Style::default());
    }

    fn is_at_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    fn append(&mut self, text: &str, style: Style) {
        let start = self.text.len();
        self.text.push_str(text);
        match self.styles.last_mut() {
            Some((range, last)) if *last == style => range.end = self.text.len(),
            _ => self.styles.push((start..self.text.len(), style)),
        }
    }

    /// The styled stretches of a part of the text.
    pub fn stretches(&self, part: &Range<usize>) -> Vec<(Range<usize>, Style)> {
        let first = self.styles.partition_point(|(range, _)| range.end <= part.start);
        let within = self.styles.get(first..).unwrap_or_default();
        within
            .iter()
            .take_while(|(range, _)| range.start < part.end)
            .map(|(range, style)| (range.start.max(part.start)..range.end.min(part.end), *style))
            .collect()
    }
}

impl Inline {
    /// A blank that waits for the next word; a link's number goes before it.
    pub fn take_blank(&mut self) -> bool {
        std::mem::take(&mut self.has_blank)
    }

    pub fn set_blank(&mut self, has_blank: bool) {
        self.has_blank = has_blank;
    }
}
