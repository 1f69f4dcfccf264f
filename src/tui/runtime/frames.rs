//! When a frame is drawn: at once for a person, now and then for what jobs tell, and with the text that is asked for, not before.

use std::time::{Duration, Instant};

/// Least time between two frames that no key asked for.
const PACE: Duration = Duration::from_millis(40);
/// A frame waits this long for a text that is being laid out, most of which takes a millisecond: one frame shows it, not an
/// empty place first and then the text. Half a frame of a screen.
const TEXT: Duration = Duration::from_millis(8);

pub struct Frames {
    /// There is something to be shown.
    is_dirty: bool,
    /// A person waits for it.
    is_asked: bool,
    last: Instant,
    /// A text is being laid out, and frames wait for it until then.
    text_until: Option<Instant>,
}

impl Frames {
    /// The first is due at once.
    pub const fn new(now: Instant) -> Self {
        Self {
            is_dirty: true,
            is_asked: true,
            last: now,
            text_until: None,
        }
    }

    pub const fn want(&mut self) {
        self.is_dirty = true;
    }

    pub const fn ask(&mut self) {
        self.is_asked = true;
    }

    /// A text was asked for; one that takes long is not waited for again.
    pub fn await_text(&mut self, now: Instant) {
        self.text_until.get_or_insert(now + TEXT);
    }

    pub const fn text_came(&mut self) {
        self.text_until = None;
    }

    pub const fn drawn(&mut self, now: Instant) {
        (self.is_dirty, self.is_asked) = (false, false);
        self.last = now;
    }

    /// How long the next frame waits; none where there is nothing to show.
    pub fn due_in(&self, now: Instant) -> Option<Duration> {
        let paced = (!self.is_asked).then(|| self.last + PACE);
        let until = paced.into_iter().chain(self.text_until).max();
        self.is_dirty
            .then(|| until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_asked_for_is_drawn_at_once_and_what_jobs_tell_is_paced() {
        let start = Instant::now();
        let mut frames = Frames::new(start);
        assert_eq!(frames.due_in(start), Some(Duration::ZERO));
        frames.drawn(start);
        assert_eq!(frames.due_in(start), None);
        frames.want();
        assert_eq!(frames.due_in(start), Some(PACE));
        assert_eq!(frames.due_in(start + PACE), Some(Duration::ZERO));
        frames.ask();
        assert_eq!(frames.due_in(start), Some(Duration::ZERO));
    }

    #[test]
    fn a_frame_waits_for_its_text_but_not_for_long() {
        let start = Instant::now();
        let mut frames = Frames::new(start);
        frames.await_text(start);
        assert_eq!(frames.due_in(start), Some(TEXT));
        frames.text_came();
        assert_eq!(frames.due_in(start), Some(Duration::ZERO));
        frames.await_text(start);
        // Asked for again meanwhile, by a screen that changes its size: that puts nothing off.
        frames.await_text(start + TEXT);
        assert_eq!(frames.due_in(start + TEXT), Some(Duration::ZERO));
    }
}
