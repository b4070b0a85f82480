//! The command line: what can be asked for.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use witsocket_host::{Config, Limits, Timeouts};

use super::deflate::DeflateKeys;
use super::values::{Count, Header, HostPort, IsolationName, Login, Seconds, Size, TextOrNone};

/// WebSocket client and server, with the protocol in a sandbox
#[derive(Debug, Parser)]
#[command(
    name = "witsocket",
    bin_name = "witsocket",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  witsocket serve
  echo hello | witsocket connect ws://127.0.0.1:8765/

`witsocket COMMAND --help` says more."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(Serve),
    Connect(Connect),
    /// Print what a shell needs to complete the command line
    #[command(
        display_name = "witsocket",
        after_help = "\
Such as: witsocket completions bash >/etc/bash_completion.d/witsocket"
    )]
    Completions {
        /// The shell
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
    /// Print the manual, or write a page for each command into a folder
    #[command(display_name = "witsocket")]
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Compile the protocol for this machine, so that the other commands start faster
    #[command(
        display_name = "witsocket",
        after_help = "\
Writes a file beside the program, and prints its name. Without that file, each
start takes a few tenths of a second more."
    )]
    Compile,
}

/// Accept connections, and send back what they send
#[derive(Args, Debug)]
#[command(
    display_name = "witsocket",
    after_help = "\
--listen, --unix, --fd, --subprotocol, --origin, --host, --basic and --digest
can be given many times.

Each listener is a line on stderr: `listening on ws://127.0.0.1:8765`, or
`listening on ws+unix:/run/example.sock`; with TLS it is wss. SIGINT
and SIGTERM close every connection with code 1001; a second one does not wait.

The program of --exec is run by the shell if it is more than a word. It has
REMOTE_ADDR, REQUEST_URI and the other variables of CGI; lines that are not
UTF-8 are binary messages. Its end closes the connection, with code 1000 if its
status is 0, else with 1011. It is killed if it does not end --close-timeout
after the connection.

Keys of --deflate: server_max_window_bits and client_max_window_bits from 8 to
15, server_no_context_takeover, client_no_context_takeover,
require_client_max_window_bits, level from 0 to 9, mem_level from 1 to 9,
strategy (default, filtered, huffman_only, rle, fixed), threshold in bytes.

The limits and timeouts can be set in the environment as well, as
WITSOCKET_MAX_MESSAGE or WITSOCKET_OPEN_TIMEOUT; flags win.

Exit status:
  0 after a shutdown, 1 after a failure, 2 if the command line is wrong."
)]
pub struct Serve {
    /// Listen here; port 0 is any free one
    /// [default: 127.0.0.1:8765]
    #[arg(long, value_name = "ADDR:PORT", verbatim_doc_comment)]
    pub listen: Vec<HostPort>,

    /// Listen at this Unix socket
    #[arg(long, value_name = "PATH")]
    pub unix: Vec<PathBuf>,

    /// Accept from this socket, which listens and was
    /// inherited: 3 is the first that systemd gives
    #[arg(long, value_name = "N", verbatim_doc_comment)]
    pub fd: Vec<u32>,

    /// Speak TLS with the certificates in this PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// and the private key in this one
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// Let in only clients with a certificate of the
    /// authorities in this PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert", verbatim_doc_comment)]
    pub client_ca: Option<PathBuf>,

    /// Send every message back; this is the default
    #[arg(long, group = "work")]
    pub echo: bool,

    /// Pass every message on to all other connections
    #[arg(long, group = "work")]
    pub broadcast: bool,

    /// Run a program for each connection: messages are
    /// lines of its stdin, and lines of its stdout are
    /// messages
    #[arg(long, value_name = "PROGRAM", group = "work", verbatim_doc_comment)]
    pub exec: Option<String>,

    /// Speak this subprotocol; the first is preferred
    #[arg(long, value_name = "NAME")]
    pub subprotocol: Vec<String>,

    /// Admit pages of this origin only, as
    /// https://*.example.com; '' admits clients that
    /// name none, `any` admits all
    /// [default: pages of the same host]
    #[arg(long, value_name = "ORIGIN|any", verbatim_doc_comment)]
    pub origin: Vec<String>,

