/** What a sweep shall do, from a sweep.json, from flags, or from both. */

import { z } from "zod";
import { type Metric, metricNames, nearest, parseJson, problem } from "../../inner.ts";
import { type KeptRecord, readKept } from "../run/kept-record.ts";
import { type Flags, kebab } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { checkValues, nameAndRest, type Range, rangeIn, valuesIn } from "./grid-text.ts";
import { camel, knownName, passedNames, sweptName, type Texts, textOf } from "./texts.ts";

/** Metrics that training itself measures, for which nothing has to be drawn anew. */
const ownMetrics = ["high-quality", "energy-distance"] as const;
export type SweepMetric = Metric | (typeof ownMetrics)[number];
const sweepMetrics: readonly SweepMetric[] = [...ownMetrics, ...metricNames];

/** What flags of evaluate a sweep hands on. */
const measureNames = ["samples", "features", "features-range", "features-layout", "features-output", "target"] as const;

export interface SweepPlan {
  readonly data?: string;
  readonly preset?: string;
  /** Options of train that all runs have. */
  readonly options: Texts;
  readonly grid: Readonly<Record<string, readonly string[]>>;
  /** As text: `1e-4..1e-2,log`. */
  readonly draw: Texts;
  readonly random?: number;
  /** Runs of each setting, with the seeds from {@link seed} on. */
  readonly seeds: number;
  readonly seed: number;
  /** By default what suits the data. */
  readonly metric?: SweepMetric;
  /** Options of evaluate. */
  readonly measure: Texts;
  /** The factor of successive halving. */
  readonly halving?: number;
}

/** Settings at most, and seeds at most. */
const MOST = 10_000;
const MOST_SEEDS = 1000;
const HALVING = 3;

const KEYS = ["data", "preset", "options", "grid", "draw", "random", "seeds", "seed", "metric", "measure", "halving"];

const single = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([single, z.array(single)]);
const schemas: Readonly<Record<string, readonly [schema: z.ZodType, expected: string]>> = {
  data: [z.string().min(1), "a name or a path"],
  preset: [z.string().min(1), "the name of a preset"],
  options: [z.record(z.string(), value), 'options of train and their values, such as {"steps": 2000}'],
  grid: [z.record(z.string(), z.array(value).min(1)), 'options and lists of values, such as {"r1": [0.1, 1, 10]}'],
  draw: [z.record(z.string(), z.string()), 'options and ranges, such as {"learning-rate": "1e-4..1e-2,log"}'],
  random: [z.int().min(1).max(MOST), "how many settings to draw, from 1 to 10,000"],
  seeds: [z.int().min(1).max(MOST_SEEDS), "how many runs each setting shall have, from 1 to 1,000"],
  seed: [z.int().min(0), "a whole number from 0"],
  metric: [z.enum(sweepMetrics as [SweepMetric, ...SweepMetric[]]), `one of ${sweepMetrics.join(", ")}`],
  measure: [z.record(z.string(), single), 'options of evaluate and their values, such as {"samples": 5000}'],
  halving: [z.union([z.boolean(), z.int().min(2).max(100)]), "true, or a factor from 2 to 100"],
};

type Parts = { -readonly [K in keyof SweepPlan]?: SweepPlan[K] };

/** Errors: a name that is there already, as one of both would be passed over. */
function putOnce<T>(found: Map<string, T>, name: string, value: T, doing: string): void {
  if (found.has(name)) {
    throw problem({ doing, expected: `${name} once`, came: "it twice", next: "Say all of it in one place." });
  }
  found.set(name, value);
}

/** A record by its proper names. Errors: a name that there is not, or in two spellings. */
function renamed<T, U>(
  record: Record<string, T>,
  name: (given: string) => string,
  to: (name: string, value: T) => U,
  doing: string,
): Record<string, U> {
  const found = new Map<string, U>();
  for (const [key, one] of Object.entries(record)) putOnce(found, name(key), to(name(key), one), doing);
  return Object.fromEntries(found);
}

