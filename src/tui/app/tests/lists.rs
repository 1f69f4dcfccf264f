//! A list holds what is its own, follows what it is of, and does what it shows.

use super::world::{NOW, Plan, World};
use crate::model::{
    ArticleQuery, ArticleRow, Change, FeedId, SavedFilter, SavedFilterId, Scope, Sort, Target,
};
use crate::text::clean_line;
use crate::tui::app::Place;
use crate::tui::app::place::List;
use crate::tui::app::search::as_query;
use crate::tui::core::{Effect, Event, Pane, Timer};
use crate::tui::views::outlets::Spot;

/// The titles of the feeds that rows of the list are of.
fn feeds_shown(world: &World) -> Vec<&str> {
    let rows = world.state.articles.rows().iter();
    let mut feeds: Vec<&str> = rows.map(|row| row.feed_title.as_str()).collect();
    feeds.dedup();
    feeds
}

/// The article that was left stood in the next feed's list, and was counted there.
#[test]
fn the_next_feed_has_no_row_of_the_one_that_was_left() {
    for keys in ["G Enter d", "G Enter x", "d d ]"] {
        let mut world = World::of(80, 24);
        world.press(": f e e d Space L a g o o n Enter");
        world.press(keys);
        world.press("q").event(Event::StoreChanged);
        assert_eq!(feeds_shown(&world), ["River Times"], "{keys}");
    }
}

/// The store answers for the list that was opened while a mark was still on its way.
#[test]
fn a_mark_on_its_way_puts_no_rows_into_another_list() {
    let mut world = World::of(80, 24);
    world.press("s g u");
    world.is_silent = true;
    world.press("A a g s");
    let effects = std::mem::take(&mut world.effects);
    world.is_silent = false;
    let is_load = |effect: &&Effect| matches!(effect, Effect::Load { .. });
    let load = effects.iter().rfind(is_load).cloned();
    let rows = load.and_then(|load| world.answer(load));
    world.event(rows.unwrap());
    world.event(Event::StoreChanged);
    assert_eq!(world.state.articles.rows().len(), 1);
}

/// Rows that stand in the list only because they were acted on had a tick, and nothing was done to them.
#[test]
fn what_has_a_tick_is_acted_on() {
    let mut world = World::new(Plan {
        articles: 2,
        ..Plan::default()
    });
    world.press("g u g g d *");
    assert!(world.screen().contains("2 picked: "), "{}", world.screen());
    world.press("a");
    let queued = |world: &World| [1, 2].map(|id| world.mark(id).queue_rank.is_some());
    assert_eq!(queued(&world), [true; 2]);
    world.press("u");
    assert_eq!(queued(&world), [false; 2]);
}

/// The same where more is picked than is in memory: one key, one undo.
#[test]
fn what_has_a_tick_is_acted_on_in_a_long_list_too() {
    let mut world = World::new(Plan {
        articles: 300,
        ..Plan::default()
    });
    world.press("g u g g d ~ *");
    let screen = world.screen();
    assert!(screen.contains("all but 1 picked: "), "{screen}");
    world.press("a");
    let queued = |row: &&ArticleRow| row.mark.queue_rank.is_some();
    assert_eq!(world.rows.iter().filter(queued).count(), 299);
    assert!(world.mark(300).queue_rank.is_some(), "it was done before");
    let mut changes = world.effects.iter().filter_map(|effect| match effect {
        Effect::Change { change, .. } => Some(change),
        _ => None,
    });
    assert!(matches!(changes.next_back(), Some(Change::Together(of)) if of.len() == 2));
}

