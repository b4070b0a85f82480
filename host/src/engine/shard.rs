//! A thread's share of the connections, and the component that they share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use slab::Slab;
use tracing::error;
use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits};

use super::component::Component;
use super::directory;
use super::machine::Machine;
use super::worker::WeakWorker;
use crate::bindings::{GuestConnection, GuestDial, GuestPrepared};
use crate::connection::{Link, Mailbox, Place};
use crate::types::Close;

/// The connections of one thread and the instance that speaks their protocol.
pub(crate) struct Shard {
    id: u64,
    sandbox: Sandbox,
    pub(crate) worker: WeakWorker,
    machine: RefCell<Option<Machine>>,
    /// Counts the machines: a connection of an earlier one is lost.
    generation: Cell<u64>,
    /// What is read from a socket, before the component gets it.
    pub(crate) buffer: RefCell<Box<[u8]>>,
    members: RefCell<Slab<Member>>,
    /// Who broadcasts: one after the other, so that all connections see the same order.
    pub(crate) broadcasts: tokio::sync::Mutex<()>,
}

/// What to run, and how much memory it may take.
#[derive(Clone)]
pub(crate) struct Sandbox {
    pub(crate) component: Component,
    pub(crate) memory: usize,
}

/// A connection in the component, or one that is being made.
#[derive(Clone, Copy)]
pub(crate) struct Guest {
    resource: ResourceAny,
    generation: u64,
}

/// The component failed, and all connections that it had are lost.
#[derive(Debug)]
pub(crate) struct Trapped;

struct Member {
    link: Rc<RefCell<Link>>,
    mailbox: Arc<Mailbox>,
}

