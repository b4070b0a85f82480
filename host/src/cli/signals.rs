//! SIGINT and SIGTERM: the first one ends the work in good order, the second one at once.

use std::io;

use super::exit::{self, Failure};

/// The signals that ask a program to end.
pub struct Signals(imp::Signals);

impl Signals {
    /// From now on the signals no longer end the process by themselves.
    pub fn new() -> io::Result<Self> {
        imp::Signals::new().map(Self)
    }

    /// Waits for a signal and gives its name.
    pub async fn next(&mut self) -> &'static str {
        self.0.next().await
    }

    /// Lets the next signal end the process, whatever it is doing.
    pub fn exit_on_next(mut self) {
        tokio::spawn(async move {
            let name = self.next().await;
            exit::now(Failure::new(format_args!("{name} before all connections were closed")));
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

        pub async fn next(&mut self) -> &'static str {
            tokio::select! {
                _ = self.interrupt.recv() => "SIGINT",
                _ = self.terminate.recv() => "SIGTERM",
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

        pub async fn next(&mut self) -> &'static str {
            match tokio::signal::ctrl_c().await {
                Ok(()) => "Ctrl-C",
                // Nobody can ask: wait for ever.
                Err(_) => std::future::pending().await,
            }
        }
    }
}
