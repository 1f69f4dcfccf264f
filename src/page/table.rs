//! A table fitted into the measure: columns as wide as their words, shrunk where they must be, and one record below
//! the other where even that is too wide.

use super::block::{Cell, Row, Table};
use super::glyphs::Glyphs;
use super::set::{SetLine, Setting, set};
use super::styled::{Style, Styled};
use super::{LineEnd, Role};
use crate::text;
use std::ops::Range;

/// A word in a column is cut only when it is longer.
const LONGEST_WORD: usize = 14;
/// A cell over several rows that is longer names none of them; and how many are said again in one table.
const LONGEST_NAME: u32 = 200;
const MOST_REPEATED: usize = 5_000;
/// Between two columns.
const GAP: usize = 3;

pub(super) fn set_table(table: &Table, setting: &Setting<'_>, glyphs: &Glyphs) -> Vec<SetLine> {
    let wanted = Columns::of(table);
    match wanted.fit(setting.columns) {
        Some(widths) => Fitted {
            table,
            setting,
            glyphs,
            widths,
            numbers: wanted.numbers,
        }
        .lines(),
        None => records(table, setting),
    }
}

struct Columns {
    natural: Vec<usize>,
    least: Vec<usize>,
    /// Columns of numbers stand at the right.
    numbers: Vec<bool>,
    /// Cells over several columns.
    spanning: Vec<Spanning>,
}

struct Spanning {
    covered: Range<usize>,
    /// The columns of the screen that it would like, and those that its longest word must have.
    natural: usize,
    least: usize,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let mut columns = Self {
            natural: vec![1; table.columns],
            least: vec![1; table.columns],
            numbers: vec![true; table.columns],
            spanning: Vec::new(),
        };
        for row in &table.rows {
            for cell in &row.cells {
                columns.add(row, cell);
            }
        }
        columns
    }

    fn add(&mut self, row: &Row, cell: &Cell) {
        let content = cell.text.as_str();
        let natural = content.split('\n').map(text::width).max().unwrap_or(0);
        let words = content.split_whitespace().map(text::width);
        let least = words.max().unwrap_or(0).min(LONGEST_WORD);
        if cell.span > 1 {
            self.spanning.push(Spanning {
                covered: cell.column..cell.column + cell.span,
                natural,
                least,
            });
            return;
        }
        raise(&mut self.natural, cell.column, natural);
        raise(&mut self.least, cell.column, least);
        if !row.is_head
            && !is_number(content)
            && let Some(numbers) = self.numbers.get_mut(cell.column)
        {
            *numbers = false;
        }
    }

    /// None: not even the longest words stand side by side.
    fn fit(&self, columns: usize) -> Option<Vec<usize>> {
        let room = columns.checked_sub(GAP.checked_mul(self.natural.len().checked_sub(1)?)?)?;
        let natural = self.natural.iter().sum::<usize>();
        if natural <= room {
            return Some(self.widened(room - natural));
        }
        let least = self.least_below_words();
        let at = |level: usize| -> Vec<usize> {
            let columns = self.natural.iter().zip(&least);
            columns
                .map(|(natural, least)| level.min(*natural).max(*least))
                .collect()
        };
        // The highest level at which all that is above it, cut to it, fits.
        let (mut low, mut high) = (0, room);
        if at(low).iter().sum::<usize>() > room {
            return None;
        }
        while low < high {
            let middle = (low + high).div_ceil(2);
            if at(middle).iter().sum::<usize>() <= room {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Some(at(low))
    }
}

impl Columns {
    /// The least of each column, with what the words of cells over several columns must have.
    fn least_below_words(&self) -> Vec<usize> {
        let mut least: Vec<usize> = self
            .least
            .iter()
            .zip(&self.natural)
            .map(|(a, b)| *a.min(b))
            .collect();
        for cell in &self.spanning {
            if let Some(widths) = least.get_mut(cell.covered.clone()) {
                share(widths, missing(widths, cell.least));
            }
        }
        least
    }

    /// What the measure has to spare goes to the columns below cells that would be broken for nothing.
    fn widened(&self, mut spare: usize) -> Vec<usize> {
        let mut widths = self.natural.clone();
        for cell in &self.spanning {
            let Some(widths) = widths.get_mut(cell.covered.clone()) else {
                continue;
            };
            let more = missing(widths, cell.natural).min(spare);
            spare -= more;
            share(widths, more);
        }
        widths
    }
}

/// What a cell over these columns lacks.
fn missing(widths: &[usize], wanted: usize) -> usize {
    let has = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
    wanted.saturating_sub(has)
}

fn share(widths: &mut [usize], more: usize) {
    let count = widths.len();
    for (i, width) in widths.iter_mut().enumerate() {
        *width += more / count + usize::from(i < more % count);
    }
}

fn raise(widths: &mut [usize], column: usize, width: usize) {
    if let Some(known) = widths.get_mut(column) {
        *known = (*known).max(width);
    }
}

fn is_number(text: &str) -> bool {
    let is_part = |c: char| c.is_numeric() || " .,%+-−–—€$£₦¥:/()".contains(c);
    text.chars().all(is_part)
}

struct Fitted<'a> {
    table: &'a Table,
    setting: &'a Setting<'a>,
    glyphs: &'a Glyphs,
    widths: Vec<usize>,
    numbers: Vec<bool>,
}

