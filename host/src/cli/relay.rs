//! `serve --broadcast`: what one says, all others hear.

use witsocket_host::{BroadcastOptions, Compress, Slow, WebSocket};

/// Passes each message on to all other connections, in the same order to each.
pub async fn relay(socket: WebSocket, compress: Compress) {
    let options = BroadcastOptions { compress, slow: Slow::Wait(BEHIND) };
    socket.subscribe(EVERYBODY);
    while let Some(message) = socket.receive().await {
        socket.publish(EVERYBODY, message, options).await;
    }
}

const EVERYBODY: &str = "everybody";

/// Who reads slowly is waited for by nobody, and closed with code 1013 when that much waits.
const BEHIND: usize = 4 << 20;
