//! What a message costs that comes and is answered: calls into the component, and bytes that are
//! copied into it and out of it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;
use witsocket_host::Server;

use crate::{echo, raw};

#[tokio::test]
async fn a_message_that_is_answered_costs_one_call_and_is_copied_in_and_out() {
    for length in [20, 125, 1 << 10, 16 << 10] {
        let server = Server::builder().shards(1).start(echo).await.unwrap();
        let before = server.stats().await;
        let (peer, done) = Peer::new(length, MESSAGES);
        server.accept(peer);
        let spent = done.await.unwrap();
        let stats = server.stats().await;
        let calls = stats.calls - before.calls;
        let copied = (stats.copied - before.copied) / MESSAGES;
        let nanos = spent.as_nanos() as u64 / MESSAGES;
        println!("{length} B: {calls} calls, {nanos} ns and {copied} bytes copied each");
        assert_eq!(stats.messages_sent, MESSAGES);
        assert_eq!(stats.data_sent, MESSAGES * length as u64);
        assert!(calls < MESSAGES + 20, "{calls} calls for {MESSAGES} messages of {length} bytes");
        // The frame goes in, the message comes out, and its answer stays outside.
        let frame = raw::masked(0x82, &vec![7; length]).len();
        assert_eq!(copied, (frame + length) as u64);
    }
}

/// Nothing that shards share is in a message's way.
#[tokio::test]
#[ignore = "a measurement, which needs two processors for itself"]
async fn two_threads_do_nearly_twice_the_work_of_one() {
    let mut speeds = [0.0_f64; 2];
    for round in 0..10 {
        let shards = 1 + round % 2;
        let server = Server::builder().shards(shards).start(echo).await.unwrap();
        let mut ends = Vec::new();
        for _ in 0..8 {
            let (peer, done) = Peer::new(125, 5 * MESSAGES);
            server.accept(peer);
            ends.push(done);
        }
        let since = Instant::now();
        for end in ends {
            end.await.unwrap();
        }
        let speed = 40.0 * MESSAGES as f64 / since.elapsed().as_secs_f64();
        speeds[shards - 1] = speeds[shards - 1].max(speed);
    }
    let [one, two] = speeds;
    let machine = machine();
    println!(
        "{one:.0} messages a second on one thread, {two:.0} on two: {:.2}, where what shares \
         nothing does {machine:.2}",
        two / one
    );
    assert!(two >= one * 1.7_f64.min(0.85 * machine));
}

/// How much more two threads of this machine do than one, if they have nothing in common.
fn machine() -> f64 {
    let work = |threads: usize| {
        let since = Instant::now();
        let sums = (0..threads).map(|_| {
            std::thread::spawn(|| {
                let bytes = vec![1_u8; 16 << 10];
                (0..20_000).fold(0_u64, |sum, _| {
                    sum + std::hint::black_box(&bytes)
                        .iter()
                        .map(|byte| u64::from(*byte))
                        .sum::<u64>()
                })
            })
        });
        let sums: Vec<_> = sums.collect();
        for sum in sums {
            sum.join().unwrap();
        }
        threads as f64 / since.elapsed().as_secs_f64()
    };
    let best = |threads| (0..5).map(|_| work(threads)).fold(0.0, f64::max);
    best(2) / best(1)
}

/// A client without a socket: it asks for the connection, then sends so many messages, each when
/// the one before was answered.
struct Peer {
    outgoing: Vec<u8>,
    /// Of `outgoing`, what was read.
    position: usize,
    frame: Vec<u8>,
    reply: usize,
    /// Bytes of the answer that is awaited; `None` for the one that opens.
    left: Option<usize>,
    messages: u64,
    since: Instant,
    done: Option<oneshot::Sender<Duration>>,
    reader: Option<Waker>,
}

impl Peer {
    fn new(length: usize, messages: u64) -> (Self, oneshot::Receiver<Duration>) {
        let (done, end) = oneshot::channel();
        let frame = raw::masked(0x82, &vec![7; length]);
        let peer = Self {
            outgoing: raw::REQUEST.into(),
            position: 0,
            // A server's frame has no mask.
            reply: frame.len() - 4,
            frame,
            left: None,
            messages,
            since: Instant::now(),
            done: Some(done),
            reader: None,
        };
        (peer, end)
    }

    fn next(&mut self) {
        match self.messages.checked_sub(1) {
            None => drop(self.done.take().map(|done| done.send(self.since.elapsed()))),
            Some(left) => {
                self.messages = left;
                self.left = Some(self.reply);
                self.position = 0;
                self.outgoing.clone_from(&self.frame);
                self.reader.take().into_iter().for_each(Waker::wake);
            }
        }
    }
}

impl AsyncRead for Peer {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = &self.outgoing[self.position..];
        if left.is_empty() {
            self.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let length = left.len().min(buffer.remaining());
        buffer.put_slice(&left[..length]);
        self.position += length;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Peer {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.left {
            None => {
                assert!(bytes.starts_with(b"HTTP/1.1 101 ") && bytes.ends_with(b"\r\n\r\n"));
                self.since = Instant::now();
                self.next();
            }
            Some(left) => match left.checked_sub(bytes.len()) {
                Some(0) => self.next(),
                left => self.left = Some(left.expect("no more than the answer")),
            },
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

const MESSAGES: u64 = 20_000;
