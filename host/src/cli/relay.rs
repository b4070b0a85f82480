//! `serve --broadcast`: what one says, all others hear.

use witsocket_host::{BroadcastOptions, Slow, WebSocket};

/// Passes each message on to all other connections, in the same order to each.
pub async fn relay(socket: WebSocket) {
    socket.subscribe(EVERYBODY);
    while let Some(message) = socket.receive().await {
        socket.publish(EVERYBODY, message, OPTIONS).await;
    }
}

const EVERYBODY: &str = "everybody";

/// Who reads slowly is waited for by nobody, and closed with code 1013 when that much waits.
const OPTIONS: BroadcastOptions =
    BroadcastOptions { compress: witsocket_host::Compress::Auto, slow: Slow::Wait(4 << 20) };
