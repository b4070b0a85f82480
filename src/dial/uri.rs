//! URIs with a host, of what people type and servers send: RFC 3986, RFC 3987.

use alloc::string::{String, ToString as _};
use core::fmt::Write as _;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fluent_uri::{Iri, IriRef};

use super::target::InvalidTarget;
use crate::auth::Credentials;

/// A URI, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uri {
    /// In lower case.
    pub(super) scheme: String,
    pub(super) credentials: Option<Credentials>,
    /// Whether there is a user, with or without a password.
    pub(super) user: Option<String>,
    pub(super) host: Host,
    pub(super) port: Option<u16>,
    /// Path and query; the path is not empty.
    pub(super) resource: String,
    pub(super) has_fragment: bool,
}

/// A name in lower case, or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    Name(String),
    Address(IpAddr),
}

impl Uri {
    /// Takes a URI or IRI apart. What cannot stand in a URI is encoded.
    pub(super) fn parse(text: &str) -> Result<Self, InvalidTarget> {
        let text = encode(text)?;
        let uri = Iri::parse(&*text).map_err(|_| InvalidTarget::Syntax)?;
        Self::of(&uri)
    }

    /// Resolves a reference, such as that of a `Location` (RFC 3986 §5).
    pub(super) fn join(base: &str, reference: &str) -> Result<Self, InvalidTarget> {
        let reference = encode(reference)?;
        let base = encode(base)?;
        let base = Iri::parse(&*base).map_err(|_| InvalidTarget::Syntax)?;
        let reference = IriRef::parse(&*reference).map_err(|_| InvalidTarget::Syntax)?;
        let uri = reference.resolve_against(&base).map_err(|_| InvalidTarget::Syntax)?;
        Self::of(&uri.borrow())
    }

    fn of(uri: &Iri<&str>) -> Result<Self, InvalidTarget> {
        let scheme = uri.scheme().as_str().to_ascii_lowercase();
        let authority = uri.authority().ok_or(InvalidTarget::Host);
        // `javascript:` has no host, but that is not what is wrong with it.
        let authority = authority.map_err(|error| match &*scheme {
            "ws" | "wss" | "http" | "https" => error,
            _ => InvalidTarget::Scheme,
        })?;
        let (mut user, mut credentials) = (None, None);
        if let Some(userinfo) = authority.userinfo() {
            let (name, password) = match userinfo.as_str().split_once(':') {
                Some((name, password)) => (decode(name)?, Some(decode(password)?)),
                None => (decode(userinfo.as_str())?, None),
            };
            credentials = password.map(|password| Credentials { user: name.clone(), password });
            user = Some(name);
        }
        let port = match authority.port() {
            None => None,
            Some(port) if port.as_str().is_empty() => None,
            Some(port) => Some(port.as_str().parse().map_err(|_| InvalidTarget::Port)?),
        };
        let mut resource = uri.path().as_str().to_string();
        if resource.is_empty() {
            resource.push('/');
        }
        if let Some(query) = uri.query() {
            resource.push('?');
            resource.push_str(query.as_str());
        }
        let resource = resource.chars().map(|character| match character {
            OPENING => '[',
            CLOSING => ']',
            other => other,
        });
        let resource = resource.collect();
        let has_fragment = uri.fragment().is_some();
        let host = host(authority.host())?;
        Ok(Self { scheme, credentials, user, host, port, resource, has_fragment })
    }
}

impl Host {
    /// As a resolver or a TLS library wants it: without brackets.
    pub(super) fn bare(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Address(address) => address.to_string(),
        }
    }

    pub(super) fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Name(_) => None,
            Self::Address(address) => Some(*address),
        }
    }
}

