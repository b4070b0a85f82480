//! Certificates, made for a test by the Python library trustme.

use crate::directory::Directory;
use crate::environment;
use crate::process::Process;

/// An authority of its own, and a server's certificate and key.
pub struct Certificates {
    directory: Directory,
}

impl Certificates {
    /// For a server on this machine.
    #[track_caller]
    pub fn new() -> Self {
        Self::with(&["--identities", "localhost", "127.0.0.1"])
    }

    /// For a server of this name.
    #[track_caller]
    pub fn of(name: &str) -> Self {
        Self::with(&["--identities", name])
    }

    /// For a server on this machine, of long ago.
    #[track_caller]
    pub fn expired() -> Self {
        Self::with(&["--identities", "localhost", "127.0.0.1", "--expires-on", "2001-01-01"])
    }

    #[track_caller]
    fn with(arguments: &[&str]) -> Self {
        let directory = Directory::new();
        let mut command = environment::python_module("trustme");
        command.arg("--quiet").arg("--dir").arg(directory.path()).args(arguments);
        let mut maker = Process::start("trustme", &mut command);
        assert_eq!(maker.status(), 0, "no certificates");
        Self { directory }
    }

    /// The file with the authority's certificate, for `--ca`.
    pub fn ca(&self) -> String {
        self.directory.file("client.pem")
    }

    /// The directory with `server.pem` and `server.key`, for servers of `peers/`.
    pub(crate) fn directory(&self) -> String {
        self.directory.file("")
    }

    /// The files with the server's certificate and key.
    pub(crate) fn server(&self) -> [String; 2] {
        ["server.pem", "server.key"].map(|name| self.directory.file(name))
    }
}

impl Default for Certificates {
    fn default() -> Self {
        Self::new()
    }
}
