//! Connections as sinks and streams of `futures`, whole and in two halves.

use futures_util::{SinkExt, StreamExt, TryStreamExt as _, stream};
use witsocket_host::{Config, Message, SendError, State};

use crate::{connect, echo, serve, within};

#[tokio::test]
async fn halves_work_side_by_side_under_backpressure() {
    let server = serve(Config::default(), echo).await;
    let (mut sender, mut receiver) = connect(&server).await.split();
    // More than sockets and queues hold: who sends has to wait for who receives.
    let messages = (0..300_u32).map(|number| Message::from(vec![number as u8; 100_000]));
    let sending = tokio::spawn(async move {
        sender.send_all(&mut stream::iter(messages).map(Ok)).await.unwrap();
        sender
    });
    let mut received = 0_u32;
    while received < 300 {
        let message = within(receiver.next()).await.unwrap().unwrap();
        assert_eq!(message, vec![received as u8; 100_000].into());
        received += 1;
    }
    let mut sender = within(sending).await.unwrap();
    assert_eq!(sender.websocket().id(), receiver.websocket().id());

    // The end of the sink is the end of the connection, and of the stream.
    within(SinkExt::<Message>::close(&mut sender)).await.unwrap();
    assert!(within(receiver.next()).await.is_none());
    let closed = receiver.websocket().closed().unwrap();
    assert_eq!((closed.code(), closed.clean), (1000, true));
    assert_eq!(SinkExt::send(&mut sender, "late".into()).await, Err(SendError::Closed));
}

#[tokio::test]
async fn a_connection_is_a_sink_and_a_stream() {
    let server = serve(Config::default(), echo).await;
    let mut ws = connect(&server).await;
    ws.feed("one".into()).await.unwrap();
    ws.feed("two".into()).await.unwrap();
    ws.flush().await.unwrap();
    let two: Vec<Message> = within((&mut ws).take(2).try_collect()).await.unwrap();
    assert_eq!(two, ["one".into(), "two".into()]);
    // An end that is none in order is the last item.
    let ended = ws.clone();
    within(ended.close(4000, "enough")).await.unwrap();
    let last = within(StreamExt::next(&mut ws)).await.unwrap().unwrap_err();
    assert_eq!(last.code(), 4000);
    assert!(within(StreamExt::next(&mut ws)).await.is_none());
    assert_eq!(ws.state(), State::Closed);
}
