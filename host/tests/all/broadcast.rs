//! One message for many connections, and topics.

use std::time::Duration;

use witsocket_host::{
    BroadcastOptions, Client, Compress, Config, Deflate, Delivered, Limits, Message, Server, Slow,
    WebSocket, broadcast,
};

use crate::raw::{Raw, TEXT, masked};
use crate::{connect, connect_with, serve, url, within};

/// Subscribes each connection to the topics that its path names, and echoes.
async fn subscribe(ws: WebSocket) {
    let target = ws.request().unwrap().target.clone();
    for topic in target.trim_matches('/').split('+').filter(|topic| !topic.is_empty()) {
        assert!(ws.subscribe(topic));
        assert!(!ws.subscribe(topic));
    }
    while let Some(message) = ws.receive().await {
        match message.as_text() {
            Some("leave") => assert!(ws.unsubscribe("news")),
            Some("publish") => {
                let delivered = ws.publish("news", "from a peer", options()).await;
                ws.send(format!("{} have it", delivered.sent)).await.unwrap();
                continue;
            }
            _ => {}
        }
        ws.send(message).await.unwrap();
    }
}

fn options() -> BroadcastOptions {
    BroadcastOptions::default()
}

async fn text(ws: &WebSocket) -> String {
    match within(ws.receive()).await {
        Some(Message::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// A round trip: the handler has begun, and subscribed.
async fn ready(ws: &WebSocket) {
    ws.send("ready").await.unwrap();
    assert_eq!(text(ws).await, "ready");
}

#[tokio::test]
async fn who_subscribes_at_once_hears_what_is_said_once_it_is_open() {
    let relay = async |ws: WebSocket| {
        ws.subscribe("all");
        while let Some(message) = ws.receive().await {
            ws.publish("all", message, options()).await;
        }
    };
    let server = Server::builder().shards(2).listen("127.0.0.1:0").start(relay).await.unwrap();
    for _ in 0..50 {
        let (mut speaker, mut listener) = (Raw::open(&server).await, Raw::open(&server).await);
        speaker.write(masked(TEXT, b"hello")).await;
        assert_eq!(within(listener.frame()).await, (TEXT, b"hello".to_vec()));
    }
}

#[tokio::test]
async fn all_subscribers_get_it_once_and_in_order() {
    let server = Server::builder().shards(3).listen("127.0.0.1:0").start(subscribe).await.unwrap();
    let url = url(&server);
    let mut clients = Vec::new();
    for number in 0..40 {
        let deflate = (number % 4 != 0).then(Deflate::default);
        let client = Client::new().config(Config { deflate, ..Config::default() });
        let path = ["news", "news+sports", "sports", ""][number / 4 % 4];
        let ws = client.connect(&format!("{url}{path}")).await.unwrap();
        ready(&ws).await;
        clients.push((path, ws));
    }
    let count = |topic: &str| clients.iter().filter(|(path, _)| path.contains(topic)).count();
    assert_eq!((server.subscribers("news"), server.subscribers("none")), (count("news"), 0));
    for number in 0..20 {
        let news = format!("news {number}: {}", "the same again, ".repeat(number));
        let delivered = server.publish("news", news, options()).await;
        assert_eq!(delivered, Delivered { sent: count("news"), ..Delivered::default() });
        server.publish("sports", vec![number as u8], options()).await;
    }
    for (path, ws) in &clients {
        let missing = |topic: &str, got| path.contains(topic) && got < 20;
        let (mut news, mut sports) = (0, 0);
        while missing("news", news) || missing("sports", sports) {
            match within(ws.receive()).await.unwrap() {
                Message::Text(text) => {
                    let again = "the same again, ".repeat(news);
                    assert_eq!(text, format!("news {news}: {again}"));
                    news += 1;
                }
                Message::Binary(data) => {
                    assert_eq!(data[..], [sports as u8]);
                    sports += 1;
                }
            }
        }
        // Nothing is left over.
        ready(ws).await;
    }
    server.shutdown(1001, "").await;
}

#[tokio::test]
async fn subscriptions_end_with_the_connection_and_on_demand() {
    let server = serve(Config::default(), subscribe).await;
    let connect = || async {
        let ws = Client::new().connect(&format!("{}news", url(&server))).await.unwrap();
        ready(&ws).await;
        ws
    };
    let (a, b, c) = (connect().await, connect().await, connect().await);
    a.send("publish").await.unwrap();
    assert_eq!(text(&a).await, "2 have it");
    assert_eq!((text(&b).await, text(&c).await), ("from a peer".into(), "from a peer".into()));
    b.send("leave").await.unwrap();
    assert_eq!(text(&b).await, "leave");
    assert_eq!(server.subscribers("news"), 2);
    within(c.close(1000, "")).await.unwrap();
    within(async {
        while server.subscribers("news") > 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    a.send("publish").await.unwrap();
    assert_eq!(text(&a).await, "0 have it");
}

#[tokio::test]
async fn any_connections_will_do_from_any_thread() {
    let server = serve(Config::default(), crate::echo).await;
    let sockets = [connect(&server).await, connect(&server).await];
    let options = BroadcastOptions { compress: Compress::Never, ..options() };
    let delivered = broadcast(&sockets, "to the servers", options).await;
    assert_eq!(delivered.sent, 2);
    for ws in &sockets {
        assert_eq!(text(ws).await, "to the servers");
    }
    within(sockets[0].close(1000, "")).await.unwrap();
    assert_eq!(broadcast(&sockets, "again", options).await.sent, 1);
    assert_eq!(text(&sockets[1]).await, "again");
}

/// A server, a subscriber that reads and one that does not.
async fn fast_and_slow() -> (Server, WebSocket, Raw) {
    let config = Config {
        deflate: None,
        limits: Limits { max_message: None, ..Limits::default() },
        ..Config::default()
    };
    let server = serve(config.clone(), |ws: WebSocket| async move {
        ws.subscribe("news");
        ws.receive().await;
    })
    .await;
    let fast = connect_with(&server, config).await;
    let slow = Raw::open(&server).await;
    within(async {
        while server.subscribers("news") < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    (server, fast, slow)
}

/// Publishes numbered messages until one is not sent to all.
async fn flood(server: &Server, fast: &WebSocket, slow: Slow) -> (u32, Delivered) {
    for number in 0..1000u32 {
        let mut message = vec![0; 256 << 10];
        message[..4].copy_from_slice(&number.to_be_bytes());
        let options = BroadcastOptions { slow, ..options() };
        let delivered = within(server.publish("news", message, options)).await;
        let got = within(fast.receive()).await.unwrap().into_bytes();
        assert_eq!(got[..4], number.to_be_bytes());
        if delivered.sent < 2 {
            assert_eq!(delivered.sent, 1);
            return (number, delivered);
        }
    }
    panic!("the slow one took all");
}

#[tokio::test]
async fn who_is_slow_misses_messages() {
    let (server, fast, mut slow) = fast_and_slow().await;
    let (number, delivered) = flood(&server, &fast, Slow::Drop).await;
    assert_eq!(delivered.dropped, 1);
    for expected in 0..number {
        assert_eq!(within(slow.frame()).await.1[..4], expected.to_be_bytes());
    }
    // It has caught up, and goes on with what comes now.
    within(async {
        while server.publish("news", &[9; 4], options()).await.sent < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    assert_eq!(within(slow.frame()).await.1, [9; 4]);
}

#[tokio::test]
async fn for_who_is_slow_messages_wait() {
    let (server, fast, mut slow) = fast_and_slow().await;
    let wait = Slow::Wait(1 << 20);
    let (number, delivered) = flood(&server, &fast, wait).await;
    assert_eq!(delivered.queued, 1);
    let mut last = number;
    let delivered = loop {
        last += 1;
        assert!(last < number + 10, "the queue has no end");
        let mut message = vec![0; 256 << 10];
        message[..4].copy_from_slice(&last.to_be_bytes());
        let options = BroadcastOptions { slow: wait, ..options() };
        let delivered = within(server.publish("news", message, options)).await;
        within(fast.receive()).await.unwrap();
        if delivered.queued == 0 {
            break delivered;
        }
    };
    assert_eq!((delivered.sent, delivered.closed), (1, 1));
    assert!(last >= number + 3, "{last} and {number}: a megabyte is four messages");
    for expected in 0..number {
        assert_eq!(within(slow.frame()).await.1[..4], expected.to_be_bytes());
    }
}

#[tokio::test]
async fn a_message_is_not_mixed_into_another() {
    let server = serve(Config::default(), |ws: WebSocket| async move {
        ws.begin(witsocket_host::Kind::Text).await.unwrap();
        ws.subscribe("news");
        ws.receive().await;
        ws.finish().await.unwrap();
        ws.receive().await;
    })
    .await;
    let ws = connect(&server).await;
    within(async {
        while server.subscribers("news") < 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    let delivered = server.publish("news", "no", options()).await;
    assert_eq!(delivered, Delivered { dropped: 1, ..Delivered::default() });
    ws.send("finish").await.unwrap();
    assert_eq!(text(&ws).await, "");
    assert_eq!(server.publish("news", "yes", options()).await.sent, 1);
    assert_eq!(text(&ws).await, "yes");
}
