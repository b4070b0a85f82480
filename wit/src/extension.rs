//! The extensions that another component provides, as the core wants them.

use std::sync::Arc;

use bytes::Bytes;
use witsocket as core;

use crate::bindings::witsocket::protocol::extension as wit;

/// All of them, by preference.
pub(crate) fn all() -> core::Extensions {
    ALL.with(Clone::clone)
}

thread_local! {
    static ALL: core::Extensions = wit::extensions()
        .into_iter()
        .map(|description| Arc::new(Imported::from(description)) as Arc<dyn core::Extension>)
        .collect();
}

#[derive(Debug)]
struct Imported {
    name: String,
    rsv: u8,
    offers: Vec<Vec<core::ExtensionParameter>>,
}

struct Encoder(wit::Encoder);

struct Decoder(wit::Decoder);

impl core::Extension for Imported {
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
        wit::accept(&self.name, &given(offer)).map(taken)
    }

    fn start(
        &self,
        role: core::Role,
        agreed: &[core::ExtensionParameter],
    ) -> Option<core::ExtensionCodec> {
        let side = match role {
            core::Role::Client => wit::Side::Client,
            core::Role::Server => wit::Side::Server,
        };
        let (encoder, decoder) = wit::start(&self.name, side, &given(agreed))?;
        Some(core::ExtensionCodec {
            encoder: Box::new(Encoder(encoder)),
            decoder: Box::new(Decoder(decoder)),
        })
    }
}

impl core::ExtensionEncoder for Encoder {
    fn encode(
        &mut self,
        frame: core::ExtensionFrame,
    ) -> Result<core::EncodedFrame, core::ExtensionFault> {
        let encoded = self.0.encode(&frame.into())?;
        Ok(core::EncodedFrame { rsv: encoded.rsv, payload: encoded.payload.into() })
    }
}

impl core::ExtensionDecoder for Decoder {
    fn decode(
        &mut self,
        frame: core::ExtensionFrame,
        max: u64,
    ) -> Result<Bytes, core::ExtensionFault> {
        Ok(self.0.decode(&frame.into(), max)?.into())
    }
}

fn given(parameters: &[core::ExtensionParameter]) -> Vec<wit::Parameter> {
    let parameter = |parameter: &core::ExtensionParameter| wit::Parameter {
        name: parameter.name.clone(),
        value: parameter.value.clone(),
    };
    parameters.iter().map(parameter).collect()
}

fn taken(parameters: Vec<wit::Parameter>) -> Vec<core::ExtensionParameter> {
    let parameter = |wit::Parameter { name, value }| core::ExtensionParameter { name, value };
    parameters.into_iter().map(parameter).collect()
}

impl From<wit::Description> for Imported {
    fn from(description: wit::Description) -> Self {
        let wit::Description { name, rsv, offers } = description;
        Self { name, rsv, offers: offers.into_iter().map(taken).collect() }
    }
}

impl From<core::ExtensionFrame> for wit::Frame {
    fn from(frame: core::ExtensionFrame) -> Self {
        Self {
            opcode: match frame.opcode {
                core::Opcode::Text => wit::Opcode::Text,
                core::Opcode::Binary => wit::Opcode::Binary,
                _ => wit::Opcode::Continuation,
            },
            fin: frame.fin,
            rsv: frame.rsv,
            payload: frame.payload.into(),
        }
    }
}

impl From<wit::Fault> for core::ExtensionFault {
    fn from(fault: wit::Fault) -> Self {
        match fault {
            wit::Fault::Protocol => Self::Protocol,
            wit::Fault::Data => Self::Data,
            wit::Fault::TooBig => Self::TooBig,
            wit::Fault::Internal => Self::Internal,
        }
    }
}
