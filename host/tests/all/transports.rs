//! What connections go over that only async code has, and what is counted of them.

use tokio::io::duplex;
use witsocket_host::{Client, Server, ServerBuilder, ServerTls, WebSocket};

use super::authority::Authority;
use super::{echo, within};

#[tokio::test]
async fn a_stream_in_memory_carries_them_few_bytes_at_a_time() {
    let authority = Authority::new();
    let server = start(Server::builder()).await;
    let secure = start(Server::builder().tls(ServerTls::new(authority.issue("localhost")))).await;
    let client = Client::new().tls(authority.trusted());
    for (server, url) in [(&server, "ws://localhost/"), (&secure, "wss://localhost/")] {
        let (ours, theirs) = duplex(100);
        server.accept(theirs);
        assert_talks(&within(client.over(url, ours)).await.unwrap()).await;
    }
}

/// A handler that goes on has no part in them: what is counted stays, and is counted once.
#[tokio::test]
async fn counters_do_not_go_back_when_a_connection_ends_before_its_handler() {
    let (end, ended) = tokio::sync::watch::channel(false);
    let handler = move |ws: WebSocket| {
        let mut ended = ended.clone();
        async move {
            while ws.receive().await.is_some() {}
            let _ = ended.wait_for(|ended| *ended).await;
        }
    };
    let server = Server::builder().listen("127.0.0.1:0").shards(1).start(handler).await.unwrap();
    let url = format!("ws://{}/", server.local_addrs()[0]);
    let ws = Client::new().connect(&url).await.unwrap();
    ws.send("hello").await.unwrap();
    assert!(within(ws.close(1000, "")).await.unwrap().clean);
    let counted = async || {
        let stats = server.stats().await;
        (stats.messages_received, stats.data_received, stats.frames_sent, stats.closed_clean)
    };
    // Each is a turn of the server's thread: the transport is gone soon.
    for _ in 0..100 {
        assert_eq!(counted().await, (1, 5, 1, 0));
    }
    end.send_replace(true);
    within(server.shutdown(1001, "")).await;
    assert_eq!(counted().await, (1, 5, 1, 1));
}

async fn start(server: ServerBuilder) -> Server {
    server.shards(1).start(echo).await.unwrap()
}

async fn assert_talks(ws: &WebSocket) {
    for length in [5, 70_000] {
        let message = vec![7; length];
        ws.send(message.clone()).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(message.into()));
    }
}
