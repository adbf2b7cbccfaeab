//! What the monitor tells: plain data, camel case in JSON.

use serde::Serialize;

/// A promise of the bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ViolationKind {
    /// Memory was freed while the host could still look at it.
    DanglingView,
    /// A handle was used after its object was gone.
    StaleHandleUsed,
    /// Host memory was used on another thread than the one that borrowed it.
    BorrowAcrossThreads,
    /// An environment ended before a finalizer ran.
    FinalizerMissed,
    /// A finalizer panicked: what it was letting go may be lost.
    FinalizerPanicked,
    /// The host still counts bytes that are gone, or was given back other bytes than it was told of.
    ExternalBytesNotReturned,
    /// A native reference keeps a host object alive for too long.
    HostReferenceHeldTooLong,
}

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// Which promise.
    pub kind: ViolationKind,
    /// The operation that began what went wrong.
    pub operation: &'static str,
    /// What happened, in a sentence with numbers.
    pub message: String,
    /// The owner, handle, thread or environment that it is about.
    pub subject: u64,
    /// How long it had been going on.
    pub age_ns: u64,
}

/// A borrow of host memory that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BorrowReport {
    /// Who borrows.
    pub operation: &'static str,
    /// The thread that borrowed, numbered from 1 in the order in which threads were first seen.
    pub thread: u64,
    /// How much.
    pub bytes: u64,
    /// For how long.
    pub age_ns: u64,
}

/// A view of native memory that the host holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewReport {
    /// Who gave it out.
    pub operation: &'static str,
    /// What keeps the memory alive.
    pub owner: u64,
    /// Its length.
    pub bytes: u64,
    /// For how long.
    pub age_ns: u64,
}

/// An operation that holds a thread of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HolderReport {
    /// Which operation.
    pub operation: &'static str,
    /// The thread, numbered as in [`BorrowReport`].
    pub thread: u64,
    /// For how long.
    pub age_ns: u64,
}

/// A task that waits or runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskReport {
    /// What it does.
    pub operation: &'static str,
    /// For how long.
    pub age_ns: u64,
}

/// A native reference to a host object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceReport {
    /// Who holds it.
    pub operation: &'static str,
    /// Where the object lives.
    pub environment: u64,
    /// For how long.
    pub age_ns: u64,
}

/// What the monitor knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MonitorReport {
    /// Whether it records.
    pub on: bool,
    /// How long ago it was started; 0 when it never was.
    pub age_ns: u64,
    /// Things recorded since then.
    pub recorded: u64,
    /// Borrows that go on.
    pub borrows: Vec<BorrowReport>,
    /// Views that are out.
    pub views: Vec<ViewReport>,
    /// Operations that hold a thread.
    pub holders: Vec<HolderReport>,
    /// Tasks that wait or run.
    pub tasks: Vec<TaskReport>,
    /// References to host objects.
    pub references: Vec<ReferenceReport>,
    /// Finalizers that have not run.
    pub pending_finalizers: u64,
    /// Bytes that the host was told of and that were not returned.
    pub external_bytes: u64,
    /// How many violations `validate` lists.
    pub violations: usize,
    /// How many more there were than are kept.
    pub violations_left_out: u64,
}
