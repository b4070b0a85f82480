//! Frame headers: RFC 6455 §5.2.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::error::ProtocolError;

/// A frame header takes no more than this.
pub(crate) const MAX_HEADER: usize = 14;

/// The longest payload of a control frame (§5.5).
pub(crate) const MAX_CONTROL: usize = 125;

/// RSV1 among the reserved bits: the message is compressed (RFC 7692 §6).
pub(crate) const RSV1: u8 = 4;

/// What a frame is (RFC 6455 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opcode {
    /// A further frame of a message.
    Continuation = 0x0,
    /// The first frame of a text message.
    Text = 0x1,
    /// The first frame of a binary message.
    Binary = 0x2,
    /// The peer, or this side, closes.
    Close = 0x8,
    /// A ping.
    Ping = 0x9,
    /// A pong.
    Pong = 0xa,
}

impl Opcode {
    fn parse(bits: u8) -> Result<Self, ProtocolError> {
        Ok(match bits {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            _ => return Err(ProtocolError::InvalidOpcode),
        })
    }

    pub(crate) fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// Whether the frames that come must be masked (RFC 6455 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Masking {
    Always,
    Never,
    Either,
}

/// A frame to send.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) fin: bool,
    pub(crate) rsv: u8,
    pub(crate) opcode: Opcode,
    pub(crate) payload: Bytes,
}

impl Frame {
    pub(crate) fn header(&self, mask: Option<[u8; 4]>) -> Header {
        let (fin, rsv, opcode) = (self.fin, self.rsv, self.opcode);
        Header { fin, rsv, opcode, mask, length: self.payload.len() as u64 }
    }
}

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) fin: bool,
    /// RSV1 to RSV3 as the bits 4, 2 and 1.
    pub(crate) rsv: u8,
    pub(crate) opcode: Opcode,
    pub(crate) mask: Option<[u8; 4]>,
    pub(crate) length: u64,
}

impl Header {
    /// Decodes a header from the beginning of `data`, and says how long it is. `Ok(None)` asks
    /// for more bytes; what can be judged is judged before they come.
    ///
    /// `rsv` are the reserved bits that extensions use.
    pub(crate) fn decode(
        data: &[u8],
        masking: Masking,
        rsv: u8,
    ) -> Result<Option<(Self, usize)>, ProtocolError> {
        let Some(&first) = data.first() else { return Ok(None) };
        let fin = first & 0x80 != 0;
        let bits = (first >> 4) & 0x7;
        if bits & !rsv != 0 {
            return Err(ProtocolError::ReservedBits);
        }
        let opcode = Opcode::parse(first & 0xf)?;
        if opcode.is_control() && !fin {
            return Err(ProtocolError::ControlFragmented);
        }

        let Some(&second) = data.get(1) else { return Ok(None) };
        let short = second & 0x7f;
        if opcode.is_control() && usize::from(short) > MAX_CONTROL {
            return Err(ProtocolError::ControlTooLong);
        }
        let masked = second & 0x80 != 0;
        if masking == if masked { Masking::Never } else { Masking::Always } {
            return Err(ProtocolError::IncorrectMasking);
        }

        let rest = &data[2..];
        let (length, rest) = match short {
            126 => {
                let Some((bytes, rest)) = rest.split_first_chunk::<2>() else { return Ok(None) };
                match u16::from_be_bytes(*bytes) {
                    0..126 => return Err(ProtocolError::LengthNotMinimal),
                    length => (u64::from(length), rest),
                }
            }
            127 => {
                let Some((bytes, rest)) = rest.split_first_chunk::<8>() else { return Ok(None) };
                match u64::from_be_bytes(*bytes) {
                    0..0x1_0000 => return Err(ProtocolError::LengthNotMinimal),
                    0x8000_0000_0000_0000.. => return Err(ProtocolError::LengthTooLarge),
                    length => (length, rest),
                }
            }
            length => (u64::from(length), rest),
        };
        let (mask, rest) = match masked {
            false => (None, rest),
            true => match rest.split_first_chunk::<4>() {
                None => return Ok(None),
                Some((mask, rest)) => (Some(*mask), rest),
            },
        };
        let header = Self { fin, rsv: bits, opcode, mask, length };
        Ok(Some((header, data.len() - rest.len())))
    }

    /// Appends the header in the shortest form.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let masked = if self.mask.is_some() { 0x80 } else { 0 };
        out.push(u8::from(self.fin) << 7 | (self.rsv & 0x7) << 4 | self.opcode as u8);
        match self.length {
            0..126 => out.push(masked | self.length as u8),
            126..0x1_0000 => {
                out.push(masked | 126);
                out.extend_from_slice(&(self.length as u16).to_be_bytes());
            }
            _ => {
                out.push(masked | 127);
                out.extend_from_slice(&self.length.to_be_bytes());
            }
        }
        if let Some(mask) = self.mask {
            out.extend_from_slice(&mask);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_class_is_decoded_as_encoded() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, u64::MAX >> 1] {
            for mask in [None, Some([1, 2, 3, 4])] {
                let header = Header { fin: true, rsv: 0, opcode: Opcode::Binary, mask, length };
                let mut wire = Vec::new();
                header.encode(&mut wire);
                let right = if mask.is_some() { Masking::Always } else { Masking::Never };
                for masking in [right, Masking::Either] {
                    assert_eq!(Header::decode(&wire, masking, 0), Ok(Some((header, wire.len()))));
                    for end in 0..wire.len() {
                        assert_eq!(Header::decode(&wire[..end], masking, 0), Ok(None));
                    }
                }
            }
        }
    }
}
