//! Room for large buffers. glibc keeps in heaps, one for each thread, what is smaller than the largest
//! buffer that it saw freed, and at most 32 MB: a few bodies of 16 MB, read by one thread after the other, then
//! stay in memory together (thirty hostile feeds: 139 MB, and 89 where glibc's environment told it not to).
//! Larger buffers are the system's alone: they come and go at once, and what of them is not written costs nothing.

/// Buffers of more bytes get such room.
pub const LARGE: usize = 1 << 20;
/// More than glibc keeps.
const APART: usize = 33 << 20;

/// Room for so many bytes.
#[must_use]
pub fn of(bytes: usize) -> usize {
    if bytes > LARGE {
        bytes.max(APART)
    } else {
        bytes
    }
}

/// How many elements have such room.
#[must_use]
pub const fn elements<T>() -> usize {
    APART / size_of::<T>()
}

/// Makes room for so many bytes more.
pub fn make(bytes: &mut Vec<u8>, more: usize) {
    let wanted = bytes.len() + more;
    if wanted > LARGE && wanted > bytes.capacity() {
        bytes.reserve_exact(of(wanted) - bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_buffer_grows_once() {
        let mut bytes = vec![0; LARGE];
        make(&mut bytes, 1);
        assert!(bytes.capacity() >= APART, "{}", bytes.capacity());
        let at = bytes.as_ptr();
        for _ in 0..15 {
            make(&mut bytes, LARGE);
            bytes.resize(bytes.len() + LARGE, 1);
        }
        assert_eq!(bytes.as_ptr(), at);
        make(&mut bytes, APART);
        assert!(bytes.capacity() >= bytes.len() + APART);
    }

    #[test]
    fn a_small_one_has_the_room_that_it_needs() {
        assert_eq!((of(10), of(LARGE)), (10, LARGE));
        let mut bytes = Vec::new();
        make(&mut bytes, 100);
        assert_eq!(bytes.capacity(), 0, "as vectors do it");
    }
}
