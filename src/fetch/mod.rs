//! Polite, bounded HTTP: the one door to the network. Redirects are followed by hand, so that
//! scheme, address and credentials are checked at every hop; bodies are taken as they come on the
//! wire and unpacked by us (`unpack`), so that bytes are counted and bombs are stopped.

mod address;
mod client;
mod error;
mod unpack;

use std::time::Duration;

pub use address::is_public;
pub use client::{Fetcher, Limits};
pub use error::FetchError;
pub use unpack::unpack;

/// One GET.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub url: String,
    /// Sent back byte for byte.
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    pub accept: Accept,
    /// The reader named this address (typed, imported, configured): it may be private, and so may
    /// what it redirects to on the very same host.
    pub is_named_by_reader: bool,
    /// Hosts that may be private because the reader named them.
    pub allowed_hosts: Vec<String>,
    pub headers: Vec<(String, String)>,
    /// `user:password`, only sent to the same scheme, host and port.
    pub credentials: Option<String>,
    pub proxy: Option<String>,
    /// Bytes of the body, on the wire and unpacked.
    pub limit: u64,
    pub timeout: Duration,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    #[default]
    Feed,
    Page,
}

/// An answer of any status.
#[derive(Clone, Debug, Default)]
pub struct Response {
    pub status: u16,
    /// The address that gave this answer.
    pub url: String,
    /// Where an unbroken chain of 301 and 308 from the first address led.
    pub permanent_url: Option<String>,
    /// Where the answer itself redirects to.
    pub location: Option<String>,
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    pub content_type: Option<String>,
    pub content_location: Option<String>,
    pub content_language: Option<String>,
    pub content_encoding: Option<String>,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    pub retry_after: Option<String>,
    pub date: Option<String>,
    /// A page that wants a browser (`cf-mitigated: challenge`).
    pub is_challenge: bool,
    /// As on the wire until `unpack` has run.
    pub body: Vec<u8>,
    /// The stream ended before its end; `body` is what came.
    pub is_cut: bool,
    /// On the wire, body and headers.
    pub bytes: u64,
}
