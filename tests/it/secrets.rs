//! Promise 6: what is secret is in the store, in the copy of the subscriptions, and where the reader
//! wrote it, for its owner's eyes alone; nowhere else: no output, log, export, hook, screen.

use crate::bench::rss;
use crate::home::{BINARY, Home};
use crate::pty::{Start, Terminal};
use crate::server::{Server, answer};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What every secret of this test begins with.
const MARK: &str = "hidden-";

/// Feeds with a password and a key in the address, one of them refused; a password in a file, a
/// header's value, a proxy's password; a hook that writes down what it gets.
fn home_of(server: &Server) -> Home {
    let home = Home::new();
    let hook = home.path().join("hook");
    std::fs::write(
        &hook,
        format!(
            "#!/bin/sh\ncat >> '{}'\nenv >> '{0}'\n",
            home.path().join("told").display()
        ),
    )
    .unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(
        home.path().join("config.toml"),
        format!(
            "[polling]\nfloor = \"0s\"\n[network]\nproxy = \"http://me:hidden-proxy@127.0.0.1:9\"\n\
             [hooks]\nnew = [\"{0}\"]\nsaved = [\"{0}\"]\n",
            hook.display()
        ),
    )
    .unwrap();
    let host = server.host();
    let addresses = [
        format!("http://me:hidden-pass@{host}/feed?token=hidden-token&id=1"),
        format!("http://me:hidden-pass@{host}/gone?api_key=hidden-key"),
        format!("http://{host}/plain"),
        format!("http://{host}/moved?token=hidden-moved"),
    ];
    let ran = home.feed(&["import", "-"], addresses.join("\n").as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let file = home.path().join("secret");
    std::fs::write(&file, "me:hidden-word\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    home.ok(&["edit", "3", "--credentials-file", file.to_str().unwrap()]);
    let ran = home.feed(&["edit", "3", "--header", "X-Token: -"], b"hidden-value\n");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home
}

fn outlet() -> Server {
    Server::start(|asked| match asked.path.split('?').next().unwrap() {
        "/gone" => answer(404, &[], b"no"),
        // A server that says the address again, where a browser would show it.
        "/moved" => answer(
            302,
            &[(
                "Location",
                "gopher://me:hidden-pass@x.example/?token=hidden-token",
            )],
            b"",
        ),
        _ => answer(200, &[], rss(&["a", "b"]).as_bytes()),
    })
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, all);
        } else {
            all.push(path);
        }
    }
}

fn holds(bytes: &[u8]) -> bool {
    let encoded = "aGlkZGVuL";
    [MARK, encoded]
        .iter()
        .any(|it| bytes.windows(it.len()).any(|found| found == it.as_bytes()))
}

/// Secrets stand in the store, its copies, and what the reader wrote; others read none of these.
fn assert_files_are_discreet(home: &Home) {
    let own = [
        "config.toml",
        "secret",
        "tidings.db",
        "tidings.db-wal",
        "subscriptions.opml",
        "copy.db",
    ];
    let mut all = Vec::new();
    files(home.path(), &mut all);
    for file in all {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let is_secret = holds(&std::fs::read(&file).unwrap());
        assert!(
            !is_secret || own.contains(&name.as_str()),
            "{}",
            file.display()
        );
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o077;
        assert!(
            !is_secret || mode == 0 || name == "config.toml",
            "{name} can be read by others"
        );
    }
}

