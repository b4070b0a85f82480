//! One instance of the component, and the connections in it.

use std::cell::RefCell;
use std::rc::Rc;

use wasmtime::component::ResourceAny;

use super::machine::Machine;

/// An instance that lasts until its first failure: what was in it is lost then.
pub(crate) struct Instance {
    machine: RefCell<Option<Machine>>,
}

/// A connection in the component, or one that is being made.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(super) resource: ResourceAny,
    pub(super) instance: Rc<Instance>,
}

impl Instance {
    pub(super) fn new(machine: Machine) -> Self {
        Self { machine: RefCell::new(Some(machine)) }
    }

    /// Calls into the component; `None` if it has failed before.
    pub(super) fn call<R>(
        &self,
        call: impl FnOnce(&mut Machine) -> wasmtime::Result<R>,
    ) -> Option<wasmtime::Result<R>> {
        Some(call(self.machine.borrow_mut().as_mut()?))
    }

    /// Gives the component up. Returns whether it was there still.
    pub(super) fn end(&self) -> bool {
        self.machine.borrow_mut().take().is_some()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.machine.borrow().is_none()
    }
}

impl Guest {
    /// Whether its instance failed, and this was lost with it.
    pub(crate) fn is_lost(&self) -> bool {
        self.instance.has_ended()
    }

    /// Another one in the same instance, which the component made by itself.
    pub(crate) fn adopt(&self, resource: ResourceAny) -> Self {
        Self { resource, instance: self.instance.clone() }
    }

    /// Whether it is in this instance.
    pub(crate) fn is_in(&self, instance: &Rc<Instance>) -> bool {
        Rc::ptr_eq(&self.instance, instance)
    }

    /// Whether both are in one instance.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.is_in(&other.instance)
    }
}
