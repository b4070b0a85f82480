//! The command line: what can be asked for, and what it says when it is wrong.

use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgAction, Args, Parser, Subcommand};
use witsocket_host::{Config, Limits, Timeouts};

use super::exit::Failure;
use super::values::{Count, Header, HostPort, Seconds, Size, TextOrNone};

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
}

/// Accept connections and send back what they send
#[derive(Args, Debug)]
#[command(
    display_name = "witsocket",
    after_help = "\
--listen, --subprotocol, --origin and --host can be given many times.

Each listener is a line on stderr: `listening on ws://127.0.0.1:8765`. SIGINT
and SIGTERM close every connection with code 1001; a second one does not wait.

Exit status:
  0 after a shutdown, 1 after a failure, 2 if the command line is wrong."
)]
pub struct Serve {
    /// Listen here; port 0 is any free one
    /// [default: 127.0.0.1:8765]
    #[arg(
        long,
        value_name = "ADDR:PORT",
        default_value = "127.0.0.1:8765",
        hide_default_value = true,
        verbatim_doc_comment
    )]
    pub listen: Vec<HostPort>,

    /// Send every message back; this is the default
    #[arg(long)]
    pub echo: bool,

    /// Speak this subprotocol; the first one is preferred
    #[arg(long, value_name = "NAME")]
    pub subprotocol: Vec<String>,

    /// Admit pages of this origin only; '' admits
    /// clients that name none, `any` admits all
    /// [default: any]
    #[arg(long, value_name = "ORIGIN|any", verbatim_doc_comment)]
    pub origin: Vec<String>,

    /// Admit requests for this host only
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,

    /// Run N threads, each with its own sandbox
    /// [default: the number of cores]
    #[arg(long, value_name = "N", verbatim_doc_comment)]
    pub shards: Option<NonZeroUsize>,

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

At the end of stdin the connection is closed with code 1000, when the peer has
been silent for 0.2 s; on SIGINT at once. What comes until the peer has closed
too is printed. A second signal does not wait.

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
    /// ws://HOST[:PORT][/PATH][?QUERY]
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
    #[arg(long, value_name = "TEXT|none", hide_default_value = true,
        default_value_t = TextOrNone(Config::default().product))]
    pub user_agent: TextOrNone,

    /// Connect there, whatever the URL says
    #[arg(long, value_name = "HOST:PORT")]
    pub to: Option<HostPort>,

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
    /// Do not offer compression
    #[arg(long)]
    pub no_deflate: bool,

    /// Log to stderr, -vvv every frame
    #[arg(short, action = ArgAction::Count)]
    pub verbose: u8,

    /// The largest message to accept
    #[arg(long, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size(Limits::default().max_message))]
    pub max_message: Size,

    /// The largest frame to accept
    #[arg(long, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size(Limits::default().max_frame))]
    pub max_frame: Size,

    /// The most frames in a message
    #[arg(long, value_name = "N", help_heading = LIMITS,
        default_value_t = Count(Limits::default().max_fragments))]
    pub max_fragments: Count,

    /// For the opening handshake
    #[arg(long, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().open))]
    pub open_timeout: Seconds,

    /// For the closing handshake
    #[arg(long, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().close))]
    pub close_timeout: Seconds,

    /// Between two pings
    #[arg(long, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().ping_interval))]
    pub ping_interval: Seconds,

    /// For the answer to a ping
    #[arg(long, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().ping_timeout))]
    pub ping_timeout: Seconds,

    /// Without a message, before closing
    #[arg(long, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().idle))]
    pub idle_timeout: Seconds,
}

const LIMITS: &str = "Limits in bytes, as 65536 or 64k; 0 is no limit";
const TIMEOUTS: &str = "Timeouts in seconds, as 20 or 0.5; 0 is for ever";

impl Cli {
    /// Reads the command line; where there is nothing to run, says what there is to say.
    pub fn read() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                // There is nobody left to tell that stdout is closed.
                let _ = error.print();
                ExitCode::SUCCESS
            }
            _ => Failure::usage(one_line(&error)).report(),
        })
    }
}

impl Command {
    pub fn common(&self) -> &Common {
        match self {
            Self::Serve(serve) => &serve.common,
            Self::Connect(connect) => &connect.common,
        }
    }
}

impl Serve {
    pub fn config(&self) -> Config {
        let any = self.origin.is_empty() || self.origin.iter().any(|origin| origin == "any");
        Config {
            subprotocols: self.subprotocol.clone(),
            origins: (!any).then(|| self.origin.clone()),
            hosts: (!self.host.is_empty()).then(|| self.host.clone()),
            ..self.common.config()
        }
    }
}

impl Connect {
    pub fn config(&self) -> Config {
        Config {
            subprotocols: self.subprotocol.clone(),
            product: self.user_agent.0.clone(),
            ..self.common.config()
        }
    }
}

