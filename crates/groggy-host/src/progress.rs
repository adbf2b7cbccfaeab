//! Progress that arrives often enough to be seen and seldom enough to cost nothing.

use std::sync::Mutex;

use crate::lock;

/// The least time between two reports.
pub const PROGRESS_INTERVAL_NS: u64 = 50_000_000;

/// Lets one report through each [`PROGRESS_INTERVAL_NS`], and the last one always.
///
/// Reports come from any thread; they are passed on one at a time and in order.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    sent_ns: Option<u64>,
    held_back: Option<(f64, &'static str)>,
}

impl Throttle {
    /// Passes the report on to `send`, or keeps it until a later one or [`Throttle::finish`].
    pub(crate) fn report(
        &self,
        now_ns: u64,
        fraction: f64,
        stage: &'static str,
        send: impl Fn(f64, &'static str),
    ) {
        let mut state = lock(&self.0);
        let due = state.sent_ns.is_none_or(|sent| now_ns.saturating_sub(sent) >= PROGRESS_INTERVAL_NS);
        if due {
            state.sent_ns = Some(now_ns);
            state.held_back = None;
            send(fraction, stage);
        } else {
            state.held_back = Some((fraction, stage));
        }
    }

    /// Passes on the last report when it was kept back.
    pub(crate) fn finish(&self, send: impl Fn(f64, &'static str)) {
        if let Some((fraction, stage)) = lock(&self.0).held_back.take() {
            send(fraction, stage);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn one_report_an_interval_and_always_the_last() {
        let throttle = Throttle::default();
        let seen = RefCell::new(Vec::new());
        let send = |fraction, _: &'static str| seen.borrow_mut().push(fraction);
        for step in 0..=100_u32 {
            throttle.report(u64::from(step) * 1_100_000, f64::from(step) / 100.0, "rank", send);
        }
        assert_eq!(*seen.borrow(), [0.0, 0.46, 0.92]);
        throttle.finish(send);
        throttle.finish(send);
        assert_eq!(*seen.borrow(), [0.0, 0.46, 0.92, 1.0]);
    }
}
