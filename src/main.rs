//! The program: hands its arguments to `cli` and exits with what it answers.

fn main() -> std::process::ExitCode {
    tidings::cli::run()
}
