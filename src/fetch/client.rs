//! The fetcher: what all requests share, and the way along redirects.

use super::address::{Names, check_name, may_be_private, shown};
use super::clients::{Clients, Way};
use super::permits::Permits;
use super::{FetchError, Follow, Proxies, Request, Response};
use crate::config::Network;
use crate::model::in_error;
use crate::text::clean_line;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// Schemes, hosts and paths longer than this are an attack on whoever stores them.
const URL_BYTES: usize = 8 << 10;

/// What all requests share.
#[derive(Clone, Debug)]
pub struct Limits {
    pub in_flight: usize,
    pub per_host: usize,
    pub redirects: usize,
    pub connect: Duration,
    pub idle: Duration,
    /// Empty: an honest one.
    pub user_agent: String,
    /// As configured, for all requests; empty: those of the environment.
    pub proxy: String,
    pub proxies: Proxies,
    pub names: Names,
}

impl From<&Network> for Limits {
    fn from(network: &Network) -> Self {
        Self {
            in_flight: usize::from(network.in_flight.max(1)),
            per_host: usize::from(network.per_host.max(1)),
            redirects: usize::from(network.redirects),
            connect: Duration::from_secs(network.connect_timeout.max(1)),
            idle: Duration::from_secs(network.idle_timeout.max(1)),
            user_agent: network.user_agent.clone(),
            proxy: network.proxy.clone(),
            proxies: Proxies::default(),
            names: Names::default(),
        }
    }
}

/// Fetches within the limits; one for all requests of a run, inside one runtime.
pub struct Fetcher {
    pub(super) limits: Limits,
    clients: Clients,
    pub(super) permits: Permits,
}

