//! What is said in a request, and what is heard in an answer's head.

use super::{Accept, Request, Response};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::Url;

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
/// What can be shown; without it networks of outlets send AVIF.
const PICTURES: &str = "image/webp, image/jpeg, image/png, image/gif;q=0.9";
const CODINGS: &str = "gzip, br, zstd, deflate";
/// Bytes that a header line costs on the wire beside its name and value.
const LINE_COST: usize = 4;
/// Bytes of a status line.
const STATUS_COST: usize = 17;

/// The headers of a hop to `url`; `first` is where the request began.
pub fn of_request(request: &Request, agent: &str, first: &Url, url: &Url) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let accept = match request.accept {
        Accept::Feed => FEEDS,
        Accept::Page => PAGES,
        Accept::Picture => PICTURES,
        Accept::Enclosure => "*/*",
    };
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    let codings = match request.accept {
        // A part of a packed file is no part of the file.
        Accept::Enclosure => "identity",
        _ => CODINGS,
    };
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(codings));
    if let Some(rest) = &request.rest
        && let Ok(validator) = HeaderValue::from_bytes(&rest.validator)
    {
        let range = HeaderValue::from_str(&format!("bytes={}-", rest.from));
        headers.extend(range.ok().map(|range| (header::RANGE, range)));
        headers.insert(header::IF_RANGE, validator);
    }
    let own = HeaderValue::from_str(agent)
        .ok()
        .filter(|agent| !agent.is_empty());
    headers.insert(
        header::USER_AGENT,
        own.unwrap_or(HeaderValue::from_static(AGENT)),
    );
    if request.validators_url.is_empty() || request.validators_url == url.as_str() {
        // Values that came from the network are sent back only if they can stand in a header.
        let echo = |value: &Option<Vec<u8>>| HeaderValue::from_bytes(value.as_deref()?).ok();
        if let Some(value) = echo(&request.etag) {
            headers.insert(header::IF_NONE_MATCH, value);
        }
        if let Some(value) = echo(&request.last_modified) {
            headers.insert(header::IF_MODIFIED_SINCE, value);
        }
    }
    if url.origin() == first.origin() {
        add_own(&mut headers, request);
    }
    headers
}

/// What only the origin that it was given for may see.
fn add_own(headers: &mut HeaderMap, request: &Request) {
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(mut value)) = (name, HeaderValue::from_str(value)) {
            value.set_sensitive(true);
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
}

/// The head of an answer from `url`.
pub fn of_response(url: &Url, answer: &reqwest::Response) -> Response {
    let headers = answer.headers();
    let text = |name: HeaderName| {
        headers
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let bytes = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    Response {
        status: answer.status().as_u16(),
        url: url.to_string(),
        location: text(header::LOCATION),
        etag: bytes(header::ETAG),
        last_modified: bytes(header::LAST_MODIFIED),
        content_type: text(header::CONTENT_TYPE),
        content_location: text(header::CONTENT_LOCATION),
        content_language: text(header::CONTENT_LANGUAGE),
        content_encoding: list(headers, &header::CONTENT_ENCODING),
        content_range: text(header::CONTENT_RANGE),
        length: answer.content_length(),
        cache_control: list(headers, &header::CACHE_CONTROL),
        expires: text(header::EXPIRES),
        retry_after: text(header::RETRY_AFTER),
        date: text(header::DATE),
        is_challenge: headers
            .get("cf-mitigated")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"challenge")),
        bytes: size(headers) as u64,
        ..Response::default()
    }
}

/// Several lines of a list are one list (RFC 9110, 5.3).
fn list(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines = headers.get_all(name).iter();
    let lines: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

fn size(headers: &HeaderMap) -> usize {
    let lines = headers.iter().map(|(name, value)| {
        name.as_str()
            .len()
            .saturating_add(value.len())
            .saturating_add(LINE_COST)
    });
    lines.fold(STATUS_COST, usize::saturating_add)
}
