//! The motions that all lists share, so that a finger finds them everywhere.

use super::{Call, Command, commands};

/// Something that has lines to move over.
pub trait Moves: 'static {
    fn step(&mut self, by: i64, call: &mut Call);
    /// To a line counted from 0; none: the last.
    fn to(&mut self, line: Option<usize>, call: &mut Call);
    /// Lines on a screen.
    fn page(&mut self) -> i64;
}

pub fn motions<V: Moves>() -> Vec<Command<V>> {
    commands! {
        "down" ["j", "Down"] Count "" "one down" => |v: &mut V, call| v.step(times(call), call);
        "up" ["k", "Up"] Count "" "one up" => |v, call| v.step(-times(call), call);
        "top" ["g g", "Home"] Count "top" "to the top, or to row COUNT" => top;
        "bottom" ["G", "End"] Count "" "to the end, or to row COUNT" => |v, call| v.to(row(call), call);
        "half-page-down" ["^D"] Count "" "half a page down" => |v, call| pages(v, call, 1, 2);
        "half-page-up" ["^U"] Count "" "half a page up" => |v, call| pages(v, call, -1, 2);
        "page-down" ["^F", "PgDn"] Count "" "a page down" => |v, call| pages(v, call, 1, 1);
        "page-up" ["^B", "PgUp", "b"] Count "" "a page up" => |v, call| pages(v, call, -1, 1);
    }
}

fn times(call: &Call) -> i64 {
    call.times() as i64
}

fn row(call: &Call) -> Option<usize> {
    call.count.map(|count| (count as usize).saturating_sub(1))
}

fn top<V: Moves>(view: &mut V, call: &mut Call) {
    view.to(Some(row(call).unwrap_or(0)), call);
}

/// Whole pages keep two lines of what was seen.
fn pages<V: Moves>(view: &mut V, call: &mut Call, way: i64, part: i64) {
    let page = view.page();
    let lines = if part == 1 { page - 2 } else { page / part };
    view.step(way * lines.max(1) * times(call), call);
}
