//! Certificates without an authority.

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use witsocket_host::Identity;

/// A certificate that signed itself, and who has it.
pub fn self_signed(
    change: impl FnOnce(CertificateParams) -> CertificateParams,
) -> (String, Identity) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = change(params).self_signed(&key).unwrap().pem();
    let identity = Identity::from_pem(pem.as_bytes(), key.serialize_pem().as_bytes()).unwrap();
    (pem, identity)
}
