//! The order of a refresh: hosts take turns, each with a few requests at a time, and a host that
//! failed or asked to wait is left alone for the rest of it.

use std::collections::{HashMap, VecDeque};

/// Feeds of a host that may fail in a row before the others are not asked any more.
const PATIENCE: u32 = 2;

/// Feeds that wait for their turn.
pub struct Queue<T> {
    hosts: Vec<Host<T>>,
    by_name: HashMap<String, usize>,
    /// Whose turn it is.
    turn: usize,
    per_host: usize,
}

struct Host<T> {
    name: String,
    feeds: VecDeque<T>,
    in_flight: usize,
    failures: u32,
}

impl<T> Queue<T> {
    pub fn new(per_host: usize) -> Self {
        Self {
            hosts: Vec::new(),
            by_name: HashMap::new(),
            turn: 0,
            per_host: per_host.max(1),
        }
    }

    /// Another host than the first has the first turn.
    pub fn begin_at(&mut self, turn: u32) {
        self.turn = (turn as usize).checked_rem(self.hosts.len()).unwrap_or(0);
    }

    pub fn push(&mut self, host: &str, feed: T) {
        let next = self.hosts.len();
        let index = *self.by_name.entry(host.to_owned()).or_insert(next);
        if index == next {
            self.hosts.push(Host {
                name: host.to_owned(),
                feeds: VecDeque::new(),
                in_flight: 0,
                failures: 0,
            });
        }
        if let Some(host) = self.hosts.get_mut(index) {
            host.feeds.push_back(feed);
        }
    }

    /// The next feed whose host has room, with the host's name; it is in flight then.
    pub fn pop(&mut self) -> Option<(String, T)> {
        let per_host = self.per_host;
        self.pop_of(|host| {
            // One that has just failed is asked carefully.
            let most = if host.failures > 0 { 1 } else { per_host };
            host.in_flight < most
        })
    }

    /// The same of hosts with no other feed, about which no answer says anything.
    pub fn pop_alone(&mut self) -> Option<(String, T)> {
        self.pop_of(|host| host.in_flight == 0 && host.feeds.len() == 1)
    }

    fn pop_of(&mut self, has_room: impl Fn(&Host<T>) -> bool) -> Option<(String, T)> {
        let count = self.hosts.len();
        for step in 0..count {
            let index = (self.turn + step) % count;
            let Some(host) = self.hosts.get_mut(index).filter(|host| has_room(host)) else {
                continue;
            };
            if let Some(feed) = host.feeds.pop_front() {
                host.in_flight += 1;
                self.turn = index + 1;
                return Some((host.name.clone(), feed));
            }
        }
        None
    }

    /// No other feed of the host waits for its turn.
    pub fn is_last(&self, host: &str) -> bool {
        let host = self.by_name.get(host).and_then(|it| self.hosts.get(*it));
        host.is_none_or(|host| host.feeds.is_empty())
    }

    /// A feed of the host is no longer in flight.
    pub fn landed(&mut self, host: &str) {
        if let Some(host) = self.host(host) {
            host.in_flight = host.in_flight.saturating_sub(1);
        }
    }

    pub fn answered(&mut self, host: &str) {
        if let Some(host) = self.host(host) {
            host.failures = 0;
        }
    }

    /// The host did not answer. Its other feeds, once that has happened too often in a row.
    pub fn failed(&mut self, name: &str) -> Vec<T> {
        let Some(host) = self.host(name) else {
            return Vec::new();
        };
        host.failures += 1;
        if host.failures >= PATIENCE {
            self.drain(name)
        } else {
            Vec::new()
        }
    }

    /// All feeds of a host that were not asked yet.
    pub fn drain(&mut self, host: &str) -> Vec<T> {
        let Some(host) = self.host(host) else {
            return Vec::new();
        };
        host.feeds.drain(..).collect()
    }

    fn host(&mut self, name: &str) -> Option<&mut Host<T>> {
        self.hosts.get_mut(*self.by_name.get(name)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(feeds: &[(&str, u32)]) -> Queue<u32> {
        let mut queue = Queue::new(2);
        for (host, feed) in feeds {
            queue.push(host, *feed);
        }
        queue
    }

    fn popped(queue: &mut Queue<u32>) -> Vec<u32> {
        std::iter::from_fn(|| queue.pop().map(|(_, feed)| feed)).collect()
    }

    #[test]
    fn hosts_take_turns_and_none_has_more_than_its_share() {
        let mut queue = queue(&[("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5)]);
        assert_eq!(popped(&mut queue), [1, 4, 5, 2]);
        assert_eq!(queue.pop(), None);
        queue.landed("a");
        assert_eq!(popped(&mut queue), [3]);
    }

    #[test]
    fn feeds_that_are_alone_at_their_hosts_can_be_had_ahead() {
        let mut queue = queue(&[("a", 1), ("a", 2), ("b", 3), ("c", 4)]);
        let mut alone = || queue.pop_alone().map(|(_, feed)| feed);
        assert_eq!([alone(), alone(), alone()], [Some(3), Some(4), None]);
        assert_eq!(popped(&mut queue), [1, 2]);
    }

    #[test]
    fn a_host_that_fails_twice_in_a_row_is_left_alone() {
        let mut queue = queue(&[("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 5)]);
        assert!(queue.failed("a").is_empty());
        assert_eq!((queue.pop().unwrap().1, queue.pop().unwrap().1), (1, 5));
        assert_eq!(queue.pop(), None, "one at a time after a failure");
        queue.landed("a");
        queue.answered("a");
        assert!(queue.failed("a").is_empty());
        assert_eq!(queue.failed("a"), [2, 3, 4]);
        assert_eq!(popped(&mut queue), [0; 0]);
        assert!(queue.failed("unknown").is_empty());
    }
}
