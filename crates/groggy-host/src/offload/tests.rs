//! The policy keeps the host's thread free, whatever the workload does: driven with a clock that only these
//! tests move.

use super::*;
use crate::clock::ManualClock;

/// A host whose calls take what `inline` and `pool` say, and whose hand-overs take `hand_over_ns`.
struct Host<'a> {
    clock: &'a ManualClock,
    policy: OffloadPolicy<&'a ManualClock>,
    hand_over_ns: u64,
    random: u64,
}

impl<'a> Host<'a> {
    fn new(clock: &'a ManualClock) -> Self {
        Self { clock, policy: OffloadPolicy::new(clock), hand_over_ns: 30_000, random: 1 }
    }

    fn random(&mut self) -> f64 {
        // splitmix64, so that every run is the same.
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn call(&mut self, units: u64, inline_ns: u64, pool_ns: u64) -> Place {
        self.wish(units, inline_ns, pool_ns, Wish::Auto)
    }

    fn wish(&mut self, units: u64, inline_ns: u64, pool_ns: u64, wish: Wish) -> Place {
        let call = self.policy.begin("rank", units, wish);
        match call.place() {
            Place::Inline => {
                self.clock.advance_ns(inline_ns);
                self.policy.finish_inline(call);
            }
            Place::Pool => {
                self.clock.advance_ns(pool_ns + self.hand_over_ns);
                self.policy.finish_pool(call, pool_ns);
            }
        }
        call.place()
    }

    /// How many of `count` such calls ran inline.
    fn inline_of(&mut self, count: usize, units: u64, ns: u64) -> usize {
        (0..count).filter(|_| self.call(units, ns, ns) == Place::Inline).count()
    }

    fn last(&self) -> Decision {
        *self.policy.last_decision("rank").unwrap()
    }

    fn stats(&self) -> OperationStats {
        self.policy.stats().remove(0)
    }
}

const MICRO: u64 = 1_000;
const MILLI: u64 = 1_000_000;

#[test]
fn an_unknown_operation_is_judged_by_its_units() {
    let clock = ManualClock::new();
    let mut policy = OffloadPolicy::new(&clock);
    let small = policy.begin("small", 100, Wish::Auto);
    assert_eq!((small.place(), small.decision().predicted_ns), (Place::Inline, Some(5_400)));
    let large = policy.begin("large", 1_000_000, Wish::Auto);
    assert_eq!(large.place(), Place::Pool);
    assert!(large.decision().reason().contains("nothing was measured yet"), "{}", large.decision().reason());
    let endless = policy.begin("endless", u64::MAX, Wish::Auto);
    assert_eq!(endless.place(), Place::Pool);
    let nothing = policy.begin("nothing", 0, Wish::Auto);
    assert_eq!(nothing.place(), Place::Inline);
}

#[test]
fn fast_work_stays_inline() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    assert!(host.inline_of(1000, 1000, 4 * MICRO) == 1000);
    assert!(host.last().predicted_ns.is_some_and(|ns| (3_900..=4_100).contains(&ns)), "{:?}", host.last());
}

#[test]
fn slow_work_leaves_at_once_when_its_units_tell() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    assert_eq!(host.inline_of(1000, 1_000_000, 20 * MILLI), 0);
}

#[test]
fn slow_work_leaves_soon_when_its_units_do_not_tell() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    assert_eq!(host.inline_of(1000, 1, 20 * MILLI), 1, "one call blocks, the next ones do not");
}

#[test]
fn size_decides_call_by_call() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    for round in 0..200 {
        let places = [10_u64, 1_000, 100_000].map(|units| host.call(units, units * 10, units * 5));
        if round > 2 {
            assert_eq!(
                places,
                [Place::Inline, Place::Inline, Place::Pool],
                "round {round}: {:?}",
                host.stats()
            );
        }
    }
}

#[test]
fn it_follows_work_that_becomes_slow_and_fast_again() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    for _ in 0..5 {
        assert!(host.inline_of(500, 64, 5 * MICRO) >= 490, "{:?}", host.stats());
        let blocked = host.inline_of(500, 64, 50 * MILLI);
        assert!(blocked <= 10, "{blocked} slow calls ran inline");
    }
}

#[test]
fn it_comes_back_also_when_the_pool_is_much_faster_than_inline() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    for _ in 0..500 {
        host.call(1_000_000, 80 * MILLI, 10 * MILLI);
    }
    // The work shrinks a thousandfold, the ratio of both places stays.
    let inline =
        (0..500).filter(|_| host.call(1_000_000, 80 * MICRO / 8, 10 * MICRO / 8) == Place::Inline).count();
    assert!(inline >= 480, "{inline}: {:?}", host.stats());
}

