/** Rows of a table, one after the other, as objects. */
import { type RowValue, rowValue, type WrittenSource } from "../data/written/written-columns.ts";
import type { Device } from "../onnx/device.ts";
import { nothingMade, tallyText } from "./draw-rows.ts";
import { type GivenRow, givenRows } from "./given-rows.ts";
import { createRowSampler, type RowSampler, type RowWishes, type TrainedTable } from "./row-sampler.ts";

/** A row: by the name of each column a number, a text, a boolean, a `Date`, or null where it has a gap. */
export type TableRow = { readonly [column: string]: RowValue };

/** Which rows, and who is told what there is to say of them. */
export interface RowOptions extends Omit<RowWishes, "like"> {
  /** Rows of which some values are given; the others are filled. One after the other, over and over. */
  readonly like?: readonly GivenRow[];
  /** Where the generator is computed; the processor if left out. */
  readonly device?: Device;
  /** Takes sentences: how many rows had to be drawn for those that are as asked for, what of given rows was left out. */
  readonly say?: (line: string) => void;
}

/**
 * Draws rows of a table from a state of a run (`decodeCheckpoint`), in any runtime: `for await (const row of sampleRows(run, { where:
 * { sex: "Female", age: { ">": 60 } } }))`. They come as they are drawn, so that any number needs no more memory than some thousand.
 * Equal seeds give equal rows, of which the first ones do not depend on `count`.
 *
 * @throws where a condition names what the table has not, or asks for what no training row has; and where not one row can be found.
 */
export async function* sampleRows(
  run: TrainedTable,
  { device = "cpu", ...options }: RowOptions = {},
): AsyncGenerator<TableRow, void, undefined> {
  const sampler = await createRowSampler(run, { device });
  try {
    yield* rowsFrom(sampler, options);
  } finally {
    await sampler.release();
  }
}

/** The same from a sampler that is open. */
export async function* rowsFrom(
  sampler: RowSampler,
  { like, say = () => undefined, ...wishes }: Omit<RowOptions, "device">,
): AsyncGenerator<TableRow, void, undefined> {
  const doing = "drawing rows";
  const given = like && givenRows(like, sampler);
  const { tables, notices, seed } = await sampler.rows({ ...wishes, ...(given ? { like: given.table } : {}) }, doing);
  for (const line of [...(given?.notices ?? []), ...notices]) say(line);
  for (;;) {
    const next = await tables.next();
    if (next.done) {
      if (next.value.made === 0) throw nothingMade(doing, next.value);
      const text = tallyText(next.value);
      if (text !== undefined) say(text);
      return;
    }
    const rows = { ...next.value, seed, ...(given ? { kept: given.kept } : {}) };
    for (let row = 0; row < rows.table.rows; row++) yield objectOf(sampler.written, rows, row);
  }
}

const objectOf = (written: readonly WrittenSource[], rows: Parameters<typeof rowValue>[1], row: number): TableRow =>
  Object.fromEntries(written.map((column) => [column.name, rowValue(column, rows, row)]));
