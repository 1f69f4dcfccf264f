//! `config`: the settings as they are, the example, and where the file is.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::config::Config;
use crate::model::proxy_without_user;

#[derive(clap::Args)]
pub struct Arguments {
    /// Print where the file is, or would be
    #[arg(long)]
    path: bool,
    /// Print every setting with its documentation and default
    #[arg(long, conflicts_with = "path")]
    example: bool,
}

impl Arguments {
    /// Where the file is, or what could stand in it: not what stands there.
    pub fn is_of_the_file(&self) -> bool {
        self.path || self.example
    }
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if arguments.path {
        let path = session.paths.config_file.display().to_string();
        if session.global.json {
            session.print_json(&serde_json::json!({ "path": path }))?;
        } else {
            session.print(&path)?;
        }
    } else if arguments.example {
        session.print(crate::config::example().trim_end())?;
    } else if session.global.json {
        let value = serde_json::to_value(shown(session)).map_err(Failure::nothing)?;
        session.print_json(&value)?;
    } else {
        let text = crate::config::write(&shown(session)).map_err(Failure::nothing)?;
        session.print(text.trim_end())?;
    }
    Ok(Exit::Done)
}

/// The settings as others may see them: what is printed goes into reports of faults.
fn shown(session: &Session) -> Config {
    let mut config = Config::clone(&session.config);
    config.network.proxy = proxy_without_user(&config.network.proxy);
    config
}
