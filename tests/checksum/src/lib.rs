//! The extension `frame-checksum` as a component of world `extension-provider`.
//!
//! Behind the payload of each frame there is an Adler-32 (RFC 1950 §9) of the whole message so far,
//! and RSV2 says so. A frame that was changed on its way, lost or sent twice is found out. The
//! parameter `bytes` is how many bytes of it are sent: 2 or 4.
//!
//! It also has faults that hosts are tested with: the message [`PLANTED_TRAP`] is its end, and with
//! [`PLANTED_LOOP`] it does not come back.

mod adler;

use std::cell::RefCell;

use adler::Adler32;
use bindings::exports::witsocket::protocol::extension::{
    Decoder, Description, Encoded, Encoder, Fault, Frame, Guest, GuestDecoder, GuestEncoder,
    Opcode, Parameter, Side,
};

#[allow(missing_docs, reason = "generated from witsocket.wit, where the documentation is")]
mod bindings {
    wit_bindgen::generate!({
        world: "extension-provider",
        path: "../../wit",
        generate_all,
    });
}

const NAME: &str = "frame-checksum";
const RSV2: u8 = 2;

/// Whoever receives this traps.
const PLANTED_TRAP: &[u8] = b"planted trap";
/// Whoever receives this hangs.
const PLANTED_LOOP: &[u8] = b"planted loop";

struct Checksum;

impl Guest for Checksum {
    type Encoder = Sum;
    type Decoder = Sum;

    fn extensions() -> Vec<Description> {
        let offers = vec![vec![bytes(4)], vec![bytes(2)]];
        vec![Description { name: NAME.into(), rsv: RSV2, offers }]
    }

    fn accept(name: String, offer: Vec<Parameter>) -> Option<Vec<Parameter>> {
        let length = length_of(&offer)?;
        (name == NAME).then(|| vec![bytes(length)])
    }

    fn start(name: String, _: Side, agreed: Vec<Parameter>) -> Option<(Encoder, Decoder)> {
        let length = length_of(&agreed).filter(|_| name == NAME)?;
        let sum = || Sum { length, adler: RefCell::default() };
        Some((Encoder::new(sum()), Decoder::new(sum())))
    }
}

/// One direction of a connection.
struct Sum {
    length: usize,
    adler: RefCell<Adler32>,
}

impl Sum {
    /// The checksum of the message, to the end of this frame.
    fn of(&self, opcode: Opcode, payload: &[u8]) -> Vec<u8> {
        let mut adler = self.adler.borrow_mut();
        if opcode != Opcode::Continuation {
            *adler = Adler32::default();
        }
        adler.update(payload);
        adler.sum().to_be_bytes()[4 - self.length..].to_vec()
    }
}

impl GuestEncoder for Sum {
    fn encode(&self, frame: Frame) -> Result<Encoded, Fault> {
        let sum = self.of(frame.opcode, &frame.payload);
        Ok(Encoded { rsv: RSV2, payload: [frame.payload, sum].concat() })
    }
}

impl GuestDecoder for Sum {
    fn decode(&self, frame: Frame, max: u64) -> Result<Vec<u8>, Fault> {
        if frame.rsv != RSV2 {
            return Err(Fault::Protocol);
        }
        let mut payload = frame.payload;
        let length = payload.len().checked_sub(self.length).ok_or(Fault::Protocol)?;
        if length as u64 > max {
            return Err(Fault::TooBig);
        }
        let sum = payload.split_off(length);
        assert_ne!(payload, PLANTED_TRAP);
        if payload == PLANTED_LOOP {
            loop {
                std::hint::black_box(&payload);
            }
        }
        if sum == self.of(frame.opcode, &payload) { Ok(payload) } else { Err(Fault::Data) }
    }
}

fn bytes(length: usize) -> Parameter {
    Parameter { name: "bytes".into(), value: Some(length.to_string()) }
}

fn length_of(parameters: &[Parameter]) -> Option<usize> {
    match parameters {
        [Parameter { name, value: Some(value) }] if name == "bytes" => match value.as_str() {
            "2" => Some(2),
            "4" => Some(4),
            _ => None,
        },
        _ => None,
    }
}

bindings::export!(Checksum with_types_in bindings);
