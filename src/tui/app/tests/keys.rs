//! What keys do: to the selection, to the marks, to the store.

use super::world::{NOW, Plan, World, outlets};
use crate::config::{Config, MarkRead};
use crate::model::{
    AheadFailure, AheadProgress, ArticleId, Candidate, Change, FeedEdit, FeedId, FeedPolled,
    MarkChange, PollResult, RefreshProgress, Report, Scope, Sought, Target, Timestamp, Which,
};
use crate::text::clean_line;
use crate::tui::app::all_entries;
use crate::tui::core::{Effect, End, Event, Mouse, Pane, Timer, Wishes, parse_keys};
use std::collections::BTreeSet;

#[test]
fn every_command_has_a_name_a_key_and_help() {
    let mut names = BTreeSet::new();
    for entry in all_entries() {
        assert!(
            names.insert((entry.view, entry.name)),
            "{} twice in {}",
            entry.name,
            entry.view
        );
        let has_key_or_reason = !entry.keys.is_empty() || entry.args.takes_argument();
        assert!(
            has_key_or_reason,
            "{} has no key, and takes nothing behind its name",
            entry.name
        );
        assert!(
            entry.help.len() > 3 && !entry.help.ends_with('.'),
            "{}",
            entry.name
        );
        for keys in entry.keys {
            assert!(
                parse_keys(keys).is_some(),
                "{keys} of {} is no key",
                entry.name
            );
        }
    }
}

#[test]
fn no_key_has_two_meanings_in_a_view() {
    assert!(crate::tui::check_keys(&Config::default()).is_ok());
}

#[test]
fn the_keys_of_the_design_do_something_in_a_list() {
    let keymap = crate::tui::check_keys(&Config::default()).unwrap();
    let keys = "f : V ~ * t F Y Aa Ak Aj Ao Af AF Sn So Sf j k h l gg G Space Enter q Q n p d m s u ^R . r R o O y gu gs ga gq gt gf ? z < > + x \
                i / Esc ^C Tab S-Tab ] [ J K b ^D ^U ^F ^B ^L ^Z ^N ^P Down Up Left Right PgUp PgDn Home End a D";
    for word in keys.split_whitespace() {
        let found = keymap.find("articles", &parse_keys(word).unwrap());
        assert!(
            matches!(found, crate::tui::core::Found::Command(_)),
            "{word} does nothing"
        );
    }
}

#[test]
fn deciding_goes_on_to_the_next_row_and_says_what_was_done() {
    let mut world = World::of(80, 24);
    assert_eq!(world.selected(), 30);
    world.press("d");
    assert_eq!((world.selected(), world.is_read(30)), (29, true));
    assert!(world.screen().contains("done: “Ferries back"));
    assert!(world.screen().contains("u undo"));
    world.press("k d");
    // Nothing of it is to be taken back: `u` would undo what was before it.
    let screen = world.screen();
    assert!(screen.contains("already done: “Ferries back") && !screen.contains("u undo"));
    world.press("s");
    assert_eq!(
        (world.selected(), world.mark(29).saved_at.is_some()),
        (28, true)
    );
    world.press("a");
    assert_eq!(
        (world.selected(), world.mark(28).queue_rank.is_some()),
        (27, true)
    );
    world.press("x");
    assert_eq!(
        (world.selected(), world.mark(27).dismissed_at.is_some()),
        (26, true)
    );
}

#[test]
fn toggling_stays() {
    let mut world = World::of(80, 24);
    world.press("m");
    assert_eq!((world.selected(), world.is_read(30)), (30, true));
    world.press("m");
    assert!(!world.is_read(30));
}

#[test]
fn saving_twice_takes_it_back_and_fetches_what_is_not_whole() {
    let mut world = World::of(80, 24);
    world.press("j s k");
    let fetched = world
        .effects
        .iter()
        .filter(|e| matches!(e, Effect::FullText(_)))
        .count();
    assert_eq!((world.mark(29).saved_at.is_some(), fetched), (true, 1));
    world.press("s");
    assert!(world.mark(29).saved_at.is_none());
}

#[test]
fn rows_acted_on_stay_until_the_list_is_left() {
    let mut world = World::of(80, 24);
    world.press("d d");
    let rows = |world: &World| world.state.articles.rows().len();
    assert_eq!(rows(&world), 30);
    world.press("g a g u");
    assert_eq!(rows(&world), 28);
}

#[test]
fn a_count_is_one_change_and_one_undo() {
    let mut world = World::of(80, 24);
    world.press("5 d");
    assert_eq!(
        (world.selected(), world.is_read(26), world.is_read(25)),
        (25, true, false)
    );
    let changes = world
        .effects
        .iter()
        .filter(|e| matches!(e, Effect::Change { .. }))
        .count();
    assert_eq!(changes, 1);
    world.press("u");
    assert!((26..=30).all(|id| !world.is_read(id)));
    assert!(world.screen().contains("5 articles as before"));
}

#[test]
fn a_count_goes_to_a_row() {
    let mut world = World::of(80, 24);
    world.press("1 0 G");
    assert_eq!(world.selected(), 21);
    world.press("g g");
    assert_eq!(world.selected(), 30);
    world.press("G");
    assert_eq!(world.selected(), 1);
}

