//! Serves `assets/demo` on loopback: outlets as real ones publish, each on a port of its own.

use crate::model::Timestamp;

/// A running server; stops when dropped.
pub struct Server {}

/// How to serve.
pub struct Options {
    /// First of as many ports as outlets; 0 lets the system choose each.
    pub port: u16,
    /// Every request is appended here, one JSON object a line.
    pub log: Option<std::path::PathBuf>,
    /// The edition's dates are written relative to it.
    pub now: Timestamp,
}

impl Server {
    /// # Errors
    /// When a port or the log file cannot be had.
    pub fn start(options: &Options) -> std::io::Result<Self> {
        let _ = options;
        todo!()
    }

    /// Each outlet's feed, in order, as a subscription.
    #[must_use]
    pub fn feeds(&self) -> Vec<crate::model::NewFeed> {
        todo!()
    }
}
