//! The first start, drawn.

use super::{Line, Start};
use crate::text::clean_line;
use crate::tui::kit::{Bar, Cell, Look, Piece, Role, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Bytes that a feed's first poll takes, about.
const A_FEED: usize = 150_000;

/// Lines from which on there is room for blank ones.
const ROOMY: u16 = 14;

/// Lines above the outlets, and below them.
pub const fn around(height: u16) -> (u16, u16) {
    if height >= ROOMY { (3, 4) } else { (1, 2) }
}

pub fn render(view: &Start, is_offline: bool, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let theme = look.theme;
    let pick = if area.width < 76 {
        " Pick your news."
    } else {
        " Pick what you read; you can change it at any time."
    };
    let welcome = [
        Piece::new(Role::Title, "Welcome to tidings."),
        Piece::new(Role::Text, pick),
    ];
    let line = |y: u16| Rect {
        x: area.x + 2,
        y,
        width: area.width.saturating_sub(3),
        height: 1,
    };
    let (head, below) = around(area.height);
    let blank = u16::from(head > 1);
    if area.height > blank {
        Piece::draw(&welcome, look, buffer, line(area.y + blank));
    }
    let list = Rect {
        y: area.y + head.min(area.height),
        height: area.height.saturating_sub(head + below),
        ..area
    };
    let width = view.column_width();
    for (index, lines) in view.columns().iter().enumerate() {
        let visible = lines
            .iter()
            .skip(view.scroll.top)
            .take(usize::from(list.height));
        for (y, what) in visible.enumerate() {
            let x = list.x + index as u16 * width;
            let area = Rect {
                x,
                y: list.y + y as u16,
                width: width.saturating_sub(2),
                height: 1,
            };
            match what {
                Line::Blank => {}
                Line::Country(outlet) => {
                    let name = clean_line(&view.outlets[*outlet].country);
                    put(
                        look,
                        buffer,
                        (x + 2, area.y),
                        area.width,
                        &name,
                        theme.style(Role::Dim),
                    );
                }
                Line::Outlet(outlet) => draw_outlet(view, *outlet, look, buffer, area),
            }
        }
    }
    if area.height > head + below {
        foot(view, is_offline, look, buffer, line(list.bottom() + blank));
    }
}

fn draw_outlet(view: &Start, index: usize, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let outlet = &view.outlets[index];
    let theme = look.theme;
    let is_ticked = view.ticked[index];
    let role = if is_ticked { Role::Strong } else { Role::Text };
    let language = 10.min(area.width / 4);
    let name = area.width.saturating_sub(2 + 4 + language + 2);
    let cells = vec![
        Cell::new("", 1, theme.style(role)),
        Cell::new(
            if is_ticked { "[x]" } else { "[ ]" },
            3,
            theme.style(Role::Accent),
        ),
        Cell::new(
            clean_line(&outlet.name).into_string(),
            name,
            theme.style(role),
        ),
        Cell::new(
            clean_line(&outlet.language_name).into_string(),
            language,
            theme.style(Role::Dim),
        ),
    ];
    let is_selected = index == view.scroll.selected;
    Bar {
        cells,
        over: is_selected.then(|| theme.style(Role::Selected)),
    }
    .draw(look, buffer, area);
}

fn foot(view: &Start, is_offline: bool, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let count = view.chosen().count();
    let megabytes = (count * A_FEED).div_ceil(1_000_000);
    let fetch = match (count, is_offline) {
        (0, _) => "  nothing is ticked".to_owned(),
        (_, true) if area.width < 60 => format!("  subscribe to {count}, offline"),
        (_, false) if area.width < 60 => format!("  subscribe to {count} and fetch"),
        (_, true) => format!("  subscribe to {count}; offline, they are fetched next time"),
        (_, false) => format!("  subscribe to {count} and fetch (about {megabytes} MB)"),
    };
    let first = [
        Piece::new(Role::Key, "Enter"),
        Piece::new(Role::Text, fetch),
    ];
    Piece::draw(&first, look, buffer, area);
    // Each key with its words, as many as there is room for.
    let keys: &[&str] = match area.width {
        0..36 => &["x tick", "+ add", "d demo"],
        36..50 => &["x tick", "+ add", "i import", "d demo"],
        50..74 => &["Space tick", "+ any address", "i import", "d demo"],
        _ => &[
            "Space tick",
            "+ any address",
            "i OPML or newsboat's urls",
            "d the demo",
        ],
    };
    let gap = match area.width {
        0..50 => " ",
        50..74 => "  ",
        _ => "   ",
    };
    let leaves = if view.has_feeds { "q back" } else { "q quit" };
    let mut second = Vec::new();
    let keys = keys.iter().chain(std::iter::once(&leaves));
    for (key, words) in keys.filter_map(|it| it.split_once(' ')) {
        let gap = if second.is_empty() { "" } else { gap };
        second.push(Piece::new(Role::Dim, gap));
        second.push(Piece::new(Role::Key, key));
        second.push(Piece::new(Role::Dim, format!(" {words}")));
    }
    Piece::draw(
        &second,
        look,
        buffer,
        Rect {
            y: area.y + 1,
            ..area
        },
    );
}
