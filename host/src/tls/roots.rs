//! The authorities that are trusted.

use std::fmt;

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

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

/// Adds the authorities of these certificates, and returns the certificates.
pub(super) fn add_pem(
    roots: &mut RootCertStore,
    pem: &[u8],
) -> Result<Vec<CertificateDer<'static>>, InvalidRoots> {
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|_| InvalidRoots::Pem)?;
    for certificate in &certificates {
        roots.add(certificate.clone()).map_err(|_| InvalidRoots::Certificate)?;
    }
    if certificates.is_empty() { Err(InvalidRoots::Missing) } else { Ok(certificates) }
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
