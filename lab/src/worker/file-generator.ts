/** What a file is opened as, to draw from. */
import type { Prior, RowSampler } from "#inner";
import type { DrawnRows, OpenedGenerator, RowsWish, Values } from "./protocol.ts";

export interface DrawingGenerator {
  readonly opened: OpenedGenerator;
  readonly prior: Prior;
  readonly draw: (z: Float32Array, ofClass?: number) => Promise<Values>;
  readonly rows: (wish: RowsWish) => Promise<DrawnRows>;
  readonly release: () => Promise<void>;
}

/** What a file is opened as: `table` where it makes rows of a mixed table. */
export interface FileGenerator extends Omit<DrawingGenerator, "rows"> {
  readonly table?: RowSampler;
}
