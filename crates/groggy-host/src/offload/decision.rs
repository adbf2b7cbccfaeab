//! A decision, and how it explains itself.

use serde::Serialize;

/// Where a call runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// On the host's thread, now.
    Inline,
    /// On a worker thread.
    Pool,
}

/// What the caller asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// Whatever the policy decides.
    #[default]
    Auto,
    /// Inline, whatever it costs.
    Inline,
    /// The pool, however small the work.
    Pool,
}

/// Why a place was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    Asked,
    /// The caller wants to wait.
    Blocking,
    /// It touched only what is near.
    Near,
    /// Nothing was known: the defaults spoke.
    Assumed,
    /// By samples of this place.
    Measured(Place),
    /// Against the prediction, to learn what the other place costs.
    Explored,
    /// The size of the work is not known beforehand.
    Unsized,
    /// The system has no thread for the pool.
    NoThread,
}

/// One decision with its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Where the call runs.
    pub place: Place,
    /// How long it is expected to take inline; `None` when the size of the work is not known beforehand.
    pub predicted_ns: Option<u64>,
    /// What that was compared with.
    pub threshold_ns: u64,
    /// How many calls of this operation were measured before.
    pub samples: u64,
    /// The work in this call, where it is known beforehand.
    pub units: Option<u64>,
    pub(super) ground: Ground,
}

impl Decision {
    /// The decision as a sentence with its numbers. Allocates; a decision that nobody asks about does not.
    #[must_use]
    pub fn reason(&self) -> String {
        let place = match self.place {
            Place::Inline => "inline",
            Place::Pool => "on the pool",
        };
        if self.ground == Ground::Blocking {
            return String::from(
                "on the calling thread, which the caller chose to block until the work is done",
            );
        }
        if self.ground == Ground::Near {
            return format!("{place}, because it touched only what is near");
        }
        if self.ground == Ground::NoThread {
            return format!("{place}, because the system refused to start a thread for the pool");
        }
        let (Some(units), Some(predicted_ns)) = (self.units, self.predicted_ns) else {
            let why = match self.ground {
                Ground::Asked => "the caller asked for it (how long it takes is not known beforehand)",
                _ => "how long it takes is not known beforehand",
            };
            return format!("{place}, because {why}");
        };
        let Self { samples, .. } = *self;
        let predicted = duration(predicted_ns);
        let threshold = duration(self.threshold_ns);
        let compared = match predicted_ns.cmp(&self.threshold_ns) {
            std::cmp::Ordering::Less => "below",
            std::cmp::Ordering::Equal => "at",
            std::cmp::Ordering::Greater => "above",
        };
        let counted = if samples == 1 { String::from("1 sample") } else { format!("{samples} samples") };
        let basis = match self.ground {
            _ if samples == 0 => String::from("assumed, since nothing was measured yet"),
            Ground::Measured(Place::Pool) => format!("from {counted}, the latest on the pool"),
            _ => format!("from {counted}"),
        };
        match self.ground {
            Ground::Asked => format!(
                "{place}, because the caller asked for it ({units} units of work, about {predicted}, {basis})"
            ),
            Ground::Explored => format!(
                "{place} this once, to learn what that costs now: {units} units of work are expected to take {predicted} inline ({basis}), {compared} the threshold of {threshold}"
            ),
            _ => format!(
                "{place}, because {units} units of work are expected to take {predicted} inline ({basis}), {compared} the threshold of {threshold}"
            ),
        }
    }
}

/// `ns` as a person writes it.
fn duration(ns: u64) -> String {
    match ns {
        0..1_000 => format!("{ns} ns"),
        1_000..1_000_000 => format!("{:.1} µs", ns as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", ns as f64 / 1e6),
        _ => format!("{:.2} s", ns as f64 / 1e9),
    }
}
