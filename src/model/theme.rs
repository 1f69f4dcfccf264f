//! A theme as its file says it: what each role of text looks like. Which roles there are stands here and nowhere else.

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer as _, MapAccess, Visitor};
use std::collections::BTreeMap;

/// Every role, by its name in a theme's file.
pub const ROLES: [&str; 25] = [
    "text",
    "dim",
    "strong",
    "accent",
    "selected",
    "marked",
    "rule",
    "trouble",
    "key",
    "match",
    "title",
    "standfirst",
    "heading",
    "quote",
    "caption",
    "code",
    "link",
    "added",
    "removed",
    "hint",
    "code-comment",
    "code-keyword",
    "code-literal",
    "code-name",
    "code-type",
];

/// The sixteen colours of the terminal's own palette, in its order.
pub const NAMED: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright black",
    "bright red",
    "bright green",
    "bright yellow",
    "bright blue",
    "bright magenta",
    "bright cyan",
    "bright white",
];

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// The background that it is made for; of the theme that it inherits from, if it does not say.
    #[serde(default, rename = "background")]
    pub own_background: Option<Background>,
    #[serde(skip)]
    pub background: Background,
    /// Roles that this theme does not name look as in that one.
    #[serde(default)]
    pub inherits: Option<String>,
    #[serde(default)]
    pub roles: BTreeMap<String, Look>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Background {
    #[default]
    Dark,
    Light,
}

/// How a stretch of text looks. In a file it is a table of these, or a colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Look {
    pub fg: Option<Colour>,
    pub bg: Option<Colour>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underlined: bool,
    pub reversed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Index into `NAMED`.
    Named(u8),
    Rgb(u8, u8, u8),
}

impl Theme {
    /// How a role looks; as usual text, if the theme does not name it.
    #[must_use]
    pub fn look(&self, role: &str) -> Look {
        self.roles.get(role).copied().unwrap_or_default()
    }
}

impl Colour {
    /// "cyan", "bright red", "#1b2130".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let index = NAMED.iter().position(|name| *name == text);
        if let Some(index) = index {
            return u8::try_from(index).ok().map(Self::Named);
        }
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6)?;
        let part = |from: usize| u8::from_str_radix(hex.get(from..from + 2)?, 16).ok();
        Some(Self::Rgb(part(0)?, part(2)?, part(4)?))
    }
}

impl<'de> Deserialize<'de> for Look {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = Look;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a colour such as \"cyan\", or { fg = \"cyan\", bold = true }")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Look, E> {
                let fg = Colour::deserialize(text.into_deserializer())?;
                Ok(Look {
                    fg: Some(fg),
                    ..Look::default()
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Look, A::Error> {
                Look::deserialize(MapAccessDeserializer::new(map))
            }
        }
        input.deserialize_any(Written)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "{text:?} is no colour such as \"cyan\", \"bright red\" or \"#1b2130\""
            ))
        })
    }
}
