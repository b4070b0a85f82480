//! What the component tells the application.

use std::time::Duration;

use tracing::{debug, info};

use super::link::Link;
use super::mailbox::News;
use super::request::Question;
use crate::bindings::wit;
use crate::engine::Trapped;
use crate::types::{Event, Trace};

impl Link {
    /// Tells the application what happened.
    pub(super) fn tell(&mut self, events: Vec<wit::Event>) -> Result<(), Trapped> {
        if self.mailbox.settings.wit.trace {
            self.log(&events);
        }
        let mailbox = self.mailbox.clone();
        self.room = mailbox.deliver(events.into_iter().filter_map(|event| self.news(event)));
        match self.faulty {
            true => Err(self.shard.fault(&self.guest, "a text is not UTF-8")),
            false => Ok(()),
        }
    }

    fn news(&mut self, event: wit::Event) -> Option<News> {
        if let wit::Event::Text(data)
        | wit::Event::Binary(data)
        | wit::Event::Chunk(wit::Chunk { data, .. }) = &event
        {
            self.shard.copies(data.len());
        }
        Some(News::Event(match event {
            wit::Event::Text(text) => match String::from_utf8(text) {
                Ok(text) => Event::Text(text),
                Err(_) => {
                    self.faulty = true;
                    return None;
                }
            },
            wit::Event::Binary(bytes) => Event::Binary(bytes.into()),
            wit::Event::Chunk(chunk) => Event::Chunk(chunk.into()),
            wit::Event::Ping(payload) => Event::Ping(payload.into()),
            wit::Event::Pong(pong) => Event::Pong {
                payload: pong.payload.into(),
                latency: pong.latency.map(Duration::from_nanos),
            },
            wit::Event::Closing(close) => Event::Closing(close.into()),
            wit::Event::Trace(trace) => Event::Trace(trace.into()),
            wit::Event::Open(opened) => {
                self.opens = true;
                return Some(News::Open(opened.into()));
            }
            wit::Event::Closed(closed) => {
                self.closed = true;
                return Some(News::Closed(closed.into()));
            }
            wit::Event::Request(request) => {
                self.question = Some(Question::Request(request));
                return None;
            }
            wit::Event::Claim(claim) => {
                self.question = Some(Question::Claim(claim));
                return None;
            }
            wit::Event::Response(response) => {
                self.question = Some(Question::Response(response));
                return None;
            }
            wit::Event::Rejected(rejection) => {
                let id = self.mailbox.id;
                info!(id, status = rejection.status, "rejected: {}", rejection.error);
                let _ = self.mailbox.rejected.set(Box::new(rejection));
                return None;
            }
            wit::Event::Writable => {
                self.full = false;
                return None;
            }
        }))
    }

    fn log(&self, events: &[wit::Event]) {
        for event in events {
            if let wit::Event::Trace(trace) = event {
                let trace = Trace::from(trace.clone());
                let id = self.mailbox.id;
                match trace {
                    Trace::FrameReceived(_) | Trace::FrameSent(_) => tracing::trace!(id, "{trace}"),
                    _ => debug!(id, "{trace}"),
                }
            }
        }
    }
}
