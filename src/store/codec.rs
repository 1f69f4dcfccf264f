//! How texts, sets of ids and columns of values lie on the disk: zstd, and runs of LEB128 numbers.

use super::StoreError;
use crate::text::clean_line;
use rusqlite::types::Value;
use std::cell::RefCell;

/// Measured on articles: level 1 leaves within a hundredth of what level 3 leaves, in two thirds of its
/// time; 19 leaves a twentieth less at twenty times the time.
const LEVEL: i32 = 1;
/// A stored text is larger than this only if the file was tampered with.
const LARGEST: usize = 64 << 20;
/// A set of ids is longer than this only if the file was tampered with: 128 MB when unpacked.
const MOST_IDS: u64 = 1 << 24;

thread_local! {
    /// To make one costs more than to pack or unpack an article.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> =
        const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
        const { RefCell::new(None) };
}

/// A text as it lies on the disk. Codec 0 is plain, 1 is zstd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
    pub codec: i64,
    pub bytes: Vec<u8>,
}

/// Compresses; what does not shrink is kept as it is.
pub fn pack(text: &[u8]) -> Bytes {
    match compress(text) {
        Ok(bytes) if bytes.len() < text.len() => Bytes { codec: 1, bytes },
        _ => Bytes {
            codec: 0,
            bytes: text.to_vec(),
        },
    }
}

fn compress(text: &[u8]) -> std::io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|it| {
        let compressor = match it {
            Some(compressor) => compressor,
            None => it.insert(zstd::bulk::Compressor::new(LEVEL)?),
        };
        let mut bytes = Vec::with_capacity(zstd::zstd_safe::compress_bound(text.len()));
        compressor.compress_to_buffer(text, &mut bytes)?;
        bytes.shrink_to_fit();
        Ok(bytes)
    })
}

pub fn unpack(codec: i64, bytes: &[u8]) -> Result<String, StoreError> {
    let plain = match codec {
        0 => bytes.to_vec(),
        1 => {
            let size = zstd::bulk::Decompressor::upper_bound(bytes).unwrap_or(LARGEST);
            DECOMPRESSOR.with_borrow_mut(|it| -> std::io::Result<Vec<u8>> {
                let decompressor = match it {
                    Some(decompressor) => decompressor,
                    None => it.insert(zstd::bulk::Decompressor::new()?),
                };
                decompressor.decompress(bytes, size.min(LARGEST))
            })?
        }
        other => {
            let complaint = format!("a text has the unknown codec {other}");
            return Err(StoreError::Other(clean_line(&complaint)));
        }
    };
    Ok(String::from_utf8(plain).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into()))
}

/// Ids in their order as (gap, length) of runs: neighbours cost a few bytes, however many.
pub fn pack_ids(ids: &[i64]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut end = 0_i64;
    for run in ids.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        push_signed(&mut out, first.wrapping_sub(end));
        push(&mut out, run.len() as u64);
        end = *last;
    }
    out
}

/// The ids that `pack_ids` was given. Bytes that it did not make give what can be read of them.
pub fn unpack_ids(bytes: &[u8]) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut rest = bytes;
    let mut end = 0_i64;
    while let (Some(gap), Some(length)) = (pull_signed(&mut rest), pull(&mut rest)) {
        let start = end.wrapping_add(gap);
        if length == 0 || length.saturating_add(ids.len() as u64) > MOST_IDS {
            break;
        }
        let last = start.saturating_add_unsigned(length - 1);
        ids.extend(start..=last);
        end = last;
    }
    ids
}

/// Values of many targets, in their order: equal neighbours are one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column(Vec<(u64, Value)>);

impl Column {
    pub fn push(&mut self, value: Value) {
        match self.0.last_mut() {
            Some((count, last)) if *last == value => *count = count.saturating_add(1),
            _ => self.0.push((1, value)),
        }
    }

    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().flat_map(|(count, value)| {
            std::iter::repeat_n(value, usize::try_from(*count).unwrap_or(usize::MAX))
        })
    }

    /// Numbers are written as the step from the number before.
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut before = 0_i64;
        for (count, value) in &self.0 {
            push(&mut out, *count);
            match value {
                Value::Integer(number) => {
                    out.push(1);
                    push_signed(&mut out, number.wrapping_sub(before));
                    before = *number;
                }
                Value::Text(text) => {
                    out.push(2);
                    push(&mut out, text.len() as u64);
                    out.extend_from_slice(text.as_bytes());
                }
                // No journalled field has another type.
                Value::Null | Value::Real(_) | Value::Blob(_) => out.push(0),
            }
        }
        out
    }

    pub fn unpack(bytes: &[u8]) -> Self {
        let mut runs = Vec::new();
        let mut rest = bytes;
        let mut before = 0_i64;
        while let Some(run) = pull_run(&mut rest, &mut before) {
            runs.push(run);
        }
        Self(runs)
    }
}

fn pull_run(rest: &mut &[u8], before: &mut i64) -> Option<(u64, Value)> {
    let count = pull(rest)?;
    let (kind, tail) = rest.split_first()?;
    *rest = tail;
    let value = match kind {
        1 => {
            *before = before.wrapping_add(pull_signed(rest)?);
            Value::Integer(*before)
        }
        2 => {
            let length = usize::try_from(pull(rest)?).ok()?;
            let (text, tail) = rest.split_at_checked(length)?;
            *rest = tail;
            Value::Text(String::from_utf8_lossy(text).into_owned())
        }
        _ => Value::Null,
    };
    Some((count, value))
}

fn push_signed(out: &mut Vec<u8>, number: i64) {
    push(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn pull_signed(rest: &mut &[u8]) -> Option<i64> {
    let number = pull(rest)?;
    Some((number >> 1) as i64 ^ -((number & 1) as i64))
}

fn push(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn pull(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, tail) = rest.split_first()?;
        *rest = tail;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            (0..3_i64).prop_map(Value::Integer),
            ".{0,8}".prop_map(Value::Text),
        ]
    }

    proptest! {
        #[test]
        fn ids_come_back_in_their_order(ids in proptest::collection::vec(-9..5000_i64, 0..300)) {
            prop_assert_eq!(unpack_ids(&pack_ids(&ids)), ids);
        }

        #[test]
        fn any_ids_come_back(ids in proptest::collection::vec(any::<i64>(), 0..30)) {
            prop_assert_eq!(unpack_ids(&pack_ids(&ids)), ids);
        }

        #[test]
        fn columns_come_back(values in proptest::collection::vec(value(), 0..60)) {
            let mut column = Column::default();
            values.iter().cloned().for_each(|value| column.push(value));
            let read = Column::unpack(&column.pack());
            prop_assert_eq!(read.values().cloned().collect::<Vec<_>>(), values);
        }

        #[test]
        fn texts_come_back(text in ".{0,400}") {
            let Bytes { codec, bytes } = pack(text.as_bytes());
            prop_assert_eq!(unpack(codec, &bytes).unwrap(), text);
        }

        #[test]
        fn damaged_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Column::unpack(&bytes);
            let _ = unpack(1, &bytes);
            let _ = unpack_ids(&bytes).len();
        }
    }

    #[test]
    fn neighbours_cost_a_few_bytes() {
        assert!(pack_ids(&(1000..100_000).collect::<Vec<_>>()).len() < 8);
        let mut column = Column::default();
        (0..100_000).for_each(|_| column.push(Value::Integer(1_760_000_000)));
        assert!(column.pack().len() < 12);
    }
}
