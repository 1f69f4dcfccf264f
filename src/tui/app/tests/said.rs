//! What is said of what a key did, so that nobody takes back what he did not mean.

use super::world::{NOW, Plan, World, outlets};
use crate::model::{
    ArticleQuery, FeedPolled, FilterId, GroupId, PollResult, RefreshProgress, Report, Scope,
};
use crate::text::clean_line;
use crate::tui::app::search::as_query;
use crate::tui::core::{Effect, Event, Pane};

fn says(world: &World, words: &str) -> bool {
    world.screen().contains(words)
}

#[test]
fn what_changes_nothing_offers_no_undo() {
    let mut world = World::of(80, 24);
    for (keys, words) in [
        ("I", "not muted: “"),
        (": u n t a g Space a Enter", "not tagged a: “"),
    ] {
        world.press(keys);
        let screen = world.screen();
        assert!(screen.contains(words), "{screen}");
        assert!(!screen.contains("u undo"), "{keys}: {screen}");
    }
    let filter = Some(FilterId::new(1));
    world.rows.iter_mut().for_each(|row| row.muted_by = filter);
    world.event(Event::StoreChanged);
    world.press("I");
    let screen = world.screen();
    assert!(screen.contains("no longer muted"), "{screen}");
    assert!(screen.contains("u undo"), "{screen}");
}

/// The result of the poll that a change began took the place of what was changed.
#[test]
fn what_was_changed_stays_to_be_read_when_the_one_feed_was_asked() {
    let mut world = World::of(80, 24);
    world.press("] d");
    let refreshed = |world: &mut World, total: u32| {
        for is_finished in [false, true] {
            world.event(Event::Report(Report::Refresh(RefreshProgress {
                total,
                done: total,
                is_finished,
                ..RefreshProgress::default()
            })));
        }
    };
    refreshed(&mut world, 1);
    assert!(world.screen().contains("u undo"), "{}", world.screen());
    refreshed(&mut world, 2);
    assert!(world.screen().contains("nothing new"), "{}", world.screen());
}

/// It was read when it was opened: that it is done already is no news.
#[test]
fn an_article_that_is_left_done_is_done() {
    let mut world = World::of(80, 24);
    world.press("Enter");
    assert_eq!(world.state.focus, Pane::Reader);
    world.press("d");
    let screen = world.screen();
    assert!(!screen.contains("already"), "{screen}");
    world.press("q k d");
    assert!(says(&world, "already done: “"), "{}", world.screen());
}

/// That the next one was read when it was opened stood between.
#[test]
fn what_is_taken_back_in_the_reader_is_what_was_offered() {
    let mut world = World::of(80, 24);
    let first = world.selected();
    world.press("Enter m d");
    let second = world.selected();
    assert!(second != first && world.is_read(second));
    assert!(says(&world, "done: “") && says(&world, "u undo"));
    world.press("u");
    assert!(!world.is_read(first) && world.is_read(second));
}

/// `d` has nothing to mark of what was read when it was opened; the next one became unread.
#[test]
fn what_was_read_by_being_opened_is_taken_back_where_it_was_left() {
    let mut world = World::of(80, 24);
    let first = world.selected();
    world.press("Enter d");
    let second = world.selected();
    assert!(second != first && world.is_read(first) && world.is_read(second));
    assert!(
        says(&world, "done: “") && says(&world, "u undo"),
        "{}",
        world.screen()
    );
    world.press("u");
    assert!(!world.is_read(first) && world.is_read(second));
    world.press("s d");
    assert!(!says(&world, "u undo"), "{}", world.screen());
}

/// The next feed's rows come later: what was opened then was the newest change, and nothing was taken back.
#[test]
fn what_is_taken_back_is_what_was_offered_also_where_reading_goes_on_in_another_feed() {
    for key in ["m d", "x"] {
        let mut world = World::of(80, 24);
        world.press("]");
        let first = world.state.articles.query.scope.clone();
        world.press("9 d G k Enter");
        let last = world.selected();
        world.press(key);
        assert!(
            world.state.articles.query.scope != first,
            "{}",
            world.screen()
        );
        let opened = world.selected();
        assert!(world.is_read(last) && world.is_read(opened));
        world.press("u");
        assert!(!says(&world, "elsewhere"), "{}", world.screen());
        let mark = world.mark(last);
        assert!(mark.dismissed_at.is_none() && (mark.read_at.is_none() || key == "x"));
        assert!(world.is_read(opened));
        world.press("u");
        assert!(!world.is_read(opened));
    }
}

