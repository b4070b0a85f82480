//! Clients: ours, and those of other people.

use crate::environment;
use crate::process::Process;

/// A client of somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// `peers/client.py`: the Python library websockets.
    Python,
    /// `peers/client.mjs`: the npm package ws.
    Ws,
    /// `peers/browser.mjs` and `peers/page.html`: a browser's own WebSocket.
    Chromium,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Python, Self::Ws, Self::Chromium];

    /// Those that can do what a page cannot: pings, fragments, headers.
    pub const LIBRARIES: [Self; 2] = [Self::Python, Self::Ws];

    /// Starts one case of its script, with the case's arguments. The browser
    /// runs several, one after the other, with `+` between them.
    #[track_caller]
    pub fn start(self, url: &str, case: &[&str]) -> Process {
        let mut command = match self {
            Self::Python => environment::python("client.py"),
            Self::Ws => environment::node("client.mjs"),
            Self::Chromium => environment::browser(),
        };
        let name = format!("client of {self:?}, {}", case.join(" "));
        Process::start(&name, command.arg(url).args(case))
    }

    /// Runs one case of its script, which must succeed.
    #[track_caller]
    pub fn passes(self, url: &str, case: &[&str]) {
        // Bound to a name, so that a failure still finds it and shows its output.
        let mut client = self.start(url, case);
        assert_eq!(client.status(), 0, "{self:?} failed at `{}`", case.join(" "));
    }
}

/// Starts `witsocket connect`. Its stdin stays open until the test ends it.
#[track_caller]
pub fn connect(arguments: &[&str]) -> Process {
    connect_with(&[], arguments)
}

/// Starts `witsocket connect` with variables in its environment.
#[track_caller]
pub fn connect_with(variables: &[(&str, &str)], arguments: &[&str]) -> Process {
    let assignments = variables.iter().map(|(name, value)| format!("{name}={value} "));
    let name: String = assignments.collect();
    let name = format!("{name}witsocket connect {}", arguments.join(" "));
    let mut command = environment::witsocket();
    command.arg("connect").args(arguments).envs(variables.iter().copied());
    Process::start(&name, &mut command)
}

/// Asks curl for the status of a URL's answer, 101 too. curl stays with a connection that was
/// opened, since it does not know what to say over it: so it is ended.
#[track_caller]
pub fn curl(url: &str, arguments: &[&str]) -> String {
    let mut command = environment::program("WITSOCKET_CURL");
    command.args(["--silent", "--no-buffer", "--noproxy", "*", "--output", "/dev/null"]);
    command.args(["--max-time", "2", "--write-out", "%{http_code}"]).args(arguments);
    let name = format!("curl {}", arguments.join(" "));
    let mut curl = Process::start(&name, command.arg(url.replace("ws://", "http://")));
    let _ = curl.status();
    curl.stdout()
}

/// Runs a case of a script of `peers/` at a URL, which must succeed.
#[track_caller]
pub fn python_at(script: &str, url: &str, case: &[&str]) {
    let name = format!("{script}, {}", case.join(" "));
    let mut process = Process::start(&name, environment::python(script).arg(url).args(case));
    assert_eq!(process.status(), 0, "{name} failed");
}

/// Starts a script of `peers/` that needs nobody.
#[track_caller]
pub fn python(script: &str) -> Process {
    Process::start(script, &mut environment::python(script))
}

/// Reads the output of `witsocket connect --json`, each event as one line in
/// plain words. `peers/read_events.py` says what these look like, and fails if
/// an event has not the form that it must have.
#[track_caller]
pub fn events(json: &str) -> Vec<String> {
    let mut reader = Process::start("reader of events", &mut environment::python("read_events.py"));
    reader.write(json);
    reader.end_input();
    assert_eq!(reader.status(), 0, "not the events that --json promises");
    reader.stdout().lines().map(str::to_owned).collect()
}
