//! Which key wins, what is refused, and in which words.

use super::super::Shape;
use super::*;

const fn entry(view: &'static str, name: &'static str, keys: &'static [&'static str]) -> Entry {
    Entry {
        view,
        name,
        keys,
        args: Shape::Nothing,
        help: "does it",
        hint: "it",
    }
}

fn wishes(own: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let own = own.iter().map(|(name, keys)| {
        let keys = keys.iter().map(|key| (*key).to_owned());
        ((*name).to_owned(), keys.collect())
    });
    own.collect()
}

fn entries() -> Vec<Entry> {
    let tag = Entry {
        args: Shape::Tag,
        ..entry(EVERYWHERE, "tag", &["t"])
    };
    vec![
        entry("list", "done", &["d"]),
        entry("list", "top", &["g g"]),
        entry("page", "done", &["d"]),
        entry(EVERYWHERE, "unread", &["g u"]),
        entry(EVERYWHERE, "quit", &["Q"]),
        tag,
    ]
}

fn map(own: &[(&str, &[&str])]) -> Result<Keymap, Vec<KeyError>> {
    let keys = wishes(own);
    Keymap::new(
        entries(),
        &Wishes {
            keys,
            ..Wishes::default()
        },
    )
}

fn with_macros(own: &[(&str, &[&str])]) -> Result<Keymap, Vec<KeyError>> {
    let macros = wishes(own);
    Keymap::new(
        entries(),
        &Wishes {
            macros,
            ..Wishes::default()
        },
    )
}

fn name(map: &Keymap, view: &str, keys: &str) -> Option<&'static str> {
    match map.find(view, &parse_keys(keys).unwrap()) {
        Found::Command(entry) => Some(entry.name),
        _ => None,
    }
}

#[test]
fn a_prefix_waits_and_a_view_comes_before_everywhere() {
    let map = map(&[]).unwrap();
    assert_eq!(map.find("list", &parse_keys("g").unwrap()), Found::Prefix);
    assert_eq!(name(&map, "list", "gg"), Some("top"));
    assert_eq!(name(&map, "list", "gu"), Some("unread"));
    assert_eq!(name(&map, "page", "gg"), None);
    assert_eq!(map.following("list", &parse_keys("g").unwrap()).len(), 2);
}

#[test]
fn a_name_changes_all_views_and_a_full_name_one() {
    let all = map(&[("done", &["e"])]).unwrap();
    assert_eq!(
        (name(&all, "list", "e"), name(&all, "page", "e")),
        (Some("done"), Some("done"))
    );
    assert_eq!(name(&all, "list", "d"), None);
    let one = map(&[("page.done", &["e", "^E"])]).unwrap();
    assert_eq!(
        (name(&one, "list", "d"), name(&one, "page", "^E")),
        (Some("done"), Some("done"))
    );
}

#[test]
fn a_preset_gives_way_to_the_readers_own_keys() {
    let preset = Preset {
        keys: wishes(&[("done", &["e"]), ("quit", &["x"])]),
        ..Preset::default()
    };
    let keys = wishes(&[("quit", &["X"])]);
    let wishes = Wishes {
        preset,
        keys,
        ..Wishes::default()
    };
    let map = Keymap::new(entries(), &wishes).unwrap();
    assert_eq!(name(&map, "list", "e"), Some("done"));
    assert_eq!(
        (name(&map, "list", "x"), name(&map, "list", "X")),
        (None, Some("quit"))
    );
}

#[test]
fn mistakes_are_named_with_what_was_meant() {
    let errors = map(&[("dnoe", &["e"]), ("quit", &["^ab"]), ("top", &["d"])]).unwrap_err();
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert!(
        messages[0].contains("did you mean \"done\"?"),
        "{messages:?}"
    );
    assert!(messages[1].contains("is no key"), "{messages:?}");
    assert!(messages[2].contains("is taken by \"done\""), "{messages:?}");
    assert_eq!(errors[2].name, "top");
}

#[test]
fn what_is_wrong_in_several_views_is_said_once() {
    let both = |name| [entry("list", name, &[]), entry("page", name, &[])];
    let mut entries: Vec<_> = both("done").into_iter().chain(both("save")).collect();
    // As "save" of a list takes a count, that of an article none.
    entries[2].help = "save, or no longer";
    let keys = wishes(&[("done", &["x"]), ("save", &["x"])]);
    let wishes = Wishes {
        keys,
        ..Wishes::default()
    };
    let errors = Keymap::new(entries, &wishes).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
}

#[test]
fn a_key_may_not_begin_another_commands_keys() {
    assert!(map(&[("done", &["g"])]).is_err());
}

#[test]
fn a_macro_runs_command_lines_and_is_refused_where_its_key_or_a_line_is_wrong() {
    let map = with_macros(&[(", s", &["done", "2 tag to do"])]).unwrap();
    let found = map.find("page", &parse_keys(", s").unwrap());
    assert_eq!(found, Found::Macro(0));
    assert_eq!(map.macro_lines(0), ["done", "2 tag to do"]);
    let line = map.parse_line("2 tag to do").unwrap();
    assert_eq!(
        (line.count, line.name.as_str(), line.argument.as_deref()),
        (Some(2), "tag", Some("to do"))
    );
    for (keys, lines, complaint) in [
        (", s", vec!["dnoe"], "did you mean \"done\"?"),
        (", s", vec!["done it"], "takes nothing"),
        (", s", vec![], "at least one"),
        ("d", vec!["quit"], "is taken by \"list.done\""),
        ("g", vec!["quit"], "is taken by"),
        ("^ab", vec!["quit"], "is no key"),
    ] {
        let error = with_macros(&[(keys, &lines)]).unwrap_err().remove(0);
        assert_eq!(error.section, "macros");
        assert!(error.message.contains(complaint), "{}", error.message);
    }
}

#[test]
fn a_name_with_an_argument_is_the_command_that_takes_one() {
    let map = map(&[]).unwrap();
    assert_eq!(map.named("page", "done", false).unwrap().view, "page");
    assert_eq!(map.named("page", "done", true), None);
    assert_eq!(map.named("page", "tag", true).unwrap().view, EVERYWHERE);
}
