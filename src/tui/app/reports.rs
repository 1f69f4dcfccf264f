//! What jobs say while they work.

use super::{State, connection, enclosures, mend, writing};
use crate::model::{
    AheadProgress, ArticleId, FeedId, FeedPolled, OutletId, PollResult, RefreshProgress, Report,
};
use crate::text::{Clean, width};
use crate::tui::core::{Effect, Timer};
use crate::tui::kit::{counted, quoted, said, size};
use std::collections::BTreeSet;

/// Changes come in quick succession while feeds are polled: lists follow at this pace.
pub const PACE: u64 = 150;
/// Columns of the bottom line that a message leaves to others.
const BESIDE: usize = 2;

pub fn take(state: &mut State, report: Report, effects: &mut Vec<Effect>) {
    match report {
        Report::Changed(changed) => {
            if !changed.bodies.is_empty() {
                effects.push(Effect::Forget(changed.bodies.clone()));
                outdated(state, &changed.bodies, effects);
            }
            effects.push(Effect::Later {
                timer: Timer::Reload,
                milliseconds: PACE,
            });
        }
        Report::FeedStarted(feed) => {
            state.outlets.polling.insert(feed);
        }
        Report::FeedPolled(polled) => fed(state, polled, effects),
        Report::Refresh(progress) => refreshed(state, progress, effects),
        Report::FullText { article, error } => whole(state, article, error, effects),
        Report::Coming {
            url,
            bytes,
            seconds,
        } => coming(state, &url, (bytes, seconds)),
        Report::Written(result) => writing::written(state, result),
        Report::Download(download) => enclosures::progress(state, download, effects),
        Report::Connection { is_away: true } => connection::lost(state),
        Report::Connection { is_away: false } => connection::back(state, effects),
        Report::Ahead(progress) => ahead(state, progress),
        Report::Found {
            asked,
            candidates,
            error,
        } => {
            if !candidates.is_empty() {
                // Somebody has answered.
                connection::back(state, effects);
            }
            mend::found(state, &asked, candidates, error);
        }
        Report::PageSaved { address, error } => super::grant::page_saved(state, &address, error),
        Report::Subscribed { title, is_new, .. } => {
            let already = if is_new { "" } else { "already " };
            state.say(said(&format!("{already}subscribed to {title}")));
            if let Some(message) = &mut state.message {
                message.can_undo = is_new;
            }
            effects.push(Effect::LoadFeeds { today: state.today });
            if is_new && !connection::is_away(state) {
                effects.push(Effect::FetchAhead);
            }
        }
        Report::Alerts(titles) => {
            let first = titles
                .first()
                .map(|title| quoted(&state.look(), title))
                .unwrap_or_default();
            let words = match titles.len() {
                1 => said(&format!("alert: {first}")),
                many => said(&format!("alert: {first} and {} more", many - 1)),
            };
            effects.push(Effect::Tell(words.clone()));
            state.say(words);
        }
        Report::Message {
            text,
            is_error: true,
        } => state.complain(text),
        Report::Message {
            text,
            is_error: false,
        } => state.say(text),
    }
}

fn ahead(state: &mut State, progress: AheadProgress) {
    if progress.is_finished && progress.is_offline {
        // It goes on when the network is back.
        connection::want(state);
    } else if let Some(words) = lacking(&progress) {
        state.say(words);
    }
    state.ahead = Some(progress).filter(|progress| !progress.is_finished);
}

/// What is not there at the end of a run that fetched or tried something, and why: who sees no count any more would
/// believe that all is. What was left alone was said before.
fn lacking(progress: &AheadProgress) -> Option<Clean> {
    let AheadProgress { whole, total, .. } = *progress;
    if !progress.is_finished {
        return None;
    }
    let pictures = match progress.without_pictures.len() {
        0 => String::new(),
        count => format!(", {count} without all pictures"),
    };
    if let Some(why) = &progress.stopped {
        let is_all = whole == total && pictures.is_empty();
        let is_news = progress.bytes > 0 && !is_all;
        return is_news.then(|| said(&format!("{whole} of {total} whole{pictures}: {why}")));
    }
    let failed = progress.failures.iter().filter(|it| !it.is_left_alone);
    let (count, first) = (failed.clone().count(), failed.map(|it| &it.why).next()?);
    Some(said(&format!(
        "{whole} of {total} whole, {count} failed: {first}"
    )))
}

/// So much of a page came in so many seconds.
fn coming(state: &mut State, url: &str, so_far: (u64, u64)) {
    // The last word of one that was given up may still be on the way.
    let waits =
        |reader: &&mut super::Reader| reader.is_fetching && reader.row.url.as_deref() == Some(url);
    if let Some(reader) = state.reader.as_mut().filter(waits) {
        reader.coming = Some(so_far);
    }
}