#[test]
fn new_rows_never_move_the_selection() {
    let mut world = World::of(80, 24);
    world.press("5 j");
    let before = world.state.articles.cursor();
    let mut row = world.rows[0].clone();
    for id in 100..130 {
        row.id = crate::model::ArticleId::new(id);
        row.sort_at = NOW.plus(id);
        world.rows.insert(0, row.clone());
    }
    world.event(Event::StoreChanged);
    assert_eq!(
        (world.selected(), world.state.articles.cursor()),
        (25, before)
    );
}

#[test]
fn a_list_that_began_empty_shows_the_newest_first_while_it_fills() {
    let mut world = World::new(Plan {
        articles: 0,
        ..Plan::default()
    });
    let full = World::of(80, 24);
    world.feeds = full.feeds;
    world.rows = full.rows[5..].to_vec();
    world.event(Event::StoreChanged);
    assert_eq!(world.selected(), 25);
    world.rows = World::of(80, 24).rows;
    world.event(Event::StoreChanged);
    assert_eq!(world.selected(), 30);
    world.press("j");
    assert_eq!(world.selected(), 29);
}

#[test]
fn opening_marks_read_and_previewing_never_does() {
    let mut world = World::of(140, 40);
    world.press("j").rest().press("J J");
    assert!(world.state.reader.is_some());
    assert!(!world.is_read(29));
    world.press("Enter");
    assert_eq!((world.state.focus, world.is_read(29)), (Pane::Reader, true));
}

#[test]
fn reading_is_marked_as_the_settings_say() {
    let mut world = World::new(Plan {
        settings: |s| s.mark_read = MarkRead::Never,
        ..Plan::default()
    });
    world.press("Enter G");
    assert!(!world.is_read(30));
    let mut world = World::new(Plan {
        settings: |s| s.mark_read = MarkRead::End,
        ..Plan::default()
    });
    world.press("Enter j");
    assert!(!world.is_read(30));
    world.press("G");
    assert!(world.is_read(30));
}

#[test]
fn space_alone_reads_everything() {
    let mut world = World::of(80, 24);
    world.press("Space");
    let mut presses = 0;
    while world.state.focus == Pane::Reader && presses < 500 {
        world.press("Space");
        presses += 1;
    }
    assert!((1..=30).all(|id| world.is_read(id)));
    assert!(world.screen().contains("nothing unread below"));
}

#[test]
fn in_the_reader_only_done_and_dismiss_leave() {
    let mut world = World::of(80, 24);
    world.press("Enter s a m");
    assert_eq!((world.selected(), world.state.focus), (30, Pane::Reader));
    assert!(world.mark(30).saved_at.is_some() && world.mark(30).queue_rank.is_some());
    world.press("d");
    assert_eq!((world.selected(), world.is_read(30)), (29, true));
    world.press("x");
    assert_eq!((world.selected(), world.state.focus), (28, Pane::Reader));
}

#[test]
fn next_unread_crosses_from_feed_to_feed() {
    let mut world = World::of(80, 24);
    world.press("]");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Feed(FeedId::new(1))
    );
    world.press("9 d n");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Feed(FeedId::new(2))
    );
    assert_eq!(world.selected(), 29);
}

#[test]
fn the_place_in_the_text_survives_closing_and_other_widths() {
    let mut world = World::of(80, 24);
    world.press("Enter 9 j");
    let line = |world: &World| {
        let screen = world.screen();
        let first = screen
            .lines()
            .find(|line| line.contains("Sentence"))
            .unwrap();
        first
            .trim()
            .split(' ')
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(line(&world), "Sentence 7");
    world.event(Event::Resize(50, 24));
    assert_eq!(line(&world), "Sentence 7");
    world.press("q Enter");
    assert_eq!(line(&world), "Sentence 7");
}

#[test]
fn place_list_and_selection_survive_a_restart() {
    let mut world = World::of(80, 24);
    world.press("g a 4 j Enter 2 j Q");
    let place = world.place();
    let position = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::SetPosition { position, .. } => Some(*position),
        _ => None,
    });
    assert_eq!((world.has_ended(), position), (Some(End::Quit), Some(10)));
    let world = World::new(Plan {
        place: place.unwrap(),
        ..Plan::default()
    });
    assert_eq!(world.state.articles.query.scope, Scope::All);
    assert_eq!((world.selected(), world.state.focus), (26, Pane::Reader));
    assert!(!world.is_read(26), "opening again marks nothing");
}

#[test]
fn back_goes_back_and_at_the_root_quits() {
    let mut world = World::of(80, 24);
    world.press("Enter q");
    assert_eq!(world.state.focus, Pane::Articles);
    world.press("h j j j j Enter");
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Folder(vec!["Coast".to_owned()])
    );
    world.press("q");
    assert_eq!(
        (world.state.focus, world.has_ended()),
        (Pane::Outlets, None)
    );
    world.press("q");
    assert_eq!(world.has_ended(), Some(End::Quit));
}

#[test]
fn back_from_the_feeds_leads_to_the_list_they_were_gone_to_from() {
    for width in [40, 80] {
        let mut world = World::of(width, 24);
        world.press("g f q");
        assert_eq!(
            (world.state.focus, world.has_ended()),
            (Pane::Articles, None)
        );
        world.press("g f Tab S-Tab q");
        assert_eq!(world.has_ended(), Some(End::Quit));
    }
}

