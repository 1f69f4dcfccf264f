//! Rows and cells of one table as they come, put into columns. Bounded: spans of 100, 10,000 cells.

use super::super::block::{Cell, Row, Table};
use super::super::styled::Styled;

const SPAN: usize = 100;
const CELLS: usize = 10_000;

#[derive(Default)]
pub(super) struct Grid {
    table: Table,
    /// For each column, how many rows a cell from above still fills.
    hanging: Vec<usize>,
    row: Option<Row>,
    /// The cell that is open, and how many rows it fills.
    cell: Option<(Cell, usize)>,
    is_in_head: bool,
    cells: usize,
    /// The number of the row that is open or comes next.
    number: usize,
    is_cut: bool,
    pub has_caption: bool,
}

impl Grid {
    pub(super) fn is_in_cell(&self) -> bool {
        self.cell.is_some()
    }

    pub(super) fn open_head(&mut self) {
        self.is_in_head = true;
    }

    pub(super) fn close_head(&mut self) {
        self.is_in_head = false;
    }

    pub(super) fn open_row(&mut self) {
        self.row = Some(Row {
            is_head: self.is_in_head,
            number: self.number,
            cells: Vec::new(),
        });
    }

    pub(super) fn open_cell(&mut self, columns: usize, rows: usize, is_head: bool) {
        let cell = Cell {
            span: columns.clamp(1, SPAN),
            is_head,
            ..Cell::default()
        };
        self.cell = Some((cell, rows.clamp(1, SPAN)));
    }

    pub(super) fn close_cell(&mut self, text: Styled) {
        let (Some((mut cell, rows)), Some(row)) = (self.cell.take(), &mut self.row) else {
            return;
        };
        // A span counts as the cells that it covers: what is laid out grows with these.
        self.cells = self.cells.saturating_add(cell.span);
        if self.cells > CELLS {
            self.is_cut = true;
            return;
        }
        cell.text = text;
        cell.last_row = row.number + rows - 1;
        cell.column = row
            .cells
            .last()
            .map_or(0, |before| before.column + before.span);
        while self.hanging.get(cell.column).is_some_and(|rows| *rows > 0) {
            cell.column += 1;
        }
        let end = cell.column + cell.span;
        if self.hanging.len() < end {
            self.hanging.resize(end, 0);
        }
        for hanging in self.hanging.iter_mut().skip(cell.column).take(cell.span) {
            *hanging = (*hanging).max(rows);
        }
        self.table.columns = self.table.columns.max(end);
        row.cells.push(cell);
    }

    pub(super) fn close_row(&mut self) {
        for hanging in &mut self.hanging {
            *hanging = hanging.saturating_sub(1);
        }
        self.number += 1;
        let Some(mut row) = self.row.take() else {
            return;
        };
        if row.cells.is_empty() {
            return;
        }
        let is_head = |cell: &Cell| cell.is_head || cell.text.is_blank();
        row.is_head |= self.heads_go_on(row.number)
            && row.cells.iter().all(is_head)
            && row.cells.iter().any(|cell| cell.is_head);
        self.table.rows.push(row);
    }

    /// No row stands above, or only headings of which one leaves it to this row to say more: it reaches into it or over
    /// several columns.
    fn heads_go_on(&self, number: usize) -> bool {
        let says_more = |cell: &Cell| cell.span > 1 || cell.last_row >= number;
        let rows = &self.table.rows;
        rows.iter().all(|row| row.is_head)
            && rows
                .last()
                .is_none_or(|row| row.cells.iter().any(says_more))
    }

    /// The table, and whether cells are missing.
    pub(super) fn done(self) -> (Table, bool) {
        (self.table, self.is_cut)
    }
}
