//! What must outlive a power cut is synced here and nowhere else: a file before it gets its name, its
//! folder after that.

use std::fs::File;
use std::path::Path;

/// An empty file that is not there yet, for its owner alone.
pub fn make_file(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    options.open(file).map(drop)
}

/// Which file it is, whatever its name.
pub fn place(file: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (file.dev(), file.ino())
}

/// What was written into the file, under whatever name, is on the disk when this returns.
pub fn sync_file(file: &Path) -> std::io::Result<()> {
    sync(file)
}

/// So is the name that a file was given.
pub fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    sync(folder.unwrap_or(Path::new(".")))
}

fn sync(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()?;
    #[cfg(test)]
    synced::note(path);
    Ok(())
}

/// For tests: what this thread has synced.
#[cfg(test)]
pub mod synced {
    use std::cell::RefCell;
    use std::path::{Path, PathBuf};

    thread_local! {
        static NOTED: RefCell<Vec<(PathBuf, Vec<String>)>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn note(path: &Path) {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        NOTED.with_borrow_mut(|noted| noted.push((path.to_owned(), names)));
    }

    /// Everything since this was last asked, in order; of a folder with the names that were in it then.
    pub fn take() -> Vec<(PathBuf, Vec<String>)> {
        NOTED.take()
    }
}
