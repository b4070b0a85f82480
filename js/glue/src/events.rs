//! Events that are no messages, as objects, and the answers to some of them.

use std::fmt::Display;

use bytes::Bytes;
use witsocket as core;

use crate::config::millis;
use crate::extension::parameters_value;
use crate::given::{Given, Invalid, latin1};
use crate::names::name;
use crate::value::{Maker, Value};

/// What a server's application says before a connection is open.
pub(crate) enum Answer {
    Accept(core::Acceptance),
    Reject(core::Response),
    Claimed(bool),
    Respond(core::Response),
}

/// Reads an answer: an object with one property.
pub(crate) fn answer(from: &Given) -> Result<Answer, Invalid> {
    if let Some(value) = from.get("accept") {
        return acceptance(value).map(Answer::Accept);
    }
    if let Some(value) = from.get("reject") {
        return response(value).map(Answer::Reject);
    }
    if let Some(value) = from.get("respond") {
        return response(value).map(Answer::Respond);
    }
    let fresh = from.flag("claimed")?;
    fresh.map(Answer::Claimed).ok_or(("answer", "must accept, reject, respond or say if claimed"))
}

fn acceptance(from: &Given) -> Result<core::Acceptance, Invalid> {
    Ok(core::Acceptance {
        subprotocol: match from.get("subprotocol") {
            None => core::Selection::Configured,
            Some(value) if value.is_null() => core::Selection::Nothing,
            Some(_) => core::Selection::Named(from.string("subprotocol")?.unwrap_or_default()),
        },
        headers: from.headers("headers")?.unwrap_or_default(),
        request_headers: from.headers("requestHeaders")?,
        user: from.string("user")?,
    })
}

fn response(from: &Given) -> Result<core::Response, Invalid> {
    Ok(core::Response {
        status: from.number("status")?.ok_or(("status", "must be a number"))? as u16,
        reason: latin1(&from.string("reason")?.unwrap_or_default()),
        headers: from.headers("headers")?.unwrap_or_default(),
        body: from.bytes("body")?.unwrap_or_default().into(),
    })
}

pub(crate) fn event_value(event: core::Event) -> Value {
    match event {
        core::Event::Request(request) => {
            let request = Maker::new()
                .with("method", Value::latin1(&request.method))
                .with("target", Value::latin1(&request.target))
                .with("headers", Value::headers(&request.headers));
            Maker::of("request").with("request", request.done())
        }
        core::Event::Claim(claim) => Maker::of("claim")
            .with("token", claim.token)
            .with("until", claim.until.as_nanos() as f64 / 1e6),
        core::Event::Response(response) => {
            Maker::of("response").with("response", response_value(&response))
        }
        core::Event::Open(opened) => Maker::of("open").with("opened", opened_value(opened)),
        core::Event::Rejected(rejection) => {
            Maker::of("rejected").with("rejection", rejection_value(&rejection))
        }
        core::Event::Chunk(chunk) => Maker::of("chunk")
            .with("kind", name(&chunk.kind))
            .with("data", chunk.data)
            .with("endOfFrame", chunk.end_of_frame)
            .with("endOfMessage", chunk.end_of_message),
        core::Event::Ping(payload) => Maker::of("ping").with("payload", payload),
        core::Event::Pong(pong) => Maker::of("pong")
            .with("payload", pong.payload)
            .maybe("latency", pong.latency.map(millis)),
        core::Event::Closing(close) => Maker::of("closing").with("close", close_value(&close)),
        core::Event::Trace(trace) => Maker::of("trace").with("trace", trace_value(trace)),
        core::Event::Closed(closed) => Maker::of("closed").with("closed", closed_value(&closed)),
        // Messages are on the tape.
        _ => Maker::of("writable"),
    }
    .done()
}

pub(crate) fn offer_value(request: &core::Request) -> Value {
    let extension = |extension: core::AgreedExtension| {
        let parameters = parameters_value(&extension.parameters);
        Maker::new().with("name", extension.name).with("parameters", parameters).done()
    };
    let claimant = request.claimant().map(|claimant| {
        Maker::new().with("user", claimant.user).maybe("password", claimant.password).done()
    });
    Maker::new()
        .with("subprotocols", Value::list(request.subprotocols().map(Value::latin1)))
        .with("extensions", Value::list(request.extensions().into_iter().map(extension)))
        .maybe("claimant", claimant)
        .done()
}

