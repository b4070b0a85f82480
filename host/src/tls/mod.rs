//! TLS with rustls: what clients trust, and what servers prove.

mod anyone;
mod failure;
mod identity;
mod pinned;
mod roots;
mod server;
mod session;
mod settings;
mod stream;
#[cfg(test)]
mod tests;

pub use identity::{Identity, InvalidIdentity};
pub use roots::InvalidRoots;
pub use server::ServerTls;
pub use session::TlsSession;
pub use settings::Tls;

pub(crate) use session::SessionSlot;
