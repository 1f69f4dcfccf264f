//! The one network thread of a context: an asynchronous runtime that requests are given to.

use super::JobError;
use super::connection::Connection;
use super::doubt::Lately;
use super::found::Found;
use super::pictures::Coming;
use super::secret::Secrets;
use super::waits::Overloads;
use super::worker::give_way;
use crate::config::Config;
use crate::fetch::{
    FetchError, Fetcher, Limits, Piece, Proxies, Request, Response, Transport, unpack,
};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

const MIB: u64 = 1 << 20;
/// How long a cancelled job goes on waiting.
pub const NOTICE: Duration = Duration::from_millis(50);
/// Names are looked up on threads; as many at a time as there are requests.
const LOOKUPS: usize = 64;

pub struct Web {
    handle: Handle,
    transport: Arc<dyn Transport>,
    pub(super) in_flight: usize,
    pub(super) per_host: usize,
    timeout: Duration,
    /// Bytes that came, as far as somebody waited for them.
    received: AtomicU64,
    /// Whether there is a network.
    pub(super) connection: Connection,
    /// The pages that came for articles.
    pub(super) lately: Lately,
    /// Passwords that were asked for lately.
    pub(super) secrets: Secrets,
    pub(super) overloads: Overloads,
    /// Feeds that were found.
    pub(super) found: Found,
    /// Pages that are not waited for any more.
    given_up: Mutex<HashSet<String>>,
    /// Pictures on their way.
    pub(super) coming: Coming,
    /// Dropped with the last user: then the thread ends.
    _alive: oneshot::Sender<()>,
}

impl Web {
    /// Starts the thread; `proxies` are the environment's, for a configuration that names none.
    pub fn start(config: &Config, proxies: impl Into<Proxies>) -> Result<Self, JobError> {
        let limits = Limits {
            proxies: proxies.into(),
            ..Limits::from(&config.network)
        };
        Self::with(config, Arc::new(Fetcher::new(limits)))
    }

    /// The same with another transport than the network.
    pub fn with(config: &Config, transport: Arc<dyn Transport>) -> Result<Self, JobError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(LOOKUPS)
            .build()
            .map_err(JobError::other)?;
        let handle = runtime.handle().clone();
        let (alive, gone) = oneshot::channel::<()>();
        std::thread::Builder::new()
            .name("network".into())
            .spawn(move || {
                // An error means that the sender is gone: that is what is waited for.
                let _ = runtime.block_on(gone);
                runtime.shutdown_background();
            })
            .map_err(JobError::other)?;
        let network = &config.network;
        Ok(Self {
            handle,
            transport,
            in_flight: usize::from(network.in_flight.max(1)),
            per_host: usize::from(network.per_host.max(1)),
            timeout: Duration::from_secs(network.total_timeout.max(1)),
            received: AtomicU64::new(0),
            connection: Connection::default(),
            lately: Lately::default(),
            secrets: Secrets::default(),
            overloads: Overloads::default(),
            found: Found::default(),
            given_up: Mutex::default(),
            coming: Coming::default(),
            _alive: alive,
        })
    }

    /// The thread gives way to those that answer keys, from now on.
    pub fn give_way(&self) {
        self.handle.spawn(async { give_way() });
    }

    /// A request for a feed or page with the limits of the configuration.
    pub(super) fn request(&self, url: &str, limit: u32) -> Request {
        Request {
            url: url.to_owned(),
            limit: u64::from(limit).saturating_mul(MIB),
            timeout: self.timeout,
            ..Request::default()
        }
    }

    pub(super) fn give_up(&self, url: &str) {
        self.given_up().insert(url.to_owned());
    }

    /// What was given up before is asked for again.
    pub(super) fn want(&self, url: &str) {
        self.given_up().remove(url);
    }

    pub(super) fn is_given_up(&self, url: &str) -> bool {
        self.given_up().contains(url)
    }

    fn given_up(&self) -> MutexGuard<'_, HashSet<String>> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self, bytes: u64) {
        self.received.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Longest that a request may last.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends a request; `reply` is called once, whatever becomes of it, on the network thread.
    pub(super) fn send(
        &self,
        request: Request,
        reply: impl FnOnce(Result<Response, FetchError>) + Send + 'static,
    ) -> AbortHandle {
        let mut reply = Reply(Some(reply));
        let answering = self.transport.clone().fetch(request);
        let task = self.handle.spawn(async move {
            let answer = answering.await;
            reply.give(answer);
        });
        task.abort_handle()
    }

    /// The next piece of an answer that is poured; none while nothing comes, or an error at its end.
    pub(super) fn next_piece(
        &self,
        pieces: &mut tokio::sync::mpsc::Receiver<Piece>,
    ) -> Result<Option<Piece>, Ended> {
        self.handle.block_on(async {
            match tokio::time::timeout(NOTICE, pieces.recv()).await {
                Ok(Some(piece)) => Ok(Some(piece)),
                Ok(None) => Err(Ended),
                Err(_) => Ok(None),
            }
        })
    }

    /// The fingerprint of the certificate that an address's host shows; waits for it.
    pub(super) fn certificate(&self, request: Request) -> Result<String, FetchError> {
        let (sender, answers) = sync_channel(1);
        let showing = self.transport.clone().certificate(request);
        self.handle.spawn(async move {
            // Whoever asked may have gone.
            let _ = sender.send(showing.await);
        });
        answers.recv().unwrap_or(Err(FetchError::Stopped))
    }

    /// Whether the host of an address takes a connection; waits for it.
    pub(super) fn knock(&self, url: &str) -> bool {
        let (sender, answers) = sync_channel(1);
        let knocking = self.transport.clone().knock(self.request(url, 0));
        self.handle.spawn(async move {
            // Whoever asked may have gone.
            let _ = sender.send(knocking.await);
        });
        answers.recv().unwrap_or(false)
    }

    /// For `Context::get`. Fetches and unpacks; waits for it, or until `is_cancelled`.
    pub(super) fn get(
        &self,
        request: Request,
        is_cancelled: impl Fn() -> bool,
    ) -> Result<Response, FetchError> {
        let limit = request.limit;
        let (sender, answers) = sync_channel(1);
        let task = self.send(request, move |answer| {
            // Whoever asked may have gone.
            let _ = sender.send(answer);
        });
        loop {
            match answers.recv_timeout(NOTICE) {
                Ok(answer) => {
                    let mut response = answer?;
                    unpack(&mut response, limit)?;
                    return Ok(response);
                }
                Err(RecvTimeoutError::Timeout) if !is_cancelled() => {}
                Err(_) => {
                    task.abort();
                    return Err(FetchError::Stopped);
                }
            }
        }
    }
}

/// No piece of an answer comes any more.
pub(super) struct Ended;

/// Who waits for an answer gets one, even if the task was stopped or panicked.
struct Reply<F: FnOnce(Result<Response, FetchError>)>(Option<F>);

impl<F: FnOnce(Result<Response, FetchError>)> Reply<F> {
    fn give(&mut self, answer: Result<Response, FetchError>) {
        if let Some(reply) = self.0.take() {
            reply(answer);
        }
    }
}

impl<F: FnOnce(Result<Response, FetchError>)> Drop for Reply<F> {
    fn drop(&mut self) {
        self.give(Err(FetchError::Stopped));
    }
}
