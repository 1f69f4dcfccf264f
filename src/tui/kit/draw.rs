//! Drawing text into cells, never past an edge.

use super::{Look, Theme};
use crate::text::{WrapOptions, cut, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Marks and rules, or their ASCII forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub is_ascii: bool,
}

impl Glyphs {
    pub fn pick(self, glyph: &'static str, ascii: &'static str) -> &'static str {
        if self.is_ascii { ascii } else { glyph }
    }

    /// Short enough, with a mark where something was cut.
    pub fn cut(self, text: &str, columns: usize) -> String {
        let short = cut(text, columns);
        if self.is_ascii && short.len() != text.len() {
            let short = cut(text, columns.saturating_sub(2));
            return short.replace('…', "...");
        }
        short.into_owned()
    }
}

/// A part of the screen to draw into.
pub struct Canvas<'a> {
    pub buffer: &'a mut Buffer,
    pub area: Rect,
    pub theme: Theme,
    pub glyphs: Glyphs,
}

impl Canvas<'_> {
    /// The same screen, another part.
    pub fn part(&mut self, area: Rect) -> Canvas<'_> {
        let area = area.intersection(self.buffer.area);
        Canvas {
            buffer: self.buffer,
            area,
            theme: self.theme,
            glyphs: self.glyphs,
        }
    }

    /// Text at a place of the area; answers the column behind it.
    pub fn put(&mut self, column: u16, row: u16, text: &str, look: Look) -> u16 {
        let style = self.theme.style(look);
        self.put_styled(column, row, text, style)
    }

    pub fn put_styled(&mut self, column: u16, row: u16, text: &str, style: Style) -> u16 {
        if row >= self.area.height || column >= self.area.width {
            return column;
        }
        let room = usize::from(self.area.width - column);
        let text = self.glyphs.cut(text, room);
        let (x, y) = (self.area.x + column, self.area.y + row);
        self.buffer.set_stringn(x, y, &text, room, style);
        column + width(&text) as u16
    }

    /// Text that ends at the right edge.
    pub fn put_right(&mut self, row: u16, text: &str, look: Look) -> u16 {
        let start = self.area.width.saturating_sub(width(text) as u16);
        self.put(start, row, text, look);
        start
    }

    /// The whole row in one look: what is drawn before keeps its letters.
    pub fn tint(&mut self, row: u16, look: Look) {
        let style = self.theme.style(look);
        if row < self.area.height {
            let line = Rect {
                y: self.area.y + row,
                height: 1,
                ..self.area
            };
            self.buffer.set_style(line, style);
        }
    }

    pub fn rule(&mut self, row: u16) {
        let rule = self
            .glyphs
            .pick("─", "-")
            .repeat(usize::from(self.area.width));
        self.put(0, row, &rule, Look::Rule);
    }

    /// A thin rule down the column at the right of the area.
    pub fn rule_right(&mut self, column: u16) {
        for row in 0..self.area.height {
            let rule = self.glyphs.pick("│", "|");
            self.put(column, row, rule, Look::Rule);
        }
    }

    /// Paragraphs wrapped to the area, from a row on; answers the row behind them.
    pub fn paragraph(&mut self, row: u16, text: &str, look: Look) -> u16 {
        let mut row = row;
        let options = WrapOptions {
            columns: usize::from(self.area.width),
            ..WrapOptions::default()
        };
        for piece in wrap(text, &options) {
            self.put(0, row, text.get(piece.range).unwrap_or_default(), look);
            row += 1;
        }
        row
    }
}
