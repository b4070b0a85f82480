//! A thread's share of the connections, and the component that they share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use slab::Slab;
use tracing::error;
use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits};

use super::directory;
use super::instance::{Guest, Instance};
use super::machine::Machine;
use super::sandbox::{Isolation, Sandbox};
use super::timers::Timers;
use super::worker::WeakWorker;
use crate::bindings::{GuestConnection, GuestDial, GuestPrepared, wit};
use crate::connection::{Heads, Link, Mailbox, Place, Settings};
use crate::types::{Close, Stats};

/// The connections of one thread and the instance that speaks their protocol.
pub(crate) struct Shard {
    id: u64,
    sandbox: Sandbox,
    pub(crate) worker: WeakWorker,
    /// Where connections are made, if they share an instance.
    shared: RefCell<Option<Rc<Instance>>>,
    /// What is read from a socket, before the component gets it.
    pub(crate) buffer: RefCell<Box<[u8]>>,
    /// What the component puts in front of messages.
    pub(crate) heads: RefCell<Heads>,
    pub(crate) timers: Timers,
    members: RefCell<Slab<Member>>,
    /// What went over the connections that clients made to this shard, and that are gone.
    past: Cell<Stats>,
    /// How often the component was called.
    pub(crate) calls: Cell<u64>,
    /// Bytes from transports, for them and of messages that went into the component or out of it.
    pub(crate) copied: Cell<u64>,
    /// Who broadcasts: one after the other, so that all connections see the same order.
    pub(crate) broadcasts: tokio::sync::Mutex<()>,
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
            shared: RefCell::new(None),
            buffer: RefCell::new(vec![0; READ].into()),
            heads: RefCell::default(),
            timers: Timers::default(),
            members: RefCell::new(Slab::new()),
            past: Cell::default(),
            calls: Cell::new(0),
            copied: Cell::new(0),
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

    /// Makes a connection in the component, which is instantiated first if need be. `make` is
    /// given what the component has of the settings.
    pub(crate) fn open<E: From<wit::Misuse>>(
        &self,
        settings: &Arc<Settings>,
        make: impl FnOnce(
            GuestConnection<'_>,
            &mut Store<StoreLimits>,
            ResourceAny,
        ) -> wasmtime::Result<Result<ResourceAny, E>>,
    ) -> Result<Result<Guest, E>, String> {
        self.make(settings, |machine, settings| {
            machine.call(|connection, store| make(connection, store, settings))
        })
    }

    /// The same for one that is to be dialled.
    pub(crate) fn open_dial<E: From<wit::Misuse>>(
        &self,
        settings: &Arc<Settings>,
        make: impl FnOnce(
            GuestDial<'_>,
            &mut Store<StoreLimits>,
            ResourceAny,
        ) -> wasmtime::Result<Result<ResourceAny, E>>,
    ) -> Result<Result<Guest, E>, String> {
        self.make(settings, |machine, settings| {
            machine.call_dial(|dial, store| make(dial, store, settings))
        })
    }

    fn make<E: From<wit::Misuse>>(
        &self,
        settings: &Arc<Settings>,
        make: impl FnOnce(&mut Machine, ResourceAny) -> wasmtime::Result<Result<ResourceAny, E>>,
    ) -> Result<Result<Guest, E>, String> {
        let instance = self.instance().map_err(|error| format!("{error:#}"))?;
        let make = |machine: &mut Machine| match machine.settings(settings)? {
            Ok(settings) => make(machine, settings),
            Err(misuse) => Ok(Err(misuse.into())),
        };
        match instance.call(make) {
            Some(Ok(made)) => Ok(made.map(|resource| Guest { resource, instance })),
            Some(Err(error)) => {
                let reason = format!("{error:#}");
                self.poison(&instance, &reason);
                Err(reason)
            }
            // A new one is made for those that failed.
            None => Err("the component failed".into()),
        }
    }

    /// The instance for a connection to come.
    fn instance(&self) -> wasmtime::Result<Rc<Instance>> {
        let start = || {
            let machine = Machine::new(&self.sandbox.component, self.sandbox.memory)?;
            Ok(Rc::new(Instance::new(machine)))
        };
        if self.sandbox.isolation == Isolation::PerConnection {
            return start();
        }
        let mut shared = self.shared.borrow_mut();
        match &*shared {
            Some(instance) if !instance.has_ended() => Ok(instance.clone()),
            _ => Ok(shared.insert(start()?).clone()),
        }
    }

