mod authority;
mod websocket;

use std::io;
use std::sync::Arc;

use rcgen::date_time_ymd;
use rustls::ServerConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use self::authority::{Authority, params};
use super::*;
use crate::connection::Transport;

#[tokio::test]
async fn a_server_of_a_trusted_authority_is_talked_to() {
    let authority = Authority::new();
    for name in ["localhost", "127.0.0.1", "::1", "[::1]"] {
        let (ours, theirs) = handshake(&authority.trusted(), name, &authority.server()).await;
        talk(ours.unwrap(), theirs.unwrap()).await;
    }
}

#[tokio::test]
async fn a_server_of_an_unknown_authority_is_refused() {
    let authority = Authority::new();
    let other = Authority::named("another authority").trusted();
    let (ours, theirs) = handshake(&other, "localhost", &authority.server()).await;
    assert_refused(ours, "unknown issuer");
    assert!(theirs.is_err());
}

/// No authority of any system has signed this one. Not to have any is an error as well.
#[tokio::test]
async fn the_systems_authorities_are_those_of_the_default() {
    let authority = Authority::new();
    let (ours, _) = handshake(&Tls::default(), "localhost", &authority.server()).await;
    assert_refused(ours, "TLS: ");
}

#[tokio::test]
async fn a_server_of_another_name_is_refused() {
    let authority = Authority::new();
    for name in ["example.com", "127.0.0.2"] {
        let (ours, _) = handshake(&authority.trusted(), name, &authority.server()).await;
        assert_refused(ours, "another name");
    }
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_refused() {
    let authority = Authority::new();
    for (from, until, reason) in [(2000, 2001, "expired"), (4000, 4001, "not valid yet")] {
        let mut params = params();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let server = authority.issue(params);
        let (ours, _) = handshake(&authority.trusted(), "localhost", &server).await;
        assert_refused(ours, reason);
    }
}

#[tokio::test]
async fn who_is_insecure_accepts_anyone() {
    let authority = Authority::new();
    let mut params = params();
    params.not_after = date_time_ymd(2001, 1, 1);
    let insecure = Tls::default().insecure();
    for server in [authority.server(), authority.issue(params)] {
        let (ours, theirs) = handshake(&insecure, "example.com", &server).await;
        talk(ours.unwrap(), theirs.unwrap()).await;
    }
}

#[tokio::test]
async fn tls_goes_through_tls() {
    let outer = Authority::new();
    let inner = Authority::new();
    let (ours, theirs) = handshake(&outer.trusted(), "localhost", &outer.server()).await;
    let acceptor = TlsAcceptor::from(inner.server());
    let trusted = inner.trusted();
    let slot = SessionSlot::default();
    let (ours, theirs) = tokio::join!(
        trusted.secure(ours.unwrap(), "127.0.0.1", &slot),
        acceptor.accept(theirs.unwrap()),
    );
    talk(ours.unwrap(), theirs.unwrap()).await;
}

#[tokio::test]
async fn http_2_is_not_what_is_asked_for() {
    let authority = Authority::new();
    let mut both = ServerConfig::clone(&authority.server());
    both.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let (_, theirs) = handshake(&authority.trusted(), "localhost", &Arc::new(both)).await;
    assert_eq!(theirs.unwrap().get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
}

#[tokio::test]
async fn a_peer_that_goes_without_a_word_is_at_its_end() {
    let authority = Authority::new();
    let (ours, theirs) = handshake(&authority.trusted(), "localhost", &authority.server()).await;
    let (mut ours, mut theirs) = (ours.unwrap(), theirs.unwrap());
    theirs.write_all(b"last words").await.unwrap();
    theirs.flush().await.unwrap();
    drop(theirs);
    let mut read = Vec::new();
    ours.read_to_end(&mut read).await.unwrap();
    assert_eq!(read, b"last words");
}

#[tokio::test]
async fn who_does_not_speak_tls_is_named() {
    let tls = Authority::new().trusted();
    for (answer, reason) in [("HTTP/1.1 400 Bad Request\r\n\r\n", "not speak TLS"), ("", "ended")] {
        let (ours, mut theirs) = duplex(1 << 16);
        theirs.write_all(answer.as_bytes()).await.unwrap();
        theirs.shutdown().await.unwrap();
        assert_refused(
            tls.secure(Box::new(ours), "localhost", &SessionSlot::default()).await,
            reason,
        );
    }
}

#[test]
fn roots_that_are_none_are_an_error() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (pem, error) in [
        ("", InvalidRoots::Missing),
        ("certificate", InvalidRoots::Missing),
        ("-----BEGIN CERTIFICATE-----\n", InvalidRoots::Pem),
        (broken, InvalidRoots::Certificate),
    ] {
        let refused = Tls::default().roots_pem(pem.as_bytes()).map(drop);
        assert_eq!(refused, Err(error), "{pem:?}");
    }
}

type Ours = io::Result<Box<dyn Transport>>;
type Theirs = io::Result<TlsStream<DuplexStream>>;

async fn handshake(tls: &Tls, name: &str, server: &Arc<ServerConfig>) -> (Ours, Theirs) {
    let (ours, theirs) = duplex(1 << 16);
    let acceptor = TlsAcceptor::from(server.clone());
    let slot = SessionSlot::default();
    tokio::join!(tls.secure(Box::new(ours), name, &slot), acceptor.accept(theirs))
}

async fn talk(mut ours: Box<dyn Transport>, mut theirs: impl Transport) {
    ours.write_all(b"question").await.unwrap();
    ours.shutdown().await.unwrap();
    let mut read = Vec::new();
    // Without an error: our side has ended as it should.
    theirs.read_to_end(&mut read).await.unwrap();
    assert_eq!(read, b"question");
    theirs.write_all(b"answer").await.unwrap();
    theirs.shutdown().await.unwrap();
    read.clear();
    ours.read_to_end(&mut read).await.unwrap();
    assert_eq!(read, b"answer");
}

#[track_caller]
fn assert_refused(ours: Ours, reason: &str) {
    let error = ours.map(drop).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
}
