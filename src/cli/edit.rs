//! `edit`: what the reader sets for one feed, as one change that can be undone.

use super::error::{Failure, Outcome, warn_of_secret};
use super::feeds;
use super::json;
use super::session::Session;
use crate::jobs;
use crate::model::{
    Ahead, Change, Feed, FeedEdit, FeedId, FeedSettings, Which, folder_names, without_secrets,
};
use std::io::Read as _;

/// Headers of a feed.
const HEADERS: usize = 20;

#[derive(clap::Args)]
pub struct Arguments {
    /// The feed by id, address or title
    feed: String,
    /// Your own name for it; empty takes the feed's
    #[arg(long)]
    title: Option<String>,
    /// Folder, with / between folders in folders, \/ for one in a name; empty: none
    #[arg(long)]
    folder: Option<String>,
    /// Other folders under which its articles are found (folder:NAME), with commas between; empty:
    /// none
    #[arg(long, value_name = "FOLDERS")]
    also_in: Option<String>,
    /// Another address of the same feed
    #[arg(long)]
    url: Option<String>,
    /// Look for the feed anew, from its site, and take the best that is found there
    #[arg(long, conflicts_with = "url")]
    find: bool,
    /// Least time between two polls, as 30m, 6h, 2d; empty: as for all
    #[arg(long, value_name = "TIME")]
    interval: Option<String>,
    /// User name, where the command or file below gives only the password; empty: none
    #[arg(long)]
    user: Option<String>,
    /// A command that prints user:password, as "pass show news"; empty: none
    #[arg(long, value_name = "COMMAND")]
    credentials_command: Option<String>,
    /// A file that only you can read (0600), with user:password; empty: none
    #[arg(long, value_name = "FILE")]
    credentials_file: Option<String>,
    /// Sent with each request, as "Name: value"; "Name: -" reads the value from standard input,
    /// "Name:" takes the header away
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,
    /// A proxy for this feed (http://, https://, socks5://); empty: as for all
    #[arg(long)]
    proxy: Option<String>,
    /// Fetch and clean the page of each new article
    #[arg(long, value_name = "on|off")]
    full_text: Option<Switch>,
    /// Fetch the texts of new articles before they are opened
    #[arg(long, value_name = "on|off")]
    prefetch: Option<Switch>,
    /// What is fetched of new articles before they are opened: off, text, pictures (with the text);
    /// empty: as for all
    #[arg(long, value_name = "WHAT")]
    ahead: Option<String>,
    /// Days that its articles are kept; 0: for ever; empty: as for all. With one of these three of its
    /// own, those of all feeds do not hold for it
    #[arg(long, value_name = "N")]
    keep_days: Option<String>,
    /// The newest so many of its articles are kept; 0: all; empty: as for all
    #[arg(long, value_name = "N")]
    keep_articles: Option<String>,
    /// MiB of its texts that are kept; 0: all; empty: as for all
    #[arg(long, value_name = "N")]
    keep_megabytes: Option<String>,
    /// Keep it out of the lists of all feeds
    #[arg(long, value_name = "on|off")]
    hidden: Option<Switch>,
    /// Trust this one certificate, whoever signed it: its SHA-256, or "accept" for the one that the
    /// host shows now; empty: as the system says
    #[arg(long, value_name = "SHA256|accept")]
    certificate: Option<String>,
    /// Never HTTP/2, for servers that fail at it
    #[arg(long, value_name = "on|off")]
    http1: Option<Switch>,
    /// All of these as for every other feed; what else is given comes after it
    #[arg(long)]
    reset: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let instead = "--credentials-command and --credentials-file keep it from both";
    for address in arguments.url.iter().chain(&arguments.proxy) {
        warn_of_secret(address, instead);
    }
    let store = session.store()?;
    let reader = store.reader()?;
    let id = feeds::named(&reader, std::slice::from_ref(&arguments.feed))?[0];
    let mut all = reader.feeds()?.into_iter();
    let feed = all.find(|feed| feed.id == id);
    let feed = feed.ok_or_else(|| Failure::nothing("the feed was removed meanwhile"))?;
    let found = found(arguments, id, session)?;
    let url = arguments.url.as_ref().or(found.as_ref());
    let change = change(arguments, url, &feed, session)?;
    if change.is_none() && !arguments.says_anything() {
        return Err(Failure::usage(
            "say what to change, as --title, --folder, --interval; `tidings edit --help` has all",
        ));
    }
    if arguments.url.is_some() {
        store.name_again(id)?;
    }
    if let Some(change) = change {
        let applied = store.apply(&change, session.now())?;
        let is_nothing = applied.group.is_none() && applied.message.is_empty();
        session.say(if is_nothing {
            "nothing to change"
        } else {
            &applied.message
        });
    }
    let context = session.plain_context(store.clone())?;
    let exit = session.copied(jobs::write_subscriptions(&context));
    if found.is_some() {
        jobs::refresh(&context, &Which::Feeds(vec![id]))?;
    }
    if session.global.json {
        for feed in store.reader()?.feeds()? {
            if feed.id == id {
                session.print_json(&json::feed(&feed, session.now()))?;
            }
        }
    }
    Ok(exit)
}