#[test]
fn control_c_twice_quits_and_once_does_not() {
    let mut world = World::of(80, 24);
    world.press("^C j ^C");
    assert_eq!(world.has_ended(), None);
    assert!(world.screen().contains("^C again quits"));
    world.press("^C");
    assert_eq!(world.has_ended(), Some(End::Quit));
}

#[test]
fn in_what_was_found_n_and_capital_n_step_from_match_to_match() {
    let mut world = World::of(80, 24);
    world.press("/ g r a i n Enter");
    let first = world.selected();
    world.press("d");
    let second = world.selected();
    world.press("N");
    assert_eq!(world.selected(), first, "read, but it matches");
    world.press("n");
    assert_eq!(world.selected(), second);
    world.press("2 n 2 N");
    assert_eq!(world.selected(), second);
    world.press("Esc n");
    let of_list = world.selected();
    world.press("n N");
    assert_eq!(world.selected(), of_list, "elsewhere to what is unread");
}

#[test]
fn a_wider_terminal_shows_what_is_selected() {
    let mut world = World::of(80, 24);
    world.press("Enter q j").rest();
    let title = world.state.articles.selected().unwrap().title.to_string();
    world.effects.clear();
    world.event(Event::Resize(140, 40));
    world.rest();
    let shown = world
        .state
        .reader
        .as_ref()
        .map(|it| it.row.title.to_string());
    assert_eq!(shown, Some(title));
}

#[test]
fn searching_replaces_the_list_while_typing_and_esc_brings_it_back() {
    let mut world = World::of(80, 24);
    world.press("3 j / g r a i n");
    assert_eq!(world.state.articles.rows().len(), 5);
    assert!(world.screen().contains("search “grain” · 5"));
    world.press("Esc");
    assert_eq!(
        (world.selected(), world.state.articles.rows().len()),
        (27, 30)
    );
    world.press("/ g r a i n Enter j q");
    assert_eq!(
        (world.selected(), world.state.articles.rows().len()),
        (27, 30)
    );
}

#[test]
fn a_list_that_is_asked_for_again_stays_where_it_is() {
    let mut world = World::of(80, 24);
    world.press("g u G g s g u");
    assert_eq!(world.selected(), 1);
    for search in ["g g", "/ g r a i n Esc", "F g r a i n Enter q"] {
        world.press("g g").press(search).press("g u");
        assert_eq!(world.selected(), 30, "{search}");
        world.press("G g u");
        assert_eq!(world.selected(), 1, "{search}");
    }
}

#[test]
fn words_are_found_in_the_article() {
    let mut world = World::of(80, 24);
    world.press("Enter / 4 0 Enter");
    assert!(world.screen().contains("“40”: 1 of 1"));
    assert!(world.screen().contains("Sentence 40 of"));
    world.press("Esc / z z z Enter");
    assert!(world.screen().contains("“zzz” is not in this article"));
    assert_eq!(world.state.focus, Pane::Reader);
}

#[test]
fn links_are_opened_and_copied_by_their_number() {
    let mut world = World::of(80, 24);
    world.press("Enter 2 o y 9 o");
    let browse = Effect::Browse("https://two.example/".to_owned());
    let copy = Effect::Copy("https://outlet.example/0".to_owned());
    assert!(world.effects.contains(&browse) && world.effects.contains(&copy));
    assert!(world.screen().contains("there is no such link"));
}

#[test]
fn an_error_of_the_store_takes_the_mark_off_the_screen_again() {
    let mut world = World::of(80, 24);
    world.is_silent = true;
    world.press("d");
    let shown = |world: &World| world.state.articles.rows()[0].mark.read_at.is_some();
    assert!(
        shown(&world),
        "the mark is on the screen before the store has answered"
    );
    let ticket = world.effects.iter().find_map(|effect| match effect {
        Effect::Change { ticket, .. } => Some(*ticket),
        _ => None,
    });
    world.is_silent = false;
    world.event(Event::Applied {
        ticket,
        answer: Err(clean_line("the disk is full")),
    });
    assert!(!shown(&world));
    assert!(world.screen().contains("not stored: the disk is full"));
}

#[test]
fn a_mark_stays_on_the_screen_through_older_answers_of_the_store() {
    let mut world = World::of(80, 24);
    let old = world.rows.clone();
    world.is_silent = true;
    world.event(Event::StoreChanged);
    let load = world.effects.pop().unwrap();
    let load = if matches!(load, Effect::Load { .. }) {
        load
    } else {
        world.effects.pop().unwrap()
    };
    world.press("d");
    world.rows = old;
    let answer = world.answer(load).unwrap();
    world.event(answer);
    assert!(world.state.articles.rows()[0].mark.read_at.is_some());
}

