//! SOCKS 4 and 4A, as their authors describe them (there is no RFC).

use alloc::vec::Vec;

use core::net::SocketAddr;

use super::{Destination, Progress, Talk};
use crate::auth::Credentials;
use crate::dial::error::ProxyError;

/// A talk with a SOCKS 4 proxy: one request, one reply of 8 bytes.
pub(in crate::dial) struct Socks4 {
    reply: Vec<u8>,
}

impl Socks4 {
    pub(super) fn new(
        to: &Destination,
        credentials: Option<&Credentials>,
    ) -> Result<(Self, Vec<u8>), ProxyError> {
        // 4A: an address that cannot be, 0.0.0.x, says that a name follows.
        let (address, port, name) = match to {
            Destination::Address(SocketAddr::V4(address)) => {
                (address.ip().octets(), address.port(), None)
            }
            Destination::Address(SocketAddr::V6(_)) => return Err(ProxyError::NoAddress),
            Destination::Name(name, port) => ([0, 0, 0, 1], *port, Some(name)),
        };
        let mut hello = [&[VERSION, CONNECT], &port.to_be_bytes()[..], &address].concat();
        hello.extend_from_slice(credentials.map_or("", |known| &known.user).as_bytes());
        hello.push(0);
        if let Some(name) = name {
            // Never shortened: that would be another host (CVE-2023-38545).
            if name.len() > 255 {
                return Err(ProxyError::TooLong);
            }
            hello.extend_from_slice(name.as_bytes());
            hello.push(0);
        }
        Ok((Self { reply: Vec::new() }, hello))
    }

    pub(super) fn feed(&mut self, data: &[u8]) -> Result<Progress, ProxyError> {
        let used = data.len().min(REPLY - self.reply.len());
        self.reply.extend_from_slice(&data[..used]);
        let state = match self.reply[..] {
            // The version of the reply is 0; some proxies say 4.
            [version, ..] if version != 0 && version != VERSION => return Err(ProxyError::Version),
            [_, GRANTED, _, _, _, _, _, _] => Talk::Through,
            [_, code, ..] if code != GRANTED => return Err(ProxyError::Refused(code)),
            _ => Talk::Incomplete,
        };
        Ok(Progress { used, reply: Vec::new(), state })
    }
}

const VERSION: u8 = 4;
const CONNECT: u8 = 1;
const GRANTED: u8 = 90;
const REPLY: usize = 8;
