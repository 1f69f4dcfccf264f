//! Starts others' programs: argument vectors only, never a shell.

use super::JobError;
use std::process::{Command, Stdio};
use url::Url;

/// Opens an http(s) address in the reader's browser, not waiting for it.
pub fn open_in_browser(url: &str, browser: &[String]) -> Result<(), JobError> {
    // Written anew from what was understood, so that it cannot begin with a dash.
    let url = Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(|| JobError::other("only http and https addresses are opened"))?;
    let commands = match browser {
        [] => open::commands(url.as_str()),
        [program, arguments @ ..] => vec![command(program, arguments, url.as_str())],
    };
    for mut command in commands {
        if start(&mut command) {
            return Ok(());
        }
    }
    Err(JobError::other(
        "no program opens addresses here; name one in [open] browser",
    ))
}

#[allow(
    clippy::disallowed_methods,
    reason = "here is where processes are started"
)]
fn command(program: &str, arguments: &[String], url: &str) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(url);
    command
}

/// Away from the terminal, in a group of its own; a thread reaps it.
fn start(command: &mut Command) -> bool {
    use std::os::unix::process::CommandExt as _;
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    std::thread::spawn(move || {
        // How a browser ends is its own business.
        let _ = child.wait();
    });
    true
}
