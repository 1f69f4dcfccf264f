//! What a permanent redirect makes of a feed's address.

use super::day_of;
use crate::model::{Moved, PollState, Timestamp, keeps_secrets};
use url::Url;

/// Days on which a permanent redirect must be seen before it is believed.
const DAYS: u8 = 3;
/// Words in the addresses of pages that hotels and consent walls send one to.
const CAPTIVE: &[&str] = &[
    "login",
    "log-in",
    "signin",
    "sign-in",
    "logon",
    "register",
    "landing",
    "captive",
    "portal",
    "consent",
    "hotspot",
    "auth",
    "oauth",
    "oauth2",
    "authorize",
    "sso",
];

/// What is remembered of a move, and the new address once it was seen on three days with a sound
/// feed behind it; never for what looks like a log-in page, and never away from https.
pub fn moved(
    state: &PollState,
    permanent: Option<&str>,
    now: Timestamp,
) -> (Option<Moved>, Option<String>) {
    let Some(target) = permanent.filter(|target| is_believable(&state.url, target)) else {
        return (None, None);
    };
    let before = state.moved.as_ref().filter(|moved| moved.url == target);
    let days = match before {
        Some(moved) if day_of(moved.last_day) == day_of(now) => moved.days,
        Some(moved) => moved.days.saturating_add(1),
        None => 1,
    };
    // Password and headers are for whoever was asked first: the reader decides.
    let may_go = !state.settings.has_secrets() || keeps_secrets(&state.url, target);
    if days >= DAYS && may_go {
        return (None, Some(target.to_owned()));
    }
    let url = target.to_owned();
    (
        Some(Moved {
            url,
            days,
            last_day: now,
        }),
        None,
    )
}

fn is_believable(from: &str, to: &str) -> bool {
    let (Ok(from), Ok(to)) = (Url::parse(from), Url::parse(to)) else {
        return false;
    };
    let has_password = !from.username().is_empty() || from.password().is_some();
    let is_weaker = from.scheme() == "https" && to.scheme() != "https";
    from != to && !has_password && !is_weaker && !gains_way_in(&from, &to)
}

/// Whether one is sent from an address to what looks like a log-in page.
pub fn leads_to_sign_in(from: &str, to: &str) -> bool {
    let (Ok(from), Ok(to)) = (Url::parse(from), Url::parse(to)) else {
        return false;
    };
    gains_way_in(&from, &to)
}

/// An address that always had such a word in it may keep it.
fn gains_way_in(from: &Url, to: &Url) -> bool {
    let (from, to) = (words(from), words(to));
    let has = |words: &str, word: &str| words.contains(&format!("-{word}-"));
    CAPTIVE
        .iter()
        .any(|word| has(&to, word) && !has(&from, word))
}

/// Of an address, in small letters between hyphens; authors.example has no `auth`, blog.in no `log-in`.
fn words(url: &Url) -> String {
    let mut words = String::from("-");
    for c in url.as_str().chars() {
        match c {
            '-' | '_' => words.push('-'),
            c if c.is_ascii_alphanumeric() => words.push(c.to_ascii_lowercase()),
            _ => words.push_str("-/-"),
        }
    }
    words.push('-');
    words
}
