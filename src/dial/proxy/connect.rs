//! HTTP `CONNECT`: RFC 9110 §9.3.6.

use alloc::vec::Vec;

use super::{Progress, Talk};
use crate::config::Limits;
use crate::dial::error::ProxyError;
use crate::handshake::{HeadReader, Headers, Response, write_header};

/// A talk with an HTTP proxy: one request, one response.
pub(in crate::dial) struct Connect {
    reader: HeadReader,
}

/// The headers of a 407.
pub(in crate::dial) struct Challenged(pub(in crate::dial) Headers);

impl Connect {
    /// Returns what to say first.
    pub(in crate::dial) fn new(
        to: &str,
        authorization: Option<&str>,
        product: Option<&str>,
    ) -> (Self, Vec<u8>) {
        let mut out = alloc::format!("CONNECT {to} HTTP/1.1\r\n").into_bytes();
        write_header(&mut out, b"Host", to.as_bytes());
        if let Some(product) = product {
            write_header(&mut out, b"User-Agent", product.as_bytes());
        }
        if let Some(authorization) = authorization {
            write_header(&mut out, b"Proxy-Authorization", authorization.as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        (Self { reader: HeadReader::default() }, out)
    }

    pub(super) fn feed(&mut self, data: &[u8], limits: &Limits) -> Result<Progress, ProxyError> {
        let mut used = 0;
        loop {
            let (length, head) =
                self.reader.feed(&data[used..], limits).map_err(|_| ProxyError::Malformed)?;
            used += length;
            let done = |state| Ok(Progress { used, reply: Vec::new(), state });
            let Some(head) = head else { return done(Talk::Incomplete) };
            let (response, _) = Response::parse_any(&head).map_err(|_| ProxyError::Malformed)?;
            return match response.status {
                // Interim responses are passed over (RFC 9110 §15.2).
                100..=199 => continue,
                // Whatever its headers say of a body: there is none, what follows comes through
                // the tunnel.
                200..=299 => done(Talk::Through),
                407 => done(Talk::Challenged(Challenged(response.headers))),
                status => Err(ProxyError::Status(status)),
            };
        }
    }
}
