//! `serve --exec`: a program for each connection, with messages as lines or as bytes.

mod cgi;

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tracing::{debug, info};
use witsocket_host::{Compress, Message, SendError, WebSocket};

/// A program that is run for each connection.
///
/// When the program ends, the connection is closed; when the connection ends, the program's stdin
/// does, and after a while the program.
pub struct Program {
    /// Run by the shell, unless it is a single word or the path of a file.
    pub command: String,
    /// What it reads and writes.
    pub speech: Speech,
    /// How long it may take to end after its connection.
    pub patience: Option<Duration>,
    /// Bytes of a message that it writes.
    pub max_message: Option<u64>,
    pub compress: Compress,
}

/// How a program sees messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// A message is a line of its stdin, a line of its stdout is a message: a text, or a binary
    /// one if it is not UTF-8.
    Lines,
    /// The bytes of messages are its stdin, and what it writes at a time is a binary message.
    Bytes,
}

impl Program {
    /// Runs the program for a connection. An error closes that with code 1011.
    pub async fn attend(&self, socket: &WebSocket) -> Result<(), String> {
        let mut child = self.start(socket).map_err(|error| format!("{}: {error}", self.command))?;
        let group = Group(child.id());
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(stdin), Some(stdout)) = (stdin, stdout) else {
            return Err("the program has no stdin or stdout".into());
        };
        debug!(id = socket.id(), program = self.command, pid = child.id(), "started");
        let say = async {
            match self.speech {
                Speech::Lines => self.say_lines(socket, stdout).await,
                Speech::Bytes => self.say_bytes(socket, stdout).await,
            }
        };
        let outcome = tokio::select! {
            said = say => match said {
                // Its last word is behind it.
                Ok(()) => self.end(&mut child).await,
                Err(error) => Err(error),
            },
            () = self.hear(socket, stdin) => self.end(&mut child).await.and(Ok(None)),
            () = self.lose_patience(socket) => Ok(None),
        };
        // Whatever it started goes with it.
        group.kill();
        match outcome? {
            Some(status) if !status.success() => Err(format!("{}: {status}", self.command)),
            _ => Ok(()),
        }
    }

    fn start(&self, socket: &WebSocket) -> std::io::Result<Child> {
        let is_word = !self.command.contains(char::is_whitespace);
        let mut command = match is_word || Path::new(&self.command).is_file() {
            true => Command::new(&self.command),
            false => {
                let mut shell = Command::new("sh");
                shell.args(["-c", &self.command]);
                shell
            }
        };
        command.envs(cgi::variables(socket));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.process_group(0).kill_on_drop(true).spawn()
    }

    /// Sends what a program writes, no faster than the peer takes it.
    async fn say_bytes(&self, socket: &WebSocket, mut stdout: ChildStdout) -> Result<(), String> {
        let most = self.max_message.map_or(CHUNK, |most| CHUNK.min(most as usize)).max(1);
        let mut chunk = vec![0; most];
        loop {
            let length = stdout.read(&mut chunk).await.map_err(|error| error.to_string())?;
            if length == 0 {
                return Ok(());
            }
            match socket.send_with(chunk[..length].to_vec(), self.compress).await {
                Ok(()) => {}
                Err(SendError::Closed) => return Ok(()),
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    /// Sends the lines of a program, no faster than the peer takes them.
    async fn say_lines(&self, socket: &WebSocket, stdout: ChildStdout) -> Result<(), String> {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        loop {
            let more = stdout.fill_buf().await.map_err(|error| error.to_string())?;
            let (length, ended) = match more.iter().position(|byte| *byte == b'\n') {
                Some(end) => (end + 1, true),
                None => (more.len(), more.is_empty()),
            };
            line.extend_from_slice(&more[..length]);
            stdout.consume(length);
            if self.max_message.is_some_and(|most| line.len() as u64 > most.saturating_add(2)) {
                return Err(format!("{}: a line is longer than a message may be", self.command));
            }
            if !ended {
                continue;
            }
            if line.is_empty() {
                return Ok(());
            }
            let is_last = line.last() != Some(&b'\n');
            match socket.send_with(message(std::mem::take(&mut line)), self.compress).await {
                Ok(()) if is_last => return Ok(()),
                Ok(()) => {}
                Err(SendError::Closed) => return Ok(()),
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    /// Gives a program the messages, no faster than it takes them, and ends with the connection.
    async fn hear(&self, socket: &WebSocket, stdin: ChildStdin) {
        let mut stdin = Some(stdin);
        while let Some(message) = socket.receive().await {
            let mut data = message.as_bytes().to_vec();
            if self.speech == Speech::Lines {
                data.push(b'\n');
            }
            if let Some(pipe) = &mut stdin
                && pipe.write_all(&data).await.is_err()
            {
                // It wants to hear no more, and may have something to say.
                stdin = None;
            }
        }
    }

    /// Waits until a program that does not read has had its time after the connection.
    async fn lose_patience(&self, socket: &WebSocket) {
        socket.wait_closed().await;
        match self.patience {
            Some(patience) => tokio::time::sleep(patience).await,
            None => std::future::pending().await,
        }
    }

    /// Waits for the end of a program that has nothing left to do; `None` if it takes too long.
    async fn end(&self, child: &mut Child) -> Result<Option<ExitStatus>, String> {
        let status = match self.patience {
            None => child.wait().await,
            Some(patience) => match tokio::time::timeout(patience, child.wait()).await {
                Ok(status) => status,
                Err(_) => {
                    info!(program = self.command, "killed: it did not end by itself");
                    return Ok(None);
                }
            },
        };
        status.map(Some).map_err(|error| error.to_string())
    }
}

/// A program and those that it started.
struct Group(Option<u32>);

impl Group {
    fn kill(&self) {
        let id = self.0.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(id) = id {
            // They may all have gone.
            let _ = kill_process_group(id, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The server goes, and does not wait.
        self.kill();
    }
}

fn message(mut line: Vec<u8>) -> Message {
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    match String::from_utf8(line) {
        Ok(text) => text.into(),
        Err(error) => error.into_bytes().into(),
    }
}

/// What a program writes at a time at most, as a pipe has it.
const CHUNK: usize = 64 << 10;
