//! Pieces of screens that views share.

mod draw;
mod theme;
mod time;

pub use draw::{Canvas, Glyphs};
pub use theme::{Look, Theme};
pub use time::{age, dateline, day, moment};
