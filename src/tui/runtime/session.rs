//! What the interface begins with: configuration, and what the last visit left.

use super::{Error, Options};
use crate::model::{ArticleId, ArticleQuery, FeedId, Scope, Sort, Timestamp};
use crate::store::Reader;
use crate::tui::app::{Keymap, Settings};
use crate::tui::kit::{Glyphs, Theme};

pub fn settings(options: &Options) -> Result<Settings, Error> {
    let config = &options.context.config;
    let store = options.context.store.reader()?;
    let remembered = |name: &str| store.state(name).ok().flatten();
    let number = |name: &str| remembered(name)?.parse::<i64>().ok();
    let last = remembered("view").and_then(|name| scope(&name, &store));
    let is_last = options.first_view.is_none();
    let first_view = options.first_view.clone().unwrap_or_else(|| {
        let scope = last.unwrap_or(Scope::Unread);
        let show_read = scope != Scope::Unread;
        ArticleQuery {
            scope,
            filter: None,
            sort: Sort::Newest,
            show_read,
        }
    });
    let measure = number("measure").and_then(|measure| u16::try_from(measure).ok());
    Ok(Settings {
        theme: Theme {
            has_colour: !options.terminal.no_color,
        },
        glyphs: Glyphs {
            is_ascii: config.interface.ascii,
        },
        zone: options.zone.clone(),
        mark_read: config.reader.mark_read,
        hyphenate: config.reader.hyphenate,
        bidi: config.reader.bidi,
        link_numbers: config.reader.link_numbers,
        measure: measure.unwrap_or(config.reader.measure).clamp(20, 160),
        is_offline: options.context.web.is_none(),
        catalogue: options.catalogue.clone(),
        keymap: Keymap::new(config.keys.clone()),
        first_article: number("article").filter(|_| is_last).map(ArticleId::new),
        first_view,
        subscribe: options.subscribe.clone(),
        last_visit: number("last-visit").map(Timestamp::from_seconds),
    })
}

/// A list as it was remembered; none for a feed that is gone.
fn scope(name: &str, store: &Reader) -> Option<Scope> {
    Some(match name {
        "all" => Scope::All,
        "unread" => Scope::Unread,
        "saved" => Scope::Saved,
        "queue" => Scope::Queue,
        "history" => Scope::History,
        // Today is another day now.
        "today" => return None,
        other => match other.split_once(' ')? {
            ("feed", id) => {
                let id = FeedId::new(id.parse().ok()?);
                Scope::Feed(store.feeds().ok()?.iter().find(|feed| feed.id == id)?.id)
            }
            ("folder", path) => Scope::Folder(path.split('\u{1f}').map(str::to_owned).collect()),
            _ => return None,
        },
    })
}