/** Reads what a file says. Errors: anything that is unknown or cannot be. */
function partsOf(given: unknown, doing: string): Parts {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw problem({ doing, expected: `an object with ${KEYS.join(", ")}`, came: "something else" });
  }
  for (const [key, part] of Object.entries(given)) {
    const [schema, expected] = (Object.hasOwn(schemas, key) ? schemas[key] : undefined) ?? [];
    if (schema === undefined || expected === undefined) {
      const close = nearest(key, KEYS);
      throw problem({
        doing,
        expected: `only ${KEYS.join(", ")}`,
        came: key,
        next: close ? `Did you mean ${close}?` : "Options of train go into options.",
      });
    }
    if (!schema.safeParse(part).success) {
      throw problem({ doing, expected: `${key} to be ${expected}`, came: JSON.stringify(part) });
    }
  }
  const {
    options = {},
    grid = {},
    draw = {},
    measure = {},
    halving,
    ...rest
  } = given as Record<string, unknown> & {
    readonly options?: Record<string, unknown>;
    readonly grid?: Record<string, readonly unknown[]>;
    readonly draw?: Record<string, string>;
    readonly measure?: Record<string, unknown>;
    readonly halving?: boolean | number;
  };
  const passed = (name: string) => knownName(name, passedNames, doing, "the name of an option of train");
  return {
    ...(rest as Parts),
    options: renamed(options, passed, textOf, doing),
    grid: renamed(
      grid,
      (name) => sweptName(name, doing),
      (name, values) => values.map((one) => textOf(name, one)),
      doing,
    ),
    draw: renamed(
      draw,
      (name) => sweptName(name, doing),
      (_, text) => text,
      doing,
    ),
    measure: renamed(
      measure,
      (name) => knownName(name, measureNames, doing, `only ${measureNames.join(", ")}`),
      (_, one) => String(one),
      doing,
    ),
    ...(halving === undefined || halving === false ? {} : { halving: halving === true ? HALVING : halving }),
  };
}

/** What flags say. */
function partsOfFlags(data: string | undefined, flags: Flags): Parts {
  const lists = (key: string): readonly string[] => (flags[key] as readonly string[] | undefined) ?? [];
  const named = <U>(key: "grid" | "draw", example: string, to: (rest: string) => U): Record<string, U> => {
    const doing = `reading option --${key}`;
    const found = new Map<string, U>();
    for (const text of lists(key)) {
      const [name, rest] = nameAndRest(text, doing, example);
      putOnce(found, name, to(rest), doing);
    }
    return Object.fromEntries(found);
  };
  const taken = (names: readonly string[]): Texts =>
    Object.fromEntries(
      names.flatMap((name) => (flags[camel(name)] === undefined ? [] : [[name, String(flags[camel(name)])]])),
    );
  const { preset } = flags;
  const random = integerFlag(flags, "random", 1, MOST);
  const seeds = integerFlag(flags, "seeds", 1, MOST_SEEDS);
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER);
  const halving = flags.halving === true ? HALVING : integerFlag(flags, "halving", 2, 100);
  return {
    ...(data === undefined ? {} : { data }),
    ...(typeof preset === "string" ? { preset } : {}),
    options: taken(passedNames),
    grid: named("grid", "r1=0.1,1,10", valuesIn),
    draw: named("draw", "learning-rate=1e-4..1e-2,log", (range) => range),
    measure: {
      ...taken(measureNames.filter((name) => name !== "samples")),
      // --samples is how many are on a sheet, as for train.
      ...(flags.metricSamples === undefined ? {} : { samples: String(flags.metricSamples) }),
    },
    ...(random === undefined ? {} : { random }),
    ...(seeds === undefined ? {} : { seeds }),
    ...(seed === undefined ? {} : { seed }),
    ...(flags.metric === undefined ? {} : { metric: metricFrom(String(flags.metric)) }),
    ...(halving === undefined ? {} : { halving }),
  };
}

