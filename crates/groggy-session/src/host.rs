//! What a session asks of its host.

use groggy::execution::Execution;
use groggy_host::errors::HostError;

/// Why a call has no result.
pub trait Failure: From<HostError> + From<groggy::Error> {
    /// The error, if it is one of ours.
    ///
    /// # Errors
    /// The failure itself when it is the host's own: an exception that is already on its way.
    fn into_error(self) -> Result<HostError, Self>;
}

/// A host during one call, on its own thread. Cheap to copy.
pub trait Host: Copy {
    /// Why one of its calls has no result.
    type Failure: Failure;

    /// The number by which the monitor knows the environment.
    fn number(self) -> u64;

    /// Tells the host's garbage collector that `change` more bytes (or fewer) hang on its objects.
    ///
    /// # Errors
    /// The host refuses.
    fn report_external_memory(self, change: i64) -> Result<(), Self::Failure>;

    /// Whether tasks are in flight: while they are, the host does not end by itself.
    ///
    /// # Errors
    /// The host refuses.
    fn keep_alive(self, keep: bool) -> Result<(), Self::Failure>;

    /// Runs `work` while the caller waits, and cancels it when the caller can no longer run.
    ///
    /// # Errors
    /// The error of `work`, or the host's own failure when the caller was stopped.
    fn wait<R>(
        self,
        execution: Execution<'_>,
        work: impl FnOnce(&Execution<'_>) -> groggy::Result<R>,
    ) -> Result<R, Self::Failure>;
}
