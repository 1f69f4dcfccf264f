//! The reader itself: what `tidings` does without a command.

use super::articles;
use super::error::{Exit, Failure, Outcome, complain};
use super::session::Session;
use crate::model::{NewFeed, Scope, Timestamp};
use crate::tui;
use std::io::IsTerminal;

#[derive(clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// Open with this list: all, unread, saved, queue, today, history or a query
    #[arg(long, value_name = "VIEW|QUERY")]
    view: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let view = arguments
        .view
        .as_deref()
        .map(|view| articles::query(view, session))
        .transpose()?;
    let words = arguments.view.as_deref().map(words_of);
    let first = || view.clone().zip(words.clone());
    while open(session, first(), Vec::new())? == tui::Outcome::OpenDemo {
        // Out of the demo one comes back to where it was opened.
        let paths = session.paths.clone();
        let left = super::demo::play(session, None, 0)?;
        session.paths = paths;
        if left == tui::Outcome::Gone {
            break;
        }
    }
    Ok(Exit::Done)
}

/// Opens the interface on the session's store; `subscribe` are subscribed to at once.
pub fn open(
    session: &Session,
    first: Option<(crate::model::ArticleQuery, String)>,
    subscribe: Vec<NewFeed>,
) -> Result<tui::Outcome, Failure> {
    need_terminal()?;
    tui::check_keys(&session.config).map_err(|wrong| key_errors(session, &wrong))?;
    let store = session.store()?;
    let (view, words) = first.unzip();
    let own_outlets = session.paths.config_dir.join("outlets");
    Ok(tui::run(tui::Options {
        context: session.plain_context(store)?,
        zone: session.zone.clone(),
        config_file: session.paths.config_file.clone(),
        catalogue: crate::config::outlets(Some(&own_outlets))?,
        first_view: view,
        first_words: words,
        subscribe,
        themes: themes(session)?,
        terminal: environment(),
        fault: wanted_fault(),
    })?)
}

/// What of a view is in the query language.
fn words_of(view: &str) -> String {
    let named = Scope::named(view, Timestamp::default());
    named.map_or(view, |(_, rest)| rest).trim().to_owned()
}

/// `TIDINGS_TEST_PANIC`: `1` or `job`.
#[allow(clippy::disallowed_methods, reason = "the environment is read here")]
pub fn wanted_fault() -> Option<tui::Fault> {
    match std::env::var("TIDINGS_TEST_PANIC").as_deref() {
        Ok("1") => Some(tui::Fault::Frame),
        Ok("job") => Some(tui::Fault::Job),
        _ => None,
    }
}

/// Every theme; one that is configured must be among them. A faulty file of another is said and left out.
fn themes(session: &Session) -> Result<Vec<crate::model::Theme>, Failure> {
    let wanted = session.config.interface.theme.as_str();
    let paths = &session.paths;
    let (themes, faults) =
        crate::config::themes_with(wanted, &paths.themes_dir(), &paths.config_file)?;
    faults.iter().for_each(|fault| complain(&fault.to_string()));
    Ok(themes)
}

/// What of the settings the reader or a job would stumble over, a line each.
pub fn faults(session: &Session, context: &crate::jobs::Context) -> Vec<String> {
    let mut found: Vec<String> = session.unread.iter().map(ToString::to_string).collect();
    let wrong = match tui::check_keys(&session.config) {
        Err(wrong) => wrong,
        Ok(keymap) => tui::check_macros(&session.config, &keymap, session.now(), &session.zone),
    };
    if !wrong.is_empty() {
        found.push(key_complaint(session, &wrong));
    }
    found.extend(crate::config::contradiction(&session.config).map(str::to_owned));
    found.extend(crate::jobs::check_hooks(&session.config.hooks));
    let (themes, faults) = crate::config::themes(Some(&session.paths.themes_dir()));
    found.extend(faults.iter().map(ToString::to_string));
    let wanted = session.config.interface.theme.as_str();
    let missing = crate::config::missing_theme(wanted, &themes, &session.paths.config_file);
    found.extend(missing.map(|missing| missing.to_string()));
    let rules = crate::config::faulty_rules(&session.paths.rules_dir());
    found.extend(rules.iter().map(ToString::to_string));
    let own_outlets = session.paths.config_dir.join("outlets");
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let others = [
        crate::config::outlets(Some(&own_outlets))
            .map_err(|error| said(&error))
            .err(),
        crate::jobs::check_filters(context)
            .map_err(|error| said(&error))
            .err(),
        crate::jobs::check_ahead_rules(context)
            .map_err(|error| said(&error))
            .err(),
    ];
    found.extend(others.into_iter().flatten());
    found
}

#[allow(clippy::disallowed_methods, reason = "the environment is read here")]
fn environment() -> tui::Terminal {
    tui::Terminal {
        is_ascii: locale().is_some_and(|name| !is_utf_8(&name)),
        ..tui::Terminal::read(&|name| std::env::var(name).ok())
    }
}

/// The locale for characters, by POSIX's order of variables; none where nothing is said.
#[allow(clippy::disallowed_methods, reason = "the environment is read here")]
fn locale() -> Option<String> {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    names
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

fn is_utf_8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// The interface needs a terminal that can be drawn on; says so before it is touched.
#[allow(clippy::disallowed_methods, reason = "the environment is read here")]
pub fn need_terminal() -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Failure::nothing(
            "the reader needs a terminal; `tidings list` and `tidings show` print without one",
        ));
    }
    match std::env::var("TERM").as_deref() {
        Ok("dumb" | "") | Err(_) => Err(Failure::nothing(
            "this terminal (TERM unset or dumb) cannot show the reader; \
             `tidings list` and `tidings show` print without one",
        )),
        Ok(_) => Ok(()),
    }
}

/// Each wrong entry of the configuration's keys, with its place.
pub fn key_errors(session: &Session, wrong: &[tui::KeyError]) -> Failure {
    Failure::Usage(key_complaint(session, wrong))
}

fn key_complaint(session: &Session, wrong: &[tui::KeyError]) -> String {
    let file = &session.paths.config_file;
    let text = std::fs::read_to_string(file).unwrap_or_default();
    tui::place_errors(file, &text, wrong)
}
