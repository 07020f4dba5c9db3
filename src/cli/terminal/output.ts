/** Where text goes: results to standard output, everything else to standard error; with `--json` one object, nothing more. */
import { inFlags } from "./flags.ts";
import { writeAbove } from "./live.ts";
import { fitted, widthOf } from "./width.ts";

export interface Output {
  readonly json: boolean;
  /** Text for people: standard output, or standard error with `--json`. */
  readonly print: (text: string) => void;
  /** A remark that is not a result. */
  readonly say: (text: string) => void;
  /** The result: the object with `--json`, else the text. */
  readonly result: (object: object, text: string) => void;
}

/** A text as a terminal shows it. */
const shown = (text: string): string => visible(inFlags(text));

/** The same for every text in an object. */
const shownIn = (object: object): string =>
  JSON.stringify(object, (_, value: unknown) => (typeof value === "string" ? inFlags(value) : value));

/** Lines for people: in the width of a terminal, and above progress that is shown there. */
const writeText = (stream: NodeJS.WriteStream, text: string): void =>
  writeAbove(stream, `${fitted(text, widthOf(stream))}\n`);

export function createOutput(json: boolean): Output {
  return {
    json,
    print: (text) => writeText(json ? process.stderr : process.stdout, shown(text)),
    say: (text) => writeText(process.stderr, shown(text)),
    result: (object, text) =>
      json ? void process.stdout.write(`${shownIn(object)}\n`) : writeText(process.stdout, shown(text)),
  };
}

/** Names of columns and files may hold characters that a terminal would obey, or that turn the order of the others round. */
export const visible = (text: string): string =>
  text.replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0")}`;
  });

/**
 * Output that nobody takes is no reason to stop: a reader that closed early (`| head`), a terminal that is gone, a full disk
 * behind a log. What a command makes is in its files. Called once, at the start of the process.
 */
export function bearLostOutput(): void {
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that has seen enough is no news.
    if (code !== "EPIPE") process.stderr.write(`What follows on standard output is lost: ${message}.\n`);
  });
  process.stderr.on("error", () => undefined);
}
