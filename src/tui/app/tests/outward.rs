//! What leaves the program: articles into files, enclosures.

use super::world::World;
use crate::model::{ArticleId, Download, Enclosure, Format, Held, Report, Target};
use crate::text::clean_line;
use crate::tui::core::{Effect, Event};

/// What is to be written, in the order in which it was asked for.
fn written(world: &World) -> Vec<(Target, Format, String, bool)> {
    let effects = world.effects.iter().filter_map(|effect| match effect {
        Effect::Write {
            target,
            format,
            path,
            overwrites,
        } => Some((target.clone(), *format, path.clone(), *overwrites)),
        _ => None,
    });
    effects.collect()
}

fn one(id: i64) -> Target {
    Target::Articles(vec![ArticleId::new(id)])
}

#[test]
fn two_keys_write_the_article_under_a_name_of_its_own() {
    let mut world = World::of(80, 24);
    world.press("w");
    let screen = world.screen();
    assert!(
        screen.contains("[this article]") && screen.contains("[markdown]"),
        "{screen}"
    );
    world.press("Enter");
    let name = "~/ferries-back-on-the-river-after-nine-weeks-of-dredging.md";
    assert_eq!(
        written(&world),
        [(one(30), Format::Markdown, name.to_owned(), false)]
    );
    assert!(world.screen().contains("writing"));
    world.event(Event::Report(Report::Written(Ok(clean_line(
        "wrote 1 article, 2 kB: ~/a.md",
    )))));
    assert!(world.screen().contains("wrote 1 article, 2 kB"));
}

#[test]
fn a_letter_chooses_the_format_and_a_typed_name_stays() {
    let mut world = World::of(80, 24);
    world.press("w Up h");
    assert!(world.screen().contains("dredging.html"));
    world.press("e Down ^U / t m p / a Up j Enter");
    let all = written(&world);
    assert_eq!(all, [(one(30), Format::Json, "/tmp/a".to_owned(), false)]);
    world.press("w");
    assert!(world.screen().contains("[json]"), "as the last time");
    world.press("Esc");
    assert_eq!(written(&world).len(), 1);
}

#[test]
fn the_end_of_a_typed_name_says_as_what() {
    let mut world = World::of(80, 24);
    world.press("w ^U");
    world.event(Event::Paste(clean_line("/tmp/a.epub")));
    assert!(world.screen().contains("[epub]"), "{}", world.screen());
    world.press("Enter Esc");
    assert_eq!(written(&world)[0].1, Format::Epub);
    world.press(":");
    world.event(Event::Paste(clean_line("write-list /tmp/b.opml")));
    world.press("Enter");
    assert!(
        world.screen().contains("written as .md, .txt"),
        "{}",
        world.screen()
    );
    assert_eq!(written(&world).len(), 1);
}

#[test]
fn the_list_and_what_is_picked_are_written_too() {
    let mut world = World::of(80, 24);
    world.press("V j w");
    let screen = world.screen();
    assert!(
        screen.contains("[2 picked]") && screen.contains("this list: 30 articles"),
        "{screen}"
    );
    world.press("Up e Enter");
    let picked = Target::Articles(vec![ArticleId::new(30), ArticleId::new(29)]);
    assert_eq!(written(&world)[0].0, picked);
    assert!(written(&world)[0].2.starts_with("~/picked-2026-11-24"));
    world.press("Esc w Up Up l Enter");
    let (target, format, path, _) = written(&world).remove(1);
    let rows = (1..=30).rev().map(ArticleId::new);
    assert_eq!(target, Target::Articles(rows.collect()));
    assert_eq!(
        (format, path.as_str()),
        (Format::Epub, "~/unread-2026-11-24.epub")
    );
    world.press("j Enter w");
    assert!(world.screen().contains("[this article]"), "what is open");
}

#[test]
fn nothing_is_written_over_unless_it_is_said_twice() {
    let mut world = World::of(80, 24);
    let refused = |world: &mut World, is_taken: bool| {
        let why = clean_line(if is_taken {
            "~/a.md is there already; it was not touched"
        } else {
            "/nowhere/a.md cannot be written: no such folder"
        });
        world.event(Event::Report(Report::Written(Err((why, is_taken)))));
    };
    world.press("w Enter");
    refused(&mut world, true);
    assert!(
        world.screen().contains("is there already"),
        "{}",
        world.screen()
    );
    // Another name is no such case.
    world.press("2 Enter");
    refused(&mut world, true);
    world.press("Enter");
    let overwrites: Vec<bool> = written(&world).iter().map(|it| it.3).collect();
    assert_eq!(overwrites, [false, false, true]);
    refused(&mut world, false);
    assert!(world.screen().contains("no such folder"));
    world.press("Enter");
    assert!(!written(&world)[3].3, "that was about another name");
}