#[test]
fn a_key_about_an_article_says_where_there_is_none() {
    let mut world = World::of(80, 24);
    world.press("g s");
    for key in [
        "d", "3 s", "a", "x", "m", "t", "V", "~", "*", "Enter", "l", "J", "K", "o", "O", "y", "Y",
        "E", "I", "i", "X", "e", "W", "w", "|", "!", "A k",
    ] {
        world.press("r");
        assert!(!says(&world, "there is no article here"));
        world.press(key);
        assert!(
            says(&world, "there is no article here"),
            "{key}: {}",
            world.screen()
        );
        assert!(!says(&world, "picked"), "{key}");
    }
}

#[test]
fn in_an_empty_list_of_a_feed_its_form_opens() {
    let mut world = World::of(80, 24);
    world.press("]");
    world.rows.clear();
    world.event(Event::StoreChanged);
    assert_eq!(world.state.articles.selected_id(), None);
    world.press("E");
    assert!(says(&world, "feed0.example"), "{}", world.screen());
}

#[test]
fn undo_and_redo_each_say_where_they_end() {
    let mut world = World::of(80, 24);
    world.press("s u u");
    assert!(says(&world, "nothing left to undo"));
    world.press("^R ^R");
    assert!(says(&world, "nothing left to redo"));
}

/// It stayed on offer when another process had taken it back.
#[test]
fn what_is_offered_to_be_taken_back_is_this_and_nothing_else() {
    let mut world = World::of(80, 24);
    world.press("s");
    assert!(says(&world, "u undo"));
    world.event(Event::StoreChanged);
    assert!(!says(&world, "u undo"), "{}", world.screen());
    world.press("u");
    let offered = vec![GroupId::new(1)];
    assert!(world.effects.contains(&Effect::Undo(offered)));
    world.press("u");
    assert!(world.effects.contains(&Effect::Undo(Vec::new())));
}

#[test]
fn what_the_browser_opened_is_said_beside_what_the_key_marked() {
    let mut world = World::of(100, 24);
    world.press("O");
    world.event(Event::Did(clean_line("opened outlet.example")));
    let screen = world.screen();
    assert!(
        screen.contains("opened outlet.example; read: “"),
        "{screen}"
    );
    assert!(screen.contains("u undo"), "{screen}");
    world.press("y");
    world.event(Event::Did(clean_line("copied")));
    assert!(!says(&world, "read: “"), "{}", world.screen());
}

#[test]
fn how_many_feeds_wait_is_said_and_of_one_why() {
    let mut world = World::of(80, 24);
    world.press("R");
    for feed in world.feeds.clone() {
        world.event(Event::Report(Report::FeedPolled(FeedPolled {
            feed: feed.id,
            url: feed.url,
            title: feed.title,
            result: PollResult::Waiting,
            new: 0,
            updated: 0,
            bytes: 0,
            milliseconds: 0,
            why: clean_line("asked just now"),
        })));
    }
    let screen = world.screen();
    assert!(screen.contains("5 feeds wait; "), "{screen}");
    assert!(screen.contains(": asked just now"), "{screen}");
}

/// At 40 columns a title took the room of the key that takes it back.
#[test]
fn what_takes_it_back_stands_behind_any_title() {
    for width in [40, 60, 80] {
        let mut world = World::of(width, 12);
        for key in ["d", "s", "x", "m"] {
            world.press(key);
            assert!(says(&world, "u undo"), "{width}, {key}: {}", world.screen());
        }
    }
}

/// The hit that was looked at last stayed beside the list.
#[test]
fn the_preview_is_of_what_is_selected_once_a_search_is_left() {
    for leave in ["Esc", "q"] {
        let mut world = World::of(140, 40);
        world.press("j").rest();
        let before = world.state.reader.as_ref().unwrap().article();
        world.press("/ g r a i n Enter").rest();
        assert_ne!(world.state.reader.as_ref().unwrap().article(), before);
        world.press(leave).rest();
        assert_eq!(world.state.reader.as_ref().unwrap().article(), before);
    }
}

