//! `serve --broadcast`: what one says, all others hear.

use witsocket_host::{BroadcastOptions, Compress, Slow, WebSocket};

/// Passes each message on to all other connections, in the same order to each.
pub async fn relay(socket: WebSocket, compress: Compress, slow: Slow) {
    let options = BroadcastOptions { compress, slow };
    socket.subscribe(EVERYBODY);
    while let Some(message) = socket.receive().await {
        socket.publish(EVERYBODY, message, options).await;
    }
}

const EVERYBODY: &str = "everybody";
