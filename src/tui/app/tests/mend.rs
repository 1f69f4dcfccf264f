//! Feeds with something wrong: what is said of them, and the key that helps.

use super::world::{NOW, World};
use crate::model::{Candidate, Change, Feed, FeedId, Health, Remedy, Report, Sought, Which};
use crate::text::clean_line;
use crate::tui::core::{Effect, Event};
use crate::tui::views::outlets::Outlets;

const DAY: i64 = 86_400;
const TO: &str = "https://feed1.example/new";

/// The second feed with something wrong, in the list of those that want a look.
fn wrong(how: fn(&mut Feed)) -> World {
    let mut world = World::of(80, 24);
    for feed in &mut world.feeds {
        feed.health.error = None;
    }
    how(&mut world.feeds[1]);
    world.event(Event::StoreChanged);
    world.press("g i");
    world
}

fn failing(feed: &mut Feed, error: &str) {
    feed.health.error = Some(clean_line(error));
    feed.health.failures = 2;
}

#[test]
fn what_is_wrong_can_be_copied_and_the_one_certificate_is_shown() {
    let mut world = wrong(|feed| {
        failing(feed, "503: a fault of its own");
        feed.settings.certificate = Some("sha256:ab12".to_owned());
    });
    world.press("i");
    let screen = world.screen();
    assert!(
        screen.contains("trusts one certificate alone: sha256:ab12"),
        "{screen}"
    );
    world.effects.clear();
    world.press("y Y");
    let copied: Vec<String> = world
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::CopyTitle { title, .. } => Some(title.to_string()),
            Effect::Copy(address) => Some(address.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(
        copied,
        ["503: a fault of its own", "https://feed1.example/rss"]
    );
}

/// What `Space` asks for.
fn mended(world: &mut World) -> Vec<Effect> {
    world.effects.clear();
    world.press("Space");
    let asks = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Change { .. } | Effect::Refresh(_) | Effect::FindAnew(_)
        )
    };
    let asked = world.effects.iter().filter(asks).cloned();
    asked.collect()
}

/// How a feed got wrong, what is read of it, what is offered, and what that does.
type Case = (
    fn(&mut Feed),
    &'static str,
    &'static str,
    fn(&Effect) -> bool,
);

fn cases() -> [Case; 7] {
    const ID: FeedId = FeedId::new(2);
    fn changes(effect: &Effect, is: fn(&Change) -> bool) -> bool {
        matches!(effect, Effect::Change { change, .. } if is(change))
    }
    [
        (
            |feed| feed.health.is_gone = true,
            "gone for good",
            "Space unsubscribes",
            |effect| changes(effect, |it| matches!(it, Change::RemoveFeed(ID))),
        ),
        (
            |feed| failing(feed, "the outlet has a fault of its own (500)"),
            "a fault of its own (500)",
            "Space tries now",
            |effect| *effect == Effect::Refresh(Which::Feeds(vec![ID])),
        ),
        (
            |feed| failing(feed, &format!("a page (404); {}", Remedy::FindAnew.words())),
            "find its feed anew",
            "Space finds its feed anew",
            |effect| *effect == Effect::FindAnew(ID),
        ),
        (
            |feed| feed.activity.moved_to = Some(TO.to_owned()),
            "moved to https://feed1.example/new",
            "Space takes the new address",
            |effect| {
                changes(
                    effect,
                    |it| matches!(it, Change::FeedUrl(ID, to) if to == TO),
                )
            },
        ),
        (
            |feed| feed.activity.newest = Some(NOW.minus(200 * DAY)),
            "silent since",
            "Space unsubscribes",
            |effect| changes(effect, |it| matches!(it, Change::RemoveFeed(ID))),
        ),
        (
            |feed| (feed.activity.per_week, feed.total, feed.unread) = (300, 90, 80),
            "noisy, 300 a week",
            "Space hides it",
            |effect| {
                changes(
                    effect,
                    |it| matches!(it, Change::FeedSettings(ID, settings) if settings.hidden),
                )
            },
        ),
        (
            |feed| {
                let words = Remedy::Password.words();
                failing(feed, &format!("the outlet wants a {words} (401)"));
            },
            "wants a user name and password",
            "Space asks for user name and password",
            |_| false,
        ),
    ]
}

