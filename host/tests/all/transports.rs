//! What connections go over: TLS, Unix sockets, and whatever the application has.

use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use witsocket_host::{
    Client, Config, ConnectError, Identity, Server, ServerBuilder, ServerTls, Timeouts, Tls,
    WebSocket,
};

use super::raw::Raw;
use super::{echo, within};

#[tokio::test]
async fn both_ends_speak_tls() {
    let authority = Authority::new();
    let server = start(tls(ServerTls::new(authority.issue("localhost")))).await;
    let ws = client(&authority).connect(&wss(&server)).await.unwrap();
    assert_talks(&ws).await;
    let session = ws.tls().unwrap();
    assert_eq!((&*session.version, session.alpn.as_deref()), ("TLSv1.3", Some(&b"http/1.1"[..])));
    assert_eq!(session.peer_certificates.len(), 1);
    let theirs = &server.connections()[0];
    assert_eq!(theirs.tls().unwrap().server_name.as_deref(), Some("localhost"));
    assert_eq!(server.urls(), [format!("wss://{}", server.local_addrs()[0])]);

    let closed = within(ws.close(1000, "")).await.unwrap();
    assert!(closed.clean, "{closed}");
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn each_name_has_its_own_certificate() {
    let authority = Authority::new();
    let names = ServerTls::new(authority.issue("localhost"))
        .name("A.example", authority.issue("a.example"))
        .name("*.b.example", authority.issue("c.b.example"));
    let server = start(tls(names)).await;
    let host = server.local_addrs()[0].to_string();
    for name in ["a.example", "c.b.example", "localhost"] {
        let ws = client(&authority).to(&host).connect(&format!("wss://{name}/")).await.unwrap();
        assert_talks(&ws).await;
    }
    let other = client(&authority).to(&host).connect("wss://b.example/").await;
    assert!(other.unwrap_err().to_string().contains("another name"));
    // The name is a setting of its own, too.
    let named = Tls::default().roots_pem(authority.0.pem().as_bytes()).unwrap();
    let named = Client::new().tls(named.server_name("a.example"));
    assert_talks(&named.connect(&wss(&server)).await.unwrap()).await;
}

#[tokio::test]
async fn clients_prove_who_they_are() {
    let authority = Authority::new();
    let pem = authority.0.pem();
    let strict = ServerTls::new(authority.issue("localhost")).clients_pem(pem.as_bytes()).unwrap();
    let server = start(tls(strict)).await;
    let known =
        Tls::default().roots_pem(pem.as_bytes()).unwrap().identity(authority.issue("a client"));
    let ws = Client::new().tls(known).connect(&wss(&server)).await.unwrap();
    assert_talks(&ws).await;
    assert_eq!(server.connections()[0].tls().unwrap().peer_certificates.len(), 1);
    assert!(client(&authority).connect(&wss(&server)).await.is_err());

    let lenient = ServerTls::new(authority.issue("localhost"));
    let server = start(tls(lenient.optional_clients_pem(pem.as_bytes()).unwrap())).await;
    assert_talks(&client(&authority).connect(&wss(&server)).await.unwrap()).await;
}

#[tokio::test]
async fn a_certificate_that_signed_itself_is_trusted_when_it_is_named() {
    let (certificate, identity) = self_signed(|params| params);
    let trusting = Tls::default().roots_pem(certificate.as_bytes()).unwrap();
    let server = start(tls(ServerTls::new(identity))).await;
    let client = Client::new().tls(trusting);
    assert_talks(&client.connect(&wss(&server)).await.unwrap()).await;
    let to = client.to(server.local_addrs()[0].to_string());
    let error = to.connect("wss://example.com/").await.unwrap_err();
    assert!(error.to_string().contains("another name"), "{error}");

    let (certificate, identity) = self_signed(|mut params| {
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
        params
    });
    let trusting = Tls::default().roots_pem(certificate.as_bytes()).unwrap();
    let server = start(tls(ServerTls::new(identity))).await;
    let error = Client::new().tls(trusting).connect(&wss(&server)).await.unwrap_err();
    assert!(error.to_string().contains("expired"), "{error}");
}

/// The handshake of TLS is a part of the opening: it neither extends its time nor has one of its
/// own.
#[tokio::test]
async fn a_slow_tls_handshake_is_cut() {
    let authority = Authority::new();
    let timeouts = Timeouts { open: Some(Duration::from_millis(600)), ..Timeouts::default() };
    let config = Config { timeouts, ..Config::default() };
    let server = tls(ServerTls::new(authority.issue("localhost"))).config(config);
    let server = start(server).await;
    let start = Instant::now();
    let mut slow = TcpStream::connect(server.local_addrs()[0]).await.unwrap();
    // A record that is never complete, a byte at a time.
    let mut written = 0;
    while slow.write_all(&[[22, 3, 1, 2, 0][..].get(written).copied().unwrap_or(1)]).await.is_ok() {
        written += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(start.elapsed() < Duration::from_secs(5), "{written} bytes");
    }
    assert!(start.elapsed() >= Duration::from_millis(600));
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn who_speaks_no_tls_is_dropped() {
    let authority = Authority::new();
    let server = start(tls(ServerTls::new(authority.issue("localhost")))).await;
    let mut raw = Raw::silent(&server).await;
    raw.write("GET / HTTP/1.1\r\n\r\n").await;
    let mut rest = Vec::new();
    let _ = within(raw.socket.read_to_end(&mut rest)).await;
    assert!(!rest.starts_with(b"HTTP"), "{rest:?}");
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn a_unix_socket_carries_them() {
    let folder = std::env::temp_dir().join(format!("witsocket-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("a.sock");
    // A file that was left behind is in nobody's way, one in use is.
    drop(UnixListener::bind(&path).unwrap());
    let server = start(Server::builder().unix(&path)).await;
    assert_eq!(server.urls(), [format!("ws+unix:{}", path.display())]);
    assert!(Server::builder().unix(&path).start(echo).await.is_err());
    let ws = Client::new().unix(path.to_str().unwrap()).connect("ws://localhost/").await.unwrap();
    assert_talks(&ws).await;
    assert_eq!(ws.peer_addr(), None);
    within(server.shutdown(1001, "")).await;
    assert!(!path.exists());

    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let server = start(Server::builder().socket(listener)).await;
    let over = UnixStream::connect(&path).await.unwrap();
    assert_talks(&Client::new().over("ws://localhost/", over).await.unwrap()).await;
    drop(server);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_socket_that_exists_is_served() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = start(Server::builder().socket(listener)).await;
    assert_eq!(server.local_addrs(), [address]);
    let ws = Client::new().connect(&format!("ws://{address}/")).await.unwrap();
    assert_talks(&ws).await;

    let connected = std::net::TcpStream::connect(address).unwrap();
    let refused = Server::builder().socket(connected).start(echo).await;
    assert_eq!(refused.err().unwrap().to_string(), "this socket does not listen");
}

#[tokio::test]
async fn anything_that_carries_bytes_carries_them() {
    let authority = Authority::new();
    let server = start(Server::builder()).await;
    let secure = start(Server::builder().tls(ServerTls::new(authority.issue("localhost")))).await;
    for (server, url) in [(&server, "ws://localhost/"), (&secure, "wss://localhost/")] {
        let (ours, theirs) = duplex(100);
        server.accept(theirs);
        assert_talks(&within(client(&authority).over(url, ours)).await.unwrap()).await;
    }
}

/// It cannot connect again, and says so.
#[tokio::test]
async fn a_transport_that_exists_is_used_once() {
    let (ours, mut theirs) = duplex(4096);
    let client = Client::new();
    let (refused, ()) = tokio::join!(client.over("ws://localhost/", ours), async {
        let mut request = [0; 4096];
        assert!(theirs.read(&mut request).await.unwrap() > 0);
        let redirect = "HTTP/1.1 302 x\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n";
        theirs.write_all(redirect.as_bytes()).await.unwrap();
    });
    assert!(matches!(refused, Err(ConnectError::Rejected { .. })), "{refused:?}");
}

#[tokio::test]
async fn more_connections_than_allowed_wait() {
    let server = start(Server::builder().listen("127.0.0.1:0").max_connections(2)).await;
    let url = format!("ws://{}/", server.local_addrs()[0]);
    let client = Client::new().gate(false);
    let first = client.connect(&url).await.unwrap();
    let second = client.connect(&url).await.unwrap();
    let third = {
        let (client, url) = (client.clone(), url.clone());
        tokio::spawn(async move { client.connect(&url).await })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!((server.present(), third.is_finished()), (2, false));
    within(first.close(1000, "")).await.unwrap();
    let third = within(third).await.unwrap().unwrap();
    assert_talks(&third).await;
    assert_talks(&second).await;

    let stats = server.stats().await;
    assert_eq!((stats.accepted, stats.opened, stats.closed_clean, stats.open), (3, 3, 1, 2));
    assert_eq!((stats.messages_received, stats.messages_sent), (4, 4));
}

/// A handler that goes on has no part in them: what is counted stays, and is counted once.
#[tokio::test]
async fn counters_do_not_go_back_when_a_connection_ends_before_its_handler() {
    let (end, ended) = tokio::sync::watch::channel(false);
    let handler = move |ws: WebSocket| {
        let mut ended = ended.clone();
        async move {
            while ws.receive().await.is_some() {}
            let _ = ended.wait_for(|ended| *ended).await;
        }
    };
    let server = Server::builder().listen("127.0.0.1:0").shards(1).start(handler).await.unwrap();
    let url = format!("ws://{}/", server.local_addrs()[0]);
    let ws = Client::new().connect(&url).await.unwrap();
    ws.send("hello").await.unwrap();
    assert!(within(ws.close(1000, "")).await.unwrap().clean);
    let counted = async || {
        let stats = server.stats().await;
        (stats.messages_received, stats.data_received, stats.frames_sent, stats.closed_clean)
    };
    // Each is a turn of the server's thread: the transport is gone soon.
    for _ in 0..100 {
        assert_eq!(counted().await, (1, 5, 1, 0));
    }
    end.send_replace(true);
    within(server.shutdown(1001, "")).await;
    assert_eq!(counted().await, (1, 5, 1, 1));
}

async fn start(server: ServerBuilder) -> Server {
    server.shards(1).start(echo).await.unwrap()
}

fn tls(tls: ServerTls) -> ServerBuilder {
    Server::builder().listen("127.0.0.1:0").tls(tls)
}

fn wss(server: &Server) -> String {
    format!("wss://localhost:{}/", server.local_addrs()[0].port())
}

fn client(authority: &Authority) -> Client {
    Client::new().tls(Tls::default().roots_pem(authority.0.pem().as_bytes()).unwrap())
}

async fn assert_talks(ws: &WebSocket) {
    for length in [5, 70_000] {
        let message = vec![7; length];
        ws.send(message.clone()).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(message.into()));
    }
}

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "an authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn issue(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let pem = key.serialize_pem();
        Identity::from_pem(certificate.pem().as_bytes(), pem.as_bytes()).unwrap()
    }
}

fn self_signed(change: impl FnOnce(CertificateParams) -> CertificateParams) -> (String, Identity) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = change(params).self_signed(&key).unwrap().pem();
    let identity = Identity::from_pem(pem.as_bytes(), key.serialize_pem().as_bytes()).unwrap();
    (pem, identity)
}
