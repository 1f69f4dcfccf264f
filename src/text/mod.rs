//! Words made safe for a terminal, and measured in columns. Everything that comes from outside
//! and is shown, printed or logged goes through `clean_line` or `clean_block`.

mod bidi;
mod clean;
mod columns;
mod fold;
mod wrap;

pub use bidi::{Run, is_right_to_left, mirrored, visual_runs};
pub use clean::{Clean, cap, clean_block, clean_line, is_safe};
pub use columns::{cut, cut_with, graphemes, width};
pub use fold::{fold, word_count};
pub use wrap::{Piece, wrap};
