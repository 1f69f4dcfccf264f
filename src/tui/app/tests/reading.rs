//! Reading one article: pictures, letters over links, the list of links, versions, themes, long texts.

use super::world::{Plan, World};
use crate::config::{Drawing, MarkRead};
use crate::model::{
    ArticleId, Background, Chosen, Document, Link, Picture, RefreshProgress, Report, Version,
};
use crate::page::{Canvas, PageOptions, PictureRow, Pictures, lay_out};
use crate::text::clean_line;
use crate::tui::core::{Drawn, Effect, Event, Mouse, NoPicture, Pane, Text, Wishes};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;
use std::fmt::Write as _;
use std::sync::Arc;

/// Sixty paragraphs with a link each, and a picture after every third.
fn document() -> Document {
    let mut document = Document {
        title: clean_line("Ferries back on the river"),
        ..Document::default()
    };
    for number in 0..60 {
        let url = format!("https://link{number}.example/");
        let _ = write!(
            document.html,
            "<p>Paragraph {number} about <a href=\"{url}\">the river</a>.</p>"
        );
        document.links.push(Link {
            url,
            text: clean_line("the river"),
        });
        if number % 3 == 2 {
            let url = format!("https://a.example/{number}.jpg");
            let _ = write!(document.html, "<img src=\"{url}\" alt=\"Boat {number}\">");
            document.images.push(Picture {
                url,
                ..Picture::default()
            });
        }
    }
    document
}

/// With pictures of so many pixels.
fn text(wanted: (u16, u16, Version), size: (u32, u32)) -> Text {
    text_of(document(), wanted, size)
}

fn text_of(document: Document, wanted: (u16, u16, Version), size: (u32, u32)) -> Text {
    let (columns, lines, version) = wanted;
    let page = lay_out(
        &document,
        &PageOptions {
            hyphenate: false,
            pictures: Pictures::Room(Canvas {
                cell: (8, 16),
                lines,
                sizes: vec![Some(size); 20],
            }),
            ..PageOptions::new(columns)
        },
    );
    Text {
        columns,
        lines,
        version,
        page,
        links: document.links,
        images: document.images.into_iter().map(|image| image.url).collect(),
        ..Text::default()
    }
}

/// An article is open, and its text is on the way.
fn opened(wishes: Wishes) -> World {
    let mut world = World::new(Plan {
        wishes,
        settings: |settings| {
            settings.pictures.drawing = Drawing::Blocks;
            settings.has_links = true;
        },
        ..Plan::default()
    });
    world.is_silent = true;
    world.press("Enter");
    world
}

fn world() -> World {
    let mut world = opened(Wishes::default());
    lay(&mut world);
    world
}

/// Answers the newest question for a layout.
fn lay(world: &mut World) {
    lay_with(world, (160, 64));
}

fn lay_with(world: &mut World, size: (u32, u32)) {
    lay_as(world, size, |_| {});
}

fn lay_as(world: &mut World, size: (u32, u32), change: impl Fn(&mut Text)) {
    let asked = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::LayOut {
            article,
            columns,
            lines,
            version,
        } => Some((*article, (*columns, *lines, *version))),
        _ => None,
    });
    let (article, wanted) = asked.unwrap();
    let mut text = text(wanted, size);
    change(&mut text);
    world.effects.clear();
    world.event(Event::LaidOut {
        article,
        text: Arc::new(text),
    });
}

fn asked(world: &World) -> Vec<(ArticleId, PictureRow, String)> {
    let asked = world.effects.iter().filter_map(|effect| match effect {
        Effect::Picture {
            article,
            place,
            url,
            ..
        } => Some((*article, *place, url.clone())),
        _ => None,
    });
    asked.collect()
}

fn red(place: PictureRow) -> Drawn {
    let mut cell = Cell::new("▀");
    cell.set_fg(Color::Red);
    Drawn::new(Buffer::filled(
        Rect::new(0, 0, place.columns, place.rows),
        cell,
    ))
}

/// What is bound everywhere is not where letters open links.
#[test]
fn escape_ends_hints_though_it_came_together_with_a_key() {
    let keys = [("undo".to_owned(), vec!["A-x".to_owned()])].into();
    let mut world = opened(Wishes {
        keys,
        ..Wishes::default()
    });
    lay(&mut world);
    let chord = crate::tui::core::parse_keys("A-x").unwrap()[0];
    let is_parted =
        |world: &World| crate::tui::app::parted(&world.state, &Event::Key(chord)).is_some();
    assert!(!is_parted(&world));
    world.press("f");
    assert!(world.state.reader.as_ref().unwrap().is_hinting());
    assert!(is_parted(&world));
}

