//! Numbers straight from bytes: no intermediate strings, and never another value than the standard library's.

/// Value and length of the decimal digits at the start of `bytes`; length 0 when there are none. The value is
/// `None` past `u64::MAX`.
#[inline]
pub(super) fn leading_digits(bytes: &[u8]) -> (Option<u64>, usize) {
    let Some(window) = bytes.first_chunk::<8>() else {
        return digits_one_by_one(bytes, 0, 0);
    };
    let (value, length) = eight_digits(u64::from_le_bytes(*window));
    if length < 8 { (Some(value), length) } else { digits_one_by_one(bytes, 8, value) }
}

/// Value and length of the digits that eight bytes of text (first character lowest) begin with.
///
/// Branch-free: bytes that are digits become 0 to 9, the others mark their top bit; the digits are moved to
/// the end, so that zeros lead, and three multiplications add up pairs, fours and all eight.
/// Method: Lemire, "Quickly parsing eight digits" (2018).
#[inline]
pub(super) fn eight_digits(text: u64) -> (u64, usize) {
    let digits = text ^ 0x3030_3030_3030_3030;
    // A carry out of a byte over 0x89 only reaches bytes after it, which are past the first non-digit anyway.
    let marks = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let length = (marks.trailing_zeros() / 8) as usize;
    if length == 0 {
        return (0, 0);
    }
    let aligned = digits << (64 - 8 * length);
    let pairs = aligned.wrapping_mul(10).wrapping_add(aligned >> 8);
    let low = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    (low.wrapping_add(high) >> 32, length)
}

fn digits_one_by_one(bytes: &[u8], start: usize, value: u64) -> (Option<u64>, usize) {
    let mut value = Some(value);
    let mut length = start;
    for &byte in &bytes[start..] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit)));
        length += 1;
    }
    (value, length)
}

/// The whole of `text` as a decimal integer with an optional sign, when it fits.
pub(super) fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (value, length) = leading_digits(digits);
    if length == 0 || length != digits.len() {
        return None;
    }
    let value = i128::from(value?);
    i64::try_from(if negative { -value } else { value }).ok()
}

/// The whole of `text` as an integer that is written as every program writes it: no sign but `-`, no leading zero.
#[inline]
pub(super) fn canonical_integer(text: &[u8]) -> Option<i64> {
    match text {
        [b'0'] => Some(0),
        [b'0' | b'+', ..] | [b'-', b'0', ..] => None,
        _ => integer(text),
    }
}

/// `10^0` to `10^22`: the powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The whole of `text` as a number, correctly rounded: what `str::parse::<f64>` gives. Infinite only where that is
/// what was written (`inf` or `infinity`, in any case): a number too large for a double, such as `1e400`, is none.
///
/// A mantissa of at most 2^53 with a power of ten of at most 22 is exact in one operation (Clinger 1990);
/// everything else goes to the standard library.
pub(super) fn float(text: &[u8]) -> Option<f64> {
    quick_float(text).or_else(|| {
        let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
        (value.is_finite() || is_word(text)).then_some(value)
    })
}

/// [`float`] for singles, rounded once: straight from the text.
pub(super) fn float32(text: &[u8]) -> Option<f32> {
    let value: f32 = std::str::from_utf8(text).ok()?.parse().ok()?;
    (value.is_finite() || is_word(text)).then_some(value)
}

/// Of a text that is a number: whether it is `inf`, `infinity` or `nan`, which no digit is part of.
fn is_word(text: &[u8]) -> bool {
    !text.iter().any(u8::is_ascii_digit)
}

fn quick_float(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let (whole, whole_length) = leading_digits(digits);
    let whole = whole?;
    let rest = &digits[whole_length..];
    let magnitude = match rest {
        [] if whole_length > 0 => exact(whole)?,
        [b'.', fraction @ ..] if whole_length > 0 => {
            let (value, length) = leading_digits(fraction);
            if length != fraction.len() || length > 15 {
                return None;
            }
            let scale = POWERS[length];
            // At most 15 digits: the scale is below 2^53 and converts exactly.
            let mantissa = whole.checked_mul(scale as u64)?.checked_add(value?)?;
            exact(mantissa)? / scale
        }
        _ => return None,
    };
    Some(if negative { -magnitude } else { magnitude })
}

/// `value` as a double when nothing is lost.
fn exact(value: u64) -> Option<f64> {
    (value <= 1 << 53).then_some(value as f64)
}

