// Connections with TLS, on both sides.

use std::net::TcpListener;
use std::time::Instant;

use rustls::RootCertStore;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::alone::self_signed;
use crate::authority::Authority;
use crate::raw::Raw;

case! {
    fn both_ends_speak_tls() {
        let authority = Authority::new();
        let server = wait!(start(tls(ServerTls::new(authority.issue("localhost"))), echo!()));
        let ws = wait!(client(Client::new().tls(authority.trusted())).connect(&wss(&server))).unwrap();
        wait!(assert_talks(&ws));
        let session = ws.tls().unwrap();
        let alpn = session.alpn.as_deref();
        assert_eq!((&*session.version, alpn), ("TLSv1.3", Some(&b"http/1.1"[..])));
        assert_eq!(session.peer_certificates.len(), 1);
        let theirs = &server.connections()[0];
        assert_eq!(theirs.tls().unwrap().server_name.as_deref(), Some("localhost"));
        assert_eq!(server.urls(), [format!("wss://{}", server.local_addrs()[0])]);

        let closed = wait!(ws.close(1000, "")).unwrap();
        assert!(closed.clean, "{closed}");
        wait!(server.shutdown(1001, ""));
    }
}

case! {
    fn each_name_has_its_own_certificate() {
        let authority = Authority::new();
        let names = ServerTls::new(authority.issue("localhost"))
            .name("A.example", authority.issue("a.example"))
            .name("*.b.example", authority.issue("c.b.example"));
        let server = wait!(start(tls(names), echo!()));
        let to = server.local_addrs()[0].to_string();
        let to = client(Client::new().tls(authority.trusted()).to(to));
        for name in ["a.example", "c.b.example", "localhost"] {
            let ws = wait!(to.connect(&format!("wss://{name}/"))).unwrap();
            wait!(assert_talks(&ws));
        }
        let other = wait!(to.connect("wss://b.example/")).unwrap_err();
        assert!(other.to_string().contains("another name"), "{other}");
        // The name is a setting of its own, too.
        let named = client(Client::new().tls(authority.trusted().server_name("a.example")));
        wait!(assert_talks(&wait!(named.connect(&wss(&server))).unwrap()));
    }
}

case! {
    fn clients_prove_who_they_are() {
        let authority = Authority::new();
        let (pem, localhost) = (authority.pem(), || ServerTls::new(authority.issue("localhost")));
        let strict = localhost().clients_pem(pem.as_bytes()).unwrap();
        let server = wait!(start(tls(strict), echo!()));
        let known = authority.trusted().identity(authority.issue("a client"));
        let ws = wait!(client(Client::new().tls(known)).connect(&wss(&server))).unwrap();
        wait!(assert_talks(&ws));
        assert_eq!(server.connections()[0].tls().unwrap().peer_certificates.len(), 1);
        assert!(wait!(client(Client::new().tls(authority.trusted())).connect(&wss(&server))).is_err());

        let lenient = localhost().optional_clients_pem(pem.as_bytes()).unwrap();
        let server = wait!(start(tls(lenient), echo!()));
        wait!(assert_talks(&wait!(client(Client::new().tls(authority.trusted())).connect(&wss(&server))).unwrap()));
    }
}

case! {
    fn a_certificate_that_signed_itself_is_trusted_when_it_is_named() {
        let (certificate, identity) = self_signed(|params| params);
        let named = Tls::default().roots_pem(certificate.as_bytes()).unwrap();
        let server = wait!(start(tls(ServerTls::new(identity)), echo!()));
        let named = Client::new().tls(named);
        wait!(assert_talks(&wait!(client(named.clone()).connect(&wss(&server))).unwrap()));
        let to = client(named.to(server.local_addrs()[0].to_string()));
        let error = wait!(to.connect("wss://example.com/")).unwrap_err();
        assert!(error.to_string().contains("another name"), "{error}");
        // Nobody else knows it, unless everybody is believed.
        let error = wait!(client(Client::new().tls(Authority::new().trusted())).connect(&wss(&server))).unwrap_err();
        assert!(matches!(error, ConnectError::Io { phase: Phase::Secure, .. }), "{error:?}");
        let insecure = client(Client::new().tls(Tls::default().insecure()));
        wait!(assert_talks(&wait!(insecure.connect(&wss(&server))).unwrap()));

        let (certificate, identity) = self_signed(|mut params| {
            params.not_after = rcgen::date_time_ymd(2001, 1, 1);
            params
        });
        let named = Tls::default().roots_pem(certificate.as_bytes()).unwrap();
        let server = wait!(start(tls(ServerTls::new(identity)), echo!()));
        let error = wait!(client(Client::new().tls(named)).connect(&wss(&server))).unwrap_err();
        assert!(error.to_string().contains("expired"), "{error}");
    }
}

