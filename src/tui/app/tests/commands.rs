//! The table of commands and what is made from it: the palette, help, presets, macros, the pop-up.

use super::world::{Plan, World};
use crate::config::{Config, preset, preset_names};
use crate::model::{Change, FeedId, MarkChange, Scope, Which};
use crate::text::clean_line;
use crate::tui::app::all_entries;
use crate::tui::core::{Configured, EVERYWHERE, Effect, Event, Pane, Settings, Timer, Wishes};
use std::collections::BTreeMap;

fn type_line(world: &mut World, text: &str) {
    if matches!(
        world.state.over.last(),
        Some(crate::tui::app::Over::Palette(_))
    ) {
        // What was wrong is still there, to be set right.
        world.press("Esc");
    }
    world.press(":");
    for c in text.chars() {
        let key = if c == ' ' {
            "Space".to_owned()
        } else {
            c.to_string()
        };
        world.press(&key);
    }
    world.press("Enter");
}

#[test]
fn no_preset_has_two_meanings_for_a_key_and_each_says_all_its_commands() {
    for name in preset_names() {
        let mut config = Config::default();
        name.clone_into(&mut config.interface.keys);
        let keymap = crate::tui::check_keys(&config);
        assert!(keymap.is_ok(), "{name}: {:?}", keymap.err());
        let names: Vec<&str> = all_entries().iter().map(|entry| entry.name).collect();
        for key in preset(name).unwrap().keys.keys() {
            let known = key.rsplit('.').next().unwrap();
            assert!(names.contains(&known), "{name} has keys for {key}");
        }
    }
}

#[test]
fn every_command_stands_in_the_reference_and_in_the_palette() {
    let reference = crate::tui::keys_reference();
    for entry in all_entries() {
        let head = format!("| {}", entry.name);
        let is_there = reference
            .lines()
            .any(|line| line.contains(&head) && line.contains(&format!("| {}", entry.help)));
        assert!(
            is_there,
            "{} of {} is not in docs/keys.md",
            entry.name, entry.view
        );
    }
    for (view, keys) in [("articles", ""), ("reader", "Enter"), ("outlets", "g f")] {
        let mut world = World::of(80, 60);
        if !keys.is_empty() {
            world.press(keys);
        }
        for entry in all_entries()
            .iter()
            .filter(|entry| [view, EVERYWHERE].contains(&entry.view))
        {
            if ["palette"].contains(&entry.name) {
                continue;
            }
            world.press(":");
            for c in entry.name.chars() {
                world.press(&c.to_string());
            }
            let screen = world.screen();
            world.press("Esc");
            let line = screen
                .lines()
                .find(|line| line.starts_with(&format!("> {}", entry.name)));
            assert!(
                line.is_some(),
                "{} of {view} is not first in\n{screen}",
                entry.name
            );
        }
    }
}

/// Every key does something that shows: an effect or another screen.
#[test]
fn every_key_of_the_tables_does_something() {
    let lead = [
        ("articles", "j"),
        ("reader", "j Enter j"),
        ("outlets", "g f 4 j"),
        ("help", "? j"),
    ];
    for (view, keys) in lead {
        let keymap = crate::tui::check_keys(&Config::default()).unwrap();
        for (entry, bound) in keymap.listed(view) {
            let skipped = entry.view == EVERYWHERE && view == "help";
            let Some(key) = bound.first().filter(|_| !skipped) else {
                continue;
            };
            let mut world = World::of(100, 20);
            // Something to take back, to do again, to cancel and to scroll over.
            world.press("d d u").press(keys);
            let before = world.screen();
            world.effects.clear();
            world.press(key);
            let has_effect = world
                .effects
                .iter()
                .any(|effect| *effect != Effect::LookForChanges);
            let shows = world.screen() != before;
            let waits = ["cancel", "suspend"].contains(&entry.name);
            assert!(
                has_effect || shows || waits,
                "{key} ({}) of {view} does nothing",
                entry.name
            );
        }
    }
}