fn path(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn spot(world: &World) -> Option<&Spot> {
    world.state.outlets.selected()
}

/// The list of the old name stood there, empty, also after a restart.
#[test]
fn the_list_of_a_folder_follows_its_new_name() {
    let mut world = World::of(80, 24);
    world.press(": f o l d e r Space C o a s t Enter S o 3 j");
    let selected = world.selected();
    world.press("g f");
    assert_eq!(spot(&world), Some(&Spot::Folder(path(&["Coast"]))));
    world.press("E ^U S h o r e Enter");
    let scope = |world: &World| world.state.articles.query.scope.clone();
    assert_eq!(scope(&world), Scope::Folder(path(&["Shore"])));
    assert_eq!(world.selected(), selected);
    assert_eq!(spot(&world), Some(&Spot::Folder(path(&["Shore"]))));
    world.press("g u g f");
    world.press(": f o l d e r Space S h o r e Enter");
    assert_eq!(world.selected(), selected, "it is as it was left");
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    // Taken back, here or elsewhere.
    world.move_folder(&path(&["Shore"]), &path(&["Coast"]));
    world.event(Event::StoreChanged);
    assert_eq!(scope(&world), Scope::Folder(path(&["Coast"])));
    world.press("Q");
    let place = world.place().unwrap();
    assert_eq!(place.list, List::Folder(path(&["Coast"])));
}

#[test]
fn the_list_of_a_folder_that_is_dissolved_is_that_of_the_one_around_it() {
    let mut world = World::of(80, 24);
    world.move_folder(&path(&["Coast"]), &path(&["News", "Coast"]));
    world.event(Event::StoreChanged);
    world.press(": f o l d e r Space N e w s / C o a s t Enter g f D");
    let scope = |world: &World| world.state.articles.query.scope.clone();
    assert_eq!(scope(&world), Scope::Folder(path(&["News"])));
    assert_eq!(spot(&world), Some(&Spot::Folder(path(&["News"]))));
    world.press("D");
    assert_eq!(scope(&world), Scope::Unread);
    assert_eq!(world.state.focus, Pane::Outlets);
    assert!(!world.screen().contains("elsewhere"), "{}", world.screen());
}

#[test]
fn a_folder_of_which_nothing_is_left_has_no_list_after_a_restart() {
    let list = List::Folder(path(&["Gone"]));
    let world = World::new(Plan {
        place: Place {
            list,
            ..Place::default()
        },
        ..Plan::default()
    });
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
}

#[test]
fn a_folder_that_was_folded_is_so_by_its_new_name() {
    let mut world = World::of(80, 24);
    world.press("g f 4 j h");
    world.press("E ^U S h o r e Enter");
    let screen = world.screen();
    assert!(
        screen.contains("Shore") && !screen.contains("Lagoon P… "),
        "{screen}"
    );
    assert!(world.state.outlets.folded.contains(&path(&["Shore"])));
}

/// The neighbour was selected, and the next key was about that.
#[test]
fn what_comes_back_in_the_sidebar_is_selected_again() {
    let named = |id: i64, name: &str| SavedFilter {
        id: SavedFilterId::new(id),
        name: name.to_owned(),
        query: "grain".to_owned(),
    };
    let mut world = World::new(Plan {
        named: vec![named(1, "Harvest"), named(2, "Mills")],
        ..Plan::default()
    });
    world.press("g f 4 j D");
    assert_eq!(spot(&world), Some(&Spot::Named(SavedFilterId::new(2))));
    world.named.insert(0, named(1, "Harvest"));
    world.event(Event::StoreChanged);
    assert_eq!(spot(&world), Some(&Spot::Named(SavedFilterId::new(1))));
    // So also where its own list is open.
    world.press("Enter h D");
    assert_eq!(world.state.focus, Pane::Outlets);
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
    assert_eq!(spot(&world), Some(&Spot::Named(SavedFilterId::new(2))));
    world.named.insert(0, named(1, "Harvest"));
    world.event(Event::StoreChanged);
    assert_eq!(spot(&world), Some(&Spot::Named(SavedFilterId::new(1))));
    // Not when it was left by a key.
    world.press("D j j");
    let moved = spot(&world).cloned();
    world.named.insert(0, named(1, "Harvest"));
    world.event(Event::StoreChanged);
    assert_eq!(spot(&world), moved.as_ref());
}

/// The screen jumped to what is unread, somewhere in its middle, without a word.
#[test]
fn a_feed_that_was_removed_elsewhere_is_named() {
    let mut world = World::of(80, 24);
    world.press("5 j : f e e d Space L a g o o n Enter");
    world.feeds.remove(0);
    world.event(Event::StoreChanged);
    let screen = world.screen();
    assert!(
        screen.contains("“Lagoon Post” was unsubscribed elsewhere"),
        "{screen}"
    );
    assert_eq!(world.state.articles.query.scope, Scope::Unread);
    assert_eq!(world.state.articles.place(), Some(1));
}

/// What was read and unread again stood among the unread, of a feed that was not there any more.
#[test]
fn rows_of_feeds_that_are_gone_do_not_stay_as_unread() {
    let mut world = World::of(80, 24);
    world.press("g u m m");
    assert!(feeds_shown(&world).contains(&"Lagoon Post"));
    world.feeds.remove(0);
    world
        .rows
        .retain(|row| row.feed_title.as_str() != "Lagoon Post" || row.id.get() == 30);
    // The row is there, but no list finds it.
    world.rows[0].mark.dismissed_at = Some(NOW);
    world.event(Event::StoreChanged);
    world.event(Event::StoreChanged);
    assert!(!feeds_shown(&world).contains(&"Lagoon Post"));
}

/// Another feed whose title has this one's in it was in the list that was kept, and quotes in the title ended it.
#[test]
fn a_feed_s_list_that_gets_a_name_is_of_that_feed_alone() {
    let mut world = World::of(80, 24);
    world.feeds[0].title = clean_line("Times");
    world.feeds[3].title = clean_line("Pics \"best\" \\ of");
    world.event(Event::StoreChanged);
    for (feed, title) in [(1, "Lagoon Post"), (4, "المرسى")] {
        world.press("g f 4 j");
        for _ in 0..20 {
            if spot(&world) == Some(&Spot::Feed(FeedId::new(feed))) {
                break;
            }
            world.press("j");
        }
        world.press("Enter : s a v e - f i l t e r Space K e p t Enter");
        world.press(": s a v e d - f i l t e r Space K e p t Enter");
        assert_eq!(feeds_shown(&world), [title]);
        world.press(": f o r g e t - f i l t e r Space K e p t Enter");
    }
}

/// Rows that stayed were counted, and not written.
#[test]
fn what_is_counted_is_what_is_written() {
    let mut world = World::of(80, 24);
    world.press("g u d d w");
    assert!(
        world.screen().contains("this list: 30 articles"),
        "{}",
        world.screen()
    );
    world.press("Up Up l Enter");
    let written = world.effects.iter().find_map(|effect| match effect {
        Effect::Write { target, .. } => Some(target.clone()),
        _ => None,
    });
    assert!(matches!(written, Some(Target::Articles(ids)) if ids.len() == 30));
    // Of more than is in memory only what is found is written.
    let mut world = World::new(Plan {
        articles: 300,
        ..Plan::default()
    });
    world.press("g u d d w");
    assert!(
        world.screen().contains("this list: 298 articles"),
        "{}",
        world.screen()
    );
}

#[test]
fn what_stays_in_a_long_list_is_of_its_number() {
    let mut world = World::new(Plan {
        articles: 300,
        ..Plan::default()
    });
    world.press("g u d d Enter");
    let screen = world.screen();
    assert!(screen.contains("3 of 300"), "{screen}");
}

/// The hundred rows in memory were told as all there had been.
#[test]
fn a_long_list_of_which_all_was_read_is_not_told_to_end_with_what_is_in_memory() {
    let mut world = World::new(Plan {
        articles: 300,
        ..Plan::default()
    });
    world.press("g u F f o l d e r : C o a s t Space o r Space n o t Space z z Enter");
    assert!(world.screen().contains("100+"), "{}", world.screen());
    world.press("A a");
    assert!(world.screen().contains("100+"), "{}", world.screen());
}

#[test]
fn a_feed_that_is_hidden_is_not_counted_with_the_unread() {
    let mut world = World::of(80, 24);
    assert!(world.screen().contains("in 5 feeds"), "{}", world.screen());
    world.feeds[1].settings.hidden = true;
    world.event(Event::StoreChanged);
    assert!(world.screen().contains("in 4 feeds"), "{}", world.screen());
}

/// Of more than four hundred only those with the highest numbers stayed: the row that was just done with was gone, and
/// the next one passed over.
#[test]
fn of_hundreds_of_rows_done_one_after_the_other_none_is_passed_over() {
    for keys in ["g u d", "g u Enter d"] {
        let mut world = World::new(Plan {
            articles: 600,
            ..Plan::default()
        });
        world.press(keys);
        for done in 2..=500 {
            world.press("d");
            if done % 10 == 0 {
                world.event(Event::Timer(Timer::Reload));
            }
            assert_eq!(world.selected(), 600 - done, "{keys}");
        }
    }
}

#[test]
fn rows_around_the_selection_stay_whatever_is_done_to_others() {
    let mut world = World::new(Plan {
        articles: 600,
        ..Plan::default()
    });
    world.press("g u");
    for _ in 0..450 {
        world.press("d");
    }
    world.press("3 9 0 k");
    let selected = world.selected();
    world.press("A j");
    assert_eq!(world.selected(), selected);
    world.press("j");
    assert_eq!(world.selected(), selected - 1);
    world.press("k k");
    assert_eq!(world.selected(), selected + 1);
}

/// It narrowed the list behind the search, and `Esc` threw the search away.
#[test]
fn what_was_found_is_narrowed_and_is_there_again_without_that() {
    let found = |world: &World| world.state.articles.rows().len();
    for given_up in [
        "F i s : s a v e d Esc",
        "F Esc",
        "F i s : s a v e d Enter Esc",
        "F x Enter q",
    ] {
        let mut world = World::of(80, 24);
        world.press("] / g r a i n Enter");
        assert_eq!(found(&world), 5);
        world.press(given_up);
        assert_eq!(found(&world), 5, "{given_up}");
        assert!(world.screen().contains("search “grain”"), "{given_up}");
        world.press("Esc");
        assert!(world.state.search.is_none());
        assert!(matches!(world.state.articles.query.scope, Scope::Feed(_)));
    }
    let mut world = World::of(80, 24);
    world.press("/ g r a i n Enter j s F i s : s a v e d Enter");
    assert_eq!(found(&world), 1);
    assert_eq!(as_query(&world.state), "(grain*) (is:saved)");
    // Other words narrow the same.
    world.press("F ^U i s : u n r e a d Enter");
    assert_eq!(found(&world), 5);
    assert_eq!(as_query(&world.state), "(grain*) (is:unread)");
    world.press("Esc Esc");
    assert!(world.state.search.is_none());
}

#[test]
fn words_that_are_given_up_leave_what_was_found_before_them() {
    let mut world = World::of(80, 24);
    world.press("F g r a i n Enter");
    let title = |world: &World| world.screen().lines().next().unwrap().to_owned();
    let before = title(&world);
    for keys in ["F x y z Esc", "F ^U Esc", "/ f e r r i e s Esc"] {
        world.press(keys);
        assert_eq!(title(&world), before, "{keys}");
    }
    world.press("/ f e r r i e s Enter Esc");
    assert!(world.state.search.is_none(), "the list before all of them");
    world.press("F g r a i n Enter F ^U Enter");
    assert!(world.state.search.is_none(), "no words narrow nothing");
}

fn from_outside() -> World {
    World::new(Plan {
        first_view: Some(ArticleQuery {
            filter: Some(crate::query::parse("grain", NOW, &jiff::tz::TimeZone::UTC).unwrap()),
            ..ArticleQuery::of(Scope::All)
        }),
        first_words: Some("grain".to_owned()),
        ..Plan::default()
    })
}

/// Its query was dropped, and its order was that of all articles from then on.
#[test]
fn a_list_that_was_asked_for_from_outside_is_no_list_that_is_remembered() {
    let mut world = from_outside();
    world.press(".");
    assert_eq!(world.state.articles.rows().len(), 5);
    assert!(world.screen().contains("shows read articles always"));
    world.press("S o");
    assert_eq!(world.state.articles.query.sort, Sort::Oldest);
    world.press("g a");
    assert_eq!(world.state.articles.query.sort, Sort::Newest);
}

/// The list behind the search was yesterday's.
#[test]
fn a_day_that_begins_during_a_search_begins_in_the_list_behind_it() {
    let mut world = World::of(80, 24);
    world.press("g t / g r a i n Enter F i s : u n r e a d Enter");
    let tomorrow = NOW.plus(86_400);
    world.event(Event::Now(tomorrow));
    world.press("Esc Esc");
    let start = tomorrow.start_of_day(&jiff::tz::TimeZone::UTC);
    assert_eq!(world.state.articles.query.scope, Scope::Today(start));
}

#[test]
fn copying_an_address_that_is_not_there_says_so() {
    let mut world = World::of(80, 24);
    world.rows[0].url = None;
    world.event(Event::StoreChanged);
    world.press("y");
    assert!(world.screen().contains("this article has no address"));
}

/// The three hundred best were told as all there is, and as all that was marked.
#[test]
fn a_search_that_shows_the_best_alone_says_so() {
    let mut world = World::new(Plan {
        articles: 2000,
        ..Plan::default()
    });
    world.press("/ g r a i n Enter");
    assert!(world.screen().contains("· 300+"), "{}", world.screen());
    world.press("A a");
    let screen = world.screen();
    assert!(
        screen.contains("read: 300 articles; more is found than is listed"),
        "{screen}"
    );
    world.press("G A k");
    assert!(!world.screen().contains("more is found"));
    let mut world = World::of(80, 24);
    world.press("/ g r a i n Enter A a");
    let screen = world.screen();
    assert!(
        !screen.contains("5+") && !screen.contains("more is found"),
        "{screen}"
    );
}

/// The article that stood in the list behind the search was open.
#[test]
fn what_was_open_in_a_search_is_not_open_in_the_list_behind_it() {
    let mut world = World::of(80, 24);
    world.press("/ g r a i n Enter j Enter Q");
    let place = world.place().unwrap();
    assert!(!place.is_open);
    let mut world = World::of(80, 24);
    world.press("Enter Q");
    assert!(world.place().unwrap().is_open);
}

#[test]
fn a_folder_is_headed_by_the_sum_of_its_feeds() {
    let mut world = World::of(80, 24);
    world.press(": f o l d e r Space C o a s t Enter d");
    let unread = world
        .rows
        .iter()
        .filter(|row| row.feed.get() <= 3 && row.mark.read_at.is_none());
    let title = format!("Coast · {} unread", unread.count());
    assert!(world.screen().contains(&title), "{}", world.screen());
}

/// At the last of them it said that no other feed had any, and only in a feed's own list it knew where the reader was.
#[test]
fn the_next_feed_is_the_one_beside_and_behind_the_last_comes_the_first() {
    let feed = |world: &World| match world.state.articles.query.scope {
        Scope::Feed(id) => id.get(),
        _ => 0,
    };
    let says = |world: &World, words: &str| world.screen().contains(words);
    let mut world = World::of(80, 24);
    world.press("9 ]");
    assert_eq!(feed(&world), 5);
    world.press("]");
    assert_eq!(feed(&world), 1);
    assert!(
        says(&world, "from the first feed again"),
        "{}",
        world.screen()
    );
    world.press("[");
    assert_eq!(feed(&world), 5);
    assert!(
        says(&world, "from the last feed again"),
        "{}",
        world.screen()
    );
    // A folder's line stands above its feeds.
    let folder = ": f o l d e r Space T e c h n i k Enter";
    world.press(folder).press("]");
    assert_eq!(feed(&world), 4);
    world.press(folder).press("[");
    assert_eq!(feed(&world), 3);
    // In the sidebar its own line counts, whatever is shown.
    world.press("g f G k ]");
    assert_eq!(feed(&world), 5);
    world.press("g f k [");
    assert_eq!(feed(&world), 3);
    let mut world = World::new(Plan {
        articles: 1,
        ..Plan::default()
    });
    world.press("] ]");
    assert_eq!(feed(&world), 1);
    assert!(
        says(&world, "no other feed has unread articles"),
        "{}",
        world.screen()
    );
}

/// What is picked to the end of the best was told as all that was found.
#[test]
fn what_is_picked_of_a_search_that_shows_the_best_alone_is_the_best_alone() {
    let mut world = World::new(Plan {
        articles: 2000,
        ..Plan::default()
    });
    world.press("/ g r a i n Enter *");
    assert!(world.screen().contains("300 picked"), "{}", world.screen());
    for (keys, words) in [
        ("m", "read: 300 articles; more is found than is listed"),
        (
            "g g V G s",
            "saved: 300 articles; more is found than is listed",
        ),
    ] {
        world.press(keys);
        let screen = world.screen();
        assert!(screen.contains(words), "{screen}");
    }
    world.press("g g V j a");
    let screen = world.screen();
    assert!(screen.contains("queued: 2 articles"), "{screen}");
    assert!(!screen.contains("more is found"), "{screen}");
}
