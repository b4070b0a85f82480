//! `witsocket connect --proxy socks…`: RFC 1928, RFC 1929 and the version before.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use witsocket_interop::{
    Certificates, For, Peer, Proxy, Server, connect, echoes, fails, free_port,
};

#[test]
fn a_proxy_for_anyone_carries_a_websocket() {
    Server::of(Peer::Python).serves(|server| {
        for proxy in [
            Proxy::microsocks(For::Anyone),
            Proxy::pproxy("socks4", For::Anyone),
            Proxy::pproxy("socks5", For::Anyone),
        ] {
            echoes(&mut connect(&[&server.url("/"), "--proxy", &proxy.url()]));
            proxy.carried("127.0.0.1", server);
        }
    });
}

#[test]
fn a_proxy_for_members_carries_the_websockets_of_members() {
    Server::of(Peer::Python).serves(|server| {
        for proxy in [Proxy::microsocks(For::Members), Proxy::pproxy("socks5", For::Members)] {
            for url in [proxy.url(), proxy.url_with(("user", "wrong"))] {
                let mut client = connect(&[&server.url("/"), "--proxy", &url]);
                fails(&mut client, &["socks", "proxy"]);
            }
            echoes(&mut connect(&[&server.url("/"), "--proxy", &proxy.url_for_members()]));
            proxy.carried("127.0.0.1", server);
        }
    });
}

#[test]
fn a_name_is_looked_up_by_the_proxy_if_the_scheme_says_so() {
    Server::of(Peer::Python).serves(|server| {
        let url = server.url_as("ws://localhost", "/");
        let proxy = Proxy::pproxy("socks5", For::Anyone);
        echoes(&mut connect(&[&url, "--proxy", &proxy.url_as("socks5h")]));
        proxy.carried("localhost", server);
        // The name may have addresses of both versions; this takes only those of one.
        let proxy = Proxy::pproxy("socks4", For::Anyone);
        echoes(&mut connect(&[&url, "--proxy", &proxy.url()]));
        proxy.carried("127.0.0.1", server);
    });
}

/// The address 0.0.0.1 says that a name comes behind the (empty) user. No proxy here knows that.
#[test]
fn a_name_is_looked_up_by_a_proxy_of_version_4a() {
    Server::of(Peer::Python).serves(|server| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let proxy = listener.local_addr().expect("a listener has an address");
        let port = server.port();
        let proxying = thread::spawn(move || -> io::Result<Vec<u8>> {
            let (client, _) = listener.accept()?;
            let mut request = vec![0; b"\x04\x01ppaaaa\0nowhere.invalid\0".len()];
            (&client).read_exact(&mut request)?;
            (&client).write_all(b"\x00\x5a\0\0\0\0\0\0")?;
            let server = TcpStream::connect(("127.0.0.1", port))?;
            thread::scope(|scope| {
                scope.spawn(|| pass(&client, &server));
                pass(&server, &client)
            })?;
            Ok(request)
        });
        let url = format!("ws://nowhere.invalid:{port}/");
        echoes(&mut connect(&[&url, "--proxy", &format!("socks4a://{proxy}")]));
        let request = proxying.join().expect("the proxy does not panic").expect("it works");
        let [high, low] = port.to_be_bytes();
        assert_eq!(request[..8], [4, 1, high, low, 0, 0, 0, 1]);
        assert_eq!(request[8..], *b"\0nowhere.invalid\0");
    });
}

#[test]
fn tls_goes_through_it() {
    let certificates = Certificates::new();
    Server::with_tls(&certificates).serves(|server| {
        let proxy = Proxy::microsocks(For::Members);
        let url = server.url_as("wss://localhost", "/");
        let proxy = proxy.url_for_members().replace("socks5:", "socks5h:");
        echoes(&mut connect(&[&url, "--proxy", &proxy, "--ca", &certificates.ca()]));
    });
}

#[test]
fn a_server_that_it_cannot_reach_is_a_failure() {
    let nowhere = format!("ws://127.0.0.1:{}/", free_port());
    // Pproxy says yes before it tries.
    let proxy = Proxy::microsocks(For::Anyone);
    let mut client = connect(&[&nowhere, "--proxy", &proxy.url()]);
    fails(&mut client, &["socks", "proxy", "refused"]);
}

#[test]
fn a_proxy_that_is_none_is_a_failure() {
    let nowhere = free_port();
    for scheme in ["socks4", "socks4a", "socks5", "socks5h"] {
        let proxy = format!("{scheme}://127.0.0.1:{nowhere}");
        let mut client = connect(&["ws://127.0.0.1:1/", "--proxy", &proxy]);
        fails(&mut client, &["socks", "proxy", "refused"]);

        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")?;
            stream.shutdown(Shutdown::Write)?;
            io::copy(&mut stream, &mut io::sink())
        });
        let proxy = format!("{scheme}://{address}");
        let mut client = connect(&["ws://127.0.0.1:1/", "--proxy", &proxy]);
        fails(&mut client, &["socks", "proxy"]);
    }
}

/// Passes on what comes, up to the end.
fn pass(mut from: &TcpStream, mut to: &TcpStream) -> io::Result<()> {
    io::copy(&mut from, &mut to)?;
    to.shutdown(Shutdown::Write)
}
