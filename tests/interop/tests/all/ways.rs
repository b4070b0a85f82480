//! The control of what stands between a client and a server: a foreign client
//! goes through foreign proxies, and through the redirects, challenges and
//! certificates of `peers/`. If one of these fails as well, the fault is not ours.

use witsocket_interop::{Certificates, Client, For, Peer, Proxy, Server, python};

#[test]
fn a_client_goes_through_proxies_for_anyone() {
    Server::of(Peer::Python).serves(|server| {
        for proxy in [
            Proxy::tinyproxy(For::Anyone, server),
            Proxy::proxy_py(For::Anyone),
            Proxy::microsocks(For::Anyone),
            Proxy::pproxy("http", For::Anyone),
            Proxy::pproxy("socks4", For::Anyone),
            Proxy::pproxy("socks5", For::Anyone),
        ] {
            Client::Python.passes(&server.url("/"), &["way", &proxy.url()]);
            proxy.carried("127.0.0.1", server);
        }
    });
}

#[test]
fn a_client_goes_through_proxies_for_members() {
    Server::of(Peer::Python).serves(|server| {
        for proxy in [
            Proxy::tinyproxy(For::Members, server),
            Proxy::proxy_py(For::Members),
            Proxy::microsocks(For::Members),
            Proxy::pproxy("http", For::Members),
            Proxy::pproxy("socks5", For::Members),
        ] {
            for url in [proxy.url(), proxy.url_with(("user", "wrong"))] {
                let mut stranger = Client::Python.start(&server.url("/"), &["way", &url]);
                assert_ne!(stranger.status(), 0, "{url}");
            }
            Client::Python.passes(&server.url("/"), &["way", &proxy.url_for_members()]);
            proxy.carried("127.0.0.1", server);
        }
    });
}

#[test]
fn a_client_goes_through_tls_within_tls() {
    let certificates = Certificates::new();
    let tls = Server::with_tls(&certificates);
    let plain = Server::of(Peer::Python);
    let proxy = Proxy::pproxy_with_tls(For::Members, &certificates);
    for (server, proxy) in [
        (&tls, "none".to_owned()),
        (&plain, proxy.url_for_members()),
        (&tls, proxy.url_for_members()),
    ] {
        Client::Python.passes(&server.url("/"), &["way", &proxy, &certificates.ca()]);
    }
}

#[test]
fn a_client_refuses_certificates() {
    let expired = Certificates::expired();
    let other = Certificates::of("example.com");
    let good = Certificates::new();
    for (server, ca) in [
        (Server::with_tls(&expired), expired.ca()),
        (Server::with_tls(&other), other.ca()),
        (Server::with_tls(&good), other.ca()),
    ] {
        let mut client = Client::Python.start(&server.url("/"), &["way", "none", &ca]);
        assert_ne!(client.status(), 0);
        assert!(client.stderr().contains("CERTIFICATE_VERIFY_FAILED"), "{}", client.stderr());
    }
}

#[test]
fn a_client_goes_through_the_gate() {
    Server::gate(&[]).serves(|gate| {
        Client::Python.passes(&gate.url("/hops/3"), &["way"]);
        Client::Python.passes(&gate.url("/redirect/307?%2Fhops%2F1"), &["way"]);
        let url = gate.url_as("ws://user:pass%3Aword@127.0.0.1", "/auth/Basic");
        Client::Python.passes(&url, &["way"]);
        gate.reports("let in with Basic");

        let proxy = gate.url_as("http://127.0.0.1", "");
        Client::Python.passes(&gate.url("/"), &["way", &proxy]);
        for status in ["503", "eof"] {
            let url = gate.url(&format!("/first/1/{status}/once"));
            assert_ne!(Client::Python.start(&url, &["way"]).status(), 0);
            Client::Python.passes(&url, &["way"]);
        }
    });
    let arguments = ["--proxy-challenge", "Basic", "--proxy-answer", "HTTP/1.1 299 Fine"];
    Server::gate(&arguments).serves(|gate| {
        let proxy = gate.url_as("http://user:pass%3Aword@127.0.0.1", "");
        Client::Python.passes(&gate.url("/"), &["way", &proxy]);
        let strangers = gate.url_as("http://127.0.0.1", "");
        assert_ne!(Client::Python.start(&gate.url("/"), &["way", &strangers]).status(), 0);
    });
}

/// The clients here do not speak it: so the examples of the standards are the control.
#[test]
fn digest_authentication_is_that_of_the_standards() {
    assert_eq!(python("digest.py").status(), 0);
}
