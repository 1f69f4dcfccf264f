//! The house rule (docs/architecture.md): a room uses only the rooms below it that are named here,
//! and what is fenced only in its room. Reads the sources; a fault names file, line and what is
//! allowed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Room, the rooms it may use, the crates that are fenced to it.
const ROOMS: &[(&str, &[&str], &[&str])] = &[
    (
        "text",
        &[],
        &[
            "unicode_bidi",
            "unicode_linebreak",
            "unicode_normalization",
            "unicode_properties",
            "unicode_segmentation",
            "unicode_width",
            "hypher",
        ],
    ),
    ("model", &["text"], &[]),
    (
        "markup",
        &["text"],
        &["quick_xml", "encoding_rs", "chardetng", "htmlize"],
    ),
    (
        "config",
        &["model", "text"],
        &["toml", "toml_edit", "directories"],
    ),
    ("query", &["model", "text"], &["regex"]),
    ("filters", &["model", "query"], &[]),
    ("schedule", &["model", "config"], &[]),
    ("outlet", &["model", "text", "config", "markup"], &[]),
    ("feed", &["model", "text", "markup"], &["feed_rs", "chrono"]),
    (
        "clean",
        &["model", "text", "markup"],
        &["trafilatura", "ammonia", "whatlang", "toml"],
    ),
    ("page", &["model", "text"], &["html2text", "syntect"]),
    (
        "fetch",
        &["model", "text", "config"],
        &[
            "reqwest",
            "rustls",
            "tokio",
            "flate2",
            "brotli_decompressor",
            "zstd",
        ],
    ),
    ("store", &["model", "text", "query"], &["rusqlite", "zstd"]),
    (
        "demo",
        &["model"],
        &["hyper", "hyper_util", "http_body_util", "tokio", "flate2"],
    ),
    (
        "jobs",
        &[
            "text", "model", "markup", "config", "query", "filters", "schedule", "outlet", "feed",
            "clean", "page", "fetch", "store",
        ],
        &["tokio", "open", "image", "zip"],
    ),
    (
        "tui",
        &["model", "text", "config", "query", "page"],
        &[
            "ratatui",
            "crossterm",
            "ratatui_image",
            "image",
            "nucleo_matcher",
        ],
    ),
    (
        "cli",
        &[
            "text", "model", "markup", "config", "query", "filters", "schedule", "outlet", "feed",
            "clean", "page", "fetch", "store", "demo", "jobs", "tui",
        ],
        &[
            "clap",
            "clap_complete",
            "clap_mangen",
            "anyhow",
            "tracing_subscriber",
        ],
    ),
];

/// Inside `tui`: each part and the parts below it.
const TUI: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("kit", &["core"]),
    ("views", &["core", "kit"]),
    ("app", &["core", "kit", "views"]),
    ("runtime", &["core", "kit", "views", "app"]),
];

/// What else `tui::runtime` may use.
const RUNTIME: &[&str] = &["store", "jobs"];

/// Standard library doors, and the rooms (or parts of rooms) that may go through them.
const DOORS: &[(&str, &[&str])] = &[
    ("std::process::Command", &["jobs/process"]),
    (
        "std::thread",
        &["store", "jobs", "demo", "tui/runtime", "cli", "fetch"],
    ),
    (
        "std::fs",
        &["config", "cli", "jobs", "tui/runtime", "store", "demo"],
    ),
    ("std::net::Tcp", &["demo"]),
    // In `store` a stopwatch, no clock: how long a transaction of the index has kept the writer, which is for no test to say.
    (
        "Instant::now",
        &["fetch", "jobs", "tui/runtime", "cli", "store/search"],
    ),
    ("SystemTime::now", &[]),
    ("Timestamp::now", &["cli/session"]),
    ("Zoned::now", &[]),
    ("env::var", &["cli", "jobs/process"]),
    // `print!` and `eprintln!` as well.
    ("print!", &[]),
    ("println!", &[]),
    ("dbg!", &[]),
    ("stdout()", &["cli", "tui/runtime"]),
    ("stderr()", &["cli"]),
    ("process::exit", &[]),
    (".sync_all(", &["store/disk"]),
    (".sync_data(", &[]),
];