#[test]
fn pictures_near_the_screen_are_asked_for_once_and_never_move_the_text() {
    let mut world = world();
    let first = asked(&world);
    assert!((2..=8).contains(&first.len()), "{first:?}");
    assert_eq!(first[0].2, "https://a.example/2.jpg");
    let before = world.screen();
    assert!(before.contains("▐ Boat 2 ▌"), "{before}");
    world.effects.clear();
    let (article, place, _) = first[0];
    assert_eq!((place.columns, place.rows), (20, 4));
    world.event(Event::Picture {
        article,
        place,
        picture: Ok(red(place)),
    });
    let after = world.screen();
    assert!(
        !after.contains("Boat 2") && after.contains(&"▀".repeat(20)),
        "{after}"
    );
    let line = |screen: &str| screen.lines().position(|line| line.contains("Paragraph 3"));
    assert_eq!(line(&before), line(&after));
    assert!(asked(&world).is_empty());
    world.press("^F");
    assert!(
        asked(&world)
            .iter()
            .all(|(_, place, _)| first.iter().all(|(_, known, _)| known.image != place.image))
    );
}

fn asks_for_layout(world: &World) -> bool {
    let is_layout = |effect: &Effect| matches!(effect, Effect::LayOut { .. });
    world.effects.iter().any(is_layout)
}

/// It arrives with two lines less than its room.
fn low(world: &mut World, (article, place, _): (ArticleId, PictureRow, String)) {
    let rows = place.rows - 2;
    let picture = Ok(red(PictureRow { rows, ..place }));
    world.event(Event::Picture {
        article,
        place,
        picture,
    });
}

#[test]
fn a_picture_lower_than_its_room_gets_the_room_it_needs_and_the_top_stays() {
    let mut world = world();
    world.press("j j j");
    let first = asked(&world)[0].clone();
    let top = |world: &World| world.screen().lines().nth(2).map(str::to_owned);
    let before = top(&world);
    world.effects.clear();
    low(&mut world, first.clone());
    assert!(asks_for_layout(&world));
    lay_with(&mut world, (160, 32));
    let screen = world.screen();
    let drawn = |line: &&str| line.contains(&"▀".repeat(20));
    assert_eq!(screen.lines().filter(drawn).count(), 2, "{screen}");
    assert_eq!(top(&world), before);
    let asked_again = asked(&world).iter().any(|it| it.1.image == first.1.image);
    assert!(!asked_again, "what is drawn stays");
}

#[test]
fn the_text_does_not_move_below_a_picture_that_was_passed_nor_under_letters() {
    let mut world = world();
    let pictures = asked(&world);
    world.press("^F");
    world.effects.clear();
    low(&mut world, pictures[0].clone());
    assert!(!asks_for_layout(&world), "{}", world.screen());
    world.press("g g f");
    world.effects.clear();
    low(&mut world, pictures[1].clone());
    assert!(!asks_for_layout(&world), "{}", world.screen());
}

#[test]
fn a_picture_scrolls_away_line_by_line() {
    let mut world = world();
    let (article, place, _) = asked(&world)[0];
    world.event(Event::Picture {
        article,
        place,
        picture: Ok(red(place)),
    });
    let rows = |world: &World| {
        world
            .screen()
            .lines()
            .filter(|line| line.contains('▀'))
            .count()
    };
    assert_eq!(rows(&world), 4);
    let mut seen = Vec::new();
    for _ in 0..14 {
        world.press("j");
        seen.push(rows(&world));
    }
    assert!(
        seen.windows(2).all(|pair| pair[0].abs_diff(pair[1]) <= 1),
        "{seen:?}"
    );
    assert!(seen.contains(&2) && seen.ends_with(&[0]), "{seen:?}");
}

#[test]
fn on_a_metered_network_pictures_wait_to_be_asked_for() {
    let mut world = world();
    for (article, place, _) in asked(&world) {
        world.event(Event::Picture {
            article,
            place,
            picture: Err(NoPicture::Metered),
        });
    }
    assert!(world.screen().contains("I fetches the pictures"));
    assert!(world.screen().contains("Boat 2"));
    world.effects.clear();
    world.press("I");
    let is_asked = |effect: &Effect| matches!(effect, Effect::Picture { is_asked: true, .. });
    assert!(world.effects.iter().any(is_asked));
}

