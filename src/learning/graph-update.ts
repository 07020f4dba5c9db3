import { compile, type Program } from "../onnx/runtime.ts";
import {
  initGraph,
  momentName,
  nextName,
  type Optimizer,
  type OptimizerSettings,
  scalarName,
  type UpdateAt,
  updateGraph,
} from "./optimizer.ts";

/** An update rule that runs as a compiled graph, on vectors that stay where they are. */
export interface GraphUpdate {
  /** Gives the moments what they start from; zeros, where the rule does not say. */
  readonly begin: () => Promise<void>;
  /** One update of parameters and moments. `gradient` is laid out like the parameters. */
  readonly run: (gradient: Float32Array, at: UpdateAt) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Compiles a rule for parameters and moments (by name), all of one length. */
export async function compileUpdate(
  rule: Optimizer,
  settings: OptimizerSettings,
  parameters: Float32Array,
  moments: ReadonlyMap<string, Float32Array>,
  threads = 1,
): Promise<GraphUpdate> {
  const { length } = parameters;
  const vectors = new Map([
    ["w", parameters],
    ...[...moments].map(([name, data]) => [momentName(name), data] as const),
  ]);
  // The runtime may write a result before it has read all operands: results get memory of their own, and are copied.
  const next = new Map([...vectors.keys()].map((name) => [name, new Float32Array(length)]));
  const at = ["t", "rate", "momentum"] as const;
  const scalars = new Map<string, Float32Array>(at.map((name) => [name, new Float32Array(1)]));
  const scalarsOf = (now: UpdateAt): Record<string, number> => ({
    ...now,
    ...Object.fromEntries(
      Object.entries(rule.scalars?.(now, settings) ?? {}).map(([name, value]) => [scalarName(name), value]),
    ),
  });
  for (const name of Object.keys(scalarsOf({ t: 1, rate: 0, momentum: 0 }))) scalars.set(name, new Float32Array(1));

  const program = await compile(updateGraph(rule, settings, length), { threads });
  const shared = {
    ...Object.fromEntries([...vectors, ...scalars]),
    ...Object.fromEntries([...next].map(([name, data]) => [nextName(name), data])),
  };
  /** Bound once to each gradient that comes: a player's losses may each have one. */
  const bound = new Map<Float32Array, ReturnType<Program["bind"]>>();
  const boundTo = (gradient: Float32Array): ReturnType<Program["bind"]> => {
    const found = bound.get(gradient) ?? program.bind({ ...shared, g: gradient });
    bound.set(gradient, found);
    return found;
  };
  return {
    begin: async () => {
      const start = initGraph(rule, length);
      if (!start) {
        for (const data of moments.values()) data.fill(0);
        return;
      }
      const found = await compile(start, { threads });
      const begun = await found.run({ w: parameters }).finally(found.release);
      for (const [name, data] of moments) data.set(begun[nextName(momentName(name))] ?? []);
    },
    run: async (gradient, now) => {
      for (const [name, value] of Object.entries(scalarsOf(now))) scalars.get(name)?.fill(value);
      await boundTo(gradient).run();
      for (const [name, data] of vectors) data.set(next.get(name) ?? []);
    },
    release: program.release,
  };
}
