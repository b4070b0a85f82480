//! Streams that make their threads wait, as transports.

use std::io::{self, Read, Write};
use std::thread;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, Join, duplex, join};
use tracing::debug;

use super::wait::wait;

/// The end of two pumps that a connection has.
pub(super) type Pumped = Join<DuplexStream, DuplexStream>;

/// Makes a transport of what can be read and what can be written, each with a thread of its own.
pub(super) fn pump(
    reader: impl Read + Send + 'static,
    writer: impl Write + Send + 'static,
) -> io::Result<Pumped> {
    // A pipe for each direction: what ends or fails at one end of it is seen at the other.
    let (received, into) = duplex(SIZE);
    let (sent, from) = duplex(SIZE);
    let start = |name: &str| thread::Builder::new().name(name.into());
    start("witsocket-read").spawn(move || pump_in(reader, into))?;
    start("witsocket-write").spawn(move || pump_out(from, writer))?;
    Ok(join(received, sent))
}

fn pump_in(mut reader: impl Read, mut into: DuplexStream) {
    let mut buffer = vec![0; SIZE];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return,
            // It fails when the connection is gone.
            Ok(length) => match wait(into.write_all(&buffer[..length])) {
                Ok(()) => {}
                Err(_) => return,
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return debug!(%error, "reading failed"),
        }
    }
}

fn pump_out(mut from: DuplexStream, mut writer: impl Write) {
    let mut buffer = vec![0; SIZE];
    // It ends with the connection, and never fails.
    while let Ok(length @ 1..) = wait(from.read(&mut buffer)) {
        let written = writer.write_all(&buffer[..length]).and_then(|()| writer.flush());
        if let Err(error) = written {
            return debug!(%error, "writing failed");
        }
    }
}

const SIZE: usize = 64 << 10;
