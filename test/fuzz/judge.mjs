// What must hold of every text that a command writes.

/** Characters of a sentence; each of its four parts may have a thousand. */
const LONGEST = 5000;

/** What is wrong with a line that was said, if anything. */
export function faultOfText(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x1f\x7f-\x9f]/.test(text)) return "not one line, or with control characters";
  if (/^\s+at .*:\d+|internal/m.test(text)) return "a stack trace or an error of ours";
  if (text.length > LONGEST) return `a sentence of ${text.length} characters`;
  if (!/[.!?:…]$/.test(text)) return "no sentence";
  return undefined;
}
