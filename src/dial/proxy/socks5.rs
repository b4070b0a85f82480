//! SOCKS 5: RFC 1928, with user and password as in RFC 1929.

use alloc::vec::Vec;
use core::net::SocketAddr;

use super::{Destination, Progress, Talk};
use crate::auth::Credentials;
use crate::dial::error::ProxyError;

/// A talk with a SOCKS 5 proxy.
pub(in crate::dial) struct Socks5 {
    request: Vec<u8>,
    credentials: Option<Credentials>,
    stage: Stage,
    /// The reply under way.
    reply: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Stage {
    /// Which method shall it be?
    Method,
    /// Are user and password good?
    Credentials,
    /// Is there a connection?
    Reply,
}

impl Socks5 {
    pub(super) fn new(
        to: &Destination,
        credentials: Option<Credentials>,
    ) -> Result<(Self, Vec<u8>), ProxyError> {
        let mut request = alloc::vec![VERSION, CONNECT, 0];
        let port = match to {
            Destination::Address(SocketAddr::V4(address)) => {
                request.push(IPV4);
                request.extend_from_slice(&address.ip().octets());
                address.port()
            }
            Destination::Address(SocketAddr::V6(address)) => {
                request.push(IPV6);
                request.extend_from_slice(&address.ip().octets());
                address.port()
            }
            Destination::Name(name, port) => {
                request.push(NAME);
                push_string(&mut request, name)?;
                *port
            }
        };
        request.extend_from_slice(&port.to_be_bytes());
        // The proxy chooses: a user that it does not ask for does no harm.
        let hello = match &credentials {
            Some(_) => alloc::vec![VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD],
            None => alloc::vec![VERSION, 1, NO_AUTHENTICATION],
        };
        Ok((Self { request, credentials, stage: Stage::Method, reply: Vec::new() }, hello))
    }

    pub(super) fn feed(&mut self, data: &[u8]) -> Result<Progress, ProxyError> {
        let mut progress = Progress { used: 0, reply: Vec::new(), state: Talk::Incomplete };
        for byte in data {
            progress.used += 1;
            self.reply.push(*byte);
            if self.advance(&mut progress.reply)? {
                progress.state = Talk::Through;
                break;
            }
        }
        Ok(progress)
    }

    /// Looks at a reply that has grown by a byte, and says whether the talk is over.
    fn advance(&mut self, out: &mut Vec<u8>) -> Result<bool, ProxyError> {
        match (self.stage, &self.reply[..]) {
            (Stage::Method | Stage::Reply, [version, ..]) if *version != VERSION => {
                return Err(ProxyError::Version);
            }
            (Stage::Method, [_, NO_AUTHENTICATION]) => self.send_request(out),
            (Stage::Method, [_, USER_AND_PASSWORD]) => {
                let credentials = self.credentials.as_ref().ok_or(ProxyError::Method)?;
                out.push(SUBNEGOTIATION);
                push_string(out, &credentials.user)?;
                push_string(out, &credentials.password)?;
                self.go_on(Stage::Credentials);
            }
            (Stage::Method, [_, _]) => return Err(ProxyError::Method),
            (Stage::Credentials, [_, 0]) => self.send_request(out),
            (Stage::Credentials, [_, _]) => return Err(ProxyError::Credentials),
            (Stage::Reply, [_, code, ..]) if *code != 0 => return Err(ProxyError::Refused(*code)),
            // The address that the proxy connects from is of no use, but it has a length.
            (Stage::Reply, [_, _, _, kind, rest @ ..]) => {
                let length = match (*kind, rest) {
                    (IPV4, _) => 4,
                    (IPV6, _) => 16,
                    (NAME, []) => return Ok(false),
                    (NAME, [length, ..]) => 1 + usize::from(*length),
                    _ => return Err(ProxyError::Reply),
                };
                return Ok(rest.len() == length + 2);
            }
            _ => {}
        }
        Ok(false)
    }

    fn send_request(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.request);
        self.go_on(Stage::Reply);
    }

    fn go_on(&mut self, stage: Stage) {
        self.stage = stage;
        self.reply.clear();
    }
}

/// Appends a string with its length in front. It is never shortened: that would be another one
/// (CVE-2023-38545).
fn push_string(out: &mut Vec<u8>, text: &str) -> Result<(), ProxyError> {
    let length = u8::try_from(text.len()).map_err(|_| ProxyError::TooLong)?;
    out.push(length);
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

const VERSION: u8 = 5;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;
const NO_AUTHENTICATION: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
/// The version of RFC 1929.
const SUBNEGOTIATION: u8 = 1;
