//! The opening handshake inside the connection's life: RFC 6455 §4.

use alloc::vec::Vec;

use super::{Body, Connection, Phase};
use crate::config::Role;
use crate::deflate::{Compressor, Decompressor};
use crate::error::HandshakeError;
use crate::event::{Cause, Event, Rejection};
use crate::handshake::{Answer, Opened, Outcome, Reply, Response};
use crate::timer::Timer;
use crate::trace::{self, Trace};

impl Connection {
    /// A client decodes the server's response.
    pub(super) fn advance_client(&mut self) -> bool {
        let Phase::ClientOpening(handshake) = &mut self.phase else { return false };
        let reply = if !self.input.is_empty() {
            let (used, reply) = handshake.feed(self.input.front(), &self.config);
            self.input.skip(used);
            reply
        } else if self.eof {
            handshake.eof()
        } else {
            self.starved = true;
            return false;
        };
        match reply {
            Reply::Incomplete => {}
            Reply::Open(opened) => {
                self.trace_response(opened.response.as_deref());
                self.open(opened);
            }
            Reply::Rejected(error, response) => {
                self.trace_response(response.as_ref());
                let status = response.as_ref().map(|response| response.status);
                self.events.push_back(Event::Rejected(Rejection { error, status, response }));
                self.eof = true;
                self.end(Some(Cause::Handshake(error)));
            }
        }
        true
    }

    /// A server decodes the client's request.
    pub(super) fn advance_server(&mut self) -> bool {
        let Phase::ServerOpening(handshake) = &mut self.phase else { return false };
        if handshake.request().is_some() {
            // It is the application's turn. Frames that came too early wait, and a client that
            // ended its stream may still read the answer.
            return false;
        }
        if self.input.is_empty() {
            if self.eof {
                self.end(Some(Cause::Eof));
                return true;
            }
            self.starved = true;
            return false;
        }
        match handshake.feed(self.input.front(), &self.config) {
            Ok((used, None)) => self.input.skip(used),
            Ok((used, Some(request))) => {
                self.input.skip(used);
                self.trace(|| Trace::HeadReceived(trace::head(&request.head())));
                self.events.push_back(Event::Request(request));
            }
            Err(error) => self.refuse(error),
        }
        true
    }

    /// The handshake is done.
    pub(super) fn open(&mut self, opened: Opened) {
        self.opened = Opened { response: None, ..opened.clone() };
        self.start_extensions();
        self.phase = Phase::Open;
        self.starved = self.input.is_empty() && !self.eof;
        self.timers.stop(Timer::Open);
        self.start_open_timers();
        self.trace_state();
        self.events.push_back(Event::Open(opened));
    }

    /// Sets up what was negotiated.
    pub(super) fn start_extensions(&mut self) {
        let codecs = self.config.extensions.start(self.role, &self.opened.extensions);
        for (rsv, codec) in codecs {
            self.sender.add_encoder(rsv, codec.encoder);
            self.receiver.add_decoder(rsv, codec.decoder);
        }
        let (Some(agreed), Some(config)) = (self.opened.deflate, &self.config.deflate) else {
            return;
        };
        let server = (agreed.server_max_window_bits, !agreed.server_no_context_takeover);
        let client = (agreed.client_max_window_bits, !agreed.client_no_context_takeover);
        let (ours, theirs) = match self.role {
            Role::Server => (server, client),
            Role::Client => (client, server),
        };
        self.sender.set_compressor(Compressor::new(config, ours.0, ours.1));
        self.receiver.set_inflate(Decompressor::new(config, theirs.0, theirs.1));
    }

    /// Tells the client that its request cannot be read.
    fn refuse(&mut self, error: HandshakeError) {
        match Answer::error(error, Vec::new(), None, &self.config, self.now) {
            Some(answer) => self.send_answer(answer),
            None => self.rejected(error, None),
        }
    }

    /// Sends an answer to the request, unless the application wants to see it before.
    pub(super) fn answer(&mut self, answer: Answer) {
        match &mut self.phase {
            Phase::ServerOpening(handshake) if self.config.review => {
                self.events.push_back(Event::Response(answer.response.clone()));
                handshake.review(answer);
            }
            _ => self.send_answer(answer),
        }
    }

    pub(super) fn send_answer(&mut self, mut answer: Answer) {
        let body = match (&self.body, &answer.outcome) {
            (Body::Announced(length), Outcome::Rejected(_)) => answer.announce(*length),
            _ => 0,
        };
        self.body = Body::Follows(body);
        self.send_head(&answer.encode());
        match answer.outcome {
            Outcome::Open(opened) => self.open(opened),
            Outcome::Rejected(error) => self.rejected(error, Some(answer.response.status)),
        }
        if body > 0 {
            // How long it takes to write is the driver's to judge.
            self.timers.stop(Timer::Close);
        }
    }

    /// The server has written a response that does not open.
    fn rejected(&mut self, error: HandshakeError, status: Option<u16>) {
        self.events.push_back(Event::Rejected(Rejection { error, status, response: None }));
        self.end(Some(Cause::Handshake(error)));
    }

    /// Sends a request or a response.
    pub(super) fn send_head(&mut self, head: &[u8]) {
        self.sender.head(head);
        self.trace(|| Trace::HeadSent(trace::head(head)));
    }

    fn trace_response(&mut self, response: Option<&Response>) {
        if let Some(response) = response {
            self.trace(|| Trace::HeadReceived(trace::head(&response.head())));
        }
    }
}
