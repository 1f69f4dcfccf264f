//! A change of marks as it shows at once, before the store has answered.

use crate::model::{Mark, MarkChange, Timestamp};

pub fn apply(mark: &mut Mark, what: &MarkChange, now: Timestamp) {
    let read = |mark: &mut Mark| mark.read_at = mark.read_at.or(Some(now));
    match what {
        MarkChange::Read => read(mark),
        MarkChange::Unread => (mark.read_at, mark.dismissed_at) = (None, None),
        MarkChange::Done => {
            read(mark);
            mark.queue_rank = None;
        }
        MarkChange::Dismiss => {
            read(mark);
            mark.queue_rank = None;
            mark.dismissed_at = mark.dismissed_at.or(Some(now));
        }
        MarkChange::Save => mark.saved_at = mark.saved_at.or(Some(now)),
        MarkChange::Unsave => mark.saved_at = None,
        // At the end of the queue, wherever that is.
        MarkChange::Queue => mark.queue_rank = mark.queue_rank.or(Some(i64::MAX)),
        MarkChange::Unqueue => mark.queue_rank = None,
        MarkChange::Tag(name) => {
            let name = crate::text::clean_line(name);
            if !mark.tags.contains(&name) {
                mark.tags.push(name);
                mark.tags.sort();
            }
        }
        MarkChange::Untag(name) => mark.tags.retain(|tag| tag.as_str() != name),
        MarkChange::Unmute => {}
    }
}
