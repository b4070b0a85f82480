//! Ends of connections, as both sides see them.

use std::sync::mpsc;

use witsocket_host::{
    Cause, Close, CloseOrder, Closed, Config, Event, Message, Misuse, ProtocolError, SendError,
    State, WebSocket,
};

use super::raw::{CLOSE, Raw, TEXT, masked};
use super::{connect, echo, serve, within};

#[tokio::test]
async fn both_sides_know_codes_and_reasons_of_both() {
    let (report, reports) = mpsc::channel();
    let server = serve(Config::default(), move |ws| {
        let report = report.clone();
        async move {
            while ws.receive().await.is_some() {}
            report.send(ws.closed().unwrap()).unwrap();
        }
    })
    .await;
    let ws = connect(&server).await;
    let closed = within(ws.close(4000, "that is all")).await.unwrap();
    let close = Some(Close { code: 4000, reason: "that is all".into() });
    assert_eq!(
        closed,
        Closed {
            received: close.clone(),
            sent: close.clone(),
            order: Some(CloseOrder::SentThenReceived),
            clean: true,
            cause: None,
        }
    );
    assert_eq!((ws.state(), ws.closed()), (State::Closed, Some(closed)));
    within(server.shutdown(1001, "")).await;
    assert_eq!(reports.recv().unwrap().order, Some(CloseOrder::ReceivedThenSent));
}

#[tokio::test]
async fn a_connection_ends_with_its_handler() {
    for (outcome, code) in [("ok", 1000), ("error", 1011), ("panic", 1011)] {
        let server = serve(Config::default(), move |_ws| async move {
            match outcome {
                "ok" => Ok(()),
                "error" => Err("it failed"),
                _ => panic!("a handler panics in a test"),
            }
        })
        .await;
        let ws = connect(&server).await;
        assert_eq!(within(ws.receive()).await, None);
        let closed = ws.closed().unwrap();
        assert_eq!((closed.code(), closed.clean), (code, true), "{outcome}");
        within(server.shutdown(1001, "")).await;
    }
}

#[tokio::test]
async fn a_dropped_client_closes_normally() {
    let (report, reports) = mpsc::channel();
    let server = serve(Config::default(), move |ws| {
        let report = report.clone();
        async move {
            while ws.receive().await.is_some() {}
            report.send(ws.closed().unwrap()).unwrap();
        }
    })
    .await;
    drop(connect(&server).await);
    let closed = within(async { tokio::task::spawn_blocking(move || reports.recv()).await });
    let closed = closed.await.unwrap().unwrap();
    assert_eq!((closed.code(), closed.clean), (1000, true));
}

#[tokio::test]
async fn messages_before_the_end_are_given_first() {
    let server = serve(Config::default(), async |ws| {
        for i in 0..1000 {
            ws.send(i.to_string()).await?;
        }
        ws.close(1000, "done").await.map(drop)
    })
    .await;
    let ws = connect(&server).await;
    for i in 0..1000 {
        assert_eq!(within(ws.receive()).await, Some(Message::Text(i.to_string())));
    }
    assert_eq!(within(ws.receive()).await, None);
    assert_eq!(ws.closed().unwrap().reason(), "done");
    assert_eq!(ws.send("late").await, Err(SendError::Closed));
}

#[tokio::test]
async fn messages_sent_before_the_close_arrive() {
    let server = serve(Config::default(), async |ws| {
        // It is slow, so that most of it waits when the close is called for.
        let mut bytes = 0;
        while let Some(message) = ws.receive().await {
            bytes += message.len();
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert_eq!(bytes, 200 << 16);
        Ok::<(), SendError>(())
    })
    .await;
    let ws = connect(&server).await;
    for _ in 0..200 {
        within(ws.send(vec![0; 1 << 16])).await.unwrap();
    }
    let closed = within(ws.close(1000, "")).await.unwrap();
    assert_eq!((closed.code(), closed.clean), (1000, true));
}

#[tokio::test]
async fn closing_does_not_need_the_application_to_receive() {
    let server = serve(Config::default(), async |ws| {
        for _ in 0..100 {
            ws.send("not received").await?;
        }
        while ws.receive().await.is_some() {}
        Ok::<(), SendError>(())
    })
    .await;
    let ws = connect(&server).await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let closed = within(ws.close(1000, "")).await.unwrap();
    assert!(closed.clean);
    for _ in 0..100 {
        assert_eq!(within(ws.receive()).await, Some("not received".into()));
    }
    assert_eq!(within(ws.receive()).await, None);
}

#[tokio::test]
async fn what_must_not_be_sent_is_refused() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    for code in [0, 999, 1004, 1006, 1015, 2999, 5000] {
        let refused = within(ws.close(code, "")).await;
        assert_eq!(refused, Err(SendError::Misuse(Misuse::InvalidCloseCode)), "{code}");
    }
    let refused = within(ws.close(1000, &"x".repeat(124))).await;
    assert_eq!(refused, Err(SendError::Misuse(Misuse::CloseReasonTooLong)));
    within(ws.send("it is still open")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("it is still open".into()));
}