/// A world in which a screen lies over the lists.
fn under(view: &str) -> World {
    let mut world = match view {
        "start" => World::new(Plan {
            articles: 0,
            catalogue: super::world::outlets(),
            ..Plan::default()
        }),
        _ => World::of(80, 14),
    };
    match view {
        "health" => world.press("g f 6 j i"),
        "troubles" => {
            for feed in &mut world.feeds {
                feed.health.error = Some(crate::text::clean_line("503"));
            }
            world.event(Event::StoreChanged);
            world.press("g i")
        }
        "links" => world.press("Enter U"),
        "enclosures" => {
            let article = crate::model::ArticleId::new(world.selected());
            let held = |number| crate::model::Held {
                enclosure: crate::model::Enclosure {
                    url: format!("https://cdn.example/{number}.mp3"),
                    ..crate::model::Enclosure::default()
                },
                ..crate::model::Held::default()
            };
            world.press("e");
            let held = (1..20).map(held).collect();
            world.event(Event::Enclosures { article, held });
            &mut world
        }
        "write" => world.press("w"),
        "themes" => world.press("T"),
        "filtering" => world.press("X"),
        "filters" => {
            let filter = |id| crate::model::StoredFilter {
                id: crate::model::FilterId::new(id),
                filter: crate::model::Filter {
                    name: format!("filter {id}"),
                    when: "x".to_owned(),
                    then: vec![crate::model::FilterAction::Mute],
                    ..crate::model::Filter::default()
                },
            };
            world.filters = (1..20).map(filter).collect();
            world.event(Event::StoreChanged);
            world.press("g x")
        }
        "help" => world.press("?"),
        "palette" => world.press(":"),
        "choose" => {
            let candidate = |name: &str| crate::model::Candidate {
                url: format!("https://{name}.example/feed"),
                title: crate::text::clean_line(name),
                found_by: "link",
                newest: Vec::new(),
            };
            world.press("+ a Enter");
            world.event(Event::Report(crate::model::Report::Found {
                asked: crate::model::Sought::At("a".to_owned()),
                candidates: ["one", "two", "three", "four", "five", "six"]
                    .map(candidate)
                    .to_vec(),
                error: None,
            }));
            &mut world
        }
        _ => &mut world,
    };
    world
}

/// The keys of a screen with the names of what they do; a form has no table of commands.
fn keys_of(view: &str) -> Vec<(&'static str, Vec<String>)> {
    if view == "write" {
        let keys =
            "Tab S-Tab Up Down ^N ^P Left Right Space h l m t j e o a Backspace ^U Enter Esc ^C ^G";
        return vec![("key", keys.split(' ').map(str::to_owned).collect())];
    }
    let keymap = crate::tui::check_keys(&Config::default()).unwrap();
    let listed = keymap.of_view(view).into_iter();
    listed.map(|(entry, keys)| (entry.name, keys)).collect()
}

/// Wherever in a screen one stands: at one of these places each of its keys does something.
#[test]
fn every_key_of_every_screen_over_the_lists_does_something() {
    for view in [
        "start",
        "health",
        "choose",
        "troubles",
        "links",
        "enclosures",
        "write",
        "themes",
        "filtering",
        "filters",
        "help",
        "palette",
    ] {
        let places = match view {
            "palette" => ["", "Down", "PgDn", "PgDn PgDn"],
            "write" => ["", "Up", "Down", "Down Left"],
            _ => ["", "j", "G", "2 j"],
        };
        for (name, bound) in keys_of(view) {
            for key in &bound {
                let does = |place: &&str| {
                    let mut world = under(view);
                    if !place.is_empty() {
                        world.press(place);
                    }
                    let before = world.screen();
                    world.effects.clear();
                    world.press(key);
                    let rests = |effect: &Effect| {
                        matches!(effect, Effect::LookForChanges | Effect::Later { .. })
                    };
                    !world.effects.iter().all(rests) || world.screen() != before
                };
                assert!(
                    places.iter().any(does),
                    "{key} ({name}) of {view} does nothing"
                );
            }
        }
    }
}

#[test]
fn the_palette_runs_commands_with_numbers_and_arguments() {
    let mut world = World::of(80, 24);
    type_line(&mut world, "5 done");
    assert!((26..=30).all(|id| world.is_read(id)));
    type_line(&mut world, "feed iver");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Feed(FeedId::new(2))
    );
    type_line(&mut world, "folder Technik");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Folder(vec!["Technik".to_owned()])
    );
    type_line(&mut world, "go saved");
    assert_eq!(world.state.articles.query.scope, Scope::Saved);
    type_line(&mut world, "go grain");
    assert_eq!(world.state.articles.rows().len(), 5);
    type_line(&mut world, "refresh Lagoon Post");
    let refresh = Effect::Refresh(Which::Feeds(vec![FeedId::new(1)]));
    assert!(world.effects.contains(&refresh));
    type_line(&mut world, "save https://page.example/a");
    assert!(
        world
            .effects
            .contains(&Effect::SavePage("https://page.example/a".to_owned()))
    );
    type_line(&mut world, "add a.example");
    assert!(
        world
            .effects
            .contains(&Effect::FindFeeds("a.example".to_owned()))
    );
    type_line(&mut world, "set measure 60");
    assert_eq!(world.state.measure, 60);
    assert!(
        !world.screen().contains("for this run"),
        "it is there at the next start"
    );
    type_line(&mut world, "set measure 6000");
    assert!(world.screen().contains("measure is 20 to 200"));
    type_line(&mut world, "set mark_read never");
    assert!(world.screen().contains("mark_read: never, for this run"));
    type_line(&mut world, "g a");
    type_line(&mut world, "7");
    type_line(&mut world, "go unread");
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
}

