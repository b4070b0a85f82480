//! The messages of a cell: texts, zlib's compression of them, and the frames that carry it.
//!
//! The sequence starts over at its end. That is sound with context takeover: its first message
//! was compressed without context and refers to nothing, so it can follow anything. And it is
//! longer than a window, so that a server finds no message in the window a second time.

use std::{
    io::Write,
    process::{Output, Stdio},
    thread,
};

use anyhow::{Context, Result, ensure};

use super::{
    setting::{LEVEL, Setting, Terms},
    text::Records,
};
use crate::{
    cell::Size,
    tools,
    traffic::{FIN, masked_frame},
};

/// A sequence of messages.
pub struct Corpus {
    texts: Vec<String>,
    /// What zlib makes of each text, in bytes: how a server could have answered.
    zlib: Vec<usize>,
    /// All frames, one after the other.
    frames: Vec<u8>,
    lengths: Vec<usize>,
}

impl Corpus {
    /// Messages of a size, compressed by zlib as the setting has it.
    pub fn new(size: Size, setting: Setting) -> Result<Self> {
        let count = (CYCLE / size.0.max(1)).clamp(FEWEST, MOST);
        let mut records = Records::new(size.0);
        let texts: Vec<String> = (0..count).map(|_| records.document()).collect();
        let (first, payloads) = match setting.terms() {
            None => (FIN | TEXT, texts.iter().map(|text| text.clone().into_bytes()).collect()),
            Some(terms) => (FIN | RSV1 | TEXT, compressed(&texts, terms)?),
        };
        let frames: Vec<_> = payloads.iter().map(|payload| masked_frame(first, payload)).collect();
        Ok(Self {
            texts,
            zlib: payloads.iter().map(Vec::len).collect(),
            lengths: frames.iter().map(Vec::len).collect(),
            frames: frames.concat(),
        })
    }

    /// How many messages there are before it starts over.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// The text of the message with a number, which may be beyond the end.
    pub fn text(&self, number: usize) -> &str {
        &self.texts[number % self.texts.len()]
    }

    /// Bytes that zlib needs for the message with a number.
    pub fn zlib(&self, number: usize) -> usize {
        self.zlib[number % self.zlib.len()]
    }

    /// Bytes of the frame of the message with a number.
    pub fn frame_len(&self, number: usize) -> usize {
        self.lengths[number % self.lengths.len()]
    }

    /// Bytes of all frames.
    pub fn frames_len(&self) -> usize {
        self.frames.len()
    }

    /// The next bytes to send: at most `owed`, from a position in the frames.
    pub fn outgoing(&self, position: usize, owed: usize) -> &[u8] {
        &self.frames[position..self.frames.len().min(position + owed)]
    }
}

/// Has Python's zlib compress the texts.
fn compressed(texts: &[String], terms: Terms) -> Result<Vec<Vec<u8>>> {
    let mut command = tools::python(include_str!("../../peers/zlib_messages.py"))?;
    command.args([terms.bits, LEVEL, terms.mem_level].map(|number| number.to_string()));
    command.arg(if terms.takeover { "takeover" } else { "reset" });
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start Python")?;
    let mut stdin = child.stdin.take().context("no stdin")?;
    let mut input = Vec::new();
    for text in texts {
        input.extend(u32::try_from(text.len())?.to_be_bytes());
        input.extend(text.as_bytes());
    }
    let writer = thread::spawn(move || stdin.write_all(&input));
    let Output { status, stdout, stderr } = child.wait_with_output()?;
    let complaint = String::from_utf8_lossy(&stderr);
    ensure!(status.success(), "Python cannot compress the messages:\n{complaint}");
    let written = writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))?;
    written.context("Python did not read the messages")?;

    let payloads = split(&stdout).context("Python's answer is cut off")?;
    ensure!(payloads.len() == texts.len(), "Python compressed {} messages", payloads.len());
    Ok(payloads)
}

fn split(mut data: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut payloads = Vec::new();
    while let Some((length, rest)) = data.split_first_chunk() {
        let (payload, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        payloads.push(payload.to_vec());
        data = rest;
    }
    data.is_empty().then_some(payloads)
}

const TEXT: u8 = 0x01;
const RSV1: u8 = 0x40;

/// Bytes of text in a sequence, within bounds for the number of messages: eight windows.
const CYCLE: usize = 256 << 10;
const FEWEST: usize = 16;
const MOST: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frames_follow_each_other_and_start_over() {
        let corpus = Corpus::new(Size(200), Setting::None).unwrap();
        let lengths: usize = (0..corpus.count()).map(|number| corpus.frame_len(number)).sum();
        assert_eq!(lengths, corpus.frames_len());
        assert_eq!(corpus.zlib(0), 200);
        assert_eq!(corpus.text(corpus.count()), corpus.text(0));
        assert_eq!(corpus.outgoing(corpus.frames_len() - 3, 100).len(), 3);
    }

    #[test]
    fn what_is_cut_off_is_noticed() {
        assert_eq!(split(b"\0\0\0\x02ab\0\0\0\0"), Some(vec![b"ab".to_vec(), vec![]]));
        assert_eq!(split(b"\0\0\0\x02a"), None);
        assert_eq!(split(b"\0\0"), None);
    }
}
