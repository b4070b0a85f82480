//! `witsocket connect` follows redirects, and takes care whom it trusts.

use witsocket_interop::{Certificates, Server, connect, echoes, fails};

#[test]
fn every_kind_of_redirect_is_followed() {
    Server::gate(&[]).serves(|gate| {
        for status in ["300", "301", "302", "303", "307", "308"] {
            let url = gate.url(&format!("/redirect/{status}?%2Ffrom{status}"));
            echoes(&mut connect(&[&url]));
            assert!(gate.reported().contains(&format!("GET /from{status} ")), "{status}");
        }
    });
}

/// RFC 3986 §5.
#[test]
fn a_location_is_relative_to_where_it_was_said() {
    Server::gate(&[]).serves(|gate| {
        let there = gate.url("/there");
        let without_scheme = there.replace("ws:", "");
        for location in [&*there, &without_scheme, "/there", "../there", "/redirect/./../there"] {
            let location = location.replace(':', "%3A").replace('/', "%2F");
            echoes(&mut connect(&[&gate.url(&format!("/redirect/302?{location}"))]));
        }
        assert_eq!(gate.reported().matches("GET /there ").count(), 5);
    });
}

#[test]
fn ten_redirects_are_followed_and_no_more() {
    Server::gate(&[]).serves(|gate| {
        echoes(&mut connect(&[&gate.url("/hops/10")]));
        fails(&mut connect(&[&gate.url("/hops/11")]), &["redirect"]);
        assert_eq!(gate.reported().matches("GET /hops/0 ").count(), 1);
    });
}

#[test]
fn the_number_of_redirects_can_be_set() {
    Server::gate(&[]).serves(|gate| {
        echoes(&mut connect(&[&gate.url("/hops/2"), "--max-redirects", "2"]));
        fails(&mut connect(&[&gate.url("/hops/3"), "--max-redirects", "2"]), &["redirect"]);
        let none = &mut connect(&[&gate.url("/hops/1"), "--max-redirects", "0"]);
        fails(none, &["302", "redirect"]);
    });
}

#[test]
fn credentials_stay_with_the_server_that_they_are_for() {
    Server::gate(&[]).serves(|first| {
        Server::gate(&[]).serves(|second| {
            let options = ["--basic", "user:pass:word", "-H", "Cookie: a=b"];
            let connect = |url: &str| connect(&[&[url][..], &options].concat());

            let same = first.url("/redirect/307?%2Fsame");
            echoes(&mut connect(&same));
            first.reports("GET /same authorization=Basic cookie=a=b proxy-authorization=none");

            let location = second.url("/other").replace(':', "%3A").replace('/', "%2F");
            let other = first.url(&format!("/redirect/307?{location}"));
            echoes(&mut connect(&other));
            second.reports("GET /other authorization=none cookie=none proxy-authorization=none");
        });
    });
}

#[test]
fn headers_with_credentials_stay_too() {
    Server::gate(&[]).serves(|first| {
        Server::gate(&[]).serves(|second| {
            let location = second.url("/other").replace(':', "%3A").replace('/', "%2F");
            let url = first.url(&format!("/redirect/301?{location}"));
            echoes(&mut connect(&[&url, "-H", "Authorization: Bearer secret"]));
            second.reports("GET /other authorization=none cookie=none proxy-authorization=none");
        });
    });
}

#[test]
fn another_server_gets_no_proof_of_the_password() {
    Server::gate(&[]).serves(|first| {
        Server::gate(&[]).serves(|second| {
            let location = second.url("/auth/MD5").replace(':', "%3A").replace('/', "%2F");
            let url = first.url(&format!("/redirect/302?{location}"));
            fails(&mut connect(&[&url, "--digest", "user:pass:word"]), &["401"]);
            assert!(!second.reported().contains("Digest"), "{}", second.reported());
        });
    });
}

#[test]
fn redirects_lead_into_tls_and_not_out_of_it() {
    let certificates = Certificates::new();
    let ca = ["--ca", &certificates.ca()];
    Server::gate(&[]).serves(|plain| {
        Server::gate_with_tls(&certificates).serves(|tls| {
            let encode = |url: String| url.replace(':', "%3A").replace('/', "%2F");
            let into = plain.url(&format!("/redirect/302?{}", encode(tls.url("/in"))));
            echoes(&mut connect(&[&into, ca[0], ca[1]]));
            let out = tls.url(&format!("/redirect/302?{}", encode(plain.url("/out"))));
            fails(&mut connect(&[&out, ca[0], ca[1]]), &["redirect", "tls", "secur"]);
            assert!(!plain.reported().contains("GET /out"), "{}", plain.reported());
        });
    });
}

#[test]
fn a_redirect_to_nowhere_is_a_failure() {
    Server::gate(&[]).serves(|gate| {
        for location in ["", "ftp%3A%2F%2F127.0.0.1%2F", "ws%3A%2F%2F%5B"] {
            let url = gate.url(&format!("/redirect/302?{location}"));
            fails(&mut connect(&[&url]), &["302", "redirect", "location", "url", "scheme"]);
        }
    });
}

#[test]
fn an_address_of_ones_own_is_for_one_server_only() {
    Server::gate(&[]).serves(|gate| {
        let to = gate.url("").replace("ws://", "");
        let same = "ws://example.com/redirect/302?%2Fsame";
        echoes(&mut connect(&[same, "--to", &to]));
        let other = "ws://example.com/redirect/302?ws%3A%2F%2Fexample.org%2Fother";
        fails(&mut connect(&[other, "--to", &to]), &["redirect"]);
        assert!(!gate.reported().contains("GET /other"), "{}", gate.reported());
    });
}
