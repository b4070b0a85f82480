//! Close codes and close frames: RFC 6455 §5.5.1 and §7.4.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::error::{Misuse, ProtocolError};
use crate::utf8;

/// Why a WebSocket is closed, as a number (RFC 6455 §7.4, and the IANA registry).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CloseCode(pub u16);

impl CloseCode {
    /// 1000: the purpose is fulfilled.
    pub const NORMAL: Self = Self(1000);
    /// 1001: a server goes down, a page is left.
    pub const GOING_AWAY: Self = Self(1001);
    /// 1002: the peer broke the protocol.
    pub const PROTOCOL_ERROR: Self = Self(1002);
    /// 1003: this kind of data is not wanted.
    pub const UNSUPPORTED_DATA: Self = Self(1003);
    /// 1005: the close frame has no code. Stands for that, and is never sent.
    pub const NO_STATUS: Self = Self(1005);
    /// 1006: no close frame came. Stands for that, and is never sent.
    pub const ABNORMAL: Self = Self(1006);
    /// 1007: text that is not UTF-8.
    pub const INVALID_DATA: Self = Self(1007);
    /// 1008: against the rules of the house.
    pub const POLICY_VIOLATION: Self = Self(1008);
    /// 1009: a message or frame is too big.
    pub const MESSAGE_TOO_BIG: Self = Self(1009);
    /// 1010: the server did not agree to an extension that the client needs.
    pub const MANDATORY_EXTENSION: Self = Self(1010);
    /// 1011: something went wrong inside.
    pub const INTERNAL_ERROR: Self = Self(1011);
    /// 1012: the server restarts.
    pub const SERVICE_RESTART: Self = Self(1012);
    /// 1013: the server is overloaded.
    pub const TRY_AGAIN_LATER: Self = Self(1013);
    /// 1014: a gateway got no good answer.
    pub const BAD_GATEWAY: Self = Self(1014);

    /// Whether the code may stand in a close frame.
    pub const fn is_sendable(self) -> bool {
        // 1004 is reserved; 1005, 1006 and 1015 stand for the lack of a close frame.
        matches!(self.0, 1000..=1003 | 1007..=1014 | 3000..=4999)
    }
}

/// The content of a close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// The code, [`CloseCode::NO_STATUS`] if the frame is empty.
    pub code: CloseCode,
    /// The reason in UTF-8, at most 123 bytes.
    pub reason: Bytes,
}

impl Close {
    /// A close frame with a code and a reason, checked when it is sent.
    pub fn new(code: CloseCode, reason: impl Into<Bytes>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// A close frame without code or reason.
    pub fn empty() -> Self {
        Self::new(CloseCode::NO_STATUS, Bytes::new())
    }

    /// The reason as text.
    pub fn reason(&self) -> &str {
        core::str::from_utf8(&self.reason).unwrap_or_default()
    }

    pub(crate) fn parse(payload: &Bytes) -> Result<Self, ProtocolError> {
        let code = match **payload {
            [] => return Ok(Self::empty()),
            [_] => return Err(ProtocolError::CloseTooShort),
            [high, low, ..] => CloseCode(u16::from_be_bytes([high, low])),
        };
        if !code.is_sendable() {
            return Err(ProtocolError::InvalidCloseCode);
        }
        let reason = payload.slice(2..);
        utf8::check(&reason).map_err(ProtocolError::from)?;
        Ok(Self { code, reason })
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(2 + self.reason.len());
        if self.code != CloseCode::NO_STATUS {
            payload.extend_from_slice(&self.code.0.to_be_bytes());
            payload.extend_from_slice(&self.reason);
        }
        payload
    }

    /// Checks what an application wants to send, as [`close`](crate::Connection::close) does.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidCloseCode`]; [`Misuse::CloseReasonTooLong`] beyond 123 bytes;
    /// [`Misuse::InvalidUtf8`].
    pub fn check(&self) -> Result<(), Misuse> {
        let empty = self.code == CloseCode::NO_STATUS && self.reason.is_empty();
        if !self.code.is_sendable() && !empty {
            return Err(Misuse::InvalidCloseCode);
        }
        if self.reason.len() > 123 {
            return Err(Misuse::CloseReasonTooLong);
        }
        utf8::check(&self.reason).map_err(|_| Misuse::InvalidUtf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_may_be_sent() {
        let sendable: Vec<u16> = (0..=5100).filter(|code| CloseCode(*code).is_sendable()).collect();
        let expected: Vec<u16> = (1000..=1003).chain(1007..=1014).chain(3000..=4999).collect();
        assert_eq!(sendable, expected);
    }

    #[test]
    fn a_frame_that_was_parsed_is_encoded_alike() {
        for payload in [&b""[..], b"\x03\xe8", b"\x0f\xa1bye"] {
            let close = Close::parse(&Bytes::copy_from_slice(payload)).unwrap();
            assert_eq!(close.encode(), payload);
            assert_eq!(close.check(), Ok(()));
        }
    }
}