/// Where the feed is now, where that is asked.
fn found(
    arguments: &Arguments,
    feed: FeedId,
    session: &Session,
) -> Result<Option<String>, Failure> {
    if !arguments.find {
        return Ok(None);
    }
    let context = session.plain_context(session.store()?)?;
    let best = jobs::find_anew(&context, feed)?.into_iter().next();
    let best = best.ok_or_else(|| Failure::nothing("no feed was found at its site"))?;
    session.say(&format!("{} {}", without_secrets(&best.url), best.title));
    Ok(Some(best.url))
}

/// All that is given as one change, which one undo takes back.
fn change(
    arguments: &Arguments,
    url: Option<&String>,
    feed: &Feed,
    session: &Session,
) -> Result<Option<Change>, Failure> {
    let folder = arguments.folder.as_deref().map(folder_names);
    let url = url.map(|url| address(url)).transpose()?;
    let settings = arguments.settings(feed, session)?;
    let only_title = FeedSettings {
        title: settings.title.clone(),
        ..feed.settings.clone()
    };
    let is_rename = settings != feed.settings && settings == only_title;
    // One thing alone is said in its own words.
    Ok(match (folder, url) {
        (None, None) if settings == feed.settings => None,
        (None, None) if is_rename => {
            let title = settings.title.unwrap_or_default();
            Some(Change::RenameFeed(feed.id, title))
        }
        (None, None) => Some(Change::FeedSettings(feed.id, settings)),
        (Some(folder), None) if settings == feed.settings => {
            Some(Change::MoveFeed(feed.id, folder))
        }
        (None, Some(url)) if settings == feed.settings => Some(Change::FeedUrl(feed.id, url)),
        (folder, url) => {
            let own = || feed.folder.iter().map(ToString::to_string).collect();
            let edit = FeedEdit {
                url: url.unwrap_or_else(|| feed.url.clone()),
                folder: folder.unwrap_or_else(own),
                settings,
            };
            Some(Change::EditFeed(feed.id, edit))
        }
    })
}

/// Only what can be fetched.
fn address(typed: &str) -> Result<String, Failure> {
    let url = url::Url::parse(typed.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.map(|url| url.to_string())
        .ok_or_else(|| Failure::usage("--url wants an http or https address"))
}

impl Arguments {
    fn says_anything(&self) -> bool {
        let texts = [
            &self.title,
            &self.folder,
            &self.also_in,
            &self.url,
            &self.interval,
            &self.user,
            &self.credentials_command,
            &self.credentials_file,
            &self.proxy,
            &self.certificate,
            &self.ahead,
            &self.keep_days,
            &self.keep_articles,
            &self.keep_megabytes,
        ];
        let switches = [self.full_text, self.prefetch, self.hidden, self.http1];
        self.reset
            || self.find
            || !self.header.is_empty()
            || texts.iter().any(|text| text.is_some())
            || switches.iter().any(Option::is_some)
    }

    fn settings(&self, feed: &Feed, session: &Session) -> Result<FeedSettings, Failure> {
        let mut settings = if self.reset {
            FeedSettings::default()
        } else {
            feed.settings.clone()
        };
        let text = |given: &Option<String>, field: &mut Option<String>| {
            if let Some(given) = given {
                *field = Some(given.trim().to_owned()).filter(|given| !given.is_empty());
            }
        };
        let switch = |given: Option<Switch>, field: &mut bool| {
            *field = given.map_or(*field, |given| given == Switch::On);
        };
        text(&self.title, &mut settings.title);
        text(&self.user, &mut settings.user);
        text(&self.credentials_command, &mut settings.credentials_command);
        text(&self.credentials_file, &mut settings.credentials_file);
        text(&self.proxy, &mut settings.proxy);
        switch(self.full_text, &mut settings.full_text);
        switch(self.prefetch, &mut settings.prefetch);
        switch(self.hidden, &mut settings.hidden);
        switch(self.http1, &mut settings.http1);
        if let Some(names) = &self.also_in {
            settings.tags = list(names);
        }
        if let Some(interval) = &self.interval {
            settings.interval = seconds(interval)?;
        }
        if let Some(ahead) = &self.ahead {
            settings.ahead = wish(ahead)?;
        }
        for (name, given, field) in [
            ("--keep-days", &self.keep_days, &mut settings.keep_days),
            (
                "--keep-articles",
                &self.keep_articles,
                &mut settings.keep_articles,
            ),
            (
                "--keep-megabytes",
                &self.keep_megabytes,
                &mut settings.keep_megabytes,
            ),
        ] {
            if let Some(given) = given {
                *field = number(name, given)?;
            }
        }
        for header in &self.header {
            set_header(&mut settings.headers, header)?;
        }
        if let Some(certificate) = &self.certificate {
            let proxy = settings.proxy.as_deref();
            settings.certificate = self.certificate(certificate, proxy, feed, session)?;
        }
        check(&mut settings)?;
        self.check_credentials(&settings)?;
        Ok(settings)
    }

    /// Of what is given now: a file that has gone since holds up no other change.
    fn check_credentials(&self, settings: &FeedSettings) -> Result<(), Failure> {
        if self.user.is_some() && settings.user.is_some() && !settings.has_credentials() {
            return Err(Failure::usage(
                "--user wants a password beside it, from --credentials-command or --credentials-file",
            ));
        }
        let file = settings.credentials_file.as_deref();
        if let Some(file) = file.filter(|_| self.credentials_file.is_some())
            && let Err(error) = std::fs::metadata(file)
        {
            let why = format!("--credentials-file: {file} cannot be read: {error}");
            return Err(Failure::usage(why));
        }
        Ok(())
    }

    fn certificate(
        &self,
        given: &str,
        proxy: Option<&str>,
        feed: &Feed,
        session: &Session,
    ) -> Result<Option<String>, Failure> {
        if given == "accept" {
            let context = session.plain_context(session.store()?)?;
            let url = self.url.as_deref().unwrap_or(&feed.url);
            let shown = jobs::shown_certificate(&context, url, proxy)?;
            session.say(&format!("accepted the certificate with SHA-256 {shown}"));
            return Ok(Some(shown));
        }
        let fingerprint = crate::fetch::normal_fingerprint(given);
        match fingerprint.len() {
            0 if given.trim().is_empty() => Ok(None),
            64 => Ok(Some(fingerprint)),
            _ => Err(Failure::usage(
                "--certificate wants a SHA-256 (64 hexadecimal digits) or accept",
            )),
        }
    }
}

fn wish(given: &str) -> Result<Option<Ahead>, Failure> {
    let given = given.trim();
    let wrong = || Failure::usage("--ahead wants off, text or pictures");
    if given.is_empty() {
        return Ok(None);
    }
    Ahead::named(given).map(Some).ok_or_else(wrong)
}

fn number(name: &str, given: &str) -> Result<Option<u32>, Failure> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Failure::usage(format!("{name} wants a whole number"));
    given.parse().map(Some).map_err(wrong)
}

