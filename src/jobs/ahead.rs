//! May anything be fetched that nobody has asked for yet? What a person asks for is always fetched.

use super::{Context, JobError, pictures};
use crate::model::Traffic;

const MIB: u64 = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAhead {
    #[error("nothing is fetched ahead on a metered line (network.metered)")]
    Metered,
    #[error("today's {0} MiB are spent (network.daily_budget)")]
    Spent(u32),
    #[error("{0} MiB are on the disk (storage.ahead_disk)")]
    Full(u32),
}

/// Texts and pictures may be fetched before they are opened; else why not. Ask before each of them:
/// the day's budget counts everything that came, feeds and opened pages too.
pub fn may_fetch_ahead(context: &Context) -> Result<Result<(), NotAhead>, JobError> {
    if context.config.network.metered {
        return Ok(Err(NotAhead::Metered));
    }
    within_budget(context)
}

/// The day's budget is not spent; else why nothing more may be fetched. Holds for who asks for it on a metered line too:
/// there each byte is paid.
pub fn within_budget(context: &Context) -> Result<Result<(), NotAhead>, JobError> {
    let budget = context.config.network.daily_budget;
    if budget == 0 {
        return Ok(Ok(()));
    }
    let (today, _) = spent(context)?;
    let is_spent = today.total() >= u64::from(budget).saturating_mul(MIB);
    Ok(if is_spent {
        Err(NotAhead::Spent(budget))
    } else {
        Ok(())
    })
}

/// With so many bytes on the disk there is room for more; else why nothing is fetched.
pub fn within_disk(context: &Context, disk: u64) -> Result<(), NotAhead> {
    let most = context.config.storage.ahead_disk;
    let is_full = most > 0 && disk >= u64::from(most).saturating_mul(MIB);
    if is_full {
        Err(NotAhead::Full(most))
    } else {
        Ok(())
    }
}

/// Bytes of what is kept of articles: texts and pictures.
pub fn on_disk(context: &Context) -> Result<u64, JobError> {
    Ok(context.store.reader()?.size(None)? + pictures::size(context))
}

/// What came on the wire today, and this month, by the reader's calendar.
pub fn spent(context: &Context) -> Result<(Traffic, Traffic), JobError> {
    let (now, zone) = (context.now(), context.clock.zone());
    let reader = context.store.reader()?;
    let today = reader.bytes_since(now.start_of_day(&zone))?;
    Ok((today, reader.bytes_since(now.start_of_month(&zone))?))
}
