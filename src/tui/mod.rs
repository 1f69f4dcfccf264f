//! The terminal interface: `core` < `kit` < `views` < `app` < `runtime`. State changes only in
//! `app::update`; `app::render` draws from it; only `runtime` touches terminal, store and jobs.

mod app;
mod core;
mod kit;
mod runtime;
mod views;

pub use app::{KeyError, check_keys, keys, keys_reference};
pub use core::KeyDoc;
pub use runtime::{Error, Options, Outcome, Terminal, run};
