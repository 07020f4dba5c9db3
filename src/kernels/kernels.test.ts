import { describe, expect, it } from "vitest";
import { bytesFor, createKernels, type Kernels, type Vector } from "./kernels.ts";

const kernels = await createKernels(bytesFor(new Array(400).fill(1000)) + 64 * 400);

const SEED = [0x12345678, 0x9abcdef0] as const;

/** Philox4x32-10 in plain JavaScript, from the paper's description. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  let [c0 = 0n, c1 = 0n, c2 = 0n, c3 = 0n] = counter.map(BigInt);
  let [k0 = 0n, k1 = 0n] = key.map(BigInt);
  const word = 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const a = 0xd2511f53n * c0;
    const b = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, b & word, (a >> 32n) ^ c3 ^ k1, a & word];
    k0 = (k0 + 0x9e3779b9n) & word;
    k1 = (k1 + 0xbb67ae85n) & word;
  }
  return [c0, c1, c2, c3].map(Number);
}

function vector(values: ArrayLike<number>): Vector {
  const made = kernels.allocate(values.length);
  made.data.set(values);
  return made;
}

function draw(
  length: number,
  fill: (kernels: Kernels, to: number, count: number) => void,
  at = [0, 0, 7, 9],
): Float32Array {
  const out = kernels.allocate(length);
  const [low = 0, high = 0, stream = 0, substream = 0] = at;
  kernels.seek(...SEED, low, high, stream, substream);
  fill(kernels, out.pointer, length);
  return out.data;
}

const words = (values: Float32Array): number[] => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];

describe("random numbers", () => {
  // github.com/DEShawResearch/random123, tests/kat_vectors: philox4x32 10.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("reproduce the published known answer for counter %j", (counter, key, expected) => {
    const out = kernels.allocate(4);
    kernels.seek(...(key as [number, number]), ...(counter as [number, number, number, number]));
    kernels.bits(out.pointer, 4);
    expect(words(out.data)).toEqual(expected);
    expect(philox(counter, key)).toEqual(expected);
  });

  it.each([1, 3, 4, 15, 16, 17, 50])(
    "fill exactly %i elements, block after block, with carry between counter words",
    (length) => {
      const out = kernels.allocate(64);
      out.data.fill(-1);
      kernels.seek(...SEED, 0xfffffffe, 5, 7, 9);
      kernels.bits(out.pointer, length);
      const blocks = [[0xfffffffe, 5], [0xffffffff, 5], ...Array.from({ length: 12 }, (_, i) => [i, 6])];
      const expected = blocks.flatMap(([low = 0, high = 0]) => philox([low, high, 7, 9], SEED)).slice(0, length);
      expect(words(out.data).slice(0, length)).toEqual(expected);
      expect(out.data.subarray(length).every((value) => value === -1)).toBe(true);
    },
  );

  it("are uniform on the given interval, from the upper 24 bits of each word", () => {
    const values = draw(1000, (k, to, count) => k.uniform(to, count, -1, 2));
    const raw = words(draw(1000, (k, to, count) => k.bits(to, count)));
    expect([...values]).toEqual(raw.map((word) => Math.fround(2 * ((word >>> 8) / 2 ** 24) - 1)));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it("are normal by the Box-Muller transform of the same words, to single precision", () => {
    const count = 16000;
    const space = createKernels(bytesFor([count, count]));
    return space.then((large) => {
      const normals = large.allocate(count);
      const raw = large.allocate(count);
      large.seek(...SEED, 0, 0, 1, 2);
      large.normal(normals.pointer, count, 0, 1);
      large.seek(...SEED, 0, 0, 1, 2);
      large.bits(raw.pointer, count);
      const u = words(raw.data);
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < count; i += 2) {
        const radius = Math.sqrt(-2 * Math.log(((u[i]! >>> 8) + 1) / 2 ** 24));
        const angle = (2 * Math.PI * (u[i + 1]! >>> 8)) / 2 ** 24;
        expect(Math.abs(normals.data[i]! - radius * Math.cos(angle))).toBeLessThan(2e-6);
        expect(Math.abs(normals.data[i + 1]! - radius * Math.sin(angle))).toBeLessThan(2e-6);
        sum += normals.data[i]! + normals.data[i + 1]!;
        squares += normals.data[i]! ** 2 + normals.data[i + 1]! ** 2;
      }
      // Five standard errors of the mean and of the variance.
      expect(Math.abs(sum / count)).toBeLessThan(5 / Math.sqrt(count));
      expect(Math.abs(squares / count - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    });
  });

  it("have the asked-for mean and deviation", () => {
    const standard = draw(64, (k, to, count) => k.normal(to, count, 0, 1));
    const moved = draw(64, (k, to, count) => k.normal(to, count, 3, 0.5));
    expect([...moved]).toEqual([...standard].map((value) => Math.fround(3 + Math.fround(0.5 * value))));
  });

  it("keep a share of a mask equal to the probability", () => {
    const kept = draw(1000, (k, to, count) => k.mask(to, count, 0.8));
    const uniform = draw(1000, (k, to, count) => k.uniform(to, count, 0, 1));
    expect([...kept]).toEqual([...uniform].map((value) => (value < Math.fround(0.8) ? 1 : 0)));
  });
});

describe("updates", () => {
  const w = [1, -2, 0.5, 3, -1, 0.25, 7];
  const g = [0.1, -0.3, 2, 0, -5, 1e-3, 4];
  const close = (actual: Float32Array, expected: readonly number[]): void => {
    expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6));
  };

  it("of gradient descent follow w − rate·(g + decay·w)", () => {
    const weights = vector(w);
    kernels.sgd(weights.pointer, vector(g).pointer, w.length, 0.1, 0.01);
    close(
      weights.data,
      w.map((value, i) => value - 0.1 * (g[i]! + 0.01 * value)),
    );
  });

  it.each([false, true])("with momentum accumulate velocity (Nesterov: %s)", (nesterov) => {
    const [weights, gradient, velocity] = [vector(w), vector(g), vector(w.map(() => 0))];
    const [expected, v] = [[...w], w.map(() => 0)];
    for (let step = 0; step < 3; step++) {
      kernels.momentum(weights.pointer, gradient.pointer, velocity.pointer, w.length, 0.1, 0.9, 0, nesterov);
      expected.forEach((value, i) => {
        v[i] = 0.9 * v[i]! - 0.1 * g[i]!;
        expected[i] = value + (nesterov ? 0.9 * v[i] - 0.1 * g[i]! : v[i]);
      });
    }
    close(weights.data, expected);
    close(velocity.data, v);
  });

  it("of RMSProp divide by the root of the mean square", () => {
    const [weights, gradient, square] = [vector(w), vector(g), vector(w.map(() => 0))];
    const [expected, s] = [[...w], w.map(() => 0)];
    for (let step = 0; step < 3; step++) {
      kernels.rmsprop(weights.pointer, gradient.pointer, square.pointer, w.length, 0.01, 0.9, 1e-6, 0);
      expected.forEach((value, i) => {
        s[i] = 0.9 * s[i]! + 0.1 * g[i]! ** 2;
        expected[i] = value - (0.01 * g[i]!) / (Math.sqrt(s[i]) + 1e-6);
      });
    }
    close(weights.data, expected);
  });

  it.each([
    ["Adam", 0.02, 0],
    ["AdamW", 0, 0.02],
  ])("of %s follow the paper's algorithm, bias correction included", (_, coupled, decoupled) => {
    const [weights, gradient, mean, square] = [vector(w), vector(g), vector(w.map(() => 0)), vector(w.map(() => 0))];
    const [expected, m, s] = [[...w], w.map(() => 0), w.map(() => 0)];
    for (let step = 1; step <= 3; step++) {
      const [c1, c2] = [1 - 0.5 ** step, 1 - 0.99 ** step];
      kernels.adam(
        weights.pointer,
        gradient.pointer,
        mean.pointer,
        square.pointer,
        w.length,
        0.01,
        0.5,
        0.99,
        1e-8,
        c1,
        c2,
        coupled,
        decoupled,
      );
      expected.forEach((value, i) => {
        const gi = g[i]! + coupled * value;
        m[i] = 0.5 * m[i]! + 0.5 * gi;
        s[i] = 0.99 * s[i]! + 0.01 * gi ** 2;
        expected[i] = value * (1 - 0.01 * decoupled) - (0.01 * (m[i] / c1)) / (Math.sqrt(s[i] / c2) + 1e-8);
      });
    }
    close(weights.data, expected);
  });

  it("of a moving average move by the given part, and not at all when both are equal", () => {
    const average = vector(w);
    kernels.lerp(average.pointer, vector(g).pointer, w.length, 0.25);
    close(
      average.data,
      w.map((value, i) => value + 0.25 * (g[i]! - value)),
    );
    const same = vector(w);
    kernels.lerp(same.pointer, vector(w).pointer, w.length, 0.3);
    expect([...same.data]).toEqual([...vector(w).data]);
  });

  it("measure the square sum of a vector, which is not finite when an element is not", () => {
    const total = g.reduce((sum, value) => sum + Math.fround(value) ** 2, 0);
    expect(kernels.sumOfSquares(vector(g).pointer, g.length)).toBeCloseTo(total, 10);
    expect(kernels.sumOfSquares(vector([1, Number.NaN, 2]).pointer, 3)).toBeNaN();
    expect(kernels.sumOfSquares(vector([3e38, -3e38]).pointer, 2)).toBeLessThan(Infinity);
    expect(kernels.sumOfSquares(vector([1, -Infinity]).pointer, 2)).toBe(Infinity);
  });

  it.each([1, 3, 4, 7, 64])("scale %i numbers and none behind them", (count) => {
    const values = vector(Array.from({ length: 70 }, (_, i) => i - 3.3));
    const before = values.data.slice();
    kernels.scale(values.pointer, count, 0.25);
    expect([...values.data]).toEqual([...before].map((value, i) => (i < count ? value / 4 : value)));
  });

  it("have a checksum that is FNV-1a over words, and that one bit changes", () => {
    const values = vector([1, -2.5, 3e-8, 0]);
    const words = new Uint32Array(values.data.buffer, values.pointer, 4);
    const fnv = (): number => words.reduce((hash, word) => Math.imul(hash ^ word, 16777619), 2166136261 | 0);
    const first = kernels.checksum(values.pointer, 4);
    expect(first).toBe(fnv());
    values.data[3] = -0;
    expect(kernels.checksum(values.pointer, 4)).toBe(fnv());
    expect(kernels.checksum(values.pointer, 4)).not.toBe(first);
  });
});

it("asking for more memory than WebAssembly has is refused in words", async () => {
  await expect(createKernels(5 * 2 ** 30)).rejects.toThrow(
    "allocating memory for parameters and minibatches: expected at most 4 GiB, but got 5.0 GiB.",
  );
});
