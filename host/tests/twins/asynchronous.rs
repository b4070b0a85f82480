//! The asynchronous API, as the cases need it.

use std::io::{self, Read as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use witsocket_host::{Client as AnyClient, *};

macro_rules! case {
    ($(#[$doc:meta])* fn $name:ident() $body:block) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            tokio::time::timeout(crate::LONG, async { $body }).await.expect("it hangs");
        }
    };
}
macro_rules! wait {
    ($call:expr) => {
        $call.await
    };
}
macro_rules! handler {
    ($($captured:ident;)? |$ws:ident| $body:block) => {
        move |$ws: WebSocket| {
            $(let $captured = $captured.clone();)?
            async move { $body }
        }
    };
    (|$ws:ident, $parameters:ident| $body:block) => {
        move |$ws: WebSocket, $parameters: Parameters| async move { $body }
    };
}
macro_rules! echo {
    () => {
        echo_all
    };
}

macro_rules! wait_fn {
    ($(#[$doc:meta])* fn $($rest:tt)*) => { $(#[$doc])* async fn $($rest)* };
}

async fn start<H, F>(builder: ServerBuilder, handler: H) -> Server
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    builder.start(handler).await.unwrap()
}

async fn try_start<H, F>(builder: ServerBuilder, handler: H) -> io::Result<Server>
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    builder.start(handler).await
}

async fn start_routes(builder: ServerBuilder, router: Router) -> io::Result<Server> {
    builder.start_routes(router).await
}

fn stream(stream: UnixStream) -> tokio::net::UnixStream {
    stream.set_nonblocking(true).unwrap();
    tokio::net::UnixStream::from_std(stream).unwrap()
}

async fn over(client: &Client, url: &str, ours: UnixStream) -> Result<WebSocket, ConnectError> {
    client.over(url, stream(ours)).await
}

fn accept(server: &Server, theirs: UnixStream) {
    server.accept(stream(theirs));
}

fn attach(server: &Server, theirs: UnixStream, negotiated: Negotiated) {
    server.attach(stream(theirs), negotiated);
}

fn complete(upgrade: Upgrade, theirs: UnixStream) {
    upgrade.complete(stream(theirs));
}

async fn send_stream<E>(
    ws: &WebSocket,
    parts: Vec<Result<&'static str, E>>,
) -> Result<(), StreamError<E>> {
    let parts = futures_util::stream::iter(parts);
    ws.send_stream(Kind::Text, Compress::Auto, parts).await
}

/// The blocking API's handles have this, too.
trait AsAsync {
    fn as_async(&self) -> &WebSocket;
}

impl AsAsync for WebSocket {
    fn as_async(&self) -> &WebSocket {
        self
    }
}

fn client(client: Client) -> Client {
    client
}

fn own(ws: WebSocket) -> WebSocket {
    ws
}

async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

async fn next(connections: &mut Connections) -> Result<WebSocket, ConnectError> {
    connections.next().await
}

async fn rest(receiver: Receiver) -> Vec<Result<Message, Closed>> {
    futures_util::StreamExt::collect(receiver).await
}

async fn all(ws: &mut WebSocket) -> Vec<Result<Message, Closed>> {
    futures_util::StreamExt::collect(ws).await
}

include!("cases.rs");
