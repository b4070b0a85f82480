//! Connections that another HTTP server hands over.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use witsocket_host::{Client, ConnectError, Server, WebSocket};

use super::raw::Raw;
use super::{echo, within};

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
