//! User and password of a feed: from a command of the reader's (`pass`, `secret-tool`, `security`)
//! or from a file that only the reader can read. They are never stored, logged or shown.

use super::{JobError, process};
use crate::fetch::Response;
use crate::model::{FeedSettings, place_of};
use crate::text::{Clean, clean_line};
use std::collections::HashMap;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of a file with a password.
const LONGEST: u64 = 4096;

/// How long a password is known without asking again: some ask their owner each time.
const KNOWN: Duration = Duration::from_secs(60);

/// What was answered lately, by what gives passwords.
#[derive(Default)]
pub struct Secrets(Mutex<HashMap<Source, Arc<Mutex<Asked>>>>);

/// Command and user; a file is read each time.
type Source = (String, Option<String>);

/// The password, or why there is none, and when that came; whoever wants it meanwhile waits for who asks.
type Asked = Option<(Result<String, Clean>, Instant)>;

impl Secrets {
    /// The same as [`read`], which is asked once for many. A key store that is locked asks its owner once for all feeds
    /// behind it; again where a person has wanted this one `since`.
    pub fn get(
        &self,
        settings: &FeedSettings,
        since: Option<Instant>,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Option<String>, JobError> {
        let Some(source) = source(settings) else {
            return read(settings, is_over);
        };
        let asked = locked(&self.0).entry(source).or_default().clone();
        let mut asked = locked(&asked);
        match asked.as_ref().filter(|it| it.1.elapsed() < KNOWN) {
            Some((Ok(secret), _)) => return Ok(Some(secret.clone())),
            Some((Err(why), at)) if since.is_none_or(|since| *at >= since) => {
                return Err(JobError::Other(why.clone()));
            }
            _ => {}
        }
        let read = read(settings, is_over);
        let answer = match &read {
            Ok(secret) => secret.clone().map(Ok),
            // It was not waited for.
            Err(_) if is_over() => None,
            Err(error) => Some(Err(clean_line(&error.to_string()))),
        };
        *asked = answer.map(|answer| (answer, Instant::now()));
        read
    }

    /// One that was not taken by its feed's host may be another by now.
    pub fn doubt(&self, settings: &FeedSettings, feed: &str, response: &Response) {
        // Nothing was sent to where that host led.
        let is_own = place_of(&response.url).is_none_or(|it| Some(it) == place_of(feed));
        if let Some(source) = source(settings)
            && matches!(response.status, 401 | 403)
            && is_own
        {
            locked(&self.0).remove(&source);
        }
    }
}

fn source(settings: &FeedSettings) -> Option<Source> {
    let command = settings.credentials_command.clone()?;
    Some((command, settings.user.clone()))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `user:password`, or none where none is set; a command is not waited for any more once `is_over`.
pub fn read(
    settings: &FeedSettings,
    is_over: &dyn Fn() -> bool,
) -> Result<Option<String>, JobError> {
    let secret = match (&settings.credentials_command, &settings.credentials_file) {
        (Some(command), _) => process::read_secret(command, is_over)?,
        (None, Some(file)) => read_file(file)?,
        (None, None) => return Ok(None),
    };
    match settings.user.as_deref() {
        Some(user) => Ok(Some(format!("{user}:{secret}"))),
        None if secret.contains(':') => Ok(Some(secret)),
        None => Err(JobError::other(
            "it is no user:password; name the user with --user",
        )),
    }
}

/// The first line of a file that nobody else can read.
fn read_file(file: &str) -> Result<String, JobError> {
    let wrong = |why: &dyn std::fmt::Display| JobError::other(format!("{file}: {why}"));
    let handle = std::fs::File::open(file).map_err(|error| wrong(&error))?;
    let found = handle.metadata().map_err(|error| wrong(&error))?;
    if !found.is_file() {
        return Err(wrong(&"it is no file"));
    }
    if found.permissions().mode() & 0o077 != 0 {
        return Err(wrong(&"others can read it; chmod 600 keeps them out"));
    }
    let mut text = String::new();
    let read = handle.take(LONGEST).read_to_string(&mut text);
    read.map_err(|error| wrong(&error))?;
    let line = text.lines().next().unwrap_or_default().trim_end();
    if line.is_empty() {
        return Err(wrong(&"its first line is empty"));
    }
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(file: &std::path::Path) -> FeedSettings {
        FeedSettings {
            credentials_file: Some(file.to_string_lossy().into_owned()),
            ..FeedSettings::default()
        }
    }

    #[test]
    fn a_file_of_the_reader_s_alone_gives_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "me:p w\nnotes\n").unwrap();
        let mut settings = settings(&file);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = read(&settings, &|| false).unwrap_err().to_string();
        assert!(
            error.contains("chmod 600") && !error.contains("p w"),
            "{error}"
        );
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(
            read(&settings, &|| false).unwrap().as_deref(),
            Some("me:p w")
        );
        std::fs::write(&file, "p w\n").unwrap();
        assert!(read(&settings, &|| false).is_err(), "no user");
        settings.user = Some("me".into());
        assert_eq!(
            read(&settings, &|| false).unwrap().as_deref(),
            Some("me:p w")
        );
        std::fs::write(&file, "\n").unwrap();
        assert!(read(&settings, &|| false).is_err());
    }

