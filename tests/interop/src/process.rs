//! A process whose every wait has a limit.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A process that is killed when it is dropped.
///
/// Its output is collected all the time, so that it never waits for us. If the
/// test fails, the output is printed.
pub struct Process {
    name: String,
    child: Child,
    stdin: Option<Sender<Vec<u8>>>,
    stdout: Output,
    stderr: Output,
}

impl Process {
    /// Starts a command. `name` stands over its output in reports.
    #[track_caller]
    pub fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        Self {
            name: name.to_owned(),
            stdin: child.stdin.take().map(feed),
            stdout: Output::collect(child.stdout.take().expect("stdout is piped")),
            stderr: Output::collect(child.stderr.take().expect("stderr is piped")),
            child,
        }
    }

    /// Writes to its stdin, without waiting for it to read.
    pub fn write(&mut self, data: impl Into<Vec<u8>>) {
        let stdin = self.stdin.as_ref().expect("stdin is open");
        // An error means that the process has ended, which its status will tell.
        let _ = stdin.send(data.into());
    }

    /// Ends its stdin after what was written.
    pub fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Asks it to end, with SIGTERM.
    pub fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("sh can be run");
        assert!(sent.success(), "{} has ended before SIGTERM", self.name);
    }

    /// Ends it without letting it say anything.
    pub fn kill(&mut self) {
        self.child.kill().expect("a process of ours can be killed");
    }

    /// Waits until it ends, and returns its exit status.
    #[track_caller]
    pub fn status(&mut self) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().expect("a child can be waited for") {
                Some(status) => break status,
                None if Instant::now() > deadline => panic!("{} does not end", self.name),
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        self.stdout.wait_for_end();
        self.stderr.wait_for_end();
        status.code().unwrap_or_else(|| panic!("{} ended by a signal: {status}", self.name))
    }

    /// What it has written to stdout so far; all of it once it has ended.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it has written to stderr so far; all of it once it has ended.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Waits until stdout is exactly this.
    #[track_caller]
    pub fn expect_stdout(&self, expected: &str) {
        let found =
            self.stdout.wait(|text| (text.len() >= expected.len()).then(|| text.to_owned()));
        let found = found.unwrap_or_else(|| self.stdout.text());
        if found != expected {
            panic!("{} wrote {}, expected {}", self.name, brief(&found), brief(expected));
        }
    }

    /// Waits for a line on stdout.
    #[track_caller]
    pub fn expect_line(&self, expected: &str) {
        let found = self.stdout.wait(|text| lines(text).any(|line| line == expected).then_some(()));
        if found.is_none() {
            panic!("{} did not write the line `{expected}`", self.name);
        }
    }

    /// Waits for something anywhere on stdout.
    #[track_caller]
    pub fn expect_on_stdout(&self, part: &str) {
        if self.stdout.wait(|text| text.contains(part).then_some(())).is_none() {
            panic!("{} did not write `{part}`", self.name);
        }
    }

    /// Waits for something on stdout or stderr.
    #[track_caller]
    pub fn expect_anywhere(&self, part: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.stdout().contains(part) && !self.stderr().contains(part) {
            if Instant::now() > deadline {
                panic!("{} did not write `{part}`", self.name);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for so many lines on stderr that start with `prefix`, and returns
    /// their rests.
    #[track_caller]
    pub fn expect_on_stderr(&self, prefix: &str, count: usize) -> Vec<String> {
        let found = self.stderr.wait(|text| {
            let rests = lines(text).filter_map(|line| line.strip_prefix(prefix));
            let rests: Vec<String> = rests.map(str::to_owned).collect();
            (rests.len() >= count).then_some(rests)
        });
        found.unwrap_or_else(|| panic!("{} did not write {count} `{prefix}…`", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it has ended, and been waited for, already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            let (stdout, stderr) = (brief(&self.stdout.text()), brief(&self.stderr.text()));
            eprintln!("--- {}: stdout\n{stdout}--- {}: stderr\n{stderr}", self.name, self.name);
        }
    }
}

/// What a stream has carried so far.
#[derive(Clone)]
struct Output(Arc<(Mutex<Collected>, Condvar)>);

#[derive(Default)]
struct Collected {
    data: Vec<u8>,
    ended: bool,
}

impl Output {
    fn collect(mut stream: impl Read + Send + 'static) -> Self {
        let output = Self(Arc::default());
        let writer = output.clone();
        thread::spawn(move || {
            let mut chunk = [0; 1 << 16];
            loop {
                let read = stream.read(&mut chunk).unwrap_or(0);
                let mut collected = writer.lock();
                collected.data.extend_from_slice(&chunk[..read]);
                collected.ended = read == 0;
                writer.0.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        output
    }

    /// Waits until `find` finds something; `None` when the stream has ended or
    /// patience has.
    fn wait<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut collected = self.lock();
        loop {
            let found = find(&String::from_utf8_lossy(&collected.data));
            let left = deadline.saturating_duration_since(Instant::now());
            if found.is_some() || collected.ended || left.is_zero() {
                return found;
            }
            collected =
                self.0.1.wait_timeout(collected, left).map_or_else(|e| e.into_inner().0, |c| c.0);
        }
    }

    /// A process that has ended may have left bytes in its pipe. It may also
    /// have left a child that holds the pipe open: so this has a limit too.
    fn wait_for_end(&self) {
        self.wait(|_| None::<()>);
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock().data).into_owned()
    }

    fn lock(&self) -> MutexGuard<'_, Collected> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes what is sent here, until the sender is dropped.
fn feed(mut stdin: ChildStdin) -> Sender<Vec<u8>> {
    let (sender, receiver) = mpsc::channel::<Vec<u8>>();
    thread::spawn(move || receiver.iter().try_for_each(|data| stdin.write_all(&data)));
    sender
}

/// The lines that have been ended.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'))
}

/// At most the first part of a long text, which may be a message of a megabyte.
fn brief(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}… ({} bytes)\n", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

/// The limit of every wait: much more than anything takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many characters of a process's output a report shows.
const LONG: usize = 10_000;
