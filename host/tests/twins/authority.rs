//! Certificates, and whom they make trusted.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use witsocket_host::{Identity, Tls};

pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "an authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Trusts those that it issued something to.
    pub fn trusted(&self) -> Tls {
        Tls::default().roots_pem(self.pem().as_bytes()).unwrap()
    }

    /// A certificate and its key.
    pub fn issue_pem(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }

    pub fn issue(&self, name: &str) -> Identity {
        let (certificate, key) = self.issue_pem(name);
        Identity::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap()
    }
}
