//! Answers on their way to the threads that parse. One of these has all the large ones: what a thread has freed stays its own
//! in the allocator, so that two that both read large documents take twice the memory of one.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A body of this many bytes, as it came, is a large one.
const LARGE: usize = 1 << 20;

/// Who takes an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taker {
    /// Takes what nobody else does first.
    Any,
    Small,
}

pub struct Answers<T> {
    waiting: Mutex<Waiting<T>>,
    came: Condvar,
}

struct Waiting<T> {
    small: VecDeque<T>,
    large: VecDeque<T>,
    has_ended: bool,
}

/// Puts answers in; with it they end.
pub struct Giver<'a, T>(&'a Answers<T>);

impl<T> Answers<T> {
    pub const fn new() -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                small: VecDeque::new(),
                large: VecDeque::new(),
                has_ended: false,
            }),
            came: Condvar::new(),
        }
    }

    pub const fn giver(&self) -> Giver<'_, T> {
        Giver(self)
    }

    /// Waits for the next one; none once there will be none.
    pub fn take(&self, taker: Taker) -> Option<T> {
        let mut waiting = self.waiting();
        loop {
            let large = (taker == Taker::Any).then(|| waiting.large.pop_front());
            let next = large.flatten().or_else(|| waiting.small.pop_front());
            if next.is_some() || waiting.has_ended {
                return next;
            }
            let woken = self.came.wait(waiting);
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Giver<'_, T> {
    /// An answer whose body has so many bytes.
    pub fn give(&self, answer: T, bytes: usize) {
        if bytes < LARGE {
            self.0.waiting().small.push_back(answer);
            self.0.came.notify_one();
        } else {
            self.0.waiting().large.push_back(answer);
            // All: the one that is woken may be one that does not take it.
            self.0.came.notify_all();
        }
    }
}

impl<T> Drop for Giver<'_, T> {
    fn drop(&mut self) {
        self.0.waiting().has_ended = true;
        self.0.came.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_takes_the_large_ones_and_nobody_waits_behind_them() {
        let answers = Answers::new();
        let giver = answers.giver();
        giver.give("large", LARGE);
        giver.give("small", LARGE - 1);
        giver.give("larger", LARGE + 1);
        giver.give("other", 0);
        assert_eq!(answers.take(Taker::Small), Some("small"));
        assert_eq!(answers.take(Taker::Any), Some("large"));
        assert_eq!(answers.take(Taker::Any), Some("larger"));
        assert_eq!(answers.take(Taker::Any), Some("other"));
        giver.give("last", LARGE);
        drop(giver);
        assert_eq!(answers.take(Taker::Small), None);
        assert_eq!(answers.take(Taker::Any), Some("last"));
        assert_eq!(answers.take(Taker::Any), None);
    }

    #[test]
    fn who_waits_is_woken_by_what_comes_and_by_the_end() {
        let answers = Answers::new();
        std::thread::scope(|scope| {
            let giver = answers.giver();
            let small = scope.spawn(|| (answers.take(Taker::Small), answers.take(Taker::Small)));
            let any = scope.spawn(|| answers.take(Taker::Any));
            giver.give("large", LARGE);
            assert_eq!(any.join().unwrap(), Some("large"));
            giver.give("small", 0);
            drop(giver);
            assert_eq!(small.join().unwrap(), (Some("small"), None));
        });
    }
}
