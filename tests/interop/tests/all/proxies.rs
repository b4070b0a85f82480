//! `witsocket connect --proxy`: HTTP proxies, also those that are reached through TLS.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use witsocket_interop::{
    Certificates, For, Peer, Proxy, Server, connect, echoes, fails, free_port,
};

#[test]
fn a_proxy_for_anyone_carries_a_websocket() {
    Server::of(Peer::Python).serves(|server| {
        for proxy in [
            Proxy::tinyproxy(For::Anyone, server),
            Proxy::proxy_py(For::Anyone),
            Proxy::pproxy("http", For::Anyone),
        ] {
            echoes(&mut connect(&[&server.url("/"), "--proxy", &proxy.url()]));
            proxy.carried("127.0.0.1", server);
        }
    });
}

#[test]
fn a_proxy_for_members_carries_the_websockets_of_members() {
    Server::of(Peer::Python).serves(|server| {
        for proxy in [
            Proxy::tinyproxy(For::Members, server),
            Proxy::proxy_py(For::Members),
            Proxy::pproxy("http", For::Members),
        ] {
            fails(&mut connect(&[&server.url("/"), "--proxy", &proxy.url()]), &["407"]);
            // Tinyproxy says 401 then.
            let wrong = proxy.url_with(("user", "wrong"));
            fails(&mut connect(&[&server.url("/"), "--proxy", &wrong]), &["407", "401"]);
            echoes(&mut connect(&[&server.url("/"), "--proxy", &proxy.url_for_members()]));
            proxy.carried("127.0.0.1", server);
        }
    });
}

#[test]
fn a_proxy_is_reached_through_tls_and_tls_goes_through_it() {
    let certificates = Certificates::new();
    let tls = Server::with_tls(&certificates);
    let plain = Server::of(Peer::Python);
    let https = Proxy::pproxy_with_tls(For::Members, &certificates);
    let http = Proxy::pproxy("http", For::Anyone);
    for (server, url) in
        [(&tls, http.url()), (&plain, https.url_for_members()), (&tls, https.url_for_members())]
    {
        let server = server.url("/");
        echoes(&mut connect(&[&server, "--proxy", &url, "--ca", &certificates.ca()]));
        echoes(&mut connect(&[&server, "--proxy", &url, "--insecure"]));
    }
    let mut client = connect(&[&plain.url("/"), "--proxy", &https.url_for_members()]);
    fails(&mut client, &["issuer", "certificate"]);
}

#[test]
fn the_challenge_of_a_proxy_is_answered() {
    for algorithm in ["Basic", "MD5", "SHA-256", "SHA-512-256"] {
        Server::gate(&["--proxy-challenge", algorithm]).serves(|gate| {
            let proxy = gate.url_as("http://user:pass%3Aword@127.0.0.1", "");
            echoes(&mut connect(&[&gate.url("/"), "--proxy", &proxy]));
            gate.reports(&format!("let in with {algorithm}"));
            let proxy = gate.url_as("http://user:wrong@127.0.0.1", "");
            fails(&mut connect(&[&gate.url("/"), "--proxy", &proxy]), &["407"]);
        });
    }
}

/// RFC 9110 §9.3.6: any 2xx is success, and says nothing of a body, whatever its headers say.
#[test]
fn every_success_of_a_proxy_is_one() {
    for answer in [
        "HTTP/1.0 200 OK",
        "HTTP/1.1 299 Fine",
        "HTTP/1.1 200 OK\r\nContent-Length: 99",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked",
    ] {
        Server::gate(&["--proxy-answer", answer]).serves(|gate| {
            let proxy = gate.url_as("http://127.0.0.1", "");
            echoes(&mut connect(&[&gate.url("/"), "--proxy", &proxy]));
        });
    }
}

#[test]
fn a_refusal_of_a_proxy_is_a_failure_that_names_its_status() {
    for (answer, status) in [
        ("HTTP/1.1 502 Bad Gateway", "502"),
        ("HTTP/1.0 403 Forbidden", "403"),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/", "302"),
    ] {
        Server::gate(&["--proxy-answer", answer]).serves(|gate| {
            let proxy = gate.url_as("http://127.0.0.1", "");
            fails(&mut connect(&[&gate.url("/"), "--proxy", &proxy]), &[status]);
        });
    }
    // This one does not go to any port but that of another server.
    let (allowed, server) = (Server::of(Peer::Python), Server::of(Peer::Python));
    let proxy = Proxy::tinyproxy(For::Anyone, &allowed);
    fails(&mut connect(&[&server.url("/"), "--proxy", &proxy.url()]), &["403"]);
    // And at this one, nobody listens.
    let nowhere = format!("ws://127.0.0.1:{}/", free_port());
    let proxy = Proxy::proxy_py(For::Anyone);
    fails(&mut connect(&[&nowhere, "--proxy", &proxy.url()]), &["502", "proxy"]);
}

#[test]
fn a_proxy_that_is_none_is_a_failure() {
    let server = Server::of(Peer::Python);
    let nowhere = format!("http://127.0.0.1:{}", free_port());
    fails(&mut connect(&[&server.url("/"), "--proxy", &nowhere]), &["proxy", "refused"]);
    for answer in ["", "220 mail.example ESMTP\r\n\r\n", "HTTP/1.1 200 OK\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            let _ = stream.read(&mut [0; 4096])?;
            stream.write_all(answer.as_bytes())
        });
        let mut client = connect(&[&server.url("/"), "--proxy", &format!("http://{address}")]);
        fails(&mut client, &["proxy", "tunnel", "connect"]);
    }
    let mut client = connect(&[&server.url("/"), "--proxy", "ftp://127.0.0.1/"]);
    assert_eq!(client.status(), 2);
}

#[test]
fn a_proxy_that_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a listener has an address");
    for scheme in ["http", "https", "socks5", "socks4"] {
        let proxy = format!("{scheme}://{address}");
        let mut client =
            connect(&["ws://127.0.0.1:1/", "--proxy", &proxy, "--open-timeout", "0.3"]);
        fails(&mut client, &["time"]);
    }
}

#[test]
fn proxy_and_server_do_not_see_each_others_credentials() {
    Server::gate(&["--proxy-challenge", "Basic"]).serves(|proxy| {
        Server::gate(&[]).serves(|server| {
            let proxy_url = proxy.url_as("http://user:pass%3Aword@127.0.0.1", "");
            let url = server.url("/auth/Basic");
            echoes(&mut connect(&[&url, "--basic", "user:pass:word", "--proxy", &proxy_url]));
            for gate in [proxy, server] {
                gate.reports("let in with Basic");
            }
            assert!(!proxy.reported().contains(" authorization=Basic"), "{}", proxy.reported());
            let shown = server.reported();
            assert!(!shown.contains("proxy-authorization=Basic"), "{shown}");
        });
    });
}
