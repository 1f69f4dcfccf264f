//! Every filter that acts: what it does with which articles, what it means now, what it hid.

mod render;

use crate::model::{Change, FilterId, StoredFilter};
use crate::tui::core::{Ask, Call, Command, commands, motions};
use crate::tui::kit::{Listing, Lists, said};
use std::collections::BTreeMap;

pub const NAME: &str = "filters";

/// Lines of a filter: its name with what it does, its query with the counts.
const LINES: u16 = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Filters {
    all: Vec<StoredFilter>,
    /// Visible articles that each means, and those that it hid, as far as they were counted.
    counts: BTreeMap<FilterId, (u32, u32)>,
    listing: Listing,
}

impl Filters {
    pub fn new(all: Vec<StoredFilter>) -> Self {
        Self {
            all,
            counts: BTreeMap::new(),
            listing: Listing::new(LINES),
        }
    }

    /// The filters as they are now; true where they are others than before.
    pub fn show(&mut self, all: &[StoredFilter]) -> bool {
        if self.all == all {
            return false;
        }
        let selected = self.selected().map(|it| it.id);
        self.all = all.to_vec();
        self.counts.clear();
        let place = self.all.iter().position(|it| Some(it.id) == selected);
        if let Some(place) = place {
            self.listing.select(place);
        }
        true
    }

    pub fn judged(&mut self, id: FilterId, means: u32, hides: u32) {
        self.counts.insert(id, (means, hides));
    }

    pub fn settle(&mut self, height: usize) {
        self.listing.settle(self.all.len(), height, 0);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        self.listing.cursor()
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        if self.listing.click(line) {
            edit(self, call);
        }
    }

    fn selected(&self) -> Option<&StoredFilter> {
        self.all.get(self.listing.selected())
    }
}

impl Lists for Filters {
    fn listing(&mut self) -> &mut Listing {
        &mut self.listing
    }
}

pub fn commands() -> Vec<Command<Filters>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "edit" ["Enter", "E", "l", "Right"] Nothing "edit" "edit this filter" => |v: &mut Filters, call| edit(v, call);
        "switch" ["Space"] Nothing "on or off" "let it judge, or no longer" => |v, call| of_filter(v, call, Ask::SwitchFilter);
        "remove" ["D"] Nothing "remove" "remove this filter; what it did stays" => |v, call| of_filter(v, call, |id| Ask::Change(Change::RemoveFilter(id)));
        "new" ["+"] Nothing "new" "make a filter from a query" => |_, call| call.ask(Ask::EditFilter(None));
        "audit" ["m"] Nothing "" "the list of what filters hid; I there brings an article back" => |_, call| call.ask(Ask::Run("go is:muted".to_owned()));
        "close" ["q", "h", "Left"] Nothing "close" "close" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn edit(view: &Filters, call: &mut Call) {
    of_filter(view, call, |id| Ask::EditFilter(Some(id)));
}

fn of_filter(view: &Filters, call: &mut Call, ask: fn(FilterId) -> Ask) {
    call.ask(match view.selected() {
        Some(it) => ask(it.id),
        None => Ask::Complain(said("there is no filter yet; + makes one")),
    });
}