fn seconds(interval: &str) -> Result<Option<u64>, Failure> {
    if interval.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || Failure::usage("--interval wants a time such as 30m, 6h, 2d");
    let seconds = crate::config::seconds(interval.trim()).ok_or_else(wrong)?;
    Ok(Some(seconds))
}

/// What would fail at each poll is refused now.
fn check(settings: &mut FeedSettings) -> Result<(), Failure> {
    if let Some(file) = &mut settings.credentials_file {
        // The program may be started anywhere.
        let full = std::path::absolute(&*file)?;
        *file = full.to_string_lossy().into_owned();
    }
    if let Some(command) = &settings.credentials_command {
        shell_words::split(command)
            .map_err(|error| Failure::usage(format!("--credentials-command: {error}")))?;
    }
    if settings
        .user
        .as_ref()
        .is_some_and(|user| user.contains(':'))
    {
        return Err(Failure::usage("a user name has no colon (RFC 7617)"));
    }
    let proxy = settings.proxy.as_deref().unwrap_or_default();
    if !crate::config::is_proxy(proxy) {
        return Err(Failure::usage(
            "--proxy wants an address such as http://host:8080 or socks5://host:1080",
        ));
    }
    Ok(())
}

/// A header whose name has one of these says who one is: its value is never taken as an argument.
const CREDENTIALS: [&str; 6] = ["auth", "cookie", "token", "secret", "api-key", "apikey"];

fn set_header(headers: &mut Vec<(String, String)>, given: &str) -> Result<(), Failure> {
    let wrong = || Failure::usage("--header wants \"Name: value\"");
    let (name, value) = given.split_once(':').ok_or_else(wrong)?;
    let (name, value) = (name.trim(), value.trim());
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(wrong());
    }
    let lower = name.to_ascii_lowercase();
    let is_credential = CREDENTIALS.iter().any(|part| lower.contains(part));
    if is_credential && !matches!(value, "" | "-") {
        return Err(Failure::usage(format!(
            "{name} is a secret, which others could read in the list of processes; \"{name}: -\" reads it from standard input"
        )));
    }
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    let value = if value == "-" {
        let mut text = String::new();
        std::io::stdin().take(4096).read_to_string(&mut text)?;
        text.lines().next().unwrap_or_default().trim().to_owned()
    } else {
        value.to_owned()
    };
    if value.chars().any(char::is_control) || headers.len() >= HEADERS {
        return Err(wrong());
    }
    if !value.is_empty() {
        headers.push((name.to_owned(), value));
    }
    Ok(())
}

fn list(names: &str) -> Vec<String> {
    let names = names.split(',').map(|name| folder_names(name).join("/"));
    let mut all: Vec<String> = Vec::new();
    for name in names.filter(|name| !name.is_empty()) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
