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
    if let Some(path) = &arguments.unix {
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