#[test]
fn it_learns_when_work_is_only_fast_on_the_pool() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    let inline = (0..2000).filter(|_| host.call(64, 2 * MILLI, 50 * MICRO) == Place::Inline).count();
    assert!(inline <= 2000 / 32, "{inline} calls of 2 ms ran inline: {:?}", host.stats());
    assert!(inline >= 2, "it never looked");
}

#[test]
fn no_state_locks_it_into_a_place() {
    let clock = ManualClock::new();
    for history in [MICRO, 100 * MICRO, MILLI, 1000 * MILLI] {
        for (first_inline, first_pool) in
            [(history, history), (history * 16, history), (history, history * 16)]
        {
            let mut host = Host::new(&clock);
            for _ in 0..300 {
                host.call(4096, first_inline, first_pool);
            }
            for _ in 0..300 {
                host.call(4096, 2 * MICRO, 2 * MICRO);
            }
            assert!(host.inline_of(300, 4096, 2 * MICRO) >= 297, "{history}: {:?}", host.stats());
            for _ in 0..300 {
                host.call(4096, 30 * MILLI, 30 * MILLI);
            }
            assert_eq!(host.inline_of(300, 4096, 30 * MILLI), 0, "{history}: {:?}", host.stats());
        }
    }
}

#[test]
fn outliers_do_not_change_a_place() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    host.inline_of(50, 1000, 10 * MICRO);
    for _ in 0..20 {
        host.call(1000, 500 * MILLI, 500 * MILLI);
        let after = host.inline_of(40, 1000, 10 * MICRO);
        assert_eq!(after, 40, "{:?}", host.stats());
    }
}

#[test]
fn noise_does_not_change_a_place() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    let mut inline = 0;
    for _ in 0..2000 {
        let took = (8_000.0 * (0.3 + 1.9 * host.random())) as u64;
        inline += usize::from(host.call(1000, took, took) == Place::Inline);
    }
    assert!(inline >= 1980, "{inline}");
    for _ in 0..50 {
        host.call(1000, 2 * MILLI, 2 * MILLI);
    }
    inline = 0;
    for _ in 0..2000 {
        let took = (2_000_000.0 * (0.3 + 1.9 * host.random())) as u64;
        inline += usize::from(host.call(1000, took, took) == Place::Inline);
    }
    assert_eq!(inline, 0);
}

#[test]
fn the_threshold_starts_at_100_us_and_moves_after_more_than_100_samples() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    for _ in 0..100 {
        host.call(1_000_000, 20 * MILLI, 10 * MILLI);
        assert_eq!(host.stats().threshold_ns, START_THRESHOLD_NS);
    }
    host.call(1_000_000, 20 * MILLI, 10 * MILLI);
    assert!(host.stats().threshold_ns < START_THRESHOLD_NS);
    for _ in 0..200 {
        host.call(1_000_000, 20 * MILLI, 10 * MILLI);
    }
    let stats = host.stats();
    assert!((30_000..31_000).contains(&stats.threshold_ns), "{stats:?}");
    assert!((29_900..30_100).contains(&stats.hand_over_ns.unwrap()), "{stats:?}");
}

#[test]
fn the_threshold_stays_within_bounds() {
    for (hand_over_ns, bound) in [(1, MIN_THRESHOLD_NS), (1000 * MILLI, MAX_THRESHOLD_NS)] {
        let clock = ManualClock::new();
        let mut host = Host { hand_over_ns, ..Host::new(&clock) };
        for _ in 0..500 {
            host.call(1_000_000, 20 * MILLI, 10 * MILLI);
        }
        let threshold = host.stats().threshold_ns;
        assert!(threshold.abs_diff(bound) < bound / 100, "{threshold}");
    }
}

#[test]
fn the_threshold_moves_too_when_everything_runs_inline() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    // Between a hand-over and the first threshold: inline is dearer than leaving, and only a try can tell.
    let inline = host.inline_of(3000, 1000, 60 * MICRO);
    assert!((1..2900).contains(&inline), "{inline}");
    assert!(host.stats().threshold_ns < 40_000, "{:?}", host.stats());
    assert!(host.inline_of(640, 1000, 60 * MICRO) <= 64);
}

#[test]
fn late_hand_overs_of_a_busy_host_weigh_little() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    for call in 0..1000 {
        host.hand_over_ns = if call % 3 == 0 { 30_000 } else { 5 * MILLI };
        host.call(1_000_000, 20 * MILLI, 10 * MILLI);
    }
    assert!(host.policy.hand_over_ns().unwrap() < 1_000_000, "{:?}", host.policy.hand_over_ns());
}

