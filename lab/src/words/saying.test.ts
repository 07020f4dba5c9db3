import { expect, it } from "vitest";
import type { Frame, Opened, Reading } from "../worker/protocol.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import { nearnessOf, type Saying, say } from "./saying.ts";

const ring = Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]);
/** Around the origin, so many wide. */
const around = (width: number): Float32Array =>
  Float32Array.from({ length: 200 }, (_, i) => (width * (i - 99.5)) / 100);

function opened({ loss = "non-saturating", centers = ring, deviation = 0.01, probability = true } = {}): Opened {
  return {
    config: { loss, mixedSteps: 1000, data: { shape: [2] } },
    probability,
    moves: { G: 0, D: 0 },
    real: around(1),
    modes: { centers, deviation },
  } as unknown as Opened;
}
interface Given {
  readonly G?: number;
  readonly D?: number;
  readonly real?: number;
  readonly fake?: number;
  readonly gLoss?: number;
  readonly generated?: Float32Array;
  readonly norms?: Frame["lossNorms"];
}
function frame(given: Given = {}): Frame {
  const { G = 500, D = 500, real = 0.7, fake = 0.4, gLoss = 1, generated = around(1), norms = null } = given;
  return {
    step: G,
    moves: { G, D },
    measures: {
      dLoss: D > 0 ? 1 : Number.NaN,
      dGradientNorm: D > 0 ? 1 : Number.NaN,
      gLoss: G > 0 ? gLoss : Number.NaN,
      gGradientNorm: G > 0 ? 1 : Number.NaN,
      meanDReal: real,
      meanDFake: fake,
    },
    generated,
    kept: [0],
    broken: false,
    lossNorms: norms,
  } as unknown as Frame;
}
function reading(given: Partial<Reading> & { readonly away?: number } = {}): Reading {
  const { away = 0.1, ...rest } = given;
  return {
    step: 500,
    jsd: { value: 0.21, error: 0.01 },
    distance: { largest: 2 * away, mean: away },
    modes: null,
    sampleDistance: 0.4,
    noiseDistance: Number.NaN,
    realDistance: 0.001,
    ...rest,
  } as Reading;
}
const keyOf = (...given: Parameters<typeof say>): Saying["key"] => say(...given).key;
const modes = (found: number, highQuality: number) => reading({ modes: { found, of: 8, highQuality } });

it("goes by the reading alone where a trained state was opened and nobody has moved since", () => {
  const trained = { ...opened(), moves: { G: 500, D: 500 } };
  const unmeasured = { dLoss: Number.NaN, dGradientNorm: Number.NaN, gLoss: Number.NaN, gGradientNorm: Number.NaN };
  const loaded = { ...frame({ real: Number.NaN, fake: Number.NaN }) };
  const still = { ...loaded, measures: { ...loaded.measures, ...unmeasured } } as Frame;
  expect(keyOf(still, reading({ jsd: { value: 0.001, error: 0.001 } }), trained)).toBe("matched");
  expect(keyOf(still, reading({ jsd: { value: 0.001, error: 0.001 } }), opened())).toBe("broken");
});

it("says that nothing has moved before the first step", () => {
  expect(keyOf(null, null, opened())).toBe("start");
  expect(keyOf(frame({ G: 0, D: 0 }), reading(), opened())).toBe("start");
});

it("takes the missing measures of a player that has not moved for no fault", () => {
  expect(keyOf(frame({ G: 0 }), reading(), opened())).toBe("onlyD");
});

it("says before all else that a loss or a sample is not finite", () => {
  expect(say(frame({ gLoss: Number.NaN }), modes(8, 0.99), opened())).toEqual({
    key: "broken",
    round: 500,
    back: true,
  });
  const generated = around(1).map((value, i) => (i === 7 ? Number.POSITIVE_INFINITY : value));
  expect(keyOf(frame({ generated }), reading(), opened())).toBe("broken");
});

