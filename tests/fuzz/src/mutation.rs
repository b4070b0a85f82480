//! Changes to inputs.

use crate::random::Random;

/// No input is longer.
pub const LONGEST: usize = 2 << 10;

/// What has a meaning somewhere.
const WORDS: [&[u8]; 48] = [
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"HTTP/1.1 ",
    b"HTTP/1.0 200 x\r\n\r\n",
    b"HTTP/1.1 101 x\r\n",
    b"HTTP/1.1 302 x\r\nLocation: ",
    b"HTTP/1.1 401 x\r\nWWW-Authenticate: ",
    b"HTTP/1.1 407 x\r\nProxy-Authenticate: ",
    b"Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256-sess, userhash=true",
    b"Basic realm=\"r\"",
    b"stale=true",
    b"Content-Length: 0\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"ffffffffffffffff\r\n",
    b"Host: a\r\n",
    b"Origin: http://a\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n",
    b"Sec-WebSocket-Protocol: chat\r\n",
    b"Sec-WebSocket-Extensions: permessage-deflate",
    b"; server_max_window_bits=9; client_max_window_bits=15",
    b"; client_no_context_takeover",
    b"; a=\"\\\"",
    b"Authorization: Basic YTpi\r\n",
    b"ws://",
    b"wss://u:p@[::1]:65535/%20?#",
    b"//",
    b"xn--",
    "ß。".as_bytes(),
    "\u{1d11e}".as_bytes(),
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\x88\x82\0\0\0\0\x03\xe8",
    b"\x88\x02\x03\xe8",
    b"\x89\x80\0\0\0\0",
    b"\x01\x81\0\0\0\0a",
    b"\x80\x81\0\0\0\0a",
    b"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
    b"\x82\xfe\xff\xff\0\0\0\0",
    b"\xc1\x87\0\0\0\0\xf2\x48\xcd\xc9\xc9\x07\x00",
    b"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00",
    b"\0\0\0\xff\xff",
    b"\x05\x00",
    b"\x05\x02",
    b"\x01\x00",
    b"\x05\x00\x00\x03\x01a\x00\x00",
    b"\x00\x5a\0\0\0\0\0\0",
];

/// Numbers at which things change.
const BYTES: [u8; 16] =
    [0, 1, 2, 0x0d, 0x0a, 0x20, 0x2c, 0x3d, 0x7d, 0x7e, 0x7f, 0x80, 0xc1, 0xfe, 0xff, 0x22];

/// Another input, made of one of the corpus and perhaps of a second one.
pub fn mutate(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = input.to_vec();
    for _ in 0..1 + random.below(4) {
        change(&mut out, other, random);
    }
    out.truncate(LONGEST);
    out
}

fn change(out: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(out.len() + 1);
    let most = 1 << random.below(8);
    let end = (at + 1 + random.below(most)).min(out.len());
    match random.below(12) {
        0 | 1 if at < out.len() => out[at] ^= 1 << random.below(8),
        2 if at < out.len() => out[at] = random.byte(),
        3 if at < out.len() => out[at] = *random.pick(&BYTES),
        4 if at < out.len() => out[at] = out[at].wrapping_add(*random.pick(&[1, 255])),
        5 => drop(out.drain(at..end.max(at))),
        6 | 7 => drop(out.splice(at..at, random.pick(&WORDS).iter().copied())),
        8 if at < end => {
            let part = out[at..end].to_vec();
            let to = random.below(out.len() + 1);
            drop(out.splice(to..to, part));
        }
        9 if at < end => {
            let part = out[at..end].to_vec();
            let again = part.repeat(1 + random.below(16));
            drop(out.splice(at..at, again));
        }
        10 if !other.is_empty() => {
            let from = random.below(other.len());
            let to = (from + 1 + random.below(64)).min(other.len());
            drop(out.splice(at..at, other[from..to].iter().copied()));
        }
        11 if !other.is_empty() => {
            out.truncate(at);
            out.extend_from_slice(&other[random.below(other.len())..]);
        }
        _ => out.insert(at, *random.pick(&BYTES)),
    }
}
