//! What can be done in the sidebar.

use super::{Outlets, Spot};
use crate::model::{Change, FeedId};
use crate::tui::core::{Ask, Call, Command, Pane, commands, motions};
use crate::tui::kit::said;

pub fn commands() -> Vec<Command<Outlets>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "open" ["Enter", "Space"] Nothing "open" "show the articles" => |v: &mut Outlets, call| v.open(true, call);
        "right" ["l", "Right"] Nothing "" "unfold; else go to the list" => right;
        "left" ["h", "Left"] Nothing "" "fold; else go to the folder above" => left;
        "reload" ["r"] Nothing "reload" "poll this feed or folder now" => reload;
        "health" ["i"] Nothing "info" "how polling this feed goes" => |v, call| of_feed(v, call, Ask::Health);
        "edit" ["E"] Nothing "edit" "edit this feed or named query, rename or move this folder" => edit;
        "move-down" ["J"] Count "" "move this feed, folder or named query down" => |v, call| v.shift(call.times() as isize, call);
        "move-up" ["K"] Count "" "move this feed, folder or named query up" => |v, call| v.shift(-(call.times() as isize), call);
        "unsubscribe" ["D"] Nothing "unsubscribe" "unsubscribe from this feed; dissolve this folder, its feeds move up; forget this query" => remove;
    });
    table
}

fn remove(view: &mut Outlets, call: &mut Call) {
    call.ask(Ask::Change(match view.selected() {
        Some(Spot::Feed(id)) => Change::RemoveFeed(*id),
        Some(Spot::Named(id)) => Change::RemoveSavedFilter(*id),
        Some(Spot::Folder(path)) => {
            let around = path.iter().take(path.len().saturating_sub(1));
            Change::MoveFolder(path.clone(), around.cloned().collect())
        }
        _ => return call.ask(Ask::Complain(said("select a feed or a folder first"))),
    }));
}

fn edit(view: &mut Outlets, call: &mut Call) {
    call.ask(match view.selected() {
        Some(Spot::Feed(id)) => Ask::Edit(*id),
        Some(Spot::Folder(path)) => Ask::EditFolder(path.clone()),
        Some(Spot::Named(id)) => Ask::EditNamed(*id),
        _ => Ask::Complain(said("select a feed or a folder first")),
    });
}

fn of_feed(view: &Outlets, call: &mut Call, ask: fn(FeedId) -> Ask) {
    call.ask(match view.selected() {
        Some(Spot::Feed(id)) => ask(*id),
        _ => Ask::Complain(said("select a feed first")),
    });
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
