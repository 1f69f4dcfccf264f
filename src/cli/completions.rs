//! `completions`: for the shells that clap knows.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {
    shell: clap_complete::Shell,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut super::definition(),
        "tidings",
        &mut script,
    );
    session.print_own(
        String::from_utf8(script)
            .map_err(Failure::nothing)?
            .trim_end(),
    )?;
    Ok(Exit::Done)
}
