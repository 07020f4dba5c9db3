/** What can be asked of a run: every parameter once, for addresses, bodies and the description in OpenAPI. */
import { decimal, formatNumber, type GivenRow, nearest, type Where } from "../../inner.ts";
import { mostSamples, type ServiceLimits } from "./limits.ts";
import { badRequest } from "./refusal.ts";
import type { ServedRun } from "./served-run.ts";

/** Which samples; what is absent is as it is for `saddlepoint sample`. */
export interface SampleQuery {
  readonly seed?: number;
  readonly count?: number;
  readonly class?: string;
  readonly truncation?: number;
  readonly where?: Where;
  readonly balance?: string;
  readonly rules?: readonly string[];
  readonly like?: readonly GivenRow[];
  readonly format?: string;
}

/** A schema of JSON Schema 2020-12, which OpenAPI 3.1 takes. */
export type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly help: string;
  /** Of which runs; `of` is for the sentence that refuses it elsewhere. */
  readonly fits: (run: ServedRun) => boolean;
  readonly of: string;
  readonly schema: (run: ServedRun, limits: ServiceLimits) => Schema;
  /** Whether the body alone can have it. */
  readonly bodyOnly?: true;
  /** An address may have it several times. */
  readonly several?: true;
  /** What it says to the query: `value` is text, a list of texts, or what JSON has. */
  readonly read: (value: unknown, run: ServedRun, limits: ServiceLimits) => Partial<SampleQuery>;
}

const isTable = ({ columns }: ServedRun): boolean => columns !== undefined;

const parameters = {
  seed: {
    help: "Of the noise. Equal seeds give equal samples.",
    fits: () => true,
    of: "any run",
    schema: ({ seed }) => ({ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: seed }),
    read: (value) => ({ seed: integerIn("seed", value, 0, Number.MAX_SAFE_INTEGER) }),
  },
  count: {
    help: "How many samples.",
    fits: () => true,
    of: "any run",
    schema: (run, limits) => ({
      type: "integer",
      minimum: 1,
      maximum: mostSamples(limits, run.size),
      default: Math.min(run.count, mostSamples(limits, run.size)),
    }),
    read: (value, run, limits) => ({ count: integerIn("count", value, 1, mostSamples(limits, run.size)) }),
  },
  class: {
    help: "Of these classes alone: a name or a number, or several with commas between, which come in turns. all: as many of each.",
    fits: ({ classes }) => classes !== undefined,
    of: "a run that is told classes",
    schema: ({ classes }) => ({ type: "string", examples: ["all", classes?.names?.[0] ?? "0"] }),
    read: (value) => ({
      class: textIn("class", Array.isArray(value) ? value.map((one) => textIn("class", one)).join(",") : value),
    }),
  },
  truncation: {
    help: "z nearer to its middle, or w to its mean where there is a mapping network: from 1, which changes nothing, to 0.",
    fits: (run) => !isTable(run),
    of: "a run of images or points",
    schema: () => ({ type: "number", minimum: 0, maximum: 1, default: 1 }),
    read: (value) => ({ truncation: numberIn("truncation", value, 0, 1) }),
  },
  where: {
    help: 'Rows of a kind alone: sex=Female,age>60,country=DE|FR,"speed is missing". A body may have an object of columns instead.',
    fits: isTable,
    of: "a run of a table",
    schema: () => ({ type: ["string", "object"], examples: ["age>60"] }),
    several: true,
    read: (value) => ({ where: whereIn(value) }),
  },
  balance: {
    help: "A column of which every value comes equally often.",
    fits: isTable,
    of: "a run of a table",
    schema: ({ columns = [] }) => ({
      type: "string",
      enum: columns.filter(({ from }) => from === "table").map(({ name }) => name),
    }),
    read: (value) => ({ balance: textIn("balance", value) }),
  },
  rule: {
    help: "Rows that break it are drawn again, e.g. start<=end.",
    fits: isTable,
    of: "a run of a table",
    schema: () => ({ type: ["string", "array"], items: { type: "string" } }),
    several: true,
    read: (value) => ({ rules: (Array.isArray(value) ? value : [value]).map((one) => textIn("rule", one)) }),
  },
  like: {
    help: "Rows of which some values are given: the others are filled. Without a count there are as many as are given.",
    fits: isTable,
    of: "a run of a table",
    schema: (run, limits) => ({
      type: "array",
      minItems: 1,
      maxItems: mostSamples(limits, run.size),
      items: { type: "object" },
    }),
    bodyOnly: true,
    read: (value) => ({ like: rowsIn(value) }),
  },
  format: {
    help: "The form of the answer; without it the Accept header chooses.",
    fits: () => true,
    of: "any run",
    schema: ({ formats: offered }) => ({ type: "string", enum: offered, default: offered[0] }),
    read: (value) => ({ format: textIn("format", value) }),
  },
} as const satisfies Readonly<Record<string, Parameter>>;

const rows: Readonly<Record<string, Parameter>> = parameters;

