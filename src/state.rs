//! The states of a connection, as others see them.

/// Where a connection is in its life (RFC 6455 §4.1, §7.1.3, §7.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The opening handshake is under way.
    Connecting,
    /// Messages can be sent.
    Open,
    /// A close frame was sent or received.
    Closing,
    /// [`Event::Closed`](crate::Event::Closed) was given, or is the next to be.
    Closed,
}
