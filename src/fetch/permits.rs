//! How many requests there are at a time: of all, to one host, and with large bodies.

use super::Limits;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

/// Bodies beyond these sizes wait for one of so many lanes, so that many feeds cannot fill the memory
/// together: as they come, all bodies of a refresh take some 40 MiB at most. A body that grows into the
/// next class keeps its lane of the last; lanes are taken in this order only, so nobody waits in a ring.
const CLASSES: [(usize, usize); 2] = [(128 << 10, 6), (1 << 20, 1)];
/// Lanes of each class that requests have for themselves which a person waits for.
const URGENT_LANES: usize = 1;
/// A body must come fast enough to be done within the time of its request, looked at over this part of it.
const PART: u32 = 3;
/// What has come already counts for so much: a slow beginning is no slow body.
const LENIENCE: u32 = 2;
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

    /// How fast the rest must come, so that who drips does not keep the lane; none where none is held.
    pub(super) fn pace(&self, timeout: Duration, now: Instant) -> Option<Pace> {
        let (above, _) = CLASSES.get(self.0.len().checked_sub(1)?)?;
        let span = timeout / PART;
        Some(Pace {
            least: above / (PART * LENIENCE) as usize,
            span,
            came: 0,
            until: now + span,
        })
    }
}

/// A least rate.
#[derive(Clone, Debug)]
pub struct Pace {
    least: usize,
    span: Duration,
    came: usize,
    /// By then enough must have come.
    pub until: Instant,
}

impl Pace {
    /// So many bytes more have come; with enough of them the time begins anew.
    pub fn came(&mut self, bytes: usize, now: Instant) {
        self.came = self.came.saturating_add(bytes);
        if self.came >= self.least {
            (self.came, self.until) = (0, now + self.span);
        }
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
    urgent_lanes: [Arc<Semaphore>; CLASSES.len()],
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
            urgent_lanes: CLASSES.map(|_| Arc::new(Semaphore::new(URGENT_LANES))),
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
    pub async fn widen(&self, hold: &mut Hold, is_urgent: bool) {
        let class = hold.0.len();
        let (Some(lane), Some(own)) = (self.lanes.get(class), self.urgent_lanes.get(class)) else {
            return;
        };
        let held = match lane.clone().try_acquire_owned() {
            Ok(held) => held,
            Err(_) if is_urgent => acquire(own.clone()).await,
            Err(_) => acquire(lane.clone()).await,
        };
        hold.0.push(Arc::new(held));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn permits() -> Permits {
        Permits::new(&Limits::from(&crate::config::Config::default().network))
    }

    #[test]
    fn a_large_body_that_a_person_waits_for_does_not_wait_for_those_of_a_refresh() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let permits = permits();
        runtime.block_on(async {
            let mut held = Hold::default();
            permits.widen(&mut held, false).await;
            permits.widen(&mut held, false).await;
            let mut urgent = Hold::default();
            permits.widen(&mut urgent, true).await;
            // Would wait for ever.
            permits.widen(&mut urgent, true).await;
            assert!(!urgent.is_too_small(usize::MAX));
            assert_eq!(permits.lanes.last().unwrap().available_permits(), 0);
        });
    }

    #[test]
    fn who_holds_a_lane_must_send_as_fast_as_a_body_of_its_size_needs() {
        let now = Instant::now();
        let time = Duration::from_secs(30);
        assert!(Hold::default().pace(time, now).is_none());
        let lane = || Arc::new(Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap());
        let mut pace = Hold(vec![lane(), lane()]).pace(time, now).unwrap();
        let later = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(pace.until, later(10));
        pace.came(1000, later(9));
        assert_eq!(pace.until, later(10), "a drop is not enough");
        pace.came(1 << 20, later(9));
        assert_eq!(pace.until, later(19));
        pace.came((1 << 20) / 6 - 1, later(18));
        assert_eq!(pace.until, later(19), "what came before does not count");
    }
}
