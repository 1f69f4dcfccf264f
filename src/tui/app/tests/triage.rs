//! Getting through a morning's news: deciding on one, on many, on what is picked; lists as they were
//! left; what came since.

use super::world::{NOW, Plan, World};
use crate::model::{ArticleId, Scope, Sort};
use crate::tui::core::{Effect, Event, Pane, Timer, Wishes, parse_keys};

fn read(world: &World) -> Vec<i64> {
    let mut read: Vec<i64> = (1..=world.rows.len() as i64)
        .filter(|id| world.is_read(*id))
        .collect();
    read.reverse();
    read
}

fn changes(world: &World) -> usize {
    let is_change = |effect: &&Effect| matches!(effect, Effect::Change { .. });
    world.effects.iter().filter(is_change).count()
}

#[test]
fn a_hundred_decisions_take_at_most_a_hundred_and_five_keys() {
    let mut world = World::new(Plan {
        articles: 120,
        ..Plan::default()
    });
    // From the first screen on: most are passed over, some are kept, some read later.
    let mut keys = vec!["d"; 60];
    keys.extend(["s"; 10]);
    keys.extend(["a"; 15]);
    keys.extend(["x"; 15]);
    let pressed: usize = keys.iter().map(|key| parse_keys(key).unwrap().len()).sum();
    for key in keys {
        world.press(key);
    }
    let decided = world.rows.iter().filter(|row| {
        row.mark.read_at.is_some() || row.mark.saved_at.is_some() || row.mark.queue_rank.is_some()
    });
    assert_eq!(decided.count(), 100);
    assert!(pressed <= 105, "{pressed} keys");
    for _ in 0..100 {
        world.press("u");
    }
    assert!(
        world
            .rows
            .iter()
            .all(|row| row.mark == crate::model::Mark::default())
    );
}

#[test]
fn many_are_marked_read_as_seen_from_the_selection_as_one_change() {
    let first: fn(i64) -> bool = |_| true;
    for (keys, is_meant) in [
        ("A a", first),
        ("A k", |id| id > 20),
        ("A j", |id| id < 20),
        ("A o", |id| id < 20),
        ("A f", |id| (30 - id) % 5 == 0),
        ("A F", |id| (30 - id) % 5 < 3),
    ] {
        let mut world = World::of(80, 24);
        world.press("1 0 j").press(keys);
        let expected: Vec<i64> = (1..=30).rev().filter(|id| is_meant(*id)).collect();
        assert_eq!(read(&world), expected, "{keys}");
        assert_eq!(changes(&world), 1, "{keys}");
        assert_eq!(world.selected(), 20, "{keys}");
        world.press("u");
        assert!(read(&world).is_empty(), "{keys}");
    }
}

#[test]
fn above_and_below_are_as_shown_and_older_is_by_date() {
    let mut world = World::of(80, 24);
    world.press("S o 1 0 G A k");
    assert_eq!(read(&world), (1..=9).rev().collect::<Vec<_>>());
    let mut world = World::of(80, 24);
    world.press("S o 1 0 G A o");
    assert_eq!(read(&world), (1..=9).rev().collect::<Vec<_>>());
    let mut world = World::of(80, 24);
    world.press("S o 1 0 G A j");
    assert_eq!(read(&world), (11..=30).rev().collect::<Vec<_>>());
}

#[test]
fn what_came_after_the_list_was_drawn_is_not_marked() {
    let mut world = World::of(80, 24);
    let mut row = world.rows[0].clone();
    row.id = ArticleId::new(31);
    row.sort_at = NOW;
    world.rows.insert(0, row);
    world.press("A a");
    assert!(!world.is_read(31));
    assert_eq!(read(&world).len(), 30);
}

#[test]
fn in_the_sidebar_all_is_what_the_selected_line_stands_for() {
    let mut world = World::of(80, 24);
    world.press("g f G A a");
    let feed = world.rows.iter().filter(|row| row.feed.get() == 5);
    assert!(feed.clone().all(|row| row.mark.read_at.is_some()));
    assert_eq!(read(&world).len(), feed.count());
    world.press("A k");
    assert!(world.screen().contains("go to the list first"));
}

#[test]
fn a_range_is_decided_as_one_change_and_the_selection_goes_on_behind_it() {
    let mut world = World::of(80, 24);
    world.press("j V 3 j");
    assert!(world.screen().contains("4 picked"));
    world.press("d");
    assert_eq!(read(&world), [29, 28, 27, 26]);
    assert_eq!((changes(&world), world.selected()), (1, 25));
    world.press("u");
    assert!(read(&world).is_empty());
    world.press("V 2 k m");
    assert_eq!(read(&world), [27, 26, 25]);
    assert_eq!(world.selected(), 27, "toggling stays");
}

