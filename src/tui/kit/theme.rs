//! Roles of text and their styles: weight before colour, one accent, the terminal's own sixteen
//! colours. Without colour every state still shows by weight or by reversal.

use crate::page::{self, CodeColour};
use ratatui::style::{Color, Modifier, Style};

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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    no_color: bool,
}

impl Theme {
    pub const fn new(no_color: bool) -> Self {
        Self { no_color }
    }

    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let style = match role {
            Role::Text => plain,
            Role::Dim | Role::Rule | Role::Caption => plain.add_modifier(Modifier::DIM),
            Role::Strong | Role::Heading => plain.add_modifier(Modifier::BOLD),
            Role::Title => plain.add_modifier(Modifier::BOLD).fg(Color::Cyan),
            Role::Standfirst => plain.add_modifier(Modifier::ITALIC),
            Role::Accent | Role::Link => plain.fg(Color::Cyan),
            Role::Selected => plain.add_modifier(Modifier::REVERSED).fg(Color::Cyan),
            Role::Marked => plain.add_modifier(Modifier::UNDERLINED).fg(Color::Cyan),
            Role::Trouble => plain.fg(Color::Red),
            Role::Key => plain.add_modifier(Modifier::BOLD),
            Role::Match => plain.add_modifier(Modifier::UNDERLINED).fg(Color::Yellow),
            Role::Quote => plain.fg(Color::Green),
            Role::Code => plain.fg(Color::Yellow),
        };
        self.painted(style)
    }

    /// The style of a stretch of a laid-out article.
    pub fn of_span(self, span: &page::Span) -> Style {
        let mut style = self.style(match span.role {
            page::Role::Text => Role::Text,
            page::Role::Title => Role::Title,
            page::Role::Standfirst => Role::Standfirst,
            page::Role::Heading => Role::Heading,
            page::Role::Quote => Role::Quote,
            page::Role::Caption => Role::Caption,
            page::Role::Code => Role::Code,
            page::Role::Link => Role::Link,
            page::Role::Dateline
            | page::Role::LinkNumber
            | page::Role::TableRule
            | page::Role::ListMark
            | page::Role::Rule
            | page::Role::Note => Role::Dim,
        });
        if let Some(colour) = span.code {
            style = self.painted(style.fg(match colour {
                CodeColour::Comment => Color::Green,
                CodeColour::Keyword => Color::Magenta,
                CodeColour::Literal => Color::Yellow,
                CodeColour::Name => Color::Blue,
                CodeColour::Type => Color::Cyan,
            }));
        }
        let modifiers = [
            (span.is_bold, Modifier::BOLD),
            (span.is_italic, Modifier::ITALIC),
            (span.is_struck, Modifier::CROSSED_OUT),
        ];
        let added = modifiers.iter().filter(|(is_on, _)| *is_on);
        added.fold(style, |style, (_, modifier)| style.add_modifier(*modifier))
    }

    fn painted(self, style: Style) -> Style {
        if self.no_color {
            Style {
                fg: None,
                bg: None,
                ..style
            }
        } else {
            style
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_no_role_has_one_and_the_selection_still_shows() {
        let theme = Theme::new(true);
        for role in [
            Role::Title,
            Role::Selected,
            Role::Trouble,
            Role::Code,
            Role::Match,
        ] {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        assert!(
            theme
                .style(Role::Selected)
                .add_modifier
                .contains(Modifier::REVERSED)
        );
    }
}
