//! tokio-tungstenite, with a read buffer that suits the messages.
//!
//! It fills its read buffer with zeros before every read. With the default of 128 KiB a small
//! message costs several times what it does with a small buffer, while a large one then needs
//! more reads. A server that knows its messages would choose, so this one does.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{accept_async_with_config, tungstenite::protocol::WebSocketConfig};

/// Echoes text and binary messages until the connection ends.
pub async fn echo(stream: TcpStream, message_size: Option<usize>) {
    let config = message_size.map(tuned);
    let Ok(mut socket) = accept_async_with_config(stream, config).await else {
        return;
    };
    while let Some(Ok(message)) = socket.next().await {
        // Pings are answered by the library.
        let is_data = message.is_text() || message.is_binary();
        if is_data && socket.send(message).await.is_err() {
            return;
        }
    }
}

/// The fastest of 4, 8, 16, 64 and 128 KiB for messages of 125 B, 16 KiB and 1 MiB.
fn tuned(message_size: usize) -> WebSocketConfig {
    let read_buffer = if message_size <= 16 * 1024 { 8 * 1024 } else { 64 * 1024 };
    WebSocketConfig::default().read_buffer_size(read_buffer)
}
