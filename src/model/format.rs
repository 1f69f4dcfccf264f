//! What articles are written as, and names for their files.

use crate::text::{is_of_word, spelled};
use std::path::Path;

/// Letters of a file's name that are made from a title.
const NAME: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Text,
    Html,
    Epub,
    Json,
}

impl Format {
    pub const ALL: [Self; 5] = [
        Self::Markdown,
        Self::Text,
        Self::Html,
        Self::Epub,
        Self::Json,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Json => "json",
        }
    }

    /// What a file's name ends with.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::Html => "html",
            Self::Json => "json",
            Self::Epub => "epub",
        }
    }

    /// By the end of a file's name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "md" | "markdown" => Self::Markdown,
            "txt" | "text" => Self::Text,
            "html" | "htm" | "xhtml" => Self::Html,
            "json" | "jsonl" => Self::Json,
            "epub" => Self::Epub,
            _ => return None,
        })
    }
}

/// A name for a file, without an ending: only small letters, digits and dashes.
#[must_use]
pub fn file_name(title: &str) -> String {
    let mut name = String::new();
    for c in spelled(title).chars() {
        if name.chars().count() >= NAME {
            break;
        }
        if is_of_word(c) {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() {
        "article".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_have_letters_digits_and_dashes_alone() {
        assert_eq!(
            file_name("Ọkọ̀ ojú omi: “back”, at last!"),
            "oko-oju-omi-back-at-last"
        );
        assert_eq!(file_name("../../.ssh/id"), "ssh-id");
        assert_eq!(file_name("中文新闻 กำลัง हिन्दी"), "中文新闻-กำลัง-हिन्दी");
        for title in [
            "کشتیاں دریا پر واپس آ گئیں",
            "قایق‌ها کی رسید؟",
            "عودة العبّارة إلى أسوان",
            "Άνεμος στον φάρος",
            "Йод и ёлка",
            "लड़का",
        ] {
            let blanks = crate::text::composed(&title.to_lowercase()).replace(' ', "-");
            let unseen = ['\u{200c}', '\u{651}', '؟'];
            assert_eq!(file_name(title), blanks.replace(unseen, ""));
        }
        assert_eq!(file_name("…"), "article");
        assert_eq!(file_name(&"long ".repeat(80)).chars().count(), 59);
        for format in Format::ALL {
            let path = format!("a.{}", format.ending());
            assert_eq!(Format::of(Path::new(&path)), Some(format));
        }
        assert_eq!(Format::of(Path::new("a.b/c")), None);
    }
}