/// Whether `text` is a number that a double holds without loss of what was written: `inf`, `nan`, anything with
/// a point or an exponent, and integers up to 2^53. Integers past that and with leading zeros ("02139") are not:
/// they are identifiers more often than quantities, and would come back as other text.
pub(super) fn lossless_float(text: &[u8]) -> Option<f64> {
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    let (value, length) = leading_digits(digits);
    if length == digits.len() {
        let leading_zero = length > 1 && digits.first() == Some(&b'0');
        if leading_zero || value.is_none_or(|value| value > 1 << 53) {
            return None;
        }
    }
    float(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_stop_where_they_end() {
        for (text, value, length) in [
            ("", Some(0), 0),
            ("x12", Some(0), 0),
            ("7", Some(7), 1),
            ("12345678", Some(12_345_678), 8),
            ("1234567\t9", Some(1_234_567), 7),
            ("123456789 ", Some(123_456_789), 9),
            ("0000000000000000000000001,", Some(1), 25),
            ("18446744073709551615", Some(u64::MAX), 20),
            ("18446744073709551616", None, 20),
            ("1:2345678", Some(1), 1),
            ("12/45678", Some(12), 2),
            ("1\u{ff}\u{ff}\u{ff}\u{ff}", Some(1), 1),
        ] {
            assert_eq!(leading_digits(text.as_bytes()), (value, length), "{text:?}");
        }
    }

    #[test]
    fn integers_have_signs_and_limits() {
        for text in ["0", "-0", "+5", "9223372036854775807", "-9223372036854775808", "42"] {
            assert_eq!(integer(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["", "-", "+", "--1", "1.0", "9223372036854775808", "-9223372036854775809", "1 "] {
            assert_eq!(integer(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn only_one_way_of_writing_an_integer_is_canonical() {
        for text in ["0", "7", "-7", "10", "9223372036854775807", "-9223372036854775808"] {
            assert_eq!(canonical_integer(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["", "007", "+7", "7.0", "-0", "00", "-07", " 7", "7 ", "9223372036854775808", "1e3", "x"]
        {
            assert_eq!(canonical_integer(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn identifiers_are_not_quantities() {
        for text in
            ["02139", "-007", "9007199254740993", "99999999999999999999", "", "-", "1e", "0x10", "1e400"]
        {
            assert_eq!(lossless_float(text.as_bytes()), None, "{text}");
        }
        for text in ["0", "-0", "0.5", "00.5", "1e3", "9007199254740992", "inf", "1."] {
            assert_eq!(
                lossless_float(text.as_bytes()).map(f64::to_bits),
                text.parse::<f64>().ok().map(f64::to_bits),
                "{text}"
            );
        }
    }

    #[test]
    fn infinity_is_a_word_and_no_overflow() {
        for text in ["inf", "-inf", "+INF", "Infinity", "-infinity"] {
            assert_eq!(float(text.as_bytes()), text.parse().ok(), "{text}");
            assert_eq!(float32(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["nan", "NaN", "-NAN"] {
            assert!(float(text.as_bytes()).is_some_and(f64::is_nan), "{text}");
            assert!(float32(text.as_bytes()).is_some_and(f32::is_nan), "{text}");
        }
        assert_eq!(float(b"1e400"), None);
        assert_eq!(float(b"-1.8e308"), None);
        assert_eq!(float("9".repeat(310).as_bytes()), None);
        assert_eq!(float32(b"1e39"), None);
        assert_eq!(float32(b"3.4028235e38"), Some(f32::MAX));
        // Below the smallest is rounded, as every decimal fraction is.
        assert_eq!(float(b"1e-400"), Some(0.0));
    }

    fn same_as_std(text: &str) {
        let expected = text.parse::<f64>().ok().filter(|value| value.is_finite()).map(f64::to_bits);
        assert_eq!(float(text.as_bytes()).map(f64::to_bits), expected, "{text:?}");
    }

    proptest! {
        #[test]
        fn any_eight_bytes(window: [u8; 8]) {
            let length = window.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let value = window[..length].iter().fold(0, |value, byte| value * 10 + u64::from(byte - b'0'));
            prop_assert_eq!(leading_digits(&window), (Some(value), length));
        }

        #[test]
        fn floats_are_those_of_the_standard_library(value: f64, text in "[-+]?[0-9]{0,18}(\\.[0-9]{0,18})?(e[-+]?[0-9]{1,3})?") {
            same_as_std(&value.to_string());
            same_as_std(&format!("{value:e}"));
            same_as_std(&text);
        }

        #[test]
        fn singles_are_those_of_the_standard_library(value: f32, text in "[-+]?[0-9]{0,12}(\\.[0-9]{0,12})?(e[-+]?[0-9]{1,3})?") {
            let finite = value.is_finite().then_some(value.to_bits());
            prop_assert_eq!(float32(value.to_string().as_bytes()).map(f32::to_bits).filter(|_| value.is_finite()), finite);
            let expected = text.parse::<f32>().ok().filter(|value| value.is_finite()).map(f32::to_bits);
            prop_assert_eq!(float32(text.as_bytes()).map(f32::to_bits), expected);
        }

        #[test]
        fn integers_are_those_of_the_standard_library(value: i64) {
            prop_assert_eq!(integer(value.to_string().as_bytes()), Some(value));
        }
    }
}
