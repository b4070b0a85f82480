//! A file that is to be sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use witsocket_host::{FileBody, Headers, Request, Response};

use super::range::Part;
use super::{INDEX, media};

/// A file that is open.
pub struct File {
    file: fs::File,
    path: PathBuf,
    len: u64,
    /// Another one whenever the file is another one (RFC 9110 §8.8.3).
    tag: String,
}

/// Why there is none.
pub enum Refusal {
    NotFound,
    TooLarge,
    /// It is a folder, whose pages have links that begin where it ends.
    Folder,
}

impl File {
    /// Opens a file below `root`, of at most so many bytes.
    pub fn open(root: &Path, segments: &[String], slash: bool, most: u64) -> Result<Self, Refusal> {
        let mut path = root.to_owned();
        path.extend(segments);
        if path.is_dir() {
            if !slash && !segments.is_empty() {
                return Err(Refusal::Folder);
            }
            path.push(INDEX);
        } else if slash {
            return Err(Refusal::NotFound);
        }
        // Links may lead anywhere, and to what is no file: a pipe would block.
        let path = fs::canonicalize(path)?;
        if !path.starts_with(root) || !path.is_file() {
            return Err(Refusal::NotFound);
        }
        let file = fs::File::open(&path)?;
        let metadata = file.metadata()?;
        let len = metadata.len();
        if len > most {
            return Err(Refusal::TooLarge);
        }
        let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let tag = format!("\"{:x}-{len:x}\"", changed.as_nanos());
        Ok(Self { file, path, len, tag })
    }

    /// Whether a browser that has these tags has this file (RFC 9110 §13.1.2).
    pub fn is_known(&self, tags: &str) -> bool {
        let mut tags = tags.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
        tags.any(|tag| tag == self.tag || tag == "*")
    }

    /// Says that the file has not changed.
    pub fn not_modified(&self) -> Response {
        Response { status: 304, headers: self.validity(), ..Response::default() }
    }

    /// Which part of it a request is for. A client that has a part already says of which file that
    /// is, and gets all of it if it is another one by now (RFC 9110 §13.1.5). Other methods than
    /// GET have no parts (§14.2).
    pub fn part(&self, request: &Request) -> Part {
        let is_same = request.headers.get("If-Range").is_none_or(|tag| tag.trim() == self.tag);
        match request.headers.get("Range") {
            Some(range) if is_same && request.method == "GET" => Part::of(range, self.len),
            _ => Part::Whole,
        }
    }

    /// Sends the file, or a part of it.
    pub fn into_response(self, part: Part) -> Response {
        let mut headers = self.validity();
        headers.push("Accept-Ranges", "bytes");
        let (status, range) = match part {
            Part::Whole => (200, 0..self.len),
            Part::Bytes(range) => {
                let (first, last) = (range.start, range.end.saturating_sub(1));
                headers.push("Content-Range", format!("bytes {first}-{last}/{}", self.len));
                (206, range)
            }
            Part::Nowhere => {
                headers.push("Content-Range", format!("bytes */{}", self.len));
                (416, 0..0)
            }
        };
        headers.push("Content-Type", media::of(&self.path));
        headers.push("X-Content-Type-Options", "nosniff");
        let file = FileBody::new(self.file, range.start, range.end.saturating_sub(range.start));
        Response { status, headers, file: Some(file), ..Response::default() }
    }

    fn validity(&self) -> Headers {
        Headers::from([("ETag", &*self.tag), ("Cache-Control", "no-cache")])
    }
}

/// Whatever keeps us from reading it, it is not for everybody.
impl From<io::Error> for Refusal {
    fn from(_: io::Error) -> Self {
        Self::NotFound
    }
}
