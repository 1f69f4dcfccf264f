//! Files that the program writes: compared here, written anew by `UPDATE=1 cargo test`.

use std::path::Path;

fn check(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, generated).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == generated,
        "{name} is not what the program says; UPDATE=1 cargo test writes it"
    );
}

#[test]
fn the_example_configuration_is_up_to_date() {
    check("config.example.toml", &tidings::config::example());
}

#[test]
fn the_reference_of_the_command_line_is_up_to_date() {
    check("docs/cli.md", &tidings::cli::reference());
}

#[test]
fn the_list_of_queries_is_up_to_date() {
    check("docs/queries.md", &tidings::query::terms_reference());
}

#[test]
fn the_reference_of_themes_is_up_to_date() {
    check("docs/themes.md", &tidings::config::themes_reference());
}

#[test]
fn the_list_of_keys_is_up_to_date() {
    check("docs/keys.md", &tidings::tui::keys_reference());
}
