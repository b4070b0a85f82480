//! Where `serve` listens besides TCP: Unix sockets, and sockets that it was given.

use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use crate::peer::head;
use crate::tls::self_signed;
use crate::tool::{LONG, Running, Server, connect, tool};

/// The path of a Unix socket. A folder below the target may be too deep for one.
struct Path(PathBuf);

impl Path {
    fn new(test: &str) -> Self {
        let name = format!("witsocket-{}-{test}.sock", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn as_str(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[track_caller]
fn assert_echoes(url: &str, flags: &[&str]) {
    assert_eq!(connect(url, flags, "hello\n").ok().stdout(), "hello\n");
}

#[track_caller]
fn end(server: Server) {
    server.running.signal("TERM");
    assert_eq!(server.running.finish().status, Some(0));
}

#[test]
fn a_unix_socket_is_there_as_long_as_its_server() {
    let path = Path::new("served");
    let server = Server::run(&mut tool(&["serve", "--unix", path.as_str()]));
    assert_eq!(server.url, format!("ws+unix:{}", path.as_str()));
    assert_echoes("ws://a.example/chat", &["--unix", path.as_str()]);
    // What a server prints can be connected to.
    assert_echoes(&server.url, &[]);
    assert_echoes(&format!("WS+Unix:{}", path.as_str()), &[]);

    let second = Running::start(&mut tool(&["serve", "--unix", path.as_str()])).finish();
    assert_eq!(second.status, Some(1));
    assert!(second.line().contains(path.as_str()), "{}", second.line());
    assert_echoes(&server.url, &[]);

    end(server);
    assert!(!path.0.exists());
    let nobody = connect(&format!("ws+unix:{}", path.as_str()), &[], "hello\n");
    assert_eq!((nobody.status, nobody.stdout()), (Some(1), ""));
    let line = nobody.line();
    assert!(line.starts_with(&format!("witsocket: ws+unix:{}: ", path.as_str())), "{line}");
}

/// What is left of a server that had no time to clean up gives way.
#[test]
fn the_file_of_a_server_that_was_killed_is_in_nobodys_way() {
    let path = Path::new("killed");
    drop(Server::run(&mut tool(&["serve", "--unix", path.as_str()])));
    assert!(path.0.exists());
    let server = Server::run(&mut tool(&["serve", "--unix", path.as_str()]));
    assert_echoes(&server.url, &[]);

    fs::remove_file(&path.0).unwrap();
    fs::write(&path.0, "something of value").unwrap();
    let refused = Running::start(&mut tool(&["serve", "--unix", path.as_str()])).finish();
    assert_eq!(refused.status, Some(1));
    assert_eq!(fs::read_to_string(&path.0).unwrap(), "something of value");
}

#[test]
fn what_a_url_of_a_unix_socket_asks_for_is_the_root_of_localhost() {
    let path = Path::new("asked");
    let listener = UnixListener::bind(&path.0).unwrap();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(head(&mut listener.accept().unwrap().0)));
    let finished = connect(&format!("ws+unix:{}", path.as_str()), &[], "hello\n");
    let head = told.recv_timeout(LONG).unwrap();
    assert!(head.starts_with("GET / HTTP/1.1\r\nHost: localhost\r\n"), "{head}");
    // It got no answer.
    assert_eq!((finished.status, finished.stdout()), (Some(1), ""));
}

#[test]
fn a_unix_socket_carries_tls_and_stands_beside_a_port() {
    let path = Path::new("secured");
    let [cert, key] = self_signed("listeners", "named.test");
    let flags = ["--tls-cert", &cert, "--tls-key", &key, "--unix", path.as_str()];
    let server = Server::start(&flags);
    assert!(server.url.starts_with("wss://127.0.0.1:"), "{}", server.url);
    let unix = server.line("listening on ");
    assert_eq!(unix, format!("wss+unix:{}", path.as_str()));
    for url in [&server.url, &unix] {
        assert_echoes(url, &["--ca", &cert, "--server-name", "named.test"]);
    }
}

/// Serves with a descriptor of ours as number 3.
fn inherit(socket: impl Into<OwnedFd>, flags: &str) -> Command {
    let mut command = Command::new("sh");
    let start = format!("exec \"$0\" serve {flags} 3<&1 1>&2 9<&-");
    command.args(["-c", &start, env!("CARGO_BIN_EXE_witsocket")]);
    command.stdin(Stdio::null()).stdout(socket.into()).stderr(Stdio::piped());
    command
}

#[test]
fn an_inherited_socket_is_served() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = format!("ws://{}", listener.local_addr().unwrap());
    let server = Server::run(&mut inherit(listener, "--fd 3"));
    assert_eq!(server.url, own);
    assert_echoes(&own, &[]);
    end(server);

    let path = Path::new("inherited");
    let listener = UnixListener::bind(&path.0).unwrap();
    let server = Server::run(&mut inherit(listener, "--fd 3 --listen 127.0.0.1:0"));
    assert!(server.url.starts_with("ws://127.0.0.1:"), "{}", server.url);
    let unix = server.line("listening on ");
    assert_eq!(unix, format!("ws+unix:{}", path.as_str()));
    assert_echoes(&server.url, &[]);
    assert_echoes(&unix, &[]);
    end(server);
    // It is whoever made it that removes it.
    assert!(path.0.exists());
}

#[test]
fn what_was_inherited_and_does_not_listen_is_refused() {
    let socket = || UdpSocket::bind("127.0.0.1:0").unwrap();
    let file = fs::File::open("/dev/null").unwrap();
    for (mut command, cause) in [
        (inherit(socket(), "--fd 3"), "--fd 3: this socket does not listen"),
        (inherit(file, "--fd 3"), "--fd 3: "),
        (inherit(socket(), "--fd 9"), "--fd 9: "),
    ] {
        let line = Running::start(&mut command).first_line();
        assert!(line.starts_with(&format!("witsocket: {cause}")), "{line}");
    }
}
