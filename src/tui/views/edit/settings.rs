//! Settings of a feed as lines of its form, and back.

use super::{AHEAD, Form, What, interval};
use crate::model::{Ahead, Feed, FeedSettings};
use crate::tui::kit::said;

impl Form {
    /// What the lines say of the feed; else the line that cannot be taken, and why.
    pub(super) fn settings(&self, feed: &Feed) -> Result<FeedSettings, (What, &'static str)> {
        let typed = |what| self.text(what).unwrap_or_default();
        let mut settings = feed.settings.clone();
        // Its own title, where it has none of the reader's and was left as it is.
        let title = typed(What::Title);
        let is_own = settings.title.is_none() && title == feed.title.as_str();
        settings.title = Some(title.to_owned()).filter(|it| !it.is_empty() && !is_own);
        settings.interval =
            interval::read(typed(What::Interval)).map_err(|why| (What::Interval, why))?;
        settings.full_text = self.is_on(What::FullText);
        if self.choice(What::Ahead) != ahead(&settings) {
            settings.ahead = AHEAD[self.choice(What::Ahead)];
            // The older of the two ways to say it.
            settings.prefetch = false;
        }
        for (what, field) in [
            (What::KeepDays, &mut settings.keep_days),
            (What::KeepArticles, &mut settings.keep_articles),
            (What::KeepMegabytes, &mut settings.keep_megabytes),
        ] {
            *field = match (typed(what).is_empty(), typed(what).parse()) {
                (true, _) => None,
                (false, Ok(number)) => Some(number),
                (false, Err(_)) => return Err((what, "a whole number, or nothing")),
            };
        }
        settings.hidden = self.is_on(What::Hidden);
        if typed(What::User).contains(':') {
            return Err((What::User, "a user name has no colon"));
        }
        let file = typed(What::PasswordFile);
        if !file.is_empty() && !file.starts_with('/') {
            return Err((What::PasswordFile, "the whole path of the file, from / on"));
        }
        for (what, field) in [
            (What::User, &mut settings.user),
            (What::PasswordBy, &mut settings.credentials_command),
            (What::PasswordFile, &mut settings.credentials_file),
        ] {
            // What cannot be shown as it is stays as it is, unless something else is typed.
            if typed(what) != said(&known(field.as_ref())).as_str() {
                *field = Some(typed(what).to_owned()).filter(|typed| !typed.is_empty());
            }
        }
        Ok(settings)
    }
}

/// What is fetched ahead, as a place in `AHEAD`.
pub fn ahead(settings: &FeedSettings) -> usize {
    let wish = settings.ahead.or(settings.prefetch.then_some(Ahead::Text));
    AHEAD.iter().position(|it| *it == wish).unwrap_or(0)
}

pub fn known(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

pub fn number(value: Option<u32>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
