/** Kernels on several threads: the same bits as on one. In Node alone: elsewhere there are no threads for them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { sharedKernelsWasm } from "../src/kernels/embedded.ts";
import type { Kernels } from "../src/kernels/kernels.ts";
import { parted } from "../src/kernels/parted.ts";
import { openStream } from "../src/kernels/streams.ts";
import { shareMemory } from "../src/kernels/threads-node.ts";

/** No multiple of anything. */
const COUNT = 100_037;
/** From here on a store's kernels ask other threads. */
const LONG = (1 << 20) + 5;
/** So that each pass is parted. */
const WORTH = 1000;
const binary = Buffer.from(sharedKernelsWasm, "base64");
const startOf = (i: number): number => (1 << 16) + i * 4 * Math.ceil(COUNT / 16) * 16;

/** Kernels on a memory of four vectors, parted between so many threads; `ready` when the others have started. */
async function createOn(count: number) {
  const pages = Math.ceil(startOf(4) / 65536);
  const shared = await shareMemory(binary, pages, count);
  const memory = shared?.memory ?? new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory, abort: () => undefined } });
  const own = instance.exports as unknown as Kernels;
  const vectors = [0, 1, 2, 3].map((i) => ({
    pointer: startOf(i),
    data: new Float32Array(memory.buffer, startOf(i), COUNT),
  }));
  for (const [i, vector] of vectors.entries()) openStream(own, 7, "init", i).normal(vector, 0, 1);
  // Second moments are not negative.
  vectors[3]?.data.forEach((value, i, all) => {
    all[i] = Math.abs(value);
  });
  await expect.poll(() => shared?.threads.ready() ?? 0, { timeout: 60_000 }).toBe(count - 1);
  return { kernels: parted(own, shared?.threads, WORTH), vectors };
}

const bytesOf = (data = new Float32Array()): Buffer =>
  Buffer.from(new Uint8Array(data.buffer, data.byteOffset, 4 * data.length));

const passes: Readonly<Record<string, (kernels: Kernels, pointers: readonly number[]) => unknown>> = {
  sgd: (k, [w = 0, g = 0]) => k.sgd(w, g, COUNT, 0.1, 0.01),
  momentum: (k, [w = 0, g = 0, v = 0]) => k.momentum(w, g, v, COUNT, 0.1, 0.9, 0.01, true),
  rmsprop: (k, [w = 0, g = 0, , s = 0]) => k.rmsprop(w, g, s, COUNT, 0.1, 0.9, 1e-8, 0.01),
  adam: (k, [w = 0, g = 0, m = 0, s = 0]) => k.adam(w, g, m, s, COUNT, 0.1, 0.5, 0.9, 1e-8, 0.5, 0.1, 0.01, 0.02),
  lerp: (k, [w = 0, g = 0]) => k.lerp(w, g, COUNT, 0.3),
  scale: (k, [w = 0]) => k.scale(w, COUNT, 1.7),
  sumOfSquares: (k, [w = 0]) => k.sumOfSquares(w, COUNT),
};

describe("kernels on several threads", () => {
  it.each(Object.keys(passes))("%s has the bits of one thread", async (name) => {
    const pass = passes[name]!;
    const [alone, two, four] = [await createOn(1), await createOn(2), await createOn(4)];
    const pointers = ({ vectors }: typeof alone) => vectors.map(({ pointer }) => pointer);
    for (let i = 0; i < 3; i++) {
      const results = [alone, two, four].map((one) => pass(one.kernels, pointers(one)));
      expect(results[1]).toBe(results[0]);
      expect(results[2]).toBe(results[0]);
    }
    for (const { vectors } of [two, four]) {
      vectors.forEach(({ data }, i) => {
        expect(Buffer.compare(bytesOf(data), bytesOf(alone.vectors[i]?.data))).toBe(0);
      });
    }
  });

  it("runs on other threads what is not this one's, and here what they are not ready for", async () => {
    const { heapBase, values } = { heapBase: 1 << 16, values: [1, 2, 3] };
    const shared = await shareMemory(binary, 2, 3);
    if (!shared) throw new Error("no memory to share in Node");
    await expect.poll(shared.threads.ready, { timeout: 60_000 }).toBe(2);
    new Float32Array(shared.buffer, heapBase, 3).set(values);
    const call = (i: number) => ({ kernel: "sumOfSquares", given: [heapBase + 4 * i, 1] });
    const here = ({ given }: { readonly given: readonly number[] }) => -(given[0] ?? 0);
    expect(shared.threads.run([call(0), call(1), call(2)], here)).toEqual([-heapBase, 4, 9]);
    expect(shared.threads.run([0, 1, 2, 2].map(call), here)).toEqual([-heapBase, 4, 9, -(heapBase + 8)]);
    expect(shared.threads.ready()).toBe(2);
  });

  it("are shared between the threads of a process in Node, and end with it", async () => {
    const script = `
      const { createKernels, bytesFor } = await import("#inner");
      const kernels = await createKernels(bytesFor([${LONG}]), 2);
      const x = kernels.allocate(${LONG});
      x.data.fill(2);
      await new Promise((done) => setTimeout(done, 500));
      for (let i = 0; i < 20; i++) kernels.scale(x.pointer, ${LONG}, 1);
      console.log(x.data.buffer.constructor.name, kernels.sumOfSquares(x.pointer, ${LONG}), x.data.every((v) => v === 2));
    `;
    const { stdout } = await promisify(execFile)("node", ["--input-type=module", "-e", script], {
      cwd: new URL("..", import.meta.url).pathname,
      timeout: 30_000,
    });
    expect(stdout.trim()).toBe(`ArrayBuffer ${4 * LONG} true`);
  });
});
