//! One test for each protocol. Memory that a protocol guards is an `UnsafeCell` of loom's, which reports every
//! access that is not ordered with the others.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicU32, Ordering};
use loom::thread;

use crate::{committed::Committed, forest, hand_out::HandOut, object_lock, readers::Readers, slots::Slots};

/// Memory that a protocol hands from one thread to another.
struct Guarded(UnsafeCell<u32>);

// SAFETY: loom checks each access; that they are ordered is what the tests show.
unsafe impl Sync for Guarded {}
// SAFETY: as above.
unsafe impl Send for Guarded {}

impl Guarded {
    fn new() -> Self {
        Self(UnsafeCell::new(0))
    }

    fn add(&self) {
        // SAFETY: loom reports an access at the same time.
        self.0.with_mut(|value| unsafe { *value += 1 });
    }

    fn get(&self) -> u32 {
        // SAFETY: as above.
        self.0.with(|value| unsafe { *value })
    }
}

/// The lock word of an object: one holder at a time, each sees what the last one did.
#[test]
fn object_lock() {
    loom::model(|| {
        let shared = Arc::new((AtomicU32::new(0), Guarded::new()));
        let work = |shared: &(AtomicU32, Guarded)| {
            let taken = object_lock::take(&shared.0, 7).is_ok();
            if taken {
                shared.1.add();
                object_lock::free(&shared.0);
            }
            taken
        };
        let theirs = Arc::clone(&shared);
        let other = thread::spawn(move || work(&theirs));
        let mine = work(&shared);
        let other = other.join().unwrap();
        assert!(mine || other);
        assert_eq!(shared.1.get(), u32::from(mine) + u32::from(other));
    });
}

/// A slot of the reserve: its next owner comes after its last one.
#[test]
fn slots() {
    loom::model(|| {
        let shared = Arc::new((Slots::<1>::new(1), Guarded::new()));
        let work = |shared: &(Slots<1>, Guarded)| {
            let slot = shared.0.take();
            if let Some(slot) = slot {
                shared.1.add();
                shared.0.give_back(slot);
            }
            slot.is_some()
        };
        let theirs = Arc::clone(&shared);
        let other = thread::spawn(move || work(&theirs));
        let mine = work(&shared);
        let other = other.join().unwrap();
        assert!(mine || other);
        assert_eq!(shared.0.taken(), 0);
    });
}

/// Two threads, two slots: never the same.
#[test]
fn slots_are_distinct() {
    loom::model(|| {
        let slots = Arc::new(Slots::<1>::new(2));
        let theirs = Arc::clone(&slots);
        let other = thread::spawn(move || theirs.take());
        let (mine, other) = (slots.take(), other.join().unwrap());
        assert!(mine.is_some() && other.is_some() && mine != other);
    });
}

/// A frozen prefix: the writer writes in place only when the last reader has read for the last time.
#[test]
fn readers() {
    loom::model(|| {
        let memory = Arc::new(Guarded::new());
        let mut readers = Readers::new();
        let (theirs, reader) = (Arc::clone(&memory), readers.clone());
        let other = thread::spawn(move || {
            assert_eq!(theirs.get(), 0);
            drop(reader);
        });
        if readers.are_gone() {
            memory.add();
        }
        other.join().unwrap();
    });
}

/// Growth in place: a thread that sees the larger size sees the pages behind it.
#[test]
fn committed() {
    loom::model(|| {
        let shared = Arc::new((Committed::new(0), Guarded::new()));
        let theirs = Arc::clone(&shared);
        let writer = thread::spawn(move || {
            theirs.1.add();
            theirs.0.grow_to(1);
        });
        if shared.0.get() == 1 {
            assert_eq!(shared.1.get(), 1);
        }
        writer.join().unwrap();
    });
}

/// Chunks of a pass: each is taken once, by one thread.
#[test]
fn hand_out() {
    loom::model(|| {
        let shared = Arc::new((HandOut::new(2), [Guarded::new(), Guarded::new()]));
        let work = |shared: &(HandOut, [Guarded; 2])| {
            while let Some(index) = shared.0.take(false) {
                shared.1[index].add();
            }
        };
        let theirs = Arc::clone(&shared);
        let other = thread::spawn(move || work(&theirs));
        work(&shared);
        other.join().unwrap();
        assert_eq!(shared.1.each_ref().map(Guarded::get), [1, 1]);
        assert!(!shared.0.was_cancelled());
    });
}

/// A cancelled pass is cancelled only when a chunk was left.
#[test]
fn hand_out_cancelled() {
    loom::model(|| {
        let shared = Arc::new((HandOut::new(2), AtomicU32::new(0)));
        let theirs = Arc::clone(&shared);
        let other = thread::spawn(move || {
            while theirs.0.take(false).is_some() {
                theirs.1.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert_eq!(shared.0.take(true), None);
        other.join().unwrap();
        assert_eq!(shared.0.was_cancelled(), shared.1.load(Ordering::Relaxed) < 2);
    });
}

/// Trees joined by two threads: no join is lost.
#[test]
fn forest() {
    loom::model(|| {
        let parent: Arc<[AtomicU32; 3]> = Arc::new(std::array::from_fn(|node| AtomicU32::new(node as u32)));
        let theirs = Arc::clone(&parent);
        let other = thread::spawn(move || forest::join(&theirs[..], 2, 0));
        forest::join(&parent[..], 2, 1);
        other.join().unwrap();
        let root = |mut node: u32| {
            loop {
                let above = parent[node as usize].load(Ordering::Relaxed);
                if above == node {
                    return node;
                }
                node = above;
            }
        };
        assert_eq!([root(0), root(1), root(2)], [0, 0, 0]);
    });
}
