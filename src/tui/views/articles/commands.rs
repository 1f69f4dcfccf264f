//! What can be done in a list. Deciding goes on to the next row; toggling stays.

use super::{Articles, Picked};
use crate::model::{ArticleId, ArticleRow, Change, FeedId, MarkChange, Scope};
use crate::tui::core::{
    Ask, Call, Command, Effect, Holds, Moves, Pane, Purpose, Tagged, commands, motions, outward,
};
use crate::tui::kit::said;

/// Said of a key that is about an article where there is none.
pub const NO_ARTICLE: &str = "there is no article here";

/// Whether a command is about an article, and the list has none.
pub fn lacks_article(view: &Articles, name: &str) -> bool {
    let needs_none = || match name {
        "left" | "reload" | "unsubscribe" => true,
        "edit" | "health" => feed(view).is_some(),
        _ => motions::<Articles>().iter().any(|it| it.name == name),
    };
    view.selected().is_none() && !needs_none()
}

pub fn commands() -> Vec<Command<Articles>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "done" ["d"] Count "done" "done: read and off the queue; next" => |v, call| decide(v, call, |_| MarkChange::Done);
        "save" ["s"] Count "save" "save with the whole article, or no longer; next" => |v, call| decide(v, call, save);
        "queue" ["a"] Count "queue" "queue for later, or take off; next" => |v, call| decide(v, call, queue);
        "dismiss" ["x"] Count "" "done, and out of every list but history; next" => |v, call| decide(v, call, |_| MarkChange::Dismiss);
        "toggle-read" ["m"] Count "" "mark unread or read; stay" => toggle_read;
        "tag" ["t"] Tag "" "tag, or with - before the name take a tag off; stay" => tag;
        "range" ["V"] Nothing "" "pick a range, from here to where the selection goes" => |v, _| v.toggle_range();
        "pick" ["~"] Nothing "" "pick this one, or not; next" => pick;
        "invert" ["*"] Nothing "" "pick all that is not picked, and nothing else" => |v, _| v.invert_picks();
        "open" ["Enter", "Space"] Nothing "open" "read the article" => |_, call| call.ask(Ask::Open);
        "right" ["l", "Right"] Nothing "" "read the article" => |_, call| call.ask(Ask::Open);
        "left" ["h", "Left"] Nothing "feeds" "to the feeds" => |_, call| call.ask(Ask::Focus(Pane::Outlets));
        "preview-down" ["J"] Count "" "scroll the preview down" => |_, call| preview(call, 1);
        "preview-up" ["K"] Count "" "scroll the preview up" => |_, call| preview(call, -1);
        "browse" ["o"] Nothing "" "open in the browser" => |v, call| browse(v, call);
        "browse-read" ["O"] Nothing "" "open in the browser, mark read" => browse_read;
        "copy-address" ["y"] Nothing "" "copy the article's address" => copy;
        "copy-title" ["Y"] Nothing "" "copy the article's title and address" => copy_title;
        "edit" ["E"] Nothing "" "edit its feed: title, address, folder, settings" => edit;
        "unmute" ["I"] Count "" "what a filter hid is back in the lists; next" => |v, call| decide(v, call, |_| MarkChange::Unmute);
        "health" ["i"] Nothing "" "where it comes from, and how that feed is" => health;
        "reload" ["r"] Nothing "" "poll the feeds of this list now" => reload;
        "unsubscribe" ["D"] Nothing "" "unsubscribe from the feed of this list" => unsubscribe;
    });
    table.extend(outward());
    table
}

impl Holds for Articles {
    fn held(&self) -> Option<ArticleId> {
        self.selected().map(|row| row.id)
    }
}

fn save(row: &ArticleRow) -> MarkChange {
    if row.mark.saved_at.is_none() {
        MarkChange::Save
    } else {
        MarkChange::Unsave
    }
}

fn queue(row: &ArticleRow) -> MarkChange {
    if row.mark.queue_rank.is_none() {
        MarkChange::Queue
    } else {
        MarkChange::Unqueue
    }
}

/// The first article decides what is done to all that the count takes.
fn decide(view: &mut Articles, call: &mut Call, what: fn(&ArticleRow) -> MarkChange) {
    if view.has_picks() {
        return decide_picked(view, call, what, true);
    }
    let times = call.times();
    if view.lacks_of(times, call) {
        return;
    }
    let Some(what) = view.selected().map(what) else {
        return;
    };
    mark(view, call, what, times);
    view.step(times as i64, call);
}

