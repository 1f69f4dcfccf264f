//! The one integration binary: what stands between rooms, and the program as it is started.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::large_stack_arrays,
    reason = "a test that panics has found something; tests start programs and read the environment"
)]

mod architecture;
mod articles;
mod bench;
mod cleaned;
mod commands;
mod enclosures;
mod entries;
mod export;
mod faults;
mod fetch;
mod filters;
mod find;
mod frugal;
mod fuzz;
mod generated;
mod home;
mod hooks;
mod hostile;
mod hostile_cases;
mod identity;
mod injection;
mod internet;
mod keep;
mod killing;
mod kills;
mod ladder;
mod limits;
mod newsboat;
mod offline;
mod older;
mod pages;
mod pictures;
mod poll;
mod pty;
mod rows;
mod secrets;
mod server;
mod settings;
mod soak;
mod subscriptions;
mod surroundings;
mod terminal;
mod tls;
mod told;
mod waits;
mod webmaster;
mod week;
