//! From flags to a client.

use witsocket_host::{Client, Schemes};

use super::super::args::Connect;
use super::super::exit::Failure;
use super::super::values::TextOrNone;

/// The client that the command line asks for.
pub fn client(arguments: &Connect) -> Result<Client, Failure> {
    let mut client = Client::new()
        .config(arguments.config())
        .max_redirects(arguments.max_redirects)
        .gate(!arguments.no_gate)
        .tls(arguments.tls()?);
    for header in &arguments.header {
        client = client.header(&header.name, &header.value);
    }
    if let Some(origin) = &arguments.origin {
        client = client.origin(origin);
    }
    if let Some(address) = &arguments.to {
        client = client.to(&address.0);
    }
    if let Some(path) = socket(arguments)? {
        client = client.unix(path);
    }
    for (login, schemes) in
        [(&arguments.basic, Schemes::Basic), (&arguments.digest, Schemes::Digest)]
    {
        if let Some(login) = login {
            client = client.credentials(&login.user, &login.password).schemes(schemes);
        }
    }
    client = match &arguments.proxy {
        None => client,
        Some(TextOrNone(None)) => client.no_proxy(),
        Some(TextOrNone(Some(url))) => client.proxy(url),
    };
    if arguments.reconnect {
        client = client.reconnect(arguments.backoff());
    }
    for name in &arguments.sensitive {
        client = client.sensitive(name);
    }
    if let Some(component) = arguments.common.component()? {
        client = client.component(&component);
    }
    Ok(client)
}

/// What to ask for. At a Unix socket that the URL names, that is `/`.
pub fn url(arguments: &Connect) -> &str {
    match named_socket(&arguments.url) {
        Some((url, _)) => url,
        None => &arguments.url,
    }
}

/// The Unix socket to connect to.
fn socket(arguments: &Connect) -> Result<Option<&str>, Failure> {
    let named = named_socket(&arguments.url).map(|(_, path)| path);
    let Some(path) = named else { return Ok(arguments.unix.as_deref()) };
    if path.is_empty() {
        return Err(Failure::usage(format_args!("{}: the path is missing", arguments.url)));
    }
    if arguments.unix.is_some() || arguments.to.is_some() {
        let what = "this URL says where to connect, and so does --unix or --to";
        return Err(Failure::usage(format_args!("{}: {what}", arguments.url)));
    }
    Ok(Some(path))
}

/// A URL as `serve --unix` prints it: what it stands for at the socket, and the socket's path.
///
/// It is no URL of the protocol's, which always has a host, and not for redirects.
fn named_socket(url: &str) -> Option<(&'static str, &str)> {
    let (scheme, path) = url.split_once(':')?;
    let is = |name| scheme.eq_ignore_ascii_case(name);
    match (is("ws+unix"), is("wss+unix")) {
        (true, _) => Some(("ws://localhost/", path)),
        (_, true) => Some(("wss://localhost/", path)),
        _ => None,
    }
}
