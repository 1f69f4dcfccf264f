//! Words made safe for a terminal, and measured in columns. Everything that comes from outside
//! and is shown, printed or logged goes through `clean_line` or `clean_block`.

mod clean;

pub use clean::{Clean, clean_block, clean_line};
