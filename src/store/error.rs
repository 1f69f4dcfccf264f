//! What can go wrong with a store, in one line each.

use crate::model::{ArticleId, FeedId};
use crate::text::{Clean, clean_line};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error(
        "{0} was written by a newer tidings (schema {1}, this one knows {2}); it was not touched"
    )]
    Newer(Clean, i64, i64),
    #[error(
        "{0} is damaged: {1}; it was not touched; `tidings doctor --repair` saves what can be read"
    )]
    Damaged(Clean, Clean),
    #[error("{0} is not a tidings store; it was not touched")]
    Foreign(Clean),
    /// The reason comes first: a line on the screen cuts off the end of a long path.
    #[error("cannot be written, {1}: {0}")]
    ReadOnly(Clean, Clean),
    #[error("{0} cannot be read: {1}")]
    Unreadable(Clean, Clean),
    #[error("the disk is full; nothing was lost, but this was not stored")]
    Full,
    #[error(
        "the disk does not take it: {0} (full, a limit of file sizes, or a fault of the disk); \
         nothing was lost, but this was not stored"
    )]
    Unwritable(Clean),
    #[error("there is no article {0}")]
    NoArticle(ArticleId),
    #[error("there is no feed {0}")]
    NoFeed(FeedId),
    #[error("another feed has the address {0} already")]
    Taken(Clean),
    #[error("there is one named “{0}” already")]
    TakenName(Clean),
    /// A question was given up because a newer one came.
    #[error("the question was given up")]
    Interrupted,
    #[error("the store is busy: another tidings has been writing for too long")]
    Busy,
    #[error("another tidings has the store open: end it, then this can be done")]
    InUse,
    /// A repair, or an older copy.
    #[error(
        "another store was put in place of this one meanwhile; this was not stored: end tidings and start it again"
    )]
    Replaced,
    #[error("{0} is the store itself")]
    Itself(Clean),
    #[error("the store failed: {0}")]
    Other(Clean),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let here = || clean_line("the store");
        let reason = || clean_line(&error.to_string());
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => {
                Self::ReadOnly(here(), reason())
            }
            Some(Code::SystemIoFailure) if !is_of_reading(&error) => Self::Unwritable(reason()),
            Some(Code::OperationInterrupted) => Self::Interrupted,
            Some(Code::DatabaseCorrupt) => Self::Damaged(here(), reason()),
            Some(Code::NotADatabase) => Self::Foreign(here()),
            _ => Self::Other(reason()),
        }
    }
}

impl StoreError {
    /// Nothing can be stored here, which need not keep anybody from reading.
    pub(super) fn is_of_writing(&self) -> bool {
        matches!(self, Self::ReadOnly(..) | Self::Full | Self::Unwritable(_))
    }
}

fn is_of_reading(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ};
    let code = error.sqlite_error().map(|error| error.extended_code);
    [
        SQLITE_IOERR_READ,
        SQLITE_IOERR_SHORT_READ,
        SQLITE_IOERR_CORRUPTFS,
    ]
    .iter()
    .any(|of_reading| code == Some(*of_reading))
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            std::io::ErrorKind::FileTooLarge => Self::Unwritable(clean_line(&error.to_string())),
            _ => Self::Other(clean_line(&error.to_string())),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(clean_line(&error.to_string()))
    }
}