#[test]
fn no_secret_is_found_in_any_output_file_or_hook() {
    let server = outlet();
    let home = home_of(&server);
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (opml, json, epub) = (at("out.opml"), at("out.json"), at("out.epub"));
    let (text, html, copy) = (at("out.md"), at("out.html"), at("copy.db"));
    let runs: &[&[&str]] = &[
        &["refresh", "--all"],
        &["refresh", "--all", "--json"],
        &["refresh", "1", "2", "4"],
        &["feeds"],
        &["feeds", "--json"],
        &["list"],
        &["list", "--json"],
        &["search", "happened"],
        &["show", "1"],
        &["show", "1", "--json"],
        &["mark", "saved", "1"],
        &["undo"],
        &["redo"],
        &["edit", "1", "--title", "Another"],
        &["doctor"],
        &["config"],
        &["config", "--json"],
        &["doctor", "--json"],
        &["offline"],
        &["offline", "--json"],
        &["keys"],
        &["export", "--format", "opml"],
        &["export", "--format", "opml", "--output", &opml],
        &["export", "--format", "json", "--output", &json],
        &["export", "--format", "epub", "--output", &epub],
        &["export", "--format", "markdown", "--output", &text],
        &["export", "--format", "html", "--output", &html],
        &["backup", &copy],
        &["remove", "2"],
        &["undo"],
        &[
            "add",
            "--exact",
            &format!("http://me:hidden-new@{}/gone", server.host()),
        ],
        &[
            "save",
            &format!(
                "http://me:hidden-page@{}/gone?token=hidden-x",
                server.host()
            ),
        ],
    ];
    for arguments in runs {
        let output = home.command(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8_lossy(&said).into_owned();
        assert!(!holds(&said), "{arguments:?}: {shown}");
    }
    assert!(
        std::fs::read_to_string(at("told"))
            .unwrap()
            .contains("\"title\""),
        "the hook ran"
    );
    assert_files_are_discreet(&home);
}

/// Whoever asks for them gets them, and is told.
#[test]
fn an_export_has_secrets_only_when_they_are_asked_for() {
    let server = outlet();
    let home = home_of(&server);
    let plain = home.ok(&["export", "--format", "opml"]);
    assert!(plain.err.contains("--with-secrets"), "{}", plain.err);
    let everything = home.ok(&["export", "--format", "json"]);
    assert!(
        everything.err.contains("--with-secrets"),
        "{}",
        everything.err
    );
    let full = home.ok(&["export", "--format", "opml", "--with-secrets"]);
    assert!(full.out.contains("hidden-token") && !full.out.contains("hidden-word"));
}

/// A host that looks like another, in front of the real one and by a letter of another script; a password in every address of
/// a feed for those who pay.
#[test]
fn addresses_from_outside_are_shown_with_their_real_host_and_no_password() {
    let server = Server::start(|asked| {
        let real = "https://www.mybank.example:hidden-word@evil.example";
        let feed = format!(
            "<rss version='2.0'><channel><title>T</title><link>{real}/</link>\
             <item><guid>1</guid><title>One</title><link>{real}/login?auth=t</link>\
             <enclosure url='{real}/e.mp3' type='audio/mpeg' length='9'/>\
             <description><![CDATA[<p>Words and <a href='{real}/more'>more</a>.</p>]]></description></item>\
             <item><guid>2</guid><title>Two</title><link>https://www.myb\u{430}nk.example/</link>\
             <description>Words.</description></item></channel></rss>"
        );
        assert_eq!(asked.path, "/feed", "nothing else is asked for");
        answer(200, &[], feed.as_bytes())
    });
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh"]);
    let browser = home.path().join("browser");
    let opened = home.path().join("opened");
    let script = format!("#!/bin/sh\necho \"$1\" >> '{}'\n", opened.display());
    std::fs::write(&browser, script).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o700)).unwrap();
    let ids = home.ok(&["list", "--json"]).json();
    let ids: Vec<String> = ids.iter().map(|row| row["id"].to_string()).collect();
    let mut all = String::new();
    for arguments in [
        &["show", &ids[0]][..],
        &["show", &ids[1]],
        &["show", &ids[0], "--json"],
        &["show", &ids[1], "--json"],
        &["open", &ids[0]],
        &["open", &ids[1]],
        &["open", &ids[0], "--json"],
        &["open", &ids[1], "--json"],
        &["open", &ids[0], "--enclosure", "1"],
        &["open", &ids[1], "--enclosure", "1"],
        &["feeds", "--json"],
        &["list", "--json"],
        &["search", "words", "--json"],
        &["export", "all", "--format", "text"],
        &["export", "all", "--format", "markdown"],
    ] {
        let mut command = home.command(&[&["--offline"], arguments].concat());
        let ran = command.env("BROWSER", &browser).output().unwrap();
        let ran = crate::home::Ran::from(ran);
        let said = ran.out + &ran.err;
        assert!(!said.contains(MARK), "{arguments:?}: {said}");
        assert!(!said.contains("www.mybank"), "{arguments:?}: {said}");
        // What programs read is as it was written.
        let is_for_programs = arguments.contains(&"--json");
        let looks_so = said.contains("myb\u{430}nk");
        assert!(is_for_programs || !looks_so, "{arguments:?}: {said}");
        all += &said;
    }
    for shown in [
        "\nhttps://evil.example/login?auth=t\n",
        "audio/mpeg 1, 9 B: https://evil.example/e.mp3\n",
        "opened https://evil.example/login?auth=t\n",
        "\"opened\":\"https://evil.example/login?auth=t\"",
        "\"site\":\"https://evil.example/\"",
        "\"url\":\"https://evil.example/e.mp3\"",
        "opened https://www.xn--mybnk-6ve.example/\n",
        "\nhttps://www.xn--mybnk-6ve.example/\n",
    ] {
        assert!(all.contains(shown), "{shown}: {all}");
    }
    // It would not open without them.
    let opened = std::fs::read_to_string(&opened).unwrap();
    assert!(
        opened.contains(":hidden-word@evil.example/login?auth=t\n"),
        "{opened}"
    );
}

