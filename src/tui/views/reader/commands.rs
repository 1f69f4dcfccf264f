//! What can be done while reading. Only done and dismiss leave the article.

use super::Reader;
use crate::model::{ArticleId, MarkChange, Version};
use crate::tui::core::{
    Ask, Call, Command, Effect, Holds, Purpose, Step, Tagged, commands, motions, outward,
};
use crate::tui::kit::said;

pub fn commands() -> Vec<Command<Reader>> {
    let mut table = motions();
    for row in table
        .iter_mut()
        .filter(|row: &&mut Command<Reader>| row.name == "down")
    {
        row.keys = &["j", "Down", "Enter"];
    }
    table.extend::<Vec<_>>(commands! {
        "page-on" ["Space"] Nothing "more" "a page on; at the end done and next" => |v: &mut Reader, call| v.page_on(call);
        "done" ["d"] Nothing "done" "done; to the next unread article" => |_, call| leave(call, MarkChange::Done);
        "dismiss" ["x"] Nothing "" "done, and out of every list but history; next" => |_, call| leave(call, MarkChange::Dismiss);
        "save" ["s"] Nothing "save" "save with the whole article, or no longer" => save;
        "queue" ["a"] Nothing "" "queue for later, or take off the queue" => queue;
        "tag" ["t"] Tag "" "tag, or with - before the name take a tag off" => tag;
        "toggle-read" ["m"] Nothing "" "mark unread or read" => toggle_read;
        "left" ["h", "Left"] Nothing "" "back to the list" => |_, call| call.ask(Ask::Back);
        "next-article" ["J"] Nothing "" "the next article of the list" => |_, call| call.ask(Ask::Next(Step::Forward));
        "previous-article" ["K"] Nothing "" "the previous article of the list" => |_, call| call.ask(Ask::Next(Step::Backward));
        "browse" ["o"] Count "browser" "open in the browser; with a number, that link" => browse;
        "browse-read" ["O"] Nothing "" "open in the browser, mark read" => browse_read;
        "copy-address" ["y"] Count "" "copy the address; with a number, that link's" => |v, call| v.outward(call, Effect::Copy);
        "copy-title" ["Y"] Nothing "" "copy the article's title and address" => copy_title;
        "hints" ["f"] Nothing "links" "letters open the links on the screen" => |v, call| v.start_hints(call);
        "go-back" ["^O"] Nothing "" "back to where a link within the article was followed" => go_back;
        "links" ["U"] Nothing "" "list the links" => list_links;
        "version" ["v"] Count "view" "the article, as in the feed, its whole page, source, what changed" => turn_version;
        "pictures" ["I"] Nothing "" "fetch the pictures, on a metered network too" => pictures;
        "find" ["/"] Nothing "" "find words in the article" => |_, call| call.ask(Ask::Prompt(Purpose::Find, String::new()));
        "next-unread" ["n"] Count "" "the next match; else the next unread article" => next_unread;
        "previous-match" ["N"] Count "" "the previous match" => previous_match;
        "reload" ["r"] Nothing "" "fetch the article's page again" => |v, call| call.ask(Ask::Refetch(v.row.id));
        "edit" ["E"] Nothing "" "edit its feed: title, address, folder, settings" => |v, call| call.ask(Ask::Edit(v.row.feed));
        "health" ["i"] Nothing "" "where it comes from, and how that feed is" => |v, call| call.ask(Ask::Health(v.row.feed));
    });
    table.extend(outward());
    table
}

impl Holds for Reader {
    fn held(&self) -> Option<ArticleId> {
        Some(self.row.id)
    }
}

fn leave(call: &mut Call, what: MarkChange) {
    call.ask(Ask::LeaveMarked { what });
}

fn save(view: &mut Reader, call: &mut Call) {
    let is_saved = view.row.mark.saved_at.is_some();
    view.mark(
        call,
        if is_saved {
            MarkChange::Unsave
        } else {
            MarkChange::Save
        },
    );
}

fn queue(view: &mut Reader, call: &mut Call) {
    let is_queued = view.row.mark.queue_rank.is_some();
    view.mark(
        call,
        if is_queued {
            MarkChange::Unqueue
        } else {
            MarkChange::Queue
        },
    );
}

