// The cases that both APIs are held to; see `main.rs` for the macros.

use std::sync::mpsc;

mod closing {
    use super::*;
    include!("cases/closing.rs");
}

mod limits {
    use super::*;
    include!("cases/limits.rs");
}

mod opening {
    use super::*;
    include!("cases/opening.rs");
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

wait_fn! {
    fn echo(config: Config) -> Server {
        wait!(start(local(config), handler!(|ws| {
            while let Some(message) = wait!(ws.receive()) {
                if wait!(ws.send(message)).is_err() {
                    break;
                }
            }
        })))
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
