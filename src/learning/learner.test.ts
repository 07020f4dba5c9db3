import { describe, expect, it } from "vitest";
import { Applications } from "../game/objective.ts";
import { dense } from "../networks/layers.ts";
import { sequential } from "../networks/network.ts";
import { square } from "../tensor/composed.ts";
import { add, mean, sub } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { createLearner, type Learner } from "./learner.ts";
import { createPlayer, initialisePlayer, type Learning } from "./player.ts";
import { createStore, type Store } from "./store.ts";

const gradientDescent: Learning = {
  optimizer: "sgd",
  beta1: 0,
  beta2: 0,
  epsilon: 0,
  nesterov: false,
  weightDecay: 0,
  learningRate: { kind: "constant", start: 0.1, end: 0.1, steps: 1 },
  momentum: { kind: "constant", start: 0, end: 0, steps: 1 },
};
const network = sequential("L", [2], [dense(1, { scheme: "normal", scale: 1 })]);

/** Least squares: y = 3a − b + 1 on four points, with noise on y of this deviation. */
async function regression(deviation = 0): Promise<{ store: Store; learner: Learner; weights: () => number[] }> {
  const table = new Applications([network]);
  const answers = network.apply(input("x", [4, 2]), table.pass({ label: "x" }));
  const noise = table.draw({
    name: "noise",
    shape: [4, 1],
    distribution: { kind: "normal", mean: 0, deviation },
    stream: "evaluation",
  });
  const loss = mean(square(sub(answers, add(input("y", [4, 1]), noise))));
  const store = createStore();
  const player = createPlayer(store, network, gradientDescent);
  const [x, y] = [store.allocate(8), store.allocate(4)];
  const learner = createLearner({
    store,
    player,
    objective: table.objective("regression", loss, network, { loss }),
    inputs: { x, y },
    stream: (name) => store.stream(1, name),
  });
  await store.open();
  initialisePlayer(store, player, 1, 0);
  store.write(x, [0, 0, 1, 0, 0, 1, 1, 1]);
  store.write(y, [1, 4, 0, 3]);
  await learner.compile();
  return { store, learner, weights: () => [...player.parameters.data] };
}

describe("a learner", () => {
  it("finds the solution of least squares", async () => {
    const { learner, weights } = await regression();
    for (let step = 1; step <= 400; step++) {
      await learner.run(step);
      await learner.update(step);
    }
    expect(learner.loss()).toBeLessThan(1e-8);
    [3, -1, 1].forEach((expected, i) => expect(weights()[i]).toBeCloseTo(expected, 3));
    await learner.release();
  });

  it("draws anew in every run what its objective asks for", async () => {
    const { learner } = await regression(1);
    const losses: number[] = [];
    for (let step = 1; step <= 3; step++) {
      await learner.run(step);
      losses.push(learner.loss());
    }
    expect(new Set(losses).size).toBe(3);
    expect(learner.drawn[0]?.vector.data.some((value) => value !== 0)).toBe(true);
    await learner.release();
  });

  it("names the first tensor that is no number, and leaves the parameters as they were", async () => {
    const { store, learner, weights } = await regression();
    const before = weights();
    store.write(learner.drawn[0]?.vector ?? store.allocate(4), [0, 0, 0, 0]);
    learner.player.parameters.data.fill(3e38);
    await expect(learner.run(7)).rejects.toThrow(
      /training, regression of step 7: expected finite numbers, but got (-?Infinity|NaN) in /,
    );
    expect(weights()).not.toEqual(before);
    expect(weights().every((value) => value === Math.fround(3e38))).toBe(true);
    await learner.release();
  });

  it("is not used before it is compiled, and takes no room in a store that is open", async () => {
    const { store, learner } = await regression();
    expect(() => store.allocate(1)).toThrow("open");
    await learner.release();
    const closed = createStore();
    const player = createPlayer(closed, network, gradientDescent);
    expect(() => closed.checksum(player.parameters)).toThrow("before it was open");
    const inputs = { x: closed.allocate(8), y: closed.allocate(4) };
    const early = createLearner({ store: closed, player, objective: learner.objective, inputs });
    await closed.open();
    await expect(early.run(1)).rejects.toThrow("regression was used before it was compiled");
  });
});