fn toggle_read(view: &mut Reader, call: &mut Call) {
    let is_read = view.row.mark.read_at.is_some();
    view.mark(
        call,
        if is_read {
            MarkChange::Unread
        } else {
            MarkChange::Read
        },
    );
}

fn tag(view: &mut Reader, call: &mut Call) {
    let one = Some(view.row.id);
    call.ask(match call.argument.clone() {
        Some(name) => Ask::Tag(name, one),
        None => Ask::Prompt(Purpose::Tag(Tagged::of(one)), String::new()),
    });
}

fn copy_title(view: &mut Reader, call: &mut Call) {
    call.ask(Ask::Effect(Effect::CopyTitle {
        title: view.row.title.clone(),
        address: view.row.url.clone(),
    }));
}

/// A link that leads to a place in the article leads there.
fn browse(view: &mut Reader, call: &mut Call) {
    match view.address(call).filter(|_| call.count.is_some()) {
        Some(url) => view.follow(&url, call),
        None => view.outward(call, Effect::Browse),
    }
}

fn go_back(view: &mut Reader, call: &mut Call) {
    if !view.go_back() {
        call.ask(Ask::Complain(said(
            "no link within the article was followed",
        )));
    }
}

fn browse_read(view: &mut Reader, call: &mut Call) {
    match view.row.url.clone() {
        Some(url) => call.ask(Ask::Effect(Effect::BrowseRead(view.row.id, url))),
        None => view.outward(call, Effect::Browse),
    }
}

fn list_links(view: &mut Reader, call: &mut Call) {
    let links = view
        .text
        .as_ref()
        .map(|text| text.links.clone())
        .unwrap_or_default();
    call.ask(if links.is_empty() {
        Ask::Complain(said("this article has no links"))
    } else {
        Ask::Links(links)
    });
}

/// The next version; with a number, that one.
fn turn_version(view: &mut Reader, call: &mut Call) {
    let has_changed = view.row.updated.is_some();
    let version = match call.count {
        None => Some(view.version.next(has_changed)),
        Some(number) => Version::ALL.get((number as usize).wrapping_sub(1)).copied(),
    };
    call.ask(match version {
        Some(Version::Changes) if !has_changed => {
            Ask::Say(said("its outlet changed nothing in this article"))
        }
        Some(version) => {
            view.turn(version);
            Ask::Say(said(version.name()))
        }
        None => Ask::Complain(said(
            "v counts to 5: article, feed, page, source, what changed",
        )),
    });
}

fn pictures(view: &mut Reader, call: &mut Call) {
    let words = if view.fetch_pictures() == 0 {
        "no picture is missing here"
    } else {
        call.ask(Ask::Effect(Effect::TryPictures));
        let lays = view.outdated();
        call.ask(Ask::Effect(lays));
        "fetching the pictures"
    };
    call.ask(Ask::Say(said(words)));
}

fn next_unread(view: &mut Reader, call: &mut Call) {
    if !view.next_match(true, call.times()) {
        call.ask(Ask::Unread(Step::Forward, call.times()));
    }
}

fn previous_match(view: &mut Reader, call: &mut Call) {
    if !view.next_match(false, call.times()) {
        call.ask(Ask::Complain(said("nothing is looked for; / finds words")));
    }
}

impl Reader {
    fn mark(&self, call: &mut Call, what: MarkChange) {
        let articles = vec![self.row.id];
        call.ask(Ask::Mark { what, articles });
    }

    /// The article's address, or that of the link with the number.
    fn address(&self, call: &Call) -> Option<String> {
        let Some(number) = call.count else {
            return self.row.url.clone();
        };
        let links = self
            .text
            .as_ref()
            .map(|text| text.links.as_slice())
            .unwrap_or_default();
        let index = (number as usize).checked_sub(1)?;
        links.get(index).map(|link| link.url.clone())
    }

    fn outward(&self, call: &mut Call, effect: fn(String) -> Effect) {
        call.ask(match self.address(call) {
            Some(url) => Ask::Effect(effect(url)),
            None if call.count.is_some() => Ask::Complain(said("there is no such link")),
            None => Ask::Complain(said("this article has no address")),
        });
    }

    /// Goes so many matches on; false when nothing is looked for.
    fn next_match(&mut self, is_forward: bool, times: usize) -> bool {
        let Some(find) = &mut self.find else {
            return false;
        };
        find.step(is_forward, times);
        self.show_match();
        true
    }
}
