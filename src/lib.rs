//! tidings: a terminal news reader. The rooms and who may use whom: `docs/architecture.md`.
//! Nothing here but the list of rooms, lowest floor first.

pub mod clean;
pub mod cli;
pub mod config;
pub mod demo;
pub mod feed;
pub mod fetch;
pub mod filters;
pub mod jobs;
pub mod markup;
pub mod model;
pub mod outlet;
pub mod page;
pub mod query;
pub mod schedule;
pub mod store;
pub mod text;
pub mod tui;
