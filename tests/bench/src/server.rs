//! Servers under test: each a child process with one worker thread, killed when dropped.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStderr, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use anyhow::{Context, Error, Result, anyhow, ensure};
use clap::ValueEnum;
use serde::Serialize;

use crate::{cell::Size, js, placement::Placement};

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Witsocket,
    /// Tuned to the size of the messages.
    Tungstenite,
    TungsteniteDefaults,
    Fastwebsockets,
    /// Our npm package, on Node.
    WitsocketJs,
    /// The npm package ws with bufferutil, on Node.
    Ws,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Witsocket => "witsocket",
            Self::Tungstenite => "tokio-tungstenite",
            Self::TungsteniteDefaults => "tokio-tungstenite, defaults",
            Self::Fastwebsockets => "fastwebsockets",
            Self::WitsocketJs => "witsocket on Node",
            Self::Ws => "ws on Node",
        }
    }
}

/// How servers are started.
pub struct Launcher {
    /// Our program; without it, the one that is built beside this one.
    pub witsocket: Option<PathBuf>,
    pub placement: Placement,
}

impl Launcher {
    /// Starts a server for messages of a size, and waits until it listens.
    pub fn start(&self, kind: Kind, message: Size) -> Result<Server> {
        self.spawn(kind.name(), self.command(kind, message)?)
    }

    /// Starts a server with the command that serves, without the address to listen on, and
    /// waits until it listens.
    pub fn spawn(&self, name: &str, mut command: Command) -> Result<Server> {
        command.args(["--listen", "127.0.0.1:0"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());

        // A child inherits the affinity of the thread that starts it.
        self.placement.enter_server()?;
        let spawned = command.spawn();
        self.placement.enter_load()?;

        let mut child = spawned.with_context(|| format!("cannot start {name}"))?;
        let stderr = child.stderr.take().context("no stderr")?;
        let complaints = Complaints::default();
        let addresses = watch(stderr, complaints.clone());
        // Made before the wait, so that a server that never listens is killed too.
        let mut server = Server { child, address: SocketAddr::from(([0; 4], 0)), complaints };
        server.address = match addresses.recv_timeout(START_TIMEOUT) {
            Ok(address) => address?,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let error = anyhow!("{name} does not listen within {START_TIMEOUT:?}");
                return Err(server.explain(error));
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let error = anyhow!("{name} ended before it listened");
                return Err(server.explain(error));
            }
        };
        Ok(server)
    }

    /// The command that serves, without the address to listen on: our program, or for a peer
    /// this very one.
    fn command(&self, kind: Kind, message: Size) -> Result<Command> {
        let this = std::env::current_exe().context("cannot find the benchmark's own program")?;
        match kind {
            Kind::Witsocket => {
                let mut command = self.witsocket()?;
                command.arg("--no-deflate");
                return Ok(command);
            }
            Kind::WitsocketJs => return js::ours(),
            Kind::Ws => return js::ws(),
            _ => {}
        }
        let mut command = Command::new(this);
        match kind {
            Kind::Fastwebsockets => command.args(["peer", "fastwebsockets"]),
            _ => command.args(["peer", "tungstenite"]),
        };
        if kind != Kind::TungsteniteDefaults {
            command.args(["--message-size", &message.0.to_string()]);
        }
        Ok(command)
    }

    /// Our program, as a server on one thread.
    pub fn witsocket(&self) -> Result<Command> {
        let this = std::env::current_exe().context("cannot find the benchmark's own program")?;
        let beside = || this.with_file_name("witsocket");
        let program = self.witsocket.clone().unwrap_or_else(beside);
        ensure!(
            program.is_file(),
            "{} is missing: run `cargo xtask build`, or leave witsocket out of --servers",
            program.display(),
        );
        let mut command = Command::new(program);
        command.args(["serve", "--echo", "--shards", "1"]);
        // The peers' default limit, and like them no keepalive.
        command.args(["--max-message", "67108864", "--ping-interval", "0"]);
        Ok(command)
    }
}

/// A server that accepts connections.
pub struct Server {
    child: Child,
    address: SocketAddr,
    complaints: Complaints,
}

impl Server {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Adds the last lines that the server wrote on stderr to an error.
    pub fn explain(&self, error: Error) -> Error {
        let lines = Vec::from(self.complaints.lock().expect("no panic while locked").clone());
        match lines.is_empty() {
            true => error,
            false => error.context(format!("the server's last words:\n{}", lines.join("\n"))),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error here means that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads stderr to its end, so that the server never blocks on it; sends the address it announces.
fn watch(stderr: ChildStderr, complaints: Complaints) -> mpsc::Receiver<Result<SocketAddr>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some((_, address)) = line.split_once("listening on ws://") {
                let address = address.trim().trim_end_matches('/').parse();
                let _ = sender.send(address.with_context(|| format!("no address in: {line}")));
            } else {
                let mut lines = complaints.lock().expect("no panic while locked");
                lines.push_back(line);
                if lines.len() > MAX_COMPLAINTS {
                    lines.pop_front();
                }
            }
        }
    });
    receiver
}

type Complaints = Arc<Mutex<VecDeque<String>>>;

const MAX_COMPLAINTS: usize = 20;
const START_TIMEOUT: Duration = Duration::from_secs(30);
