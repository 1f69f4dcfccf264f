//! Blocks in their places → the lines of a page: indents, bars, markers, blank lines.

use super::block::{Block, Part, PartKind, Placed};
use super::code::{Colours, Room, set_code};
use super::glyphs::Glyphs;
use super::set::{SetLine, Setting, set};
use super::styled::{Style, Styled};
use super::table::set_table;
use super::{Line, Page, PageOptions, Pictures, Role};
use crate::text;

/// Alternative text may fill so many lines.
const IMAGE_LINES: usize = 4;

pub(super) fn compose(
    blocks: &[Placed],
    anchors: &[(String, usize)],
    language: Option<&str>,
    options: &PageOptions,
    glyphs: &Glyphs,
) -> Page {
    let mut composer = Composer {
        language,
        options,
        glyphs,
        page: Page::default(),
        offset: 0,
        colours: if options.code_colours {
            Colours::of_a_page()
        } else {
            Colours::none()
        },
    };
    let mut before: &[Part] = &[];
    let mut anchors = anchors.iter().peekable();
    for (index, placed) in blocks.iter().enumerate() {
        if placed.has_gap && !composer.page.lines.is_empty() {
            composer.gap(before, &placed.frame);
        }
        while let Some((url, _)) = anchors.next_if(|(_, block)| *block <= index) {
            let line = u32::try_from(composer.page.lines.len()).unwrap_or(u32::MAX);
            composer.page.anchors.push((url.clone(), line));
        }
        composer.block(placed);
        before = &placed.frame;
    }
    composer.page
}

struct Composer<'a> {
    language: Option<&'a str>,
    options: &'a PageOptions,
    glyphs: &'a Glyphs,
    page: Page,
    offset: u32,
    colours: Colours,
}

