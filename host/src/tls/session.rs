//! What two ends of a TLS connection know of each other.

use std::sync::{Arc, OnceLock};

use rustls::CommonState;

/// What the TLS handshake of a connection agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsSession {
    /// Such as `TLSv1.3`.
    pub version: String,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    pub cipher_suite: String,
    /// The protocol that ALPN chose, mostly `http/1.1` (RFC 7301).
    pub alpn: Option<Vec<u8>>,
    /// Server: the name that the client asked for (RFC 6066 §3).
    pub server_name: Option<String>,
    /// The peer's certificate as DER, with those that lead to its authority behind it. A server
    /// gets them only from clients that it asks for one.
    pub peer_certificates: Vec<Vec<u8>>,
}

/// Where a handshake leaves what came of it.
pub(crate) type SessionSlot = Arc<OnceLock<TlsSession>>;

impl TlsSession {
    pub(super) fn new(state: &CommonState, server_name: Option<&str>) -> Self {
        let version = state.protocol_version().and_then(|version| version.as_str());
        let suite = state.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
        let certificates = state.peer_certificates().unwrap_or_default();
        Self {
            version: version.unwrap_or_default().replace('_', "."),
            cipher_suite: suite.unwrap_or_default().into(),
            alpn: state.alpn_protocol().map(<[u8]>::to_vec),
            server_name: server_name.map(str::to_owned),
            peer_certificates: certificates.iter().map(|der| der.to_vec()).collect(),
        }
    }
}