#[test]
fn a_query_that_is_wrong_stays_to_be_set_right() {
    let mut world = World::of(80, 24);
    world.press("/ g r a i n Space i s : r e d Enter");
    let screen = world.screen();
    assert!(screen.contains("there is no is:red"), "{screen}");
    let last = screen.lines().nth(23).unwrap_or_default();
    assert!(last.trim_start().starts_with("/grain is:red"), "{screen}");
    world.press("Backspace Backspace Backspace r e a d Enter");
    let screen = world.screen();
    assert!(!screen.contains("there is no is:red"), "{screen}");
    assert!(screen.contains("search “grain is:read”"), "{screen}");
    let mut world = World::of(80, 12);
    world.press("/ i s : r e d Enter");
    let screen = world.screen();
    assert!(
        screen.contains("there is no is:red"),
        "no line for it: {screen}"
    );
}

#[test]
fn marks_over_a_query_are_one_change_of_what_was_there() {
    let mut world = World::of(80, 24);
    type_line(&mut world, "mark done grain");
    let read: Vec<i64> = (1..=30).filter(|id| world.is_read(*id)).collect();
    assert_eq!(read, [2, 8, 14, 20, 26]);
    assert!(world.screen().contains("5 articles done with"));
    world.press("u");
    assert!((1..=30).all(|id| !world.is_read(id)));
    type_line(&mut world, "mark eaten grain");
    assert!(world.screen().contains("“eaten” is no mark"));
    for nothing in ["mark done", "mark done and", "mark done grain or"] {
        type_line(&mut world, nothing);
        let screen = world.screen();
        assert!(screen.contains("query, character"), "{nothing}: {screen}");
    }
    type_line(&mut world, "mark done (grain");
    let is_mark = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Change {
                change: Change::Mark { .. },
                ..
            }
        )
    };
    assert_eq!(world.effects.iter().filter(is_mark).count(), 1);
}

#[test]
fn the_palette_says_what_is_wrong_and_why_something_does_not_apply() {
    let mut world = World::of(80, 24);
    type_line(&mut world, "zen");
    assert!(world.screen().contains("open an article first"));
    world.press("Esc");
    type_line(&mut world, "qzqz");
    assert!(world.screen().contains("there is no command"));
    let mut world = World::new(Plan {
        settings: |s| s.is_offline = true,
        ..Plan::default()
    });
    world.press(": r e l o a d");
    assert!(world.screen().contains("offline: nothing is fetched"));
    world.press("Enter Esc");
    assert!(
        !world
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Refresh(_)))
    );
}

#[test]
fn a_macro_runs_its_commands_one_after_the_other() {
    let lines = ["save", "tag later", "go-queue"]
        .map(str::to_owned)
        .to_vec();
    let wishes = Wishes {
        macros: BTreeMap::from([(", l".to_owned(), lines)]),
        ..Wishes::default()
    };
    let mut world = World::new(Plan {
        wishes,
        ..Plan::default()
    });
    world.press(", l");
    assert!(
        world.mark(30).saved_at.is_some(),
        "save goes on to the next"
    );
    assert_eq!(world.mark(29).tags.len(), 1);
    assert_eq!(world.state.articles.query.scope, Scope::Queue);
    world.press("? G");
    assert!(world.screen().contains("save; tag later; go-queue"));
    let mut world = World::of(80, 24);
    world.press(",");
    assert!(world.screen().contains("no macro is defined"));
}

