//! Points in time as text.

use super::Epoch;
use super::number::{integer, leading_digits};

const DAY_MS: i64 = 86_400_000;

/// What a text says of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// Milliseconds since 1970-01-01 UTC.
    Milliseconds(i64),
    /// A time between two milliseconds.
    Finer,
    /// No time.
    None,
}

/// A number that counts from 1970 in units of `epoch`.
pub(super) fn counted(text: &[u8], epoch: Epoch) -> Time {
    let Some(count) = integer(text) else { return Time::None };
    let per_millisecond = match epoch {
        Epoch::Seconds => return count.checked_mul(1000).map_or(Time::None, Time::Milliseconds),
        Epoch::Milliseconds => 1,
        Epoch::Microseconds => 1000,
        Epoch::Nanoseconds => 1_000_000,
    };
    if count % per_millisecond == 0 { Time::Milliseconds(count / per_millisecond) } else { Time::Finer }
}

/// An ISO 8601 date (`2019-03-31`, midnight UTC) with or without a time (`2019-03-31T23:59:58.250+02:00`; a blank may
/// stand for the `T`; without an offset, UTC).
pub(super) fn date(text: &[u8]) -> Time {
    read(text).unwrap_or(Time::None)
}

fn read(text: &[u8]) -> Option<Time> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
    let midnight = days_since_1970(year, month, day)? * DAY_MS;
    let rest = match rest {
        [] => return Some(Time::Milliseconds(midnight)),
        [b'T' | b't' | b' ', rest @ ..] => rest,
        _ => return None,
    };
    let (hour, rest) = digits(rest, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = rest.strip_prefix(b":").map_or(Some((0, rest)), |rest| digits(rest, 2))?;
    let (millisecond, is_finer, rest) = match rest.strip_prefix(b".") {
        Some(rest) => milliseconds(rest)?,
        None => (0, false, rest),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let time = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
    let time = midnight + time - offset(rest)?;
    Some(if is_finer { Time::Finer } else { Time::Milliseconds(time) })
}

/// A number of exactly `count` digits, and what follows.
fn digits(text: &[u8], count: usize) -> Option<(i64, &[u8])> {
    let (digits, rest) = text.split_at_checked(count)?;
    let (value, length) = leading_digits(digits);
    if length == count { Some((i64::try_from(value?).ok()?, rest)) } else { None }
}

/// Milliseconds, whether there is more than those, and what follows.
fn milliseconds(text: &[u8]) -> Option<(i64, bool, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(length);
    let (kept, lost) = digits.split_at(length.min(3));
    if kept.is_empty() {
        return None;
    }
    let is_finer = lost.iter().any(|&digit| digit != b'0');
    let value = i64::try_from(leading_digits(kept).0?).ok()?;
    Some((value * [100, 10, 1][kept.len() - 1], is_finer, rest))
}

/// Milliseconds ahead of UTC.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, rest) = match text {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let minutes = match rest {
        [] => 0,
        _ => {
            let (minutes, rest) = digits(rest.strip_prefix(b":").unwrap_or(rest), 2)?;
            if !rest.is_empty() {
                return None;
            }
            minutes
        }
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Method: Hinnant, "chrono-compatible low-level date
/// algorithms": years begin in March, so that the leap day is the last of a year.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for (text, expected) in [
            ("1970-01-01", 0),
            ("1969-12-31", -DAY_MS),
            ("2000-02-29", 951_782_400_000),
            ("2019-03-31T23:59:58.25Z", 1_554_076_798_250),
            ("2019-03-31 23:59:58.250000", 1_554_076_798_250),
            ("2019-04-01T01:59:58.250+02:00", 1_554_076_798_250),
            ("2019-03-31T16:59:58.250-0700", 1_554_076_798_250),
            ("0000-01-01", -62_167_219_200_000),
            ("9999-12-31T23:59", 253_402_300_740_000),
        ] {
            assert_eq!(date(text.as_bytes()), Time::Milliseconds(expected), "{text}");
        }
        assert_eq!(date(b"1970-01-01T00:00:00.0001"), Time::Finer);
        assert_eq!(date(b"2019-03-31T23:59:58.250001Z"), Time::Finer);
        for text in [
            "",
            "0",
            "1970",
            "x",
            "1.5",
            "1970-13-01",
            "1970-02-29",
            "1900-02-29",
            "1970-01-00",
            "1970-01-01T",
            "1970-01-01T24:00",
            "1970-01-01T00:00:00.",
            "1970-01-01T00:00+",
            "1970-01-01T00:00+25:00",
            "1970-01-01T00:00Zx",
            "1970-01-01T00:00:00.0001x",
            "1970/01/01",
        ] {
            assert_eq!(date(text.as_bytes()), Time::None, "{text}");
        }
    }

    #[test]
    fn numbers_count_in_the_unit_that_was_named() {
        for (text, epoch, expected) in [
            ("1553990400", Epoch::Seconds, Time::Milliseconds(1_553_990_400_000)),
            ("-5", Epoch::Milliseconds, Time::Milliseconds(-5)),
            ("5000", Epoch::Microseconds, Time::Milliseconds(5)),
            ("5001", Epoch::Microseconds, Time::Finer),
            ("7000000", Epoch::Nanoseconds, Time::Milliseconds(7)),
            ("9223372036854775807", Epoch::Seconds, Time::None),
            ("1.5", Epoch::Seconds, Time::None),
            ("2019-03-31", Epoch::Seconds, Time::None),
        ] {
            assert_eq!(counted(text.as_bytes(), epoch), expected, "{text}");
        }
    }
}
