//! Sorting, in one place.
//!
//! The standard library's sort is made anew for every type and comparison it is used with, twenty kilobytes of
//! WebAssembly each time. Everything here sorts numbers that stand for things, by a comparison that is passed along.

use core::cmp::Ordering;

/// Sorts numbers by what they stand for. Where two compare as equal the lower number comes first, so that the order does
/// not depend on how they stood.
pub(crate) fn sort_by(numbers: &mut [u32], mut compare: impl FnMut(u32, u32) -> Ordering) {
    sort(numbers, &mut compare);
}

/// A comparison. (A closure that is passed as `dyn FnMut` is compiled twice, once for being called and once for being consumed.)
trait Compare {
    fn compare(&mut self, a: u32, b: u32) -> Ordering;
}

impl<F: FnMut(u32, u32) -> Ordering> Compare for F {
    fn compare(&mut self, a: u32, b: u32) -> Ordering {
        self(a, b)
    }
}

fn sort(numbers: &mut [u32], compare: &mut dyn Compare) {
    numbers.sort_unstable_by(|a, b| order(compare, *a, *b));
}

// Not wherever the sort compares two.
#[inline(never)]
fn order(compare: &mut dyn Compare, a: u32, b: u32) -> Ordering {
    compare.compare(a, b).then(a.cmp(&b))
}

/// Sorts things by moving each once, to where its number comes.
pub(crate) fn sort_things<T>(things: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<u32> = (0..).take(things.len()).collect();
    let thing = |i: u32| usize::try_from(i).ok().and_then(|i| things.get(i));
    sort_by(&mut order, |a, b| match (thing(a), thing(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut unsorted: Vec<Option<T>> = core::mem::take(things).into_iter().map(Some).collect();
    things.extend(order.iter().filter_map(|&i| unsorted.get_mut(usize::try_from(i).ok()?)?.take()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_in_order_and_equal_ones_as_they_stood() {
        let mut things = vec![("b", 1), ("a", 2), ("b", 0), ("a", 1)];
        sort_things(&mut things, |a, b| a.0.cmp(b.0));
        assert_eq!(things, [("a", 2), ("a", 1), ("b", 1), ("b", 0)]);
    }
}
