//! `serve` and `connect` with each other.

use std::io::{BufRead, Write};

use crate::tool::{Running, Server, connect};

#[test]
fn each_line_comes_back() {
    let server = Server::start(&[]);
    let finished = connect(&server.url, &[], "hello\n\nnaïve ☃\r\nlast").ok();
    assert_eq!(finished.stdout(), "hello\n\nnaïve ☃\nlast\n");
}

#[test]
fn without_input_there_is_nothing() {
    let server = Server::start(&["--echo"]);
    assert_eq!(connect(&server.url, &[], "").ok().stdout(), "");
}

#[test]
fn every_echo_is_printed_before_the_end() {
    let server = Server::start(&["--shards", "1"]);
    let lines: String = (0..50_000).map(|number| format!("line {number}\n")).collect();
    assert_eq!(connect(&server.url, &[], lines.clone()).ok().stdout(), lines);
}

#[test]
fn big_messages_come_back() {
    let server = Server::start(&[]);
    let line = "x".repeat((1 << 20) - 1) + "\n";
    let lines = line.repeat(4);
    assert!(connect(&server.url, &[], lines.clone()).ok().stdout() == lines);
}

#[test]
fn a_line_comes_back_while_stdin_is_open() {
    let server = Server::start(&[]);
    let mut running = Running::connect(&server.url, &[]);
    let mut stdout = running.stdout();
    for line in ["one\n", "two\n"] {
        running.stdin.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
        let mut echo = String::new();
        stdout.read_line(&mut echo).unwrap();
        assert_eq!(echo, line);
    }
    running.stdin = None;
    running.finish().ok();
}

#[test]
fn all_of_stdin_is_one_binary_message() {
    let server = Server::start(&[]);
    let data: Vec<u8> = (0..300_000u32).map(|number| ((number * 7919) >> 8) as u8).collect();
    assert!(connect(&server.url, &["--binary"], data.clone()).ok().stdout == data);
    let json = connect(&server.url, &["--binary", "--json"], &b"\xff\n\x00"[..]).ok();
    assert_eq!(json.stdout().lines().nth(1), Some(r#"{"type":"binary","data":"/woA"}"#));
}

#[test]
fn a_limit_of_0_is_none() {
    let server = Server::start(&["--max-message", "0"]);
    let lines = "x".repeat(3 << 20) + "\n";
    assert!(connect(&server.url, &["--max-message", "0"], lines.clone()).ok().stdout() == lines);
}

#[test]
fn a_server_has_many_listeners_and_connections() {
    let server = Server::start(&["--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0"]);
    let clients: Vec<_> = (0..8).map(|_| Running::connect(&server.url, &[])).collect();
    for (number, mut client) in clients.into_iter().enumerate() {
        let line = format!("{number}\n");
        client.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
        assert_eq!(client.finish().ok().stdout(), line);
    }
}

#[test]
fn ipv6_is_bracketed() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let server = Server::start(&["--listen", "[::1]:0"]);
    assert!(server.url.starts_with("ws://[::1]:"), "{}", server.url);
    assert_eq!(connect(&server.url, &[], "hello\n").ok().stdout(), "hello\n");
}

#[test]
fn another_address_than_the_one_of_the_url_can_be_taken() {
    let server = Server::start(&["--host", "chat.example"]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let finished = connect("ws://chat.example/", &["--to", address], "hello\n").ok();
    assert_eq!(finished.stdout(), "hello\n");
}