impl Composer<'_> {
    /// A blank line; bars that go on below go on in it.
    fn gap(&mut self, before: &[Part], after: &[Part]) {
        let shared = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let bars = after
            .iter()
            .take(shared)
            .rposition(|part| part.kind == PartKind::Bar);
        let frame = after
            .get(..bars.map_or(0, |last| last + 1))
            .unwrap_or_default();
        let left = self.left(frame, &[]);
        self.push(&left, SetLine::default(), self.offset);
    }

    fn block(&mut self, placed: &Placed) {
        let taken: usize = placed
            .frame
            .iter()
            .map(|part| usize::from(part.columns))
            .sum();
        let columns = usize::from(self.options.measure)
            .saturating_sub(taken)
            .max(1);
        let mut markers = placed.markers.as_slice();
        let start = self.offset;
        let end = start.saturating_add(placed.block.chars());
        for line in self.set(&placed.block, columns) {
            let left = self.left(&placed.frame, std::mem::take(&mut markers));
            // What is ours in it (the number of a picture's link) has no place in the article.
            let offset = start.saturating_add(line.offset).min(end);
            self.push_aligned(&left, line, columns, offset);
        }
        self.offset = end;
    }

    fn set(&mut self, block: &Block, columns: usize) -> Vec<SetLine> {
        let setting = Setting {
            columns,
            hyphenate: self.language.filter(|_| self.options.hyphenate),
            bidi: self.options.bidi,
            is_rtl: self.language.is_some_and(text::runs_left),
        };
        let unbroken = Setting {
            hyphenate: None,
            ..setting
        };
        match block {
            Block::Text(text) => set(text, &setting),
            Block::Heading(text) => self.heading(text, &unbroken),
            Block::Code { text, language } => {
                let goes_on = self.glyphs.goes_on;
                let room = Room {
                    columns,
                    goes_on,
                    bidi: self.options.bidi,
                };
                code(text, language.as_deref(), room, &mut self.colours)
            }
            Block::Image { index, link, alt } => {
                let style = Style {
                    image: *index,
                    link: *link,
                    ..Style::of(Role::Caption)
                };
                let number = link.filter(|_| self.options.link_numbers);
                let number =
                    number.map_or(String::new(), |i| format!(" [{}]", i.saturating_add(1)));
                let words = self.image((alt, &number), style, &unbroken);
                match (&self.options.pictures, index) {
                    (Pictures::Room(canvas), Some(index)) => canvas.room(*index, columns, words),
                    _ => words,
                }
            }
            Block::Table(table) => set_table(table, &unbroken, self.glyphs),
            Block::Rule => vec![self.section_break(columns)],
        }
    }

    fn heading(&self, text: &Styled, setting: &Setting<'_>) -> Vec<SetLine> {
        let mut lines = set(text, setting);
        let columns = lines.iter().map(|line| line.columns).max().unwrap_or(0);
        let is_rtl = lines.last().is_some_and(|line| line.is_rtl);
        let rule = Style::of(Role::Rule).span(&self.glyphs.rule.repeat(columns));
        lines.push(SetLine {
            is_rtl,
            ..SetLine::of(vec![rule], text.chars())
        });
        lines
    }

    /// The words of a picture, and the number of the link that it is.
    fn image(&self, words: (&str, &str), style: Style, setting: &Setting<'_>) -> Vec<SetLine> {
        let (left, right) = self.glyphs.image;
        let inner = setting
            .columns
            .saturating_sub(text::width(left) + text::width(right));
        if inner == 0 {
            let (alt, number) = words;
            return set(&Styled::new(&format!("{alt}{number}"), style), setting);
        }
        let setting = Setting {
            columns: inner,
            ..*setting
        };
        let mut lines = self.shortened(words, style, &setting);
        let widest = lines.iter().map(|line| line.columns).max().unwrap_or(0);
        for line in &mut lines {
            let room = " ".repeat(widest - line.columns);
            line.spans.insert(0, style.span(left));
            line.spans.push(style.span(&format!("{room}{right}")));
            line.columns = widest + text::width(left) + text::width(right);
            line.is_rtl = false;
        }
        lines
    }

    /// As much as fills so many lines, with a sign where more is missing; the number is whole.
    fn shortened(
        &self,
        (alt, number): (&str, &str),
        style: Style,
        setting: &Setting<'_>,
    ) -> Vec<SetLine> {
        let mut room = setting.columns.saturating_mul(IMAGE_LINES);
        loop {
            let left = room.saturating_sub(text::width(number));
            let short = text::cut_with(alt, left, self.glyphs.cut);
            let lines = set(&Styled::new(&format!("{short}{number}"), style), setting);
            if lines.len() <= IMAGE_LINES || left == 0 {
                return lines;
            }
            // Lines end before they are full: words take more of them than columns do.
            room = room.saturating_sub(setting.columns.div_ceil(4));
        }
    }

    fn section_break(&self, columns: usize) -> SetLine {
        let sign = text::cut_with(self.glyphs.break_, columns, "");
        let room = (columns - text::width(&sign)) / 2;
        SetLine::of(
            vec![Style::of(Role::Rule).span(&format!("{}{sign}", " ".repeat(room)))],
            0,
        )
    }

    fn left(&self, frame: &[Part], markers: &[(usize, String)]) -> Vec<(String, Role)> {
        let part = |(i, part): (usize, &Part)| {
            let marker = markers.iter().find(|(at, _)| *at == i);
            match (marker, part.kind) {
                (Some((_, marker)), _) => (marker.clone(), Role::ListMark),
                (None, PartKind::Bar) => (self.glyphs.bar.to_owned(), Role::Quote),
                (None, PartKind::Blank) => (" ".repeat(usize::from(part.columns)), Role::Text),
            }
        };
        frame.iter().enumerate().map(part).collect()
    }

    /// Lines from right to left have at their right what others have at their left.
    fn push_aligned(
        &mut self,
        left: &[(String, Role)],
        mut line: SetLine,
        columns: usize,
        offset: u32,
    ) {
        if !line.is_rtl {
            self.push(left, line, offset);
            return;
        }
        let room = " ".repeat(columns.saturating_sub(line.columns));
        for (part, role) in left.iter().rev() {
            line.spans.push(Style::of(*role).span(&turned(part)));
        }
        self.push(&[(room, Role::Text)], line, offset);
    }

    fn push(&mut self, left: &[(String, Role)], line: SetLine, offset: u32) {
        let is_blank = |(part, _): &&(String, Role)| part.trim().is_empty();
        let indent: usize = left
            .iter()
            .take_while(is_blank)
            .map(|(part, _)| part.len())
            .sum();
        let seen = left.iter().skip_while(is_blank);
        let mut spans: Vec<_> = seen
            .map(|(part, role)| Style::of(*role).span(part))
            .collect();
        let is_empty = spans.is_empty() && line.spans.is_empty() && line.picture.is_none();
        spans.extend(line.spans);
        self.page.lines.push(Line {
            indent: if is_empty {
                0
            } else {
                u16::try_from(indent).unwrap_or(u16::MAX)
            },
            spans,
            offset,
            picture: line.picture,
            end: line.end,
        });
    }
}

/// A marker or bar as it stands at the right: `12. ` → ` .12`.
fn turned(part: &str) -> String {
    let sign = part.trim();
    if sign.is_empty() {
        return part.to_owned();
    }
    let blanks = |text: &str| " ".repeat(text.len() - text.trim_start().len());
    let (before, after) = (blanks(part), " ".repeat(part.len() - part.trim_end().len()));
    let sign = sign
        .strip_suffix('.')
        .map_or_else(|| sign.to_owned(), |number| format!(".{number}"));
    format!("{after}{sign}{before}")
}

fn code(text: &str, language: Option<&str>, room: Room, colours: &mut Colours) -> Vec<SetLine> {
    let indent = if room.columns >= 40 { 2 } else { 0 };
    let room = Room {
        columns: room.columns - indent,
        ..room
    };
    let mut lines = set_code(text, language, room, colours);
    for line in lines
        .iter_mut()
        .filter(|line| indent > 0 && !line.spans.is_empty())
    {
        let before = Style::of(Role::Code).span(&" ".repeat(indent));
        let at = if line.is_rtl { line.spans.len() } else { 0 };
        line.spans.insert(at, before);
        line.columns += indent;
    }
    lines
}
