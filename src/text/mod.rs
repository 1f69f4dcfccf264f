//! Words made safe for a terminal, and measured in columns. Everything that comes from outside
//! and is shown, printed or logged goes through `clean_line` or `clean_block`.

mod bidi;
mod clean;
mod count;
mod fold;
mod raised;
pub mod room;
mod span;
mod unseen;
mod width;
mod words;
mod wrap;

/// A name or title in a sentence of ours; quotes of its own are inner ones then.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("“{}”", name.replace('“', "‘").replace('”', "’"))
}

pub use bidi::{Bidi, ISOLATE, ISOLATE_END, Run, going_on, leftward, reversed, runs_left};
#[cfg(test)]
pub use clean::steps;
pub use clean::{Clean, clean_block, clean_block_of, clean_line, without_tabs};
pub use count::word_count;
pub use fold::{composed, fold, fold_apart, is_of_word, is_paired, spelled};
pub use raised::{is_raised, lowered, raised};
pub use span::{span, span_of_pairs};
pub use unseen::is_unseen;
pub use width::{cap, cut, cut_with, graphemes, pad, width};
pub use words::folded_words;
pub use wrap::{Piece, WrapOptions, wrap};
