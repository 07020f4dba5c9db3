/** Kinds of data: what an example is. */
import { problem } from "../problem.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import { areCells, type Column } from "./columns/columns.ts";

interface Shaped {
  /** Shape of one example. */
  readonly shape: Shape;
  /** What the numbers of an example mean, where that is known. */
  readonly columns?: readonly Column[];
}

/** What tells the kind of data. */
export interface KindOfData extends Shaped {
  /** Left out: the first kind of `dataKinds` that the shape and the columns fit. */
  readonly kind?: DataKind;
}

interface Row {
  /** Its examples, in sentences. */
  readonly examples: string;
  /** What `shape` must be, to follow "expected". */
  readonly expected: string;
  /** Whether an example is a row of numbers: one axis, and nothing that lies beside it. */
  readonly rows: boolean;
  /** Whether data may be of this kind. */
  readonly fits: (data: Shaped) => boolean;
}

const ofRank = (rank: number, { shape }: Shaped): boolean => shape.length === rank;

/** The kinds of data. Those that say nothing of theirs are of the first one that they fit. */
export const dataKinds = {
  mixed: {
    examples: "rows of a mixed table",
    expected: "one axis, and columns of cells",
    rows: true,
    fits: (data) => data.columns !== undefined && areCells(data.columns) && ofRank(1, data),
  },
  table: {
    examples: "rows of a table",
    expected: "one axis, and columns of numbers",
    rows: true,
    fits: (data) => data.columns !== undefined && !areCells(data.columns) && ofRank(1, data),
  },
  images: {
    examples: "images",
    expected: "three axes: channels × height × width",
    rows: false,
    fits: (data) => data.columns === undefined && ofRank(3, data),
  },
  points: {
    examples: "points",
    expected: "one axis, and no columns",
    rows: true,
    fits: (data) => data.columns === undefined && ofRank(1, data),
  },
  /** Numbers of any shape, of which nothing else is known: for networks of one's own. */
  arrays: { examples: "arrays", expected: "any shape", rows: false, fits: () => true },
} as const satisfies Readonly<Record<string, Row>>;

export type DataKind = keyof typeof dataKinds;
export const dataKindNames = Object.keys(dataKinds) as [DataKind, ...DataKind[]];

/** The kind that shape and columns alone tell. */
const told = (data: Shaped): DataKind => dataKindNames.find((kind) => dataKinds[kind].fits(data)) ?? "arrays";

/** The kind of data: the one they give, else what shape and columns tell. Throws where they cannot be of the kind they give. */
export function kindOf(data: KindOfData): DataKind {
  const { kind, shape, columns } = data;
  if (kind === undefined) return told(data);
  if (dataKinds[kind].fits(data)) return kind;
  throw problem({
    doing: `reading data of the kind ${kind}`,
    expected: dataKinds[kind].expected,
    came: `the shape ${formatShape(shape)}${columns ? " with columns" : ""}`,
    next: "Leave out the kind, or give data of it.",
  });
}

/** Whether examples are rows of numbers: points, and rows of a table. */
export const areRows = (data: KindOfData): boolean => dataKinds[kindOf(data)].rows;

/**
 * The kind, where it says more than shape and columns do. Only then is it written down: what was written before there were kinds
 * and what is written now of the same data are the same text.
 */
export function statedKind(data: KindOfData): { readonly kind?: DataKind } {
  const kind = kindOf(data);
  return kind === told(data) ? {} : { kind };
}
