//! A component that was composed with an extension, in the host, and what its failure costs.
//!
//! `cargo xtask test --only composition` composes it and runs this.

use std::time::{Duration, Instant};

use witsocket_host::{Cause, Client, Config, Isolation, Server, ServerBuilder, WebSocket};

use crate::{echo, url, within};

#[tokio::test]
#[ignore = "needs the composed component, see above"]
async fn client_and_server_agree_on_it_and_talk() {
    let server = composed().shards(1).start(echo).await.unwrap();
    let ws = client().connect(&url(&server)).await.unwrap();
    let [agreed] = ws.extensions() else { panic!("{:?}", ws.extensions()) };
    assert_eq!(agreed.name, "frame-checksum");
    assert_eq!(agreed.parameters, [("bytes".into(), Some("4".into()))]);
    assert!(ws.deflate().is_some());
    for length in [0, 1, 1000, 100_000] {
        let text = "summed up. ".repeat(length / 11);
        ws.send(&*text).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(text.into()));
    }

    // A client without it gets along with that server.
    let plain = Client::new().config(Config::default()).connect(&url(&server)).await.unwrap();
    assert_eq!(plain.extensions(), []);
    assert_talks(&plain).await;
}

#[tokio::test]
#[ignore = "needs the composed component, see above"]
async fn a_trap_ends_the_connections_of_its_shard() {
    let server = composed().shards(2).start(echo).await.unwrap();
    let client = client();
    // Connections are given to the shard that has the fewest.
    let mut sockets = Vec::new();
    for _ in 0..6 {
        sockets.push(client.connect(&url(&server)).await.unwrap());
    }
    trap(&sockets[0]).await;
    for lost in [&sockets[2], &sockets[4]] {
        assert_eq!(within(lost.receive()).await, None);
        assert_eq!(lost.closed().unwrap().code(), 1006);
    }
    for other in [&sockets[1], &sockets[3], &sockets[5]] {
        assert_talks(other).await;
    }
    assert_goes_on(&server, &client).await;
}

#[tokio::test]
#[ignore = "needs the composed component, see above"]
async fn a_trap_ends_one_connection_if_each_has_its_own_instance() {
    let isolated = composed().shards(1).isolation(Isolation::PerConnection);
    let (report, reports) = std::sync::mpsc::channel();
    let handler = move |ws: WebSocket| {
        let report = report.clone();
        async move {
            echo(ws.clone()).await;
            let _ = report.send(ws.closed().unwrap().cause);
        }
    };
    let server = isolated.start(handler).await.unwrap();
    let client = client();
    let url = url(&server);
    let neighbour = client.connect(&url).await.unwrap();
    for _ in 0..3 {
        let ws = client.connect(&url).await.unwrap();
        trap(&ws).await;
        assert_eq!(reports.recv_timeout(Duration::from_secs(5)), Ok(Some(Cause::Trap)));
        assert_talks(&neighbour).await;
    }
    assert_goes_on(&server, &client).await;
}

#[tokio::test]
#[ignore = "needs the composed component, see above"]
async fn a_call_that_never_ends_is_ended() {
    let server = composed().shards(2).start(echo).await.unwrap();
    let client = client();
    let stuck = client.connect(&url(&server)).await.unwrap();
    let other = client.connect(&url(&server)).await.unwrap();
    let start = Instant::now();
    stuck.send("planted loop").await.unwrap();
    // The other shard goes on while the first one hangs.
    while start.elapsed() < Duration::from_secs(2) {
        assert_talks(&other).await;
    }
    assert_eq!(within(stuck.receive()).await, None);
    let hung = start.elapsed();
    assert!((Duration::from_secs(4)..Duration::from_secs(10)).contains(&hung), "{hung:?}");
    assert_eq!(stuck.closed().unwrap().code(), 1006);
    // As many as there are shards: one of them is where it hung.
    for _ in 0..2 {
        assert_talks(&client.connect(&url(&server)).await.unwrap()).await;
    }
}

/// The peer of a connection whose component trapped is told nothing, and sees that.
async fn trap(ws: &WebSocket) {
    ws.send("planted trap").await.unwrap();
    assert_eq!(within(ws.receive()).await, None);
    let closed = ws.closed().unwrap();
    assert_eq!((closed.code(), closed.received), (1006, None));
}

/// Behind a trap, the next connection is there within a millisecond of what one takes otherwise.
async fn assert_goes_on(server: &Server, client: &Client) {
    let (mut otherwise, mut behind) = (Duration::MAX, Duration::MAX);
    for _ in 0..TRIES {
        otherwise = otherwise.min(connect_and_talk(server, client).await);
        trap(&client.connect(&url(server)).await.unwrap()).await;
        behind = behind.min(connect_and_talk(server, client).await);
    }
    println!("connected and echoed {behind:?} after a trap, {otherwise:?} otherwise");
    assert!(behind < otherwise + Duration::from_millis(1), "{behind:?}, {otherwise:?}");
}

async fn connect_and_talk(server: &Server, client: &Client) -> Duration {
    let start = Instant::now();
    let ws = client.connect(&url(server)).await.unwrap();
    assert_talks(&ws).await;
    let took = start.elapsed();
    within(ws.close(1000, "")).await.unwrap();
    took
}

/// Something else runs, mostly.
const TRIES: usize = 30;

async fn assert_talks(ws: &WebSocket) {
    ws.send("still here").await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("still here".into()));
}

fn composed() -> ServerBuilder {
    Server::builder().component(&component()).listen("127.0.0.1:0")
}

fn client() -> Client {
    Client::new().component(&component())
}

fn component() -> Vec<u8> {
    let path = std::env::var_os("WITSOCKET_COMPOSED").expect("`cargo xtask test` sets it");
    std::fs::read(path).unwrap()
}
