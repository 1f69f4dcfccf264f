//! A poll as the store takes it: texts packed and hashed already, so that the one thread that writes
//! does nothing that another could do, and what waits for it is small.

use super::bodies::{Kept, text_of};
use super::codec::{Bytes, unpack};
use super::{Answer, revision};
use crate::model::{Arrival, FeedId, Hash, PollRecord};

/// A poll that is ready to be stored.
#[derive(Clone, Debug)]
pub struct Poll {
    pub(super) feed: FeedId,
    pub(super) entries: Vec<Packed>,
    pub(super) record: PollRecord,
}

impl Poll {
    /// Packs the texts: tens of microseconds an entry, on the calling thread.
    #[must_use]
    pub fn new(feed: FeedId, arrivals: Vec<Arrival>, record: PollRecord) -> Self {
        Self {
            feed,
            entries: arrivals.into_iter().map(Packed::new).collect(),
            record,
        }
    }

    /// Bytes of the texts as they wait, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.entries.iter().map(|it| it.texts.bytes.len()).sum()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// An arrival whose texts are packed: those of `arrival` itself are empty.
#[derive(Clone, Debug)]
pub struct Packed {
    pub arrival: Arrival,
    pub texts: Bytes,
    /// Of title and text as they are.
    pub hash: Hash,
}

impl Packed {
    pub fn new(mut arrival: Arrival) -> Self {
        let hash = revision::hash(&arrival.entry.title, &arrival.text);
        let texts = Kept {
            summary: arrival.entry.summary.as_deref(),
            content: arrival.entry.content.as_deref(),
            text: &arrival.text,
        }
        .pack();
        arrival.entry.summary = None;
        arrival.entry.content = None;
        arrival.text = String::new();
        Self {
            arrival,
            texts,
            hash,
        }
    }

    /// What is searched.
    pub fn text(&self) -> Answer<String> {
        Ok(text_of(&unpack(self.texts.codec, &self.texts.bytes)?))
    }
}
