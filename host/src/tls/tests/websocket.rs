//! A WebSocket through TLS, driven as any other.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio_rustls::TlsAcceptor;

use super::{Authority, Tls};
use crate::bindings::wit;
use crate::connection::{Addresses, Line, Settings, Side, connect, next_id};
use crate::engine::{Component, DEFAULT_MEMORY, Isolation, Sandbox, Worker, clock, seed};
use crate::tls::SessionSlot;
use crate::{Cause, Config, Server, WebSocket};

#[tokio::test]
async fn messages_and_closes_go_through_tls() {
    let server = echo().await;
    let authority = Authority::new();
    let address = terminate(&authority, &server, pending()).await;
    let ws = open(authority.trusted(), address).await;
    // More than what TLS and the socket take at once: the rest is flushed when there is room.
    let large = "x".repeat(1 << 20);
    let sending = async {
        ws.send(large.clone()).await.unwrap();
        ws.send("small").await.unwrap();
    };
    let receiving = async { (ws.receive().await, ws.receive().await) };
    let ((), received) = within(async { tokio::join!(sending, receiving) }).await;
    assert_eq!(received, (Some((&*large).into()), Some("small".into())));
    let closed = within(ws.close(1000, "done")).await.unwrap();
    assert!(closed.clean, "{closed}");
}

#[tokio::test]
async fn a_peer_that_goes_without_a_word_is_the_end() {
    let server = echo().await;
    let authority = Authority::new();
    let cut = Arc::new(Notify::new());
    let end = cut.clone();
    let address = terminate(&authority, &server, async move { end.notified().await }).await;
    let ws = open(authority.trusted(), address).await;
    ws.send("last words").await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("last words".into()));
    cut.notify_one();
    assert_eq!(within(ws.receive()).await, None);
    let closed = ws.closed().unwrap();
    assert_eq!((closed.clean, closed.cause), (false, Some(Cause::Eof)));
}

async fn echo() -> Server {
    let server = Server::builder().shards(1).listen("127.0.0.1:0");
    let echo = async |ws: WebSocket| {
        while let Some(message) = ws.receive().await {
            let _ = ws.send(message).await;
        }
    };
    server.start(echo).await.unwrap()
}

/// Accepts one connection with TLS for a server without, and cuts it at some time.
async fn terminate(
    authority: &Authority,
    server: &Server,
    end: impl Future<Output = ()> + Send + 'static,
) -> SocketAddr {
    let acceptor = TlsAcceptor::from(authority.server());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = server.local_addrs()[0];
    tokio::spawn(async move {
        let (transport, _) = listener.accept().await.unwrap();
        let mut transport = acceptor.accept(transport).await.unwrap();
        let mut server = TcpStream::connect(server).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut transport, &mut server) => {}
            () = end => {}
        }
    });
    address
}

/// Opens a connection on a thread of its own.
async fn open(tls: Tls, address: SocketAddr) -> WebSocket {
    let sandbox = Sandbox {
        component: Component::bundled().unwrap(),
        memory: DEFAULT_MEMORY,
        isolation: Isolation::Shared,
    };
    let worker = Worker::start("test".into(), sandbox).unwrap();
    let seat = worker.seat();
    let (opened, opening) = oneshot::channel();
    worker.run(move |shard| {
        let shard = shard.clone();
        tokio::task::spawn_local(async move {
            let transport = TcpStream::connect(address).await.unwrap();
            let transport = tls
                .secure(Box::new(transport), "localhost", &SessionSlot::default())
                .await
                .unwrap();
            let settings = Arc::new(Settings::new(&Config::default(), DEFAULT_MEMORY));
            let request = wit::ClientRequest {
                host: b"localhost".to_vec(),
                target: b"/".to_vec(),
                authorization: None,
                origin: None,
                headers: Vec::new(),
            };
            let (seed, now) = (seed().unwrap(), clock::now());
            let guest = shard.open(&settings, |connection, store, settings| {
                connection.call_client(store, &request, settings, seed, now)
            });
            let addresses = Addresses::default();
            let line = Line {
                id: next_id(),
                transport,
                addresses,
                session: None,
                settings,
                side: Side::Client(seat),
            };
            let (mailbox, driver) = connect(&shard, guest.unwrap().unwrap(), None, line);
            tokio::task::spawn_local(driver);
            let ws = WebSocket::new(mailbox.clone());
            assert!(mailbox.opening().await);
            drop(opened.send(ws));
        });
    });
    within(opening).await.unwrap()
}

/// What takes longer than this is taken for hanging.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it hangs")
}
