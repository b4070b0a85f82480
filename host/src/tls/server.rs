//! What a server proves to its clients, and wants of them.

use std::collections::HashMap;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustls::server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::server::TlsStream;
use tokio_rustls::{Accept, TlsAcceptor};
use tracing::debug;

use super::identity::Identity;
use super::roots::{self, InvalidRoots};
use super::session::{SessionSlot, TlsSession};
use crate::connection::Transport;

/// Who a server is, and whether its clients have to say who they are.
///
/// ```no_run
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use witsocket_host::{Identity, ServerTls};
///
/// let pem = std::fs::read("server.pem")?;
/// let tls = ServerTls::new(Identity::from_pem(&pem, &std::fs::read("server.key")?)?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ServerTls {
    config: Arc<ServerConfig>,
    names: Names,
    clients: Clients,
    alpn: Vec<Vec<u8>>,
}

/// The identities of a server.
#[derive(Clone, Debug)]
struct Names {
    /// For clients that ask for none of the names, or for none at all.
    default: Arc<CertifiedKey>,
    /// In lower case.
    others: HashMap<String, Arc<CertifiedKey>>,
}

#[derive(Clone, Debug)]
enum Clients {
    Anonymous,
    Asked(RootCertStore),
    Known(RootCertStore),
}

impl ServerTls {
    /// A server with this identity, whatever name its clients ask for.
    pub fn new(identity: Identity) -> Self {
        let names = Names { default: identity.key, others: HashMap::new() };
        // What is spoken in it is an upgrade of HTTP/1.1: a client must not choose HTTP/2.
        Self::build(names, Clients::Anonymous, vec![b"http/1.1".to_vec()])
    }

    /// Has another identity for clients that ask for this name (RFC 6066 §3), which is a name of
    /// a host, or `*.` and all names with one more label.
    pub fn name(mut self, name: impl AsRef<str>, identity: Identity) -> Self {
        self.names.others.insert(name.as_ref().to_ascii_lowercase(), identity.key);
        Self::build(self.names, self.clients, self.alpn)
    }

    /// Chooses from these protocols (RFC 7301) instead of `http/1.1` the first that a client
    /// offers, and refuses clients that offer others only; with none it does without.
    pub fn alpn<P: Into<Vec<u8>>>(self, protocols: impl IntoIterator<Item = P>) -> Self {
        let protocols = protocols.into_iter().map(Into::into).collect();
        Self::build(self.names, self.clients, protocols)
    }

    /// Lets only those clients in that have a certificate of one of these authorities.
    ///
    /// # Errors
    ///
    /// If there is no certificate in it, or one that cannot be read.
    pub fn clients_pem(self, roots: &[u8]) -> Result<Self, InvalidRoots> {
        let mut store = RootCertStore::empty();
        roots::add_pem(&mut store, roots)?;
        Ok(Self::build(self.names, Clients::Known(store), self.alpn))
    }

    /// Asks for a certificate of one of these authorities, and lets clients in that have none;
    /// [`WebSocket::tls`](crate::WebSocket::tls) tells which.
    ///
    /// # Errors
    ///
    /// As for [`clients_pem`](Self::clients_pem).
    pub fn optional_clients_pem(self, roots: &[u8]) -> Result<Self, InvalidRoots> {
        let mut store = RootCertStore::empty();
        roots::add_pem(&mut store, roots)?;
        Ok(Self::build(self.names, Clients::Asked(store), self.alpn))
    }

    /// Settings of rustls, used as they are. Further calls for identities, clients and protocols
    /// take their place, but for the protocols.
    pub fn from_config(config: Arc<ServerConfig>, identity: Identity) -> Self {
        let names = Names { default: identity.key, others: HashMap::new() };
        let alpn = config.alpn_protocols.clone();
        Self { config, names, clients: Clients::Anonymous, alpn }
    }

    fn build(names: Names, clients: Clients, alpn: Vec<Vec<u8>>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("this provider has suites for both versions");
        let verifier = |roots: &RootCertStore| {
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots.clone()), provider)
        };
        let builder = match &clients {
            Clients::Anonymous => builder.with_no_client_auth(),
            Clients::Known(roots) => builder.with_client_cert_verifier(
                verifier(roots).build().expect("there are authorities, and no revocations"),
            ),
            Clients::Asked(roots) => builder.with_client_cert_verifier(
                verifier(roots)
                    .allow_unauthenticated()
                    .build()
                    .expect("there are authorities, and no revocations"),
            ),
        };
        let mut config = builder.with_cert_resolver(Arc::new(names.clone()));
        config.alpn_protocols = alpn.clone();
        Self { config: Arc::new(config), names, clients, alpn }
    }

    /// Puts TLS on a transport. The handshake takes place when it is read.
    pub(crate) fn secure(
        &self,
        transport: Box<dyn Transport + Send>,
        slot: SessionSlot,
    ) -> Securing {
        let accept = TlsAcceptor::from(self.config.clone()).accept(transport);
        Securing { state: State::Shaking(Box::new(accept)), slot }
    }
}

impl ResolvesServerCert for Names {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let named = || {
            let name = hello.server_name()?.to_ascii_lowercase();
            let wild = || Some(format!("*{}", &name[name.find('.')?..]));
            self.others.get(&name).or_else(|| self.others.get(&wild()?)).cloned()
        };
        named().or_else(|| Some(self.default.clone()))
    }
}

/// A server's end of a transport with TLS, from the first byte of the handshake on.
///
/// The time that the handshake takes is that of the opening, and its end that of the connection:
/// the component watches both.
pub(crate) struct Securing {
    state: State,
    slot: SessionSlot,
}

/// The stream of a handshake that is done.
type Secured = TlsStream<Box<dyn Transport + Send>>;

enum State {
    Shaking(Box<Accept<Box<dyn Transport + Send>>>),
    Open(Box<Secured>),
    /// There is no transport any more.
    Failed,
}

impl Securing {
    /// The stream, when the handshake is done.
    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Pin<&mut Secured>>> {
        if let State::Shaking(accept) = &mut self.state {
            match ready!(Pin::new(accept).poll(cx)) {
                Ok(stream) => {
                    let (_, state) = stream.get_ref();
                    let session = TlsSession::new(state, state.server_name());
                    debug!(version = session.version, name = session.server_name, "TLS");
                    let _ = self.slot.set(session);
                    self.state = State::Open(Box::new(stream));
                }
                Err(error) => {
                    self.state = State::Failed;
                    return Poll::Ready(Err(error));
                }
            }
        }
        Poll::Ready(match &mut self.state {
            State::Open(stream) => Ok(Pin::new(&mut **stream)),
            _ => Err(io::ErrorKind::NotConnected.into()),
        })
    }
}

impl AsyncRead for Securing {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = ready!(self.poll_open(cx))?;
        stream.poll_read(cx, buffer).map(|read| match read {
            // See `Stream`: the end of a WebSocket is in its close frames.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(()),
            other => other,
        })
    }
}

impl AsyncWrite for Securing {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_open(cx))?.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_open(cx))?.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state {
            State::Open(stream) => Pin::new(&mut **stream).poll_flush(cx),
            State::Shaking(_) | State::Failed => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state {
            State::Open(stream) => Pin::new(&mut **stream).poll_shutdown(cx),
            // Who has not even begun to speak needs no farewell.
            State::Shaking(_) | State::Failed => {
                self.state = State::Failed;
                Poll::Ready(Ok(()))
            }
        }
    }
}
