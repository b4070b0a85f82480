//! Who a peer is, and what proves it.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate and its key: what a server proves its name with, or a client itself.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(super) key: Arc<CertifiedKey>,
}

/// Why a certificate and a key are no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidIdentity {
    /// The certificates are not PEM, or there is none.
    Certificate,
    /// The key is not PEM, or there is none.
    Key,
    /// The key is of a kind that is not known.
    Unsupported,
    /// The key is that of another certificate.
    Mismatch,
}

impl Identity {
    /// From PEM: the certificate with those that lead to its authority behind it, and the key as
    /// PKCS #8, PKCS #1 or SEC1.
    ///
    /// # Errors
    ///
    /// See [`InvalidIdentity`].
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, InvalidIdentity> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| InvalidIdentity::Certificate)?;
        if chain.is_empty() {
            return Err(InvalidIdentity::Certificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| InvalidIdentity::Key)?;
        let key = CertifiedKey::from_der(chain, key, &ring::default_provider());
        match key {
            Ok(key) => Ok(Self { key: Arc::new(key) }),
            Err(rustls::Error::InconsistentKeys(_)) => Err(InvalidIdentity::Mismatch),
            Err(rustls::Error::InvalidCertificate(_)) => Err(InvalidIdentity::Certificate),
            Err(_) => Err(InvalidIdentity::Unsupported),
        }
    }
}

impl fmt::Display for InvalidIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "there is no certificate in PEM",
            Self::Key => "there is no private key in PEM",
            Self::Unsupported => "the private key is of an unknown kind",
            Self::Mismatch => "the private key does not belong to the certificate",
        })
    }
}

impl std::error::Error for InvalidIdentity {}
