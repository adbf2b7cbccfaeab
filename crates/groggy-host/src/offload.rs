//! Inline or pool: whether a call runs on the host's thread or leaves it.
//!
//! # Method
//! Each operation keeps, for each place, a ladder of estimates: rung r speaks for calls of 2^r to 2^(r+1)
//! units of work and holds the typical nanoseconds per unit seen there, so that costs which are not
//! proportional to the work (a fixed part, caches that overflow) need no formula. A rung nobody has been on
//! takes the rate of the nearest one that is known; an operation nobody has called is assumed to cost
//! [`DEFAULT_FIXED_NS`] and [`DEFAULT_NS_PER_UNIT`].
//!
//! An estimate is an exponentially weighted mean of logarithms. A sample that differs by more than
//! [`SURPRISE`] counts only that much, so one outlier moves the estimate little; each further surprise in
//! the same direction counts for more, so a workload that really changed is followed within a few calls.
//!
//! What is predicted is the time inline. When the pool's samples of a rung are the fresher ones, they speak,
//! scaled by the ratio that both places had when calls in them followed one another: an operation that lives
//! on the pool and becomes fast comes back without having to be tried. Every [`EXPLORE_INLINE`]th call that
//! is just past the threshold, or within it on the pool, runs inline all the same, and every [`EXPLORE_POOL`]th just below it on the pool, so that
//! neither place nor the cost of a hand-over is ever unknown for long.
//!
//! The prediction is compared with a threshold. It starts at [`START_THRESHOLD_NS`] and, once an operation
//! has more than [`SAMPLES_BEFORE_MOVING`] samples, goes towards the measured cost of a hand-over, within
//! [`MIN_THRESHOLD_NS`]`..=`[`MAX_THRESHOLD_NS`]: work that takes less than handing it over is not worth it.
//! A hand-over counts only when nothing else was handed over meanwhile, and low samples weigh more than high
//! ones, since a host that is busy elsewhere makes them late.

use std::collections::HashMap;

use serde::Serialize;

use crate::clock::{Clock, SystemClock};

mod decision;
mod estimate;
#[cfg(test)]
mod tests;

use decision::Ground;
pub use decision::{Decision, Place, Wish};
use estimate::{HandOver, Ladder, Ratio};

/// Where the threshold starts: 100 µs.
pub const START_THRESHOLD_NS: u64 = 100_000;
/// The threshold moves when an operation has more samples than this.
pub const SAMPLES_BEFORE_MOVING: u64 = 100;
/// The threshold never goes below this: 20 µs.
pub const MIN_THRESHOLD_NS: u64 = 20_000;
/// The threshold never goes above this: 1 ms.
pub const MAX_THRESHOLD_NS: u64 = 1_000_000;
/// What one unit of work of an unknown operation is assumed to cost: following an edge to a node that is
/// sometimes in the cache.
pub const DEFAULT_NS_PER_UNIT: u64 = 4;
/// What an unknown operation is assumed to cost beside its units.
pub const DEFAULT_FIXED_NS: u64 = 5_000;
/// A sample this many times larger or smaller than expected is a surprise.
pub const SURPRISE: f64 = 4.0;
/// One in so many calls that are predicted up to four times past the threshold runs inline, to learn.
pub const EXPLORE_INLINE: u32 = 64;
/// One in so many calls that are predicted down to a quarter of the threshold runs on the pool, to learn.
pub const EXPLORE_POOL: u32 = 256;
/// How far from the threshold a call may be that is used to learn.
const EXPLORE_FACTOR: f64 = 4.0;
/// How much of the way to its goal the threshold goes with each sample.
const THRESHOLD_STEP: f64 = 0.05;

/// A call that was begun and is to be finished.
#[must_use = "finish the call, or forget it when it failed"]
#[derive(Debug, Clone, Copy)]
pub struct Call {
    operation: &'static str,
    began_ns: u64,
    /// Nothing else was handed over when this call was, and its number among those handed over.
    alone: bool,
    serial: u64,
    decision: Decision,
}

