//! Blocks become lines: margins, breaking, direction, places.

use super::inline::{Inline, Style};
use super::{Line, PageOptions, Role, Span};
use crate::model::Document;
use crate::text::{
    clean_line, clean_block, fold, is_right_to_left, mirrored, visual_runs, width, wrap,
};
use std::collections::HashMap;
use std::ops::Range;

/// Columns that text keeps however deep it is nested.
const LEAST: usize = 10;

/// What stands left of a block's lines: once at its first, then at the others.
struct Margin {
    first: Option<String>,
    rest: String,
    role: Role,
}

pub struct Composer<'a> {
    pub options: &'a PageOptions,
    pub document: &'a Document,
    links: HashMap<&'a str, u32>,
    images: HashMap<&'a str, u32>,
    lines: Vec<Line>,
    margins: Vec<Margin>,
    offset: u32,
    /// The next block is not parted from the last one by an empty line.
    is_tight: bool,
}

impl<'a> Composer<'a> {
    pub fn new(document: &'a Document, options: &'a PageOptions) -> Self {
        let numbered = |urls: Vec<&'a str>| {
            let mut map = HashMap::new();
            for (index, url) in urls.into_iter().enumerate() {
                map.entry(url).or_insert(index as u32);
            }
            map
        };
        Self {
            options,
            document,
            links: numbered(document.links.iter().map(|link| link.url.as_str()).collect()),
            images: numbered(document.images.iter().map(|image| image.url.as_str()).collect()),
            lines: Vec::new(),
            margins: Vec::new(),
            offset: 0,
            is_tight: true,
        }
    }

    pub fn link(&self, url: &str) -> Option<u32> {
        self.links.get(url).copied()
    }

    pub fn image(&self, url: &str) -> Option<u32> {
        self.images.get(url).copied()
    }

    pub fn finish(mut self) -> Vec<Line> {
        while self.lines.last().is_some_and(|line| line.spans.is_empty()) {
            self.lines.pop();
        }
        self.lines
    }

    /// Columns for text between the margins.
    pub fn room(&self) -> usize {
        let margins: usize = self.margins.iter().map(|margin| width(&margin.rest)).sum();
        usize::from(self.options.measure).saturating_sub(margins)
    }

    /// The ASCII form where only ASCII is drawn.
    pub fn glyph(&self, glyph: &'static str, ascii: &'static str) -> &'static str {
        if self.options.ascii { ascii } else { glyph }
    }

    /// Runs `inside` with a margin; one that leaves no room for text is left out.
    pub fn with_margin(&mut self, first: &str, rest: &str, role: Role, inside: impl FnOnce(&mut Self)) {
        if self.room() < LEAST + width(rest) {
            if first != rest {
                self.part();
                let mut mark = Inline::default();
                mark.push_exactly(first.trim_end(), Style { role, ..Style::default() });
                self.block(&mark);
                self.is_tight = true;
            }
            return inside(self);
        }
        self.part();
        let first = (first != rest).then(|| first.to_owned());
        self.margins.push(Margin { first, rest: rest.to_owned(), role });
        self.is_tight = true;
        inside(self);
        self.margins.pop();
    }

    /// Plain text of one role as a block.
    pub fn text(&mut self, text: &str, role: Role) {
        let mut inline = Inline::default();
        inline.push(text, Style { role, is_bold: role == Role::Title, ..Style::default() });
        self.block(&inline);
    }

    /// An empty line between this block and the last one, unless they belong together.
    pub fn part(&mut self) {
        let is_first = self.lines.is_empty();
        if !std::mem::take(&mut self.is_tight) && !is_first {
            self.push_line(Vec::new(), 0);
        }
    }

    pub fn tighten(&mut self) {
        self.is_tight = true;
    }

    pub fn block(&mut self, inline: &Inline) {
        if inline.text.trim().is_empty() {
            return;
        }
        self.part();
        let language = self.document.language.as_deref().filter(|_| self.options.hyphenate);
        let room = self.room();
        let mut start = 0;
        for segment in inline.text.split('\n') {
            let is_turned = self.options.bidi && is_right_to_left(segment);
            for piece in wrap(segment, room, language) {
                let range = start + piece.range.start..start + piece.range.end;
                let hyphen = if piece.has_hyphen { "-" } else { "" };
                self.line(inline, &range, hyphen, is_turned, room);
            }
            start += segment.len() + 1;
        }
    }

    /// Lines as they are (code): broken only where they are too long.
    pub fn exact_line(&mut self, inline: &Inline) {
        let room = self.room();
        let mut at = 0;
        loop {
            let rest = inline.text.get(at..).unwrap_or_default();
            let kept = crate::text::cut_with(rest, room, "");
            let cut = if width(rest) <= room { rest.len() } else { kept.len().max(1) };
            let end = inline.text.floor_char_boundary(at + cut).max(at);
            self.line(inline, &(at..end), "", false, room);
            if end <= at || end >= inline.text.len() {
                return;
            }
            at = end;
        }
    }

    /// One line of the block, its stretches in the order of the screen.
    fn line(&mut self, inline: &Inline, range: &Range<usize>, hyphen: &str, is_turned: bool, room: usize) {
        let text = inline.text.get(range.clone()).unwrap_or_default();
        let runs = if self.options.bidi { visual_runs(text, is_turned) } else { Vec::new() };
        let is_plain = runs.is_empty() || (runs.len() == 1 && !runs[0].is_right_to_left);
        let mut spans = Vec::new();
        if is_plain {
            let stretches = inline.stretches(range);
            spans.extend(stretches.into_iter().map(|(part, style)| span(inline.text.get(part).unwrap_or_default(), style)));
        } else {
            for run in runs {
                let part = range.start + run.range.start..range.start + run.range.end;
                spans.extend(run_spans(inline, &part, run.is_right_to_left));
            }
        }
        if !hyphen.is_empty() {
            let style = inline.stretches(range).last().map(|(_, style)| *style).unwrap_or_default();
            spans.push(span(hyphen, style));
        }
        let indent = if is_turned { room.saturating_sub(width(text)) } else { 0 };
        let blanks = clean_block(&" ".repeat(indent));
        if indent > 0 {
            spans.insert(0, Span { text: blanks, ..span("", Style::default()) });
        }
        self.push_line(spans, text.chars().count() as u32 + 1);
    }

    fn push_line(&mut self, spans: Vec<Span>, characters: u32) {
        let mut all: Vec<Span> = Vec::with_capacity(spans.len() + self.margins.len());
        for margin in &mut self.margins {
            let is_text = characters > 0;
            let mark = if is_text { margin.first.take() } else { None };
            let style = Style { role: margin.role, ..Style::default() };
            all.push(span(mark.as_deref().unwrap_or(&margin.rest), style));
        }
        all.extend(spans);
        if all.iter().all(|span| span.text.trim().is_empty()) {
            all.clear();
        }
        self.lines.push(Line { indent: 0, spans: all, offset: self.offset });
        self.offset = self.offset.saturating_add(characters);
    }

    /// A thin rule of so many columns, close under the last line.
    pub fn rule(&mut self, columns: usize) {
        let rule = self.glyph("─", "-").repeat(columns.min(self.room()));
        self.push_line(vec![span(&rule, Style { role: Role::Rule, ..Style::default() })], 1);
    }

    /// The headline stands above already.
    pub fn is_title(&self, text: &str) -> bool {
        !text.is_empty() && fold(text.trim()) == fold(&self.document.title)
    }
}