#[test]
fn the_palette_writes_without_asking() {
    let mut world = World::of(80, 24);
    world.press(": w r i t e Space / t / a . e p u b Enter");
    assert_eq!(
        written(&world),
        [(one(30), Format::Epub, "/t/a.epub".to_owned(), false)]
    );
    world.press(": w r i t e - l i s t Space / t / b . t x t Enter");
    assert!(matches!(
        &written(&world)[1],
        (Target::Articles(_), Format::Text, _, false)
    ));
    let mut empty = World::new(super::world::Plan {
        articles: 0,
        ..super::world::Plan::default()
    });
    empty.press("Esc");
    assert!(written(&empty).is_empty());
}

#[test]
fn any_page_is_saved_by_its_address_or_from_the_list_of_links() {
    let mut world = World::of(80, 24);
    world.press(": s a v e Space a . e x a m p l e Enter");
    world.press("Enter U s");
    let saved: Vec<&Effect> = world
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::SavePage(_)))
        .collect();
    let page = |url: &str| Effect::SavePage(url.to_owned());
    assert_eq!(saved, [&page("a.example"), &page("https://one.example/")]);
    assert!(world.screen().contains("saving https://one.example/"));
    // It may take long, and is one of the things that Esc ends.
    assert!(
        world.screen().contains("saving  Esc ends"),
        "{}",
        world.screen()
    );
    world.press("Esc Esc");
    assert!(world.effects.contains(&Effect::Cancel));
    assert!(world.screen().contains("cancelled"), "{}", world.screen());
    assert!(!world.screen().contains("Esc ends"), "{}", world.screen());
}

#[test]
fn what_came_of_a_page_that_was_to_be_saved_is_said_and_nothing_is_waited_for() {
    for (error, line) in [
        (None, "saved a.example"),
        (
            Some(clean_line("the page has no text")),
            "the page has no text",
        ),
    ] {
        let mut world = World::of(80, 24);
        world.press(": s a v e Space a . e x a m p l e Enter");
        let address = "a.example".to_owned();
        world.event(Event::Report(Report::PageSaved { address, error }));
        let screen = world.screen();
        assert!(
            screen.contains(line) && !screen.contains("Esc ends"),
            "{screen}"
        );
    }
}

fn held(names: &[&str]) -> Vec<Held> {
    let each = names.iter().map(|name| Held {
        enclosure: Enclosure {
            url: format!("https://cdn.example/{name}"),
            media_type: Some("audio/mpeg".to_owned()),
            length: Some(24_000_000),
        },
        ..Held::default()
    });
    each.collect()
}

fn enclosed(world: &mut World, names: &[&str]) {
    let article = ArticleId::new(world.selected());
    let held = held(names);
    world.event(Event::Enclosures { article, held });
}

#[test]
fn the_one_enclosure_is_opened_and_fetched_by_a_key_each() {
    let mut world = World::of(80, 24);
    let article = ArticleId::new(world.selected());
    world.press("e");
    assert!(world.effects.contains(&Effect::LoadEnclosures(article)));
    enclosed(&mut world, &["a.mp3"]);
    assert!(
        world
            .effects
            .contains(&Effect::OpenEnclosure { article, number: 1 })
    );
    world.press("W");
    enclosed(&mut world, &["a.mp3"]);
    assert!(
        world
            .effects
            .contains(&Effect::Download { article, number: 1 })
    );
    world.press("3 e");
    assert!(
        world
            .effects
            .contains(&Effect::OpenEnclosure { article, number: 3 })
    );
    world.press("e");
    enclosed(&mut world, &[]);
    assert!(world.screen().contains("this article has no enclosure"));
}

#[test]
fn of_several_enclosures_one_is_chosen_and_its_way_is_shown() {
    let mut world = World::of(80, 24);
    let article = ArticleId::new(world.selected());
    world.press("e");
    enclosed(&mut world, &["a.mp3", "b.mp3"]);
    let screen = world.screen();
    assert!(
        screen.contains("2 enclosures") && screen.contains("24.0 MB"),
        "{screen}"
    );
    world.press("j w");
    assert!(
        world
            .effects
            .contains(&Effect::Download { article, number: 2 })
    );
    let progress = |world: &mut World, bytes: u64, is_finished: bool| {
        world.event(Event::Report(Report::Download(Download {
            article,
            number: 2,
            bytes,
            total: Some(24_000_000),
            is_finished,
        })));
    };
    progress(&mut world, 6_000_000, false);
    assert!(
        world.screen().contains("↓ 25 %  6.0 MB"),
        "{}",
        world.screen()
    );
    progress(&mut world, 0, true);
    let mut done = held(&["a.mp3", "b.mp3"]);
    (done[1].is_whole, done[1].bytes) = (true, 24_000_000);
    world.event(Event::Enclosures {
        article,
        held: done,
    });
    let screen = world.screen();
    assert!(screen.contains("here") && !screen.contains('%'), "{screen}");
    world.press("q");
    assert!(!world.screen().contains("2 enclosures"));
}

#[test]
fn esc_ends_what_is_being_fetched() {
    let mut world = World::of(80, 24);
    world.event(Event::Report(Report::Download(Download {
        article: ArticleId::new(1),
        number: 1,
        bytes: 10,
        total: None,
        is_finished: false,
    })));
    world.press("Esc");
    assert!(world.effects.contains(&Effect::Cancel));
    assert!(!world.screen().contains('↓'));
}
