//! Hooks and alerts, end to end: the real program runs programs of the reader's for what came, was
//! saved or is an alert.

use crate::home::{Home, demo};
use crate::pty::{Start, Terminal};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A program that writes down what it was given: its arguments, its environment, whether it has a
/// terminal, and, at the end of its input, all of that.
fn recorder(home: &Home, name: &str) -> (PathBuf, PathBuf) {
    let kept = home.path().join(name);
    std::fs::create_dir(&kept).unwrap();
    let program = home.path().join(format!("{name}.sh"));
    let script = format!(
        "#!/bin/sh\ncd '{}' || exit 1\nfor word in \"$@\"; do printf '%s\\n' \"$word\"; done > arguments\n\
         env > environment\nif (exec < /dev/tty) 2> /dev/null; then echo has > terminal; fi\n\
         cat > input\necho ended > ended\n",
        kept.display()
    );
    write_program(&program, &script);
    (program, kept)
}

fn write_program(program: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(program, script).unwrap();
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn configure(home: &Home, hooks: &str) {
    let text = format!("[polling]\nfloor = \"0s\"\n\n[hooks]\n{hooks}\n");
    std::fs::write(home.path().join("config.toml"), text).unwrap();
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A home that knows the demo's feeds and has polled none of them.
fn subscribed() -> (Home, tidings::demo::Server) {
    let home = Home::new();
    let server = demo();
    let addresses: Vec<String> = server.feeds().into_iter().map(|feed| feed.url).collect();
    let ran = home.feed(&["import", "-"], addresses.join("\n").as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    (home, server)
}

#[test]
fn a_hook_gets_json_and_then_end_of_file_and_neither_secrets_nor_a_terminal_nor_a_shell() {
    let (home, _server) = subscribed();
    let (program, kept) = recorder(&home, "new");
    let bait = "$(touch pwned); touch pwned";
    configure(
        &home,
        &format!("new = [{:?}, {bait:?}]", program.display().to_string()),
    );
    let mut refresh = home.command(&["refresh"]);
    refresh
        .env("TIDINGS_TOKEN", "geheim")
        .env("AWS_SECRET_ACCESS_KEY", "geheim");
    assert!(refresh.status().unwrap().success());
    let told = lines(&kept.join("input"));
    let listed = home.ok(&["list", "--json"]).out.lines().count();
    assert!(
        told.len() >= listed && listed > 50,
        "{} of {listed}",
        told.len()
    );
    for article in &told {
        assert_eq!(article["event"], "new");
        assert!(
            article["id"].is_i64() && article["title"].is_string() && article["url"].is_string()
        );
    }
    assert!(kept.join("ended").exists(), "its input does not end");
    let environment = std::fs::read_to_string(kept.join("environment")).unwrap();
    assert!(
        environment.contains("HOME=") && !environment.contains("geheim"),
        "{environment}"
    );
    assert!(!kept.join("terminal").exists(), "it has a terminal");
    let arguments = std::fs::read_to_string(kept.join("arguments")).unwrap();
    assert_eq!(arguments.trim_end(), bait, "one word stays one word");
    let is_there = |file: &str| [home.path(), &kept].iter().any(|it| it.join(file).exists());
    assert!(!is_there("pwned"));
    // Nothing came: nobody is told.
    std::fs::remove_file(kept.join("input")).unwrap();
    home.ok(&["refresh", "--all"]);
    assert!(!kept.join("input").exists());
}

#[test]
fn only_what_a_filter_marked_is_an_alert_and_only_what_was_saved_is_told_as_saved() {
    let (home, _server) = subscribed();
    let (saved, saved_kept) = recorder(&home, "saved");
    let (alert, alert_kept) = recorder(&home, "alert");
    let (tell, tell_kept) = recorder(&home, "tell");
    let path = |program: &Path| format!("[{:?}]", program.display().to_string());
    configure(
        &home,
        &format!(
            "saved = {}\nalert = {}\ntell = \"command\"\ntell_command = {}",
            path(&saved),
            path(&alert),
            path(&tell)
        ),
    );
    std::fs::write(
        home.path().join("filters.toml"),
        "[[filter]]\nname = \"river\"\nwhen = 'title:ferries'\nthen = [\"alert\"]\n",
    )
    .unwrap();
    home.ok(&["refresh"]);
    let alerts = lines(&alert_kept.join("input"));
    let meant = home
        .ok(&["list", "--json", "title:ferries"])
        .out
        .lines()
        .count();
    assert!(meant > 0);
    assert!(
        alerts.len() >= meant && alerts.len() < 10,
        "{} alerts",
        alerts.len()
    );
    assert!(alerts.iter().all(|it| {
        it["event"] == "alert"
            && it["title"]
                .as_str()
                .unwrap()
                .to_lowercase()
                .contains("ferries")
    }));
    // Head and body, an argument each, and nothing on its input.
    let told = std::fs::read_to_string(tell_kept.join("arguments")).unwrap();
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.to_lowercase().contains("ferries"), "{told}");
    assert_eq!(std::fs::read(tell_kept.join("input")).unwrap(), b"");
    assert!(!saved_kept.join("input").exists(), "nothing was saved yet");
    let first: Value = {
        let list = home.ok(&["list", "--json", "--limit", "1"]).out;
        serde_json::from_str(list.lines().next().unwrap()).unwrap()
    };
    home.ok(&["mark", "saved", &first["id"].to_string()]);
    let saved = lines(&saved_kept.join("input"));
    assert_eq!(saved.len(), 1);
    assert_eq!(
        (&saved[0]["event"], &saved[0]["id"]),
        (&"saved".into(), &first["id"])
    );
}

#[test]
fn a_hook_that_does_not_end_is_ended_and_one_that_fails_is_said() {
    let (home, _server) = subscribed();
    let program = home.path().join("slow.sh");
    // Its child keeps its streams open: both must go.
    write_program(&program, "#!/bin/sh\nsleep 600 &\nsleep 600\n");
    let new = format!(
        "new = [{:?}]\ntimeout = \"1s\"",
        program.display().to_string()
    );
    configure(&home, &new);
    let ran = home.run(&["refresh"]);
    assert!(
        ran.err.contains("took too long; it was ended"),
        "{}",
        ran.err
    );
    assert!(
        home.ok(&["list"]).out.lines().count() > 50,
        "what came is stored all the same"
    );
    let (home, _server) = subscribed();
    configure(&home, "new = [\"/nowhere/at-all\"]");
    let ran = home.run(&["refresh"]);
    assert!(
        ran.err.contains("/nowhere/at-all cannot be started"),
        "{}",
        ran.err
    );
    let ran = home.run(&["doctor"]);
    let said = "settings: hooks.new: there is no program /nowhere/at-all\n";
    assert!(ran.out.contains(said), "{}", ran.out);
    assert_eq!(ran.code, Some(1));
    configure(&home, "new = [\"sh\"]");
    let ran = home.run(&["doctor"]);
    assert!(ran.out.contains("settings: ok\n"), "{}", ran.out);
    let (home, _server) = subscribed();
    configure(&home, "new = [\"sh\", \"-c\", \"exit 7\"]");
    let ran = home.run(&["refresh"]);
    let said = "hook new failed: exit status 7\n";
    assert!(ran.err.contains(said), "{}", ran.err);
}

/// Settings of jobs count from the next job on, as those of the screen do.
#[test]
fn a_hook_that_is_configured_while_the_reader_runs_is_told_from_then_on() {
    let (home, _server) = subscribed();
    home.ok(&["refresh"]);
    let data = home.data();
    let mut terminal = Terminal::start(
        &home,
        &Start {
            arguments: &[
                "--offline",
                "--data-dir",
                data.to_str().unwrap(),
                "--view",
                "all",
            ],
            ..Start::default()
        },
    );
    terminal.until_says("Ferries back");
    let (program, kept) = recorder(&home, "saved");
    configure(
        &home,
        &format!("saved = [{:?}]", program.display().to_string()),
    );
    // Where no change of files is noticed, a key looks; where one is, a key would take what is said off the screen.
    if cfg!(not(target_os = "linux")) {
        terminal.press("j");
    }
    terminal.until_says("settings read anew");
    terminal.press("s");
    let is_told = terminal.says_within(Duration::from_secs(30), || kept.join("ended").exists());
    assert!(is_told, "{}", terminal.text());
    assert_eq!(lines(&kept.join("input"))[0]["event"], "saved");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// An alert that was not told was told by nobody.
#[test]
fn an_alert_whose_program_fails_is_said() {
    let (home, _server) = subscribed();
    configure(
        &home,
        "tell = \"command\"\ntell_command = [\"sh\", \"-c\", \"exit 7\"]",
    );
    let filter = "[[filter]]\nname = \"river\"\nwhen = 'title:ferries'\nthen = [\"alert\"]\n";
    std::fs::write(home.path().join("filters.toml"), filter).unwrap();
    let ran = home.run(&["refresh"]);
    let said = "an alert was not told: exit status 7\n";
    assert!(ran.err.contains(said), "{}", ran.err);
}

/// A key put back what the list had shown over what was written meanwhile.
#[test]
fn filters_written_by_hand_while_the_reader_runs_are_those_that_its_list_shows() {
    let home = Home::new();
    let file = home.path().join("filters.toml");
    let filter =
        |when: &str| format!("[[filter]]\nname = \"river\"\nwhen = '{when}'\nthen = [\"mute\"]\n");
    std::fs::write(&file, filter("title:ferries")).unwrap();
    let start = Start {
        arguments: &["--offline"],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until_says("Welcome to tidings");
    terminal.press("gx");
    terminal.until_says("title:ferries");
    std::fs::write(&file, filter("title:dredgers")).unwrap();
    if cfg!(not(target_os = "linux")) {
        terminal.press("j");
    }
    terminal.until_says("title:dredgers");
    terminal.press(" ");
    let is_off = || {
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("off = true")
    };
    assert!(terminal.says_within(Duration::from_secs(30), is_off));
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("title:dredgers"), "{written}");
}
