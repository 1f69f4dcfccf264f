//! The filters, drawn: two lines each.

use super::Filters;
use crate::model::StoredFilter;
use crate::tui::kit::{Look, Role, counted, fill, put, put_right, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Filters {
    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let width = area.width.saturating_sub(3);
        let heading = match self.all.len() {
            0 => {
                "No filter acts yet. X on an article makes one, + here one from a query.".to_owned()
            }
            1 => "1 filter judges what arrives, and again when the full text comes.".to_owned(),
            count => format!(
                "{} judge what arrives, and again when the full text comes.",
                counted(count, "filter")
            ),
        };
        let at = (area.x + 2, area.y);
        put(look, buffer, at, width, &heading, theme.style(Role::Title));
        for (index, is_selected, row) in self.listing.rows(area) {
            self.draw(&self.all[index], is_selected, look, buffer, row);
        }
    }

    fn draw(
        &self,
        it: &StoredFilter,
        is_selected: bool,
        look: &Look<'_>,
        buffer: &mut Buffer,
        area: Rect,
    ) {
        let theme = look.theme;
        let filter = &it.filter;
        let role = match (is_selected, filter.off) {
            (true, _) => Role::Selected,
            (false, true) => Role::Dim,
            (false, false) => Role::Strong,
        };
        let style = theme.style(role);
        if is_selected {
            let row = Rect { height: 1, ..area };
            fill(buffer, row, style);
        }
        let then: Vec<String> = filter.then.iter().map(ToString::to_string).collect();
        let until = filter.until.as_deref().map(|day| format!(" until {day}"));
        let off = if filter.off { "off: " } else { "" };
        let does = said(&format!(
            "{off}{}{}",
            then.join(", "),
            until.unwrap_or_default()
        ));
        let inner = Rect {
            width: area.width.saturating_sub(1),
            ..area
        };
        let end = put_right(look, buffer, inner, 0, &does, style);
        let name = said(&filter.name);
        let start = (area.x + 2, area.y);
        let room = end.saturating_sub(area.x + 3);
        put(look, buffer, start, room, &name, style);
        if area.height < 2 {
            return;
        }
        let dim = theme.style(Role::Dim);
        let end = put_right(look, buffer, inner, 1, &self.counts(it), dim);
        let start = (area.x + 4, area.y + 1);
        let room = end.saturating_sub(area.x + 5);
        put(look, buffer, start, room, &said(&filter.when), dim);
    }

    fn counts(&self, it: &StoredFilter) -> String {
        match self.counts.get(&it.id) {
            None => "…".to_owned(),
            Some((means, 0)) => format!("means {means} now"),
            Some((means, hides)) => format!("hid {hides}, means {means} more now"),
        }
    }
}