#[test]
fn starters_are_subscribed_to_only_when_the_reader_says_so() {
    let plan = || Plan {
        articles: 0,
        catalogue: outlets(),
        ..Plan::default()
    };
    let mut world = World::new(plan());
    assert!(world.screen().contains("Welcome to tidings"));
    assert!(
        !world
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Subscribe(_)))
    );
    world.press("Space j j Space Enter");
    let feeds = world.effects.iter().find_map(|effect| match effect {
        Effect::Subscribe(feeds) => Some(feeds.clone()),
        _ => None,
    });
    let titles: Vec<String> = feeds.unwrap().into_iter().map(|feed| feed.title).collect();
    assert_eq!(titles, ["Lagoon Post", "Grain Report"]);
    let mut world = World::new(plan());
    world.press("d");
    assert_eq!(world.has_ended(), Some(End::OpenDemo));
    let mut world = World::new(plan());
    world.press("q");
    assert_eq!(world.has_ended(), Some(End::Quit));
}

#[test]
fn a_list_of_subscriptions_is_imported_by_its_path() {
    let mut world = World::new(Plan {
        articles: 0,
        catalogue: outlets(),
        ..Plan::default()
    });
    world.press("i Enter");
    let imports = |world: &World| -> Vec<Effect> {
        let all = world.effects.iter();
        all.filter(|effect| matches!(effect, Effect::Import(_)))
            .cloned()
            .collect()
    };
    assert_eq!(imports(&world), [], "no path, no import");
    world.press("i");
    assert!(world.screen().contains("file (OPML, newsboat's urls):"));
    world.event(Event::Paste(clean_line("~/.newsboat/urls")));
    world.press("Enter");
    assert_eq!(imports(&world), [Effect::Import("~/.newsboat/urls".into())]);
    // What cannot be read leaves the screen as it was, and says why.
    let why = "/home/me/.newsboat/urls cannot be read: No such file or directory";
    world.event(Event::Report(Report::Message {
        text: clean_line(why),
        is_error: true,
    }));
    let screen = world.screen();
    assert!(screen.contains("Welcome to tidings") && screen.contains("cannot be read"));
    // Anywhere else it is a command.
    let mut world = World::of(80, 24);
    world.press(":");
    world.event(Event::Paste(clean_line("import a/feeds.opml")));
    world.press("Enter");
    assert_eq!(imports(&world), [Effect::Import("a/feeds.opml".into())]);
}

#[test]
fn an_address_is_looked_at_and_its_feed_subscribed_to_or_chosen() {
    let mut world = World::of(80, 24);
    world.press("+");
    world.event(Event::Paste(clean_line("a.example")));
    world.press("Enter");
    assert!(
        world
            .effects
            .contains(&Effect::FindFeeds("a.example".to_owned()))
    );
    let candidate = |name: &str| Candidate {
        url: format!("https://{name}.example/feed"),
        title: clean_line(name),
        found_by: "link",
        newest: Vec::new(),
    };
    let found = |asked: &str, names: &[&str]| {
        let candidates = names.iter().map(|name| candidate(name)).collect();
        Event::Report(Report::Found {
            asked: Sought::At(asked.to_owned()),
            candidates,
            error: None,
        })
    };
    let subscribed = |world: &World| {
        world.effects.iter().any(|effect| {
            matches!(effect, Effect::Subscribe(feeds)
            if feeds[0].url == "https://two.example/feed")
        })
    };
    world.event(found("a.example", &["one", "two"]));
    assert!(!subscribed(&world));
    world.press("j Enter");
    assert!(subscribed(&world));
    world.press("+ x Enter");
    world.event(found("x", &[]));
    assert!(world.screen().contains("no feed found at x"));
}

#[test]
fn feeds_that_are_due_are_polled_at_the_start_and_when_the_next_is_due() {
    let mut world = World::of(80, 24);
    let due = |world: &World| world.effects.contains(&Effect::Refresh(Which::Due));
    let timer = Effect::Later {
        timer: Timer::Due,
        milliseconds: 3_600_000,
    };
    world.event(Event::Now(NOW));
    world.event(Event::StoreChanged);
    assert!(world.effects.contains(&timer) && !due(&world));
    world.event(Event::Timer(Timer::Due));
    assert!(due(&world));
    let mut quiet = World::new(Plan {
        settings: |s| s.polls = false,
        ..Plan::default()
    });
    quiet.event(Event::StoreChanged);
    assert!(!quiet.effects.contains(&timer));
}

#[test]
fn a_refresh_shows_how_far_it_is_and_esc_ends_it() {
    let mut world = World::of(80, 24);
    let progress = RefreshProgress {
        done: 2,
        total: 5,
        bytes: 1_200_000,
        ..Default::default()
    };
    world.event(Event::Report(Report::Refresh(progress.clone())));
    assert!(world.screen().contains("↓ 2/5  1.2 MB"));
    world.press("Esc");
    assert!(world.effects.contains(&Effect::Cancel) && !world.screen().contains('↓'));
    let end = RefreshProgress {
        new: 3,
        is_finished: true,
        ..progress
    };
    world.event(Event::Report(Report::Refresh(RefreshProgress {
        new: 0,
        ..end.clone()
    })));
    world.event(Event::Report(Report::Refresh(RefreshProgress {
        is_finished: false,
        ..end.clone()
    })));
    world.event(Event::Report(Report::Refresh(end)));
    assert!(world.screen().contains("3 new articles"));
}

