//! How the buffer of a message grows: with what arrives, and never beyond what it may become.

use alloc::vec::Vec;

/// Appends bytes to a buffer that may grow by at most `most` bytes, these among them.
///
/// A `Vec` alone doubles: one byte more than a power of two then takes twice the limit of messages,
/// and the old buffer beside it while it is copied.
#[inline(never)]
pub(crate) fn append(buffer: &mut Vec<u8>, data: &[u8], most: u64) {
    if buffer.capacity() - buffer.len() < data.len() {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        buffer.reserve_exact(buffer.len().min(most).max(data.len()));
    }
    buffer.extend_from_slice(data);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_doubles_until_it_is_near_its_end() {
        let mut buffer = Vec::new();
        let mut capacities = Vec::new();
        for _ in 0..10 {
            let most = 1000 - buffer.len() as u64;
            append(&mut buffer, &[7; 100], most);
            if capacities.last() != Some(&buffer.capacity()) {
                capacities.push(buffer.capacity());
            }
        }
        assert_eq!(capacities, [100, 200, 400, 800, 1000]);
        assert_eq!(buffer, [7; 1000]);
    }

    #[test]
    fn what_is_there_is_taken_whatever_the_end_was_thought_to_be() {
        let mut buffer = Vec::new();
        append(&mut buffer, &[1; 10], 0);
        append(&mut buffer, &[2; 10], 3);
        assert_eq!(buffer.len(), 20);
    }
}