#[test]
fn a_picture_that_cannot_be_had_gives_its_room_back_where_nothing_moves() {
    let mut world = world();
    let pictures = asked(&world);
    let fails = |world: &mut World, at: usize| {
        let (article, place, _) = pictures[at].clone();
        let picture = Err(NoPicture::Failed(clean_line("not there")));
        world.effects.clear();
        world.event(Event::Picture {
            article,
            place,
            picture,
        });
        let told = |effect: &Effect| matches!(effect, Effect::NoRoom { url, .. } if *url == pictures[at].2);
        assert!(world.effects.iter().any(told));
        asks_for_layout(world)
    };
    assert!(fails(&mut world, 0));
    lay_with(&mut world, (0, 0));
    assert!(world.screen().contains("▐ Boat 2 ▌"), "{}", world.screen());
    let line = |words: &str| {
        world
            .screen()
            .lines()
            .position(|line| line.contains(words))
            .unwrap()
    };
    assert_eq!(
        line("Paragraph 3 ") - line("Boat 2"),
        2,
        "words need one line"
    );
    let mut world = self::world();
    world.press("^F ^F");
    assert!(!fails(&mut world, 0), "what was passed keeps its room");
}

#[test]
fn a_resize_inside_a_picture_stays_there() {
    let mut world = world();
    for _ in 0..40 {
        let screen = world.screen();
        let top = screen.lines().nth(2).unwrap_or_default();
        if top.contains("Boat") {
            break;
        }
        world.press("j");
    }
    world.press("j j");
    world.effects.clear();
    world.event(Event::Resize(84, 24));
    world.press(">");
    lay(&mut world);
    let screen = world.screen();
    let lines: Vec<&str> = screen.lines().collect();
    assert!(
        !lines[2].contains("Boat") && lines[2].trim().is_empty(),
        "{screen}"
    );
    assert!(
        lines[3..6].iter().any(|line| line.contains("Paragraph")),
        "{screen}"
    );
}

#[test]
fn letters_over_the_links_open_them() {
    let mut world = world();
    world.press("f");
    assert!(world.screen().contains("letters open a link"));
    world.press("s");
    let browse = Effect::Browse("https://link1.example/".to_owned());
    assert!(world.effects.contains(&browse), "{:?}", world.effects);
    world.effects.clear();
    world.press("f Esc s");
    assert!(
        !world
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Browse(_)))
    );
}

#[test]
fn the_list_of_links_shows_the_real_host_and_opens_the_selected() {
    let mut world = world();
    world.press("U");
    let screen = world.screen();
    assert!(
        screen.contains("60 links") && screen.contains("link3.example"),
        "{screen}"
    );
    world.press("j j Enter");
    let browse = Effect::Browse("https://link2.example/".to_owned());
    assert!(world.effects.contains(&browse));
    world.press("y q");
    assert!(
        world
            .effects
            .contains(&Effect::Copy("https://link2.example/".to_owned()))
    );
    assert!(world.screen().contains("Paragraph 0"));
}

#[test]
fn links_are_links_of_the_terminal_with_plain_addresses() {
    let world = world();
    let (buffer, _) = world.buffer();
    let cells: Vec<&str> = buffer.content.iter().map(Cell::symbol).collect();
    let links: Vec<&&str> = cells
        .iter()
        .filter(|symbol| symbol.contains('\x1b'))
        .collect();
    assert!(links.len() > 10);
    assert!(links.iter().all(|symbol| {
        symbol.starts_with("\x1b]8;;https://link") && symbol.ends_with("\x1b]8;;\x1b\\")
    }));
}

#[test]
fn versions_follow_one_another_and_the_article_is_where_it_was() {
    let mut world = world();
    world.press("^F");
    let before = world.screen();
    for wanted in [Version::Feed, Version::Page, Version::Source] {
        world.press("v");
        let is_it = |effect: &Effect| matches!(effect, Effect::LayOut { version, .. } if *version == wanted);
        assert!(world.effects.iter().any(is_it), "{wanted:?}");
        lay(&mut world);
        assert!(world.screen().contains(wanted.name()), "{}", world.screen());
        assert!(world.screen().contains("Ferries back"), "begins at its top");
    }
    world.press("v");
    lay(&mut world);
    let body = |screen: &str| screen.lines().take(22).collect::<Vec<_>>().join("\n");
    assert_eq!(body(&world.screen()), body(&before));
}

