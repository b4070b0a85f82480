//! Proxies of other people.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::certificates::Certificates;
use crate::directory::Directory;
use crate::environment;
use crate::process::Process;
use crate::servers::Server;

/// The user and the password of proxies that want them.
pub const LOGIN: (&str, &str) = ("user", "password");

/// A proxy that listens.
pub struct Proxy {
    process: Process,
    scheme: &'static str,
    port: u16,
    /// With its configuration.
    _directory: Option<Directory>,
}

/// Whom a proxy serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Anyone.
    Anyone,
    /// Those who have [`LOGIN`].
    Members,
}

impl Proxy {
    /// Tinyproxy, which connects to the port of this server only.
    #[track_caller]
    pub fn tinyproxy(whom: For, server: &Server) -> Self {
        let (port, directory) = (free_port(), Directory::new());
        let mut conf = format!(
            "Port {port}\nListen 127.0.0.1\nAllow 127.0.0.1\nMaxClients 20\nLogLevel Connect\n\
             ConnectPort {}\n",
            server.port()
        );
        if whom == For::Members {
            conf += &format!("BasicAuth {} {}\n", LOGIN.0, LOGIN.1);
        }
        let file = directory.file("tinyproxy.conf");
        fs::write(&file, conf).unwrap_or_else(|error| panic!("cannot write {file}: {error}"));
        let mut command = environment::program("WITSOCKET_TINYPROXY");
        command.args(["-d", "-c", &file]);
        Self { _directory: Some(directory), ..Self::start("http", port, &mut command) }
    }

    /// The Python program proxy.py: an HTTP proxy.
    #[track_caller]
    pub fn proxy_py(whom: For) -> Self {
        let port = free_port();
        let mut command = environment::python_module("proxy");
        command.args(["--hostname", "127.0.0.1", "--num-workers", "1", "--num-acceptors", "1"]);
        command.arg("--port").arg(port.to_string());
        if whom == For::Members {
            command.arg("--basic-auth").arg(format!("{}:{}", LOGIN.0, LOGIN.1));
        }
        Self::start("http", port, &mut command)
    }

    /// Microsocks: SOCKS5.
    #[track_caller]
    pub fn microsocks(whom: For) -> Self {
        let port = free_port();
        let mut command = environment::program("WITSOCKET_MICROSOCKS");
        command.args(["-i", "127.0.0.1", "-p", &port.to_string()]);
        if whom == For::Members {
            command.args(["-u", LOGIN.0, "-P", LOGIN.1]);
        }
        Self::start("socks5", port, &mut command)
    }

    /// The Python program pproxy, as `http`, `socks4` or `socks5`.
    #[track_caller]
    pub fn pproxy(scheme: &'static str, whom: For) -> Self {
        Self::pproxy_with(scheme, scheme, whom, &[])
    }

    /// The Python program pproxy, as an HTTP proxy that is reached through TLS.
    #[track_caller]
    pub fn pproxy_with_tls(whom: For, certificates: &Certificates) -> Self {
        let files = certificates.server().join(",");
        Self::pproxy_with("https", "http+ssl", whom, &["--ssl", &files])
    }

    #[track_caller]
    fn pproxy_with(scheme: &'static str, listen: &str, whom: For, arguments: &[&str]) -> Self {
        let port = free_port();
        let login = match whom {
            For::Anyone => String::new(),
            For::Members => format!("#{}:{}", LOGIN.0, LOGIN.1),
        };
        let mut command = environment::python_module("pproxy");
        // With a time of 0, who was a member once is asked again.
        command.args(["-v", "--auth", "0", "-l"]);
        command.arg(format!("{listen}://127.0.0.1:{port}{login}")).args(arguments);
        Self::start(scheme, port, &mut command)
    }

    #[track_caller]
    fn start(scheme: &'static str, port: u16, command: &mut Command) -> Self {
        let process = Process::start(&format!("{scheme} proxy"), command);
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(Instant::now() < deadline, "the proxy does not listen at port {port}");
            thread::sleep(Duration::from_millis(10));
        }
        Self { process, scheme, port, _directory: None }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        self.url_as(self.scheme)
    }

    /// Its URL with another scheme.
    pub fn url_as(&self, scheme: &str) -> String {
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// Its URL with [`LOGIN`].
    pub fn url_for_members(&self) -> String {
        self.url_with(LOGIN)
    }

    /// Its URL with a user and a password.
    pub fn url_with(&self, (user, password): (&str, &str)) -> String {
        format!("{}://{user}:{password}@127.0.0.1:{}", self.scheme, self.port)
    }

    /// Waits for it to report a connection to the server, which was asked for by this name.
    #[track_caller]
    pub fn carried(&self, host: &str, server: &Server) {
        self.process.expect_anywhere(&format!("{host}:{}", server.port()));
    }

    /// Whether it was asked for a connection to the server, as far as it has reported.
    pub fn was_asked_for(&self, server: &Server) -> bool {
        let port = format!(":{}", server.port());
        self.process.stdout().contains(&port) || self.process.stderr().contains(&port)
    }
}

/// A port at which nobody listens, for programs that cannot choose one.
#[track_caller]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("a listener has an address").port()
}

const PATIENCE: Duration = Duration::from_secs(30);
