//! Starts others' programs: argument vectors only, never a shell.

use super::JobError;
use super::web::NOTICE;
use crate::config::Open;
use crate::model::ArticleRow;
use crate::text::{Clean, clean_block, clean_line};
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use url::Url;

/// A program that ends with an error so soon has opened nothing.
const AT_ONCE: Duration = Duration::from_millis(700);
/// A key store may ask its owner for a password of its own.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of a secret.
const SECRET: u64 = 4096;

/// Opens an http(s) address with the program that a pattern names for it, else in the reader's
/// browser, and one of mail with the program for mail; waits no longer than it takes to see it fail.
/// `kind` is the media type, where one is known.
pub fn open_address(url: &str, kind: Option<&str>, open: &Open) -> Result<(), JobError> {
    // Written anew from what was understood, so that it cannot begin with a dash.
    match Url::parse(url) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            browse(&url, kind, open, &named_browsers())
        }
        Ok(url) if url.scheme() == "mailto" => write_mail(url, open),
        _ => Err(JobError::other("only http and https addresses are opened")),
    }
}

/// `named` are the programs that the environment names, tried in turn before what the system has.
fn browse(url: &Url, kind: Option<&str>, open: &Open, named: &str) -> Result<(), JobError> {
    let own = open.program_for(url.as_str(), kind);
    let commands = match own.unwrap_or(&open.browser) {
        [] => {
            let named = named.split(':').filter_map(|line| named_browser(line, url));
            named.chain(open::commands(url.as_str())).collect()
        }
        [program, arguments @ ..] => {
            let mut command = command(program);
            command.args(arguments).arg(url.as_str());
            vec![command]
        }
    };
    let is_named = own.is_some_and(|words| !words.is_empty()) || !open.browser.is_empty();
    start_one(
        commands,
        is_named,
        "no program opens addresses here; name one in [open] browser, or in $BROWSER",
    )
}

#[allow(
    clippy::disallowed_methods,
    reason = "programs are started here, those that the environment names too"
)]
fn named_browsers() -> String {
    std::env::var("BROWSER").unwrap_or_default()
}

/// A program as `$BROWSER` names it: `%s` in its words is the address, which else comes behind them.
fn named_browser(line: &str, url: &Url) -> Option<Command> {
    let words = shell_words::split(line).ok()?;
    let [program, arguments @ ..] = words.as_slice() else {
        return None;
    };
    let mut command = command(program);
    command.args(
        arguments
            .iter()
            .map(|word| word.replace("%s", url.as_str())),
    );
    if !arguments.iter().any(|word| word.contains("%s")) {
        command.arg(url.as_str());
    }
    Some(command)
}

/// What a mail may be given by a link: some programs for mail would take files and more from it.
const OF_MAIL: [&str; 2] = ["subject", "body"];

fn write_mail(mut url: Url, open: &Open) -> Result<(), JobError> {
    let [program, arguments @ ..] = open.mail.as_slice() else {
        let none = "mail addresses are not opened; name a program for them in [open] mail";
        return Err(JobError::other(none));
    };
    let is_kept = |field: &&str| {
        let name = field.split('=').next().unwrap_or_default();
        OF_MAIL.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let fields = url.query().unwrap_or_default();
    let kept: Vec<&str> = fields.split('&').filter(is_kept).collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(&kept));
    url.set_fragment(None);
    let mut command = command(program);
    command.args(arguments).arg(url.as_str());
    start(&mut command)
}

/// Opens a file that was fetched from an address, with the program that a pattern names for that or its
/// kind, else with what the system has for such files; waits as for an address.
pub fn open_file(file: &Path, url: &str, kind: Option<&str>, open: &Open) -> Result<(), JobError> {
    // From the root on, so that it cannot begin with a dash.
    let file = std::path::absolute(file).map_err(JobError::other)?;
    let (commands, is_named) = match open.program_for(url, kind) {
        Some([program, arguments @ ..]) => {
            let mut command = command(program);
            command.args(arguments).arg(&file);
            (vec![command], true)
        }
        _ => (open::commands(&file), false),
    };
    let none = "no program opens this file here; name one in [open] by_pattern";
    start_one(commands, is_named, none)
}

/// Starts the first of these that works; what is said where none does: of a program that the reader
/// named, how it failed.
fn start_one(commands: Vec<Command>, is_named: bool, none: &str) -> Result<(), JobError> {
    let mut failure = JobError::other(none);
    for mut command in commands {
        match start(&mut command) {
            Ok(()) => return Ok(()),
            Err(error) if is_named => failure = error,
            Err(_) => {}
        }
    }
    Err(failure)
}

