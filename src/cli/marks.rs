//! The marks' names, as clap offers them to shells; `tag:NAME` is one too, so what is none is said by `mark`.

use crate::model::MARK_NAMES;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use std::ffi::OsStr;

#[derive(Clone)]
pub struct Names;

impl TypedValueParser for Names {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let plain = MARK_NAMES.iter().map(|(name, _)| *name);
        let all = plain.chain(["tag:", "untag:"]);
        Some(Box::new(all.map(PossibleValue::new)))
    }
}
