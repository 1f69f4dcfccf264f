//! Cleaning rules of an outlet: the reader's own folder over the embedded ones.

use super::{Context, JobError};
use crate::model::OutletRules;
use std::path::Path;

/// The rules for the page at `url`; a faulty file of the reader's is said and passed over.
pub fn rules_for(context: &Context, url: Option<&str>) -> Option<OutletRules> {
    rules_of(context.rules_dir.as_deref(), url).unwrap_or_else(|error| {
        tracing::warn!("{error}");
        let host = url.and_then(host)?;
        crate::clean::embedded_rules(&host)
    })
}

/// The same of a folder; the error is what is wrong with the file that there is for it.
pub fn rules_of(folder: Option<&Path>, url: Option<&str>) -> Result<Option<OutletRules>, JobError> {
    let Some(host) = url.and_then(host) else {
        return Ok(None);
    };
    match folder.and_then(|folder| own_rules(folder, &host)) {
        Some(own) => own.map(Some),
        None => Ok(crate::clean::embedded_rules(&host)),
    }
}

fn host(url: &str) -> Option<String> {
    Some(url::Url::parse(url).ok()?.host_str()?.to_owned())
}

/// `sub.example.org.toml`, `example.org.toml`, …: the most special file that is there.
fn own_rules(folder: &Path, host: &str) -> Option<Result<OutletRules, JobError>> {
    let mut rest = host.strip_prefix("www.").unwrap_or(host);
    while rest.contains('.') {
        let file = folder.join(format!("{rest}.toml"));
        if file.is_file() {
            return Some(read_rules(&file));
        }
        rest = rest.split_once('.')?.1;
    }
    None
}

/// Rules from a file of the reader's.
pub fn read_rules(file: &Path) -> Result<OutletRules, JobError> {
    crate::config::read_rules(file).map_err(JobError::other)
}