#[test]
fn what_is_wrong_is_said_with_its_last_success_and_one_key_helps() {
    for (how, said, offered, is_right) in cases() {
        for opens in [false, true] {
            let mut world = wrong(how);
            if opens {
                world.press("Enter");
            }
            let screen = world.screen();
            assert!(
                screen.contains(said) && screen.contains(offered),
                "{screen}"
            );
            assert!(screen.contains("last success"), "{screen}");
            let asked = mended(&mut world);
            match asked.as_slice() {
                [] => assert!(world.screen().contains("password by"), "{screen}"),
                [first, ..] => assert!(is_right(first), "{asked:?}"),
            }
        }
    }
}

#[test]
fn what_is_hidden_is_noisy_no_more() {
    let world = wrong(|feed| {
        (feed.activity.per_week, feed.total, feed.unread) = (300, 90, 80);
        feed.settings.hidden = true;
    });
    assert!(world.screen().contains("All is well"), "{}", world.screen());
}

/// Before the first poll, or without a network, nothing is known to be well.
#[test]
fn what_was_never_fetched_is_not_well() {
    let world = wrong(|feed| feed.health = Health::default());
    let screen = world.screen();
    assert!(
        screen.contains("All is well with 4 feeds. Nothing was fetched yet from 1 of 5 feeds."),
        "{screen}"
    );
}

#[test]
fn a_password_is_set_where_it_is_asked_for() {
    let mut world = wrong(|feed| {
        let words = Remedy::Password.words();
        failing(feed, &format!("the outlet wants a {words} (401)"));
    });
    world.press("Space m e Tab Tab s e c r e t");
    world.effects.clear();
    world.press("Enter");
    assert!(
        world.screen().contains("the whole path"),
        "{}",
        world.screen()
    );
    world.press("Home / Enter");
    let set = world.effects.iter().find_map(|effect| match effect {
        Effect::Change {
            change: Change::EditFeed(_, edit),
            ..
        } => Some(edit.settings.clone()),
        _ => None,
    });
    let set = set.unwrap();
    assert_eq!(set.user.as_deref(), Some("me"));
    assert_eq!(set.credentials_file.as_deref(), Some("/secret"));
    assert_eq!(set.credentials_command, None);
    let polls = Effect::Refresh(Which::Feeds(vec![FeedId::new(2)]));
    assert!(world.effects.contains(&polls), "it is tried at once");
}

#[test]
fn what_is_found_anew_is_chosen_and_taken_as_its_address() {
    let mut world = wrong(|feed| failing(feed, &format!("x; {}", Remedy::FindAnew.words())));
    world.press("f");
    assert!(world.screen().contains("looking for a feed at the site of"));
    world.event(found(Sought::Anew(FeedId::new(2)), &[TO]));
    world.effects.clear();
    world.press("Enter");
    let takes = |effect: &Effect| {
        matches!(effect, Effect::Change { change: Change::FeedUrl(id, to), .. }
            if *id == FeedId::new(2) && to == TO)
    };
    assert!(world.effects.iter().any(takes), "{:?}", world.effects);
    world.press("f");
    world.event(found(Sought::Anew(FeedId::new(2)), &[]));
    assert!(world.screen().contains("no feed found at its site"));
}

fn found(asked: Sought, addresses: &[&str]) -> Event {
    let candidate = |url: &&str| Candidate {
        url: (*url).to_owned(),
        title: clean_line(url),
        found_by: "link",
        newest: Vec::new(),
    };
    Event::Report(Report::Found {
        asked,
        candidates: addresses.iter().map(candidate).collect(),
        error: None,
    })
}

