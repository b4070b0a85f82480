//! `witsocket connect --basic` and `--digest`: RFC 7617 and RFC 7616.

use witsocket_interop::{Certificates, Server, connect, echoes, fails};

#[test]
fn basic_credentials_let_in() {
    Server::gate(&[]).serves(|gate| {
        echoes(&mut connect(&[&gate.url("/auth/Basic"), "--basic", LOGIN]));
        let url = gate.url_as("ws://user:pass%3Aword@127.0.0.1", "/auth/Basic");
        echoes(&mut connect(&[&url]));
        assert_eq!(gate.reported().matches("let in with Basic").count(), 2);
    });
}

#[test]
fn digest_credentials_let_in_by_every_algorithm() {
    Server::gate(&[]).serves(|gate| {
        for algorithm in
            ["MD5", "SHA-256", "SHA-512-256", "MD5-sess", "SHA-256-sess", "SHA-512-256-sess"]
        {
            echoes(&mut connect(&[&gate.url(&format!("/auth/{algorithm}")), "--digest", LOGIN]));
            gate.reports(&format!("let in with {algorithm}"));
        }
    });
}

#[test]
fn nothing_of_the_password_is_said_before_it_is_asked_for() {
    Server::gate(&[]).serves(|gate| {
        echoes(&mut connect(&[&gate.url("/auth/SHA-256"), "--digest", LOGIN]));
        let reported = gate.reported();
        let requests: Vec<&str> = reported.lines().filter(|line| line.starts_with("GET")).collect();
        assert_eq!(requests.len(), 2, "{reported}");
        assert!(requests[0].contains(" authorization=none "), "{reported}");
    });
}

/// RFC 7616 §3.7.
#[test]
fn the_strongest_of_the_challenges_is_answered() {
    for (challenges, strongest) in [
        ("Basic,MD5,SHA-256", "SHA-256"),
        ("SHA-256,MD5,Basic", "SHA-256"),
        ("MD5,SHA-512-256", "SHA-512-256"),
        ("SHA3-512,MD5", "MD5"),
    ] {
        Server::gate(&[]).serves(|gate| {
            let url = gate.url(&format!("/auth/{challenges}"));
            echoes(&mut connect(&[&url, "--digest", LOGIN]));
            gate.reports(&format!("let in with {strongest}"));
        });
    }
}

#[test]
fn a_nonce_that_is_stale_is_replaced() {
    Server::gate(&[]).serves(|gate| {
        echoes(&mut connect(&[&gate.url("/auth/SHA-256?stale"), "--digest", LOGIN]));
        assert_eq!(gate.reported().matches("GET ").count(), 3, "{}", gate.reported());
    });
}

#[test]
fn the_challenge_may_end_the_connection_or_come_in_chunks() {
    for flags in ["close", "chunked", "chunked,close"] {
        Server::gate(&[]).serves(|gate| {
            let url = gate.url(&format!("/auth/MD5?{flags}"));
            echoes(&mut connect(&[&url, "--digest", LOGIN]));
        });
    }
}

#[test]
fn a_wrong_password_is_a_failure_and_not_tried_again() {
    Server::gate(&[]).serves(|gate| {
        fails(&mut connect(&[&gate.url("/auth/Basic"), "--basic", "user:wrong"]), &["401"]);
        assert!(gate.reported().matches("GET ").count() <= 2, "{}", gate.reported());
        let before = gate.reported().matches("GET ").count();
        for algorithm in ["MD5", "SHA-256"] {
            let url = gate.url(&format!("/auth/{algorithm}"));
            fails(&mut connect(&[&url, "--digest", "user:wrong"]), &["401"]);
        }
        assert_eq!(gate.reported().matches("GET ").count(), before + 4, "{}", gate.reported());
    });
}

#[test]
fn who_has_nothing_to_say_is_refused() {
    Server::gate(&[]).serves(|gate| {
        fails(&mut connect(&[&gate.url("/auth/Basic,MD5")]), &["401"]);
        fails(&mut connect(&[&gate.url("/auth/SHA3-512"), "--digest", LOGIN]), &["401"]);
        assert_eq!(gate.reported().matches("GET ").count(), 2, "{}", gate.reported());
    });
}

/// Basic says the password itself, which who asks for Digest does not want.
#[test]
fn a_password_for_digest_is_not_told_to_who_asks_for_basic() {
    Server::gate(&[]).serves(|gate| {
        fails(&mut connect(&[&gate.url("/auth/Basic"), "--digest", LOGIN]), &["401"]);
        assert!(!gate.reported().contains("=Basic"), "{}", gate.reported());
    });
}

#[test]
fn digest_works_behind_redirects_proxies_and_tls() {
    let certificates = Certificates::new();
    Server::gate_with_tls(&certificates).serves(|gate| {
        Server::gate(&["--proxy-challenge", "SHA-256"]).serves(|proxy| {
            let url = gate.url("/redirect/308?%2Fauth%2FSHA-256%3Fchunked");
            let proxy_url = proxy.url_as("http://user:pass%3Aword@127.0.0.1", "");
            let mut client = connect(&[
                &url,
                "--digest",
                LOGIN,
                "--proxy",
                &proxy_url,
                "--ca",
                &certificates.ca(),
            ]);
            echoes(&mut client);
            proxy.reports("let in with SHA-256");
            gate.reports("let in with SHA-256");
        });
    });
}

const LOGIN: &str = "user:pass:word";
