//! How the buffer of what a peer sends grows: with what arrives, never beyond what it may become,
//! and never into the memory that others need.

use alloc::vec::Vec;

/// How far a buffer may grow.
#[derive(Clone, Copy)]
pub(crate) struct Bound {
    /// By so many bytes, those that are appended among them.
    pub(crate) most: u64,
    /// Bytes of memory that must be left, if it grows beyond a few.
    pub(crate) headroom: usize,
}

/// There is no memory for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Appends bytes to a buffer. On `Full` it is what it was.
///
/// A `Vec` alone doubles: one byte more than a power of two then takes twice the limit of messages,
/// and the old buffer beside it while it is copied. And it ends the program, or the instance with
/// all its connections, if there is no memory.
#[inline(never)]
pub(crate) fn append(buffer: &mut Vec<u8>, data: &[u8], bound: Bound) -> Result<(), Full> {
    if buffer.capacity() - buffer.len() < data.len() {
        let most = usize::try_from(bound.most).unwrap_or(usize::MAX);
        let more = buffer.len().min(most).max(data.len());
        let size = buffer.len() + more;
        if bound.headroom > 0 && size > FREE {
            // What can be had together with it is there.
            let both = size.saturating_add(bound.headroom);
            Vec::<u8>::new().try_reserve_exact(both).map_err(|_| Full)?;
        }
        buffer.try_reserve_exact(more).map_err(|_| Full)?;
    }
    buffer.extend_from_slice(data);
    Ok(())
}

/// Bytes for which nothing is looked at.
const FREE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn most(most: u64) -> Bound {
        Bound { most, headroom: 0 }
    }

    #[test]
    fn a_buffer_doubles_until_it_is_near_its_end() {
        let mut buffer = Vec::new();
        let mut capacities = Vec::new();
        for _ in 0..10 {
            let left = 1000 - buffer.len() as u64;
            append(&mut buffer, &[7; 100], most(left)).unwrap();
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
        append(&mut buffer, &[1; 10], most(0)).unwrap();
        append(&mut buffer, &[2; 10], most(3)).unwrap();
        assert_eq!(buffer.len(), 20);
    }

    #[test]
    fn what_others_need_is_left() {
        let bound = Bound { most: u64::MAX, headroom: isize::MAX as usize - FREE - 1 };
        let mut buffer = Vec::new();
        append(&mut buffer, &[1; FREE], bound).unwrap();
        assert_eq!(append(&mut buffer, &[2], bound), Err(Full));
        assert_eq!(buffer.len(), FREE);
    }
}
