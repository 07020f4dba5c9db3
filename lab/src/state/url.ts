/** The whole state of the lab as a query string, by the names of the command line's flags: a link makes the same run again. */
import {
  changeableOptions,
  type Device,
  dataOptions,
  type GivenOptions,
  gameOptions,
  isBuiltIn,
  namesText,
  type Option,
  playerOptions,
} from "#inner";
import { type Layer, layerNames } from "../draw/layers.ts";
import { type Language, languages } from "../words/language.svelte.ts";
import type { LinkPart } from "../words/messages.ts";
import type { Change, TableReading } from "../worker/protocol.ts";
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
  /** What was changed while the game was played, at which round; of the second side, of that alone. */
  readonly changes: readonly Change[];
  readonly versusChanges: readonly Change[];
  /** The game begins in the trained state that comes with the lab, which has options of its own. */
  readonly trained: boolean;
  /** The game is played to this round when the link is opened; 0: it stays at its start. */
  readonly round: number;
  /** What the plot shows; `null`: what it shows of itself. */
  readonly layers: readonly Layer[] | null;
  /** Without controls: for a page that is shown to others. */
  readonly hidden: boolean;
  /** The step of the tour, counted from 1; `null` outside of it. */
  readonly tour: number | null;
}

/** A game that nothing was said of. */
export const plainState: LabState = {
  data: { kind: "built-in", name: "ring" },
  options: {},
  versus: null,
  changes: [],
  versusChanges: [],
  trained: false,
  round: 0,
  layers: null,
  hidden: false,
  language: "en",
  tour: null,
};

/** A part of the query string that means nothing. */
export interface Nonsense {
  readonly key: string;
  readonly value: string;
  /** What says which values there are: an option, or a part of links; `null` for names that nothing goes by. */
  readonly expected: Option<unknown> | LinkPart | null;
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
  if (!row || kebab(key) !== bare) return { key: name, value: text, expected: null };
  const parsed = row.schema.safeParse(row.parse(text));
  if (!parsed.success) return { key: name, value: text, expected: row };
  return player
    ? { ...options, [player]: { ...options[player], [key]: parsed.data } }
    : { ...options, [key]: parsed.data };
}

const isNonsense = (result: object): result is Nonsense => "expected" in result;

/** What a part of the query string says, as a change of the state; or that it means nothing. */
type Read = Partial<LabState> | Nonsense;
type Reader = (value: string, state: LabState, given: URLSearchParams) => Read;

/** A number of rounds in a link: more would take a day to play. */
const MOST_ROUNDS = 1e7;

const roundOf = (text: string): number | undefined =>
  /^\d{1,8}$/.test(text) && Number(text) <= MOST_ROUNDS ? Number(text) : undefined;

const nothing = (key: LinkPart, value: string): Nonsense => ({ key, value, expected: key });

/** Parts with a name of their own; all others are options. */
const readers: Readonly<Record<string, Reader>> = {
  data: (value, _, given) => {
    const data = dataChoice(value, given.get("points") ?? "");
    return data ? { data } : nothing("data", value);
  },
  lang: (value) => {
    const language = languages.find((one) => one === value);
    return language ? { language } : nothing("lang", value);
  },
  tour: (value) => (/^\d{1,2}$/.test(value) && Number(value) > 0 ? { tour: Number(value) } : nothing("tour", value)),
  round: (value) => {
    const round = roundOf(value);
    return round === undefined ? nothing("round", value) : { round };
  },
  trained: (value) => (value === "" || value === "1" ? { trained: true } : nothing("trained", value)),
  controls: (value) => (value === "hidden" ? { hidden: true } : nothing("controls", value)),
  layers: (value) => {
    const names = value === NO_LAYERS ? [] : value.split(",");
    const known = layerNames.filter((layer) => names.includes(layer));
    const all = known.length === names.length;
    return all ? { layers: known } : nothing("layers", value);
  },
  change: changeOf,
  // What goes with data, and what the server says.
  points: () => ({}),
  run: () => ({}),
  vs: (_, { versus }) => ({ versus: versus ?? {} }),
  device: (value, { options }) => {
    const device = deviceNamed(value);
    return device ? { options: { ...options, device } } : nothing("device", value);
  },
  "vs-device": (value, { versus }) => {
    const device = deviceNamed(value);
    return device ? { versus: { ...versus, device } } : nothing("device", value);
  },
};
const NO_LAYERS = "none";