/// The count vanished, and all seemed to be there.
#[test]
fn what_fetching_ahead_left_is_said_when_it_ends() {
    let ended = |progress: AheadProgress| {
        let mut world = World::of(80, 24);
        world.event(Event::Report(Report::Ahead(AheadProgress {
            done: 27,
            total: 40,
            whole: 27,
            bytes: 5000,
            is_finished: true,
            ..progress
        })));
        world.screen()
    };
    let why = "today's 1 MiB are spent (network.daily_budget)";
    let spent = || AheadProgress {
        stopped: Some(clean_line(why)),
        ..AheadProgress::default()
    };
    assert!(ended(spent()).contains(&format!("27 of 40 whole: {why}")));
    let failure = |is_left_alone| AheadFailure {
        article: ArticleId::new(1),
        title: clean_line("Tides"),
        why: clean_line("the page was cut off on its way"),
        is_left_alone,
    };
    let failed = |failures| AheadProgress {
        failures,
        ..AheadProgress::default()
    };
    let screen = ended(failed(vec![failure(true), failure(false)]));
    assert!(screen.contains("27 of 40 whole, 1 failed: the page was cut off on its way"));
    for nothing_new in [failed(vec![failure(true)]), failed(Vec::new())] {
        assert!(!ended(nothing_new).contains("27 of 40"));
    }
}

#[test]
fn a_refresh_in_which_nothing_may_be_asked_says_why() {
    let mut world = World::of(80, 24);
    world.press("R");
    world.event(Event::Report(Report::FeedPolled(FeedPolled {
        feed: FeedId::new(1),
        url: "https://one.example/feed".to_owned(),
        title: clean_line("One"),
        result: PollResult::Waiting,
        new: 0,
        updated: 0,
        bytes: 0,
        milliseconds: 0,
        why: clean_line("asked just now"),
    })));
    for is_finished in [false, true] {
        let progress = RefreshProgress {
            is_finished,
            ..Default::default()
        };
        world.event(Event::Report(Report::Refresh(progress)));
    }
    assert!(world.screen().contains("One: asked just now"));
}

#[test]
fn without_a_network_one_line_says_so() {
    let mut world = World::of(80, 24);
    let progress = RefreshProgress {
        is_finished: true,
        is_offline: true,
        ..Default::default()
    };
    world.event(Event::Report(Report::Refresh(progress)));
    assert!(
        world
            .screen()
            .contains("no network; everything stored is readable")
    );
    assert!(world.screen().contains("offline"));
    let mut world = World::new(Plan {
        settings: |s| s.is_offline = true,
        ..Plan::default()
    });
    world.press("R + x Enter");
    let asks = |e: &Effect| matches!(e, Effect::Refresh(_) | Effect::FindFeeds(_));
    assert!(!world.effects.iter().any(asks));
}

#[test]
fn a_click_selects_and_the_second_opens() {
    let mut world = World::of(80, 24);
    let click = Event::Mouse(Mouse::Click { column: 40, row: 4 });
    world.event(click.clone());
    assert_eq!((world.selected(), world.state.focus), (28, Pane::Articles));
    world.event(click);
    assert_eq!(world.state.focus, Pane::Reader);
    world.event(Event::Mouse(Mouse::Wheel {
        column: 40,
        row: 4,
        lines: 3,
    }));
    assert!(!world.screen().contains("Sentence 0 "));
}

/// The list went under the pointer to give the row its margin: the second click met the next row.
#[test]
fn what_was_clicked_stays_under_the_pointer() {
    let mut world = World::new(Plan {
        articles: 200,
        ..Plan::default()
    });
    for row in [20, 21, 1] {
        let click = Event::Mouse(Mouse::Click { column: 40, row });
        world.event(click.clone());
        let selected = world.selected();
        assert_eq!(world.state.articles.cursor() + 1, usize::from(row));
        world.event(click);
        assert_eq!(
            (world.selected(), world.state.focus),
            (selected, Pane::Reader)
        );
        world.press("q");
        assert_eq!(world.state.articles.cursor() + 1, usize::from(row));
        // Keys have their margin.
        world.press(if row == 1 { "k" } else { "j" });
        assert!((3..18).contains(&world.state.articles.cursor()));
        world.press("8 j");
    }
    let mut world = World::of(80, 12);
    world.event(Event::Mouse(Mouse::Click { column: 3, row: 9 }));
    assert_eq!(world.state.outlets.cursor(), 8);
    assert_eq!(
        world.state.articles.query.scope,
        Scope::Folder(vec!["Technik".to_owned()])
    );
    world.press("k");
    assert_eq!(world.state.outlets.cursor(), 6, "a row came below it");
}

/// Its window hung on the cursor at the right edge: what stood behind it was never seen.
#[test]
fn a_long_line_stands_still_while_the_cursor_goes_through_it() {
    let line = |world: &World| world.screen().lines().rev().nth(1).unwrap().to_owned();
    let address = format!("https://outlet.example/{}/the-end", "long".repeat(30));
    for keys in ["+", "/", ":", ": s a v e - p a g e Enter", "E Tab ^U"] {
        let mut world = World::of(60, 24);
        world.press(keys);
        world.event(Event::Paste(clean_line(&address)));
        let all = |world: &World| world.screen().replace(|c: char| c.is_whitespace(), "");
        assert!(all(&world).contains("longlong/the-end"), "{}", line(&world));
        let screen = world
            .screen()
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        world.press("Left Left Left Left Left");
        let moved = world
            .screen()
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        assert_eq!(screen[..24], moved[..24], "only the cursor moved");
        assert_ne!(screen[24], moved[24]);
        world.press("Home");
        assert!(all(&world).contains("https://outlet"), "{}", line(&world));
        world.press("End");
        assert!(all(&world).contains("longlong/the-end"), "{}", line(&world));
    }
}

