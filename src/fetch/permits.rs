//! How many requests there are at a time: of all, to one host, and with large bodies.

use super::Limits;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Bodies beyond these sizes wait for one of so many lanes, so that many feeds cannot fill the memory
/// together: as they come, all bodies of a refresh take some 40 MiB at most. A body that grows into the
/// next class keeps its lane of the last; lanes are taken in this order only, so nobody waits in a ring.
const CLASSES: [(usize, usize); 2] = [(128 << 10, 6), (1 << 20, 1)];
/// Requests that a person waits for have these for themselves.
const URGENT: usize = 4;
/// Hosts that are remembered before those without a request are forgotten.
const HOSTS: usize = 256;

/// The right to hold a large body.
#[derive(Clone, Debug, Default)]
pub struct Hold(Vec<Arc<OwnedSemaphorePermit>>);

impl Hold {
    /// A body of this size needs more than what is held.
    pub(super) fn is_too_small(&self, size: usize) -> bool {
        CLASSES
            .get(self.0.len())
            .is_some_and(|(above, _)| size > *above)
    }
}

/// One request's permits; given back when dropped.
pub struct Permit {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

pub struct Permits {
    all: Arc<Semaphore>,
    urgent: Arc<Semaphore>,
    lanes: [Arc<Semaphore>; CLASSES.len()],
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_host: usize,
}

impl Permits {
    pub fn new(limits: &Limits) -> Self {
        let urgent = URGENT.min(limits.in_flight / 4);
        Self {
            all: Arc::new(Semaphore::new((limits.in_flight - urgent).max(1))),
            urgent: Arc::new(Semaphore::new(urgent)),
            lanes: CLASSES.map(|(_, lanes)| Arc::new(Semaphore::new(lanes))),
            hosts: Mutex::default(),
            per_host: limits.per_host,
        }
    }

    /// First the host's, then one of all: who waits for a slow host holds up nobody else.
    pub async fn take(&self, url: &Url, is_urgent: bool) -> Permit {
        let host = self.host(url);
        let host = acquire(host).await;
        if is_urgent && let Ok(all) = self.urgent.clone().try_acquire_owned() {
            return Permit {
                _host: host,
                _all: all,
            };
        }
        Permit {
            _host: host,
            _all: acquire(self.all.clone()).await,
        }
    }

    /// The next class's lane, in addition to what is held.
    pub async fn widen(&self, hold: &mut Hold) {
        if let Some(lane) = self.lanes.get(hold.0.len()) {
            hold.0.push(Arc::new(acquire(lane.clone()).await));
        }
    }

    fn host(&self, url: &Url) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS {
            // One count is the table's own: nobody waits or asks there.
            hosts.retain(|_, host| Arc::strong_count(host) > 1);
        }
        let new = || Arc::new(Semaphore::new(self.per_host));
        hosts
            .entry(super::address::host_and_port(url))
            .or_insert_with(new)
            .clone()
    }
}

async fn acquire(semaphore: Arc<Semaphore>) -> OwnedSemaphorePermit {
    semaphore
        .acquire_owned()
        .await
        .expect("semaphores are never closed")
}
