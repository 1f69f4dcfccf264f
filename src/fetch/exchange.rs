//! One request and its answer, within the time and the size that are allowed.

use super::address::{check_address, is_public, shown};
use super::client::{Fetcher, target};
use super::clients::HEADER_BYTES;
use super::error::NO_LOG_IN;
use super::permits::Pace;
use super::{Accept, FetchError, Piece, Pour, Request, Response};
use crate::text::{clean_line, room};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::Url;

pub struct Exchange<'a> {
    pub fetcher: &'a Fetcher,
    pub request: &'a Request,
    pub url: &'a Url,
    /// Moved on by what was spent waiting for a lane.
    pub deadline: Instant,
    /// What the request goes through; empty: nothing.
    pub proxy: &'a str,
    /// The host must be public: look at the address that was connected to.
    pub checks_address: bool,
}

impl Exchange<'_> {
    pub async fn run(&mut self, request: reqwest::RequestBuilder) -> Result<Response, FetchError> {
        let limits = &self.fetcher.limits;
        // Interim answers (1xx) are skipped by hyper, and reqwest lets nobody see them or count the bytes of a connection: a
        // row of them without end is ended by the time alone, and is in no count.
        let patience = limits.connect.saturating_add(limits.idle);
        let until = self.deadline.min(Instant::now() + patience);
        let mut answer = match timeout_at(until, request.send()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(self.failed(&error)),
            Err(_) => return Err(self.too_late(patience)),
        };
        if let Some(address) = answer.remote_addr().filter(|_| self.checks_address) {
            check_address(self.url, address.ip())?;
        }
        let mut response = super::headers::of_response(self.url, &answer);
        if response.status == 407 && !self.proxy.is_empty() {
            let proxy = super::clients::shown_proxy(self.proxy);
            return Err(FetchError::Proxy(proxy, clean_line(NO_LOG_IN)));
        }
        let address = answer.remote_addr().filter(|_| self.proxy.is_empty());
        response.is_public = address.is_some_and(|address| is_public(address.ip()));
        self.request.meter.add(response.bytes);
        if response.bytes > u64::from(HEADER_BYTES) {
            return Err(self.broken("its head is larger than 64 KiB"));
        }
        // What is no success is told by its head; its body would only cost.
        if (200..300).contains(&response.status) && target(self.url, &response).is_none() {
            self.refuse_media(&response)?;
            match &self.request.pour {
                Some(pour) => self.pour(&mut answer, &mut response, pour).await?,
                None => self.read(&mut answer, &mut response).await?,
            }
        }
        Ok(response)
    }

    async fn read(
        &mut self,
        answer: &mut reqwest::Response,
        response: &mut Response,
    ) -> Result<(), FetchError> {
        let limit = self.request.limit;
        response.serves_in_part = self.request.accept == Accept::Page;
        let is_too_large = answer.content_length().is_some_and(|length| length > limit);
        if is_too_large && !response.serves_in_part {
            return Err(self.too_large());
        }
        // How fast it must come while it keeps others from their turn.
        let mut pace: Option<Pace> = None;
        loop {
            let idle = self.fetcher.limits.idle;
            let until = self.deadline.min(Instant::now() + idle);
            let until = pace.as_ref().map_or(until, |pace| until.min(pace.until));
            let chunk = match timeout_at(until, answer.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => {
                    // It may wait for its turn to be read: not with the room it grew into, unless
                    // that costs nothing.
                    if response.body.len() <= room::LARGE {
                        response.body.shrink_to_fit();
                    }
                    return Ok(());
                }
                // What came is kept: whole entries of a cut feed can be read.
                _ if !response.body.is_empty() => {
                    response.is_cut = true;
                    return Ok(());
                }
                Ok(Err(error)) => return Err(self.failed(&error)),
                Err(_) => return Err(self.too_late(idle)),
            };
            response.bytes = response.bytes.saturating_add(chunk.len() as u64);
            self.request.meter.add(chunk.len() as u64);
            let size = response.body.len() + chunk.len();
            if size as u64 > limit && !response.serves_in_part {
                return Err(self.too_large());
            }
            if let Some(pace) = &mut pace {
                pace.came(chunk.len(), Instant::now());
            }
            while response.hold.is_too_small(size) {
                let asked = Instant::now();
                let is_urgent = self.request.is_urgent;
                self.fetcher
                    .permits
                    .widen(&mut response.hold, is_urgent)
                    .await;
                self.deadline += asked.elapsed();
                pace = response.hold.pace(self.request.timeout, Instant::now());
            }
            room::make(&mut response.body, chunk.len());
            response.body.extend_from_slice(&chunk);
            if size as u64 > limit {
                response.is_beginning = true;
                return Ok(());
            }
        }
    }

    /// Hands the body on as it comes; it is whole, or an error.
    async fn pour(
        &self,
        answer: &mut reqwest::Response,
        response: &mut Response,
        pour: &Pour,
    ) -> Result<(), FetchError> {
        let limit = self.request.limit;
        if answer.content_length().is_some_and(|length| length > limit) {
            return Err(self.too_large());
        }
        let head = Piece::Head(Box::new(response.clone()));
        // Whoever took the pieces may have gone.
        pour.0.send(head).await.map_err(|_| FetchError::Stopped)?;
        let mut size = 0;
        loop {
            let idle = self.fetcher.limits.idle;
            let until = self.deadline.min(Instant::now() + idle);
            let chunk = match timeout_at(until, answer.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(error)) => return Err(self.failed(&error)),
                Err(_) => return Err(self.too_late(idle)),
            };
            size += chunk.len() as u64;
            response.bytes = response.bytes.saturating_add(chunk.len() as u64);
            self.request.meter.add(chunk.len() as u64);
            if size > limit {
                return Err(self.too_large());
            }
            let piece = Piece::Bytes(chunk.to_vec());
            pour.0.send(piece).await.map_err(|_| FetchError::Stopped)?;
        }
    }

    /// Pictures and sound where a feed or a page was asked for are not even begun.
    fn refuse_media(&self, response: &Response) -> Result<(), FetchError> {
        let kind = response
            .content_type
            .as_deref()
            .unwrap_or_default()
            .trim_start();
        let kind = kind
            .split(['/', ';'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let what = match kind.as_str() {
            _ if self.request.accept == Accept::Enclosure => return Ok(()),
            "image" if self.request.accept == Accept::Picture => return Ok(()),
            "image" => "a picture",
            "video" => "a film",
            "audio" => "a sound",
            "font" => "a font",
            _ => return Ok(()),
        };
        let wanted = match self.request.accept {
            Accept::Feed => "a feed",
            Accept::Page => "a page",
            Accept::Picture => "a picture",
            Accept::Enclosure => "an enclosure",
        };
        Err(self.broken(&format!("it is {what}, not {wanted}")))
    }

    fn failed(&self, error: &reqwest::Error) -> FetchError {
        let proxy = (!self.proxy.is_empty()).then(|| super::clients::shown_proxy(self.proxy));
        FetchError::from_request(shown(self.url), proxy, error)
    }

    fn broken(&self, reason: &str) -> FetchError {
        FetchError::Broken(shown(self.url), clean_line(reason))
    }

    fn too_large(&self) -> FetchError {
        FetchError::TooLarge(shown(self.url), self.request.limit >> 20)
    }

    fn too_late(&self, patience: Duration) -> FetchError {
        let seconds = patience.min(self.request.timeout).as_secs().max(1);
        FetchError::Timeout(shown(self.url), seconds)
    }
}
