/**
 * The one form of every error a user can meet: what was being done, what was expected, what came, what to do next.
 * Errors made here are about the user's input or machine; anything else that is thrown is a bug of ours.
 */
export interface Problem {
  /** What was being done, e.g. `reading train.idx`. */
  readonly doing: string;
  readonly expected?: string;
  readonly came?: string;
  /** The next step, as a sentence. */
  readonly next?: string;
  readonly cause?: unknown;
}

const PROBLEM = "Problem";

/** Characters of a part: a list of ten thousand names helps nobody. */
const LONGEST = 1000;

/** A text with others from files in it: in one line, without characters that a terminal would obey, short enough to be read. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2 * LONGEST)
    .replace(/\s*[\t\n\v\f\r\u0085\u2028\u2029]\s*/g, " ")
    .replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`);
  // Not between the two halves of a character.
  return line.length > LONGEST || text.length > 2 * LONGEST
    ? `${line.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "")}…`
    : line;
}

export function problem({ doing, expected, came, next, cause }: Problem): Error {
  const facts = [expected && `expected ${oneLine(expected)}`, came && `got ${oneLine(came)}`]
    .filter(Boolean)
    .join(", but ");
  const sentences = [facts ? `${oneLine(doing)}: ${facts}` : oneLine(doing), next && oneLine(next)]
    .filter((sentence) => sentence !== undefined)
    .map((sentence) => (/[.!?:]$/.test(sentence) ? sentence : `${sentence}.`));
  const error = new Error(sentences.join(" "), cause === undefined ? undefined : { cause });
  error.name = PROBLEM;
  return error;
}

/** True for errors made by `problem`: they explain themselves and need no stack trace. */
export function isProblem(error: unknown): error is Error {
  return error instanceof Error && error.name === PROBLEM;
}

/** An error that is our fault, labelled so that users know it is not theirs. */
export function internal(message: string): Error {
  return new Error(`internal: ${message}. This is a bug in saddlepoint; please report it.`);
}
