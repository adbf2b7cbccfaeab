//! What goes on, and which promises were broken.

use std::collections::BTreeMap;

use crate::faults;

use super::report::{
    BorrowReport, HolderReport, MonitorReport, ReferenceReport, TaskReport, ViewReport, Violation,
    ViolationKind,
};

/// The most violations that are kept; the rest is counted.
const MAX_VIOLATIONS: usize = 1000;

/// Something that begins and ends.
pub(super) enum Item {
    Holder { operation: &'static str, thread: u64 },
    Borrow { operation: &'static str, thread: u64, bytes: u64 },
    Task { operation: &'static str },
    View { operation: &'static str, owner: u64, bytes: u64 },
    Finalizer { operation: &'static str, environment: u64 },
    External { operation: &'static str, environment: u64, bytes: u64 },
    Reference { operation: &'static str, environment: u64 },
}

struct Going {
    since_ns: u64,
    item: Item,
}

/// All that was recorded since the last start. Numbers are never given out twice, so what began before a
/// start cannot end something that began after it.
pub(super) struct Record {
    next: u64,
    first: u64,
    started_ns: Option<u64>,
    going: BTreeMap<u64, Going>,
    violations: Vec<Violation>,
    left_out: u64,
}

impl Record {
    pub(super) const fn new() -> Self {
        Self {
            next: 1,
            first: 1,
            started_ns: None,
            going: BTreeMap::new(),
            violations: Vec::new(),
            left_out: 0,
        }
    }

    pub(super) fn restart(&mut self, now_ns: u64) {
        let next = self.next;
        *self = Self { next, first: next, started_ns: Some(now_ns), ..Self::new() };
    }

    pub(super) fn begin(&mut self, now_ns: u64, item: Item) -> u64 {
        let number = self.next;
        self.next += 1;
        self.going.insert(number, Going { since_ns: now_ns, item });
        number
    }

    pub(super) fn end(&mut self, number: u64) {
        self.going.remove(&number);
    }

    fn violated(&mut self, violation: Violation) {
        if faults::planted("monitor-blind") {
            return;
        }
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(violation);
        } else {
            self.left_out += 1;
        }
    }

    pub(super) fn borrow_used(&mut self, now_ns: u64, number: u64, here: u64) {
        let Some(Going { since_ns, item: Item::Borrow { operation, thread, bytes } }) =
            self.going.get(&number)
        else {
            return;
        };
        if *thread == here {
            return;
        }
        let violation = Violation {
            kind: ViolationKind::BorrowAcrossThreads,
            operation,
            message: format!(
                "{operation} borrowed {bytes} bytes of host memory on thread {thread} and used them on thread {here}"
            ),
            subject: here,
            age_ns: now_ns.saturating_sub(*since_ns),
        };
        // Told once for each borrow and thread, however often it is used there.
        let known = |told: &Violation| told.kind == violation.kind && told.message == violation.message;
        if !self.violations.iter().any(known) {
            self.violated(violation);
        }
    }

    pub(super) fn memory_freed(&mut self, now_ns: u64, freed: u64) {
        let dangling: Vec<Violation> = self
            .going
            .values()
            .filter_map(|going| match going.item {
                Item::View { operation, owner, bytes } if owner == freed => Some(Violation {
                    kind: ViolationKind::DanglingView,
                    operation,
                    message: format!(
                        "the memory of owner {owner} was freed while the host held a view of {bytes} bytes given by {operation}"
                    ),
                    subject: owner,
                    age_ns: now_ns.saturating_sub(going.since_ns),
                }),
                _ => None,
            })
            .collect();
        dangling.into_iter().for_each(|violation| self.violated(violation));
    }

    pub(super) fn stale_handle_used(&mut self, _now_ns: u64, operation: &'static str, handle: u64) {
        self.violated(Violation {
            kind: ViolationKind::StaleHandleUsed,
            operation,
            message: format!("{operation} was called with handle {handle}, whose object is gone"),
            subject: handle,
            age_ns: 0,
        });
    }

    pub(super) fn finalizer_panicked(&mut self, operation: &'static str, object: u64, why: &str) {
        self.violated(Violation {
            kind: ViolationKind::FinalizerPanicked,
            operation,
            message: format!(
                "a finalizer panicked while it let the memory of object {object} go, which may be lost: {why}"
            ),
            subject: object,
            age_ns: 0,
        });
    }

    pub(super) fn external_returned(&mut self, now_ns: u64, number: u64, returned: u64) {
        let Some(Going { since_ns, item: Item::External { operation, environment, bytes } }) =
            self.going.remove(&number)
        else {
            return;
        };
        if bytes != returned {
            self.violated(Violation {
                kind: ViolationKind::ExternalBytesNotReturned,
                operation,
                message: format!("{operation} told the host of {bytes} bytes and took {returned} back"),
                subject: environment,
                age_ns: now_ns.saturating_sub(since_ns),
            });
        }
    }

    pub(super) fn environment_ended(&mut self, now_ns: u64, ended: u64) {
        let mut broken = Vec::new();
        self.going.retain(|_, Going { since_ns, item }| {
            let age_ns = now_ns.saturating_sub(*since_ns);
            let (kind, operation, message) = match *item {
                Item::Finalizer { operation, environment } if environment == ended => (
                    ViolationKind::FinalizerMissed,
                    operation,
                    format!("environment {ended} ended before a finalizer attached by {operation} ran"),
                ),
                Item::External { operation, environment, bytes } if environment == ended => (
                    ViolationKind::ExternalBytesNotReturned,
                    operation,
                    format!(
                        "environment {ended} ended with {bytes} bytes reported by {operation} not returned"
                    ),
                ),
                Item::Reference { operation, environment } if environment == ended => (
                    ViolationKind::HostReferenceHeldTooLong,
                    operation,
                    format!(
                        "environment {ended} ended while {operation} held a reference to one of its objects"
                    ),
                ),
                _ => return true,
            };
            broken.push(Violation { kind, operation, message, subject: ended, age_ns });
            false
        });
        broken.into_iter().for_each(|violation| self.violated(violation));
    }

    pub(super) fn validate(&self, now_ns: u64, reference_limit_ns: u64) -> Vec<Violation> {
        let held = self.going.values().filter_map(|Going { since_ns, item }| {
            let age_ns = now_ns.saturating_sub(*since_ns);
            match *item {
                Item::Reference { operation, environment } if age_ns > reference_limit_ns => Some(Violation {
                    kind: ViolationKind::HostReferenceHeldTooLong,
                    operation,
                    message: format!(
                        "{operation} has held a reference to a host object for {:.1} s; the limit is {:.1} s",
                        age_ns as f64 / 1e9,
                        reference_limit_ns as f64 / 1e9
                    ),
                    subject: environment,
                    age_ns,
                }),
                _ => None,
            }
        });
        self.violations.iter().cloned().chain(held).collect()
    }

    pub(super) fn report(&self, on: bool, now_ns: u64, violations: usize) -> MonitorReport {
        let mut report = MonitorReport {
            on,
            age_ns: self.started_ns.map_or(0, |started| now_ns.saturating_sub(started)),
            recorded: self.next - self.first,
            violations,
            violations_left_out: self.left_out,
            ..MonitorReport::default()
        };
        for Going { since_ns, item } in self.going.values() {
            let age_ns = now_ns.saturating_sub(*since_ns);
            match *item {
                Item::Holder { operation, thread } => {
                    report.holders.push(HolderReport { operation, thread, age_ns });
                }
                Item::Borrow { operation, thread, bytes } => {
                    report.borrows.push(BorrowReport { operation, thread, bytes, age_ns });
                }
                Item::Task { operation } => report.tasks.push(TaskReport { operation, age_ns }),
                Item::View { operation, owner, bytes } => {
                    report.views.push(ViewReport { operation, owner, bytes, age_ns });
                }
                Item::Finalizer { .. } => report.pending_finalizers += 1,
                Item::External { bytes, .. } => report.external_bytes += bytes,
                Item::Reference { operation, environment } => {
                    report.references.push(ReferenceReport { operation, environment, age_ns });
                }
            }
        }
        report
    }
}
