//! yawc over hyper, as in its `echo_server` example.

use std::future::Future;

use futures_util::{SinkExt, StreamExt};
use http_body_util::Empty;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use yawc::{CompressionLevel, DeflatePool, OpCode, Options, UpgradeFut, WebSocket, WebSocketError};

use super::Compression;

/// What every connection gets: text is checked as the other servers do.
pub fn options(compression: &Compression) -> Options {
    let options = Options::default().with_limits(MAX_MESSAGE, 2 * MAX_MESSAGE).with_utf8();
    let Some(bits) = compression.bits else {
        return options.without_compression();
    };
    let options = options
        .with_compression_level(CompressionLevel::new(compression.level))
        .with_server_max_window_bits(bits)
        .with_client_max_window_bits(bits);
    match compression.no_context_takeover {
        true => options
            .server_no_context_takeover()
            .client_no_context_takeover()
            .with_deflate_pool(DeflatePool::new(POOLED)),
        false => options,
    }
}

/// Serves the HTTP request, whose upgrade starts a task that echoes.
pub fn echo(stream: TcpStream, options: Options) -> impl Future<Output = ()> + Send + 'static {
    let switch = move |request| {
        let options = options.clone();
        async move { switch(request, options) }
    };
    let connection =
        http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(switch));
    // An error is a client that has gone.
    async { drop(connection.with_upgrades().await) }
}

fn switch(
    mut request: Request<Incoming>,
    options: Options,
) -> Result<Response<Empty<Bytes>>, WebSocketError> {
    let (response, upgraded) = WebSocket::upgrade_with_options(&mut request, options)?;
    tokio::spawn(messages(upgraded));
    Ok(response)
}

async fn messages(upgraded: UpgradeFut) -> Result<(), WebSocketError> {
    let mut socket = upgraded.await?;
    while let Some(frame) = socket.next().await {
        if matches!(frame.opcode(), OpCode::Text | OpCode::Binary) {
            socket.send(frame).await?;
        }
    }
    Ok(())
}

const MAX_MESSAGE: usize = 64 << 20;

/// Compressors that wait for work: on one thread, one works at a time.
const POOLED: usize = 4;
