//! The sidebar, drawn: a name and a number a line.

use super::{Outlets, Row, Spot};
use crate::tui::kit::{Look, Role, fill, put, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lists of named queries are counted no further.
const MOST_NAMED: u32 = 999;

/// What the list shows now, and whether the sidebar gets the keys.
pub struct Situation<'a> {
    pub shown: Option<&'a Spot>,
    pub has_focus: bool,
}

pub fn render(
    view: &Outlets,
    shown: Option<&Spot>,
    has_focus: bool,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) {
    let situation = Situation { shown, has_focus };
    let visible = view.rows.iter().enumerate().skip(view.scroll.top);
    for (line, (index, row)) in visible.take(usize::from(area.height)).enumerate() {
        let area = Rect {
            y: area.y + line as u16,
            height: 1,
            ..area
        };
        draw(
            view,
            row,
            index == view.scroll.selected,
            &situation,
            look,
            buffer,
            area,
        );
    }
}

fn draw(
    view: &Outlets,
    row: &Row,
    is_selected: bool,
    situation: &Situation<'_>,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) {
    let is_shown = situation.shown == Some(&row.spot);
    let role = match (is_selected && situation.has_focus, row.count > 0) {
        (true, _) => Role::Selected,
        (false, _) if is_shown && !situation.has_focus => Role::Marked,
        (false, true) => Role::Strong,
        (false, false) => Role::Dim,
    };
    let style = look.theme.style(role);
    let number_style = if role == Role::Strong {
        look.theme.style(Role::Dim)
    } else {
        style
    };
    if role == Role::Selected {
        fill(buffer, area, style);
    }
    let count = count_of(view, row, look);
    let mark_style = if row.is_failing && role != Role::Selected {
        look.theme.style(Role::Trouble)
    } else {
        style
    };
    let indent = area.x + (row.depth * 2).min(area.width / 2);
    put(
        look,
        buffer,
        (indent, area.y),
        1,
        mark_of(row, look),
        mark_style,
    );
    let inner = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    let end = if count.is_empty() {
        inner.right()
    } else {
        put_right(look, buffer, inner, 0, &count, number_style).saturating_sub(1)
    };
    let has_sign = matches!(row.spot, Spot::Folder(_) | Spot::Named(_));
    let name = indent + 1 + u16::from(has_sign);
    put(
        look,
        buffer,
        (name, area.y),
        end.saturating_sub(name),
        &row.name,
        style,
    );
}

fn mark_of(row: &Row, look: &Look<'_>) -> &'static str {
    match row.spot {
        Spot::Folder(_) if row.is_folded => look.glyphs.closed,
        Spot::Folder(_) => look.glyphs.open,
        // As a search is begun.
        Spot::Named(_) => "/",
        _ if row.is_failing => "!",
        _ => " ",
    }
}

fn count_of(view: &Outlets, row: &Row, look: &Look<'_>) -> String {
    match &row.spot {
        Spot::Feed(id) if view.polling.contains(id) => look.glyphs.wait.to_owned(),
        Spot::Named(_) if row.count > MOST_NAMED => format!("{MOST_NAMED}+"),
        _ if row.count > 0 => row.count.to_string(),
        _ if row.is_failing => look.glyphs.dash.to_owned(),
        _ => String::new(),
    }
}
