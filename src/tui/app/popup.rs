//! What may follow a prefix, shown above the bottom line once nothing was pressed for a while.

use super::State;
use crate::text;
use crate::tui::kit::{Look, Piece, Role, fill, rule};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns between two of them, and the widest.
const GAP: u16 = 3;
const WIDEST: u16 = 38;

pub fn render(state: &State, look: &Look<'_>, buffer: &mut Buffer, bottom: Rect) {
    let keys = &state.pressed.keys;
    if !state.pressed.shows_following || keys.is_empty() {
        return;
    }
    let following = state.keymap.following(state.view(), keys);
    let longest = |of: fn(&(String, String)) -> &str| {
        let widths = following.iter().map(|pair| text::width(of(pair)));
        widths.max().unwrap_or(0) as u16
    };
    let key_width = longest(|(key, _)| key.as_str());
    let width = (key_width + 1 + longest(|(_, word)| word.as_str())).min(WIDEST) + GAP;
    let columns = (bottom.width / width).max(1);
    let rows = (following.len() as u16).div_ceil(columns);
    let rows = rows.min(bottom.y.saturating_sub(1));
    if rows == 0 {
        return;
    }
    let area = Rect {
        y: bottom.y - rows,
        height: rows,
        ..bottom
    };
    fill(buffer, area, look.theme.style(Role::Text));
    let above = Rect {
        y: area.y - 1,
        height: 1,
        ..area
    };
    rule(look, buffer, above);
    for (index, (key, word)) in following.iter().enumerate() {
        let (column, row) = (index as u16 / rows, index as u16 % rows);
        let x = area.x + 1 + column * width;
        if x >= area.right() {
            break;
        }
        let cell = Rect {
            x,
            y: area.y + row,
            width: (width - GAP).min(area.right() - x),
            height: 1,
        };
        let pad = usize::from(key_width).saturating_sub(text::width(key)) + 1;
        let pieces = [
            Piece::new(Role::Key, key.as_str()),
            Piece::new(Role::Text, " ".repeat(pad)),
            Piece::new(Role::Dim, word.as_str()),
        ];
        Piece::draw(&pieces, look, buffer, cell);
    }
}
