//! The URI of a client script, for subjects whose client takes its parts.

/// What a request takes from a `ws` or `wss` URI (RFC 6455 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The value of `Host`.
    pub host: String,
    /// The resource name; a fragment is left in it, for the subject to refuse.
    pub resource: String,
}

impl Target {
    /// Splits a URI; `None` if its scheme is another one.
    pub fn parse(uri: &str) -> Option<Self> {
        let (scheme, rest) = uri.split_once("://")?;
        let default_port = match scheme {
            "ws" => ":80",
            "wss" => ":443",
            _ => return None,
        };
        let (host, resource) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let slash = if resource.starts_with('/') { "" } else { "/" };
        Some(Self {
            host: host.strip_suffix(default_port).unwrap_or(host).to_owned(),
            resource: format!("{slash}{resource}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_has_a_host_and_a_resource() {
        for (uri, host, resource) in [
            ("ws://example.com/chat?a=b", "example.com", "/chat?a=b"),
            ("ws://example.com:80", "example.com", "/"),
            ("wss://example.com:80?a", "example.com:80", "/?a"),
            ("wss://[::1]:443/", "[::1]", "/"),
        ] {
            let target = Target { host: host.into(), resource: resource.into() };
            assert_eq!(Target::parse(uri), Some(target));
        }
        assert_eq!(Target::parse("http://example.com/"), None);
    }
}