/// A headline of a filter that is made, typed, was gone when its field was changed and changed back.
#[test]
fn words_typed_for_a_filter_stay_whatever_they_are_looked_for_in() {
    let mut world = World::of(100, 30);
    world.press("X j j e ^U f u t u r e s Enter");
    assert!(says(&world, "futures"), "{}", world.screen());
    world.press("k l h");
    assert!(says(&world, "futures"), "{}", world.screen());
    world.press("Esc X");
    assert!(!says(&world, "futures"), "{}", world.screen());
}

#[test]
fn ticks_outlast_an_address_that_is_added_and_the_outlets_can_be_had_again() {
    let first = || {
        World::new(Plan {
            articles: 0,
            catalogue: outlets(),
            ..Plan::default()
        })
    };
    let added = |world: &mut World| {
        world.feeds = World::of(80, 24).feeds;
        world.event(Event::StoreChanged);
    };
    let mut world = first();
    added(&mut world);
    assert!(!says(&world, "Welcome"), "nothing was ticked by a person");

    let mut world = first();
    world.press("j Space");
    added(&mut world);
    assert!(says(&world, "Welcome") && says(&world, "q back"));
    world.press("q");
    assert!(!says(&world, "Welcome"));
    world.press("g o");
    let screen = world.screen();
    assert!(screen.contains("nothing is ticked"), "{screen}");
    world.event(Event::Now(NOW));
    world.press("Esc");
    assert!(!says(&world, "Welcome"));
}

/// The count stood before the name, turned round.
#[test]
fn a_name_that_runs_to_the_left_leaves_the_words_around_it_alone() {
    let mut world = World::of(80, 24);
    world.feeds[3].health.error = Some(clean_line("503 from feed3.example"));
    world.event(Event::StoreChanged);
    world.press(": f e e d Space ا ل م ر س ى Enter");
    assert!(says(&world, "ىسرملا · 6 unread"), "{}", world.screen());
    world.press("i");
    assert!(says(&world, "ىسرملا – failing"), "{}", world.screen());
    world.press("q g i");
    assert!(says(&world, "ىسرملا: "), "{}", world.screen());
}

/// Without the lines above and below the text, nothing was said of any key.
#[test]
fn with_nothing_but_the_text_on_the_screen_a_key_is_answered_all_the_same() {
    let mut world = World::of(80, 24);
    world.press("Enter z");
    let quiet = world.screen();
    world.press("s");
    let screen = world.screen();
    assert!(
        screen.contains("saved: “") && screen.contains("u undo"),
        "{screen}"
    );
    world.press("j k");
    assert_eq!(world.screen(), quiet, "it goes with the next key");
    world.event(Event::Failed(clean_line("the disk is full")));
    assert!(says(&world, "the disk is full"), "{}", world.screen());
}

/// It took the place of what was done, and of the key that takes that back.
#[test]
fn where_reading_goes_on_is_said_behind_what_was_done() {
    for width in [80, 100] {
        let mut world = World::of(width, 24);
        world.press(": f e e d Space K e r n e l Enter G Enter m d");
        let screen = world.screen();
        let words = ["done: “", "; from the first feed again", "u undo"];
        assert!(words.iter().all(|words| screen.contains(words)), "{screen}");
    }
    let mut world = World::of(40, 12);
    world.press(": f e e d Space K e r n e l Enter G Enter m d");
    assert!(says(&world, "u undo"), "{}", world.screen());
}

/// It stood in the bottom line for as long as nothing else did.
#[test]
fn what_came_since_the_last_visit_is_told_once() {
    let news = "4 new from 4 outlets";
    let mut world = World::of(80, 24);
    world.press("j j j");
    assert!(says(&world, news), "{}", world.screen());
    world.press("j");
    assert!(!says(&world, news), "{}", world.screen());
    world.event(Event::News {
        articles: 4,
        outlets: 4,
    });
    assert!(!says(&world, news), "{}", world.screen());
    world.event(Event::News {
        articles: 5,
        outlets: 4,
    });
    assert!(says(&world, "5 new from 4 outlets"));
    world.press("g s");
    world.press("g u");
    assert!(!says(&world, "5 new"), "{}", world.screen());
}

#[test]
fn what_was_updated_is_not_nothing() {
    let mut world = World::of(80, 24);
    let progress = RefreshProgress {
        done: 1,
        total: 5,
        ..RefreshProgress::default()
    };
    for (new, updated, words) in [
        (0, 0, "nothing new"),
        (0, 1, "1 updated"),
        (3, 2, "3 new articles, 2 updated"),
    ] {
        world.event(Event::Report(Report::Refresh(progress.clone())));
        let end = RefreshProgress {
            new,
            updated,
            is_finished: true,
            ..progress.clone()
        };
        world.event(Event::Report(Report::Refresh(end)));
        assert!(says(&world, words), "{}", world.screen());
    }
}