#[test]
fn unsubscribing_can_be_undone_and_leaves_the_feeds_list() {
    let mut world = World::of(80, 24);
    world.press("] D");
    let removed = Change::RemoveFeed(FeedId::new(1));
    let is_removal = |e: &Effect| matches!(e, Effect::Change { change, .. } if *change == removed);
    assert!(world.effects.iter().any(is_removal));
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
    assert!(world.screen().contains("u undo"));
}

#[test]
fn show_read_keeps_the_selection() {
    let mut world = World::of(80, 24);
    world.press("2 d j .");
    assert_eq!(
        (world.selected(), world.state.articles.query.scope.clone()),
        (27, Scope::All)
    );
    assert_eq!(world.state.articles.rows().len(), 30);
    world.press(".");
    assert_eq!(
        (world.selected(), world.state.articles.rows().len()),
        (27, 28)
    );
}

#[test]
fn today_begins_anew_at_midnight() {
    let mut world = World::of(80, 24);
    world.press("g t");
    let midnight = Timestamp::from_seconds(1_795_564_800);
    world.event(Event::Now(midnight.plus(5)));
    assert_eq!(world.state.articles.query.scope, Scope::Today(midnight));
}

#[test]
fn marks_name_the_articles_they_are_about() {
    let mut world = World::of(80, 24);
    world.press("d");
    let change = world.effects.iter().find_map(|effect| match effect {
        Effect::Change { change, .. } => Some(change.clone()),
        _ => None,
    });
    let target = Target::Articles(vec![crate::model::ArticleId::new(30)]);
    assert_eq!(
        change,
        Some(Change::Mark {
            what: MarkChange::Done,
            target
        })
    );
}

#[test]
fn help_lists_what_works_here() {
    let mut world = World::of(80, 40);
    world.press("?");
    assert!(world.screen().contains("done: read and off the queue"));
    world.press("/ q u i t Enter");
    assert!(world.screen().contains("back; at the root quit"));
    world.press("q");
    assert!(world.state.over.is_empty());
}

/// What did not fit was cut off, and could be read nowhere.
#[test]
fn help_is_whole_in_a_narrow_screen() {
    for width in [40, 60, 80, 100] {
        let mut world = World::of(width, 24);
        world.press("?");
        let mut all = String::new();
        for _ in 0..40 {
            let screen = world.screen();
            assert!(!screen.contains('…'), "{screen}");
            all.push_str(&screen);
            world.press("Space");
        }
        let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(all.contains("30m, 6h, 7d, 2w, 2026-11-24"), "{width}");
    }
}

/// A fault in a short search closed the prompt without a word.
#[test]
fn a_search_of_one_letter_is_one_and_a_fault_in_it_is_said() {
    for keys in ["/", "F"] {
        let mut world = World::of(80, 24);
        world.press(&format!("{keys} ( Enter"));
        assert!(
            world.screen().contains("query, character 1"),
            "{}",
            world.screen()
        );
        assert!(world.state.prompt.is_some());
        let mut world = World::of(80, 24);
        world.press(&format!("{keys} 7 Enter"));
        assert!(world.state.search.is_some() && world.state.prompt.is_none());
    }
}

#[test]
fn the_first_start_uses_a_small_screen() {
    for (size, outlets_seen) in [((40, 12), 4), ((30, 10), 3)] {
        let world = World::new(Plan {
            articles: 0,
            catalogue: outlets(),
            size,
            ..Plan::default()
        });
        let screen = world.screen();
        assert!(screen.matches("] ").count() >= outlets_seen, "{screen}");
        assert!(
            screen.contains("q quit") && screen.contains("Welcome"),
            "{screen}"
        );
    }
}

fn changes(world: &World) -> Vec<Change> {
    let changes = world.effects.iter().filter_map(|effect| match effect {
        Effect::Change { change, .. } => Some(change.clone()),
        _ => None,
    });
    changes.collect()
}

#[test]
fn a_feed_is_edited_in_a_form_as_one_change_and_polled_at_its_new_address() {
    let mut world = World::of(80, 24);
    world.press("g f 5 j E");
    assert!(
        world
            .screen()
            .contains("address     https://feed0.example/rss")
    );
    world.press(
        "^U M i n e Down ^U o t h e r . e x a m p l e Down ^U t e Tab Down 2 h Down Space Enter",
    );
    let settings = crate::model::FeedSettings {
        title: Some("Mine".to_owned()),
        interval: Some(7_200),
        full_text: true,
        ..Default::default()
    };
    let edit = FeedEdit {
        url: "https://other.example/".to_owned(),
        folder: vec!["Technik".to_owned()],
        settings,
    };
    let feed = FeedId::new(1);
    assert_eq!(changes(&world), [Change::EditFeed(feed, edit)]);
    assert!(
        world
            .effects
            .contains(&Effect::Refresh(Which::Feeds(vec![feed])))
    );
    assert!(world.state.over.is_empty());
}

