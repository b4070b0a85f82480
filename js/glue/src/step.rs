//! What a call leaves in the memory of the module: bytes for the transport, events, a deadline.

use std::cell::{Cell, RefCell};

use bytes::Bytes;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket::{Event, Outlet, Prepared, Step};

use crate::events;
use crate::value::Sealed;

/// The fixed part, as `js/src/boundary.ts` has its words.
#[repr(C, align(8))]
struct Block {
    /// Where the pieces to transmit are listed: two words each, where the piece is and its length.
    transmit: Cell<u32>,
    pieces: Cell<u32>,
    flags: Cell<u32>,
    events: Cell<u32>,
    tape: Cell<u32>,
    /// Which encoding of a prepared message follows the bytes to transmit, from 1 on.
    shared: Cell<u32>,
    shared_at: Cell<u32>,
    shared_length: Cell<u32>,
    /// In milliseconds.
    deadline: Cell<f64>,
}

thread_local! {
    static BLOCK: Block = const {
        Block {
            transmit: Cell::new(0),
            pieces: Cell::new(0),
            flags: Cell::new(0),
            events: Cell::new(0),
            tape: Cell::new(0),
            shared: Cell::new(0),
            shared_at: Cell::new(0),
            shared_length: Cell::new(0),
            deadline: Cell::new(f64::INFINITY),
        }
    };
    /// What the block points to.
    static HELD: RefCell<Held> = const { RefCell::new(Held::new()) };
}

/// What stays alive until the next step.
pub(crate) struct Held {
    transmit: Vec<[u32; 2]>,
    /// Three words for each event: what it is, where its bytes are and how many, or where it is as
    /// an object.
    tape: Vec<[u32; 3]>,
    /// What both lists point to.
    bytes: Vec<Bytes>,
    objects: Vec<Sealed>,
    /// The last bytes for the transport, if others get the same, and which encoding they are.
    shared: Option<(usize, Bytes)>,
}

/// What stands first in an event of the tape.
const TEXT: u32 = 1;
const BINARY: u32 = 2;
const OBJECT: u32 = 3;
/// A text of which all bytes are below 128.
const ASCII: u32 = 4;

const SHUTDOWN: u32 = 1;
const MORE: u32 = 2;
const ENDING: u32 = 4;
const WANTS_READ: u32 = 8;
const FULL: u32 = 16;
const DETACHES: u32 = 32;

/// Where the block is; it stays there.
#[wasm_bindgen]
pub fn step() -> *const u32 {
    BLOCK.with(|block| std::ptr::from_ref(block).cast())
}

/// Leaves the step that this makes.
pub(crate) fn leave(make: impl FnOnce(&mut Out<'_>) -> Step) {
    leave_with(None, make);
}

/// Leaves a step in which the bytes of this message are apart from others.
pub(crate) fn leave_with(prepared: Option<&Prepared>, make: impl FnOnce(&mut Out<'_>) -> Step) {
    HELD.with_borrow_mut(|held| {
        held.clear();
        let step = make(&mut Out { held, prepared });
        BLOCK.with(|block| block.set(held, &step));
    });
}

/// The outlet of a step.
pub(crate) struct Out<'a> {
    held: &'a mut Held,
    prepared: Option<&'a Prepared>,
}

impl Block {
    fn set(&self, held: &Held, step: &Step) {
        let bit = |set: bool, bit: u32| if set { bit } else { 0 };
        self.transmit.set(held.transmit.as_ptr() as usize as u32);
        self.pieces.set(held.transmit.len() as u32);
        self.flags.set(
            bit(step.shutdown, SHUTDOWN)
                | bit(step.more, MORE)
                | bit(step.ending, ENDING)
                | bit(step.wants_read, WANTS_READ)
                | bit(step.full, FULL)
                | bit(step.detaches, DETACHES),
        );
        self.events.set(held.tape.len() as u32);
        self.tape.set(held.tape.as_ptr() as usize as u32);
        let (encoding, at, length) = match &held.shared {
            Some((encoding, bytes)) => (*encoding as u32 + 1, address(bytes), bytes.len() as u32),
            None => (0, 0, 0),
        };
        self.shared.set(encoding);
        self.shared_at.set(at);
        self.shared_length.set(length);
        self.deadline.set(step.timeout.map_or(f64::INFINITY, |at| at.as_nanos() as f64 / 1e6));
    }
}

impl Held {
    const fn new() -> Self {
        Self {
            transmit: Vec::new(),
            tape: Vec::new(),
            bytes: Vec::new(),
            objects: Vec::new(),
            shared: None,
        }
    }

    fn clear(&mut self) {
        self.transmit.clear();
        self.tape.clear();
        self.bytes.clear();
        self.objects.clear();
        self.shared = None;
    }

    fn append(&mut self, data: Bytes) {
        self.transmit.push([address(&data), data.len() as u32]);
        self.bytes.push(data);
    }

    fn payload(&mut self, kind: u32, bytes: Bytes) {
        self.tape.push([kind, address(&bytes), bytes.len() as u32]);
        self.bytes.push(bytes);
    }
}

impl Outlet for Out<'_> {
    fn event(&mut self, event: Event) {
        match event {
            Event::Text(text) => {
                let kind = if text.is_ascii() { ASCII } else { TEXT };
                self.held.payload(kind, text.into_bytes());
            }
            Event::Binary(bytes) => self.held.payload(BINARY, bytes),
            other => {
                let object = events::event_value(other).seal();
                self.held.tape.push([OBJECT, object.place() as usize as u32, 0]);
                self.held.objects.push(object);
            }
        }
    }

    fn transmit(&mut self, data: Bytes) {
        if let Some((_, before)) = self.held.shared.take() {
            // Only what comes last can be handed out apart.
            self.held.append(before);
        }
        match self.prepared.and_then(|prepared| prepared.encoding_of(&data)) {
            Some(encoding) => self.held.shared = Some((encoding, data)),
            None => self.held.append(data),
        }
    }
}

fn address(bytes: &Bytes) -> u32 {
    bytes.as_ptr() as usize as u32
}
