//! Themes in TOML: the embedded ones with the reader's own over them, each with what it inherits.

use super::ConfigError;
use super::assets::{toml_files, wrong};
use super::load::{line_of, nearest};
use crate::model::{NAMED, ROLES, Theme};
use crate::text::{Clean, clean_line};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/themes");

/// A chain of `inherits` that is longer goes in a circle.
const ANCESTORS: usize = 8;

const NO_BACKGROUND: &str = "the theme needs a background, \"dark\" or \"light\", or one to inherit it from (inherits = \"dusk\")";

const REFERENCE: &str = "\
# Themes

A theme is a file `NAME.toml` in the folder `themes` beside `config.toml` (`tidings config` says where that is);
`interface.theme` or `T`, which reads the folder anew, chooses it. One with the name of a built-in theme takes its place.

    # themes/mine.toml
    inherits = \"dusk\"

    [roles]
    title = \"bright yellow\"
    link = { fg = \"#84b9f0\", underlined = true }

- `background` says what it is made for, `\"dark\"` or `\"light\"`; a theme that inherits need not say.
- `inherits` names the theme whose roles it has where it names none itself.
- `[roles]` gives each role a colour alone, or a table of `fg`, `bg` (colours), `bold`, `dim`, `italic`, `underlined`,
  `reversed` (`true`). What is not said there looks as `text` does.
- A colour is `\"#rrggbb\"` or one of the terminal's own, by its name.

Roles: ROLES.

Colours of the terminal: COLOURS.

Built in: THEMES.

This page is made from the program: `UPDATE=1 cargo test` writes it anew.
";

/// `docs/themes.md`.
#[must_use]
pub fn themes_reference() -> String {
    let listed = |names: &[&str]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let lines: Vec<String> = quoted.chunks(8).map(|some| some.join(", ")).collect();
        lines.join(",\n")
    };
    let themes = themes(None).0;
    let names: Vec<&str> = themes.iter().map(|theme| theme.name.as_str()).collect();
    let all = [
        ("COLOURS", &NAMED[..]),
        ("ROLES", &ROLES[..]),
        ("THEMES", &names[..]),
    ];
    all.iter()
        .fold(REFERENCE.to_owned(), |text, (word, names)| {
            text.replacen(word, &listed(names), 1)
        })
}

/// All themes by name, each whole, and what is wrong with files of the reader's, which are none then.
pub fn themes(own: Option<&Path>) -> (Vec<Theme>, Vec<ConfigError>) {
    let mut faults = Vec::new();
    let embedded = embedded();
    let mut found: Vec<Theme> = Vec::new();
    let files = own.map(toml_files).transpose();
    let files = files.unwrap_or_else(|error| {
        faults.push(error);
        None
    });
    for (file, text) in files.unwrap_or_default() {
        match read(&file, &text) {
            Ok(theme) => found.push(theme),
            Err(error) => faults.push(error),
        }
    }
    let is_replaced = |theme: &&Theme| found.iter().any(|own| own.name == theme.name);
    let kept = embedded.iter().filter(|theme| !is_replaced(theme));
    let all = found.iter().map(|theme| (theme, found.as_slice()));
    let all = all.chain(kept.map(|theme| (theme, &[][..])));
    let mut themes = Vec::with_capacity(found.len() + embedded.len());
    for (theme, own_ones) in all {
        match whole(theme, own_ones, &embedded) {
            Ok(theme) => themes.push(theme),
            Err(why) => {
                let folder = own.unwrap_or(Path::new(""));
                let file = folder.join(format!("{}.toml", theme.name));
                faults.push(fault(&file, 1, &why));
            }
        }
    }
    themes.sort_by(|a, b| a.name.cmp(&b.name));
    (themes, faults)
}

/// All themes, if the `wanted` one is among them, and what is wrong with files of others. Else why it is not: what is wrong
/// with its own file, or that `config`, which names it, names none.
pub fn themes_with(
    wanted: &str,
    own: &Path,
    config: &Path,
) -> Result<(Vec<Theme>, Vec<ConfigError>), ConfigError> {
    let (themes, faults) = themes(Some(own));
    let Some(missing) = missing_theme(wanted, &themes, config) else {
        return Ok((themes, faults));
    };
    let file = format!("{wanted}.toml");
    Err(faults
        .into_iter()
        .find(|fault| fault.is_of(&file))
        .unwrap_or(missing))
}

/// That `config` names a theme which is not there.
pub fn missing_theme(wanted: &str, themes: &[Theme], config: &Path) -> Option<ConfigError> {
    if wanted == "auto" || themes.iter().any(|theme| theme.name == wanted) {
        return None;
    }
    let names = themes.iter().map(|theme| theme.name.as_str());
    let hint = nearest(wanted, names.chain(["auto"]))
        .map_or(String::new(), |near| format!("; did you mean {near:?}?"));
    let text = std::fs::read_to_string(config).unwrap_or_default();
    let line = line_of(&text, "interface", "theme").unwrap_or(1);
    let message = format!("there is no theme {wanted:?}{hint}");
    Some(fault(config, line, &message))
}

