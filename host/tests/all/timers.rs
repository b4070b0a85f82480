//! Time that passes.

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use witsocket_host::{Cause, Close, Config, Timeouts};

use super::raw::{BINARY, CLOSE, PING, PONG, Raw, masked};
use super::{connect_with, echo, serve, within};

const SOON: Option<Duration> = Some(Duration::from_millis(100));

fn config(timeouts: Timeouts) -> Config {
    Config { timeouts, ..Config::default() }
}

#[tokio::test]
async fn a_client_that_asks_for_nothing_is_dropped() {
    let server = serve(config(Timeouts { open: SOON, ..Timeouts::default() }), echo).await;
    let mut raw = Raw::silent(&server).await;
    assert_eq!(within(raw.socket.read(&mut [0; 1024])).await.unwrap(), 0);
}

#[tokio::test]
async fn a_closing_handshake_does_not_take_for_ever() {
    let server = serve(config(Timeouts { close: SOON, ..Timeouts::default() }), async |ws| {
        let closed = ws.close(1000, "").await.unwrap();
        assert_eq!(closed.cause, Some(Cause::CloseTimeout));
        assert_eq!((closed.received, closed.clean), (None, false));
        Ok::<(), String>(())
    })
    .await;
    let mut raw = Raw::open(&server).await;
    assert_eq!(within(raw.frame()).await.0, CLOSE);
    assert_eq!(within(raw.socket.read(&mut [0; 1024])).await.unwrap(), 0);
    drop(raw);
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn a_closing_handshake_behind_a_full_socket_does_not_either() {
    let timeouts = Timeouts { close: SOON, ..Timeouts::default() };
    let server = serve(Config::default(), async |ws| {
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(ws);
    })
    .await;
    let ws = connect_with(&server, config(timeouts)).await;
    let sending = async { while ws.send(vec![0; 1 << 20]).await.is_ok() {} };
    assert!(tokio::time::timeout(Duration::from_millis(500), sending).await.is_err());
    let closed = within(ws.close(1000, "")).await.unwrap();
    assert_eq!(closed.cause, Some(Cause::CloseTimeout));
}

#[tokio::test]
async fn a_peer_whose_answer_nobody_reads_is_not_given_up() {
    let timeouts = Timeouts { ping_interval: SOON, ping_timeout: SOON, ..Timeouts::default() };
    let server = serve(config(timeouts), async |ws| {
        tokio::time::sleep(Duration::from_secs(1)).await;
        while ws.receive().await.is_some() {}
    })
    .await;
    let mut raw = Raw::open(&server).await;
    // More than waits for the application: the rest, and the pong, stay in the transport.
    raw.write(masked(BINARY, &[7; 3000]).repeat(100)).await;
    let (first, payload) = within(raw.frame()).await;
    assert_eq!(first, PING);
    raw.write(masked(PONG, &payload)).await;
    // When it has been read, the next ping comes; nothing else does.
    assert_eq!(within(raw.frame()).await.0, PING);
}

#[tokio::test]
async fn a_peer_that_answers_no_ping_is_given_up() {
    let timeouts = Timeouts { ping_interval: SOON, ping_timeout: SOON, ..Timeouts::default() };
    let server = serve(config(timeouts), echo).await;
    let mut raw = Raw::open(&server).await;
    assert_eq!(within(raw.frame()).await.0, PING);
    let (first, payload) = within(raw.frame()).await;
    assert_eq!((first, &payload[..2]), (CLOSE, &1011u16.to_be_bytes()[..]));
}

#[tokio::test]
async fn keepalive_keeps_a_connection_of_two_idle_sides() {
    // The time to answer in is long: this thread may have to wait for others.
    let ping_timeout = Some(Duration::from_secs(5));
    let timeouts = Timeouts { ping_interval: SOON, ping_timeout, ..Timeouts::default() };
    let server = serve(config(timeouts.clone()), echo).await;
    let ws = connect_with(&server, config(timeouts)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(ws.closed(), None);
    let stats = ws.stats().await;
    assert!(stats.frames_received >= 8 && stats.latency.is_some(), "{stats:?}");
    within(ws.send("still there")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("still there".into()));
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = serve(config(Timeouts { idle: SOON, ..Timeouts::default() }), echo).await;
    let ws = connect_with(&server, Config::default()).await;
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        within(ws.send("busy")).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some("busy".into()));
    }
    assert_eq!(within(ws.receive()).await, None);
    let code = ws.closed().unwrap().received.map(|Close { code, .. }| code);
    assert_eq!(code, Some(1001));
}
