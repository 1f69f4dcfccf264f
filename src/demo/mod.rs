//! Serves `assets/demo` on loopback: outlets as real ones publish, each on a port of its own, with
//! feeds of every kind and pages full of furniture. What it serves does not change while it runs.

mod edition;
mod feeds;
mod pages;
mod range;
mod serve;
#[cfg(test)]
mod tests;

use crate::model::{NewFeed, Timestamp};
use edition::Outlet;
use serve::Site;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// A running server; stops when dropped.
pub struct Server {
    feeds: Vec<NewFeed>,
    ports: Vec<u16>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// How to serve.
pub struct Options {
    /// First of as many ports as outlets; 0 lets the system choose each.
    pub port: u16,
    /// Every request is appended here, one JSON object a line.
    pub log: Option<PathBuf>,
    /// The edition's dates are written relative to it.
    pub now: Timestamp,
}

impl Server {
    /// # Errors
    /// When a port or the log file cannot be had.
    pub fn start(options: &Options) -> io::Result<Self> {
        let count = edition::outlets().len();
        let ports = (0..count).map(|index| port(options.port, index));
        Self::start_on(options, &ports.collect::<io::Result<Vec<u16>>>()?)
    }

    /// The same on these ports, an outlet each, whatever the options say; outlets beyond them get free ones.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_on(options: &Options, ports: &[u16]) -> io::Result<Self> {
        let outlets = edition::outlets();
        let ports = ports.iter().copied().chain(std::iter::repeat(0));
        let listeners: io::Result<Vec<TcpListener>> =
            ports.take(outlets.len()).map(listen).collect();
        let listeners = listeners?;
        let log = options.log.as_ref().map(|path| {
            std::fs::File::options()
                .append(true)
                .create(true)
                .open(path)
        });
        let log = Arc::new(Mutex::new(log.transpose()?));
        let mut sites = Vec::new();
        let mut feeds = Vec::new();
        let mut ports = Vec::new();
        for (outlet, listener) in outlets.iter().zip(listeners) {
            let address = listener.local_addr()?;
            let origin = format!("http://{address}");
            ports.push(address.port());
            feeds.push(subscription(outlet, &origin));
            sites.push((
                listener,
                Site::build(outlet, &origin, options.now, log.clone()),
            ));
        }
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let thread = std::thread::Builder::new()
            .name("demo".into())
            .spawn(move || {
                runtime.block_on(serve::serve_all(sites, stopped));
            })?;
        Ok(Self {
            feeds,
            ports,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Each outlet's feed, in order, as a subscription.
    #[must_use]
    pub fn feeds(&self) -> Vec<NewFeed> {
        self.feeds.clone()
    }

    /// Each outlet's port, in order.
    #[must_use]
    pub fn ports(&self) -> &[u16] {
        &self.ports
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A server that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }
}

fn port(first: u16, index: usize) -> io::Result<u16> {
    if first == 0 {
        return Ok(0);
    }
    u16::try_from(usize::from(first) + index).map_err(|_| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "there are no ports beyond 65535",
        )
    })
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("port {port}: {error}"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(named)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn subscription(outlet: &Outlet, origin: &str) -> NewFeed {
    NewFeed {
        url: format!("{origin}{}", outlet.kind.path()),
        title: outlet.name.clone(),
        site: Some(format!("{origin}/")),
        outlet: Some(outlet.name.clone()),
        folder: vec![outlet.folder.clone()],
        language: Some(outlet.language.clone()),
        ..NewFeed::default()
    }
}
