//! Opening handshakes, as applications see them.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use witsocket_host::{
    Acceptance, Client, Config, ConnectError, Decision, HandshakeError, Headers, InvalidTarget,
    InvalidUrl, Misuse, Origins, Response, Server, Timeouts,
};

use super::{connect_with, echo, serve, url, within};

#[tokio::test]
async fn both_sides_see_what_the_other_said() {
    let server = Server::builder()
        .shards(1)
        .listen("127.0.0.1:0")
        .config(Config { origins: Origins::Any, ..Config::default() })
        .on_request(|request| {
            assert_eq!((&*request.method, request.path()), ("GET", "/path"));
            assert_eq!(request.headers.get("x-in"), Some("1"));
            Decision::Accept(Acceptance {
                headers: Headers::from([("X-Out", "2")]),
                ..Acceptance::default()
            })
        })
        .start(async |ws| {
            let request = ws.request().unwrap();
            assert_eq!(request.headers.get("Authorization"), Some("Basic eDp5"));
            assert_eq!(request.headers.get("Origin"), Some("https://example.com"));
            assert_eq!(request.headers.get("User-Agent"), Some("witsocket/0.1.0"));
            ws.send(request.target.clone()).await
        })
        .await
        .unwrap();
    let ws = Client::new()
        .header("X-In", "1")
        .authorization("Basic eDp5")
        .origin("https://example.com")
        .connect(&format!("{}path?query", url(&server)))
        .await
        .unwrap();
    let response = ws.response().unwrap();
    assert_eq!((response.status, response.headers.get("x-out")), (101, Some("2")));
    assert_eq!(within(ws.receive()).await, Some("/path?query".into()));
    assert_eq!(ws.peer_addr(), Some(server.local_addrs()[0]));
}

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
async fn a_refusal_reaches_the_client() {
    let server = Server::builder()
        .shards(1)
        .listen("127.0.0.1:0")
        .on_request(|request| match request.path() {
            "/panic" => panic!("a hook panics in a test"),
            "/broken" => Decision::Reject(Response { status: 101, ..Response::default() }),
            _ => Decision::Reject(Response {
                status: 404,
                reason: "Not Here".into(),
                headers: Headers::from([("X-Why", "because")]),
                body: "nothing".into(),
                file: None,
            }),
        })
        .start(echo)
        .await
        .unwrap();
    let refused = within(witsocket_host::connect(&url(&server))).await;
    let Err(ConnectError::Rejected { error, status, response: Some(response), reason }) = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!((error, status), (HandshakeError::Status, Some(404)));
    assert_eq!(reason, "server rejected WebSocket connection: HTTP 404");
    assert_eq!(&*response.reason, "Not Here");
    assert_eq!(response.headers.get("x-why"), Some("because"));
    assert_eq!(&response.body[..], b"nothing");
    for path in ["panic", "broken"] {
        let refused = within(witsocket_host::connect(&format!("{}{path}", url(&server)))).await;
        let status = match refused {
            Err(ConnectError::Rejected { status, .. }) => status,
            other => panic!("{other:?}"),
        };
        assert_eq!(status, Some(500), "{path}");
    }
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn what_cannot_be_requested_is_said_at_once() {
    let refused = Client::new().header("X Y", "1").connect("ws://127.0.0.1:1/").await;
    assert!(matches!(refused, Err(ConnectError::Misuse(Misuse::InvalidHeader))), "{refused:?}");
    let refused = witsocket_host::connect("http://127.0.0.1:1/").await;
    let scheme = InvalidUrl::Target(InvalidTarget::Scheme);
    assert!(matches!(refused, Err(ConnectError::InvalidUrl(e)) if e == scheme), "{refused:?}");
    let refused = witsocket_host::connect("ws://127.0.0.1:1/").await;
    assert!(matches!(refused, Err(ConnectError::Io { .. })), "{refused:?}");
    let refused = Client::new().to("nowhere").connect("ws://127.0.0.1/").await;
    assert!(matches!(refused, Err(ConnectError::InvalidUrl(InvalidUrl::Override))), "{refused:?}");
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
