/** What PyTorch says of our layers, games, augmentations and update rules: pytorch.py has written it, and says how it is read. */
import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { compile } from "../../src/onnx/runtime.ts";
import { graph } from "../../src/tensor/graph.ts";
import { interpret } from "../../src/tensor/reference.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** Length of a tensor, up to six of its numbers, and a weighed sum of all. */
export type Digest = readonly number[];

/** y, the slopes of E = Σ w·y + Σ y²/2 by x and every parameter, and those of R = Σ (∂E/∂x)²/2. */
interface Derivatives {
  readonly y: Digest;
  readonly first: readonly Digest[];
  readonly second: readonly Digest[];
  /** What a power iteration has come to. */
  readonly state?: Digest;
}

interface Known {
  readonly torch: string;
  readonly layers: Readonly<Record<string, Derivatives>>;
  readonly games: Readonly<
    Record<string, { made: Digest; loss: number; penalty: number; D: readonly Digest[]; G: readonly Digest[] }>
  >;
  readonly losses: Readonly<Record<string, { D: number; G: number; slopes: readonly Digest[] }>>;
  readonly augmentations: Readonly<
    Record<string, Derivatives & { numbers: Readonly<Record<string, readonly number[]>> }>
  >;
  readonly rules: Readonly<Record<string, readonly number[]>>;
  readonly schedules: Readonly<Record<string, readonly number[]>>;
}

const file = new URL("pytorch.json", import.meta.url);
export const pytorch = JSON.parse(await readFile(file, "utf8")) as Known;

/** The numbers that go in. */
export const wave = (length: number, seed: number, scale = 0.6): number[] =>
  Array.from({ length }, (_, i) => Math.fround(scale * Math.sin(12.9898 * (i + 1) + 78.233 * seed)));

/** Holds numbers to what PyTorch has; `tolerance` of the largest of them, or of a tenth where they are smaller. */
function expectDigest(found: ArrayLike<number> | undefined, digest: Digest, tolerance: number, what: string): void {
  const values = Array.from(found ?? []);
  const [length = 0, ...rest] = digest;
  const [some, weighed = Number.NaN] = [rest.slice(0, -1), rest.at(-1)];
  expect(values, what).toHaveLength(length);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  some.forEach((value, i) => {
    const place = Math.floor((i * length) / some.length);
    expect(Math.abs((values[place] ?? Number.NaN) - value), `${what}[${place}]`).toBeLessThan(tolerance * scale);
  });
  const weights = wave(length, 80);
  const sum = values.reduce((total, value, i) => total + value * (weights[i] ?? 0), 0);
  expect(Math.abs(sum - weighed), `${what}, weighed sum`).toBeLessThan(
    tolerance * scale * Math.max(1, Math.sqrt(length)),
  );
}

/** Constants of a graph are single precision in the interpreter too; the runtime computes in it. */
const [OF_DOUBLE, OF_SINGLE] = [2e-6, 2e-5];

/** Holds tensors to what PyTorch has of each, in the plain loops and on the runtime. */
export async function expectAsPytorch(
  tensors: Readonly<Record<string, Tensor>>,
  values: Readonly<Record<string, readonly number[]>>,
  digests: Readonly<Record<string, Digest>>,
): Promise<void> {
  const whole = graph("beside PyTorch", tensors);
  const given = Object.entries(values).filter(([name]) => whole.inputs.some((one) => one.name === name));
  const exact = interpret(whole, Object.fromEntries(given));
  const program = await compile(whole);
  const single = await program
    .run(Object.fromEntries(given.map(([name, list]) => [name, Float32Array.from(list)])))
    .finally(program.release);
  for (const [name, digest] of Object.entries(digests)) {
    expectDigest(exact[name], digest, OF_DOUBLE, `${name} in plain loops`);
    expectDigest(single[name], digest, OF_SINGLE, `${name} on the runtime`);
  }
}
