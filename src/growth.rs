//! How the buffer of what a peer sends grows: with what arrives, never beyond what it may become,
//! and never into the memory that others need.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;
use core::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

/// What all connections that are given the same one may keep together of messages and heads that
/// are not complete, in bytes.
///
/// For those whose memory is bounded, as a component's is: half of it is a good figure, since a
/// buffer that grows is there twice for a moment.
#[derive(Clone, Default)]
pub struct Allowance(Option<Arc<Account>>);

struct Account {
    most: usize,
    used: AtomicUsize,
}

impl Allowance {
    /// An allowance of so many bytes. The default has no limit.
    pub fn new(bytes: usize) -> Self {
        Self(Some(Arc::new(Account { most: bytes, used: AtomicUsize::new(0) })))
    }

    fn take(&self, bytes: usize) -> Result<(), Full> {
        let Some(account) = &self.0 else { return Ok(()) };
        let used = account.used.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if used > account.most {
            self.give(bytes);
            return Err(Full);
        }
        Ok(())
    }

    fn give(&self, bytes: usize) {
        if let Some(account) = &self.0 {
            account.used.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

/// The same one, not one of the same size.
impl PartialEq for Allowance {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Eq for Allowance {}

impl fmt::Debug for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Allowance").field(&self.0.as_ref().map(|account| account.most)).finish()
    }
}

/// There is no memory for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// A buffer that is paid for out of an allowance.
#[derive(Default)]
pub(crate) struct Buffer {
    data: Vec<u8>,
    /// Bytes that were taken of the allowance.
    paid: usize,
    allowance: Allowance,
}

impl Buffer {
    /// Appends bytes. It may grow by at most `most` bytes, these among them. On `Full` it is what
    /// it was.
    ///
    /// A `Vec` alone doubles: one byte more than a power of two then takes twice the limit of
    /// messages, and the old buffer beside it while it is copied.
    #[inline(never)]
    pub(crate) fn append(
        &mut self,
        data: &[u8],
        most: u64,
        allowance: &Allowance,
    ) -> Result<(), Full> {
        let len = self.data.len();
        if self.data.capacity() - len < data.len() {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let more = len.min(most).max(data.len());
            let size = len + more;
            if size > FREE {
                let price = size.saturating_sub(self.paid);
                allowance.take(price)?;
                self.paid += price;
                self.allowance = allowance.clone();
            }
            // The allowance may be more than there is.
            self.data.try_reserve_exact(more).map_err(|_| Full)?;
        }
        self.data.extend_from_slice(data);
        Ok(())
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.data.truncate(len);
    }

    /// What is in it, which is somebody else's from now on.
    pub(crate) fn take(&mut self) -> Bytes {
        let data = core::mem::take(&mut self.data);
        *self = Self::default();
        data.into()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.allowance.give(self.paid);
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.data
    }
}

/// Bytes of each buffer that are free.
const FREE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_doubles_until_it_is_near_its_end() {
        let mut buffer = Buffer::default();
        let mut capacities = Vec::new();
        for _ in 0..10 {
            let left = 1000 - buffer.len() as u64;
            buffer.append(&[7; 100], left, &Allowance::default()).unwrap();
            if capacities.last() != Some(&buffer.data.capacity()) {
                capacities.push(buffer.data.capacity());
            }
        }
        assert_eq!(capacities, [100, 200, 400, 800, 1000]);
        assert_eq!(buffer.take()[..], [7; 1000]);
    }

    #[test]
    fn what_is_there_is_taken_whatever_the_end_was_thought_to_be() {
        let mut buffer = Buffer::default();
        buffer.append(&[1; 10], 0, &Allowance::default()).unwrap();
        buffer.append(&[2; 10], 3, &Allowance::default()).unwrap();
        assert_eq!(buffer.len(), 20);
    }

    #[test]
    fn many_have_no_more_than_their_allowance_together() {
        let allowance = Allowance::new(3 * FREE);
        let mut buffers = [const { None }; 3].map(|_: Option<()>| Buffer::default());
        for buffer in &mut buffers {
            buffer.append(&[1; FREE], u64::MAX, &allowance).unwrap();
        }
        let [one, two, three] = &mut buffers;
        one.append(&[2], u64::MAX, &allowance).unwrap();
        assert_eq!(two.append(&[2], u64::MAX, &allowance), Err(Full));
        assert_eq!((one.len(), two.len()), (FREE + 1, FREE));
        // What is handed out, or let go, makes room again.
        assert_eq!(one.take().len(), FREE + 1);
        two.append(&[2], u64::MAX, &allowance).unwrap();
        assert_eq!(three.append(&[2], u64::MAX, &allowance), Err(Full));
        *two = Buffer::default();
        three.append(&[2], u64::MAX, &allowance).unwrap();
    }
}