impl Fitted<'_> {
    fn lines(&self) -> Vec<SetLine> {
        let set_rows: Vec<Vec<Vec<SetLine>>> =
            self.table.rows.iter().map(|row| self.cells(row)).collect();
        // Where cells have several lines, only a rule shows where a row ends.
        let is_ruled = set_rows.iter().flatten().any(|cell| cell.len() > 1);
        let mut lines = Vec::new();
        let mut offset = 0_u32;
        for (i, (row, cells)) in self.table.rows.iter().zip(&set_rows).enumerate() {
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            lines.extend((0..height).map(|at| SetLine {
                end: if at + 1 < height {
                    LineEnd::Cells
                } else {
                    LineEnd::Block
                },
                ..SetLine::of(self.line(row, cells, at), offset)
            }));
            offset = offset.saturating_add(row.chars());
            let next = self.table.rows.get(i + 1);
            if next.is_some_and(|next| is_ruled || (row.is_head && !next.is_head)) {
                lines.push(SetLine::of(vec![self.rule()], offset));
            }
        }
        lines
    }

    fn cells(&self, row: &Row) -> Vec<Vec<SetLine>> {
        let of = |cell: &Cell| {
            let setting = Setting {
                columns: self.width(cell),
                ..*self.setting
            };
            set(&cell.text, &setting)
        };
        row.cells.iter().map(of).collect()
    }

    fn width(&self, cell: &Cell) -> usize {
        let widths = self.widths.iter().skip(cell.column).take(cell.span);
        widths.sum::<usize>() + GAP * (cell.span - 1)
    }

    fn line(&self, row: &Row, cells: &[Vec<SetLine>], at: usize) -> Vec<super::Span> {
        let mut spans = Vec::new();
        let mut column = 0;
        for (cell, lines) in row.cells.iter().zip(cells) {
            self.skip(&mut spans, column, cell.column);
            self.separate(&mut spans, cell.column);
            let empty = SetLine::default();
            let line = lines.get(at).unwrap_or(&empty);
            let room = self.width(cell).saturating_sub(line.columns);
            let is_right =
                line.is_rtl || (cell.span == 1 && self.numbers.get(cell.column) == Some(&true));
            if is_right {
                pad(&mut spans, room);
            }
            spans.extend(line.spans.iter().cloned());
            if !is_right {
                pad(&mut spans, room);
            }
            column = cell.column + cell.span;
        }
        self.skip(&mut spans, column, self.table.columns);
        spans
    }

    /// Columns that a cell from above fills, or that the row does not have.
    fn skip(&self, spans: &mut Vec<super::Span>, from: usize, to: usize) {
        for column in from..to {
            self.separate(spans, column);
            pad(spans, self.widths.get(column).copied().unwrap_or(0));
        }
    }

    fn separate(&self, spans: &mut Vec<super::Span>, column: usize) {
        if column > 0 {
            spans.push(Style::of(Role::TableRule).span(self.glyphs.column));
        }
    }

    fn rule(&self) -> super::Span {
        let columns: Vec<String> = self
            .widths
            .iter()
            .map(|width| self.glyphs.rule.repeat(*width))
            .collect();
        Style::of(Role::TableRule).span(&columns.join(self.glyphs.crossing))
    }
}

