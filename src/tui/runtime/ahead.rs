//! What is typed ahead: keys are about what the keys before them asked for, and wait until it is there.

use crate::tui::core::Event;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The longest wait. Lists and texts come in a few milliseconds; of what takes longer is said what helps, and keys are heard.
const PATIENCE: Duration = Duration::from_millis(250);

/// Events of a person that are not heard yet.
#[derive(Default)]
pub struct Ahead {
    events: VecDeque<Event>,
    /// They wait until then at the longest.
    until: Option<Instant>,
}

impl Ahead {
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub fn hold(&mut self, typed: Vec<Event>) {
        self.events.extend(typed);
    }

    /// The next one, unless it waits: `awaits` tells whether what a key asked for is still to come.
    pub fn next(&mut self, awaits: bool, now: Instant) -> Option<Event> {
        if !awaits {
            self.until = None;
        } else if !self.events.is_empty() && now < *self.until.get_or_insert(now + PATIENCE) {
            return None;
        }
        self.events.pop_front()
    }

    /// What belongs before everything that was not heard yet.
    pub fn put_back(&mut self, event: Event) {
        self.events.push_front(event);
    }

    /// How long they still wait; none where there are none.
    pub fn due_in(&self, now: Instant) -> Option<Duration> {
        let until = self.until.filter(|_| !self.is_empty())?;
        Some(until.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::core::parse_keys;

    fn typed(keys: &str) -> Ahead {
        let mut ahead = Ahead::default();
        ahead.hold(
            parse_keys(keys)
                .unwrap()
                .into_iter()
                .map(Event::Key)
                .collect(),
        );
        ahead
    }

    #[test]
    fn keys_wait_for_what_the_ones_before_asked_for_but_not_for_ever() {
        let start = Instant::now();
        let mut ahead = typed("g a Enter j k");
        assert!(ahead.next(false, start).is_some() && ahead.next(false, start).is_some());
        assert_eq!(ahead.next(true, start), None);
        assert_eq!(ahead.due_in(start), Some(PATIENCE));
        // It came: the next wait is a new one.
        let later = start + PATIENCE / 2;
        assert!(ahead.next(false, later).is_some());
        assert_eq!(ahead.next(true, later), None);
        assert_eq!(ahead.due_in(later), Some(PATIENCE));
        // It did not come: all that was typed is heard now.
        let end = later + PATIENCE;
        assert_eq!(ahead.due_in(end), Some(Duration::ZERO));
        assert!(ahead.next(true, end).is_some() && ahead.next(true, end).is_some());
        assert_eq!((ahead.next(true, end), ahead.due_in(end)), (None, None));
    }
}
