//! The HTTP clients: one for each proxy, with and without the filter of addresses. Made when they
//! are first needed, since reading the system's root certificates takes a while.

use super::address::{PublicOnly, shown};
use super::{FetchError, Limits};
use crate::text::{Clean, clean_line};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Proxy};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// Header lines of one answer.
const HEADERS: usize = 100;
/// Bytes of header of one answer; checked again for HTTP/1.1, which reads in larger steps.
pub const HEADER_BYTES: u32 = 64 << 10;
/// A connection without a request is kept this long.
const KEPT: Duration = Duration::from_secs(30);
const MOST: usize = 32;

#[derive(Default)]
pub struct Clients {
    made: Mutex<HashMap<Way, Client>>,
}

/// What makes one client another than the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Way {
    /// Empty: none.
    pub proxy: String,
    /// Private addresses are let through.
    pub is_open: bool,
    /// The only certificate that is trusted; none: as the system says.
    pub certificate: Option<String>,
    pub is_http1: bool,
    /// Its connections end with their answers.
    pub is_last: bool,
    /// Without TLS: the system's root certificates, some hundred files, are not read for it.
    pub is_plain: bool,
}

impl Clients {
    pub fn get(&self, limits: &Limits, way: Way) -> Result<Client, FetchError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.get(&way) {
            return Ok(client.clone());
        }
        if made.len() >= MOST {
            made.clear();
        }
        let client = build(limits, &way)?;
        made.insert(way, client.clone());
        Ok(client)
    }
}

fn build(limits: &Limits, way: &Way) -> Result<Client, FetchError> {
    super::tls::choose_provider();
    let through = through(&way.proxy)?;
    let builder = || -> ClientBuilder {
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(limits.connect)
            .pool_idle_timeout(KEPT)
            .pool_max_idle_per_host(if way.is_last { 0 } else { limits.per_host })
            .http1_max_headers(HEADERS)
            .http1_ignore_invalid_headers_in_responses(true)
            .http2_max_header_list_size(HEADER_BYTES);
        if way.is_http1 {
            builder = builder.http1_only();
        }
        if let Some((_, proxy)) = &through {
            builder = builder.proxy(proxy.clone());
        }
        if way.is_open {
            return builder;
        }
        let except = through
            .as_ref()
            .and_then(|(url, _)| url.host_str().map(str::to_owned));
        let names = limits.names.clone();
        builder.dns_resolver(Arc::new(PublicOnly { names, except }))
    };
    let client = match &way.certificate {
        Some(wanted) => {
            let (config, _) = super::tls::trusting(Some(wanted), way.is_http1)?;
            builder().tls_backend_preconfigured(config).build()
        }
        None if way.is_plain => builder().tls_certs_only([]).build(),
        // A machine without root certificates can still read what is on http.
        None => builder()
            .build()
            .or_else(|_| builder().tls_certs_only([]).build()),
    };
    client.map_err(|error| {
        FetchError::Connect(clean_line("the network"), clean_line(&error.to_string()))
    })
}

/// Its host and port.
pub fn shown_proxy(text: &str) -> Clean {
    proxy_url(text).map_or_else(|| clean_line("of the configuration"), |url| shown(&url))
}

/// `host:port` is how many write it.
fn proxy_url(text: &str) -> Option<Url> {
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    Url::parse(&full).ok().filter(Url::has_host)
}

/// What requests go through; none where that is empty.
pub fn through(proxy: &str) -> Result<Option<(Url, Proxy)>, FetchError> {
    (!proxy.is_empty()).then(|| parse_proxy(proxy)).transpose()
}

fn parse_proxy(text: &str) -> Result<(Url, Proxy), FetchError> {
    let url = proxy_url(text);
    let bad = || FetchError::BadUrl(clean_line("the proxy's address"));
    let url = url.ok_or_else(bad)?;
    let proxy = Proxy::all(url.clone())
        .map_err(|error| FetchError::Connect(shown(&url), clean_line(&error.to_string())))?;
    Ok((url, proxy))
}
