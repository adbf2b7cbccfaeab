//! Integer handles: what a host holds instead of a pointer.
//!
//! A handle is `generation * 2^24 + slot`, below 2^53, so that a host whose only number is an `f64` keeps
//! it exactly. A slot's generation grows each time its object goes, hence a stale handle never equals a
//! live one; a slot whose generations are used up is retired.

use crate::errors::{HostError, Result, kinds};

const SLOT_BITS: u32 = 24;
const SLOTS: u64 = 1 << SLOT_BITS;
const GENERATIONS: u32 = 1 << 29;
const NO_SLOT: u32 = u32::MAX;

/// The name of an object in one [`HandleTable`]: never zero, below 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(u64);

impl Handle {
    /// The handle as a number that the host keeps. Exact.
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        self.0 as f64
    }

    /// The handle as an integer.
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }

    /// The handle that a host gave back. What never was a handle is as `CLOSED` as a stale one.
    ///
    /// # Errors
    /// `CLOSED` when `number` is not a whole number in the range of handles.
    pub fn from_f64(number: f64) -> Result<Self> {
        // The cast saturates and sends NaN to 0, so the comparison alone decides.
        let whole = number as u64;
        if whole as f64 == number && whole >= SLOTS && whole < SLOTS * u64::from(GENERATIONS) {
            Ok(Self(whole))
        } else {
            Err(never_a_handle(number))
        }
    }

    /// The same for an integer.
    ///
    /// # Errors
    /// `CLOSED` when `number` is outside the range of handles.
    pub fn from_u64(number: u64) -> Result<Self> {
        Self::from_f64(number as f64).map(|_| Self(number))
    }

    const fn new(generation: u32, slot: u32) -> Self {
        Self((generation as u64) * SLOTS + slot as u64)
    }

    const fn slot(self) -> u32 {
        (self.0 % SLOTS) as u32
    }

    const fn generation(self) -> u32 {
        (self.0 / SLOTS) as u32
    }
}

#[cold]
fn never_a_handle(number: f64) -> HostError {
    HostError::expected(
        &kinds::CLOSED,
        "a handle of this environment",
        number,
        "use an object created on this thread",
    )
    .with("object", "handle")
}

enum Entry<T> {
    Live(T),
    /// Waits for its next object; holds the next free slot.
    Free(u32),
    /// Has no generation left.
    Retired,
}

struct Slot<T> {
    generation: u32,
    entry: Entry<T>,
}

/// The objects that a host holds, by [`Handle`]. One per environment; not shared between threads.
///
/// Insert, look-up and removal take constant time; only an insert that grows the table allocates.
pub struct HandleTable<T> {
    object: &'static str,
    slots: Vec<Slot<T>>,
    free: u32,
    live: u32,
}

impl<T> HandleTable<T> {
    /// An empty table. `object` names what it holds in error texts, such as `"graph"`.
    #[must_use]
    pub const fn new(object: &'static str) -> Self {
        Self { object, slots: Vec::new(), free: NO_SLOT, live: 0 }
    }

    /// Takes `value` in and names it.
    ///
    /// # Errors
    /// `OUT_OF_MEMORY` when the table cannot grow, `LIMIT_EXCEEDED` past 2^24 slots; `value` is dropped then.
    pub fn insert(&mut self, value: T) -> Result<Handle> {
        let handle = self.next_handle()?;
        if let Some(slot) = self.slots.get_mut(handle.slot() as usize) {
            if let Entry::Free(next) = slot.entry {
                self.free = next;
            }
            slot.entry = Entry::Live(value);
        } else {
            // `next_handle` made room, so this does not allocate.
            self.slots.push(Slot { generation: handle.generation(), entry: Entry::Live(value) });
        }
        self.live += 1;
        Ok(handle)
    }