    /// Admit requests for this host only
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,

    /// Let this user log in with Basic
    #[arg(long, value_name = "USER:PASSWORD")]
    pub basic: Vec<Login>,

    /// Let this user log in with Digest
    #[arg(long, value_name = "USER:PASSWORD")]
    pub digest: Vec<Login>,

    /// What the users are users of
    #[arg(long, value_name = "TEXT", default_value = "witsocket")]
    pub realm: String,

    /// Run N threads, each with its own sandbox
    /// [default: the number of cores]
    #[arg(long, value_name = "N", verbatim_doc_comment)]
    pub shards: Option<NonZeroUsize>,

    /// If a sandbox fails, lose all connections of its
    /// thread (shared), or just the one (connection)
    /// [default: shared]
    #[arg(
        long,
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    pub isolation: IsolationName,

    /// Have at most N connections at a time
    #[arg(long, value_name = "N")]
    pub max_connections: Option<NonZeroUsize>,

    /// Serve counters for Prometheus there, at /metrics
    #[arg(long, value_name = "ADDR:PORT")]
    pub metrics: Option<HostPort>,

    #[command(flatten)]
    pub common: Common,
}

/// Send the lines of stdin as messages, print those that come
#[derive(Args, Debug)]
#[command(
    display_name = "witsocket",
    after_help = "\
-H and --subprotocol can be given many times.

Text messages are printed as lines, binary ones as `(binary)` and hexadecimal
digits. A terminal gets no control characters of the peer: they are shown as
\\x1b, and --binary is as hexadecimal as ever.

Without --proxy the environment names one, in wss_proxy or ws_proxy,
socks_proxy, https_proxy, for ws: URLs http_proxy, and all_proxy; no_proxy has
exceptions.

At the end of stdin the connection is closed with code 1000, when the peer has
been silent for 0.2 s; on SIGINT at once. What comes until the peer has closed
too is printed. A second signal does not wait.

Keys of --deflate: server_max_window_bits and client_max_window_bits from 8 to
15, server_no_context_takeover, client_no_context_takeover,
require_client_max_window_bits, level from 0 to 9, mem_level from 1 to 9,
strategy (default, filtered, huffman_only, rle, fixed), threshold in bytes.

The limits, timeouts, --max-redirects and --user-agent can be set in the
environment as well, as WITSOCKET_MAX_MESSAGE or WITSOCKET_OPEN_TIMEOUT; flags
win.

Exit status:
  0 after a clean close: both sides gave 1000, 1001 or no code
  1 after any other end, with the reason on stderr
  2 if the command line is wrong

Examples:
  witsocket connect ws://127.0.0.1:8765/
  witsocket connect -H 'Cookie: a=b' --json ws://127.0.0.1:8765/chat
  witsocket connect --binary ws://127.0.0.1:8765/ <photo >copy"
)]
pub struct Connect {
    /// ws[s]://[USER:PASSWORD@]HOST[:PORT][/PATH]
    #[arg(value_name = "URL")]
    pub url: String,

    /// Add a header to the request
    #[arg(short = 'H', value_name = "NAME: VALUE")]
    pub header: Vec<Header>,

    /// Offer this subprotocol; best first
    #[arg(long, value_name = "NAME")]
    pub subprotocol: Vec<String>,

    /// Say that a page of this origin asks
    #[arg(long)]
    pub origin: Option<String>,