#[test]
fn every_room_uses_only_what_stands_below_it() {
    let mut faults = String::new();
    for source in sources() {
        for (number, line) in source.code.lines().enumerate() {
            for fault in faults_of(&source, line) {
                let _ = writeln!(faults, "{}:{}: {fault}", source.path.display(), number + 1);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn every_room_is_in_the_table_and_opens_with_what_it_is_for() {
    let rooms: BTreeSet<String> = sources()
        .iter()
        .filter_map(|s| s.parts.first().cloned())
        .collect();
    let known = ROOMS.iter().map(|(room, ..)| (*room).to_owned()).collect();
    let files_of_root = ["lib".to_owned(), "main".to_owned()].into();
    assert_eq!(
        rooms.difference(&known).cloned().collect::<BTreeSet<_>>(),
        files_of_root
    );
    for source in sources() {
        let text = std::fs::read_to_string(&source.path).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} has no opening line",
            source.path.display()
        );
    }
}

/// Tests count what is asked to be synced; that it is, no test can see.
#[test]
fn what_is_asked_to_be_synced_is_synced() {
    let all = sources();
    let disk = all.iter().find(|it| it.parts == ["store", "disk"]).unwrap();
    assert_eq!(
        disk.code.matches("File::open(path)?.sync_all()?;").count(),
        1
    );
    assert_eq!(disk.code.matches("    sync(").count(), 2);
}

#[test]
fn the_rule_finds_what_it_forbids() {
    let source = |path: &str| Source {
        path: path.into(),
        parts: path
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect(),
        code: String::new(),
    };
    let fault = |path, line| !faults_of(&source(path), line).is_empty();
    assert!(fault("text/clean.rs", "use crate::model::Feed;"));
    assert!(fault("model/feed.rs", "pub url: crate::store::Store,"));
    assert!(fault(
        "store/mod.rs",
        "use crate::{model::Feed, fetch::Fetcher};"
    ));
    assert!(fault("feed/mod.rs", "use rusqlite::Connection;"));
    assert!(fault(
        "tui/views/reader/mod.rs",
        "use crate::tui::app::State;"
    ));
    assert!(fault(
        "tui/views/reader/mod.rs",
        "use crate::tui::views::articles::Row;"
    ));
    assert!(fault("tui/app/mod.rs", "use crate::store::Store;"));
    assert!(fault(
        "clean/mod.rs",
        "let started = std::thread::spawn(run);"
    ));
    assert!(fault("page/mod.rs", "use zip::ZipWriter;"));
    assert!(fault("store/poll.rs", "let now = Instant::now();"));
    assert!(fault("fetch/mod.rs", "eprintln!(\"{url}\");"));
    assert!(fault("tui/app/mod.rs", "let mut out = stdout();"));
    assert!(fault("jobs/files.rs", "file.sync_all()?;"));
    assert!(!fault("store/search.rs", "let began = Instant::now();"));
    assert!(!fault("store/disk.rs", "File::open(path)?.sync_all()?;"));
    assert!(!fault("tui/runtime/mod.rs", "use crate::store::Store;"));
    assert!(!fault(
        "store/mod.rs",
        "use crate::{model::Feed, text::Clean};"
    ));
    assert!(!fault(
        "tui/views/reader/mod.rs",
        "use crate::tui::core::Event;"
    ));
}

struct Source {
    path: PathBuf,
    /// Path below `src` without the ending: `["tui", "views", "reader", "mod"]`.
    parts: Vec<String>,
    /// Without comments and without the file's tests.
    code: String,
}

fn faults_of(source: &Source, line: &str) -> Vec<String> {
    let room = source.parts[0].as_str();
    let Some((_, allowed, fenced)) = ROOMS.iter().find(|(name, ..)| *name == room) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    for path in crate_paths(line) {
        let mut names = path.split("::");
        let target = names.next().unwrap_or_default();
        if !ROOMS.iter().any(|(name, ..)| *name == target) {
            continue;
        }
        let in_runtime = part(source) == Some("runtime") && RUNTIME.contains(&target);
        if target != room && !allowed.contains(&target) && !in_runtime {
            faults.push(format!(
                "`{room}` may not use `{target}`; allowed: {}",
                allowed.join(", ")
            ));
        }
        if target == room && room == "tui" {
            faults.extend(tui_fault(source, names.next(), names.next()));
        }
    }
    for (name, owner) in fences() {
        if names_crate(line, name) && !fenced.contains(&name) {
            faults.push(format!("the crate `{name}` is fenced to `{owner}`"));
        }
    }
    let here = source.parts.join("/");
    for (door, rooms) in DOORS {
        if line.contains(door) && !rooms.iter().any(|room| here.starts_with(room)) {
            faults.push(format!("`{door}` only in {}", rooms.join(", ")));
        }
    }
    faults
}

fn part(source: &Source) -> Option<&str> {
    (source.parts[0] == "tui")
        .then(|| source.parts.get(1).map(String::as_str))
        .flatten()
}

fn tui_fault(source: &Source, target: Option<&str>, view: Option<&str>) -> Option<String> {
    let (here, target) = (part(source)?, target?);
    let (_, below) = TUI.iter().find(|(name, _)| *name == here)?;
    TUI.iter().find(|(name, _)| *name == target)?;
    if here == target {
        let own = source.parts.get(2).map(String::as_str);
        let folders = |name: &str| Path::new("src/tui/views").join(name).is_dir();
        let other = view.filter(|view| here == "views" && folders(view) && Some(*view) != own);
        return other
            .filter(|_| own != Some("mod"))
            .map(|other| format!("a view may not name another (`{other}`)"));
    }
    let allowed = below.join(", ");
    (!below.contains(&target))
        .then(|| format!("`{here}` may not use `{target}`; allowed: {allowed}"))
}

/// Paths behind `crate::`, with the first level of braces opened: `crate::{a::B, c}` gives both.
fn crate_paths(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, _) in line.match_indices("crate::") {
        let before = line[..index].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &line[index + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(top_level(list)),
            None => found.push(identifier_path(rest)),
        }
    }
    found
}

fn top_level(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().expect("never empty").push(c),
        }
    }
    parts
        .iter()
        .map(|part| identifier_path(part.trim()))
        .collect()
}

