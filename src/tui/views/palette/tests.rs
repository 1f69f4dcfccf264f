//! What is found, completed and run.

use super::*;
use crate::tui::core::{Key, parse_keys};

fn item(name: &'static str, args: Shape, help: &'static str) -> Item {
    Item {
        view: "list",
        name,
        keys: "d".to_owned(),
        args,
        needs_argument: matches!(args, Shape::Feed),
        help,
        why_not: None,
    }
}

fn palette() -> Palette {
    let mut zen = item("zen", Shape::Nothing, "the article alone");
    zen.why_not = Some(crate::text::clean_line("open an article first"));
    let items = vec![
        item("done", Shape::Count, "read and off the queue"),
        item("go-queue", Shape::Nothing, "go to the queue"),
        item("feed", Shape::Feed, "go to a feed"),
        zen,
    ];
    let choices = Choices {
        feeds: vec!["Lagoon Post".to_owned(), "River Times".to_owned()],
        ..Choices::default()
    };
    Palette::new(items, choices, "")
}

fn type_in(palette: &mut Palette, text: &str) -> Vec<Ask> {
    let mut call = Call::new(None);
    for c in text.chars() {
        palette.press(Chord::plain(Key::Char(c)), &mut call);
    }
    call.asks
}

fn press(palette: &mut Palette, keys: &str) -> Vec<Ask> {
    let mut call = Call::new(None);
    for chord in parse_keys(keys).unwrap() {
        let table = commands();
        let found = table.iter().find(|command| {
            command
                .keys
                .iter()
                .any(|keys| parse_keys(keys).unwrap() == [chord])
        });
        (found.unwrap().run)(palette, &mut call);
    }
    call.asks
}

#[test]
fn letters_in_order_narrow_and_a_name_counts_more_than_help() {
    let mut palette = palette();
    type_in(&mut palette, "gqu");
    assert_eq!(palette.selected_item().unwrap().name, "go-queue");
    press(&mut palette, "Esc");
    let mut palette = super::tests::palette();
    type_in(&mut palette, "queue");
    let Shown::Commands(found) = &palette.shown else {
        panic!("commands are shown");
    };
    assert_eq!(found, &[1, 0], "the help of done has it too");
}

/// Letters that stand in order somewhere in a help ran whatever it told of.
#[test]
fn what_is_no_command_runs_none_that_nobody_chose() {
    let mut palette = palette();
    type_in(&mut palette, "off");
    let why = crate::text::clean_line("no command is called “off”; choose one of these");
    assert_eq!(press(&mut palette, "Enter"), [Ask::Complain(why)]);
    assert_eq!(
        press(&mut palette, "Enter"),
        [Ask::Close, Ask::Run(" done".to_owned())]
    );
    let mut palette = super::tests::palette();
    type_in(&mut palette, "raofq");
    assert_eq!(palette.shown.len(), 0, "letters of a help");
    let mut palette = super::tests::palette();
    type_in(&mut palette, "done all");
    assert_eq!(
        press(&mut palette, "Enter"),
        [Ask::Close, Ask::Run("done all".to_owned())]
    );
}

#[test]
fn a_name_is_meant_by_letters_from_where_a_word_of_it_begins() {
    use matching::is_meant;
    for (name, text) in [("done", "dne"), ("go-queue", "queue"), ("go-queue", "gq")] {
        assert!(is_meant(name, text), "{name}: {text}");
    }
    assert!(is_meant("mark-all", "mark-all"));
    for (name, text) in [
        ("unmute", "mute"),
        ("done", "one"),
        ("done", "donee"),
        ("mark-all", "mrk"),
        ("mark-all", "mark"),
    ] {
        assert!(!is_meant(name, text), "{name}: {text}");
    }
}

#[test]
fn enter_runs_what_is_selected_with_its_number() {
    let mut palette = palette();
    type_in(&mut palette, "5don");
    assert_eq!(
        press(&mut palette, "Enter"),
        [Ask::Close, Ask::Run("5 done".to_owned())]
    );
}

#[test]
fn a_command_that_needs_something_asks_for_it_and_completes_it() {
    let mut palette = palette();
    type_in(&mut palette, "feed");
    assert_eq!(press(&mut palette, "Enter"), []);
    assert_eq!(palette.input.text(), "feed ");
    type_in(&mut palette, "riv");
    press(&mut palette, "Tab");
    assert_eq!(palette.input.text(), "feed River Times");
    assert_eq!(
        press(&mut palette, "Enter"),
        [Ask::Close, Ask::Run("feed River Times".to_owned())]
    );
}

#[test]
fn of_what_there_is_the_first_that_fits_is_taken() {
    let mut palette = palette();
    type_in(&mut palette, "feed riv");
    assert_eq!(
        press(&mut palette, "Enter"),
        [Ask::Close, Ask::Run("feed River Times".to_owned())]
    );
    let mut palette = super::tests::palette();
    type_in(&mut palette, "feed ");
    assert_eq!(
        press(&mut palette, "Down Enter"),
        [Ask::Close, Ask::Run("feed River Times".to_owned())]
    );
}

#[test]
fn what_does_not_apply_says_why_and_stays_open() {
    let mut palette = palette();
    type_in(&mut palette, "zen");
    let why = crate::text::clean_line("open an article first");
    assert_eq!(press(&mut palette, "Enter"), [Ask::Complain(why)]);
}

#[test]
fn what_is_no_command_is_run_as_it_is_typed_so_that_the_mistake_is_named() {
    let mut palette = palette();
    type_in(&mut palette, "qqqq");
    assert_eq!(
        press(&mut palette, "Enter"),
        [Ask::Close, Ask::Run("qqqq".to_owned())]
    );
}
