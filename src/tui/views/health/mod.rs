//! How polling a feed goes: one sentence that a person understands, what is safe, what can be done.

use crate::model::{Change, Feed, FeedId, Remedy, Trouble, readable_address, without_secrets};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Command, Effect, commands, motions};
use crate::tui::kit::{
    Look, Role, Scroll, Scrolls, counted, isolated, put, said, time, wrapped, write,
};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "health";

#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    feed: Feed,
    /// What the article at hand says of itself.
    article: Vec<Clean>,
    /// Its selection is the first visible line.
    scroll: Scroll,
    height: usize,
}

impl Health {
    pub fn new(feed: Feed, article: Vec<Clean>) -> Self {
        Self {
            feed,
            article,
            scroll: Scroll::default(),
            height: 20,
        }
    }

    pub fn feed(&self) -> FeedId {
        self.feed.id
    }

    /// The feed as it is now.
    pub fn show(&mut self, feed: Feed) {
        self.feed = feed;
    }

    pub fn settle(&mut self, height: usize) {
        self.height = height;
        // Its lines are few; those of a narrow screen are known only when drawn.
        self.scroll.selected = self.scroll.selected.min(40_usize.saturating_sub(height));
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let columns = usize::from(area.width.saturating_sub(4)).max(1);
        let lines = self
            .lines(look)
            .into_iter()
            .flat_map(|(role, indent, text)| {
                let width = columns.saturating_sub(indent).max(1);
                let wrapped = wrapped(look, &text, width);
                let wrapped = if wrapped.is_empty() {
                    vec![String::new()]
                } else {
                    wrapped
                };
                wrapped.into_iter().map(move |line| (role, indent, line))
            });
        let rows = area.top()..area.bottom();
        for (y, (role, indent, line)) in rows.zip(lines.skip(self.scroll.selected)) {
            let x = area.x + 2 + indent as u16;
            let room = area.right().saturating_sub(x);
            write(buffer, (x, y), room, &line, look.theme.style(role));
        }
        if area.height > 0 && self.scroll.selected == 0 {
            put(
                look,
                buffer,
                (area.x, area.y),
                1,
                " ",
                look.theme.style(Role::Text),
            );
        }
    }

    /// When it is polled next, and why not before.
    fn times(&self, look: &Look<'_>, lines: &mut Vec<(Role, usize, String)>) {
        let health = &self.feed.health;
        if let Some(due) = health.next_due {
            let why = if health.why.is_empty() {
                String::new()
            } else {
                format!(" ({})", health.why)
            };
            lines.push((
                Role::Text,
                2,
                format!("next poll {}{why}", time::point(look, due)),
            ));
        }
        let waits = self.feed.waits_until(look.now);
        if let Some(until) = waits.filter(|_| self.feed.trouble(look.now).is_none()) {
            let until = time::point(look, until);
            lines.push((
                Role::Text,
                2,
                format!("its host asked to wait: nothing is asked of it before {until}"),
            ));
        }
        if health.next_due.is_none() && !health.why.is_empty() {
            let why = format!("not polled any more: {}", health.why);
            lines.push((Role::Text, 2, why));
        }
    }

