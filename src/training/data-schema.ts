/** What a configuration says of the data, checked when it comes from a file. */
import { z } from "zod";
import { type Column, type ColumnKindName, widthOf } from "../data/columns/columns.ts";
import { type DataKind, dataKindNames, dataKinds } from "../data/kinds.ts";
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

/** What a column of each kind has. */
const columnSchemas = {
  number: z.looseObject({
    kind: z.literal("number").optional(),
    name: z.string(),
    center: z.number(),
    scale: z.number(),
    form: form.optional(),
  }),
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
    y: z.looseObject({ shape: z.array(z.int().positive()), classes: z.array(z.string()).min(1).optional() }).optional(),
    columns: z.array(z.union(Object.values(columnSchemas))).optional(),
    constants: z.array(constant).optional(),
    made: z.array(made).optional(),
  })
  .refine(({ shape, columns }) => columns === undefined || widthOf(columns as readonly Column[]) === sizeOf(shape), {
    path: ["columns"],
  })
  .refine(({ kind, shape, columns }) => kind === undefined || fits(kind, shape, columns), { path: ["kind"] });
