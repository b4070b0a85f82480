//! Text as applications send it: JSON records, each different, the same in every run.

/// A stream of JSON documents of one size.
pub struct Records {
    size: usize,
    random: u64,
    sequence: u64,
}

impl Records {
    /// Documents of exactly `size` bytes, which is at least [`SMALLEST`].
    pub fn new(size: usize) -> Self {
        Self { size: size.max(SMALLEST), random: size as u64, sequence: 0 }
    }

    /// A record alone, or a page of several if that has room, filled up by a note.
    pub fn document(&mut self) -> String {
        self.sequence += 1;
        let mut text = format!("{{\"seq\":{},", self.sequence);
        if self.size < PAGE {
            let members = self.members();
            if self.fits(&text, &members) {
                text += &members;
                text.push(',');
            }
        } else {
            text += "\"type\":\"page\",\"records\":[";
            let mut record = self.record();
            while self.fits(&text, &record) {
                text += &record;
                text.push(',');
                record = self.record();
            }
            if text.ends_with(',') {
                text.pop();
            }
            text += "],";
        }
        self.fill(&mut text);
        text
    }

    /// Whether there is room for more and for a note.
    fn fits(&self, text: &str, more: &str) -> bool {
        text.len() + more.len() + SMALLEST / 2 <= self.size
    }

    fn record(&mut self) -> String {
        let members = self.members();
        let (city, device) = (self.one_of(&CITIES), self.one_of(&DEVICES));
        let (active, session) = (self.below(3) > 0, self.next() & 0xffff_ffff);
        format!(
            "{{{members},\"address\":{{\"city\":\"{city}\",\"primary\":{active}}},\
             \"device\":\"{device}\",\"session\":\"{session:08x}\"}}"
        )
    }

    fn members(&mut self) -> String {
        let id = 4_000_000 + self.below(900_000);
        let time = self.sequence * 37 + self.below(30);
        let (hour, minute, second) = (time / 3600 % 24, time / 60 % 60, time % 60);
        let (milliseconds, cents) = (self.below(1000), self.below(30_000));
        let (name, event) = (self.one_of(&NAMES), self.one_of(&EVENTS));
        format!(
            "\"id\":{id},\"time\":\"2026-03-14T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z\",\
             \"name\":\"{name}\",\"event\":\"{event}\",\"amount\":{}.{:02}",
            cents / 100,
            cents % 100,
        )
    }

    /// Ends the object by a note of what is left of the size.
    fn fill(&mut self, text: &mut String) {
        text.push_str("\"note\":\"");
        let end = self.size - "\"}".len();
        while text.len() < end {
            text.push_str(self.one_of(&WORDS));
            text.push(' ');
        }
        text.truncate(end);
        text.push_str("\"}");
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Bytes of the shortest document.
pub const SMALLEST: usize = 64;

/// Bytes from which on a document has several records.
const PAGE: usize = 512;

const NAMES: [&str; 12] = [
    "Ada", "Bartek", "Chidi", "Dolores", "Emil", "Fatima", "Grace", "Hiro", "Ines", "Jonas",
    "Katarina", "Li Wei",
];
const CITIES: [&str; 10] = [
    "Oslo",
    "Porto",
    "Nairobi",
    "Montevideo",
    "Sapporo",
    "Gdansk",
    "Leeds",
    "Austin",
    "Pune",
    "Lyon",
];
const EVENTS: [&str; 8] = [
    "order.created",
    "order.paid",
    "order.shipped",
    "cart.updated",
    "page.viewed",
    "search.submitted",
    "session.started",
    "review.posted",
];
const DEVICES: [&str; 5] = ["ios", "android", "web", "web-mobile", "kiosk"];
const WORDS: [&str; 24] = [
    "the",
    "customer",
    "asked",
    "for",
    "a",
    "later",
    "delivery",
    "because",
    "nobody",
    "is",
    "at",
    "home",
    "before",
    "noon",
    "please",
    "leave",
    "it",
    "with",
    "neighbour",
    "on",
    "second",
    "floor",
    "and",
    "ring",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_json_of_their_size_and_differ() {
        for size in [SMALLEST, 200, 1024, 2048, 64 << 10] {
            let mut records = Records::new(size);
            let documents: Vec<String> = (0..8).map(|_| records.document()).collect();
            for (index, document) in documents.iter().enumerate() {
                assert_eq!(document.len(), size);
                serde_json::from_str::<serde_json::Value>(document).unwrap();
                assert!(!documents[..index].contains(document));
            }
            let mut again = Records::new(size);
            assert_eq!(again.document(), documents[0]);
        }
    }
}