    fn lines(&self, look: &Look<'_>) -> Vec<(Role, usize, String)> {
        let health = &self.feed.health;
        let mut lines = vec![
            (Role::Text, 0, String::new()),
            (Role::Title, 0, self.headline(look)),
        ];
        lines.push((Role::Text, 0, String::new()));
        if let Some(error) = &health.error {
            lines.push((Role::Trouble, 2, error.as_str().to_owned()));
            if health.failures > 1 {
                let times = format!("tried {} times since it last worked", health.failures);
                lines.push((Role::Text, 2, times));
            }
            if let Some(polled) = health.last_polled {
                let last = format!("last tried {}", time::point(look, polled));
                lines.push((Role::Text, 2, last));
            }
        } else if !health.last_result.is_empty() {
            lines.push((Role::Text, 2, format!("last time: {}", health.last_result)));
        }
        if let Some(trouble) = self.feed.trouble(look.now) {
            let success = self.feed.success(|at| time::point(look, at));
            lines.push((Role::Text, 2, success));
            let remedy = self.feed.remedy(trouble, look.now);
            let offer = remedy.offer(|at| time::point(look, at));
            lines.push(match remedy {
                Remedy::Wait(_) | Remedy::BackOff(_) => {
                    (Role::Text, 2, format!("its outlet {offer}"))
                }
                _ => (Role::Accent, 2, offer),
            });
        }
        self.times(look, &mut lines);
        let stored = counted(self.feed.total as usize, "stored article");
        let stays = if self.feed.total == 1 {
            "stays"
        } else {
            "stay"
        };
        lines.push((
            Role::Text,
            2,
            format!("{stored} {stays} readable, {} unread", self.feed.unread),
        ));
        lines.push((Role::Dim, 2, shown_address(&self.feed.url)));
        if let Some(site) = &self.feed.site {
            lines.push((Role::Dim, 2, shown_address(site)));
        }
        if let Some(certificate) = &self.feed.settings.certificate {
            let trusts = format!("trusts one certificate alone: {certificate}");
            lines.push((Role::Text, 2, said(&trusts).into_string()));
        }
        if !self.article.is_empty() {
            lines.push((Role::Text, 0, String::new()));
            lines.extend(
                self.article
                    .iter()
                    .map(|line| (Role::Text, 2, line.as_str().to_owned())),
            );
        }
        lines
    }

    fn headline(&self, look: &Look<'_>) -> String {
        let when = |at| time::point(look, at);
        let trouble = self.feed.trouble(look.now);
        let how = match (trouble, self.feed.health.last_polled) {
            // Its error has a line of its own.
            (Some(Trouble::Failing), _) => "failing".to_owned(),
            (Some(trouble), _) => self.feed.complaint(trouble, when),
            (None, Some(polled)) => format!("all well, polled {}", when(polled)),
            (None, None) => "nothing was fetched yet".to_owned(),
        };
        format!("{} {} {how}", isolated(&self.feed.title), look.glyphs.dash)
    }
}

/// An address without what may be a secret in it.
fn shown_address(url: &str) -> String {
    readable_address(&without_secrets(url)).into_string()
}

impl Scrolls for Health {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.scroll
    }

    fn height(&mut self) -> usize {
        self.height
    }
}

pub fn commands() -> Vec<Command<Health>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "mend" ["Space"] Nothing "" "do what is offered for this feed" => |v: &mut Health, call| call.ask(Ask::Mend(v.feed.id));
        "reload" ["r"] Nothing "try now" "try the feed now" => |v, call| call.ask(Ask::Refresh(vec![v.feed.id]));
        "edit-address" ["E"] Nothing "edit address" "edit the feed, its address first" => |v, call| call.ask(Ask::EditAddress(v.feed.id));
        "find-anew" ["f"] Nothing "find anew" "look for its feed anew, from its site" => |v, call| call.ask(Ask::FindAnew(v.feed.id));
        "unsubscribe" ["D"] Nothing "unsubscribe" "unsubscribe" => unsubscribe;
        "browse" ["o"] Nothing "" "open the outlet's site in the browser" => browse;
        "copy-trouble" ["y"] Nothing "" "copy what is wrong with the feed; where nothing is, its address" => |v, call| copy_trouble(v, call);
        "copy-address" ["Y"] Nothing "" "copy the feed's address" => |v, call| copy(v, call);
        "close" ["q", "i", "h", "Left"] Nothing "close" "close" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn copy_trouble(view: &Health, call: &mut Call) {
    match &view.feed.health.error {
        Some(error) => call.ask(Ask::Effect(Effect::CopyTitle {
            title: error.clone(),
            address: None,
        })),
        None => copy(view, call),
    }
}

/// What is copied may be pasted where others see it.
fn copy(view: &Health, call: &mut Call) {
    call.ask(Ask::Effect(Effect::Copy(without_secrets(&view.feed.url))));
}

fn unsubscribe(view: &mut Health, call: &mut Call) {
    call.ask(Ask::Change(Change::RemoveFeed(view.feed.id)));
    call.ask(Ask::Close);
}

fn browse(view: &mut Health, call: &mut Call) {
    call.ask(match view.feed.site.clone() {
        Some(site) => Ask::Effect(Effect::Browse(site)),
        None => Ask::Complain(said("its site is not known")),
    });
}
