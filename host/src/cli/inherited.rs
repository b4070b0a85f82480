//! Sockets that whoever started the program left open for it.

use std::io;
use std::os::fd::{BorrowedFd, FromRawFd as _, OwnedFd, RawFd};

use socket2::SockRef;

/// Takes the socket with this number. Programs that this one starts do not inherit it in turn.
#[expect(unsafe_code, reason = "a number on the command line is all there is of it")]
pub fn take(number: u32) -> io::Result<OwnedFd> {
    let no_socket = || io::Error::from_raw_os_error(BAD_FD);
    let number = RawFd::try_from(number).ok().filter(|number| *number > STDERR);
    let number = number.ok_or_else(no_socket)?;
    // SAFETY: it is only copied, which fails if it is not open.
    let copy = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned()?;
    if !SockRef::from(&copy).is_listener()? {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this socket does not listen"));
    }
    // SAFETY: it is open, and nothing else of this process listens yet, so it was inherited.
    drop(unsafe { OwnedFd::from_raw_fd(number) });
    Ok(copy)
}

const STDERR: RawFd = 2;
/// EBADF, which is the same on all systems.
const BAD_FD: i32 = 9;
