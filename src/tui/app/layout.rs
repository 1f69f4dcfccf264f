//! Where the panes are, from the size and the state alone; clicks are looked up by the same rules.

use super::state::{App, Focus, Overlay};
use ratatui::layout::Rect;

/// Columns from which on the outlets stand beside the list, and a preview beside both.
const TWO: u16 = 80;
const THREE: u16 = 120;
const OUTLETS: u16 = 24;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    pub head: Option<Rect>,
    pub outlets: Option<Rect>,
    pub articles: Option<Rect>,
    pub reader: Option<Rect>,
    pub preview: Option<Rect>,
    pub foot: Option<Rect>,
    /// The overlay's, over the panes.
    pub overlay: Option<Rect>,
}

pub fn panes(app: &App) -> Panes {
    let all = Rect {
        x: 0,
        y: 0,
        width: app.columns,
        height: app.rows,
    };
    if all.width < 20 || all.height < 4 {
        return Panes::default();
    }
    let is_zen = app.is_zen && app.focus == Focus::Reader && app.overlay.is_none();
    let mut panes = Panes::default();
    let body = if is_zen {
        all
    } else {
        panes.head = Some(Rect { height: 1, ..all });
        panes.foot = Some(Rect {
            y: all.height - 1,
            height: 1,
            ..all
        });
        // A rule stands above the bottom line where there is room.
        let rule = u16::from(all.height >= 12);
        Rect {
            y: 1,
            height: all.height - 2 - rule,
            ..all
        }
    };
    if app
        .overlay
        .as_ref()
        .is_some_and(|overlay| !matches!(overlay, Overlay::Prompt(_)))
    {
        panes.overlay = Some(inset(body));
        return panes;
    }
    arrange(app, body, is_zen, &mut panes);
    panes
}

/// Panes side by side as the width allows.
fn arrange(app: &App, body: Rect, is_zen: bool, panes: &mut Panes) {
    match (app.focus, app.columns) {
        _ if app.start.is_some() => panes.articles = Some(inset(body)),
        (Focus::Reader, THREE..) if !is_zen => {
            let list = if app.columns >= 160 {
                OUTLETS + 1 + 55
            } else {
                40
            };
            panes.articles = Some(Rect {
                width: list,
                ..body
            });
            if app.columns >= 160 {
                panes.outlets = Some(Rect {
                    width: OUTLETS,
                    ..body
                });
                panes.articles = Some(Rect {
                    x: OUTLETS + 1,
                    width: 55,
                    ..body
                });
            }
            panes.reader = Some(Rect {
                x: list + 1,
                width: body.width - list - 1,
                ..body
            });
        }
        (Focus::Reader, _) => panes.reader = Some(body),
        (_, THREE..) => {
            let list = (body.width - OUTLETS - 2) * 55 / 100;
            panes.outlets = Some(Rect {
                width: OUTLETS,
                ..body
            });
            panes.articles = Some(Rect {
                x: OUTLETS + 1,
                width: list,
                ..body
            });
            let x = OUTLETS + list + 2;
            panes.preview = Some(Rect {
                x,
                width: body.width - x,
                ..body
            });
        }
        (_, TWO..) => {
            panes.outlets = Some(Rect {
                width: OUTLETS,
                ..body
            });
            let x = OUTLETS + 1;
            panes.articles = Some(Rect {
                x,
                width: body.width - x,
                ..body
            });
        }
        (Focus::Outlets, _) => panes.outlets = Some(body),
        (Focus::Articles, _) => panes.articles = Some(body),
    }
}

fn inset(area: Rect) -> Rect {
    let side = u16::from(area.width >= 40) * 2;
    let top = u16::from(area.height >= 12);
    Rect {
        x: area.x + side,
        y: area.y + top,
        width: area.width - 2 * side,
        height: area.height - top,
    }
}

/// Lines that the pane with the keys has.
pub fn height(app: &App) -> u16 {
    let panes = panes(app);
    let area = if app.overlay.is_some() && panes.overlay.is_some() {
        panes.overlay
    } else {
        match app.focus {
            _ if app.start.is_some() => panes.articles,
            Focus::Outlets => panes.outlets,
            Focus::Articles => panes.articles,
            Focus::Reader => panes.reader,
        }
    };
    area.map_or(1, |area| area.height)
}