it("calls samples that are all alike a collapse, but not before G has had time to spread", () => {
  const generated = around(0.04);
  expect(say(frame({ generated }), reading(), opened())).toMatchObject({
    key: "collapse",
    spread: expect.closeTo(0.04),
  });
  expect(keyOf(frame({ generated, G: 99 }), reading(), opened())).not.toBe("collapse");
});

it("says that the gradient has nearly vanished where D is far ahead under minimax", () => {
  const norms = { minimax: 0.011, nonSaturating: 5.5 };
  const said = say(frame({ real: 0.98, fake: 0.02, norms }), reading(), opened({ loss: "minimax" }));
  expect(said).toEqual({ key: "vanished", real: 0.98, generated: 0.02, ...norms });
  expect(en.saying(said)).toContain(
    "D is far ahead (D(x) = 0.98, D(G(z)) = 0.02): G's gradient under this loss has nearly",
  );
});

it("says that −log D still gives a gradient where D is far ahead under it", () => {
  const norms = { minimax: 0.011, nonSaturating: 5.5 };
  const said = say(frame({ real: 0.98, fake: 0.02, norms }), reading(), opened());
  expect(said.key).toBe("farAheadWithGradient");
  expect(en.saying(said)).toContain("but −log D still gives G a gradient of length 5.5");
});

it("counts the mixed loss as minimax from the step on at which it changes", () => {
  const ahead = { real: 0.98, fake: 0.02, norms: { minimax: 0.011, nonSaturating: 5.5 } };
  expect(keyOf(frame({ ...ahead, G: 999 }), reading(), opened({ loss: "mixed" }))).toBe("farAheadWithGradient");
  expect(keyOf(frame({ ...ahead, G: 1000 }), reading(), opened({ loss: "mixed" }))).toBe("vanished");
});

it("claims nothing of gradients that were not measured", () => {
  expect(keyOf(frame({ real: 0.98, fake: 0.02 }), reading(), opened())).toBe("farAhead");
});

it("does not trust answers of D from before G moved on: the gradients of the present tell", () => {
  const norms = { minimax: 5.1, nonSaturating: 2.7 };
  expect(keyOf(frame({ real: 0.96, fake: 0.03, norms }), reading({ away: 0.31 }), opened())).toBe("behind");
});

it("calls it equilibrium where D answers 1/2 and JSD is 0 within 0.01, and only there", () => {
  const half = frame({ real: 0.502, fake: 0.5 });
  const equal = reading({ jsd: { value: -0.001, error: 0.004 } });
  const said = say(half, equal, opened());
  expect(said.key).toBe("equilibrium");
  expect(en.saying(said)).toContain("JSD is 0 ± 0.004 nats");
  expect(keyOf(frame({ real: 0.54, fake: 0.47 }), equal, opened())).toBe("matched");
  expect(keyOf(half, reading({ jsd: { value: 0, error: 0.2 } }), opened())).not.toBe("equilibrium");
  expect(keyOf(half, reading({ away: 0.3 }), opened())).toBe("behind");
});

it("counts modes where samples are near them", () => {
  expect(en.saying(say(frame(), modes(5, 0.6), opened()))).toBe(
    "G covers 5 of 8 modes; 60 % of its samples are near one.",
  );
  expect(keyOf(frame(), modes(8, 0.4), opened())).toBe("blurred");
  expect(keyOf(frame(), modes(8, 0.97), opened())).toBe("allModes");
  expect(keyOf(frame(), modes(1, 0.97), opened())).toBe("oneMode");
  expect(keyOf(frame(), modes(6, 0.01), opened())).toBe("learning");
});

it("does not speak of modes that touch each other", () => {
  const touching = opened({ centers: [[-1.5], [1.5]], deviation: 0.5 });
  expect(keyOf(frame(), reading({ modes: { found: 2, of: 2, highQuality: 1 } }), touching)).toBe("learning");
});

