//! The numbers that an option accepts.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use crate::{Error, ErrorKind, Result};

/// An interval of numbers; NaN is in none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least number, which is included.
    pub least: f64,
    /// The end; infinite when there is none.
    pub end: f64,
    /// Whether the end is included.
    pub includes_end: bool,
}

impl Range {
    /// From `least`, without an end.
    #[must_use]
    pub const fn from(least: f64) -> Self {
        Self { least, end: f64::INFINITY, includes_end: true }
    }

    /// From `least` to just below `end`.
    #[must_use]
    pub const fn below(least: f64, end: f64) -> Self {
        Self { least, end, includes_end: false }
    }

    /// From `least` to `end`, both included.
    #[must_use]
    pub const fn to(least: f64, end: f64) -> Self {
        Self { least, end, includes_end: true }
    }

    fn contains(&self, value: f64) -> bool {
        let end = if self.includes_end { Bound::Included(self.end) } else { Bound::Excluded(self.end) };
        (Bound::Included(self.least), end).contains(&value)
    }

    /// Refuses a `value` outside the range.
    ///
    /// # Errors
    /// `InvalidArgument`, with the argument's name, the value and the range.
    pub(crate) fn check(&self, name: String, value: f64, default: Option<&str>) -> Result<()> {
        if self.contains(value) {
            return Ok(());
        }
        let remedy = match default {
            Some(default) => format!("use a number in that range, or leave it out for {default}"),
            None => "use a number in that range".to_owned(),
        };
        Err(Error::new(
            ErrorKind::InvalidArgument,
            format!("expected {name} in {self}, got {value}; {remedy}"),
        )
        .with("argument", name)
        .with("value", value)
        .with("expected", self.to_string()))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { least, end, includes_end } = *self;
        match (end.is_finite(), includes_end) {
            (false, _) => write!(f, "[{least}, ∞)"),
            (true, true) => write!(f, "[{least}, {end}]"),
            (true, false) => write!(f, "[{least}, {end})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_in_or_out_as_said_and_nan_never() {
        let damping = Range::below(0.0, 1.0);
        assert!(damping.contains(0.0) && damping.contains(0.999) && !damping.contains(1.0));
        let tolerance = Range::from(0.0);
        assert!(tolerance.contains(f64::INFINITY) && !tolerance.contains(-0.1));
        assert!(Range::to(1.0, 2.0).contains(2.0));
        for range in [damping, tolerance] {
            assert!(!range.contains(f64::NAN));
        }
    }

    #[test]
    fn an_error_names_the_value_and_the_range() {
        let error = Range::below(0.0, 1.0).check("damping".to_owned(), 1.5, Some("0.85")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let text = error.to_string();
        assert_eq!(
            text,
            "expected damping in [0, 1), got 1.5; use a number in that range, or leave it out for 0.85"
        );
    }
}
