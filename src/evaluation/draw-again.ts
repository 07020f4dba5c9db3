/** Rows that break a rule of their run are no samples of it: they are drawn again, as `sampling/draw-rows.ts` does. */
import type { DataDescription } from "../data/description.ts";
import type { Prior } from "../data/prior.ts";
import type { KeptRules } from "../data/rules/derived.ts";
import { wholeTableOf } from "../data/whole-table.ts";
import { createRowNumbers } from "../sampling/chance.ts";
import { keepingRows } from "../sampling/kept-rows.ts";
import { HOLD } from "../sampling/row-sampler.ts";
import { sizeOf } from "../tensor/shape.ts";

/** A row is drawn so often and no more: one that breaks a rule still is measured as it is. */
const MOST_ATTEMPTS = 200;
/** After so many, a generator that hardly ever keeps the rules is given up. */
const ENOUGH = 20;
const HARDLY = 0.01;
/** Rows that are drawn together. */
const PART = 1024;
/** By so many rows what is asked for moves on. */
const STRIDE = 7919;

export interface Redrawing {
  readonly data: DataDescription;
  readonly rules: KeptRules;
  readonly prior: Prior;
  readonly seed: number;
  /** G(z, y). */
  readonly draw: (z: Float32Array, y?: Float32Array) => Promise<Float32Array>;
  /** y of some rows by number, where G asks for it. */
  readonly asked: (rows: readonly number[]) => Float32Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Puts rows that keep the rules in the place of those in `samples` that break one. */
export async function drawAgain(samples: Float32Array, redrawing: Redrawing): Promise<void> {
  const { data, prior, seed, draw, asked, signal } = redrawing;
  const size = sizeOf(data.shape);
  const count = samples.length / size;
  let pending = breaking(samples, redrawing);
  if (pending.length === 0) return;
  const first = pending.length;
  const numbers = await createRowNumbers(prior, seed, PART, "evaluation");
  for (let attempt = 1; attempt < MOST_ATTEMPTS && pending.length > 0; attempt++) {
    if (attempt === ENOUGH && pending.length > (1 - HARDLY) * first) return;
    const still: number[] = [];
    for (let from = 0; from < pending.length; from += PART) {
      signal?.throwIfAborted();
      const rows = pending.slice(from, from + PART);
      const z = numbers.noise(rows.map((row) => ({ row, attempt })));
      const moved = STRIDE * Math.floor(attempt / HOLD);
      const drawn = await draw(z, asked(rows.map((row) => (row + moved) % count)));
      const broken = new Set(breaking(drawn, redrawing));
      rows.forEach((row, i) => {
        if (broken.has(i)) still.push(row);
        else samples.set(drawn.subarray(i * size, (i + 1) * size), row * size);
      });
    }
    pending = still;
  }
}

/** The numbers of rows that break a rule. */
function breaking(samples: Float32Array, { data, rules }: Redrawing): readonly number[] {
  const table = wholeTableOf(data, samples);
  const keeps = keepingRows(table, rules);
  return Array.from({ length: table.rows }, (_, row) => row).filter((row) => !keeps(row));
}
