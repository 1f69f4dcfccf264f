//! The one integration binary: what stands between rooms, and the program as it is started.

mod architecture;
mod commands;
mod generated;
mod home;
mod terminal;
