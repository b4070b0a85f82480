//! Settings that cross once, for many connections.

use std::sync::Arc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;

use crate::config;
use crate::errors::invalid;
use crate::given::Given;

/// The settings of connections.
#[wasm_bindgen]
pub struct Settings(pub(crate) Arc<core::Config>);

#[wasm_bindgen]
impl Settings {
    /// Reads them. What is not there has its default.
    #[wasm_bindgen(constructor)]
    pub fn new(length: usize) -> Result<Settings, JsValue> {
        config::from_js(&Given::take(length)).map(|config| Self(Arc::new(config))).map_err(invalid)
    }

    /// How long a connection may take to open, in milliseconds.
    #[wasm_bindgen(js_name = openTimeout)]
    pub fn open_timeout(&self) -> f64 {
        self.0.timeouts.open.map_or(f64::INFINITY, config::millis)
    }
}
