//! What JavaScript gets that is no message: written down at once, and read by it at once. To make
//! an object by calls of JavaScript takes a call, and a text that is decoded, for each property.
//!
//! A value is a list of words: what it is, and behind that what the kinds below say. Texts stand
//! one behind the other in a place of their own, in UTF-8. `js/src/values.ts` reads it.

use std::cell::RefCell;

use bytes::Bytes;
use witsocket::{Header, Headers};

const UNDEFINED: u32 = 0;
const FALSE: u32 = 1;
const TRUE: u32 = 2;
/// Two words: a number of 64 bits, the lower half first.
const NUMBER: u32 = 3;
/// One word: how many bytes of the texts are this one.
const TEXT: u32 = 4;
/// Two words: where the bytes are, and how many.
const BYTES: u32 = 5;
/// One word: how many values follow.
const LIST: u32 = 6;
/// One word: how many properties follow, each of which is two words, where its name is and how
/// long, and a value. A name stays where it is, so that it is read once.
const OBJECT: u32 = 7;

/// A value, written down.
#[derive(Default)]
pub(crate) struct Value {
    words: Vec<u32>,
    texts: Vec<u8>,
    bytes: Vec<Bytes>,
}

impl Value {
    pub(crate) fn undefined() -> Self {
        Self::of(UNDEFINED)
    }

    /// Bytes of HTTP as a text of a character each: nothing is lost of what is not UTF-8.
    pub(crate) fn latin1(bytes: &[u8]) -> Self {
        if bytes.is_ascii() {
            return Self::utf8(bytes);
        }
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        text.into()
    }

    /// Bytes of UTF-8 as a text; what is none becomes U+FFFD.
    pub(crate) fn utf8(bytes: &[u8]) -> Self {
        let words = vec![TEXT, bytes.len() as u32];
        Self { words, texts: bytes.to_vec(), bytes: Vec::new() }
    }

    pub(crate) fn headers(headers: &Headers) -> Self {
        let pair =
            |header: &Header| Self::list([Self::latin1(&header.name), Self::latin1(&header.value)]);
        Self::list(headers.0.iter().map(pair))
    }

    pub(crate) fn list(values: impl IntoIterator<Item = Value>) -> Self {
        let mut list = Self::of(LIST);
        list.words.push(0);
        for value in values {
            list.append(value);
        }
        list
    }

    fn of(kind: u32) -> Self {
        Self { words: vec![kind], ..Self::default() }
    }

    /// Takes one more value in: this is a list, or an object whose name for it stands there.
    fn append(&mut self, mut value: Value) {
        self.words[1] += 1;
        self.words.append(&mut value.words);
        self.texts.append(&mut value.texts);
        self.bytes.append(&mut value.bytes);
    }
}

/// An object to make.
pub(crate) struct Maker(Value);

impl Maker {
    pub(crate) fn new() -> Self {
        let mut object = Value::of(OBJECT);
        object.words.push(0);
        Self(object)
    }

    /// An object that says of what kind it is.
    pub(crate) fn of(kind: &str) -> Self {
        Self::new().with("type", kind)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(name, value.into());
        self
    }

    /// Leaves out what is not there.
    pub(crate) fn maybe(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn done(self) -> Value {
        self.0
    }

    fn put(&mut self, name: &'static str, value: Value) {
        self.0.words.extend([name.as_ptr() as usize as u32, name.len() as u32]);
        self.0.append(value);
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::of(if value { TRUE } else { FALSE })
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        let bits = value.to_bits();
        Self { words: vec![NUMBER, bits as u32, (bits >> 32) as u32], ..Self::default() }
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        f64::from(value).into()
    }
}

impl From<u16> for Value {
    fn from(value: u16) -> Self {
        f64::from(value).into()
    }
}

impl From<u8> for Value {
    fn from(value: u8) -> Self {
        f64::from(value).into()
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::utf8(value.as_bytes())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::utf8(value.as_bytes())
    }
}

impl From<Bytes> for Value {
    fn from(value: Bytes) -> Self {
        let words = vec![BYTES, value.as_ptr() as usize as u32, value.len() as u32];
        Self { words, texts: Vec::new(), bytes: vec![value] }
    }
}

/// A value that JavaScript can read, as long as this is there.
#[derive(Default)]
pub(crate) struct Sealed(Value);

impl Value {
    /// In front of the words stands where the texts are, and how long.
    pub(crate) fn seal(mut self) -> Sealed {
        let mut words = vec![self.texts.as_ptr() as usize as u32, self.texts.len() as u32];
        words.append(&mut self.words);
        Sealed(Self { words, ..self })
    }
}

impl Sealed {
    /// Where it is.
    pub(crate) fn place(&self) -> *const u32 {
        self.0.words.as_ptr()
    }
}

/// Leaves a value until the next call that leaves one, and says where it is.
pub(crate) fn leave(value: Value) -> *const u32 {
    thread_local! {
        static LEFT: RefCell<Sealed> = RefCell::default();
    }
    LEFT.with_borrow_mut(|left| {
        *left = value.seal();
        left.place()
    })
}
