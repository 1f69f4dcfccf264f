//! Every screen at three sizes.

use super::world::{NOW, Plan, World, outlets};
use crate::model::{Candidate, Headline, RefreshProgress, Report};
use crate::text::clean_line;
use crate::tui::core::{Event, Settings, Timer};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (140, 40)];

/// Draws what a few keys lead to, at every size.
fn look(name: &str, plan: fn() -> Plan, lead: fn(&mut World)) {
    for (width, height) in SIZES {
        let mut world = World::new(Plan {
            size: (width, height),
            ..plan()
        });
        lead(&mut world);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen());
    }
}

#[test]
fn a_list() {
    look("list", Plan::default, |world| {
        world.press("d s j").rest();
    });
}

#[test]
fn outlets_are_named_at_every_width() {
    for width in [40, 60, 80, 120, 140, 160, 200] {
        let mut world = World::of(width, 40);
        world.press("j").rest();
        let title = world.state.articles.selected().unwrap().feed_title.clone();
        let beside = if width < 80 { 0 } else { 25 };
        let seen = world.screen();
        let found = seen.lines().any(|line| {
            let list: String = line.chars().skip(beside).collect();
            list.contains(title.as_str())
        });
        assert!(found, "{width}: {title}\n{seen}");
    }
}

#[test]
fn a_list_of_one_feed() {
    look("feed", Plan::default, |world| {
        world.press("] ]").rest();
    });
}

#[test]
fn an_article() {
    look("reader", Plan::default, |world| {
        world.press("Enter");
    });
}

#[test]
fn the_end_of_an_article() {
    look("reader_end", Plan::default, |world| {
        world.press("j Enter G");
    });
}

#[test]
fn an_article_alone() {
    look("zen", Plan::default, |world| {
        world.press("Enter z");
    });
}

#[test]
fn the_feeds() {
    look("outlets", Plan::default, |world| {
        world.press("g f 6 j h");
    });
}

#[test]
fn the_first_start() {
    let plan = || Plan {
        articles: 0,
        catalogue: outlets(),
        ..Plan::default()
    };
    look("start", plan, |world| {
        world.press("j");
    });
}

#[test]
fn the_first_poll() {
    let plan = || Plan {
        articles: 0,
        catalogue: outlets(),
        ..Plan::default()
    };
    look("first_poll", plan, |world| {
        world.press("Enter");
        world.feeds = World::of(80, 24).feeds;
        let progress = RefreshProgress {
            total: 5,
            done: 1,
            ..RefreshProgress::default()
        };
        world.event(Event::Report(Report::Refresh(progress)));
        world.event(Event::Report(Report::FeedStarted(world.feeds[1].id)));
        world.event(Event::StoreChanged);
    });
}

#[test]
fn the_help() {
    look("help", Plan::default, |world| {
        world.press("?");
    });
}

#[test]
fn a_feed_in_trouble() {
    look("health", Plan::default, |world| {
        world.press("4 j i");
    });
}

#[test]
fn the_form_of_a_feed() {
    look("edit", Plan::default, |world| {
        world.press("E Down Down");
    });
}

#[test]
fn the_feeds_in_trouble() {
    look("troubles", Plan::default, |world| {
        world.feeds[0].activity.newest = Some(NOW.minus(200 * 86_400));
        world.feeds[2].activity.per_week = 300;
        world.event(Event::StoreChanged);
        world.press("g i");
    });
}

#[test]
fn several_feeds_behind_an_address() {
    look("choose", Plan::default, |world| {
        world.press("+ x Enter");
        let candidate = |title: &str| Candidate {
            url: "https://outlet.example/feed".to_owned(),
            title: clean_line(title),
            found_by: "link",
            newest: [
                ("Ferries back on the river after nine weeks", 2),
                ("Night boats: a photo essay", 90),
            ]
            .map(|(title, hours)| Headline {
                title: clean_line(title),
                published: Some(NOW.minus(hours * 3600)),
            })
            .to_vec(),
        };
        let candidates = vec![candidate("All articles"), candidate("Comments")];
        let asked = crate::model::Sought::At("x".to_owned());
        world.event(Event::Report(Report::Found {
            asked,
            candidates,
            error: None,
        }));
    });
}

#[test]
fn a_search() {
    look("search", Plan::default, |world| {
        world.press("/ g r a i n");
    });
}

#[test]
fn an_empty_list() {
    look("empty", Plan::default, |world| {
        world.press("g q");
    });
}

#[test]
fn keys_after_a_prefix() {
    look("prefix", Plan::default, |world| {
        world.press("g");
        world.event(Event::Timer(Timer::Prefix));
    });
}

#[test]
fn the_palette() {
    look("palette", Plan::default, |world| {
        world.press(": r e a d");
    });
}

#[test]
fn an_argument_in_the_palette() {
    look("argument", Plan::default, |world| {
        world.press(": f e e d Space o Down");
    });
}

#[test]
fn rows_that_are_picked() {
    look("picked", Plan::default, |world| {
        world.press("~ j V 2 j");
    });
}

#[test]
fn a_list_feed_by_feed() {
    look("by_feed", Plan::default, |world| {
        world.press("S f");
    });
}

#[test]
fn ascii_alone() {
    fn ascii(settings: &mut Settings) {
        settings.is_ascii = true;
        settings.is_offline = true;
    }
    look(
        "ascii",
        || Plan {
            settings: ascii,
            ..Plan::default()
        },
        |world| {
            world.press("d a s");
        },
    );
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    for size in [(0, 0), (1, 1), (10, 3), (19, 24), (80, 3)] {
        let world = World::of(size.0, size.1);
        let screen = world.screen();
        assert!(screen.contains("too small") || size.0 < 9, "{screen}");
    }
}

#[test]
fn without_colour_no_cell_has_one() {
    let mut world = World::new(Plan {
        settings: |settings| settings.no_color = true,
        ..Plan::default()
    });
    for keys in ["j", "Enter", "q", "?", "q", "i", "q", "g f", "/ g r a"] {
        world.press(keys);
        let (buffer, _) = world.buffer();
        let reset = ratatui::style::Color::Reset;
        assert!(
            buffer
                .content
                .iter()
                .all(|cell| cell.fg == reset && cell.bg == reset),
            "{keys}"
        );
    }
}
