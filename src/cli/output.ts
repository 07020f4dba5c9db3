/** Where text goes: results to standard output, everything else to standard error; with `--json` one object, nothing more. */
export interface Output {
  readonly json: boolean;
  /** Text for people: standard output, or standard error with `--json`. */
  readonly print: (text: string) => void;
  /** A remark that is not a result. */
  readonly say: (text: string) => void;
  /** The result: the object with `--json`, else the text. */
  readonly result: (object: object, text: string) => void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    print: (text) => void (json ? process.stderr : process.stdout).write(`${text}\n`),
    say: (text) => void process.stderr.write(`${text}\n`),
    result: (object, text) => void process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${text}\n`),
  };
}

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
