// Reads what AddressSanitizer and its leak detector write.

/**
 * What a sanitizer's report says against us: errors of any kind, and leaks that we allocated.
 *
 * @param {string} report
 * @param {string} binding
 * @returns {string[]}
 */
export function problems(report, binding) {
  if (/ERROR: AddressSanitizer/.test(report)) return [report]
  return report
    .split(/\n\n+/)
    .filter(block => /^(?:Direct|Indirect) leak of/m.test(block))
    .filter(block => block.split('\n').some(line => /^\s*#1 /.test(line) && line.includes(binding)))
}
