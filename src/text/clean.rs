//! `Clean`: text that cannot act on a terminal.

use serde::{Deserialize, Deserializer, Serialize};

/// Text without control bytes, escapes, bidi overrides or invisible characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Clean(String);

impl Clean {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::ops::Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Clean {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// Stored text is cleaned again when it is read: an older version may have let something pass.
impl<'de> Deserialize<'de> for Clean {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input).map(|text| clean_block(&text))
    }
}

/// One line: runs of blanks, tabs and line ends become one space, nothing at the ends.
#[must_use]
pub fn clean_line(text: &str) -> Clean {
    let safe: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    Clean(safe.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Several lines: line ends stay, all else as in `clean_line` but blanks are kept.
#[must_use]
pub fn clean_block(text: &str) -> Clean {
    Clean(
        text.chars()
            .filter(|c| *c == '\n' || !c.is_control())
            .collect(),
    )
}