    /// The handle that the next insert gives out; makes room for it.
    fn next_handle(&mut self) -> Result<Handle> {
        if let Some(slot) = self.slots.get(self.free as usize) {
            return Ok(Handle::new(slot.generation, self.free));
        }
        let slot = self.slots.len() as u64;
        if slot >= SLOTS {
            return Err(HostError::expected(
                &kinds::LIMIT_EXCEEDED,
                format_args!("at most {SLOTS} open {}s", self.object),
                "one more",
                "close those no longer in use",
            )
            .with("what", self.object)
            .with("limit", SLOTS));
        }
        self.slots.try_reserve(1).map_err(|error| {
            HostError::out_of_memory("the table of handles", (slot + 1) * size_of::<Slot<T>>() as u64)
                .caused_by(&error)
        })?;
        Ok(Handle::new(1, slot as u32))
    }

    /// The object of `handle`.
    ///
    /// # Errors
    /// `CLOSED` when it was removed.
    pub fn get(&self, handle: Handle) -> Result<&T> {
        match self.slots.get(handle.slot() as usize) {
            Some(Slot { generation, entry: Entry::Live(value) }) if *generation == handle.generation() => {
                Ok(value)
            }
            _ => Err(self.stale()),
        }
    }

    /// The object of `handle`, to change it.
    ///
    /// # Errors
    /// `CLOSED` when it was removed.
    pub fn get_mut(&mut self, handle: Handle) -> Result<&mut T> {
        let object = self.object;
        match self.slots.get_mut(handle.slot() as usize) {
            Some(Slot { generation, entry: Entry::Live(value) }) if *generation == handle.generation() => {
                Ok(value)
            }
            _ => Err(stale(object)),
        }
    }

    /// Takes the object of `handle` out. Every copy of the handle is stale from now on.
    ///
    /// # Errors
    /// `CLOSED` when it was removed before.
    pub fn remove(&mut self, handle: Handle) -> Result<T> {
        self.get(handle)?;
        let free = self.free;
        let Some(slot) = self.slots.get_mut(handle.slot() as usize) else {
            return Err(self.stale());
        };
        let next = slot.generation + 1;
        let entry = if next < GENERATIONS {
            slot.generation = next;
            self.free = handle.slot();
            Entry::Free(free)
        } else {
            Entry::Retired
        };
        let Entry::Live(value) = std::mem::replace(&mut slot.entry, entry) else {
            return Err(self.stale());
        };
        self.live -= 1;
        Ok(value)
    }

    /// Whether `handle` names a live object.
    #[must_use]
    pub fn contains(&self, handle: Handle) -> bool {
        self.get(handle).is_ok()
    }

    /// How many objects are live.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.live as usize
    }

    /// Whether no object is live.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The live objects and their handles, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (Handle, &T)> {
        self.slots.iter().zip(0u32..).filter_map(|(slot, index)| match &slot.entry {
            Entry::Live(value) => Some((Handle::new(slot.generation, index), value)),
            _ => None,
        })
    }

    /// The live objects and their handles, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Handle, &mut T)> {
        self.slots.iter_mut().zip(0u32..).filter_map(|(slot, index)| match &mut slot.entry {
            Entry::Live(value) => Some((Handle::new(slot.generation, index), value)),
            _ => None,
        })
    }

    #[cold]
    fn stale(&self) -> HostError {
        stale(self.object)
    }
}

