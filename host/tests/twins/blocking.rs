//! The blocking API, as the cases need it.

use std::io::{self, Read as _, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use witsocket_host::blocking::{
    Client as AnyClient, Connections, Receiver, Router, Server, Upgrade, WebSocket, broadcast,
};
use witsocket_host::{blocking, *};

macro_rules! case {
    (fn $name:ident() $body:block) => {
        #[test]
        fn $name() {
            let (done, end) = std::sync::mpsc::channel();
            let test = thread::spawn(move || {
                $body;
                let _ = done.send(());
            });
            match end.recv_timeout(crate::LONG) {
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("it hangs"),
                _ => test.join().unwrap(),
            }
        }
    };
}
macro_rules! wait {
    ($call:expr) => {
        $call
    };
}
macro_rules! handler {
    ($($captured:ident;)? |$ws:ident| $body:block) => {
        move |$ws: WebSocket| {
            $(let $captured = $captured.clone();)?
            $body
        }
    };
    (|$ws:ident, $parameters:ident| $body:block) => {
        move |$ws: WebSocket, $parameters: Parameters| $body
    };
}
macro_rules! echo {
    () => {
        echo_all
    };
}

macro_rules! wait_fn {
    ($(#[$doc:meta])* fn $($rest:tt)*) => { $(#[$doc])* fn $($rest)* };
}

fn start<H, O>(builder: ServerBuilder, handler: H) -> Server
where
    H: Fn(WebSocket) -> O + Send + Sync + 'static,
    O: Outcome + 'static,
{
    Server::start(builder, handler).unwrap()
}

fn try_start<H, O>(builder: ServerBuilder, handler: H) -> io::Result<Server>
where
    H: Fn(WebSocket) -> O + Send + Sync + 'static,
    O: Outcome + 'static,
{
    Server::start(builder, handler)
}

fn start_routes(builder: ServerBuilder, router: Router) -> io::Result<Server> {
    Server::start_routes(builder, router)
}

/// Ends what is written when it is dropped, as a pipe does.
struct Writer(UnixStream);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.0.shutdown(std::net::Shutdown::Write);
    }
}

fn pair(stream: UnixStream) -> (UnixStream, Writer) {
    (stream.try_clone().unwrap(), Writer(stream))
}

fn over(client: &blocking::Client, url: &str, ours: UnixStream) -> Result<WebSocket, ConnectError> {
    let (reader, writer) = pair(ours);
    client.over(url, reader, writer)
}

fn accept(server: &Server, theirs: UnixStream) {
    let (reader, writer) = pair(theirs);
    server.accept(reader, writer).unwrap();
}

fn attach(server: &Server, theirs: UnixStream, negotiated: Negotiated) {
    let (reader, writer) = pair(theirs);
    server.attach(reader, writer, negotiated).unwrap();
}

fn complete(upgrade: Upgrade, theirs: UnixStream) {
    let (reader, writer) = pair(theirs);
    upgrade.complete(reader, writer).unwrap();
}

fn send_stream<E>(
    ws: &WebSocket,
    parts: Vec<Result<&'static str, E>>,
) -> Result<(), StreamError<E>> {
    ws.send_stream(Kind::Text, Compress::Auto, parts)
}

fn client(client: Client) -> blocking::Client {
    client.into()
}

fn own(ws: witsocket_host::WebSocket) -> WebSocket {
    ws.into()
}

fn pause(time: Duration) {
    thread::sleep(time);
}

fn next(connections: &mut Connections) -> Result<WebSocket, ConnectError> {
    connections.next().unwrap()
}

fn rest(receiver: Receiver) -> Vec<Result<Message, Closed>> {
    receiver.collect()
}

fn all(ws: &mut WebSocket) -> Vec<Result<Message, Closed>> {
    ws.messages().collect()
}

include!("cases.rs");

/// Only this one needs it: async code has timeouts of its own.
#[test]
fn a_message_is_waited_for_only_so_long() {
    let server = start(local(Config::default()), |ws: WebSocket| {
        while let Some(message) = ws.receive() {
            thread::sleep(Duration::from_millis(200));
            let _ = ws.send(message);
        }
    });
    let ws = connect(&server);
    ws.send("late").unwrap();
    assert_eq!(ws.receive_within(Duration::from_millis(20)), None);
    assert_eq!(ws.receive_within(crate::LONG), Some(Some("late".into())));
    ws.close(1000, "").unwrap();
    assert_eq!(ws.receive_within(crate::LONG), Some(None));
}

/// It would wait for itself.
#[test]
fn the_thread_of_connections_does_not_wait() {
    let builder = local(Config::default()).on_request(|_| {
        let _ = blocking::connect("ws://127.0.0.1:1/");
        Decision::Accept(Acceptance::default())
    });
    let server = start(builder, |_: WebSocket| {});
    let refused = client(Client::new()).connect(&url(&server));
    let Err(ConnectError::Rejected { response: Some(response), .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(response.status, 500);
}
