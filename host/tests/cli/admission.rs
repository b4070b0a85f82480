//! Whom `serve` lets in, and when.

use std::io::{BufRead as _, ErrorKind, Read as _, Write as _};
use std::time::Duration;

use crate::peer::{ask, head};
use crate::tool::{Running, Server, connect};

#[test]
fn requests_for_other_hosts_are_refused() {
    let server = Server::start(&["--host", "chat.example", "--host", "b.example:81"]);
    let address = server.url.strip_prefix("ws://").unwrap();
    for (host, status) in [
        ("chat.example", 101),
        ("CHAT.example:1234", 101),
        ("b.example:81", 101),
        ("b.example", 400),
        ("other.example", 400),
        ("chat.example.evil.example", 400),
        (address, 400),
    ] {
        let head = head(&mut ask(address, &[&format!("Host: {host}")]));
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{host}: {head}");
    }
    let admitted = connect("ws://chat.example/", &["--to", address], "hello\n").ok();
    assert_eq!(admitted.stdout(), "hello\n");
    let refused = connect(&server.url, &[], "hello\n");
    assert_eq!((refused.status, refused.stdout()), (Some(1), ""));
    assert!(refused.line().contains("400"), "{}", refused.line());
}

/// Without a list too: RFC 9112 §3.2.
#[test]
fn a_request_without_one_host_is_refused() {
    let server = Server::start(&[]);
    let address = server.url.strip_prefix("ws://").unwrap();
    for headers in [&["X-A: b"][..], &["Host: a.example", "Host: a.example"], &["Host: a b"]] {
        let head = head(&mut ask(address, headers));
        assert!(head.starts_with("HTTP/1.1 400 "), "{headers:?}: {head}");
    }
}

#[test]
fn a_connection_beyond_the_most_waits_for_the_end_of_another() {
    let server = Server::start(&["--max-connections", "1"]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let mut first = Running::connect(&server.url, &[]);
    let mut stdout = first.stdout();
    let mut echo = |first: &mut Running, message: &str| {
        first.stdin.as_mut().unwrap().write_all(message.as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, message);
    };
    echo(&mut first, "one\n");
    let mut second = ask(address, &["Host: a.example"]);
    second.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let waits = second.read(&mut [0]).unwrap_err();
    assert_eq!(waits.kind(), ErrorKind::WouldBlock, "{waits}");
    echo(&mut first, "two\n");

    drop(first.stdin.take());
    assert_eq!(first.finish().status, Some(0));
    second.set_read_timeout(Some(crate::tool::LONG)).unwrap();
    assert!(head(&mut second).starts_with("HTTP/1.1 101 "));
}