/// Of what is picked the first decides, too; then nothing is picked any more.
fn decide_picked(
    view: &mut Articles,
    call: &mut Call,
    what: fn(&ArticleRow) -> MarkChange,
    goes_on: bool,
) {
    let first = |id: ArticleId| view.rows.iter().find(|row| row.id == id);
    match view.picked() {
        Err(why) => call.ask(Ask::Complain(said(why))),
        Ok(None) => {}
        Ok(Some(Picked::Articles(articles))) => {
            let row = articles
                .first()
                .and_then(|id| first(*id))
                .or(view.selected());
            if let Some(what) = row.map(what) {
                // Some may have left memory since they were picked.
                articles.iter().for_each(|id| view.keep(*id));
                call.ask(Ask::Mark { what, articles });
            }
        }
        Ok(Some(Picked::Part(part))) => {
            if let Some(what) = view.selected().map(what) {
                call.ask(Ask::MarkPart { what, part });
            }
        }
    }
    if goes_on {
        view.select_behind_picks();
    }
    view.unpick();
}

fn pick(view: &mut Articles, call: &mut Call) {
    view.toggle_pick();
    view.step(1, call);
}

fn tag(view: &mut Articles, call: &mut Call) {
    let is_counted = call.count.is_some() && !view.has_picks();
    if is_counted {
        if view.lacks_of(call.times() - 1, call) {
            return;
        }
        view.pick_from_here(call.times());
    }
    let one = view.selected_id().filter(|_| !view.has_picks());
    call.ask(match call.argument.clone() {
        Some(name) => Ask::Tag(name, one),
        None if is_counted => Ask::Prompt(Purpose::Tag(Tagged::Counted), String::new()),
        None => Ask::Prompt(Purpose::Tag(Tagged::of(one)), String::new()),
    });
}

fn read(row: &ArticleRow) -> MarkChange {
    if row.mark.read_at.is_some() {
        MarkChange::Unread
    } else {
        MarkChange::Read
    }
}

fn toggle_read(view: &mut Articles, call: &mut Call) {
    if view.has_picks() {
        return decide_picked(view, call, read, false);
    }
    if view.lacks_of(call.times() - 1, call) {
        return;
    }
    if let Some(what) = view.selected().map(read) {
        mark(view, call, what, call.times());
    }
}

fn mark(view: &Articles, call: &mut Call, what: MarkChange, times: usize) {
    let from = view.index().unwrap_or(0);
    let rows = view.rows.iter().skip(from).take(times);
    let articles: Vec<ArticleId> = rows.map(|row| row.id).collect();
    if !articles.is_empty() {
        call.ask(Ask::Mark { what, articles });
    }
}

fn preview(call: &mut Call, way: i32) {
    call.ask(Ask::ScrollPreview(way * call.times() as i32));
}

fn browse(view: &Articles, call: &mut Call) {
    call.ask(match view.selected().and_then(|row| row.url.clone()) {
        Some(url) => Ask::Effect(Effect::Browse(url)),
        None => Ask::Complain(said("this article has no address")),
    });
}

/// Read once it is open: where no browser is there nothing was.
fn browse_read(view: &mut Articles, call: &mut Call) {
    match view.selected().map(|row| (row.id, row.url.clone())) {
        Some((id, Some(url))) => call.ask(Ask::Effect(Effect::BrowseRead(id, url))),
        _ => browse(view, call),
    }
}

fn copy(view: &mut Articles, call: &mut Call) {
    call.ask(match view.selected().and_then(|row| row.url.clone()) {
        Some(url) => Ask::Effect(Effect::Copy(url)),
        None => Ask::Complain(said("this article has no address")),
    });
}

fn copy_title(view: &mut Articles, call: &mut Call) {
    if let Some(row) = view.selected() {
        call.ask(Ask::Effect(Effect::CopyTitle {
            title: row.title.clone(),
            address: row.url.clone(),
        }));
    }
}

/// The feed of the article, else of the list.
fn feed(view: &Articles) -> Option<FeedId> {
    let of_list = match view.query.scope {
        Scope::Feed(id) => Some(id),
        _ => None,
    };
    view.selected().map(|row| row.feed).or(of_list)
}

fn edit(view: &mut Articles, call: &mut Call) {
    call.asks.extend(feed(view).map(Ask::Edit));
}

fn health(view: &mut Articles, call: &mut Call) {
    call.asks.extend(feed(view).map(Ask::Health));
}

fn reload(view: &mut Articles, call: &mut Call) {
    call.ask(match &view.query.scope {
        Scope::Feed(id) => Ask::Refresh(vec![*id]),
        Scope::Folder(path) => Ask::RefreshFolder(path.clone()),
        _ => Ask::RefreshAll,
    });
}

fn unsubscribe(view: &mut Articles, call: &mut Call) {
    call.ask(match view.query.scope {
        Scope::Feed(id) => Ask::Change(Change::RemoveFeed(id)),
        _ => Ask::Complain(said(
            "this list is not one feed's; select it at the left first",
        )),
    });
}
