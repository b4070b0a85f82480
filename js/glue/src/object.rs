//! Plain objects of JavaScript: reading them without trust, and making them.

use bytes::Bytes;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use witsocket::{Header, Headers};

/// What is wrong with a value: where, and what.
pub(crate) type Invalid = (&'static str, &'static str);

/// An object to read.
pub(crate) struct Reader<'a>(pub(crate) &'a JsValue);

impl Reader<'_> {
    /// A property; `None` if it is not there.
    pub(crate) fn get(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined()).then_some(value)
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Invalid> {
        self.get(name)
            .map(|value| value.as_bool().ok_or((name, "must be true or false")))
            .transpose()
    }

    /// A number that is not negative.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<f64>, Invalid> {
        let number = |value: JsValue| {
            value
                .as_f64()
                .filter(|number| *number >= 0.0)
                .ok_or((name, "must be a number from 0 on"))
        };
        self.get(name).map(number).transpose()
    }

    pub(crate) fn string(&self, name: &'static str) -> Result<Option<String>, Invalid> {
        self.get(name).map(|value| value.as_string().ok_or((name, "must be a string"))).transpose()
    }

    pub(crate) fn strings(&self, name: &'static str) -> Result<Option<Vec<String>>, Invalid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = (name, "must be a list of strings");
        let list = list(&value).ok_or(wrong)?;
        let strings = list.iter().map(JsValue::as_string).collect::<Option<_>>();
        strings.ok_or(wrong).map(Some)
    }

    pub(crate) fn bytes(&self, name: &'static str) -> Result<Option<Vec<u8>>, Invalid> {
        let bytes = |value: JsValue| {
            let array = value.dyn_ref::<Uint8Array>().ok_or((name, "must be a Uint8Array"))?;
            Ok(array.to_vec())
        };
        self.get(name).map(bytes).transpose()
    }

    /// Header fields, as a list of pairs.
    pub(crate) fn headers(&self, name: &'static str) -> Result<Option<Headers>, Invalid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let mut headers = Headers::default();
        for (name, value) in pairs(&value).ok_or((name, "must be a list of pairs of strings"))? {
            headers.push(latin1(&name), latin1(&value));
        }
        Ok(Some(headers))
    }
}

/// The items of a list.
pub(crate) fn list(value: &JsValue) -> Option<Vec<JsValue>> {
    Some(value.dyn_ref::<Array>()?.iter().collect())
}

/// Pairs of strings.
pub(crate) fn pairs(value: &JsValue) -> Option<Vec<(String, String)>> {
    let pair = |pair: &JsValue| match &*list(pair)? {
        [name, value] => Some((name.as_string()?, value.as_string()?)),
        _ => None,
    };
    list(value)?.iter().map(pair).collect()
}

/// The error that JavaScript gets of it.
pub(crate) fn invalid((place, what): Invalid) -> JsValue {
    Array::of2(&place.into(), &what.into()).into()
}

/// An object to make.
pub(crate) struct Maker(Object);

impl Maker {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    /// An object that says of what kind it is.
    pub(crate) fn of(kind: &str) -> Self {
        Self::new().with("type", kind)
    }

    pub(crate) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        // A plain object takes any property.
        let _ = Reflect::set(&self.0, &JsValue::from_str(name), &value.into());
        self
    }

    /// Leaves out what is not there.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Into<JsValue>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn done(self) -> JsValue {
        self.0.into()
    }
}

/// Bytes as an array of their own.
pub(crate) fn array(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// Bytes of HTTP as a string, one character each: nothing is lost of what is not UTF-8.
pub(crate) fn text(bytes: &[u8]) -> JsValue {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    text.into()
}

/// Bytes of UTF-8 as a string.
pub(crate) fn utf8(bytes: &[u8]) -> JsValue {
    String::from_utf8_lossy(bytes).as_ref().into()
}

pub(crate) fn headers_to_js(headers: &Headers) -> JsValue {
    let pair = |header: &Header| Array::of2(&text(&header.name), &text(&header.value));
    headers.0.iter().map(pair).collect::<Array>().into()
}

/// A string as bytes of HTTP, the other way round. What has other characters is UTF-8.
pub(crate) fn latin1(text: &str) -> Bytes {
    let bytes =
        text.chars().map(|character| u8::try_from(character).ok()).collect::<Option<Vec<_>>>();
    bytes.unwrap_or_else(|| text.as_bytes().to_vec()).into()
}