/// What a slow site had was offered as the address of a feed that was looked for meanwhile.
#[test]
fn each_answer_is_for_what_was_asked_whichever_comes_first() {
    let site = || {
        found(
            Sought::At("b.example".to_owned()),
            &["https://b.example/rss"],
        )
    };
    let anew = || found(Sought::Anew(FeedId::new(2)), &[TO]);
    for answers in [[site(), anew()], [anew(), site()]] {
        let mut world = wrong(|feed| failing(feed, &format!("x; {}", Remedy::FindAnew.words())));
        world.press("+ b . e x a m p l e Enter f");
        world.effects.clear();
        for answer in answers {
            world.event(answer);
            world.press("Enter");
        }
        let is_chosen = |effect: &&Effect| match effect {
            Effect::Subscribe(feeds) => feeds[0].url == "https://b.example/rss",
            Effect::Change { change, .. } => {
                matches!(change, Change::FeedUrl(id, to) if *id == FeedId::new(2) && to == TO)
            }
            _ => false,
        };
        assert_eq!(world.effects.iter().filter(is_chosen).count(), 2);
    }
}

/// The second of two that were found stood over the first, and a key took it.
#[test]
fn what_is_found_is_chosen_one_after_the_other() {
    let mut world = World::of(80, 24);
    world.press("+ a Enter + b Enter");
    world.event(found(
        Sought::At("a".to_owned()),
        &["https://a.example/rss"],
    ));
    world.event(found(
        Sought::At("b".to_owned()),
        &["https://b.example/rss"],
    ));
    assert!(world.screen().contains("https://a.example/rss"));
    world.press("q");
    assert!(world.screen().contains("https://b.example/rss"));
    world.press("Enter");
    assert!(world.state.over.is_empty());
}

/// The next blank of what was typed subscribed to it.
#[test]
fn what_is_found_while_something_is_typed_waits_until_that_ends() {
    for opens in ["/", ":", "w", "E"] {
        let mut world = World::of(80, 24);
        world.press("+ a Enter").press(opens);
        world.effects.clear();
        world.event(found(
            Sought::At("a".to_owned()),
            &["https://a.example/rss"],
        ));
        assert!(
            world.screen().contains("feed found"),
            "{opens}: {}",
            world.screen()
        );
        world.press("Space Esc");
        let asks = |effect: &&Effect| matches!(effect, Effect::Subscribe(_));
        assert_eq!(world.effects.iter().filter(asks).count(), 0, "{opens}");
        world.press("Enter");
        assert_eq!(world.effects.iter().filter(asks).count(), 1, "{opens}");
    }
}

/// Keys that are typed before the feeds were read: nothing false is said of them, and they come.
#[test]
fn nothing_is_said_of_feeds_before_they_are_read() {
    let waiting = "the feeds are still being read";
    let before = |keys: &str| {
        let mut world = World::of(80, 24);
        world.state.outlets = Outlets::default();
        world.press(keys);
        world
    };
    for keys in ["i", "E", "R", ": f e e d Space x Enter"] {
        let screen = before(keys).screen();
        assert!(screen.contains(waiting), "{keys}: {screen}");
    }
    let mut world = before("g i");
    assert!(!world.screen().contains("no feeds"), "{}", world.screen());
    let feeds = world.answer(Effect::LoadFeeds { today: NOW });
    world.event(feeds.unwrap());
    let screen = world.screen();
    assert!(screen.contains("wants a look."), "{screen}");
    // An empty list says nothing, either, of what there is elsewhere.
    let empty = |world: &mut World| {
        world.rows.clear();
        world.press("g s");
        world.screen()
    };
    assert!(empty(&mut World::of(80, 24)).contains("Nothing saved."));
    let screen = empty(&mut before("g a"));
    assert!(!screen.contains("Nothing saved.") && !screen.contains("No feeds"));
}

/// `Space tries now` stood there, and trying was refused.
#[test]
fn what_its_outlet_asked_to_wait_for_is_said_and_not_tried() {
    let mut world = wrong(|feed| {
        failing(feed, "the outlet asks for fewer requests (429)");
        feed.health.retry_after = Some(NOW.plus(7200));
    });
    assert!(
        world.screen().contains("asked to wait, until"),
        "{}",
        world.screen()
    );
    assert_eq!(mended(&mut world), []);
    assert!(world.screen().contains("its outlet asked to wait, until"));
    world.press("i");
    assert!(
        !world.screen().contains("Space tries now"),
        "{}",
        world.screen()
    );
    let late = wrong(|feed| {
        failing(feed, "the outlet asks for fewer requests (429)");
        feed.health.retry_after = Some(NOW.minus(1));
    });
    assert!(late.screen().contains("Space tries now"));
}
