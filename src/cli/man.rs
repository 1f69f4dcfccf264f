//! `man`: the manual page; and `docs/cli.md`, both from clap's definition.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub struct Arguments {
    /// The page of this command, not the one of all; of one below it: filters add, or filters-add
    command: Vec<String>,
    /// Write the pages of all commands into this folder (tidings.1, tidings-add.1, …)
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    into: Option<std::path::PathBuf>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if let Some(folder) = &arguments.into {
        let failed =
            |error| Failure::nothing(format!("{} cannot be written: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(failed)?;
        clap_mangen::generate_to(super::definition(), folder).map_err(failed)?;
        return Ok(Exit::Done);
    }
    let page_of = if arguments.command.is_empty() {
        super::definition()
    } else {
        of(&arguments.command.join("-"))?
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(page_of).render(&mut page)?;
    session.print_own(
        String::from_utf8(page)
            .map_err(Failure::nothing)?
            .trim_end(),
    )?;
    Ok(Exit::Done)
}

/// The command by its name, "filters-add" where it is one of another's; once all is built it is called as its page is, "tidings-add".
fn of(name: &str) -> Result<clap::Command, Failure> {
    let mut all = super::definition().disable_help_subcommand(true);
    all.build();
    let page = format!("tidings-{name}");
    let first = all.get_subcommands();
    let mut every = first.flat_map(|it| std::iter::once(it).chain(it.get_subcommands()));
    let Some(found) = every.find(|it| it.get_display_name() == Some(&page)) else {
        let why = format!("there is no command \"{name}\"; `tidings help` lists them");
        return Err(Failure::usage(why));
    };
    Ok(found.clone())
}

const HEAD: &str = "\
# The command line

Results go to standard output, everything else to standard error; progress is shown only on a
terminal. Exit codes: 0 done, 1 done in part (what failed is on standard error), 2 wrong usage or
configuration, 3 nothing could be done. `--json` prints one object a line; keys are never renamed,
absent values are null, times are RFC 3339 in UTC.

This page is made from the program: `UPDATE=1 cargo test` writes it anew.
";

/// Every command's help, in Markdown.
pub fn reference() -> String {
    let mut root = super::definition().term_width(98);
    root.build();
    let mut out = HEAD.to_owned();
    section(&mut out, "tidings", &mut root.clone());
    for command in root
        .get_subcommands_mut()
        .filter(|c| c.get_name() != "help")
    {
        let title = format!("tidings {}", command.get_name());
        section(&mut out, &title, command);
    }
    out
}

fn section(out: &mut String, title: &str, command: &mut clap::Command) {
    let help = command.render_help().to_string();
    let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    write!(out, "\n## {title}\n\n```text\n{}\n```\n", help.join("\n"))
        .expect("writing to a string cannot fail");
}
