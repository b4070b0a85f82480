//! The header fields of a request or response.

use std::fmt;

use crate::bindings::wit;

/// Header fields in their order, as they were read or are to be written.
///
/// They lie in one piece of memory, since a server keeps them for each connection.
///
/// ```
/// # use witsocket_host::Headers;
/// let headers = Headers::from([("X-Room", "blue"), ("X-Seat", "7")]);
/// assert_eq!(headers.get("x-room"), Some("blue"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    bytes: Vec<u8>,
    /// Where each name and each value ends in `bytes`.
    ends: Vec<(u32, u32)>,
}

impl Headers {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field behind the others. What may not stand in a header is refused where it is
    /// to be sent.
    pub fn push(&mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) {
        self.bytes.extend_from_slice(name.as_ref());
        let name_end = self.end();
        self.bytes.extend_from_slice(value.as_ref());
        self.ends.push((name_end, self.end()));
    }

    /// The value of the first field of this name in any case, unless it is not UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).next().and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The values of all fields of this name in any case.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, v)| v)
    }

    /// All fields, as names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        starts.zip(&self.ends).map(|(start, (name_end, end))| {
            let (start, name_end, end) = (start as usize, *name_end as usize, *end as usize);
            (&self.bytes[start..name_end], &self.bytes[name_end..end])
        })
    }

    /// Bytes of all names and values.
    pub(crate) fn weight(&self) -> usize {
        self.bytes.len()
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn end(&self) -> u32 {
        // Nobody has headers of 4 GiB: it would not fit in the component.
        u32::try_from(self.bytes.len()).expect("headers are shorter than 4 GiB")
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const COUNT: usize> From<[(N, V); COUNT]> for Headers {
    fn from(fields: [(N, V); COUNT]) -> Self {
        fields.into_iter().collect()
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let mut headers = Self::new();
        headers.extend(fields);
        headers
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Extend<(N, V)> for Headers {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, fields: I) {
        fields.into_iter().for_each(|(name, value)| self.push(name, value));
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy;
        f.debug_list().entries(self.iter().map(|(n, v)| (text(n), text(v)))).finish()
    }
}

impl From<Vec<wit::Header>> for Headers {
    fn from(fields: Vec<wit::Header>) -> Self {
        let mut headers = Self {
            bytes: Vec::with_capacity(fields.iter().map(|f| f.name.len() + f.value.len()).sum()),
            ends: Vec::with_capacity(fields.len()),
        };
        headers.extend(fields.into_iter().map(|field| (field.name, field.value)));
        headers
    }
}

impl From<&Headers> for Vec<wit::Header> {
    fn from(headers: &Headers) -> Self {
        let field = |(name, value): (&[u8], &[u8])| wit::Header {
            name: name.to_vec(),
            value: value.to_vec(),
        };
        headers.iter().map(field).collect()
    }
}
