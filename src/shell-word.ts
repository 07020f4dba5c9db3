/** Words of a command line, as they are typed in a shell. */

/** Signs that mean nothing to any shell. */
const PLAIN = /^[\p{L}\p{N}_@%+:,./=-]+$/u;
/** Signs that have a meaning within double quotation marks too. */
const ACTIVE = /["$`\\!]/;

/** A text as one word. Double quotation marks hold in the shells of Windows too; single ones are for what has signs that act within double ones. */
export const shellWord = (text: string): string =>
  PLAIN.test(text) ? text : ACTIVE.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