    #[test]
    fn a_command_goes_before_a_file_and_its_failure_is_one() {
        let settings = FeedSettings {
            credentials_command: Some("printf 'a:b\\n'".into()),
            credentials_file: Some("/nonexistent".into()),
            ..FeedSettings::default()
        };
        assert_eq!(read(&settings, &|| false).unwrap().as_deref(), Some("a:b"));
        let failing = FeedSettings {
            credentials_command: Some("false".into()),
            ..FeedSettings::default()
        };
        assert!(read(&failing, &|| false).is_err());
    }

    #[test]
    fn a_password_is_asked_for_once_for_many_and_again_when_it_was_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let times = dir.path().join("times");
        let script = format!("sh -c 'echo x >> {}; echo me:pw'", times.display());
        let settings = FeedSettings {
            credentials_command: Some(script),
            ..FeedSettings::default()
        };
        let secrets = Secrets::default();
        let get = || secrets.get(&settings, None, &|| false).unwrap();
        let asked = || std::fs::read_to_string(&times).unwrap().lines().count();
        for _ in 0..3 {
            assert_eq!(get().as_deref(), Some("me:pw"));
        }
        assert_eq!(asked(), 1);
        let feed = "https://paper.example/feed";
        let refused = |settings: &FeedSettings, url: &str, status| {
            let response = Response {
                status,
                url: url.to_owned(),
                ..Response::default()
            };
            secrets.doubt(settings, feed, &response);
        };
        // Nothing of these is about it.
        refused(&settings, feed, 404);
        refused(&settings, "https://elsewhere.example/feed", 401);
        refused(&FeedSettings::default(), feed, 401);
        let other = FeedSettings {
            user: Some("other".into()),
            ..settings.clone()
        };
        refused(&other, feed, 401);
        get();
        assert_eq!(asked(), 1);
        refused(&settings, feed, 401);
        get();
        assert_eq!(asked(), 2);
    }

    /// Each of twenty feeds behind a key store that was locked opened its window, one after the other.
    #[test]
    fn a_command_that_failed_is_not_started_for_the_next_feed_unless_a_person_wants_it() {
        let dir = tempfile::tempdir().unwrap();
        let times = dir.path().join("times");
        let settings = FeedSettings {
            credentials_command: Some(format!("sh -c 'echo x >> {}; exit 1'", times.display())),
            ..FeedSettings::default()
        };
        let secrets = Secrets::default();
        let get = |since| {
            let error = secrets.get(&settings, since, &|| false).unwrap_err();
            error.to_string()
        };
        let asked = || std::fs::read_to_string(&times).unwrap().lines().count();
        let first = get(None);
        assert_eq!((get(None), asked()), (first, 1));
        let now = Instant::now();
        get(Some(now));
        get(Some(now));
        assert_eq!(asked(), 2);
        // Who was stopped while it asked has no answer.
        secrets
            .get(&settings, Some(Instant::now()), &|| true)
            .unwrap_err();
        let before = asked();
        get(None);
        assert_eq!(asked(), before + 1);
    }
}