impl Fetcher {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let permits = Permits::new(&limits);
        Self {
            limits,
            clients: Clients::default(),
            permits,
        }
    }

    /// The answer of the last hop, whatever its status; its body is not unpacked yet.
    pub async fn get(&self, request: &Request) -> Result<Response, FetchError> {
        let (first, request) = without_credentials(request)?;
        let mut trail = Trail::new(&first, &request);
        loop {
            let (response, left) = self.hop(&request, &first, &trail).await?;
            let response = trail.met(response);
            let next = match (request.follow, target(&trail.url, &response)) {
                (Follow::Redirects, Some(next)) => next?,
                _ => return Ok(response),
            };
            trail.check(&next, &request, self.limits.redirects)?;
            request.meter.redirected();
            request.gate.pass(&next)?;
            trail.go(next, response.status, left);
        }
    }

    /// One request, and what is left of the time for all of them.
    async fn hop(
        &self,
        request: &Request,
        first: &Url,
        trail: &Trail,
    ) -> Result<(Response, Duration), FetchError> {
        let url = &trail.url;
        let is_open = may_be_private(request, first, url);
        if !is_open {
            check_name(url)?;
        }
        let proxy = self.proxy(request, url);
        let is_own = url.origin() == first.origin();
        let is_secure_proxy = proxy
            .get(..6)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
        let way = Way {
            proxy: proxy.to_owned(),
            is_open,
            certificate: request.certificate.clone().filter(|_| is_own),
            is_http1: request.is_http1 && is_own,
            is_last: request.is_last,
            is_plain: url.scheme() == "http" && !is_secure_proxy,
        };
        let client = self.clients.get(&self.limits, way)?;
        // A proxy connects by itself: its address says nothing of the host's.
        let checks_address = !is_open && proxy.is_empty();
        let headers = super::headers::of_request(request, &self.limits.user_agent, first, url);
        let _permit = self.permits.take(url, request.is_urgent).await;
        let mut exchange = super::exchange::Exchange {
            fetcher: self,
            request,
            url,
            proxy,
            deadline: Instant::now() + trail.left,
            checks_address,
        };
        let response = exchange
            .run(client.get(url.clone()).headers(headers))
            .await?;
        Ok((
            response,
            exchange.deadline.saturating_duration_since(Instant::now()),
        ))
    }

    /// The fingerprint of the certificate that the address's host shows, whoever signed it. Nothing
    /// is sent to it.
    pub async fn certificate(&self, request: &Request) -> Result<String, FetchError> {
        let (url, request) = without_credentials(request)?;
        let (config, seen) = super::tls::trusting(None, true)?;
        super::tls::choose_provider();
        let proxy = self.proxy(&request, &url);
        let through = super::clients::through(proxy)?;
        if through
            .as_ref()
            .is_some_and(|(proxy, _)| proxy.scheme() == "https")
        {
            let reason =
                "behind a proxy of https it cannot be told from the proxy's; give its SHA-256";
            return Err(FetchError::Tls(shown(&url), clean_line(reason)));
        }
        let mut builder = reqwest::Client::builder().no_proxy();
        if let Some((_, proxy)) = through {
            builder = builder.proxy(proxy);
        }
        let builder = builder.connect_timeout(self.limits.connect);
        let client = builder.tls_backend_preconfigured(config).build();
        let _permit = self.permits.take(&url, true).await;
        let asked = client.map(|client| client.get(url.clone()).send());
        let failure = match asked {
            Ok(asked) => tokio::time::timeout(request.timeout, asked).await,
            Err(error) => Ok(Err(error)),
        };
        let shown_now = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (shown_now, failure) {
            (Some(fingerprint), _) => Ok(fingerprint),
            (None, Ok(Err(error))) => {
                let proxy = (!proxy.is_empty()).then(|| super::clients::shown_proxy(proxy));
                Err(FetchError::from_request(shown(&url), proxy, &error))
            }
            (None, Ok(Ok(_))) => Err(FetchError::Tls(
                shown(&url),
                clean_line("it shows no certificate"),
            )),
            (None, Err(_)) => Err(FetchError::Timeout(
                shown(&url),
                request.timeout.as_secs().max(1),
            )),
        }
    }

    /// Whether the address's host takes a connection. Nothing is sent over it. Behind a proxy that cannot
    /// be known: the proxy takes every connection.
    pub async fn knock(&self, request: &Request) -> bool {
        let Ok((url, request)) = without_credentials(request) else {
            return false;
        };
        let port = url.port_or_known_default().unwrap_or(0);
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if !self.proxy(&request, &url).is_empty() {
            return false;
        }
        let _permit = self.permits.take(&url, request.is_urgent).await;
        let connecting = tokio::net::TcpStream::connect((host, port));
        matches!(
            tokio::time::timeout(self.limits.connect, connecting).await,
            Ok(Ok(_))
        )
    }

    fn proxy<'a>(&'a self, request: &'a Request, url: &Url) -> &'a str {
        if super::proxy::is_here(url) {
            return "";
        }
        let own = request.proxy.as_deref().filter(|proxy| !proxy.is_empty());
        let configured = Some(self.limits.proxy.as_str()).filter(|proxy| !proxy.is_empty());
        own.or(configured)
            .or_else(|| self.limits.proxies.of(url))
            .unwrap_or_default()
    }
}

/// The way so far.
struct Trail {
    url: Url,
    seen: Vec<Url>,
    /// Where the permanent redirects from the first address on led.
    permanent: Option<String>,
    is_permanent: bool,
    /// What a hop said last, and its address.
    retry_after: Option<(String, String)>,
    bytes: u64,
    left: Duration,
    /// Whether the first address was one; what it led to is judged by itself.
    is_public: Option<bool>,
}

impl Trail {
    fn new(first: &Url, request: &Request) -> Self {
        Self {
            url: first.clone(),
            seen: vec![first.clone()],
            permanent: None,
            is_permanent: true,
            retry_after: None,
            bytes: 0,
            left: request.timeout,
            is_public: None,
        }
    }

    /// The answer with what the hops before it left.
    fn met(&mut self, mut response: Response) -> Response {
        self.bytes = self.bytes.saturating_add(response.bytes);
        response.bytes = self.bytes;
        match (&response.retry_after, &self.retry_after) {
            (Some(asked), _) => self.retry_after = Some((asked.clone(), response.url.clone())),
            (None, Some((asked, of))) => {
                response.retry_after = Some(asked.clone());
                response.retry_after_of = Some(of.clone());
            }
            (None, None) => {}
        }
        response.permanent_url.clone_from(&self.permanent);
        response.is_public = *self.is_public.get_or_insert(response.is_public);
        response
    }

