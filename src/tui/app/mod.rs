//! The state of the whole interface: `update` changes it, `render` draws it.

mod commands;
mod keymap;
mod layout;
mod render;
mod requests;
mod state;
#[cfg(test)]
mod tests;
mod update;

pub use commands::{KeyError, check_keys, keys, keys_reference};
pub use keymap::Keymap;
pub use render::render;
pub use state::{App, Settings};
pub use update::{start, update};