#[test]
fn hand_overs_that_overlap_are_not_measured() {
    let clock = ManualClock::new();
    let mut policy = OffloadPolicy::new(&clock);
    let calls: Vec<Call> = (0..10).map(|_| policy.begin("rank", 1_000_000, Wish::Auto)).collect();
    for call in calls {
        clock.advance_ns(10 * MILLI);
        policy.finish_pool(call, 10 * MILLI);
    }
    assert_eq!(policy.hand_over_ns(), None);
    let alone = policy.begin("rank", 1_000_000, Wish::Auto);
    clock.advance_ns(10 * MILLI + 25 * MICRO);
    policy.finish_pool(alone, 10 * MILLI);
    assert_eq!(policy.hand_over_ns(), Some(25_000));
    assert_eq!(policy.stats()[0].samples, 11);
}

#[test]
fn a_wish_is_granted_and_measured() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    assert_eq!(host.wish(1_000_000, 20 * MILLI, 10 * MILLI, Wish::Inline), Place::Inline);
    assert!(host.last().reason().starts_with("inline, because the caller asked for it"));
    assert_eq!(host.wish(1, MICRO, MICRO, Wish::Pool), Place::Pool);
    assert!(host.last().reason().starts_with("on the pool, because the caller asked for it"));
    let stats = host.stats();
    assert_eq!((stats.calls, stats.inline, stats.pool, stats.samples), (2, 1, 1, 2));
}

#[test]
fn a_blocking_call_is_counted_and_teaches_nothing() {
    let clock = ManualClock::new();
    let mut policy = OffloadPolicy::new(&clock);
    policy.blocking("rank", 1_000_000);
    policy.blocking("read", None);
    for stats in policy.stats() {
        assert_eq!((stats.calls, stats.inline, stats.pool, stats.samples), (1, 1, 0, 0));
        assert!(stats.last_reason.starts_with("on the calling thread"));
    }
    assert_eq!(policy.begin("rank", 1_000_000, Wish::Auto).place(), Place::Pool);
}

#[test]
fn work_of_unknown_size_goes_to_the_pool_and_says_so() {
    let clock = ManualClock::new();
    let mut policy = OffloadPolicy::new(&clock);
    for _ in 0..200 {
        let call = policy.begin("read", None, Wish::Auto);
        assert_eq!(call.place(), Place::Pool);
        clock.advance_ns(30);
        policy.finish_pool(call, 10);
    }
    let stats = &policy.stats()[0];
    assert_eq!(stats.last_reason, "on the pool, because how long it takes is not known beforehand");
    assert_eq!((stats.pool, stats.samples, stats.predicted_ns), (200, 200, None));
    let call = policy.begin("read", None, Wish::Inline);
    assert_eq!(call.place(), Place::Inline);
    assert!(call.decision().reason().starts_with("inline, because the caller asked for it"));
    policy.finish_inline(call);
}

#[test]
fn a_call_that_finds_no_thread_runs_inline_and_says_so() {
    let clock = ManualClock::new();
    let mut policy = OffloadPolicy::new(&clock);
    let call = policy.begin("rank", 1_000_000, Wish::Auto);
    assert_eq!(call.place(), Place::Pool);
    let call = policy.bring_back(call);
    assert_eq!((call.place(), policy.in_flight), (Place::Inline, 0));
    clock.advance_ns(30);
    policy.finish_inline(call);
    assert_eq!(policy.in_flight, 0);
    let stats = &policy.stats()[0];
    assert_eq!((stats.calls, stats.inline, stats.pool, stats.samples), (1, 1, 0, 1));
    assert_eq!(stats.last_reason, "inline, because the system refused to start a thread for the pool");
}

#[test]
fn a_forgotten_call_teaches_nothing() {
    let clock = ManualClock::new();
    let mut policy = OffloadPolicy::new(&clock);
    let call = policy.begin("rank", 1_000_000, Wish::Auto);
    clock.advance_ns(1);
    policy.forget(call);
    assert_eq!(policy.stats()[0].samples, 0);
    assert_eq!(policy.in_flight, 0);
}

#[test]
fn reasons_are_sentences_with_numbers() {
    let clock = ManualClock::new();
    let mut host = Host::new(&clock);
    host.call(40_000, 1_240_000, 620_000);
    host.call(40_000, 1_240_000, 620_000);
    assert_eq!(
        host.last().reason(),
        "on the pool, because 40000 units of work are expected to take 620.0 µs inline (from 1 sample, the latest on the pool), above the threshold of 100.0 µs"
    );
    let stats = serde_json::to_value(host.policy.stats()).unwrap();
    assert_eq!(stats[0]["lastPlace"], "pool");
    assert_eq!(stats[0]["predictedNs"], 620_000);
    assert_eq!(stats[0]["operation"], "rank");
}
