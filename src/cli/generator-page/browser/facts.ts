import type {
  CellDescription,
  ColumnFacts,
  KeptRules,
  WrittenColumn,
  WrittenSource,
  WrittenTable,
} from "../../../inner.ts";

/** What a page is told about the generator it holds. */
export interface PageFacts {
  readonly about: About;
  /** For the names of saved files. */
  readonly file: string;
  readonly prior: { readonly kind: "normal" | "uniform"; readonly latent: number; readonly halfWidth: number };
  /** Shape of one example, as the model returns it. */
  readonly shape: readonly number[];
  /** Of a generator that is told classes. */
  readonly classes?: ClassFacts;
  /** For everything but images: the numbers of an example, in the data's units. */
  readonly rows?: Rows;
}

/** What the page says of itself, as HTML. */
interface About {
  readonly name: string;
  readonly steps: string;
  readonly prior: string;
  /** The version of the runtime. */
  readonly runtime: string;
}

/** Classes by number: how many training examples each has, and its name where the data have one. */
export interface ClassFacts {
  readonly of: "labels" | "clusters";
  readonly counts: readonly number[];
  readonly names?: readonly string[];
}

interface Rows extends WrittenTable {
  readonly columns: readonly PageColumn[];
  /** Whether some rows are listed: those of a table, whose numbers mean something by themselves. */
  readonly listed: boolean;
  /** Real examples to show beside those that are drawn: of distributions that are built in, which are nobody's. */
  readonly real?: readonly number[];
  /** Of a mixed table. */
  readonly mixed?: MixedTable;
}

/** How rows of a mixed table are made whole and written. */
export interface MixedTable {
  /** What the model puts out. `span`: from the smallest to the largest number. */
  readonly learned: readonly (ColumnFacts & { readonly span: number })[];
  /** All columns in their order. */
  readonly written: readonly WrittenSource[];
  readonly rules?: KeptRules;
}

export type PageColumn = WrittenColumn & {
  readonly name: string;
  /** The range that is shown: that of many samples, so that it stays the same from draw to draw. */
  readonly low: number;
  readonly high: number;
  /** Of a mixed table: what rows can be asked for in this column. The model then takes conditions. */
  readonly cells?: readonly CellDescription[];
  /** Of numbers and dates of a mixed table: the share of the training data in each of so many equal parts of the range. */
  readonly data?: readonly number[];
};
