//! Client and server through the component, over sockets: what only one of the two APIs has, and
//! what is of the inside. What both have is in `twins`.

#[path = "../twins/authority.rs"]
mod authority;
mod backpressure;
mod broadcast;
mod close;
mod cost;
mod dial;
mod echo;
mod extension;
mod halves;
mod mount;
mod opening;
mod raw;
mod streaming;
mod transports;
mod trap;
#[path = "../wire/mod.rs"]
mod wire;

use std::future::Future;
use std::time::Duration;

use witsocket_host::{Client, Config, Outcome, Server, WebSocket};

/// Messages back to where they came from.
pub(crate) async fn echo(ws: WebSocket) {
    while let Some(message) = ws.receive().await {
        if ws.send(message).await.is_err() {
            break;
        }
    }
}

/// A server with one shard at a port of its own.
pub(crate) async fn serve<H, F>(config: Config, handler: H) -> Server
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    Server::builder().config(config).shards(1).listen("127.0.0.1:0").start(handler).await.unwrap()
}

pub(crate) fn url(server: &Server) -> String {
    format!("ws://{}/", server.local_addrs()[0])
}

/// A client's connection to a server.
pub(crate) async fn connect(server: &Server) -> WebSocket {
    connect_with(server, Config::default()).await
}

pub(crate) async fn connect_with(server: &Server, config: Config) -> WebSocket {
    Client::new().config(config).connect(&url(server)).await.unwrap()
}

/// What takes longer than this is taken for hanging.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it hangs")
}
