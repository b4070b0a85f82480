//! The simulated dial: scripts for a client's way to a connection, without sockets.
//!
//! The scripts stand in `tests/dials`, and `README.md` there describes their format. Each is
//! replayed whole and byte by byte, and then once for every step and every way to fail there.

mod replay;
mod script;
mod suite;

use std::net::SocketAddr;
use std::time::Duration;

pub use replay::check;
pub use script::DialScript;
pub use suite::run;

/// A dial under test.
pub trait Dialler {
    /// Tells what happened.
    fn handle(&mut self, happening: &Happening, now: Duration) -> Result<(), String>;
    /// The next thing to do.
    fn action(&mut self) -> Option<Action>;
    /// When a timeout is to be told.
    fn deadline(&self) -> Option<Duration>;
}

/// Makes the dial that a script begins with; an error is the name of what is wrong.
pub type StartDial<'a> = dyn Fn(&DialSetup) -> Result<Box<dyn Dialler>, String> + 'a;

/// What happened outside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in wit/dial.wit")]
pub enum Happening {
    Acquired(u32),
    Resolved(Vec<SocketAddr>),
    Unresolved,
    Connected(u32),
    Secured,
    Received(Vec<u8>),
    Eof,
    Failed(u32),
    Timeout,
    /// The request is sent with this header more.
    Request(Vec<u8>, Vec<u8>),
    GiveUp,
    Retry,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in wit/dial.wit")]
pub enum Action {
    Acquire {
        number: u32,
        key: String,
        limit: u32,
    },
    Release(u32),
    Resolve(String),
    Connect(u32, String),
    Disconnect(u32),
    Secure(String, Vec<u8>),
    Transmit(Vec<u8>),
    Request,
    Open,
    /// The error in words, and when there will be another attempt.
    Failed(String, Option<Duration>),
}

/// How a dial begins: the first line of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in wit/dial.wit")]
pub struct DialSetup {
    pub url: String,
    pub proxy: Option<String>,
    pub environment: Vec<(String, String)>,
    pub login: Option<(String, String)>,
    /// `any`, `basic` or `digest`.
    pub schemes: String,
    /// `host:port`, or `unix:path`.
    pub route: Option<String>,
    pub headers: Vec<(String, String)>,
    pub sensitive: Vec<String>,
    pub origin: Option<String>,
    pub user_agent: Option<String>,
    pub max_redirects: u32,
    pub reconnect: bool,
    pub gate: bool,
    pub review: bool,
    pub held: Option<Duration>,
    /// The driver connects to names.
    pub by_name: bool,
    pub server_name: Option<String>,
}
