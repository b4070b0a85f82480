//! Runs the tool.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What nothing in these tests should take.
pub const LONG: Duration = Duration::from_secs(30);

/// A command of the tool, with every stream in our hands.
pub fn tool(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witsocket"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env_remove("NO_COLOR");
    command
}

/// Runs `connect` with this on stdin, to its end.
#[track_caller]
pub fn connect(url: &str, flags: &[&str], stdin: impl Into<Vec<u8>>) -> Finished {
    let mut running = Running::connect(url, flags);
    let mut pipe = running.stdin.take().unwrap();
    let stdin = stdin.into();
    // The other end may be gone before it read all: then the test looks at why.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    let finished = running.finish();
    writer.join().unwrap();
    finished
}

/// A process that ends with the test.
pub struct Running {
    child: Child,
    pub stdin: Option<ChildStdin>,
}

/// What a process left behind.
#[derive(Debug)]
pub struct Finished {
    /// `None` if a signal ended it.
    pub status: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Running {
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        Self { stdin: child.stdin.take(), child }
    }

    /// Starts `connect`, whose stdin stays open until it is taken.
    #[track_caller]
    pub fn connect(url: &str, flags: &[&str]) -> Self {
        Self::start(tool(&["connect", url]).args(flags))
    }

    pub fn stdout(&mut self) -> BufReader<impl Read + use<>> {
        BufReader::new(self.child.stdout.take().unwrap())
    }

    /// The first line on stderr.
    #[track_caller]
    pub fn first_line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        line
    }

    /// The memory that it has.
    #[track_caller]
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Sends a signal, as `TERM`.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &line]).status().unwrap().success());
    }

    /// Waits for the end.
    #[track_caller]
    pub fn finish(mut self) -> Finished {
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        let stdout = std::thread::spawn(|| stdout.map(read_to_end).unwrap_or_default());
        let stderr = std::thread::spawn(|| stderr.map(read_to_end).unwrap_or_default());
        let status = self.wait();
        Finished {
            status,
            stdout: stdout.join().unwrap(),
            stderr: String::from_utf8(stderr.join().unwrap()).unwrap(),
        }
    }

    #[track_caller]
    fn wait(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < LONG {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the process does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Finished {
    #[track_caller]
    pub fn stdout(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// The only line on stderr.
    #[track_caller]
    pub fn line(&self) -> &str {
        let line = self.stderr.strip_suffix('\n').expect("no line on stderr");
        assert!(!line.contains('\n'), "more than one line: {line}");
        assert!(line.starts_with("witsocket: "), "{line}");
        line
    }

    /// Asserts an end in good order.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""));
        self
    }
}

/// `serve` on a port of its own.
pub struct Server {
    pub running: Running,
    pub url: String,
    lines: mpsc::Receiver<String>,
}

impl Server {
    #[track_caller]
    pub fn start(flags: &[&str]) -> Self {
        let mut arguments = vec!["serve"];
        if !flags.contains(&"--listen") {
            arguments.extend(["--listen", "127.0.0.1:0"]);
        }
        arguments.extend(flags);
        Self::run(&mut tool(&arguments))
    }

    /// Starts a command that serves, and waits until it does.
    #[track_caller]
    pub fn run(command: &mut Command) -> Self {
        let mut running = Running::start(command.stdin(Stdio::null()));
        let mut stderr = BufReader::new(running.child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ");
        let url = url.unwrap_or_else(|| panic!("not listening: {line}")).to_owned();
        // What else it says must not fill the pipe.
        let (say, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                eprintln!("{line}");
                // The test may not want to hear any more.
                let _ = say.send(line);
            }
        });
        Self { running, url, lines }
    }

    /// Waits until it says a line that starts so, and returns the rest.
    #[track_caller]
    pub fn line(&self, start: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(LONG).expect("it does not say so");
            if let Some(rest) = line.strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }
}

fn read_to_end(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}
