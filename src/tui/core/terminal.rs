//! What the environment says of the terminal. Nothing is asked of the terminal itself here: an answer may never come.

use crate::config::Drawing;
use crate::model::Background;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    pub no_color: bool,
    /// The locale knows ASCII only.
    pub is_ascii: bool,
    pub depth: Depth,
    /// The best way to draw pictures.
    pub drawing: Drawing,
    /// Shows OSC 8 as links, and nothing of it as text.
    pub has_links: bool,
    /// As `COLORFGBG` says.
    pub background: Option<Background>,
    /// May be asked for its background: an answer that it does not know is not shown.
    pub may_be_asked: bool,
}

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    #[default]
    Sixteen,
    Indexed,
    True,
}

impl Default for Terminal {
    fn default() -> Self {
        Self {
            no_color: false,
            is_ascii: false,
            depth: Depth::Sixteen,
            drawing: Drawing::None,
            has_links: false,
            background: None,
            may_be_asked: false,
        }
    }
}

/// Terminals by what their environment has: variable, beginning of its value, drawing, whether OSC 8 is known.
/// The first that fits counts. WezTerm's kitty protocol lacks the placeholders that scrolling needs.
const KNOWN: [(&str, &str, Drawing, bool); 18] = [
    ("KITTY_WINDOW_ID", "", Drawing::Kitty, true),
    ("TERM", "xterm-kitty", Drawing::Kitty, true),
    ("TERM", "xterm-ghostty", Drawing::Kitty, true),
    ("TERM_PROGRAM", "ghostty", Drawing::Kitty, true),
    ("TERM_PROGRAM", "WezTerm", Drawing::Iterm2, true),
    ("TERM_PROGRAM", "iTerm.app", Drawing::Iterm2, true),
    ("LC_TERMINAL", "iTerm2", Drawing::Iterm2, true),
    ("TERM_PROGRAM", "mintty", Drawing::Iterm2, true),
    ("TERM_PROGRAM", "rio", Drawing::Iterm2, true),
    ("KONSOLE_VERSION", "", Drawing::Sixel, true),
    ("TERM", "foot", Drawing::Sixel, true),
    ("TERM", "contour", Drawing::Sixel, true),
    ("TERM", "mlterm", Drawing::Sixel, false),
    ("TERM", "alacritty", Drawing::Blocks, true),
    ("WT_SESSION", "", Drawing::Blocks, true),
    ("TERM_PROGRAM", "vscode", Drawing::Blocks, true),
    ("VTE_VERSION", "", Drawing::Blocks, true),
    ("TERM", "", Drawing::Blocks, false),
];

/// Values of `TERM` that mean all colours, however the terminal was reached.
const TRUE: [&str; 7] = [
    "xterm-kitty",
    "xterm-ghostty",
    "alacritty",
    "foot",
    "wezterm",
    "contour",
    "rio",
];

impl Terminal {
    /// From the environment's variables.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = get("TERM").unwrap_or_default();
        let is_inside = get("TMUX").is_some()
            || get("STY").is_some()
            || term.starts_with("tmux")
            || term.starts_with("screen");
        let fits = |(name, start, ..): &&(&str, &str, Drawing, bool)| {
            get(name).is_some_and(|value| value.starts_with(start))
        };
        let known = KNOWN.iter().find(fits);
        let (drawing, has_links) =
            known.map_or((Drawing::Blocks, false), |known| (known.2, known.3));
        let no_color = get("NO_COLOR").is_some();
        let depth = depth(
            &term,
            get("COLORTERM").as_deref(),
            get("WT_SESSION").is_some(),
        );
        // Half blocks want more than the sixteen colours that the console of Linux has.
        let blocks = if depth == Depth::Sixteen {
            Drawing::None
        } else {
            Drawing::Blocks
        };
        Self {
            no_color,
            is_ascii: false,
            depth,
            drawing: match drawing {
                _ if no_color => Drawing::None,
                Drawing::Blocks => blocks,
                _ if is_inside => blocks,
                drawing => drawing,
            },
            has_links: has_links && !is_inside,
            background: get("COLORFGBG").as_deref().and_then(background),
            may_be_asked: !is_inside && !matches!(term.as_str(), "" | "dumb" | "linux"),
        }
    }
}

