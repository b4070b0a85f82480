//! Which proxy the environment names for a target: the variables of curl and Python's urllib.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::net::IpAddr;

use super::proxy::{InvalidProxy, Proxy};
use super::target::Target;
use super::uri;

/// The variables that name proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    variables: Vec<(String, String)>,
}

impl Environment {
    /// The variables that are looked at; each in lower case is preferred to the same in upper
    /// case.
    pub const VARIABLES: [&str; 15] = [
        "wss_proxy",
        "ws_proxy",
        "socks_proxy",
        "https_proxy",
        "http_proxy",
        "all_proxy",
        "no_proxy",
        "WSS_PROXY",
        "WS_PROXY",
        "SOCKS_PROXY",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        // A CGI program gets the request's header `Proxy` as HTTP_PROXY (CVE-2016-5385).
        "REQUEST_METHOD",
    ];

    /// Takes names and values. Others than [`VARIABLES`](Self::VARIABLES) are left out.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let known = |(name, _): &(String, String)| Self::VARIABLES.contains(&&**name);
        Self { variables: variables.into_iter().filter(known).collect() }
    }

    /// The proxy for a target: the first of `wss_proxy` or `ws_proxy`, `socks_proxy`,
    /// `https_proxy`, for `ws` also `http_proxy`, and `all_proxy`; none if `no_proxy` has the
    /// target.
    ///
    /// # Errors
    ///
    /// [`InvalidProxy`] for one that is none.
    pub fn proxy(&self, target: &Target) -> Result<Option<Proxy>, InvalidProxy> {
        if self.bypasses(target) {
            return Ok(None);
        }
        let names: &[&str] = match target.is_secure() {
            true => &["wss_proxy", "socks_proxy", "https_proxy", "all_proxy"],
            false => &["ws_proxy", "socks_proxy", "https_proxy", "http_proxy", "all_proxy"],
        };
        let named = names.iter().find_map(|name| Some((*name, self.get(name)?)));
        let Some((name, value)) = named else { return Ok(None) };
        let scheme = uri::find(value, "://").map(|end| (&value[..end], &value[end + 3..]));
        match (name, scheme) {
            // `host:port`, as curl takes it.
            ("socks_proxy", None) => Proxy::parse(&["socks5h://", value].concat()),
            // Desktop environments write it so.
            ("socks_proxy", Some(("http", rest))) => Proxy::parse(&["socks5h://", rest].concat()),
            (_, None) => Proxy::parse(&["http://", value].concat()),
            _ => Proxy::parse(value),
        }
        .map(Some)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let find = |name: &str| self.variables.iter().find(|(known, _)| known == name);
        let upper = name.to_ascii_uppercase();
        let cgi = || find("REQUEST_METHOD").is_some();
        // An empty one says that there is none, whatever stands in upper case.
        let found = match find(name) {
            None if name == "http_proxy" && cgi() => None,
            None => find(&upper),
            found => found,
        };
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether `no_proxy` has the target.
    fn bypasses(&self, target: &Target) -> bool {
        let Some(list) = self.get("no_proxy") else { return false };
        let host = target.host();
        let host = host.trim_end_matches('.');
        let address = target.address();
        let mut entries = list.split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
        entries.any(|entry| matches(entry, host, address, target.port()))
    }
}

/// Whether an entry of `no_proxy` has the host: `*`, a name with all below it, an address, or a
/// network in CIDR notation; each with an optional port.
fn matches(entry: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    if entry == "*" {
        return true;
    }
    let (name, only_port) = split_port(entry);
    if only_port.is_some_and(|only| only != port.to_string()) {
        return false;
    }
    if let Some(address) = address {
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        return match bare.split_once('/') {
            Some((network, bits)) => in_network(address, network, bits),
            None => bare.parse() == Ok(address),
        };
    }
    let mut name = name;
    while let Some(rest) = name.strip_prefix("*.") {
        name = rest;
    }
    let name = name.trim_matches('.');
    let Some(prefix) = host.len().checked_sub(name.len()) else { return false };
    let suffix = host.is_char_boundary(prefix) && host[prefix..].eq_ignore_ascii_case(name);
    suffix && !name.is_empty() && (prefix == 0 || host[..prefix].ends_with('.'))
}

/// Splits `name:port`, where the name may be an address of version 6 in brackets or without.
fn split_port(entry: &str) -> (&str, Option<&str>) {
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
        _ => (entry, None),
    }
}

