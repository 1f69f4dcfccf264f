//! The query language → an `Expression` with absolute times. The same language everywhere: lists,
//! search, bulk marks, the command line. Pure.

mod parse;

pub use parse::{QueryError, parse};