    fn check(&self, next: &Url, request: &Request, most: usize) -> Result<(), FetchError> {
        if self.seen.contains(next) || self.seen.len() > most {
            return Err(FetchError::Redirects(shown(&self.url)));
        }
        let is_weaker = self.url.scheme() == "https" && next.scheme() == "http";
        let has_secrets = request.credentials.is_some() || !request.headers.is_empty();
        if is_weaker && has_secrets {
            let reason = "it leads from https to http, and this feed has a password or headers";
            return Err(FetchError::Broken(shown(&self.url), clean_line(reason)));
        }
        Ok(())
    }

    fn go(&mut self, next: Url, status: u16, left: Duration) {
        self.is_permanent &= matches!(status, 301 | 308);
        self.permanent = self.is_permanent.then(|| next.to_string());
        self.left = left;
        self.seen.push(next.clone());
        self.url = next;
    }
}

/// Where a redirect leads; user, password and fragment do not come from content.
pub fn target(url: &Url, response: &Response) -> Option<Result<Url, FetchError>> {
    let location = response.location.as_deref()?;
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let next = url.join(location).ok().and_then(checked);
    Some(
        next.map(bare)
            .ok_or_else(|| FetchError::BadUrl(in_error(location))),
    )
}

fn checked(url: Url) -> Option<Url> {
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_web && url.as_str().len() <= URL_BYTES).then_some(url)
}

fn bare(mut url: Url) -> Url {
    // Both can fail only where there is no host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}

/// Where the request begins; user and password of its address become credentials.
fn without_credentials(request: &Request) -> Result<(Url, Request), FetchError> {
    let parsed = Url::parse(request.url.trim()).ok().and_then(checked);
    let url = parsed.ok_or_else(|| FetchError::BadUrl(in_error(&request.url)))?;
    let mut request = request.clone();
    // A token may stand alone behind the colon.
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    if request.credentials.is_none() && has_credentials {
        let plain = |part: &str| percent_decoded(part);
        let password = url.password().unwrap_or_default();
        request.credentials = Some(format!("{}:{}", plain(url.username()), plain(password)));
    }
    Ok((bare(url), request))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        match (first, after) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                let value = hex(high).unwrap_or(0) * 16 + hex(low).unwrap_or(0);
                bytes.push(value as u8);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str) -> Request {
        Request {
            url: url.into(),
            ..Request::default()
        }
    }

    #[test]
    fn user_and_password_leave_the_address_and_become_credentials() {
        let (url, request) =
            without_credentials(&request("https://a%40b:p%3aw@x.org/f#y")).unwrap();
        assert_eq!(url.as_str(), "https://x.org/f");
        assert_eq!(request.credentials.as_deref(), Some("a@b:p:w"));
    }

    #[test]
    fn a_password_without_a_user_is_one() {
        let (url, request) = without_credentials(&request("https://:tok@x.org/f")).unwrap();
        assert_eq!(url.as_str(), "https://x.org/f");
        assert_eq!(request.credentials.as_deref(), Some(":tok"));
    }

    #[test]
    fn only_http_and_https_are_fetched_and_an_error_shows_no_password() {
        for wrong in [
            "file:///etc/passwd",
            "ftp://x.org/",
            "data:,x",
            "nonsense",
            "http://",
            "",
        ] {
            assert!(matches!(
                without_credentials(&request(wrong)),
                Err(FetchError::BadUrl(_))
            ));
        }
        let error = without_credentials(&request("ftp://me:secret@x.org/")).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn a_redirect_to_another_scheme_is_an_error_and_a_relative_one_is_resolved() {
        let url = Url::parse("https://x.org/a/feed").unwrap();
        let to = |location: &str| {
            let location = Some(location.to_owned());
            target(
                &url,
                &Response {
                    status: 302,
                    location,
                    ..Response::default()
                },
            )
        };
        assert!(to("file:///etc/passwd").unwrap().is_err());
        assert!(to("gopher://x.org/").unwrap().is_err());
        let next = to("../b?c#d").unwrap().unwrap();
        assert_eq!(next.as_str(), "https://x.org/b?c");
        assert_eq!(
            to("//me:pw@y.org/").unwrap().unwrap().as_str(),
            "https://y.org/"
        );
        let not_modified = Response {
            status: 304,
            location: Some("/".into()),
            ..Response::default()
        };
        assert!(target(&url, &not_modified).is_none());
    }
}
