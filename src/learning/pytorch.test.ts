/** Update rules and schedules beside PyTorch's, whose answers stand in test/others/pytorch.json. */
import { describe, expect, it } from "vitest";
import { pytorch, wave } from "../../test/others/pytorch.ts";
import { dense } from "../networks/layers.ts";
import { sequential } from "../networks/network.ts";
import type { OptimizerSettings } from "./optimizer.ts";
import type { OptimizerName } from "./optimizers.ts";
import { createPlayer, initialisePlayer } from "./player.ts";
import { scheduleNames, valueAt } from "./schedules.ts";
import { createStore } from "./store.ts";

const settings = {
  nesterov: false,
  weightDecay: 0.1,
  epsilon: 1e-3,
  beta1: 0.5,
  beta2: 0.9,
} satisfies OptimizerSettings;
const UPDATES = 12;

describe("update rules beside PyTorch's", () => {
  it.each(Object.entries(pytorch.rules))(
    "%s moves five numbers as it does, with an ε of 0.001 and a decay, and Adam with another β2 at every update",
    async (name, expected) => {
      const network = sequential("L", [5], [dense(1, { scheme: "he", scale: 1 }, { bias: false })]);
      const store = createStore();
      const constant = (value: number) => ({ kind: "constant", start: value, end: value, steps: 1 }) as const;
      const player = createPlayer(store, network, {
        ...settings,
        optimizer: name as OptimizerName,
        learningRate: constant(0.01),
        momentum: constant(0.9),
        ...(name.startsWith("adam")
          ? { beta2Over: { kind: "linear", start: 0.905, end: 0.905 + 0.005 * UPDATES, steps: UPDATES } }
          : {}),
      });
      const gradient = store.allocate(player.layout.learned);
      await store.open();
      initialisePlayer(store, player, 1, 0);
      store.write(player.parameters, wave(5, 1));
      for (let t = 1; t <= UPDATES; t++) {
        store.write(gradient, wave(5, 10 + t, 10 ** (t % 3)));
        await player.update(gradient, t);
      }
      expected.forEach((value, i) => expect(player.parameters.data[i]).toBeCloseTo(value, 5));
      await player.release();
    },
  );
});

describe("schedules beside PyTorch's", () => {
  it.each(scheduleNames)("%s has its value at every step", (kind) => {
    const [start, end] = [0.8, 0.2];
    const expected = pytorch.schedules[kind] ?? [];
    expect(expected).toHaveLength(11);
    expected.forEach((value, i) => expect(valueAt({ kind, start, end, steps: 10 }, i + 1)).toBeCloseTo(value, 9));
  });
});
