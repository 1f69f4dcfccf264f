//! Help: the commands that apply where it was called, from the table.

mod commands;

pub use commands::COMMANDS;

use crate::text::width;
use crate::tui::kit::{Canvas, Look};

#[derive(Debug, Default)]
pub struct View {
    /// Keys and what they do; a section's title has no keys.
    pub lines: Vec<(String, String)>,
    pub top: usize,
}

impl View {
    pub fn scroll(&mut self, lines: i64) {
        self.top = (self.top as i64).saturating_add(lines).max(0) as usize;
    }

    pub fn settle(&mut self, height: u16) {
        self.top = self
            .top
            .min(self.lines.len().saturating_sub(usize::from(height)));
    }
}

pub fn render(view: &View, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let keys = view
        .lines
        .iter()
        .map(|(keys, _)| width(keys))
        .max()
        .unwrap_or(0)
        .min(20) as u16;
    let height = usize::from(canvas.area.height);
    for (at, (key, help)) in view.lines.iter().skip(view.top).take(height).enumerate() {
        let at = at as u16;
        if key.is_empty() {
            canvas.put(1, at, help, Look::Strong);
        } else {
            canvas.put(2, at, key, Look::Accent);
            canvas.put(keys + 4, at, help, Look::Text);
        }
    }
    Some((canvas.area.x, canvas.area.y))
}
