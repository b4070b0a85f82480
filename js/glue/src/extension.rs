//! The extensions that an application has in JavaScript, as the core wants them.
//!
//! JavaScript keeps them, and what they make for a connection, under numbers: see
//! `js/src/kept.ts`, which answers what is asked here.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;

use crate::given::{Given, Invalid, latin1};
use crate::names::name;
use crate::value::{Maker, Value, leave};

#[wasm_bindgen]
extern "C" {
    /// Asks JavaScript, and says how long the answer is, which is the input then.
    fn extend(question: *const u32) -> usize;
}

/// Reads what JavaScript says of its extensions: which number each has, and what it is.
pub(crate) fn extensions(from: &Given) -> Result<core::Extensions, Invalid> {
    let all = from.as_list().ok_or(("extensions", "must be a list of extensions"))?;
    all.iter().map(|one| Ok(Arc::new(foreign(one)?) as Arc<dyn core::Extension>)).collect()
}

fn foreign(from: &Given) -> Result<Foreign, Invalid> {
    let wrong = ("extensions.offers", "must be a list of lists of parameters");
    let offers = match from.get("offers") {
        None => vec![Vec::new()],
        Some(offers) => {
            let offers = offers.as_list().ok_or(wrong)?;
            offers.iter().map(parameters).collect::<Option<_>>().ok_or(wrong)?
        }
    };
    Ok(Foreign {
        handle: Handle(from.number("number")?.unwrap_or_default() as u32),
        name: from.string("name")?.ok_or(("extensions.name", "must be a string"))?,
        rsv: from.number("rsv")?.unwrap_or_default() as u8,
        offers,
    })
}

struct Foreign {
    handle: Handle,
    name: String,
    rsv: u8,
    offers: Vec<Vec<core::ExtensionParameter>>,
}

/// What JavaScript keeps until this is dropped.
struct Handle(u32);

struct Codec(Arc<Handle>);

impl Handle {
    fn question(&self, what: &str) -> Maker {
        Maker::of(what).with("number", self.0)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        extend(leave(self.question("drop").done()));
    }
}

fn ask(question: Maker) -> Given {
    Given::take(extend(leave(question.done())))
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl core::Extension for Foreign {
    fn name(&self) -> &str {
        &self.name
    }

    fn rsv(&self) -> u8 {
        self.rsv
    }

    fn offers(&self) -> Vec<Vec<core::ExtensionParameter>> {
        self.offers.clone()
    }

    fn accept(&self, offer: &[core::ExtensionParameter]) -> Option<Vec<core::ExtensionParameter>> {
        let answer =
            ask(self.handle.question("accept").with("parameters", parameters_value(offer)));
        parameters(answer.get("parameters")?)
    }

    fn start(
        &self,
        role: core::Role,
        agreed: &[core::ExtensionParameter],
    ) -> Option<core::ExtensionCodec> {
        let role = match role {
            core::Role::Client => "client",
            core::Role::Server => "server",
        };
        let question = self.handle.question("start").with("role", role);
        let answer = ask(question.with("parameters", parameters_value(agreed)));
        let codec = Arc::new(Handle(answer.get("codec")?.as_number()? as u32));
        Some(core::ExtensionCodec {
            encoder: Box::new(Codec(codec.clone())),
            decoder: Box::new(Codec(codec)),
        })
    }
}

impl core::ExtensionEncoder for Codec {
    fn encode(
        &mut self,
        frame: core::ExtensionFrame,
    ) -> Result<core::EncodedFrame, core::ExtensionFault> {
        let answer = ask(framed(self.0.question("encode"), frame));
        let rsv = answer.number("rsv").ok().flatten().unwrap_or_default() as u8;
        Ok(core::EncodedFrame { rsv, payload: payload(answer)? })
    }
}

impl core::ExtensionDecoder for Codec {
    fn decode(
        &mut self,
        frame: core::ExtensionFrame,
        max: u64,
    ) -> Result<Bytes, core::ExtensionFault> {
        payload(ask(framed(self.0.question("decode"), frame).with("max", max as f64)))
    }
}

fn framed(question: Maker, frame: core::ExtensionFrame) -> Maker {
    question
        .with("opcode", name(&frame.opcode))
        .with("fin", frame.fin)
        .with("rsv", frame.rsv)
        .with("payload", frame.payload)
}

fn payload(answer: Given) -> Result<Bytes, core::ExtensionFault> {
    match answer.get("fault").and_then(Given::as_text) {
        Some("protocol") => return Err(core::ExtensionFault::Protocol),
        Some("data") => return Err(core::ExtensionFault::Data),
        Some("too-big") => return Err(core::ExtensionFault::TooBig),
        _ => {}
    }
    answer.into_bytes("payload").map(Bytes::from).ok_or(core::ExtensionFault::Internal)
}

pub(crate) fn parameters_value(parameters: &[core::ExtensionParameter]) -> Value {
    Value::list(parameters.iter().map(|parameter| {
        let value = parameter.value.as_deref().map_or_else(Value::undefined, Value::from);
        Value::list([parameter.name.as_str().into(), value])
    }))
}

/// Pairs, of which the second may be missing.
fn parameters(from: &Given) -> Option<Vec<core::ExtensionParameter>> {
    let parameter = |from: &Given| {
        let (name, value) = from.as_list()?.split_first()?;
        let value = value.first().and_then(Given::as_text).map(str::to_owned);
        Some(core::ExtensionParameter { name: name.as_text()?.to_owned(), value })
    };
    from.as_list()?.iter().map(parameter).collect()
}

/// What was agreed on elsewhere, as the header `Sec-WebSocket-Extensions` has it.
pub(crate) fn agreed(text: &str) -> Vec<core::AgreedExtension> {
    let mut headers = core::Headers::default();
    headers.push("Sec-WebSocket-Extensions", latin1(text));
    core::Request { method: Bytes::new(), target: Bytes::new(), headers }.extensions()
}