/// A run's spans in the order of the screen.
fn run_spans(inline: &Inline, part: &Range<usize>, is_right_to_left: bool) -> Vec<Span> {
    let stretches = inline.stretches(part).into_iter();
    let text = |part: Range<usize>| inline.text.get(part).unwrap_or_default();
    if !is_right_to_left {
        return stretches.map(|(part, style)| span(text(part), style)).collect();
    }
    let mut turned: Vec<Span> =
        stretches.map(|(part, style)| span(&turn(text(part)), style)).collect();
    turned.reverse();
    turned
}

fn span(text: &str, style: Style) -> Span {
    Span {
        text: if text.trim().is_empty() { clean_block(text) } else { keep_blanks(text) },
        role: style.role,
        is_bold: style.is_bold,
        is_italic: style.is_italic,
        is_struck: style.is_struck,
        link: style.link,
        image: style.image,
        code: style.code,
    }
}

/// Clean on one line, blanks kept: code and margins are made of them.
fn keep_blanks(text: &str) -> crate::text::Clean {
    let block = clean_block(text);
    if block.contains('\n') { clean_line(&block) } else { block }
}

/// Graphemes from the last to the first, brackets turned.
fn turn(text: &str) -> String {
    let mut graphemes = crate::text::graphemes(text);
    graphemes.reverse();
    graphemes
        .into_iter()
        .flat_map(|grapheme| {
            let mut characters = grapheme.chars();
            let first = characters.next().map(mirrored);
            first.into_iter().chain(characters)
        })
        .collect()
}
