//! The core of the npm package in a Node process: a request and an answer a line, in JSON.

mod connection;
mod dial;
mod settings;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

pub use connection::Connection;
pub use dial::Dial;

/// The process.
pub struct Node {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Node {
    pub fn start() -> Self {
        let subject = std::env::var_os("WITSOCKET_JS_SUBJECT");
        let subject = subject.expect("WITSOCKET_JS_SUBJECT names the bundle of node/subject.ts");
        let mut command = Command::new("node");
        command.arg(subject).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("node is in PATH");
        let input = child.stdin.take().expect("it is piped");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { child, input, output }
    }

    /// Asks, and waits for the answer: what it is, or the lists that were thrown in place of it.
    fn ask(&mut self, call: &Value) -> Result<Value, Value> {
        writeln!(self.input, "{call}").expect("node reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("node writes");
        let mut answer: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{call}\nwas answered {line:?}: {error}"));
        assert!(answer["trap"].is_null(), "{call}\ntrapped: {}", text(&answer["trap"]));
        match answer["thrown"].take() {
            Value::Null => Ok(answer),
            thrown => Err(thrown),
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Bytes as `subject.ts` reads them.
fn bytes(data: &[u8]) -> Value {
    json!({ "hex": hex(data) })
}

fn hex(data: &[u8]) -> String {
    data.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(value: &Value) -> Vec<u8> {
    let hex = text(&value["hex"]);
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digits).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn number<T: TryFrom<u64>>(value: &Value) -> T {
    let number = value.as_u64().and_then(|number| T::try_from(number).ok());
    number.unwrap_or_else(|| panic!("{value} is no such number"))
}

/// Each byte as a character, as header fields are in JavaScript.
fn latin1(data: &[u8]) -> String {
    data.iter().copied().map(char::from).collect()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn time(value: &Value) -> Option<Duration> {
    // The core counts nanoseconds; whole microseconds are what survives the conversions.
    value.as_f64().map(|millis| Duration::from_micros((millis * 1e3).round() as u64))
}

fn instant(now: Duration) -> f64 {
    millis(ORIGIN + now)
}

fn since(value: &Value) -> Option<Duration> {
    time(value).map(|at| at.saturating_sub(ORIGIN))
}

/// Time does not begin at zero everywhere.
const ORIGIN: Duration = Duration::from_secs(7);