#[test]
fn single_picks_ranges_and_their_inversion_are_joined() {
    let mut world = World::of(80, 24);
    world.press("~ j ~ 3 j V j V s");
    let saved: Vec<i64> = (1..=30)
        .filter(|id| world.mark(*id).saved_at.is_some())
        .collect();
    assert_eq!(saved, [23, 24, 28, 30]);
    let mut world = World::of(80, 24);
    world.press("~ ~ * d");
    assert_eq!(read(&world), (1..=28).rev().collect::<Vec<_>>());
    assert_eq!(changes(&world), 1);
    let mut world = World::of(80, 24);
    world.press("~ ~ Esc d");
    assert_eq!(read(&world), [28], "Esc picks none");
}

#[test]
fn a_range_may_be_longer_than_what_is_in_memory() {
    let mut world = World::new(Plan {
        articles: 700,
        ..Plan::default()
    });
    world.press("j V G d");
    assert_eq!(read(&world).len(), 699);
    assert!(!world.is_read(700));
    assert_eq!(changes(&world), 1);
}

#[test]
fn tags_are_asked_for_completed_and_taken_off() {
    let mut world = World::of(80, 24);
    world.press("t l a t e r Enter");
    assert_eq!(world.mark(30).tags[0].as_str(), "later");
    assert_eq!(world.selected(), 30, "tagging stays");
    world.press("j t");
    assert!(world.screen().contains("later"), "tags in use are shown");
    world.press("l Tab Enter");
    assert_eq!(world.mark(29).tags[0].as_str(), "later");
    world.press("t - l Tab Enter");
    assert!(world.mark(29).tags.is_empty());
    world.press("k 3 t x Enter");
    assert!((28..=30).all(|id| world.mark(id).tags.iter().any(|tag| tag.as_str() == "x")));
    world.press("u");
    assert_eq!(world.mark(30).tags.len(), 1);
    world.press("Enter t y Enter");
    assert!(world.mark(30).tags.iter().any(|tag| tag.as_str() == "y"));
    world.press("t Esc q t Enter");
    assert_eq!(world.state.focus, Pane::Articles);
}

#[test]
fn a_list_is_narrowed_while_typing_and_is_back_after_esc() {
    let mut world = World::of(80, 24);
    world.press("g u F g r a i n Enter");
    assert!(world.screen().contains("unread · filter “grain”"));
    world.press("Esc Esc g a ] F g r a i n");
    assert!(world.state.articles.query.filter.is_some());
    assert_eq!(world.state.articles.rows().len(), 1);
    world.press("Enter");
    assert!(world.screen().contains("filter “grain”"));
    world.press("A a");
    assert_eq!(read(&world).len(), 1, "only what the narrowed list held");
    world.press("Esc");
    assert_eq!(world.state.articles.query.filter, None);
    assert!(matches!(world.state.articles.query.scope, Scope::Feed(_)));
}

#[test]
fn each_list_remembers_its_order_its_place_and_whether_it_shows_what_is_read() {
    let mut world = World::of(80, 24);
    world.press("S o 4 j g a g u");
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    assert_eq!(world.selected(), 5);
    world.press("] .");
    assert!(world.state.articles.query.show_read);
    world.press("] ");
    assert!(
        !world.state.articles.query.show_read,
        "another feed has its own"
    );
    world.press("[");
    assert!(world.state.articles.query.show_read);
    world.press("g u Q");
    let place = world.place();
    let mut world = World::new(Plan {
        place: place.unwrap(),
        ..Plan::default()
    });
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    world.press("]");
    assert!(world.state.articles.query.show_read, "after a restart, too");
}

#[test]
fn a_place_whose_article_is_gone_is_the_row_that_stands_there() {
    let mut world = World::of(80, 24);
    world.press("9 j d g a");
    world.press("g u k");
    assert_eq!(world.selected(), 22);
    world.press("g a g u");
    assert_eq!(world.selected(), 22);
    world
        .rows
        .iter_mut()
        .find(|row| row.id.get() == 22)
        .unwrap()
        .mark
        .read_at = Some(NOW);
    world.press("g a g u");
    assert_eq!(world.selected(), 20);
}

#[test]
fn orders_that_a_list_does_not_have_are_refused() {
    let mut world = World::of(80, 24);
    world.press("S f");
    let feeds: Vec<i64> = world
        .state
        .articles
        .rows()
        .iter()
        .map(|row| row.feed.get())
        .collect();
    assert!(feeds.is_sorted());
    assert!(world.screen().contains("River Times"));
    world.press("g s S f");
    assert!(world.screen().contains("feed by feed"));
    world.press("g q S o");
    assert!(world.screen().contains("an order of its own"));
}

