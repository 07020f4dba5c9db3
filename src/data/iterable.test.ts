import { describe, expect, it } from "vitest";
import { type Examples, iterableData } from "./iterable.ts";

const shape = [2];

async function* numbers(): AsyncGenerator<Examples> {
  yield Float32Array.of(0, 1, 2, 3, 4, 5);
  yield Float32Array.of(6, 7);
}

async function read(data: ReturnType<typeof iterableData>, minibatches: number, position = 0): Promise<number[][]> {
  const reader = await data.open({ seed: 1, batch: 3, position });
  const result: number[][] = [];
  for (let i = 0; i < minibatches; i++) {
    const to = new Float32Array(6);
    await reader.next({ x: to });
    result.push([...to]);
  }
  expect(reader.position).toBe(position + minibatches);
  return result;
}

describe("an iterable of typed arrays", () => {
  it("is read in its order, across arrays, and begins anew when it has ended", async () => {
    expect(await read(iterableData(numbers, { shape }), 3)).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 0, 1, 2, 3],
      [4, 5, 6, 7, 0, 1],
    ]);
  });

  it("goes on where it was left", async () => {
    const data = iterableData(numbers, { shape });
    const all = await read(data, 9);
    for (const position of [1, 2, 5, 8]) expect((await read(data, 1, position))[0]).toEqual(all[position]);
  });

  it("may be an array of arrays, and of double precision", async () => {
    const data = iterableData([Float64Array.of(1, 2), Float64Array.of(3, 4)], { shape });
    expect(await read(data, 1)).toEqual([[1, 2, 3, 4, 1, 2]]);
  });

  it("maps bytes of images to [−1, 1], and leaves those of rows as they are", async () => {
    const bytes = [Uint8Array.of(0, 255)];
    expect(await read(iterableData(bytes, { shape: [1, 1, 2] }), 1)).toEqual([[-1, 1, -1, 1, -1, 1]]);
    expect(await read(iterableData(bytes, { shape }), 1)).toEqual([[0, 255, 0, 255, 0, 255]]);
  });

  it("that cannot begin anew is an error in words when it ends", async () => {
    const data = iterableData(numbers(), { shape, name: "a generator" });
    await expect(read(data, 2)).rejects.toThrow(
      "reading a generator: expected the iterable to begin anew when it has ended, but got none. Give a function that makes the iterable, instead of a generator.",
    );
  });

  it("without examples, or with a part of one, is refused", async () => {
    await expect(read(iterableData([], { shape }), 1)).rejects.toThrow("expected examples, but got none");
    await expect(read(iterableData([new Float32Array(3)], { shape }), 1)).rejects.toThrow(
      "expected arrays of whole examples, 2 numbers each ([2]), but got one of 3.",
    );
  });

  it("has a y beside each example, where it says so", async () => {
    async function* labelled() {
      yield { x: Float32Array.of(0, 1, 2, 3), y: [10, 11] };
      yield { x: Float32Array.of(4, 5), y: [12] };
    }
    const data = iterableData(labelled, { shape, y: { shape: [1], classes: ["a"] } });
    const reader = await data.open({ seed: 1, batch: 2, position: 1 });
    const to = { x: new Float32Array(4), y: new Float32Array(2) };
    await reader.next(to);
    expect([...to.x, ...to.y]).toEqual([4, 5, 0, 1, 12, 10]);
    await reader.next({ x: to.x });
    expect([...to.x]).toEqual([2, 3, 4, 5]);
    const refused = (given: Parameters<typeof iterableData>[0], y?: { shape: number[] }) =>
      iterableData(given, { shape, ...(y ? { y } : {}) })
        .open({ seed: 1, batch: 1 })
        .then((opened) => opened.next({ x: new Float32Array(2) }));
    await expect(refused([Float32Array.of(1, 2)], { shape: [3] })).rejects.toThrow(
      "expected 3 numbers of y beside 2 of x, but got none",
    );
    await expect(refused([{ x: Float32Array.of(1, 2), y: [1] }])).rejects.toThrow(
      "expected arrays of examples alone, but got 1 numbers of y",
    );
  });
});
