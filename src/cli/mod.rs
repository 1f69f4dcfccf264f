//! Arguments, subcommands, exit codes.

/// Runs the program with the process's arguments.
#[must_use]
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