function metricFrom(given: string): SweepMetric {
  const found = sweepMetrics.find((name) => name === given);
  if (found) return found;
  const close = nearest(given, sweepMetrics);
  throw problem({
    doing: "reading option --metric",
    expected: `one of ${sweepMetrics.join(", ")}`,
    came: given === "" ? "an empty value" : given,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

/** The ranges of a plan, as numbers. */
export const rangesOf = ({ draw }: Pick<SweepPlan, "draw">, doing = "reading option --draw"): Record<string, Range> =>
  Object.fromEntries(Object.entries(draw).map(([name, text]) => [name, rangeIn(name, text, doing)]));

/** What parts say together, later ones before earlier ones. Errors: what cannot be, or not together. */
function planOf(parts: readonly Parts[]): SweepPlan {
  const { seeds = 1, seed = 1, ...rest } = Object.assign({}, ...parts) as Parts;
  const merged = <K extends "options" | "grid" | "draw" | "measure">(key: K): SweepPlan[K] =>
    Object.assign({}, ...parts.map((part) => part[key])) as SweepPlan[K];
  const plan: SweepPlan = {
    ...rest,
    seeds,
    seed,
    options: merged("options"),
    grid: merged("grid"),
    draw: merged("draw"),
    measure: merged("measure"),
  };
  for (const [name, values] of Object.entries(plan.grid)) checkValues(name, values, "reading option --grid");
  checkTogether(plan);
  return plan;
}

function checkTogether(plan: SweepPlan): void {
  const { grid, draw, random, options, seed, seeds, halving } = plan;
  rangesOf(plan);
  const swept = [...Object.keys(grid), ...Object.keys(draw)];
  const refuse = (flag: string, expected: string, came: string, next: string): Error =>
    problem({ doing: `reading option --${flag}`, expected, came, next });
  const twice = swept.find((name, i) => swept.indexOf(name) < i || name in options);
  if (twice !== undefined)
    throw refuse(twice, "one place that says what it is", "several", "Leave it out of all but one.");
  if (random === undefined && Object.keys(draw).length > 0) {
    throw refuse(
      "draw",
      "--random with it, how many settings to draw",
      "none",
      "List values with --grid, or draw some.",
    );
  }
  if (random !== undefined && swept.length === 0) {
    throw refuse("random", "something to draw, by --draw or --grid", "nothing", "Such as --draw r1=0.01..10,log.");
  }
  if (halving !== undefined && swept.includes("steps")) {
    throw refuse(
      "halving",
      "all settings to have the same number of steps in the end",
      "steps among what differs",
      "Leave one of them out.",
    );
  }
  if (!Number.isSafeInteger(seed + seeds)) {
    throw refuse("seed", "seeds of runs that are whole numbers", String(seed), "Take a smaller one.");
  }
}

/** The plan of a command: what a sweep.json says, if there is one, and flags before it. */
export const planFrom = (
  data: string | undefined,
  flags: Flags,
  file?: { readonly text: string; readonly path: string },
): SweepPlan =>
  planOf([...(file === undefined ? [] : [partsOf(jsonIn(file), `reading ${file.path}`)]), partsOfFlags(data, flags)]);

function jsonIn({ text, path }: { readonly text: string; readonly path: string }): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw problem({
      doing: `reading ${path}`,
      expected: "JSON",
      came: (cause as Error).message,
      next: "Mend it.",
      cause,
    });
  }
}

/** Whether flags ask for anything that a sweep which has begun cannot take. */
export const asksForAnother = (flags: Flags): string | undefined => {
  const may = ["seeds", "jobs", "json", "metric", "metricSamples", ...measureNames.map(camel)];
  const key = Object.keys(flags).find(
    (name) => flags[name] !== undefined && (!may.includes(name) || name === "samples"),
  );
  return key === undefined ? undefined : kebab(key);
};

/** The plan that lies in the folder of a sweep; undefined if there is none. */
export async function keptPlan(path: string): Promise<SweepPlan | undefined> {
  const found = await readKept(path, {
    schema: z.record(z.string(), z.unknown()),
    what: "a sweep.json written by saddlepoint",
    next: "Put back the one that was written.",
  } satisfies KeptRecord<Record<string, unknown>>);
  return found && planOf([partsOf(found, `reading ${path}`)]);
}