/// How a program that was waited for ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    status: ExitStatus,
    /// What it printed, on standard output, else on standard error.
    pub output: Clean,
}

impl Done {
    pub fn is_success(&self) -> bool {
        self.status.success()
    }

    /// One line: how it ended where that was no success, and what it printed.
    pub fn said(&self) -> Clean {
        let mut lines = self.output.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next().map(str::to_owned);
        let printed = first.map(|first| match lines.count() {
            0 => first,
            more => format!("{first} (and {more} more lines)"),
        });
        clean_line(&match (self.ended(), printed) {
            (Some(ended), Some(printed)) => format!("{ended}: {printed}"),
            (Some(ended), None) => ended,
            (None, Some(printed)) => printed,
            (None, None) => "nothing was printed".to_owned(),
        })
    }

    /// "exit status 7", "killed by signal 9"; none of a success.
    fn ended(&self) -> Option<String> {
        match (self.status.code(), self.status.signal()) {
            (Some(0), _) => None,
            (Some(code), _) => Some(format!("exit status {code}")),
            (None, Some(signal)) => Some(format!("killed by signal {signal}")),
            (None, None) => Some(self.status.to_string()),
        }
    }
}

/// A program of this name can be started.
#[allow(
    clippy::disallowed_methods,
    reason = "programs are started here, from where the environment says that they are"
)]
pub fn is_there(program: &str) -> bool {
    let is_program = |path: &Path| {
        let found = path.metadata();
        found.is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
    };
    if program.contains('/') {
        return is_program(Path::new(program));
    }
    // Where nothing is said, programs are looked for in these.
    let folders = std::env::var_os("PATH").unwrap_or_else(|| "/bin:/usr/bin".into());
    std::env::split_paths(&folders).any(|folder| is_program(&folder.join(program)))
}

/// Variables that a program of the reader's is given: none that may hold a secret.
const ENVIRONMENT: [&str; 18] = [
    "HOME",
    "PATH",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "TZ",
    "TMPDIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "DBUS_SESSION_BUS_ADDRESS",
];
/// Bytes of output that are looked at.
const OUTPUT: u64 = 64 << 10;

/// Runs a program of the reader's with these bytes and then end of file as its input, at most so
/// long: without a shell, a terminal or the rest of the environment, in a session of its own, all of
/// which ends with it when its time is over.
pub fn run(words: &[String], input: Vec<u8>, patience: Duration) -> Result<Done, JobError> {
    let [program, arguments @ ..] = words else {
        return Err(JobError::other("the command is empty"));
    };
    let mut child = spawn(program, arguments)
        .map_err(|error| JobError::other(format!("{program} cannot be started: {error}")))?;
    if let Some(mut to) = child.stdin.take() {
        let writer = std::thread::Builder::new().name("input".into());
        // Whoever does not read it all has its reasons.
        let written = writer.spawn(move || to.write_all(&input));
        written.map_err(JobError::other)?;
    }
    let (sender, output) = channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|it| Box::new(it) as _),
        child.stderr.take().map(|it| Box::new(it) as _),
    ];
    for (number, stream) in streams.into_iter().enumerate() {
        let Some(mut stream) = stream else { continue };
        let sender = sender.clone();
        let reader = std::thread::Builder::new().name("output".into());
        let reading = reader.spawn(move || {
            let mut bytes = Vec::new();
            let read = stream.by_ref().take(OUTPUT).read_to_end(&mut bytes);
            // The rest is not kept, but it must be taken, or the program would wait for ever.
            let rest = std::io::copy(&mut stream, &mut std::io::sink());
            let _ = sender.send((number, bytes, read.is_ok() && rest.is_ok()));
        });
        reading.map_err(JobError::other)?;
    }
    drop(sender);
    let until = Instant::now() + patience;
    let mut texts = [Vec::new(), Vec::new()];
    for _ in 0..2 {
        let left = until.saturating_duration_since(Instant::now());
        let Ok((number, bytes, _)) = output.recv_timeout(left) else {
            end_group(&mut child);
            return Err(JobError::other(format!(
                "{program} took too long; it was ended"
            )));
        };
        texts[number] = bytes;
    }
    let Some(status) = wait(&mut child, until)? else {
        end_group(&mut child);
        return Err(JobError::other(format!(
            "{program} took too long; it was ended"
        )));
    };
    let [out, err] = texts.map(|bytes| clean_block(&String::from_utf8_lossy(&bytes)));
    if status.code() == Some(127) && out.trim().is_empty() {
        return Err(JobError::other(format!("{program} cannot be started")));
    }
    let output = if out.trim().is_empty() { err } else { out };
    Ok(Done { status, output })
}

