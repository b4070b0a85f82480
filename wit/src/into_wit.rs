//! What the core gives, as the host wants it.

use std::time::Duration;

use witsocket as core;

use crate::bindings::exports::witsocket::protocol::types as wit;

/// One `From` for two enums with the same variants.
macro_rules! enums {
    ($wit:ident $($name:ident { $($variant:ident),* $(,)? })*) => {$(
        impl From<core::$name> for $wit::$name {
            fn from(value: core::$name) -> Self {
                match value {
                    $(core::$name::$variant { .. } => Self::$variant,)*
                    // The core's enum may grow; this crate is of the same version.
                    #[allow(unreachable_patterns)]
                    _ => unreachable!(),
                }
            }
        }
    )*};
}

pub(crate) use enums;

enums! { wit
    State { Connecting, Open, Closing, Closed }
    Kind { Text, Binary }
    Opcode { Continuation, Text, Binary, Close, Ping, Pong }
    CloseOrder { ReceivedThenSent, SentThenReceived }
    ProtocolError {
        ReservedBits, InvalidOpcode, ControlFragmented, ControlTooLong, IncorrectMasking,
        LengthNotMinimal, LengthTooLarge, ExpectedContinuation, UnexpectedContinuation,
        CloseTooShort, InvalidCloseCode, IncompleteMessage, InvalidUtf8, FrameTooBig,
        MessageTooBig, InvalidCompressedData, CompressionBomb, TooManyFragments, MessageTimeout,
        Extension,
    }
    HandshakeError {
        MalformedHead, HeadTooLarge, HeaderLineTooLong, TooManyHeaders, HttpVersion,
        UpgradeMissing, BodyPresent, RequestLineTooLong, HostMissing, HostRepeated, HostInvalid,
        HostRefused, Method, Version, KeyMissing, KeyRepeated, KeyInvalid, OriginRefused,
        OriginRepeated, ExtensionInvalid, SubprotocolInvalid, SubprotocolMissing,
        SubprotocolUnsupported, CredentialsMissing, CredentialsUnsupported, CredentialsInvalid,
        CredentialsStale, Refused, Eof, Status, BodyTooLarge, AcceptMissing,
        AcceptRepeated, AcceptInvalid, ExtensionUnexpected, SubprotocolUnexpected,
    }
    Misuse {
        NotOpen, NoRequest, MessageInProgress, NoMessage, ControlTooLong, InvalidCloseCode,
        CloseReasonTooLong, WouldBlock, PingInFlight, InvalidHeader, InvalidTarget,
        InvalidCredentials, NotClosed, InvalidSubprotocol, InvalidStatus, InvalidUtf8,
    }
}