/// A podcast for those who pay: every address of an episode is a key.
#[test]
fn articles_go_out_without_the_tokens_of_their_addresses() {
    let server = Server::start(|asked| {
        let host = asked.header("host").unwrap().to_owned();
        let at = |path: &str| format!("http://{host}/{path}token=hidden-{}", path.len());
        let words = "The ferry sails at six with all that it holds. ".repeat(30);
        let feed = format!(
            "<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>Episode</title>\
             <link>{}</link><enclosure url='{}' type='audio/mpeg' length='9'/>\
             <description><![CDATA[<p>{words}</p><p><a href='{}&amp;b=2'>notes</a> or {} <img src='{}'></p>]]>\
             </description></item></channel></rss>",
            at("episode?id=7&amp;"),
            at("episode.mp3?"),
            at("notes?a=1&amp;"),
            at("words?"),
            at("picture.png?"),
        );
        answer(200, &[], feed.as_bytes())
    });
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh", "--all"]);
    let out = |name: &str| home.path().join(name);
    for (name, keeps) in [
        ("a.json", "episode.mp3"),
        ("all.json", "episode.mp3"),
        ("a.md", "notes?a=1"),
        ("a.txt", "notes?a=1"),
        ("a.html", "notes?a=1"),
        ("a.epub", ""),
    ] {
        let mut arguments = vec!["--offline", "export"];
        arguments.extend(Some("1").filter(|_| name != "all.json"));
        let file = out(name);
        arguments.extend(["--output", file.to_str().unwrap()]);
        let plain = home.ok(&arguments);
        assert!(
            plain.err.contains("--with-secrets"),
            "{name}: {}",
            plain.err
        );
        let text = std::fs::read(&file).unwrap();
        assert!(!holds(&text), "{name}");
        let is_kept = String::from_utf8_lossy(&text).contains(keeps);
        assert!(is_kept, "{name}");
        arguments.extend(["--force", "--with-secrets"]);
        let full = home.ok(&arguments);
        assert!(!full.err.contains("--with-secrets"), "{name}: {}", full.err);
        let is_packed = name.ends_with("epub");
        assert!(holds(&std::fs::read(&file).unwrap()) || is_packed, "{name}");
        arguments.retain(|it| *it != "--with-secrets");
        home.ok(&arguments);
    }
    let printed = home.ok(&["--offline", "export", "1", "--format", "markdown"]);
    assert!(!holds(printed.out.as_bytes()) && printed.err.contains("--with-secrets"));
    let book = std::fs::File::open(out("a.epub")).unwrap();
    let mut book = zip::ZipArchive::new(book).unwrap();
    let mut chapter = String::new();
    let mut file = book.by_name("OEBPS/article-1.xhtml").unwrap();
    std::io::Read::read_to_string(&mut file, &mut chapter).unwrap();
    assert!(
        !holds(chapter.as_bytes()) && chapter.contains("notes?a=1"),
        "{chapter}"
    );
    // Another tidings takes it, knows the episode again, and learns its address anew.
    let other = Home::new();
    other.ok(&["import", out("all.json").to_str().unwrap()]);
    let url = || other.ok(&["list", "--json"]).json()[0]["url"].to_string();
    assert!(url().ends_with("episode?id=7\""), "{}", url());
    other.ok(&["refresh", "--all"]);
    assert!(url().contains(MARK), "{}", url());
    assert_eq!(other.ok(&["list", "--json"]).out.lines().count(), 1);
}

#[test]
fn a_password_in_an_argument_is_warned_of() {
    let server = outlet();
    let home = home_of(&server);
    let address = server.url("/none").replace("://", "://me:word@");
    let ran = home.run(&["--offline", "add", "--exact", &address]);
    assert!(ran.err.contains("list of processes"), "{}", ran.err);
    assert!(!ran.err.contains("word@") && !ran.out.contains("word@"));
    let plain = home.run(&["--offline", "add", "--exact", &server.url("/other")]);
    assert!(!plain.err.contains("list of processes"), "{}", plain.err);
    for (option, address) in [
        ("--url", "http://me:word@river.example/feed"),
        ("--url", "https://river.example/feed?token=word"),
        ("--proxy", "socks5://me:word@127.0.0.1:1080"),
        ("--proxy", "me:word@127.0.0.1:8080"),
    ] {
        let ran = home.ok(&["--offline", "edit", "1", option, address]);
        assert!(
            ran.err.contains("list of processes"),
            "{address}: {}",
            ran.err
        );
        assert!(!ran.err.contains("word@"), "{}", ran.err);
    }
    let plain = home.ok(&["--offline", "edit", "1", "--proxy", "127.0.0.1:8080"]);
    assert!(!plain.err.contains("list of processes"), "{}", plain.err);
}