case! {
    fn both_sides_may_have_protocols_of_their_own() {
        let authority = Authority::new();
        let names = ServerTls::new(authority.issue("localhost")).alpn(["chat/2", "http/1.1"]);
        // What comes later changes nothing of it.
        let names = names.name("a.example", authority.issue("a.example"));
        let server = wait!(start(tls(names), echo!()));
        for (offered, chosen) in [
            (vec!["http/1.1", "chat/2"], Some("chat/2")),
            (vec!["http/1.1", "chat/1"], Some("http/1.1")),
            (vec![], None),
        ] {
            let client = client(Client::new().tls(authority.trusted().alpn(offered)));
            let ws = wait!(client.connect(&wss(&server))).unwrap();
            wait!(assert_talks(&ws));
            let agreed = ws.tls().unwrap().alpn.as_deref();
            assert_eq!(agreed, chosen.map(str::as_bytes));
            let theirs = server.connections();
            assert_eq!(theirs[0].tls().unwrap().alpn.as_deref(), agreed);
            wait!(ws.close(1000, "")).unwrap();
            wait!(until(|| server.connections().is_empty()));
        }
        let other = client(Client::new().tls(authority.trusted().alpn(["h2"])));
        let refused = wait!(other.connect(&wss(&server))).unwrap_err();
        assert!(matches!(refused, ConnectError::Io { phase: Phase::Secure, .. }), "{refused:?}");
    }
}

case! {
    fn settings_of_rustls_are_used_as_they_are() {
        let authority = Authority::new();
        let mut theirs = server_config(&authority);
        theirs.alpn_protocols = vec![b"theirs".to_vec()];
        let names = ServerTls::from_config(theirs.into(), authority.issue("localhost"));
        let server = wait!(start(tls(names), echo!()));
        let mut ours = client_config(&authority);
        ours.alpn_protocols = vec![b"ours".to_vec(), b"theirs".to_vec()];
        let ours = Tls::from_config(ours.into());
        let ws = wait!(client(Client::new().tls(ours)).connect(&wss(&server))).unwrap();
        wait!(assert_talks(&ws));
        assert_eq!(ws.tls().unwrap().alpn.as_deref(), Some(&b"theirs"[..]));
    }
}

case! {
    fn a_slow_tls_handshake_is_cut() {
        let authority = Authority::new();
        let timeouts = Timeouts { open: Some(Duration::from_millis(600)), ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let builder = tls(ServerTls::new(authority.issue("localhost"))).config(config);
        let server = wait!(start(builder, echo!()));
        let start = Instant::now();
        let mut slow = Raw::silent(server.local_addrs()[0]);
        // A record that is never complete, a byte at a time.
        let mut written = 0;
        let mut next = || {
            written += 1;
            [[22, 3, 1, 2, 0][..].get(written - 1).copied().unwrap_or(1)]
        };
        while std::io::Write::write_all(&mut slow.socket, &next()).is_ok() {
            wait!(pause(Duration::from_millis(20)));
            assert!(start.elapsed() < Duration::from_secs(5));
        }
        assert!(start.elapsed() >= Duration::from_millis(600));
        wait!(server.shutdown(1001, ""));
    }
}

case! {
    fn a_server_that_does_not_get_on_with_tls_is_not_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let timeouts = Timeouts { open: Some(Duration::from_millis(200)), ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let client = client(Client::new().config(config));
        let url = format!("wss://{}/", listener.local_addr().unwrap());
        let refused = wait!(client.connect(&url)).unwrap_err();
        assert!(matches!(refused, ConnectError::Timeout(Phase::Secure)), "{refused:?}");
    }
}

case! {
    fn who_speaks_no_tls_is_dropped() {
        let authority = Authority::new();
        let server = wait!(start(tls(ServerTls::new(authority.issue("localhost"))), echo!()));
        let mut raw = Raw::silent(server.local_addrs()[0]);
        raw.write("GET / HTTP/1.1\r\n\r\n");
        let mut rest = Vec::new();
        let _ = raw.socket.read_to_end(&mut rest);
        assert!(!rest.starts_with(b"HTTP"), "{rest:?}");
        wait!(server.shutdown(1001, ""));
    }
}

pub fn tls(tls: ServerTls) -> ServerBuilder {
    local(Config::default()).tls(tls)
}

pub fn wss(server: &Server) -> String {
    format!("wss://localhost:{}/", server.local_addrs()[0].port())
}

pub fn server_config(authority: &Authority) -> rustls::ServerConfig {
    let (certificate, key) = authority.issue_pem("localhost");
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

pub fn client_config(authority: &Authority) -> rustls::ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}
