//! Roles of text and their styles, made from a theme for what the terminal can show. Without colour every state still
//! shows by weight or by reversal.

use crate::model::{self, Colour};
use crate::page::{self, CodeColour};
use crate::tui::core::Depth;
use ratatui::style::{Color, Modifier, Style};

/// In the order of `model::ROLES`, where they have their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Text,
    /// What the eye may pass over.
    Dim,
    /// Unread, and headings of the screen.
    Strong,
    Accent,
    /// The selected row, where the keys go.
    Selected,
    /// The selected row of a pane without the keys.
    Marked,
    Rule,
    Trouble,
    /// The key in a hint.
    Key,
    /// Words that were looked for.
    Match,
    Title,
    Standfirst,
    Heading,
    Quote,
    Caption,
    Code,
    Link,
    /// What an outlet added to an article, and what it took out.
    Added,
    Removed,
    /// Letters that open a link.
    Hint,
    CodeComment,
    CodeKeyword,
    CodeLiteral,
    CodeName,
    CodeType,
}

const COUNT: usize = model::ROLES.len();

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; COUNT],
}

impl Theme {
    pub fn new(theme: &model::Theme, depth: Depth, no_color: bool) -> Self {
        let base = style(theme.look(model::ROLES[0]), depth, no_color);
        let of = |role| base.patch(style(theme.look(role), depth, no_color));
        Self {
            styles: model::ROLES.map(of),
        }
    }

    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The style of a stretch of a laid-out article.
    pub fn of_span(&self, span: &page::Span) -> Style {
        let role = match span.role {
            page::Role::Text => Role::Text,
            page::Role::Title => Role::Title,
            page::Role::Standfirst => Role::Standfirst,
            page::Role::Heading => Role::Heading,
            page::Role::Quote => Role::Quote,
            page::Role::Caption => Role::Caption,
            page::Role::Code => Role::Code,
            page::Role::Link => Role::Link,
            page::Role::Added => Role::Added,
            page::Role::Removed => Role::Removed,
            page::Role::TableRule | page::Role::Rule => Role::Rule,
            page::Role::Dateline
            | page::Role::LinkNumber
            | page::Role::ListMark
            | page::Role::Note => Role::Dim,
        };
        let role = span.code.map_or(role, |colour| match colour {
            CodeColour::Comment => Role::CodeComment,
            CodeColour::Keyword => Role::CodeKeyword,
            CodeColour::Literal => Role::CodeLiteral,
            CodeColour::Name => Role::CodeName,
            CodeColour::Type => Role::CodeType,
        });
        let modifiers = [
            (span.is_bold, Modifier::BOLD),
            (span.is_italic, Modifier::ITALIC),
            (span.is_struck, Modifier::CROSSED_OUT),
        ];
        let added = modifiers.iter().filter(|(is_on, _)| *is_on);
        added.fold(self.style(role), |style, (_, modifier)| {
            style.add_modifier(*modifier)
        })
    }
}

fn style(look: model::Look, depth: Depth, no_color: bool) -> Style {
    let modifiers = [
        (look.bold, Modifier::BOLD),
        (look.dim, Modifier::DIM),
        (look.italic, Modifier::ITALIC),
        (look.underlined, Modifier::UNDERLINED),
        (look.reversed, Modifier::REVERSED),
    ];
    let added = modifiers.iter().filter(|(is_on, _)| *is_on);
    let style = added.fold(Style::new(), |style, (_, modifier)| {
        style.add_modifier(*modifier)
    });
    if no_color {
        return style;
    }
    Style {
        fg: look.fg.map(|colour| shown(colour, depth)),
        bg: look.bg.map(|colour| shown(colour, depth)),
        ..style
    }
}

const PALETTE: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

fn shown(colour: Colour, depth: Depth) -> Color {
    match (colour, depth) {
        (Colour::Named(index), _) => PALETTE[usize::from(index) % PALETTE.len()],
        (Colour::Rgb(r, g, b), Depth::True) => Color::Rgb(r, g, b),
        (Colour::Rgb(r, g, b), Depth::Indexed) => Color::Indexed(indexed(r, g, b)),
        (Colour::Rgb(r, g, b), Depth::Sixteen) => sixteen(r, g, b),
    }
}

