//! The component, compiled once for all shards of the process.

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use wasmtime::component::{Component as Compiled, Linker};
use wasmtime::{Engine, StoreLimits};

use crate::bindings::WebsocketPre;

/// A component that can be instantiated for each shard.
#[derive(Clone)]
pub(crate) struct Component {
    pub(crate) pre: WebsocketPre<StoreLimits>,
}

impl Component {
    /// The component that this library carries.
    pub(crate) fn bundled() -> Result<Self, String> {
        static BUNDLED: OnceLock<Result<Component, String>> = OnceLock::new();
        BUNDLED.get_or_init(|| Self::compile(include_bytes!(env!("WITSOCKET_COMPONENT")))).clone()
    }

    /// Another one.
    pub(crate) fn compile(bytes: &[u8]) -> Result<Self, String> {
        let engine = engine()?;
        // The linker stays empty: the component gets nothing but what it is called with.
        let linker = Linker::new(engine);
        Compiled::new(engine, bytes)
            .and_then(|component| linker.instantiate_pre(&component))
            .and_then(WebsocketPre::new)
            .map(|pre| Self { pre })
            .map_err(|error| format!("{error:#}"))
    }
}

fn engine() -> Result<&'static Engine, String> {
    static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        let mut config = wasmtime::Config::new();
        config.epoch_interruption(true);
        let engine = Engine::new(&config).map_err(|error| format!("{error:#}"))?;
        let weak = engine.weak();
        let watchdog = thread::Builder::new().name("witsocket-watchdog".into());
        let tick = move || {
            while let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        };
        watchdog.spawn(tick).map_err(|error| error.to_string())?;
        Ok(engine)
    });
    engine.as_ref().map_err(Clone::clone)
}

const TICK: Duration = Duration::from_secs(1);
