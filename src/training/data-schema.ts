/** What a configuration says of the data, checked when it comes from a file. */
import { z } from "zod";
import { type ClassCode, codeWidth } from "../data/classes/class-code.ts";
import { calendarCells } from "../data/columns/cells.ts";
import { type Column, type ColumnKindName, widthOf } from "../data/columns/columns.ts";
import { milliseconds } from "../data/columns/resolution.ts";
import { type DataKind, dataKindNames, dataKinds } from "../data/kinds.ts";
import { learnedKinds } from "../data/typed-table.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";

/** Numbers of an example: more than any network here takes. */
const LARGEST_EXAMPLE = 2 ** 31;

const fits = (kind: DataKind, shape: Shape, columns: unknown): boolean =>
  dataKinds[kind].fits({ shape, ...(columns === undefined ? {} : { columns: [] }) });

/** How the numbers of a column are written. */
const form = z.looseObject({
  decimals: z.int().min(0).max(15).optional(),
  padded: z.literal(true).optional(),
  mark: z.literal(",").optional(),
  thousands: z.string().optional(),
  minus: z.enum(["−", "()"]).optional(),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
});

/** The values of a bin: rising, and for a step function the ranks that they reach, to 1. */
const bin = z
  .looseObject({ values: z.array(z.number()).min(1), upTo: z.array(z.number().min(0).max(1)).optional() })
  .refine(({ values, upTo }) => (upTo ? upTo.length === values.length : values.length > 1));

/** What columns of cells have. */
const cells = {
  name: z.string(),
  values: z.array(z.number()),
  gap: z.string().optional(),
  bins: z.array(bin),
  counts: z.array(z.int().nonnegative()),
};
const step = z.looseObject({ by: z.number().positive(), from: z.number() });
const keys = <K extends string>(record: Readonly<Record<K, unknown>>): [K, ...K[]] =>
  Object.keys(record) as [K, ...K[]];

interface CountedCells {
  readonly values: readonly number[];
  readonly gap?: string | undefined;
  readonly bins: readonly { readonly values: readonly number[] }[];
  readonly counts: readonly number[];
}

/** As many counts as cells, and one cell at least. */
const isCounted = ({ values, gap, bins, counts }: CountedCells): boolean =>
  counts.length > 0 && counts.length === values.length + (gap === undefined ? 0 : 1) + bins.length;

/** Values of a category are places among its levels. */
const haveLevels = ({ values, bins, levels }: CountedCells & { readonly levels: readonly string[] }): boolean =>
  [values, ...bins.map((one) => one.values)].every((all) => all.every((value) => levels[value] !== undefined));

const dateForm = z.looseObject({ pattern: z.string(), resolution: z.enum(keys(milliseconds)) });

/** What a column of each kind has. */
const columnSchemas = {
  number: z.looseObject({
    kind: z.literal("number").optional(),
    name: z.string(),
    center: z.number(),
    scale: z.number(),
    form: form.optional(),
  }),
  category: z
    .looseObject({ kind: z.literal("category"), ...cells, levels: z.array(z.string()) })
    .refine((column) => isCounted(column) && haveLevels(column)),
  boolean: z
    .looseObject({ kind: z.literal("boolean"), ...cells, levels: z.tuple([z.string(), z.string()]) })
    .refine((column) => isCounted(column) && haveLevels(column)),
  quantiles: z
    .looseObject({
      kind: z.literal("quantiles"),
      ...cells,
      integer: z.literal(true).optional(),
      form: form.optional(),
      step: step.optional(),
    })
    .refine(isCounted),
  date: z
    .looseObject({
      kind: z.literal("date"),
      ...cells,
      form: dateForm,
      step: step.optional(),
      parts: z.array(z.enum(keys(calendarCells))),
    })
    .refine(isCounted),
} satisfies Readonly<Record<ColumnKindName, z.ZodType>>;

const constant = z.looseObject({
  name: z.string(),
  text: z.string(),
  value: z.number().optional(),
  place: z.int().nonnegative(),
});

