//! Styled text → lines at a width, in the order of the screen.

use super::Span;
use super::picture::PictureRow;
use super::styled::Styled;
use crate::text::{self, Bidi, Piece, WrapOptions};

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub columns: usize,
    pub hyphenate: Option<&'a str>,
    pub bidi: bool,
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
}

impl SetLine {
    pub(super) fn of(spans: Vec<Span>, offset: u32) -> Self {
        Self {
            columns: spans.iter().map(|span| text::width(&span.text)).sum(),
            spans,
            offset,
            is_rtl: false,
            picture: None,
        }
    }
}

pub(super) fn set(styled: &Styled, setting: &Setting<'_>) -> Vec<SetLine> {
    let source = styled.as_str();
    let bidi = setting.bidi.then(|| Bidi::new(source)).flatten();
    let options = WrapOptions {
        columns: setting.columns,
        taken: 0,
        hyphenate: setting.hyphenate,
    };
    let (mut byte, mut chars) = (0, 0_u32);
    text::wrap(source, &options)
        .into_iter()
        .map(|piece| {
            let skipped = source.get(byte..piece.range.start).unwrap_or_default();
            chars =
                chars.saturating_add(u32::try_from(skipped.chars().count()).unwrap_or(u32::MAX));
            byte = piece.range.start;
            let is_rtl = bidi.as_ref().is_some_and(|b| b.is_rtl_at(byte));
            let spans = match &bidi {
                Some(bidi) => visual(styled, bidi, &piece),
                None => logical(styled, &piece),
            };
            SetLine {
                is_rtl,
                ..SetLine::of(spans, chars)
            }
        })
        .collect()
}

fn logical(styled: &Styled, piece: &Piece) -> Vec<Span> {
    let mut spans: Vec<Span> = styled
        .parts(piece.range.clone())
        .filter(|(part, _)| !part.is_empty())
        .map(|(part, style)| style.span(part))
        .collect();
    if piece.is_hyphenated
        && let Some(last) = spans.last_mut()
    {
        last.text = text::clean_block(&format!("{}-", last.text));
    }
    spans
}

fn visual(styled: &Styled, bidi: &Bidi, piece: &Piece) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in bidi.line(piece.range.clone()) {
        // A hyphen follows the letters before it, wherever the line puts them.
        let hyphen = if piece.is_hyphenated && run.range.end == piece.range.end {
            "-"
        } else {
            ""
        };
        let parts = styled.parts(run.range).filter(|(part, _)| !part.is_empty());
        if run.is_rtl {
            let before = spans.len();
            spans.extend(
                parts
                    .rev()
                    .map(|(part, style)| style.span(&text::reversed(part))),
            );
            if let Some(first) = spans.get_mut(before) {
                first.text = text::clean_block(&format!("{hyphen}{}", first.text));
            }
        } else {
            spans.extend(parts.map(|(part, style)| style.span(part)));
            if let Some(last) = spans.last_mut() {
                last.text = text::clean_block(&format!("{}{hyphen}", last.text));
            }
        }
    }
    spans
}
