//! `witsocket serve`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use witsocket_host::Config;

use super::super::names::{IsolationName, SlowName};
use super::super::values::{Header, HostPort, Login, Seconds, Size, TextOrNone, field_value};
use super::{Common, ENTRY, LIMITS, PAGES, TLS};

/// Accept connections, and send back what they send
#[derive(Args, Debug)]
#[command(
    display_name = "witsocket",
    after_help = "\
--listen, --unix, --fd, --tls-name, -H, --subprotocol, --origin, --host, --basic
and --digest can be given many times.

Each listener is a line on stderr: `listening on ws://127.0.0.1:8765`, or
`listening on ws+unix:/run/example.sock`; with TLS it is wss. SIGINT
and SIGTERM close every connection with code 1001; a second one does not wait.
Without --listen, --unix and --fd, sockets of systemd are taken (LISTEN_FDS) if
there are any.

The program of --exec is run by the shell if it is more than a word. It has
REMOTE_ADDR, REQUEST_URI, UNIQUE_ID and the other variables of CGI; lines that
are not UTF-8 are binary messages. With --binary there are no lines: what it
reads are the bytes of messages, and whatever it writes at a time is a binary
message. Its end closes the connection, with code 1000 if its status is 0, else
with 1011. It is killed if it does not end --close-timeout after the connection.

The files of --files are for requests that open no WebSocket. Users log in for
them too. No file is sent whose name or folder begins with a dot, or to which a
link leads out of the folder. A part of a file can be asked for with Range. Who
takes nothing of it for --close-timeout is let go.

Keys of --deflate: server_max_window_bits and client_max_window_bits from 8 to
15, server_no_context_takeover, client_no_context_takeover,
require_client_max_window_bits, level from 0 to 9, mem_level from 1 to 9,
strategy (default, filtered, huffman_only, rle, fixed), threshold in bytes.

The limits, timeouts and --server can be set in the environment as well, as
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
    /// inherited: 3 is the first that there can be
    #[arg(long, value_name = "N", verbatim_doc_comment)]
    pub fd: Vec<u32>,

    /// Send every message back; this is the default
    #[arg(long, group = "work")]
    pub echo: bool,

    /// Pass every message on to all other connections
    #[arg(long, group = "work")]
    pub broadcast: bool,

    /// What --broadcast does about connections that read
    /// too slowly: drop what they miss, close them, or
    /// close them when so many bytes wait [default: 4M]
    #[arg(
        long,
        value_name = "drop|close|BYTES",
        requires = "broadcast",
        default_value_t,
        hide_default_value = true,
        verbatim_doc_comment
    )]
    pub slow: SlowName,

    /// Run a program for each connection: messages are
    /// lines of its stdin, and lines of its stdout are
    /// messages
    #[arg(long, value_name = "PROGRAM", group = "work", verbatim_doc_comment)]
    pub exec: Option<String>,

    /// Let the program of --exec read and write bytes
    #[arg(long, requires = "exec")]
    pub binary: bool,

    /// Run this application: not possible yet
    #[arg(long, value_name = "FILE.wasm", group = "work")]
    pub app: Option<PathBuf>,

    /// Speak this subprotocol; the first is preferred
    #[arg(long, value_name = "NAME")]
    pub subprotocol: Vec<String>,

    /// Add a header to every response
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<Header>,

    /// Name the program, or leave the header out
    #[arg(long, env = "WITSOCKET_SERVER", hide_env = true, value_name = "TEXT|none", hide_default_value = true,
        default_value_t = TextOrNone(Config::default().product))]
    pub server: TextOrNone,

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

    /// Serve counters for Prometheus there, at /metrics
    #[arg(long, value_name = "ADDR:PORT")]
    pub metrics: Option<HostPort>,

    /// Let clients send frames that are not masked
    #[arg(long)]
    pub accept_unmasked: bool,

    /// Speak TLS with the certificates in this PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key", help_heading = TLS)]
    pub tls_cert: Option<PathBuf>,

    /// and the private key in this one
    #[arg(long, value_name = "FILE", requires = "tls_cert", help_heading = TLS)]
    pub tls_key: Option<PathBuf>,

    /// Have other certificates for clients that ask for
    /// this name, as *.example.com
    #[arg(long, value_names = ["NAME", "CERT", "KEY"], num_args = 3, requires = "tls_cert", help_heading = TLS,
        verbatim_doc_comment)]
    pub tls_name: Vec<String>,

    /// Let in only clients with a certificate of the
    /// authorities in this PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert", help_heading = TLS, verbatim_doc_comment)]
    pub client_ca: Option<PathBuf>,

    /// and those without any
    #[arg(long, requires = "client_ca", help_heading = TLS)]
    pub client_optional: bool,

    /// Admit pages of this origin only, as
    /// https://*.example.com; '' admits clients that
    /// name none, `any` admits all
    /// [default: pages of the same host]
    #[arg(long, value_name = "ORIGIN|any", help_heading = ENTRY, verbatim_doc_comment)]
    pub origin: Vec<String>,

    /// Admit requests for this host only
    #[arg(long, value_name = "NAME", help_heading = ENTRY)]
    pub host: Vec<String>,

    /// Let this user log in with Basic
    #[arg(long, value_name = "USER:PASSWORD", help_heading = ENTRY)]
    pub basic: Vec<Login>,

    /// Let this user log in with Digest
    #[arg(long, value_name = "USER:PASSWORD", help_heading = ENTRY)]
    pub digest: Vec<Login>,

    /// What the users are users of
    #[arg(long, value_name = "TEXT", default_value = "witsocket", value_parser = field_value, help_heading = ENTRY)]
    pub realm: String,

    /// Seconds for which a challenge of Digest is good
    #[arg(long, env = "WITSOCKET_NONCE_LIFETIME", hide_env = true, value_name = "S",
        default_value = "300", help_heading = ENTRY)]
    pub nonce_lifetime: Seconds,

    /// Serve the files in this folder to browsers
    #[arg(long, value_name = "DIR", help_heading = PAGES)]
    pub files: Option<PathBuf>,

    /// Serve a page to try the server with
    #[arg(long, conflicts_with = "files", help_heading = PAGES)]
    pub playground: bool,

    /// The largest file to send
    #[arg(long, env = "WITSOCKET_MAX_FILE", hide_env = true, value_name = "BYTES", help_heading = PAGES,
        default_value_t = Size(None))]
    pub max_file: Size,

    #[command(flatten)]
    pub common: Common,

    /// Have at most N connections at a time
    #[arg(long, env = "WITSOCKET_MAX_CONNECTIONS", hide_env = true, value_name = "N",
        help_heading = LIMITS)]
    pub max_connections: Option<NonZeroUsize>,

    /// The memory of each sandbox
    #[arg(long, env = "WITSOCKET_MEMORY", hide_env = true, value_name = "BYTES",
        default_value = "256M", help_heading = LIMITS)]
    pub memory: Size,
}