/// As it stands in a URI.
impl core::fmt::Display for Host {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

/// Encodes what must not stand in a URI: the host by IDNA, the rest in percent-encoding, and
/// brackets behind the host as [`OPENING`] and [`CLOSING`]. Control characters are an error and not
/// encoded, as somebody may have put them there to write a header.
fn encode(text: &str) -> Result<String, InvalidTarget> {
    if text.chars().any(char::is_control) {
        return Err(InvalidTarget::ControlCharacter);
    }
    let (before, host, after) = around_host(text);
    let mut out = String::with_capacity(text.len());
    escape(&mut out, before, None);
    match host.is_ascii() {
        true => out.push_str(host),
        false => out.push_str(&to_ascii(host).ok_or(InvalidTarget::Host)?),
    }
    escape(&mut out, after, Some([OPENING, CLOSING]));
    Ok(out)
}

/// Splits a URI, or a reference to one, around its host. The host is empty if there is none.
fn around_host(text: &str) -> (&str, &str, &str) {
    let authority = match find(text, "//") {
        Some(0) => 2,
        Some(slashes) if text[..slashes].find(['/', '?', '#', ':']) == Some(slashes - 1) => {
            slashes + 2
        }
        _ => return ("", "", text),
    };
    let end = text[authority..].find(['/', '?', '#']).map_or(text.len(), |at| authority + at);
    let start = text[authority..end].rfind('@').map_or(authority, |at| authority + at + 1);
    let colon = text[start..end].find(':').filter(|_| !text[start..].starts_with('['));
    let end = colon.map_or(end, |at| start + at);
    (&text[..start], &text[start..end], &text[end..])
}

/// Where this part begins in a text. The library's own search is for long texts, and long.
pub(super) fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

/// Writes in percent-encoding what must not stand in a URI, and brackets too unless others are given
/// that stand for them.
fn escape(out: &mut String, text: &str, brackets: Option<[char; 2]>) {
    let bytes = text.as_bytes();
    for (index, character) in text.char_indices() {
        let kept = match (character, brackets) {
            ('[', Some([opening, _])) => Some(opening),
            (']', Some([_, closing])) => Some(closing),
            ('%', _) => match bytes.get(index + 1..index + 3) {
                Some([high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    Some('%')
                }
                _ => None,
            },
            ('"' | '<' | '>' | '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}' | ' ', _) => None,
            (other, _) => Some(other).filter(char::is_ascii),
        };
        if let Some(kept) = kept {
            out.push(kept);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// RFC 3986 §3.2.2; but not everything that it calls a name is one that can be looked up.
fn host(text: &str) -> Result<Host, InvalidTarget> {
    if let Some(literal) = text.strip_prefix('[') {
        let literal = literal.strip_suffix(']').ok_or(InvalidTarget::Host)?;
        let address = literal.parse::<Ipv6Addr>().map_err(|_| InvalidTarget::Host)?;
        return Ok(Host::Address(address.into()));
    }
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Ok(Host::Address(address.into()));
    }
    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let last = text.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    // A last label of digits makes it an address (URL standard, "ends in a number"), and this is
    // none. 253 bytes are the most that DNS has.
    let number = last.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() || text.len() > 253 || number || !text.bytes().all(name) {
        return Err(InvalidTarget::Host);
    }
    Ok(Host::Name(text.to_ascii_lowercase()))
}

/// Decodes user or password (RFC 3986 §3.2.1).
fn decode(text: &str) -> Result<String, InvalidTarget> {
    let encoded = fluent_uri::pct_enc::EStr::<fluent_uri::pct_enc::encoder::Userinfo>::new(text);
    let decoded = encoded.ok_or(InvalidTarget::Credentials)?.decode();
    let decoded = decoded.to_string().map_err(|_| InvalidTarget::Credentials)?;
    match decoded.chars().any(char::is_control) {
        true => Err(InvalidTarget::ControlCharacter),
        false => Ok(decoded.into_owned()),
    }
}

/// What stands for brackets while a URI is taken apart, as they are no part of one but around an
/// address of version 6. People, browsers and Python's websockets leave them as they are: a server
/// that was told `?a[]=1` by them shall read the same of us. No text has these characters by then,
/// since what is not ASCII is encoded, but an IRI may.
const OPENING: char = '\u{ff3b}';
const CLOSING: char = '\u{ff3d}';

/// UTS 46, as the URL standard uses it.
#[cfg(feature = "idna")]
fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

#[cfg(not(feature = "idna"))]
fn to_ascii(_: &str) -> Option<String> {
    None
}
