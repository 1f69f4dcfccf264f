//! Enclosures: opened or fetched at once where there is one, else chosen from.

use super::{Enclosures, Over, State};
use crate::model::{ArticleId, Download, Held};
use crate::tui::core::Effect;
use crate::tui::kit::{Look, said, size};

/// What is wanted of an article's enclosures when it is known which there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    article: ArticleId,
    fetches: bool,
}

pub fn ask(
    state: &mut State,
    article: ArticleId,
    number: Option<u32>,
    fetches: bool,
    effects: &mut Vec<Effect>,
) {
    if let Some(number) = number {
        return act(state, article, number, fetches, effects);
    }
    state.wished = Some(Wish { article, fetches });
    effects.push(Effect::LoadEnclosures(article));
}

fn act(
    state: &mut State,
    article: ArticleId,
    number: u32,
    fetches: bool,
    effects: &mut Vec<Effect>,
) {
    if fetches && state.settings.is_offline {
        return state.complain(said("offline: nothing is fetched"));
    }
    if fetches && state.download.is_none() {
        state.say(said(
            "fetching; Esc ends it, and the next time goes on from there",
        ));
    }
    effects.push(if fetches {
        Effect::Download { article, number }
    } else {
        Effect::OpenEnclosure { article, number }
    });
}

/// It is known what an article encloses.
pub fn known(state: &mut State, article: ArticleId, held: Vec<Held>, effects: &mut Vec<Effect>) {
    if let Some(Over::Enclosures(view)) = state.over.last_mut()
        && view.article() == article
    {
        return view.know(held);
    }
    let Some(wish) = state.wished.take_if(|wish| wish.article == article) else {
        return;
    };
    match held.len() {
        0 => state.complain(said("this article has no enclosure")),
        1 => act(state, article, 1, wish.fetches, effects),
        _ => state
            .over
            .push(Over::Enclosures(Enclosures::new(article, held))),
    }
}

pub fn progress(state: &mut State, download: Download, effects: &mut Vec<Effect>) {
    let is_finished = download.is_finished;
    if let Some(Over::Enclosures(view)) = state.over.last()
        && view.article() == download.article
    {
        effects.push(Effect::LoadEnclosures(download.article));
    }
    state.download = Some(download).filter(|_| !is_finished);
}

/// "34 %  12.1 MB".
pub fn said_of(download: &Download, look: &Look<'_>) -> String {
    let down = look.glyphs.down;
    let bytes = size(download.bytes);
    match download.total.filter(|total| *total > 0) {
        Some(total) => {
            let percent = download.bytes.min(total).saturating_mul(100) / total;
            format!("{down} {percent} %  {bytes}")
        }
        None => format!("{down} {bytes}"),
    }
}
