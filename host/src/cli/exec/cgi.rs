//! What a program is told of its connection, in the variables of CGI (RFC 3875 §4.1).

use witsocket_host::{Request, WebSocket};

/// The variables for a connection.
pub fn variables(socket: &WebSocket) -> Vec<(String, String)> {
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut set = |name: &str, value: String| variables.push((name.to_owned(), value));
    set("GATEWAY_INTERFACE", "CGI/1.1".into());
    set("SERVER_PROTOCOL", "HTTP/1.1".into());
    set("SERVER_SOFTWARE", concat!("witsocket/", env!("CARGO_PKG_VERSION")).into());
    set("REQUEST_METHOD", "GET".into());
    set("SCRIPT_NAME", String::new());
    // Not of CGI, but of those who start programs for connections: Apache, websocketd.
    set("UNIQUE_ID", socket.id().to_string());
    if socket.tls().is_some() {
        set("HTTPS", "on".into());
    }
    if let Some(peer) = socket.peer_addr() {
        set("REMOTE_ADDR", peer.ip().to_string());
        set("REMOTE_HOST", peer.ip().to_string());
        set("REMOTE_PORT", peer.port().to_string());
    }
    if let Some(local) = socket.local_addr() {
        set("SERVER_NAME", local.ip().to_string());
        set("SERVER_PORT", local.port().to_string());
    }
    if let Some(user) = socket.user() {
        set("REMOTE_USER", user.to_owned());
    }
    if let Some(subprotocol) = socket.subprotocol() {
        set("SUBPROTOCOL", subprotocol.to_owned());
    }
    if let Some(request) = socket.request() {
        of_request(request, &mut variables);
    }
    // The system has no way to pass it.
    variables.iter_mut().for_each(|(_, value)| value.retain(|char| char != '\0'));
    variables
}

fn of_request(request: &Request, variables: &mut Vec<(String, String)>) {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let fixed = [("REQUEST_URI", &*request.target), ("PATH_INFO", path), ("QUERY_STRING", query)];
    variables.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let begin = variables.len();
    for (name, value) in request.headers.iter() {
        let name = text(name).to_ascii_uppercase();
        // With `_` in it, it would be taken for another one, which a proxy may have set.
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = name.replace('-', "_");
        // `HTTP_PROXY` would name a proxy to whatever the program runs. Passwords are for the
        // server alone: other users may see the variables of a process.
        if is_plain && name != "PROXY" && name != "AUTHORIZATION" {
            let (variable, value) = (format!("HTTP_{name}"), text(value));
            // RFC 3875 §4.1.18: several are one. Cookies are joined in their own way (RFC 6265 §5.4).
            let comma = if name == "COOKIE" { "; " } else { ", " };
            match variables[begin..].iter_mut().find(|(known, _)| *known == variable) {
                Some((_, known)) => *known = [known, &*value].join(comma),
                None => variables.push((variable, value)),
            }
        }
    }
}
