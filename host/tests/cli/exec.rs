//! `serve --exec` and `serve --broadcast`.

use std::fs;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::tool::{LONG, Running, Server, connect, tool};

#[test]
fn lines_are_messages() {
    let server = Server::start(&["--exec", "cat"]);
    let finished = connect(&server.url, &[], "one\n\nzwölf\n").ok();
    assert_eq!(finished.stdout(), "one\n\nzwölf\n");
    // More than a word is the shell's.
    let server = Server::start(&["--exec", "tr a-z A-Z | sed -u 's/^/> /'"]);
    assert_eq!(connect(&server.url, &[], "one\n").status, Some(0));
    let server = Server::start(&["--exec", "printf 'a\\nb'; printf '\\377\\n'"]);
    let stdout = hear(&server);
    assert!(stdout.contains(r#""type":"text","data":"a""#), "{stdout}");
    assert!(stdout.contains(r#""type":"binary","data":"Yv8=""#), "{stdout}");
}

/// Bytes go in and come out as they are, in whatever pieces.
#[test]
fn bytes_are_bytes() {
    let server = Server::start(&["--exec", "cat", "--binary"]);
    let data: Vec<u8> = (0..100_000u32).map(|number| ((number * 7919) >> 8) as u8).collect();
    assert!(connect(&server.url, &["--binary"], data.clone()).ok().stdout == data);
    let server = Server::start(&["--exec", "printf 'a\\nb'", "--binary"]);
    let stdout = hear(&server);
    assert!(stdout.contains(r#""type":"binary","data":"YQpi""#), "{stdout}");
}

/// What a client that says nothing hears, as JSON.
fn hear(server: &Server) -> String {
    let mut client = Running::connect(&server.url, &["--json"]);
    let _open = client.stdin.take();
    client.stdout().lines().map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn its_end_is_the_connections() {
    for (program, code) in [("true", "1000"), ("exit 3", "1011"), ("/nothing/is/here", "1011")] {
        let server = Server::start(&["--exec", program]);
        let stdout = hear(&server);
        let closed = format!(r#""received":{{"code":{code},"#);
        assert!(stdout.contains(&closed), "{program}: {stdout}");
    }
}

#[test]
fn it_knows_who_asks() {
    let server = Server::start(&[
        "--exec",
        "echo $REMOTE_ADDR $REMOTE_USER $PATH_INFO $QUERY_STRING $HTTP_X_ROOM ${HTTP_PROXY-none} \
         $SERVER_NAME ${HTTP_AUTHORIZATION-none} ${UNIQUE_ID:+unique} $GATEWAY_INTERFACE",
        "--basic",
        "ann:secret",
    ]);
    let url = format!("{}/chat?a=b", server.url);
    let flags = ["-H", "X-Room: blue", "-H", "Proxy: evil", "--basic", "ann:secret"];
    let mut client = tool(&["connect", &url]);
    let mut client = Running::start(client.args(flags).env_remove("HTTP_PROXY"));
    let _open = client.stdin.take();
    let mut line = String::new();
    client.stdout().read_line(&mut line).unwrap();
    assert_eq!(line, "127.0.0.1 ann /chat a=b blue none 127.0.0.1 none unique CGI/1.1\n");
}

/// What ignores the end of its stdin, and has children of its own, goes all the same.
#[test]
fn nothing_of_it_stays() {
    let server = Server::start(&["--close-timeout", "0.3", "--exec", SLEEPERS]);
    for _ in 0..2 {
        let mut client = Running::connect(&server.url, &[]);
        let mut pids = String::new();
        let mut stdout = client.stdout();
        stdout.read_line(&mut pids).unwrap();
        let pids = folders(&pids);
        assert_eq!(pids.len(), 2);
        assert!(pids.iter().all(|pid| pid.exists()));
        drop(client.stdin.take());
        assert_gone(&pids);
    }
    let mut client = Running::connect(&server.url, &[]);
    let mut pids = String::new();
    client.stdout().read_line(&mut pids).unwrap();
    server.running.signal("TERM");
    assert_eq!(server.running.finish().status, Some(0));
    assert_gone(&folders(&pids));
}

const SLEEPERS: &str = "trap '' HUP PIPE; sleep 100 & echo $$ $!; while :; do sleep 1; done";

/// What the system says of processes.
fn folders(pids: &str) -> Vec<PathBuf> {
    pids.split_whitespace().map(|pid| Path::new("/proc").join(pid)).collect()
}

/// A process that was killed goes when the system has the time.
fn assert_gone(pids: &[PathBuf]) {
    let start = Instant::now();
    while let Some(pid) = pids.iter().find(|pid| is_there(pid)) {
        assert!(start.elapsed() < LONG, "{}", pid.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a process runs. A zombie has a folder, too, and those whose parent is gone
/// are nobody's zombies here.
fn is_there(pid: &Path) -> bool {
    let state = fs::read_to_string(pid.join("stat")).unwrap_or_default();
    let state = state.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z' && state != 'X')
}

/// A program that writes for ever to a peer that does not read, and the other way round.
#[test]
fn both_ways_are_bounded() {
    let server = Server::start(&["--exec", "yes"]);
    let _client = Running::connect(&server.url, &[]);
    let deaf = Server::start(&["--exec", "sleep 100"]);
    let mut client = Running::connect(&deaf.url, &[]);
    let mut stdin = client.stdin.take().unwrap();
    std::thread::spawn(move || {
        while stdin.write_all(&[b'a'; 1000]).is_ok() && stdin.write_all(b"\n").is_ok() {}
    });
    std::thread::sleep(Duration::from_secs(2));
    for server in [&server, &deaf] {
        let resident = server.running.resident_kib();
        assert!(resident < 60 << 10, "{resident} KiB");
    }
}

#[test]
fn what_one_says_the_others_hear() {
    let server = Server::start(&["--broadcast", "--shards", "2"]);
    let mut clients: Vec<_> = (0..4).map(|_| Running::connect(&server.url, &[])).collect();
    let mut outputs: Vec<_> = clients.iter_mut().map(Running::stdout).collect();
    // Who can be heard by the first is there, and hears.
    for (i, client) in clients.iter_mut().enumerate().skip(1) {
        let mut line = String::new();
        let said = format!("{i} is there\n");
        client.stdin.as_mut().unwrap().write_all(said.as_bytes()).unwrap();
        if i == 1 {
            continue;
        }
        while line != said {
            line.clear();
            outputs[0].read_line(&mut line).unwrap();
        }
    }
    clients[0].stdin.as_mut().unwrap().write_all(b"hello\n").unwrap();
    for output in &mut outputs[1..] {
        let mut line = String::new();
        while line != "hello\n" {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0);
        }
    }
    // The first did not hear itself. It may hear late that the second is there.
    clients[1].stdin.as_mut().unwrap().write_all(b"bye\n").unwrap();
    let mut line = String::new();
    while line != "bye\n" {
        line.clear();
        assert_ne!(outputs[0].read_line(&mut line).unwrap(), 0);
        assert_ne!(line, "hello\n");
    }
}

#[test]
fn there_is_one_kind_of_work() {
    let finished = Running::start(&mut tool(&["serve", "--echo", "--broadcast"])).finish();
    assert_eq!(finished.status, Some(2), "{}", finished.stderr);
}