impl From<core::Event> for wit::Event {
    fn from(event: core::Event) -> Self {
        match event {
            core::Event::Request(request) => Self::Request(wit::Request {
                method: request.method.into(),
                target: request.target.into(),
                headers: headers(request.headers),
            }),
            core::Event::Claim(claim) => {
                Self::Claim(wit::Claim { token: claim.token.into(), until: claim.until.as_nanos() })
            }
            core::Event::Response(response) => Self::Response(response.into()),
            core::Event::Open(opened) => Self::Open(wit::Opened {
                subprotocol: opened.subprotocol.map(String::into_bytes),
                deflate: opened.deflate.map(Into::into),
                extensions: opened.extensions.into_iter().map(Into::into).collect(),
                user: opened.user.map(String::into_bytes),
                response: opened.response.map(|response| (*response).into()),
            }),
            core::Event::Rejected(rejection) => Self::Rejected(rejection.into()),
            core::Event::Text(text) => Self::Text(text.into_bytes().into()),
            core::Event::Binary(data) => Self::Binary(data.into()),
            core::Event::Chunk(chunk) => Self::Chunk(wit::Chunk {
                kind: chunk.kind.into(),
                data: chunk.data.into(),
                end_of_frame: chunk.end_of_frame,
                end_of_message: chunk.end_of_message,
            }),
            core::Event::Ping(payload) => Self::Ping(payload.into()),
            core::Event::Pong(pong) => Self::Pong(wit::Pong {
                payload: pong.payload.into(),
                latency: pong.latency.map(nanos),
            }),
            core::Event::Writable => Self::Writable,
            core::Event::Closing(close) => Self::Closing(close.into()),
            core::Event::Trace(trace) => Self::Trace(trace.into()),
            core::Event::Closed(closed) => Self::Closed(closed.into()),
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::Rejection> for wit::Rejection {
    fn from(rejection: core::Rejection) -> Self {
        Self {
            error: rejection.error.into(),
            status: rejection.status,
            response: rejection.response.map(Into::into),
        }
    }
}

impl From<core::AgreedExtension> for wit::AgreedExtension {
    fn from(agreed: core::AgreedExtension) -> Self {
        let parameter = |parameter: core::ExtensionParameter| (parameter.name, parameter.value);
        Self {
            name: agreed.name,
            parameters: agreed.parameters.into_iter().map(parameter).collect(),
        }
    }
}

impl From<core::Closed> for wit::Closed {
    fn from(closed: core::Closed) -> Self {
        Self {
            received: closed.received.map(Into::into),
            sent: closed.sent.map(Into::into),
            order: closed.order.map(Into::into),
            clean: closed.clean,
            cause: closed.cause.map(Into::into),
        }
    }
}

impl From<core::Close> for wit::Close {
    fn from(close: core::Close) -> Self {
        Self { code: close.code.0, reason: close.reason.into() }
    }
}

impl From<core::Cause> for wit::Cause {
    fn from(cause: core::Cause) -> Self {
        match cause {
            core::Cause::Protocol(error) => Self::Protocol(error.into()),
            core::Cause::Handshake(error) => Self::Handshake(error.into()),
            core::Cause::Eof => Self::Eof,
            core::Cause::OpenTimeout => Self::OpenTimeout,
            core::Cause::CloseTimeout => Self::CloseTimeout,
            core::Cause::PingTimeout => Self::PingTimeout,
            core::Cause::IdleTimeout => Self::IdleTimeout,
            core::Cause::LifetimeTimeout => Self::LifetimeTimeout,
            core::Cause::GoingAway => Self::GoingAway,
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::Response> for wit::Response {
    fn from(response: core::Response) -> Self {
        Self {
            status: response.status,
            reason: response.reason.into(),
            headers: headers(response.headers),
            body: response.body.into(),
        }
    }
}

impl From<core::Trace> for wit::Trace {
    fn from(trace: core::Trace) -> Self {
        match trace {
            core::Trace::FrameReceived(frame) => Self::FrameReceived(frame.into()),
            core::Trace::FrameSent(frame) => Self::FrameSent(frame.into()),
            core::Trace::HeadReceived(head) => Self::HeadReceived(head.into()),
            core::Trace::HeadSent(head) => Self::HeadSent(head.into()),
            core::Trace::State(state) => Self::State(state.into()),
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::FrameTrace> for wit::Frame {
    fn from(frame: core::FrameTrace) -> Self {
        Self {
            fin: frame.fin,
            rsv: frame.rsv,
            opcode: frame.opcode.into(),
            length: frame.length,
            head: frame.head.into(),
        }
    }
}

impl From<core::Stats> for wit::Stats {
    fn from(stats: core::Stats) -> Self {
        Self {
            bytes_received: stats.bytes_received,
            bytes_sent: stats.bytes_sent,
            frames_received: stats.frames_received,
            frames_sent: stats.frames_sent,
            messages_received: stats.messages_received,
            messages_sent: stats.messages_sent,
            data_received: stats.data_received,
            data_sent: stats.data_sent,
            payload_received: stats.payload_received,
            payload_sent: stats.payload_sent,
            buffered: stats.buffered,
            pongs: stats.pongs,
            latency: stats.latency.map(nanos),
            latency_min: stats.latency_min.map(nanos),
            latency_max: stats.latency_max.map(nanos),
            latency_sum: nanos(stats.latency_sum),
        }
    }
}

impl From<core::DeflateParameters> for wit::DeflateParameters {
    fn from(agreed: core::DeflateParameters) -> Self {
        Self {
            server_no_context_takeover: agreed.server_no_context_takeover,
            client_no_context_takeover: agreed.client_no_context_takeover,
            server_max_window_bits: agreed.server_max_window_bits,
            client_max_window_bits: agreed.client_max_window_bits,
        }
    }
}

pub(crate) fn headers(headers: core::Headers) -> Vec<wit::Header> {
    let header =
        |header: core::Header| wit::Header { name: header.name.into(), value: header.value.into() };
    headers.0.into_iter().map(header).collect()
}

pub(crate) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
