//! `connect` at a terminal: what somebody types and sees.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};
use nix::sys::termios::{Termios, tcgetattr};

use crate::peer::{Peer, frame};
use crate::tool::{Finished, LONG, Running, Server, tool};

/// A terminal of 24 lines with 80 columns, and `connect` in it.
struct Terminal {
    running: Running,
    keyboard: File,
    side: OwnedFd,
    before: Termios,
    output: Arc<Mutex<Output>>,
}

struct Output {
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Terminal {
    #[track_caller]
    fn start(url: &str, flags: &[&str]) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(&size, None).unwrap();
        let side = || pty.slave.try_clone().unwrap();
        let before = tcgetattr(&pty.slave).unwrap();
        let mut command = tool(&["connect", url]);
        command.args(flags).stdin(side()).stdout(side()).stderr(side()).env("TERM", "xterm");
        let running = Running::start(&mut command);
        let keyboard = File::from(pty.master);
        let output = Output { screen: vt100::Parser::new(24, 80, 0), bytes: Vec::new() };
        let output = Arc::new(Mutex::new(output));
        let (mut master, shown) = (keyboard.try_clone().unwrap(), output.clone());
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = master.read(&mut buffer) {
                let mut output = shown.lock().unwrap();
                output.screen.process(&buffer[..length]);
                output.bytes.extend_from_slice(&buffer[..length]);
            }
        });
        Self { running, keyboard, side: pty.slave, before, output }
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// The lines of the screen, without those that are empty.
    fn lines(&self) -> Vec<String> {
        let contents = self.output.lock().unwrap().screen.screen().contents();
        contents
            .lines()
            .map(|line| line.trim_end().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// Waits until the last lines of the screen are these.
    #[track_caller]
    fn sees(&self, lines: &[&str]) {
        let start = Instant::now();
        loop {
            let all = self.lines();
            if all.len() >= lines.len() && all[all.len() - lines.len()..] == *lines {
                return;
            }
            assert!(start.elapsed() < LONG, "{all:#?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end, after which the terminal is as it was.
    #[track_caller]
    fn finish(self) -> (Finished, Vec<String>) {
        let lines = {
            let Self { running, side, before, output, keyboard } = self;
            let finished = running.finish();
            assert_eq!(tcgetattr(&side).unwrap(), before, "the terminal was left changed");
            // What was written to it has all come when the marker has.
            File::from(side).write_all(b"\r\n[end]").unwrap();
            let start = Instant::now();
            let lines = loop {
                let contents = output.lock().unwrap().screen.screen().contents();
                if contents.contains("[end]") {
                    break contents;
                }
                assert!(start.elapsed() < LONG, "{contents}");
                thread::sleep(Duration::from_millis(5));
            };
            drop(keyboard);
            (finished, lines)
        };
        let (finished, contents) = lines;
        let lines = contents.lines().map(|line| line.trim_end().to_owned());
        (finished, lines.filter(|line| !line.is_empty() && line != "[end]").collect())
    }
}

const CTRL_A: &str = "\x01";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_R: &str = "\x12";
const UP: &str = "\x1b[A";
const LEFT: &str = "\x1b[D";

/// The opcodes and payloads of frames that a peer heard.
type Heard = Receiver<(u8, Vec<u8>)>;

/// A peer that sends what it is told, and answers a close.
fn parrot() -> (Peer, Sender<Vec<u8>>, Heard) {
    let (say, said) = channel::<Vec<u8>>();
    let (tell, heard) = channel();
    let peer = Peer::start(move |mut stream| {
        let mut writer = stream.try_clone().unwrap();
        thread::spawn(move || {
            while let Ok(bytes) = said.recv() {
                if writer.write_all(&bytes).is_err() {
                    return;
                }
            }
        });
        loop {
            let (opcode, payload) = frame(&mut stream);
            if opcode == 8 {
                let close = [&[0x88, payload.len() as u8][..], &payload].concat();
                let _ = tell.send((opcode, payload));
                let _ = stream.write_all(&close);
                // Others have it open, too.
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            let _ = tell.send((opcode, payload));
        }
    });
    (peer, say, heard)
}

#[test]
fn what_comes_is_shown_above_the_line_that_is_edited() {
    let (peer, say, heard) = parrot();
    let mut terminal = Terminal::start(&peer.url, &[]);
    let greeting = format!("connected to {}", peer.url);
    terminal.sees(&[&greeting, ">"]);
    terminal.press("half");
    terminal.sees(&[&greeting, "> half"]);
    say.send(b"\x81\x05hello\x82\x02\x00\xff".to_vec()).unwrap();
    terminal.sees(&[&greeting, "< hello", "< (binary) 00ff", "> half"]);
    terminal.press(" way\r");
    assert_eq!(heard.recv_timeout(LONG).unwrap(), (1, b"half way".to_vec()));
    terminal.sees(&["< hello", "< (binary) 00ff", "> half way", ">"]);
    terminal.press(CTRL_D);
    assert_eq!(heard.recv_timeout(LONG).unwrap(), (8, b"\x03\xe8".to_vec()));
    let (finished, lines) = terminal.finish();
    assert_eq!(finished.status, Some(0), "{lines:#?}");
    assert_eq!(lines.last().unwrap(), "closed: sent 1000; then received 1000", "{lines:#?}");
    peer.finish();
}

#[test]
fn lines_are_edited_and_found_again() {
    let (peer, _say, heard) = parrot();
    let mut terminal = Terminal::start(&peer.url, &[]);
    let typed = [
        ("one\r", "one"),
        ("naïve ☃\r", "naïve ☃"),
        (&*format!("bc{LEFT}{LEFT}a{CTRL_A}>\r"), ">abc"),
        (&format!("{UP}{UP}{UP}\r"), "one"),
        (&format!("{CTRL_R}na\r"), "naïve ☃"),
        ("\r", ""),
        // What is pasted is one message, with all its lines.
        ("\x1b[200~a\nb\x1b[201~\r", "a\nb"),
    ];
    terminal.sees(&[">"]);
    for (keys, message) in typed {
        terminal.press(keys);
        let heard = heard.recv_timeout(LONG).unwrap();
        assert_eq!(heard, (1, message.as_bytes().to_vec()), "{keys:?}");
    }
    terminal.press(CTRL_D);
    assert_eq!(terminal.finish().0.status, Some(0));
    peer.finish();
}

#[test]
fn the_peer_cannot_act_on_the_terminal() {
    let (peer, say, _heard) = parrot();
    let mut terminal = Terminal::start(&peer.url, &[]);
    terminal.sees(&[">"]);
    say.send(b"\x81\x0c\x1b[2J\na\rb\x07\xc2\x9bc".to_vec()).unwrap();
    terminal.sees(&["< \\x1b[2J\\na\\rb\\x07\\u{9b}c", ">"]);
    terminal.press(CTRL_D);
    assert_eq!(terminal.finish().0.status, Some(0));
    peer.finish();
}

#[test]
fn ctrl_c_closes_too_and_a_second_one_does_not_wait() {
    let (peer, _say, heard) = parrot();
    let mut terminal = Terminal::start(&peer.url, &[]);
    terminal.sees(&[">"]);
    terminal.press("something");
    terminal.press(CTRL_C);
    assert_eq!(heard.recv_timeout(LONG).unwrap(), (8, b"\x03\xe8".to_vec()));
    assert_eq!(terminal.finish().0.status, Some(0));
    peer.finish();

    let (closing, closed) = channel();
    let deaf = Peer::start(move |mut stream| {
        closing.send(frame(&mut stream)).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let mut terminal = Terminal::start(&deaf.url, &["--close-timeout", "60"]);
    terminal.sees(&[">"]);
    terminal.press(CTRL_C);
    assert_eq!(closed.recv_timeout(LONG).unwrap().0, 8);
    terminal.press(CTRL_C);
    assert_eq!(terminal.finish().0.status, Some(1));
    deaf.finish();
}

#[test]
fn what_comes_after_ctrl_d_is_shown() {
    let peer = Peer::start(|mut stream| {
        assert_eq!(frame(&mut stream).0, 8);
        for _ in 0..3 {
            thread::sleep(Duration::from_millis(50));
            stream.write_all(b"\x81\x04late").unwrap();
        }
        stream.write_all(b"\x88\x02\x03\xe8").unwrap();
    });
    let mut terminal = Terminal::start(&peer.url, &[]);
    terminal.sees(&[">"]);
    terminal.press(CTRL_D);
    let (finished, lines) = terminal.finish();
    assert_eq!(finished.status, Some(0));
    assert_eq!(lines.iter().filter(|line| *line == "< late").count(), 3, "{lines:#?}");
    peer.finish();
}

#[test]
fn an_end_that_is_none_leaves_the_terminal_as_it_was() {
    let peer = Peer::start(|mut stream| stream.write_all(b"\x81\x05hello").unwrap());
    let terminal = Terminal::start(&peer.url, &[]);
    let (finished, lines) = terminal.finish();
    assert_eq!(finished.status, Some(1));
    // The prompt may still stand in front of a line, or alone in the last one: whether it was
    // drawn before the end came is a matter of luck.
    let shown: Vec<&str> = lines
        .iter()
        .map(|line| line.trim_start_matches('>').trim_start())
        .filter(|line| !line.is_empty())
        .collect();
    let [.., message, end] = shown[..] else { panic!("{lines:#?}") };
    assert_eq!(message, "< hello", "{lines:#?}");
    assert!(end.starts_with("witsocket: "), "{lines:#?}");
    peer.finish();
}

/// A flood, and somebody who types into it: no message overtakes another one, none is lost.
#[test]
fn messages_stay_in_their_order_while_somebody_types() {
    let (peer, say, heard) = parrot();
    let mut terminal = Terminal::start(&peer.url, &[]);
    terminal.sees(&[">"]);
    const MANY: usize = 2000;
    let flood = thread::spawn(move || {
        for number in 0..MANY {
            let text = format!("{number:04}");
            say.send([b"\x81\x04", text.as_bytes()].concat()).unwrap();
            if number % 20 == 0 {
                thread::sleep(Duration::from_millis(5));
            }
        }
    });
    let mut lines = 0;
    while !flood.is_finished() {
        terminal.press("line\r");
        lines += 1;
        thread::sleep(Duration::from_millis(7));
    }
    for _ in 0..lines {
        assert_eq!(heard.recv_timeout(LONG).unwrap(), (1, b"line".to_vec()));
    }
    terminal.press(CTRL_D);
    let output = terminal.output.clone();
    assert_eq!(terminal.finish().0.status, Some(0));
    let bytes = String::from_utf8_lossy(&output.lock().unwrap().bytes).into_owned();
    let numbers: Vec<usize> =
        bytes.split("< ").skip(1).map(|rest| rest[..4].parse().unwrap()).collect();
    assert!(numbers.iter().copied().eq(0..MANY), "{} {numbers:?}", numbers.len());
    peer.finish();
}

#[test]
fn a_connection_that_ends_is_told_and_replaced() {
    let server = Server::start(&["--idle-timeout", "0.3"]);
    let flags = ["--reconnect", "--backoff-initial", "0.1", "--backoff-min", "0.1"];
    let mut terminal = Terminal::start(&server.url, &flags);
    let greeting = format!("connected to {}", server.url);
    let told =
        "reconnecting, since the connection ended: received 1001 \"idle timeout\"; then sent";
    let start = Instant::now();
    while !terminal.lines().iter().any(|line| line.starts_with(told)) {
        assert!(start.elapsed() < LONG, "{:#?}", terminal.lines());
        thread::sleep(Duration::from_millis(5));
    }
    terminal.sees(&[&greeting, ">"]);
    terminal.press("hello\r");
    let start = Instant::now();
    while !terminal.lines().iter().any(|line| line == "< hello") {
        assert!(start.elapsed() < LONG, "{:#?}", terminal.lines());
        thread::sleep(Duration::from_millis(5));
    }
    terminal.press(CTRL_C);
    // Between two connections there is none to close.
    assert!(matches!(terminal.finish().0.status, Some(0 | 1)));
}

#[test]
fn lines_are_kept_for_the_next_time() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history");
    let _ = std::fs::remove_file(&file);
    let flags = ["--history", file.to_str().unwrap()];
    for (keys, message) in [("remember me\r", "remember me"), (&*format!("{UP}\r"), "remember me")]
    {
        let (peer, _say, heard) = parrot();
        let mut terminal = Terminal::start(&peer.url, &flags);
        terminal.sees(&[">"]);
        terminal.press(keys);
        assert_eq!(heard.recv_timeout(LONG).unwrap(), (1, message.as_bytes().to_vec()));
        terminal.press(CTRL_D);
        assert_eq!(terminal.finish().0.status, Some(0));
        peer.finish();
    }
}

#[test]
fn with_json_events_are_shown_above_the_line() {
    let server = Server::start(&[]);
    let mut terminal = Terminal::start(&server.url, &["--json"]);
    terminal.press("hello\r");
    terminal.sees(&[r#"{"type":"text","data":"hello"}"#, ">"]);
    terminal.press(CTRL_D);
    let (finished, lines) = terminal.finish();
    assert_eq!(finished.status, Some(0));
    assert!(
        lines.iter().any(|line| line.starts_with(r#"{"type":"close","received":"#)),
        "{lines:#?}"
    );
}

/// A terminal on stderr alone shows how far a long transfer is, and nothing of it stays.
#[test]
fn a_long_transfer_shows_its_progress() {
    let peer = Peer::start(|mut stream| {
        let mut buffer = [0; 16 << 10];
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            stream.read_exact(&mut buffer).unwrap();
            thread::sleep(Duration::from_millis(10));
        }
    });
    let pty = openpty(None, None).unwrap();
    let mut command = tool(&["connect", &peer.url, "--binary"]);
    let mut running = Running::start(command.stderr(pty.slave.try_clone().unwrap()));
    let mut stdin = running.stdin.take().unwrap();
    let writer = thread::spawn(move || while stdin.write_all(&[0; 64 << 10]).is_ok() {});
    let (mut master, mut shown) = (File::from(pty.master), String::new());
    while !shown.contains("iB/s") {
        let mut buffer = [0; 1024];
        let length = master.read(&mut buffer).unwrap();
        shown.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    assert!(shown.starts_with("\rsent ") && shown.contains(", received "), "{shown:?}");
    peer.finish();
    assert_eq!(running.finish().status, Some(1));
    writer.join().unwrap();
    // Whoever has it open keeps it from ending.
    drop((pty.slave, command));
    let mut rest = Vec::new();
    // Its end is an error to some systems.
    let _ = master.read_to_end(&mut rest);
    shown.push_str(&String::from_utf8_lossy(&rest));
    let line = shown.lines().last().unwrap();
    assert!(line.contains("\r\x1b[Kwitsocket: "), "{shown:?}");
}
