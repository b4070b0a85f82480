//! Messages in both directions.

use std::time::Duration;

use witsocket_host::{Client, Config, Delivery, Event, Kind, Message, Misuse, SendError};

use super::{connect, connect_with, echo, serve, url, within};

#[tokio::test]
async fn messages_of_every_length_come_back() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    for length in [0, 1, 125, 126, 127, 65535, 65536, 1 << 20] {
        let bytes: Vec<u8> = (0..length).map(|i| i as u8).collect();
        within(ws.send(bytes.clone())).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(bytes.into()), "{length} bytes");
        let text = "ü".repeat(length / 2);
        within(ws.send(text.clone())).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(Message::Text(text)), "{length} bytes of text");
    }
    assert!(within(ws.close(1000, "")).await.unwrap().clean);
}

#[tokio::test]
async fn many_messages_under_way_keep_their_order() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    let sending = async {
        for i in 0..50_000u32 {
            ws.send(i.to_string()).await.unwrap();
        }
    };
    let receiving = async {
        for i in 0..50_000u32 {
            assert_eq!(ws.receive().await, Some(Message::Text(i.to_string())));
        }
    };
    within(async { tokio::join!(sending, receiving) }).await;
}

#[test]
fn futures_can_be_sent_to_other_threads() {
    fn check(_: impl Send) {}
    fn use_all(ws: &'static witsocket_host::WebSocket) {
        check(witsocket_host::connect(""));
        check(ws.send(""));
        check(ws.receive());
        check(ws.ping(None));
        check(ws.close(1000, ""));
        check(ws.begin(Kind::Text));
        check(ws.stats());
    }
    let _ = use_all;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handle_works_on_every_thread() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let ws = ws.clone();
            tokio::spawn(async move {
                for _ in 0..500 {
                    ws.send("x".repeat(1000)).await.unwrap();
                }
            })
        })
        .collect();
    for _ in 0..4000 {
        assert_eq!(within(ws.receive()).await.unwrap().len(), 1000);
    }
    for task in tasks {
        task.await.unwrap();
    }
    let stats = ws.stats().await;
    assert_eq!((stats.messages_sent, stats.messages_received), (4000, 4000));
}

#[tokio::test]
async fn a_handler_may_be_a_client_itself() {
    let inner = serve(Config::default(), echo).await;
    let inner_url = url(&inner);
    let outer = serve(Config::default(), move |ws| {
        let inner_url = inner_url.clone();
        async move {
            let upstream = witsocket_host::connect(&inner_url).await?;
            while let Some(message) = ws.receive().await {
                let _ = upstream.send(message).await;
                let Some(answer) = upstream.receive().await else { break };
                let _ = ws.send(answer).await;
            }
            Ok::<(), witsocket_host::ConnectError>(())
        }
    })
    .await;
    let ws = connect(&outer).await;
    for i in 0..100 {
        within(ws.send(i.to_string())).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(i.to_string().into()));
    }
    ws.close(1000, "").await.unwrap();
    within(outer.shutdown(1001, "")).await;
}

#[tokio::test]
async fn connections_spread_over_shards() {
    let server = witsocket_host::Server::builder()
        .shards(3)
        .listen("127.0.0.1:0")
        .start(async |ws| {
            let name = std::thread::current().name().unwrap_or_default().to_owned();
            ws.send(name).await.unwrap();
            echo(ws).await;
        })
        .await
        .unwrap();
    let mut names = Vec::new();
    let mut sockets = Vec::new();
    for _ in 0..6 {
        let ws = connect(&server).await;
        let Some(Message::Text(name)) = within(ws.receive()).await else { panic!("no name") };
        names.push(name);
        within(ws.send("hello")).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some("hello".into()));
        sockets.push(ws);
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3);
    assert_eq!(server.present(), 6);
}

#[tokio::test]
async fn a_message_can_be_sent_in_parts() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    within(async {
        ws.begin(Kind::Text).await.unwrap();
        ws.part("f").await.unwrap();
        ws.part(&b"\xc3"[..]).await.unwrap();
        let refused = ws.send("other").await;
        assert_eq!(refused, Err(SendError::Misuse(Misuse::MessageInProgress)));
        ws.part(&b"\xbcnf"[..]).await.unwrap();
        ws.finish().await.unwrap();
        assert_eq!(ws.finish().await, Err(SendError::Misuse(Misuse::NoMessage)));
        assert_eq!(ws.receive().await, Some("fünf".into()));
    })
    .await;
}

#[tokio::test]
async fn a_handler_can_send_in_parts_too() {
    let server = serve(Config::default(), async |ws| {
        ws.begin(Kind::Binary).await?;
        for _ in 0..1000 {
            ws.part(vec![7; 1000]).await?;
        }
        ws.finish().await
    })
    .await;
    let ws = connect(&server).await;
    assert_eq!(within(ws.receive()).await, Some(vec![7; 1_000_000].into()));
    assert_eq!(within(ws.receive()).await, None);
}

#[tokio::test]
async fn parts_are_handed_out_as_they_come() {
    let server = serve(Config::default(), async |ws| {
        ws.begin(Kind::Text).await?;
        ws.part("one").await?;
        ws.part("two").await?;
        ws.finish().await
    })
    .await;
    let config = Config { delivery: Delivery::Frame, ..Config::default() };
    let ws = connect_with(&server, config).await;
    let mut parts = Vec::new();
    while let Some(event) = within(ws.event()).await {
        if let Event::Chunk(chunk) = event {
            parts.push((chunk.data, chunk.end_of_message));
        }
    }
    let parts: Vec<_> = parts.iter().map(|(data, end)| (&data[..], *end)).collect();
    assert_eq!(parts, [(&b"one"[..], false), (b"two", false), (b"", true)]);
}

#[tokio::test]
async fn pings_give_their_round_trip() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    within(async {
        assert!(ws.ping(None).await.unwrap() < Duration::from_secs(1));
        let (one, two) = tokio::join!(ws.ping(Some(b"1".into())), ws.ping(Some(b"2".into())));
        assert!(one.is_ok() && two.is_ok());
        let long = ws.ping(Some(vec![0; 126])).await;
        assert_eq!(long, Err(SendError::Misuse(Misuse::ControlTooLong)));
        ws.pong("unasked").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn events_tell_everything_in_order() {
    let server = serve(Config::default(), async |ws| {
        ws.ping(Some(b"p".into())).await?;
        ws.pong("q").await?;
        ws.send("t").await?;
        ws.send(b"b").await
    })
    .await;
    let ws = Client::new().connect(&url(&server)).await.unwrap();
    let mut events = Vec::new();
    while let Some(event) = within(ws.event()).await {
        events.push(event);
    }
    let closed = ws.closed().unwrap();
    assert_eq!(
        events,
        [
            Event::Ping("p".into()),
            Event::Pong { payload: "q".into(), latency: None },
            Event::Text("t".into()),
            Event::Binary("b".into()),
            Event::Closed(closed),
        ]
    );
}
