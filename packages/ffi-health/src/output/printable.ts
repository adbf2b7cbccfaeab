/** Text of an addon, for a terminal and for XML: neither takes every character. */

/**
 * What moves the cursor, clears the screen, turns text around, or is not a character at all, written as `\x1b`,
 * `\ud800`; line ends and tabs stay. What is left is allowed in XML 1.0.
 */
export function printable(text: string): string {
  return text.replace(unprintable, one => {
    const code = one.codePointAt(0) ?? 0
    const digits = code.toString(16)
    return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`
  })
}

/** Control characters, marks of the direction of text, halves of surrogate pairs, and the two that XML forbids. */
const unprintable = /(?![\t\n])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu
