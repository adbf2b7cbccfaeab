//! Faults planted on purpose, so that each safety check is known to be able to fail.
//!
//! A site asks `if faults::planted("name")` and then does the wrong thing. The environment variable
//! `GROGGY_FAULT` plants one of them for a whole process. Without the cargo feature `faults`, which no release
//! has, the question is the constant `false` and the wrong branch is not compiled in.

/// Whether `GROGGY_FAULT` names this fault. Read once in a process.
#[cfg(feature = "faults")]
#[must_use]
pub fn planted(name: &str) -> bool {
    use crate::sync::OnceLock;
    use std::ffi::OsString;

    static PLANTED: OnceLock<Option<OsString>> = OnceLock::new();
    PLANTED.get_or_init(|| std::env::var_os("GROGGY_FAULT")).as_deref().is_some_and(|planted| planted == name)
}

/// False: this build holds no faults.
#[cfg(not(feature = "faults"))]
#[inline(always)]
#[must_use]
pub const fn planted(_name: &str) -> bool {
    false
}
