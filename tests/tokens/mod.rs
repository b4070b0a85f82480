//! DEFLATE (RFC 1951) token by token: what a compressor refers to.

/// The longest distance in the blocks, and what they inflate to.
pub fn longest_distance(data: &[u8]) -> (usize, Vec<u8>) {
    let mut bits = Bits { data, position: 0 };
    let mut out = Vec::new();
    let mut longest = 0;
    while bits.position + 3 <= data.len() * 8 {
        let last = bits.take(1) == 1;
        match bits.take(2) {
            0 => {
                bits.position = bits.position.next_multiple_of(8);
                let length = bits.take(16);
                assert_eq!(bits.take(16), length ^ 0xffff, "LEN and NLEN");
                out.extend((0..length).map(|_| bits.take(8) as u8));
            }
            1 => {
                let mut lengths = [8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                let codes = (Code::new(&lengths), Code::new(&[5; 30]));
                block(&mut bits, &codes, &mut out, &mut longest);
            }
            2 => {
                let codes = dynamic(&mut bits);
                block(&mut bits, &codes, &mut out, &mut longest);
            }
            _ => panic!("block type 3"),
        }
        assert!(!last, "a message has no final block here");
        // What is left of the last byte of a message is not another block.
        if data.len() * 8 - bits.position < 8 {
            break;
        }
    }
    (longest, out)
}

struct Bits<'a> {
    data: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> usize {
        let mut value = 0;
        for i in 0..count {
            let bit = self.data[self.position / 8] >> (self.position % 8) & 1;
            value |= usize::from(bit) << i;
            self.position += 1;
        }
        value
    }
}

/// A canonical Huffman code: how many symbols there are of each length, and all in order.
struct Code {
    counts: [usize; 16],
    symbols: Vec<usize>,
}

impl Code {
    fn new(lengths: &[usize]) -> Self {
        let mut counts = [0; 16];
        lengths.iter().for_each(|length| counts[*length] += 1);
        counts[0] = 0;
        let symbols = (1..16)
            .flat_map(|length| (0..lengths.len()).filter(move |i| lengths[*i] == length))
            .collect();
        Self { counts, symbols }
    }

    fn read(&self, bits: &mut Bits<'_>) -> usize {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for length in 1..16 {
            code |= bits.take(1);
            if code < first + self.counts[length] {
                return self.symbols[index + code - first];
            }
            index += self.counts[length];
            first = (first + self.counts[length]) << 1;
            code <<= 1;
        }
        panic!("no such code");
    }
}

fn dynamic(bits: &mut Bits<'_>) -> (Code, Code) {
    let (literals, distances, count) = (bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4);
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let mut lengths = [0; 19];
    ORDER[..count].iter().for_each(|i| lengths[*i] = bits.take(3));
    let code = Code::new(&lengths);
    let mut lengths = Vec::new();
    while lengths.len() < literals + distances {
        let (value, times) = match code.read(bits) {
            16 => (lengths[lengths.len() - 1], bits.take(2) + 3),
            17 => (0, bits.take(3) + 3),
            18 => (0, bits.take(7) + 11),
            length => (length, 1),
        };
        lengths.extend(std::iter::repeat_n(value, times));
    }
    (Code::new(&lengths[..literals]), Code::new(&lengths[literals..]))
}

fn block(bits: &mut Bits<'_>, codes: &(Code, Code), out: &mut Vec<u8>, longest: &mut usize) {
    loop {
        let symbol = codes.0.read(bits);
        let length = match symbol {
            256 => return,
            0..256 => {
                out.push(symbol as u8);
                continue;
            }
            285 => 258,
            257..265 => symbol - 254,
            _ => {
                let extra = (symbol - 261) / 4;
                3 + ((4 + (symbol - 265) % 4) << extra) + bits.take(extra)
            }
        };
        let symbol = codes.1.read(bits);
        let distance = match symbol {
            0..4 => symbol + 1,
            _ => {
                let extra = symbol / 2 - 1;
                1 + ((2 + symbol % 2) << extra) + bits.take(extra)
            }
        };
        *longest = distance.max(*longest);
        for _ in 0..length {
            out.push(out[out.len() - distance]);
        }
    }
}
