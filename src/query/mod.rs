//! The query language → an `Expression` with absolute times, and what an expression says of one
//! article in memory. The same language everywhere: lists, search, bulk marks, filters, the command
//! line. Pure.

mod facts;
mod parse;
mod pattern;
mod terms;
mod token;
mod words;

pub use facts::{
    Facts, Subject, has_folded, is_language, is_named, is_of_folder, is_of_folders, matches,
    plain_language,
};
pub use parse::{QueryError, parse, parse_condition};
pub use pattern::{Pattern, pattern};
pub use terms::{TERMS, terms_reference, terms_text};
pub use words::{Words, is_nothing, may_go_on, tokens};