#[cold]
fn stale(object: &'static str) -> HostError {
    HostError::expected(
        &kinds::CLOSED,
        format_args!("an open {object}"),
        "a closed one",
        "use it before close(), or create another",
    )
    .with("object", object)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_stale_handle_is_closed_also_when_its_slot_lives_again() {
        let mut table = HandleTable::new("graph");
        let first = table.insert("a").unwrap();
        assert_eq!(table.remove(first).unwrap(), "a");
        let second = table.insert("b").unwrap();
        assert_eq!(first.slot(), second.slot());
        assert_ne!(first, second);
        for error in [table.get(first).unwrap_err(), table.remove(first).unwrap_err()] {
            assert!(error.is(&kinds::CLOSED));
            assert_eq!(error.details["object"], "graph");
        }
        assert!(table.get_mut(first).is_err());
        assert_eq!(table.get(second).unwrap(), &"b");
    }

    #[test]
    fn numbers_that_never_were_handles_are_closed() {
        for number in
            [0.0, -1.0, 0.5, f64::NAN, f64::INFINITY, -f64::INFINITY, 9_007_199_254_740_992.0, 1e300]
        {
            assert!(Handle::from_f64(number).unwrap_err().is(&kinds::CLOSED), "{number}");
        }
        assert!(Handle::from_u64(u64::MAX).is_err());
        assert!(Handle::from_u64((1 << 53) - 1).is_ok());
    }

    #[test]
    fn a_slot_without_generations_is_retired() {
        let mut table = HandleTable::new("graph");
        let first = table.insert(0).unwrap();
        table.remove(first).unwrap();
        table.slots[0].generation = GENERATIONS - 1;
        let last = table.insert(1).unwrap();
        assert_eq!(last.slot(), 0);
        assert_eq!(Handle::from_f64(last.to_f64()).unwrap(), last);
        table.remove(last).unwrap();
        let other = table.insert(2).unwrap();
        assert_eq!(other.slot(), 1);
        assert!(table.get(last).is_err());
        assert_eq!(table.iter().count(), 1);
    }

    #[test]
    fn the_number_of_slots_is_limited() {
        let mut table = HandleTable::new("graph");
        for _ in 0..SLOTS {
            table.insert(()).unwrap();
        }
        assert!(table.insert(()).unwrap_err().is(&kinds::LIMIT_EXCEEDED));
        let some = table.iter().next().unwrap().0;
        table.remove(some).unwrap();
        assert!(table.insert(()).is_ok());
    }

    #[derive(Debug, Clone)]
    enum Step {
        Insert(u16),
        Remove(usize),
        RemoveStale(usize),
        Change(usize, u16),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => any::<u16>().prop_map(Step::Insert),
            2 => any::<usize>().prop_map(Step::Remove),
            1 => any::<usize>().prop_map(Step::RemoveStale),
            1 => (any::<usize>(), any::<u16>()).prop_map(|(at, value)| Step::Change(at, value)),
        ]
    }

    proptest! {
        /// The table answers as a map would whose keys are never given out twice.
        #[test]
        fn behaves_as_a_map(steps in prop::collection::vec(step(), 1..300)) {
            let mut table = HandleTable::new("thing");
            let mut model = HashMap::new();
            let mut live = Vec::new();
            let mut stale = Vec::new();
            for step in steps {
                match step {
                    Step::Insert(value) => {
                        let handle = table.insert(value).unwrap();
                        prop_assert!(model.insert(handle, value).is_none());
                        prop_assert!(!stale.contains(&handle));
                        prop_assert_eq!(Handle::from_f64(handle.to_f64()).unwrap(), handle);
                        live.push(handle);
                    }
                    Step::Remove(at) if !live.is_empty() => {
                        let handle = live.swap_remove(at % live.len());
                        prop_assert_eq!(table.remove(handle).ok(), model.remove(&handle));
                        stale.push(handle);
                    }
                    Step::RemoveStale(at) if !stale.is_empty() => {
                        prop_assert!(table.remove(stale[at % stale.len()]).is_err());
                    }
                    Step::Change(at, value) if !live.is_empty() => {
                        let handle = live[at % live.len()];
                        *table.get_mut(handle).unwrap() = value;
                        model.insert(handle, value);
                    }
                    _ => {}
                }
                prop_assert_eq!(table.len(), model.len());
                prop_assert!(stale.iter().all(|handle| !table.contains(*handle)));
            }
            let seen: HashMap<_, _> = table.iter().map(|(handle, value)| (handle, *value)).collect();
            prop_assert_eq!(seen, model);
        }
    }
}
