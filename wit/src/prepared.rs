//! The resource `prepared`: one message for many connections.

use std::cell::RefCell;

use bytes::Bytes;
use witsocket as core;

use crate::bindings::exports::witsocket::protocol::connection as wit;
use crate::connection::Connection;

pub(crate) struct Prepared(RefCell<core::Prepared>);

impl Prepared {
    fn resource(message: core::Message, compress: wit::Compress) -> wit::Prepared {
        let message = core::Prepared::new(message, compress.into());
        wit::Prepared::new(Self(RefCell::new(message)))
    }
}

impl wit::GuestPrepared for Prepared {
    fn text(data: Vec<u8>, compress: wit::Compress) -> Result<wit::Prepared, wit::Misuse> {
        let text = String::from_utf8(data).map_err(|_| wit::Misuse::InvalidUtf8)?;
        Ok(Self::resource(text.into(), compress))
    }

    fn binary(data: Vec<u8>, compress: wit::Compress) -> wit::Prepared {
        Self::resource(data.into(), compress)
    }

    fn send(&self, connections: Vec<wit::ConnectionBorrow<'_>>, now: u64) -> wit::Broadcast {
        let mut message = self.0.borrow_mut();
        let mut shelf = Shelf::default();
        let mut dispatch = |connection: wit::ConnectionBorrow<'_>| {
            let connection = connection.get::<Connection>();
            let (step, shared) = connection.send_prepared(&mut message, now)?;
            let shared = shared.map(|(encoding, bytes)| shelf.place(encoding, bytes));
            Ok(wit::Dispatch { step, shared })
        };
        let dispatches = connections.into_iter().map(&mut dispatch).collect();
        wit::Broadcast {
            encodings: shelf.0.into_iter().map(|(_, bytes)| bytes.into()).collect(),
            dispatches,
        }
    }
}

/// The encodings that a call hands out.
#[derive(Default)]
struct Shelf(Vec<(usize, Bytes)>);

impl Shelf {
    /// Where this encoding is among them.
    fn place(&mut self, encoding: usize, bytes: Bytes) -> u32 {
        let known = self.0.iter().position(|(other, _)| *other == encoding);
        known.unwrap_or_else(|| {
            self.0.push((encoding, bytes));
            self.0.len() - 1
        }) as u32
    }
}
