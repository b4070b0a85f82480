//! Ways to a connection that need real sockets.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use witsocket_host::{Backoff, Client, Config, ConnectError, Verdict, WebSocket};

use super::{echo, serve, url, within};

fn quick() -> Backoff {
    let short = Duration::from_millis(20);
    Backoff { initial: short, min: short, factor: 1.0, max: short }
}

/// RFC 6455 §4.1 item 2.
#[tokio::test]
async fn one_connection_at_a_time_is_connecting_to_an_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let open = |gate: bool| {
        let (client, url) = (Client::new().gate(gate), url.clone());
        tokio::spawn(async move { client.connect(&url).await.is_ok() })
    };
    let waiting = [open(true), open(true), open(true)];
    let mut current = within(listener.accept()).await.unwrap().0;
    let second = tokio::time::timeout(Duration::from_millis(200), listener.accept()).await;
    assert!(second.is_err(), "two at a time");
    // Who wants it so does not wait.
    let beside = open(false);
    let other = within(listener.accept()).await.unwrap().0;
    // One after the other, as they end.
    for _ in 1..waiting.len() {
        drop(current);
        current = within(listener.accept()).await.unwrap().0;
    }
    drop((current, other));
    for one in waiting.into_iter().chain([beside]) {
        assert!(!within(one).await.unwrap());
    }
}

#[tokio::test]
async fn a_server_that_comes_late_is_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let failures = Arc::new(AtomicUsize::new(0));
    let counted = failures.clone();
    let client = Client::new().reconnect(quick()).on_failure(move |error| {
        assert!(matches!(error, ConnectError::Io { .. }), "{error:?}");
        counted.fetch_add(1, Ordering::Relaxed);
        Verdict::Default
    });
    let url = format!("ws://{address}/");
    let connecting = tokio::spawn(async move { client.connect(&url).await });
    while failures.load(Ordering::Relaxed) < 2 {
        sleep(Duration::from_millis(5)).await;
    }
    let server = witsocket_host::serve(address, echo).await.unwrap();
    let ws = within(connecting).await.unwrap().unwrap();
    within(ws.send("late")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("late".into()));
    drop(server);
}

#[tokio::test]
async fn the_application_decides_otherwise() {
    let server = serve(Config { hosts: Some(vec!["x".into()]), ..Config::default() }, echo).await;
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = tries.clone();
    let client = Client::new().reconnect(quick()).on_failure(move |_| {
        match counted.fetch_add(1, Ordering::Relaxed) {
            // A 400 is nothing that passes.
            0 | 1 => Verdict::Retry,
            _ => Verdict::Default,
        }
    });
    let refused = within(client.connect(&url(&server))).await;
    assert!(matches!(refused, Err(ConnectError::Rejected { status: Some(400), .. })));
    assert_eq!(tries.load(Ordering::Relaxed), 3);
    let never = Client::new().reconnect(quick()).on_failure(|_| Verdict::GiveUp);
    let refused = within(never.connect("ws://127.0.0.1:1/")).await;
    assert!(matches!(refused, Err(ConnectError::Io { .. })), "{refused:?}");
}

#[tokio::test]
async fn one_connection_follows_the_other() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let server = serve(Config::default(), move |ws| {
        let number = counted.fetch_add(1, Ordering::Relaxed);
        async move { ws.send(number.to_string()).await }
    })
    .await;
    let mut connections = Client::new().reconnect(quick()).connections(url(&server));
    for number in 0..3 {
        let ws = within(connections.next()).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(number.to_string().into()));
    }
}

#[tokio::test]
async fn what_cannot_be_a_proxy_is_said_at_once() {
    for proxy in ["ftp://p", "http://u@p", "socks5://"] {
        let refused = Client::new().proxy(proxy).connect("ws://127.0.0.1:1/").await;
        assert!(matches!(refused, Err(ConnectError::InvalidProxy(_))), "{proxy}: {refused:?}");
    }
}

#[tokio::test]
async fn hosts_beyond_ascii_are_encoded() {
    let server = serve(Config::default(), async |ws| {
        let request = ws.request().unwrap();
        let host = request.headers.get("Host").unwrap_or_default().to_owned();
        ws.send(format!("{host}{}", request.target)).await
    })
    .await;
    let client = Client::new().to(server.local_addrs()[0].to_string());
    let ws = within(client.connect("ws://MÜNCHEN.example/straße?ä")).await.unwrap();
    let expected = "xn--mnchen-3ya.example/stra%C3%9Fe?%C3%A4";
    assert_eq!(within(ws.receive()).await, Some(expected.into()));
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_carries_a_connection() {
    let path = std::env::temp_dir().join(format!("witsocket-{}.sock", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let client = Client::new().unix(path.to_str().unwrap());
    let connecting = tokio::spawn(async move { client.connect("ws://localhost/").await });
    let (mut peer, _) = within(listener.accept()).await.unwrap();
    let server = serve(Config::default(), echo).await;
    let mut tcp = TcpStream::connect(server.local_addrs()[0]).await.unwrap();
    let relay = tokio::spawn(async move {
        let _ = tokio::io::copy_bidirectional(&mut peer, &mut tcp).await;
    });
    let ws = within(connecting).await.unwrap().unwrap();
    within(ws.send("by file")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("by file".into()));
    drop(ws);
    let _ = within(relay).await;
    let _ = std::fs::remove_file(&path);
}

#[tokio::test]
async fn connections_are_a_stream_that_ends_behind_an_error() {
    let server = serve(Config::default(), async |ws: WebSocket| {
        let _ = ws.send("next please").await;
    })
    .await;
    let mut connections = Client::new().reconnect(quick()).connections(url(&server));
    let mut ids = HashSet::new();
    for _ in 0..3 {
        let ws = within(connections.next()).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some("next please".into()));
        ids.insert(ws.id());
        let ws = within(StreamExt::next(&mut connections)).await.unwrap().unwrap();
        assert_eq!(within(ws.receive()).await, Some("next please".into()));
        ids.insert(ws.id());
    }
    assert_eq!(ids.len(), 6);

    let mut once = Client::new().connections("ws://127.0.0.1:1/");
    assert!(within(StreamExt::next(&mut once)).await.unwrap().is_err());
    assert!(within(StreamExt::next(&mut once)).await.is_none());
}
