//! Handlers by path, and connections that another HTTP server hands over.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use witsocket_host::{
    Acceptance, Client, ConnectError, Decision, Parameters, Router, Server, WebSocket,
};

use super::raw::Raw;
use super::{echo, within};

#[tokio::test]
async fn each_path_has_its_handler() {
    let say = |what: &'static str| {
        move |ws: WebSocket, parameters: Parameters| async move {
            let values = parameters.iter().map(|(name, value)| format!("{name}={value}"));
            ws.send(format!("{what} {}", values.collect::<Vec<_>>().join(" "))).await
        }
    };
    let router = Router::new()
        .route("/rooms/{room}", say("room"))
        .route("/rooms/lobby", say("lobby"))
        .route("/files/{*path}", say("file"))
        .route("/fails", async |_, _| Err("no".to_owned()))
        .answer("/health", |request, _| witsocket_host::Response {
            status: 200,
            reason: "OK".into(),
            body: format!("well, {}\n", request.target).into(),
            ..Default::default()
        });
    let server = Server::builder().shards(1).listen("127.0.0.1:0").on_request(|request| {
        match request.headers.get("X-Evil") {
            None => Decision::Accept(Acceptance::default()),
            Some(_) => {
                Decision::Reject(witsocket_host::Response { status: 403, ..Default::default() })
            }
        }
    });
    let server = server.start_routes(router).await.unwrap();
    let base = format!("ws://{}", server.local_addrs()[0]);
    for (path, said) in [
        ("/rooms/blue?a=b", "room room=blue"),
        ("/rooms/gr%C3%BCn%2F", "room room=grün/"),
        ("/rooms/lobby", "lobby "),
        ("/files/a/b.txt", "file path=a/b.txt"),
    ] {
        let ws = Client::new().connect(&format!("{base}{path}")).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(said.into()));
        assert_eq!(within(ws.receive()).await, None);
        assert_eq!(ws.closed().unwrap().code(), 1000);
    }
    let failing = Client::new().connect(&format!("{base}/fails")).await.unwrap();
    assert_eq!(within(failing.receive()).await, None);
    assert_eq!(failing.closed().unwrap().code(), 1011);

    let refused = |path: &str, client: Client| {
        let url = format!("{base}{path}");
        async move { status(within(client.connect(&url)).await) }
    };
    assert_eq!(refused("/rooms", Client::new()).await, 404);
    assert_eq!(refused("/health", Client::new()).await, 200);
    assert_eq!(refused("/rooms/blue", Client::new().header("X-Evil", "1")).await, 403);

    let mut raw = Raw::silent(&server).await;
    raw.write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let mut answer = String::new();
    within(raw.socket.read_to_string(&mut answer)).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nwell, /health\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn routes_that_cannot_be_are_named() {
    let nothing = async |_, _| {};
    for (first, second) in [("/a/{b", "/x"), ("/a/{b}", "/a/{c}")] {
        let router = Router::new().route(first, nothing).route(second, nothing);
        let error = Server::builder().start_routes(router).await.err().unwrap();
        assert!(error.to_string().starts_with("/a/{"), "{error}");
    }
}

#[tokio::test]
async fn an_http_server_hands_connections_over() {
    let server = Arc::new(Server::builder().shards(1).start(echo).await.unwrap());
    let address = hyper_beside(server.clone()).await;
    let client = Client::new();
    let ws = client.connect(&format!("ws://{address}/chat?a=b")).await.unwrap();
    assert!(ws.deflate().is_some());
    let opened = within(async {
        loop {
            match server.connections().pop() {
                Some(opened) => break opened,
                // The client may hear of it first.
                None => tokio::task::yield_now().await,
            }
        }
    });
    assert_eq!(opened.await.request().unwrap().target, "/chat?a=b");
    for length in [0, 5, 100_000] {
        ws.send(vec![1; length]).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(vec![1; length].into()));
    }
    assert!(within(ws.close(1000, "")).await.unwrap().clean);

    // What opens no connection is answered, too, and the HTTP server goes on.
    let mut raw = Raw::to(address).await;
    raw.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let refusal = within(raw.head()).await;
    assert!(refusal.starts_with("HTTP/1.1 426 "), "{refusal}");
    let page = client.header("X-Page", "1").connect(&format!("ws://{address}/")).await;
    assert_eq!(status(page), 418);

    let late = Client::new().connect(&format!("ws://{address}/")).await.unwrap();
    within(server.shutdown(1001, "bye")).await;
    assert_eq!(within(late.receive()).await, None);
    assert_eq!(late.closed().unwrap().received.unwrap().reason, "bye");
}

/// The status of a refusal.
fn status(refused: Result<WebSocket, ConnectError>) -> u16 {
    match refused {
        Err(ConnectError::Rejected { response: Some(response), .. }) => response.status,
        other => panic!("{other:?}"),
    }
}

/// An HTTP server that has other things to do as well.
async fn hyper_beside(server: Arc<Server>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = server.clone();
            let service = service_fn(move |request| handle(server.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades();
            tokio::spawn(connection);
        }
    });
    address
}

async fn handle(
    server: Arc<Server>,
    mut request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.headers().contains_key("X-Page") {
        return Ok(Response::builder().status(418).body(Full::default()).unwrap());
    }
    let (response, upgrade) = server.upgrade(&request).await;
    if let Some(upgrade) = upgrade {
        tokio::spawn(async move {
            if let Ok(stream) = hyper::upgrade::on(&mut request).await {
                upgrade.complete(TokioIo::new(stream));
            }
        });
    }
    Ok(response.map(Full::new))
}