    /// Name the program, or leave the header out
    #[arg(long, env = "WITSOCKET_USER_AGENT", hide_env = true, value_name = "TEXT|none", hide_default_value = true,
        default_value_t = TextOrNone(Config::default().product))]
    pub user_agent: TextOrNone,

    /// Log in with Basic
    #[arg(long, value_name = "USER:PASSWORD", help_heading = WAY)]
    pub basic: Option<Login>,

    /// Log in with Digest, and never send the password
    #[arg(long, value_name = "USER:PASSWORD", help_heading = WAY, conflicts_with = "basic")]
    pub digest: Option<Login>,

    /// Go through this proxy: http, https, socks4,
    /// socks4a, socks5 or socks5h
    /// [default: that of the environment]
    #[arg(long, value_name = "URL|none", help_heading = WAY, verbatim_doc_comment)]
    pub proxy: Option<TextOrNone>,

    /// Connect there, whatever the URL says
    #[arg(long, value_name = "HOST:PORT", help_heading = WAY)]
    pub to: Option<HostPort>,

    /// Connect to this Unix socket
    #[arg(long, value_name = "PATH", help_heading = WAY, conflicts_with = "to")]
    pub unix: Option<String>,

    /// Trust the authorities in this PEM file only
    #[arg(long, value_name = "FILE", help_heading = WAY)]
    pub ca: Option<PathBuf>,

    /// Have the certificate in this PEM file
    #[arg(long, value_name = "FILE", help_heading = WAY, requires = "key")]
    pub cert: Option<PathBuf>,

    /// and the private key in this one
    #[arg(long, value_name = "FILE", help_heading = WAY, requires = "cert")]
    pub key: Option<PathBuf>,

    /// Take a server of this name, not the URL's
    #[arg(long, value_name = "NAME", help_heading = WAY)]
    pub server_name: Option<String>,

    /// Trust anybody: do not check certificates
    #[arg(long, help_heading = WAY, conflicts_with = "ca")]
    pub insecure: bool,

    /// Redirects to follow
    #[arg(long, env = "WITSOCKET_MAX_REDIRECTS", hide_env = true, value_name = "N", help_heading = WAY, default_value_t = 10)]
    pub max_redirects: u32,

    /// Connect again whenever the connection fails,
    /// or ends before stdin does
    #[arg(long, help_heading = WAY, verbatim_doc_comment)]
    pub reconnect: bool,

    /// Send all of stdin as one binary message,
    /// and print binary messages as they are
    #[arg(long, verbatim_doc_comment)]
    pub binary: bool,

    /// Print every event as a line of JSON
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub common: Common,
}

/// What both commands take.
#[derive(Args, Debug)]
pub struct Common {
    /// Do without compression
    #[arg(long)]
    pub no_deflate: bool,

    /// Compress so, see below
    #[arg(long, value_name = "KEY=VALUE,..", conflicts_with = "no_deflate")]
    pub deflate: Option<DeflateKeys>,

    /// Log to stderr, -vvv every frame
    #[arg(short, action = ArgAction::Count)]
    pub verbose: u8,

    /// The largest message to accept
    #[arg(long, env = "WITSOCKET_MAX_MESSAGE", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size(Limits::default().max_message))]
    pub max_message: Size,

    /// The largest frame to accept
    #[arg(long, env = "WITSOCKET_MAX_FRAME", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size(Limits::default().max_frame))]
    pub max_frame: Size,

    /// The most frames in a message
    #[arg(long, env = "WITSOCKET_MAX_FRAGMENTS", hide_env = true, value_name = "N", help_heading = LIMITS,
        default_value_t = Count(Limits::default().max_fragments))]
    pub max_fragments: Count,

    /// For the opening handshake
    #[arg(long, env = "WITSOCKET_OPEN_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().open))]
    pub open_timeout: Seconds,

    /// For the closing handshake
    #[arg(long, env = "WITSOCKET_CLOSE_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().close))]
    pub close_timeout: Seconds,

    /// Between two pings
    #[arg(long, env = "WITSOCKET_PING_INTERVAL", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().ping_interval))]
    pub ping_interval: Seconds,

    /// For the answer to a ping
    #[arg(long, env = "WITSOCKET_PING_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().ping_timeout))]
    pub ping_timeout: Seconds,

    /// Without a message, before closing
    #[arg(long, env = "WITSOCKET_IDLE_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().idle))]
    pub idle_timeout: Seconds,
}

const WAY: &str = "The way to the server";
const LIMITS: &str = "Limits in bytes, as 65536 or 64k; 0 is no limit";
const TIMEOUTS: &str = "Timeouts in seconds, as 20 or 0.5; 0 is for ever";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_fits_a_terminal() {
        let mut command = Cli::command();
        command.build();
        let helps = command.get_subcommands_mut().map(|command| command.render_help().to_string());
        for help in helps {
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }
}
