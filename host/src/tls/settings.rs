//! Whom a client trusts, and how it secures a transport.

use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::crypto::ring;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tracing::{debug, warn};

use super::anyone::Anyone;
use super::failure::failure;
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
    trust: Trust,
}

#[derive(Clone, Debug, Default)]
enum Trust {
    #[default]
    System,
    Roots(Arc<RootCertStore>, Arc<ClientConfig>),
    Anyone(Arc<ClientConfig>),
}

/// Why certificates cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidRoots {
    /// They are not PEM.
    Pem,
    /// One of them cannot be read.
    Certificate,
    /// There is none.
    Missing,
}

impl Tls {
    /// Trusts the authorities of these certificates **instead of** the system's. Further calls
    /// add to them.
    ///
    /// # Errors
    ///
    /// If there is no certificate in it, or one that cannot be read.
    pub fn roots_pem(self, pem: &[u8]) -> Result<Self, InvalidRoots> {
        let mut roots = match self.trust {
            Trust::Roots(roots, _) => Arc::unwrap_or_clone(roots),
            Trust::System | Trust::Anyone(_) => RootCertStore::empty(),
        };
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| InvalidRoots::Pem)?;
            roots.add(certificate).map_err(|_| InvalidRoots::Certificate)?;
        }
        if roots.len() == before {
            return Err(InvalidRoots::Missing);
        }
        let roots = Arc::new(roots);
        let config = finish(builder().with_root_certificates(roots.clone()));
        Ok(Self { trust: Trust::Roots(roots, config) })
    }

    /// Accepts **every** certificate: whoever is on the way can read and change everything. Each
    /// connection logs a warning.
    pub fn insecure(self) -> Self {
        let builder = builder().dangerous().with_custom_certificate_verifier(Arc::new(Anyone));
        Self { trust: Trust::Anyone(finish(builder)) }
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
    ) -> io::Result<Box<dyn Transport>> {
        let config = match &self.trust {
            Trust::System => system().await?,
            Trust::Roots(_, config) => config.clone(),
            Trust::Anyone(config) => {
                warn!(server_name, "INSECURE: the certificate of this server is not verified");
                config.clone()
            }
        };
        let name = server_name.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(name).map_err(|_| {
            let what = format!("TLS: `{server_name}` is no name of a server");
            io::Error::new(io::ErrorKind::InvalidInput, what)
        })?;
        let stream = TlsConnector::from(config)
            .connect(name, transport)
            .await
            .map_err(|error| failure(server_name, error))?;
        let version = stream.get_ref().1.protocol_version();
        debug!(server_name, ?version, "TLS");
        Ok(Box::new(Stream(stream)))
    }
}

impl fmt::Display for InvalidRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pem => "not PEM",
            Self::Certificate => "one of the certificates cannot be read",
            Self::Missing => "no certificate in it",
        })
    }
}

impl std::error::Error for InvalidRoots {}

/// The configuration with the system's authorities. If there is none, the next one tries again.
async fn system() -> io::Result<Arc<ClientConfig>> {
    static SYSTEM: OnceCell<Arc<ClientConfig>> = OnceCell::const_new();
    // Hundreds of files: the other connections of this thread do not wait for them.
    let load = async || tokio::task::spawn_blocking(load_system).await?;
    SYSTEM.get_or_try_init(load).await.cloned()
}

fn load_system() -> io::Result<Arc<ClientConfig>> {
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
    Ok(finish(builder().with_root_certificates(roots)))
}

fn builder() -> ConfigBuilder<ClientConfig, WantsVerifier> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("this provider has suites for both versions")
}

fn finish(builder: ConfigBuilder<ClientConfig, WantsClientCert>) -> Arc<ClientConfig> {
    let mut config = builder.with_no_client_auth();
    // What is spoken in it is an upgrade of HTTP/1.1: a server must not choose HTTP/2.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}
