//! Settings and paths; reads rules, themes, outlets, filters from TOML into `model` types.

mod schema;

pub use schema::*;
