//! Why nothing came, in words for a person.

use crate::text::{Clean, clean_line, cut};
use std::error::Error as _;

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
    #[error("{0} leads to the private address {1}, which only an address of your own may")]
    Private(Clean, Clean),
    #[error("the secure connection to {0} failed: {1}")]
    Tls(Clean, Clean),
    #[error("the answer of {0} cannot be read: {1}")]
    Broken(Clean, Clean),
    #[error("no requests in this run (--offline)")]
    Offline,
}

impl FetchError {
    /// The request failed before any answer: the network may be away.
    pub fn is_no_network(&self) -> bool {
        matches!(
            self,
            Self::Connect(..) | Self::UnknownHost(_) | Self::Timeout(..)
        )
    }

    pub(super) fn from_request(host: &str, error: &reqwest::Error, seconds: u64) -> Self {
        let host = clean_line(host);
        let causes = causes(error);
        let last = causes.last().cloned().unwrap_or_default();
        let has = |part: &str| causes.iter().any(|cause| cause.contains(part));
        if error.is_timeout() {
            return Self::Timeout(host, seconds);
        }
        if has(super::address::NOT_PUBLIC) {
            return Self::Private(host, clean_line("behind its name"));
        }
        if has("dns error") || has("failed to lookup") {
            return Self::UnknownHost(host);
        }
        let reason = clean_line(&cut(&clean_line(&last), 120));
        if has("certificate") || has("tls") || has("handshake") {
            return Self::Tls(host, reason);
        }
        if error.is_connect() {
            Self::Connect(host, reason)
        } else {
            Self::Broken(host, reason)
        }
    }
}

fn causes(error: &reqwest::Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    causes
}
