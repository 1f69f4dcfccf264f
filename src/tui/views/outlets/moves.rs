//! What became of folders and feeds between two readings: whatever was remembered by a folder's path follows it.

use super::path_of;
use crate::model::Feed;
use std::collections::{BTreeMap, BTreeSet};

/// A folder, from the outermost in.
type Path = Vec<String>;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    /// Folders that are gone, with where their feeds are now: in the folder that got another name, in the one around it, or
    /// (with no path) in none. Those whose feeds went apart are not here.
    pub folders: BTreeMap<Path, Path>,
    /// Feeds that are not subscribed to any more.
    pub gone: Vec<Feed>,
}

impl Moves {
    pub fn between(before: &[Feed], after: &[Feed]) -> Self {
        let now: BTreeMap<_, _> = after.iter().map(|feed| (feed.id, path_of(feed))).collect();
        let remaining = folders(after);
        let lost = folders(before);
        let lost = lost.difference(&remaining);
        let moved = lost.filter_map(|path| {
            let feeds = before.iter().map(|feed| (path_of(feed), now.get(&feed.id)));
            let below = feeds.filter(|(was, _)| was.starts_with(path));
            Some((path.clone(), destination(path, below)?))
        });
        let gone = before.iter().filter(|feed| !now.contains_key(&feed.id));
        Self {
            folders: moved.collect(),
            gone: gone.cloned().collect(),
        }
    }
}

/// Where everything below a folder went, if all of it went to one place.
fn destination<'a>(
    path: &Path,
    below: impl Iterator<Item = (Path, Option<&'a Path>)>,
) -> Option<Path> {
    let mut found: Option<Path> = None;
    for (was, is) in below {
        let Some(is) = is else { continue };
        let inner = was.get(path.len()..)?;
        let to = is.strip_suffix(inner)?;
        if found.as_ref().is_some_and(|other| other != to) {
            return None;
        }
        found = Some(to.to_vec());
    }
    found
}

/// Every folder, those around others too.
pub fn folders(feeds: &[Feed]) -> BTreeSet<Path> {
    let paths = feeds.iter().map(path_of);
    paths
        .flat_map(|path| {
            (1..=path.len()).map(move |depth| path.iter().take(depth).cloned().collect())
        })
        .collect()
}
