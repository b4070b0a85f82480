//! Bodies that are not in memory.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use bytes::Bytes;

/// A part of a file, as the body of a response. It is read as the client takes it, in pieces: who
/// reads slowly costs a piece, whatever the size of the file.
///
/// Its length is announced when the response is sent. A file that is shorter by then ends the
/// connection, which tells the client that something is missing.
#[derive(Clone, Debug)]
pub struct FileBody {
    source: Source,
    offset: u64,
    length: u64,
}

#[derive(Clone, Debug)]
enum Source {
    File(Arc<File>),
    /// It takes the way of a file, since it is too long for the component.
    Memory(Bytes),
}

impl FileBody {
    /// So many bytes of a file from this one on.
    pub fn new(file: File, offset: u64, length: u64) -> Self {
        Self { source: Source::File(Arc::new(file)), offset, length }
    }

    /// Bytes in memory that are to be written in pieces, too.
    pub(crate) fn memory(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, source: Source::Memory(bytes), offset: 0 }
    }

    /// What is in memory, if it is no file.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.source {
            Source::File(_) => None,
            Source::Memory(bytes) => Some(bytes),
        }
    }

    /// Its bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The next piece, or `None` at the end.
    ///
    /// It is read here and now. The kernel mostly has it, and where it has not, the thread waits
    /// for a piece and not for a file.
    pub(crate) fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.length == 0 {
            return Ok(None);
        }
        let mut piece = vec![0; self.length.min(PIECE) as usize];
        let read = match &self.source {
            Source::File(file) => file.read_at(&mut piece, self.offset)?,
            Source::Memory(bytes) => {
                let rest = bytes.get(self.offset as usize..).unwrap_or_default();
                let read = piece.len().min(rest.len());
                piece[..read].copy_from_slice(&rest[..read]);
                read
            }
        };
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        piece.truncate(read);
        self.offset += read as u64;
        self.length -= read as u64;
        Ok(Some(piece))
    }
}

/// The same part of the same file that was opened, not of one of the same name.
impl PartialEq for FileBody {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.source, &other.source) {
            (Source::File(ours), Source::File(theirs)) => Arc::ptr_eq(ours, theirs),
            (Source::Memory(ours), Source::Memory(theirs)) => ours == theirs,
            _ => false,
        };
        same && (self.offset, self.length) == (other.offset, other.length)
    }
}

impl Eq for FileBody {}

const PIECE: u64 = 64 << 10;