const made = z.looseObject({
  name: z.string(),
  kind: z.enum(["identifier", "text"]),
  form: z.union([
    z.looseObject({
      kind: z.literal("count"),
      next: z.string().regex(/^\d+$/),
      digits: z.int().positive().optional(),
      before: z.string().optional(),
      after: z.string().optional(),
    }),
    z.looseObject({ kind: z.literal("pattern"), pattern: z.string() }),
  ]),
  place: z.int().nonnegative(),
});

/** What is known of a derived column. */
const facts = z.looseObject({
  name: z.string(),
  kind: z.enum(learnedKinds),
  levels: z.array(z.string()).optional(),
  form: form.optional(),
  dateForm: dateForm.optional(),
  gap: z.string().optional(),
});

const ofDerived = { column: facts, range: z.tuple([z.number(), z.number()]).optional() };

/** Rules between columns, and the columns that are derived from others. */
const rules = z.looseObject({
  texts: z.array(z.string()),
  derived: z.array(
    z.discriminatedUnion("by", [
      z.looseObject({
        ...ofDerived,
        by: z.literal("sum"),
        sum: z.looseObject({
          terms: z.array(z.looseObject({ column: z.string(), times: z.number() })),
          plus: z.number(),
        }),
      }),
      z.looseObject({ ...ofDerived, by: z.literal("distance"), from: z.string(), learned: z.string() }),
      z.looseObject({
        ...ofDerived,
        by: z.literal("table"),
        from: z.string(),
        entries: z.array(z.tuple([z.union([z.string(), z.number(), z.null()]), z.number().nullable()])),
      }),
    ]),
  ),
  order: z.array(z.string()).min(1),
});

/** Whether every column is learned, or made of such as are made before it. */
function haveSources(
  columns: readonly { readonly name: string }[],
  { derived, order }: z.infer<typeof rules>,
): boolean {
  const known = new Set(columns.map(({ name }) => name));
  const made = derived.every((one) => {
    const sources =
      one.by === "sum"
        ? one.sum.terms.map(({ column }) => column)
        : one.by === "table"
          ? [one.from]
          : [one.from, one.learned];
    const all = sources.every((source) => known.has(source));
    known.add(one.column.name);
    return all;
  });
  return made && order.every((name) => known.has(name));
}

const numbers = z.array(z.int().nonnegative()).min(1);

/** Classes with their parents, and at least one example. */
const classCode = z
  .looseObject({
    of: z.enum(["labels", "clusters"]),
    counts: numbers.refine((counts) => counts.some((count) => count > 0)),
    parents: z.array(numbers).max(8),
    fingerprint: z.string().optional(),
  })
  .refine(({ counts, parents }) => parents.every((level) => level.length === counts.length));

const labels = z
  .looseObject({
    shape: z.array(z.int().positive()),
    classes: z.array(z.string()).min(1).optional(),
    code: classCode.optional(),
  })
  .refine(({ shape, code }) => code === undefined || sizeOf(shape) === codeWidth(code as ClassCode));

export const dataSchema = z
  .looseObject({
    name: z.string(),
    kind: z.enum(dataKindNames).optional(),
    shape: z
      .array(z.int().positive())
      .min(1)
      .refine((shape) => sizeOf(shape) <= LARGEST_EXAMPLE),
    count: z.int().positive().optional(),
    fingerprint: z.string(),
    y: labels.optional(),
    columns: z.array(z.union(Object.values(columnSchemas))).optional(),
    constants: z.array(constant).optional(),
    made: z.array(made).optional(),
    rules: rules.optional(),
  })
  .refine((data) => data.rules === undefined || haveSources(data.columns ?? [], data.rules), { path: ["rules"] })
  .refine(({ shape, columns }) => columns === undefined || widthOf(columns as readonly Column[]) === sizeOf(shape), {
    path: ["columns"],
  })
  .refine(({ kind, shape, columns }) => kind === undefined || fits(kind, shape, columns), { path: ["kind"] });
