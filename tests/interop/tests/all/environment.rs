//! `witsocket connect` takes the proxies that the environment names, unless it is told otherwise.

use witsocket_interop::{
    Certificates, For, Peer, Proxy, Server, connect_with, echoes, fails, free_port,
};

#[test]
fn each_variable_leads_through_its_proxy() {
    Server::of(Peer::Python).serves(|server| {
        for name in ["ws_proxy", "https_proxy", "http_proxy", "all_proxy", "WS_PROXY", "ALL_PROXY"]
        {
            let proxy = Proxy::tinyproxy(For::Anyone, server);
            echoes(&mut connect_with(&[(name, &proxy.url())], &[&server.url("/")]));
            proxy.carried("127.0.0.1", server);
        }
        let proxy = Proxy::microsocks(For::Anyone);
        for (name, scheme) in [("socks_proxy", "socks5"), ("all_proxy", "socks5h")] {
            echoes(&mut connect_with(&[(name, &proxy.url_as(scheme))], &[&server.url("/")]));
        }
        proxy.carried("127.0.0.1", server);
    });
}

#[test]
fn variables_for_tls_are_for_tls() {
    let certificates = Certificates::new();
    Server::with_tls(&certificates).serves(|server| {
        let arguments = [&server.url("/"), "--ca", &certificates.ca()];
        for name in ["wss_proxy", "https_proxy", "all_proxy"] {
            let proxy = Proxy::tinyproxy(For::Anyone, server);
            echoes(&mut connect_with(&[(name, &proxy.url())], &arguments));
            proxy.carried("127.0.0.1", server);
        }
        for name in ["ws_proxy", "http_proxy"] {
            echoes(&mut connect_with(&[(name, &nowhere())], &arguments));
        }
    });
    let plain = Server::of(Peer::Python);
    echoes(&mut connect_with(&[("wss_proxy", &nowhere())], &[&plain.url("/")]));
}

#[test]
fn the_most_special_variable_counts() {
    Server::of(Peer::Python).serves(|server| {
        let nowhere = nowhere();
        let (tinyproxy, microsocks) =
            (Proxy::tinyproxy(For::Anyone, server), Proxy::microsocks(For::Anyone));
        let (http, socks) = (tinyproxy.url(), microsocks.url());
        let order = [
            ("ws_proxy", &http),
            ("socks_proxy", &socks),
            ("https_proxy", &http),
            ("http_proxy", &http),
        ];
        for (i, (name, proxy)) in order.iter().enumerate() {
            // It is none of those behind it, at which nobody listens.
            let rest = order[i + 1..].iter().map(|(name, _)| (*name, &*nowhere));
            let variables: Vec<(&str, &str)> =
                std::iter::once((*name, &***proxy)).chain(rest).collect();
            echoes(&mut connect_with(&variables, &[&server.url("/")]));
        }
    });
}

#[test]
fn some_servers_are_reached_without_a_proxy() {
    let nowhere = nowhere();
    Server::of(Peer::Python).serves(|server| {
        for list in ["127.0.0.1", "*", "example.com, 127.0.0.1"] {
            let variables = [("http_proxy", &*nowhere), ("no_proxy", list)];
            echoes(&mut connect_with(&variables, &[&server.url("/")]));
        }
        let variables = [("http_proxy", &*nowhere), ("no_proxy", "example.com")];
        let mut client = connect_with(&variables, &[&server.url("/")]);
        fails(&mut client, &["proxy", "refused"]);
    });
}

#[test]
fn the_command_line_knows_better() {
    let nowhere = nowhere();
    Server::of(Peer::Python).serves(|server| {
        let proxy = Proxy::tinyproxy(For::Anyone, server);
        for variables in [&[("http_proxy", &*nowhere)][..], &[("no_proxy", "*")]] {
            let arguments = [&server.url("/"), "--proxy", &proxy.url()];
            echoes(&mut connect_with(variables, &arguments));
            proxy.carried("127.0.0.1", server);
        }
        let variables = [("ws_proxy", &*nowhere), ("all_proxy", &*nowhere)];
        echoes(&mut connect_with(&variables, &[&server.url("/"), "--proxy", "none"]));
    });
}

/// A proxy at which nobody listens.
fn nowhere() -> String {
    format!("http://127.0.0.1:{}", free_port())
}