fn in_network(address: IpAddr, network: &str, bits: &str) -> bool {
    let Ok(bits) = bits.parse::<u32>() else { return false };
    let (address, network, length) = match (address, network.parse()) {
        (IpAddr::V4(address), Ok(IpAddr::V4(network))) => {
            (u128::from(address.to_bits()) << 96, u128::from(network.to_bits()) << 96, 32)
        }
        (IpAddr::V6(address), Ok(IpAddr::V6(network))) => {
            (address.to_bits(), network.to_bits(), 128)
        }
        _ => return false,
    };
    let mask = u128::MAX.checked_shl(128u32.saturating_sub(bits)).unwrap_or(0);
    bits <= length && (address ^ network) & mask == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn proxy_of(variables: &[(&str, &str)], target: &str) -> Option<String> {
        let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        let target = Target::parse(target).unwrap();
        let proxy = Environment::new(variables).proxy(&target).unwrap();
        proxy.map(|proxy| proxy.to_string())
    }

    #[test]
    fn the_most_special_variable_wins() {
        let all = [
            ("all_proxy", "http://all:1"),
            ("http_proxy", "http://http:1"),
            ("https_proxy", "http://https:1"),
            ("socks_proxy", "socks:1"),
            ("ws_proxy", "http://ws:1"),
            ("wss_proxy", "http://wss:1"),
        ];
        let (ws, wss) = ("ws://a/", "wss://a/");
        let first = |count: usize, target| proxy_of(&all[..count], target);
        assert_eq!(first(6, wss).as_deref(), Some("http://wss:1"));
        assert_eq!(first(5, wss).as_deref(), Some("socks5h://socks:1"));
        assert_eq!(first(3, wss).as_deref(), Some("http://https:1"));
        assert_eq!(first(2, wss).as_deref(), Some("http://all:1"));
        assert_eq!(first(5, ws).as_deref(), Some("http://ws:1"));
        assert_eq!(first(3, ws).as_deref(), Some("http://https:1"));
        assert_eq!(first(2, ws).as_deref(), Some("http://http:1"));
        assert_eq!(first(1, ws).as_deref(), Some("http://all:1"));
        assert_eq!(first(0, ws), None);
    }

    #[test]
    fn lower_case_is_preferred_and_an_empty_one_means_none() {
        let upper = ("HTTPS_PROXY", "b:1");
        assert_eq!(proxy_of(&[upper], "wss://a/").as_deref(), Some("http://b:1"));
        let both = [upper, ("https_proxy", "c:1")];
        assert_eq!(proxy_of(&both, "wss://a/").as_deref(), Some("http://c:1"));
        assert_eq!(proxy_of(&[upper, ("https_proxy", "")], "wss://a/"), None);
        // CVE-2016-5385.
        assert_eq!(proxy_of(&[("HTTP_PROXY", "d:1")], "ws://a/").as_deref(), Some("http://d:1"));
        assert_eq!(proxy_of(&[("HTTP_PROXY", "d:1"), ("REQUEST_METHOD", "GET")], "ws://a/"), None);
    }

    #[test]
    fn no_proxy_has_names_addresses_networks_and_everything() {
        let direct = |no_proxy: &str, host: &str| {
            let target = alloc::format!("ws://{host}/");
            proxy_of(&[("all_proxy", "p:1"), ("no_proxy", no_proxy)], &target).is_none()
        };
        for (no_proxy, host, expected) in [
            ("*", "a.example", true),
            ("example", "a.example", true),
            (".example", "a.example", true),
            ("*.example", "a.example", true),
            ("A.Example", "a.example", true),
            ("a.example", "b.a.example", true),
            ("a.example", "ba.example", false),
            ("a.example:81", "a.example", false),
            ("a.example:80", "a.example", true),
            ("b, a.example", "a.example", true),
            ("b a.example", "a.example", true),
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("10.0.0.0/33", "10.0.0.0", false),
            ("0.0.0.0/0", "11.1.2.3", true),
            ("10.0.0.0/8:81", "10.1.2.3", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1:80", "127.0.0.1", true),
            ("0.0.1", "127.0.0.1", false),
            ("::1", "[::1]", true),
            ("[::1]:80", "[::1]", true),
            ("[::1]:81", "[::1]", false),
            ("fe80::/10", "[fe81::1]", true),
            ("fe80::/10", "[ff80::1]", false),
            ("::/0", "10.0.0.1", false),
            (".", "a.example", false),
            ("ä", "a.example", false),
            ("", "a.example", false),
        ] {
            assert_eq!(direct(no_proxy, host), expected, "{no_proxy:?} has {host:?}");
        }
    }
}
