//! The interface at work: the terminal, the clock, threads, store and jobs. Everything that is
//! decided is decided in `app`; here it is carried out.

mod ahead;
mod counts;
mod decode;
mod draw;
mod followed;
mod frames;
mod gallery;
mod held;
mod input;
mod layouts;
mod notice;
mod perform;
mod screen;
mod shelf;
#[cfg(test)]
mod tests;
mod trails;
mod turn;
mod wires;

use super::app::{self, Beginning, Place};
use super::core::{End, KeyError, Settings, Terminal};
use crate::jobs::{self, JobError};
use crate::model::{ArticleId, ArticleQuery, NewFeed, Outlet, Theme, Timestamp};
use crate::store::StoreError;
use crate::text::Clean;
use jiff::tz::TimeZone;
use std::io::IsTerminal as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// What the interface is started with.
pub struct Options {
    /// Store, configuration, clock, network. Its sink and its flag of cancelling are replaced.
    pub context: jobs::Context,
    pub zone: TimeZone,
    /// Looked at while the interface runs.
    pub config_file: PathBuf,
    /// Starter outlets for an empty store.
    pub catalogue: Vec<Outlet>,
    /// Shown first; else what was shown last.
    pub first_view: Option<ArticleQuery>,
    /// What was asked for it in the query language.
    pub first_words: Option<String>,
    /// Subscribed to at once.
    pub subscribe: Vec<NewFeed>,
    /// Every theme, by name.
    pub themes: Vec<Theme>,
    pub terminal: Terminal,
    /// Wanted by the tests of what a fault leaves behind.
    pub fault: Option<Fault>,
}

/// Where the interface fails on purpose: after its first frame, or in a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Frame,
    Job,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the reader needs a terminal for input and output")]
    NoTerminal,
    #[error("the terminal failed: {0}")]
    Terminal(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Job(#[from] JobError),
    #[error("{}", wrong_keys(.0))]
    Keys(Vec<KeyError>),
    #[error(
        "tidings stopped by a fault of its own; nothing stored is lost; the fault is written down in {0}"
    )]
    Crashed(Clean),
}

fn wrong_keys(errors: &[KeyError]) -> String {
    let errors = errors
        .iter()
        .map(|error| format!("[{}] {}: {}", error.section, error.name, error.message));
    errors.collect::<Vec<_>>().join("; ")
}

/// Runs the interface until the reader ends it. The terminal is as before afterwards, however it
/// ends.
pub fn run(options: Options) -> Result<End, Error> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Error::NoTerminal);
    }
    let has_mouse = options.context.config.interface.mouse;
    let guard = screen::Guard::set();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let screen = screen::Screen::enter(has_mouse)?;
        turn::run(options, screen)
    }));
    drop(guard);
    ended.unwrap_or_else(|_| Err(Error::Crashed(jobs::crash::write_down())))
}

/// What the app begins with, from the options and from what the store remembers.
fn beginning(options: &mut Options, size: (u16, u16)) -> Result<Beginning, Error> {
    let context = &options.context;
    let reader = context.store.reader()?;
    let place = reader
        .state(app::PLACE)?
        .map(|text| Place::read(&text))
        .unwrap_or_default();
    let last_visit = reader
        .state(app::LAST_VISIT)?
        .and_then(|text| text.parse().ok());
    let last_article = reader
        .state(app::LAST_ARTICLE)?
        .and_then(|text| text.parse().ok());
    let config = &context.config;
    let themes = std::mem::take(&mut options.themes);
    let mut settings = Settings::new(config, options.zone.clone(), themes);
    settings.meet(options.terminal, config.pictures.drawing, screen::cell());
    if let Some(name) = reader.state(app::THEME)? {
        // A theme whose file is gone since is no theme any more.
        let _ = settings.choose(&name);
    }
    settings.is_offline = context.web.is_none();
    settings.documents = crate::config::documents();
    Ok(Beginning {
        settings,
        keymap: super::check_keys(config).map_err(Error::Keys)?,
        catalogue: std::mem::take(&mut options.catalogue),
        size,
        now: context.clock.now(),
        place,
        last_visit: last_visit.map(Timestamp::from_seconds),
        last_article: last_article.map(ArticleId::new),
        named: reader.saved_filters()?,
        first_view: options.first_view.take(),
        first_words: options.first_words.take(),
        subscribe: std::mem::take(&mut options.subscribe),
    })
}
