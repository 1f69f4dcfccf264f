//! Runs of bytes that need no look at each, in steps without branches, which the compiler turns into ones of many bytes.

/// Bytes of one step.
const STEP: usize = 32;

/// Bytes before the first that is not plain.
#[inline]
pub fn span(bytes: &[u8], is_plain: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    for step in bytes.chunks(STEP) {
        if step.iter().fold(false, |any, b| any | !is_plain(*b)) {
            return at + step.iter().take_while(|b| is_plain(**b)).count();
        }
        at += step.len();
    }
    at
}

/// Bytes before the first that is odd where it stands, which the byte behind it says too; behind the last stands a blank.
#[inline]
pub fn span_of_pairs(bytes: &[u8], is_odd: impl Fn(u8, u8) -> bool) -> usize {
    let after = bytes.get(1..).unwrap_or_default();
    let mut at = 0;
    for (step, after) in bytes.chunks(STEP).zip(after.chunks(STEP)) {
        let pairs = || step.iter().zip(after);
        if pairs().fold(false, |any, (b, next)| any | is_odd(*b, *next)) {
            return at + pairs().take_while(|(b, next)| !is_odd(**b, **next)).count();
        }
        at += after.len();
    }
    at + usize::from(bytes.last().is_some_and(|last| !is_odd(*last, b' ')))
}

#[cfg(test)]
mod tests {
    use super::{span, span_of_pairs};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spans_end_before_the_first_odd_byte(text in "[ab]{0,100}[ ]{0,2}[ab ]{0,9}") {
            let bytes = text.as_bytes();
            let is_b = |b: u8| b == b'b';
            prop_assert_eq!(span(bytes, |b| !is_b(b)), bytes.iter().take_while(|b| !is_b(**b)).count());
            let is_odd = |b: u8, next: u8| b == b' ' && next == b' ';
            let next = |at: usize| bytes.get(at + 1).copied().unwrap_or(b' ');
            let expected = bytes.iter().enumerate().take_while(|(at, b)| !is_odd(**b, next(*at))).count();
            prop_assert_eq!(span_of_pairs(bytes, is_odd), expected);
        }
    }
}
