//! Which extensions a connection has: RFC 6455 §9.1.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::extensions::{self, Extension as Named};
use super::headers::{Headers, is_token};
use crate::config::{Config, Role};
use crate::deflate::{self, DeflateOffer, DeflateParameters};
use crate::error::{HandshakeError, Misuse};
use crate::extension::{AgreedExtension, Extension, ExtensionParameter};
use crate::frame::RSV1;

/// The extensions that both sides agreed on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub(crate) deflate: Option<DeflateParameters>,
    pub(crate) extensions: Vec<AgreedExtension>,
    /// The reserved bits that are taken.
    rsv: u8,
}

/// Client: what to offer, best first. `None` if there is nothing.
///
/// # Errors
///
/// [`Misuse::InvalidHeader`] if an extension's name or parameter is no token.
pub(crate) fn offer(config: &Config) -> Result<Option<String>, Misuse> {
    let deflate = config.deflate.iter().flat_map(|deflate| &deflate.offers);
    let mut offers: Vec<String> = deflate.map(DeflateOffer::request).collect();
    for extension in config.extensions.iter() {
        for parameters in extension.offers() {
            offers.push(write(extension.name(), &parameters).ok_or(Misuse::InvalidHeader)?);
        }
    }
    Ok((!offers.is_empty()).then(|| offers.join(", ")))
}

/// Server: takes of the client's offers what this server can take, in the client's order, and
/// answers them. permessage-deflate comes first, since it works first.
pub(crate) fn select(
    headers: &Headers,
    config: &Config,
) -> Result<(Agreed, Option<String>), HandshakeError> {
    let offered = extensions::parse(headers).ok_or(HandshakeError::ExtensionInvalid)?;
    let mut agreed = Agreed::default();
    let mut answers = Vec::new();
    if let Some(config) = &config.deflate {
        let mut offers = offered.iter().filter(|offer| offer.name == deflate::NAME.as_bytes());
        if let Some((answer, parameters)) = offers.find_map(|offer| deflate::accept(offer, config))
        {
            agreed.take_deflate(parameters);
            answers.push(answer);
        }
    }
    for offer in &offered {
        let Some(extension) = find(config, offer) else { continue };
        let Some(parameters) = extension.accept(&parameters(offer)) else { continue };
        let Some(answer) = write(extension.name(), &parameters) else { continue };
        if agreed.take(extension, Role::Server, parameters) {
            answers.push(answer);
        }
    }
    Ok((agreed, (!answers.is_empty()).then(|| answers.join(", "))))
}

/// Client: what the server's answer to the offers means.
pub(crate) fn confirm(headers: &Headers, config: &Config) -> Result<Agreed, HandshakeError> {
    let answered = extensions::parse(headers).ok_or(HandshakeError::ExtensionInvalid)?;
    let mut agreed = Agreed::default();
    for (index, answer) in answered.iter().enumerate() {
        if let Some(config) = &config.deflate
            && agreed.deflate.is_none()
            && answer.name == deflate::NAME.as_bytes()
        {
            // Behind another extension it would have to work on what that one made.
            let parameters = (index == 0).then(|| deflate::confirm(answer, config)).flatten();
            agreed.take_deflate(parameters.ok_or(HandshakeError::ExtensionInvalid)?);
            continue;
        }
        let extension = find(config, answer).ok_or(HandshakeError::ExtensionUnexpected)?;
        if !agreed.take(extension, Role::Client, parameters(answer)) {
            return Err(HandshakeError::ExtensionInvalid);
        }
    }
    Ok(agreed)
}

/// What both sides agreed on, as it stands in `Sec-WebSocket-Extensions` of the answer.
pub(crate) fn answered(
    deflate: Option<&DeflateParameters>,
    extensions: &[AgreedExtension],
) -> String {
    let others = extensions.iter().filter_map(|one| write(&one.name, &one.parameters));
    let all: Vec<_> = deflate.map(DeflateParameters::response).into_iter().chain(others).collect();
    all.join(", ")
}

impl Agreed {
    fn take_deflate(&mut self, parameters: DeflateParameters) {
        self.deflate = Some(parameters);
        self.rsv |= RSV1;
    }

    /// Adds an extension, if it goes together with the others and with its parameters.
    fn take(
        &mut self,
        extension: &dyn Extension,
        role: Role,
        parameters: Vec<ExtensionParameter>,
    ) -> bool {
        let name = extension.name();
        let fits = self.rsv & extension.rsv() == 0
            && self.extensions.iter().all(|other| other.name != name)
            && extension.start(role, &parameters).is_some();
        if fits {
            self.rsv |= extension.rsv();
            self.extensions.push(AgreedExtension { name: name.to_string(), parameters });
        }
        fits
    }
}

/// The extension of this name, if it is not permessage-deflate.
fn find<'a>(config: &'a Config, named: &Named) -> Option<&'a dyn Extension> {
    let mut extensions = config.extensions.iter();
    extensions.find(|one| one.name().as_bytes() == named.name && one.name() != deflate::NAME)
}

fn parameters(named: &Named) -> Vec<ExtensionParameter> {
    // The parser lets nothing but tokens through, which are ASCII.
    let text = |token: &[u8]| String::from_utf8_lossy(token).into_owned();
    let parameter = |(name, value): &(Vec<u8>, Option<Vec<u8>>)| ExtensionParameter {
        name: text(name),
        value: value.as_deref().map(text),
    };
    named.parameters.iter().map(parameter).collect()
}

/// An extension as it stands in a header; `None` if it cannot.
fn write(name: &str, parameters: &[ExtensionParameter]) -> Option<String> {
    let mut out = token(name)?.to_string();
    for parameter in parameters {
        out.push_str("; ");
        out.push_str(token(&parameter.name)?);
        if let Some(value) = &parameter.value {
            out.push('=');
            out.push_str(token(value)?);
        }
    }
    Some(out)
}

fn token(text: &str) -> Option<&str> {
    is_token(text.as_bytes()).then_some(text)
}