impl Common {
    fn config(&self) -> Config {
        Config {
            limits: Limits {
                max_message: self.max_message.0,
                max_frame: self.max_frame.0,
                max_fragments: self.max_fragments.0,
                ..Limits::default()
            },
            timeouts: Timeouts {
                open: self.open_timeout.0,
                close: self.close_timeout.0,
                ping_interval: self.ping_interval.0,
                ping_timeout: self.ping_timeout.0,
                idle: self.idle_timeout.0,
                ..Timeouts::default()
            },
            trace: self.verbose >= 3,
            ..Config::default()
        }
    }
}

/// What is wrong with the command line, and where to read how it is right, without the many lines
/// that clap gives to both.
fn one_line(error: &clap::Error) -> String {
    let mut command = "witsocket".to_owned();
    if let Some(name @ ("serve" | "connect")) = std::env::args().nth(1).as_deref() {
        command = format!("{command} {name}");
    }
    let text = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is missing: serve or connect".to_owned()
        }
        _ => error.render().to_string(),
    };
    let text = text.trim_start_matches("error: ");
    let mut paragraphs = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut line = paragraphs.next().unwrap_or_default();
    for tip in paragraphs.filter_map(|text| text.strip_prefix("tip: ").map(str::to_owned)) {
        line = format!("{line}; {tip}");
    }
    format!("{line} (see {command} --help)")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split(' '))
    }

    #[track_caller]
    fn connect(line: &str) -> Connect {
        match parse(line).unwrap().command {
            Command::Connect(connect) => connect,
            Command::Serve(_) => panic!("not connect"),
        }
    }

    #[track_caller]
    fn serve(line: &str) -> Serve {
        match parse(line).unwrap().command {
            Command::Serve(serve) => serve,
            Command::Connect(_) => panic!("not serve"),
        }
    }

    #[track_caller]
    fn assert_same(left: &Config, right: &Config) {
        assert_eq!(format!("{left:?}"), format!("{right:?}"));
    }

    #[test]
    fn the_definition_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn help_fits_a_terminal() {
        use clap::CommandFactory;
        let mut command = Cli::command();
        command.build();
        let helps = command.get_subcommands_mut().map(|command| command.render_help().to_string());
        for help in helps {
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn without_flags_the_configuration_is_the_default() {
        assert_same(&serve("witsocket serve").config(), &Config::default());
        assert_same(&connect("witsocket connect ws://a/").config(), &Config::default());
    }

    #[test]
    fn limits_and_timeouts_are_configured() {
        let config = connect(
            "witsocket connect ws://a/ --max-message 0 --max-frame 64k --max-fragments 3 \
             --open-timeout 0.5 --close-timeout 1 --ping-interval 0 --ping-timeout 2 \
             --idle-timeout 3 -vvv",
        )
        .config();
        let limits = Limits {
            max_message: None,
            max_frame: Some(65536),
            max_fragments: Some(3),
            ..Limits::default()
        };
        let timeouts = Timeouts {
            open: Some(Duration::from_millis(500)),
            close: Some(Duration::from_secs(1)),
            ping_interval: None,
            ping_timeout: Some(Duration::from_secs(2)),
            idle: Some(Duration::from_secs(3)),
            ..Timeouts::default()
        };
        assert_same(&config, &Config { limits, timeouts, trace: true, ..Config::default() });
    }

    #[test]
    fn any_allows_every_origin() {
        let origins = |line| serve(line).config().origins;
        assert_eq!(origins("witsocket serve --origin any"), None);
        assert_eq!(origins("witsocket serve --origin http://a --origin any"), None);
        assert_eq!(origins("witsocket serve --origin http://a"), Some(vec!["http://a".into()]));
    }

    #[test]
    fn the_user_agent_can_be_left_out() {
        let product = |line| connect(line).config().product;
        assert_eq!(product("witsocket connect ws://a/ --user-agent none"), None);
        assert_eq!(product("witsocket connect ws://a/ --user-agent b/1"), Some("b/1".into()));
    }

    #[test]
    fn a_wrong_command_line_is_one_line() {
        for (line, what) in [
            ("witsocket", "a command is missing: serve or connect"),
            ("witsocket listen", "unrecognized subcommand 'listen'"),
            ("witsocket connect", "the following required arguments were not provided: <URL>"),
            (
                "witsocket serve --ehco",
                "unexpected argument '--ehco' found; a similar argument exists: '--echo'",
            ),
            (
                "witsocket serve --max-frame x",
                "invalid value 'x' for '--max-frame <BYTES>': \
                 not a number of bytes, as 65536, 64k or 1M",
            ),
            (
                "witsocket serve --shards 0",
                "invalid value '0' for '--shards <N>': number would be zero",
            ),
        ] {
            let text = one_line(&parse(line).unwrap_err());
            assert!(text.starts_with(what), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
    }
}
