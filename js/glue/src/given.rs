//! What JavaScript gives that is no message: written by `js/src/values.ts` where inputs are, with a
//! byte in front of each value that says what it is, and numbers in little endian.

use witsocket::Headers;

use crate::input::take;

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const NUMBER: u8 = 3;
const TEXT: u8 = 4;
const BYTES: u8 = 5;
const LIST: u8 = 6;
const OBJECT: u8 = 7;

/// What is wrong with a value: where, and what.
pub(crate) type Invalid = (&'static str, &'static str);

/// A value of JavaScript.
pub(crate) enum Given {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Given>),
    Object(Vec<(String, Given)>),
    /// A function, a symbol, ..
    Other,
}

impl Given {
    /// What was written as the input of this call.
    pub(crate) fn take(length: usize) -> Self {
        Source(&take(length)).value().unwrap_or(Self::Other)
    }

    /// A property; `None` if it is not there.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(properties) = self else { return None };
        properties.iter().find(|property| property.0 == name).map(|property| &property.1)
    }

    /// A property that is not `null` either.
    pub(crate) fn present(&self, name: &str) -> Option<&Self> {
        self.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Invalid> {
        self.property(name, Self::as_flag, "must be true or false")
    }

    /// A number that is not negative.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<f64>, Invalid> {
        let number = |value: &Self| value.as_number().filter(|number| *number >= 0.0);
        self.property(name, number, "must be a number from 0 on")
    }

    pub(crate) fn string(&self, name: &'static str) -> Result<Option<String>, Invalid> {
        self.property(name, |value| value.as_text().map(str::to_owned), "must be a string")
    }

    pub(crate) fn strings(&self, name: &'static str) -> Result<Option<Vec<String>>, Invalid> {
        let text = |value: &Self| value.as_text().map(str::to_owned);
        let strings = |value: &Self| value.as_list()?.iter().map(text).collect();
        self.property(name, strings, "must be a list of strings")
    }

    pub(crate) fn bytes(&self, name: &'static str) -> Result<Option<Vec<u8>>, Invalid> {
        let bytes =
            |value: &Self| if let Self::Bytes(it) = value { Some(it.clone()) } else { None };
        self.property(name, bytes, "must be a Uint8Array")
    }

    /// The bytes that a property is, without a copy.
    pub(crate) fn into_bytes(self, name: &str) -> Option<Vec<u8>> {
        let Self::Object(properties) = self else { return None };
        match properties.into_iter().find(|property| property.0 == name)?.1 {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Header fields, as a list of pairs.
    pub(crate) fn headers(&self, name: &'static str) -> Result<Option<Headers>, Invalid> {
        let headers = |value: &Self| {
            let mut headers = Headers::default();
            for (name, value) in value.pairs()? {
                headers.push(latin1(&name), latin1(&value));
            }
            Some(headers)
        };
        self.property(name, headers, "must be a list of pairs of strings")
    }

    /// Pairs of strings.
    pub(crate) fn pairs(&self) -> Option<Vec<(String, String)>> {
        let pair = |pair: &Self| match pair.as_list()? {
            [name, value] => Some((name.as_text()?.to_owned(), value.as_text()?.to_owned())),
            _ => None,
        };
        self.as_list()?.iter().map(pair).collect()
    }

    fn property<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Self) -> Option<T>,
        wrong: &'static str,
    ) -> Result<Option<T>, Invalid> {
        self.get(name).map(|value| read(value).ok_or((name, wrong))).transpose()
    }
}

/// A string as bytes of HTTP: one for each character. What has other characters is UTF-8.
pub(crate) fn latin1(text: &str) -> bytes::Bytes {
    let bytes =
        text.chars().map(|character| u8::try_from(character).ok()).collect::<Option<Vec<_>>>();
    bytes.unwrap_or_else(|| text.as_bytes().to_vec()).into()
}

/// What is not read yet.
struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    fn value(&mut self) -> Option<Given> {
        Some(match self.take(1)? {
            [NULL] => Given::Null,
            [FALSE] => Given::Flag(false),
            [TRUE] => Given::Flag(true),
            [NUMBER] => Given::Number(f64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            [TEXT] => Given::Text(self.text()?),
            [BYTES] => Given::Bytes(self.counted()?.to_vec()),
            [LIST] => {
                let count = self.count()?;
                Given::List((0..count).map(|_| self.value()).collect::<Option<_>>()?)
            }
            [OBJECT] => {
                let count = self.count()?;
                let property = |_| Some((self.text()?, self.value()?));
                Given::Object((0..count).map(property).collect::<Option<_>>()?)
            }
            _ => Given::Other,
        })
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.counted()?.to_vec()).ok()
    }

    fn counted(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    fn count(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}
