//! `serve --files` and `--playground`: pages beside the WebSocket.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::tool::{LONG, Running, Server, connect, tool};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pages-{name}"));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn serve(&self, flags: &[&str]) -> Server {
        Server::start(&[&["--files", self.path()], flags].concat())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

#[track_caller]
fn request(server: &Server, method: &str, target: &str, headers: &[&str]) -> Answer {
    let address = server.url.strip_prefix("ws://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n");
    headers.iter().for_each(|header| text.push_str(&format!("{header}\r\n")));
    stream.write_all((text + "\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|end| end == b"\r\n\r\n").expect("no head") + 4;
    let body = answer.split_off(end);
    let head = String::from_utf8(answer).unwrap();
    Answer { status: head[9..12].parse().unwrap(), head, body }
}

#[track_caller]
fn get(server: &Server, target: &str) -> Answer {
    request(server, "GET", target, &[])
}

#[test]
fn files_are_served_beside_the_websocket() {
    let folder = Folder::new("beside")
        .write("index.html", "<p>hello")
        .write("a b/ä.json", "{}")
        .write("a b/index.html", "<p>inner");
    let server = folder.serve(&[]);
    for (target, media, body) in [
        ("/", "text/html; charset=utf-8", "<p>hello"),
        ("/index.html?x=1", "text/html; charset=utf-8", "<p>hello"),
        ("/a%20b/%C3%A4.json", "application/json", "{}"),
        ("/a%20b/", "text/html; charset=utf-8", "<p>inner"),
    ] {
        let answer = get(&server, target);
        assert_eq!((answer.status, answer.body), (200, body.into()), "{target}");
        assert_eq!(answer.head.matches("\r\nContent-Type").count(), 1, "{}", answer.head);
        let header = |name| {
            let fields = answer.head.lines().filter_map(|line| line.split_once(": "));
            fields.filter(|(n, _)| *n == name).map(|(_, value)| value).next()
        };
        assert_eq!(header("Content-Type"), Some(media));
        assert_eq!(header("Content-Length"), Some(&*body.len().to_string()));
        assert_eq!(header("X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(header("Upgrade"), None);
    }
    assert_eq!(get(&server, "/none").status, 404);
    connect(&server.url, &[], "hello\n").ok();
}

#[test]
fn head_has_the_head_of_get() {
    let folder = Folder::new("head").write("a.txt", "hello");
    let server = folder.serve(&[]);
    let answer = request(&server, "HEAD", "/a.txt", &[]);
    assert_eq!((answer.status, &*answer.body), (200, &b""[..]));
    assert_eq!(answer.header("Content-Length"), Some("5"));
    assert_eq!(answer.header("Allow"), None);
    assert_eq!(request(&server, "HEAD", "/none", &[]).status, 404);
    let post = request(&server, "POST", "/a.txt", &["Content-Length: 0"]);
    assert_eq!((post.status, post.header("Allow")), (405, Some("GET")));
}

#[test]
fn a_file_that_is_known_is_not_sent_again() {
    let folder = Folder::new("known").write("a.txt", "hello");
    let server = folder.serve(&[]);
    let tag = get(&server, "/a.txt").header("ETag").unwrap().to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
        let header = format!("If-None-Match: {known}");
        let answer = request(&server, "GET", "/a.txt", &[&header]);
        assert_eq!((answer.status, &*answer.body), (304, &b""[..]), "{known}");
        assert_eq!(answer.header("ETag"), Some(&*tag));
    }
    fs::write(folder.0.join("a.txt"), "changed").unwrap();
    let answer = request(&server, "GET", "/a.txt", &[&format!("If-None-Match: {tag}")]);
    assert_eq!((answer.status, &*answer.body), (200, &b"changed"[..]));
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let folder = Folder::new("parts").write("a.txt", "0123456789").write("empty", "");
    let server = folder.serve(&[]);
    let whole = get(&server, "/a.txt");
    assert_eq!((whole.status, whole.header("Accept-Ranges")), (200, Some("bytes")));
    let tag = whole.header("ETag").unwrap().to_owned();
    let part = |headers: &[&str]| request(&server, "GET", "/a.txt", headers);
    for (range, body, content) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=8-", "89", "bytes 8-9/10"),
        ("bytes=-1", "9", "bytes 9-9/10"),
        ("bytes=2-999", "23456789", "bytes 2-9/10"),
    ] {
        let answer = part(&[&format!("Range: {range}")]);
        assert_eq!((answer.status, &*answer.body), (206, body.as_bytes()), "{range}");
        assert!(answer.head.starts_with("HTTP/1.1 206 Partial Content\r\n"), "{}", answer.head);
        assert_eq!(answer.header("Content-Range"), Some(content));
        assert_eq!(answer.header("Content-Length"), Some(&*body.len().to_string()));
        assert_eq!(answer.header("ETag"), Some(&*tag));
    }
    let nowhere = part(&["Range: bytes=10-"]);
    assert_eq!((nowhere.status, &*nowhere.body), (416, &b""[..]));
    assert_eq!(nowhere.header("Content-Range"), Some("bytes */10"));
    assert_eq!(nowhere.header("Content-Length"), Some("0"));
    // Several parts, another unit, and what is no range: all of it.
    for range in ["bytes=0-1,3-4", "lines=0-1", "bytes=x-"] {
        let answer = part(&[&format!("Range: {range}")]);
        assert_eq!((answer.status, answer.body.len()), (200, 10), "{range}");
    }
    // A part is a part of the file that the client has already.
    for (have, status) in [(&*tag, 206), ("\"other\"", 200), (&format!("W/{tag}"), 200)] {
        let answer = part(&["Range: bytes=0-3", &format!("If-Range: {have}")]);
        assert_eq!(answer.status, status, "{have}");
    }
    // What is known need not be sent in part either.
    let known = part(&["Range: bytes=0-3", &format!("If-None-Match: {tag}")]);
    assert_eq!(known.status, 304);
    let head = request(&server, "HEAD", "/a.txt", &["Range: bytes=0-3"]);
    assert_eq!((head.status, head.header("Content-Length")), (200, Some("10")));
    let empty = get(&server, "/empty");
    assert_eq!((empty.status, empty.header("Content-Length")), (200, Some("0")));
}

/// The file is read as it is written: what slow clients cost is a piece each.
#[test]
fn slow_clients_of_a_large_file_take_little_memory() {
    const LARGE: usize = 32 << 20;
    let content: Vec<u8> = (0..LARGE).map(|at| (at / 251) as u8).collect();
    let folder = Folder::new("large-slow").write("a", &content);
    let server = folder.serve(&["--shards", "1"]);
    assert!(get(&server, "/a").body == content);
    let before = server.running.resident_kib();
    let address = server.url.strip_prefix("ws://").unwrap();
    let mut streams: Vec<_> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET /a HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_secs(2));
    let grown = server.running.resident_kib().saturating_sub(before);
    assert!(grown < 16 << 10, "{grown} KiB");
    // And each gets all of it, when it reads.
    let mut stream = streams.pop().unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.ends_with(&content));
    connect(&server.url, &[], "hello\n").ok();
}

