/**
 * Which part of a minibatch a rank computes. All randomness is counted, so a rank draws of the same minibatch and the same
 * noise as a run on one rank exactly the numbers of its own rows.
 */
import type { Selection } from "../kernels/streams.ts";
import { option } from "../option-text.ts";
import { internal, problem } from "../problem.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { onEveryRank } from "./collective.ts";

export interface Share {
  readonly rank: number;
  readonly size: number;
}

/** The examples of a minibatch of `batch` that a rank computes. */
export const rowsOf = ({ rank, size }: Share, batch: number): { readonly from: number; readonly count: number } => ({
  from: (rank * batch) / size,
  count: batch / size,
});

/**
 * Throws where a minibatch cannot be divided: gradients of unequal parts would not average to that of the whole. Packs, and groups of
 * them that D compares, stay on one rank.
 */
export function checkShare({ size }: Share, batch: number, pack = 1, group = 1): void {
  const whole = size * pack * group;
  if (batch % whole === 0) return;
  const less = batch - (batch % whole);
  throw onEveryRank(
    problem({
      doing: `dividing minibatches of ${batch}${pack > 1 ? `, in packs of ${pack},` : ""}${group > 1 ? `, in groups of ${group},` : ""} among ${size} ranks`,
      expected: `a multiple of ${whole}`,
      came: String(batch),
      next: `Start a number of ranks that divides it; a new run may take ${option("batch")} ${less > 0 ? `${less} or ` : ""}${less + whole}.`,
    }),
  );
}

/**
 * Of random numbers for a whole minibatch, those of a rank. The first axis of `whole` is the minibatch, or several of its
 * length one after the other (real and generated examples in one pass); `own` is the shape that the rank computes with.
 */
export function selectionOf(share: Share, batch: number, whole: Shape, own: Shape): Selection {
  const of = sizeOf(whole);
  if (of === sizeOf(own)) return { of, pieces: [{ from: 0, count: of }] }; // not by example: the same on every rank
  const { from, count } = rowsOf(share, batch);
  const [length = 0] = whole;
  const row = of / length;
  if (length % batch !== 0 || sizeOf(own) * share.size !== of)
    throw internal("random numbers without an axis to divide");
  const pieces = Array.from({ length: length / batch }, (_, part) => ({
    from: (part * batch + from) * row,
    count: count * row,
  }));
  return { of, pieces };
}
