//! Options of both commands that no other file is about.

use std::io::{BufRead as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::peer::{Peer, ask, frame, head};
use crate::tool::{Running, Server, connect, tool};

/// As many messages as were asked for are printed, whatever else comes and whether stdin ends.
#[test]
fn it_closes_when_so_many_messages_came() {
    let peer = Peer::start(|mut stream| {
        std::thread::sleep(Duration::from_millis(500));
        stream.write_all(b"\x81\x01a\x81\x01b\x81\x01c").unwrap();
        assert_eq!(frame(&mut stream), (8, b"\x03\xe8".to_vec()));
        stream.write_all(b"\x88\x02\x03\xe8").unwrap();
    });
    assert_eq!(connect(&peer.url, &["-n", "2"], "").ok().stdout(), "a\nb\n");
    peer.finish();
}

#[test]
fn the_close_code_and_the_reason_are_as_asked() {
    let peer = Peer::start(|mut stream| {
        let close = frame(&mut stream);
        assert_eq!(close, (8, b"\x0f\xa0enough".to_vec()));
        stream.write_all(&[&b"\x88\x08"[..], &close.1].concat()).unwrap();
    });
    let finished = connect(&peer.url, &["--close-code", "4000", "--close-reason", "enough"], "");
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("4000"), "{}", finished.line());
    peer.finish();

    let server = Server::start(&[]);
    connect(&server.url, &["--close-code", "1005"], "hello\n").ok();
    let finished = connect(&server.url, &["--close-code", "1006"], "hello\n");
    assert_eq!((finished.status, finished.stdout()), (Some(2), ""));
    assert!(finished.line().contains("--close-code 1006"), "{}", finished.line());
}

/// The protocol for it is systemd's: sd_listen_fds(3).
#[test]
fn an_inherited_socket_is_served_without_a_flag() {
    for (pid, flags, is_taken) in
        [("$$", "", true), ("1", "", false), ("$$", "--listen 127.0.0.1:0", false)]
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = format!("ws://{}", listener.local_addr().unwrap());
        let start = format!("LISTEN_FDS=1 LISTEN_PID={pid} exec \"$0\" serve {flags} 3<&1 1>&2");
        let mut command = Command::new("sh");
        command.args(["-c", &start, env!("CARGO_BIN_EXE_witsocket")]);
        command.stdin(Stdio::null()).stdout(OwnedFd::from(listener)).stderr(Stdio::piped());
        if flags.is_empty() && !is_taken {
            // The usual address may be in use: that is all the same here.
            let line = Running::start(&mut command).first_line();
            assert!(line.contains("127.0.0.1:8765"), "{line}");
            continue;
        }
        let server = Server::run(&mut command);
        assert_eq!(server.url == own, is_taken, "{}", server.url);
        assert_eq!(connect(&server.url, &[], "hello\n").ok().stdout(), "hello\n");
    }
}

#[test]
fn a_client_need_not_wait_for_others_of_its_process() {
    let server = Server::start(&[]);
    assert_eq!(connect(&server.url, &["--no-gate"], "hello\n").ok().stdout(), "hello\n");
}

/// Who was refused and stays has its place for a moment, and not for as long as closing may take.
#[test]
fn a_refused_client_that_stays_makes_room() {
    let server = Server::start(&["--max-connections", "1", "--close-timeout", "60"]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let mut refused = TcpStream::connect(address).unwrap();
    write!(refused, "GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    assert!(head(&mut refused).starts_with("HTTP/1.1 426 "));
    let start = Instant::now();
    assert_eq!(connect(&server.url, &[], "hello\n").ok().stdout(), "hello\n");
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    drop(refused);
}

/// What cannot be held at once passes as one message all the same.
#[test]
fn a_long_binary_message_is_streamed() {
    let server = Server::start(&["--max-message", "0"]);
    let data: Vec<u8> = (0..5_000_000u32).map(|number| ((number * 7919) >> 8) as u8).collect();
    let flags = ["--binary", "--json", "--max-message", "0", "--no-deflate"];
    let finished = connect(&server.url, &flags, data.clone()).ok();
    let messages: Vec<_> =
        finished.stdout().lines().filter(|line| line.contains(r#""binary""#)).collect();
    assert_eq!(messages.len(), 1);
    let message: serde_json::Value = serde_json::from_str(messages[0]).unwrap();
    use base64::Engine as _;
    let echoed =
        base64::engine::general_purpose::STANDARD.decode(message["data"].as_str().unwrap());
    assert!(echoed.unwrap() == data);
}

#[test]
fn pings_can_be_left_without_an_answer() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x89\x01p\x88\x00").unwrap();
        assert_eq!(frame(&mut stream).0, 8);
    });
    Running::connect(&peer.url, &["--no-auto-pong"]).finish().ok();
    peer.finish();
}

#[test]
fn long_messages_are_cut_into_frames_as_asked() {
    let peer = Peer::start(|mut stream| {
        for piece in ["hel", "lo ", "you"] {
            assert_eq!(frame(&mut stream).1, piece.as_bytes());
        }
        assert_eq!(frame(&mut stream).0, 8);
        stream.write_all(b"\x88\x02\x03\xe8").unwrap();
    });
    connect(&peer.url, &["--fragment", "3", "--no-deflate"], "hello you\n").ok();
    peer.finish();
}

#[test]
fn limits_of_the_handshake_hold() {
    let peer = Peer::bare(|mut stream| {
        head(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 101 Switching\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n");
    });
    let finished = connect(&peer.url, &["--max-headers", "2"], "");
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("header"), "{}", finished.line());
    peer.finish();
    let server = Server::start(&["--max-line", "100"]);
    let long = format!("X-Long: {}", "x".repeat(200));
    let finished = connect(&server.url, &["-H", &long], "");
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("431"), "{}", finished.line());
}

