//! `connect --json`.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

use crate::peer::{Peer, frame};
use crate::tool::{Finished, Running, Server, connect};

fn events(finished: &Finished) -> Vec<Value> {
    finished.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_event_is_a_line() {
    let peer = Peer::start(|mut stream| {
        // Two texts in fragments, binary, a ping, a pong that nothing asked for.
        stream.write_all(b"\x01\x02a\n\x80\x01b\x82\x01\xff\x89\x01p\x8a\x01q").unwrap();
        assert_eq!(frame(&mut stream), (10, b"p".to_vec()));
        stream.write_all(b"\x88\x04\x03\xe8ok").unwrap();
        assert_eq!(frame(&mut stream), (8, b"\x03\xe8ok".to_vec()));
    });
    let finished = Running::connect(&peer.url, &["--json"]).finish().ok();
    peer.finish();
    let events = events(&finished);
    let open = &events[0];
    assert_eq!(open["type"], "open");
    assert_eq!(open["subprotocol"], Value::Null);
    assert_eq!(open["status"], 101);
    assert_eq!(open["headers"][0], json!(["Upgrade", "websocket"]));
    let close = json!({"code": 1000, "reason": "ok"});
    let rest = [
        json!({"type": "text", "data": "a\nb"}),
        json!({"type": "binary", "data": "/w=="}),
        json!({"type": "ping", "data": "cA=="}),
        json!({"type": "pong", "data": "cQ==", "latency_ms": null}),
        json!({"type": "close", "received": close, "sent": close, "clean": true}),
    ];
    assert_eq!(events[1..], rest);
}

#[test]
fn the_first_and_the_last_line_tell_how_it_went() {
    let server = Server::start(&["--subprotocol", "chat.v2", "--subprotocol", "chat.v1"]);
    let offer = ["--json", "--subprotocol", "chat.v0", "--subprotocol", "chat.v1"];
    let finished = connect(&server.url, &offer, "hello\n").ok();
    let lines: Vec<&str> = finished.stdout().lines().collect();
    assert!(
        lines[0].starts_with(r#"{"type":"open","subprotocol":"chat.v1","status":101,"headers":[["#)
    );
    assert_eq!(lines[1], r#"{"type":"text","data":"hello"}"#);
    let frame = r#"{"code":1000,"reason":""}"#;
    assert_eq!(
        lines[2],
        format!(r#"{{"type":"close","received":{frame},"sent":{frame},"clean":true}}"#)
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn an_empty_close_frame_has_the_code_1005() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x88\x00").unwrap();
        assert_eq!(frame(&mut stream), (8, b"".to_vec()));
    });
    let finished = Running::connect(&peer.url, &["--json"]).finish().ok();
    peer.finish();
    let close = json!({"code": 1005, "reason": ""});
    let expected = json!({"type": "close", "received": close, "sent": close, "clean": true});
    assert_eq!(events(&finished)[1], expected);
}

#[test]
fn a_keepalive_ping_has_a_latency() {
    let server = Server::start(&[]);
    let mut client = Running::connect(&server.url, &["--json", "--ping-interval", "0.05"]);
    let mut lines = client.stdout().lines().map(|line| line.unwrap());
    let pong = lines.find(|line| line.contains(r#""pong""#)).unwrap();
    let pong: Value = serde_json::from_str(&pong).unwrap();
    assert!(pong["latency_ms"].as_f64().unwrap() > 0.0, "{pong}");
    client.stdin = None;
    client.finish().ok();
}
