//! One folder a view: its state, its commands, how it is drawn. Views never name each other.

pub mod articles;
pub mod help;
pub mod outlets;
pub mod panel;
pub mod prompt;
pub mod reader;
pub mod start;
