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
