//! What can be done in a list. Deciding goes on to the next row; toggling stays.

use super::Articles;
use crate::model::{ArticleId, ArticleRow, Change, MarkChange, Scope};
use crate::tui::core::Shape::{Count, Nothing};
use crate::tui::core::{Ask, Call, Command, Effect, Moves, Pane, command, motions};
use crate::tui::kit::said;

#[allow(clippy::too_many_lines, reason = "a table of commands or events")]
pub fn commands() -> Vec<Command<Articles>> {
    let mut table = motions();
    table.extend(deciding());
    table.extend([
        command(
            "open",
            &["Enter", "Space"],
            Nothing,
            "read the article",
            "open",
            |_: &mut Articles, call| {
                call.ask(Ask::Open);
            },
        ),
        command(
            "right",
            &["l", "Right"],
            Nothing,
            "read the article",
            "",
            |_, call| call.ask(Ask::Open),
        ),
        command(
            "left",
            &["h", "Left"],
            Nothing,
            "to the feeds",
            "feeds",
            |_, call| {
                call.ask(Ask::Focus(Pane::Outlets));
            },
        ),
        command(
            "preview-down",
            &["J"],
            Count,
            "scroll the preview down",
            "",
            |_, call| {
                call.ask(Ask::ScrollPreview(call.times() as i32));
            },
        ),
        command(
            "preview-up",
            &["K"],
            Count,
            "scroll the preview up",
            "",
            |_, call| {
                call.ask(Ask::ScrollPreview(-(call.times() as i32)));
            },
        ),
        command(
            "browse",
            &["o"],
            Nothing,
            "open in the browser",
            "",
            |v, call| {
                browse(v, call);
            },
        ),
        command(
            "browse-read",
            &["O"],
            Nothing,
            "open in the browser, mark read",
            "",
            |v, call| {
                if browse(v, call) {
                    mark(v, call, MarkChange::Read, 1);
                }
            },
        ),
        command(
            "copy-address",
            &["y"],
            Nothing,
            "copy the article's address",
            "",
            |v, call| {
                if let Some(url) = v.selected().and_then(|row| row.url.clone()) {
                    call.ask(Ask::Effect(Effect::Copy(url)));
                }
            },
        ),
        command(
            "health",
            &["i"],
            Nothing,
            "where it comes from, and how that feed is",
            "",
            |v, call| {
                let feed = v.selected().map(|row| row.feed);
                let of_list = || {
                    if let Scope::Feed(id) = v.query.scope {
                        Some(id)
                    } else {
                        None
                    }
                };
                if let Some(feed) = feed.or_else(of_list) {
                    call.ask(Ask::Health(feed));
                }
            },
        ),
        command(
            "reload",
            &["r"],
            Nothing,
            "poll the feeds of this list now",
            "",
            |v, call| {
                call.ask(match v.query.scope {
                    Scope::Feed(id) => Ask::Refresh(vec![id]),
                    _ => Ask::RefreshAll,
                });
            },
        ),
        command(
            "unsubscribe",
            &["D"],
            Nothing,
            "unsubscribe from the feed of this list",
            "",
            |v, call| {
                call.ask(match v.query.scope {
                    Scope::Feed(id) => Ask::Change(Change::RemoveFeed(id)),
                    _ => Ask::Complain(said(
                        "this list is not one feed's; select it at the left first",
                    )),
                });
            },
        ),
    ]);
    table
}

fn deciding() -> [Command<Articles>; 5] {
    [
        command(
            "done",
            &["d"],
            Count,
            "done: read and off the queue; next",
            "done",
            |v, call| {
                decide(v, call, |_| MarkChange::Done);
            },
        ),
        command(
            "save",
            &["s"],
            Count,
            "save with the whole article, or no longer; next",
            "save",
            |v, call| {
                decide(v, call, |row| match row.mark.saved_at {
                    None => MarkChange::Save,
                    Some(_) => MarkChange::Unsave,
                });
            },
        ),
        command(
            "queue",
            &["a"],
            Count,
            "queue for later, or take off; next",
            "queue",
            |v, call| {
                decide(v, call, |row| match row.mark.queue_rank {
                    None => MarkChange::Queue,
                    Some(_) => MarkChange::Unqueue,
                });
            },
        ),
        command(
            "dismiss",
            &["x"],
            Count,
            "done, and out of every list but history; next",
            "",
            |v, call| {
                decide(v, call, |_| MarkChange::Dismiss);
            },
        ),
        command(
            "toggle-read",
            &["m"],
            Count,
            "mark unread or read; stay",
            "",
            |v, call| {
                let what = v.selected().map(|row| match row.mark.read_at {
                    None => MarkChange::Read,
                    Some(_) => MarkChange::Unread,
                });
                if let Some(what) = what {
                    mark(v, call, what, call.times());
                }
            },
        ),
    ]
}

/// The first article decides what is done to all that the count takes.
fn decide(view: &mut Articles, call: &mut Call, what: fn(&ArticleRow) -> MarkChange) {
    let Some(what) = view.selected().map(what) else {
        return;
    };
    let times = call.times();
    mark(view, call, what, times);
    view.step(times as i64, call);
}

fn mark(view: &Articles, call: &mut Call, what: MarkChange, times: usize) {
    let from = view.index().unwrap_or(0);
    let rows = view.rows.iter().skip(from).take(times);
    let articles: Vec<ArticleId> = rows.map(|row| row.id).collect();
    if !articles.is_empty() {
        call.ask(Ask::Mark { what, articles });
    }
}

fn browse(view: &Articles, call: &mut Call) -> bool {
    let url = view.selected().and_then(|row| row.url.clone());
    let has_url = url.is_some();
    call.ask(match url {
        Some(url) => Ask::Effect(Effect::Browse(url)),
        None => Ask::Complain(said("this article has no address")),
    });
    has_url
}
