//! Compressed frames that we wrote: what they inflate to, since their bytes are the compressor's
//! own business (RFC 7692 §7.2.1).

use std::ops::Range;

use crate::deflate::Agreed;
use crate::event;
use crate::failure::{Fault, dump};
use crate::lexer::{self, Lexer};
use crate::pattern::Pattern;
use crate::subject::{Kind, Role};
use crate::tokens::{self, Inflated};

/// Frames as a script describes them, after `> deflated`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deflated {
    place: Place,
    /// How many bytes of payload there may be.
    size: Range<usize>,
    /// What they inflate to.
    data: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A message in one frame; or in several of so many bytes each, but for the last.
    Whole(Kind, Option<usize>),
    /// The first frame of a message of several.
    Begin(Kind),
    /// A frame in the middle.
    Part,
    /// The last frame.
    Finish,
}

impl Deflated {
    /// Reads what follows on the line.
    pub(crate) fn parse(lexer: &mut Lexer<'_>) -> Result<Self, String> {
        let mut place = if lexer.accept_word("begin") {
            Place::Begin(event::kind(lexer)?)
        } else if lexer.accept_word("part") {
            Place::Part
        } else if lexer.accept_word("finish") {
            Place::Finish
        } else {
            Place::Whole(event::kind(lexer)?, None)
        };
        let mut size = 0..usize::MAX;
        while let Some(key) = lexer.key() {
            let value = lexer::text(lexer.value()?)?;
            match (key, &mut place) {
                ("cut", Place::Whole(_, cut)) => *cut = Some(lexer::number(&value)?),
                ("size", _) => {
                    let (least, most) = value.split_once("..").ok_or("a size is A..B")?;
                    if !least.is_empty() {
                        size.start = lexer::number(least)?;
                    }
                    if !most.is_empty() {
                        size.end = lexer::number(most)?;
                    }
                }
                _ => return Err(format!("`deflated` has no attribute `{key}` here")),
            }
        }
        Ok(Self { place, size, data: Pattern::parse_bytes(lexer)? })
    }
}

/// What the peer knows of our compressor.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    role: Role,
    window: usize,
    takeover: bool,
    /// All that was sent and may be referred to, with what is cut off behind each message.
    blocks: Vec<u8>,
    /// How many bytes these inflate to.
    inflated: usize,
}

impl Context {
    pub(crate) fn new(role: Role, agreed: Agreed) -> Self {
        let (bits, alone) = match role {
            Role::Server => (agreed.server_max_window_bits, agreed.server_no_context_takeover),
            Role::Client => (agreed.client_max_window_bits, agreed.client_no_context_takeover),
        };
        Self { role, window: 1 << bits.min(15), takeover: !alone, blocks: Vec::new(), inflated: 0 }
    }

    /// Compares with the beginning of `output`, and returns how many bytes of it fit.
    pub(crate) fn take(
        &mut self,
        expected: &Deflated,
        output: &[u8],
        masks: &mut Vec<[u8; 4]>,
    ) -> Result<usize, Fault> {
        let (first, last, cut) = match expected.place {
            Place::Whole(_, cut) => (true, true, cut),
            Place::Begin(_) => (true, false, None),
            Place::Part => (false, false, None),
            Place::Finish => (false, true, None),
        };
        let (mut taken, mut payload) = (0, Vec::new());
        loop {
            let frame = Frame::read(&output[taken..], self.role)?;
            if let Some(mask) = frame.mask {
                // RFC 6455 §5.3.
                if masks.contains(&mask) {
                    return Err(Fault::Broken("a masking key was used before".into()));
                }
                masks.push(mask);
            }
            let fin = cut.map_or(last, |_| taken > 0 && frame.first & 0x80 != 0);
            let mut head = if fin { 0x80 } else { 0 };
            if first && taken == 0 {
                // RFC 7692 §6: the first frame of a compressed message has RSV1.
                head |= match expected.place {
                    Place::Whole(Kind::Text, _) | Place::Begin(Kind::Text) => 0x41,
                    _ => 0x42,
                };
            }
            if frame.first != head {
                let what = "the first byte of a compressed frame";
                return Err(Fault::different(what, dump(&[head]), dump(&[frame.first])));
            }
            let length = frame.payload.len();
            if let Some(cut) = cut
                && (length > cut || length < cut && !fin || length == 0)
            {
                let expected = format!("{cut} bytes, unless it is the last");
                return Err(Fault::different("a frame", expected, format!("{length} bytes")));
            }
            payload.extend(frame.payload);
            taken += frame.length;
            if fin == last {
                break;
            }
        }
        if !expected.size.contains(&payload.len()) {
            let size = format!("{:?} bytes", expected.size);
            let actual = format!("{} bytes: {}", payload.len(), dump(&payload));
            return Err(Fault::different("the compressed payload", size, actual));
        }
        if first && !self.takeover {
            self.blocks.clear();
            self.inflated = 0;
        }
        self.blocks.extend(payload);
        if last {
            // RFC 7692 §7.2.2.
            self.blocks.extend([0x00, 0x00, 0xff, 0xff]);
        }
        let Inflated { longest, data, complete } = tokens::inflate(&self.blocks)
            .map_err(|wrong| Fault::different("the compressed payload", "DEFLATE", wrong))?;
        let fresh = data.get(self.inflated..).unwrap_or_default();
        if fresh != expected.data {
            let what = "what the payload inflates to";
            return Err(Fault::different(what, dump(&expected.data), dump(fresh)));
        }
        if last && !complete {
            return Err(Fault::Broken("the message does not end where a block does".into()));
        }
        if longest > self.window {
            let actual = format!("a distance of {longest}");
            return Err(Fault::different("the window", self.window.to_string(), actual));
        }
        self.inflated = data.len();
        Ok(taken)
    }
}

struct Frame {
    first: u8,
    mask: Option<[u8; 4]>,
    payload: Vec<u8>,
    /// Bytes of all of it.
    length: usize,
}

impl Frame {
    fn read(output: &[u8], role: Role) -> Result<Self, Fault> {
        let short = || Fault::different("the output", "a compressed frame", dump(output));
        let (head, rest) = output.split_first_chunk::<2>().ok_or_else(short)?;
        let (length, rest) = match head[1] & 0x7f {
            126 => {
                let (bytes, rest) = rest.split_first_chunk().ok_or_else(short)?;
                (u64::from(u16::from_be_bytes(*bytes)), rest)
            }
            127 => {
                let (bytes, rest) = rest.split_first_chunk().ok_or_else(short)?;
                (u64::from_be_bytes(*bytes), rest)
            }
            length => (length.into(), rest),
        };
        let shortest = match length {
            0..126 => length as u8,
            126..0x1_0000 => 126,
            _ => 127,
        };
        if head[1] & 0x7f != shortest {
            return Err(Fault::Broken("the length is not encoded minimally".into()));
        }
        if (head[1] & 0x80 != 0) != (role == Role::Client) {
            return Err(Fault::Broken("a client masks its frames, and a server does not".into()));
        }
        let (mask, rest) = match role {
            Role::Server => (None, rest),
            Role::Client => {
                let (mask, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
                (Some(*mask), rest)
            }
        };
        let payload = usize::try_from(length).ok().and_then(|length| rest.get(..length));
        let payload = payload.ok_or_else(short)?;
        let length = output.len() - rest.len() + payload.len();
        let key = mask.unwrap_or_default();
        let payload = payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key);
        Ok(Self { first: head[0], mask, payload: payload.collect(), length })
    }
}
