//! Extensions besides compression: RFC 6455 §9.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use crate::close::CloseCode;
use crate::config::Role;
use crate::frame::Opcode;

/// What both sides may agree on in the opening handshake to change the frames of messages
/// (RFC 6455 §9).
///
/// Extensions work behind permessage-deflate: on what it made of a message when they encode, and
/// before it when they decode. Among themselves the first one that was agreed on is the first to
/// encode and the last to decode (§9.1).
pub trait Extension: fmt::Debug + Send + Sync {
    /// The name in `Sec-WebSocket-Extensions`, a token.
    fn name(&self) -> &str;

    /// The reserved bits that its frames may have: RSV1 to RSV3 as 4, 2 and 1. A connection has
    /// no two extensions with a bit in common, and RSV1 is permessage-deflate's.
    fn rsv(&self) -> u8 {
        0
    }

    /// Client: what to offer, best first. Mostly one offer without parameters.
    fn offers(&self) -> Vec<Vec<ExtensionParameter>> {
        alloc::vec![Vec::new()]
    }

    /// Server: the parameters to answer an offer with; `None` declines.
    fn accept(&self, offer: &[ExtensionParameter]) -> Option<Vec<ExtensionParameter>>;

    /// What does the work of one connection, with the parameters that the server answered.
    ///
    /// `None` if they make no sense: a client then fails the handshake, a server declines. It is
    /// called more than once, and must not count on being used.
    fn start(&self, role: Role, agreed: &[ExtensionParameter]) -> Option<ExtensionCodec>;
}

/// A parameter of an extension (RFC 6455 §9.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExtensionParameter {
    /// A token.
    pub name: String,
    /// A token, if there is a value.
    pub value: Option<String>,
}

/// The two directions of an extension in one connection.
pub struct ExtensionCodec {
    /// For what is sent.
    pub encoder: Box<dyn ExtensionEncoder>,
    /// For what is received.
    pub decoder: Box<dyn ExtensionDecoder>,
}

/// Changes the frames that are sent.
pub trait ExtensionEncoder: Send {
    /// Encodes the next frame of a message.
    ///
    /// # Errors
    ///
    /// Any fault closes the connection with code 1011.
    fn encode(&mut self, frame: ExtensionFrame) -> Result<EncodedFrame, ExtensionFault>;
}

/// Changes the frames that are received.
pub trait ExtensionDecoder: Send {
    /// Decodes the next frame of a message. More than `max` bytes are one too many:
    /// stop at [`ExtensionFault::TooBig`] before they are there.
    ///
    /// # Errors
    ///
    /// Any fault closes the connection with [its code](ExtensionFault::close_code).
    fn decode(&mut self, frame: ExtensionFrame, max: u64) -> Result<Bytes, ExtensionFault>;
}

/// A frame of a text or binary message. Control frames are passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionFrame {
    /// Text, binary or continuation.
    pub opcode: Opcode,
    /// Whether the message ends here.
    pub fin: bool,
    /// Those of the extension's reserved bits that are set; none of a frame to encode.
    pub rsv: u8,
    /// The payload, not masked.
    pub payload: Bytes,
}

/// A frame as it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedFrame {
    /// The reserved bits to set, of those that are the extension's.
    pub rsv: u8,
    /// The payload.
    pub payload: Bytes,
}

/// Why an extension cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtensionFault {
    /// The peer broke the extension's rules: close code 1002.
    Protocol,
    /// The data make no sense: 1007.
    Data,
    /// More data than is allowed: 1009.
    TooBig,
    /// The extension failed: 1011.
    Internal,
}

impl ExtensionFault {
    /// The close code that tells the peer.
    pub const fn close_code(self) -> CloseCode {
        match self {
            Self::Protocol => CloseCode::PROTOCOL_ERROR,
            Self::Data => CloseCode::INVALID_DATA,
            Self::TooBig => CloseCode::MESSAGE_TOO_BIG,
            Self::Internal => CloseCode::INTERNAL_ERROR,
        }
    }
}

/// An extension that was agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedExtension {
    /// The name.
    pub name: String,
    /// The parameters that the server answered.
    pub parameters: Vec<ExtensionParameter>,
}

/// The extensions of a configuration, by preference.
#[derive(Clone, Default)]
pub struct Extensions(Vec<Arc<dyn Extension>>);

impl Extensions {
    /// The extensions, by preference.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Extension> {
        self.0.iter().map(|extension| &**extension)
    }

    /// The codecs of what was agreed on, in that order.
    pub(crate) fn start(
        &self,
        role: Role,
        agreed: &[AgreedExtension],
    ) -> impl Iterator<Item = (u8, ExtensionCodec)> {
        agreed.iter().filter_map(move |agreed| {
            let extension = self.iter().find(|one| one.name() == agreed.name)?;
            Some((extension.rsv(), extension.start(role, &agreed.parameters)?))
        })
    }
}

impl FromIterator<Arc<dyn Extension>> for Extensions {
    fn from_iter<I: IntoIterator<Item = Arc<dyn Extension>>>(extensions: I) -> Self {
        Self(extensions.into_iter().collect())
    }
}

impl PartialEq for Extensions {
    /// Whether they are the same ones.
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

impl Eq for Extensions {}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The encoders of a connection, each with its bits, in the order in which they work.
#[derive(Default)]
pub(crate) struct Encoders(pub(crate) Vec<(u8, Box<dyn ExtensionEncoder>)>);

impl Encoders {
    /// Encodes a frame. The bits that it had already stay.
    pub(crate) fn encode(
        &mut self,
        opcode: Opcode,
        fin: bool,
        payload: Bytes,
    ) -> Result<EncodedFrame, ExtensionFault> {
        let mut encoded = EncodedFrame { rsv: 0, payload };
        for (bits, encoder) in &mut self.0 {
            let payload = encoded.payload;
            let next = encoder.encode(ExtensionFrame { opcode, fin, rsv: 0, payload })?;
            encoded = EncodedFrame { rsv: encoded.rsv | next.rsv & *bits, ..next };
        }
        Ok(encoded)
    }
}

/// The decoders of a connection, each with its bits, in the order in which they work.
#[derive(Default)]
pub(crate) struct Decoders {
    pub(crate) all: Vec<(u8, Box<dyn ExtensionDecoder>)>,
    /// The frame whose payload is coming.
    pub(crate) payload: Vec<u8>,
}

impl Decoders {
    /// The reserved bits that have a meaning.
    pub(crate) fn rsv(&self) -> u8 {
        self.all.iter().fold(0, |bits, (own, _)| bits | own)
    }

    /// Decodes the frame that was collected.
    pub(crate) fn decode(
        &mut self,
        opcode: Opcode,
        fin: bool,
        rsv: u8,
        max: u64,
    ) -> Result<Bytes, ExtensionFault> {
        let mut payload = Bytes::from(core::mem::take(&mut self.payload));
        for (bits, decoder) in &mut self.all {
            let frame = ExtensionFrame { opcode, fin, rsv: rsv & *bits, payload };
            payload = decoder.decode(frame, max)?;
            if payload.len() as u64 > max {
                return Err(ExtensionFault::TooBig);
            }
        }
        Ok(payload)
    }
}
