//! Pieces that every view draws with: styles, marks, columns, times, scrolling, a line of input.
//! Nothing here knows a view or an article.

mod address;
mod glyphs;
mod input;
mod listing;
mod paint;
mod scroll;
mod theme;
pub mod time;

pub use address::for_terminal;
pub use glyphs::Glyphs;
pub use input::Input;
pub use listing::{FOOT, Frame, HEAD, Listing, Lists};
pub use paint::{
    Bar, Cell, Piece, cut, fill, found, isolated, put, put_right, rule, shown, wrapped, write,
};
pub use scroll::{Scroll, Scrolls, keep_at_pointer, keep_in_view};
pub use theme::{Role, Theme, indexed};

pub use crate::model::{counted, host_and_rest, size};

use crate::model::Timestamp;
use crate::text::Clean;
use crate::tui::core::Settings;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// Columns of a title below which it says nothing.
pub const LEAST: usize = 4;

/// How everything looks in one frame.
#[derive(Clone, Debug)]
pub struct Look<'a> {
    pub theme: Theme,
    pub glyphs: Glyphs,
    pub zone: &'a TimeZone,
    pub now: Timestamp,
    /// Put right-to-left text into the order of the screen.
    pub bidi: bool,
    /// Links are links for the terminal too.
    pub has_links: bool,
}

impl<'a> Look<'a> {
    pub fn new(settings: &'a Settings, now: Timestamp) -> Self {
        Self {
            theme: Theme::new(&settings.theme, settings.depth, settings.no_color),
            glyphs: Glyphs::new(settings.is_ascii),
            zone: &settings.zone,
            now,
            bidi: settings.bidi,
            has_links: settings.has_links,
        }
    }
}

/// Words of our own around words from outside, clean as a whole.
pub fn said(text: &str) -> Clean {
    crate::text::clean_line(text)
}

/// The title as it stands in a message.
pub fn quoted(look: &Look<'_>, title: &str) -> String {
    quoted_in(look, title, 32)
}

/// The same in so many columns.
pub fn quoted_in(look: &Look<'_>, title: &str, columns: usize) -> String {
    format!("“{}”", cut(title, columns, look.glyphs.cut))
}

/// A message in so many columns, as far as that is had by cutting what it quotes, or leaving it out: its own words say what
/// happened.
pub fn shortened<'a>(look: &Look<'_>, message: &'a str, columns: usize) -> Cow<'a, str> {
    let excess = crate::text::width(message).saturating_sub(columns);
    let parts = message.split_once('“').and_then(|(before, rest)| {
        let (title, after) = rest.split_once('”')?;
        Some((before, title, after))
    });
    let Some((before, title, after)) = parts.filter(|_| excess > 0) else {
        return Cow::Borrowed(message);
    };
    let room = crate::text::width(title).saturating_sub(excess);
    Cow::Owned(if room < LEAST {
        let (before, after) = (before.trim_end(), after.trim_start());
        format!("{before} {after}").trim().to_owned()
    } else {
        format!("{before}{}{after}", quoted_in(look, title, room))
    })
}
