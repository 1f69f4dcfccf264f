//! `keys`: the reader's commands with the keys that the configuration gives them, from the table that
//! the reader uses.

use super::error::{Exit, Outcome};
use super::session::Session;
use crate::tui;
use serde_json::json;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let keymap = tui::check_keys(&session.config)
        .map_err(|wrong| super::read::key_errors(session, &wrong))?;
    for command in tui::keys(&keymap) {
        if session.global.json {
            session.print_json(&json!({
                "name": command.name, "view": command.view, "keys": command.keys,
                "args": super::json::some(command.args), "help": command.help,
            }))?;
        } else {
            let keys = command.keys.join(" ");
            let (name, view, help) = (command.name, command.view, command.help);
            session.print(&format!("{view:<9} {name:<20} {keys:<16} {help}"))?;
        }
    }
    Ok(Exit::Done)
}
