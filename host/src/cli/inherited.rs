//! Sockets that whoever started the program left open for it.

use std::os::fd::{BorrowedFd, FromRawFd as _, OwnedFd, RawFd};
use std::{env, io, process};

use socket2::SockRef;

/// The numbers of the sockets that systemd opened for this process (sd_listen_fds(3)), if it did.
pub fn activated() -> Vec<u32> {
    let number = |name| env::var(name).ok()?.parse::<u32>().ok();
    // Whoever started us may have inherited the variables without being meant by them.
    if number("LISTEN_PID") != Some(process::id()) {
        return Vec::new();
    }
    let count = number("LISTEN_FDS").unwrap_or(0);
    (FIRST..FIRST.saturating_add(count)).collect()
}

/// Whether these can be the numbers of inherited sockets.
pub fn check(numbers: &[u32]) -> Result<(), String> {
    for (index, number) in numbers.iter().enumerate() {
        if *number < FIRST {
            let name = ["stdin", "stdout", "stderr"].get(*number as usize).unwrap_or(&"stderr");
            return Err(format!("--fd {number}: that is {name}; inherited sockets begin with 3"));
        }
        if numbers[..index].contains(number) {
            return Err(format!("--fd {number}: given twice, but a socket is taken once"));
        }
    }
    Ok(())
}

/// Takes the socket with this number. Programs that this one starts do not inherit it in turn.
#[expect(unsafe_code, reason = "a number on the command line is all there is of it")]
pub fn take(number: u32) -> io::Result<OwnedFd> {
    let no_socket = || io::Error::from_raw_os_error(BAD_FD);
    let number = RawFd::try_from(number).map_err(|_| no_socket())?;
    // SAFETY: it is only copied, which fails if it is not open.
    let copy = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned()?;
    if !SockRef::from(&copy).is_listener()? {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this socket does not listen"));
    }
    // SAFETY: it is open, and nothing else of this process listens yet, so it was inherited.
    drop(unsafe { OwnedFd::from_raw_fd(number) });
    Ok(copy)
}

/// Behind stdin, stdout and stderr.
const FIRST: u32 = 3;
/// EBADF, which is the same on all systems.
const BAD_FD: i32 = 9;
