//! Rows: mark, age, outlet, title, minutes; a line a day.

use super::{Head, View};
use crate::model::{ArticleRow, Scope, Timestamp, minutes};
use crate::text::width;
use crate::tui::kit::{Canvas, Look, age};
use jiff::tz::TimeZone;

/// Columns of the outlet's name, by the columns of the list.
fn outlet_columns(columns: u16) -> usize {
    if columns < 70 { 12 } else { 14 }
}

/// Columns that the widest age of the list takes.
pub fn ages(view: &View, now: Timestamp, zone: &TimeZone) -> u16 {
    let ages = view
        .rows
        .iter()
        .map(|row| width(&age(row.sort_at, now, zone)));
    ages.max().unwrap_or(3) as u16
}

/// What a list must know beside its state.
pub struct Surroundings<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
    /// Columns that the widest age on the screen takes.
    pub ages: u16,
    /// The pane has the keys.
    pub has_focus: bool,
    /// What to say when there is nothing.
    pub empty: &'a str,
}

/// Draws the list; answers where the selected row is, for the terminal's cursor.
pub fn render(
    view: &View,
    canvas: &mut Canvas<'_>,
    around: &Surroundings<'_>,
) -> Option<(u16, u16)> {
    if view.rows.is_empty() {
        let text = if view.is_loading { "" } else { around.empty };
        let area = canvas.area;
        let inner = ratatui::layout::Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        canvas.part(inner).paragraph(1, text, Look::Dim);
        return None;
    }
    let columns = canvas.area.width;
    let own = View::row_height(columns);
    let bottom = view.top + usize::from(canvas.area.height);
    let mut cursor = None;
    let mut heads = view.heads.iter().peekable();
    let mut line = 0;
    for (index, row) in view.rows.iter().enumerate() {
        while let Some((_, head)) = heads.next_if(|(before, _)| *before == index) {
            if let Some(at) = visible(line, view.top, bottom) {
                draw_head(canvas, at, head);
            }
            line += 1;
        }
        if let Some(at) = visible(line, view.top, bottom) {
            let is_selected = index == view.selected;
            draw_row(canvas, at, row, view, around, is_selected);
            if is_selected {
                cursor = Some((canvas.area.x, canvas.area.y + at));
            }
        }
        line += own;
        if line >= bottom {
            break;
        }
    }
    cursor
}

fn visible(line: usize, top: usize, bottom: usize) -> Option<u16> {
    (line >= top && line < bottom).then(|| (line - top) as u16)
}

fn draw_head(canvas: &mut Canvas<'_>, at: u16, head: &Head) {
    match head {
        Head::Day(name) => {
            canvas.put(1, at, name, Look::Dim);
        }
        Head::LastVisit(count) => {
            canvas.rule(at);
            let dash = canvas.glyphs.pick("──", "--");
            canvas.put(
                0,
                at,
                &format!("{dash} {count} since your last visit "),
                Look::Dim,
            );
        }
    }
}

/// At most two marks, saved first.
fn marks(canvas: &Canvas<'_>, row: &ArticleRow) -> String {
    let pick = |glyph, ascii| canvas.glyphs.pick(glyph, ascii);
    let all = [
        row.mark.saved_at.map(|_| pick("★", "S")),
        row.mark.queue_rank.map(|_| pick("◆", "Q")),
        (row.feeds > 1).then(|| pick("≡", "=")),
        row.updated.map(|_| pick("✎", "u")),
    ];
    let state = if row.mark.read_at.is_none() {
        pick("●", "*")
    } else {
        pick("○", ".")
    };
    let extra = all.into_iter().flatten().next();
    match extra {
        Some(extra) => format!("{extra}{state}"),
        None => format!(" {state}"),
    }
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    at: u16,
    row: &ArticleRow,
    view: &View,
    around: &Surroundings<'_>,
    is_selected: bool,
) {
    let is_gone = view.acted.contains(&row.id) && row.mark.read_at.is_some();
    let look = match row.mark.read_at {
        None => Look::Strong,
        Some(_) if is_gone => Look::Dim,
        Some(_) => Look::Text,
    };
    let columns = canvas.area.width;
    let own = View::row_height(columns) as u16;
    let marks = marks(canvas, row);
    let mut column = canvas.put(0, at, &marks, Look::Accent).max(2) + 1;
    let age = age(row.sort_at, around.now, around.zone);
    canvas.put(column, at, &age, Look::Dim);
    column += if own == 2 {
        width(&age) as u16
    } else {
        around.ages
    } + 1;
    let end = tail(canvas, at, row);
    if own == 1 && !matches!(view.query.scope, Scope::Feed(_)) {
        let room = outlet_columns(columns);
        let outlet = canvas.glyphs.cut(&row.feed_title, room);
        canvas.put(column, at, &outlet, Look::Dim);
        column += room as u16 + 1;
    }
    let room = usize::from(end.saturating_sub(column).saturating_sub(1));
    let title = canvas.glyphs.cut(&row.title, room);
    canvas.put(column, at, &title, look);
    if own == 2 {
        let minutes = if row.words > 0 {
            format!(" · {}m", minutes(row.words))
        } else {
            String::new()
        };
        canvas.put(
            3,
            at + 1,
            &format!("{}{minutes}", row.feed_title),
            Look::Dim,
        );
    }
    if is_selected {
        let look = if around.has_focus {
            Look::Selected
        } else {
            Look::SelectedElsewhere
        };
        (0..own).for_each(|line| canvas.tint(at + line, look));
    }
}

/// Minutes and what is on the disk, at the right; answers where that begins.
fn tail(canvas: &mut Canvas<'_>, at: u16, row: &ArticleRow) -> u16 {
    let whole = if row.is_whole {
        canvas.glyphs.pick("⤓", "w")
    } else {
        " "
    };
    let is_short = View::row_height(canvas.area.width) == 2;
    let text = match row.words {
        0 => format!(" {whole}"),
        _ if is_short => format!(" {whole}"),
        words => format!("{:>3}m {whole}", minutes(words)),
    };
    canvas.put_right(at, &text, Look::Dim)
}