impl Call {
    /// Where it runs and why.
    #[must_use]
    pub const fn decision(&self) -> &Decision {
        &self.decision
    }

    /// Shorthand for the place.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.decision.place
    }
}

/// What the policy knows of one operation, for people and tools.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationStats {
    /// Which operation.
    pub operation: &'static str,
    /// How often it was begun.
    pub calls: u64,
    /// How many of these inline.
    pub inline: u64,
    /// How many of these on the pool.
    pub pool: u64,
    /// How many were measured to their end.
    pub samples: u64,
    /// What the last call was expected to take inline; `None` when its size was not known beforehand.
    pub predicted_ns: Option<u64>,
    /// The threshold now.
    pub threshold_ns: u64,
    /// The measured cost of a hand-over, the same for all operations; absent before the first.
    pub hand_over_ns: Option<u64>,
    /// Where the last call ran.
    pub last_place: Place,
    /// Why.
    pub last_reason: String,
}

struct OperationRecord {
    inline_calls: u64,
    pool_calls: u64,
    samples: u64,
    threshold_ns: f64,
    inline: Ladder,
    pool: Ladder,
    ratio: Ratio,
    /// Calls near the threshold since one was used to learn.
    near_inline: u32,
    near_pool: u32,
    last: Decision,
}

/// The policy of one environment. Pure logic: it starts nothing and waits for nothing.
///
/// Neither locks nor shared: it belongs to the host's thread, or into the binding's own lock.
pub struct OffloadPolicy<C: Clock = SystemClock> {
    clock: C,
    /// Boxed: each is kilobytes, and the table grows by doubling.
    operations: HashMap<&'static str, Box<OperationRecord>>,
    hand_over: HandOver,
    handed_over: u64,
    in_flight: u64,
}

impl Default for OffloadPolicy {
    fn default() -> Self {
        Self::new(SystemClock)
    }
}

impl<C: Clock> OffloadPolicy<C> {
    /// A policy that knows nothing yet.
    #[must_use]
    pub fn new(clock: C) -> Self {
        Self {
            clock,
            operations: HashMap::new(),
            hand_over: HandOver::default(),
            handed_over: 0,
            in_flight: 0,
        }
    }

    /// Decides where `operation` runs with `units` of work, and begins to measure. Work whose size is not known
    /// beforehand (`None`) goes to the pool, unless it is wished inline. Finish the call with
    /// [`OffloadPolicy::finish_inline`] or [`OffloadPolicy::finish_pool`], or with
    /// [`OffloadPolicy::forget`] when it ended early. Both together take about 200 ns.
    pub fn begin(&mut self, operation: &'static str, units: impl Into<Option<u64>>, wish: Wish) -> Call {
        let record = self.operations.entry(operation).or_insert_with(|| Box::new(OperationRecord::new()));
        let decision = match units.into() {
            Some(units) => record.decide(units, wish),
            None => record.decide_unsized(wish),
        };
        let alone = self.in_flight == 0;
        if decision.place == Place::Pool {
            self.handed_over += 1;
            self.in_flight += 1;
        }
        Call { operation, began_ns: self.clock.now_ns(), alone, serial: self.handed_over, decision }
    }

    /// The call was to go to the pool, and no thread is to be had there: it runs inline after all.
    pub fn bring_back(&mut self, call: Call) -> Call {
        if call.place() == Place::Inline {
            return call;
        }
        self.landed(&call);
        let Some(record) = self.operations.get_mut(call.operation) else { return call };
        Call { decision: record.bring_back(call.decision), ..call }
    }

    /// Counts a call that blocks its thread until it is done, by the caller's wish and whatever it costs. It may have
    /// the pool's threads beside its own, so its time says nothing of either place.
    pub fn blocking(&mut self, operation: &'static str, units: impl Into<Option<u64>>) {
        let record = self.operations.entry(operation).or_insert_with(|| Box::new(OperationRecord::new()));
        record.decide_blocking(units.into());
    }

