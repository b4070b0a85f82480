//! The async API and the blocking one, held to the same cases: `cases.rs` is compiled for each,
//! so that neither can miss one. What they call the same differs only by an `.await`.

mod asynchronous {
    use std::time::Duration;

    use witsocket_host::*;

    macro_rules! case {
        (fn $name:ident() $body:block) => {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                tokio::time::timeout(crate::LONG, async { $body }).await.expect("it hangs");
            }
        };
    }
    macro_rules! wait {
        ($call:expr) => {
            $call.await
        };
    }
    macro_rules! handler {
        ($($captured:ident;)? |$ws:ident| $body:block) => {
            move |$ws: WebSocket| {
                $(let $captured = $captured.clone();)?
                async move { $body }
            }
        };
    }

    macro_rules! wait_fn {
        (fn $($rest:tt)*) => { async fn $($rest)* };
    }

    async fn start<H, F>(builder: ServerBuilder, handler: H) -> Server
    where
        H: Fn(WebSocket) -> F + Send + Sync + 'static,
        F: Future<Output: Outcome> + 'static,
    {
        builder.start(handler).await.unwrap()
    }

    /// The blocking API's handles have this, too.
    trait AsAsync {
        fn as_async(&self) -> &WebSocket;
    }

    impl AsAsync for WebSocket {
        fn as_async(&self) -> &WebSocket {
            self
        }
    }

    fn client(client: Client) -> Client {
        client
    }

    async fn pause(time: Duration) {
        tokio::time::sleep(time).await;
    }

    async fn next(connections: &mut Connections) -> Result<WebSocket, ConnectError> {
        connections.next().await
    }

    async fn all(ws: &mut WebSocket) -> Vec<Result<Message, Closed>> {
        futures_util::StreamExt::collect(ws).await
    }

    include!("cases.rs");
}

mod blocking {
    use std::thread;
    use std::time::Duration;

    use witsocket_host::blocking::{Connections, Server, WebSocket, broadcast};
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
    }

    macro_rules! wait_fn {
        (fn $($rest:tt)*) => { fn $($rest)* };
    }

    fn start<H, O>(builder: ServerBuilder, handler: H) -> Server
    where
        H: Fn(WebSocket) -> O + Send + Sync + 'static,
        O: Outcome + 'static,
    {
        Server::start(builder, handler).unwrap()
    }

    fn client(client: Client) -> blocking::Client {
        client.into()
    }

    fn pause(time: Duration) {
        thread::sleep(time);
    }

    fn next(connections: &mut Connections) -> Result<WebSocket, ConnectError> {
        connections.next().unwrap()
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
}

/// What nothing in these tests should take.
const LONG: std::time::Duration = std::time::Duration::from_secs(20);