#[test]
fn the_first_step_goes_to_what_came_since_the_last_visit() {
    let mut world = World::of(80, 24);
    let screen = world.screen();
    assert!(screen.contains("4 since this morning"), "{screen}");
    assert!(
        screen.contains("4 new from 4 outlets since this morning"),
        "{screen}"
    );
    world.press("8 j g a g u");
    assert_eq!(world.selected(), 22);
    world.press("n");
    assert_eq!(world.selected(), 30, "above the line, from its top");
    world.press("8 j n");
    assert_eq!(world.selected(), 21, "then onwards");
}

#[test]
fn the_line_of_the_last_visit_stands_in_every_order_by_date() {
    let mut world = World::of(80, 40);
    let above = |screen: &str| {
        let rows = screen
            .lines()
            .take_while(|line| !line.contains("since this morning"));
        rows.filter(|line| line.contains('●')).count()
    };
    assert_eq!(above(&world.screen()), 4);
    world.press("S o G");
    let screen = world.screen();
    let below = screen
        .lines()
        .skip_while(|line| !line.contains("4 since this morning"));
    assert_eq!(
        below.filter(|line| line.contains('●')).count(),
        4,
        "{screen}"
    );
}

#[test]
fn leaving_writes_down_the_newest_article() {
    let mut world = World::of(80, 24);
    world.press("Q");
    let newest = world.effects.iter().any(|effect| {
        matches!(effect, Effect::SetState { name: "last_article", value } if value == "30")
    });
    assert!(newest);
}

#[test]
fn passed_over_articles_are_read_at_the_end() {
    let mut world = World::of(80, 24);
    world.press("2 5 G");
    for _ in 0..5 {
        world.press("d");
    }
    world.press("d n");
    assert_eq!(world.selected(), 30);
    assert!(world.screen().contains("from the top again"));
}

#[test]
fn copying_a_title_takes_its_address_along() {
    let mut world = World::of(80, 24);
    world.press("Y Enter Y");
    let copies = world.effects.iter().filter(|effect| {
        matches!(effect, Effect::CopyTitle { address: Some(url), .. }
            if url == "https://outlet.example/0")
    });
    assert_eq!(copies.count(), 2);
}

fn long() -> World {
    World::new(Plan {
        articles: 700,
        ..Plan::default()
    })
}

/// It ended with the rows in memory, without a word.
#[test]
fn a_count_is_of_the_list_not_of_the_rows_in_memory() {
    let done: fn(&World, i64) -> bool = |world, id| world.is_read(id);
    let saved: fn(&World, i64) -> bool = |world, id| world.mark(id).saved_at.is_some();
    let queued: fn(&World, i64) -> bool = |world, id| world.mark(id).queue_rank.is_some();
    let tagged: fn(&World, i64) -> bool = |world, id| !world.mark(id).tags.is_empty();
    for (keys, is_meant, selected) in [
        ("3 0 0 d", done, 400),
        ("3 0 0 x", done, 400),
        ("3 0 0 m", done, 700),
        ("3 0 0 s", saved, 400),
        ("3 0 0 a", queued, 400),
        ("3 0 0 t b i g Enter", tagged, 700),
        (": 3 0 0 Space d o n e Enter", done, 400),
    ] {
        let mut world = long();
        world.press(keys);
        let meant: Vec<i64> = (1..=700).filter(|id| is_meant(&world, *id)).collect();
        assert_eq!(meant, (401..=700).collect::<Vec<_>>(), "{keys}");
        assert_eq!((changes(&world), world.selected()), (1, selected), "{keys}");
    }
    let mut world = long();
    world.press("6 5 0 G 3 0 0 d");
    assert!(
        world.screen().contains("done: 51 articles"),
        "{}",
        world.screen()
    );
}

#[test]
fn rows_are_counted_from_the_top_of_the_list_wherever_the_selection_is() {
    let mut world = long();
    for (keys, selected) in [
        ("3 0 0 G", 401),
        ("5 G", 696),
        ("6 0 0 j", 96),
        ("5 0 0 k", 596),
        ("G 5 G", 696),
        ("G 6 0 0 G", 101),
        ("5 g g", 696),
        ("9 9 9 9 G", 1),
        ("2 0 ^U", 201),
    ] {
        world.press(keys);
        assert_eq!(world.selected(), selected, "{keys}");
    }
}

