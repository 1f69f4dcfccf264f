//! What the configuration, the terminal and the place of the reader say once, for the whole run.

use super::{Depth, Terminal};
use crate::config::{Config, Drawing, Images, MarkRead, Spared};
use crate::model::{Background, Theme};
use jiff::tz::TimeZone;

/// The theme that follows the terminal's background.
pub const AUTO: &str = "auto";
const DARK: &str = "dark";
const LIGHT: &str = "light";

#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub zone: TimeZone,
    pub is_ascii: bool,
    pub no_color: bool,
    pub is_offline: bool,
    /// Feeds that are due are polled without being asked.
    pub polls: bool,
    pub measure: u16,
    pub mark_read: MarkRead,
    /// Saved articles grow old, too.
    pub prunes_saved: bool,
    pub bidi: bool,
    pub depth: Depth,
    /// Links are links for the terminal too (OSC 8).
    pub has_links: bool,
    pub pictures: Pictures,
    /// Every theme, by name.
    pub themes: Vec<Theme>,
    /// The name of one of them, or `AUTO`.
    pub choice: String,
    /// The one that is chosen.
    pub theme: Theme,
    /// The terminal's, as far as it is known.
    pub background: Option<Background>,
    /// What the configuration says of the theme.
    pub configured: String,
    /// Where files are written, as the configuration says; empty: to `documents`.
    write_to: String,
    pub documents: String,
    terminal: Terminal,
    pixels: Option<(u16, u16)>,
}

/// How pictures are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pictures {
    pub images: Images,
    /// Never `Auto`.
    pub drawing: Drawing,
    /// Pixels of a cell, across and down.
    pub cell: (u16, u16),
    pub lines: u16,
}

impl Pictures {
    pub fn are_drawn(self) -> bool {
        self.drawing != Drawing::None && matches!(self.images, Images::Auto | Images::Always)
    }
}

impl Settings {
    pub fn new(config: &Config, zone: TimeZone, themes: Vec<Theme>) -> Self {
        let mut settings = Self {
            zone,
            is_ascii: config.interface.ascii,
            no_color: false,
            is_offline: false,
            polls: config.polling.automatic,
            measure: config.reader.measure.clamp(20, 200),
            mark_read: config.reader.mark_read,
            prunes_saved: config.storage.prune_also.contains(&Spared::Saved),
            bidi: config.reader.bidi,
            depth: Depth::Sixteen,
            has_links: false,
            pictures: Pictures {
                images: config.pictures.images,
                drawing: Drawing::None,
                cell: (8, 16),
                lines: config.pictures.lines,
            },
            themes,
            choice: config.interface.theme.clone(),
            theme: Theme::default(),
            background: None,
            configured: config.interface.theme.clone(),
            write_to: config.storage.write_to.clone(),
            documents: "~".to_owned(),
            terminal: Terminal::default(),
            pixels: None,
        };
        settings.resolve();
        settings
    }

    /// What the terminal can do, as far as the configuration does not say otherwise; `pixels` of a cell, if known.
    pub fn meet(&mut self, terminal: Terminal, drawing: Drawing, pixels: Option<(u16, u16)>) {
        (self.terminal, self.pixels) = (terminal, pixels);
        self.no_color = terminal.no_color;
        self.is_ascii |= terminal.is_ascii;
        self.depth = terminal.depth;
        self.has_links = terminal.has_links;
        self.background = terminal.background;
        let drawing = match drawing {
            Drawing::Auto => terminal.drawing,
            told => told,
        };
        self.pictures.drawing = match (drawing, pixels) {
            // Where the size of a cell is not known, true pictures would lie over the text.
            (Drawing::Kitty | Drawing::Iterm2 | Drawing::Sixel, None) => Drawing::Blocks,
            (drawing, _) => drawing,
        };
        self.pictures.cell = pixels.unwrap_or((8, 16));
        if self.is_ascii && self.pictures.drawing == Drawing::Blocks {
            self.pictures.drawing = Drawing::None;
        }
        self.resolve();
    }

    /// The same terminal and place under another configuration.
    pub fn configured(&self, config: &Config) -> Self {
        let mut new = Self::new(config, self.zone.clone(), self.themes.clone());
        new.meet(self.terminal, config.pictures.drawing, self.pixels);
        (new.is_offline, new.polls) = (self.is_offline, self.polls);
        self.documents.clone_into(&mut new.documents);
        new.background = self.background.or(new.background);
        new.resolve();
        new
    }

    /// The folder that is offered for files.
    pub fn folder(&self) -> &str {
        if self.write_to.is_empty() {
            &self.documents
        } else {
            &self.write_to
        }
    }

    /// What was chosen while looking stays, unless the configuration says something else than before.
    pub fn keep_choice(&mut self, before: &Self) {
        if self.configured == before.configured {
            before.choice.clone_into(&mut self.choice);
        }
        self.background = before.background.or(self.background);
        self.resolve();
    }

    /// The themes that there are now.
    pub fn know(&mut self, themes: Vec<Theme>) {
        self.themes = themes;
        self.resolve();
    }

    /// Another theme, by its name; false where there is none of it.
    pub fn choose(&mut self, name: &str) -> bool {
        let is_known = name == AUTO || self.themes.iter().any(|theme| theme.name == name);
        if is_known {
            name.clone_into(&mut self.choice);
            self.resolve();
        }
        is_known
    }

    /// The terminal told its background.
    pub fn learn(&mut self, background: Background) {
        self.background = Some(background);
        self.resolve();
    }

    fn resolve(&mut self) {
        let light = self.background == Some(Background::Light);
        let wanted = match self.choice.as_str() {
            // Without colours only weight tells, and all of that stands in one theme.
            _ if self.no_color => DARK,
            AUTO if light => LIGHT,
            AUTO => DARK,
            name => name,
        };
        if let Some(theme) = self.themes.iter().find(|theme| theme.name == wanted) {
            self.theme = theme.clone();
        }
    }
}
