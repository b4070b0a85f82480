//! The component, compiled once for all shards of the process.

use std::path::Path;
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
        BUNDLED.get_or_init(|| Self::compile(BYTES)).clone()
    }

    /// Another one.
    pub(crate) fn compile(bytes: &[u8]) -> Result<Self, String> {
        let engine = engine()?;
        Self::link(engine, Compiled::new(engine, bytes))
    }

    fn link(engine: &Engine, compiled: wasmtime::Result<Compiled>) -> Result<Self, String> {
        // The linker stays empty: the component gets nothing but what it is called with.
        let linker = Linker::new(engine);
        compiled
            .and_then(|component| linker.instantiate_pre(&component))
            .and_then(WebsocketPre::new)
            .map(|pre| Self { pre })
            .map_err(|error| format!("{error:#}"))
    }
}

/// The machine code of the component that this library carries.
pub(crate) fn precompile() -> Result<Vec<u8>, String> {
    engine()?.precompile_component(BYTES).map_err(|error| format!("{error:#}"))
}

/// Uses the machine code of a file from now on, unless the component is in use already.
///
/// # Safety
///
/// The file must be what [`precompile`] gave.
#[expect(unsafe_code, reason = "machine code cannot be checked")]
pub(crate) unsafe fn load(path: &Path) -> Result<(), String> {
    let engine = engine()?;
    // SAFETY: the caller's.
    let compiled = unsafe { Compiled::deserialize_file(engine, path) };
    let component = Component::link(engine, compiled)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    // The one that is in use already does the same.
    let _ = BUNDLED.set(Ok(component));
    Ok(())
}

/// The component itself.
pub const BYTES: &[u8] = include_bytes!(env!("WITSOCKET_COMPONENT"));

static BUNDLED: OnceLock<Result<Component, String>> = OnceLock::new();

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
