//! Polite, bounded HTTP: the one door to the network.

use crate::text::Clean;
use std::time::Duration;

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
    /// Hosts (`host` or `host:port`) that may be private because the reader named them.
    pub allowed_hosts: Vec<String>,
    pub headers: Vec<(String, String)>,
    /// `user:password`, only sent to the same scheme, host and port.
    pub credentials: Option<String>,
    pub proxy: Option<String>,
    /// Decoded bytes.
    pub limit: u64,
    pub timeout: Duration,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    #[default]
    Feed,
    Page,
    Picture,
}

/// An answer of any status, body unpacked.
#[derive(Clone, Debug, Default)]
pub struct Response {
    pub status: u16,
    /// The address that gave this answer.
    pub url: String,
    /// Where an unbroken chain of 301 and 308 from the first address led.
    pub permanent_url: Option<String>,
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    pub content_type: Option<String>,
    pub content_location: Option<String>,
    pub content_language: Option<String>,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    pub retry_after: Option<String>,
    pub date: Option<String>,
    /// `cf-mitigated: challenge` and the like.
    pub is_challenge: bool,
    pub body: Vec<u8>,
    /// The stream ended before its end; `body` is what came.
    pub is_cut: bool,
    /// On the wire, body and headers.
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("{0} is no address that can be fetched (http or https)")]
    BadUrl(Clean),
    #[error("{0} cannot be reached: {1}")]
    Connect(Clean, Clean),
    #[error("the name {0} is not known")]
    UnknownHost(Clean),
    #[error("{0} did not answer within {1} s")]
    Timeout(Clean, u64),
    #[error("{0} redirects too often")]
    Redirects(Clean),
    #[error("{0} is larger than {1} MiB")]
    TooLarge(Clean, u64),
    #[error("{0} leads to the private address {1}")]
    Private(Clean, Clean),
    #[error("the secure connection to {0} failed: {1}")]
    Tls(Clean, Clean),
    #[error("the answer of {0} cannot be read: {1}")]
    Broken(Clean, Clean),
    #[error("no requests in this run (--offline)")]
    Offline,
}