#[test]
fn what_may_follow_a_prefix_is_shown_after_a_rest_and_costs_no_timer_before() {
    let mut world = World::of(80, 24);
    assert!(!world.effects.iter().any(is_prefix_timer));
    world.press("A");
    assert_eq!(
        world.effects.iter().filter(|e| is_prefix_timer(e)).count(),
        1
    );
    assert!(!world.screen().contains("k above"));
    world.event(Event::Timer(Timer::Prefix));
    let screen = world.screen();
    for following in [
        "a all", "k above", "j below", "o older", "f feed", "F folder",
    ] {
        assert!(
            screen.contains(following),
            "{following} is not in\n{screen}"
        );
    }
    world.press("k");
    world.event(Event::Timer(Timer::Prefix));
    assert!(!world.screen().contains("j below"));
}

fn is_prefix_timer(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Later {
            timer: Timer::Prefix,
            ..
        }
    )
}

#[test]
fn help_begins_with_the_place_and_is_narrowed_by_words() {
    let mut world = World::of(80, 24);
    world.press("Enter ?");
    assert!(world.screen().contains("reader"));
    world.press("/ q u e u e Space o f f");
    let screen = world.screen();
    assert!(screen.contains("queue for later, or take off") && !screen.contains("half a page"));
    world.press("Enter");
    assert!(!world.screen().contains("half a page"));
    world.press("/ Esc");
    assert!(world.screen().contains("half a page"));
}

#[test]
fn with_newsboats_keys_a_digit_opens_a_link_and_letters_do_what_they_do_there() {
    let wishes = || Wishes {
        preset: preset("newsboat").unwrap(),
        ..Wishes::default()
    };
    let mut world = World::new(Plan {
        wishes: wishes(),
        ..Plan::default()
    });
    world.press("Enter 2");
    assert!(
        world
            .effects
            .contains(&Effect::Browse("https://two.example/".to_owned()))
    );
    world.press("N");
    assert!(!world.is_read(30));
    world.press("q J N");
    assert!(world.is_read(29));
    world.press("U");
    assert!(!world.is_read(29));
    world.press("2 Down A");
    assert_eq!(world.state.focus, Pane::Articles);
    let feed = world.rows[3].feed;
    assert!(
        world
            .rows
            .iter()
            .filter(|row| row.feed == feed)
            .all(|row| row.mark.read_at.is_some())
    );
}

/// `tidings mark` knows views by their names, too.
#[test]
fn marks_over_a_view_and_a_query_in_it() {
    for (line, count) in [
        ("mark read unread", 30),
        ("mark read all grain", 5),
        ("mark read today", 12),
        ("mark read saved", 0),
    ] {
        let mut world = World::of(80, 24);
        type_line(&mut world, line);
        let read = (1..=30).filter(|id| world.is_read(*id)).count();
        assert_eq!(read, count, "{line}: {}", world.screen());
    }
    let mut world = World::of(80, 24);
    type_line(&mut world, "go all grain");
    assert_eq!(world.state.articles.query.scope, Scope::All);
    assert!(
        world.screen().contains("filter “grain”"),
        "{}",
        world.screen()
    );
}

/// What is wrong is said whole, over as many lines as it takes, and the line stays.
#[test]
fn a_line_that_is_wrong_stays_to_be_set_right() {
    let mut world = World::of(60, 24);
    type_line(&mut world, "mark eaten grain");
    let screen = world.screen();
    assert!(screen.contains("untag:NAME"), "{screen}");
    let last = screen.lines().nth(23).unwrap_or_default();
    assert!(
        last.trim_start().starts_with(":mark eaten grain"),
        "{screen}"
    );
}

#[test]
fn an_unknown_mark_is_not_made() {
    assert_eq!(MarkChange::named("tag:"), None);
    assert_eq!(
        MarkChange::named("tag:a"),
        Some(MarkChange::Tag("a".to_owned()))
    );
    assert_eq!(MarkChange::named("queued"), Some(MarkChange::Queue));
}

#[test]
fn a_lists_query_gets_a_name_and_is_chosen_by_it() {
    let mut world = World::of(80, 24);
    type_line(&mut world, "saved-filter rain");
    assert!(world.screen().contains("no query is called “rain”"));
    world.press("Esc / g r a i n Enter");
    type_line(&mut world, "save-filter Harvest news");
    assert_eq!(world.named[0].query, "grain*");
    world.press("Esc ] F i s : s a v e d Enter");
    type_line(&mut world, "save-filter kept");
    assert_eq!(world.named[1].query, "feed:=1 (is:saved)");
    world.press("g u f");
    assert!(world.screen().contains("saved-filter Harvest news"));
    world.press("h a r v Enter");
    assert!(world.screen().contains("Harvest news · 5"));
    world.press("Esc");
    type_line(&mut world, "forget-filter kept");
    assert_eq!(world.named.len(), 1);
}

