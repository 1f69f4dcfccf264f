//! Outlets by country, ticked or not, with their language.

use super::View;
use crate::tui::kit::{Canvas, Look};

const INDENT: u16 = 2;

/// Draws the list below the welcome; answers where the selected outlet is.
pub fn render(view: &View, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let mut cursor = None;
    let bottom = view.top + usize::from(canvas.area.height);
    let mut country = "";
    for (index, outlet) in view.outlets.iter().enumerate() {
        let line = view.line_of(index);
        if outlet.country != country {
            country = &outlet.country;
            if let Some(at) = visible(line - 1, view.top, bottom) {
                canvas.put(INDENT, at, country, Look::Strong);
            }
        }
        let Some(at) = visible(line, view.top, bottom) else {
            continue;
        };
        let is_ticked = view.ticked.get(index).copied().unwrap_or(false);
        let tick = if is_ticked { "[x] " } else { "[ ] " };
        let column = canvas.put(INDENT, at, tick, Look::Accent);
        canvas.put(column, at, &outlet.name, Look::Text);
        canvas.put(column + 24, at, &outlet.language_name, Look::Dim);
        if index == view.selected {
            canvas.tint(at, Look::Selected);
            cursor = Some((canvas.area.x + INDENT, canvas.area.y + at));
        }
    }
    cursor
}

fn visible(line: usize, top: usize, bottom: usize) -> Option<u16> {
    (line >= top && line < bottom).then(|| (line - top) as u16)
}
