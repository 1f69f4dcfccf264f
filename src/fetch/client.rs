//! The client: permits, hops, time-outs.

use super::address::{PublicOnly, is_public};
use super::{Accept, FetchError, Request, Response};
use crate::config::Network;
use crate::text::clean_line;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Proxy};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::{Host, Url};

const AGENT: &str = concat!(
    "tidings/",
    env!("CARGO_PKG_VERSION"),
    " (+",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
    application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.8, application/json;q=0.7, \
    text/html;q=0.5, */*;q=0.1";
const PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.1";
const CODINGS: &str = "gzip, br, zstd, deflate";
/// Bytes that a header of one name and value costs on the wire beside them.
const HEADER_COST: usize = 4;

/// What all requests share.
#[derive(Clone, Debug)]
pub struct Limits {
    pub in_flight: usize,
    pub per_host: usize,
    pub redirects: usize,
    pub connect: Duration,
    pub idle: Duration,
    pub user_agent: String,
    /// For all requests; empty: none.
    pub proxy: String,
}

impl From<&Network> for Limits {
    fn from(network: &Network) -> Self {
        Self {
            in_flight: usize::from(network.in_flight.max(1)),
            per_host: usize::from(network.per_host.max(1)),
            redirects: usize::from(network.redirects),
            connect: Duration::from_secs(network.connect_timeout.max(1)),
            idle: Duration::from_secs(network.idle_timeout.max(1)),
            user_agent: match network.user_agent.as_str() {
                "" => AGENT.to_owned(),
                own => own.to_owned(),
            },
            proxy: network.proxy.clone(),
        }
    }
}

/// Fetches within the limits; one for all requests of a run, inside one runtime.
pub struct Fetcher {
    limits: Limits,
    /// By proxy (empty: none) and whether private addresses are let through.
    clients: Mutex<HashMap<(String, bool), Client>>,
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Fetcher {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        // A second fetcher of the process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let all = Arc::new(Semaphore::new(limits.in_flight));
        Self {
            limits,
            clients: Mutex::default(),
            all,
            hosts: Mutex::default(),
        }
    }

    /// The answer of the last hop, whatever its status; its body is not unpacked yet.
    pub async fn get(&self, request: &Request) -> Result<Response, FetchError> {
        let first = parse(&request.url)?;
        let mut url = first.clone();
        let mut seen = vec![url.clone()];
        let mut permanent = Some(None);
        let mut bytes = 0;
        loop {
            let mut response = self.hop(request, &first, &url).await?;
            response.bytes += bytes;
            let Some(next) = response.next(&url) else {
                response.permanent_url = permanent.flatten();
                return Ok(response);
            };
            let next = next?;
            if seen.contains(&next) || seen.len() > self.limits.redirects {
                return Err(FetchError::Redirects(clean_line(&request.url)));
            }
            let is_weaker = url.scheme() == "https" && next.scheme() == "http";
            if is_weaker && request.credentials.is_some() {
                let reason = clean_line("it leads from https to http, and the feed has a password");
                return Err(FetchError::Broken(host_of(&url), reason));
            }
            let is_permanent = matches!(response.status, 301 | 308);
            permanent = permanent
                .filter(|_| is_permanent)
                .map(|_| Some(next.to_string()));
            bytes = response.bytes;
            seen.push(next.clone());
            url = next;
        }
    }

    async fn hop(&self, request: &Request, first: &Url, url: &Url) -> Result<Response, FetchError> {
        let may_be_private = (request.is_named_by_reader && url.host() == first.host())
            || url
                .host_str()
                .is_some_and(|host| request.allowed_hosts.iter().any(|own| own == host));
        check_literal(url, may_be_private)?;
        let client = self.client(request.proxy.as_deref(), may_be_private)?;
        let _permits = self.permits(url).await;
        let seconds = request.timeout.as_secs();
        let timeout = || FetchError::Timeout(host_of(url), seconds);
        let answer = self.exchange(&client, request, first, url);
        tokio::time::timeout(request.timeout, answer)
            .await
            .map_err(|_| timeout())?
    }

    async fn exchange(
        &self,
        client: &Client,
        request: &Request,
        first: &Url,
        url: &Url,
    ) -> Result<Response, FetchError> {
        let failed = |error: &reqwest::Error| {
            let host = url.host_str().unwrap_or_default();
            FetchError::from_request(host, error, self.limits.connect.as_secs())
        };
        let headers = headers(request, url.origin() == first.origin());
        let mut answer = client
            .get(url.clone())
            .headers(headers)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let mut response = response(url, &answer);
        let is_redirect = response.next(url).is_some();
        if response.status == 304 || is_redirect {
            return Ok(response);
        }
        loop {
            let chunk = tokio::time::timeout(self.limits.idle, answer.chunk()).await;
            match chunk {
                Ok(Ok(Some(chunk))) => {
                    response.bytes += chunk.len() as u64;
                    response.body.extend_from_slice(&chunk);
                    if response.body.len() as u64 > request.limit {
                        return Err(FetchError::TooLarge(host_of(url), request.limit >> 20));
                    }
                }
                Ok(Ok(None)) => return Ok(response),
                Ok(Err(error)) if response.body.is_empty() => return Err(failed(&error)),
                Err(_) if response.body.is_empty() => {
                    return Err(FetchError::Timeout(
                        host_of(url),
                        self.limits.idle.as_secs(),
                    ));
                }
                Ok(Err(_)) | Err(_) => {
                    response.is_cut = true;
                    return Ok(response);
                }
            }
        }
    }

    /// First the host's, then one of all: who waits for a slow host holds up nobody else.
    async fn permits(&self, url: &Url) -> (OwnedSemaphorePermit, OwnedSemaphorePermit) {
        let key = format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or(0)
        );
        let host = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || Arc::new(Semaphore::new(self.limits.per_host));
            hosts.entry(key).or_insert_with(new).clone()
        };
        let own = host
            .acquire_owned()
            .await
            .expect("semaphores are never closed");
        let all = self
            .all
            .clone()
            .acquire_owned()
            .await
            .expect("semaphores are never closed");
        (own, all)
    }

    fn client(&self, proxy: Option<&str>, may_be_private: bool) -> Result<Client, FetchError> {
        let proxy = proxy.unwrap_or(&self.limits.proxy).to_owned();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (proxy, may_be_private);
        if let Some(client) = clients.get(&key) {
            return Ok(client.clone());
        }
        let client = self.build(&key.0, may_be_private)?;
        clients.insert(key, client.clone());
        Ok(client)
    }

    fn build(&self, proxy: &str, may_be_private: bool) -> Result<Client, FetchError> {
        let wrong = |error: &reqwest::Error| {
            FetchError::Connect(clean_line("the network"), clean_line(&error.to_string()))
        };
        let builder = || -> Result<ClientBuilder, FetchError> {
            let mut builder = Client::builder()
                .redirect(Policy::none())
                .referer(false)
                .no_proxy()
                .connect_timeout(self.limits.connect)
                .pool_max_idle_per_host(self.limits.per_host)
                .user_agent(&self.limits.user_agent);
            if !proxy.is_empty() {
                builder = builder.proxy(Proxy::all(proxy).map_err(|error| wrong(&error))?);
            }
            Ok(if may_be_private {
                builder
            } else {
                builder.dns_resolver(Arc::new(PublicOnly))
            })
        };
        // A machine without root certificates can still read what is on http.
        builder()?.build().or_else(|_| {
            builder()
                .map(|builder| builder.tls_certs_only([]).build())?
                .map_err(|e| wrong(&e))
        })
    }
}

fn parse(text: &str) -> Result<Url, FetchError> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    url.filter(Url::has_host)
        .ok_or_else(|| FetchError::BadUrl(clean_line(text)))
}

fn host_of(url: &Url) -> crate::text::Clean {
    clean_line(url.host_str().unwrap_or_default())
}

/// The resolver is not asked for literal addresses.
fn check_literal(url: &Url, may_be_private: bool) -> Result<(), FetchError> {
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if may_be_private || is_public(literal) {
        return Ok(());
    }
    Err(FetchError::Private(
        clean_line("the address"),
        clean_line(&literal.to_string()),
    ))
}

fn headers(request: &Request, is_same_origin: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let accept = if request.accept == Accept::Feed {
        FEEDS
    } else {
        PAGES
    };
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
    // Values that came from the network are sent back only if they can stand in a header.
    let echo = |value: &Option<Vec<u8>>| HeaderValue::from_bytes(value.as_deref()?).ok();
    if let Some(value) = echo(&request.etag) {
        headers.insert(header::IF_NONE_MATCH, value);
    }
    if let Some(value) = echo(&request.last_modified) {
        headers.insert(header::IF_MODIFIED_SINCE, value);
    }
    if !is_same_origin {
        return headers;
    }
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    if let Some(credentials) = &request.credentials {
        use base64::Engine as _;
        let coded = base64::engine::general_purpose::STANDARD.encode(credentials);
        if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {coded}")) {
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
    }
    headers
}

fn response(url: &Url, answer: &reqwest::Response) -> Response {
    let headers = answer.headers();
    let text = |name: HeaderName| {
        headers
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let bytes = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    let cost = |(name, value): (&HeaderName, &HeaderValue)| {
        name.as_str().len() + value.as_bytes().len() + HEADER_COST
    };
    Response {
        status: answer.status().as_u16(),
        url: url.to_string(),
        permanent_url: None,
        location: text(header::LOCATION),
        etag: bytes(header::ETAG),
        last_modified: bytes(header::LAST_MODIFIED),
        content_type: text(header::CONTENT_TYPE),
        content_location: text(header::CONTENT_LOCATION),
        content_language: text(header::CONTENT_LANGUAGE),
        content_encoding: text(header::CONTENT_ENCODING),
        cache_control: text(header::CACHE_CONTROL),
        expires: text(header::EXPIRES),
        retry_after: text(header::RETRY_AFTER),
        date: text(header::DATE),
        is_challenge: headers
            .get("cf-mitigated")
            .is_some_and(|value| value == "challenge"),
        body: Vec::new(),
        is_cut: false,
        bytes: headers.iter().map(cost).sum::<usize>() as u64,
    }
}

impl Response {
    /// Where a redirect leads; an error for a scheme that is not followed.
    fn next(&self, url: &Url) -> Option<Result<Url, FetchError>> {
        let is_redirect = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let location = self.location.as_deref().filter(|_| is_redirect)?;
        let next = url
            .join(location)
            .map_err(|_| FetchError::BadUrl(clean_line(location)));
        Some(next.and_then(|next| parse(next.as_str())))
    }
}
