//! Whom a client trusts, and how it secures a transport.

use std::io;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tracing::{debug, warn};

use super::anyone::Anyone;
use super::failure::failure;
use super::identity::Identity;
use super::pinned::Pinned;
use super::roots::{self, InvalidRoots};
use super::session::{SessionSlot, TlsSession};
use super::stream::Stream;
use crate::connection::Transport;

/// Which servers a client trusts, for `wss:` URLs and for proxies that it reaches through TLS.
///
/// By default, those with a certificate of an authority that the system trusts; the environment
/// variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. The system's authorities are read
/// once, when the first connection needs them.
///
/// Clones share their sessions, so that servers that know them may shorten the handshake.
#[derive(Clone, Debug, Default)]
pub struct Tls {
    settings: Settings,
    /// Made of the settings when it is needed first. Sessions are in there.
    config: Arc<OnceCell<Arc<ClientConfig>>>,
}

#[derive(Clone, Debug, Default)]
struct Settings {
    trust: Trust,
    identity: Option<Identity>,
    server_name: Option<String>,
    alpn: Option<Vec<Vec<u8>>>,
}

#[derive(Clone, Debug, Default)]
enum Trust {
    #[default]
    System,
    Roots(RootCertStore, Vec<CertificateDer<'static>>),
    Anyone,
    Config(Arc<ClientConfig>),
}

impl Tls {
    /// Trusts the authorities of these certificates, and servers that have one of them for their
    /// own, **instead of** the system's authorities. Further calls add to them.
    ///
    /// # Errors
    ///
    /// If there is no certificate in it, or one that cannot be read.
    pub fn roots_pem(self, pem: &[u8]) -> Result<Self, InvalidRoots> {
        let (mut roots, mut certificates) = match &self.settings.trust {
            Trust::Roots(roots, certificates) => (roots.clone(), certificates.clone()),
            Trust::System | Trust::Anyone | Trust::Config(_) => {
                (RootCertStore::empty(), Vec::new())
            }
        };
        certificates.extend(roots::add_pem(&mut roots, pem)?);
        Ok(self.with(|settings| settings.trust = Trust::Roots(roots, certificates)))
    }

    /// Accepts **every** certificate: whoever is on the way can read and change everything. Each
    /// connection logs a warning.
    pub fn insecure(self) -> Self {
        self.with(|settings| settings.trust = Trust::Anyone)
    }

    /// Proves who this client is, to servers that ask.
    pub fn identity(self, identity: Identity) -> Self {
        self.with(|settings| settings.identity = Some(identity))
    }

    /// Asks for a server of this name, and none but that, whatever the URL says. Proxies are
    /// asked for theirs.
    pub fn server_name(self, name: impl Into<String>) -> Self {
        self.with(|settings| settings.server_name = Some(name.into()))
    }

    /// Offers these protocols (RFC 7301) instead of `http/1.1`; with none it does without.
    pub fn alpn<P: Into<Vec<u8>>>(self, protocols: impl IntoIterator<Item = P>) -> Self {
        let protocols = protocols.into_iter().map(Into::into).collect();
        self.with(|settings| settings.alpn = Some(protocols))
    }

    /// Settings of rustls, used as they are: of those here, only the name of the server counts
    /// beside them.
    pub fn from_config(config: Arc<ClientConfig>) -> Self {
        Self::default().with(|settings| settings.trust = Trust::Config(config))
    }

    fn with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings;
        change(&mut settings);
        Self { settings, config: Arc::default() }
    }

    /// The name to ask a server for instead of its own.
    pub(crate) fn name(&self) -> Option<&str> {
        self.settings.server_name.as_deref()
    }

    /// Does the handshake over a transport, which may be secured already.
    ///
    /// The name is a host name, or an address of either version, with or without brackets.
    ///
    /// # Errors
    ///
    /// Those of the transport, or one that says why the handshake failed.
    pub(crate) async fn secure(
        &self,
        transport: Box<dyn Transport>,
        server_name: &str,
        slot: &SessionSlot,
    ) -> io::Result<Box<dyn Transport>> {
        if matches!(self.settings.trust, Trust::Anyone) {
            warn!(server_name, "INSECURE: the certificate of this server is not verified");
        }
        let config = self.config.get_or_try_init(|| self.settings.load()).await?.clone();
        let name = server_name.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(name).map_err(|_| {
            let what = format!("TLS: `{server_name}` is no name of a server");
            io::Error::new(io::ErrorKind::InvalidInput, what)
        })?;
        let stream = TlsConnector::from(config)
            .connect(name, transport)
            .await
            .map_err(|error| failure(server_name, error))?;
        let session = TlsSession::new(stream.get_ref().1, None);
        debug!(server_name, version = session.version, "TLS");
        let _ = slot.set(session);
        Ok(Box::new(Stream(stream)))
    }
}

impl Settings {
    async fn load(&self) -> io::Result<Arc<ClientConfig>> {
        let builder = builder();
        let builder = match &self.trust {
            Trust::Config(config) => return Ok(config.clone()),
            Trust::System => builder.with_root_certificates(system().await?),
            Trust::Roots(roots, certificates) => {
                let pinned = Pinned::new(roots.clone(), certificates.clone());
                builder.dangerous().with_custom_certificate_verifier(Arc::new(pinned))
            }
            Trust::Anyone => builder.dangerous().with_custom_certificate_verifier(Arc::new(Anyone)),
        };
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let resolver = Arc::new(SingleCertAndKey::from(identity.key.clone()));
                builder.with_client_cert_resolver(resolver)
            }
        };
        // What is spoken in it is an upgrade of HTTP/1.1: a server must not choose HTTP/2.
        let http = || vec![b"http/1.1".to_vec()];
        config.alpn_protocols = self.alpn.clone().unwrap_or_else(http);
        Ok(Arc::new(config))
    }
}

/// The system's authorities. If there is none, the next connection looks again.
async fn system() -> io::Result<Arc<RootCertStore>> {
    static SYSTEM: OnceCell<Arc<RootCertStore>> = OnceCell::const_new();
    // Hundreds of files: the other connections of this thread do not wait for them.
    let load = async || tokio::task::spawn_blocking(load_system).await?;
    SYSTEM.get_or_try_init(load).await.cloned()
}

fn load_system() -> io::Result<Arc<RootCertStore>> {
    let loaded = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Systems have certificates among theirs that are no authorities of today.
    let (added, ignored) = roots.add_parsable_certificates(loaded.certs);
    debug!(added, ignored, errors = loaded.errors.len(), "the system's certificates");
    if added == 0 {
        let error = loaded.errors.first().map(|error| format!(": {error}")).unwrap_or_default();
        let what = format!("TLS: the system has no certificates of authorities{error}");
        return Err(io::Error::new(io::ErrorKind::NotFound, what));
    }
    Ok(Arc::new(roots))
}

fn builder() -> ConfigBuilder<ClientConfig, WantsVerifier> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("this provider has suites for both versions")
}
