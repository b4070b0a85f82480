//! DEFLATE (RFC 1951) token by token: what a compressor refers to, and what comes of it. It shares
//! no code with what it judges.

/// What blocks say.
pub struct Inflated {
    /// The longest distance that they refer to.
    pub longest: usize,
    /// What comes of them.
    pub data: Vec<u8>,
    /// They end where a block does.
    pub complete: bool,
}

/// Reads blocks of which none is final; an error tells what is wrong with them.
pub fn inflate(data: &[u8]) -> Result<Inflated, &'static str> {
    let mut bits = Bits { data, position: 0 };
    let mut inflated = Inflated { longest: 0, data: Vec::new(), complete: false };
    match blocks(&mut bits, &mut inflated) {
        Ok(()) => inflated.complete = true,
        Err(Fault::Cut) => {}
        Err(Fault::Wrong(what)) => return Err(what),
    }
    Ok(inflated)
}

enum Fault {
    /// There are no more bits.
    Cut,
    Wrong(&'static str),
}

fn blocks(bits: &mut Bits<'_>, inflated: &mut Inflated) -> Result<(), Fault> {
    while bits.position < bits.data.len() * 8 {
        if bits.take(1)? == 1 {
            return Err(Fault::Wrong("a final block"));
        }
        match bits.take(2)? {
            0 => {
                bits.position = bits.position.next_multiple_of(8);
                let length = bits.take(16)?;
                if bits.take(16)? != length ^ 0xffff {
                    return Err(Fault::Wrong("LEN and NLEN"));
                }
                for _ in 0..length {
                    inflated.data.push(bits.take(8)? as u8);
                }
            }
            1 => {
                let mut lengths = [8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                block(bits, &(Code::new(&lengths), Code::new(&[5; 30])), inflated)?;
            }
            2 => {
                let codes = dynamic(bits)?;
                block(bits, &codes, inflated)?;
            }
            _ => return Err(Fault::Wrong("block type 3")),
        }
    }
    Ok(())
}

struct Bits<'a> {
    data: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Result<usize, Fault> {
        let mut value = 0;
        for i in 0..count {
            let byte = self.data.get(self.position / 8).ok_or(Fault::Cut)?;
            value |= usize::from(byte >> (self.position % 8) & 1) << i;
            self.position += 1;
        }
        Ok(value)
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

    fn read(&self, bits: &mut Bits<'_>) -> Result<usize, Fault> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for length in 1..16 {
            code |= bits.take(1)?;
            if code < first + self.counts[length] {
                return Ok(self.symbols[index + code - first]);
            }
            index += self.counts[length];
            first = (first + self.counts[length]) << 1;
            code <<= 1;
        }
        Err(Fault::Wrong("no such code"))
    }
}

fn dynamic(bits: &mut Bits<'_>) -> Result<(Code, Code), Fault> {
    let (literals, distances, count) = (bits.take(5)? + 257, bits.take(5)? + 1, bits.take(4)? + 4);
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let mut lengths = [0; 19];
    for i in &ORDER[..count] {
        lengths[*i] = bits.take(3)?;
    }
    let code = Code::new(&lengths);
    let mut lengths = Vec::new();
    while lengths.len() < literals + distances {
        let (value, times) = match code.read(bits)? {
            16 => {
                let last = lengths.last().ok_or(Fault::Wrong("a length before the first"))?;
                (*last, bits.take(2)? + 3)
            }
            17 => (0, bits.take(3)? + 3),
            18 => (0, bits.take(7)? + 11),
            length => (length, 1),
        };
        lengths.extend(std::iter::repeat_n(value, times));
    }
    let distances = lengths.split_off(literals);
    Ok((Code::new(&lengths), Code::new(&distances)))
}

fn block(bits: &mut Bits<'_>, codes: &(Code, Code), inflated: &mut Inflated) -> Result<(), Fault> {
    let out = &mut inflated.data;
    loop {
        let symbol = codes.0.read(bits)?;
        let length = match symbol {
            256 => return Ok(()),
            0..256 => {
                out.push(symbol as u8);
                continue;
            }
            285 => 258,
            257..265 => symbol - 254,
            _ => {
                let extra = (symbol - 261) / 4;
                3 + ((4 + (symbol - 265) % 4) << extra) + bits.take(extra)?
            }
        };
        let symbol = codes.1.read(bits)?;
        let distance = match symbol {
            0..4 => symbol + 1,
            _ => {
                let extra = symbol / 2 - 1;
                1 + ((2 + symbol % 2) << extra) + bits.take(extra)?
            }
        };
        let from = out.len().checked_sub(distance);
        let from = from.ok_or(Fault::Wrong("a distance beyond the beginning"))?;
        inflated.longest = distance.max(inflated.longest);
        for i in from..from + length {
            out.push(out[i]);
        }
    }
}