    /// Counts a query that touched only what is near, and ran inline: it took less than a decision is worth.
    pub fn near(&mut self, operation: &'static str) {
        let record = self.operations.entry(operation).or_insert_with(|| Box::new(OperationRecord::new()));
        record.decided(Place::Inline, Ground::Near, None);
    }

    /// The call ran inline and is over now.
    pub fn finish_inline(&mut self, call: Call) {
        let took = self.clock.now_ns().saturating_sub(call.began_ns);
        self.landed(&call);
        self.learn(&call, Place::Inline, took);
    }

    /// The call ran on the pool, where it worked for `work_ns`, and its result has arrived now. What passed
    /// beside the work is the hand-over.
    pub fn finish_pool(&mut self, call: Call, work_ns: u64) {
        let passed = self.clock.now_ns().saturating_sub(call.began_ns);
        self.landed(&call);
        if call.alone && self.handed_over == call.serial {
            self.hand_over.learn(passed.saturating_sub(work_ns));
        }
        self.learn(&call, Place::Pool, work_ns);
    }

    /// The call failed or was cancelled: its time says nothing.
    pub fn forget(&mut self, call: Call) {
        self.landed(&call);
    }

    fn landed(&mut self, call: &Call) {
        if call.decision.place == Place::Pool {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
    }

    fn learn(&mut self, call: &Call, place: Place, took_ns: u64) {
        let hand_over = self.hand_over.typical_ns();
        if let Some(record) = self.operations.get_mut(call.operation) {
            record.learn(place, call.decision.units, took_ns, hand_over);
        }
    }

    /// The last decision about `operation`.
    #[must_use]
    pub fn last_decision(&self, operation: &str) -> Option<&Decision> {
        self.operations.get(operation).map(|record| &record.last)
    }

    /// The measured cost of a hand-over there and back, once one was measured.
    #[must_use]
    pub fn hand_over_ns(&self) -> Option<u64> {
        self.hand_over.typical_ns().map(|ns| ns.round() as u64)
    }

    /// What is known of each operation, by name.
    #[must_use]
    pub fn stats(&self) -> Vec<OperationStats> {
        let mut stats: Vec<OperationStats> = self
            .operations
            .iter()
            .map(|(operation, record)| OperationStats {
                operation,
                calls: record.inline_calls + record.pool_calls,
                inline: record.inline_calls,
                pool: record.pool_calls,
                samples: record.samples,
                predicted_ns: record.last.predicted_ns,
                threshold_ns: record.threshold_ns.round() as u64,
                hand_over_ns: self.hand_over_ns(),
                last_place: record.last.place,
                last_reason: record.last.reason(),
            })
            .collect();
        stats.sort_unstable_by_key(|stats| stats.operation);
        stats
    }
}

impl OperationRecord {
    fn new() -> Self {
        Self {
            inline_calls: 0,
            pool_calls: 0,
            samples: 0,
            threshold_ns: START_THRESHOLD_NS as f64,
            inline: Ladder::default(),
            pool: Ladder::default(),
            ratio: Ratio::default(),
            near_inline: 0,
            near_pool: 0,
            last: Decision {
                place: Place::Inline,
                predicted_ns: None,
                threshold_ns: START_THRESHOLD_NS,
                samples: 0,
                units: None,
                ground: Ground::Assumed,
            },
        }
    }

    /// How long `units` take inline, and what says so.
    fn predict(&self, units: u64) -> (f64, Ground) {
        let inline = self.inline.predict(units);
        let pool = self.pool.predict(units);
        match (inline, pool) {
            (Some(inline), Some(pool)) if pool.is_fresher_than(&inline) => {
                (pool.ns * self.ratio.value(), Ground::Measured(Place::Pool))
            }
            (Some(inline), _) => (inline.ns, Ground::Measured(Place::Inline)),
            (None, Some(pool)) => (pool.ns * self.ratio.value(), Ground::Measured(Place::Pool)),
            (None, None) => {
                let units = units.saturating_mul(DEFAULT_NS_PER_UNIT).saturating_add(DEFAULT_FIXED_NS);
                (units as f64, Ground::Assumed)
            }
        }
    }