/// The next line of a macro was about another row, or another list.
#[test]
fn a_macro_goes_on_once_the_rows_of_a_count_are_there() {
    let mut world = World::new(Plan {
        articles: 700,
        wishes: Wishes {
            macros: [(
                ", d".to_owned(),
                vec!["300 done".to_owned(), "save".to_owned()],
            )]
            .into(),
            ..Wishes::default()
        },
        ..Plan::default()
    });
    world.press(", d");
    assert_eq!(read(&world).len(), 300);
    assert!(world.mark(400).saved_at.is_some());
}

/// The rows are not there yet: another key is about what is on the screen.
#[test]
fn a_count_that_waits_for_rows_is_given_up_by_the_next_key() {
    let mut world = long();
    world.is_silent = true;
    world.press("3 0 0 d");
    assert!(world.state.awaits());
    world.event(Event::Timer(Timer::Reload));
    world.press("j");
    assert!(
        world.screen().contains("given up: 300 done"),
        "{}",
        world.screen()
    );
    world.is_silent = false;
    world.read_rows();
    assert!(read(&world).is_empty());
    assert_eq!(world.selected(), 699);
}

#[test]
fn a_count_waits_for_its_rows_though_others_are_asked_for_meanwhile() {
    let mut world = long();
    world.is_silent = true;
    world.press("3 0 0 d");
    world.event(Event::Applied {
        ticket: None,
        answer: Ok(None),
    });
    world.is_silent = false;
    world.read_rows();
    assert_eq!(read(&world).len(), 300);
}

#[test]
fn what_a_count_picked_for_a_tag_is_picked_no_longer_without_one() {
    let mut world = World::of(80, 24);
    world.press("5 t Esc");
    assert!(!world.state.articles.has_picks());
    world.press("~ t Esc");
    assert!(
        world.state.articles.has_picks(),
        "nor is what was picked before"
    );
}

/// It was the row that had come to stand in the place of the one that was there.
#[test]
fn a_tag_is_for_the_article_that_had_the_keys_when_its_name_was_asked_for() {
    let mut world = World::of(80, 24);
    world.press("g u t l a t e r");
    world.rows[0].mark.dismissed_at = Some(NOW);
    world.event(Event::StoreChanged);
    assert_eq!(world.selected(), 29);
    world.press("Enter");
    assert!(!world.mark(30).tags.is_empty());
    assert!(world.mark(29).tags.is_empty());
}

/// Whatever came took the keys to itself.
#[test]
fn the_selection_of_a_list_that_was_empty_stays_with_a_key() {
    for keys in ["t", "Enter", "Enter J", "m", "|", "A k"] {
        let mut world = World::of(80, 24);
        let rows = std::mem::take(&mut world.rows);
        world.press("g u r");
        world.rows = rows[5..].to_vec();
        world.event(Event::StoreChanged);
        assert_eq!(world.selected(), 25);
        world.rows = rows[4..].to_vec();
        world.event(Event::StoreChanged);
        assert_eq!(world.selected(), 26, "nothing was done yet");
        world.press(keys);
        let selected = world.selected();
        world.rows = rows;
        world.event(Event::StoreChanged);
        assert_eq!(world.selected(), selected, "{keys}");
    }
}

#[test]
fn a_row_is_left_out_of_a_range_that_is_under_way() {
    let mut world = World::of(120, 40);
    world.press("g a g g V j j");
    assert!(world.screen().contains("3 picked"), "{}", world.screen());
    world.press("~");
    assert!(world.screen().contains("2 picked"), "{}", world.screen());
    world.press("k k");
    assert!(world.screen().contains("2 picked"), "{}", world.screen());
}

#[test]
fn ending_a_search_for_a_feed_does_not_speak_of_what_came() {
    let mut world = World::of(120, 40);
    world.press("+");
    world.press("q u a y . e x a m p l e Enter Esc");
    let screen = world.screen();
    assert!(
        screen.contains("cancelled") && !screen.contains("what had come"),
        "{screen}"
    );
}

/// It jumped to the last row that happened to be in memory, a hundred further each time.
#[test]
fn what_is_done_to_all_leaves_the_eye_where_it_is_or_goes_to_what_was_spared() {
    for mut world in [long(), World::of(80, 24)] {
        let newest = world.rows.len() as i64;
        world.press("j j * s");
        assert_eq!(world.selected(), newest - 2);
        world.press("* s");
        assert_eq!(world.selected(), newest - 2);
        world.press("g g ~ * d");
        assert_eq!(world.selected(), newest, "it alone is left to be read");
        world.press("u 4 j ~ ~ * d");
        assert_eq!(world.selected(), newest - 5, "the nearest");
    }
}