    /// Calls a method of a connection.
    pub(crate) fn call<R>(
        &self,
        guest: &Guest,
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
        guest: &Guest,
        call: impl FnOnce(GuestDial<'_>, &mut Store<StoreLimits>, ResourceAny) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        self.run(guest, |machine| {
            machine.call_dial(|dial, store| call(dial, store, guest.resource))
        })
    }

    fn run<R>(
        &self,
        guest: &Guest,
        call: impl FnOnce(&mut Machine) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        self.calls.set(self.calls.get() + 1);
        let called = guest.instance.call(call).ok_or(Trapped)?;
        called.map_err(|error| self.trapped(guest, &error))
    }

    fn trapped(&self, guest: &Guest, error: &wasmtime::Error) -> Trapped {
        self.fault(guest, &format!("{error:#}"))
    }

    /// Counts bytes that go into the component or out of it.
    pub(crate) fn copies(&self, bytes: usize) {
        self.copied.set(self.copied.get() + bytes as u64);
    }

    /// Calls with many connections of one instance at once.
    pub(crate) fn call_prepared<R>(
        &self,
        guests: &[Guest],
        call: impl FnOnce(
            GuestPrepared<'_>,
            &mut Store<StoreLimits>,
            &[ResourceAny],
        ) -> wasmtime::Result<R>,
    ) -> Result<R, Trapped> {
        let first = guests.first().ok_or(Trapped)?;
        let connections: Vec<_> = guests.iter().map(|guest| guest.resource).collect();
        self.run(first, |machine| {
            machine.call_prepared(|prepared, store| call(prepared, store, &connections))
        })
    }

    /// Frees a dial in the component.
    pub(crate) fn free(&self, guest: &Guest) {
        if let Some(Err(error)) = guest.instance.call(|machine| machine.free(guest.resource)) {
            self.trapped(guest, &error);
        }
    }

    /// Gives up the component of a connection because it gave what it must not give.
    pub(crate) fn fault(&self, guest: &Guest, reason: &str) -> Trapped {
        self.poison(&guest.instance, reason);
        Trapped
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

    /// Removes a connection that has ended; `served` is what went over it, if a client made it.
    ///
    /// Both at once: whoever counts finds it here or there, however long its handler goes on.
    pub(crate) fn leave(&self, mailbox: &Mailbox, served: Option<&Stats>) {
        if let Some(served) = served {
            let mut past = self.past.get();
            past += *served;
            self.past.set(past);
        }
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

    /// What went over the connections that clients made to this shard, and the bytes that wait
    /// for their transports.
    pub(crate) fn server_stats(&self) -> (Stats, u64) {
        let members = self.members.borrow();
        let links = members.iter().filter_map(|(_, member)| member.link.try_borrow().ok());
        let all = links.filter(|link| link.is_servers()).filter_map(|link| link.stats().ok());
        all.fold((self.past.get(), 0), |(mut sum, buffered), one| {
            sum += one;
            (sum, buffered + one.buffered)
        })
    }

    /// Gives up an instance. The drivers of its connections see for themselves that it is gone.
    fn poison(&self, instance: &Rc<Instance>, reason: &str) {
        if !instance.end() {
            return;
        }
        let members = self.members.borrow();
        let lost = members.iter().filter(|(_, member)| match member.link.try_borrow() {
            Ok(link) => link.is_in(instance),
            // This is the one that called.
            Err(_) => true,
        });
        let mut connections = 0;
        for (_, member) in lost {
            member.mailbox.wake_driver();
            connections += 1;
        }
        error!(shard = self.id, connections, reason, "the component failed");
        if self.sandbox.isolation == Isolation::Shared
            && let Some(worker) = self.worker.upgrade()
        {
            // The next connection is not to wait for it. If it cannot be made, that one is told.
            worker.run(|shard| drop(shard.instance()));
        }
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Shard>>> = const { RefCell::new(None) };
}

const READ: usize = 64 << 10;
