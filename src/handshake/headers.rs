//! Header fields: an ordered list of bytes, written as given and given as read.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::error::Misuse;

/// A header field (RFC 9110 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name, in the case in which it was written.
    pub name: Bytes,
    /// The value, without the white space around it.
    pub value: Bytes,
}

/// Header fields in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<Header>);

impl Headers {
    /// Adds a field at the end. It is checked when it is sent.
    pub fn push(&mut self, name: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.0.push(Header { name: name.into(), value: value.into() });
    }

    /// The values of the fields of this name, whatever its case.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Bytes> {
        let matches = move |header: &&Header| header.name.eq_ignore_ascii_case(name.as_bytes());
        self.0.iter().filter(matches).map(|header| &header.value)
    }

    /// The value of the first field of this name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&Bytes> {
        let matches = |header: &&Header| header.name.eq_ignore_ascii_case(name.as_bytes());
        self.0.iter().find(matches).map(|header| &header.value)
    }

    /// Removes the fields of this name.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|header| !header.name.eq_ignore_ascii_case(name.as_bytes()));
    }

    /// The items of the comma-separated lists in the fields of this name (RFC 9110 §5.6.1).
    pub(crate) fn items<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.get_all(name)
            .flat_map(|value| value.split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|item| !item.is_empty())
    }

    /// Whether a list has this item, whatever its case.
    pub(crate) fn has_item(&self, name: &str, item: &str) -> bool {
        self.items(name).any(|found| found.eq_ignore_ascii_case(item.as_bytes()))
    }

    /// The fields and the empty line behind the first line of a head.
    pub(crate) fn write_behind(&self, line: Vec<u8>) -> Vec<u8> {
        let mut out = line;
        for field in &self.0 {
            write(&mut out, &field.name, &field.value);
        }
        out.extend_from_slice(b"\r\n");
        out
    }

    /// Checks fields that the application adds: the syntax, so that no field can smuggle another
    /// one in, and that it does not write what the handshake writes.
    pub(crate) fn check(&self, reserved: &[&str]) -> Result<(), Misuse> {
        let good = self.0.iter().all(|Header { name, value }| {
            is_token(name)
                && value.iter().all(|byte| is_field_byte(*byte))
                && !reserved.iter().any(|own| name.eq_ignore_ascii_case(own.as_bytes()))
        });
        if good { Ok(()) } else { Err(Misuse::InvalidHeader) }
    }
}

/// Whether this is a token (RFC 9110 §5.6.2).
pub(crate) fn is_token(bytes: &[u8]) -> bool {
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !bytes.is_empty() && bytes.iter().all(token)
}

/// Whether a field value may have this byte (RFC 9110 §5.5).
fn is_field_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x20..=0x7e | 0x80..)
}

/// Appends a field.
pub(crate) fn write(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    for part in [name, b": ", value, b"\r\n"] {
        out.extend_from_slice(part);
    }
}

/// Whether a value that the application gives can stand in a field.
pub(crate) fn check_value(value: &[u8]) -> Result<(), Misuse> {
    if value.iter().all(|byte| is_field_byte(*byte)) { Ok(()) } else { Err(Misuse::InvalidHeader) }
}
