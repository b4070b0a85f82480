//! Which handler has which path.

use std::io;
use std::sync::Arc;

use super::server::{Server, run};
use super::wait::wait;
use super::websocket::WebSocket;
use crate::types::{Request, Response};
use crate::{Outcome, Parameters, ServerBuilder};

/// Gives connections to handlers by the path of their request, see [`crate::Router`]. Each has a
/// thread of its own for its call of a handler.
///
/// ```no_run
/// # fn run() -> std::io::Result<()> {
/// use witsocket_host::blocking::{Router, Server, WebSocket};
/// use witsocket_host::{Parameters, Response};
///
/// let router = Router::new()
///     .route("/rooms/{room}", |ws: WebSocket, parameters: Parameters| {
///         ws.send(format!("welcome to {}", &parameters["room"]))
///     })
///     .answer("/health", |_, _| Response {
///         status: 200,
///         reason: "OK".into(),
///         ..Response::default()
///     });
/// let builder = witsocket_host::Server::builder().listen("localhost:8765");
/// Server::start_routes(builder, router)?.wait();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Router {
    router: crate::Router,
}

impl Router {
    /// A router that has no route.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has connections to this path handled so, see [`crate::Router::route`].
    pub fn route<H, O>(self, path: &str, handler: H) -> Self
    where
        H: Fn(WebSocket, Parameters) -> O + Send + Sync + 'static,
        O: Outcome + 'static,
    {
        let handler = Arc::new(handler);
        let handle = move |ws: crate::WebSocket, parameters| {
            let handler = handler.clone();
            run(ws, move |ws| handler(ws, parameters))
        };
        Self { router: self.router.route(path, handle) }
    }

    /// Answers requests for this path so, see [`crate::Router::answer`]. The function runs on the
    /// thread of the connection: it must not block.
    pub fn answer(
        self,
        path: &str,
        answer: impl Fn(&Request, &Parameters) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self { router: self.router.answer(path, answer) }
    }
}

impl Server {
    /// Starts a server with these settings that gives each connection to the handler of its path.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start), and routes that cannot be.
    pub fn start_routes(builder: ServerBuilder, router: Router) -> io::Result<Self> {
        wait(builder.start_routes(router.router)).map(Self::from)
    }
}