fn updated() -> World {
    let mut world = world();
    let row = &mut world.state.reader.as_mut().unwrap().row;
    row.updated = row.published;
    world
}

#[test]
fn what_changed_is_a_version_of_an_article_that_did() {
    let mut world = updated();
    assert!(
        world.screen().contains("updated, 5v shows"),
        "{}",
        world.screen()
    );
    world.press("v v v");
    world.effects.clear();
    world.press("v");
    lay(&mut world);
    assert!(
        world.screen().contains("what changed"),
        "{}",
        world.screen()
    );
    world.press("v");
    lay(&mut world);
    world.press("5 v");
    lay(&mut world);
    assert!(
        world.screen().contains("what changed"),
        "{}",
        world.screen()
    );
    let mut world = self::world();
    world.press("5 v");
    assert!(
        world.screen().contains("changed nothing"),
        "{}",
        world.screen()
    );
}

#[test]
fn each_version_is_where_it_was_left() {
    let mut world = updated();
    let body = |world: &World| {
        world
            .screen()
            .lines()
            .take(20)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let mut left = Vec::new();
    for pages in ["^F", "^F ^F", "^D"] {
        world.press(pages);
        left.push(body(&world));
        world.press("v");
        lay(&mut world);
    }
    for (number, seen) in left.iter().enumerate() {
        world.press(&format!("{} v", number + 1));
        lay(&mut world);
        assert_eq!(&body(&world), seen, "{number}");
    }
}

#[test]
fn a_link_to_a_note_goes_there_and_comes_back() {
    let mut world = World::of(80, 24);
    world.press("Enter j j");
    let before = world.screen();
    assert!(before.contains("Sentence 5 "), "{before}");
    world.press("3 o");
    let opened = |world: &World| {
        world
            .effects
            .iter()
            .any(|it| matches!(it, Effect::Browse(_)))
    };
    assert!(!opened(&world));
    assert!(
        world.screen().contains("Sentence 48 "),
        "{}",
        world.screen()
    );
    assert!(
        world.screen().contains("Esc goes back"),
        "{}",
        world.screen()
    );
    world.press("Esc");
    let body = |screen: &str| screen.lines().take(22).collect::<Vec<_>>().join("\n");
    assert_eq!(body(&world.screen()), body(&before));
    world.press("3 o ^O");
    assert_eq!(body(&world.screen()), body(&before));
    world.press("U j j Enter");
    assert!(
        world.screen().contains("Sentence 48 "),
        "the list of links is gone: {}",
        world.screen()
    );
    world.press("Esc 1 o");
    assert!(opened(&world), "what leads elsewhere opens in the browser");
}

#[test]
fn a_search_in_the_article_counts_while_it_is_typed_and_gives_the_place_back() {
    let mut world = World::of(80, 24);
    world.press("Enter j j");
    let before = world.screen();
    world.press("/ r i v e r");
    assert!(world.screen().contains("2 of 59"), "{}", world.screen());
    world.press("Esc");
    let body = |screen: &str| screen.lines().take(22).collect::<Vec<_>>().join("\n");
    assert_eq!(body(&world.screen()), body(&before));
    world.press("/ 4 0 Space o f Space t h i s Enter");
    assert!(world.screen().contains("1 of 1"), "{}", world.screen());
    assert!(
        world.screen().contains("Sentence 40 "),
        "{}",
        world.screen()
    );
}

#[test]
fn scrolling_asks_for_no_layout() {
    let mut world = world();
    for key in ["j", "^F", "G", "g g", "Space", "^D", "k"] {
        world.press(key);
        let lays = |effect: &Effect| matches!(effect, Effect::LayOut { .. });
        assert!(!world.effects.iter().any(lays), "{key}");
    }
}

fn background(world: &World) -> Color {
    world.buffer().0[(5, 10)].bg
}

#[test]
fn themes_are_seen_while_they_are_chosen() {
    let mut world = World::of(80, 24);
    assert_eq!(background(&world), Color::Reset);
    world.press("T");
    assert!(
        world.screen().contains("auto: as the terminal"),
        "{}",
        world.screen()
    );
    world.press("j");
    assert_ne!(background(&world), Color::Reset, "the theme named contrast");
    world.press("Esc");
    assert_eq!(background(&world), Color::Reset, "as before");
    world.press("T j Enter");
    assert_ne!(background(&world), Color::Reset);
    let kept = Effect::SetState {
        name: "theme",
        value: "contrast".to_owned(),
    };
    assert!(world.effects.contains(&kept));
}

#[test]
fn a_theme_written_since_the_start_can_be_chosen() {
    let mut world = World::of(80, 24);
    world.press("T j");
    assert!(world.effects.contains(&Effect::ReadThemes));
    let chosen = world.state.settings.choice.clone();
    let mut themes = world.state.settings.themes.clone();
    let mut mine = themes[0].clone();
    "a mine".clone_into(&mut mine.name);
    themes.insert(0, mine);
    world.event(Event::Themes(themes));
    assert!(world.screen().contains("a mine"), "{}", world.screen());
    assert_eq!(world.state.settings.choice, chosen);
    world.press("k");
    assert_eq!(world.state.settings.choice, "a mine");
    world.press("Esc");
    assert_eq!(world.state.settings.choice, "auto", "as before");
}

/// It stayed, though nobody had chosen it.
#[test]
fn a_theme_that_was_only_looked_at_goes_with_its_list() {
    for keys in [
        "g u",
        "g s",
        "g f",
        ": g o Space x Enter",
        ": b a c k Enter",
        "Esc",
        "q",
    ] {
        let mut world = World::of(140, 40);
        let before = background(&world);
        world.press("T j j j");
        assert_ne!(background(&world), before);
        world.press(keys);
        assert_eq!(background(&world), before, "{keys}");
    }
}

#[test]
fn the_theme_follows_the_terminals_background_unless_one_is_chosen() {
    let mut world = World::of(80, 24);
    let accent = |world: &World| world.state.settings.theme.name.clone();
    assert_eq!(accent(&world), "dark");
    world.event(Event::Background(Background::Light));
    assert_eq!(accent(&world), "light");
    world.press("T j Enter");
    world.event(Event::Background(Background::Dark));
    assert_eq!(accent(&world), "contrast");
}

#[test]
fn a_long_article_scrolls_with_as_little_work_as_a_short_one() {
    let drawn = |paragraphs: usize| {
        let mut world = world();
        let (article, mut long) = {
            let reader = world.state.reader.as_ref().unwrap();
            (reader.article(), text((66, 15, Version::Clean), (160, 64)))
        };
        let lines = long.page.lines.clone();
        for copy in 1..paragraphs {
            let last = long.page.lines.last().map_or(0, |line| line.offset);
            long.page
                .lines
                .extend(lines.iter().cloned().map(|mut line| {
                    line.offset += last + copy as u32;
                    line
                }));
        }
        let wanted = world.effects.iter().rev().find_map(|effect| match effect {
            Effect::LayOut { columns, lines, .. } => Some((*columns, *lines)),
            _ => None,
        });
        let (columns, lines) = wanted.unwrap_or((long.columns, long.lines));
        let text = Arc::new(Text {
            columns,
            lines,
            ..long
        });
        world.event(Event::LaidOut { article, text });
        world.press("^F ^F");
        let before = crate::tui::views::reader::lines_drawn();
        for _ in 0..50 {
            world.press("j");
            world.screen();
        }
        crate::tui::views::reader::lines_drawn() - before
    };
    let (short, long) = (drawn(1), drawn(100));
    assert!(short > 0 && long <= short, "{long} lines for {short}");
}

#[test]
fn reloading_fetches_a_page_that_is_there_and_says_so() {
    let mut world = world();
    let article = world.state.reader.as_ref().unwrap().article();
    world.effects.clear();
    world.press("r");
    assert!(world.effects.contains(&Effect::Refetch(article)));
    assert!(world.state.reader.as_ref().unwrap().is_fetching);
    world.event(Event::Report(Report::FullText {
        article,
        error: None,
    }));
    assert!(!world.state.reader.as_ref().unwrap().is_fetching);
    assert!(world.screen().contains("the page was fetched again"));
}

#[test]
fn what_is_wrong_with_a_text_is_said_below_it() {
    let mut world = world();
    let article = world.state.reader.as_ref().unwrap().article();
    for (chosen, said) in [
        (Chosen::Summary, "summary only: the page asks to log in"),
        (Chosen::Page, "the page asks to log in"),
    ] {
        let error = None;
        world.event(Event::Report(Report::FullText { article, error }));
        lay_as(&mut world, (160, 64), |text| {
            text.chosen = chosen;
            text.warning = Some(clean_line("the page asks to log in"));
        });
        let screen = world.screen();
        assert!(screen.contains(said), "{screen}");
    }
    assert!(!world.screen().contains("summary only"));
    // A long story leaves room for the page and a key.
    let error = None;
    world.event(Event::Report(Report::FullText { article, error }));
    lay_as(&mut world, (160, 64), |text| {
        text.warning = Some(clean_line(&"the harbour's host is away ".repeat(9)));
    });
    let screen = world.screen();
    let foot = screen.lines().find(|line| line.contains("is away"));
    let foot = foot.unwrap();
    assert!(
        foot.contains("page 1 of ") && foot.contains("? help"),
        "{foot}"
    );
}

#[test]
fn a_page_without_a_feed_says_where_its_text_comes_from() {
    let mut world = world();
    let article = world.state.reader.as_ref().unwrap().article();
    let error = None;
    world.event(Event::Report(Report::FullText { article, error }));
    lay_as(&mut world, (160, 64), |text| {
        text.origin = vec![clean_line("the text is the page, cleaned; 349 words")];
    });
    world.state.outlets.feeds.clear();
    world.press("i");
    assert!(world.screen().contains("the page, cleaned; 349 words"));
}

#[test]
fn pictures_that_stand_there_as_words_are_asked_for_and_it_is_said_what_became_of_them() {
    let mut world = opened(Wishes::default());
    // Opened again: they failed when it was open before.
    lay_as(&mut world, (0, 0), |text| text.missing = 3);
    world.press("I");
    assert!(world.screen().contains("fetching the pictures"));
    assert!(world.effects.contains(&Effect::TryPictures));
    lay(&mut world);
    let pictures = asked(&world);
    assert!(pictures.len() > 1);
    for (at, (article, place, _)) in pictures.iter().enumerate() {
        let missing = || NoPicture::Failed(clean_line("the picture is not there (404)"));
        world.event(Event::Picture {
            article: *article,
            place: *place,
            picture: if at == 0 {
                Err(missing())
            } else {
                Ok(red(*place))
            },
        });
    }
    let said = format!("{} came, 1 is not there (404)", pictures.len() - 1);
    assert!(world.screen().contains(&said), "{}", world.screen());
}

/// Answers of pictures that made room were not counted: the sum waited for them.
#[test]
fn what_became_of_pictures_is_said_though_they_made_room_for_others() {
    let mut world = opened(Wishes::default());
    lay_as(&mut world, (0, 0), |text| text.missing = 20);
    world.press("I");
    let mut pictures = Vec::new();
    for (columns, width) in [(84, 160), (74, 152), (64, 144)] {
        world.event(Event::Resize(columns, 24));
        lay_with(&mut world, (width, 64));
        world.press("g g");
        while !world.state.reader.as_ref().unwrap().is_at_end() {
            world.press("Space");
        }
        pictures.extend(asked(&world));
    }
    assert_eq!(pictures.len(), 3 * 20);
    for (article, place, _) in &pictures {
        world.event(Event::Picture {
            article: *article,
            place: *place,
            picture: Ok(red(*place)),
        });
    }
    assert!(world.screen().contains("20 came"), "{}", world.screen());
}

/// A slow page was waited for to its end, whatever one pressed.
#[test]
fn escape_ends_the_wait_for_a_page_and_the_article_stays_open() {
    let mut world = world();
    let url = world.state.reader.as_ref().unwrap().row.url.clone();
    let url = url.unwrap();
    world.press("r");
    let coming = |world: &mut World, bytes| {
        world.event(Event::Report(Report::Coming {
            url: url.clone(),
            bytes,
            seconds: 3,
        }));
    };
    coming(&mut world, 0);
    assert!(world.screen().contains("no answer for 3 s, Esc ends it"));
    coming(&mut world, 4_000);
    assert!(
        world.screen().contains("4 kB in 3 s, Esc ends it"),
        "{}",
        world.screen()
    );
    world.effects.clear();
    world.press("Esc");
    assert!(world.effects.contains(&Effect::GiveUpPage(url.clone())));
    let reader = world.state.reader.as_ref().unwrap();
    assert!(reader.is_open && !reader.is_fetching);
    let said = "given up, r fetches the page";
    assert!(world.screen().contains(said), "{}", world.screen());
    // The last word of what was given up was on the way.
    coming(&mut world, 9_000);
    world.press("r");
    assert!(!world.screen().contains("9 kB"), "{}", world.screen());
    coming(&mut world, 1_000);
    assert!(world.screen().contains("1 kB"), "{}", world.screen());
    world.press("Esc Esc");
    assert!(!world.state.reader.as_ref().unwrap().is_open);
}

#[test]
fn what_fetches_a_page_that_was_given_up_is_named_by_its_own_key() {
    for (keys, said) in [
        (vec!["F5".to_owned()], "given up, F5 fetches the page"),
        (Vec::new(), "given up"),
    ] {
        let mut world = World::new(Plan {
            wishes: Wishes {
                keys: [("reader.reload".to_owned(), keys)].into(),
                ..Wishes::default()
            },
            ..Plan::default()
        });
        world.press("Enter");
        world.state.reader.as_mut().unwrap().is_fetching = true;
        world.press("Esc");
        let screen = world.screen();
        assert!(screen.contains(said), "{screen}");
        assert_eq!(screen.contains("fetches the page"), said.ends_with("page"));
    }
}

fn marking_at_the_end(size: (u16, u16)) -> World {
    World::new(Plan {
        size,
        settings: |settings| settings.mark_read = MarkRead::End,
        ..Plan::default()
    })
}

/// It was read again before the key was up.
#[test]
fn an_article_whose_end_is_on_the_screen_can_be_made_unread() {
    let mut world = marking_at_the_end((80, 24));
    world.press("Enter G");
    assert!(world.is_read(30));
    world.press("m");
    assert!(!world.is_read(30));
    world.press("k G");
    assert!(!world.is_read(30));
    world.press("q Enter");
    assert!(!world.is_read(30), "it was reached before");
    world.press("g g q Enter G");
    assert!(world.is_read(30));
    world.press("u");
    assert!(!world.is_read(30));
}

#[test]
fn a_summary_that_fits_the_screen_is_not_read_while_its_page_is_fetched() {
    let mut world = marking_at_the_end((80, 90));
    world.press("j Enter");
    assert!(!world.is_read(29));
    world.event(Event::Report(Report::FullText {
        article: ArticleId::new(29),
        error: None,
    }));
    assert!(world.is_read(29), "now that is all of it");
}

#[test]
fn the_end_of_another_version_is_not_the_end_of_the_article() {
    let mut world = marking_at_the_end((80, 24));
    world.press("Enter v G");
    assert!(!world.is_read(30));
}

/// The place in the article, as it was kept last.
fn kept(world: &World, id: i64) -> Option<u32> {
    let mut effects = world.effects.iter().rev();
    effects.find_map(|effect| match effect {
        Effect::SetPosition { article, position } if article.get() == id => Some(*position),
        _ => None,
    })
}

/// A version whose end is on the screen sent the article back to its begin.
#[test]
fn a_look_at_another_version_keeps_the_place() {
    let mut world = World::of(80, 24);
    world.press("Enter 2 0 j").rest();
    let place = kept(&world, 30);
    assert!(place > Some(0));
    world.press("v G q").rest();
    assert_eq!(kept(&world, 30), place);
}

fn reading_beside_the_list() -> World {
    let mut world = World::of(160, 40);
    world.press("Enter 2 0 j");
    world
}

#[test]
fn a_click_in_the_list_leaves_the_article_that_is_open_with_its_place_kept() {
    let mut world = reading_beside_the_list();
    let click = Event::Mouse(Mouse::Click { column: 40, row: 4 });
    world.event(click.clone());
    world.rest();
    assert_eq!((world.state.focus, world.selected()), (Pane::Articles, 28));
    assert!(kept(&world, 30) > Some(0));
    let article = |world: &World| world.state.reader.as_ref().map(|it| it.article().get());
    assert_eq!(article(&world), Some(world.selected()), "it is previewed");
    world.event(click);
    assert!(world.is_read(world.selected()), "the second click opens it");
}

#[test]
fn the_wheel_over_the_list_leaves_what_is_read_where_it_is() {
    let mut world = reading_beside_the_list();
    world.event(Event::Mouse(Mouse::Wheel {
        column: 40,
        row: 6,
        lines: 3,
    }));
    world.rest();
    let reader = world.state.reader.as_ref().unwrap();
    assert!(reader.is_open && reader.article().get() == 30);
    assert_eq!((world.state.focus, world.selected()), (Pane::Reader, 27));
}

/// A newer page comes: two paragraphs were put before the others, and one of them is gone.
fn lay_newer(world: &mut World, gone: &str) {
    let article = world.state.reader.as_ref().unwrap().article();
    world.event(Event::Report(Report::FullText {
        article,
        error: None,
    }));
    lay_as(world, (160, 64), |text| {
        let mut newer = document();
        let html = newer.html.replace(&format!("<p>{gone} "), "<p>Corrected: ");
        assert!(html != newer.html);
        newer.html = format!("<p>Boats on the river tonight.</p><p>And tomorrow.</p>{html}");
        *text = text_of(newer, (text.columns, text.lines, text.version), (160, 64));
    });
}

/// The first lines of the text on the screen.
fn first_lines(world: &World, count: usize) -> Vec<String> {
    let screen = world.screen();
    let lines = screen.lines().filter(|line| line.contains("Paragraph"));
    lines
        .take(count)
        .map(|line| line.trim().to_owned())
        .collect()
}

/// What was read moved down by what was put before it.
#[test]
fn what_is_read_stays_when_a_newer_page_comes() {
    let mut world = world();
    world.press("2 0 j");
    let before = first_lines(&world, 3);
    lay_newer(&mut world, "Paragraph 59");
    assert_eq!(first_lines(&world, 3), before);
    let first = before[0].split(" about").next().unwrap().to_owned();
    lay_newer(&mut world, &first);
    assert_eq!(first_lines(&world, 2), before[1..], "the first is another");
}

#[test]
fn an_article_stays_at_its_top_when_a_newer_page_comes() {
    let mut world = world();
    lay_newer(&mut world, "Paragraph 59");
    assert!(world.screen().contains("Boats on the river tonight."));
}

/// The first one on the screen was the current one then.
#[test]
fn what_is_found_stays_the_current_one_when_a_newer_page_comes() {
    let mut world = world();
    world.press("2 0 j / r i v e r Enter n n");
    let before = found_line(&world);
    lay_newer(&mut world, "Paragraph 59");
    assert_eq!(found_line(&world), before);
    assert!(world.screen().contains("of 62"), "{}", world.screen());
}

/// The line with the terminal's cursor: the match.
fn found_line(world: &World) -> String {
    let (_, (_, row)) = world.buffer();
    let screen = world.screen();
    screen
        .lines()
        .nth(usize::from(row))
        .unwrap()
        .trim()
        .to_owned()
}

/// Whoever went on within a second of scrolling came back to the begin of the article.
#[test]
fn an_article_that_makes_room_for_a_preview_keeps_its_place() {
    let mut world = reading_beside_the_list();
    world.press("S-Tab j").rest();
    assert!(kept(&world, 30) > Some(0));
}

/// `x` dismissed it.
#[test]
fn the_next_pane_is_no_article_that_was_left_long_ago() {
    let mut world = World::of(80, 24);
    world.press("Enter q Tab");
    assert_eq!(world.state.focus, Pane::Reader, "it is the selected one");
    world.press("q 3 j Tab");
    assert_eq!(world.state.focus, Pane::Outlets);
}

/// The article waited for a page that nobody fetched any more.
#[test]
fn what_ends_all_jobs_ends_the_wait_for_a_page() {
    let mut world = World::of(160, 40);
    world.press("j Enter S-Tab");
    world.event(Event::Report(Report::Refresh(RefreshProgress {
        total: 5,
        ..RefreshProgress::default()
    })));
    world.press("Esc");
    assert!(world.effects.contains(&Effect::Cancel));
    world.effects.clear();
    world.press("Tab");
    let screen = world.screen();
    assert!(screen.contains("given up, r fetches the page"), "{screen}");
    world.press("r");
    let asks = |effect: &Effect| matches!(effect, Effect::Refetch(_));
    assert!(world.effects.iter().any(asks));
}

/// The list behind the article was fitted into the article's pane, which is lower.
#[test]
fn a_list_that_is_come_back_to_stands_as_it_was_left() {
    for keys in ["Enter q", "Enter z q", "Enter z z 3 j q"] {
        let mut world = World::of(80, 24);
        world.press("g f G Enter q g u 1 5 j");
        while world.state.articles.cursor() < 17 {
            world.press("j");
        }
        let (list, sidebar) = (world.state.articles.cursor(), world.state.outlets.cursor());
        world.press(keys);
        assert_eq!(world.state.focus, Pane::Articles, "{keys}");
        assert_eq!(world.state.articles.cursor(), list, "{keys}");
        assert_eq!(world.state.outlets.cursor(), sidebar, "{keys}");
    }
}