it("says where D is: close to D*, wrong, or behind", () => {
  expect(keyOf(frame(), reading({ away: 0.02 }), opened())).toBe("nearBest");
  expect(keyOf(frame({ real: 0.2, fake: 0.99 }), reading(), opened())).toBe("wrong");
  expect(keyOf(frame({ real: 0.51, fake: 0.5 }), reading({ away: 0.29 }), opened())).toBe("behind");
});

it("falls back on the energy distance where p_data is not known", () => {
  const unknown = { jsd: null, distance: null };
  expect(keyOf(frame(), reading(unknown), opened())).toBe("apart");
  expect(keyOf(frame(), reading({ ...unknown, sampleDistance: 0.004 }), opened())).toBe("close");
  const images = { ...unknown, noiseDistance: 4, realDistance: 0 };
  expect(keyOf(frame(), reading({ ...images, sampleDistance: 1 }), opened())).toBe("images");
  expect([4, 1, 0, 9].map((sampleDistance) => nearnessOf(reading({ ...images, sampleDistance })))).toEqual([
    0, 0.75, 1, 0,
  ]);
  expect(keyOf(frame(), null, opened())).toBe("unread");
});

it("does not read scores as probabilities", () => {
  const critic = opened({ loss: "wasserstein", probability: false });
  expect(keyOf(frame({ real: 3, fake: -4 }), reading({ distance: null }), critic)).toBe("learning");
});

it("has a sentence for everything in both languages, with the same numbers", () => {
  const jsd = { value: 0.21, error: 0.01 };
  const answers = { real: 0.9995, generated: 0.002 };
  const found = { found: 5, of: 8, highQuality: 0.97, jsd };
  const norms = { minimax: 0.011, nonSaturating: 5.5 };
  const all: readonly Saying[] = [
    { key: "start" },
    { key: "broken", round: 7, back: true },
    { key: "collapse", spread: 0.04 },
    { key: "farAhead", ...answers },
    { key: "vanished", ...answers, ...norms },
    { key: "farAheadWithGradient", ...answers, ...norms },
    { key: "equilibrium", ...answers, jsd },
    { key: "matched", jsd },
    { key: "allModes", ...found },
    { key: "blurred", ...found },
    { key: "oneMode", ...found },
    { key: "someModes", ...found },
    { key: "nearBest", away: 0.02, jsd },
    { key: "onlyD", ...answers },
    { key: "behind", away: 0.3 },
    { key: "wrong", ...answers },
    { key: "images", nearness: 0.4 },
    { key: "close", samples: 0.004, real: -0.001 },
    { key: "apart", samples: 0.4, real: 0.001 },
    { key: "learning", jsd },
    { key: "unread" },
  ];
  const numbers = (text: string): string[] => (text.match(/−?\d+(\.\d+)?/g) ?? []).sort();
  for (const said of all) {
    expect(ko.saying(said)).toMatch(/[가-힣].*\.$/);
    expect(en.saying(said)).toMatch(/\.$/);
    expect(numbers(ko.saying(said)), said.key).toEqual(numbers(en.saying(said)));
  }
});

it("says of mixed tables how alike columns and pairs are, and which column is least so", () => {
  const columns = [{ name: "age" }, { name: "sex" }];
  const mixed = { ...opened(), mixed: { columns, rows: 10 } } as unknown as Opened;
  const rows = { shapes: 0.93, pairs: 0.876, strongPairs: 0.8, columns: [{ score: 0.98 }, { score: 0.88 }] };
  const read = { ...reading(), rows } as unknown as Reading;
  const said = say(frame(), read, mixed);
  expect(said).toEqual({ key: "rows", shapes: 0.93, pairs: 0.876, worst: "sex", score: 0.88 });
  expect(en.saying(said)).toContain("93 % by column and 88 % by pair of columns; least in sex (88 %)");
  expect(ko.saying(said)).toContain("sex(88%)");
  expect(keyOf(frame(), null, mixed)).toBe("unread");
  expect(keyOf(frame({ gLoss: Number.NaN }), read, mixed)).toBe("broken");
});
