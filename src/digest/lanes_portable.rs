//! [`Lanes`] in plain words, so that everything but the vector instructions themselves is tested on every machine.

use super::lanes::Lanes;

impl Lanes for [u32; 4] {
    type Order = ();

    fn order() {}

    fn read(bytes: &[u8; 16], (): ()) -> Self {
        let mut words = bytes.chunks_exact(4).map(|word| u32::from_be_bytes(word.try_into().unwrap()));
        [(); 4].map(|()| words.next().unwrap())
    }

    fn from_words(words: [u32; 4]) -> Self {
        words
    }

    fn to_words(self) -> [u32; 4] {
        self
    }

    fn transpose(vectors: [Self; 4]) -> [Self; 4] {
        [0, 1, 2, 3].map(|lane| vectors.map(|vector| vector[lane]))
    }

    fn add(self, other: Self) -> Self {
        each(self, other, u32::wrapping_add)
    }

    fn and(self, other: Self) -> Self {
        each(self, other, |a, b| a & b)
    }

    fn or(self, other: Self) -> Self {
        each(self, other, |a, b| a | b)
    }

    fn xor(self, other: Self) -> Self {
        each(self, other, |a, b| a ^ b)
    }

    fn shl(self, bits: u32) -> Self {
        self.map(|word| word << bits)
    }

    fn shr(self, bits: u32) -> Self {
        self.map(|word| word >> bits)
    }
}

fn each(a: [u32; 4], b: [u32; 4], operation: impl Fn(u32, u32) -> u32) -> [u32; 4] {
    [0, 1, 2, 3].map(|lane| operation(a[lane], b[lane]))
}
