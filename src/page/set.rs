//! Styled text → lines at a width, in the order of the screen.

use super::picture::PictureRow;
use super::styled::Styled;
use super::{LineEnd, Span};
use crate::text::{self, Bidi, Piece, WrapOptions};
use std::ops::Range;

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub columns: usize,
    pub hyphenate: Option<&'a str>,
    pub bidi: bool,
    /// The language of the article is written from right to left.
    pub is_rtl: bool,
}

/// A line of one block.
#[derive(Debug, Default)]
pub(super) struct SetLine {
    pub spans: Vec<Span>,
    pub columns: usize,
    /// Characters of the block before this line.
    pub offset: u32,
    /// Starts at the right.
    pub is_rtl: bool,
    pub picture: Option<PictureRow>,
    pub end: LineEnd,
}

impl SetLine {
    pub(super) fn of(spans: Vec<Span>, offset: u32) -> Self {
        Self {
            columns: spans.iter().map(|span| text::width(&span.text)).sum(),
            spans,
            offset,
            is_rtl: false,
            picture: None,
            end: LineEnd::default(),
        }
    }
}

pub(super) fn set(styled: &Styled, setting: &Setting<'_>) -> Vec<SetLine> {
    let source = styled.as_str();
    let bidi = setting.bidi.then(|| Bidi::of(source, setting.is_rtl));
    let bidi = bidi.flatten();
    let options = WrapOptions {
        columns: setting.columns,
        taken: 0,
        hyphenate: setting.hyphenate,
    };
    let (mut byte, mut chars) = (0, 0_u32);
    let mut pieces = text::wrap(source, &options).into_iter().peekable();
    let mut lines = Vec::new();
    while let Some(piece) = pieces.next() {
        let skipped = source.get(byte..piece.range.start).unwrap_or_default();
        chars = chars.saturating_add(count(skipped));
        byte = piece.range.start;
        let is_rtl = bidi.as_ref().is_some_and(|b| b.is_rtl_at(byte));
        let spans = match &bidi {
            Some(bidi) => visual(styled, bidi, &piece, chars),
            None => logical(styled, &piece, chars),
        };
        lines.push(SetLine {
            is_rtl,
            end: end(source, &piece, pieces.peek()),
            ..SetLine::of(spans, chars)
        });
    }
    lines
}

pub(super) fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn end(source: &str, piece: &Piece, next: Option<&Piece>) -> LineEnd {
    let Some(next) = next else {
        return LineEnd::Block;
    };
    let between = source.get(piece.range.end..next.range.start);
    match between.unwrap_or_default() {
        "" if piece.is_hyphenated => LineEnd::Hyphen,
        "" => LineEnd::Nothing,
        _ => LineEnd::Blank,
    }
}

/// The stretches of one style, each with the characters before it.
pub(super) fn spans_of(styled: &Styled, range: Range<usize>, mut at: u32) -> Vec<Span> {
    let parts = styled.parts(range).filter(|(part, _)| !part.is_empty());
    let placed = parts.map(|(part, style)| {
        let here = at;
        at = at.saturating_add(count(part));
        Span {
            at: Some(here),
            ..style.span(part)
        }
    });
    placed.collect()
}

fn logical(styled: &Styled, piece: &Piece, at: u32) -> Vec<Span> {
    let mut spans = spans_of(styled, piece.range.clone(), at);
    if piece.is_hyphenated
        && let Some(last) = spans.last_mut()
    {
        last.text = text::clean_block(&format!("{}-", last.text));
    }
    spans
}

pub(super) fn visual(styled: &Styled, bidi: &Bidi, piece: &Piece, at: u32) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in bidi.line(piece.range.clone()) {
        // A hyphen follows the letters before it, wherever the line puts them.
        let hyphen = if piece.is_hyphenated && run.range.end == piece.range.end {
            "-"
        } else {
            ""
        };
        let before = styled.as_str().get(piece.range.start..run.range.start);
        let at = at.saturating_add(count(before.unwrap_or_default()));
        let mut parts = spans_of(styled, run.range, at);
        if let Some(last) = parts.last_mut() {
            last.text = text::clean_block(&format!("{}{hyphen}", last.text));
        }
        if run.is_rtl {
            parts.reverse();
            for span in &mut parts {
                span.text = text::clean_block(&text::reversed(&span.text));
                span.is_rtl = true;
            }
        }
        spans.extend(parts);
    }
    spans
}