/** The parameters that a run has, by name. */
export const parametersOf = (run: ServedRun): readonly (readonly [name: string, parameter: Parameter])[] =>
  Object.entries(rows).filter(([, { fits }]) => fits(run));

/** Reads the part of an address behind the question mark. Throws 400, in words. */
export function queryOfAddress(search: URLSearchParams, run: ServedRun, limits: ServiceLimits): SampleQuery {
  const given = [...new Set(search.keys())].map((name) => {
    const values = search.getAll(name);
    const { bodyOnly, several } = parameterNamed(name, run);
    if (bodyOnly) {
      throw badRequest({
        doing: `reading ${name}`,
        expected: "it in the JSON of a POST request",
        came: "it in the address",
      });
    }
    if (several) return [name, values] as const;
    if (values.length === 1) return [name, values[0]] as const;
    throw badRequest({ doing: `reading ${name}`, expected: "one value", came: formatNumber(values.length) });
  });
  return queryOf(given, run, limits);
}

/** Reads the JSON of a body. Throws 400, in words. */
export function queryOfBody(body: unknown, run: ServedRun, limits: ServiceLimits): SampleQuery {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest({
      doing: "reading the body",
      expected: `a JSON object, as in {"count":3}`,
      came: body === null ? "null" : Array.isArray(body) ? "a list" : `a ${typeof body}`,
    });
  }
  if (nests(body, MOST_LEVELS)) {
    throw badRequest({
      doing: "reading the body",
      expected: `values nested ${MOST_LEVELS} deep at most`,
      came: "deeper ones",
    });
  }
  return queryOf(Object.entries(body), run, limits);
}

/** Of objects and lists in a body: where takes three. What is nested by thousands is more than a stack holds. */
const MOST_LEVELS = 8;

/** Whether a value of JSON is nested deeper than so many levels. */
const nests = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => nests(inner, levels - 1)));

function queryOf(
  given: readonly (readonly [name: string, value: unknown])[],
  run: ServedRun,
  limits: ServiceLimits,
): SampleQuery {
  const query = given.map(([name, value]) => parameterNamed(name, run).read(value, run, limits));
  const whole: SampleQuery = Object.assign({}, ...query);
  const wanted = whole.count ?? whole.like?.length ?? 0;
  const most = mostSamples(limits, run.size);
  if (wanted <= most) return whole;
  throw badRequest({
    doing: "reading like",
    expected: `at most ${formatNumber(most)} rows`,
    came: formatNumber(wanted),
    next: "Ask several times.",
  });
}

function parameterNamed(name: string, run: ServedRun): Parameter {
  const found = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (found?.fits(run)) return found;
  if (found) {
    const kind = kindTexts(run);
    throw badRequest({ doing: `reading ${name}`, expected: `${found.of} for it`, came: kind, next: "Leave it out." });
  }
  const names = parametersOf(run).map(([known]) => known);
  const close = nearest(name, names);
  throw badRequest({
    doing: "reading the request",
    expected: `parameters among ${names.join(", ")}`,
    came: name === "" ? "one without a name" : name,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

const kindTexts = ({ kind, classes }: ServedRun): string =>
  kind === "mixed" || kind === "table" ? "one of a table" : `one of ${kind}${classes ? "" : " without classes"}`;

/** For error texts. */
const cameText = (value: unknown): string =>
  value === "" ? "an empty value" : typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");

function numberIn(name: string, value: unknown, min: number, max: number): number {
  const number = typeof value === "string" ? decimal(value) : typeof value === "number" ? value : undefined;
  if (number !== undefined && number >= min && number <= max) return number;
  throw badRequest({
    doing: `reading ${name}`,
    expected: `a number from ${formatNumber(min)} to ${formatNumber(max)}`,
    came: cameText(value),
  });
}

function integerIn(name: string, value: unknown, min: number, max: number): number {
  const number = typeof value === "string" ? decimal(value) : typeof value === "number" ? value : undefined;
  if (number !== undefined && Number.isInteger(number) && number >= min && number <= max) return number;
  throw badRequest({
    doing: `reading ${name}`,
    expected: `a whole number from ${formatNumber(min)} to ${formatNumber(max)}`,
    came: cameText(value),
    ...(name === "count" && number !== undefined && number > max ? { next: "Ask several times, by other seeds." } : {}),
  });
}

function textIn(name: string, value: unknown): string {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text === "string" && text !== "") return text;
  throw badRequest({ doing: `reading ${name}`, expected: "a text", came: cameText(value) });
}

function whereIn(value: unknown): Where {
  if (Array.isArray(value)) return value.map((one) => textIn("where", one)).join(",");
  if (typeof value === "object" && value !== null) return value as Where;
  return textIn("where", value);
}

function rowsIn(value: unknown): readonly GivenRow[] {
  const isRow = (one: unknown): boolean => typeof one === "object" && one !== null && !Array.isArray(one);
  if (Array.isArray(value) && value.length > 0 && value.every(isRow)) return value as GivenRow[];
  throw badRequest({ doing: "reading like", expected: "a list of rows, each an object", came: cameText(value) });
}
