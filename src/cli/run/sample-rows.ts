/** Rows of a run on disk, one after the other, as objects. */
import { type DeviceChoice, type RowOptions, rowsFrom, type TableRow } from "../../inner.ts";
import { openRowSampler } from "./row-sampler.ts";

/** Which rows of which state. */
export interface RunRowOptions extends Omit<RowOptions, "device"> {
  /** Where the generator is computed; the processor by default. `auto` is the faster one, which is measured. */
  readonly device?: DeviceChoice;
  /** A kept checkpoint; the newest by default. */
  readonly step?: number;
}

/**
 * Draws rows of a table from a run folder: `for await (const row of sampleRows("runs/people", { where: "sex=Female,age>60" }))`.
 * A row has a number, a text, a boolean, a `Date` or null for each column. Equal seeds give equal rows, of which the first ones do
 * not depend on `count`.
 *
 * @throws where the folder holds no run of a table, where a condition names what the table has not, or asks for what no training row
 *   has, and where not one row can be found.
 */
export async function* sampleRows(
  folder: string,
  { step, device, ...options }: RunRowOptions = {},
): AsyncGenerator<TableRow, void, undefined> {
  const sampler = await openRowSampler(folder, `drawing rows of ${folder}`, options.say ?? (() => undefined), {
    step,
    ...(device ? { device } : {}),
  });
  try {
    yield* rowsFrom(sampler, options);
  } finally {
    await sampler.release();
  }
}
