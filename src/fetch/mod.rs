//! Polite, bounded HTTP: the one door to the network. Redirects are followed by hand, so that
//! scheme, address and credentials are checked at every hop; bodies are taken as they come on the
//! wire and unpacked by us (`unpack`), so that bytes are counted and bombs are stopped.

mod address;
mod client;
mod clients;
mod error;
mod exchange;
mod headers;
mod permits;
mod proxy;
mod tls;
mod unpack;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use url::Url;

pub use address::{Names, is_public};
pub use client::{Fetcher, Limits};
pub use error::FetchError;
pub use permits::Hold;
pub use proxy::Proxies;
pub use tls::normal as normal_fingerprint;
pub use unpack::unpack;

/// An answer on its way.
pub type Answering = Pin<Box<dyn Future<Output = Result<Response, FetchError>> + Send>>;

/// A fingerprint on its way.
pub type Showing = Pin<Box<dyn Future<Output = Result<String, FetchError>> + Send>>;

/// Whether somebody is there, on its way.
pub type Knocking = Pin<Box<dyn Future<Output = bool> + Send>>;

/// What answers requests: the network, or a test.
pub trait Transport: Send + Sync {
    fn fetch(self: Arc<Self>, request: Request) -> Answering;

    /// The fingerprint of the certificate that an address's host shows.
    fn certificate(self: Arc<Self>, _: Request) -> Showing {
        Box::pin(async { Err(FetchError::Offline) })
    }

    /// Whether an address's host takes a connection: nothing is sent over it.
    fn knock(self: Arc<Self>, _: Request) -> Knocking {
        Box::pin(async { false })
    }
}

impl Transport for Fetcher {
    fn fetch(self: Arc<Self>, request: Request) -> Answering {
        Box::pin(async move { self.get(&request).await })
    }

    fn certificate(self: Arc<Self>, request: Request) -> Showing {
        Box::pin(async move { Fetcher::certificate(&self, &request).await })
    }

    fn knock(self: Arc<Self>, request: Request) -> Knocking {
        Box::pin(async move { Fetcher::knock(&self, &request).await })
    }
}

/// One GET.
#[derive(Clone, Default)]
pub struct Request {
    pub url: String,
    /// Sent back byte for byte, where `validators_url` allows.
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    /// The address that gave the validators: they are sent to no other. Empty: to every hop.
    pub validators_url: String,
    pub accept: Accept,
    pub follow: Follow,
    /// The reader named this address (typed, imported, configured): it may be private, and so may
    /// what it redirects to on the very same host and port.
    pub is_named_by_reader: bool,
    /// Hosts (`host` with any port, or `host:port`) that may be private because the reader named
    /// them.
    pub allowed_hosts: Vec<String>,
    /// Sent to the first address's scheme, host and port only.
    pub headers: Vec<(String, String)>,
    /// `user:password`, only sent to the same scheme, host and port.
    pub credentials: Option<String>,
    /// For this request; none: as configured.
    pub proxy: Option<String>,
    /// The SHA-256 of the one certificate that is trusted for the first address; none: as the
    /// system says.
    pub certificate: Option<String>,
    /// Not HTTP/2, for servers that only say that they know it.
    pub is_http1: bool,
    /// Nobody asks this host for more soon: the connection ends with the answer, since hundreds that
    /// wait for nothing cost 30 KB each.
    pub is_last: bool,
    /// A person waits for it: it does not wait for background work of other hosts, and has lanes of its own for large
    /// bodies. At its own host it waits its turn like all others, which are few at a time.
    pub is_urgent: bool,
    /// Bytes of the body, on the wire and unpacked.
    pub limit: u64,
    /// For the whole request, redirects and body included; time spent waiting for a permit does
    /// not count.
    pub timeout: Duration,
    /// Only from this byte on, if the file is still the same.
    pub rest: Option<Rest>,
    /// The body goes there as it comes, and is not kept.
    pub pour: Option<Pour>,
    /// Counts as the answer comes; whoever keeps a clone knows what a failure cost.
    pub meter: Meter,
    pub gate: Gate,
}

/// An error where the host behind the address is not to be asked now.
type Passing = dyn Fn(&Url) -> Result<(), FetchError> + Send + Sync;

/// Asked before a redirect is followed.
#[derive(Clone, Default)]
pub struct Gate(pub Option<Arc<Passing>>);

impl Gate {
    fn pass(&self, url: &Url) -> Result<(), FetchError> {
        self.0.as_ref().map_or(Ok(()), |gate| gate(url))
    }
}

/// The rest of a file of which the beginning is here (RFC 9110, 14.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    pub from: u64,
    /// The strong `ETag` or the `Last-Modified` that came with the beginning.
    pub validator: Vec<u8>,
}

/// Where a body goes that is too large to be held. Who reads it too slowly slows the answer down.
#[derive(Clone)]
pub struct Pour(pub tokio::sync::mpsc::Sender<Piece>);

/// What is poured: the head of a 2xx answer first, then its body.
#[derive(Debug)]
pub enum Piece {
    Head(Box<Response>),
    Bytes(Vec<u8>),
}

/// Without what may be a secret: query, password, headers.
impl std::fmt::Debug for Request {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = url::Url::parse(&self.url).ok();
        out.debug_struct("Request")
            .field("host", &url.as_ref().map(address::shown))
            .finish_non_exhaustive()
    }
}

/// Bytes on the wire, also of a request that fails or is given up.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    has_redirect: AtomicBool,
}

impl Meter {
    fn add(&self, bytes: u64) {
        self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// For transports: the host that was asked led elsewhere.
    pub fn redirected(&self) {
        self.0.has_redirect.store(true, Ordering::Relaxed);
    }

    /// The host that was asked answered: it led elsewhere.
    #[must_use]
    pub fn has_redirect(&self) -> bool {
        self.0.has_redirect.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    #[default]
    Feed,
    Page,
    Picture,
    /// Anything, as it is.
    Enclosure,
}

/// Whether redirects are followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follow {
    #[default]
    Redirects,
    /// The redirect is the answer.
    Nothing,
}

/// An answer of any status; only answers of 200 to 299 have a body.
#[derive(Clone, Debug, Default)]
pub struct Response {
    pub status: u16,
    /// The address that gave this answer, without user and password.
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
    /// Which part of the file it is.
    pub content_range: Option<String>,
    /// Bytes of the body, as the server says.
    pub length: Option<u64>,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    /// Of this answer, else of a redirect on the way to it.
    pub retry_after: Option<String>,
    /// The address that said so, where it is not the one that gave this answer.
    pub retry_after_of: Option<String>,
    pub date: Option<String>,
    /// The first host that was asked was connected to at an address of the public internet; false behind a proxy, too,
    /// where that is not known.
    pub is_public: bool,
    /// A page that wants a browser (`cf-mitigated: challenge`).
    pub is_challenge: bool,
    /// As on the wire until `unpack` has run.
    pub body: Vec<u8>,
    /// The stream ended before its end; `body` is what came.
    pub is_cut: bool,
    /// Its beginning is of use: what goes on past the limit is read no further, and is no error.
    pub serves_in_part: bool,
    /// There is more than the limit; `body` is the beginning, a little more than the limit.
    pub is_beginning: bool,
    /// On the wire, bodies and headers of all hops.
    pub bytes: u64,
    /// The right to hold a large body in memory; given back when the answer is dropped.
    pub hold: Hold,
}
