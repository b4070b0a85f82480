//! TLS for clients, with rustls.

mod anyone;
mod failure;
mod settings;
mod stream;
#[cfg(test)]
mod tests;

pub use settings::{InvalidRoots, Tls};
