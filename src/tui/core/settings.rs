//! What the configuration, the terminal and the place of the reader say once, for the whole run.

use crate::config::{Config, MarkRead};
use jiff::tz::TimeZone;

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
    pub bidi: bool,
}

impl Settings {
    pub fn new(config: &Config, zone: TimeZone) -> Self {
        Self {
            zone,
            is_ascii: config.interface.ascii,
            no_color: false,
            is_offline: false,
            polls: config.polling.automatic,
            measure: config.reader.measure.clamp(20, 200),
            mark_read: config.reader.mark_read,
            bidi: config.reader.bidi,
        }
    }
}