fn identifier_path(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':')
        .collect()
}

/// Fenced crates with the rooms that may name them.
fn fences() -> Vec<(&'static str, String)> {
    let names: BTreeSet<&str> = ROOMS
        .iter()
        .flat_map(|(.., fenced)| fenced.iter().copied())
        .collect();
    let owners = |name: &str| {
        let of = ROOMS.iter().filter(|(.., fenced)| fenced.contains(&name));
        of.map(|(room, ..)| *room).collect::<Vec<_>>().join(", ")
    };
    names.into_iter().map(|name| (name, owners(name))).collect()
}

fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(index, _)| {
        let before = line[..index].chars().next_back();
        let after = &line[index + name.len()..];
        let starts = before.is_none_or(|c| !(c.is_alphanumeric() || "_.:\"'/`".contains(c)));
        let is_own = name == "open" || name == "regex";
        let is_use = line.trim_start().starts_with("use ") || !is_own;
        starts && is_use && after.starts_with("::")
    })
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !is_test(&path) {
                found.push(read(&root, path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Files of tests may use what they test with.
fn is_test(path: &Path) -> bool {
    let is = |part: &std::ffi::OsStr| part == "tests" || part == "tests.rs";
    path.iter().any(is)
        || path
            .file_stem()
            .is_some_and(|stem| stem.to_string_lossy().ends_with("_tests"))
}

fn read(root: &Path, path: PathBuf) -> Source {
    let text = std::fs::read_to_string(&path).unwrap();
    let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let without_comment = |line: &str| {
        let is_comment = line.trim_start().starts_with("//");
        if is_comment {
            String::new()
        } else {
            line.split(" // ").next().unwrap_or("").to_owned()
        }
    };
    let code = own
        .lines()
        .map(without_comment)
        .collect::<Vec<_>>()
        .join("\n");
    let below = path.strip_prefix(root).unwrap().with_extension("");
    let parts = below
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    Source { path, parts, code }
}

#[test]
fn the_program_that_is_given_away_checks_its_sums() {
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().unwrap();
    let profile = |name: &str| &manifest["profile"][name];
    assert_eq!(profile("release")["overflow-checks"].as_bool(), Some(true));
    assert_eq!(profile("dist")["inherits"].as_str(), Some("release"));
    assert!(profile("dist").get("overflow-checks").is_none());
}
