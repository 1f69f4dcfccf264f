//! The attributes that are written: spans of cells, how the items of a list are numbered.

use super::Render;
use crate::clean::tree::{Id, Tree};
use std::fmt::Write as _;

/// Higher numbers of items help nobody.
const HIGHEST: i64 = 9_999;
const WIDEST: i64 = 100;

/// Attributes of an element, each with a blank before it.
pub fn attributes(job: &Render<'_>, id: Id, tag: &str) -> String {
    let tree = job.tree;
    let mut out = String::new();
    let mut put = |name: &str, value: Option<i64>| {
        if let Some(value) = value {
            let _ = write!(out, " {name}=\"{value}\"");
        }
    };
    match tag {
        "td" | "th" => {
            let span = |name| number(tree, id, name).filter(|span| (2..=HIGHEST).contains(span));
            put("colspan", span("colspan").map(|span| span.min(WIDEST)));
            let rows = span("rowspan").map(|span| rows_written(job, id, span.min(WIDEST)));
            put("rowspan", rows.filter(|rows| *rows > 1));
        }
        "li" => put("value", number(tree, id, "value")),
        "ol" => {
            let is_reversed = tree.attribute(id, "reversed").is_some();
            let items = tree.children(id).filter(|&at| tree.tag(at) == "li");
            let start = number(tree, id, "start")
                .or_else(|| is_reversed.then(|| (items.count() as i64).min(HIGHEST)));
            put("start", start.filter(|start| *start != 1));
            if is_reversed {
                out.push_str(" reversed=\"\"");
            }
            if let Some(form) = form(tree, id) {
                let _ = write!(out, " type=\"{form}\"");
            }
        }
        _ => {}
    }
    out
}

fn number(tree: &Tree, id: Id, name: &str) -> Option<i64> {
    let number = tree.attribute(id, name)?.trim().parse().ok();
    number.filter(|number| (0..=HIGHEST).contains(number))
}

/// Letters or Roman numbers, as the list itself or its style says.
fn form(tree: &Tree, id: Id) -> Option<&'static str> {
    const STYLES: [(&str, &str); 6] = [
        ("lower-alpha", "a"),
        ("lower-latin", "a"),
        ("upper-alpha", "A"),
        ("upper-latin", "A"),
        ("lower-roman", "i"),
        ("upper-roman", "I"),
    ];
    let told = tree.attribute(id, "type").unwrap_or_default().trim();
    let style = tree.attribute(id, "style").unwrap_or_default();
    let of_style = STYLES.iter().find(|(name, _)| style.contains(name));
    ["a", "A", "i", "I"]
        .into_iter()
        .find(|form| *form == told)
        .or_else(|| of_style.map(|(_, form)| *form))
}

/// Of the rows that a cell covers only those count that are written.
fn rows_written(job: &Render<'_>, cell: Id, rows: i64) -> i64 {
    let tree = job.tree;
    let row = tree.nodes[cell].parent;
    let end = tree.nodes[tree.nodes[row].parent].end;
    let below = tree
        .siblings(tree.nodes[row].end, end)
        .filter(|&at| tree.tag(at) == "tr")
        .take(usize::try_from(rows - 1).unwrap_or_default());
    1 + below.filter(|&row| is_written(job, row)).count() as i64
}

/// Something in it is kept.
fn is_written(job: &Render<'_>, id: Id) -> bool {
    let from = job.blocks.partition_point(|block| block.start < id);
    let to = job
        .blocks
        .partition_point(|block| block.start < job.tree.nodes[id].end);
    job.kept
        .get(from..to)
        .is_some_and(|kept| kept.contains(&true))
}
