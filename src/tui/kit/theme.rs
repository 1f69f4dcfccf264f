//! Roles of what is drawn → styles. Sixteen colours of the terminal's own palette, so that it
//! fits the reader's theme; without colour, weight and reverse say the same.

use crate::page::{CodeColour, Role};
use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Text,
    /// Unread, headings of panes.
    Strong,
    Dim,
    Accent,
    /// The selected row of the pane that has the keys, and of others.
    Selected,
    SelectedElsewhere,
    Rule,
    Error,
    Match,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub has_colour: bool,
}

impl Theme {
    pub fn style(self, look: Look) -> Style {
        let style = Style::default();
        let coloured = |colour| {
            if self.has_colour {
                style.fg(colour)
            } else {
                style
            }
        };
        match look {
            Look::Text => style,
            Look::Strong => style.add_modifier(Modifier::BOLD),
            Look::Dim | Look::Rule => style.add_modifier(Modifier::DIM),
            Look::Accent => coloured(Color::Cyan),
            Look::Selected if self.has_colour => style.bg(Color::Cyan).fg(Color::Black),
            Look::Selected => style.add_modifier(Modifier::REVERSED),
            Look::SelectedElsewhere if self.has_colour => {
                style.bg(Color::DarkGray).fg(Color::White)
            }
            Look::SelectedElsewhere => style.add_modifier(Modifier::UNDERLINED),
            Look::Error => coloured(Color::Red).add_modifier(Modifier::BOLD),
            Look::Match if self.has_colour => style.bg(Color::Yellow).fg(Color::Black),
            Look::Match => style.add_modifier(Modifier::REVERSED),
        }
    }

    /// Text of an article.
    pub fn page(self, role: Role, code: Option<CodeColour>) -> Style {
        let style = Style::default();
        let coloured = |colour| {
            if self.has_colour {
                style.fg(colour)
            } else {
                style
            }
        };
        match role {
            Role::Text | Role::ListMark => style,
            Role::Title => style.add_modifier(Modifier::BOLD),
            Role::Heading => coloured(Color::Cyan).add_modifier(Modifier::BOLD),
            Role::Standfirst => style.add_modifier(Modifier::ITALIC),
            Role::Dateline | Role::Rule | Role::TableRule | Role::LinkNumber => {
                style.add_modifier(Modifier::DIM)
            }
            Role::Caption => style.add_modifier(Modifier::DIM | Modifier::ITALIC),
            Role::Quote => coloured(Color::Green),
            Role::Link => coloured(Color::Blue).add_modifier(Modifier::UNDERLINED),
            Role::Note => coloured(Color::Yellow),
            Role::Code => match code {
                None => coloured(Color::Magenta),
                Some(CodeColour::Comment) => style.add_modifier(Modifier::DIM),
                Some(CodeColour::Keyword) => coloured(Color::Magenta).add_modifier(Modifier::BOLD),
                Some(CodeColour::Literal) => coloured(Color::Green),
                Some(CodeColour::Name) => coloured(Color::Blue),
                Some(CodeColour::Type) => coloured(Color::Cyan),
            },
        }
    }
}
