//! HTTP: ETag, Last-Modified, 304, gzip and ranges, as a well-kept server does.

use super::edition::{self, Outlet};
use super::range::{Part, part};
use super::{feeds, pages};
use crate::model::Timestamp;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use std::collections::HashMap;
use std::convert::Infallible;
use std::fs::File;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

type Log = Arc<Mutex<Option<File>>>;

/// What stands at one address.
struct Resource {
    body: Bytes,
    kind: &'static str,
    etag: String,
}

/// One outlet's site: everything that can be asked for.
pub struct Site {
    name: String,
    resources: HashMap<String, Resource>,
    last_modified: String,
    log: Log,
}

impl Site {
    pub fn build(outlet: &Outlet, origin: &str, now: Timestamp, log: Log) -> Self {
        let mut resources = HashMap::new();
        let mut add = |path: String, body: Vec<u8>, kind: &'static str| {
            let etag = format!("\"{:.16}\"", blake3::hash(&body).to_hex());
            resources.insert(
                path,
                Resource {
                    body: body.into(),
                    kind,
                    etag,
                },
            );
        };
        let html = "text/html; charset=UTF-8";
        let (feed, kind) = feeds::feed(outlet, origin, now);
        add(outlet.kind.path().to_owned(), feed, kind);
        add(
            "/".to_owned(),
            pages::front(outlet, origin).into_bytes(),
            html,
        );
        for article in &outlet.articles {
            let page = pages::page(outlet, article, origin, now);
            add(format!("/{}/", article.slug), page.into_bytes(), html);
            for (number, seconds) in article.sounds.iter().enumerate() {
                let path = feeds::sound_path(article, number);
                add(path, edition::sound(*seconds), "audio/wav");
            }
            if let Some(picture) = edition::picture(&article.picture) {
                add(
                    format!("/pictures/{}", article.picture),
                    picture.to_vec(),
                    "image/png",
                );
            }
        }
        let newest = outlet
            .articles
            .iter()
            .map(|article| article.minutes_ago)
            .min()
            .unwrap_or(0);
        let last_modified =
            feeds::utc(now.minus(newest * 60)).strftime("%a, %d %b %Y %H:%M:%S GMT");
        Self {
            name: outlet.name.clone(),
            resources,
            last_modified: last_modified.to_string(),
            log,
        }
    }

    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        let found = self
            .resources
            .get(path)
            .or_else(|| self.resources.get(&format!("{path}/")));
        let asked = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let mut response = Response::new(Full::default());
        let mut bytes = 0;
        match found {
            None => *response.status_mut() = StatusCode::NOT_FOUND,
            Some(resource) => {
                let is_same = match (
                    asked(header::IF_NONE_MATCH),
                    asked(header::IF_MODIFIED_SINCE),
                ) {
                    (Some(etag), _) => etag.split(',').any(|one| one.trim() == resource.etag),
                    (None, Some(since)) => since == self.last_modified,
                    (None, None) => false,
                };
                let headers = response.headers_mut();
                set(headers, header::ETAG, &resource.etag);
                set(headers, header::LAST_MODIFIED, &self.last_modified);
                if is_same {
                    *response.status_mut() = StatusCode::NOT_MODIFIED;
                } else {
                    set(headers, header::CONTENT_TYPE, resource.kind);
                    set(headers, header::ACCEPT_RANGES, "bytes");
                    // Only of what it was asked before: otherwise the whole is wanted.
                    let is_same = asked(header::IF_RANGE)
                        .is_none_or(|it| it == resource.etag || it == self.last_modified);
                    let range = asked(header::RANGE).filter(|_| is_same);
                    let length = resource.body.len();
                    let is_packed = asked(header::ACCEPT_ENCODING)
                        .is_some_and(|codings| codings.contains("gzip"));
                    let (status, body) = match part(range, length) {
                        Part::Bytes(part) => {
                            let (first, last) = (part.start, part.end - 1);
                            let place = format!("bytes {first}-{last}/{length}");
                            set(headers, header::CONTENT_RANGE, &place);
                            (StatusCode::PARTIAL_CONTENT, resource.body.slice(part))
                        }
                        Part::Nothing => {
                            set(headers, header::CONTENT_RANGE, &format!("bytes */{length}"));
                            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new())
                        }
                        Part::Whole if is_packed => {
                            set(headers, header::CONTENT_ENCODING, "gzip");
                            (StatusCode::OK, gzip(&resource.body))
                        }
                        Part::Whole => (StatusCode::OK, resource.body.clone()),
                    };
                    bytes = body.len();
                    (*response.status_mut(), *response.body_mut()) = (status, Full::new(body));
                }
            }
        }
        self.note(request, &response, bytes);
        response
    }

    fn note(&self, request: &Request<Incoming>, response: &Response<Full<Bytes>>, bytes: usize) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = log.as_mut() else { return };
        let text = |name| {
            request
                .headers()
                .get(name)
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
        };
        let line = json!({
            "outlet": self.name, "method": request.method().as_str(), "path": request.uri().path(),
            "status": response.status().as_u16(), "bytes": bytes, "sent": head(response, bytes) + bytes,
            "if_none_match": text(header::IF_NONE_MATCH), "if_modified_since": text(header::IF_MODIFIED_SINCE),
            "accept_encoding": text(header::ACCEPT_ENCODING), "user_agent": text(header::USER_AGENT),
            "range": text(header::RANGE), "referer": text(header::REFERER), "cookie": text(header::COOKIE),
        });
        // A log that is full does not stop the server.
        let _ = writeln!(file, "{line}");
    }
}

/// Bytes of an answer's head, with the two lines that are added on its way.
fn head(response: &Response<Full<Bytes>>, bytes: usize) -> usize {
    let status = response.status();
    let line = format!("HTTP/1.1 {status}\r\n\r\n").len();
    let lines = response.headers().iter();
    let written = lines.map(|(name, value)| name.as_str().len() + value.len() + 4);
    let added = format!("content-length: {bytes}\r\ndate: Thu, 26 Nov 2026 08:00:00 GMT\r\n");
    line + written.sum::<usize>() + added.len()
}

fn set(headers: &mut hyper::HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let packed = encoder.write_all(body).and_then(|()| encoder.finish());
    packed.expect("writing to memory cannot fail").into()
}

/// Serves all sites until the other end of `stopped` is gone.
pub async fn serve_all(sites: Vec<(std::net::TcpListener, Site)>, stopped: oneshot::Receiver<()>) {
    for (listener, site) in sites {
        let Ok(listener) = TcpListener::from_std(listener) else {
            continue;
        };
        tokio::spawn(serve(listener, Arc::new(site)));
    }
    // An error means that the server was dropped: that is what is waited for.
    let _ = stopped.await;
}

async fn serve(listener: TcpListener, site: Arc<Site>) {
    while let Ok((stream, _)) = listener.accept().await {
        let site = site.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request| {
                let response = site.answer(&request);
                async move { Ok::<_, Infallible>(response) }
            });
            // A reader that goes away in the middle is its own business.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
