//! Restores every invariant after an event: a selection that exists and is on the screen, scroll in
//! bounds, a layout asked for where there is none for this width.

use super::{Over, State, layout, mend, reading, slow};
use crate::tui::core::{Effect, Pane};
use crate::tui::views::start;

pub fn settle(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    mend::show_found(state);
    if state.focus == Pane::Reader && state.reader.is_none() {
        state.focus = Pane::Articles;
    }
    state.is_from_list &= state.focus == Pane::Outlets;
    let layout = layout::layout(state);
    // Behind an article they stay as they are, for when it is left.
    let height = usize::from(layout.list_height);
    state.outlets.settle(height);
    let width = layout.articles.map_or(state.size.0, |area| area.width);
    effects.extend(state.articles.settle(width, height, width == state.size.0));
    let measure = state.measure;
    let pictures = state.settings.pictures;
    if let (Some(area), Some(reader)) = (layout.reader, &mut state.reader) {
        effects.extend(reader.settle(area.width, usize::from(area.height), measure, pictures));
    }
    reading::at_end(state, &mut effects);
    if let Some(prompt) = &mut state.prompt {
        prompt.settle(usize::from(state.size.0));
    }
    if let Some(area) = layout.over {
        let (width, height) = (usize::from(area.width), usize::from(area.height));
        match state.over.last_mut() {
            Some(Over::Start(view)) => {
                let (head, foot) = start::around(area.height);
                let list = area.height.saturating_sub(head + foot);
                view.settle(area.width, usize::from(list));
            }
            Some(Over::Help(view)) => view.settle(area.width, height),
            Some(Over::Health(view)) => view.settle(height),
            Some(Over::Choose(view)) => view.settle(height),
            Some(Over::Filtering(view)) => view.settle(),
            Some(Over::Filters(view)) => view.settle(height),
            Some(Over::Palette(view)) => view.settle(width, height),
            Some(Over::Troubles(view)) => view.settle(height),
            Some(Over::Edit(form)) => form.settle(width, height),
            Some(Over::Write(form)) => form.settle(width),
            Some(Over::Enclosures(view)) => view.settle(height),
            Some(Over::Links(view)) => view.settle(height),
            Some(Over::Themes(view)) => view.settle(height),
            None => {}
        }
    }
    slow::settle(state, &mut effects);
    effects
}

/// What must hold after every event.
#[cfg(test)]
pub fn is_sound(state: &State) -> Result<(), &'static str> {
    let layout = layout::layout(state);
    let checks = [
        (
            state.outlets.is_sound(),
            "the sidebar's selection is not on the screen",
        ),
        (
            state.articles.is_sound(),
            "the list's selection is not on the screen",
        ),
        (
            state.focus != Pane::Reader || state.reader.is_some(),
            "the keys go to no article",
        ),
        (
            layout.reader.is_none() || state.reader.as_ref().is_none_or(super::Reader::is_sound),
            "the article is not laid out for its pane",
        ),
    ];
    checks
        .iter()
        .find(|(holds, _)| !holds)
        .map_or(Ok(()), |(_, what)| Err(what))
}
