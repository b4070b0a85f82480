//! Which handler has which path.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::{Outcome, Server, ServerBuilder};
use crate::connection::WebSocket;
use crate::types::{Decision, Request, Response};

/// Gives connections to handlers by the path of their request.
///
/// A path is fixed, as `/chat`, or has parameters, as `/rooms/{room}`, of which the last may take
/// the rest with its slashes, as `/files/{*path}`. What is fixed goes before what is not. A path
/// that no route has is answered with 404.
///
/// ```no_run
/// # async fn run() -> std::io::Result<()> {
/// use witsocket_host::{Response, Router, Server};
///
/// let router = Router::new()
///     .route("/rooms/{room}", async |ws, parameters| {
///         let _ = ws.send(format!("welcome to {}", &parameters["room"])).await;
///     })
///     .answer("/health", |_, _| Response {
///         status: 200,
///         reason: "OK".into(),
///         ..Response::default()
///     });
/// let server = Server::builder().listen("localhost:8765").start_routes(router).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Router {
    routes: matchit::Router<Route>,
    /// The first route that cannot be.
    invalid: Option<String>,
}

enum Route {
    WebSocket(Arc<Handler>),
    Answer(Box<Answer>),
}

type Handler = dyn Fn(WebSocket, Parameters) -> Handling + Send + Sync;
type Handling = Pin<Box<dyn Future<Output = Option<String>>>>;
type Answer = dyn Fn(&Request, &Parameters) -> Response + Send + Sync;

/// The parts of a path that its route left open, without their percent-encoding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    values: Vec<(String, String)>,
}

impl Router {
    /// A router that has no route.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has connections to this path handled so. Two routes for the same paths are an error of
    /// [`start_routes`](ServerBuilder::start_routes).
    pub fn route<H, F>(self, path: &str, handler: H) -> Self
    where
        H: Fn(WebSocket, Parameters) -> F + Send + Sync + 'static,
        F: Future<Output: Outcome> + 'static,
    {
        let handler: Arc<Handler> = Arc::new(move |ws, parameters| {
            let handling = handler(ws, parameters);
            Box::pin(async move { handling.await.failure() })
        });
        self.insert(path, Route::WebSocket(handler))
    }

    /// Answers requests for this path so, whether they would open a connection or not: health
    /// checks, pages. The function must not block.
    pub fn answer(
        self,
        path: &str,
        answer: impl Fn(&Request, &Parameters) -> Response + Send + Sync + 'static,
    ) -> Self {
        self.insert(path, Route::Answer(Box::new(answer)))
    }

    fn insert(mut self, path: &str, route: Route) -> Self {
        if let Err(error) = self.routes.insert(path, route) {
            self.invalid.get_or_insert_with(|| format!("{path}: {error}"));
        }
        self
    }

    fn find(&self, path: &str) -> Option<(&Route, Parameters)> {
        let found = self.routes.at(path).ok()?;
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let values = found.params.iter().map(|(name, value)| (name.to_owned(), decode(value)));
        Some((found.value, Parameters { values: values.collect() }))
    }

    /// What to say to a request that the application accepted otherwise.
    fn decide(&self, request: &Request, decision: Decision) -> Decision {
        match (decision, self.find(request.path())) {
            (rejected @ Decision::Reject(_), _) => rejected,
            (accepted, Some((Route::WebSocket(_), _))) => accepted,
            (_, Some((Route::Answer(answer), parameters))) => {
                Decision::Reject(answer(request, &parameters))
            }
            (_, None) => Decision::Reject(Response {
                status: 404,
                reason: "Not Found".into(),
                body: "Not Found\n".into(),
                ..Response::default()
            }),
        }
    }
}

impl Parameters {
    /// The parameter of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All of them, in the order in which the path has them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (&**name, &**value))
    }
}

/// The parameter of this name.
///
/// # Panics
///
/// If the route has none.
impl std::ops::Index<&str> for Parameters {
    type Output = str;

    fn index(&self, name: &str) -> &str {
        match self.get(name) {
            Some(value) => value,
            None => panic!("the route has no parameter {{{name}}}"),
        }
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").finish_non_exhaustive()
    }
}

impl ServerBuilder {
    /// Starts to accept connections, and gives each to the handler of its path. What
    /// [`on_request`](Self::on_request) rejects does not get that far.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start), and routes that cannot be.
    pub async fn start_routes(mut self, router: Router) -> io::Result<Server> {
        if let Some(invalid) = router.invalid {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, invalid));
        }
        let router = Arc::new(router);
        self.decide_with({
            let router = router.clone();
            move |request, decision| router.decide(request, decision)
        });
        let handle = move |ws: WebSocket| {
            let request = ws.request().map(Request::path).unwrap_or_default();
            let handling = match router.find(request) {
                Some((Route::WebSocket(handler), parameters)) => {
                    Some(handler(ws.clone(), parameters))
                }
                _ => None,
            };
            async move {
                match handling {
                    Some(handling) => handling.await.map_or(Ok(()), Err),
                    None => Err("no route has this path any more".to_owned()),
                }
            }
        };
        self.start(handle).await
    }
}
