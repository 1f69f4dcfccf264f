//! May anything be fetched that nobody has asked for yet? What a person asks for is always fetched.

use super::{Context, JobError};

const MIB: u64 = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAhead {
    #[error("nothing is fetched ahead on a metered line (network.metered)")]
    Metered,
    #[error("today's {0} MiB are spent: nothing is fetched ahead (network.daily_budget)")]
    Spent(u32),
}

/// Texts and pictures may be fetched before they are opened; else why not. Ask before each of them:
/// the day's budget counts everything that came, feeds and opened pages too.
pub fn may_fetch_ahead(context: &Context) -> Result<Result<(), NotAhead>, JobError> {
    let network = &context.config.network;
    if network.metered {
        return Ok(Err(NotAhead::Metered));
    }
    let budget = network.daily_budget;
    if budget == 0 {
        return Ok(Ok(()));
    }
    let day = context.now().start_of_day(&context.clock.zone());
    let spent = context.store.reader()?.bytes_since(day)?.total();
    let is_spent = spent >= u64::from(budget).saturating_mul(MIB);
    Ok(if is_spent {
        Err(NotAhead::Spent(budget))
    } else {
        Ok(())
    })
}
