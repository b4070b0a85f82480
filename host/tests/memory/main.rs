//! What connections cost, in a process of its own, one test after the other.

#[path = "../wire/mod.rs"]
mod wire;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use witsocket_host::{Server, WebSocket};

#[tokio::test]
async fn an_idle_connection_costs_4_kib() {
    let _alone = alone().await;
    let server = serve(idle).await;
    let _first: Vec<_> = (0..100).map(|_| open(&server)).collect();
    let before = resident();
    let _more: Vec<_> = (0..1000).map(|_| open(&server)).collect();
    let each = (resident() - before) / 1000;
    println!("{each} bytes");
    assert!(each <= 4 << 10, "{each} bytes");
}

#[tokio::test]
async fn pongs_to_a_client_that_does_not_read_do_not_pile_up() {
    let _alone = alone().await;
    let server = serve(idle).await;
    let mut client = open(&server);
    let before = resident();
    // Whether the server goes on reading or not, it does not grow.
    client.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    let pings = wire::masked(0x89, &[0; 125]).repeat(1000);
    for _ in 0..500 {
        if client.write_all(&pings).is_err() {
            break;
        }
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 8 << 20, "{grown} bytes");
}

#[tokio::test]
async fn messages_that_nobody_receives_stay_with_the_peer() {
    let _alone = alone().await;
    let server = serve(idle).await;
    let mut clients: Vec<_> = (0..20).map(|_| open(&server)).collect();
    let before = resident();
    for (frames, payload) in [(100_000, 0), (1000, 16 << 10)] {
        let flood = wire::masked(0x82, &vec![0; payload]).repeat(frames);
        for client in &mut clients {
            client.set_nonblocking(true).unwrap();
            let _ = client.write_all(&flood);
        }
        thread::sleep(Duration::from_millis(500));
        drop(flood);
        let grown = resident().saturating_sub(before);
        assert!(grown < 20 << 20, "{grown} bytes after {frames} messages of {payload} bytes");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_stops_the_handler() {
    let _alone = alone().await;
    let server = serve(async |ws| while ws.send(vec![0; 16 << 10]).await.is_ok() {}).await;
    let before = resident();
    let _clients: Vec<_> = (0..20).map(|_| open(&server)).collect();
    thread::sleep(Duration::from_secs(1));
    let grown = resident().saturating_sub(before);
    assert!(grown < 8 << 20, "{grown} bytes");
}

async fn idle(_ws: WebSocket) {
    tokio::time::sleep(Duration::from_secs(600)).await;
}

async fn serve<F: Future<Output = ()> + 'static>(
    handler: impl Fn(WebSocket) -> F + Send + Sync + 'static,
) -> Server {
    Server::builder().shards(1).listen("127.0.0.1:0").start(handler).await.unwrap()
}

/// A client that costs this process a number.
fn open(server: &Server) -> TcpStream {
    let mut client = TcpStream::connect(server.local_addrs()[0]).unwrap();
    client
        .write_all(
            b"GET / HTTP/1.1\r\n\
            Host: localhost\r\n\
            Upgrade: websocket\r\n\
            Connection: Upgrade\r\n\
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Sec-WebSocket-Version: 13\r\n\r\n",
        )
        .unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "));
    client
}

async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}

/// Bytes of memory that this process holds.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
