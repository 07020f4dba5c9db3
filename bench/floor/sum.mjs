// The parts of a step, as it takes them and as each would be alone.
import { digits } from "../statistics.mjs";
import { parametersIn, planned } from "../workloads.mjs";

/** Numbers that an update reads and writes for each parameter: it, its gradient and the optimiser's state. */
const PASSES = { sgd: 3, momentum: 5, adam: 7 };

const sum = (values) => values.reduce((a, b) => a + b, 0);

/** Bytes that all updates of a round must move. */
export function updateBytes(workload) {
  const { generator, discriminator } = planned(workload);
  const numbers = parametersIn(generator) + workload.dSteps * parametersIn(discriminator);
  const passes =
    PASSES[workload.optimizer.name === "sgd" && workload.optimizer.momentum ? "momentum" : workload.optimizer.name];
  return 4 * passes * numbers;
}

/** Products of the same lengths together, the most expensive first. */
function productsOf(sessions, perStep, alone, call) {
  const groups = new Map();
  for (const [i, { nodes }] of sessions.entries()) {
    for (const { lengths, milliseconds, least, flops } of nodes) {
      if (!lengths) continue;
      const key = lengths.join("×");
      const group = groups.get(key) ?? { lengths, flops, times: 0, inStep: 0, least: 0 };
      group.times += perStep[i];
      group.inStep += perStep[i] * milliseconds;
      group.least += perStep[i] * least;
      groups.set(key, group);
    }
  }
  return [...groups]
    .map(([key, group]) => {
      const best = (alone.get(key) ?? []).toSorted((a, b) => a.cold - b.cold)[0] ?? {
        cold: Number.NaN,
        warm: Number.NaN,
      };
      // Alone each has a call of its own, which is counted with the calls.
      const [cold, warm] = [best.cold, best.warm].map((time) => Math.max(0, time - call));
      return {
        ...group,
        form: best.form ?? "",
        cold: group.times * cold,
        warm: group.times * warm,
        gflops: group.flops / cold / 1e6,
      };
    })
    .toSorted((a, b) => b.inStep - a.inStep);
}

/**
 * The parts of a step in ms: `inStep` as it takes them, `floor` as they are alone. `sessions` are those of profile.mjs, one for each player's
 * gradient; of k steps of D to one of G its session has k times the runs.
 */
export function floorOf(workload, { step, profiledStep, times, sessions }, { alone, call, node, bytesPerSecond }) {
  const fewest = Math.min(...sessions.map(({ runs }) => runs));
  const perStep = sessions.map(({ runs }) => Math.max(1, Math.round(runs / fewest)));
  const products = productsOf(sessions, perStep, alone, call);
  const others = sessions.map(({ nodes }) => nodes.filter(({ lengths, flops }) => !lengths && flops === 0));
  const weigh = (pick) => sum(sessions.map((session, i) => perStep[i] * pick(session, i)));
  const convolutions = weigh(({ nodes }) =>
    sum(nodes.filter((n) => !n.lengths && n.flops > 0).map((n) => n.milliseconds)),
  );
  const nodeTime = weigh(({ nodes }) => sum(nodes.map((n) => n.milliseconds)));
  const runTime = weigh(({ run }) => run);
  const nodeCount = weigh((_, i) => others[i].length);
  const calls = sum(perStep);
  const bytes = updateBytes(workload);
  const parts = [
    {
      part: "products",
      inStep: sum(products.map((p) => p.inStep)),
      floor: sum(products.map((p) => p.cold)),
      says: `${products.reduce((a, p) => a + p.times, 0)} products, operands in memory, each in its fastest form`,
    },
    ...(convolutions > 0
      ? [
          {
            part: "convolutions",
            inStep: convolutions,
            floor: weigh(({ nodes }) => sum(nodes.filter((n) => !n.lengths && n.flops > 0).map((n) => n.least))),
            says: "the least time of each in the step",
          },
        ]
      : []),
    {
      part: "other nodes",
      inStep: weigh((_, i) => sum(others[i].map((n) => n.milliseconds))),
      floor: nodeCount * node,
      says: `${nodeCount} nodes at the cost of one without work`,
    },
    {
      part: "calls of the runtime",
      inStep: Math.max(0, runTime - nodeTime),
      floor: calls * call,
      says: `${calls} calls of one node; in the step, what a run takes beyond its nodes`,
    },
    {
      part: "updates, norms, noise",
      inStep: Math.max(0, profiledStep - runTime),
      floor: (1000 * bytes) / bytesPerSecond,
      says: `${digits(bytes / 1e6)} MB of the updates at the pace of a copy; in the step, all that is outside the runtime`,
    },
  ];
  return { workload: workload.name, step, profiledStep, times, products, parts, floor: sum(parts.map((p) => p.floor)) };
}

export const summary = ({ parts, step, profiledStep, floor }) => ({
  columns: ["part", "in the step, ms", "alone, ms", "what that is"],
  rows: [
    ...parts.map(({ part, inStep, floor: alone, says }) => [part, digits(inStep), digits(alone), says]),
    ["sum", digits(sum(parts.map(({ inStep }) => inStep))), digits(floor), "with the runtime's profile being written"],
    ["step", digits(step), "", `without a profile; ${digits(profiledStep)} with one`],
  ],
});
