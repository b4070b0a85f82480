//! What stands in the bytes of a frame, for tools that show what goes over a wire. Connections do
//! not need it.

use bytes::Bytes;

use crate::close::Close;
use crate::error::ProtocolError;
use crate::frame::{Header, Masking, Opcode, RSV1};
use crate::mask;

/// A frame, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Anatomy {
    /// Whether it ends its message.
    pub fin: bool,
    /// RSV1 to RSV3 as the bits 4, 2 and 1.
    pub rsv: u8,
    /// What it is.
    pub opcode: Opcode,
    /// The masking key, whose bytes are the last of the header.
    pub mask: Option<[u8; 4]>,
    /// Bytes of the header.
    pub header: usize,
    /// Bytes of the payload, as the header announces them.
    pub length: u64,
    /// The payload as far as it is there, unmasked.
    pub payload: Bytes,
    /// What a close frame says.
    pub close: Option<Close>,
    /// How a compressed payload begins, if RSV1 says that it is compressed (RFC 7692 §6).
    pub block: Option<Block>,
}

/// The first block of DEFLATE (RFC 1951 §3.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// BFINAL: whether it is the last one.
    pub last: bool,
    /// BTYPE: how its bytes are stored.
    pub kind: BlockKind,
}

/// How the bytes of a block are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// As they are.
    Stored,
    /// In the codes of the standard.
    Fixed,
    /// In codes that stand before them.
    Dynamic,
    /// There is no such kind.
    Reserved,
}

impl Anatomy {
    /// Takes the frame apart that `data` begins with; `None` asks for more bytes of the header. Who
    /// sent it, and what extensions were agreed on, is not asked.
    ///
    /// # Errors
    ///
    /// What is no header, or no close frame.
    pub fn of(data: &[u8]) -> Result<Option<Self>, ProtocolError> {
        let Some((header, at)) = Header::decode(data, Masking::Either, ANY)? else {
            return Ok(None);
        };
        let Header { fin, rsv, opcode, mask, length } = header;
        let there = usize::try_from(length).unwrap_or(usize::MAX).min(data.len() - at);
        let mut payload = data[at..at + there].to_vec();
        if let Some(key) = mask {
            mask::apply(&mut payload, key, 0);
        }
        let payload = Bytes::from(payload);
        let complete = payload.len() as u64 == length;
        let close = match opcode {
            Opcode::Close if complete => Some(Close::parse(&payload)?),
            _ => None,
        };
        let compressed = rsv & RSV1 != 0 && matches!(opcode, Opcode::Text | Opcode::Binary);
        let block = payload.first().filter(|_| compressed).map(|first| Block::of(*first));
        Ok(Some(Self { fin, rsv, opcode, mask, header: at, length, payload, close, block }))
    }
}

impl Block {
    fn of(first: u8) -> Self {
        let kind = match first >> 1 & 0x3 {
            0 => BlockKind::Stored,
            1 => BlockKind::Fixed,
            2 => BlockKind::Dynamic,
            _ => BlockKind::Reserved,
        };
        Self { last: first & 1 != 0, kind }
    }
}

/// All reserved bits.
const ANY: u8 = 0x7;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close::CloseCode;

    #[test]
    fn a_masked_text_is_taken_apart() {
        // RFC 6455 §5.7.
        let frame = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        let anatomy = Anatomy::of(&frame).unwrap().unwrap();
        assert_eq!((anatomy.fin, anatomy.rsv, anatomy.opcode), (true, 0, Opcode::Text));
        assert_eq!(anatomy.mask, Some([0x37, 0xfa, 0x21, 0x3d]));
        assert_eq!((anatomy.header, anatomy.length), (6, 5));
        assert_eq!(anatomy.payload, "Hello");
        assert_eq!((anatomy.close, anatomy.block), (None, None));
    }

    #[test]
    fn a_payload_that_is_not_all_there_is_shown_as_far_as_it_is() {
        assert_eq!(Anatomy::of(&[0x82]), Ok(None));
        let anatomy = Anatomy::of(&[0x82, 0x05, 1, 2]).unwrap().unwrap();
        assert_eq!((anatomy.length, &*anatomy.payload), (5, &[1, 2][..]));
        // What follows belongs to another frame.
        let anatomy = Anatomy::of(&[0x82, 0x01, 1, 0x82]).unwrap().unwrap();
        assert_eq!(&*anatomy.payload, &[1]);
    }

    #[test]
    fn a_close_frame_says_its_code_and_reason() {
        let frame = [0x88, 0x05, 0x03, 0xe8, b'b', b'y', b'e'];
        let close = Anatomy::of(&frame).unwrap().unwrap().close.unwrap();
        assert_eq!((close.code, close.reason()), (CloseCode::NORMAL, "bye"));
        assert_eq!(Anatomy::of(&[0x88, 0x01, 3]), Err(ProtocolError::CloseTooShort));
    }

    #[test]
    fn a_compressed_message_shows_how_its_first_block_is_stored() {
        // RFC 7692 §7.2.3.1, and §7.2.3.3 for the block without compression.
        let fixed = [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        let block = Block { last: false, kind: BlockKind::Fixed };
        assert_eq!(Anatomy::of(&fixed).unwrap().unwrap().block, Some(block));
        let stored = [0xc1, 0x0b, 0x00, 0x05, 0x00, 0xfa, 0xff, b'H', b'e', b'l', b'l', b'o', 0x00];
        let block = Block { last: false, kind: BlockKind::Stored };
        assert_eq!(Anatomy::of(&stored).unwrap().unwrap().block, Some(block));
        // RSV1 on a continuation has no meaning here.
        assert_eq!(Anatomy::of(&[0xc0, 0x01, 0xf2]).unwrap().unwrap().block, None);
    }
}
