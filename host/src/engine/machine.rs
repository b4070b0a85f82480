//! The component at work.

use std::sync::{Arc, Weak};

use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits, StoreLimitsBuilder};

use super::component::Component;
use crate::bindings::{GuestConnection, GuestDial, GuestPrepared, Websocket, wit};
use crate::connection::Settings;

/// One instance of the component in a store of its own.
///
/// After the first error of a call it is of no use any more: wasmtime lets nobody into a store
/// that has seen a trap.
pub(crate) struct Machine {
    store: Store<StoreLimits>,
    bindings: Websocket,
    /// The settings that the component has read.
    settings: Vec<(Weak<Settings>, ResourceAny)>,
}

impl Machine {
    /// Instantiates the component, which then may take this many bytes of memory.
    pub(crate) fn new(component: &Component, memory: usize) -> wasmtime::Result<Self> {
        let limits = StoreLimitsBuilder::new().memory_size(memory).build();
        let mut store = Store::new(component.pre.engine(), limits);
        store.limiter(|limits| limits);
        store.set_epoch_deadline(DEADLINE);
        // What one call may hand out, in case lists of the guest overlap.
        store.set_hostcall_fuel(memory);
        // A connection is one handle. Their number is bounded by the memory.
        store.set_max_component_handles(usize::MAX);
        let bindings = component.pre.instantiate(&mut store)?;
        Ok(Self { store, bindings, settings: Vec::new() })
    }

    /// The component's settings for connections that have these.
    pub(crate) fn settings(
        &mut self,
        settings: &Arc<Settings>,
    ) -> wasmtime::Result<Result<ResourceAny, wit::Misuse>> {
        let known = self.settings.iter().find(|(known, _)| known.as_ptr() == Arc::as_ptr(settings));
        if let Some((_, resource)) = known {
            return Ok(Ok(*resource));
        }
        self.store.set_epoch_deadline(DEADLINE);
        for (_, gone) in self.settings.extract_if(.., |(known, _)| known.strong_count() == 0) {
            gone.resource_drop(&mut self.store)?;
        }
        let connection = self.bindings.witsocket_protocol_connection();
        let made = connection.settings().call_constructor(&mut self.store, &settings.wit)?;
        if let Ok(resource) = made {
            self.settings.push((Arc::downgrade(settings), resource));
        }
        Ok(made)
    }

    /// Calls into the component.
    pub(crate) fn call<R>(
        &mut self,
        call: impl FnOnce(GuestConnection<'_>, &mut Store<StoreLimits>) -> wasmtime::Result<R>,
    ) -> wasmtime::Result<R> {
        self.store.set_epoch_deadline(DEADLINE);
        call(self.bindings.witsocket_protocol_connection().connection(), &mut self.store)
    }

    /// Calls into the component about a connection that is being made.
    pub(crate) fn call_dial<R>(
        &mut self,
        call: impl FnOnce(GuestDial<'_>, &mut Store<StoreLimits>) -> wasmtime::Result<R>,
    ) -> wasmtime::Result<R> {
        self.store.set_epoch_deadline(DEADLINE);
        call(self.bindings.witsocket_protocol_dial().dial(), &mut self.store)
    }

    /// Calls into the component with a message for many connections.
    pub(crate) fn call_prepared<R>(
        &mut self,
        call: impl FnOnce(GuestPrepared<'_>, &mut Store<StoreLimits>) -> wasmtime::Result<R>,
    ) -> wasmtime::Result<R> {
        self.store.set_epoch_deadline(DEADLINE);
        call(self.bindings.witsocket_protocol_connection().prepared(), &mut self.store)
    }

    /// What is wrong with the subprotocols or headers that a server is to start with.
    pub(crate) fn check_server(
        &mut self,
        subprotocols: &[Vec<u8>],
        headers: &[wit::Header],
    ) -> wasmtime::Result<Result<(), wit::Misuse>> {
        self.store.set_epoch_deadline(DEADLINE);
        let connection = self.bindings.witsocket_protocol_connection();
        connection.call_check_server(&mut self.store, subprotocols, headers)
    }

    /// What is wrong with a close that is to be said.
    pub(crate) fn check_close(
        &mut self,
        close: &wit::Close,
    ) -> wasmtime::Result<Result<(), wit::Misuse>> {
        self.store.set_epoch_deadline(DEADLINE);
        let connection = self.bindings.witsocket_protocol_connection();
        connection.call_check_close(&mut self.store, close)
    }

    /// Frees a resource.
    pub(crate) fn free(&mut self, resource: ResourceAny) -> wasmtime::Result<()> {
        self.store.set_epoch_deadline(DEADLINE);
        resource.resource_drop(&mut self.store)
    }
}

/// Ticks of the watchdog, a second each, before a call is taken for one that never ends.
const DEADLINE: u64 = 6;
