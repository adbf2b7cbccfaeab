//! Estimates that forget slowly, shrug at outliers and follow real changes.

use super::SURPRISE;

/// The weight of a new sample once enough were seen.
const WEIGHT: f64 = 0.25;
/// How many samples later the other place's estimate counts as out of date.
const STALE_AFTER: u64 = 8;
/// After so many samples elsewhere a rung starts again with the next one.
const FORGOTTEN_AFTER: u64 = 32;
/// How much faster one place may be assumed to be than the other.
const MAX_RATIO: f64 = 16.0;
/// The weight of a new sample of that ratio.
const RATIO_WEIGHT: f64 = 0.5;
const RUNGS: usize = 64;

/// The typical value of a positive quantity: an exponentially weighted mean of its logarithm.
#[derive(Debug, Clone, Copy, Default)]
struct Typical {
    ln: f64,
    samples: u32,
    /// Surprises in a row: above 0 all too large, below 0 all too small.
    surprises: i32,
}

impl Typical {
    fn learn(&mut self, value: f64, weight_up: f64, weight_down: f64) {
        let ln = value.max(1e-3).ln();
        self.samples = self.samples.saturating_add(1);
        if self.samples == 1 {
            self.ln = ln;
            return;
        }
        let off = ln - self.ln;
        let surprise = SURPRISE.ln();
        self.surprises = if off > surprise {
            self.surprises.max(0).saturating_add(1)
        } else if off < -surprise {
            self.surprises.min(0).saturating_sub(1)
        } else {
            0
        };
        let limit = surprise * f64::from(self.surprises.unsigned_abs().max(1));
        // The first samples are averaged plainly, so that the first one does not stay in charge.
        let plain = 1.0 / f64::from(self.samples);
        let weight = if off > 0.0 { weight_up } else { weight_down }.max(plain);
        self.ln += off.clamp(-limit, limit) * weight;
    }

    fn value(&self) -> f64 {
        self.ln.exp()
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Rung {
    ns_per_unit: Typical,
    /// The operation's sample count at the last sample here; 0 when there was none.
    last: u64,
}

/// What a place is expected to take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prediction {
    pub(super) ns: f64,
    /// How many rungs away the nearest known one is.
    distance: usize,
    last: u64,
}

impl Prediction {
    /// Whether this one should be believed rather than `other`.
    pub(super) fn is_fresher_than(&self, other: &Self) -> bool {
        self.distance < other.distance
            || (self.distance == other.distance && self.last > other.last + STALE_AFTER)
    }
}

/// Nanoseconds per unit, by the size of the call.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    rungs: [Rung; RUNGS],
}

impl Default for Ladder {
    fn default() -> Self {
        Self { rungs: [Rung::default(); RUNGS] }
    }
}

fn rung_of(units: u64) -> usize {
    units.max(1).ilog2() as usize
}

impl Ladder {
    pub(super) fn learn(&mut self, units: u64, took_ns: u64, sample: u64) {
        if let Some(rung) = self.rungs.get_mut(rung_of(units)) {
            if sample > rung.last + FORGOTTEN_AFTER {
                *rung = Rung::default();
            }
            rung.ns_per_unit.learn(took_ns as f64 / units.max(1) as f64, WEIGHT, WEIGHT);
            rung.last = sample;
        }
    }

    /// By the rung of `units`, else by the nearest known one; of two as near, by the fresher.
    pub(super) fn predict(&self, units: u64) -> Option<Prediction> {
        let at = rung_of(units);
        self.rungs
            .iter()
            .enumerate()
            .filter(|(_, rung)| rung.last > 0)
            .map(|(index, rung)| Prediction {
                ns: rung.ns_per_unit.value() * units.max(1) as f64,
                distance: index.abs_diff(at),
                last: rung.last,
            })
            .min_by_key(|prediction| (prediction.distance, u64::MAX - prediction.last))
    }
}

/// How many times slower inline is than the pool, by calls that followed one another in both places.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ratio {
    ln: f64,
}

impl Ratio {
    /// `took_ns` in one place, right after `other` spoke for the other one.
    pub(super) fn learn(&mut self, took_ns: u64, other: Option<Prediction>, sample: u64, inline: bool) {
        let Some(other) = other.filter(|other| other.distance == 0 && other.last + 1 == sample) else {
            return;
        };
        let slower = (took_ns as f64).max(1.0).ln() - other.ns.max(1.0).ln();
        let slower = if inline { slower } else { -slower };
        self.ln += (slower.clamp(-MAX_RATIO.ln(), MAX_RATIO.ln()) - self.ln) * RATIO_WEIGHT;
    }

    pub(super) fn value(self) -> f64 {
        self.ln.exp()
    }
}

/// The cost of a hand-over: low samples weigh more, for lateness is the host's and not the channel's.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct HandOver(Typical);

impl HandOver {
    pub(super) fn learn(&mut self, ns: u64) {
        self.0.learn(ns as f64, 0.05, 0.25);
    }

    pub(super) fn typical_ns(&self) -> Option<f64> {
        (self.0.samples > 0).then(|| self.0.value())
    }
}
