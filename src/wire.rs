//! Facts as bytes, for handing them between threads, workers and machines.
//!
//! Numbers are little-endian and of a fixed width; lengths are 32-bit; a variant is one byte. Readers take nothing on
//! trust: whatever is cut off, out of range or not as it is written here is `None`, and never a panic.

use crate::report::SortedMap;

use crate::digest::Digest;

/// Whether something can be counted as often in so many rows: no entry has more members than this allows for. Sums over
/// any number of pieces stay far from overflowing then.
pub(crate) fn is_count_of(count: u64, rows: u32) -> bool {
    count <= u64::from(rows) << 20
}

/// What has a form as bytes.
pub(crate) trait Wire: Sized {
    /// Appends it.
    fn write(&self, to: &mut Vec<u8>);

    /// Takes it from the front.
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// At the start of `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next bytes.
    pub(crate) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next bytes, as many as the array has.
    #[inline]
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

/// A struct member by member, in the order in which they are named here; one that is left out does not compile.
macro_rules! wire_struct {
    ($type:ty: $($field:ident),+) => {
        impl crate::wire::Wire for $type {
            fn write(&self, to: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                $(crate::wire::Wire::write($field, to);)+
            }

            fn read(from: &mut crate::wire::Reader<'_>) -> Option<Self> {
                Some(Self { $($field: crate::wire::Wire::read(from)?),+ })
            }
        }
    };
}
pub(crate) use wire_struct;

macro_rules! wire_number {
    ($($type:ty),+) => {$(
        impl Wire for $type {
            #[inline]
            fn write(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                from.array().map(Self::from_le_bytes)
            }
        }
    )+};
}

wire_number!(u8, u16, u32, u64, i64);

impl Wire for usize {
    fn write(&self, to: &mut Vec<u8>) {
        // Nothing that is counted here comes near 2^32.
        u32::try_from(*self).unwrap_or(u32::MAX).write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Self::try_from(u32::read(from)?).ok()
    }
}

impl Wire for bool {
    fn write(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match u8::read(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Wire for Digest {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.array().map(Self::from_bytes)
    }
}

/// Appends a text's bytes, so that a [`String`] is read of them.
pub(crate) fn write_bytes(text: &[u8], to: &mut Vec<u8>) {
    text.len().write(to);
    to.extend_from_slice(text);
}

impl Wire for String {
    fn write(&self, to: &mut Vec<u8>) {
        write_bytes(self.as_bytes(), to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = usize::read(from)?;
        core::str::from_utf8(from.take(length)?).ok().map(str::to_owned)
    }
}

impl Wire for Box<str> {
    fn write(&self, to: &mut Vec<u8>) {
        write_bytes(self.as_bytes(), to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        String::read(from).map(String::into_boxed_str)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, to: &mut Vec<u8>) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        if bool::read(from)? { T::read(from).map(Some) } else { Some(None) }
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, to: &mut Vec<u8>) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, to: &mut Vec<u8>) {
        self.len().write(to);
        for value in self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        // Not reserved beforehand: the length is not to be trusted, and no value takes less than a byte.
        let length = usize::read(from)?;
        (0..length).map(|_| T::read(from)).collect()
    }
}

impl<K: Wire + Ord, V: Wire> Wire for SortedMap<K, V> {
    fn write(&self, to: &mut Vec<u8>) {
        self.len().write(to);
        for (key, value) in self {
            key.write(to);
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut map = Self::new();
        for _ in 0..usize::read(from)? {
            let key = K::read(from)?;
            // Each key once, and in order, as they are written: inserting before others would take the time of all of them.
            if map.keys().next_back().is_some_and(|last| *last >= key) {
                return None;
            }
            map.insert(key, V::read(from)?);
        }
        Some(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        type Value = (SortedMap<String, Vec<Option<(u16, i64)>>>, (Box<str>, bool));
        let map = SortedMap::from_iter([(String::new(), vec![]), ("é".to_owned(), vec![None, Some((7, i64::MIN))])]);
        let value: Value = (map, ("x".into(), true));
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        let mut reader = Reader::new(&bytes);
        assert_eq!(Value::read(&mut reader), Some(value));
        assert!(reader.is_at_end());
        for length in 0..bytes.len() {
            assert_eq!(Value::read(&mut Reader::new(&bytes[..length])), None, "{length}");
        }
    }

    #[test]
    fn what_is_not_written_is_not_read() {
        assert_eq!(bool::read(&mut Reader::new(&[2])), None);
        assert_eq!(String::read(&mut Reader::new(&[1, 0, 0, 0, 0xff])), None);
        assert_eq!(Vec::<u64>::read(&mut Reader::new(&[0xff; 20])), None);
        assert_eq!(SortedMap::<u8, u8>::read(&mut Reader::new(&[2, 0, 0, 0, 5, 1, 5, 1])), None);
        assert_eq!(SortedMap::<u8, u8>::read(&mut Reader::new(&[2, 0, 0, 0, 5, 1, 4, 1])), None);
    }
}