/** What computes; nothing is measured for a link, so that `auto` is none. */
const deviceNamed = (value: string): Device | undefined => (value === "cpu" || value === "webgpu" ? value : undefined);

/** `120:d-learning-rate=0.01`: from round 120 on. */
function changeOf(value: string, { changes, versusChanges }: LabState): Read {
  const [, text = "", name = "", to = ""] = /^(\d+):([^=]+)=(.*)$/.exec(value) ?? [];
  const step = roundOf(text);
  if (step === undefined) return nothing("change", value);
  const ofSecond = name.startsWith(VERSUS);
  const before = ofSecond ? versusChanges : changes;
  const same = before.find((one) => one.step === step);
  const set = withOption(same?.set ?? {}, ofSecond ? name.slice(VERSUS.length) : name, to);
  if (isNonsense(set)) return { ...set, key: "change", value };
  const { generator = {}, discriminator = {}, ...both } = set;
  const keys = [both, generator, discriminator].flatMap(Object.keys);
  if (!keys.every((key) => changeableOptions.has(key))) return nothing("change", value);
  const after = [...before.filter((one) => one !== same), { step, set }].sort((a, b) => a.step - b.step);
  return ofSecond ? { versusChanges: after } : { changes: after };
}

/** A part that is an option, of one side or of both. */
function optionIn(key: string, value: string, { options, versus }: LabState): Read {
  const ofSecond = key.startsWith(VERSUS);
  const next = ofSecond ? withOption(versus ?? {}, key.slice(VERSUS.length), value) : withOption(options, key, value);
  if (isNonsense(next)) return { ...next, key };
  return ofSecond ? { versus: next } : { options: next };
}

export function readUrl(search: string): { readonly state: LabState; readonly nonsense: readonly Nonsense[] } {
  const nonsense: Nonsense[] = [];
  let state = plainState;
  let reading: TableReading = {};
  const given = new URLSearchParams(search);
  for (const [key, value] of given) {
    if (isReading(key)) {
      const row = dataOptions[key];
      const parsed = row.schema.safeParse(row.parse(value));
      if (parsed.success) reading = { ...reading, [key]: parsed.data };
      else nonsense.push({ key, value, expected: row });
      continue;
    }
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    const read = reader ? reader(value, state, given) : optionIn(key, value, state);
    if (isNonsense(read)) nonsense.push(read);
    else state = { ...state, ...read };
  }
  const { data } = state;
  if (data.kind === "file" && Object.keys(reading).length > 0) state = { ...state, data: { ...data, reading } };
  return { state, nonsense };
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

/** What of a link is an option of the run and not of the game. */
const RUN = ["device"];

/** The options that were chosen, by their flags' names. */
export function optionEntries({ generator, discriminator, ...both }: GivenOptions): [name: string, text: string][] {
  const entries = (values: object, prefix: string): [string, string][] =>
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined || !(Object.hasOwn(rows, key) || RUN.includes(key))
        ? []
        : [[`${prefix}${kebab(key)}`, show(value)]],
    );
  return [...entries(both, ""), ...entries(discriminator ?? {}, "d-"), ...entries(generator ?? {}, "g-")];
}

export function writeUrl(state: LabState): string {
  const { data, options, versus, changes, versusChanges, trained, round, layers, hidden, language, tour } = state;
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
  if (trained) query.set("trained", "1");
  for (const [name, text] of optionEntries(options)) query.set(name, text);
  if (versus) {
    query.set("vs", "1");
    for (const [name, text] of optionEntries(versus)) query.set(`${VERSUS}${name}`, text);
  }
  const writeChanges = (all: readonly Change[], prefix: string): void => {
    for (const { step, set } of all) {
      for (const [name, text] of optionEntries(set)) query.append("change", `${step}:${prefix}${name}=${text}`);
    }
  };
  writeChanges(changes, "");
  writeChanges(versusChanges, VERSUS);
  if (round > 0) query.set("round", String(round));
  if (layers) query.set("layers", layers.length === 0 ? NO_LAYERS : layers.join(","));
  if (hidden) query.set("controls", "hidden");
  if (tour !== null) query.set("tour", String(tour));
  if (language !== "en") query.set("lang", language);
  // None of these needs an escape in a query, and links are read by people.
  return query
    .toString()
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replace(/(?<=change=\d+:[^&]*)%3D/g, "=");
}
