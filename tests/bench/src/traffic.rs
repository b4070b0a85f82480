//! The bytes of a cell, built once: masked frames to send, and the reply each of them must get.

/// Frames of one size, ready for the socket.
pub struct Traffic {
    burst: Vec<u8>,
    frame_len: usize,
    reply: Vec<u8>,
    header_len: usize,
}

impl Traffic {
    /// Builds binary frames with a payload of `size` bytes, enough to send `depth` in one write.
    pub fn new(size: usize, depth: usize) -> Self {
        let payload: Vec<u8> = (0..size).map(|i| b' ' + (i * 7 % 95) as u8).collect();

        let mut reply = header(FIN | BINARY, size, 0);
        let header_len = reply.len();
        reply.extend(&payload);

        let frame = masked_frame(FIN | BINARY, &payload);
        let frame_len = frame.len();

        let repeats = depth.min(MAX_BURST / frame_len).max(1);
        Self { burst: frame.repeat(repeats), frame_len, reply, header_len }
    }

    /// The next bytes to send: at most `owed`, starting `position` bytes into a frame.
    pub fn outgoing(&self, position: usize, owed: usize) -> &[u8] {
        &self.burst[position..self.burst.len().min(position + owed)]
    }

    pub fn frame_len(&self) -> usize {
        self.frame_len
    }

    /// The one reply that an echo server gives: a single unmasked frame.
    pub fn reply(&self) -> &[u8] {
        &self.reply
    }

    /// How many bytes of the reply are its header.
    pub fn header_len(&self) -> usize {
        self.header_len
    }
}

/// A client's frame; `first` is its first byte.
pub fn masked_frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = header(first, payload.len(), MASKED);
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// RFC 6455 §5.2: the header of a frame, in the shortest form.
fn header(first: u8, size: usize, masked: u8) -> Vec<u8> {
    let mut header = vec![first];
    if size <= 125 {
        header.push(masked | size as u8);
    } else if let Ok(size) = u16::try_from(size) {
        header.push(masked | 126);
        header.extend(size.to_be_bytes());
    } else {
        header.push(masked | 127);
        header.extend((size as u64).to_be_bytes());
    }
    header
}

/// The bit of a frame that ends a message.
pub const FIN: u8 = 0x80;
const BINARY: u8 = 0x02;
const MASKED: u8 = 0x80;

/// A fixed key: the servers cannot tell, and the frames can be built ahead.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

const MAX_BURST: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_the_shortest_form() {
        assert_eq!(header(FIN | BINARY, 125, MASKED), [0x82, 0xfd]);
        assert_eq!(header(FIN | BINARY, 126, 0), [0x82, 126, 0, 126]);
        assert_eq!(header(FIN | BINARY, 65536, 0), [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn a_burst_repeats_one_frame() {
        let traffic = Traffic::new(20, 3);
        assert_eq!(traffic.frame_len(), 26);
        assert_eq!(traffic.reply().len(), 22);
        assert_eq!(traffic.outgoing(0, 1000).len(), 78);
        assert_eq!(traffic.outgoing(4, 2), traffic.outgoing(30, 2));
    }
}