#[tokio::test]
async fn a_lost_connection_is_no_clean_end() {
    let (report, reports) = mpsc::channel();
    let server = serve(Config::default(), move |ws| {
        let report = report.clone();
        async move {
            assert_eq!(ws.receive().await, Some("last words".into()));
            assert_eq!(ws.receive().await, None);
            report.send(ws.closed().unwrap()).unwrap();
        }
    })
    .await;
    let mut raw = Raw::open(&server).await;
    raw.write(masked(TEXT, b"last words")).await;
    drop(raw);
    let closed = tokio::task::spawn_blocking(move || reports.recv()).await.unwrap().unwrap();
    assert_eq!((closed.code(), closed.clean, closed.cause), (1006, false, Some(Cause::Eof)));
    within(server.shutdown(1001, "")).await;
}

/// The peer's close frame in the same packet as its last messages, and a handler that takes its
/// time for each.
#[tokio::test]
async fn messages_in_front_of_the_close_can_be_answered() {
    for millis in [0, 50] {
        let server = serve(Config::default(), move |ws| async move {
            while let Some(message) = ws.receive().await {
                tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
                ws.send(message).await?;
            }
            Ok::<(), SendError>(())
        })
        .await;
        let mut raw = Raw::open(&server).await;
        let [one, two] = [masked(TEXT, b"one"), masked(TEXT, b"two")];
        raw.write([one, two, masked(CLOSE, &1000u16.to_be_bytes())].concat()).await;
        assert_eq!(within(raw.frame()).await, (TEXT, b"one".to_vec()));
        assert_eq!(within(raw.frame()).await, (TEXT, b"two".to_vec()));
        assert_eq!(within(raw.frame()).await, (CLOSE, vec![3, 0xe8]));
    }
}

#[tokio::test]
async fn an_error_takes_no_answer_from_what_stands_before_it() {
    let server = serve(Config::default(), echo).await;
    let mut raw = Raw::open(&server).await;
    raw.write([masked(TEXT, b"good"), masked(0x83, b"bad")].concat()).await;
    assert_eq!(within(raw.frame()).await, (TEXT, b"good".to_vec()));
    assert_eq!(within(raw.frame()).await.0, CLOSE);
}

#[tokio::test]
async fn a_busy_handler_does_not_hold_up_the_close() {
    let server = serve(Config::default(), async |ws| {
        ws.receive().await;
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    })
    .await;
    let mut raw = Raw::open(&server).await;
    raw.write([masked(TEXT, b"work"), masked(CLOSE, b"")].concat()).await;
    let begun = std::time::Instant::now();
    assert_eq!(within(raw.frame()).await, (CLOSE, Vec::new()));
    let waited = begun.elapsed();
    assert!(waited < std::time::Duration::from_secs(3), "{waited:?}");
}

#[tokio::test]
async fn a_peer_that_breaks_the_protocol_is_told() {
    let (report, reports) = mpsc::channel();
    let server = serve(Config::default(), move |ws| {
        let report = report.clone();
        async move {
            assert_eq!(ws.receive().await, None);
            report.send(ws.closed().unwrap()).unwrap();
        }
    })
    .await;
    let mut raw = Raw::open(&server).await;
    raw.write(masked(0x83, b"")).await;
    let (first, payload) = within(raw.frame()).await;
    assert_eq!((first, &payload[..2]), (CLOSE, &1002u16.to_be_bytes()[..]));
    let closed = tokio::task::spawn_blocking(move || reports.recv()).await.unwrap().unwrap();
    assert_eq!(closed.cause, Some(Cause::Protocol(ProtocolError::InvalidOpcode)));
}

#[tokio::test]
async fn a_handler_can_have_the_last_word() {
    let config = Config { auto_close: false, ..Config::default() };
    let server = serve(config, |ws: WebSocket| async move {
        while let Some(event) = ws.event().await {
            if let Event::Closing(close) = event {
                ws.send(format!("{} {}", close.code, close.reason)).await.unwrap();
                ws.close(1000, "well").await.unwrap();
            }
        }
    })
    .await;
    let ws = connect(&server).await;
    let closed = within(ws.close(1001, "tired")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("1001 tired".into()));
    assert_eq!(
        closed.received.map(|close| (close.code, close.reason)),
        Some((1000, "well".into()))
    );
    assert!(closed.clean);
}
