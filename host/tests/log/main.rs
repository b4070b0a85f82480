//! What the log tells, in a process of its own: there is one log for all of a process.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;
use witsocket_host::{
    Acceptance, Backoff, Client, Config, Decision, Response, Server, Verdict, WebSocket,
};

#[tokio::test]
async fn a_connection_is_told_from_its_opening_to_its_end() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .init();

    let config = Config { trace: true, deflate: None, ..Config::default() };
    let handler = async |ws: WebSocket| {
        while let Some(message) = ws.receive().await {
            tracing::info!("the handler got a message");
            if message.as_text() == Some("fail") {
                return Err("it was told to");
            }
            let _ = ws.send(message).await;
        }
        Ok(())
    };
    let server = Server::builder().config(config.clone()).shards(1).listen("127.0.0.1:0");
    let server = server.on_request(|request| match request.path() {
        "/private" => Decision::Reject(Response { status: 403, ..Response::default() }),
        _ => Decision::Accept(Acceptance::default()),
    });
    let server = server.start(handler).await.unwrap();
    let url = format!("ws://{}/talk", server.local_addrs()[0]);

    let ws = Client::new().config(config).connect(&url).await.unwrap();
    ws.send("hello").await.unwrap();
    assert_eq!(ws.receive().await, Some("hello".into()));
    let id = server.connections()[0].id();
    ws.send("fail").await.unwrap();
    assert_eq!(ws.wait_closed().await.code(), 1011);
    let private = url.replace("talk", "private");
    assert!(Client::new().connect(&private).await.is_err());
    server.shutdown(1001, "").await;
    // Nobody is there any more: how long it waits before it tries again is told.
    let (initial, max) = (Duration::from_millis(200), Duration::from_millis(300));
    let backoff = Backoff { initial, min: initial, factor: 1.0, max };
    let attempts = AtomicU32::new(0);
    let again = Client::new().reconnect(backoff).on_failure(move |_| {
        match attempts.fetch_add(1, Ordering::Relaxed) {
            // The first delay is a random one.
            0 | 1 => Verdict::Default,
            _ => Verdict::GiveUp,
        }
    });
    assert!(again.connect(&url).await.is_err());

    let text = log.text();
    for (level, words) in [
        ("INFO", "the server starts".to_owned()),
        ("DEBUG", "GET /talk HTTP/1.1".to_owned()),
        ("DEBUG", "HTTP/1.1 101".to_owned()),
        ("INFO", format!("open id={id} peer=127.0.0.1:")),
        ("TRACE", "hello".to_owned()),
        ("INFO", format!("connection{{id={id}}}: log: the handler got a message")),
        ("ERROR", format!("the handler failed id={id} reason=\"it was told to\"")),
        ("INFO", "closed: ".to_owned()),
        ("INFO", "rejected: ".to_owned()),
        ("INFO", "the server stops".to_owned()),
        ("INFO", "connect failed; reconnecting in 0.2 seconds: connecting failed: ".to_owned()),
    ] {
        let told = |line: &&str| line.contains(&words) && line.contains(level);
        assert!(text.lines().any(|line| told(&line)), "no {level} {words:?} in:\n{text}");
    }
    // What is of a connection says of which.
    let frames = text.lines().filter(|line| line.contains("TRACE") && line.contains("hello"));
    let heads = text.lines().filter(|line| line.contains("GET /"));
    assert!(
        heads.clone().count() >= 3 && heads.clone().all(|line| line.contains(" id=")),
        "{text}"
    );
    assert!(frames.filter(|line| line.contains(&format!("id={id}"))).count() >= 2, "{text}");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
