//! The names of variants, in the words of the WIT.

use witsocket as core;

/// The name of a variant: `FrameTooBig` is `frame-too-big`.
pub(crate) fn name(variant: &impl Named) -> String {
    let variant = variant.variant();
    let mut name = String::with_capacity(variant.len() + 4);
    for byte in variant.bytes() {
        if byte.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(char::from(byte.to_ascii_lowercase()));
    }
    name
}

/// What is called by its variant. `Debug` knows that too, but it prints what is in a variant as well,
/// and what prints that is as large as all that is made of events here.
pub(crate) trait Named {
    /// As it is spelled in Rust.
    fn variant(&self) -> &'static str;
}

/// Those of a type; behind them, what others are called that the core may get.
macro_rules! named {
    ($($kind:ident { $($variant:ident)* $(, $other:literal)? })*) => {$(
        impl Named for core::$kind {
            fn variant(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant),)*
                    $(_ => $other,)?
                }
            }
        }
    )*};
}

named! {
    Cause {
        Protocol Handshake Eof OpenTimeout CloseTimeout PingTimeout IdleTimeout LifetimeTimeout
        GoingAway, "Other"
    }
    CloseOrder { ReceivedThenSent SentThenReceived }
    HandshakeError {
        MalformedHead HeadTooLarge HeaderLineTooLong TooManyHeaders HttpVersion UpgradeMissing
        BodyPresent RequestLineTooLong HostMissing HostRepeated HostInvalid HostRefused Method
        Version KeyMissing KeyRepeated KeyInvalid OriginRefused OriginRepeated ExtensionInvalid
        SubprotocolInvalid SubprotocolMissing SubprotocolUnsupported CredentialsMissing
        CredentialsUnsupported CredentialsInvalid CredentialsStale Refused Eof Status BodyTooLarge
        AcceptMissing AcceptRepeated AcceptInvalid ExtensionUnexpected SubprotocolUnexpected,
        "Other"
    }
    InvalidProxy { Url Scheme Path Credentials, "Other" }
    InvalidTarget { Syntax ControlCharacter Scheme Fragment Host Port Credentials, "Other" }
    Kind { Text Binary }
    Misuse {
        NotOpen NoRequest MessageInProgress NoMessage ControlTooLong InvalidCloseCode
        CloseReasonTooLong WouldBlock PingInFlight InvalidHeader InvalidTarget InvalidCredentials
        NotClosed InvalidSubprotocol InvalidStatus InvalidUtf8, "Other"
    }
    Opcode { Continuation Text Binary Close Ping Pong }
    Phase { Resolve Connect Secure Proxy Handshake }
    ProtocolError {
        ReservedBits InvalidOpcode ControlFragmented ControlTooLong IncorrectMasking
        LengthNotMinimal LengthTooLarge ExpectedContinuation UnexpectedContinuation CloseTooShort
        InvalidCloseCode IncompleteMessage InvalidUtf8 FrameTooBig MessageTooBig
        InvalidCompressedData CompressionBomb Extension TooManyFragments MessageTimeout, "Other"
    }
    ProxyError {
        Status Malformed Eof Version Method Credentials Refused Reply NoAddress TooLong, "Other"
    }
    RedirectError { Location TooMany Downgrade Credentials Route, "Other" }
    State { Connecting Open Closing Closed }
    TransportError { NotFound Refused Unreachable TimedOut Reset Tls, "Other" }
}

#[cfg(feature = "explain")]
named! {
    Timer { Open Close Ping Pong Idle Lifetime Message Answer, "Other" }
}