fn read(file: &Path, text: &str) -> Result<Theme, ConfigError> {
    let mut theme: Theme = toml::from_str(text).map_err(|error| wrong(file, text, &error))?;
    theme.name = name(file);
    let is_known = |role: &String| ROLES.contains(&role.as_str());
    if let Some(role) = theme.roles.keys().find(|role| !is_known(role)) {
        let hint = nearest(role, ROLES.iter().copied())
            .map_or(String::new(), |near| format!("; did you mean {near:?}?"));
        let line = line_of(text, "roles", role).unwrap_or(1);
        let message = format!("there is no role {role:?}{hint}");
        return Err(fault(file, line, &message));
    }
    Ok(theme)
}

fn embedded() -> Vec<Theme> {
    let files = THEMES.files();
    let themes = files.filter_map(|file| {
        let text = file.contents_utf8()?;
        let theme: Theme = toml::from_str(text).expect("embedded themes are tested");
        Some(Theme {
            name: name(file.path()),
            ..theme
        })
    });
    themes.collect()
}

fn name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    clean_line(&stem).into_string()
}

fn fault(file: &Path, line: usize, message: &str) -> ConfigError {
    let file: PathBuf = file.to_owned();
    ConfigError::Wrong {
        file: clean_line(&file.to_string_lossy()),
        line,
        message: clean_line(&message.chars().take(200).collect::<String>()),
        hint: Clean::default(),
    }
}

