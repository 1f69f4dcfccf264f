//! `feeds`: what is subscribed to and how it goes; and what FEED means on the command line.

use super::error::{Exit, Failure, Outcome};
use super::json;
use super::session::Session;
use crate::model::{Feed, FeedId, Remedy, Timestamp, Trouble, without_secrets};
use crate::store::Reader;

#[derive(clap::Args)]
pub struct Arguments {
    /// Only these, by id, address or title
    feeds: Vec<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let reader = session.store()?.reader()?;
    let wanted = named(&reader, &arguments.feeds)?;
    for feed in reader.feeds()? {
        if !wanted.is_empty() && !wanted.contains(&feed.id) {
            continue;
        }
        if session.global.json {
            session.print_json(&json::feed(&feed, session.now()))?;
        } else {
            session.print(&line(&feed))?;
        }
    }
    Ok(Exit::Done)
}

fn line(feed: &Feed) -> String {
    let folder = match feed
        .folder
        .iter()
        .map(crate::text::Clean::as_str)
        .collect::<Vec<_>>()
        .join("/")
    {
        folder if folder.is_empty() => folder,
        folder => format!("{folder}/"),
    };
    let state = match &feed.health.error {
        Some(error) => format!("  ! {error}"),
        None if feed.was_never_fetched() => "  never fetched".to_owned(),
        None => String::new(),
    };
    let (unread, total) = (feed.unread, feed.total);
    format!(
        "{:>4}  {unread:>4}/{total:<5} {folder}{}  {}{state}",
        feed.id,
        feed.title,
        without_secrets(&feed.url)
    )
}

/// The command that helps against what is wrong with a feed; `time` writes times as whoever reads it wants them.
pub fn remedy(
    feed: &Feed,
    trouble: Trouble,
    now: Timestamp,
    time: impl Fn(Timestamp) -> String,
) -> String {
    let id = feed.id;
    match feed.remedy(trouble, now) {
        Remedy::Unsubscribe => format!("tidings remove {id}"),
        Remedy::Wait(until) => {
            let until = time(until);
            format!("tidings refresh {id} (not before {until}: the outlet asked to wait)")
        }
        Remedy::BackOff(until) => {
            let until = time(until);
            format!("tidings refresh {id} (tidings waits until {until}: the outlet is overloaded)")
        }
        Remedy::TryNow => format!("tidings refresh {id}"),
        Remedy::FindAnew => format!("tidings edit {id} --find"),
        Remedy::Password => format!("tidings edit {id} --user NAME --credentials-file FILE"),
        Remedy::TakeAddress => {
            let to = feed.activity.moved_to.as_deref().unwrap_or_default();
            let to = without_secrets(to).replace('\'', "%27");
            format!("tidings edit {id} --url '{to}'")
        }
        Remedy::Hide => format!("tidings edit {id} --hidden on"),
    }
}

/// The feeds that the words name: an id, an address, a title, or a part of a title that only one has. A number is an id
/// wherever one has it, else a whole title.
pub fn named(reader: &Reader, words: &[String]) -> Result<Vec<FeedId>, Failure> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let feeds = reader.feeds()?;
    words.iter().map(|word| one(&feeds, word)).collect()
}

fn one(feeds: &[Feed], word: &str) -> Result<FeedId, Failure> {
    let folded = crate::text::fold(word);
    let exact =
        |feed: &&Feed| word.parse().is_ok_and(|id| feed.id == FeedId::new(id)) || feed.url == word;
    if let Some(feed) = feeds.iter().find(exact) {
        return Ok(feed.id);
    }
    let of_title = |is_meant: &dyn Fn(&str) -> bool| {
        let meant = feeds
            .iter()
            .filter(|feed| is_meant(&crate::text::fold(&feed.title)));
        only(word, &meant.collect::<Vec<_>>())
    };
    if let Some(id) = of_title(&|title| title == folded)? {
        return Ok(id);
    }
    // A number that is no id any more must not become a part of another feed's title.
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unknown(word));
    }
    of_title(&|title| title.contains(&folded))?.ok_or_else(|| unknown(word))
}

/// The one feed that a word means, if any; several are refused: acting on one of them would be a guess.
fn only(word: &str, meant: &[&Feed]) -> Result<Option<FeedId>, Failure> {
    match meant {
        [] => Ok(None),
        [feed] => Ok(Some(feed.id)),
        many => Err(Failure::nothing(format!(
            "{word:?} may be {}; use the id",
            many.iter()
                .map(|f| format!("{} ({})", f.title, f.id))
                .collect::<Vec<_>>()
                .join(" or ")
        ))),
    }
}

fn unknown(word: &str) -> Failure {
    Failure::nothing(format!(
        "there is no feed {word:?}; `tidings feeds` lists them with their ids"
    ))
}
