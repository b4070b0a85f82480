//! `serve --metrics`: what a server counts, as Prometheus reads it.

use std::io::{BufRead as _, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use crate::peer::{ask, head};
use crate::tool::{LONG, Running, Server, connect};

/// Where a server has its counters.
struct Metrics {
    address: String,
}

impl Metrics {
    #[track_caller]
    fn of(server: &Server) -> Self {
        let url = server.line("metrics at http://");
        Self { address: url.strip_suffix("/metrics").unwrap().to_owned() }
    }

    /// The head and the body of what is there.
    #[track_caller]
    fn get(&self, target: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("no head");
        (head.to_owned(), body.to_owned())
    }

    /// The samples of these names, taken at once.
    #[track_caller]
    fn samples<const N: usize>(&self, names: [&str; N]) -> [f64; N] {
        let (_, text) = self.get("/metrics");
        names.map(|name| {
            let start = format!("witsocket_{name} ");
            let value = text.lines().find_map(|line| line.strip_prefix(&start));
            value.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
        })
    }

    /// Waits until a sample has a value that will do.
    #[track_caller]
    fn wait(&self, name: &str, will_do: impl Fn(f64) -> bool) {
        let start = Instant::now();
        while !will_do(self.samples([name])[0]) {
            assert!(start.elapsed() < LONG, "{name} does not come");
        }
    }

    /// What came and what was sent, of messages and frames and their bytes.
    #[track_caller]
    fn traffic(&self) -> [f64; 8] {
        self.samples([
            r#"messages_total{direction="received"}"#,
            r#"messages_total{direction="sent"}"#,
            r#"message_bytes_total{direction="received"}"#,
            r#"message_bytes_total{direction="sent"}"#,
            r#"payload_bytes_total{direction="received"}"#,
            r#"payload_bytes_total{direction="sent"}"#,
            r#"frames_total{direction="received"}"#,
            r#"frames_total{direction="sent"}"#,
        ])
    }

    /// How many connections are open, were accepted, opened and closed cleanly.
    #[track_caller]
    fn connections(&self) -> [f64; 4] {
        self.samples([
            r#"connections{state="open"}"#,
            "connections_accepted_total",
            r#"handshakes_total{outcome="opened"}"#,
            r#"connections_closed_total{end="clean"}"#,
        ])
    }
}

fn start(flags: &[&str]) -> (Server, Metrics) {
    let server = Server::start(&[&["--metrics", "127.0.0.1:0"], flags].concat());
    let metrics = Metrics::of(&server);
    (server, metrics)
}

#[test]
fn connections_and_messages_are_counted() {
    let (server, metrics) = start(&[]);
    assert_eq!(metrics.connections(), [0.0; 4]);
    assert_eq!(metrics.traffic(), [0.0; 8]);

    let mut client = Running::connect(&server.url, &["--no-deflate"]);
    client.stdin.as_mut().unwrap().write_all(b"hello\n").unwrap();
    let mut line = String::new();
    client.stdout().read_line(&mut line).unwrap();
    assert_eq!(line, "hello\n");
    assert_eq!(metrics.connections(), [1.0, 1.0, 1.0, 0.0]);
    assert_eq!(metrics.traffic(), [1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 1.0, 1.0]);

    drop(client.stdin.take());
    assert_eq!(client.finish().status, Some(0));
    metrics.wait(r#"connections_closed_total{end="clean"}"#, |clean| clean == 1.0);
    assert_eq!(metrics.connections(), [0.0, 1.0, 1.0, 1.0]);
    // Both said close.
    assert_eq!(metrics.traffic(), [1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 2.0, 2.0]);
}

#[test]
fn handshakes_that_fail_and_ends_without_a_close_are_counted() {
    let (server, metrics) = start(&[]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let refused = head(&mut ask(address, &["Host: a.example", "Origin: https://b.example"]));
    assert!(refused.starts_with("HTTP/1.1 403 "), "{refused}");
    metrics.wait(r#"handshakes_total{outcome="refused"}"#, |refused| refused == 1.0);
    assert_eq!(metrics.connections(), [0.0, 1.0, 0.0, 0.0]);

    let mut opened = ask(address, &["Host: a.example"]);
    assert!(head(&mut opened).starts_with("HTTP/1.1 101 "));
    drop(opened);
    metrics.wait(r#"connections_closed_total{end="abnormal"}"#, |abnormal| abnormal == 1.0);
    assert_eq!(metrics.connections(), [0.0, 2.0, 1.0, 0.0]);
}

#[test]
fn compression_shows_in_the_bytes_of_payloads() {
    let (server, metrics) = start(&["--compress", "always"]);
    let message = "hello ".repeat(1000);
    let flags = ["--compress", "always"];
    connect(&server.url, &flags, format!("{message}\n")).ok();
    let [received, sent, data_received, data_sent, payload_received, payload_sent, ..] =
        metrics.traffic();
    assert_eq!((received, sent, data_received, data_sent), (1.0, 1.0, 6000.0, 6000.0));
    for payload in [payload_received, payload_sent] {
        assert!(payload > 0.0 && payload < 600.0, "{payload}");
    }
}

#[test]
fn round_trips_of_pings_are_counted_and_summed() {
    let (server, metrics) = start(&["--ping-interval", "0.05"]);
    assert_eq!(metrics.samples(["ping_seconds_count", "ping_seconds_sum"]), [0.0, 0.0]);
    let client = Running::connect(&server.url, &[]);
    metrics.wait("ping_seconds_count", |count| count >= 2.0);
    let [count, sum] = metrics.samples(["ping_seconds_count", "ping_seconds_sum"]);
    assert!(sum > 0.0 && sum / count < LONG.as_secs_f64(), "{sum} of {count}");
    // What is counted stays when it is gone.
    drop(client);
    metrics.wait(r#"connections{state="open"}"#, |open| open == 0.0);
    let [later, _] = metrics.samples(["ping_seconds_count", "ping_seconds_sum"]);
    assert!(later >= count, "{later} of {count}");
}

#[test]
fn there_is_nothing_beside_the_counters() {
    let (_server, metrics) = start(&[]);
    let (head, text) = metrics.get("/metrics");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8"), "{head}");
    // Each family is explained once, and its samples are behind that.
    let mut family = "";
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            family = help.split_once(' ').unwrap().0;
            assert_eq!(text.matches(&format!("# HELP {family} ")).count(), 1, "{family}");
            assert_eq!(text.matches(&format!("# TYPE {family} ")).count(), 1, "{family}");
        } else if !line.starts_with("# TYPE ") {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            assert!(sample.starts_with(family), "{line}");
            value.parse::<f64>().unwrap();
        }
    }
    for target in ["/", "/metrics/", "/metric", "/favicon.ico"] {
        let (head, body) = metrics.get(target);
        assert!(head.starts_with("HTTP/1.1 404 Not Found\r\n"), "{target}: {head}");
        assert!(!body.contains("witsocket_"), "{target}: {body}");
    }
}
