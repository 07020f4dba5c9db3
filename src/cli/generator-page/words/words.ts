/** All texts of an exported page, which has them in every language. */

export type Language = "en" | "ko";

/** What stands in the page from the beginning, as HTML: what is handed in is HTML already. */
interface Standing {
  readonly language: string;
  /** `makes`: one of the next four. */
  readonly intro: (name: string, steps: string, prior: string, makes: string) => string;
  readonly images: (channels: number, width: number, height: number) => string;
  readonly rowsOf: (columns: number) => string;
  readonly numbers: string;
  readonly points: string;
  readonly draw: string;
  readonly seed: string;
  readonly class: string;
  readonly rows: string;
  readonly save: (format: "CSV" | "PNG") => string;
  readonly scripts: string;
  readonly sameSeed: string;
  /** Where the page itself chooses what samples are asked for. */
  readonly sameSeedHere: string;
  readonly colours: string;
  readonly footer: (version: string, call: string) => string;
  readonly across: string;
  readonly up: string;
  readonly firstRows: string;
  readonly columns: string;
  readonly columnsHint: string;
  readonly rules: string;
  readonly clear: string;
  readonly fromTo: string;
  readonly marks: string;
  readonly way: string;
  readonly single: string;
  /** For those who do not see it. */
  readonly chart: string;
  readonly between: string;
}

/** What is said later, as plain text. */
interface Said {
  readonly lacks: (what: string) => string;
  readonly unpacking: string;
  readonly drawing: string;
  readonly drawn: (count: string, unit: "samples" | "rows", seed: number, seconds: string) => string;
  readonly seedExpected: string;
  readonly rowsExpected: (most: string) => string;
  readonly failed: (reason: string) => string;
  readonly noPng: string;
  readonly asData: string;
  readonly each: (of: "labels" | "clusters") => string;
  readonly cluster: (number: number) => string;
  /** A button of the grid. `end`: A or B, of the way. */
  readonly sample: (number: number, name: string | undefined, end: string) => string;
  readonly density: string;
  readonly any: string;
  readonly empty: string;
  readonly noValue: string;
  readonly range: (from: string, to: string) => string;
  readonly andOthers: (some: string, more: number) => string;
  readonly others: (count: number) => string;
  readonly percent: (figure: string) => string;
  readonly shares: (name: string, drawn: string, data: string) => string;
  readonly histogram: (name: string, from: string, to: string) => string;
  readonly gaps: (drawn: string, data: string) => string;
}

export type Words = Standing & Said;
