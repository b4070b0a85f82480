//! URIs with a host, of what people type and servers send: RFC 3986, RFC 3987.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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
        let uri = Reference::parse(&text)?;
        Self::of(&uri, uri.path)
    }

    /// Resolves a reference, such as that of a `Location` (RFC 3986 §5).
    pub(super) fn join(base: &str, reference: &str) -> Result<Self, InvalidTarget> {
        let reference = encode(reference)?;
        let base = encode(base)?;
        let (uri, path) = Reference::parse(&reference)?.resolve(&Reference::parse(&base)?);
        Self::of(&uri, &path)
    }

    fn of(uri: &Reference<'_>, path: &str) -> Result<Self, InvalidTarget> {
        let scheme = uri.scheme.ok_or(InvalidTarget::Syntax)?.to_ascii_lowercase();
        let authority = uri.authority.ok_or(InvalidTarget::Host);
        // `javascript:` has no host, but that is not what is wrong with it.
        let authority = authority.map_err(|error| match &*scheme {
            "ws" | "wss" | "http" | "https" => error,
            _ => InvalidTarget::Scheme,
        })?;
        let (userinfo, host, port) = authority;
        let (mut user, mut credentials) = (None, None);
        if let Some(userinfo) = userinfo {
            let (name, password) = match userinfo.split_once(':') {
                Some((name, password)) => (decode(name)?, Some(decode(password)?)),
                None => (decode(userinfo)?, None),
            };
            credentials = password.map(|password| Credentials { user: name.clone(), password });
            user = Some(name);
        }
        let port = match port {
            "" => None,
            port => Some(port.parse().map_err(|_| InvalidTarget::Port)?),
        };
        let mut resource = path.to_string();
        if resource.is_empty() {
            resource.push('/');
        }
        if let Some(query) = uri.query {
            resource.push('?');
            resource.push_str(query);
        }
        let resource = resource.chars().map(|character| match character {
            OPENING => '[',
            CLOSING => ']',
            other => other,
        });
        let resource = resource.collect();
        let has_fragment = uri.has_fragment;
        let host = self::host(host)?;
        Ok(Self { scheme, credentials, user, host, port, resource, has_fragment })
    }
}

/// A URI or a reference to one, as RFC 3986 §4.1 takes it apart.
struct Reference<'a> {
    scheme: Option<&'a str>,
    authority: Option<Authority<'a>>,
    path: &'a str,
    query: Option<&'a str>,
    has_fragment: bool,
}

/// The userinfo, the host, and the digits of the port.
type Authority<'a> = (Option<&'a str>, &'a str, &'a str);

impl<'a> Reference<'a> {
    /// Takes apart what [`encode`] made: there, path, query and userinfo have what they may have.
    fn parse(text: &'a str) -> Result<Self, InvalidTarget> {
        let split = |text: &'a str, at| match text.split_once(at) {
            Some((before, behind)) => (before, Some(behind)),
            None => (text, None),
        };
        let (text, fragment) = split(text, '#');
        let (text, query) = split(text, '?');
        let (scheme, text) = match text.split_once(':') {
            Some((scheme, text)) if !scheme.contains('/') => (Some(scheme), text),
            _ => (None, text),
        };
        let (authority, path) = match text.strip_prefix("//") {
            Some(text) => {
                let (authority, path) = text.split_at(text.find('/').unwrap_or(text.len()));
                (Some(split_authority(authority).ok_or(InvalidTarget::Syntax)?), path)
            }
            None => (None, text),
        };
        if !scheme.is_none_or(is_scheme) || fragment.is_some_and(|text| text.contains('#')) {
            return Err(InvalidTarget::Syntax);
        }
        Ok(Self { scheme, authority, path, query, has_fragment: fragment.is_some() })
    }

    /// What it refers to, seen from a URI with an authority, and the path to it (§5.2.2).
    fn resolve(self, base: &Self) -> (Self, String) {
        let mut to = self;
        let mut path = without_dots(to.path);
        if to.scheme.is_none() && to.authority.is_none() {
            to.authority = base.authority;
            if !to.path.starts_with('/') {
                let from = without_dots(base.path);
                let name = from.rfind('/').map_or(0, |slash| slash + 1);
                path = match to.path {
                    "" => from,
                    // §5.2.3.
                    relative => without_dots(&[&from[..name], relative].concat()),
                };
            }
            if to.path.is_empty() {
                to.query = to.query.or(base.query);
            }
        }
        to.scheme = to.scheme.or(base.scheme);
        (to, path)
    }
}

/// §3.1.
fn is_scheme(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(known)
}

/// §3.2.
fn split_authority(text: &str) -> Option<Authority<'_>> {
    let (userinfo, text) = match text.rsplit_once('@') {
        Some((userinfo, text)) => (Some(userinfo), text),
        None => (None, text),
    };
    let host = match text.starts_with('[') {
        true => text.find(']')? + 1,
        false => text.find(':').unwrap_or(text.len()),
    };
    let (host, port) = text.split_at(host);
    let port = match port.strip_prefix(':') {
        Some(port) => port,
        None if port.is_empty() => "",
        None => return None,
    };
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let one = userinfo.is_none_or(|userinfo| !userinfo.contains('@'));
    (one && digits && is_host(host)).then_some((userinfo, host, port))
}

/// §3.2.2: a name in a wide sense, or an address of version 6. Those of later versions are none here.
fn is_host(text: &str) -> bool {
    if text.starts_with('[') {
        return address(text).is_some();
    }
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = match (first, behind) {
            (b'%', [high, low, behind @ ..])
                if [high, low].iter().all(|it| it.is_ascii_hexdigit()) =>
            {
                behind
            }
            _ if first.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(first) => behind,
            _ => return false,
        };
    }
    true
}

/// The address in brackets.
fn address(text: &str) -> Option<Ipv6Addr> {
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// §5.2.4.
fn without_dots(path: &str) -> String {
    let mut out = String::new();
    for segment in path.split_inclusive('/') {
        match dots(segment.strip_suffix('/').unwrap_or(segment)) {
            1 => {}
            2 => {
                let parent = out.strip_suffix('/').and_then(|out| out.rfind('/'));
                let root = usize::from(out.starts_with('/'));
                out.truncate(parent.map_or(root, |slash| slash + 1));
            }
            _ => out.push_str(segment),
        }
    }
    out
}

/// How many dots a segment has, if it has nothing else: encoded, they are the same.
fn dots(mut segment: &str) -> usize {
    let mut dots = 0;
    while !segment.is_empty() {
        let rest = [".", "%2e", "%2E"].iter().find_map(|dot| segment.strip_prefix(dot));
        let Some(rest) = rest else { return 0 };
        segment = rest;
        dots += 1;
    }
    dots
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
            match text[..slashes].ends_with(':') {
                true => slashes + 2,
                // They are in the query or in the fragment.
                false => return ("", "", text),
            }
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
    if let Some(address) = address(text) {
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
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || bytes.next().and_then(digit).ok_or(InvalidTarget::Credentials);
                digit()? << 4 | digit()?
            }
            other => other,
        });
    }
    let decoded = String::from_utf8(decoded).map_err(|_| InvalidTarget::Credentials)?;
    match decoded.chars().any(char::is_control) {
        true => Err(InvalidTarget::ControlCharacter),
        false => Ok(decoded),
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

#[cfg(test)]
mod tests;
