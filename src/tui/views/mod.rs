//! One folder a view: its state, its commands, how it is drawn. Views never name each other; what
//! is beyond a view it asks of the app (`core::Ask`).

pub mod articles;
pub mod choose;
pub mod edit;
pub mod enclosures;
pub mod filtering;
pub mod filters;
pub mod health;
pub mod help;
pub mod links;
pub mod outlets;
pub mod palette;
pub mod prompt;
pub mod reader;
pub mod start;
pub mod themes;
pub mod troubles;
pub mod write;
