//! The motions that all lists share, so that a finger finds them everywhere.

use super::{Call, Command, Shape, command};

/// Something that has lines to move over.
pub trait Moves: 'static {
    fn step(&mut self, by: i64, call: &mut Call);
    /// To a line counted from 0; none: the last.
    fn to(&mut self, line: Option<usize>, call: &mut Call);
    /// Lines on a screen.
    fn page(&self) -> i64;
}

#[allow(clippy::too_many_lines, reason = "a table of commands")]
pub fn motions<V: Moves>() -> Vec<Command<V>> {
    use Shape::Count;
    vec![
        command(
            "down",
            &["j", "Down"],
            Count,
            "one down",
            "",
            |v: &mut V, call| {
                v.step(times(call), call);
            },
        ),
        command(
            "up",
            &["k", "Up"],
            Count,
            "one up",
            "",
            |v: &mut V, call| {
                v.step(-times(call), call);
            },
        ),
        command(
            "top",
            &["g g", "Home"],
            Count,
            "to the top, or to row COUNT",
            "top",
            |v, call| {
                v.to(Some(row(call).unwrap_or(0)), call);
            },
        ),
        command(
            "bottom",
            &["G", "End"],
            Count,
            "to the end, or to row COUNT",
            "",
            |v, call| {
                v.to(row(call), call);
            },
        ),
        command(
            "half-page-down",
            &["^D"],
            Count,
            "half a page down",
            "",
            |v, call| {
                v.step((v.page() / 2).max(1) * times(call), call);
            },
        ),
        command(
            "half-page-up",
            &["^U"],
            Count,
            "half a page up",
            "",
            |v, call| {
                v.step(-(v.page() / 2).max(1) * times(call), call);
            },
        ),
        command(
            "page-down",
            &["^F", "PgDn"],
            Count,
            "a page down",
            "",
            |v, call| {
                v.step((v.page() - 2).max(1) * times(call), call);
            },
        ),
        command(
            "page-up",
            &["^B", "PgUp", "b"],
            Count,
            "a page up",
            "",
            |v, call| {
                v.step(-(v.page() - 2).max(1) * times(call), call);
            },
        ),
    ]
}

fn times(call: &Call) -> i64 {
    call.times() as i64
}

fn row(call: &Call) -> Option<usize> {
    call.count.map(|count| (count as usize).saturating_sub(1))
}
