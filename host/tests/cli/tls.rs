//! `wss:`, and who has to show what certificate.

use std::fs;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair,
};

use crate::tool::{Server, connect};

/// The paths of a certificate and its key, which no other test of this name writes.
pub fn self_signed(test: &str, name: &str) -> [String; 2] {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    write(test, name, &made.cert.pem(), &made.signing_key)
}

fn write(test: &str, name: &str, certificate: &str, key: &KeyPair) -> [String; 2] {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).unwrap();
    let [cert, private] = ["crt", "key"].map(|end| folder.join(name).with_extension(end));
    fs::write(&cert, certificate).unwrap();
    fs::write(&private, key.serialize_pem()).unwrap();
    [cert, private].map(|path| path.to_str().unwrap().to_owned())
}

/// Issues certificates.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// What names its files.
    name: &'static str,
}

impl Authority {
    fn new(name: &'static str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer, name }
    }

    /// The path of its own certificate.
    fn path(&self) -> String {
        let [path, _] = write(self.name, "authority.test", &self.issuer.pem(), self.issuer.key());
        path
    }

    fn issue(&self, name: &str, purpose: ExtendedKeyUsagePurpose) -> [String; 2] {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.extended_key_usages.push(purpose);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        write(self.name, name, &certificate.pem(), &key)
    }
}

#[test]
fn a_server_has_more_than_one_certificate() {
    let pem = |name| self_signed("tls-names", name);
    let (first, second) = (pem("first.test"), pem("second.test"));
    let server = Server::start(&[
        "--tls-cert",
        &first[0],
        "--tls-key",
        &first[1],
        "--tls-name",
        "second.test",
        &second[0],
        &second[1],
    ]);
    let address = server.url.strip_prefix("wss://").unwrap();
    for (name, ca) in [("first.test", &first[0]), ("second.test", &second[0])] {
        let url = format!("wss://{name}/");
        let finished = connect(&url, &["--to", address, "--ca", ca], "hello\n").ok();
        assert_eq!(finished.stdout(), "hello\n");
    }
    let finished = connect("wss://third.test/", &["--to", address, "--ca", &first[0]], "");
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("is for another name"), "{}", finished.line());
    let flags = ["--to", address, "--insecure"];
    let finished = connect("wss://third.test/", &flags, "hello\n");
    assert_eq!((finished.status, finished.stdout()), (Some(0), "hello\n"));
}

#[test]
fn the_name_of_the_server_need_not_be_that_of_the_url() {
    let [cert, key] = self_signed("tls-server-name", "named.test");
    let server = Server::start(&["--tls-cert", &cert, "--tls-key", &key]);
    let named = ["--ca", &cert, "--server-name", "named.test"];
    assert_eq!(connect(&server.url, &named, "hello\n").ok().stdout(), "hello\n");
    let finished = connect(&server.url, &named[..2], "hello\n");
    assert_eq!((finished.status, finished.stdout()), (Some(1), ""));
    let line = finished.line();
    assert!(line.contains(&server.url) && line.contains("is for another name"), "{line}");
}

/// RFC 7301: what the server does not speak, it refuses.
#[test]
fn protocols_are_offered_as_asked() {
    let [cert, key] = self_signed("tls-alpn", "localhost");
    let server = Server::start(&["--tls-cert", &cert, "--tls-key", &key]);
    let address = server.url.strip_prefix("wss://").unwrap();
    let offer = |protocols: &[&str]| {
        let mut flags = vec!["--to", address, "--ca", &cert];
        protocols.iter().for_each(|protocol| flags.extend(["--alpn", protocol]));
        connect("wss://localhost/", &flags, "hello\n")
    };
    for protocols in [&["http/1.1"][..], &["h2", "http/1.1"]] {
        assert_eq!(offer(protocols).ok().stdout(), "hello\n");
    }
    let refused = offer(&["h2"]);
    assert_eq!((refused.status, refused.stdout()), (Some(1), ""));
    assert!(refused.line().contains("NoApplicationProtocol"), "{}", refused.line());
}

#[test]
fn clients_show_who_they_are() {
    let ours = Authority::new("tls-clients");
    let theirs = Authority::new("tls-strangers");
    let ca = ours.path();
    let [cert, key] = ours.issue("localhost", ExtendedKeyUsagePurpose::ServerAuth);
    let strict = ["--tls-cert", &cert, "--tls-key", &key, "--client-ca", &ca];
    let known = ours.issue("known.test", ExtendedKeyUsagePurpose::ClientAuth);
    let stranger = theirs.issue("stranger.test", ExtendedKeyUsagePurpose::ClientAuth);
    let attempt = |server: &Server, identity: Option<&[String; 2]>| {
        let address = server.url.strip_prefix("wss://").unwrap();
        let mut flags = vec!["--to", address, "--ca", &ca];
        if let Some([cert, key]) = identity {
            flags.extend(["--cert", cert, "--key", key]);
        }
        connect("wss://localhost/", &flags, "hello\n")
    };

    let server = Server::start(&strict);
    assert_eq!(attempt(&server, Some(&known)).ok().stdout(), "hello\n");
    for (identity, cause) in [(None, "CertificateRequired"), (Some(&stranger), "UnknownCA")] {
        let refused = attempt(&server, identity);
        assert_eq!((refused.status, refused.stdout()), (Some(1), ""));
        assert!(refused.line().contains(cause), "{}", refused.line());
    }

    let server = Server::start(&[&strict[..], &["--client-optional"]].concat());
    assert_eq!(attempt(&server, None).ok().stdout(), "hello\n");
    assert_eq!(attempt(&server, Some(&known)).ok().stdout(), "hello\n");
    assert_eq!(attempt(&server, Some(&stranger)).status, Some(1));
}