/// What was typed as an address, and is none that can be asked for, was said whole.
#[test]
fn an_address_that_is_refused_is_said_without_its_password() {
    let server = outlet();
    let home = home_of(&server);
    let taken = home.run(&[
        "add",
        "--exact",
        "http://me:word@river.example/f?token=word",
    ]);
    assert!(!taken.err.contains("word@"), "{}", taken.err);
    let list = home.data().join("list");
    std::fs::write(&list, "ftp://me:word@h.example/x?token=word\n").unwrap();
    for arguments in [
        &["add", "ftp://me:word@h.example/x?token=word"][..],
        &["save", "ftp://me:word@h.example/x?token=word"],
        &["import", list.to_str().unwrap()],
        &[
            "edit",
            "1",
            "--url",
            "http://me:word@river.example/f?token=word",
        ],
    ] {
        let ran = home.run(&[&["--offline"], arguments].concat());
        let said: String = ran
            .err
            .lines()
            .filter(|it| !it.contains("list of processes"))
            .collect();
        assert!(
            !said.is_empty() && !said.contains("word"),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn no_secret_is_shown_by_any_view() {
    let server = outlet();
    let home = home_of(&server);
    home.run(&["refresh", "--all"]);
    let data = home.data();
    let start = Start {
        size: (40, 140),
        arguments: &[
            "--offline",
            "--data-dir",
            data.to_str().unwrap(),
            "--view",
            "all",
        ],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&home, &start);
    terminal.until_says("What happened");
    // Before the feeds are read no panel opens, and ^C would leave the view.
    terminal.press("gf");
    terminal.until_says("All unread");
    terminal.press("ga");
    // The reader and why an article is here; the feeds and the health of each; all that want a look.
    terminal.press("\ri\x03qgfi\x03ji\x03ji\x03ji\x03j");
    terminal.press(":health\r\x03");
    // The form of each feed, with its address; an address copied from its health.
    terminal.press("gfG");
    for _ in 0..4 {
        terminal.press("E");
        terminal.until_says("address");
        terminal.press("\t\x03iy\x03k");
    }
    terminal.press("?\x03");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    assert!(!written.contains(MARK), "{written}");
    assert!(written.contains("]52;"), "nothing was copied");
    // The mark in base 64, wherever it begins.
    for copied in ["aGlkZGVu", "ZGRlbi", "aWRkZW4t"] {
        assert!(!written.contains(copied), "{written}");
    }
}

/// S3: whatever the reader's umask lets pass, what is written is closed to others.
#[test]
fn what_is_written_is_closed_to_others_whatever_the_umask_is() {
    let server = outlet();
    let home = Home::new();
    let run = |arguments: &[&str]| {
        let plain = home.command(arguments);
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "umask 0; exec \"$0\" \"$@\"", BINARY])
            .args(plain.get_args())
            .env_clear()
            .env("HOME", home.path())
            .env(
                "TIDINGS_TEST_PANIC",
                if arguments[0] == "feeds" { "1" } else { "" },
            );
        command.output().unwrap();
    };
    let copy = home.path().join("copy.db");
    run(&["add", "--exact", &server.url("/feed")]);
    run(&["refresh", "--all"]);
    run(&["backup", copy.to_str().unwrap()]);
    crate::older::made_older(&home, crate::older::migrations().len() - 1);
    // As the version before left it.
    let owner = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(home.data().join("tidings.db"), owner).unwrap();
    run(&["feeds"]);
    let before = format!("tidings.before-{}.db", crate::older::migrations().len());
    assert!(home.data().join(before).exists(), "it was brought up");
    let mut all = vec![copy];
    files(&home.data(), &mut all);
    assert!(all.len() > 4, "{all:?}");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o077;
    for file in all {
        assert_eq!(mode(&file), 0, "{}", file.display());
        let folder = file.parent().unwrap();
        assert!(
            folder == home.path() || mode(folder) == 0,
            "{}",
            folder.display()
        );
    }
}
