//! How a command ends: exit codes, and one clear line for what went wrong.

use crate::model::without_secrets;
use crate::text::{clean_block_of, clean_line, cut};
use std::io::Write as _;
use std::path::Path;

/// Exit codes (docs/cli.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    /// What failed is on standard error already.
    Partly = 1,
    Usage = 2,
    Nothing = 3,
}

impl Exit {
    /// Of two steps of one command, the one that says more.
    pub fn and(self, other: Self) -> Self {
        if self == Self::Done { other } else { self }
    }
}

/// An article's id on the command line.
pub fn article_id(text: &str) -> Result<i64, String> {
    text.parse()
        .map_err(|_| "ids are numbers; `tidings list` shows them".to_owned())
}

/// A number on the command line, in words of people where it is none.
pub fn number<T>(text: &str) -> Result<T, &'static str>
where
    T: std::str::FromStr<Err = std::num::ParseIntError>,
{
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    text.trim()
        .parse()
        .map_err(|error: std::num::ParseIntError| match error.kind() {
            PosOverflow => "a smaller number is wanted",
            NegOverflow => "a larger number is wanted",
            _ if text.trim().parse::<i64>().is_ok() => "0 or more is wanted",
            _ => "a number is wanted",
        })
}

/// Where a whole file is written: a file called "-" would surprise whoever meant standard output.
pub fn real_file(path: &Path) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        let why = "this goes into a file, not to standard output; ./- is a file of that name";
        return Err(Failure::usage(why));
    }
    Ok(())
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage or configuration.
    Usage(String),
    /// Nothing could be done.
    Nothing(anyhow::Error),
    /// Whoever read the output has gone: not an error.
    OutputClosed,
}

pub type Outcome = Result<Exit, Failure>;

impl Failure {
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    pub fn nothing(message: impl std::fmt::Display) -> Self {
        Self::Nothing(anyhow::anyhow!("{message}"))
    }
}

impl From<crate::config::ConfigError> for Failure {
    fn from(error: crate::config::ConfigError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Nothing(error.into()),
        }
    }
}

macro_rules! nothing_from {
    ($($error:ty),+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Nothing(error.into())
            }
        }
    )+};
}

nothing_from!(
    crate::store::StoreError,
    crate::jobs::JobError,
    crate::tui::Error
);

/// Says what went wrong, on one line, and answers the exit code.
pub fn report(outcome: Outcome) -> Exit {
    let (exit, message) = match outcome {
        Ok(exit) => return exit,
        Err(Failure::OutputClosed) => return Exit::Done,
        Err(Failure::Usage(message)) => (Exit::Usage, message),
        Err(Failure::Nothing(error)) => (Exit::Nothing, format!("{error:#}")),
    };
    complain(&message);
    exit
}

/// Where an argument is an address with a password or a key; `instead` says how it is given unseen.
pub fn warn_of_secret(address: &str, instead: &str) {
    let full = if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    if without_secrets(&full) != full {
        complain(&format!(
            "others can read the password in this address in the list of processes, and it stays in the shell's history; \
             {instead}"
        ));
    }
}

/// Columns of a line on standard error.
const LONGEST: usize = 200;

/// One line on standard error, safe for the terminal.
pub fn complain(message: &str) {
    write_error(&format!("tidings: {}", clean_line(message)));
}

/// What clap says of wrong usage: it has the words that it was given in it as they are. Without clap's colours, which could
/// not be told from theirs.
pub fn complain_of_usage(wrong: &clap::Error) {
    let text = clean_block_of(wrong.render().to_string());
    text.lines().for_each(write_error);
}

fn write_error(line: &str) {
    // Standard error may be closed: then there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{}", cut(line, LONGEST));
}
