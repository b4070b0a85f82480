//! Servers: ours, and those of other people.

use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::certificates::Certificates;
use crate::environment;
use crate::process::Process;

/// An implementation that comes with a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// `peers/server.py`: the Python library websockets.
    Python,
    /// `peers/server.mjs`: the npm package ws.
    Ws,
}

/// A server that listens.
pub struct Server {
    process: Process,
    urls: Vec<String>,
}

impl Server {
    /// Starts `witsocket serve` with one listener.
    #[track_caller]
    pub fn ours(arguments: &[&str]) -> Self {
        Self::ours_with_listeners(1, arguments)
    }

    /// Starts `witsocket serve` with so many listeners.
    #[track_caller]
    pub fn ours_with_listeners(count: usize, arguments: &[&str]) -> Self {
        let mut command = environment::witsocket();
        command.arg("serve").args(arguments);
        for _ in 0..count {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        Self::start("witsocket serve", &mut command, count)
    }

    /// Starts somebody else's. It takes more than a mebibyte, as both hold
    /// compressed frames against their limit, and noise grows when compressed.
    #[track_caller]
    pub fn of(peer: Peer) -> Self {
        Self::at(peer, 0)
    }

    /// Starts somebody else's at this port.
    #[track_caller]
    pub fn at(peer: Peer, port: u16) -> Self {
        let mut command = match peer {
            Peer::Python => environment::python("server.py"),
            Peer::Ws => environment::node("server.mjs"),
        };
        command.args(["--max-message", "2097152", "--port", &port.to_string()]);
        Self::start(&format!("server of {peer:?}"), &mut command, 1)
    }

    /// Starts the Python library's, with TLS.
    #[track_caller]
    pub fn with_tls(certificates: &Certificates) -> Self {
        let mut command = environment::python("server.py");
        command.args(["--max-message", "2097152", "--tls", &certificates.directory()]);
        Self::start("server with TLS", &mut command, 1)
    }

    /// Starts `peers/gate.py`: an echo server behind redirects, challenges and failures.
    #[track_caller]
    pub fn gate(arguments: &[&str]) -> Self {
        Self::start("gate", environment::python("gate.py").args(arguments), 1)
    }

    /// Starts `peers/gate.py` with TLS.
    #[track_caller]
    pub fn gate_with_tls(certificates: &Certificates) -> Self {
        Self::gate(&["--tls", &certificates.directory()])
    }

    #[track_caller]
    fn start(name: &str, command: &mut Command, listeners: usize) -> Self {
        let process = Process::start(name, command);
        let urls = process.expect_on_stderr("listening on ", listeners);
        Self { process, urls }
    }

    /// The address of a path at the first listener.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.urls[0])
    }

    /// The address of a path at the first listener, with another host or scheme.
    pub fn url_as(&self, origin: &str, path: &str) -> String {
        format!("{origin}:{}{path}", self.port())
    }

    /// The port of the first listener.
    pub fn port(&self) -> u16 {
        let port = self.urls[0].rsplit(':').next().and_then(|port| port.parse().ok());
        port.expect("a listener has a port")
    }

    /// The addresses of all listeners.
    pub fn urls(&self) -> &[String] {
        &self.urls
    }

    /// Waits for it to report something on stdout, as the foreign servers do.
    #[track_caller]
    pub fn reports(&self, line: &str) {
        self.process.expect_line(line);
    }

    /// What it has reported so far.
    pub fn reported(&self) -> String {
        // A client that has its answer may end before the report of it is read here.
        thread::sleep(Duration::from_millis(50));
        self.process.stdout()
    }

    /// Waits for it to report a close frame with this code, whatever its reason.
    #[track_caller]
    pub fn reports_close(&self, code: u16) {
        self.process.expect_on_stdout(&format!("closed {code}"));
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        self.process.terminate();
    }

    /// Waits for its end, and returns its exit status.
    #[track_caller]
    pub fn status(&mut self) -> i32 {
        self.process.status()
    }

    /// Lets a test use it, and then ends it. It must not have failed by then.
    #[track_caller]
    pub fn serves(mut self, test: impl FnOnce(&Self)) {
        test(&self);
        self.terminate();
        assert_eq!(self.status(), 0, "the server failed");
    }
}
