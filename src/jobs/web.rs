//! The one network thread of a context: an asynchronous runtime that requests are given to.

use super::JobError;
use crate::config::{Config, Network};
use crate::fetch::{FetchError, Fetcher, Limits, Request, Response, unpack};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

const MIB: u64 = 1 << 20;

pub struct Web {
    handle: Handle,
    pub(super) fetcher: Arc<Fetcher>,
    timeout: Duration,
    /// Dropped with the last user: then the thread ends.
    _alive: oneshot::Sender<()>,
}

impl Web {
    /// Starts the thread; `proxy` is the environment's, for a configuration that names none.
    pub fn start(config: &Config, proxy: Option<String>) -> Result<Self, JobError> {
        let network = match proxy {
            Some(proxy) if config.network.proxy.is_empty() => Network {
                proxy,
                ..config.network.clone()
            },
            _ => config.network.clone(),
        };
        let runtime = Builder::new_current_thread()
            .enable_all()
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
        let fetcher = Arc::new(Fetcher::new(Limits::from(&network)));
        let timeout = Duration::from_secs(network.total_timeout.max(1));
        Ok(Self {
            handle,
            fetcher,
            timeout,
            _alive: alive,
        })
    }

    /// Runs a task on the network thread.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.handle.spawn(task);
    }

    /// A request for a feed or page with the limits of the configuration.
    pub(super) fn request(&self, url: &str, limit: u32) -> Request {
        Request {
            url: url.to_owned(),
            limit: u64::from(limit) * MIB,
            timeout: self.timeout,
            ..Request::default()
        }
    }

    /// Fetches and unpacks; waits for it.
    pub(super) fn get(&self, request: Request) -> Result<Response, FetchError> {
        let (sender, answer) = sync_channel(1);
        let fetcher = self.fetcher.clone();
        let limit = request.limit;
        self.handle.spawn(async move {
            // Whoever asked may have gone.
            let _ = sender.send(fetcher.get(&request).await);
        });
        let mut response = answer.recv().unwrap_or(Err(FetchError::Offline))?;
        unpack(&mut response, limit)?;
        Ok(response)
    }
}