fn pad(spans: &mut Vec<super::Span>, columns: usize) {
    if columns > 0 {
        spans.push(Style::default().span(&" ".repeat(columns)));
    }
}

/// Each row as lines of `heading: content`, a blank line between two rows. A short cell that reaches over several rows
/// names each of them; a heading over all columns stands once, above.
fn records(table: &Table, setting: &Setting<'_>) -> Vec<SetLine> {
    let (head, rows) = parted(&table.rows);
    let cells = head.iter().flat_map(|row| &row.cells);
    let (over_all, names): (Vec<&Cell>, Vec<&Cell>) =
        cells.partition(|cell| cell.span >= table.columns);
    let titles = over_all.into_iter().filter(|cell| !cell.text.is_blank());
    let mut lines: Vec<SetLine> = titles.flat_map(|cell| set(&cell.text, setting)).collect();
    for line in &mut lines {
        line.offset = 0;
    }
    let mut offset = head.iter().map(Row::chars).fold(0, u32::saturating_add);
    let mut above = Above::default();
    for row in rows {
        if !lines.is_empty() {
            lines.push(SetLine::of(Vec::new(), offset));
        }
        for (cell, is_again) in above.with(row) {
            if cell.text.is_blank() {
                continue;
            }
            let set = set(&record_line(&names, cell), setting).into_iter();
            lines.extend(set.map(|line| SetLine { offset, ..line }));
            if !is_again {
                offset = offset.saturating_add(cell.text.chars());
            }
        }
    }
    lines
}

/// The rows of headings at the top, and those below; one at least is below.
fn parted(rows: &[Row]) -> (&[Row], &[Row]) {
    let heads = rows.iter().take_while(|row| row.is_head).count();
    // Where all are headings, they are no more than the first row says.
    let heads = if heads == rows.len() {
        heads.min(1)
    } else {
        heads
    };
    if rows.len() > 1 {
        rows.split_at(heads)
    } else {
        (&[], rows)
    }
}

/// Named by all headings above its column, from the top down.
fn record_line(names: &[&Cell], cell: &Cell) -> Styled {
    let covers = |name: &&&Cell| (name.column..name.column + name.span).contains(&cell.column);
    let above = names.iter().filter(covers).map(|name| name.text.as_str());
    let words: Vec<&str> = above.flat_map(str::split_whitespace).collect();
    let mut line = Styled::default();
    let bold = Style {
        is_bold: true,
        ..Style::default()
    };
    if !words.is_empty() {
        line.push(&format!("{}: ", words.join(" ")), bold);
    }
    line.append(&cell.text);
    line
}

/// Cells of earlier rows that reach into the next.
#[derive(Default)]
struct Above<'a> {
    cells: Vec<&'a Cell>,
    repeated: usize,
}

impl<'a> Above<'a> {
    /// The cells of a row in the order of their columns, each with whether it stood above before.
    fn with(&mut self, row: &'a Row) -> Vec<(&'a Cell, bool)> {
        self.cells.retain(|cell| cell.last_row >= row.number);
        let room = MOST_REPEATED.saturating_sub(self.repeated);
        let again = self.cells.iter().take(room).map(|cell| (*cell, true));
        let mut all: Vec<_> = again.collect();
        self.repeated += all.len();
        all.extend(row.cells.iter().map(|cell| (cell, false)));
        all.sort_by_key(|(cell, _)| cell.column);
        let hangs = |cell: &&Cell| cell.last_row > row.number && cell.text.chars() <= LONGEST_NAME;
        self.cells.extend(row.cells.iter().filter(hangs));
        all
    }
}