fn opened_value(opened: core::Opened) -> Value {
    let deflate = opened.deflate.map(|agreed| {
        Maker::new()
            .with("serverNoContextTakeover", agreed.server_no_context_takeover)
            .with("clientNoContextTakeover", agreed.client_no_context_takeover)
            .with("serverMaxWindowBits", agreed.server_max_window_bits)
            .with("clientMaxWindowBits", agreed.client_max_window_bits)
            .done()
    });
    let answered = opened.answered_extensions();
    Maker::new()
        .maybe("subprotocol", opened.subprotocol)
        .maybe("deflate", deflate)
        .with("extensions", Value::latin1(&answered))
        .maybe("user", opened.user)
        .maybe("response", opened.response.as_deref().map(response_value))
        .done()
}

pub(crate) fn rejection_value(rejection: &core::Rejection) -> Value {
    Maker::new()
        .with("error", name(&rejection.error))
        .with("message", rejection.error.to_string())
        .maybe("status", rejection.status)
        .maybe("response", rejection.response.as_ref().map(response_value))
        .done()
}

fn response_value(response: &core::Response) -> Value {
    Maker::new()
        .with("status", response.status)
        .with("reason", Value::latin1(&response.reason))
        .with("headers", Value::headers(&response.headers))
        .with("body", response.body.clone())
        .done()
}

fn close_value(close: &core::Close) -> Value {
    Maker::new().with("code", close.code.0).with("reason", Value::utf8(&close.reason)).done()
}

fn closed_value(closed: &core::Closed) -> Value {
    Maker::new()
        .maybe("received", closed.received.as_ref().map(close_value))
        .maybe("sent", closed.sent.as_ref().map(close_value))
        .maybe("order", closed.order.map(|order| name(&order)))
        .with("clean", closed.clean)
        .maybe("cause", closed.cause.as_ref().map(cause_value))
        .done()
}

fn cause_value(cause: &core::Cause) -> Value {
    let with = |kind: &str, error: String, message: &dyn Display| {
        Maker::of(kind).with("error", error).with("message", message.to_string()).done()
    };
    match cause {
        core::Cause::Protocol(error) => with("protocol", name(error), error),
        core::Cause::Handshake(error) => with("handshake", name(error), error),
        other => {
            let name = name(other);
            Maker::of(&name).with("message", name.replace('-', " ")).done()
        }
    }
}

pub(crate) fn trace_value(trace: core::Trace) -> Value {
    let of_frame = |kind: &str, frame: core::FrameTrace| {
        let frame = Maker::new()
            .with("fin", frame.fin)
            .with("rsv", frame.rsv)
            .with("opcode", name(&frame.opcode))
            .with("length", frame.length as f64)
            .with("head", Bytes::from(frame.head.to_vec()));
        Maker::of(kind).with("frame", frame.done())
    };
    match trace {
        core::Trace::FrameReceived(frame) => of_frame("frame-received", frame),
        core::Trace::FrameSent(frame) => of_frame("frame-sent", frame),
        core::Trace::HeadReceived(head) => {
            Maker::of("head-received").with("head", Value::latin1(&head))
        }
        core::Trace::HeadSent(head) => Maker::of("head-sent").with("head", Value::latin1(&head)),
        core::Trace::State(state) => Maker::of("state").with("state", name(&state)),
        _ => Maker::of("other"),
    }
    .done()
}

pub(crate) fn stats_value(stats: &core::Stats) -> Value {
    Maker::new()
        .with("bytesReceived", stats.bytes_received as f64)
        .with("bytesSent", stats.bytes_sent as f64)
        .with("framesReceived", stats.frames_received as f64)
        .with("framesSent", stats.frames_sent as f64)
        .with("messagesReceived", stats.messages_received as f64)
        .with("messagesSent", stats.messages_sent as f64)
        .with("dataReceived", stats.data_received as f64)
        .with("dataSent", stats.data_sent as f64)
        .with("payloadReceived", stats.payload_received as f64)
        .with("payloadSent", stats.payload_sent as f64)
        .with("buffered", stats.buffered as f64)
        .with("pongs", stats.pongs as f64)
        .maybe("latency", stats.latency.map(millis))
        .maybe("latencyMin", stats.latency_min.map(millis))
        .maybe("latencyMax", stats.latency_max.map(millis))
        .maybe("latencyMean", stats.latency_mean().map(millis))
        .done()
}
