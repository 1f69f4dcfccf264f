//! The interface by its keys: a world that answers effects from memory, then keys, then what is on
//! the screen and what was stored.

mod commands;
mod connection;
mod filtering;
mod keys;
mod lists;
mod mend;
mod named;
mod outward;
mod properties;
mod reading;
mod said;
mod screens;
mod slow;
mod triage;
mod world;
