//! Opening handshakes, as applications see them.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use witsocket_host::{Client, Config, ConnectError, HandshakeError, Timeouts};

use super::{connect_with, echo, serve, within};

#[tokio::test]
async fn subprotocols_are_agreed_on() {
    let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    let config = Config { subprotocols: names(&["b", "c"]), ..Config::default() };
    let server = serve(config, async |ws| {
        assert_eq!(ws.subprotocol(), Some("b"));
        echo(ws).await;
    })
    .await;
    let config = Config { subprotocols: names(&["a", "b"]), ..Config::default() };
    let ws = connect_with(&server, config).await;
    assert_eq!(ws.subprotocol(), Some("b"));
    ws.close(1000, "").await.unwrap();
}

#[tokio::test]
async fn the_connection_may_go_elsewhere() {
    let server = serve(Config::default(), async |ws| {
        let host = ws.request().and_then(|request| request.headers.get("Host"));
        ws.send(host.unwrap_or_default()).await
    })
    .await;
    let to = server.local_addrs()[0].to_string();
    let ws = Client::new().to(to).connect("ws://example.com/").await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("example.com".into()));
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let timeouts = Timeouts { open: Some(Duration::from_millis(100)), ..Timeouts::default() };
    let client = Client::new().config(Config { timeouts, ..Config::default() });
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let refused = within(client.connect(&url)).await;
    assert!(matches!(refused, Err(ConnectError::Timeout(_))), "{refused:?}");
    // An address that answers nothing at all.
    let refused = within(client.connect("ws://192.0.2.1/")).await;
    let expected = matches!(refused, Err(ConnectError::Timeout(_) | ConnectError::Io { .. }));
    assert!(expected, "{refused:?}");
}

#[tokio::test]
async fn a_server_that_speaks_something_else_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in ["220 ready\r\n\r\n", ""] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 1024]).await;
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let refused = within(witsocket_host::connect(&url)).await;
    let malformed = HandshakeError::MalformedHead;
    let expected =
        matches!(refused, Err(ConnectError::Rejected { error, .. }) if error == malformed);
    assert!(expected, "{refused:?}");
    let refused = within(witsocket_host::connect(&url)).await;
    let eof = HandshakeError::Eof;
    let expected = matches!(refused, Err(ConnectError::Rejected { error, .. }) if error == eof);
    assert!(expected, "{refused:?}");
}

#[tokio::test]
async fn dropping_an_attempt_gives_it_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let attempt = tokio::spawn(async move { witsocket_host::connect(&url).await.map(drop) });
    let (mut socket, _) = within(listener.accept()).await.unwrap();
    let _ = within(socket.read(&mut [0; 1024])).await.unwrap();
    attempt.abort();
    assert_eq!(within(socket.read(&mut [0; 1024])).await.unwrap(), 0);
}
