//! Which pane stands where: one at 40 columns, two at 80, three at 120.

use super::State;
use crate::tui::core::Pane;
use ratatui::layout::Rect;

/// Below this nothing can be shown but that it is too small.
pub const SMALLEST: (u16, u16) = (20, 4);
const TWO_PANES: u16 = 80;
const THREE_PANES: u16 = 120;
/// From here on an open article leaves the feeds where they are.
const ALL_PANES: u16 = 160;
/// The list's columns beside an article: open, or previewed; and where there is room for outlets beside titles.
const LIST_BESIDE: u16 = 40;
const LIST: u16 = 42;
const WIDE_LIST: u16 = 60;
const SIDEBAR: u16 = 24;
/// From this height on a thin line stands above the bottom line.
pub const TALL: u16 = 16;

/// Areas of one frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub top: Rect,
    pub bottom: Rect,
    pub outlets: Option<Rect>,
    pub articles: Option<Rect>,
    pub reader: Option<Rect>,
    /// A screen over the panes.
    pub over: Option<Rect>,
    pub rules: Vec<Rect>,
    /// Of sidebar and list, be they shown or not.
    pub list_height: u16,
    pub is_too_small: bool,
}

pub fn is_one_pane(state: &State) -> bool {
    state.size.0 < TWO_PANES
}

pub fn has_preview(state: &State) -> bool {
    state.size.0 >= THREE_PANES && state.over.is_empty()
}

pub fn layout(state: &State) -> Layout {
    let (width, height) = state.size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return Layout {
            is_too_small: true,
            ..Layout::default()
        };
    }
    let screen = Rect::new(0, 0, width, height);
    let mut layout = Layout {
        top: Rect {
            height: 1,
            ..screen
        },
        bottom: Rect {
            y: height - 1,
            height: 1,
            ..screen
        },
        ..Layout::default()
    };
    let reads_alone = state.focus == Pane::Reader && state.over.is_empty() && width < THREE_PANES;
    let is_zen = state.is_zen && state.focus == Pane::Reader && state.over.is_empty();
    let mut body = Rect {
        y: 1,
        height: height - 2,
        ..screen
    };
    let rule = u16::from(height >= TALL);
    layout.list_height = body.height - rule;
    if is_zen {
        (layout.top, layout.bottom) = (Rect::default(), Rect::default());
        layout.reader = Some(screen);
        return layout;
    }
    if reads_alone {
        // A blank line above and below the text, where there is room.
        let air = u16::from(height >= TALL);
        layout.reader = Some(Rect {
            y: body.y + air,
            height: body.height - 2 * air,
            ..body
        });
        return layout;
    }
    if rule > 0 {
        body.height -= rule;
        layout.rules.push(Rect {
            y: body.bottom(),
            height: rule,
            ..screen
        });
    }
    if state.over.is_empty() {
        panes(state, body, &mut layout);
    } else {
        layout.over = Some(body);
    }
    layout
}

fn panes(state: &State, body: Rect, layout: &mut Layout) {
    let width = body.width;
    if width < TWO_PANES {
        match state.focus {
            Pane::Outlets => layout.outlets = Some(body),
            Pane::Articles => layout.articles = Some(body),
            Pane::Reader => layout.reader = Some(body),
        }
        return;
    }
    let is_reading = state.focus == Pane::Reader;
    let mut rest = body;
    if !is_reading || width >= ALL_PANES {
        layout.outlets = Some(cut(&mut rest, sidebar(state), &mut layout.rules));
    }
    if width < THREE_PANES {
        layout.articles = Some(rest);
        return;
    }
    let list = match is_reading {
        _ if width >= ALL_PANES => WIDE_LIST,
        true => LIST_BESIDE,
        false => LIST,
    };
    layout.articles = Some(cut(&mut rest, list, &mut layout.rules));
    // A blank line above the text, as in a pane of its own.
    let air = u16::from(body.height >= TALL);
    layout.reader = Some(Rect {
        y: rest.y + air,
        height: rest.height - air,
        ..rest
    });
}

/// Columns of the sidebar: as the reader set them, else by what there is.
pub fn sidebar(state: &State) -> u16 {
    match state.sidebar {
        0 if state.size.0 < THREE_PANES => SIDEBAR - 2,
        0 => SIDEBAR,
        set => set,
    }
}

/// Takes columns off the left, with a thin line behind them.
fn cut(rest: &mut Rect, width: u16, rules: &mut Vec<Rect>) -> Rect {
    let taken = Rect { width, ..*rest };
    rules.push(Rect {
        x: taken.right(),
        width: 1,
        ..*rest
    });
    *rest = Rect {
        x: rest.x + width + 1,
        width: rest.width - width - 1,
        ..*rest
    };
    taken
}
