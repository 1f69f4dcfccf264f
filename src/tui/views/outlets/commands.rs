//! What can be done in the sidebar.

use super::{Outlets, Spot};
use crate::model::Change;
use crate::tui::core::Shape::Nothing;
use crate::tui::core::{Ask, Call, Command, Pane, command, motions};
use crate::tui::kit::said;

pub fn commands() -> Vec<Command<Outlets>> {
    let mut table = motions();
    table.extend([
        command(
            "open",
            &["Enter", "Space"],
            Nothing,
            "show the articles",
            "open",
            |v: &mut Outlets, call| {
                v.open(true, call);
            },
        ),
        command(
            "right",
            &["l", "Right"],
            Nothing,
            "unfold; else go to the list",
            "",
            right,
        ),
        command(
            "left",
            &["h", "Left"],
            Nothing,
            "fold; else go to the folder above",
            "",
            left,
        ),
        command(
            "reload",
            &["r"],
            Nothing,
            "poll this feed or folder now",
            "reload",
            reload,
        ),
        command(
            "health",
            &["i"],
            Nothing,
            "how polling this feed goes",
            "info",
            |v, call| match v.selected() {
                Some(Spot::Feed(id)) => call.ask(Ask::Health(*id)),
                _ => call.ask(Ask::Complain(said("select a feed first"))),
            },
        ),
        command(
            "unsubscribe",
            &["D"],
            Nothing,
            "unsubscribe from this feed",
            "unsubscribe",
            |v, call| match v.selected() {
                Some(Spot::Feed(id)) => call.ask(Ask::Change(Change::RemoveFeed(*id))),
                _ => call.ask(Ask::Complain(said("select a feed first"))),
            },
        ),
    ]);
    table
}

fn right(view: &mut Outlets, call: &mut Call) {
    match view.selected().cloned() {
        Some(Spot::Folder(path)) if view.folded.remove(&path) => view.arrange(),
        _ => call.ask(Ask::Focus(Pane::Articles)),
    }
}

fn left(view: &mut Outlets, _: &mut Call) {
    let above = match view.selected().cloned() {
        Some(Spot::Folder(path)) if !view.folded.contains(&path) => {
            view.folded.insert(path);
            view.arrange();
            return;
        }
        Some(Spot::Folder(mut path)) => {
            path.pop();
            path
        }
        Some(Spot::Feed(id)) => view.feed(id).map(super::path_of).unwrap_or_default(),
        _ => return,
    };
    if !above.is_empty() {
        view.select(&Spot::Folder(above));
    }
}

fn reload(view: &mut Outlets, call: &mut Call) {
    call.ask(match view.selected() {
        Some(Spot::Feed(id)) => Ask::Refresh(vec![*id]),
        Some(Spot::Folder(path)) => Ask::Refresh(view.feeds_below(path)),
        _ => Ask::RefreshAll,
    });
}