#[test]
fn a_form_left_as_it_was_changes_nothing_and_a_wrong_one_says_what_is_wrong() {
    let mut world = World::of(80, 24);
    world.press("E Enter E x Esc");
    assert_eq!(changes(&world), []);
    world.press("E Down ^U m a i l t o : x Enter");
    assert!(world.screen().contains("no http or https address"));
    world.press("^U");
    world.event(Event::Paste(clean_line("https://feed1.example/rss")));
    world.press("Enter");
    assert!(
        world
            .screen()
            .contains("another feed has this address already")
    );
    world.press("^U a . e x a m p l e Down Down s o o n Enter");
    assert!(world.screen().contains("30m, 2h or 1d"));
    world.press("^U Enter");
    assert_eq!(changes(&world).len(), 1);
}

#[test]
fn folders_are_renamed_dissolved_and_moved_past_each_other() {
    let mut world = World::of(80, 24);
    world.press("g f 4 j E ^U W o r l d / S e a Enter D");
    let coast = vec!["Coast".to_owned()];
    let sea = vec!["World".to_owned(), "Sea".to_owned()];
    assert_eq!(
        changes(&world),
        [
            Change::MoveFolder(coast.clone(), sea.clone()),
            Change::MoveFolder(sea, vec!["World".to_owned()])
        ]
    );
    let mut world = World::of(80, 24);
    world.press("g f 4 j");
    world.effects.clear();
    world.is_silent = true;
    world.press("J K K");
    let technik = vec!["Technik".to_owned()];
    assert_eq!(
        changes(&world),
        [
            Change::OrderFolders("Coast".to_owned(), vec![technik.clone(), coast.clone()]),
            Change::OrderFolders("Coast".to_owned(), vec![coast, technik])
        ]
    );
    assert!(world.screen().contains("nothing to move it past"));
    world.effects.clear();
    world.press("j 2 J");
    let order = [2, 3, 1].map(FeedId::new).to_vec();
    assert_eq!(changes(&world), [Change::OrderFeeds(FeedId::new(1), order)]);
}

#[test]
fn feeds_in_trouble_are_listed_worst_first_and_mended_by_one_key() {
    let mut world = World::of(80, 24);
    world.feeds[0].activity.newest = Some(NOW.minus(200 * 86_400));
    world.feeds[1].activity.moved_to = Some("https://new.example/rss".to_owned());
    world.feeds[2].activity.per_week = 300;
    world.event(Event::StoreChanged);
    world.press("g i");
    let screen = world.screen();
    let place = |words: &str| screen.find(words).unwrap_or(usize::MAX);
    let order = [
        place("failing, 503"),
        place("moved to https://new.example/rss"),
        place("silent since"),
        place("noisy, 300 a week"),
    ];
    assert!(order.is_sorted() && order[3] < usize::MAX, "{screen}");
    world.press("Space j Space");
    assert!(
        world
            .effects
            .contains(&Effect::Refresh(Which::Feeds(vec![FeedId::new(5)])))
    );
    let address = "https://new.example/rss".to_owned();
    assert_eq!(changes(&world), [Change::FeedUrl(FeedId::new(2), address)]);
    world.press("g i i");
    assert!(world.screen().contains("503 from feed4.example"));
    world.press("q q");
    assert!(world.state.over.is_empty());
}

#[test]
fn the_form_of_a_feed_says_what_is_fetched_ahead_and_what_is_kept() {
    let mut world = World::of(80, 24);
    world.feeds[0].settings.prefetch = true;
    world.event(Event::StoreChanged);
    world.press("E");
    assert!(world.screen().contains("[text]"), "{}", world.screen());
    world.press("Down Down Down Down Down");
    world.press("Right Down 9 0 Down x Enter");
    assert!(world.screen().contains("a whole number, or nothing"));
    world.press("^U Down 7 Enter");
    let changes = changes(&world);
    let [Change::EditFeed(_, edit)] = changes.as_slice() else {
        panic!("{changes:?}");
    };
    let settings = &edit.settings;
    assert_eq!(
        (settings.ahead, settings.prefetch, settings.keep_days),
        (Some(crate::model::Ahead::Pictures), false, Some(90))
    );
    assert_eq!(
        (settings.keep_articles, settings.keep_megabytes),
        (None, Some(7))
    );
}

#[test]
fn on_a_small_screen_the_form_of_a_feed_shows_the_line_that_has_the_keys() {
    let mut world = World::of(40, 12);
    world.press("E S-Tab");
    let screen = world.screen();
    assert!(
        screen.contains("hidden") && !screen.contains("address"),
        "{screen}"
    );
    world.press("Tab");
    assert!(world.screen().contains("title"));
}

