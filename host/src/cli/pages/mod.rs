//! `serve --files` and `--playground`: what a browser gets that opens no WebSocket.

mod file;
mod media;
mod path;
mod range;

use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tracing::info;
use witsocket_host::{FileBody, Headers, Request, Response};

use self::file::{File, Refusal};

/// Pages beside the WebSocket.
#[derive(Debug)]
pub struct Pages {
    /// The folder; `None` if there is none to serve, and that is to be said.
    root: Option<PathBuf>,
    /// Bytes of a file.
    most: u64,
}

impl Pages {
    /// The files of a folder.
    pub fn folder(root: &Path, most: Option<u64>) -> io::Result<Self> {
        let root = fs::canonicalize(root)?;
        if !root.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { root: Some(root), most: most.unwrap_or(u64::MAX) })
    }

    /// The playground: where the environment says, beside the program, or where it is built.
    pub fn playground(most: Option<u64>) -> Self {
        let named = env::var_os("WITSOCKET_PLAYGROUND").map(PathBuf::from);
        let program = env::current_exe().unwrap_or_default();
        let beside = ["playground", "../../js/playground/dist"];
        let beside = beside.into_iter().map(|folder| program.with_file_name(folder));
        let root = named.into_iter().chain(beside).find(|folder| folder.join(INDEX).is_file());
        let root = root.and_then(|folder| fs::canonicalize(folder).ok());
        Self { root, most: most.unwrap_or(u64::MAX) }
    }

    /// Whether there is something to serve.
    pub fn is_there(&self) -> bool {
        self.root.is_some()
    }

    /// Puts a page in place of the answer to a request that would open no WebSocket.
    ///
    /// The protocol has judged it before: who has to log in has done so.
    pub fn answer(&self, request: &Request, response: &mut Response) {
        let is_page = match &*request.method {
            "GET" => response.status == UPGRADE_REQUIRED,
            "HEAD" => response.status == METHOD_NOT_ALLOWED,
            _ => false,
        };
        if !is_page {
            return;
        }
        let page = self.page(request);
        info!(
            status = page.status,
            bytes = page.file.as_ref().map_or(page.body.len() as u64, FileBody::len),
            "{} {}",
            request.method,
            request.target
        );
        let mut headers: Headers =
            response.headers.iter().filter(|(name, _)| is_ours(name)).collect();
        headers.extend(page.headers.iter());
        // With the reason as it was, the protocol has one for another status.
        let reason = std::mem::take(&mut response.reason);
        *response = Response { headers, reason, ..page };
    }

    fn page(&self, request: &Request) -> Response {
        let Some(root) = &self.root else { return text(200, NO_PLAYGROUND) };
        let Some(segments) = path::segments(request.path()) else { return text(404, NOT_FOUND) };
        let known = request.headers.get("If-None-Match").unwrap_or_default();
        match File::open(root, &segments, request.path().ends_with('/'), self.most) {
            Ok(file) if file.is_known(known) => file.not_modified(),
            Ok(file) => {
                let part = file.part(request);
                file.into_response(part)
            }
            Err(Refusal::NotFound) => text(404, NOT_FOUND),
            Err(Refusal::TooLarge) => text(403, "The file is larger than --max-file allows.\n"),
            Err(Refusal::Folder) => {
                // Built from what it was understood as: `//host` would lead elsewhere.
                let mut path: String = segments
                    .iter()
                    .flat_map(|segment| {
                        ["/".into(), utf8_percent_encode(segment, ESCAPED).to_string()]
                    })
                    .collect();
                path.push('/');
                if let Some((_, query)) = request.target.split_once('?') {
                    path.push('?');
                    path.push_str(query);
                }
                let mut moved = text(301, "Moved.\n");
                moved.headers.push("Location", path);
                moved
            }
        }
    }
}

/// What of the protocol's answer belongs to every answer.
fn is_ours(name: &[u8]) -> bool {
    ["Date", "Connection", "Server"].iter().any(|ours| name.eq_ignore_ascii_case(ours.as_bytes()))
}

fn text(status: u16, body: &'static str) -> Response {
    let headers = Headers::from([
        ("Content-Type", "text/plain; charset=utf-8"),
        ("X-Content-Type-Options", "nosniff"),
    ]);
    Response { status, headers, body: body.into(), ..Response::default() }
}

/// The page of a folder.
const INDEX: &str = "index.html";

/// RFC 9110 §15.5.22: what the protocol answers to a request that is no upgrade, and §15.5.6: to a
/// method that cannot be one.
const UPGRADE_REQUIRED: u16 = 426;
const METHOD_NOT_ALLOWED: u16 = 405;

/// RFC 3986 §3.3: what cannot stand in a segment of a path, and `%`.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

const NOT_FOUND: &str = "Not found.\n";

const NO_PLAYGROUND: &str = "\
The playground is not built.

`cargo xtask playground` builds it into js/playground/dist. It is found there,
in the folder `playground` beside the program, or where the environment variable
WITSOCKET_PLAYGROUND says. The server itself is there: connect a WebSocket.
";
