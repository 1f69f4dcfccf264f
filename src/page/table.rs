//! Tables: columns as wide as their words while they fit, narrower while they can, else a record
//! a row.

use super::Role;
use super::compose::Composer;
use super::inline::{Inline, Style};
use super::walk::{inline_children, name};
use crate::text::{width, wrap};
use html2text::Handle;

const ROWS: usize = 2000;
const COLUMNS: usize = 40;
const CELLS: usize = 10_000;
/// Columns between two cells.
const GAP: usize = 2;
/// Columns that a cell needs to be readable.
const LEAST: usize = 6;

struct Row {
    cells: Vec<String>,
    is_head: bool,
}

pub fn block(composer: &mut Composer<'_>, node: &Handle, style: Style) {
    let (caption, rows) = read(composer, node);
    if let Some(caption) = caption {
        composer.text(&caption, Role::Caption);
    }
    let count = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if count == 0 {
        return;
    }
    if count == 1 {
        // One column is a way of laying out a page, not a table.
        return rows.iter().for_each(|row| row.cells.iter().for_each(|cell| composer.text(cell, style.role)));
    }
    match widths(&rows, count, composer.room()) {
        Some(widths) => grid(composer, &rows, &widths, style),
        None => records(composer, &rows, style),
    }
}

/// Caption and rows, cells as text.
fn read(composer: &Composer<'_>, table: &Handle) -> (Option<String>, Vec<Row>) {
    let mut caption = None;
    let mut rows = Vec::new();
    let mut cells = 0;
    let mut open: Vec<(Handle, bool)> = vec![(table.clone(), false)];
    while let Some((node, in_head)) = open.pop() {
        match name(&node).as_str() {
            "caption" => caption = Some(text_of(composer, &node)),
            "tr" if rows.len() < ROWS && cells < CELLS => {
                let row = row(composer, &node, in_head);
                cells += row.cells.len();
                rows.push(row);
            }
            "tr" => {}
            other => {
                let in_head = in_head || other == "thead";
                open.extend(node.children.borrow().iter().rev().map(|child| (child.clone(), in_head)));
            }
        }
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    (caption, rows)
}

fn row(composer: &Composer<'_>, node: &Handle, in_head: bool) -> Row {
    let children = node.children.borrow();
    let is_cell = |child: &&Handle| matches!(name(child).as_str(), "td" | "th");
    let cells: Vec<&Handle> = children.iter().filter(is_cell).take(COLUMNS).collect();
    let is_head = in_head || (!cells.is_empty() && cells.iter().all(|cell| name(cell) == "th"));
    Row { cells: cells.into_iter().map(|cell| text_of(composer, cell)).collect(), is_head }
}

fn text_of(composer: &Composer<'_>, node: &Handle) -> String {
    let mut text = Inline::default();
    inline_children(composer, &mut text, node, Style::default(), 0);
    text.text.replace('\n', " ")
}

/// Columns for each column of the table; none when they cannot all be readable.
fn widths(rows: &[Row], count: usize, room: usize) -> Option<Vec<usize>> {
    let gaps = GAP * (count - 1);
    let room = room.checked_sub(gaps)?;
    let cell = |row: &Row, column: usize| row.cells.get(column).map_or(0, |cell| width(cell));
    let mut widths: Vec<usize> = (0..count)
        .map(|column| rows.iter().map(|row| cell(row, column)).max().unwrap_or(0).max(1))
        .collect();
    if widths.iter().map(|width| (*width).min(LEAST)).sum::<usize>() > room {
        return None;
    }
    // The widest gives first, down to what is still readable.
    while widths.iter().sum::<usize>() > room {
        let widest = widths.iter().copied().max()?;
        let next = widths.iter().copied().filter(|width| *width < widest).max().unwrap_or(0);
        let number = widths.iter().filter(|width| **width == widest).count();
        let over = widths.iter().sum::<usize>() - room;
        let step = (over.div_ceil(number)).min(widest - next.max(LEAST.min(widest - 1))).max(1);
        widths.iter_mut().filter(|width| **width == widest).for_each(|width| *width -= step);
    }
    Some(widths)
}

fn grid(composer: &mut Composer<'_>, rows: &[Row], widths: &[usize], style: Style) {
    composer.part();
    let total = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
    for (index, row) in rows.iter().enumerate() {
        let pieces: Vec<Vec<&str>> = widths
            .iter()
            .enumerate()
            .map(|(column, columns)| {
                let cell = row.cells.get(column).map_or("", String::as_str);
                wrap(cell, *columns, None).into_iter().map(|piece| &cell[piece.range]).collect()
            })
            .collect();
        let height = pieces.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut inline = Inline::default();
            let style = Style { is_bold: row.is_head, ..style };
            for (column, columns) in widths.iter().enumerate() {
                let text = pieces[column].get(line).copied().unwrap_or_default();
                let gap = if column + 1 < widths.len() { GAP } else { 0 };
                let blanks = columns.saturating_sub(width(text)) + gap;
                inline.push_exactly(&format!("{text}{}", " ".repeat(blanks)), style);
            }
            composer.exact_line(&inline);
        }
        if row.is_head && rows.get(index + 1).is_some_and(|next| !next.is_head) {
            composer.rule(total);
        }
    }
}

/// Too wide for columns: each row as lines of "head: cell".
fn records(composer: &mut Composer<'_>, rows: &[Row], style: Style) {
    let (heads, body): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_head);
    let head = |column: usize| {
        heads.first().and_then(|row| row.cells.get(column)).filter(|head| !head.is_empty())
    };
    for row in if body.is_empty() { heads.clone() } else { body } {
        composer.part();
        for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let mut inline = Inline::default();
            if let Some(head) = head(column).filter(|head| *head != cell) {
                inline.push(&format!("{head}: "), Style { is_bold: true, ..style });
            }
            inline.push(cell, style);
            composer.tighten();
            composer.block(&inline);
        }
    }
}
