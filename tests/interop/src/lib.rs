//! Runs the command line tool against other implementations, both ways round:
//!
//! ```text
//! witsocket serve    ◄──  peers/client.py · peers/client.mjs · peers/browser.mjs
//! witsocket connect  ──►  peers/server.py · peers/server.mjs · peers/gate.py
//!                    ──►  tinyproxy · proxy.py · pproxy · microsocks  ──►  the same
//! ```
//!
//! All of them are real processes on the loopback interface, at ports that the
//! system chooses. A script of `peers/` checks what it sees by itself, prints
//! it, and fails with a status other than 0. When a test fails, everything that
//! its processes wrote is part of the test's output.
//!
//! `cargo xtask test --only interop` installs the peers and says where they are.

mod certificates;
mod clients;
mod directory;
mod environment;
mod process;
mod proxies;
mod servers;
mod verdicts;

pub use certificates::Certificates;
pub use clients::{Client, connect, connect_with, curl, events, python, python_at};
pub use process::Process;
pub use proxies::{For, LOGIN, Proxy, free_port};
pub use servers::{Peer, Server};
pub use verdicts::{echoes, fails};

/// Makes each function a test against each of the foreign servers, which must
/// not have failed a check of their own.
#[macro_export]
macro_rules! with_each_server {
    ($($test:ident),* $(,)?) => {
        mod python_websockets {
            $(#[test] fn $test() { $crate::Server::of($crate::Peer::Python).serves(super::$test); })*
        }
        mod npm_ws {
            $(#[test] fn $test() { $crate::Server::of($crate::Peer::Ws).serves(super::$test); })*
        }
    };
}

/// Makes each function a test with each of the foreign clients that are
/// libraries. The browser has tests of its own: it is slow to start.
#[macro_export]
macro_rules! with_each_client {
    ($($test:ident),* $(,)?) => {
        mod python_websockets {
            $(#[test] fn $test() { super::$test($crate::Client::Python); })*
        }
        mod npm_ws {
            $(#[test] fn $test() { super::$test($crate::Client::Ws); })*
        }
    };
}

/// The CRC-32 that zlib computes, to compare messages by.
pub fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc: u32, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

/// Bytes that do not compress, the same for the same size.
pub fn noise(size: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..size).map(next).collect()
}
