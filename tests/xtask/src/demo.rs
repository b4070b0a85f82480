//! `cargo xtask demo`: a server and a client, both the protocol component in
//! wasmtime, hold a conversation.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::step::{Result, announce};
use crate::workspace::Workspace;

/// Starts the server, talks to it through the client, prints what is said,
/// and fails unless each message came back.
pub fn run(workspace: &Workspace) -> Result<()> {
    let cli = workspace.cli();

    announce("Starting the server: target/release/witsocket serve --listen 127.0.0.1:0");
    let mut server = Process::start(Command::new(&cli).args(["serve", "--listen", "127.0.0.1:0"]))?;
    let url = listening(&server.stderr())?;
    println!("    listening on {url}");

    announce(&format!("Connecting the client: target/release/witsocket connect {url} -v"));
    let mut client =
        Process::start(Command::new(&cli).args(["connect", &url, "-v"]).stdin(Stdio::piped()))?;
    let log = client.stderr();
    converse(&mut client).map_err(|error| error + &rest(&log))?;
    // The end of its input made the client close the connection.
    let status = client.wait().map_err(|error| error + &rest(&log))?;
    if !status.success() {
        return Err(format!("the connection did not end cleanly ({status}){}", rest(&log)));
    }
    println!("    Closed cleanly. The log of the client:{}", rest(&log));

    announce(
        "It works: both ends ran the protocol in a component that imports nothing. Try it yourself:",
    );
    println!("    target/release/witsocket serve --listen 127.0.0.1:8765");
    println!("    target/release/witsocket connect ws://127.0.0.1:8765");
    Ok(())
}

fn listening(log: &Receiver<String>) -> Result<String> {
    let deadline = Instant::now() + PATIENCE;
    let mut said = String::new();
    while let Ok(line) = log.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        if let Some(url) = line.strip_prefix("listening on ") {
            return Ok(url.to_owned());
        }
        said.push_str(&format!("\n    {line}"));
    }
    Err(format!("the server did not say where it listens{said}"))
}

fn converse(client: &mut Process) -> Result<()> {
    let mut input = client.stdin()?;
    let echoes = client.stdout();
    for message in MESSAGES {
        println!("    client  -> {message}");
        // Its death shows as a missing echo, and that error says more.
        let _ = writeln!(input, "{message}");
        match echoes.recv_timeout(PATIENCE) {
            Ok(echo) if echo == message => println!("    server  <- {echo}"),
            Ok(other) => return Err(format!("the server answered with something else: {other}")),
            Err(_) => return Err("the echo did not come back".into()),
        }
    }
    Ok(())
}

/// What a process still has to say, each line indented.
fn rest(log: &Receiver<String>) -> String {
    let lines = std::iter::from_fn(|| log.recv_timeout(Duration::from_millis(200)).ok());
    lines.map(|line| format!("\n    {line}")).collect()
}

/// A child process that does not outlive this one.
struct Process(Child);

impl Process {
    fn start(command: &mut Command) -> Result<Self> {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        child
            .map(Self)
            .map_err(|error| format!("cannot run {}: {error}", command.get_program().display()))
    }

    fn stdin(&mut self) -> Result<ChildStdin> {
        self.0.stdin.take().ok_or_else(|| "the client has no standard input".into())
    }

    fn stdout(&mut self) -> Receiver<String> {
        lines(self.0.stdout.take())
    }

    fn stderr(&mut self) -> Receiver<String> {
        lines(self.0.stderr.take())
    }

    fn wait(&mut self) -> Result<ExitStatus> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            match self.0.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => thread::sleep(Duration::from_millis(10)),
                Err(error) => return Err(format!("cannot wait for the client: {error}")),
            }
        }
        Err("the connection does not close".into())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads lines to the end, whether anybody takes them or not: a full pipe
/// would stop the process that writes them.
fn lines(stream: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in stream
            .into_iter()
            .flat_map(|stream| BufReader::new(stream).lines())
            .map_while(|line| line.ok())
        {
            let _ = sender.send(line);
        }
    });
    receiver
}

/// Umlauts, an emoji beyond the basic plane, and right-to-left script: text
/// messages are UTF-8, and the component checks that.
const MESSAGES: [&str; 4] =
    ["Hello, WebSocket!", "Grüße aus dem Sandkasten 🏖️", "你好，世界 · שלום", "Goodbye."];

const PATIENCE: Duration = Duration::from_secs(20);
