//! SIGINT and SIGTERM: the first one ends the work in good order, the second one at once.

use std::io;

use super::exit;

/// The signals that ask a program to end.
pub struct Signals(imp::Signals);

impl Signals {
    /// From now on the signals no longer end the process by themselves.
    pub fn new() -> io::Result<Self> {
        imp::Signals::new().map(Self)
    }

    /// Waits for a signal and gives the exit status of a program that ends because of it.
    pub async fn next(&mut self) -> u8 {
        self.0.next().await
    }

    /// Lets the next signal end the process, whatever it is doing.
    pub fn exit_on_next(mut self) {
        tokio::spawn(async move {
            let status = self.next().await;
            exit::now(status);
        });
    }
}

#[cfg(unix)]
mod imp {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub fn new() -> io::Result<Self> {
            let interrupt = signal(SignalKind::interrupt())?;
            let terminate = signal(SignalKind::terminate())?;
            Ok(Self { interrupt, terminate })
        }

        pub async fn next(&mut self) -> u8 {
            // A shell shows 128 and the signal's number.
            tokio::select! {
                _ = self.interrupt.recv() => 130,
                _ = self.terminate.recv() => 143,
            }
        }
    }
}

#[cfg(not(unix))]
mod imp {
    use std::io;

    pub struct Signals;

    impl Signals {
        pub fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub async fn next(&mut self) -> u8 {
            match tokio::signal::ctrl_c().await {
                Ok(()) => 130,
                // Nobody can ask: wait for ever.
                Err(_) => std::future::pending().await,
            }
        }
    }
}