#[test]
fn a_connection_has_a_lifetime() {
    let server = Server::start(&["--lifetime", "0.3"]);
    let mut client = Running::connect(&server.url, &["--json"]);
    let last = client.stdout().lines().map(Result::unwrap).last().unwrap();
    assert!(last.contains(r#""received":{"code":1001"#), "{last}");
}

#[test]
fn half_a_message_is_not_waited_for() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x81\x05hell").unwrap();
        let (opcode, payload) = frame(&mut stream);
        assert_eq!((opcode, &payload[..2]), (8, &b"\x03\xf0"[..]));
    });
    let finished = Running::connect(&peer.url, &["--message-timeout", "0.2"]).finish();
    assert_eq!((finished.status, finished.stdout()), (Some(1), ""));
    assert!(finished.line().contains("1008"), "{}", finished.line());
    peer.finish();
}

#[test]
fn an_application_is_not_possible_yet_and_that_is_said() {
    let finished = Running::start(&mut tool(&["serve", "--app", "app.wasm"])).finish();
    assert_eq!(finished.status, Some(2));
    assert!(finished.line().contains("witsocket:net"), "{}", finished.line());
}

#[test]
fn distrust_is_loud() {
    let server = Server::start(&[]);
    let finished = connect(&server.url, &["--insecure"], "hello\n");
    assert_eq!((finished.status, finished.stdout()), (Some(0), "hello\n"));
    assert!(finished.line().contains("WARNING"), "{}", finished.line());
}

#[test]
fn another_component_can_be_run() {
    let component = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/witsocket.wasm");
    let server = Server::start(&["--component", component, "--shards", "1"]);
    assert_eq!(connect(&server.url, &[], "hello\n").ok().stdout(), "hello\n");
    let finished = connect(&server.url, &["--component", "/dev/null"], "");
    assert_eq!(finished.status, Some(1));
    finished.line();
}

#[test]
fn each_connection_can_have_a_sandbox_of_its_own() {
    let server = Server::start(&["--isolation", "connection", "--shards", "1"]);
    let mut clients = ["one\n", "two\n"].map(|message| {
        let mut client = Running::connect(&server.url, &[]);
        let stdout = client.stdout();
        (client, stdout, message)
    });
    for (client, stdout, message) in &mut clients {
        client.stdin.as_mut().unwrap().write_all(message.as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, *message);
    }
    // The end of one is not that of the other.
    for (mut client, ..) in clients {
        drop(client.stdin.take());
        assert_eq!(client.finish().status, Some(0));
    }
}

#[test]
fn compression_is_negotiated_as_asked() {
    let extensions = |head: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(name, _)| *name == "Sec-WebSocket-Extensions").map(|(_, value)| {
            let parameters = value.split(';').map(|one| one.trim().to_owned());
            parameters.collect::<Vec<_>>()
        })
    };
    let agreed = |flags: &[&str]| {
        let server = Server::start(flags);
        let offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
        let mut stream = ask(server.url.strip_prefix("ws://").unwrap(), &["Host: a", offer]);
        let head = head(&mut stream);
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        extensions(&head)
    };
    let asked = "client_max_window_bits=11,client_no_context_takeover,server_max_window_bits=10";
    let mut parameters = agreed(&["--deflate", asked]).unwrap();
    assert_eq!(parameters.remove(0), "permessage-deflate");
    parameters.sort_unstable();
    assert_eq!(parameters.join(","), asked);
    assert!(!agreed(&[]).unwrap().contains(&"server_max_window_bits=10".to_owned()));
    assert_eq!(agreed(&["--no-deflate"]), None);

    let peer = Peer::bare(move |mut stream| {
        let offer = extensions(&head(&mut stream)).unwrap();
        assert_eq!(offer[0], "permessage-deflate");
        for parameter in ["client_max_window_bits=10", "server_no_context_takeover"] {
            assert!(offer.iter().any(|one| one == parameter), "{offer:?}");
        }
    });
    let asked = "client_max_window_bits=10,server_no_context_takeover";
    assert_eq!(connect(&peer.url, &["--deflate", asked], "").status, Some(1));
    peer.finish();
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let complete = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let script = format!(
            "source <({} completions bash) && COMP_WORDS=({line}) COMP_CWORD={} \
             && {{ [[ {line:?} == *' ' ]] && COMP_WORDS+=(''); _witsocket witsocket {:?} {:?}; }} \
             && echo \"${{COMPREPLY[@]}}\"",
            env!("CARGO_BIN_EXE_witsocket"),
            words.len() - 1,
            words[words.len() - 1],
            words[words.len() - 2],
        );
        let output = Command::new("bash").args(["-c", &script]).stdin(Stdio::null()).output();
        String::from_utf8(output.unwrap().stdout).unwrap().trim_end().to_owned()
    };
    assert_eq!(complete("witsocket con"), "connect");
    assert_eq!(complete("witsocket connect --max-mes"), "--max-message");
    assert_eq!(complete("witsocket serve --isolation con"), "connection");
}

#[test]
fn shells_can_read_their_completions() {
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let script = tool(&["completions", shell]).output().unwrap().stdout;
        let file =
            std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("complete.{shell}"));
        std::fs::write(&file, script).unwrap();
        // Not every machine has every shell.
        if let Ok(status) = Command::new(shell).arg(check).arg(&file).status() {
            assert!(status.success(), "{shell}");
        }
    }
}
