//! The command line, right and wrong.

use std::net::TcpListener;

use crate::tool::{Running, tool};

#[track_caller]
fn status_and_line(arguments: &[&str]) -> (Option<i32>, String) {
    let finished = Running::start(&mut tool(arguments)).finish();
    assert_eq!(finished.stdout(), "");
    (finished.status, finished.line().to_owned())
}

#[test]
fn a_wrong_command_line_is_one_line_and_status_2() {
    for arguments in [
        &[][..],
        &["listen"],
        &["connect"],
        &["connect", "ws://127.0.0.1:1/", "--ehco"],
        &["connect", "ws://127.0.0.1:1/", "-H", "no colon"],
        &["connect", "ws://127.0.0.1:1/", "-H", "X-A: b\r\nX-B: c"],
        &["connect", "ws://127.0.0.1:1/", "--max-message", "1X"],
        &["connect", "ws://127.0.0.1:1/", "--open-timeout", "-1"],
        &["connect", "ws://127.0.0.1:1/", "--user-agent", "a\nX-B: c"],
        &["serve", "--listen", "8765"],
        &["serve", "--realm", "a\nX-B: c"],
        &["serve", "--server", "a\nX-B: c"],
        &["serve", "--shards", "0"],
    ] {
        let (status, line) = status_and_line(arguments);
        assert_eq!(status, Some(2), "{line}");
        assert!(line.ends_with("--help)"), "{line}");
    }
}

/// What the protocol forbids is said before anything is done, and not by each request.
#[test]
fn what_cannot_be_said_to_a_peer_is_status_2_at_once() {
    let nobody = "ws://127.0.0.1:1/";
    for (arguments, what) in [
        (&["serve", "-H", "Connection: x"][..], "Connection"),
        (&["serve", "-H", "X-A: b", "-H", "content-length: 1"], "content-length"),
        (&["serve", "--subprotocol", "chat", "--subprotocol", "a b"], "a b"),
        (&["serve", "--subprotocol", "chat", "--subprotocol", "chat"], "chat"),
        (&["connect", nobody, "-H", "Connection: x"], "header"),
        (&["connect", nobody, "--subprotocol", "a b"], "subprotocol"),
        (&["connect", nobody, "--close-code", "1006"], "--close-code 1006"),
        (&["connect", nobody, "--close-code", "1015"], "--close-code 1015"),
        (&["connect", nobody, "--close-code", "0"], "--close-code 0"),
        (&["connect", nobody, "--close-code", "1005", "--close-reason", "x"], "--close-code 1005"),
        (&["connect", nobody, "--close-reason", &"x".repeat(124)], "123"),
        (&["connect", "ws+unix:"], "the path is missing"),
        (&["connect", "ws+unix:/a", "--unix", "/b"], "--unix"),
        (&["connect", "wss+unix:/a", "--to", "127.0.0.1:1"], "--to"),
        (&["connect", "ws+tcp:/a"], "ws+tcp:/a"),
        (&["serve", "--fd", "0"], "stdin"),
        (&["serve", "--fd", "2"], "stderr"),
        (&["serve", "--fd", "7", "--fd", "7"], "twice"),
    ] {
        let (status, line) = status_and_line(arguments);
        assert_eq!(status, Some(2), "{line}");
        assert!(line.contains(what), "{line}");
    }
}

#[test]
fn the_environment_has_limits_and_flags_win() {
    let with = |value: &str, flags: &[&str]| {
        let mut command = tool(&["connect", "nonsense"]);
        command.args(flags).env("WITSOCKET_PING_INTERVAL", value);
        Running::start(&mut command).finish().line().to_owned()
    };
    assert!(with("often", &[]).contains("invalid value 'often' for '--ping-interval <S>'"));
    assert!(!with("often", &["--ping-interval", "1"]).contains("often"));
}

#[test]
fn the_manual_and_completions_are_complete() {
    let print = |arguments: &[&str]| Running::start(&mut tool(arguments)).finish().ok();
    for shell in ["bash", "zsh", "fish"] {
        let script = print(&["completions", shell]);
        assert!(script.stdout().contains("max-message"), "{shell}");
    }
    let manual = print(&["man"]);
    for flag in ["tls\\-cert", "exec", "max\\-redirects", "isolation"] {
        assert!(manual.stdout().contains(flag), "{flag}");
    }
}

#[test]
fn a_password_is_not_printed_with_its_url() {
    for (url, shown) in [
        ("ws://user:secret@127.0.0.1:1/a?b=c@d", "ws://127.0.0.1:1/a?b=c@d: "),
        ("ws://user:secret@127.0.0.1:1?b", "ws://127.0.0.1:1?b: "),
        ("ws://127.0.0.1:1/a@b", "ws://127.0.0.1:1/a@b: "),
    ] {
        let (status, line) = status_and_line(&["connect", url, "--proxy", "none"]);
        assert_eq!(status, Some(1), "{line}");
        assert!(line.contains(shown) && !line.contains("secret"), "{line}");
    }
    let proxy = ["connect", "ws://127.0.0.1:1/", "--proxy", "http://user:secret@127.0.0.1:1"];
    let (status, line) = status_and_line(&proxy);
    assert_eq!(status, Some(1), "{line}");
    assert!(!line.contains("secret"), "{line}");
}

#[test]
fn a_wrong_url_is_status_2() {
    for url in ["", "127.0.0.1:1", "http://127.0.0.1:1/", "ws://", "ws://127.0.0.1:x/", "ws://a b/"]
    {
        let (status, line) = status_and_line(&["connect", url]);
        assert_eq!(status, Some(2), "{url}: {line}");
    }
}

#[test]
fn a_header_of_the_handshake_is_refused_in_one_line() {
    let (status, line) = status_and_line(&["connect", "-H", "Upgrade: x", "ws://127.0.0.1:1/"]);
    assert_ne!(status, Some(0));
    assert!(line.starts_with("witsocket: ") && !line.contains("\\n"), "{line}");
}

#[test]
fn compiling_names_the_file_beside_the_program() {
    for _ in 0..2 {
        let output = tool(&["compile"]).output().unwrap();
        let file = String::from_utf8(output.stdout).unwrap();
        let file = std::path::Path::new(file.trim_end());
        assert!(output.status.success());
        assert!(file.exists(), "{}", file.display());
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_witsocket"));
        assert_eq!(file.parent().unwrap(), program.parent().unwrap());
    }
}

#[test]
fn what_the_user_typed_is_escaped() {
    let (_, line) = status_and_line(&["connect", "ws://\x1b[2J/"]);
    assert!(!line.contains('\x1b'), "{line:?}");
}

#[test]
fn help_and_version_are_on_stdout() {
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["serve", "--help"],
        &["connect", "--help"],
        &["--version"],
        &["-V"],
        &["connect", "--version"],
    ] {
        let finished = Running::start(&mut tool(arguments)).finish().ok();
        assert!(finished.stdout().ends_with('\n'), "{arguments:?}");
    }
    let version = Running::start(&mut tool(&["--version"])).finish().ok();
    assert_eq!(version.stdout(), concat!("witsocket ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn an_address_that_is_taken_is_status_1() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (status, line) = status_and_line(&["serve", "--listen", &address]);
    assert_eq!(status, Some(1));
    assert!(line.contains(&address), "{line}");
}