/// The nearest of xterm's 256 colours: a cube of six steps a part, and 24 greys.
pub fn indexed(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let nearest = |part: u8| {
        let far = |step: &u8| step.abs_diff(part);
        let (index, step) = STEPS
            .iter()
            .enumerate()
            .min_by_key(|(_, step)| far(step))
            .unwrap_or((0, &0));
        (index as u8, *step)
    };
    let ((ri, rs), (gi, gs), (bi, bs)) = (nearest(r), nearest(g), nearest(b));
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = ((mean.saturating_sub(3)) / 10).min(23) as u8;
    let value = 8 + 10 * grey;
    let distance = |x: u8, y: u8, z: u8| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    if distance(value, value, value) < distance(rs, gs, bs) {
        232 + grey
    } else {
        16 + 36 * ri + 6 * gi + bi
    }
}

/// By which parts are strong, and how light all is.
fn sixteen(r: u8, g: u8, b: u8) -> Color {
    let most = r.max(g).max(b);
    if most < 64 {
        return Color::Black;
    }
    let is_strong = |part: u8| usize::from(u16::from(part) * 3 > u16::from(most) * 2);
    let index = is_strong(r) | (is_strong(g) << 1) | (is_strong(b) << 2);
    PALETTE[index + if most > 160 { 8 } else { 0 }]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Role; COUNT] = [
        Role::Text,
        Role::Dim,
        Role::Strong,
        Role::Accent,
        Role::Selected,
        Role::Marked,
        Role::Rule,
        Role::Trouble,
        Role::Key,
        Role::Match,
        Role::Title,
        Role::Standfirst,
        Role::Heading,
        Role::Quote,
        Role::Caption,
        Role::Code,
        Role::Link,
        Role::Added,
        Role::Removed,
        Role::Hint,
        Role::CodeComment,
        Role::CodeKeyword,
        Role::CodeLiteral,
        Role::CodeName,
        Role::CodeType,
    ];

    fn themes() -> Vec<model::Theme> {
        crate::config::themes(None).0
    }

    fn named(name: &str) -> model::Theme {
        themes()
            .into_iter()
            .find(|theme| theme.name == name)
            .unwrap()
    }

    #[test]
    fn roles_stand_in_the_order_of_their_names() {
        for (index, role) in ALL.iter().enumerate() {
            assert_eq!(*role as usize, index);
            let name = format!("{role:?}");
            let mut wanted = String::new();
            for c in name.chars() {
                if c.is_uppercase() && !wanted.is_empty() {
                    wanted.push('-');
                }
                wanted.extend(c.to_lowercase());
            }
            assert_eq!(model::ROLES[index], wanted);
        }
    }

    #[test]
    fn without_colour_no_role_has_one_and_the_selection_still_shows() {
        let theme = Theme::new(&named("dark"), Depth::True, true);
        for role in ALL {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        let has = |role, modifier| theme.style(role).add_modifier.contains(modifier);
        assert!(has(Role::Selected, Modifier::REVERSED));
        assert!(has(Role::Marked, Modifier::UNDERLINED));
        assert!(has(Role::Match, Modifier::UNDERLINED));
        assert!(has(Role::Strong, Modifier::BOLD));
    }

    #[test]
    fn selected_rows_differ_from_others_in_every_theme_and_depth() {
        for theme in themes() {
            for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
                let made = Theme::new(&theme, depth, false);
                let text = made.style(Role::Text);
                for role in [Role::Selected, Role::Marked, Role::Match, Role::Hint] {
                    assert_ne!(made.style(role), text, "{} {role:?}", theme.name);
                }
                assert_eq!(made.style(Role::Quote).bg, text.bg, "{}", theme.name);
            }
        }
    }

    #[test]
    fn true_colours_become_the_nearest_that_there_are() {
        assert_eq!(indexed(255, 255, 255), 231);
        assert_eq!(indexed(0, 0, 0), 16);
        assert_eq!(indexed(118, 118, 118), 243);
        assert_eq!(indexed(255, 0, 0), 196);
        assert_eq!(sixteen(255, 255, 255), Color::White);
        assert_eq!(sixteen(0x8a, 0x3b, 0x12), Color::Red);
        assert_eq!(sixteen(0x1b, 0x21, 0x30), Color::Black);
    }
}
