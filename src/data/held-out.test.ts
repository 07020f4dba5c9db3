import { describe, expect, it } from "vitest";
import { builtIn } from "./built-in.ts";
import type { DataSet } from "./dataset.ts";
import { type ExampleOptions, holdsOutLast } from "./held-out.ts";
import { byteImages } from "./images.ts";
import { meanExample } from "./mean-example.ts";
import { npyData } from "./npy-data.ts";
import { tableData } from "./rows.ts";

/** Ten images of two pixels: 0 and 10, 20 and 30, …, 180 and 190. */
const bytes = Uint8Array.from({ length: 20 }, (_, i) => 10 * i);
const ten = (options: ExampleOptions = {}): DataSet => byteImages("ten", bytes, [1, 1, 2], "ten", 10, options);

/** Minibatches of one, as their two bytes. */
async function drawn(data: DataSet, count: number, seed = 1): Promise<string[]> {
  const reader = await data.open({ seed, batch: 1 });
  const to = new Float32Array(2);
  const seen: string[] = [];
  for (let i = 0; i < count; i++) {
    await reader.next({ x: to });
    seen.push(Array.from(to, (value) => Math.round((value + 1) * 127.5)).join());
  }
  return seen;
}

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();
const pairs = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `${20 * (from + i)},${20 * (from + i) + 10}`);

describe("examples that are held out", () => {
  it("are the last ones, and are never drawn, in any epoch of any seed", async () => {
    const data = ten({ holdout: 3 });
    expect(data.count).toBe(7);
    for (const seed of [1, 2, 3]) expect(sorted(await drawn(data, 7 * 20, seed))).toEqual(sorted(pairs(0, 7)));
    expect(data.heldOut?.count).toBe(3);
    expect(sorted(await drawn(data.heldOut as DataSet, 3))).toEqual(sorted(pairs(7, 10)));
  });

  it("are of every class its share where the classes are told, and the fingerprint says so", () => {
    // Sorted by class: six, three and one.
    const classes = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2];
    const labels = { classes: ["a", "b", "c"], numbers: Uint32Array.from(classes) };
    const parts = (holdout: number) => {
      const data = byteImages("ten", bytes, [1, 1, 2], "ten", 10, { labels, holdout, holdoutClasses: classes });
      const of = ({ write, y, count }: DataSet): [pixel: number, label: number][] =>
        Array.from({ length: count }, (_, i) => {
          const [x, number] = [new Float32Array(2), new Float32Array(1)];
          write?.(i, x, 0);
          y?.write?.(i, number, 0);
          return [Math.round(((x[0] ?? 0) + 1) * 127.5) / 20, number[0] ?? -1];
        });
      return { data, training: of(data), held: of(data.heldOut as DataSet) };
    };
    for (const [holdout, shares] of [
      [3, [2, 1, 0]],
      [6, [4, 2, 0]],
      [7, [5, 2, 0]],
      [9, [5, 3, 1]],
    ] as const) {
      const { data, training, held } = parts(holdout);
      expect(
        [0, 1, 2].map((k) => held.filter(([, label]) => label === k).length),
        String(holdout),
      ).toEqual(shares);
      // Every example is in one part, with its own label.
      const all = [...training, ...held];
      expect(all.map(([pixel]) => pixel).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const [pixel, label] of all) expect(label).toBe(classes[pixel]);
      expect(data.fingerprint).toBe(`ten, ${holdout} of all classes held out`);
      expect([holdsOutLast(data.fingerprint), holdsOutLast(ten({ holdout, mirror: true }).fingerprint)]).toEqual([
        false,
        true,
      ]);
    }
    expect(parts(3).held).toEqual(parts(3).held);
  });

  it("can be had by number, like those that are trained on", () => {
    const data = ten({ holdout: 3 });
    const to = new Float32Array(3);
    data.heldOut?.write?.(0, to, 1);
    expect(to[1]).toBeCloseTo(140 / 127.5 - 1, 6);
    data.write?.(6, to, 1);
    expect(to[1]).toBeCloseTo(120 / 127.5 - 1, 6);
  });

  it("are not drawn as mirror images either", async () => {
    const data = ten({ holdout: 3, mirror: true });
    expect(data.count).toBe(14);
    const mirrored = pairs(0, 7).map((pair) => pair.split(",").reverse().join());
    expect(sorted(await drawn(data, 14 * 5))).toEqual(sorted([...pairs(0, 7), ...mirrored]));
    expect(sorted(await drawn(data.heldOut as DataSet, 3))).toEqual(sorted(pairs(7, 10)));
  });

  it("make other data: resuming sees the difference", () => {
    const prints = [ten(), ten({ holdout: 3 }), ten({ holdout: 4 }), ten({ holdout: 3 }).heldOut as DataSet].map(
      ({ fingerprint }) => fingerprint,
    );
    expect(prints[0]).toBe("ten");
    expect(new Set(prints).size).toBe(4);
    expect(ten({ holdout: 0 }).fingerprint).toBe("ten");
  });

  it("have no part in how a table is scaled", async () => {
    const values = Float64Array.of(1, 3, 1000);
    const data = await tableData("t", { columns: ["a"], values }, { holdout: 1 });
    expect(data.columns).toEqual([{ name: "a", center: 2, scale: 1, form: { decimals: 0 } }]);
    const to = new Float32Array(1);
    data.heldOut?.write?.(0, to, 0);
    expect(to[0]).toBe(998);
  });

  it("can be taken from arrays", async () => {
    const array = { type: "uint8", shape: [5, 1, 2], values: Uint8Array.from({ length: 10 }, (_, i) => i) } as const;
    const { data } = await npyData("a", array, { holdout: 2, layout: "nhw" });
    expect([data.count, data.heldOut?.count]).toEqual([3, 2]);
    const rows = await npyData("r", { ...array, shape: [5, 2] }, { holdout: 1 });
    expect([rows.data.count, rows.data.heldOut?.count]).toEqual([4, 1]);
  });

  it.each([10, 11])("leave something to train on, so %i of ten are refused", (holdout) => {
    expect(() => ten({ holdout })).toThrow(
      `setting aside examples of ten: expected to leave some to train on, so a number below 10, but got ${holdout}. Lower \`holdout\`.`,
    );
  });
});

describe("the mean example", () => {
  it("is over those that are trained on", () => {
    const mean = meanExample(ten({ holdout: 3 }));
    // 0, 20, …, 120 and 10, 30, …, 130
    expect(mean[0]).toBeCloseTo(60 / 127.5 - 1, 6);
    expect(mean[1]).toBeCloseTo(70 / 127.5 - 1, 6);
  });

  it("of data without end is refused", () => {
    expect(() => meanExample(builtIn("ring"))).toThrow(
      'taking the mean of ring: expected examples that can be counted, but got data that are drawn afresh. Use `outputBias: "zero"`.',
    );
  });
});
