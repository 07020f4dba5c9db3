import { expect, it } from "vitest";
import { bytesFor, createKernels, type Vector } from "../kernels/kernels.ts";
import { LEAD, openStream, type Selection, type Stream } from "../kernels/streams.ts";
import { sizeOf } from "../tensor/shape.ts";
import { selectionOf } from "./rows-of-rank.ts";

it.each([
  { batch: 12, row: [4], parts: 1, size: 3 },
  { batch: 12, row: [3], parts: 1, size: 4 },
  { batch: 6, row: [1], parts: 1, size: 6 },
  { batch: 10, row: [7, 3], parts: 2, size: 5 },
  { batch: 6, row: [1], parts: 2, size: 3 },
  { batch: 4, row: [], parts: 3, size: 4 },
])(
  "ranks draw what one would, each its rows, and the streams stay level: $parts × $batch rows of $row on $size",
  async ({ batch, row, parts, size }) => {
    const whole = [parts * batch, ...row];
    const own = [(parts * batch) / size, ...row];
    const [length, ownLength] = [sizeOf(whole), sizeOf(own)];
    const kernels = await createKernels(bytesFor([length, LEAD + ownLength]));
    const all = kernels.allocate(length);
    const room = kernels.allocate(LEAD + ownLength);
    const mine = { pointer: room.pointer + 4 * LEAD, data: room.data.subarray(LEAD) };
    for (const kind of ["normal", "uniform", "mask"] as const) {
      const draw = (stream: Stream, to: Vector, selection?: Selection): void => {
        if (kind === "normal") stream.normal(to, 0, 1, selection);
        else if (kind === "uniform") stream.uniform(to, -1, 2, selection);
        else stream.mask(to, 0.5, selection);
      };
      const stream = openStream(kernels, 7, "dropout", 0, 5);
      draw(stream, all);
      const perRow = sizeOf(row);
      for (let rank = 0; rank < size; rank++) {
        const part = openStream(kernels, 7, "dropout", 0, 5);
        draw(part, mine, selectionOf({ rank, size }, batch, whole, own));
        const rows = Array.from({ length: parts }, (_, p) =>
          Array.from(
            all.data.subarray((p * batch + (rank * batch) / size) * perRow).subarray(0, (batch / size) * perRow),
          ),
        ).flat();
        expect(Array.from(mine.data)).toEqual(rows);
        expect(part.position).toBe(stream.position);
      }
    }
  },
);

it("numbers that are not by example are the same on every rank", () => {
  expect(selectionOf({ rank: 1, size: 2 }, 8, [5], [5])).toEqual({ of: 5, pieces: [{ from: 0, count: 5 }] });
});
