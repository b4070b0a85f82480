//! From files to TLS settings.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::Path;

use witsocket_host::{Identity, ServerTls, Tls};

use super::args::{Connect, Serve};
use super::exit::Failure;

impl Serve {
    /// TLS, if it was asked for.
    pub fn tls(&self) -> Result<Option<ServerTls>, Failure> {
        let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) else {
            return Ok(None);
        };
        let mut tls = ServerTls::new(identity(certificate, key)?);
        for name in self.tls_name.chunks_exact(3) {
            tls = tls.name(&name[0], identity(Path::new(&name[1]), Path::new(&name[2]))?);
        }
        let Some(path) = &self.client_ca else { return Ok(Some(tls)) };
        let tls = match self.client_optional {
            true => tls.optional_clients_pem(&read(path)?),
            false => tls.clients_pem(&read(path)?),
        };
        tls.map(Some).map_err(|error| failure(path, error))
    }
}

impl Connect {
    /// What to trust, and who we are.
    pub fn tls(&self) -> Result<Tls, Failure> {
        let mut tls = Tls::default();
        if self.insecure {
            // It has to be seen, but who closed stderr does not want to see anything.
            let _ = writeln!(io::stderr(), "{INSECURE}");
            tls = tls.insecure();
        }
        if let Some(path) = &self.ca {
            tls = tls.roots_pem(&read(path)?).map_err(|error| failure(path, error))?;
        }
        if let (Some(certificate), Some(key)) = (&self.cert, &self.key) {
            tls = tls.identity(identity(certificate, key)?);
        }
        if let Some(name) = &self.server_name {
            tls = tls.server_name(name);
        }
        if !self.alpn.is_empty() {
            tls = tls.alpn(self.alpn.iter().map(|name| name.as_bytes()));
        }
        Ok(tls)
    }
}

const INSECURE: &str = "\
witsocket: WARNING: --insecure: the server's certificate is not checked. Whoever sits between \
here and there can read and change everything, passwords too. Use --ca to trust a server.";

fn identity(certificate: &Path, key: &Path) -> Result<Identity, Failure> {
    Identity::from_pem(&read(certificate)?, &read(key)?).map_err(|error| {
        Failure::new(format_args!("{}, {}: {error}", certificate.display(), key.display()))
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| failure(path, error))
}

fn failure(path: &Path, error: impl Display) -> Failure {
    Failure::new(format_args!("{}: {error}", path.display()))
}
