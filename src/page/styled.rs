//! Text with styles, as it grows while a document is read. Nothing of widths here.

use super::{CodeColour, Role, Span};
use crate::text::clean_block;
use std::ops::Range;

/// Keeps what stands before and after it together; `Clean` takes it out.
const WORD_JOINER: char = '\u{2060}';

/// How a stretch of text is shown: a `Span` without its text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Style {
    pub role: Role,
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_struck: bool,
    pub link: Option<u32>,
    pub image: Option<u32>,
    pub code: Option<CodeColour>,
}

impl Style {
    pub(super) fn of(role: Role) -> Self {
        Self {
            role,
            ..Self::default()
        }
    }

    pub(super) fn span(self, text: &str) -> Span {
        Span {
            // Whether a line may end there is decided by now.
            text: clean_block(&text.replace(['\u{a0}', '\u{202f}'], " ")),
            at: None,
            is_rtl: false,
            role: self.role,
            is_bold: self.is_bold,
            is_italic: self.is_italic,
            is_struck: self.is_struck,
            link: self.link,
            image: self.image,
            code: self.code,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Styled {
    text: String,
    /// Where each stretch ends, in bytes.
    runs: Vec<(usize, Style)>,
}

impl Styled {
    pub(super) fn new(text: &str, style: Style) -> Self {
        let mut styled = Self::default();
        styled.push(text, style);
        styled
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn chars(&self) -> u32 {
        u32::try_from(self.text.chars().count()).unwrap_or(u32::MAX)
    }

    pub(super) fn push(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let end = self.text.len();
        match self.runs.last_mut() {
            Some((last, same)) if *same == style => *last = end,
            _ => self.runs.push((end, style)),
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        for (part, style) in other.parts(0..other.len()) {
            self.push(part, style);
        }
    }

    /// As HTML does: blanks and line ends together are one blank, none at the start of a line.
    pub(super) fn push_collapsed(&mut self, text: &str, style: Style) {
        let is_blank = |c: char| matches!(c, ' ' | '\n');
        let mut out = String::with_capacity(text.len());
        let mut last = self.text.chars().next_back().unwrap_or('\n');
        for c in text.chars() {
            if !is_blank(c) {
                out.push(c);
                last = c;
            } else if !is_blank(last) {
                out.push(' ');
                last = ' ';
            }
        }
        self.push(&out, style);
    }

    /// So that no line ends here.
    pub(super) fn glue(&mut self, style: Style) {
        self.push(WORD_JOINER.encode_utf8(&mut [0; 4]), style);
    }

    pub(super) fn end_line(&mut self, style: Style) {
        self.trim_blanks();
        self.push("\n", style);
    }

    pub(super) fn trim_blanks(&mut self) {
        self.truncate(self.text.trim_end_matches(' ').len());
    }

    pub(super) fn trim(&mut self) {
        self.truncate(self.text.trim_end().len());
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn truncate(&mut self, end: usize) {
        if end >= self.text.len() {
            return;
        }
        self.text.truncate(end);
        let whole = self.runs.partition_point(|(last, _)| *last < end);
        self.runs.truncate(whole + usize::from(end > 0));
        if let Some((last, _)) = self.runs.last_mut() {
            *last = end;
        }
    }

    /// The stretches of one style inside these bytes.
    pub(super) fn parts(
        &self,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = (&str, Style)> {
        let first = self.runs.partition_point(|(end, _)| *end <= range.start);
        let last = self.runs.partition_point(|(end, _)| *end < range.end);
        let runs = self
            .runs
            .get(first..=last.min(self.runs.len().saturating_sub(1)));
        runs.unwrap_or_default()
            .iter()
            .enumerate()
            .map(move |(i, (end, style))| {
                let before = (first + i).checked_sub(1).and_then(|i| self.runs.get(i));
                let start = before.map_or(0, |(end, _)| *end).max(range.start);
                let part = self.text.get(start..(*end).min(range.end));
                (part.unwrap_or_default(), *style)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_collapse_over_styles() {
        let mut text = Styled::default();
        let bold = Style {
            is_bold: true,
            ..Style::default()
        };
        text.push_collapsed("  the \n river ", Style::default());
        text.push_collapsed(" is low", bold);
        assert_eq!(text.as_str(), "the river is low");
        let parts: Vec<_> = text.parts(4..13).collect();
        assert_eq!(parts, [("river ", Style::default()), ("is ", bold)]);
    }

    #[test]
    fn cutting_the_end_keeps_the_styles_before() {
        let mut text = Styled::default();
        let bold = Style {
            is_bold: true,
            ..Style::default()
        };
        text.push("ab", Style::default());
        text.push("cd", bold);
        text.push("ef", Style::default());
        text.truncate(3);
        assert_eq!(
            text.parts(0..3).collect::<Vec<_>>(),
            [("ab", Style::default()), ("c", bold)]
        );
        text.truncate(2);
        assert_eq!(
            text.parts(0..2).collect::<Vec<_>>(),
            [("ab", Style::default())]
        );
        text.truncate(0);
        assert_eq!(text.parts(0..0).count(), 0);
    }
}