/// Who takes a large file slowly gets it, although it takes longer than closing may.
#[test]
fn who_reads_slowly_is_waited_for() {
    const LARGE: usize = 24 << 20;
    let folder = Folder::new("patient").write("a", vec![7; LARGE]);
    let server = folder.serve(&["--close-timeout", "1"]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    write!(stream, "GET /a HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let (mut read, mut piece) = (0, vec![0; 256 << 10]);
    let start = Instant::now();
    loop {
        let more = stream.read(&mut piece).unwrap();
        if more == 0 {
            break;
        }
        read += more;
        // 24 MiB at 6 MiB a second.
        let due = Duration::from_secs_f64(read as f64 / (6 << 20) as f64);
        std::thread::sleep(due.saturating_sub(start.elapsed()));
    }
    assert!(start.elapsed() > Duration::from_secs(3));
    assert!(read > LARGE, "{read}");
}

/// What is missing is missed: the length said that there would be more.
#[test]
fn a_file_that_shrinks_ends_the_connection() {
    const LARGE: usize = 24 << 20;
    let folder = Folder::new("shrinks").write("a", vec![7; LARGE]);
    let server = folder.serve(&[]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    write!(stream, "GET /a HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    fs::write(folder.0.join("a"), "short").unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.len() < LARGE, "{}", rest.len());
    connect(&server.url, &[], "hello\n").ok();
}

#[test]
fn nothing_outside_of_the_folder_is_served() {
    let outside = Folder::new("outside").write("secret", "secret");
    let folder = Folder::new("inside").write("a/b", "b").write(".hidden", "secret");
    std::os::unix::fs::symlink(&outside.0, folder.0.join("link")).unwrap();
    std::os::unix::fs::symlink(outside.0.join("secret"), folder.0.join("file")).unwrap();
    std::os::unix::fs::symlink(folder.0.join("a/b"), folder.0.join("own")).unwrap();
    let pipe = folder.0.join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let server = folder.serve(&[]);
    for target in [
        "/../pages-outside/secret",
        "/%2e%2e/pages-outside/secret",
        "/a/../../pages-outside/secret",
        "/a/..%2f..%2fpages-outside/secret",
        "/..%5cpages-outside%5csecret",
        "/link/secret",
        "/link/",
        "/file",
        "/.hidden",
        "/pipe",
        "/a/b/",
        "/a/",
        "/%00",
        "//etc/passwd",
        &format!("/{}/secret", outside.path()),
    ] {
        let answer = get(&server, target);
        assert_eq!(answer.status, 404, "{target}");
        assert!(!answer.body.windows(6).any(|word| word == b"secret"), "{target}");
    }
    assert_eq!(get(&server, "/own").body, b"b");
}

#[test]
fn a_folder_ends_with_a_slash_and_leads_nowhere_else() {
    let folder = Folder::new("slash").write("a b/index.html", "");
    let server = folder.serve(&[]);
    for (target, location) in [("/a%20b?x=1", "/a%20b/?x=1"), ("//a%20b", "/a%20b/")] {
        let answer = get(&server, target);
        assert_eq!((answer.status, answer.header("Location")), (301, Some(location)));
    }
}

#[test]
fn a_file_is_no_larger_than_was_said() {
    let folder = Folder::new("large").write("a", [0; 1024]).write("b", [0; 1025]);
    let server = folder.serve(&["--max-file", "1k"]);
    assert_eq!(get(&server, "/a").body.len(), 1024);
    let answer = get(&server, "/b");
    assert_eq!(answer.status, 403);
    assert!(String::from_utf8_lossy(&answer.body).contains("--max-file"));
}

/// Who does not read what it asked for does not fill the memory for ever.
#[test]
fn who_does_not_read_is_let_go() {
    // More than the buffers of the system take.
    const LARGE: usize = 24 << 20;
    let folder = Folder::new("slow").write("a", vec![0; LARGE]);
    let server = folder.serve(&["--close-timeout", "1", "--max-file", "24M"]);
    let address = server.url.strip_prefix("ws://").unwrap();
    let streams: Vec<_> = (0..3)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET /a HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_secs(6));
    for mut stream in streams {
        // It is cut: what was in the buffers comes, and then the end.
        stream.set_read_timeout(Some(LONG)).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.len() < LARGE, "{}", rest.len());
    }
    connect(&server.url, &[], "hello\n").ok();
}

#[test]
fn who_has_to_log_in_has_to_for_files_too() {
    let folder = Folder::new("login").write("a.txt", "hello");
    let server = folder.serve(&["--basic", "ann:secret"]);
    let refused = get(&server, "/a.txt");
    assert_eq!(refused.status, 401);
    assert!(!refused.body.starts_with(b"hello"));
    let header = "Authorization: Basic YW5uOnNlY3JldA==";
    assert_eq!(request(&server, "GET", "/a.txt", &[header]).body, b"hello");
}

#[test]
fn headers_are_added_to_every_response() {
    let folder = Folder::new("headers").write("a.txt", "hello");
    let server = folder.serve(&["-H", "X-A: b", "--server", "none"]);
    let file = get(&server, "/a.txt");
    assert_eq!((file.header("X-A"), file.header("Server")), (Some("b"), None));
    assert_eq!(get(&server, "/none").header("X-A"), Some("b"));
    let json = connect(&server.url, &["--json"], "").ok();
    assert!(json.stdout().lines().next().unwrap().contains(r#"["X-A","b"]"#));
}

#[test]
fn a_folder_that_is_none_is_said_at_once() {
    let finished = Running::start(&mut tool(&["serve", "--files", "/nothing/here"])).finish();
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("/nothing/here"), "{}", finished.stderr);
}

#[test]
fn the_playground_is_a_page_or_says_how_to_make_one() {
    let folder = Folder::new("playground").write("index.html", "<title>play");
    let mut command = tool(&["serve", "--listen", "127.0.0.1:0", "--playground"]);
    let server = Server::run(command.env("WITSOCKET_PLAYGROUND", folder.path()));
    assert_eq!(get(&server, "/").body, b"<title>play");
    connect(&server.url, &[], "hello\n").ok();
}
