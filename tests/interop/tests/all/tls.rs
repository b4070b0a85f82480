//! `witsocket connect wss://…`: whom it trusts, and that TLS changes nothing else.

use witsocket_interop::{
    Certificates, Peer, Server, connect, connect_with, echoes, fails, free_port,
};

#[test]
fn a_server_of_a_trusted_authority_is_talked_to() {
    let certificates = Certificates::new();
    Server::with_tls(&certificates).serves(|server| {
        for origin in ["wss://127.0.0.1", "wss://localhost"] {
            let mut client = connect(&[&server.url_as(origin, "/"), "--ca", &certificates.ca()]);
            let line = "x".repeat(1 << 20) + "\n";
            client.write(&*line);
            client.expect_stdout(&line);
            client.end_input();
            assert_eq!(client.status(), 0);
        }
    });
}

#[test]
fn the_systems_authorities_can_be_named_in_the_environment() {
    let certificates = Certificates::new();
    Server::with_tls(&certificates).serves(|server| {
        echoes(&mut connect_with(&[("SSL_CERT_FILE", &certificates.ca())], &[&server.url("/")]));
    });
}

#[test]
fn a_server_that_cannot_be_trusted_is_refused_with_the_reason() {
    let (expired, good) = (Certificates::expired(), Certificates::new());
    let other = Certificates::of("example.com");
    for (certificates, ca, reason) in [
        (&expired, expired.ca(), "expired"),
        (&other, other.ca(), "name"),
        (&good, other.ca(), "issuer"),
    ] {
        Server::with_tls(certificates).serves(|server| {
            fails(&mut connect(&[&server.url("/"), "--ca", &ca]), &[reason]);
            echoes(&mut connect(&[&server.url("/"), "--insecure"]));
        });
    }
    Server::with_tls(&good)
        .serves(|server| fails(&mut connect(&[&server.url("/")]), &["issuer", "certificate"]));
}

#[test]
fn the_name_is_that_of_the_url_wherever_the_connection_goes() {
    let certificates = Certificates::of("example.com");
    Server::with_tls(&certificates).serves(|server| {
        let to = server.url("").replace("wss://", "");
        let ca = certificates.ca();
        echoes(&mut connect(&["wss://example.com/", "--to", &to, "--ca", &ca]));
        fails(&mut connect(&["wss://example.org/", "--to", &to, "--ca", &ca]), &["name"]);
    });
}

#[test]
fn closes_and_cuts_mean_the_same() {
    let certificates = Certificates::new();
    Server::with_tls(&certificates).serves(|server| {
        for (path, status) in
            [("/close/1000/done", 0), ("/close", 0), ("/close/4000/no", 1), ("/eof", 1)]
        {
            let mut client = connect(&[&server.url(path), "--ca", &certificates.ca()]);
            assert_eq!(client.status(), status, "{path}");
        }
    });
}

#[test]
fn who_does_not_speak_tls_is_named() {
    Server::of(Peer::Ws).serves(|plain| {
        let url = plain.url_as("wss://127.0.0.1", "/");
        fails(&mut connect(&[&url, "--insecure"]), &["tls"]);
    });
    let certificates = Certificates::new();
    let tls = Server::with_tls(&certificates);
    fails(&mut connect(&[&tls.url_as("ws://127.0.0.1", "/")]), &["handshake", "closed", "reset"]);
}

#[test]
fn authorities_that_are_none_are_a_failure() {
    let url = format!("wss://127.0.0.1:{}/", free_port());
    for file in ["/nonexistent", file!(), "/dev/null"] {
        let mut client = connect(&[&url, "--ca", file]);
        assert_ne!(client.status(), 0, "{file}");
        assert!(client.stderr().contains(file), "{}", client.stderr());
    }
}