fn depth(term: &str, colours: Option<&str>, is_windows: bool) -> Depth {
    let is_true = matches!(colours, Some("truecolor" | "24bit"))
        || is_windows
        || term.ends_with("-direct")
        || TRUE.iter().any(|known| term.starts_with(known));
    match term {
        _ if is_true => Depth::True,
        _ if term.contains("256color") => Depth::Indexed,
        _ => Depth::Sixteen,
    }
}

/// `15;0`, `0;default;15`: the last is the background, by its place in the palette.
fn background(value: &str) -> Option<Background> {
    match value.rsplit(';').next()?.parse().ok()? {
        7_u8 | 9..=15 => Some(Background::Light),
        0..=8 => Some(Background::Dark),
        _ => None,
    }
}

/// What a terminal answers when it is asked for its background: `rgb:1b1b/2121/3030`, one to four digits a part.
pub fn background_of_answer(answer: &str) -> Option<Background> {
    let parts = answer
        .strip_prefix("rgb:")
        .or(answer.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(|part| {
        let most = 16_u32
            .checked_pow(u32::try_from(part.len()).ok()?)?
            .checked_sub(1)?;
        let value = u32::from_str_radix(part, 16).ok()?;
        (part.len() <= 4 && most > 0).then(|| f64::from(value) / f64::from(most))
    });
    let mut part = || parts.next().flatten();
    let (red, green, blue) = (part()?, part()?, part()?);
    // ITU-R BT.601: how light a colour looks.
    let light = 0.299 * red + 0.587 * green + 0.114 * blue;
    Some(if light > 0.5 {
        Background::Light
    } else {
        Background::Dark
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(variables: &[(&str, &str)]) -> Terminal {
        Terminal::read(&|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn terminals_are_known_by_their_environment() {
        let kitty = terminal(&[("TERM", "xterm-kitty")]);
        assert_eq!(
            (kitty.drawing, kitty.depth, kitty.has_links),
            (Drawing::Kitty, Depth::True, true)
        );
        let wezterm = terminal(&[
            ("TERM", "xterm-256color"),
            ("TERM_PROGRAM", "WezTerm"),
            ("COLORTERM", "truecolor"),
        ]);
        assert_eq!(
            (wezterm.drawing, wezterm.depth),
            (Drawing::Iterm2, Depth::True)
        );
        let foot = terminal(&[("TERM", "foot-extra")]);
        assert_eq!((foot.drawing, foot.has_links), (Drawing::Sixel, true));
        let plain = terminal(&[("TERM", "xterm-256color")]);
        assert_eq!(
            (plain.drawing, plain.depth, plain.has_links),
            (Drawing::Blocks, Depth::Indexed, false)
        );
    }

    #[test]
    fn inside_tmux_there_are_half_blocks_and_no_links() {
        let tmux = terminal(&[
            ("TERM", "tmux-256color"),
            ("TMUX", "/tmp/tmux"),
            ("KITTY_WINDOW_ID", "1"),
        ]);
        assert_eq!((tmux.drawing, tmux.has_links), (Drawing::Blocks, false));
        assert!(!tmux.may_be_asked);
    }

    #[test]
    fn where_colours_are_few_there_are_words_for_pictures() {
        assert_eq!(terminal(&[("TERM", "linux")]).drawing, Drawing::None);
        let mono = terminal(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]);
        assert_eq!((mono.drawing, mono.no_color), (Drawing::None, true));
        assert_eq!(terminal(&[]).drawing, Drawing::None);
    }

    #[test]
    fn the_background_is_read_from_what_there_is() {
        let of = |value| terminal(&[("COLORFGBG", value)]).background;
        assert_eq!(of("15;0"), Some(Background::Dark));
        assert_eq!(of("0;default;15"), Some(Background::Light));
        assert_eq!(of("default;default"), None);
        assert_eq!(
            background_of_answer("rgb:ffff/ffff/eeee"),
            Some(Background::Light)
        );
        assert_eq!(background_of_answer("rgb:1b/21/30"), Some(Background::Dark));
        assert_eq!(
            background_of_answer("rgba:f/f/f/f"),
            Some(Background::Light)
        );
        for broken in [
            "",
            "rgb:",
            "rgb:ff",
            "rgb:gg/00/00",
            "rgb:123456789/0/0",
            "rgb:é/0/0",
        ] {
            assert_eq!(background_of_answer(broken), None, "{broken}");
        }
    }
}