impl Shard {
    /// Makes this thread a shard.
    pub(crate) fn enter(sandbox: Sandbox, worker: WeakWorker) -> Rc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let shard = Rc::new(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            sandbox,
            worker,
            machine: RefCell::new(None),
            generation: Cell::new(0),
            buffer: RefCell::new(vec![0; READ].into()),
            members: RefCell::new(Slab::new()),
            broadcasts: tokio::sync::Mutex::new(()),
        });
        directory::enter(shard.id, shard.worker.clone());
        CURRENT.set(Some(shard.clone()));
        shard
    }

    /// Ends being one.
    pub(crate) fn exit() {
        if let Some(shard) = CURRENT.take() {
            directory::exit(shard.id);
        }
    }

    /// The shard that this thread is.
    pub(crate) fn current() -> Option<Rc<Self>> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Runs `run` with a connection of this thread, unless it is another thread's or in use.
    pub(crate) fn with_link<R>(
        mailbox: &Arc<Mailbox>,
        run: impl FnOnce(&mut Link) -> R,
    ) -> Option<R> {
        let link = CURRENT
            .try_with(|current| {
                let current = current.borrow();
                let shard = mailbox.place.shard;
                current.as_ref().filter(|current| current.id == shard)?.link(mailbox)
            })
            .ok()??;
        let mut link = link.try_borrow_mut().ok()?;
        Some(run(&mut link))
    }

    /// A connection of this shard, if it is still there.
    pub(crate) fn link(&self, mailbox: &Arc<Mailbox>) -> Option<Rc<RefCell<Link>>> {
        let members = self.members.borrow();
        let member = members.get(mailbox.place.key)?;
        // The place may be another connection's by now.
        Arc::ptr_eq(&member.mailbox, mailbox).then(|| member.link.clone())
    }

    /// The number of the shard.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Makes a connection in the component, which is instantiated first if need be.
    pub(crate) fn open<E>(
        &self,
        make: impl FnOnce(
            GuestConnection<'_>,
            &mut Store<StoreLimits>,
        ) -> wasmtime::Result<Result<ResourceAny, E>>,
    ) -> Result<Result<Guest, E>, String> {
        self.make(|machine| machine.call(make))
    }

    /// The same for one that is to be dialled.
    pub(crate) fn open_dial<E>(
        &self,
        make: impl FnOnce(
            GuestDial<'_>,
            &mut Store<StoreLimits>,
        ) -> wasmtime::Result<Result<ResourceAny, E>>,
    ) -> Result<Result<Guest, E>, String> {
        self.make(|machine| machine.call_dial(make))
    }

    /// A connection that the component made by itself.
    pub(crate) fn adopt(&self, resource: ResourceAny) -> Guest {
        Guest { resource, generation: self.generation.get() }
    }

    fn make<E>(
        &self,
        make: impl FnOnce(&mut Machine) -> wasmtime::Result<Result<ResourceAny, E>>,
    ) -> Result<Result<Guest, E>, String> {
        let mut slot = self.machine.borrow_mut();
        let machine = match &mut *slot {
            Some(machine) => machine,
            None => {
                let machine = Machine::new(&self.sandbox.component, self.sandbox.memory)
                    .map_err(|error| format!("{error:#}"))?;
                slot.insert(machine)
            }
        };
        match make(machine) {
            Ok(Ok(resource)) => Ok(Ok(self.adopt(resource))),
            Ok(Err(misuse)) => Ok(Err(misuse)),
            Err(error) => {
                let reason = format!("{error:#}");
                self.poison(&mut slot, &reason);
                Err(reason)
            }
        }
    }

    /// Calls a method of a connection.
    pub(crate) fn call<R>(
        &self,
        guest: Guest,
        call: impl FnOnce(
            GuestConnection<'_>,
            &mut Store<StoreLimits>,
            ResourceAny,
        ) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        self.run(guest, |machine| {
            machine.call(|connection, store| call(connection, store, guest.resource))
        })
    }

    /// Calls a method of a dial.
    pub(crate) fn call_dial<R>(
        &self,
        guest: Guest,
        call: impl FnOnce(GuestDial<'_>, &mut Store<StoreLimits>, ResourceAny) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        self.run(guest, |machine| {
            machine.call_dial(|dial, store| call(dial, store, guest.resource))
        })
    }

    fn run<R>(
        &self,
        guest: Guest,
        call: impl FnOnce(&mut Machine) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        let mut slot = self.machine.borrow_mut();
        if self.is_lost(guest) {
            return Err(Trapped);
        }
        let machine = slot.as_mut().ok_or(Trapped)?;
        call(machine).map_err(|error| {
            self.poison(&mut slot, &format!("{error:#}"));
            Trapped
        })
    }

    /// Calls with many connections at once.
    pub(crate) fn call_prepared<R>(
        &self,
        guests: &[Guest],
        call: impl FnOnce(
            GuestPrepared<'_>,
            &mut Store<StoreLimits>,
            &[ResourceAny],
        ) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        let mut slot = self.machine.borrow_mut();
        if guests.iter().any(|guest| self.is_lost(*guest)) {
            return Err(Trapped);
        }
        let connections: Vec<_> = guests.iter().map(|guest| guest.resource).collect();
        let machine = slot.as_mut().ok_or(Trapped)?;
        machine.call_prepared(|prepared, store| call(prepared, store, &connections)).map_err(
            |error| {
                self.poison(&mut slot, &format!("{error:#}"));
                Trapped
            },
        )
    }

    /// Frees a connection in the component.
    pub(crate) fn free(&self, guest: Guest) {
        let mut slot = self.machine.borrow_mut();
        if let Some(machine) = slot.as_mut()
            && !self.is_lost(guest)
            && let Err(error) = machine.free(guest.resource)
        {
            self.poison(&mut slot, &format!("{error:#}"));
        }
    }

    /// Gives up the component because it gave what it must not give.
    pub(crate) fn fault(&self, reason: &str) -> Trapped {
        self.poison(&mut self.machine.borrow_mut(), reason);
        Trapped
    }

    /// Whether the machine that had this connection is gone.
    pub(crate) fn is_lost(&self, guest: Guest) -> bool {
        guest.generation != self.generation.get()
    }

    /// Takes a connection in, which is made when its place is known.
    pub(crate) fn join(
        &self,
        make: impl FnOnce(Place) -> (Arc<Mailbox>, Link),
    ) -> Rc<RefCell<Link>> {
        let mut members = self.members.borrow_mut();
        let entry = members.vacant_entry();
        let (mailbox, link) = make(Place { shard: self.id, key: entry.key() });
        let link = Rc::new(RefCell::new(link));
        entry.insert(Member { link: link.clone(), mailbox });
        link
    }

    /// Removes a connection that has ended.
    pub(crate) fn leave(&self, mailbox: &Mailbox) {
        let member = self.members.borrow_mut().try_remove(mailbox.place.key);
        drop(member);
    }

    /// Closes all connections that clients made to this shard.
    pub(crate) fn close_all(&self, close: &Close) {
        let members = self.members.borrow();
        let links: Vec<_> = members.iter().map(|(_, member)| member.link.clone()).collect();
        drop(members);
        for link in links {
            if let Ok(mut link) = link.try_borrow_mut() {
                link.go_away(close);
            }
        }
    }

    fn poison(&self, slot: &mut Option<Machine>, reason: &str) {
        // The next connection gets a new machine. The drivers of the others see for themselves
        // that theirs is gone.
        *slot = None;
        self.generation.set(self.generation.get() + 1);
        let members = self.members.borrow();
        error!(shard = self.id, connections = members.len(), reason, "the component failed");
        members.iter().for_each(|(_, member)| member.mailbox.wake_driver());
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Shard>>> = const { RefCell::new(None) };
}

const READ: usize = 64 << 10;

/// Bytes that the connections of a shard may take in the component.
pub(crate) const DEFAULT_MEMORY: usize = 256 << 20;