/// It was said to be found, whatever was asked for.
#[test]
fn a_list_that_is_asked_for_from_outside_is_headed_by_its_words() {
    let words = "grain or river";
    let filter = crate::query::parse(words, NOW, &jiff::tz::TimeZone::UTC).unwrap();
    let mut world = World::new(Plan {
        first_view: Some(ArticleQuery {
            filter: Some(filter),
            ..ArticleQuery::of(Scope::Unread)
        }),
        first_words: Some(words.to_owned()),
        ..Plan::default()
    });
    assert!(
        says(&world, "search “grain or river” · "),
        "{}",
        world.screen()
    );
    assert_eq!(as_query(&world.state), "is:unread (grain or river)");
    world.press("g a");
    assert!(!says(&world, "search"), "{}", world.screen());
}

/// No browser could be opened, and it was read all the same.
#[test]
fn what_no_browser_opened_is_not_read() {
    let mut world = World::of(80, 24);
    let first = world.selected();
    world.is_silent = true;
    world.press("O");
    world.is_silent = false;
    world.event(Event::Failed(clean_line("no browser was found")));
    assert!(!world.is_read(first) && says(&world, "no browser"));
    world.press("O");
    assert!(world.is_read(first));
}

/// The preview stayed as it was laid out before.
#[test]
fn a_setting_of_how_texts_are_shown_is_followed_by_the_open_one() {
    let mut world = World::of(140, 40);
    world.rest();
    world.effects.clear();
    world.press(": s e t Space a s c i i Space t r u e Enter");
    let shows = Effect::Shows {
        is_ascii: true,
        bidi: true,
    };
    let at = world.effects.iter().position(|effect| *effect == shows);
    let is_laid = |effect: &Effect| matches!(effect, Effect::LayOut { .. });
    assert!(at.is_some() && at < world.effects.iter().position(is_laid));
}

/// Two marks of a cut stood behind it, and that it can be taken back did not.
#[test]
fn a_message_that_is_too_long_gives_way_to_the_key_that_takes_it_back() {
    for length in [70, 76, 79, 80, 200] {
        let mut world = World::of(80, 24);
        world.press("d");
        let message = world.state.message.as_mut().unwrap();
        message.text = clean_line(&"j".repeat(length));
        let screen = world.screen();
        assert!(screen.contains("   u undo"), "{screen}");
        let bottom = screen.lines().nth(23).unwrap();
        let marks = bottom.matches('…').count();
        assert_eq!(marks, usize::from(length > 71), "{bottom}");
    }
}

/// What was so before was counted with it, and the undo said another number.
#[test]
fn only_what_became_other_is_counted() {
    let mut world = World::of(80, 24);
    world.press("m V j j d");
    assert!(says(&world, "done: 2 articles"), "{}", world.screen());
    world.press("u k k k k 4 m");
    assert!(says(&world, "unread: 1 article "), "{}", world.screen());
    world.press("4 m");
    assert!(says(&world, "read: 4 articles"), "{}", world.screen());
    world.press("4 d");
    assert!(
        says(&world, "already done: 4 articles"),
        "{}",
        world.screen()
    );
}

/// Empty quotes stood in narrow windows, or the title and not what became of it.
#[test]
fn in_narrow_windows_the_title_gives_way_to_what_was_done() {
    for (width, title) in [
        (60, "“Strike ferry budget harvest lea…” off"),
        (46, "“Strike ferry budget har…” off"),
        (30, "“Strike…” off"),
        (20, "off"),
    ] {
        let mut world = World::of(width, 12);
        world.press("d");
        let screen = world.screen();
        assert!(
            screen.contains("done") && !screen.contains("“”"),
            "{screen}"
        );
        assert!(screen.contains("u undo"), "{screen}");
        let message = world.state.message.as_mut().unwrap();
        message.can_undo = false;
        message.text = clean_line("“Strike ferry budget harvest lea…” off the queue again");
        let screen = world.screen();
        let bottom = screen.lines().nth(11).unwrap();
        let whole = format!(" {title} the queue again");
        assert!(bottom.starts_with(&whole), "{screen}");
    }
}