/// `setsid` takes the terminal away: a group of its own alone could still open it. Where that program
/// is missing, the group must do.
fn spawn(program: &str, arguments: &[String]) -> std::io::Result<Child> {
    let mut detached = command("setsid");
    detached.arg(program).args(arguments);
    prepare(&mut detached);
    match detached.spawn() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut plain = command(program);
            plain.args(arguments);
            prepare(&mut plain);
            own_group(&mut plain);
            plain.spawn()
        }
        other => other,
    }
}

fn prepare(command: &mut Command) {
    let kept = std::env::vars_os().filter(|(name, _)| ENVIRONMENT.iter().any(|it| name == it));
    command
        .env_clear()
        .envs(kept)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
}

/// Its streams are closed, so it has ended or is about to; none if it is not done in time.
fn wait(child: &mut Child, until: Instant) -> Result<Option<ExitStatus>, JobError> {
    loop {
        if let Some(status) = child.try_wait().map_err(JobError::other)? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

fn end_group(child: &mut Child) {
    let group = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        // It may have ended by itself meanwhile.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// The words of a command line that the reader typed, each placeholder (`%u` address, `%t` title, `%a`
/// author, `%f` feed, `%i` id, `%%`) filled in within its word: no shell ever sees them.
pub fn command_line(line: &str, row: &ArticleRow) -> Result<Vec<String>, JobError> {
    let words = shell_words::split(line).map_err(JobError::other)?;
    Ok(words.iter().map(|word| filled(word, row)).collect())
}

fn filled(word: &str, row: &ArticleRow) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word.chars();
    while let Some(c) = rest.next() {
        match (c, rest.clone().next()) {
            ('%', Some(name @ ('u' | 't' | 'a' | 'f' | 'i' | '%'))) => {
                rest.next();
                match name {
                    'u' => out.push_str(row.url.as_deref().unwrap_or_default()),
                    't' => out.push_str(&row.title),
                    'a' => out.push_str(&row.author),
                    'f' => out.push_str(&row.feed_title),
                    'i' => out.push_str(&row.id.to_string()),
                    _ => out.push('%'),
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// The command that shows a notification on this desktop: words from outside are single arguments.
pub fn notification(head: &str, body: &str) -> Vec<String> {
    let words: &[&str] = if cfg!(target_os = "macos") {
        &[
            "osascript",
            "-e",
            "on run argv",
            "-e",
            "display notification (item 3 of argv) with title (item 2 of argv)",
            "-e",
            "end run",
            // Behind a word of ours nothing is an option.
            "tidings",
        ]
    } else {
        &["notify-send", "--app-name=tidings", "--"]
    };
    // A desktop may read markup in the body.
    let body = body
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let own = words.iter().map(|word| (*word).to_owned());
    own.chain([head.to_owned(), body]).collect()
}

/// The first line that a command of the reader's prints, as `user:password`; not waited for any more once `is_over`.
pub fn read_secret(line: &str, is_over: &dyn Fn() -> bool) -> Result<String, JobError> {
    read_secret_within(line, PATIENCE, is_over)
}

fn read_secret_within(
    line: &str,
    patience: Duration,
    is_over: &dyn Fn() -> bool,
) -> Result<String, JobError> {
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
    let until = Instant::now() + patience;
    let secret = first_line(&mut child, until, is_over);
    let ended = match &secret {
        Ok(Some(_)) => wait(&mut child, until),
        _ => Ok(None),
    };
    let Ok(Some(status)) = ended else {
        end_group(&mut child);
        secret?;
        ended?;
        return Err(JobError::other(format!("{program} took too long")));
    };
    match secret? {
        Some(secret) if status.success() && !secret.is_empty() => Ok(secret),
        _ => Err(JobError::other(format!("{program} gave no password"))),
    }
}

/// None if there is none in time. What the program leaves behind may go on to hold its output: nobody waits for its end.
fn first_line(
    child: &mut Child,
    until: Instant,
    is_over: &dyn Fn() -> bool,
) -> Result<Option<String>, JobError> {
    let Some(output) = child.stdout.take() else {
        return Ok(None);
    };
    let (sender, lines) = channel();
    let reader = std::thread::Builder::new()
        .name("secret".into())
        .spawn(move || {
            let mut bytes = Vec::new();
            let mut output = BufReader::new(output);
            let read = output.by_ref().take(SECRET).read_until(b'\n', &mut bytes);
            let text = String::from_utf8_lossy(&bytes);
            let line = text.lines().next().unwrap_or_default().to_owned();
            // Whoever asked may have given up.
            let _ = sender.send(read.is_ok().then_some(line));
            // The rest must be taken, or the program fails at it.
            let _ = std::io::copy(&mut output, &mut std::io::sink());
        });
    reader.map_err(JobError::other)?;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match lines.recv_timeout(left.min(NOTICE)) {
            Ok(line) => return Ok(line),
            Err(RecvTimeoutError::Timeout) if !left.is_zero() && !is_over() => {}
            Err(_) => return Ok(None),
        }
    }
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

/// Away from the terminal, in a group of its own; a thread reaps it. What fails at once was not started.
fn start(command: &mut Command) -> Result<(), JobError> {
    let program = command.get_program().to_string_lossy().into_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    own_group(command);
    let mut child = command
        .spawn()
        .map_err(|error| JobError::other(format!("{program} cannot be started: {error}")))?;
    let (sender, ended) = channel();
    let reaper = std::thread::Builder::new()
        .name("reaper".into())
        .spawn(move || {
            // How a browser ends later is its own business.
            let _ = sender.send(child.wait());
        });
    if let Err(error) = reaper {
        tracing::warn!("a process will not be reaped: {error}");
        return Ok(());
    }
    match ended.recv_timeout(AT_ONCE) {
        Ok(Ok(status)) if !status.success() => Err(JobError::other(format!(
            "{program} ended at once ({status})"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that notes each of its starts and writes each argument on a line of its own; ends by renaming its output into
    /// place, so that who waits sees all or nothing.
    fn recorder(folder: &Path) -> Vec<String> {
        use std::os::unix::fs::PermissionsExt as _;
        let script = folder.join("browser");
        let out = folder.join("out");
        let text = format!(
            "#!/bin/sh\necho 1 >> '{1}'\nprintf '%s\\n' \"$@\" > '{0}.new'\nmv '{0}.new' '{0}'\n",
            out.display(),
            folder.join("starts").display()
        );
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        vec![script.to_string_lossy().into_owned(), "--new window".into()]
    }

    /// What the recorder was given, once it was.
    fn recorded(folder: &Path) -> Vec<String> {
        let out = folder.join("out");
        loop {
            if let Ok(text) = std::fs::read_to_string(&out) {
                return text.lines().map(str::to_owned).collect();
            }
            std::thread::yield_now();
        }
    }

    fn browser(words: Vec<String>) -> Open {
        Open {
            browser: words,
            ..Open::default()
        }
    }

    fn opened(url: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let open = browser(recorder(folder.path()));
        open_address(url, None, &open).unwrap();
        recorded(folder.path())
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
        let folder = tempfile::tempdir().unwrap();
        let open = browser(recorder(folder.path()));
        let errors = [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "--help",
            "ssh://-oProxyCommand=x",
            "data:,x",
            "mailto:ada@x.org",
            "",
        ]
        .map(|url| open_address(url, None, &open).expect_err(url).to_string());
        // What it does for one is known to have been done once the last is recorded.
        open_address("https://x.org/last", None, &open).unwrap();
        assert_eq!(recorded(folder.path())[1..], ["https://x.org/last"]);
        assert_eq!(
            std::fs::read_to_string(folder.path().join("starts")).unwrap(),
            "1\n"
        );
        assert!(
            errors[5].starts_with("mail addresses are not opened"),
            "{errors:?}"
        );
        let others = errors.iter().enumerate().filter(|(at, _)| *at != 5);
        for (_, error) in others {
            assert_eq!(error, "only http and https addresses are opened");
        }
    }

    #[test]
    fn a_mail_address_is_given_to_its_own_program_without_files_and_heads() {
        let folder = tempfile::tempdir().unwrap();
        let open = Open {
            mail: recorder(folder.path()),
            ..browser(vec!["false".to_owned()])
        };
        let link = "MAILTO:ada@x.org?Subject=a%20b&attach=/etc/passwd&bcc=eve@x.org&body=c`id`#d";
        open_address(link, None, &open).unwrap();
        assert_eq!(
            recorded(folder.path()),
            ["--new window", "mailto:ada@x.org?Subject=a%20b&body=c`id`"]
        );
        std::fs::remove_file(folder.path().join("out")).unwrap();
        open_address("mailto:--help?%61ttach=/etc/passwd", None, &open).unwrap();
        assert_eq!(recorded(folder.path())[1], "mailto:--help");
    }

    #[test]
    fn browsers_of_the_environment_are_tried_in_turn_behind_the_readers_own() {
        let url = Url::parse("https://x.org/?a=b;c").unwrap();
        let line = |command: Command| {
            let words = std::iter::once(command.get_program()).chain(command.get_args());
            words
                .map(|it| it.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        let of = |text| named_browser(text, &url).map(line);
        assert_eq!(of("lynx").unwrap(), ["lynx", "https://x.org/?a=b;c"]);
        let words = ["fox", "--to=https://x.org/?a=b;c", "a b"];
        assert_eq!(of("fox --to=%s 'a b'").unwrap(), words);
        assert!(of("").is_none() && of("'").is_none());
        let folder = tempfile::tempdir().unwrap();
        let own = shell_words::join(recorder(folder.path()));
        let named = format!("/no/such/program:{own}");
        browse(&url, None, &Open::default(), &named).unwrap();
        assert_eq!(recorded(folder.path()).last().unwrap(), url.as_str());
    }

    #[test]
    fn what_cannot_be_started_or_fails_at_once_has_opened_nothing() {
        let said = |words: &[&str]| {
            let open = browser(self::words(words));
            let opened = open_address("https://x.org/", None, &open);
            opened.map_err(|error| error.to_string())
        };
        let missing = said(&["/no/such/program"]).unwrap_err();
        assert!(
            missing.starts_with("/no/such/program cannot be started"),
            "{missing}"
        );
        let failed = said(&["sh", "-c", "exit 3"]).unwrap_err();
        assert_eq!(failed, "sh ended at once (exit status: 3)");
        assert_eq!(said(&["true"]), Ok(()));
        let player = |program: &str| Open {
            by_pattern: [("audio/*".to_owned(), self::words(&[program]))].into(),
            ..Open::default()
        };
        let file = |open: &Open| {
            open_file(
                Path::new("/x.mp3"),
                "https://x.org/x.mp3",
                Some("audio/mpeg"),
                open,
            )
        };
        let (bad, good) = (player("false"), player("true"));
        assert!(file(&bad).is_err() && file(&good).is_ok());
    }

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|word| (*word).to_owned()).collect()
    }

    fn shell(script: &str, input: &str, patience: Duration) -> Result<Done, JobError> {
        run(&words(&["sh", "-c", script]), input.into(), patience)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_program_gets_its_input_then_its_end_and_what_it_says_is_clean() {
        let done = shell("cat; printf '\\033[31mred\\007'", "one\n", LONG).unwrap();
        assert!(done.is_success());
        assert!(done.output.starts_with("one"), "{:?}", done.output);
        assert!(!done.output.contains(['\u{1b}', '\u{7}']));
        let failed = shell("echo why >&2; exit 3", "", LONG).unwrap();
        assert_eq!(
            (failed.is_success(), &*failed.said()),
            (false, "exit status 3: why")
        );
        let silent = |script| shell(script, "", LONG).unwrap().said();
        assert_eq!(&*silent("exit 7"), "exit status 7");
        assert_eq!(&*silent("kill -9 $$"), "killed by signal 9");
        assert_eq!(&*silent("true"), "nothing was printed");
        let many = shell("printf 'a\\nb\\nc\\n'", "", LONG).unwrap();
        assert_eq!(&*many.said(), "a (and 2 more lines)");
        assert!(run(&words(&["/no/such/program"]), Vec::new(), LONG).is_err());
        assert!(run(&[], Vec::new(), LONG).is_err());
    }

    #[test]
    fn a_program_has_no_terminal_no_secrets_and_a_session_of_its_own() {
        let done = shell(
            "(exec < /dev/tty) 2>/dev/null && echo terminal; env",
            "",
            LONG,
        )
        .unwrap();
        assert!(!done.output.contains("terminal"), "{}", done.output);
        for line in done.output.lines() {
            let name = line.split('=').next().unwrap_or_default();
            let is_shells = ["PWD", "SHLVL", "_", "OLDPWD"].contains(&name);
            assert!(is_shells || ENVIRONMENT.contains(&name), "{line}");
        }
        let group = shell("ps -o pgid= -p $$ || echo $$", "", LONG).unwrap();
        let own = rustix::process::getpgrp().as_raw_nonzero().to_string();
        assert_ne!(group.output.trim(), own);
    }

    #[test]
    fn a_program_that_takes_too_long_ends_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let script = format!("sleep 600 & echo $! > '{}'; wait", file.display());
        let error = shell(&script, "", Duration::from_millis(400)).unwrap_err();
        assert!(error.to_string().contains("too long"), "{error}");
        let Ok(child) = std::fs::read_to_string(&file) else {
            return;
        };
        let pid = rustix::process::Pid::from_raw(child.trim().parse().unwrap()).unwrap();
        // Killed with its group; it is gone as soon as whoever inherited it has looked.
        while rustix::process::test_kill_process(pid).is_ok() {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
            if stat.is_ok_and(|stat| stat.contains(") Z")) {
                break;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_large_input_that_nobody_reads_holds_nothing_up() {
        let input = "x".repeat(1 << 20);
        assert!(shell("exit 0", &input, LONG).unwrap().is_success());
        let loud = shell("head -c 3000000 /dev/zero | tr '\\0' x; echo", "", LONG).unwrap();
        assert!(loud.is_success() && loud.output.len() <= OUTPUT as usize);
    }

    #[test]
    fn a_typed_command_has_placeholders_that_stay_single_arguments() {
        let row = crate::model::ArticleRow {
            title: clean_line("a b; $(touch pwned) `id`"),
            url: Some("https://x.org/?a=1&b=2".into()),
            ..row()
        };
        let line = command_line("prog '-t=%t' %u %i %% 100%x", &row).unwrap();
        assert_eq!(
            line,
            [
                "prog",
                "-t=a b; $(touch pwned) `id`",
                "https://x.org/?a=1&b=2",
                "7",
                "%",
                "100%x"
            ]
        );
        assert!(command_line("a 'b", &row).is_err());
    }

    #[test]
    fn words_of_a_notification_are_single_arguments_without_markup() {
        let all = notification("--help", "<b>a</b> & b");
        assert_eq!(all.last().unwrap(), "&lt;b&gt;a&lt;/b&gt; &amp; b");
        assert_eq!(all[all.len() - 2], "--help");
        assert!(cfg!(target_os = "macos") || all[all.len() - 3] == "--");
    }

    fn row() -> crate::model::ArticleRow {
        use crate::model::{ArticleId, FeedId, Mark, Timestamp, WorkId};
        crate::model::ArticleRow {
            id: ArticleId::new(7),
            work: WorkId::new(7),
            feed: FeedId::new(1),
            feed_title: clean_line("Lagoon Post"),
            title: clean_line("A title"),
            author: clean_line(""),
            url: None,
            published: None,
            updated: None,
            first_seen: Timestamp::default(),
            sort_at: Timestamp::default(),
            excerpt: clean_line(""),
            language: None,
            words: 1,
            mark: Mark::default(),
            is_whole: false,
            feeds: 1,
            muted_by: None,
            has_pictures: false,
        }
    }

    #[test]
    fn a_secret_is_the_first_line_of_a_command() {
        assert_eq!(
            read_secret("printf 'me:p w\\nmore\\n'", &|| false).unwrap(),
            "me:p w"
        );
        assert!(read_secret("false", &|| false).is_err());
        assert!(read_secret("/no/such/program", &|| false).is_err());
        assert!(read_secret("", &|| false).is_err());
        assert!(read_secret("echo 'open", &|| false).is_err());
        let long = "sh -c 'echo me:pw; i=0; while [ $i -lt 3000 ]; do echo more of it all; i=$((i+1)); done'";
        assert_eq!(read_secret(long, &|| false).unwrap(), "me:pw");
    }

    /// A key store that starts its agent leaves it behind with the same output.
    #[test]
    fn what_a_key_store_leaves_behind_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let line = format!(
            "sh -c 'echo me:pw; sleep 600 & echo $! > {}'",
            file.display()
        );
        assert_eq!(read_secret_within(&line, LONG, &|| false).unwrap(), "me:pw");
        let pid = std::fs::read_to_string(&file).unwrap();
        let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        assert!(
            rustix::process::test_kill_process(pid).is_ok(),
            "it goes on"
        );
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }

    #[test]
    fn a_key_store_that_does_not_end_is_ended_with_all_that_it_started() {
        let short = Duration::from_millis(300);
        for script in ["echo me:pw; exec >&-; sleep 600", "sleep 600 & wait"] {
            let error =
                read_secret_within(&format!("sh -c '{script}'"), short, &|| false).unwrap_err();
            assert!(error.to_string().ends_with("took too long"), "{error}");
        }
    }
}