    fn decide(&mut self, units: u64, wish: Wish) -> Decision {
        let (predicted, mut ground) = self.predict(units);
        let mut place = if predicted <= self.threshold_ns { Place::Inline } else { Place::Pool };
        match wish {
            Wish::Auto => {
                if self.explores(place, predicted, units) {
                    place = if place == Place::Inline { Place::Pool } else { Place::Inline };
                    ground = Ground::Explored;
                }
            }
            Wish::Inline => (place, ground) = (Place::Inline, Ground::Asked),
            Wish::Pool => (place, ground) = (Place::Pool, Ground::Asked),
        }
        self.decided(place, ground, Some((units, predicted.round() as u64)))
    }

    fn decide_unsized(&mut self, wish: Wish) -> Decision {
        let (place, ground) = match wish {
            Wish::Auto => (Place::Pool, Ground::Unsized),
            Wish::Inline => (Place::Inline, Ground::Asked),
            Wish::Pool => (Place::Pool, Ground::Asked),
        };
        self.decided(place, ground, None)
    }

    fn decide_blocking(&mut self, units: Option<u64>) {
        let size = units.map(|units| (units, self.predict(units).0.round() as u64));
        self.decided(Place::Inline, Ground::Blocking, size);
    }

    /// `size`: units of work and the nanoseconds predicted for them.
    fn decided(&mut self, place: Place, ground: Ground, size: Option<(u64, u64)>) -> Decision {
        match place {
            Place::Inline => self.inline_calls += 1,
            Place::Pool => self.pool_calls += 1,
        }
        self.last = Decision {
            place,
            predicted_ns: size.map(|(_, predicted_ns)| predicted_ns),
            threshold_ns: self.threshold_ns.round() as u64,
            samples: self.samples,
            units: size.map(|(units, _)| units),
            ground,
        };
        self.last
    }

    fn bring_back(&mut self, decision: Decision) -> Decision {
        self.pool_calls -= 1;
        self.inline_calls += 1;
        self.last = Decision { place: Place::Inline, ground: Ground::NoThread, ..decision };
        self.last
    }

    /// Whether this call, near the threshold, is the one in many that goes the other way to learn.
    fn explores(&mut self, place: Place, predicted: f64, units: u64) -> bool {
        let (near, count, every) = match place {
            Place::Pool => {
                let short = self.pool.predict(units).is_some_and(|pool| pool.ns <= self.threshold_ns);
                let near = short || predicted <= self.threshold_ns * EXPLORE_FACTOR;
                (near, &mut self.near_inline, EXPLORE_INLINE)
            }
            Place::Inline => {
                (predicted * EXPLORE_FACTOR >= self.threshold_ns, &mut self.near_pool, EXPLORE_POOL)
            }
        };
        if !near {
            return false;
        }
        *count += 1;
        let due = *count >= every;
        if due {
            *count = 0;
        }
        due
    }

    fn learn(&mut self, place: Place, units: Option<u64>, took_ns: u64, hand_over_ns: Option<f64>) {
        self.samples += 1;
        let Some(units) = units else { return };
        match place {
            Place::Inline => {
                self.ratio.learn(took_ns, self.pool.predict(units), self.samples, true);
                self.inline.learn(units, took_ns, self.samples);
            }
            Place::Pool => {
                self.ratio.learn(took_ns, self.inline.predict(units), self.samples, false);
                self.pool.learn(units, took_ns, self.samples);
            }
        }
        if let Some(hand_over) = hand_over_ns
            && self.samples > SAMPLES_BEFORE_MOVING
        {
            let goal = hand_over.clamp(MIN_THRESHOLD_NS as f64, MAX_THRESHOLD_NS as f64);
            self.threshold_ns += (goal - self.threshold_ns) * THRESHOLD_STEP;
        }
    }
}
