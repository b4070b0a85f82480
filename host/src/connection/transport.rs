//! What carries the bytes of a connection.

use tokio::io::{AsyncRead, AsyncWrite};

/// Any stream of bytes in both directions.
///
/// The driver holds it behind a pointer: two indirect calls a message cost nothing that can
/// be measured beside the system call, and all drivers are one piece of code.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Transport for T {}