/// What is typed next is about what is on the way: a list's first rows, a text, the feeds; not what is typed into a prompt.
#[test]
fn keys_are_to_wait_for_what_the_one_before_asked_for() {
    let mut world = World::of(80, 24);
    assert!(!world.state.awaits());
    world.is_silent = true;
    for (keys, awaits) in [("j", false), ("g s", true), ("/ x", false), ("Enter", true)] {
        world.press(keys);
        assert_eq!(world.state.awaits(), awaits, "{keys}");
    }
    world.read_rows();
    assert!(!world.state.awaits(), "they came");

    let mut world = World::of(80, 24);
    world.is_silent = true;
    world.press("Enter");
    assert!(world.state.awaits(), "its text is laid out");
    world.press("?");
    assert!(!world.state.awaits(), "over it is a panel");
}

/// What looks for the next unread article is given up for another question, and says nothing then: keys waited for it.
#[test]
fn what_is_looked_for_in_one_list_is_not_waited_for_in_another() {
    let midnight = "";
    for (list, other) in [("g t", midnight), ("", "/ f e Enter"), ("", "S o")] {
        let mut world = World::new(Plan {
            articles: 900,
            ..Plan::default()
        });
        let rows = world.rows.iter_mut();
        rows.for_each(|row| row.sort_at = super::world::NOW);
        if !list.is_empty() {
            world.press(list);
        }
        world.is_silent = true;
        world.press("9 9 9 n");
        assert!(world.state.awaits(), "{list}: it is looked for");
        if other == midnight {
            world.event(Event::Now(super::world::NOW.plus(86_400)));
        } else {
            world.press(other);
        }
        world.read_rows();
        assert!(!world.state.awaits(), "{list} {other}");
    }
}

/// `Esc` and the next key, in one packet, were one chord that meant nothing.
#[test]
fn escape_and_a_key_that_came_together_are_two() {
    let parted = |world: &World, keys: &str| {
        let chord = parse_keys(keys).unwrap()[0];
        let (first, second) = crate::tui::app::parted(&world.state, &Event::Key(chord))?;
        let both = [first, second].map(|event| match event {
            Event::Key(chord) => chord,
            other => panic!("{other:?}"),
        });
        Some(crate::tui::core::print_keys(&both))
    };
    let two = |keys: &str| Some(keys.to_owned());
    let mut world = World::of(80, 24);
    assert_eq!(parted(&world, "A-j"), two("Esc j"));
    assert_eq!(parted(&world, "A-Enter"), two("Esc Enter"));
    assert_eq!(parted(&world, "A-^D"), two("Esc ^D"));
    assert_eq!(
        parted(&world, "A-Up"),
        None,
        "sent as one by every terminal"
    );
    assert_eq!(parted(&world, "j"), None);
    world.press("/");
    assert_eq!(parted(&world, "A-j"), two("Esc j"));
    assert_eq!(parted(&world, "A-Backspace"), None, "a word is taken away");

    let own = [("done".to_owned(), vec!["A-j".to_owned()])];
    let bound = World::new(Plan {
        wishes: Wishes {
            keys: own.into(),
            ..Wishes::default()
        },
        ..Plan::default()
    });
    assert_eq!(parted(&bound, "A-j"), None);
    assert_eq!(parted(&bound, "A-k"), two("Esc k"));

    // What is bound everywhere is not where words are typed.
    let everywhere = [("undo".to_owned(), vec!["A-x".to_owned()])];
    let mut world = World::new(Plan {
        wishes: Wishes {
            keys: everywhere.into(),
            ..Wishes::default()
        },
        ..Plan::default()
    });
    assert_eq!(parted(&world, "A-x"), None);
    world.press(":");
    assert_eq!(parted(&world, "A-x"), two("Esc x"));
}

#[test]
fn what_a_refresh_came_to_fits_into_the_bottom_line() {
    let sum = |columns, failed, put_off| {
        let mut world = World::of(columns, 24);
        for is_finished in [false, true] {
            let progress = RefreshProgress {
                total: 9,
                failed,
                put_off,
                bytes: 1_000,
                bytes_today: 12_000,
                bytes_this_month: 1_500_000,
                is_finished,
                ..Default::default()
            };
            world.event(Event::Report(Report::Refresh(progress)));
        }
        let screen = world.screen();
        let line = screen.lines().find(|line| line.contains("nothing new"));
        line.unwrap().to_owned()
    };
    let narrow = sum(80, 4, 3);
    let said = "nothing new, 4 failed, 3 put off (! in the list of feeds)";
    assert!(narrow.contains(said) && !narrow.contains('…'), "{narrow}");
    let wide = sum(140, 4, 3);
    assert!(
        wide.contains("1 kB (today 12 kB, this month 1.5 MB)"),
        "{wide}"
    );
    let well = sum(80, 0, 0);
    assert!(
        well.contains("nothing new, 1 kB (today 12 kB, this month 1.5 MB)"),
        "{well}"
    );
    let narrowest = sum(40, 4, 0);
    assert!(
        narrowest.contains("nothing new, 4 failed") && !narrowest.contains('…'),
        "{narrowest}"
    );
}

/// `>` made a wide text narrower, `<` a narrow one wider.
#[test]
fn a_text_gets_wider_and_narrower_as_far_as_it_may_be_set() {
    for (measure, keys, then) in [(160, ">", 164), (24, "<", 20), (198, ">", 200)] {
        let mut world = World::of(80, 24);
        world.press("Enter");
        world.state.measure = measure;
        world.press(keys);
        assert_eq!(world.state.measure, then);
    }
}