#[test]
fn hints_name_the_keys_as_they_are_set() {
    let mut world = World::of(140, 40);
    let mut config = Config::default();
    for (command, key) in [("done", "Z"), ("undo", "W"), ("go-unread", "M")] {
        config.keys.insert(command.to_owned(), vec![key.to_owned()]);
    }
    let configured = Configured {
        keymap: crate::tui::check_keys(&config).unwrap(),
        settings: Settings::new(&config, jiff::tz::TimeZone::UTC, Vec::new()),
        has_mouse: true,
        is_partly_later: false,
    };
    world.event(Event::Configured(Box::new(configured)));
    world.press("Z");
    assert!(world.screen().contains("   W undo"), "{}", world.screen());
    world.press("~ Esc");
    world.press("~");
    let screen = world.screen();
    assert!(
        screen.contains("picked: Z s a x m t   Esc none"),
        "{screen}"
    );
    world.press("Esc g s");
    let screen = world.screen();
    assert!(
        screen.contains("s saves an article") && screen.contains("M unread"),
        "{screen}"
    );
    let mut world = World::new(Plan {
        wishes: Wishes {
            preset: preset("newsboat").unwrap(),
            ..Wishes::default()
        },
        ..Plan::default()
    });
    world.press("N");
    assert!(world.screen().contains("U undo"), "{}", world.screen());
}

#[test]
fn a_folder_with_a_stroke_in_its_name_stays_one() {
    let mut world = World::of(80, 24);
    let whole = vec!["AI/ML".to_owned()];
    for feed in &mut world.feeds {
        feed.folder = vec![clean_line("AI/ML")];
    }
    world.event(Event::StoreChanged);
    world.press("E x Enter");
    let folders: Vec<_> = world
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Change {
                change: Change::EditFeed(_, edit),
                ..
            } => Some(edit.folder.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(folders, std::slice::from_ref(&whole));
    for line in [r"folder AI\/ML", "folder AI/ML"] {
        world.press("g u");
        type_line(&mut world, line);
        assert_eq!(
            world.state.articles.query.scope,
            Scope::Folder(whole.clone()),
            "{line}"
        );
    }
    // It holds folders alone.
    for feed in &mut world.feeds {
        feed.folder = vec![clean_line("AI/ML"), clean_line("Papers")];
    }
    world.event(Event::StoreChanged);
    for (line, path) in [
        ("folder AI/ML", &["AI/ML"][..]),
        ("folder AI/ML/Papers", &["AI/ML", "Papers"]),
    ] {
        world.press("g u");
        type_line(&mut world, line);
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            world.state.articles.query.scope,
            Scope::Folder(path),
            "{line}"
        );
    }
}

#[test]
fn what_the_configuration_says_counts_at_once() {
    let mut world = World::of(80, 24);
    let mut config = Config::default();
    config.reader.measure = 50;
    config.interface.ascii = true;
    let wanted = vec!["Z".to_owned()];
    config.keys.insert("done".to_owned(), wanted);
    let configured = Configured {
        keymap: crate::tui::check_keys(&config).unwrap(),
        settings: Settings::new(&config, jiff::tz::TimeZone::UTC, Vec::new()),
        has_mouse: true,
        is_partly_later: false,
    };
    world.press("g");
    world.event(Event::Configured(Box::new(configured)));
    assert!(world.screen().contains("settings read anew"));
    assert_eq!(world.state.measure, 50);
    world.press("d Z");
    assert!(world.is_read(30) && !world.is_read(29));
    assert!(world.screen().contains("done: "));
    assert!(!world.screen().contains('●'));
}

#[test]
fn a_count_before_a_macro_runs_it_so_many_times() {
    let wishes = Wishes {
        macros: BTreeMap::from([(", l".to_owned(), vec!["done".to_owned()])]),
        ..Wishes::default()
    };
    let mut world = World::new(Plan {
        wishes,
        ..Plan::default()
    });
    world.press("3 , l");
    assert_eq!(
        [30, 29, 28, 27].map(|id| world.is_read(id)),
        [true, true, true, false]
    );
    world.press("9 9 9 9 , l");
    assert!(world.is_read(1), "bounded, and it ends");
}
