//! Tables: tags into the grid that is being collected.

use super::super::block::Block;
use super::super::styled::{Style, Styled};
use super::super::walk::Tag;
use super::super::{Note, Role};
use super::grid::Grid;
use super::{End, Reader};

impl Reader<'_> {
    pub(super) fn open_table(&mut self, tag: &Tag<'_>) -> End {
        self.flush();
        if self.table.is_some() {
            self.tables_inside += 1;
            return End::InnerTable;
        }
        // One column is a layout: its cells are blocks like others.
        if tag.columns() < 2 {
            return End::Block;
        }
        self.table = Some(Grid::default());
        End::Table
    }

    pub(super) fn close_table(&mut self) {
        let Some(grid) = self.table.take() else {
            return;
        };
        self.line = Styled::default();
        self.has_gap &= !grid.has_caption;
        let (table, is_cut) = grid.done();
        if table.columns > 0 {
            self.place(Block::Table(table));
        }
        if is_cut {
            self.has_gap = false;
            self.place(Block::Text(Styled::new(
                Note::TABLE_CUT,
                Style::of(Role::Note),
            )));
        }
    }

    /// Rows and cells of the table that is being collected; those of inner tables are only lines.
    pub(super) fn open_in_table(&mut self, tag: &Tag<'_>) -> End {
        self.flush();
        let Some(grid) = self.table.as_mut().filter(|_| self.tables_inside == 0) else {
            return End::Block;
        };
        match tag.name {
            "thead" => {
                grid.open_head();
                End::Head
            }
            "tr" => {
                grid.open_row();
                End::Row
            }
            "td" | "th" => {
                self.line = Styled::default();
                let is_head = tag.name == "th";
                grid.open_cell(span(tag, "colspan"), span(tag, "rowspan"), is_head);
                self.style.is_bold |= is_head;
                End::Cell
            }
            _ => End::Block,
        }
    }

    /// The caption of a table comes before its first row, so it is placed at once.
    pub(super) fn open_table_caption(&mut self) -> End {
        self.style.role = Role::Caption;
        let Some(grid) = &mut self.table else {
            return End::Block;
        };
        grid.has_caption = true;
        End::Inline
    }

    pub(super) fn close_in_table(&mut self, end: End) {
        let Some(grid) = &mut self.table else {
            return;
        };
        match end {
            End::Cell => {
                let mut text = std::mem::take(&mut self.line);
                text.trim();
                grid.close_cell(text);
            }
            End::Head => grid.close_head(),
            _ => grid.close_row(),
        }
    }
}

fn span(tag: &Tag<'_>, name: &str) -> usize {
    tag.attribute(name)
        .and_then(|s| s.trim().parse().ok())
        .unwrap_or(1)
}
