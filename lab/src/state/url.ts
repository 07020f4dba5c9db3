/** The whole state of the lab as a query string, by the names of the command line's flags: a link makes the same run again. */
import { dataOptions, type GivenOptions, gameOptions, isBuiltIn, namesText, type Option, playerOptions } from "#inner";
import { type Language, languages } from "../words/language.svelte.ts";
import type { TableReading } from "../worker/protocol.ts";
import { decodePoints, encodePoints, type Point } from "./points.ts";

/** p_data, as far as a link can say it: a file has to be given again, and is then read in the same way. */
export type DataChoice =
  | { readonly kind: "built-in"; readonly name: string }
  | { readonly kind: "drawn"; readonly points: readonly Point[] }
  | { readonly kind: "file"; readonly name: string; readonly reading?: TableReading };

export interface LabState {
  readonly data: DataChoice;
  readonly options: GivenOptions;
  /** Compare mode: the second side has the options of the first, but for these. */
  readonly versus: GivenOptions | null;
  readonly language: Language;
  /** The step of the tour, counted from 1; `null` outside of it. */
  readonly tour: number | null;
}

/** A part of the query string that means nothing. */
export interface Nonsense {
  readonly key: string;
  readonly value: string;
  /** What it should be; empty for names that nothing goes by. */
  readonly expected: string;
}

const rows = { ...gameOptions, ...playerOptions } as Readonly<Record<string, Option<unknown>>>;

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

const VERSUS = "vs-";

/** How a table is read. */
const readings = ["encode", "column", "missing", "nan"] as const satisfies readonly (keyof TableReading)[];
const isReading = (key: string): key is (typeof readings)[number] => (readings as readonly string[]).includes(key);

/** One option by its flag's name, put where it belongs. */
function withOption(options: GivenOptions, name: string, text: string): GivenOptions | Nonsense {
  // d-steps is an option by itself.
  const [, prefix, bare = name] = Object.hasOwn(rows, camel(name)) ? [] : (/^([dg])-(.+)$/.exec(name) ?? []);
  const player = prefix === "d" ? "discriminator" : prefix === "g" ? "generator" : undefined;
  const key = camel(bare);
  // A link may hold any name, "__proto__" too.
  const row = Object.hasOwn(player ? playerOptions : rows, key) ? rows[key] : undefined;
  if (!row || kebab(key) !== bare) return { key: name, value: text, expected: "" };
  const parsed = row.schema.safeParse(row.parse(text));
  if (!parsed.success) return { key: name, value: text, expected: row.expected };
  return player
    ? { ...options, [player]: { ...options[player], [key]: parsed.data } }
    : { ...options, [key]: parsed.data };
}

const isNonsense = (result: GivenOptions | Nonsense): result is Nonsense => "expected" in result;

export function readUrl(search: string): { readonly state: LabState; readonly nonsense: readonly Nonsense[] } {
  const nonsense: Nonsense[] = [];
  let data: DataChoice = { kind: "built-in", name: "ring" };
  let options: GivenOptions = {};
  let versus: GivenOptions | null = null;
  let language: Language = "en";
  let tour: number | null = null;
  let reading: TableReading = {};
  const given = new URLSearchParams(search);
  for (const [key, value] of given) {
    if (key === "run" || key === "points") continue;
    if (key === "data") {
      const choice = dataChoice(value, given.get("points") ?? "");
      if (choice) data = choice;
      else nonsense.push({ key, value, expected: "the name of a built-in distribution" });
    } else if (key === "lang") {
      const known = languages.find((one) => one === value);
      if (known) language = known;
      else nonsense.push({ key, value, expected: languages.join(", ") });
    } else if (key === "tour") {
      tour = /^\d{1,2}$/.test(value) && Number(value) > 0 ? Number(value) : null;
      if (tour === null) nonsense.push({ key, value, expected: "a number from 1" });
    } else if (isReading(key)) {
      const row = dataOptions[key];
      const parsed = row.schema.safeParse(row.parse(value));
      if (parsed.success) reading = { ...reading, [key]: parsed.data };
      else nonsense.push({ key, value, expected: row.expected });
    } else if (key === "vs") {
      versus ??= {};
    } else if (key.startsWith(VERSUS)) {
      const next = withOption(versus ?? {}, key.slice(VERSUS.length), value);
      if (isNonsense(next)) nonsense.push({ ...next, key });
      else versus = next;
    } else {
      const next = withOption(options, key, value);
      if (isNonsense(next)) nonsense.push(next);
      else options = next;
    }
  }
  if (data.kind === "file" && Object.keys(reading).length > 0) data = { ...data, reading };
  return { state: { data, options, versus, language, tour }, nonsense };
}

function dataChoice(name: string, points: string): DataChoice | undefined {
  if (name === "drawing") {
    const decoded = decodePoints(points);
    return decoded && { kind: "drawn", points: decoded };
  }
  if (name.startsWith("file:")) return { kind: "file", name: name.slice("file:".length) };
  return isBuiltIn(name) ? { kind: "built-in", name } : undefined;
}

const show = (value: unknown): string =>
  Array.isArray(value) ? (value.length === 0 ? "none" : value.join(",")) : String(value);

/** The options that were chosen, by their flags' names. */
export function optionEntries({ generator, discriminator, ...both }: GivenOptions): [name: string, text: string][] {
  const entries = (values: object, prefix: string): [string, string][] =>
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined || !Object.hasOwn(rows, key) ? [] : [[`${prefix}${kebab(key)}`, show(value)]],
    );
  return [...entries(both, ""), ...entries(discriminator ?? {}, "d-"), ...entries(generator ?? {}, "g-")];
}

export function writeUrl({ data, options, versus, language, tour }: LabState): string {
  const query = new URLSearchParams();
  switch (data.kind) {
    case "built-in":
      query.set("data", data.name);
      break;
    case "drawn":
      query.set("data", "drawing");
      query.set("points", encodePoints(data.points));
      break;
    case "file":
      query.set("data", `file:${data.name}`);
      for (const key of readings) {
        const value = data.reading?.[key];
        if (value !== undefined) query.set(key, typeof value === "string" ? value : namesText(value));
      }
      break;
  }
  for (const [name, text] of optionEntries(options)) query.set(name, text);
  if (versus) {
    query.set("vs", "1");
    for (const [name, text] of optionEntries(versus)) query.set(`${VERSUS}${name}`, text);
  }
  if (tour !== null) query.set("tour", String(tour));
  if (language !== "en") query.set("lang", language);
  // Neither needs an escape in a query, and links are read by people.
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}
