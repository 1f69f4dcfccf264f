//! A line a list, folder or feed, its unread count at the right.

use super::View;
use crate::tui::kit::{Canvas, Look};

/// Draws the pane; answers where the selected line is. `shown` is the list that is open beside it.
pub fn render(view: &View, canvas: &mut Canvas<'_>, has_focus: bool) -> Option<(u16, u16)> {
    let mut cursor = None;
    let height = usize::from(canvas.area.height);
    for (line, item) in view.items.iter().skip(view.top).take(height).enumerate() {
        let at = line as u16;
        let fold = match item.is_open {
            Some(true) => canvas.glyphs.pick("▾", "v"),
            Some(false) => canvas.glyphs.pick("▸", ">"),
            None if item.is_failing => "!",
            None => " ",
        };
        let count = if item.count > 0 {
            item.count.to_string()
        } else {
            String::new()
        };
        let look = if item.count > 0 {
            Look::Strong
        } else {
            Look::Text
        };
        let indent = (item.depth * 2).min(8) as u16;
        let end = canvas.put_right(at, &count, Look::Dim);
        let mark = if item.is_failing {
            Look::Error
        } else {
            Look::Dim
        };
        let column = canvas.put(indent, at, fold, mark);
        let room = usize::from(end.saturating_sub(column + 1));
        let name = canvas.glyphs.cut(&item.name, room);
        canvas.put(column, at, &name, look);
        if line + view.top == view.selected {
            canvas.tint(
                at,
                if has_focus {
                    Look::Selected
                } else {
                    Look::SelectedElsewhere
                },
            );
            cursor = Some((canvas.area.x, canvas.area.y + at));
        }
    }
    cursor
}