fn fed(state: &mut State, polled: FeedPolled, effects: &mut Vec<Effect>) {
    state.outlets.polling.remove(&polled.feed);
    let found = match (polled.result, polled.new) {
        (PollResult::Failed | PollResult::Cut, 0) => said(&format!("failed: {}", polled.why)),
        (PollResult::Cut, new) => said(&format!("{new} new, but {}", polled.why)),
        (PollResult::Waiting, _) => polled.why,
        (_, 0) if polled.updated > 0 => said(&format!("{} updated", polled.updated)),
        (_, 0) => said("nothing new"),
        (_, new) => said(&format!("{new} new")),
    };
    if state.refresh.is_none() && polled.result == PollResult::Waiting {
        // Nothing was asked: say why, as nothing else will be seen.
        state.held_back += 1;
        let many = match state.held_back {
            1 => String::new(),
            many => format!("{many} feeds wait; "),
        };
        state.say(said(&format!("{many}{}: {found}", polled.title)));
    }
    if polled.new > 0 {
        state.arrived.insert(polled.feed);
    }
    state.polled.insert(polled.feed, found);
    effects.push(Effect::Later {
        timer: Timer::Reload,
        milliseconds: PACE,
    });
}

fn refreshed(state: &mut State, progress: RefreshProgress, effects: &mut Vec<Effect>) {
    if !progress.is_finished {
        if state.refresh.is_none() {
            state.polled.clear();
            state.arrived.clear();
        }
        // Where nothing is asked, why not has been said already, and is the answer to the key.
        let is_asked = state.finding.sought.is_empty() && !state.is_probing;
        if is_asked && progress.done == 0 && progress.total > 0 {
            state.message = state.message.take().filter(|message| message.can_undo);
        }
        state.refresh = Some(progress);
        return;
    }
    let was_running = state.refresh.take().is_some();
    state.outlets.polling.clear();
    let was_probe = std::mem::take(&mut state.is_probing);
    let asked = state.asked.take();
    effects.extend(state.reload());
    if progress.is_offline {
        connection::in_vain(state, asked);
        if !was_probe {
            state.complain(said("no network; everything stored is readable"));
        }
    } else if was_running && progress.total > 0 && !is_of_change(state, &progress) {
        let words = sum(state, &progress);
        state.say(words);
    }
    state.held_back = 0;
    effects.extend(state.count_news());
}

/// The one feed was asked because it was changed, as its address: what was changed, and that it can be taken back, is
/// what one wants to read.
fn is_of_change(state: &State, progress: &RefreshProgress) -> bool {
    let can_undo = state.message.as_ref().is_some_and(|it| it.can_undo);
    can_undo && progress.total == 1 && progress.failed == 0
}

/// What a refresh came to, as far as there is room: what is said last is worth least.
fn sum(state: &State, progress: &RefreshProgress) -> Clean {
    let mut words = match (progress.new, progress.updated) {
        (0, 0) => "nothing new".to_owned(),
        (0, updated) => format!("{updated} updated"),
        (new, 0) => new_from(state, new as usize),
        (new, updated) => format!("{}, {updated} updated", new_from(state, new as usize)),
    };
    if progress.failed > 0 {
        words.push_str(&format!(", {} failed", progress.failed));
    }
    // Those that were not even to be asked are told before it begins.
    let put_off = progress.put_off as usize + state.held_back;
    if put_off > 0 {
        words.push_str(&format!(", {put_off} put off"));
    }
    let room = usize::from(state.size().0).saturating_sub(BESIDE);
    let bytes = format!(", {}", size(progress.bytes));
    let (today, month) = (size(progress.bytes_today), size(progress.bytes_this_month));
    let longest = format!("{bytes} (today {today}, this month {month})");
    let mut ends = Vec::new();
    if progress.failed > 0 {
        let where_to = " (! in the list of feeds)";
        ends.extend([format!("{where_to}{longest}"), where_to.to_owned()]);
    }
    ends.extend([longest, format!("{bytes} (today {today})"), bytes]);
    let fits = |end: &&String| width(&words) + width(end) <= room;
    if let Some(end) = ends.iter().find(fits) {
        words.push_str(end);
    }
    said(&words)
}

/// "12 new articles from 5 outlets".
fn new_from(state: &State, new: usize) -> String {
    let outlet = |feed: &FeedId| state.outlets.feed(*feed).map(|feed| feed.outlet);
    let outlets: BTreeSet<OutletId> = state.arrived.iter().filter_map(outlet).collect();
    let articles = counted(new, "new article");
    match outlets.len() {
        0 | 1 => articles,
        many => format!("{articles} from {many} outlets"),
    }
}

/// The text of an article is as whole as it gets now.
fn whole(state: &mut State, article: ArticleId, error: Option<Clean>, effects: &mut Vec<Effect>) {
    if let Some(reader) = state
        .reader
        .as_mut()
        .filter(|reader| reader.article() == article)
    {
        let is_asked_again = reader.end_fetching();
        let is_here = error.is_none();
        reader.trouble = error;
        if is_asked_again && is_here {
            state.say(said("the page was fetched again"));
        }
    }
    effects.push(Effect::Forget(vec![article]));
    outdated(state, &[article], effects);
    effects.push(Effect::Later {
        timer: Timer::Reload,
        milliseconds: PACE,
    });
}

fn outdated(state: &mut State, articles: &[ArticleId], effects: &mut Vec<Effect>) {
    if let Some(reader) = state
        .reader
        .as_mut()
        .filter(|r| articles.contains(&r.article()))
    {
        effects.push(reader.outdated());
    }
}
