//! What can be done while reading. Only done and dismiss leave the article.

use super::Reader;
use crate::model::MarkChange;
use crate::tui::core::Shape::{Count, Nothing};
use crate::tui::core::{Ask, Call, Command, Effect, Purpose, Step, command, motions};
use crate::tui::kit::said;

#[allow(clippy::too_many_lines, reason = "a table of commands or events")]
pub fn commands() -> Vec<Command<Reader>> {
    let mut table = motions();
    for row in table
        .iter_mut()
        .filter(|row: &&mut Command<Reader>| row.name == "down")
    {
        row.keys = &["j", "Down", "Enter"];
    }
    table.extend([
        command(
            "page-on",
            &["Space"],
            Nothing,
            "a page on; at the end done and next",
            "more",
            |v: &mut Reader, call| {
                v.page_on(call);
            },
        ),
        command(
            "left",
            &["h", "Left"],
            Nothing,
            "back to the list",
            "",
            |_, call| call.ask(Ask::Back),
        ),
        command(
            "next-article",
            &["J"],
            Count,
            "the next article of the list",
            "",
            |_, call| {
                call.ask(Ask::Next(Step::Forward));
            },
        ),
        command(
            "previous-article",
            &["K"],
            Count,
            "the previous article of the list",
            "",
            |_, call| {
                call.ask(Ask::Next(Step::Backward));
            },
        ),
        command(
            "find",
            &["/"],
            Nothing,
            "find words in the article",
            "",
            |_, call| {
                call.ask(Ask::Prompt(Purpose::Find, String::new()));
            },
        ),
        command(
            "next-unread",
            &["n"],
            Nothing,
            "the next match; else the next unread article",
            "",
            |v, call| {
                if !v.next_match(true) {
                    call.ask(Ask::Unread(Step::Forward));
                }
            },
        ),
        command(
            "previous-match",
            &["N"],
            Nothing,
            "the previous match",
            "",
            |v, call| {
                if !v.next_match(false) {
                    call.ask(Ask::Complain(said("nothing is looked for; / finds words")));
                }
            },
        ),
        command(
            "reload",
            &["r"],
            Nothing,
            "fetch the article's page again",
            "",
            |v, call| {
                call.ask(Ask::Refetch(v.row.id));
            },
        ),
        command(
            "health",
            &["i"],
            Nothing,
            "where it comes from, and how that feed is",
            "",
            |v, call| {
                call.ask(Ask::Health(v.row.feed));
            },
        ),
    ]);
    table.extend(deciding());
    table.extend(outward());
    table
}

fn deciding() -> [Command<Reader>; 5] {
    [
        command(
            "done",
            &["d"],
            Nothing,
            "done; to the next unread article",
            "done",
            |_, call| {
                call.ask(Ask::LeaveMarked {
                    what: MarkChange::Done,
                });
            },
        ),
        command(
            "dismiss",
            &["x"],
            Nothing,
            "done, and out of every list but history; next",
            "",
            |_, call| {
                call.ask(Ask::LeaveMarked {
                    what: MarkChange::Dismiss,
                });
            },
        ),
        command(
            "save",
            &["s"],
            Nothing,
            "save with the whole article, or no longer",
            "save",
            |v, call| {
                let is_saved = v.row.mark.saved_at.is_some();
                v.mark(
                    call,
                    if is_saved {
                        MarkChange::Unsave
                    } else {
                        MarkChange::Save
                    },
                );
            },
        ),
        command(
            "queue",
            &["a"],
            Nothing,
            "queue for later, or take off the queue",
            "",
            |v, call| {
                let is_queued = v.row.mark.queue_rank.is_some();
                v.mark(
                    call,
                    if is_queued {
                        MarkChange::Unqueue
                    } else {
                        MarkChange::Queue
                    },
                );
            },
        ),
        command(
            "toggle-read",
            &["m"],
            Nothing,
            "mark unread or read",
            "",
            |v, call| {
                let is_read = v.row.mark.read_at.is_some();
                v.mark(
                    call,
                    if is_read {
                        MarkChange::Unread
                    } else {
                        MarkChange::Read
                    },
                );
            },
        ),
    ]
}

fn outward() -> [Command<Reader>; 3] {
    [
        command(
            "browse",
            &["o"],
            Count,
            "open in the browser; with a number, that link",
            "browser",
            |v, call| {
                let url = v.address(call);
                v.outward(call, url, Effect::Browse);
            },
        ),
        command(
            "browse-read",
            &["O"],
            Nothing,
            "open in the browser, mark read",
            "",
            |v, call| {
                let url = v.row.url.clone();
                v.outward(call, url, Effect::Browse);
                v.mark(call, MarkChange::Read);
            },
        ),
        command(
            "copy-address",
            &["y"],
            Count,
            "copy the address; with a number, that link's",
            "",
            |v, call| {
                let url = v.address(call);
                v.outward(call, url, Effect::Copy);
            },
        ),
    ]
}

impl Reader {
    fn mark(&self, call: &mut Call, what: MarkChange) {
        call.ask(Ask::Mark {
            what,
            articles: vec![self.row.id],
        });
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

    fn outward(&self, call: &mut Call, url: Option<String>, effect: fn(String) -> Effect) {
        call.ask(match url {
            Some(url) => Ask::Effect(effect(url)),
            None if call.count.is_some() => Ask::Complain(said("there is no such link")),
            None => Ask::Complain(said("this article has no address")),
        });
    }

    /// Goes to another match; false when nothing is looked for.
    fn next_match(&mut self, is_forward: bool) -> bool {
        let Some(find) = &mut self.find else {
            return false;
        };
        find.step(is_forward);
        self.show_match();
        true
    }
}