/// The theme with the roles of those that it inherits from: of the reader's `own`, or else built in. One that took the place
/// of a built-in theme inherits by that name from what it replaced, as the built-in ones go on doing.
fn whole(theme: &Theme, mut own: &[Theme], embedded: &[Theme]) -> Result<Theme, String> {
    let mut whole = theme.clone();
    let mut background = theme.own_background;
    let mut heir = theme;
    for _ in 0..ANCESTORS {
        let Some(wanted) = heir.inherits.as_deref() else {
            whole.background = background.ok_or(NO_BACKGROUND)?;
            return Ok(whole);
        };
        let is_it = |other: &&Theme| other.name == wanted;
        let of_own = own.iter().filter(|_| heir.name != wanted).find(is_it);
        if of_own.is_none() {
            own = &[];
        }
        let parent = of_own
            .or_else(|| embedded.iter().find(is_it))
            .ok_or_else(|| format!("there is no theme {wanted:?} to inherit from"))?;
        for (role, look) in &parent.roles {
            whole.roles.entry(role.clone()).or_insert(*look);
        }
        background = background.or(parent.own_background);
        heir = parent;
    }
    Err("themes inherit from one another in a circle".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Background, Colour, Look};

    #[test]
    fn every_file_of_the_folder_is_embedded_and_every_role_resolves() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/themes");
        assert_eq!(toml_files(&folder).unwrap().len(), embedded().len());
        let themes = themes(None).0;
        assert!(themes.len() >= 5);
        for theme in &themes {
            for role in ROLES {
                assert!(theme.roles.contains_key(role), "{}: {role}", theme.name);
            }
            let known = |role: &String| ROLES.contains(&role.as_str());
            assert!(theme.roles.keys().all(known), "{}", theme.name);
        }
        let of = |background| themes.iter().any(|theme| theme.background == background);
        assert!(of(Background::Dark) && of(Background::Light));
    }

    /// All the others were gone, and the reader did not start.
    #[test]
    fn a_theme_in_the_place_of_a_built_in_one_may_inherit_from_it() {
        let names = |themes: &[Theme]| -> Vec<String> {
            themes.iter().map(|theme| theme.name.clone()).collect()
        };
        let built_in = names(&themes(None).0);
        for parent in &built_in {
            let folder = tempfile::tempdir().unwrap();
            let text = format!("inherits = {parent:?}\n[roles]\ntitle = \"red\"\n");
            std::fs::write(folder.path().join("dark.toml"), text).unwrap();
            let child = "inherits = \"dark\"\n";
            std::fs::write(folder.path().join("mine.toml"), child).unwrap();
            let (found, faults) = themes(Some(folder.path()));
            assert_eq!(faults.len(), 0, "{parent}: {faults:?}");
            assert_eq!(found.len(), built_in.len() + 1);
            let title = |name: &str| {
                let theme = found.iter().find(|theme| theme.name == name).unwrap();
                theme.roles["title"]
            };
            assert_eq!(title("dark"), title("mine"), "the reader's own");
            assert_ne!(title("dark"), title("dusk"), "as it is built in");
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, parent) in [("one", "two"), ("two", "one")] {
            let file = folder.path().join(format!("{name}.toml"));
            std::fs::write(file, format!("inherits = {parent:?}\n")).unwrap();
        }
        assert_eq!(themes(Some(folder.path())).1.len(), 2, "a circle");
    }

    /// xterm's palette.
    const PALETTE: [(u8, u8, u8); 16] = [
        (0, 0, 0),
        (205, 0, 0),
        (0, 205, 0),
        (205, 205, 0),
        (0, 0, 238),
        (205, 0, 205),
        (0, 205, 205),
        (229, 229, 229),
        (127, 127, 127),
        (255, 0, 0),
        (0, 255, 0),
        (255, 255, 0),
        (92, 92, 255),
        (255, 0, 255),
        (0, 255, 255),
        (255, 255, 255),
    ];

    fn rgb(colour: Colour) -> (u8, u8, u8) {
        match colour {
            Colour::Named(index) => PALETTE[usize::from(index)],
            Colour::Rgb(r, g, b) => (r, g, b),
        }
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast(a: (u8, u8, u8), b: (u8, u8, u8)) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        let light = |(r, g, b)| 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05;
        let (a, b): (f64, f64) = (light(a), light(b));
        a.max(b) / a.min(b)
    }

    fn contrast_of(theme: &Theme, look: Look) -> f64 {
        let text = theme.look("text");
        let (ink, paper) = match theme.background {
            Background::Dark => ((229, 229, 229), (0, 0, 0)),
            Background::Light => ((0, 0, 0), (255, 255, 255)),
        };
        let fg = look.fg.or(text.fg).map_or(ink, rgb);
        let bg = look.bg.or(text.bg).map_or(paper, rgb);
        contrast(fg, bg)
    }

    #[test]
    fn contrast_is_enough_to_read() {
        for theme in themes(None).0 {
            for role in ROLES {
                // WCAG: 4.5 for text, 3 for what is no text; 7 where contrast is what is promised.
                let least = match (theme.name.as_str(), role) {
                    (_, "rule") => 3.0,
                    ("contrast", _) => 7.0,
                    _ => 4.5,
                };
                let found = contrast_of(&theme, theme.look(role));
                assert!(found >= least, "{}: {role} has {found:.1}", theme.name);
            }
        }
    }

    fn own(files: &[(&str, &str)]) -> Result<Vec<Theme>, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let (themes, faults) = themes(Some(folder.path()));
        faults.into_iter().next().map_or(Ok(themes), Err)
    }

    #[test]
    fn a_theme_of_the_readers_own_inherits_what_it_does_not_name() {
        let text =
            "background = \"light\"\ninherits = \"paper\"\n[roles]\nlink = { fg = \"#102030\" }\n";
        let themes = own(&[("mine.toml", text)]).unwrap();
        let mine = themes.iter().find(|theme| theme.name == "mine").unwrap();
        let paper = themes.iter().find(|theme| theme.name == "paper").unwrap();
        assert_eq!(mine.look("link").fg, Some(Colour::Rgb(0x10, 0x20, 0x30)));
        assert_eq!(mine.look("quote"), paper.look("quote"));
        assert_eq!(mine.look("hint"), paper.look("hint"));
    }

    /// The background was asked for, though the theme that is inherited from has one.
    #[test]
    fn a_theme_may_say_no_more_than_a_colour() {
        let text = "inherits = \"paper\"\n[roles]\ntitle = \"red\"\n";
        let themes = own(&[("mine.toml", text)]).unwrap();
        let mine = themes.iter().find(|theme| theme.name == "mine").unwrap();
        assert_eq!(mine.background, Background::Light);
        assert_eq!(mine.look("title").fg, Some(Colour::Named(1)));
    }

    #[test]
    fn the_example_of_the_reference_is_a_theme() {
        let reference = themes_reference();
        let lines = reference
            .lines()
            .filter_map(|line| line.strip_prefix("    "));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let themes = own(&[("mine.toml", &text)]).unwrap();
        let mine = themes.iter().find(|theme| theme.name == "mine").unwrap();
        assert!(mine.look("link").underlined);
        assert!(
            ROLES
                .iter()
                .chain(&NAMED)
                .all(|name| reference.contains(&format!("`{name}`")))
        );
    }

    #[test]
    fn what_is_wrong_in_a_theme_is_said_with_its_file() {
        let complaint = |files: &[(&str, &str)]| own(files).unwrap_err().to_string();
        let head = "background = \"dark\"\n";
        let text = format!("{head}[roles]\ntitel = {{}}\n");
        assert!(
            complaint(&[("a.toml", &text)]).contains("no role \"titel\"; did you mean \"title\"?")
        );
        assert!(complaint(&[("a.toml", &text)]).contains("a.toml:3:"));
        for look in ["{ fg = \"teal\" }", "\"teal\""] {
            let text = format!("{head}[roles]\ntitle = {look}\n");
            assert!(complaint(&[("a.toml", &text)]).contains("\"teal\" is no colour"));
        }
        let text = format!("{head}[roles]\ntitle = 7\n");
        assert!(complaint(&[("a.toml", &text)]).contains("expected a colour such as"));
        assert!(complaint(&[("a.toml", "[roles]\n")]).contains("needs a background"));
        let text = format!("{head}inherits = \"nobody\"\n[roles]\n");
        assert!(complaint(&[("a.toml", &text)]).contains("no theme \"nobody\""));
        let circle = |other: &str| format!("{head}inherits = \"{other}\"\n[roles]\n");
        let error = complaint(&[("a.toml", &circle("b")), ("b.toml", &circle("a"))]);
        assert!(error.contains("circle"), "{error}");
    }
}
