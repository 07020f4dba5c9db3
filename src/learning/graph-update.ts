import { nextName } from "../game/objective.ts";
import type { Vector } from "../kernels/kernels.ts";
import { type BoundProgram, compile, type Program } from "../onnx/runtime.ts";
import { internal } from "../problem.ts";
import {
  initGraph,
  momentName,
  type Optimizer,
  type OptimizerSettings,
  scalarName,
  type UpdateAt,
  updateGraph,
} from "./optimizer.ts";
import type { Store } from "./store.ts";

/** An update rule that runs as a compiled graph. */
export interface GraphUpdate {
  /** Compiles, once the store is open, and gives the moments what they start from: zeros, where the rule does not say. */
  readonly begin: () => Promise<void>;
  /** One update of parameters and moments. `gradient` is laid out like the parameters. */
  readonly run: (gradient: Vector, at: UpdateAt) => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface GraphUpdateOptions {
  readonly rule: Optimizer;
  readonly settings: OptimizerSettings;
  /** Parameters and moments, all of one length. */
  readonly parameters: Vector;
  readonly moments: ReadonlyMap<string, Vector>;
  readonly length: number;
  readonly threads?: number;
}

/** A rule as a graph, on vectors that have their place in the store. */
export function createGraphUpdate(store: Store, options: GraphUpdateOptions): GraphUpdate {
  const { rule, settings, parameters, moments, length, threads = 1 } = options;
  const vectors = new Map([["w", parameters], ...[...moments].map(([name, to]) => [momentName(name), to] as const)]);
  // The runtime may write a result before it has read all operands: results get memory of their own, and are copied.
  const next = new Map([...vectors.keys()].map((name) => [name, store.allocate(length)]));
  // A beta2 in force is no input: a rule that reads it does so in its scalars.
  const scalarsAt = ({ beta2 = settings.beta2, ...at }: UpdateAt): Record<string, number> => ({
    ...at,
    ...Object.fromEntries(
      Object.entries(rule.scalars?.(at, { ...settings, beta2 }) ?? {}).map(([name, value]) => [
        scalarName(name),
        value,
      ]),
    ),
  });
  const scalars = new Map(
    Object.keys(scalarsAt({ t: 1, rate: 0, momentum: 0 })).map((name) => [name, store.allocate(1)]),
  );
  const given = {
    ...Object.fromEntries([...vectors, ...scalars]),
    ...Object.fromEntries([...next].map(([name, to]) => [nextName(name), to])),
  };

  let program: Program | undefined;
  /** Bound once to each gradient that comes: a player's losses may each have one. */
  const bound = new Map<Vector, BoundProgram>();
  const boundTo = (gradient: Vector): BoundProgram => {
    if (!program) throw internal("an update rule was used before it was compiled");
    const found = bound.get(gradient) ?? store.bind(program, { ...given, g: gradient });
    bound.set(gradient, found);
    return found;
  };
  return {
    begin: async () => {
      const place = {
        threads,
        device: store.device,
        held: ["g", ...vectors.keys(), ...[...vectors.keys()].map(nextName)],
      };
      program ??= await compile(updateGraph(rule, settings, length), place);
      const start = initGraph(rule, length);
      const first = start && (await compile(start, place));
      if (first) await store.bind(first, given).run();
      for (const name of moments.keys()) {
        const [from, to] = [next.get(momentName(name)), vectors.get(momentName(name))] as [Vector, Vector];
        if (first) store.copy(from, to);
        else store.write(to, new Float32Array(length));
      }
      await first?.release();
    },
    run: async (gradient, at) => {
      for (const [name, value] of Object.entries(scalarsAt(at))) store.write(scalars.get(name) as Vector, [value]);
      await boundTo(gradient).run();
      for (const [name, to] of vectors) store.copy(next.get(name) as Vector, to);
    },
    release: async () => program?.release(),
  };
}
