//! Events that are no messages, as objects, and the answers to some of them.

use std::fmt::Display;

use js_sys::Array;
use wasm_bindgen::JsValue;
use witsocket as core;

use crate::config::millis;
use crate::names::name;
use crate::object::{Invalid, Maker, Reader, array, headers_to_js, latin1, text, utf8};

/// What a server's application says before a connection is open.
pub(crate) enum Answer {
    Accept(core::Acceptance),
    Reject(core::Response),
    Claimed(bool),
    Respond(core::Response),
}

/// Reads an answer: an object with one property.
pub(crate) fn answer(from: &JsValue) -> Result<Answer, Invalid> {
    let from = Reader(from);
    if let Some(value) = from.get("accept") {
        return acceptance(&Reader(&value)).map(Answer::Accept);
    }
    if let Some(value) = from.get("reject") {
        return response(&Reader(&value)).map(Answer::Reject);
    }
    if let Some(value) = from.get("respond") {
        return response(&Reader(&value)).map(Answer::Respond);
    }
    let fresh = from.flag("claimed")?;
    fresh.map(Answer::Claimed).ok_or(("answer", "must accept, reject, respond or say if claimed"))
}

fn acceptance(from: &Reader<'_>) -> Result<core::Acceptance, Invalid> {
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

fn response(from: &Reader<'_>) -> Result<core::Response, Invalid> {
    Ok(core::Response {
        status: from.number("status")?.ok_or(("status", "must be a number"))? as u16,
        reason: latin1(&from.string("reason")?.unwrap_or_default()),
        headers: from.headers("headers")?.unwrap_or_default(),
        body: from.bytes("body")?.unwrap_or_default().into(),
    })
}

pub(crate) fn to_js(event: core::Event) -> JsValue {
    match event {
        core::Event::Request(request) => {
            let request = Maker::new()
                .with("method", text(&request.method))
                .with("target", text(&request.target))
                .with("headers", headers_to_js(&request.headers));
            Maker::of("request").with("request", request.done())
        }
        core::Event::Claim(claim) => Maker::of("claim")
            .with("token", array(&claim.token))
            .with("until", claim.until.as_nanos() as f64 / 1e6),
        core::Event::Response(response) => {
            Maker::of("response").with("response", response_to_js(&response))
        }
        core::Event::Open(opened) => Maker::of("open").with("opened", opened_to_js(opened)),
        core::Event::Rejected(rejection) => {
            Maker::of("rejected").with("rejection", rejection_to_js(&rejection))
        }
        core::Event::Chunk(chunk) => Maker::of("chunk")
            .with("kind", name(&chunk.kind))
            .with("data", array(&chunk.data))
            .with("endOfFrame", chunk.end_of_frame)
            .with("endOfMessage", chunk.end_of_message),
        core::Event::Ping(payload) => Maker::of("ping").with("payload", array(&payload)),
        core::Event::Pong(pong) => Maker::of("pong")
            .with("payload", array(&pong.payload))
            .maybe("latency", pong.latency.map(millis)),
        core::Event::Closing(close) => Maker::of("closing").with("close", close_to_js(&close)),
        core::Event::Trace(trace) => Maker::of("trace").with("trace", trace_to_js(trace)),
        core::Event::Closed(closed) => Maker::of("closed").with("closed", closed_to_js(&closed)),
        // Messages are on the tape.
        _ => Maker::of("writable"),
    }
    .done()
}

pub(crate) fn offer_to_js(request: &core::Request) -> JsValue {
    let extension = |extension: core::AgreedExtension| {
        let pair = |parameter: core::ExtensionParameter| {
            let value = parameter.value.map_or(JsValue::UNDEFINED, JsValue::from);
            Array::of2(&parameter.name.into(), &value)
        };
        let parameters: Array = extension.parameters.into_iter().map(pair).collect();
        Maker::new().with("name", extension.name).with("parameters", parameters).done()
    };
    let claimant = request.claimant().map(|claimant| {
        Maker::new().with("user", claimant.user).maybe("password", claimant.password).done()
    });
    Maker::new()
        .with("subprotocols", request.subprotocols().map(text).collect::<Array>())
        .with("extensions", request.extensions().into_iter().map(extension).collect::<Array>())
        .maybe("claimant", claimant)
        .done()
}

fn opened_to_js(opened: core::Opened) -> JsValue {
    let deflate = opened.deflate.map(|agreed| {
        Maker::new()
            .with("serverNoContextTakeover", agreed.server_no_context_takeover)
            .with("clientNoContextTakeover", agreed.client_no_context_takeover)
            .with("serverMaxWindowBits", agreed.server_max_window_bits)
            .with("clientMaxWindowBits", agreed.client_max_window_bits)
            .done()
    });
    let answered = opened.response.as_deref().map(|response| {
        let values: Vec<_> = response.headers.get_all("Sec-WebSocket-Extensions").collect();
        text(&values.iter().map(|value| &***value).collect::<Vec<_>>().join(&b", "[..]))
    });
    Maker::new()
        .maybe("subprotocol", opened.subprotocol)
        .maybe("deflate", deflate)
        .with("extensions", answered.unwrap_or_else(|| "".into()))
        .maybe("user", opened.user)
        .maybe("response", opened.response.as_deref().map(response_to_js))
        .done()
}

pub(crate) fn rejection_to_js(rejection: &core::Rejection) -> JsValue {
    Maker::new()
        .with("error", name(&rejection.error))
        .with("message", rejection.error.to_string())
        .maybe("status", rejection.status)
        .maybe("response", rejection.response.as_ref().map(response_to_js))
        .done()
}

fn response_to_js(response: &core::Response) -> JsValue {
    Maker::new()
        .with("status", response.status)
        .with("reason", text(&response.reason))
        .with("headers", headers_to_js(&response.headers))
        .with("body", array(&response.body))
        .done()
}

fn close_to_js(close: &core::Close) -> JsValue {
    Maker::new().with("code", close.code.0).with("reason", utf8(&close.reason)).done()
}

fn closed_to_js(closed: &core::Closed) -> JsValue {
    Maker::new()
        .maybe("received", closed.received.as_ref().map(close_to_js))
        .maybe("sent", closed.sent.as_ref().map(close_to_js))
        .maybe("order", closed.order.map(|order| name(&order)))
        .with("clean", closed.clean)
        .maybe("cause", closed.cause.as_ref().map(cause_to_js))
        .done()
}

fn cause_to_js(cause: &core::Cause) -> JsValue {
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

pub(crate) fn trace_to_js(trace: core::Trace) -> JsValue {
    let of_frame = |kind: &str, frame: core::FrameTrace| {
        let frame = Maker::new()
            .with("fin", frame.fin)
            .with("rsv", frame.rsv)
            .with("opcode", name(&frame.opcode))
            .with("length", frame.length as f64)
            .with("head", array(&frame.head));
        Maker::of(kind).with("frame", frame.done())
    };
    match trace {
        core::Trace::FrameReceived(frame) => of_frame("frame-received", frame),
        core::Trace::FrameSent(frame) => of_frame("frame-sent", frame),
        core::Trace::HeadReceived(head) => Maker::of("head-received").with("head", text(&head)),
        core::Trace::HeadSent(head) => Maker::of("head-sent").with("head", text(&head)),
        core::Trace::State(state) => Maker::of("state").with("state", name(&state)),
        _ => Maker::of("other"),
    }
    .done()
}

pub(crate) fn stats_to_js(stats: &core::Stats) -> JsValue {
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
