// The cases that both APIs are held to; see `main.rs` for the macros.

use std::sync::mpsc;

mod bytes {
    use super::*;
    include!("cases/bytes.rs");
}

mod closing {
    use super::*;
    include!("cases/closing.rs");
}

mod farewell {
    use super::*;
    include!("cases/farewell.rs");
}

mod limits {
    use super::*;
    include!("cases/limits.rs");
}

mod mounting {
    use super::*;
    include!("cases/mounting.rs");
}

mod opening {
    use super::*;
    include!("cases/opening.rs");
}

mod policy {
    use super::*;
    include!("cases/policy.rs");
}

mod routes {
    use super::*;
    include!("cases/routes.rs");
}

mod secure {
    use super::*;
    include!("cases/secure.rs");
}

mod talking {
    use super::*;
    include!("cases/talking.rs");
}

mod timers {
    use super::*;
    include!("cases/timers.rs");
}

mod topics {
    use super::*;
    include!("cases/topics.rs");
}

mod transports {
    use super::*;
    include!("cases/transports.rs");
}

wait_fn! {
    fn echo(config: Config) -> Server {
        wait!(start(local(config), echo!()))
    }
}

wait_fn! {
    fn connect(server: &Server) -> WebSocket {
        wait!(client(Client::new()).connect(&url(server))).unwrap()
    }
}

fn local(config: Config) -> ServerBuilder {
    witsocket_host::Server::builder().config(config).listen("127.0.0.1:0")
}

fn url(server: &Server) -> String {
    format!("{}/", server.urls()[0])
}

wait_fn! {
    /// Sends back what comes, to the end.
    fn echo_all(ws: WebSocket) {
        while let Some(message) = wait!(ws.receive()) {
            if wait!(ws.send(message)).is_err() {
                break;
            }
        }
    }
}

wait_fn! {
    fn assert_talks(ws: &WebSocket) {
        for length in [5, 70_000] {
            let message = vec![7; length];
            wait!(ws.send(message.clone())).unwrap();
            assert_eq!(wait!(ws.receive()), Some(message.into()));
        }
    }
}

wait_fn! {
    /// Waits for what has no event of its own.
    fn until(is_so: impl Fn() -> bool) {
        while !is_so() {
            wait!(pause(Duration::from_millis(1)));
        }
    }
}

wait_fn! {
    /// The status of the answer, be it a refusal.
    fn status(client: &AnyClient, url: &str) -> Option<u16> {
        match wait!(client.connect(url)) {
            Ok(ws) => ws.response().map(|response| response.status),
            Err(ConnectError::Rejected { status, .. }) => status,
            Err(other) => panic!("{other:?}"),
        }
    }
}
