//! Starts others' programs: argument vectors only, never a shell.

use super::JobError;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;
use url::Url;

/// A key store may ask its owner for a password of its own.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of a secret.
const SECRET: u64 = 4096;

/// Opens an http(s) address in the reader's browser, not waiting for it.
pub fn open_in_browser(url: &str, browser: &[String]) -> Result<(), JobError> {
    // Written anew from what was understood, so that it cannot begin with a dash.
    let url = Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(|| JobError::other("only http and https addresses are opened"))?;
    let commands = match browser {
        [] => open::commands(url.as_str()),
        [program, arguments @ ..] => {
            let mut command = command(program);
            command.args(arguments).arg(url.as_str());
            vec![command]
        }
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

/// The first line that a command of the reader's prints, as `user:password`.
pub fn read_secret(line: &str) -> Result<String, JobError> {
    let words = shell_words::split(line).map_err(JobError::other)?;
    let [program, arguments @ ..] = words.as_slice() else {
        return Err(JobError::other("credentials_command is empty"));
    };
    let mut command = command(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    own_group(&mut command);
    let mut child = command
        .spawn()
        .map_err(|error| JobError::other(format!("{program} cannot be started: {error}")))?;
    let secret = first_line(&mut child);
    if secret.is_none() {
        // It may have ended by itself meanwhile.
        let _ = child.kill();
    }
    let status = child.wait().map_err(JobError::other)?;
    match secret {
        Some(secret) if status.success() && !secret.is_empty() => Ok(secret),
        Some(_) => Err(JobError::other(format!("{program} gave no password"))),
        None => Err(JobError::other(format!("{program} took too long"))),
    }
}

fn first_line(child: &mut Child) -> Option<String> {
    let output = child.stdout.take()?;
    let (sender, lines) = channel();
    let reader = std::thread::Builder::new()
        .name("secret".into())
        .spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(SECRET).read_to_end(&mut bytes);
            let text = String::from_utf8_lossy(&bytes);
            let line = text.lines().next().unwrap_or_default().to_owned();
            // Whoever asked may have given up.
            let _ = sender.send(read.is_ok().then_some(line));
        });
    reader.ok()?;
    lines.recv_timeout(PATIENCE).ok()?
}

#[allow(
    clippy::disallowed_methods,
    reason = "here is where processes are started"
)]
fn command(program: &str) -> Command {
    Command::new(program)
}

/// Signals of the terminal are not meant for it.
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

/// Away from the terminal, in a group of its own; a thread reaps it.
fn start(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    own_group(command);
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    let reaper = std::thread::Builder::new()
        .name("reaper".into())
        .spawn(move || {
            // How a browser ends is its own business.
            let _ = child.wait();
        });
    if let Err(error) = reaper {
        tracing::warn!("a process will not be reaped: {error}");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A program that writes each argument on a line of its own; ends by renaming its output into
    /// place, so that who waits sees all or nothing.
    fn recorder(folder: &Path) -> Vec<String> {
        use std::os::unix::fs::PermissionsExt as _;
        let script = folder.join("browser");
        let out = folder.join("out");
        let text = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{0}.new'\nmv '{0}.new' '{0}'\n",
            out.display()
        );
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        vec![script.to_string_lossy().into_owned(), "--new window".into()]
    }

    fn opened(url: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        open_in_browser(url, &recorder(folder.path())).unwrap();
        let out = folder.path().join("out");
        loop {
            if let Ok(text) = std::fs::read_to_string(&out) {
                return text.lines().map(str::to_owned).collect();
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn an_address_stays_one_argument_whatever_is_in_it() {
        let nasty = "https://x.org/$(touch pwned);`id`'\"&|<b>";
        let arguments = opened(nasty);
        assert_eq!(arguments.len(), 2);
        assert_eq!(arguments[0], "--new window");
        assert!(
            arguments[1].starts_with("https://x.org/$(touch%20pwned);"),
            "{arguments:?}"
        );
    }

    #[test]
    fn only_web_addresses_are_opened() {
        let browser = ["/bin/false".to_owned()];
        for url in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "--help",
            "ssh://x",
            "data:,x",
            "",
        ] {
            assert!(open_in_browser(url, &browser).is_err(), "{url}");
        }
        assert!(open_in_browser("https://x.org/", &["/no/such/program".to_owned()]).is_err());
    }

    #[test]
    fn a_secret_is_the_first_line_of_a_command() {
        assert_eq!(read_secret("printf 'me:p w\\nmore\\n'").unwrap(), "me:p w");
        assert!(read_secret("false").is_err());
        assert!(read_secret("/no/such/program").is_err());
        assert!(read_secret("").is_err());
        assert!(read_secret("echo 'open").is_err());
    }
}
