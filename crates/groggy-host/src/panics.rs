//! Panics that are caught belong to the error they become, not to the terminal.
//!
//! Rust's own hook prints each panic where it happens. On a thread of ours every panic is caught and becomes an
//! `INTERNAL` error, so there the hook keeps the place of the panic for that error and prints nothing. Panics of
//! threads that are not ours, and those that end the process, are printed as ever.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use crate::errors::{HostError, kinds};

thread_local! {
    static CATCHES: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// Where a panic happened: the cause of the error that it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    text: String,
    file: String,
    line: u32,
    column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked at {}:{}:{}", self.file, self.line, self.column)
    }
}

impl std::error::Error for Place {}

/// Says that this thread catches every panic: at its entry points, or around every task. From now on a panic on
/// it is not printed.
pub fn are_caught_on_this_thread() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let caught = CATCHES.try_with(Cell::get).unwrap_or(false) && !ends_the_process(info);
            if !caught || !keep(info) {
                others(info);
            }
        }));
    });
    CATCHES.set(true);
}

impl HostError {
    /// `INTERNAL` for a caught panic, with its text as a detail and its place as the cause, where it is known: see
    /// the head of this file.
    #[must_use]
    pub fn from_panic(payload: &(dyn Any + Send)) -> Self {
        let text = panic_text(payload);
        let made = Self::new(
            &kinds::INTERNAL,
            format!(
                "native code panicked: {text}; this is a bug, please report it. The object in use refuses further work"
            ),
        )
        .with("panic", text);
        match place_of(text) {
            Some(place) => made.caused_by(&place),
            None => made,
        }
    }
}

/// The text of a panic: its message when it has one.
#[must_use]
pub fn panic_text(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&'static str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "a panic without a message"
    }
}

/// Prints the error that a caught panic became and that nobody is left to be told of.
#[expect(clippy::print_stderr, reason = "that is where panics that nobody handles are told")]
pub fn print(error: &HostError) {
    eprintln!("{error}");
    for cause in &error.causes {
        eprintln!("  {cause}");
    }
}

/// Panics out of a destructor while another one unwinds, or out of a function that cannot unwind, are not caught.
fn ends_the_process(info: &PanicHookInfo<'_>) -> bool {
    panic_text(info.payload()).starts_with("panic in a ")
}

/// Keeps the place of a panic that will be caught; false when that is not possible.
fn keep(info: &PanicHookInfo<'_>) -> bool {
    let Some(location) = info.location() else { return false };
    let place = Place {
        text: panic_text(info.payload()).to_owned(),
        file: location.file().to_owned(),
        line: location.line(),
        column: location.column(),
    };
    LAST.try_with(|last| last.try_borrow_mut().map(|mut last| *last = Some(place)).is_ok()).unwrap_or(false)
}

/// Where the panic with this text, just caught on this thread, happened. `None` when that was on another thread,
/// from which it was handed on.
pub(crate) fn place_of(text: &str) -> Option<Place> {
    let last =
        LAST.try_with(|last| last.try_borrow_mut().ok().and_then(|mut last| last.take())).ok().flatten();
    last.filter(|place| place.text == text)
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn the_place_of_a_caught_panic_is_the_cause_of_its_error() {
        are_caught_on_this_thread();
        let payload = catch_unwind(|| panic!("row {}", 7)).unwrap_err();
        let error = HostError::from_panic(&*payload);
        assert_eq!(error.causes.len(), 1);
        assert!(error.causes[0].starts_with(&format!("panicked at {}:", file!())), "{:?}", error.causes);
    }

    #[test]
    fn the_place_of_another_panic_is_no_cause() {
        are_caught_on_this_thread();
        assert!(catch_unwind(|| panic!("ignored")).is_err());
        let error = HostError::from_panic(&"handed on");
        assert!(error.causes.is_empty());
    }

    #[test]
    fn every_form_of_panic_has_a_text() {
        assert_eq!(panic_text(&"literal"), "literal");
        assert_eq!(panic_text(&String::from("owned")), "owned");
        assert_eq!(panic_text(&7_u8), "a panic without a message");
    }
}
